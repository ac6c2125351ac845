/* Automata that accept the lines in which a pattern or phrase finds a match.
 *
 * A nondeterministic automaton over an Alphabet, built from trees of the
 * regular part (Thompson, 1968, "Regular expression search algorithm"). Where
 * a tree is not regular it accepts too much or too little, as was asked. */
#ifndef STANDOFF_INTENT_AUTOMATON_H
#define STANDOFF_INTENT_AUTOMATON_H

#include "intent/regular.h"

typedef enum {
    AUTOMATON_CHAR,   /* takes a character of `class`, then `next` */
    AUTOMATON_FORK,   /* `next` or `other` */
    AUTOMATON_PLACE,  /* `next`, if the neighbour is as it must be; with the
                         class ALPHABET_ANY, an assertion of which nothing is
                         known */
    AUTOMATON_ACCEPT, /* a match has been found; anything may follow */
} AutomatonKind;

typedef struct {
    uint8_t kind;
    bool beyond, behind, negated; /* as of Regular */
    uint32_t class, next, other;
} AutomatonNode;

typedef enum {
    AUTOMATON_MOST,  /* accepts at least what there is */
    AUTOMATON_LEAST, /* accepts at most that */
    AUTOMATON_LOOPS, /* as MOST, with most repeats endless and assertions that
                        may be taken: small, for looking
                        at how a search may go astray */
} AutomatonView;

enum { AUTOMATON_NODES = 20000 };

#define AUTOMATON_DEAD UINT32_MAX

typedef struct {
    Arena *arena;
    const Alphabet *alphabet;
    VEC(AutomatonNode) nodes;
    uint32_t start; /* AUTOMATON_DEAD: accepts nothing */
    uint32_t steps; /* of building */
    bool too_large; /* nothing may be said */
    bool exact;     /* neither more nor less than what there is */
} Automaton;

void automaton_init(Automaton *m, Arena *arena, const Alphabet *alphabet);

/* Accepts what `tree` finds, too. */
void automaton_add(Automaton *m, const Regular *tree, AutomatonView view);

/* A set of nodes: where one may be after a character, before looking on. */
typedef struct {
    uint32_t *nodes; /* ascending */
    uint32_t count;
} AutomatonSet;

/* Follows an automaton without taking characters. */
typedef struct {
    const Automaton *m;
    uint64_t *budget; /* counted down to 0 by everything that is done */
    uint32_t *stack, *stamps, *chars;
    uint32_t round, char_count; /* nodes of AUTOMATON_CHAR come to */
    bool accepted;
} AutomatonWalk;

void automaton_walk_init(AutomatonWalk *walk, const Automaton *m,
                         uint64_t *budget);
void automaton_walk_begin(AutomatonWalk *walk);

/* From `node` on, between neighbours with these answers to the alphabet's
 * tests; 0 for the ahead of the line's end. */
void automaton_walk_from(AutomatonWalk *walk, uint32_t node, uint32_t behind,
                         uint32_t ahead);

/* Where the nodes come to lead to by a symbol. Lives in the arena. */
AutomatonSet automaton_walk_take(AutomatonWalk *walk, uint32_t symbol);

static inline bool automaton_takes(const Automaton *m, uint32_t node,
                                   uint32_t symbol)
{
    return alphabet_has(m->alphabet, m->nodes.items[node].class,
                        m->alphabet->symbols[symbol]);
}

#endif
