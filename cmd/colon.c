/* The commands that begin with a colon: one row each, with what may stand
 * behind it. Start at the table `commands`. */
#include "cmd/console.h"
#include "cmd/words.h"

#include <string.h>

/* Words that may be typed. */
typedef VEC(Str) Words;

typedef struct {
    Console *console;
    Arena arena;
    Str argument;
    bool quit;
} Call;

typedef void List(const Scenario *scenario, Arena *arena, Words *out);

typedef struct {
    const char *name;
    const char *argument; /* as help shows it, "" when there is none */
    const char *about;
    bool must; /* the argument may not be left out */
    void (*run)(Call *call);
    List *list; /* of words for the argument, or NULL */
} Colon;

/* --- Words -------------------------------------------------------------- */

static void list_states(const Scenario *scenario, Arena *arena, Words *out)
{
    for (uint32_t i = 0; i < scenario->state_count; i++)
        *VEC_PUSH(arena, out) = scenario->states[i].name;
}

static void list_injects(const Scenario *scenario, Arena *arena, Words *out)
{
    for (uint32_t i = 0; i < scenario->inject_count; i++)
        *VEC_PUSH(arena, out) = scenario->rules[scenario->injects[i]].name;
}

static void list_settable(const Scenario *scenario, Arena *arena, Words *out)
{
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        *VEC_PUSH(arena, out) =
            str_format(arena, "%.*s=", STR_ARGS(scenario->meters[i].name));
    for (uint32_t i = 0; i < scenario->fact_count; i++) {
        Str name = scenario->facts[i].name;
        *VEC_PUSH(arena, out) = str_format(arena, "%.*s=true", STR_ARGS(name));
        *VEC_PUSH(arena, out) = str_format(arena, "%.*s=false", STR_ARGS(name));
    }
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        for (int status = 0; status < DEMAND_STATUS_COUNT; status++)
            *VEC_PUSH(arena, out) = str_format(
                arena, "%.*s=%s", STR_ARGS(scenario->demands[i].name),
                demand_status_names[status]);
}

static void unknown(Call *call, const char *what, Str word, List *list)
{
    Words words = {0};
    list(call->console->scenario, &call->arena, &words);
    Str near = words_nearest(words.items, words.count, word);
    const char *equals = near.size ? memchr(near.data, '=', near.size) : NULL;
    if (equals)
        near.size = (size_t)(equals - near.data);
    if (near.size)
        console_error(call->console,
                      _("%s '%.*s' is not defined; did you mean '%.*s'?"), what,
                      STR_ARGS(str_slice(word, 0, 80)), STR_ARGS(near));
    else
        console_error(call->console, _("%s '%.*s' is not defined"), what,
                      STR_ARGS(str_slice(word, 0, 80)));
}

/* --- Time --------------------------------------------------------------- */

/* 1h30m, 90s, or seconds: 90. False when it is none of these, or too long. */
static bool read_duration(Str text, int64_t *ms)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'h', 3600}, {'m', 60}, {'s', 1}};
    size_t at = 0, unit = 0;
    int64_t sum = 0;
    while (at < text.size) {
        size_t begin = at;
        while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
            at++;
        int64_t number;
        if (!str_to_int(str_slice(text, begin, at), &number) ||
            number > SESSION_WAIT_LIMIT)
            return false;
        char letter = at < text.size ? text.data[at++] : 's';
        while (unit < 3 && units[unit].letter != letter)
            unit++;
        if (unit == 3)
            return false;
        sum += number * units[unit++].seconds;
    }
    *ms = sum * 1000;
    return text.size && sum <= SESSION_WAIT_LIMIT;
}

static void run_wait(Call *call)
{
    Console *console = call->console;
    Input input = {.kind = INPUT_WAIT};
    if (!read_duration(call->argument, &input.number)) {
        console_error(console,
                      _("':wait' takes a time of at most 30 days, such "
                        "as 90s, 1m30s or 1h"));
        return;
    }
    console_take(console, &input);
    const Configuration *now = session_now(console->session);
    char time[TIME_SIZE];
    if (console->person && !engine_ended(now))
        console_notice(console, _("it is %s now"),
                       console_time(time, engine_time(now), true));
}

static void set_clock(Call *call, InputKind kind)
{
    Console *console = call->console;
    bool was = session_paused(console->session);
    bool pause = kind == INPUT_PAUSE;
    console_take(console, &(Input){.kind = kind});
    if (engine_ended(session_now(console->session)))
        return;
    if (!console->clock->real)
        console_notice(console,
                       _("this clock is virtual: only ':wait' moves it"));
    else if (was == pause)
        console_notice(console, pause ? _("the clock stands already")
                                      : _("the clock runs already"));
    else
        console_notice(console, pause ? _("the clock stands; ':resume' goes on")
                                      : _("the clock runs"));
}

