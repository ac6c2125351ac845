/* Of `test`: a recorded session made into a transcript. */
#ifndef STANDOFF_CMD_TRANSCRIBE_H
#define STANDOFF_CMD_TRANSCRIBE_H

#include "cmd/command.h"

/* `standoff test --record JOURNAL [-o FILE] [--title TEXT]`: an exit code. */
int transcribe(const Invocation *invocation);

#endif
