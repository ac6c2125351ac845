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

/* Whether a finding may be left out, by choice or by a comment: warnings, notes
 * and what lint's own rules give. An error of loading is always told, since
 * with it no rule has run. */
bool lint_may_leave_out(DiagId id);

typedef enum {
    LINT_CHOSEN,
    LINT_NO_CODE, /* *item names no code */
    LINT_FIXED,   /* *item is always told and cannot be left out */
} LintChoice;

/* Sets `wanted` (DIAG_COUNT of them) to `value` for all that a list names, by
 * commas: codes, names, and beginnings of codes ("SO5"). *item is the one that
 * is wrong. */
LintChoice lint_choose(bool *wanted, Str list, bool value, Str *item);

/* Leaves out what comments suppress (suppress.c), and tells of those in file
 * number `named` that are wrong or find nothing; of none when that did not
 * load, since then not every rule has run. Runs after lint_run. */
void lint_suppress(const Sources *sources, uint32_t named, bool loaded,
                   const LintOptions *options, Diags *diags);

#endif