static void run_pause(Call *call)
{
    set_clock(call, INPUT_PAUSE);
}

static void run_resume(Call *call)
{
    set_clock(call, INPUT_RESUME);
}

/* --- The trainer's hand ------------------------------------------------- */

static void run_inject(Call *call)
{
    int32_t inject =
        scenario_inject_find(call->console->scenario, call->argument);
    if (inject == NONE)
        unknown(call, _("inject"), call->argument, list_injects);
    else
        console_take(call->console,
                     &(Input){.kind = INPUT_INJECT, .index = (uint32_t)inject});
}

static void run_goto(Call *call)
{
    int32_t state =
        scenario_state_find(call->console->scenario, call->argument);
    if (state == NONE)
        unknown(call, _("state"), call->argument, list_states);
    else
        console_take(call->console,
                     &(Input){.kind = INPUT_GOTO, .index = (uint32_t)state});
}

static bool set_meter(Call *call, Str name, Str value, EngineSet *set)
{
    const Meter *meter = &call->console->scenario->meters[set->index];
    int64_t number;
    if (str_to_int(value, &number) && number >= meter->low &&
        number <= meter->high) {
        set->value = (int32_t)number;
        return true;
    }
    console_error(call->console, _("'%.*s' takes a number from %d to %d"),
                  STR_ARGS(name), meter->low, meter->high);
    return false;
}

static bool set_fact(Call *call, Str name, Str value, EngineSet *set)
{
    set->value = str_equal_c(value, "true");
    if (set->value || str_equal_c(value, "false"))
        return true;
    console_error(call->console, _("'%.*s' takes true or false"),
                  STR_ARGS(name));
    return false;
}

static bool set_demand(Call *call, Str name, Str value, EngineSet *set)
{
    Buf all = {0};
    for (int status = 0; status < DEMAND_STATUS_COUNT; status++) {
        set->value = status;
        if (str_equal_c(value, demand_status_names[status])) {
            buf_finish(&all);
            return true;
        }
        buf_printf(&all, "%s%s", status ? ", " : "",
                   demand_status_names[status]);
    }
    console_error(call->console, _("'%.*s' takes one of %.*s"), STR_ARGS(name),
                  STR_ARGS(buf_str(&all)));
    buf_finish(&all);
    return false;
}

static const struct {
    EngineSetKind kind;
    int32_t (*find)(const Scenario *scenario, Str name);
    bool (*read)(Call *call, Str name, Str value, EngineSet *set);
} settable[] = {
    {SET_METER, scenario_meter_find, set_meter},
    {SET_FACT, scenario_fact_find, set_fact},
    {SET_DEMAND, scenario_demand_find, set_demand},
};
enum { SETTABLE = sizeof settable / sizeof *settable };

static bool read_set(Call *call, Str word, EngineSet *set)
{
    const char *equals = memchr(word.data, '=', word.size);
    if (!equals) {
        console_error(call->console, _("'%.*s' is not of the form NAME=VALUE"),
                      STR_ARGS(str_slice(word, 0, 80)));
        return false;
    }
    size_t at = (size_t)(equals - word.data);
    Str name = str_slice(word, 0, at);
    Str value = str_slice(word, at + 1, word.size);
    for (size_t i = 0; i < SETTABLE; i++) {
        int32_t index = settable[i].find(call->console->scenario, name);
        if (index == NONE)
            continue;
        *set = (EngineSet){settable[i].kind, (uint32_t)index, 0};
        return settable[i].read(call, name, value, set);
    }
    unknown(call, _("meter, fact or demand"), name, list_settable);
    return false;
}

static Str next_word(Str *text)
{
    size_t begin = 0;
    while (begin < text->size && memchr(" \t", text->data[begin], 2))
        begin++;
    size_t end = begin;
    while (end < text->size && !memchr(" \t", text->data[end], 2))
        end++;
    Str word = str_slice(*text, begin, end);
    *text = str_slice(*text, end, text->size);
    return word;
}

