/* One event, in the order of the language: time, hearing, triggers, rules,
 * otherwise, settling. Start at engine_step and engine_advance. */
#include "engine/run.h"

#include <string.h>

/* --- Guards ------------------------------------------------------------- */

typedef struct {
    const Run *run;
    uint32_t state; /* the one that `in-state` asks about */
} Asked;

static bool is_heard(const Run *run, uint32_t intent)
{
    const EngineEvent *event = run->event;
    if (!event || event->kind != ENGINE_HEARD)
        return false;
    for (uint32_t i = 0; i < event->intent_count; i++)
        if (event->intents[i] == intent)
            return true;
    return false;
}

static int64_t read_variable(const void *context, ExprVariable variable,
                             uint32_t index)
{
    const Asked *asked = context;
    const Run *run = asked->run;
    const Configuration *now = run->now;
    switch (variable) {
    case EXPR_METER:
        return run_meters(now)[index];
    case EXPR_FACT:
        return run_facts(now)[index];
    case EXPR_ELAPSED:
        return now->now;
    case EXPR_IN_STATE:
        return now->now - run_states(now)[asked->state].entered;
    case EXPR_TURNS:
        return now->turn;
    case EXPR_STAGE:
        return engine_stage(run->scenario, now);
    case EXPR_TIMES:
        return run_intents(now)[index].times;
    case EXPR_SINCE:
        return run_intents(now)[index].times
                   ? now->turn - run_intents(now)[index].turn
                   : INT64_MAX;
    case EXPR_HEARD:
        return is_heard(run, index);
    case EXPR_VISITS:
        return run_states(now)[index].visits;
    case EXPR_IN:
        return scenario_state_within(run->scenario, (uint32_t)now->state,
                                     index);
    case EXPR_DEMAND:
        return run_demands(now)[index].status;
    case EXPR_SPEAKER:
        return now->speaker;
    }
    return 0;
}

static bool guard_holds(const Run *run, uint32_t rule)
{
    const Rule *what = &run->scenario->rules[rule];
    if (!what->guard)
        return true;
    Asked asked = {run, (uint32_t)run->now->state};
    if (what->holder_kind == HOLDER_STATE)
        asked.state = what->holder;
    return expr_holds(what->guard, read_variable, &asked);
}

bool engine_guard_holds(const Scenario *scenario, const Configuration *now,
                        uint32_t rule)
{
    Run run = {.scenario = scenario, .now = (Configuration *)(uintptr_t)now};
    return guard_holds(&run, rule);
}

int32_t engine_stage(const Scenario *scenario, const Configuration *now)
{
    Run run = {.scenario = scenario, .now = (Configuration *)(uintptr_t)now};
    Asked asked = {&run, (uint32_t)now->state};
    int32_t stage = NONE;
    for (uint32_t i = 0; i < scenario->stage_count; i++) {
        if (!expr_holds(scenario->stages[i].when, read_variable, &asked))
            break;
        stage = (int32_t)i;
    }
    return stage;
}

static bool listens(const Run *run, uint32_t rule)
{
    const Rule *what = &run->scenario->rules[rule];
    int64_t most = what->step_count ? what->step_count : 1;
    return !what->once || run_rules(run->now)[rule].count < most;
}

typedef bool Matches(const Run *run, const Rule *rule);
static int64_t counts_from(const Run *run, uint32_t rule);

/* --- Triggers and rules ------------------------------------------------- */

static bool matches_intent(const Run *run, const Rule *rule)
{
    if (rule->listen != LISTEN_INTENT)
        return false;
    for (uint32_t i = 0; i < rule->intent_count; i++)
        if (is_heard(run, rule->intents[i]))
            return true;
    return false;
}

static bool matches_inject(const Run *run, const Rule *rule)
{
    return rule->listen == LISTEN_INJECT && rule->inject == run->inject;
}

/* Whether a rule's timer is due by now. */
static bool matches_time(const Run *run, const Rule *rule)
{
    if (rule->listen != LISTEN_SILENCE && rule->listen != LISTEN_AFTER)
        return false;
    int64_t from = counts_from(run, (uint32_t)(rule - run->scenario->rules));
    return from != NONE && from + rule->delay <= run->now->now;
}

/* Says which rules were listening, and whether they ran. */
static void emit_tried(Run *run, uint32_t rule, bool ran)
{
    if (run->event && run->event->kind == ENGINE_HEARD)
        run_emit(run, (Output){.kind = OUT_TRIED, .index = rule, .to = ran});
}

