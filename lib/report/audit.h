/* The report of an audit: what each persona came to in a scenario, and what the
 * scenario would teach by it. For people and as JSON. */
#ifndef STANDOFF_REPORT_AUDIT_H
#define STANDOFF_REPORT_AUDIT_H

#include "transcript/tally.h"

/* Adds the report to `out`. Runs that a finding is about are played again, to
 * be shown line by line; with one persona alone its first run is. `path` is the
 * scenario's, as it was named. Returns the number of findings. */
uint32_t audit_human(Buf *out, const Tally *tally, Rehearsal *rehearsal,
                     Str path);

/* The same as one line of JSON. */
uint32_t audit_json(Buf *out, const Tally *tally, Rehearsal *rehearsal,
                    Str path);

#endif