/* Meters, then facts, then demands, each in the order typed. */
static void run_set(Call *call)
{
    VEC(EngineSet) read = {0}, sorted = {0};
    Str rest = call->argument;
    for (Str word; (word = next_word(&rest)).size;) {
        EngineSet set = {0};
        if (!read_set(call, word, &set))
            return;
        *VEC_PUSH(&call->arena, &read) = set;
    }
    for (size_t i = 0; i < SETTABLE; i++)
        for (size_t j = 0; j < read.count; j++)
            if (read.items[j].kind == settable[i].kind)
                *VEC_PUSH(&call->arena, &sorted) = read.items[j];
    console_take(call->console, &(Input){.kind = INPUT_SET,
                                         .sets = sorted.items,
                                         .set_count = (uint32_t)sorted.count});
}

static void run_undo(Call *call)
{
    Input input = {.kind = INPUT_UNDO, .number = 1};
    if (call->argument.size && !str_to_int(call->argument, &input.number))
        console_error(call->console, _("':undo' takes a number of turns"));
    else
        console_take(call->console, &input);
}

/* The last turn once more: what was said before it is shown again. */
static void run_retry(Call *call)
{
    Console *console = call->console;
    console_take(console, &(Input){.kind = INPUT_UNDO, .number = 1});
    if (session_said(console->session).size)
        console_put_speech(console,
                           engine_speaker(session_now(console->session)),
                           session_said(console->session));
}

/* Time jumps to what is due next. */
static void run_skip(Call *call)
{
    Console *console = call->console;
    const Configuration *now = session_now(console->session);
    int64_t due = engine_next_due(console->scenario, now);
    if (due == NONE)
        console_notice(console, _("nothing is due"));
    else
        console_take(console, &(Input){.kind = INPUT_WAIT,
                                       .number = due - engine_time(now)});
}

static const Str drifts[] = {
    {"as-written", 10}, {"varied", 6}, {"conceded", 8}, {"hung-up", 7}};
enum { DRIFTS = sizeof drifts / sizeof *drifts };

static void list_drifts(const Scenario *scenario, Arena *arena, Words *out)
{
    (void)scenario;
    for (size_t i = 0; i < DRIFTS; i++)
        *VEC_PUSH(arena, out) = drifts[i];
}

/* The role-player did otherwise than was written. */
static void run_drift(Call *call)
{
    Console *console = call->console;
    const Configuration *now = session_now(console->session);
    uint32_t role = console->view.kind == VIEW_ROLE ? console->view.role
                                                    : engine_speaker(now);
    for (size_t i = 0; i < DRIFTS; i++) {
        if (!str_equal(call->argument, drifts[i]))
            continue;
        console_take(
            console,
            &(Input){.kind = INPUT_DRIFT, .index = role, .text = drifts[i]});
        console_notice(console, _("noted for the debrief"));
        return;
    }
    unknown(call, _("way of doing it"), call->argument, list_drifts);
}

static void run_journal(Call *call)
{
    char why[512];
    Str path = str_copy(&call->arena, call->argument);
    if (!recorder_move(call->console->recorder, path.data, why, sizeof why))
        console_error(call->console, "%s", why);
    else
        console_notice(call->console, _("recorded in %.*s"), STR_ARGS(path));
}

static void run_end(Call *call)
{
    console_take(call->console, &(Input){.kind = INPUT_END});
}

/* --- Asking ------------------------------------------------------------- */

static void run_status(Call *call)
{
    console_take(call->console, &(Input){.kind = INPUT_STATUS});
}

static void run_hint(Call *call)
{
    console_take(call->console, &(Input){.kind = INPUT_HINT});
}

static void run_why(Call *call)
{
    why_show(call->console);
}

static void run_note(Call *call)
{
    Console *console = call->console;
    if (call->argument.size) {
        *VEC_PUSH(&console->arena, &console->notes) =
            str_copy(&console->arena, call->argument);
        console_take(console, &(Input){.kind = INPUT_NOTE,
                                       .has_text = true,
                                       .text = call->argument});
    }
    if (call->argument.size)
        console_notice(console, _("noted (%zu so far; ':note' shows them)"),
                       console->notes.count);
    else if (!console->notes.count)
        console_notice(console,
                       _("there are no notes; ':note TEXT' makes one"));
    for (size_t i = 0; !call->argument.size && i < console->notes.count; i++)
        console_put(console, TONE_STRONG, _("Note: "), _("Note: "),
                    console->notes.items[i]);
}

static void run_quit(Call *call)
{
    call->quit = true;
}

static void run_help(Call *call);

/* --- The table ---------------------------------------------------------- */

