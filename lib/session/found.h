/* Private to the session: what an old journal holds. */
#ifndef STANDOFF_SESSION_FOUND_H
#define STANDOFF_SESSION_FOUND_H

#include "session/journal.h"

/* Reads a whole open file and checks its lines. `found` is left empty unless
 * the answer is JOURNAL_OK. */
JournalStatus found_read(int file, JournalFound *found, JournalFault *fault);

/* Moves what stands behind the good lines to a file beside, and cuts it off. A
 * crash half-way loses nothing: then the same is done once more. */
JournalStatus found_set_aside(int file, const char *path, JournalFound *found,
                              JournalFault *fault);

#endif
