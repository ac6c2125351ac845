/* The report of an exploration, for people and as JSON, and the transcripts
 * that go with it. */
#ifndef STANDOFF_REPORT_EXPLORED_H
#define STANDOFF_REPORT_EXPLORED_H

#include "explore/explore.h"

/* Adds the report to `out`. `path` is the scenario's, as it was named. */
void explored_human(Buf *out, const Scenario *scenario,
                    const ExploreResult *result, Str path);

/* The same as one line of JSON. */
void explored_json(Buf *out, const Scenario *scenario,
                   const ExploreResult *result, Str path);

/* How many checks are broken, settlings that do not end counted with them. */
uint32_t explored_faults(const Scenario *scenario, const ExploreResult *result);

/* Calls `write` with each run worth keeping, a name for its file and what it
 * shows. */
typedef void ExploredWrite(void *context, const char *name, Str title,
                           const ExploreRun *run);
void explored_each_run(const Scenario *scenario, const ExploreResult *result,
                       ExploredWrite *write, void *context);

#endif
