/* What is wrong with a scenario that has loaded: rules that need the whole
 * model, where the loader sees one place at a time. Prints nothing. */
#ifndef STANDOFF_LINT_LINT_H
#define STANDOFF_LINT_LINT_H

#include "scenario/scenario.h"

typedef struct {
    bool deep;          /* also the rules that take their time */
    const bool *wanted; /* by DiagId, DIAG_COUNT of them, or NULL for all: a
                           rule that can give none of them does not run */
} LintOptions;

/* Runs the rules over the file that was named (scenario->named): what lies in
 * packs or in the original of a translation is reported when that is linted.
 * False when memory is short; what was found so far is in `diags`. */
bool lint_run(const Scenario *scenario, const LintOptions *options,
              Diags *diags);

/* Whether only a deep rule gives this code. */
bool lint_is_deep(DiagId id);

/* Reads the transcript at `path` with its scenario, whose own faults are only
 * counted. `root` as in ScenarioOptions. What is wrong is added to `diags`. */
void lint_transcript(Arena *arena, Sources *sources, Diags *diags, Str path,
                     Str root);

#endif
