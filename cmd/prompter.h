/* The prompter of a role-player: after each turn a block of plain lines with
 * what to listen for and what it would lead to, how to say it, and, last and
 * set apart, the line to say now. Part of the console. */
#ifndef STANDOFF_CMD_PROMPTER_H
#define STANDOFF_CMD_PROMPTER_H

#include "cmd/console.h"
#include "session/preview.h"

struct Prompter {
    uint32_t role;
    Arena arena;             /* of the present block */
    const Preview *previews; /* numbered from 1, as shown last */
    uint32_t preview_count;
    VEC(Str) lines; /* to say, since the last block */
    VEC(Str) cues;
    Str expect; /* what to listen for, in the author's words */
    bool fresh; /* something happened since the last block */
    bool facts; /* what to keep to oneself has changed */
};

void prompter_init(Prompter *prompter, uint32_t role);
void prompter_finish(Prompter *prompter);

/* Takes a message that belongs into the block; false: it is shown as it is. */
bool prompter_takes(Console *console, const Message *message);

/* Shows the block when something happened that no `ready` follows. */
void prompter_flush(Console *console);

/* A line of numbers as shown in the block ("2", "1 4", "0" for none of them)
 * is what was heard. False when it is no such line. */
bool prompter_line(Console *console, Str line);

#endif
