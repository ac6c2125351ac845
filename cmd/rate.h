/* An observer rating a session, of `standoff rate`: what rate.c prepares and
 * ask.c asks. */
#ifndef STANDOFF_CMD_RATE_H
#define STANDOFF_CMD_RATE_H

#include "cmd/command.h"
#include "report/moves.h"
#include "report/rating.h"

typedef struct {
    const Invocation *invocation;
    Arena arena;
    History history;
    const Rubric *rubric;
    Rating rating;
    Buf path;                      /* of the rating's file */
    const MovesScenario *scenario; /* for names of intents; NULL: not known */
    Moves moves;
} Rate;

/* Writes the rating's file, readable by the user alone; false after a
 * message. */
bool rate_save(const Rate *rate);

/* Asks item by item, on standard input, and saves after each answer. Gives the
 * exit code. */
int rate_ask(Rate *rate);

#endif
