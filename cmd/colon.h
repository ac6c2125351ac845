/* Private to the commands that begin with a colon: colon.c has the table and
 * what asks, hand.c what moves the session by hand. */
#ifndef STANDOFF_CMD_COLON_H
#define STANDOFF_CMD_COLON_H

#include "cmd/console.h"

/* Words that may be typed. */
typedef VEC(Str) Words;

typedef struct {
    Console *console;
    Arena arena;
    Str argument;
    bool quit;
} Call;

typedef void List(const Scenario *scenario, Arena *arena, Words *out);

/* The next word of a text, which is taken off it; empty at the end. */
Str colon_word(Str *text);

void hand_inject(Call *call);
void hand_goto(Call *call);
void hand_set(Call *call);
void hand_undo(Call *call);
void hand_retry(Call *call);
void hand_skip(Call *call);
void hand_drift(Call *call);
void hand_journal(Call *call);
void hand_end(Call *call);

/* What may be typed behind some of them. */
List hand_list_injects, hand_list_states, hand_list_settable, hand_list_drifts;

#endif