static const Colon commands[] = {
    {"help", "", N_("shows this"), false, run_help, NULL},
    {"status", "", N_("where things stand, as far as you may know"), false,
     run_status, NULL},
    {"why", "",
     N_("which rules were listening to the last line, and what they "
        "wanted"),
     false, run_why, NULL},
    {"hint", "", N_("what the author would have you remember now"), false,
     run_hint, NULL},
    {"wait", "D", N_("lets time pass in silence: 90s, 1m30s"), true, run_wait,
     NULL},
    {"inject", "NAME", N_("sets off an inject"), true, run_inject,
     list_injects},
    {"undo", "[N]", N_("takes back the last N turns, or one"), false, run_undo,
     NULL},
    {"retry", "", N_("takes back the last turn, to try it another way"), false,
     run_retry, NULL},
    {"goto", "STATE", N_("moves on by hand"), true, run_goto, list_states},
    {"set", "NAME=VALUE...",
     N_("sets meters, facts and demands to what really "
        "happened"),
     true, run_set, list_settable},
    {"note", "[TEXT]", N_("keeps a remark, or shows them"), false, run_note,
     NULL},
    {"skip", "", N_("lets time jump to what is due next"), false, run_skip,
     NULL},
    {"drift", "HOW",
     N_("he did it otherwise: as-written, varied, conceded, hung-up"), true,
     run_drift, list_drifts},
    {"pause", "", N_("stops the clock"), false, run_pause, NULL},
    {"resume", "", N_("lets the clock go on"), false, run_resume, NULL},
    {"journal", "FILE",
     N_("saves the session to another file, and goes on there"), true,
     run_journal, NULL},
    {"end", "", N_("ends the exercise as the trainer does"), false, run_end,
     NULL},
    {"quit", "", N_("leaves"), false, run_quit, NULL},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void run_help(Call *call)
{
    Buf out = {0};
    buf_add_c(&out, _("type what you would say, or a command"));
    for (size_t i = 0; i < COMMANDS; i++) {
        const Colon *row = &commands[i];
        buf_printf(&out, "\n:%s %-*s %s", row->name,
                   19 - (int)strlen(row->name), row->argument, _(row->about));
    }
    console_notice(call->console, "%.*s", STR_ARGS(buf_str(&out)));
    buf_finish(&out);
}

static void list_commands(const Scenario *scenario, Arena *arena, Words *out)
{
    (void)scenario;
    for (size_t i = 0; i < COMMANDS; i++)
        *VEC_PUSH(arena, out) = str_from(commands[i].name);
}

static const Colon *find(Str name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (str_equal_c(name, commands[i].name))
            return &commands[i];
    return NULL;
}

static void unknown_command(Call *call, Str name)
{
    Words words = {0};
    list_commands(call->console->scenario, &call->arena, &words);
    Str near = words_nearest(words.items, words.count, name);
    name = str_slice(name, 0, 80);
    if (near.size)
        console_error(call->console,
                      _("command ':%.*s' is not known; did you mean ':%.*s'?"),
                      STR_ARGS(name), STR_ARGS(near));
    else
        console_error(call->console,
                      _("command ':%.*s' is not known; see ':help'"),
                      STR_ARGS(name));
}

static void run(Call *call, Str name)
{
    const Colon *row = find(name);
    Console *console = call->console;
    if (!row)
        unknown_command(call, name);
    else if (row->must && !call->argument.size)
        console_error(console, _("':%s' takes %s"), row->name, row->argument);
    else if (!*row->argument && call->argument.size)
        console_error(console, _("':%s' takes nothing behind it"), row->name);
    else
        row->run(call);
}

ConsoleStatus colon_run(Console *console, Str text)
{
    Call call = {.console = console};
    arena_init(&call.arena, console_no_memory, NULL);
    Str name = next_word(&text);
    while (text.size && memchr(" \t", text.data[0], 2))
        text = str_slice(text, 1, text.size);
    call.argument = text;
    run(&call, name);
    arena_finish(&call.arena);
    return call.quit ? CONSOLE_QUIT : CONSOLE_ON;
}

/* --- Completion --------------------------------------------------------- */

void colon_complete(Console *console, Str line, Buf *insert, Buf *choices)
{
    Arena arena;
    Words words = {0};
    Str rest = str_slice(line, 1, line.size);
    Str typed = next_word(&rest);
    List *list = list_commands;
    if (rest.size) {
        const Colon *row = find(typed);
        list = row ? row->list : NULL;
        while (rest.size)
            typed = next_word(&rest);
    }
    arena_init(&arena, console_no_memory, NULL);
    if (list) {
        list(console->scenario, &arena, &words);
        words_complete(words.items, words.count, typed, insert, choices);
    }
    arena_finish(&arena);
}
