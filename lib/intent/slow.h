/* Lines on which a pattern meets PCRE2's limit: its search tries more ways than
 * are allowed, and hears nothing. */
#ifndef STANDOFF_INTENT_SLOW_H
#define STANDOFF_INTENT_SLOW_H

#include "intent/automaton.h"
#include "intent/intent.h"

enum {
    SLOW_LINE = 160,  /* bytes: what somebody types, two lines of a terminal */
    SLOW_RUNS = 2000, /* long searches for all patterns: some ms each */
};

typedef struct {
    uint32_t runs;  /* long searches left */
    uint64_t steps; /* left of looking for what to try */
} SlowBudget;

/* Whether the pattern meets the limit on some line of at most SLOW_LINE bytes;
 * `line` gets it, as short as it may be. Sought among lines that repeat what
 * can be read in two ways (Weideman, van der Merwe, Berglund and Watson, 2016,
 * "Analyzing matching time behavior of backtracking regular expression matchers
 * by using ambiguity of NFA"), each tried with PCRE2: false proves nothing. */
bool slow_find(Arena *arena, Compiler *compiler, Str pattern,
               SlowBudget *budget, Buf *line);

#endif
