/* The commands of a trainer's hand: what moves the session otherwise than by
 * what is said. */
#include "cmd/colon.h"

#include <string.h>

#include "cmd/words.h"

/* --- Words -------------------------------------------------------------- */

void hand_list_states(const Scenario *scenario, Arena *arena, Words *out)
{
    for (uint32_t i = 0; i < scenario->state_count; i++)
        *VEC_PUSH(arena, out) = scenario->states[i].name;
}

void hand_list_injects(const Scenario *scenario, Arena *arena, Words *out)
{
    for (uint32_t i = 0; i < scenario->inject_count; i++)
        *VEC_PUSH(arena, out) = scenario->rules[scenario->injects[i]].name;
}

void hand_list_settable(const Scenario *scenario, Arena *arena, Words *out)
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

/* --- The trainer's hand ------------------------------------------------- */

void hand_inject(Call *call)
{
    int32_t inject =
        scenario_inject_find(call->console->scenario, call->argument);
    if (inject == NONE)
        unknown(call, _("inject"), call->argument, hand_list_injects);
    else
        console_take(call->console,
                     &(Input){.kind = INPUT_INJECT, .index = (uint32_t)inject});
}

void hand_goto(Call *call)
{
    int32_t state =
        scenario_state_find(call->console->scenario, call->argument);
    if (state == NONE)
        unknown(call, _("state"), call->argument, hand_list_states);
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
    unknown(call, _("meter, fact or demand"), name, hand_list_settable);
    return false;
}

Str colon_word(Str *text)
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
void hand_set(Call *call)
{
    VEC(EngineSet) read = {0}, sorted = {0};
    Str rest = call->argument;
    for (Str word; (word = colon_word(&rest)).size;) {
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

void hand_undo(Call *call)
{
    Input input = {.kind = INPUT_UNDO, .number = 1};
    if (call->argument.size && !str_to_int(call->argument, &input.number))
        console_error(call->console, _("':undo' takes a number of turns"));
    else
        console_take(call->console, &input);
}

/* The last turn once more: what was said before it is shown again. */
void hand_retry(Call *call)
{
    Console *console = call->console;
    console_take(console, &(Input){.kind = INPUT_UNDO, .number = 1});
    if (session_said(console->session).size)
        console_put_speech(console,
                           engine_speaker(session_now(console->session)),
                           session_said(console->session));
}

/* Time jumps to what is due next. */
void hand_skip(Call *call)
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

void hand_list_drifts(const Scenario *scenario, Arena *arena, Words *out)
{
    (void)scenario;
    for (size_t i = 0; i < DRIFTS; i++)
        *VEC_PUSH(arena, out) = drifts[i];
}

/* The role-player did otherwise than was written. */
void hand_drift(Call *call)
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
    unknown(call, _("way of doing it"), call->argument, hand_list_drifts);
}

void hand_journal(Call *call)
{
    char why[512];
    Str path = str_copy(&call->arena, call->argument);
    if (!recorder_move(call->console->recorder, path.data, why, sizeof why))
        console_error(call->console, "%s", why);
    else
        console_notice(call->console, _("recorded in %.*s"), STR_ARGS(path));
}

void hand_end(Call *call)
{
    console_take(call->console, &(Input){.kind = INPUT_END});
}
