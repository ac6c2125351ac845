/* Signals as flags that loops look at, and a wait that misses none. The flags
 * that ask the program to end are signal_pending's, in command.h. */
#ifndef STANDOFF_CMD_SIGNALS_H
#define STANDOFF_CMD_SIGNALS_H

#include <stdbool.h>

/* Catches SIGWINCH, SIGTSTP and SIGCONT, too. */
void signals_catch_terminal(void);

/* Forgets the pending signal: a Ctrl-C that was answered. */
void signal_forget(void);

/* Whether the terminal was resized, the process told to stop, or continued,
 * since this was asked last. */
bool signal_resized(void);
bool signal_stopping(void);
bool signal_continued(void);

/* Stops the process as SIGTSTP does by default; returns when continued. */
void signal_stop_here(void);

typedef enum { WAIT_READABLE, WAIT_TIMEOUT, WAIT_SIGNAL } WaitResult;

/* Waits until a descriptor can be read (end and error count), `timeout` ms
 * passed (negative: never), or one of the caught signals is there. */
WaitResult signal_wait(int descriptor, int timeout);

#endif
