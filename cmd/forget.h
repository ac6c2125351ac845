/* `course --forget NAME`: a person taken out of the journals and ratings of
 * folders. */
#ifndef STANDOFF_CMD_FORGET_H
#define STANDOFF_CMD_FORGET_H

#include "cmd/command.h"

/* Shows what is to be done, asks unless --yes is given, does it, and looks
 * whether anything is left. The exit code: EXIT_FINDINGS when something is. */
int forget_person(const Invocation *invocation);

#endif
