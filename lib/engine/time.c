/* Time: from when each timer counts, what is due first, and firing it. Start
 * at engine_advance. */
#include "engine/abstract.h"
#include "engine/run.h"

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

bool run_begin_together(const Rule *a, const Rule *b)
{
    return a->listen == b->listen && a->holder_kind == b->holder_kind &&
           a->holder == b->holder;
}

int64_t run_begins(const Run *run, uint32_t rule)
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
    return from;
}

int64_t run_counts_from(const Run *run, uint32_t rule)
{
    int64_t from = run_begins(run, rule);
    return run_rules(run->now)[rule].used == from ? NONE : from;
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
    Timer timer;
    uint64_t order;
} Due;

static TimerKind timer_kind(const Rule *rule)
{
    return rule->kind == RULE_TRIGGER  ? TIMER_TRIGGER
           : rule->kind == RULE_INJECT ? TIMER_INJECT
                                       : TIMER_RULES;
}

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
        const Rule *what = &scenario->rules[rule];
        *first = (Due){{timer_kind(what), rule}, what->order};
        found = true;
    }
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const DemandRun *d = &run_demands(run->now)[i];
        uint64_t order = scenario->demands[i].order;
        bool deadline = d->deadline != NONE && d->deadline <= t;
        bool promise = d->promise != NONE && d->promise <= t;
        if ((!deadline && !promise) || (found && order > first->order))
            continue;
        *first = (Due){{deadline ? TIMER_DEADLINE : TIMER_PROMISE, i}, order};
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

static void fire(Run *run, const Timer *due)
{
    RuleRun *ran = run_rules(run->now);
    switch (due->kind) {
    case TIMER_RULES:
        run_first_rule(run, match_time);
        break;
    case TIMER_TRIGGER:
        ran[due->index].used = run_counts_from(run, due->index);
        if (run_guard(run, due->index))
            run_rule(run, due->index);
        break;
    case TIMER_INJECT:
        ran[due->index].used = 0;
        if (run_guard(run, due->index))
            run_inject(run, inject_number(run->scenario, due->index));
        break;
    case TIMER_DEADLINE:
        run_deadline_passed(run, due->index);
        break;
    case TIMER_PROMISE:
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
        fire(&run, &first.timer);
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

/* --- Timers without instants --------------------------------------------- */

/* Whether `other` fires before `rule`, since both count from one instant. */
static bool fires_before(const Run *run, uint32_t other, uint32_t rule)
{
    const Rule *a = &run->scenario->rules[other];
    const Rule *b = &run->scenario->rules[rule];
    if (other == rule || !run_begin_together(a, b) ||
        run_counts_from(run, other) == NONE)
        return false;
    return a->delay < b->delay || (a->delay == b->delay && a->order < b->order);
}

static bool is_next(const Run *run, uint32_t rule)
{
    const Scenario *scenario = run->scenario;
    if (run_counts_from(run, rule) == NONE)
        return false;
    for (uint32_t i = 0; i < scenario->timed_count; i++)
        if (fires_before(run, scenario->timed[i], rule))
            return false;
    return true;
}

uint32_t engine_timers(const Scenario *scenario, const Configuration *now,
                       Timer *timers)
{
    Run run = {.scenario = scenario, .now = (Configuration *)(uintptr_t)now};
    uint32_t count = 0;
    for (uint32_t i = 0; i < scenario->timed_count; i++) {
        uint32_t rule = scenario->timed[i];
        if (is_next(&run, rule))
            timers[count++] = (Timer){timer_kind(&scenario->rules[rule]), rule};
    }
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const DemandRun *d = &run_demands(now)[i];
        if (d->deadline != NONE && scenario->demands[i].passed != NONE)
            timers[count++] = (Timer){TIMER_DEADLINE, i};
        if (d->promise != NONE)
            timers[count++] = (Timer){TIMER_PROMISE, i};
    }
    return count;
}

void engine_fire(const Scenario *scenario, Configuration *now, Timer timer,
                 const OutputSink *out)
{
    Run run = {.scenario = scenario, .now = now, .out = out};
    if (timer.kind == TIMER_RULES)
        run.timer = &scenario->rules[timer.index];
    fire(&run, &timer);
    run_settle(&run);
}
