/* :why - which rules were listening to the last utterance, and what they
 * wanted. What has to be known is noted while it happens (why_heard,
 * why_output); why_show words it. */
#include "cmd/console.h"

#include <stdlib.h>

enum { FAILING_MOST = sizeof((Tried *)0)->failing / sizeof(size_t[2]) };

/* --- While it happens --------------------------------------------------- */

void why_forget(Console *console)
{
    console->why.any = false;
}

/* The configuration as it is when a line is heard, before anything runs. */
static void keep_moment(Console *console)
{
    Why *why = &console->why;
    if (!why->moment)
        why->moment = calloc(1, engine_size(console->scenario));
    if (!why->moment)
        console_no_memory(NULL);
    engine_copy(why->moment, session_now(console->session));
}

void why_heard(Console *console, const MessageHeard *heard)
{
    Why *why = &console->why;
    arena_finish(&why->arena);
    uint32_t *intents =
        ARENA_ARRAY(&why->arena, uint32_t, heard->intent_count + 1);
    for (uint32_t i = 0; i < heard->intent_count; i++)
        intents[i] = heard->intents[i];
    why->any = true;
    why->intents = intents;
    why->intent_count = heard->intent_count;
    why->text = str_copy(&why->arena, console->said);
    why->tried.items = NULL;
    why->tried.count = why->tried.capacity = 0;
    why->otherwise = NONE;
    keep_moment(console);
}

static void note_tried(Console *console, const Output *output)
{
    Why *why = &console->why;
    EngineEvent event = {.kind = ENGINE_HEARD,
                         .intents = why->intents,
                         .intent_count = why->intent_count};
    Tried *tried = VEC_PUSH(&why->arena, &why->tried);
    tried->rule = output->index;
    tried->ran = output->to;
    if (!tried->ran)
        tried->failing_count = engine_guard_failing(
            console->scenario, session_now(console->session), &event,
            tried->rule, tried->failing, FAILING_MOST);
}

void why_output(Console *console, const Output *output)
{
    if (output->kind == OUT_TRIED)
        note_tried(console, output);
    else if (output->kind == OUT_RAN &&
             console->scenario->rules[output->index].kind == RULE_OTHERWISE)
        console->why.otherwise = (int32_t)output->index;
}

/* --- In words ----------------------------------------------------------- */

static void add_intents(const Console *console, Buf *out, const uint32_t *list,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_add_c(out, i ? ", " : "");
        buf_add(out, console->scenario->hearing.intents[list[i]].name);
    }
}

/* "rule FILE:LINE (states.a.rules[0])" */
static void add_place(const Console *console, Buf *out, const Rule *rule)
{
    buf_printf(out, "%s %.*s:%u (%.*s)", _(rule_kind_names[rule->kind]),
               STR_ARGS(console->scenario->files[rule->file]), rule->line,
               STR_ARGS(rule->where));
}

/* What of an `if` did not hold, as it is written. */
static void add_failing(Buf *out, const Rule *rule, const Tried *tried)
{
    size_t shown = tried->failing_count < FAILING_MOST ? tried->failing_count
                                                       : FAILING_MOST;
    buf_add_c(out, _("\n  not true then: "));
    for (size_t i = 0; i < shown; i++) {
        const size_t *range = tried->failing[i];
        Str part = str_slice(rule->guard_text, range[0], range[1]);
        buf_printf(out, "%s'%.*s'", i ? ", " : "", STR_ARGS(part));
    }
    if (shown < tried->failing_count)
        buf_printf(out, _(" and %zu more"), tried->failing_count - shown);
}

static void add_tried(const Console *console, Buf *out, const Tried *tried)
{
    const Rule *rule = &console->scenario->rules[tried->rule];
    buf_add_char(out, '\n');
    add_place(console, out, rule);
    buf_add_c(out, tried->ran ? _(" ran") : _(" did not run"));
    buf_add_c(out, _("\n  needs: "));
    add_intents(console, out, rule->intents, rule->intent_count);
    if (rule->guard)
        buf_printf(out, _("; if %.*s"), STR_ARGS(rule->guard_text));
    if (!tried->ran)
        add_failing(out, rule, tried);
}

