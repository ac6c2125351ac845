/* Chance runs, in real time, where the search had to stop: they find what lies
 * deep. Private to explore. */
#ifndef STANDOFF_EXPLORE_WALK_H
#define STANDOFF_EXPLORE_WALK_H

#include "explore/witness.h"

/* The shortest runs found, by number; no steps: none was found. */
typedef struct {
    ExploreRun *endings, *states, *nevers;
    bool *rules, *stages, *demands; /* met at all */
    uint64_t walked;
} Walks;

/* False when memory is short. */
bool walks_find(Search *search, Walks *walks);

#endif