static void run_triggers(Run *run, Matches *matches)
{
    const Scenario *scenario = run->scenario;
    for (uint32_t i = 0; i < scenario->trigger_count && !run->left; i++) {
        uint32_t rule = scenario->triggers[i];
        if (!listens(run, rule) || !matches(run, &scenario->rules[rule]))
            continue;
        bool holds = guard_holds(run, rule);
        emit_tried(run, rule, holds);
        if (holds)
            run_rule(run, rule);
    }
}

/* Walks one holder's rules. The first that matches and whose `if` holds is
 * chosen; timers of all that match are used up on the way. */
static void choose(Run *run, const uint32_t *rules, uint32_t count,
                   Matches *matches, int32_t *chosen)
{
    bool timed = matches == matches_time;
    for (uint32_t i = 0; i < count && (timed || *chosen == NONE); i++) {
        uint32_t rule = rules[i];
        if (!listens(run, rule) || !matches(run, &run->scenario->rules[rule]))
            continue;
        if (*chosen == NONE) {
            bool holds = guard_holds(run, rule);
            emit_tried(run, rule, holds);
            if (holds)
                *chosen = (int32_t)rule;
        }
        if (timed)
            run_rules(run->now)[rule].used = counts_from(run, rule);
    }
}

/* The live demand raised latest before rank `below`, or NONE. */
static int32_t next_demand(const Run *run, int64_t below)
{
    int32_t found = NONE;
    int64_t best = 0;
    for (uint32_t i = 0; i < run->scenario->demand_count; i++) {
        const DemandRun *d = &run_demands(run->now)[i];
        if (!demand_status_is_live((DemandStatus)d->status))
            continue;
        if (d->rank < below && d->rank > best) {
            best = d->rank;
            found = (int32_t)i;
        }
    }
    return found;
}

static bool run_first_rule(Run *run, Matches *matches)
{
    const Scenario *scenario = run->scenario;
    const State *state = &scenario->states[run->now->state];
    int32_t chosen = NONE;
    choose(run, state->rules, state->rule_count, matches, &chosen);
    int64_t below = INT64_MAX;
    for (int32_t d; (d = next_demand(run, below)) != NONE;) {
        choose(run, scenario->demands[d].rules, scenario->demands[d].rule_count,
               matches, &chosen);
        below = run_demands(run->now)[d].rank;
    }
    while (state->parent != NONE) {
        state = &scenario->states[state->parent];
        choose(run, state->rules, state->rule_count, matches, &chosen);
    }
    choose(run, scenario->own_rules, scenario->own_rule_count, matches,
           &chosen);
    if (chosen != NONE)
        run_rule(run, (uint32_t)chosen);
    return chosen != NONE;
}

static void run_otherwise(Run *run)
{
    const Scenario *scenario = run->scenario;
    for (int32_t s = run->now->state; s != NONE;
         s = scenario->states[s].parent) {
        if (scenario->states[s].otherwise == NONE)
            continue;
        run_rule(run, (uint32_t)scenario->states[s].otherwise);
        return;
    }
    if (scenario->otherwise != NONE)
        run_rule(run, (uint32_t)scenario->otherwise);
}

/* --- Settling ----------------------------------------------------------- */

static int32_t settle_candidate(Run *run)
{
    const Scenario *scenario = run->scenario;
    int32_t candidate = NONE;
    for (uint32_t i = 0; i < scenario->trigger_count; i++) {
        uint32_t rule = scenario->triggers[i];
        if (scenario->rules[rule].listen != LISTEN_WHEN || !listens(run, rule))
            continue;
        RuleRun *ran = &run_rules(run->now)[rule];
        if (!guard_holds(run, rule))
            ran->armed = 1;
        else if (ran->armed && candidate == NONE)
            candidate = (int32_t)rule;
    }
    return candidate;
}

static void settle(Run *run)
{
    for (int round = 0; run->now->ending == NONE; round++) {
        int32_t rule = settle_candidate(run);
        if (rule == NONE)
            return;
        if (round == ENGINE_SETTLE_LIMIT) {
            run_emit(run, (Output){.kind = OUT_CYCLE, .index = (uint32_t)rule});
            return;
        }
        run_rules(run->now)[rule].armed = 0;
        run_rule(run, (uint32_t)rule);
    }
}