/* --- What would have been heard ----------------------------------------- */

typedef struct {
    const Console *console;
    Buf *out;
    const char *what; /* "state ", and its name */
    Str name;
    bool *seen; /* intents, so that none is said twice of one place */
    bool any;
} Listing;

static void list_rule(Listing *listing, uint32_t number)
{
    const Scenario *scenario = listing->console->scenario;
    const Rule *rule = &scenario->rules[number];
    for (uint32_t i = 0; i < rule->intent_count; i++) {
        uint32_t intent = rule->intents[i];
        if (listing->seen[intent])
            continue;
        listing->seen[intent] = true;
        if (listing->any)
            buf_add_c(listing->out, ", ");
        else
            buf_printf(listing->out, "\n  %s%.*s: ", listing->what,
                       STR_ARGS(listing->name));
        buf_add(listing->out, scenario->hearing.intents[intent].name);
        listing->any = true;
    }
}

static bool list_rules(Console *console, Buf *out, const char *what, Str name,
                       const uint32_t *rules, uint32_t count)
{
    Arena arena;
    arena_init(&arena, console_no_memory, NULL);
    uint32_t intents = console->scenario->hearing.count;
    Listing listing = {.console = console,
                       .out = out,
                       .what = what,
                       .name = name,
                       .seen = ARENA_ARRAY(&arena, bool, intents + 1)};
    for (uint32_t i = 0; i < count; i++)
        list_rule(&listing, rules[i]);
    arena_finish(&arena);
    return listing.any;
}

static bool list_state(Console *console, Buf *out, int32_t state)
{
    const State *what = &console->scenario->states[state];
    return list_rules(console, out, _("state "), what->name, what->rules,
                      what->rule_count);
}

/* Everything that listened then, in the order of the language. */
static void add_listening(Console *console, Buf *out)
{
    const Scenario *scenario = console->scenario;
    const Configuration *moment = console->why.moment;
    int32_t state = (int32_t)engine_state(moment);
    buf_add_c(out, _("\nwhat was listened for:"));
    bool any = list_rules(console, out, _("triggers"), (Str){0},
                          scenario->triggers, scenario->trigger_count);
    any |= list_state(console, out, state);
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const Demand *demand = &scenario->demands[i];
        if (demand_status_is_live(engine_demand(moment, i)))
            any |= list_rules(console, out, _("demand "), demand->name,
                              demand->rules, demand->rule_count);
    }
    while ((state = scenario->states[state].parent) != NONE)
        any |= list_state(console, out, state);
    any |= list_rules(console, out, _("everywhere"), (Str){0},
                      scenario->own_rules, scenario->own_rule_count);
    if (!any)
        buf_add_c(out, _(" nothing"));
}

void why_show(Console *console)
{
    const Why *why = &console->why;
    if (!why->any) {
        console_notice(console,
                       _("nothing was said yet that could be explained"));
        return;
    }
    Buf out = {0};
    const Scenario *scenario = console->scenario;
    Str state = scenario->states[engine_state(why->moment)].name;
    buf_printf(&out, _("'%.*s', in state %.*s\nheard: "), STR_ARGS(why->text),
               STR_ARGS(state));
    add_intents(console, &out, why->intents, why->intent_count);
    if (!why->intent_count)
        buf_add_c(&out, _("no intent"));
    for (size_t i = 0; i < why->tried.count; i++)
        add_tried(console, &out, &why->tried.items[i]);
    if (!why->tried.count) {
        buf_add_c(&out, _("\nno rule or trigger was listening for that"));
        add_listening(console, &out);
    }
    if (why->otherwise != NONE) {
        buf_add_c(&out, _("\nso this ran: "));
        add_place(console, &out, &scenario->rules[why->otherwise]);
    }
    console->out.failed |= out.failed;
    console_put(console, TONE_STRONG, _("Why: "), _("Why: "), buf_str(&out));
    buf_finish(&out);
}
