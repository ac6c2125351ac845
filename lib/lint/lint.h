/* What is wrong with a scenario that has loaded: rules that need the whole
 * model, where the loader sees one place at a time. Prints nothing. */
#ifndef STANDOFF_LINT_LINT_H
#define STANDOFF_LINT_LINT_H

#include "scenario/scenario.h"

/* Runs every rule over the file that was named (scenario->named): what lies in
 * packs or in the original of a translation is reported when that is linted.
 * False when memory is short; what was found so far is in `diags`. */
bool lint_run(const Scenario *scenario, Diags *diags);

#endif
