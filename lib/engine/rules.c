/* Who answers an event: triggers, then the first rule, then `otherwise`; and
 * settling, where triggers with `when` run until nothing changes. */
#include "engine/run.h"

bool run_listens(const Run *run, uint32_t rule)
{
    const Rule *what = &run->scenario->rules[rule];
    int64_t most = what->step_count ? what->step_count : 1;
    return !what->once || run_rules(run->now)[rule].count < most;
}

/* --- Triggers and rules ------------------------------------------------- */

bool match_intent(const Run *run, const Rule *rule)
{
    if (rule->listen != LISTEN_INTENT)
        return false;
    for (uint32_t i = 0; i < rule->intent_count; i++)
        if (run_is_heard(run, rule->intents[i]))
            return true;
    return false;
}

bool match_inject(const Run *run, const Rule *rule)
{
    return rule->listen == LISTEN_INJECT && rule->inject == run->inject;
}

/* Whether a rule's timer is due by now. */
bool match_time(const Run *run, const Rule *rule)
{
    if (rule->listen != LISTEN_SILENCE && rule->listen != LISTEN_AFTER)
        return false;
    int64_t from =
        run_counts_from(run, (uint32_t)(rule - run->scenario->rules));
    if (run->timer)
        return from != NONE && rule->delay == run->timer->delay &&
               run_begin_together(rule, run->timer);
    return from != NONE && from + rule->delay <= run->now->now;
}

/* Says which rules were listening, and whether they ran. */
static void emit_tried(Run *run, uint32_t rule, bool ran)
{
    if (run->event && run->event->kind == ENGINE_HEARD)
        run_emit(run, (Output){.kind = OUT_TRIED, .index = rule, .to = ran});
}

/* Whether something was said that carries no intent: no rule listens for it,
 * and none need be asked. */
static bool is_nothing_heard(const Run *run, RunMatch *matches)
{
    return matches == match_intent && run->event && !run->event->intent_count;
}

void run_triggers(Run *run, RunMatch *matches)
{
    const Scenario *scenario = run->scenario;
    if (is_nothing_heard(run, matches))
        return;
    for (uint32_t i = 0; i < scenario->trigger_count && !run->left; i++) {
        uint32_t rule = scenario->triggers[i];
        if (!run_listens(run, rule) || !matches(run, &scenario->rules[rule]))
            continue;
        bool holds = run_guard(run, rule);
        emit_tried(run, rule, holds);
        if (holds)
            run_rule(run, rule);
    }
}

/* Walks one holder's rules. The first that matches and whose `if` holds is
 * chosen; timers of all that match are used up on the way. */
static void choose(Run *run, const uint32_t *rules, uint32_t count,
                   RunMatch *matches, int32_t *chosen)
{
    bool timed = matches == match_time;
    for (uint32_t i = 0; i < count && (timed || *chosen == NONE); i++) {
        uint32_t rule = rules[i];
        if (!run_listens(run, rule) ||
            !matches(run, &run->scenario->rules[rule]))
            continue;
        if (*chosen == NONE) {
            bool holds = run_guard(run, rule);
            emit_tried(run, rule, holds);
            if (holds)
                *chosen = (int32_t)rule;
        }
        if (timed)
            run_rules(run->now)[rule].used = run_counts_from(run, rule);
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

bool run_first_rule(Run *run, RunMatch *matches)
{
    const Scenario *scenario = run->scenario;
    const State *state = &scenario->states[run->now->state];
    int32_t chosen = NONE;
    if (is_nothing_heard(run, matches))
        return false;
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

void run_otherwise(Run *run)
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
        if (scenario->rules[rule].listen != LISTEN_WHEN ||
            !run_listens(run, rule))
            continue;
        RuleRun *ran = &run_rules(run->now)[rule];
        if (!run_guard(run, rule))
            ran->armed = 1;
        else if (ran->armed && candidate == NONE)
            candidate = (int32_t)rule;
    }
    return candidate;
}

void run_settle(Run *run)
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
