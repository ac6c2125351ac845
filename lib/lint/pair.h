/* How what two intents hear relates, proved by automata over the regular part
 * of their patterns and phrases, and checked with the matcher. */
#ifndef STANDOFF_LINT_PAIR_H
#define STANDOFF_LINT_PAIR_H

#include "intent/relation.h"
#include "scenario/scenario.h"

enum { PAIR_STEPS = 1000000 }; /* for one pair, unless more are given */

typedef struct {
    const Scenario *scenario;
    IntentMatcher *matcher;
    Arena *scratch; /* of one pair */
    Compiler compiler;
    uint64_t steps; /* left for all that is asked; 0: nothing is decided */
    uint64_t steps_of_pair; /* for one question */
    bool failed;            /* memory is short */
    uint32_t a, b;          /* the pair in question */
} PairBench;

/* `steps` for all pairs together. The matcher is one of scenario->hearing;
 * memory is `owner`'s. pair_finish in any case. */
void pair_init(PairBench *bench, const Scenario *scenario,
               IntentMatcher *matcher, Arena *owner, uint64_t steps);
void pair_finish(PairBench *bench);

/* Whether whatever `a` hears `b` hears, too. Undecided where what they hear
 * depends on more than the line, where `b` has vetoes that `a` has not, and
 * where the automata cannot know. Words before 't, where a phrase ends
 * otherwise than a \b, are left out of account. */
Relation pair_within(PairBench *bench, uint32_t a, uint32_t b);

/* Whether both hear a line by words in common; `line` gets one that the matcher
 * says both hear: an example, or the shortest there is. */
Relation pair_meets(PairBench *bench, uint32_t a, uint32_t b, Buf *line);

#endif
