/* Private to lint: its rules. Each adds what it finds; false when memory is
 * short. */
#ifndef STANDOFF_LINT_RULES_H
#define STANDOFF_LINT_RULES_H

#include "scenario/scenario.h"

bool lint_examples(const Scenario *scenario, Diags *diags);
bool lint_secrets(const Scenario *scenario, Diags *diags);

#endif
