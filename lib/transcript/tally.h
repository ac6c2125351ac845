/* What personas come to in a scenario: many runs of each, counted.
 *
 * A scenario in which a bad habit does as well as listening teaches the bad
 * habit; tally_teaches says of which persona that is so. Prints nothing. */
#ifndef STANDOFF_TRANSCRIPT_TALLY_H
#define STANDOFF_TRANSCRIPT_TALLY_H

#include "transcript/rehearsal.h"

enum { TALLY_TIMES = 3 }; /* as often must listening end in peace */

typedef struct {
    uint32_t runs;  /* of each persona; run n has the seed `seed` + n */
    uint32_t moves; /* after which a run is given up */
    uint64_t seed;
    const Persona *only; /* NULL: all of them */
} TallyOptions;

/* One persona's runs. */
typedef struct {
    const Persona *persona;
    uint32_t *endings; /* runs by ending; the scenario's, then those given up */
    uint32_t *stages;  /* runs by the highest stage they came to; 0: none,
                          then the scenario's */
    uint32_t *states;  /* runs given up, by the state they were in */
    int64_t *meters;   /* sums of what the meters stood at in the end */
    uint32_t turns;    /* the median */
    uint32_t peaceful; /* runs that ended so */
    uint64_t shortest; /* the seed of the shortest of these */
} TallyRow;

typedef struct {
    TallyOptions options;
    const Scenario *scenario;
    const TallyRow *rows; /* the one that listens last, if it is among them */
    uint32_t row_count;
} Tally;

/* Plays and counts. All of it lives in `arena`. */
Tally tally_personas(Arena *arena, Rehearsal *rehearsal,
                     const Scenario *scenario, const TallyOptions *options);

/* Whether the outcome of an ending is the one that all is done for. */
bool tally_is_peaceful(const Ending *ending);

/* Whether the scenario teaches the habits of `row`: listening, which `listener`
 * has counted over as many runs, does not end in peace TALLY_TIMES as often. */
bool tally_teaches(const TallyRow *row, const TallyRow *listener);

/* The row of the persona that listens, or NULL. */
const TallyRow *tally_listener(const Tally *tally);

#endif
