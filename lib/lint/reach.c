/* What a run can come to, at most: a walk over states, in which every rule of a
 * place that is entered runs once. Start at reach_new. */
#include "lint/reach.h"

typedef struct {
    const Scenario *scenario;
    Arena *arena;
    bool *states, *endings, *rules, *speaks;
    ExprRange *meters;
    uint8_t *statuses;
    uint32_t *queue; /* states entered, whose rules have not run */
    uint32_t begin, end;
} Walk;

static void enter(Walk *walk, uint32_t state)
{
    const State *states = walk->scenario->states;
    state = scenario_state_leaf(walk->scenario, state);
    for (int32_t s = (int32_t)state; s != NONE && !walk->states[s];
         s = states[s].parent) {
        walk->states[s] = true;
        walk->queue[walk->end++] = (uint32_t)s;
    }
}

static void change(Walk *walk, const MeterChange *change)
{
    const Meter *meter = &walk->scenario->meters[change->meter];
    ExprRange *range = &walk->meters[change->meter];
    int64_t value = change->value;
    if (value < meter->low)
        value = change->absolute ? meter->low : value;
    if (value > meter->high)
        value = change->absolute ? meter->high : value;
    if (!change->absolute) /* again and again */
        value = value < 0 ? meter->low : value > 0 ? meter->high : range->low;
    if (value < range->low)
        range->low = value;
    if (value > range->high)
        range->high = value;
}

static void act(Walk *walk, const DemandAct *act)
{
    static const uint8_t made[ACT_COUNT] = {
        [ACT_RAISE] = 1u << DEMAND_OPEN,
        [ACT_DEFER] = 1u << DEMAND_DEFERRED,
        [ACT_PROMISE] = 1u << DEMAND_PROMISED | 1u << DEMAND_BROKEN,
        [ACT_MEET] = 1u << DEMAND_MET,
        [ACT_REFUSE] = 1u << DEMAND_REFUSED,
        [ACT_DROP] = 1u << DEMAND_DROPPED,
    };
    walk->statuses[act->demand] |= made[act->kind];
}

static void take_effect(Walk *walk, const Body *body)
{
    for (uint32_t i = 0; i < body->change_count; i++)
        change(walk, &body->changes[i]);
    for (uint32_t i = 0; i < body->act_count; i++)
        act(walk, &body->acts[i]);
    if (body->speaker != NONE)
        walk->speaks[body->speaker] = true;
}

static void leave(Walk *walk, const Body *body)
{
    if (body->exit == EXIT_ENDING)
        walk->endings[body->exit_index] = true;
    if (body->exit == EXIT_STATE)
        enter(walk, body->exit_index);
}

static void run_rule(Walk *walk, int32_t number)
{
    if (number == NONE || walk->rules[number])
        return;
    const Rule *rule = &walk->scenario->rules[number];
    walk->rules[number] = true;
    for (uint32_t i = 0; i < reach_bodies(rule); i++)
        leave(walk, reach_body(rule, i));
}

static void run_all(Walk *walk, const uint32_t *rules, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        run_rule(walk, (int32_t)rules[i]);
}

/* Demands' rules run whether or not they are raised: that they never are is a
 * finding of its own. */
static void run_everywhere(Walk *walk)
{
    const Scenario *s = walk->scenario;
    run_all(walk, s->triggers, s->trigger_count);
    run_all(walk, s->injects, s->inject_count);
    run_all(walk, s->own_rules, s->own_rule_count);
    run_rule(walk, s->otherwise);
    for (uint32_t i = 0; i < s->demand_count; i++) {
        const Demand *demand = &s->demands[i];
        run_all(walk, demand->rules, demand->rule_count);
        run_rule(walk, demand->passed);
        run_rule(walk, demand->broken);
    }
}

static void run_states(Walk *walk)
{
    while (walk->begin < walk->end) {
        const State *state =
            &walk->scenario->states[walk->queue[walk->begin++]];
        run_rule(walk, state->enter);
        run_rule(walk, state->otherwise);
        run_all(walk, state->rules, state->rule_count);
    }
}

/* What rules do counts wherever they stand: when a state is unreachable, that
 * is the finding, not every condition that asks for what happens there. */
