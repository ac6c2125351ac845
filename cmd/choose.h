/* Which findings lint tells of: --select, --ignore and --list-rules. */
#ifndef STANDOFF_CMD_CHOOSE_H
#define STANDOFF_CMD_CHOOSE_H

#include "cmd/command.h"

/* Reads --select and --ignore. False after a message. */
bool choose_codes(const Invocation *invocation, bool wanted[DIAG_COUNT]);

/* Leaves out what is not wanted; errors of loading stay. */
void choose_from(Diags *diags, const bool wanted[DIAG_COUNT]);

/* Prints the codes that are wanted, and when each is looked for. */
void choose_list(const bool wanted[DIAG_COUNT]);

#endif
