/* How what two automata find relates: inclusion, and matches that share words.
 *
 * Both search breadth first and within a budget of steps, so an answer is
 * YES or NO only when it was found, and lines are shortest. What an answer is
 * worth when an automaton is not exact the caller knows. */
#ifndef STANDOFF_INTENT_RELATION_H
#define STANDOFF_INTENT_RELATION_H

#include "intent/automaton.h"

typedef enum { RELATION_NO, RELATION_YES, RELATION_UNDECIDED } Relation;

/* Whether every line in which `a` finds a match has a match of `b`. On
 * RELATION_NO `line` gets a line that has the one and not the other (after De
 * Wulf, Doyen, Henzinger and Raskin, 2006, "Antichains: a new algorithm for
 * checking universality of finite automata"). */
Relation relation_included(const Automaton *a, const Automaton *b,
                           uint64_t *budget, Buf *line);

/* Whether there is a line in which a match of `a` and one of `b` take one
 * character in common. On RELATION_YES `line` gets it. `is_good`, if given, is
 * asked whether a line will do; after RELATION_TRIES lines that do not, the
 * answer is RELATION_UNDECIDED. */
enum { RELATION_TRIES = 64 };
typedef bool RelationCheck(void *context, Str line);
Relation relation_shared(const Automaton *a, const Automaton *b,
                         RelationCheck *is_good, void *context,
                         uint64_t *budget, Buf *line);

#endif
