/* The table of rules: a row for each, with the codes it may give. A new rule
 * is a function in a file of its own, a line in rules.h and a row here. */
#include "lint/lint.h"

#include "lint/rules.h"

#define CODES(...) ((const DiagId[]){__VA_ARGS__, DIAG_COUNT})

static const struct {
    bool (*run)(const Scenario *scenario, Diags *diags);
    bool deep; /* takes its time: runs only when LintOptions.deep is set */
    const DiagId *codes; /* all that it may give; ends with DIAG_COUNT */
} rules[] = {
    {lint_intents, false,
     CODES(DIAG_INTENT_EXAMPLE, DIAG_INTENT_COUNTEREXAMPLE, DIAG_INTENT_EDGE,
           DIAG_INTENT_TAKEN, DIAG_LINT_UNFINISHED)},
    {lint_backtracking, true, CODES(DIAG_INTENT_SLOW, DIAG_LINT_UNFINISHED)},
    {lint_overlap, true, CODES(DIAG_INTENT_WITHIN, DIAG_LINT_UNFINISHED)},
    {lint_secrets, false, CODES(DIAG_MACHINE_SECRET)},
    {lint_unused, false,
     CODES(DIAG_UNUSED_METER, DIAG_UNUSED_FACT, DIAG_UNUSED_SLOT,
           DIAG_UNUSED_INTENT, DIAG_UNUSED_ROLE, DIAG_UNUSED_INJECT)},
    {lint_similar, false, CODES(DIAG_NAME_SIMILAR)},
    {lint_machine, false,
     CODES(DIAG_MACHINE_UNREACHABLE, DIAG_MACHINE_NO_ENDING, DIAG_MACHINE_TRAP,
           DIAG_MACHINE_OTHERWISE, DIAG_MACHINE_SILENCE, DIAG_MACHINE_STAGE,
           DIAG_MACHINE_NOT_RAISED, DIAG_DOCTRINE_PEACEFUL,
           DIAG_DOCTRINE_TOO_SOON)},
    {lint_shadow, false, CODES(DIAG_MACHINE_SHADOWED)},
    {lint_guards, false,
     CODES(DIAG_GUARD_NEVER, DIAG_GUARD_ALWAYS, DIAG_GUARD_OUTSIDE)},
    {lint_settle, false, CODES(DIAG_MACHINE_CYCLE)},
    {lint_timers, false,
     CODES(DIAG_TIMER_PAST_END, DIAG_TIMER_TOO_SHORT, DIAG_TIMER_RACE,
           DIAG_TIMER_PROMISE)},
    {lint_doctrine, false,
     CODES(DIAG_DOCTRINE_NO_RETURN, DIAG_DOCTRINE_TALK_ONLY,
           DIAG_DOCTRINE_UNANSWERED, DIAG_DOCTRINE_NO_PASSED,
           DIAG_DOCTRINE_REWARDED, DIAG_DOCTRINE_ASKING,
           DIAG_DOCTRINE_NO_REPAIR, DIAG_DOCTRINE_HIDDEN,
           DIAG_DOCTRINE_WARNINGS, DIAG_DOCTRINE_SUPPORT)},
    {lint_method_words, false, CODES(DIAG_DOCTRINE_METHOD)},
    {lint_bargaining, false, CODES(DIAG_DOCTRINE_BARGAINING)},
    /* The last: it is silent where another rule has found the place. */
    {lint_explored, true,
     CODES(DIAG_EXPLORED_NEVER, DIAG_EXPLORED_CHECK, DIAG_EXPLORED_TRAP,
           DIAG_EXPLORED_CYCLE)},
};
enum { RULES = sizeof rules / sizeof *rules };

static bool is_wanted(const DiagId *codes, const bool *wanted)
{
    for (; *codes != DIAG_COUNT; codes++)
        if (!wanted || wanted[*codes])
            return true;
    return false;
}

bool lint_run(const Scenario *scenario, const LintOptions *options,
              Diags *diags)
{
    for (size_t i = 0; i < RULES; i++) {
        if ((rules[i].deep && !options->deep) ||
            !is_wanted(rules[i].codes, options->wanted))
            continue;
        if (!rules[i].run(scenario, diags))
            return false;
    }
    return true;
}

/* The row of the rule that gives a code, or RULES. */
static size_t rule_of(DiagId id)
{
    for (size_t i = 0; i < RULES; i++)
        for (const DiagId *code = rules[i].codes; *code != DIAG_COUNT; code++)
            if (*code == id)
                return i;
    return RULES;
}

bool lint_is_deep(DiagId id)
{
    size_t rule = rule_of(id);
    return rule < RULES && rules[rule].deep;
}

bool lint_may_leave_out(DiagId id)
{
    return diag_info(id)->severity != DIAG_ERROR || rule_of(id) < RULES;
}
