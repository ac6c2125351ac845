/* Rules that can never run, since one before them in the same list always takes
 * their event. Start at lint_shadow. */
#include "lint/reach.h"
#include "lint/rules.h"

/* Rules with a condition and timers are compared with so many before them. */
enum { LOOK_BACK = 64 };

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    const Rule **taken_by; /* of each intent: a rule that always takes it */
    uint32_t *taken_in;    /* and in which list; 0: none */
    uint32_t *stack;
    uint32_t list;
} Shadow;

static void add(const Shadow *shadow, const Rule *rule, const Rule *before)
{
    if (rule->span.file != shadow->scenario->named)
        return;
    diag_add(shadow->diags, DIAG_MACHINE_SHADOWED, rule->span,
             "this %s never runs: one before it always takes what it listens "
             "for; put it first, or give the other an 'if'",
             rule_kind_names[rule->kind]);
    diag_other(shadow->diags, before->span, "always taken here");
}

/* An intent is taken, and with it those that it groups: who hears a member
 * hears the group. */
static void take(Shadow *shadow, uint32_t intent, const Rule *rule)
{
    const Intent *intents = shadow->scenario->hearing.intents;
    uint32_t depth = 0;
    if (shadow->taken_in[intent] == shadow->list)
        return;
    shadow->taken_in[intent] = shadow->list;
    shadow->taken_by[intent] = rule;
    shadow->stack[depth++] = intent;
    while (depth) {
        const Intent *group = &intents[shadow->stack[--depth]];
        for (uint32_t i = 0; i < group->any_of_count; i++) {
            uint32_t member = group->any_of[i];
            if (shadow->taken_in[member] == shadow->list)
                continue;
            shadow->taken_in[member] = shadow->list;
            shadow->taken_by[member] = rule;
            shadow->stack[depth++] = member;
        }
    }
}

static const Rule *taker_of(const Shadow *shadow, const Rule *rule)
{
    for (uint32_t i = 0; i < rule->intent_count; i++)
        if (shadow->taken_in[rule->intents[i]] != shadow->list)
            return NULL;
    return rule->intent_count ? shadow->taken_by[rule->intents[0]] : NULL;
}

static bool has_intent(const Rule *rule, uint32_t intent)
{
    for (uint32_t i = 0; i < rule->intent_count; i++)
        if (rule->intents[i] == intent)
            return true;
    return false;
}

/* Whether every event that `rule` listens for is one of `before`. */
static bool hears_all_of(const Rule *before, const Rule *rule)
{
    if (before->listen != rule->listen)
        return false;
    if (rule->listen == LISTEN_INJECT)
        return before->inject == rule->inject;
    if (rule->listen != LISTEN_INTENT)
        return before->delay == rule->delay;
    if (rule->intent_count > LOOK_BACK || before->intent_count > LOOK_BACK)
        return false;
    for (uint32_t i = 0; i < rule->intent_count; i++)
        if (!has_intent(before, rule->intents[i]))
            return false;
    return true;
}

static bool is_timer(const Rule *rule)
{
    return rule->listen == LISTEN_SILENCE || rule->listen == LISTEN_AFTER;
}

/* Whether the state of both is left before the later timer is due: silence
 * counts from entering the state at the earliest, so time since then is never
 * less. */
static bool leaves_before(const Rule *before, const Rule *rule)
{
    if (!is_timer(before) || !is_timer(rule) || before->guard || before->once ||
        before->holder_kind != HOLDER_STATE || !reach_leaves(before) ||
        before->delay >= rule->delay)
        return false;
    return before->listen == LISTEN_AFTER || rule->listen == LISTEN_SILENCE;
}

static bool takes_from(const Rule *before, const Rule *rule)
{
    if (leaves_before(before, rule))
        return true;
    bool as_often =
        !before->guard ||
        (rule->guard && str_equal(before->guard_text, rule->guard_text));
    return as_often && !before->once && hears_all_of(before, rule);
}

static void check_list(Shadow *shadow, const uint32_t *rules, uint32_t count)
{
    const Rule *all = shadow->scenario->rules;
    shadow->list++;
    for (uint32_t i = 0; i < count; i++) {
        const Rule *rule = &all[rules[i]], *before = NULL;
        if (rule->listen == LISTEN_INTENT)
            before = taker_of(shadow, rule);
        bool close = rule->guard || rule->listen != LISTEN_INTENT;
        for (uint32_t k = i; close && !before && k > 0 && k + LOOK_BACK > i;
             k--)
            if (takes_from(&all[rules[k - 1]], rule))
                before = &all[rules[k - 1]];
        if (before)
            add(shadow, rule, before);
        bool always =
            rule->listen == LISTEN_INTENT && !rule->guard && !rule->once;
        for (uint32_t k = 0; always && k < rule->intent_count; k++)
            take(shadow, rule->intents[k], rule);
    }
}

/* Of triggers all run, until one leaves. */
static void check_triggers(Shadow *shadow)
{
    const Scenario *s = shadow->scenario;
    shadow->list++;
    for (uint32_t i = 0; i < s->trigger_count; i++) {
        const Rule *trigger = &s->rules[s->triggers[i]];
        if (trigger->listen != LISTEN_INTENT)
            continue;
        const Rule *before = taker_of(shadow, trigger);
        if (before)
            add(shadow, trigger, before);
        bool always =
            !trigger->guard && !trigger->once && reach_leaves(trigger);
        for (uint32_t k = 0; always && k < trigger->intent_count; k++)
            take(shadow, trigger->intents[k], trigger);
    }
}

/* Rules of which a trigger that leaves takes every intent. */
static void check_behind_triggers(Shadow *shadow)
{
    const Scenario *s = shadow->scenario;
    for (uint32_t i = 0; i < s->rule_count; i++) {
        const Rule *rule = &s->rules[i];
        const Rule *before =
            rule->kind == RULE_RULE ? taker_of(shadow, rule) : NULL;
        if (before)
            add(shadow, rule, before);
    }
}

bool lint_shadow(const Scenario *scenario, Diags *diags)
{
    if (scenario->named)
        return true;
    uint32_t intents = scenario->hearing.count;
    Shadow shadow = {
        .scenario = scenario,
        .diags = diags,
        .taken_by = ARENA_ARRAY(diags->arena, const Rule *, intents),
        .taken_in = ARENA_ARRAY(diags->arena, uint32_t, intents),
        .stack = ARENA_ARRAY(diags->arena, uint32_t, intents),
    };
    check_triggers(&shadow);
    check_behind_triggers(&shadow);
    check_list(&shadow, scenario->own_rules, scenario->own_rule_count);
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        check_list(&shadow, scenario->demands[i].rules,
                   scenario->demands[i].rule_count);
    for (uint32_t i = 0; i < scenario->state_count; i++)
        check_list(&shadow, scenario->states[i].rules,
                   scenario->states[i].rule_count);
    return true;
}
