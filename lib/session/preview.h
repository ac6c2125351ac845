/* What would come of it: for who prompts a role-player, what is listened for
 * now and what each of it would lead to. Changes nothing. */
#ifndef STANDOFF_SESSION_PREVIEW_H
#define STANDOFF_SESSION_PREVIEW_H

#include "session/session.h"

typedef struct {
    uint32_t intent;
    bool answered;   /* a rule or trigger takes it; else `otherwise` */
    int32_t speaker; /* of `said`: a role, or NONE */
    Str said;        /* the first line that would be said, filled in */
    Str sign;        /* what would be seen or heard */
    int32_t ending;  /* that it would lead to, or NONE */
} Preview;

/* Every intent that some rule listens for now: those of the present state
 * first, then live demands, triggers, enclosing states and the scenario's own.
 * Groups (`any-of`) are shown by their members. In `arena`. */
const Preview *session_preview(const Session *session, Arena *arena,
                               uint32_t *count);

/* The same from any configuration of the scenario, such as one of a session
 * that is over. */
const Preview *preview_from(const Scenario *scenario, const Configuration *now,
                            Arena *arena, uint32_t *count);

/* Only what is listened for, in that order. `seen` and `intents` have room for
 * all of the scenario's; how many there are. Not after an ending. */
uint32_t session_listening(const Scenario *scenario, const Configuration *now,
                           bool *seen, uint32_t *intents);

/* The intents as a matcher would give them: sorted, each once, closed over
 * `any-of`. `intents` has room for all of the scenario's; its new length. */
uint32_t session_close_intents(const Scenario *scenario, uint32_t *intents,
                               uint32_t count);

#endif
