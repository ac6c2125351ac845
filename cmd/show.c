/* Messages in words. One function a kind; what the view may not see never gets
 * here past console_show, where to start reading. */
#include "cmd/prompter.h"

#include <stdio.h>

/* --- The opening -------------------------------------------------------- */

static void put_filled(Console *console, const char *label,
                       const char *plain_label, Str text)
{
    Buf filled = {0};
    if (!text.size)
        return;
    session_fill(console->session, text, &filled);
    console->out.failed |= filled.failed;
    if (!console->plain)
        buf_add_char(&console->out, '\n');
    console_put(console, TONE_STRONG, label, plain_label, buf_str(&filled));
    buf_finish(&filled);
}

static void put_negotiators_brief(Console *console)
{
    const Scenario *scenario = console->scenario;
    for (uint32_t i = 0; i < scenario->role_count; i++) {
        const Role *role = &scenario->roles[i];
        if (role->side != SIDE_NEGOTIATOR || !role->brief.size)
            continue;
        put_filled(console, _("Your brief: "), _("Your brief: "), role->brief);
        return;
    }
}

static void put_role(Console *console, const Role *role)
{
    put_filled(console, _("You are: "), _("You are: "), role->shown);
    put_filled(console, _("You want: "), _("You want: "), role->wants);
    put_filled(console, _("You need: "), _("You need: "), role->needs);
    put_filled(console, _("Your brief: "), _("Your brief: "), role->brief);
}

static void put_warnings(Console *console)
{
    const Scenario *scenario = console->scenario;
    Buf list = {0};
    for (uint32_t i = 0; i < scenario->warning_count; i++) {
        buf_add_c(&list, i ? ", " : "");
        buf_add(&list, scenario->warnings[i]);
    }
    console->out.failed |= list.failed;
    if (list.size && !console->plain)
        buf_add_char(&console->out, '\n');
    if (list.size)
        console_put(console, TONE_STRONG, _("Warnings: "), _("Warnings: "),
                    buf_str(&list));
    buf_finish(&list);
}

static void put_support(Console *console, bool alone)
{
    if (!console->scenario->support.size)
        return;
    if (alone && !console->plain)
        buf_add_char(&console->out, '\n');
    console_put(console, TONE_STRONG, _("Support: "), _("Support: "),
                console->scenario->support);
}

static void show_start(Console *console)
{
    const Scenario *scenario = console->scenario;
    Buf *out = &console->out;
    if (console->color)
        buf_add_c(out, "\x1b[1m");
    console_put(console, TONE_NONE, "", _("Title: "), scenario->title);
    if (console->color)
        buf_add_c(out, "\x1b[0m");
    put_warnings(console);
    put_support(console, !scenario->warning_count);
    put_filled(console, "", _("Summary: "), scenario->summary);
    if (console->view.kind == VIEW_ROLE)
        put_role(console, &scenario->roles[console->view.role]);
    else
        put_negotiators_brief(console);
    if (console->seed_drawn)
        console_notice(
            console, _("seed %llu"),
            (unsigned long long)session_options(console->session)->seed);
    if (!console->plain)
        buf_add_char(out, '\n');
    console->opening = out->size;
}

/* --- What happens ------------------------------------------------------- */

static const char *arrow(const Console *console)
{
    return console->plain ? _("to") : "->";
}

static void show_ran(Console *console, const Output *output)
{
    const Rule *rule = &console->scenario->rules[output->index];
    Str file = console->scenario->files[rule->file];
    if (output->nth == NONE)
        console_aside(console, "%s %.*s:%u", _(rule_kind_names[rule->kind]),
                      STR_ARGS(file), rule->line);
    else
        console_aside(console, _("%s %.*s:%u, each-time %d"),
                      _(rule_kind_names[rule->kind]), STR_ARGS(file),
                      rule->line, output->nth + 1);
}

static void show_meter(Console *console, const Output *output)
{
    console_aside(console, "%.*s %lld %s %lld",
                  STR_ARGS(console->scenario->meters[output->index].name),
                  (long long)output->from, arrow(console),
                  (long long)output->to);
}

