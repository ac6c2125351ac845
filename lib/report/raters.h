/* Several observers' ratings of one session, side by side: how far they agree,
 * scale by scale, and where they do not. What to make of it is for the group.
 */
#ifndef STANDOFF_REPORT_RATERS_H
#define STANDOFF_REPORT_RATERS_H

#include "report/rating.h"

/* Items on one scale, which is what can be compared. */
typedef struct {
    Str name;
    bool ordinal;
    uint32_t items;
    Agreement raw;
    Agreement kappa; /* Cohen's of two raters, Fleiss' of more */
    Agreement alpha; /* of the scale's kind */
} RatersScale;

/* A turn that some observer corrected. */
typedef struct {
    uint32_t turn;
    const Str *was;
    uint32_t was_count;
    bool differ; /* not all of those who corrected it say the same */
} RatersCode;

typedef struct {
    const Rubric *rubric;
    const History *history;
    const Rating *ratings;
    uint32_t count;
    /* Gathered: */
    const RatersScale *scales;
    uint32_t scale_count;
    const uint32_t *differing; /* items, those that differ most first */
    uint32_t differing_count;
    const RatersCode *codes; /* by turn */
    uint32_t code_count;
} Raters;

/* Fills in what is gathered, from the first four. Memory lives in `arena`. */
void raters_gather(Arena *arena, Raters *raters);

/* The correction of a turn by a rater, or NULL. */
const RatingCode *raters_code(const Rating *rating, uint32_t turn);

/* How far the ratings of an item are apart: the highest level less the lowest;
 * 0 when fewer than two rated it. Of a nominal scale any difference is 1. */
int raters_spread(const Raters *raters, uint32_t item);

#endif
