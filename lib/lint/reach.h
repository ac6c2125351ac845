/* What a run of the scenario can come to, at most.
 *
 * Every rule in a place that can be entered may run, whatever its `if` says, so
 * what is not reached here is reached by no run; the trainer's hand (`goto`,
 * `set`) aside. A file without `endings` is a sketch, of which everything is
 * taken to be possible: what is not written yet is not missing. */
#ifndef STANDOFF_LINT_REACH_H
#define STANDOFF_LINT_REACH_H

#include "scenario/scenario.h"

typedef struct {
    const Scenario *scenario;
    bool whole;          /* no sketch */
    const bool *states;  /* entered in some run; of enclosing states, too */
    const bool *endings; /* reached by some rule */
    const bool *rules;   /* may run: their place is reached */
    /* By what rules do, wherever they stand: */
    const ExprRange *meters;
    const uint8_t *statuses; /* of a demand: a bit for each DemandStatus */
    const bool *speaks;      /* a role may come to speak */
} Reach;

/* All memory lives in `arena`. Time and memory are linear in the scenario. */
const Reach *reach_new(Arena *arena, const Scenario *scenario);

/* What is known of every variable where the rule's guard is asked; of a stage's
 * `when`, `rule` is NULL. The context is the caller's to keep. */
typedef struct {
    const Reach *reach;
    const Rule *rule;
} ReachMoment;

ExprBounds reach_bounds(const ReachMoment *moment);

/* The same for what the file says alone: the ranges of meters, no more. */
ExprBounds reach_declared(const ReachMoment *moment);

/* --- Moves ---------------------------------------------------------------- */

/* A body of a rule: its own (nth 0), then those of its each-time. */
static inline uint32_t reach_bodies(const Rule *rule)
{
    return 1 + rule->step_count;
}

static inline const Body *reach_body(const Rule *rule, uint32_t nth)
{
    return nth ? &rule->steps[nth - 1] : &rule->body;
}

/* Whether the rule leaves whenever it runs: by its own way out, or by that of
 * every body of its each-time. `back` may have no way and counts for none. */
bool reach_leaves(const Rule *rule);

#endif