static void show_fact(Console *console, const Output *output)
{
    const Fact *fact = &console->scenario->facts[output->index];
    if (output->to)
        console_aside(console, _("learned %.*s: %.*s"), STR_ARGS(fact->name),
                      STR_ARGS(fact->text));
    else
        console_aside(console, _("%.*s not known any more"),
                      STR_ARGS(fact->name));
}

static void show_timer(Console *console, const Output *output)
{
    Str name = console->scenario->demands[output->index].name;
    const char *what = output->nth ? _("promise") : _("deadline");
    char due[TIME_SIZE];
    if (output->to == NONE)
        console_aside(console, _("%s for %.*s: off"), what, STR_ARGS(name));
    else
        console_aside(console, _("%s for %.*s: due %s"), what, STR_ARGS(name),
                      console_time(due, output->to, false));
}

static void show_kept_notes(Console *console)
{
    for (size_t i = 0; i < console->kept.count; i++)
        console_aside(console, _("note: %.*s"),
                      STR_ARGS(console->kept.items[i].text));
}

static void show_ending(Console *console, const Message *message)
{
    int32_t number = message->output->nth;
    bool endex = number == ENDING_ENDEX;
    const Ending *ending = endex ? NULL : &console->scenario->endings[number];
    Buf what = {0};
    char time[TIME_SIZE];
    if (endex)
        buf_add_c(&what, _("endex (unresolved)"));
    else
        buf_printf(&what, "%.*s (%.*s)", STR_ARGS(ending->name),
                   STR_ARGS(language_word(ending->outcome)));
    buf_printf(&what, _(", at %s"), console_time(time, message->t, true));
    console->out.failed |= what.failed;
    if (!console->plain)
        buf_add_char(&console->out, '\n');
    console_put(console, TONE_STRONG, _("The end: "), _("The end: "),
                buf_str(&what));
    if (message->text.size)
        console_put(console, TONE_NONE, "", _("The end: "), message->text);
    buf_finish(&what);
    if (console->view.kind == VIEW_OBSERVER)
        show_kept_notes(console);
    put_support(console, true);
    if (console->person)
        console_notice(console, _(":undo N goes back N turns; Enter or :quit "
                                  "leaves"));
}

static void show_said(Console *console, uint32_t role, Str text)
{
    console_put_speech(console, role, text);
    if (!console->recorder || !console->recorder->replay)
        voice_say(console->voice, text);
}

static void show_output(Console *console, const Message *message)
{
    const Scenario *scenario = console->scenario;
    const Output *output = message->output;
    Str text = message->text;
    switch (output->kind) {
    case OUT_STATE:
        console_aside(console, _("state %.*s"),
                      STR_ARGS(scenario->states[output->index].name));
        break;
    case OUT_EXPECT:
        console_aside(console, _("expect: %.*s"), STR_ARGS(text));
        break;
    case OUT_RAN:
        show_ran(console, output);
        break;
    case OUT_SAY:
        show_said(console, output->index, text);
        break;
    case OUT_CUE:
        console_aside(console, _("cue %.*s: %.*s"),
                      STR_ARGS(scenario->roles[output->index].shown),
                      STR_ARGS(text));
        break;
    case OUT_SIGN:
        console_put(console, TONE_SIGN, "* ", _("Sign: "), text);
        break;
    case OUT_NOTE:
        console_aside(console, _("note: %.*s"), STR_ARGS(text));
        break;
    case OUT_METER:
        show_meter(console, output);
        break;
    case OUT_FACT:
        show_fact(console, output);
        break;
    case OUT_DEMAND:
        console_aside(console, _("demand %.*s: %s %s %s"),
                      STR_ARGS(scenario->demands[output->index].name),
                      demand_status_names[output->from], arrow(console),
                      demand_status_names[output->to]);
        break;
    case OUT_TIMER:
        show_timer(console, output);
        break;
    case OUT_SPEAKER:
        console_aside(console, _("%.*s speaks now"),
                      STR_ARGS(scenario->roles[output->index].shown));
        break;
    case OUT_ENDING:
        show_ending(console, message);
        break;
    case OUT_CYCLE:
        console_error(console, "%.*s", STR_ARGS(text));
        break;
    case OUT_TRIED:
        break;
    }
}

/* --- What was heard ----------------------------------------------------- */

