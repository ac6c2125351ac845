/* What can happen in a scenario: an exhaustive search over what utterances,
 * timers and injects may do, through the engine's own step. Prints nothing and
 * reads no clock. docs/explore.md says what its answers mean; start reading at
 * explore.c. */
#ifndef STANDOFF_EXPLORE_EXPLORE_H
#define STANDOFF_EXPLORE_EXPLORE_H

#include "engine/abstract.h"
#include "transcript/transcript.h"

/* Limits where none is asked for. */
enum {
    EXPLORE_STEPS = 2000000,
    EXPLORE_WALKS = 2000,
};
#define EXPLORE_MEMORY ((size_t)1 << 30)

/* How far a search is. */
typedef struct {
    uint64_t states, steps;
    int64_t turns;
} ExploreProgress;

typedef struct {
    size_t memory;  /* bytes for configurations; 0: EXPLORE_MEMORY */
    uint64_t steps; /* events tried; 0: EXPLORE_STEPS */
    int64_t depth;  /* utterances of a run; 0: no limit */
    uint32_t walks; /* chance runs when the search was cut */
    uint64_t seed;  /* of the chance runs */
    /* Called now and then; false stops the search. May be NULL. */
    bool (*progress)(void *context, const ExploreProgress *progress);
    void *context;
} ExploreOptions;

/* What cut a search: then it knows what is possible, not what is not. */
enum {
    CUT_MEMORY = 1,
    CUT_STEPS = 2,
    CUT_DEPTH = 4,
    CUT_MOMENTS = 8,   /* guards on time: more choices than are tried */
    CUT_ALPHABET = 16, /* examples: more pairs than are tried */
    CUT_STOPPED = 32,
};

/* --- Runs ----------------------------------------------------------------- */

typedef enum { EXPLORE_SAY, EXPLORE_WAIT, EXPLORE_INJECT } ExploreStepKind;

typedef struct {
    ExploreStepKind kind;
    Str text;   /* what is said, or the inject's name */
    int64_t ms; /* of a wait: whole seconds */
} ExploreStep;

/* A run that was played through a session and did what is claimed of it. */
typedef struct {
    const ExploreStep *steps;
    uint32_t step_count;
    int64_t turns;
} ExploreRun;

/* --- What was found ------------------------------------------------------- */

typedef enum {
    REACH_NO,        /* not found; if exhaustive, it cannot be */
    REACH_YES,       /* run: how */
    REACH_UNDECIDED, /* the search has a way, but no real waits to go it */
    REACH_BY_HAND,   /* run: how, with injects by hand; else as REACH_NO */
} ReachKind;

typedef struct {
    ReachKind kind;
    bool found;    /* by the search, without injects by hand */
    int64_t turns; /* the fewest that the search or a run needed */
    ExploreRun run;
} Reach;

typedef enum { VERDICT_HOLDS, VERDICT_BROKEN, VERDICT_UNKNOWN } Verdict;

typedef struct {
    Verdict verdict;
    bool undecided; /* broken by the search's account, without a run */
    bool has_run;
    ExploreRun run; /* that breaks it */
} CheckResult;

/* The first place after which no ending of an outcome can be reached. */
typedef struct {
    Str outcome;
    bool possible; /* at the start */
    bool lost;     /* there is such a place */
    Reach where;
    const Rule *rule; /* that ran there last, or NULL */
} NoReturn;

typedef struct {
    uint64_t found;       /* configurations */
    uint64_t transitions; /* events tried that lead somewhere */
    int64_t depth;        /* utterances of the longest shortest run */
    double bytes;         /* a configuration, with all that the search keeps */
    uint32_t events;      /* different things that can be heard */
    unsigned cut;
    bool exhaustive;      /* cut is 0 */
    bool hand_exhaustive; /* the search with injects by hand, too */
    uint64_t walked;      /* chance runs */

    Reach *endings, *states, *rules, *stages, *demands; /* demands: raised */
    CheckResult *checks;
    Reach dead_end; /* from there no ending can be reached */
    Reach cycle;    /* settling does not end */
    uint32_t cycle_rule;
    NoReturn *outcomes;
    uint32_t outcome_count;
} ExploreResult;

/* Searches; NULL when memory is short. The result lives in `arena`. */
const ExploreResult *explore_run(Arena *arena, const Scenario *scenario,
                                 const ExploreOptions *options);

/* A run as a transcript of the scenario at `of`, in `arena`: its steps and
 * what comes of each. False when memory is short. */
bool explore_transcript(Arena *arena, const Scenario *scenario,
                        const ExploreRun *run, Str of, Str title,
                        Transcript *out);

/* Writes the same search as a model for Spin: docs/explore.md says how to run
 * it. False when memory is short. */
bool explore_promela(Arena *arena, Buf *out, const Scenario *scenario);

#endif
