/* From what a search has seen to a run that people can play: real sentences,
 * real waits, played through a session. Private to explore. */
#ifndef STANDOFF_EXPLORE_WITNESS_H
#define STANDOFF_EXPLORE_WITNESS_H

#include "explore/search.h"

typedef enum {
    GOAL_NOTHING, /* the run is all that is wanted */
    GOAL_ENDING,
    GOAL_STATE, /* entered */
    GOAL_RULE,  /* ran */
    GOAL_STAGE,
    GOAL_DEMAND, /* opened */
    GOAL_NEVER,  /* index: of the scenario's checks */
    GOAL_CYCLE,
    GOAL_BITS, /* packed */
} GoalKind;

typedef struct {
    GoalKind kind;
    uint32_t index;
    const uint32_t *packed;
} Goal;

/* Finds a run in which the goal is met as it was sighted. False when the way
 * found cannot be gone with real waits; *last_rule is the last rule that ran,
 * or NULL. *no_memory becomes true when memory is short. */
bool witness_find(Search *search, const Sighting *sighting, Goal goal,
                  ExploreRun *run, const Rule **last_rule, bool *no_memory);

/* Plays a run through a new session: whether its last step meets the goal. */
bool witness_holds(const Search *search, const ExploreRun *run, Goal goal,
                   bool *no_memory);

/* How a configuration was first found; `parent` is its own. */
Sighting witness_sighting(const Search *search, uint32_t number);

#endif