static void add_names(const Console *console, Buf *out, const uint32_t *list,
                      uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_add_c(out, i ? ", " : "");
        buf_add(out, console->scenario->hearing.intents[list[i]].name);
    }
}

static void show_heard(Console *console, const MessageHeard *heard)
{
    Buf text = {0};
    add_names(console, &text, heard->intents, heard->intent_count);
    if (!heard->intent_count)
        buf_add_c(&text, _("no intent"));
    for (uint32_t i = 0; i < heard->capture_count; i++) {
        const IntentCapture *capture = &heard->captures[i];
        buf_printf(&text, "; %.*s = %.*s",
                   STR_ARGS(console->scenario->slots[capture->slot].name),
                   STR_ARGS(capture->text));
    }
    if (heard->limited_count) {
        buf_add_c(&text, _("; gave up on "));
        add_names(console, &text, heard->limited, heard->limited_count);
    }
    console->out.failed |= text.failed;
    console_aside(console, _("heard: %.*s"), STR_ARGS(buf_str(&text)));
    buf_finish(&text);
}

/* Once for each intent, whatever the view. */
static void warn_of_broken(Console *console, const MessageHeard *heard)
{
    for (uint32_t i = 0; i < heard->broken_count; i++) {
        uint32_t intent = heard->broken[i];
        if (console->broken[intent])
            continue;
        console->broken[intent] = true;
        Buf safe = {0};
        Str name = console->scenario->hearing.intents[intent].name;
        diag_add_safe(&safe, str_from(console->path), false);
        console->out.failed |= safe.failed;
        if (console->editing)
            console_notice(
                console,
                _("intent '%.*s' has a pattern that does not compile; "
                  "run 'standoff lint %s'"),
                STR_ARGS(name), console->path);
        else
            fprintf(stderr,
                    "standoff play: intent '%.*s' has a pattern that does not "
                    "compile; run 'standoff lint %.*s'\n",
                    STR_ARGS(name), STR_ARGS(buf_str(&safe)));
        buf_finish(&safe);
    }
}

/* --- Status ------------------------------------------------------------- */

static void add_values(const Console *console, Buf *out)
{
    const Scenario *scenario = console->scenario;
    const Configuration *now = session_now(console->session);
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        buf_printf(out, "%s%.*s %d", i ? ", " : _("\nmeters: "),
                   STR_ARGS(scenario->meters[i].name), engine_meter(now, i));
    const char *before = _("\nfacts: ");
    for (uint32_t i = 0; i < scenario->fact_count; i++) {
        if (!engine_fact(now, i))
            continue;
        buf_printf(out, "%s%.*s", before, STR_ARGS(scenario->facts[i].name));
        before = ", ";
    }
}

static void add_demands(const Console *console, Buf *out)
{
    const Scenario *scenario = console->scenario;
    const Configuration *now = session_now(console->session);
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        buf_printf(out, "%s%.*s %s", i ? ", " : _("\ndemands: "),
                   STR_ARGS(scenario->demands[i].name),
                   demand_status_names[engine_demand(now, i)]);
}

static void add_timer(Buf *out, const char *what, Str name, int64_t due,
                      const char **before)
{
    char text[TIME_SIZE];
    buf_printf(out, _("%s%s for %.*s due %s"), *before, what, STR_ARGS(name),
               console_time(text, due, false));
    *before = ", ";
}

static void add_timers(const Console *console, Buf *out)
{
    const Scenario *scenario = console->scenario;
    const Configuration *now = session_now(console->session);
    ViewKind view = console->view.kind;
    const char *before = _("\ntimers: ");
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const Demand *demand = &scenario->demands[i];
        bool sees =
            demand->announced || view == VIEW_TRAINER || view == VIEW_ROLE;
        int64_t deadline = engine_deadline(now, i);
        int64_t promise = engine_promise(now, i);
        if (deadline != NONE && sees)
            add_timer(out, _("deadline"), demand->name, deadline, &before);
        if (promise != NONE && view == VIEW_TRAINER)
            add_timer(out, _("promise"), demand->name, promise, &before);
    }
}

