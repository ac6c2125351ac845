/* What exploring proves: what is never reached, ways without an ending, checks
 * that do not hold, settling that does not end. The search is lib/explore's;
 * here it is bounded, and where it was cut, nothing is said to be impossible.
 */
#include "explore/explore.h"
#include "lint/rules.h"

enum { STEPS = 200000, MEMORY = 64 << 20 };

typedef struct {
    const Scenario *scenario;
    const ExploreResult *result;
    Diags *diags;
} Explored;

/* --- What may be claimed ---------------------------------------------------
 */

/* Whether every intent that a rule listens for can be heard in the search: by
 * an example of its own or of what it groups, or against the line before. */
static bool is_heard(const IntentSet *set, const IntentNotes *notes,
                     uint32_t number)
{
    const Intent *intent = &set->intents[number];
    if (notes[number].example_count || intent->mirrors_high || intent->repeats)
        return true;
    for (uint32_t i = 0; i < intent->any_of_count; i++)
        if (is_heard(set, notes, intent->any_of[i]))
            return true;
    return false;
}

/* Without examples the search is deaf, and its silence proves nothing. */
static bool hears_all(const Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        for (uint32_t k = 0; k < scenario->rules[i].intent_count; k++)
            if (!is_heard(&scenario->hearing, scenario->intent_notes,
                          scenario->rules[i].intents[k]))
                return false;
    return true;
}

/* Whether something was found at that place already: one finding is enough. */
static bool is_known(const Explored *explored, Span span)
{
    const Diags *diags = explored->diags;
    for (size_t i = 0; i < diags->all.count; i++) {
        Span other = diags->all.items[i].span;
        if (other.file == span.file && other.begin == span.begin)
            return true;
    }
    return false;
}

static bool may_blame(const Explored *explored, const Reach *reach, Span span)
{
    return reach->kind == REACH_NO && span.end > span.begin &&
           span.file == explored->scenario->named && !is_known(explored, span);
}

/* --- Findings --------------------------------------------------------------
 */

static void blame(const Explored *explored, const char *what, Str name,
                  const Reach *reach, Span span)
{
    if (!may_blame(explored, reach, span))
        return;
    diag_add(explored->diags, DIAG_EXPLORED_NEVER, span,
             "%s '%.*s' is never %s, whatever is said and however long one "
             "waits; give it a way, or remove it",
             what, STR_ARGS(name), what[0] == 'r' ? "run" : "reached");
}

static void blame_unreached(const Explored *explored)
{
    const Scenario *scenario = explored->scenario;
    const ExploreResult *result = explored->result;
    for (uint32_t i = 0; i < scenario->state_count; i++)
        blame(explored, "state", scenario->states[i].name, &result->states[i],
              scenario->states[i].span);
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        blame(explored, "ending", scenario->endings[i].name,
              &result->endings[i], scenario->endings[i].span);
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        blame(explored, "demand", scenario->demands[i].name,
              &result->demands[i], scenario->demands[i].span);
    for (uint32_t i = 0; i < scenario->stage_count; i++)
        blame(explored, "stage", scenario->stages[i].name, &result->stages[i],
              scenario->stages[i].span);
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        if (scenario->rules[i].kind == RULE_RULE ||
            scenario->rules[i].kind == RULE_TRIGGER)
            blame(explored, "rule", scenario->rules[i].where, &result->rules[i],
                  scenario->rules[i].span);
}

static void blame_check(const Explored *explored, const Check *check,
                        const CheckResult *found)
{
    if (found->verdict != VERDICT_BROKEN ||
        check->span.file != explored->scenario->named)
        return;
    diag_add(explored->diags, DIAG_EXPLORED_CHECK, check->span,
             "'%s: %.*s' does not hold%s; 'standoff explore' shows more",
             check_kind_names[check->kind], STR_ARGS(check->text),
             found->has_run ? ", a session breaks it" : "");
}

static bool any_ending(const Explored *explored)
{
    for (uint32_t i = 0; i < explored->scenario->ending_count; i++)
        if (explored->result->endings[i].found)
            return true;
    return false;
}

/* The state in which no ending is possible any more is not named by the
 * search: the scenario as a whole is blamed, at its first key. */
static void blame_dead_end(const Explored *explored)
{
    const Reach *reach = &explored->result->dead_end;
    Span span = {.file = explored->scenario->named};
    if (!reach->found || !any_ending(explored))
        return;
    diag_add(explored->diags, DIAG_EXPLORED_TRAP, span,
             "after %lld turn%s a session can come to where no ending can be "
             "reached; 'standoff explore' shows how",
             (long long)reach->turns, reach->turns == 1 ? "" : "s");
}

static void blame_cycle(const Explored *explored)
{
    const ExploreResult *result = explored->result;
    if (!result->cycle.found)
        return;
    const Rule *trigger = &explored->scenario->rules[result->cycle_rule];
    if (trigger->span.file == explored->scenario->named &&
        !is_known(explored, trigger->span))
        diag_add(explored->diags, DIAG_EXPLORED_CYCLE, trigger->span,
                 "trigger '%.*s' can be set off without end; 'standoff "
                 "explore' shows how",
                 STR_ARGS(trigger->name));
}

bool lint_explored(const Scenario *scenario, Diags *diags)
{
    ExploreOptions options = {.memory = MEMORY, .steps = STEPS};
    if (scenario->is_pack || scenario->named || !scenario->state_count)
        return true; /* the original is explored, not its translations */
    Arena *scratch = lint_scratch(diags->arena);
    const ExploreResult *result = explore_run(scratch, scenario, &options);
    if (!result)
        return false;
    Explored explored = {
        .scenario = scenario, .result = result, .diags = diags};
    for (uint32_t i = 0; i < scenario->check_count; i++)
        blame_check(&explored, &scenario->checks[i], &result->checks[i]);
    blame_cycle(&explored);
    /* Runs are not followed beyond settling that does not end. */
    bool whole = result->exhaustive && !result->cycle.found &&
                 (result->hand_exhaustive || !scenario->inject_count);
    if (whole && hears_all(scenario)) {
        blame_unreached(&explored);
        blame_dead_end(&explored);
    }
    arena_finish(scratch);
    return true;
}
