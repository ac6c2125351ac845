/* Private to slow.c: what to repeat to lead a search astray. */
#ifndef STANDOFF_INTENT_PUMPS_H
#define STANDOFF_INTENT_PUMPS_H

#include "intent/automaton.h"

enum { PUMPS = 8 };

typedef struct {
    Str before; /* leads to where the repeating begins */
    Str pump;   /* may be repeated */
    Str other;  /* a character that does not go on with it */
    Str rest;   /* leads from the pump to a match */
} Pump;

/* Texts that an automaton (AUTOMATON_LOOPS) takes again and again: first those
 * that it takes in two ways, then single characters that many of its loops
 * take, then its shortest loops. At most PUMPS, in the automaton's arena. */
const Pump *pumps_find(const Automaton *m, uint64_t *steps, uint32_t *count);

#endif
