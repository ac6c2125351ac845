/* The console at a terminal: a line editor under a running clock. What time
 * brings is printed above the half-typed line. */
#ifndef STANDOFF_CMD_TERMINAL_H
#define STANDOFF_CMD_TERMINAL_H

#include "cmd/console.h"

/* Plays on the terminal: starts the session after Enter, takes lines until
 * the end. *capable false: libedit does not know this terminal, nothing was
 * done. Returns an exit code, or 128 + n. */
int terminal_play(Console *console, Session *session, bool *capable);

/* Gives the terminal back as it was found; harmless at any time. */
void terminal_restore(void);

#endif
