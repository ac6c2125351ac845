/* A voice: each line that is said goes to the standard input of a program of
 * the user's, one after the other, while the session goes on. */
#ifndef STANDOFF_CMD_VOICE_H
#define STANDOFF_CMD_VOICE_H

#include <stdbool.h>

#include "base/str.h"

typedef struct Voice Voice;

/* Starts the process that waits between two lines. `command` is a program and
 * its arguments, parted by blanks; no shell sees it. NULL with errno when that
 * fails; a program that cannot be run says so on standard error. */
Voice *voice_new(const char *command);

/* Never waits: a line is left out when too many are waiting. NULL is allowed.
 */
void voice_say(Voice *voice, Str line);

/* What is being said is said to its end; NULL is allowed. */
void voice_free(Voice *voice);

#endif