static void take_effects(Walk *walk)
{
    for (uint32_t i = 0; i < walk->scenario->rule_count; i++) {
        const Rule *rule = &walk->scenario->rules[i];
        for (uint32_t k = 0; k < reach_bodies(rule); k++)
            take_effect(walk, reach_body(rule, k));
    }
}

static bool *many(Arena *arena, uint32_t count, bool value)
{
    bool *all = ARENA_ARRAY(arena, bool, count);
    for (uint32_t i = 0; i < count; i++)
        all[i] = value;
    return all;
}

/* Of a sketch everything is possible. */
static Walk walk_new(Arena *arena, const Scenario *s, bool sketch)
{
    Walk walk = {.scenario = s, .arena = arena};
    walk.states = many(arena, s->state_count, sketch);
    walk.endings = many(arena, s->ending_count, sketch);
    walk.rules = many(arena, s->rule_count, sketch);
    walk.speaks = many(arena, s->role_count, sketch);
    walk.meters = ARENA_ARRAY(arena, ExprRange, s->meter_count);
    walk.statuses = ARENA_ARRAY(arena, uint8_t, s->demand_count);
    walk.queue = ARENA_ARRAY(arena, uint32_t, s->state_count);
    for (uint32_t i = 0; i < s->meter_count; i++) {
        const Meter *meter = &s->meters[i];
        walk.meters[i] = (ExprRange){meter->start, meter->start};
        if (sketch)
            walk.meters[i] = (ExprRange){meter->low, meter->high};
    }
    for (uint32_t i = 0; i < s->demand_count; i++)
        walk.statuses[i] = sketch ? UINT8_MAX : 1u << DEMAND_UNRAISED;
    return walk;
}

/* A meter that nothing moves and a demand that nobody makes are findings of
 * their own; whoever asks about them is not blamed as well. */
static void free_the_still(Walk *walk)
{
    for (uint32_t i = 0; i < walk->scenario->meter_count; i++) {
        const Meter *meter = &walk->scenario->meters[i];
        if (walk->meters[i].low == walk->meters[i].high)
            walk->meters[i] = (ExprRange){meter->low, meter->high};
    }
    for (uint32_t i = 0; i < walk->scenario->demand_count; i++)
        if (!(walk->statuses[i] & 1u << DEMAND_OPEN))
            walk->statuses[i] = UINT8_MAX;
}

const Reach *reach_new(Arena *arena, const Scenario *scenario)
{
    bool sketch = scenario->is_pack || !scenario->ending_count;
    Walk walk = walk_new(arena, scenario, sketch);
    if (!sketch) {
        walk.speaks[scenario->speaker] = true;
        enter(&walk, scenario->start);
        run_everywhere(&walk);
        run_states(&walk);
        take_effects(&walk);
        free_the_still(&walk);
    }
    Reach *reach = ARENA_NEW(arena, Reach);
    *reach = (Reach){scenario,   !sketch,     walk.states,   walk.endings,
                     walk.rules, walk.meters, walk.statuses, walk.speaks};
    return reach;
}

bool reach_leaves(const Rule *rule)
{
    ExitKind exit = rule->body.exit;
    if (exit == EXIT_STATE || exit == EXIT_ENDING)
        return true;
    for (uint32_t i = 0; i < rule->step_count; i++)
        if (rule->steps[i].exit == EXIT_NONE ||
            rule->steps[i].exit == EXIT_BACK)
            return false;
    return rule->step_count > 0;
}

/* --- Bounds --------------------------------------------------------------- */

static ExprRange from(int64_t low)
{
    return (ExprRange){low, INT64_MAX};
}

/* Whether the rule runs only in utterances that carry the intent. */
static bool needs_intent(const Rule *rule, uint32_t intent)
{
    return rule && rule->listen == LISTEN_INTENT && rule->intent_count == 1 &&
           rule->intents[0] == intent;
}

static ExprRange range_of_state(const ReachMoment *now, uint32_t state)
{
    const Scenario *s = now->reach->scenario;
    const Rule *rule = now->rule;
    if (!now->reach->states[state]) /* a finding of its own */
        return (ExprRange){0, 1};
    if (!rule || rule->holder_kind != HOLDER_STATE)
        return (ExprRange){0, 1};
    if (scenario_state_within(s, rule->holder, state))
        return (ExprRange){1, 1};
    return (ExprRange){0, scenario_state_within(s, state, rule->holder)};
}

