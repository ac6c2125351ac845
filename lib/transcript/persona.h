/* Personas: ways to negotiate, as a table of habits.
 *
 * A persona is data: how often it says nothing, how often it speaks to what was
 * just said, and which moves it makes otherwise. One of them listens; the
 * others each have one bad habit. Knows no scenario; negotiator.h gives a
 * persona a voice in one. */
#ifndef STANDOFF_TRANSCRIPT_PERSONA_H
#define STANDOFF_TRANSCRIPT_PERSONA_H

#include "base/str.h"

enum { PERSONA_HABITS = 20 };

/* How likely a move is, against the persona's other habits. */
typedef struct {
    const char *intent; /* a name of packs/active-listening.yaml; or "helps",
                           "harms", "other": every intent of that tone that no
                           habit names */
    uint8_t weight;
} PersonaHabit;

typedef struct {
    const char *name;
    const char *about; /* one line, English */
    bool listens;      /* reads the hints, varies, minds its words, says sorry
                          for a slip, and leaves the way out for later stages */
    uint8_t pauses;    /* of 100 moves: says nothing for a while */
    uint8_t topical;   /* of 100 moves: about what was said last */
    uint8_t slips;     /* of 100 moves: one that harms, by mistake */
    PersonaHabit habits[PERSONA_HABITS]; /* ends with {NULL} if not full */
} Persona;

/* The one that listens comes last. */
extern const Persona personas[];
extern const uint32_t persona_count;

/* The persona of that name, or NULL. */
const Persona *persona_find(Str name);

/* The one that the others are measured against. */
const Persona *persona_listener(void);

#endif
