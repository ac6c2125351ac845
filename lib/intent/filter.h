/* The conjunctive literal filter: which patterns a line may match at all.
 *
 * Each item is a pattern's sets of literals (gather.h). One pass over the
 * caselessly folded line finds the literals that occur; an item is let through
 * when each of its sets has one. Sound, not complete: PCRE2 decides. */
#ifndef STANDOFF_INTENT_FILTER_H
#define STANDOFF_INTENT_FILTER_H

#include "base/buf.h"
#include "intent/gather.h"

/* A zeroed Filter is ready for filter_add. */
typedef struct {
    Buf bytes;    /* of literals */
    Buf literals; /* FilterLiteral */
    Buf items;    /* FilterItem */
    Buf sets;     /* uint32_t: of each item the number of sets, then of each
                     set the number of literals and the literals */
    Buf heads;    /* uint32_t, a power of two: first literal of a bucket + 1 */
    Buf gated;    /* uint32_t: items by the literals that lead to them */
    Buf seen;     /* uint32_t: literals found in the line */
    uint64_t bitmap[1024]; /* of the hashes of all windows */
    uint32_t shift;        /* from a hash to its bucket */
    uint32_t line;         /* counts lines, for the stamps */
    bool shorter[4];       /* there are windows of 1, 2, 3 bytes */
} Filter;

enum { FILTER_PADDING = 4 }; /* NUL bytes after a line that is scanned */

/* Adds an item for what `gather` has gathered, which must be one set or more;
 * `target` is the caller's. A failure shows in filter_build. */
void filter_add(Filter *f, const Gather *gather, uint32_t target);

/* To be called once, after the last item; false when memory is short. */
bool filter_build(Filter *f);

/* Calls `pass` for the target of each item that `line`, from caseless_add and
 * padded, may match; perhaps more than once. */
void filter_scan(Filter *f, Str line,
                 void pass(void *context, uint32_t target), void *context);

void filter_finish(Filter *f);

#endif