static ExprRange range_in_state(const Rule *rule)
{
    bool timed =
        rule && rule->holder_kind == HOLDER_STATE &&
        (rule->listen == LISTEN_AFTER || rule->listen == LISTEN_SILENCE);
    return from(timed ? rule->delay : 0);
}

static ExprRange range(const void *context, ExprVariable variable,
                       uint32_t index)
{
    const ReachMoment *now = context;
    const Reach *reach = now->reach;
    switch (variable) {
    case EXPR_METER:
        return reach->meters[index];
    case EXPR_FACT:
        return (ExprRange){0, 1};
    case EXPR_IN_STATE:
        return range_in_state(now->rule);
    case EXPR_TURNS:
        return from(now->rule && now->rule->listen == LISTEN_INTENT);
    case EXPR_STAGE:
        return (ExprRange){-1, (int64_t)reach->scenario->stage_count - 1};
    case EXPR_TIMES:
        return from(needs_intent(now->rule, index));
    case EXPR_HEARD:
        return (ExprRange){needs_intent(now->rule, index), 1};
    case EXPR_VISITS:
        return from(range_of_state(now, index).low);
    case EXPR_IN:
        return range_of_state(now, index);
    case EXPR_SINCE:
        if (needs_intent(now->rule, index))
            return (ExprRange){0, 0};
        break;
    case EXPR_ELAPSED:
    case EXPR_DEMAND:
    case EXPR_SPEAKER:
        break;
    }
    return from(0);
}

static unsigned may_status(const ReachMoment *now, uint32_t demand,
                           int64_t value)
{
    const Rule *rule = now->rule;
    unsigned live = 1u << DEMAND_OPEN | 1u << DEMAND_DEFERRED |
                    1u << DEMAND_PROMISED | 1u << DEMAND_BROKEN;
    unsigned statuses = now->reach->statuses[demand];
    if (rule && rule->holder_kind == HOLDER_DEMAND && rule->holder == demand)
        statuses &= live;
    unsigned one = 1u << value;
    return (statuses & one ? EXPR_MAY_BE : 0) |
           (statuses & ~one ? EXPR_MAY_DIFFER : 0);
}

static unsigned may(const void *context, ExprVariable variable, uint32_t index,
                    int64_t value)
{
    const ReachMoment *now = context;
    if (variable == EXPR_DEMAND)
        return may_status(now, index, value);
    unsigned found = now->reach->speaks[value] ? EXPR_MAY_BE : 0;
    for (uint32_t i = 0; i < now->reach->scenario->role_count; i++)
        if (now->reach->speaks[i] && i != (uint32_t)value)
            return found | EXPR_MAY_DIFFER;
    return found;
}

ExprBounds reach_bounds(const ReachMoment *moment)
{
    return (ExprBounds){moment, range, may};
}

static ExprRange declared_range(const void *context, ExprVariable variable,
                                uint32_t index)
{
    const ReachMoment *now = context;
    const Scenario *s = now->reach->scenario;
    switch (variable) {
    case EXPR_METER:
        return (ExprRange){s->meters[index].low, s->meters[index].high};
    case EXPR_STAGE:
        return (ExprRange){-1, (int64_t)s->stage_count - 1};
    case EXPR_FACT:
    case EXPR_HEARD:
    case EXPR_IN:
        return (ExprRange){0, 1};
    case EXPR_ELAPSED:
    case EXPR_IN_STATE:
    case EXPR_TURNS:
    case EXPR_TIMES:
    case EXPR_SINCE:
    case EXPR_VISITS:
    case EXPR_DEMAND:
    case EXPR_SPEAKER:
        break;
    }
    return from(0);
}

static unsigned anything(const void *context, ExprVariable variable,
                         uint32_t index, int64_t value)
{
    (void)context, (void)variable, (void)index, (void)value;
    return EXPR_MAY_BE | EXPR_MAY_DIFFER;
}

ExprBounds reach_declared(const ReachMoment *moment)
{
    return (ExprBounds){moment, declared_range, anything};
}
