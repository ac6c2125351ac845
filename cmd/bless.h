/* Of `test`: expectations written anew. */
#ifndef STANDOFF_CMD_BLESS_H
#define STANDOFF_CMD_BLESS_H

#include "cmd/command.h"
#include "transcript/transcript.h"

/* Shows what would be changed in the file at `path`, source 0 of `sources`, so
 * that it expects what comes of it, and changes it. False, after a message,
 * when it could not be written. */
bool bless(Arena *arena, Str path, const Scenario *scenario,
           const Transcript *transcript, const Sources *sources,
           IntentOptions hearing, bool color);

#endif
