/* What can be heard: every set of intents that an example carries, or two
 * examples said in one breath, and nothing. Sets that no rule, guard or
 * counter tells apart are one event. */
#ifndef STANDOFF_EXPLORE_ALPHABET_H
#define STANDOFF_EXPLORE_ALPHABET_H

#include "engine/abstract.h"

typedef struct {
    const uint32_t *intents; /* in the set's order, closed over any-of */
    uint32_t count;
    Str text;        /* a line that carries them; empty: mirrors */
    int32_t mirrors; /* heard only against the line before: the intent that
                        mirrors or repeats, else NONE */
} Heard;

typedef struct {
    const Heard *events;
    const uint32_t *kinds; /* those that differ somewhere, `count` of them */
    uint32_t count;
    const uint32_t **by_leaf; /* events that differ in this leaf state */
    const uint32_t *leaf_counts;
    bool cut;               /* some pairs were left out */
    IntentMatcher *matcher; /* freed with the arena */
} Alphabet;

/* In `arena`; NULL when memory for hearing is short. */
const Alphabet *alphabet_new(Arena *arena, const Abstraction *abstraction);

#endif
