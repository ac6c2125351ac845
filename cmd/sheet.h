/* The observer sheet of a session, and ratings by it: where they are found. */
#ifndef STANDOFF_CMD_SHEET_H
#define STANDOFF_CMD_SHEET_H

#include "cmd/command.h"
#include "report/raters.h"

/* The sheet named by --rubric, else `rubrics/observer.yaml` beside the scenario
 * or in a folder above it, else the one that came with the program. In the
 * language of --lang; else in `language`, or its own when there is no such
 * translation. NULL after a message, or, when nothing was named and `must` is
 * not set, when there is none. */
const Rubric *sheet_load(const Invocation *invocation, Arena *arena,
                         const RecordStart *start, Str language, bool must);

/* The ratings in files, of the session of `history`: all that `raters` holds.
 * False after messages. */
bool sheet_read_ratings(const Invocation *invocation, Arena *arena,
                        const Rubric *rubric, const History *history,
                        char **paths, int count, Raters *raters);

#endif
