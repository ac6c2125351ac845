/* Gathers what must stand in a line for a pattern to match: sets of literals,
 * of each of which at least one occurs.
 *
 * The reader of a pattern or phrase tells what it meets, left to right; sets
 * are built on a stack, so that alternatives become one set and what is
 * optional none. What the reader does not understand it calls unknown: then
 * there are no sets and the pattern is always tried. */
#ifndef STANDOFF_INTENT_GATHER_H
#define STANDOFF_INTENT_GATHER_H

#include "base/buf.h"
#include "base/str.h"

enum {
    GATHER_DEPTH = 64,
    GATHER_SETS = 4,     /* kept of one pattern: the rarest */
    GATHER_LITERAL = 48, /* bytes kept of one literal */
    GATHER_WIDEST = 64,  /* literals of a set that is worth keeping */
};

typedef struct {
    uint32_t begin, size; /* in `bytes` */
    bool left, right;     /* no word character may stand beside it */
    bool tail;            /* ends where its alternative ends */
} GatherLiteral;

typedef struct {
    uint32_t begin, end; /* literals */
    uint32_t weight;     /* how often it is expected; 0: there is none */
} GatherSet;

typedef struct {
    uint32_t first; /* literals of the alternatives that have ended */
    GatherSet best; /* of the present alternative */
    uint32_t tail_begin, tail_end; /* literals that end just here */
    bool hollow;                   /* an alternative holds no literal */
    bool left, word_left; /* `edge`, `word_edge` where the group began */
} GatherFrame;

/* A zeroed Gather is ready. Out of memory shows in the two Bufs, and stays. */
typedef struct {
    Buf bytes;    /* of literals */
    Buf literals; /* GatherLiteral */
    GatherFrame frames[GATHER_DEPTH];
    uint32_t depth;
    uint32_t run; /* where the literal being read begins in `bytes` */
    bool run_left;
    bool edge;      /* no word character stands before the next character */
    bool word_edge; /* the same if that character is a word character */
    bool unknown;
    bool alternated; /* the outermost sequence has alternatives */
    GatherSet sets[GATHER_SETS];
    uint32_t set_count;
} Gather;

void gather_begin(Gather *g);
void gather_text(Gather *g, Str text); /* folded; read caselessly */
void gather_after_edge(Gather *g);  /* no word character stands before here */
void gather_before_edge(Gather *g); /* none stands after here */
void gather_word_edge(Gather *g);   /* \b */
void gather_cut(Gather *g);         /* anything may stand here, or nothing */
void gather_open(Gather *g);
void gather_or(Gather *g);
void gather_close(Gather *g, bool optional);
void gather_unknown(Gather *g);

/* Fills `sets`; none when the pattern must always be tried. */
void gather_end(Gather *g);

void gather_finish(Gather *g);

static inline const GatherLiteral *gather_literal(const Gather *g, uint32_t i)
{
    return (const GatherLiteral *)(const void *)g->literals.data + i;
}

#endif
