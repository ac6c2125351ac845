/* The conjunctive literal filter: which patterns a line may match at all.
 *
 * Each item is a pattern's sets of literals (gather.h). One pass over the
 * caselessly folded line finds the literals that occur; an item is let through
 * when each of its sets has one. Sound, not complete: PCRE2 decides. */
#ifndef STANDOFF_INTENT_FILTER_H
#define STANDOFF_INTENT_FILTER_H

#include "base/buf.h"
#include "intent/gather.h"

enum {
    FILTER_PADDING = 8, /* NUL bytes after a line that is scanned */
    FILTER_SIZES = 5,
};

/* A zeroed Filter is ready for filter_add. */
typedef struct {
    Buf bytes;    /* of literals */
    Buf literals; /* FilterLiteral */
    Buf items;    /* FilterItem */
    Buf sets;     /* uint32_t: of each item the number of sets, then of each
                     set the number of literals and the literals */
    Buf heads;    /* uint32_t: where a bucket's windows begin in `windows`;
                     while items are added, its first literal + 1 */
    Buf windows;  /* FilterWindow, by bucket */
    Buf bitmap;   /* uint64_t: the hashes of all windows */
    Buf gated;    /* uint32_t: items by the literals that lead to them */
    Buf seen;     /* uint32_t: literals found in the line */
    uint32_t shift, bitmap_shift; /* from a hash to its bucket, its bit */
    uint32_t line;                /* counts lines, for the stamps */
    uint64_t masks[FILTER_SIZES]; /* of the sizes of windows there are */
    uint32_t size_count;
} Filter;

/* Adds an item for what `gather` has gathered, which must be one set or more;
 * `target` is the caller's. A failure shows in filter_build. */
void filter_add(Filter *f, const Gather *gather, uint32_t target);

/* To be called once, after the last item; false when memory is short. */
bool filter_build(Filter *f);

/* Calls `pass` for the target of each item that `line`, from caseless_add and
 * padded, may match; perhaps more than once. */
void filter_scan(Filter *f, Str line, void pass(void *context, uint32_t target),
                 void *context);

void filter_finish(Filter *f);

#endif
