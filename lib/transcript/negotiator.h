/* A persona at work: what it says next, from what a negotiator can know.
 *
 * It hears the lines said and sees the signs; one that listens also asks for
 * the hint and senses the stage. It knows the scenario's intents as moves with
 * examples to make them with, and nothing of its rules. */
#ifndef STANDOFF_TRANSCRIPT_NEGOTIATOR_H
#define STANDOFF_TRANSCRIPT_NEGOTIATOR_H

#include "engine/engine.h"
#include "transcript/persona.h"
#include "transcript/speech.h"

typedef struct Negotiator Negotiator;

typedef struct {
    int64_t after; /* ms until the line is said, or that pass in silence */
    bool speaks;   /* else it lets time pass */
    bool again;    /* the same text as the utterance before */
    bool mirrors;  /* the text is the last words of `said` */
    uint32_t intent;
    Str text; /* until the next move */
    Str said; /* what was said last, filled in; until the next move */
} NegotiatorMove;

/* Lives in `arena`, as `speech` does. */
Negotiator *negotiator_new(Arena *arena, Speech *speech);

/* Begins a run: as this persona, with this seed, knowing nothing yet. */
void negotiator_begin(Negotiator *negotiator, const Persona *persona,
                      uint64_t seed);

/* Tells it of an output; what no negotiator would notice is passed over. */
void negotiator_notice(Negotiator *negotiator, const Output *output);

/* Its next move. `now` is asked for the hint, the stage and the slots. */
NegotiatorMove negotiator_move(Negotiator *negotiator,
                               const Configuration *now);

#endif
