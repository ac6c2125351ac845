/* The file a session is recorded in: lines of JSON, each with its number and a
 * checksum, that survive a crash at any instant.
 *
 * An input is on the disk before it takes effect. A line that could not be
 * written waits in memory and is written when there is room. Knows nothing of
 * what the lines mean: record.h does. */
#ifndef STANDOFF_SESSION_JOURNAL_H
#define STANDOFF_SESSION_JOURNAL_H

#include "base/buf.h"

enum { JOURNAL_SIZE_LIMIT = 1 << 30 }; /* bytes that are read back */

typedef struct Journal Journal;

typedef enum {
    JOURNAL_OK,
    JOURNAL_EXISTS,    /* a new one would overwrite a file */
    JOURNAL_BUSY,      /* another program writes it; fault->pid if known */
    JOURNAL_FOREIGN,   /* the file is no journal; nothing was changed */
    JOURNAL_TOO_LARGE, /* more than JOURNAL_SIZE_LIMIT */
    JOURNAL_FAILED,    /* the system refused: fault->error */
    JOURNAL_NO_MEMORY,
} JournalStatus;

typedef struct {
    int error; /* errno */
    int pid;   /* who has it, or 0 */
} JournalFault;

/* Creates a journal that is not there yet, for the user alone (0600), locks
 * it, and makes its name durable. Links are not followed. */
JournalStatus journal_create(const char *path, Journal **out,
                             JournalFault *fault);

/* A journal in memory that has no file yet; journal_move gives it one. NULL
 * when memory is short. */
Journal *journal_hold(void);

/* What was found when an old journal was opened. */
typedef struct {
    Str text;         /* the whole lines, as they stand; the caller's to free */
    int64_t lines;    /* how many */
    int64_t torn;     /* bytes behind them that were set aside, usually 0 */
    char aside[4096]; /* the file they are in now */
} JournalFound;

/* Opens a journal to go on with it: locks it, checks every line, moves what
 * stands behind the last good one to PATH.torn (never deletes it) and cuts it
 * off. journal_found_finish frees what was found. */
JournalStatus journal_open(const char *path, Journal **out, JournalFound *found,
                           JournalFault *fault);

/* Reads a journal that another program may be writing: neither locks nor
 * changes it; a torn end is left out and counted. */
JournalStatus journal_read(const char *path, JournalFound *found,
                           JournalFault *fault);
void journal_found_finish(JournalFound *found);

/* The line at `*at` of whole lines, without its newline and without `n` and
 * `crc`: an object of JSON. False at the end. */
bool journal_line(Str text, size_t *at, Str *line);

/* How many bytes of `text`, which begins with line number `first`, are whole
 * lines with right numbers and checksums. */
size_t journal_valid(Str text, int64_t first, int64_t *lines);

typedef enum {
    JOURNAL_SAVED,  /* what had to be is on the disk */
    JOURNAL_BEHIND, /* no room: lines wait in memory */
    JOURNAL_CLOSED, /* given up after a fault; lines wait in memory */
} JournalState;

/* Adds an object of JSON ("{...}") as the next line. With `sync`, it is on the
 * disk when this returns JOURNAL_SAVED. */
JournalState journal_add(Journal *journal, Str object, bool sync);

JournalState journal_state(const Journal *journal);
int journal_error(const Journal *journal); /* why it is not SAVED, an errno */
const char *journal_path(const Journal *journal);

/* Whether the file still has a name: it may be deleted while we write. */
bool journal_has_name(const Journal *journal);

/* Begins a new file with all lines so far, those in memory too, and goes on
 * with that. On failure the old state stays. */
JournalStatus journal_move(Journal *journal, const char *path,
                           JournalFault *fault);

/* Writes what can be written, and closes; the state as it was in the end. NULL
 * is allowed and is JOURNAL_SAVED. */
JournalState journal_close(Journal *journal);

/* CRC-32C (Castagnoli, Braeuer and Herrmann, 1993, "Optimization of cyclic
 * redundancy-check codes with 24 and 32 parity bits"). */
uint32_t journal_crc(Str bytes);

#endif
