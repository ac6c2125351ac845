/* Which endings could still be reached from a point of a session: a bounded
 * search through the engine's own step. What it finds exists; what it does not
 * find may exist all the same. */
#ifndef STANDOFF_REPORT_AHEAD_H
#define STANDOFF_REPORT_AHEAD_H

#include "report/facts.h"
#include "session/preview.h"

typedef struct {
    uint32_t ending; /* of the scenario */
    uint32_t turns;  /* in which it was found: there may be a shorter way */
} AheadEnding;

typedef struct {
    int32_t turn; /* what could be reached before this one was said */
    const Preview *previews; /* what else would have been heard */
    uint32_t preview_count;
    const AheadEnding *endings;
    uint32_t ending_count;
} AheadPoint;

typedef struct {
    AheadPoint points[FACTS_TURNING_POINTS]; /* as in the facts */
    uint32_t point_count;
    bool searched; /* for the point of no return: there was a peaceful ending to
                      look for */
    /* The last turn before which a peaceful ending was found, or NONE; when it
     * is the last turn of all, `open` says whether one was found after it. */
    int32_t last_open;
    bool open;
} Ahead;

enum {
    AHEAD_STEPS = 80000, /* of the engine, in one search, unless said */
    AHEAD_DEPTH = 80,    /* turns */
};

/* Looks ahead at the turning points, and for the point of no return, with at
 * most so many steps of the engine in each search. The facts must have a
 * scenario and a rerun. All memory lives in `arena`. */
void ahead_look(Arena *arena, const Facts *facts, uint32_t steps, Ahead *ahead);

#endif