static void show_status(Console *console, const Message *message)
{
    const Scenario *scenario = console->scenario;
    const Configuration *now = session_now(console->session);
    bool trainer = console->view.kind == VIEW_TRAINER;
    bool observer = trainer || console->view.kind == VIEW_OBSERVER;
    int32_t stage = engine_stage(scenario, now);
    char time[TIME_SIZE];
    Buf text = {0};
    buf_printf(&text, _("turn %lld, %s%s; %.*s speaks"),
               (long long)message->turn, console_time(time, message->t, true),
               session_paused(console->session) ? _(" (paused)") : "",
               STR_ARGS(scenario->roles[engine_speaker(now)].shown));
    if (trainer)
        buf_printf(&text, _("\nstate: %.*s"),
                   STR_ARGS(scenario->states[engine_state(now)].name));
    if (observer && scenario->stage_count)
        buf_printf(&text, _("\nstage: %.*s"),
                   STR_ARGS(stage == NONE ? str_from(_("none"))
                                          : scenario->stages[stage].name));
    if (trainer)
        add_values(console, &text);
    if (observer)
        add_demands(console, &text);
    add_timers(console, &text);
    console->out.failed |= text.failed;
    console_put(console, TONE_STRONG, _("Status: "), _("Status: "),
                buf_str(&text));
    buf_finish(&text);
}

/* --- Messages ----------------------------------------------------------- */

static void show_stage(Console *console, const Message *message)
{
    const Scenario *scenario = console->scenario;
    if (message->number != NONE)
        console_aside(console, _("stage %.*s"),
                      STR_ARGS(scenario->stages[message->number].name));
    else if (scenario->stage_count && message->t > 0)
        console_aside(console, _("no stage reached"));
}

static void show_undone(Console *console, const Message *message)
{
    char time[TIME_SIZE];
    console_notice(console, _("back after turn %lld, at %s"),
                   (long long)message->turn,
                   console_time(time, message->t, true));
}

static void show_hint(Console *console, const Message *message)
{
    if (message->text.data)
        console_put(console, TONE_STRONG, _("Hint: "), _("Hint: "),
                    message->text);
    else
        console_notice(console, _("there is no hint here"));
}

static void show(Console *console, const Message *message)
{
    switch (message->kind) {
    case MESSAGE_START:
        show_start(console);
        break;
    case MESSAGE_OUTPUT:
        show_output(console, message);
        break;
    case MESSAGE_HEARD:
        show_heard(console, message->heard);
        break;
    case MESSAGE_STAGE:
        show_stage(console, message);
        break;
    case MESSAGE_READY:
        break;
    case MESSAGE_UNDONE:
        show_undone(console, message);
        break;
    case MESSAGE_HINT:
        show_hint(console, message);
        break;
    case MESSAGE_STATUS:
        show_status(console, message);
        break;
    case MESSAGE_ERROR:
        console_error(console, "%.*s", STR_ARGS(language_word(message->text)));
        break;
    }
}

/* An observer reads the notes after the ending; those of undone turns not. */
static void keep_note(Console *console, const Message *message)
{
    KeptNote *note = VEC_PUSH(&console->arena, &console->kept);
    note->turn = engine_turn(session_now(console->session));
    note->text = str_copy(&console->arena, message->text);
}

static void forget_notes(Console *console, int64_t turn)
{
    while (console->kept.count &&
           console->kept.items[console->kept.count - 1].turn > turn)
        console->kept.count--;
}

void console_show(void *context, Session *session, const Message *message)
{
    Console *console = context;
    console->session = session;
    if (console->recorder && console->recorder->replay &&
        message->kind == MESSAGE_HEARD)
        console->turn_at = console->out.size;
    if (message->kind == MESSAGE_HEARD) {
        why_heard(console, message->heard);
        warn_of_broken(console, message->heard);
    }
    if (message->kind == MESSAGE_OUTPUT)
        why_output(console, message->output);
    if (message->kind == MESSAGE_OUTPUT && message->output->kind == OUT_NOTE &&
        console->view.kind == VIEW_OBSERVER)
        keep_note(console, message);
    if (message->kind == MESSAGE_UNDONE) {
        forget_notes(console, message->turn);
        why_forget(console);
    }
    if (console->prompter && prompter_takes(console, message))
        return;
    if (view_keeps(session, console->view, message))
        show(console, message);
}
