/* Writing the machine of a scenario as a Promela model. Private to explore:
 * promela.c has the frame, one event from end to end; promela_body.c what
 * bodies do and how states are left; promela_words.c names and conditions. */
#ifndef STANDOFF_EXPLORE_PROMELA_H
#define STANDOFF_EXPLORE_PROMELA_H

#include "explore/alphabet.h"

typedef struct {
    Arena *arena;
    const Scenario *scenario;
    const Abstraction *abstraction;
    const Alphabet *alphabet;
    Buf *out;
    /* Fields by the number of what they belong to; NULL: none. */
    const Field **meters, **facts, **statuses, **deadlines, **ranks, **counts,
        **used, **times, **since, **visits;
    const Field *back, *speaker, *turn;
    const Rule *rule; /* whose guard is being written, or NULL */
} Promela;

/* --- promela_words.c ------------------------------------------------------ */

void promela_fields(Promela *promela);

/* Conditions, in parentheses: an `if` or `when` (1 if there is none); a stage's
 * `when`; that a state is active; that a demand is live; that a rule has not
 * run as often as it may; that this and its holder let its timer count; that
 * its timer is still to fire. */
void promela_guard(Promela *promela, uint32_t rule);
void promela_stage(Promela *promela, uint32_t stage);
void promela_in(Promela *promela, uint32_t state);
void promela_live(Promela *promela, uint32_t demand);
void promela_listens(Promela *promela, uint32_t rule);
void promela_active(Promela *promela, uint32_t rule);
void promela_pending(Promela *promela, uint32_t rule);

/* --- promela_body.c ------------------------------------------------------- */

/* A rule that runs: what it does, and `way` set if it leaves. */
void promela_run(Promela *promela, uint32_t rule);
/* Leaving by `way`: every state that is entered, and what entering does. */
void promela_leave(Promela *promela);

/* What `way` is for each way out, besides 1 + state; `st` before the start. */
static inline uint32_t promela_way_back(const Promela *promela)
{
    return promela->scenario->state_count + 1;
}

static inline uint32_t promela_unstarted(const Promela *promela)
{
    return promela->abstraction->leaf_count + promela->scenario->ending_count;
}

#define ADD(...) buf_printf(promela->out, __VA_ARGS__)

#endif
