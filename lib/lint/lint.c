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
    {lint_secrets, false, CODES(DIAG_MACHINE_SECRET)},
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
