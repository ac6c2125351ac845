/* The debrief of a session: one set of facts, told as a page, as Markdown, or
 * as JSON. Never a score, a mark, a ranking or a prediction.
 *
 * A further section is a row of the table in debrief.c and a function. */
#ifndef STANDOFF_REPORT_DEBRIEF_H
#define STANDOFF_REPORT_DEBRIEF_H

#include "report/ahead.h"
#include "report/document.h"
#include "report/facts.h"
#include "report/raters.h"

typedef struct {
    const Facts *facts;
    const Ahead *ahead;   /* or NULL */
    Str journal;          /* the file, as it was given */
    const Raters *raters; /* NULL: no sheet; none in it: to be filled in */
} Debrief;

/* Writes the page or the Markdown. `language` is that of `words`. */
void debrief_document(Buf *out, DocumentForm form, const Debrief *debrief,
                      DocumentWords *words, Str language);

/* Writes the facts as one JSON object; docs/debrief.md describes it. */
void debrief_json(Buf *out, const Debrief *debrief);

#endif
