/* The table of rules. */
#include "lint/lint.h"

#include "lint/rules.h"

static bool (*const rules[])(const Scenario *scenario, Diags *diags) = {
    lint_examples,
    lint_secrets,
};

bool lint_run(const Scenario *scenario, Diags *diags)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!rules[i](scenario, diags))
            return false;
    return true;
}
