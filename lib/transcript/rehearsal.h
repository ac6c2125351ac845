/* A run by a persona from the first line to the last, by the engine alone: no
 * journal, no undo, no screen. The same seed gives the same run. */
#ifndef STANDOFF_TRANSCRIPT_REHEARSAL_H
#define STANDOFF_TRANSCRIPT_REHEARSAL_H

#include "transcript/negotiator.h"

typedef struct Rehearsal Rehearsal;

/* Called as a run goes on; either may be NULL. */
typedef struct {
    void (*move)(void *context, const Configuration *now,
                 const NegotiatorMove *move);
    void (*output)(void *context, const Configuration *now,
                   const Output *output);
    void *context;
} RehearsalWatch;

/* Lives in `arena`; `scenario` must outlive it. */
Rehearsal *rehearsal_new(Arena *arena, const Scenario *scenario,
                         IntentOptions hearing);

/* Plays one run, of at most `moves` moves. What is returned is how it stands at
 * the end: until the next run. `watch` may be NULL. */
const Configuration *rehearsal_run(Rehearsal *rehearsal, const Persona *persona,
                                   uint64_t seed, uint32_t moves,
                                   const RehearsalWatch *watch);

/* The highest stage that the last run came to, NONE when it came to none. */
int32_t rehearsal_stage(const Rehearsal *rehearsal);

#endif
