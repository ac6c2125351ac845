/* Private to lint: which moves lead where. */
#ifndef STANDOFF_LINT_WAYS_H
#define STANDOFF_LINT_WAYS_H

#include "lint/reach.h"

/* The states in which a run is caught: they are reached, no ending can be
 * reached from them, whatever `if`s say, and they lead to no other such state
 * (the first of them, when all lead on to one another). In `arena`, by state;
 * linear in the scenario. */
const bool *ways_traps(Arena *arena, const Reach *reach);

/* The fewest turns in which each ending can be reached by moves without any
 * condition: utterances count one, time counts nothing. UINT32_MAX when that
 * takes 64 or more, or conditions. In `arena`, by ending; linear. */
const uint32_t *ways_fewest_turns(Arena *arena, const Reach *reach);

/* The fewest turns between two sets of places, whatever `if`s say: by state,
 * and at [state_count] for anywhere. UINT32_MAX when that takes 64 or more, or
 * there is no way. Linear. */
uint32_t ways_turns_between(Arena *arena, const Reach *reach, const bool *from,
                            const bool *to);

#endif
