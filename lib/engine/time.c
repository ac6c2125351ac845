/* Time: from when each timer counts, what is due first, and firing it. Start
 * at engine_advance. */
#include "engine/run.h"

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t run_counts_from(const Run *run, uint32_t rule)
{
    const Rule *what = &run->scenario->rules[rule];
    const Configuration *now = run->now;
    int64_t from = NONE;
    if (!run_listens(run, rule))
        return NONE;
    switch (what->holder_kind) {
    case HOLDER_SCENARIO:
        from = what->listen == LISTEN_AT ? 0 : now->uttered;
        break;
    case HOLDER_STATE: {
        const StateRun *state = &run_states(now)[what->holder];
        if (!scenario_state_within(run->scenario, (uint32_t)now->state,
                                   what->holder))
            return NONE;
        from = what->listen == LISTEN_AFTER
                   ? state->entered
                   : later(now->uttered, state->entered);
        break;
    }
    case HOLDER_DEMAND: {
        const DemandRun *demand = &run_demands(now)[what->holder];
        if (!demand_status_is_live((DemandStatus)demand->status))
            return NONE;
        from = later(now->uttered, demand->raised);
        break;
    }
    }
    return run_rules(now)[rule].used == from ? NONE : from;
}

static int64_t rule_due(const Run *run, uint32_t rule)
{
    int64_t from = run_counts_from(run, rule);
    return from == NONE ? NONE : from + run->scenario->rules[rule].delay;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a == NONE || (b != NONE && b < a) ? b : a;
}

static int64_t next_due(const Run *run)
{
    const Scenario *scenario = run->scenario;
    int64_t due = NONE;
    for (uint32_t i = 0; i < scenario->timed_count; i++)
        due = sooner(due, rule_due(run, scenario->timed[i]));
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        due = sooner(due, run_demands(run->now)[i].deadline);
        due = sooner(due, run_demands(run->now)[i].promise);
    }
    return due;
}

void run_inject(Run *run, uint32_t inject)
{
    uint32_t rule = run->scenario->injects[inject];
    run->inject = inject;
    run_rule(run, rule);
    if (!run->left)
        run_triggers(run, match_inject);
    if (!run->left)
        run_first_rule(run, match_inject);
}

/* What is due first, in document order. */
typedef struct {
    enum { DUE_RULES, DUE_TRIGGER, DUE_INJECT, DUE_DEADLINE, DUE_PROMISE } kind;
    uint32_t index;
    uint64_t order;
} Due;

static bool first_due(const Run *run, Due *first)
{
    const Scenario *scenario = run->scenario;
    int64_t t = run->now->now;
    bool found = false;
    for (uint32_t i = 0; i < scenario->timed_count && !found; i++) {
        uint32_t rule = scenario->timed[i]; /* in document order */
        int64_t due = rule_due(run, rule);
        if (due == NONE || due > t)
            continue;
        RuleKind kind = scenario->rules[rule].kind;
        *first = (Due){kind == RULE_TRIGGER  ? DUE_TRIGGER
                       : kind == RULE_INJECT ? DUE_INJECT
                                             : DUE_RULES,
                       rule, scenario->rules[rule].order};
        found = true;
    }
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const DemandRun *d = &run_demands(run->now)[i];
        uint64_t order = scenario->demands[i].order;
        bool deadline = d->deadline != NONE && d->deadline <= t;
        bool promise = d->promise != NONE && d->promise <= t;
        if ((!deadline && !promise) || (found && order > first->order))
            continue;
        *first = (Due){deadline ? DUE_DEADLINE : DUE_PROMISE, i, order};
        found = true;
    }
    return found;
}

static uint32_t inject_number(const Scenario *scenario, uint32_t rule)
{
    uint32_t number = 0;
    while (scenario->injects[number] != rule)
        number++;
    return number;
}

static void fire(Run *run, const Due *due)
{
    RuleRun *ran = run_rules(run->now);
    switch (due->kind) {
    case DUE_RULES:
        run_first_rule(run, match_time);
        break;
    case DUE_TRIGGER:
        ran[due->index].used = run_counts_from(run, due->index);
        if (run_guard(run, due->index))
            run_rule(run, due->index);
        break;
    case DUE_INJECT:
        ran[due->index].used = 0;
        if (run_guard(run, due->index))
            run_inject(run, inject_number(run->scenario, due->index));
        break;
    case DUE_DEADLINE:
        run_deadline_passed(run, due->index);
        break;
    case DUE_PROMISE:
        run_promise_broken(run, due->index);
        break;
    }
}

void engine_advance(const Scenario *scenario, Configuration *now, int64_t to,
                    const OutputSink *out)
{
    while (now->ending == NONE) {
        Run run = {.scenario = scenario, .now = now, .out = out};
        int64_t due = next_due(&run);
        if (due == NONE || due > to)
            break;
        now->now = later(now->now, due);
        Due first = {0};
        if (!first_due(&run, &first))
            break;
        fire(&run, &first);
        run_settle(&run);
    }
    if (now->ending == NONE)
        now->now = later(now->now, to);
}

int64_t engine_next_due(const Scenario *scenario, const Configuration *now)
{
    Run run = {.scenario = scenario, .now = (Configuration *)(uintptr_t)now};
    return now->ending == NONE ? next_due(&run) : NONE;
}