/* --- Time --------------------------------------------------------------- */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t counts_from(const Run *run, uint32_t rule)
{
    const Rule *what = &run->scenario->rules[rule];
    const Configuration *now = run->now;
    int64_t from = NONE;
    if (!listens(run, rule))
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
    int64_t from = counts_from(run, rule);
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

static void run_inject(Run *run, uint32_t inject)
{
    uint32_t rule = run->scenario->injects[inject];
    run->inject = inject;
    run_rule(run, rule);
    if (!run->left)
        run_triggers(run, matches_inject);
    if (!run->left)
        run_first_rule(run, matches_inject);
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
        run_first_rule(run, matches_time);
        break;
    case DUE_TRIGGER:
        ran[due->index].used = counts_from(run, due->index);
        if (guard_holds(run, due->index))
            run_rule(run, due->index);
        break;
    case DUE_INJECT:
        ran[due->index].used = 0;
        if (guard_holds(run, due->index))
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
        settle(&run);
    }
    if (now->ending == NONE)
        now->now = later(now->now, to);
}

int64_t engine_next_due(const Scenario *scenario, const Configuration *now)
{
    Run run = {.scenario = scenario, .now = (Configuration *)(uintptr_t)now};
    return now->ending == NONE ? next_due(&run) : NONE;
}

/* --- Events ------------------------------------------------------------- */

static void hear(Run *run)
{
    Configuration *now = run->now;
    const EngineEvent *event = run->event;
    now->turn++;
    now->uttered = now->now;
    for (uint32_t i = 0; i < event->intent_count; i++) {
        IntentRun *intent = &run_intents(now)[event->intents[i]];
        intent->times++;
        intent->turn = now->turn;
    }
    for (uint32_t i = 0; i < event->capture_count; i++) {
        const IntentCapture *capture = &event->captures[i];
        SlotRun *slot = &run_slots(now)[capture->slot];
        size_t size = capture->text.size;
        *slot = (SlotRun){.is_set = 1};
        slot->size =
            size > ENGINE_SLOT_BYTES ? ENGINE_SLOT_BYTES : (uint32_t)size;
        if (slot->size)
            memcpy(slot->text, capture->text.data, slot->size);
    }
    run_triggers(run, matches_intent);
    if (!run->left && !run_first_rule(run, matches_intent) && !run->spoke)
        run_otherwise(run);
}

static void set(Run *run, const EngineSet *what)
{
    switch (what->kind) {
    case SET_METER:
        run_meter_set(run, what->index, what->value);
        break;
    case SET_FACT:
        run_fact_set(run, what->index, what->value != 0);
        break;
    case SET_DEMAND:
        run_demand_set(run, what->index, (DemandStatus)what->value);
        break;
    }
}

void engine_step(const Scenario *scenario, Configuration *now,
                 const EngineEvent *event, const OutputSink *out)
{
    Run run = {.scenario = scenario, .now = now, .out = out, .event = event};
    switch (event->kind) {
    case ENGINE_HEARD:
        hear(&run);
        break;
    case ENGINE_TYPING:
        now->uttered = now->now;
        return;
    case ENGINE_INJECT:
        run_rules(now)[scenario->injects[event->index]].used = 0;
        run_inject(&run, event->index);
        break;
    case ENGINE_GOTO:
        run_go(&run, event->index);
        break;
    case ENGINE_SET:
        for (uint32_t i = 0; i < event->set_count; i++)
            set(&run, &event->sets[i]);
        break;
    case ENGINE_END:
        run_end(&run, ENDING_ENDEX);
        return;
    }
    settle(&run);
}

void engine_start(const Scenario *scenario, uint64_t seed, Configuration *now,
                  const OutputSink *out)
{
    configuration_init(scenario, now);
    now->random = seed;
    now->state = NONE;
    now->way_back = NONE;
    now->ending = NONE;
    now->speaker = (int32_t)scenario->speaker;
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        run_meters(now)[i] = scenario->meters[i].start;
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        run_demands(now)[i].deadline = NONE;
        run_demands(now)[i].promise = NONE;
    }
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        run_rules(now)[i].used = NONE;
        run_rules(now)[i].armed = scenario->rules[i].listen == LISTEN_WHEN;
    }
    Run run = {.scenario = scenario, .now = now, .out = out};
    run_go(&run, scenario->start);
    settle(&run);
}
