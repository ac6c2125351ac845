/* Triggers that set one another off without end: for each `when`, its meters
 * are put to the ends of their ranges and the scenario settles, by the engine's
 * own step. What is found is certain; a cycle that needs more than that to
 * begin is for the deep rules. Start at lint_settle. */
#include "engine/engine.h"
#include "lint/rules.h"

#include <string.h>

enum {
    METERS = 3,         /* of one `when`, put to both ends of their ranges */
    WORK = 1000 * 1000, /* triggers looked at before it stops */
};

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    Configuration *start, *now;
    bool *reported; /* triggers, by rule */
    uint32_t ran[ENGINE_SETTLE_LIMIT];
    uint32_t ran_count;
    bool cycle;
    uint32_t meters[METERS];
    uint32_t meter_count;
} Settle;

static void take(void *context, const Configuration *now, const Output *output)
{
    Settle *settle = context;
    (void)now;
    if (output->kind == OUT_CYCLE)
        settle->cycle = true;
    if (output->kind != OUT_RAN ||
        settle->scenario->rules[output->index].kind != RULE_TRIGGER)
        return;
    settle->ran[settle->ran_count++ % ENGINE_SETTLE_LIMIT] = output->index;
}

/* The first trigger of the cycle in the order of the file is blamed, the next
 * one to run after it is its second place. */
static void report(Settle *settle)
{
    const Rule *rules = settle->scenario->rules;
    uint32_t first = 0, last = ENGINE_SETTLE_LIMIT - 1;
    for (uint32_t i = 0; i < last; i++)
        if (rules[settle->ran[i]].order < rules[settle->ran[first]].order)
            first = i;
    const Rule *trigger = &rules[settle->ran[first]];
    bool known = settle->reported[settle->ran[first]];
    for (uint32_t i = 0; i < last; i++)
        settle->reported[settle->ran[i]] = true;
    if (known || trigger->span.file != settle->scenario->named)
        return;
    const Rule *next = &rules[settle->ran[first + 1]];
    diag_add(settle->diags, DIAG_MACHINE_CYCLE, trigger->span,
             "trigger '%.*s' and '%.*s' set each other off without end; let "
             "one of them change something for good",
             STR_ARGS(trigger->name), STR_ARGS(next->name));
    diag_other(settle->diags, next->span, "this one runs next");
}

static void collect(void *context, ExprVariable variable, uint32_t index)
{
    Settle *settle = context;
    if (variable != EXPR_METER)
        return;
    for (uint32_t i = 0; i < settle->meter_count; i++)
        if (settle->meters[i] == index)
            return;
    if (settle->meter_count < METERS)
        settle->meters[settle->meter_count++] = index;
}

/* From the start, with each of the meters at one end of its range. */
static void try_ends(Settle *settle, unsigned ends)
{
    const Scenario *s = settle->scenario;
    OutputSink sink = {take, settle};
    EngineSet sets[METERS];
    for (uint32_t i = 0; i < settle->meter_count; i++) {
        const Meter *meter = &s->meters[settle->meters[i]];
        sets[i] = (EngineSet){SET_METER, settle->meters[i],
                              ends >> i & 1 ? meter->high : meter->low};
    }
    EngineEvent event = {
        .kind = ENGINE_SET, .sets = sets, .set_count = settle->meter_count};
    engine_copy(settle->now, settle->start);
    settle->cycle = false;
    settle->ran_count = 0;
    engine_step(s, settle->now, &event, &sink);
    if (settle->cycle)
        report(settle);
}

bool lint_settle(const Scenario *scenario, Diags *diags)
{
    if (scenario->is_pack || scenario->named || !scenario->trigger_count)
        return true;
    Settle settle = {.scenario = scenario, .diags = diags};
    size_t size = engine_size(scenario);
    settle.start = arena_alloc(diags->arena, size);
    settle.now = arena_alloc(diags->arena, size);
    settle.reported = ARENA_ARRAY(diags->arena, bool, scenario->rule_count);
    engine_start(scenario, 0, settle.start, &(OutputSink){take, &settle});
    if (settle.cycle)
        report(&settle);
    uint32_t each = ENGINE_SETTLE_LIMIT * scenario->trigger_count;
    uint32_t left = WORK;
    for (uint32_t i = 0; i < scenario->trigger_count; i++) {
        const Rule *trigger = &scenario->rules[scenario->triggers[i]];
        settle.meter_count = 0;
        if (trigger->listen != LISTEN_WHEN || engine_ended(settle.start) ||
            settle.reported[scenario->triggers[i]])
            continue;
        expr_each_variable(trigger->guard, collect, &settle);
        for (unsigned e = 0; settle.meter_count && e < 1u << settle.meter_count;
             e++) {
            if (left < each) {
                lint_unfinished(scenario, diags,
                                "triggers that set each other off");
                return true;
            }
            left -= each;
            try_ends(&settle, e);
        }
    }
    return true;
}
