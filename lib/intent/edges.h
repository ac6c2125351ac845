/* Words at the edges of a pattern that nothing keeps from being the beginning
 * or the end of a longer word: `^(no|nope)` hears "nobody". */
#ifndef STANDOFF_INTENT_EDGES_H
#define STANDOFF_INTENT_EDGES_H

#include "intent/automaton.h"

enum { EDGES_WORDS = 128, EDGES_LETTERS = 24 }; /* more are not looked at */

typedef struct {
    Str text;  /* as the pattern writes it */
    bool tail; /* the pattern ends with it, else it begins with it */
} EdgeWord;

/* The words at open edges of an automaton of one pattern, in its arena. The
 * alphabet need not be finished. */
const EdgeWord *edges_find(const Automaton *m, uint32_t *count);

#endif
