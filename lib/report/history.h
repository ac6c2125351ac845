/* What happened in a recorded session, as its journal tells it: what was said
 * and heard, what ran, how it ended. Turns that were undone are taken out.
 *
 * Needs no scenario: the lines say enough. The journal is read as a stream; a
 * History holds what is kept of one session and never more than a bound. */
#ifndef STANDOFF_REPORT_HISTORY_H
#define STANDOFF_REPORT_HISTORY_H

#include "base/vec.h"
#include "session/record.h"

enum {
    HISTORY_LINE_MOST = 1 << 20, /* bytes of one line */
    HISTORY_MOST = 4 << 20,      /* bytes kept of one session */
};

typedef struct {
    Str text; /* as typed; empty when an operator said what was heard */
    const Str *intents;
    uint32_t intent_count;
    int64_t t;       /* scenario ms */
    uint32_t before; /* how many of `ran` came before the line */
} HistoryTurn;

/* One session. All texts live in its arena. */
typedef struct {
    Arena *arena;
    RecordStart start;
    VEC(HistoryTurn) turns; /* turn n is items[n - 1] */
    VEC(Str) ran;           /* places in the file: "states.talks.rules[0]" */
    Str ending, outcome;    /* empty: it has none */
    bool damaged;           /* ends with a line that is torn or not its own */
    bool cut;               /* is longer than what is kept */
} History;

/* A buffer for reading, kept from one journal to the next. Zeroed: ready. */
typedef struct {
    char *data;
    size_t capacity;
} HistoryBuffer;
void history_buffer_finish(HistoryBuffer *buffer);

/* Reads the journal at `path`; never blocks on what is no regular file. On
 * JOURNAL_OK *out is what happened up to the first bad line, else it is empty.
 * Memory that runs out is the arena's matter. */
JournalStatus history_read(HistoryBuffer *buffer, Arena *arena,
                           const char *path, History *out, JournalFault *fault);

/* A day since 1970-01-01 (UTC) as "2026-11-24". */
enum { HISTORY_DATE = 72, HISTORY_DAY = 86400000 /* ms */ };
const char *history_date(int64_t day, char out[HISTORY_DATE]);

#endif
