/* Private to lint: its rules. Each adds what it finds; false when memory is
 * short. */
#ifndef STANDOFF_LINT_RULES_H
#define STANDOFF_LINT_RULES_H

#include "scenario/scenario.h"

bool lint_intents(const Scenario *scenario, Diags *diags);
bool lint_secrets(const Scenario *scenario, Diags *diags);
bool lint_unused(const Scenario *scenario, Diags *diags);
bool lint_similar(const Scenario *scenario, Diags *diags);
bool lint_machine(const Scenario *scenario, Diags *diags);
bool lint_shadow(const Scenario *scenario, Diags *diags);
bool lint_guards(const Scenario *scenario, Diags *diags);
bool lint_settle(const Scenario *scenario, Diags *diags);
bool lint_timers(const Scenario *scenario, Diags *diags);
bool lint_doctrine(const Scenario *scenario, Diags *diags);
bool lint_method_words(const Scenario *scenario, Diags *diags);
bool lint_bargaining(const Scenario *scenario, Diags *diags);

bool lint_backtracking(const Scenario *scenario, Diags *diags);
bool lint_overlap(const Scenario *scenario, Diags *diags);
bool lint_explored(const Scenario *scenario, Diags *diags);

/* What the parts of lint_intents share. */
typedef struct {
    const Scenario *scenario;
    Diags *diags;
    IntentMatcher *matcher;
    const bool *remembers; /* by intent: what it hears depends on more than the
                              line; one that is not heard proves nothing */
} LintHearing;

bool lint_examples(const LintHearing *hearing);
bool lint_taken(const LintHearing *hearing);
bool lint_edges(const LintHearing *hearing);

/* An arena for what is given back early; ends with its owner at the latest. */
Arena *lint_scratch(Arena *owner);

/* Reports that a rule has met its limit of steps; `what` it looked for. */
void lint_unfinished(const Scenario *scenario, Diags *diags, const char *what);

#endif
