/* A journal's session once more, through the engine: whether it still plays as
 * it did, what a crash kept from being written, and how things stood before
 * each utterance. */
#ifndef STANDOFF_REPORT_RERUN_H
#define STANDOFF_REPORT_RERUN_H

#include "base/vec.h"
#include "session/replay.h"

/* Bytes of configurations that are kept; past that, turns have none. */
enum { RERUN_KEPT = 64 * 1024 * 1024 };

typedef struct {
    ReplayDifference difference; /* texts live in the arena */
    bool moved;                  /* the scenario's files have changed */
    VEC(const Configuration *)
    before;                    /* of the n-th utterance among the
                                  inputs */
    const Configuration *last; /* in the end */
    Buf more;                  /* lines that the journal lacks, in its form */
    size_t kept;
} Rerun;

/* Plays `text`, whole lines of a journal. All memory lives in `arena`, whose
 * failure handler is called when it runs out. */
void rerun_play(Arena *arena, Str text, const RecordStart *start,
                const Scenario *scenario, Rerun *rerun);

#endif
