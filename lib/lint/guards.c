/* Conditions that say nothing: `if` and `when` that hold never or always, and
 * tests in them that the range of a meter decides. Start at lint_guards. */
#include "lint/reach.h"
#include "lint/rules.h"

/* Why a part of a condition is decided, for people. */
static Str reason_of(Arena *arena, const Scenario *s, const Reach *reach,
                     const ExprPart *part)
{
    if (part->contradicts)
        return STR("its tests decide one another");
    if (part->variable == EXPR_DEMAND)
        return str_format(arena, "that is how it is with demand '%.*s' here",
                          STR_ARGS(s->demands[part->index].name));
    if (part->variable != EXPR_METER)
        return STR("whenever it is asked, it is so");
    const Meter *meter = &s->meters[part->index];
    ExprRange range = reach->meters[part->index];
    if (range.low == meter->low && range.high == meter->high)
        return str_format(arena, "meter '%.*s' has the range %d..%d",
                          STR_ARGS(meter->name), meter->low, meter->high);
    return str_format(
        arena, "meter '%.*s' starts at %d and is moved within %lld..%lld",
        STR_ARGS(meter->name), meter->start, (long long)range.low,
        (long long)range.high);
}

static void add_decided(const Scenario *s, const Reach *reach, const Rule *rule,
                        const ExprPart *part, Diags *diags)
{
    Arena *arena = diags->arena;
    bool never = part->verdict == EXPR_NEVER;
    Str reason = reason_of(arena, s, reach, part);
    diag_add(diags, never ? DIAG_GUARD_NEVER : DIAG_GUARD_ALWAYS,
             scenario_part(rule->guard_span, rule->guard_text, part->begin,
                           part->end),
             "this never %s: %.*s; %s", never ? "holds" : "fails",
             STR_ARGS(reason),
             never ? "change it, or remove what waits for it"
                   : "remove the condition, or make it say something");
}

static void add_outside(const Scenario *s, const Rule *rule,
                        const ExprPart *part, Diags *diags)
{
    const Meter *meter = &s->meters[part->index];
    diag_add(diags, DIAG_GUARD_OUTSIDE,
             scenario_part(rule->guard_span, rule->guard_text, part->begin,
                           part->end),
             "this test %s: meter '%.*s' has the range %d..%d; change the "
             "number",
             part->verdict == EXPR_NEVER ? "never holds" : "always holds",
             STR_ARGS(meter->name), meter->low, meter->high);
}

enum { PARTS = 16 };

static void check_guard(const Scenario *s, const Reach *reach, const Rule *rule,
                        Diags *diags)
{
    ReachMoment moment = {reach, rule};
    ExprBounds bounds = reach_bounds(&moment);
    ExprBounds declared = reach_declared(&moment);
    ExprPart part, parts[PARTS];
    if (expr_decide(rule->guard, &bounds, &part) != EXPR_DEPENDS) {
        add_decided(s, reach, rule, &part, diags);
        return;
    }
    size_t count = expr_decided_parts(rule->guard, &declared, parts, PARTS);
    for (size_t i = 0; i < count && i < PARTS; i++)
        if (parts[i].variable == EXPR_METER)
            add_outside(s, rule, &parts[i], diags);
}

bool lint_guards(const Scenario *scenario, Diags *diags)
{
    if (scenario->is_pack || scenario->named)
        return true;
    const Reach *reach = reach_new(diags->arena, scenario);
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        const Rule *rule = &scenario->rules[i];
        if (rule->guard && reach->rules[i] && rule->file == scenario->named)
            check_guard(scenario, reach, rule, diags);
    }
    return true;
}
