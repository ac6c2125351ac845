/* One observer's ratings of one session: a filled-in sheet (`kind: rating`), as
 * a file that people may edit, too. Corrections of what was recognised stand
 * beside the original, never in its place. Adds nothing up. */
#ifndef STANDOFF_REPORT_RATING_H
#define STANDOFF_REPORT_RATING_H

#include "report/agreement.h"
#include "report/history.h"
#include "scenario/rubric.h"

enum { RATING_NOTE_MOST = 2000 }; /* bytes of a remark */

/* What was recognised in a turn, and what an observer says it was. */
typedef struct {
    uint32_t turn; /* from 1 */
    const Str *was, *is;
    uint32_t was_count, is_count;
} RatingCode;

typedef struct {
    Str rater;
    Str scenario;    /* its title */
    int64_t session; /* when it began, Unix ms: which session this is of */
    int8_t *levels;  /* by item of the sheet: 0 .., or RATING_NONE */
    Str *notes;      /* by item; empty: none */
    VEC(RatingCode) codes; /* by turn, each turn once */
} Rating;

/* An empty rating of the session. */
void rating_init(Rating *rating, Arena *arena, const Rubric *rubric,
                 const History *history, Str rater);

/* Reads a rating or a filled-in form. False after errors, which are in `diags`,
 * empty before: items that the sheet has not, levels that its scales have not,
 * another session than `history` or a turn it has not (NULL: not asked). */
bool rating_read(Arena *arena, Sources *sources, Diags *diags, Str path,
                 const Rubric *rubric, const History *history, Rating *out);

/* Writes the file, with the sheet's texts as comments. An item that is not
 * rated stands there empty, so that this is a form, too. */
void rating_write(Buf *out, const Rubric *rubric, const Rating *rating);

/* The correction of a turn, made if there is none: it says then what was
 * recognised. The turn is one of the session. */
RatingCode *rating_code(Rating *rating, Arena *arena, const History *history,
                        uint32_t turn);

/* Takes the correction of a turn back. */
void rating_code_drop(Rating *rating, uint32_t turn);

/* How many items are rated. */
uint32_t rating_count(const Rating *rating, const Rubric *rubric);

extern const Shape rating_shape;

#endif
