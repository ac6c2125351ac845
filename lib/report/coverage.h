/* Coverage as people and machines read it: a table, the source with a count
 * beside each line, a page, JSON. For authors: in English, as lint is. */
#ifndef STANDOFF_REPORT_COVERAGE_H
#define STANDOFF_REPORT_COVERAGE_H

#include "base/buf.h"
#include "transcript/coverage.h"

/* The table, and what was never seen. Working memory comes from `arena`. */
void coverage_text(Buf *out, Arena *arena, const Coverage *coverage);

/* The scenario's own file, each line that something begins in with how often
 * that was seen: "   12 |", "never |". */
void coverage_source(Buf *out, Arena *arena, const Coverage *coverage);

/* Both as one page that needs nothing else. */
void coverage_html(Buf *out, Arena *arena, const Coverage *coverage);

/* One object, in one line. */
void coverage_json(Buf *out, Arena *arena, const Coverage *coverage);

/* The scenario's graph (report/graph.h) with what was seen: for Graphviz, and
 * for Mermaid. */
void coverage_dot(Buf *out, Arena *arena, const Coverage *coverage);
void coverage_mermaid(Buf *out, Arena *arena, const Coverage *coverage);

#endif
