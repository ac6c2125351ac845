/* Walks an automaton from its start forwards and from its end backwards, as
 * long as it finds letters that the pattern spells out. Knows no dictionary.
 * Start at edges_find. */
#include "intent/edges.h"

#include <string.h>

#include "intent/caseless.h"
#include "intent/fold.h"

enum { STEPS = 4096 }; /* of one walk: bounds what has many ways */

typedef enum { IS_LETTER, IS_BREAK, IS_UNSURE } Reading;

typedef struct {
    const Automaton *m;
    bool tail;
    uint32_t *first, *before; /* predecessors of node i: before[first[i]..] */
    Str letters[EDGES_LETTERS];
    uint32_t depth, steps;
    EdgeWord *words;
    uint32_t count;
} Walk;

/* Whether a class spells a letter of a word, or is surely none. */
static Reading read_node(const Walk *walk, const AutomatonNode *node,
                         Str *letter)
{
    static const char *const breaks[] = {"\\s", "\\W"};
    if (node->class == ALPHABET_ANY)
        return IS_UNSURE;
    Str text = walk->m->alphabet->classes.items[node->class].text;
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        if (str_equal_c(text, breaks[i]))
            return IS_BREAK;
    if (text.size == 2 && text.data[0] == '\\' &&
        !caseless_is_word(text.data[1]))
        return IS_BREAK;
    size_t at = 0;
    int32_t c = fold_decode(text, &at);
    if (at != text.size || c == '.')
        return IS_UNSURE;
    *letter = text;
    return caseless_is_word(c) ? IS_LETTER : IS_BREAK;
}

static void add_word(Walk *walk)
{
    Buf word = {0};
    for (uint32_t i = 0; i < walk->depth; i++)
        buf_add(&word, walk->letters[walk->tail ? walk->depth - 1 - i : i]);
    bool failed = word.failed, known = false;
    for (uint32_t i = 0; i < walk->count; i++)
        known |= walk->words[i].tail == walk->tail &&
                 str_equal(walk->words[i].text, buf_str(&word));
    if (!failed && !known && walk->count < EDGES_WORDS)
        walk->words[walk->count++] =
            (EdgeWord){str_copy(walk->m->arena, buf_str(&word)), walk->tail};
    buf_finish(&word);
    if (failed)
        arena_out_of_memory(walk->m->arena);
}

static void walk_from(Walk *walk, uint32_t at);

static void walk_on(Walk *walk, uint32_t at)
{
    const AutomatonNode *node = &walk->m->nodes.items[at];
    if (walk->tail) {
        if (at == walk->m->start && walk->depth)
            add_word(walk);
        for (uint32_t i = walk->first[at]; i < walk->first[at + 1]; i++)
            walk_from(walk, walk->before[i]);
        return;
    }
    walk_from(walk, node->next);
    if (node->kind == AUTOMATON_FORK)
        walk_from(walk, node->other);
}

/* A node that is come to, with the letters between it and the edge. */
static void walk_from(Walk *walk, uint32_t at)
{
    if (++walk->steps > STEPS)
        return;
    const AutomatonNode *node = &walk->m->nodes.items[at];
    Str letter;
    switch ((AutomatonKind)node->kind) {
    case AUTOMATON_FORK:
        walk_on(walk, at);
        return;
    case AUTOMATON_ACCEPT:
        if (walk->tail)
            walk_on(walk, at);
        else if (walk->depth)
            add_word(walk);
        return;
    case AUTOMATON_PLACE: /* an edge, or what bounds the word otherwise */
        if (walk->depth)
            add_word(walk);
        return;
    case AUTOMATON_CHAR:
        break;
    }
    switch (read_node(walk, node, &letter)) {
    case IS_LETTER:
        if (walk->depth == EDGES_LETTERS)
            return;
        walk->letters[walk->depth++] = letter;
        walk_on(walk, at);
        walk->depth--;
        return;
    case IS_BREAK:
        if (walk->depth)
            add_word(walk);
        return;
    case IS_UNSURE:
        return;
    }
}

static void list_before(Walk *walk)
{
    const Automaton *m = walk->m;
    uint32_t count = (uint32_t)m->nodes.count;
    walk->first = ARENA_ARRAY(m->arena, uint32_t, count + 2);
    walk->before = ARENA_ARRAY(m->arena, uint32_t, (size_t)count * 2);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < count; i++) {
            const AutomatonNode *node = &m->nodes.items[i];
            uint32_t to[2] = {node->next, node->other};
            int ways = node->kind == AUTOMATON_ACCEPT ? 0
                       : node->kind == AUTOMATON_FORK ? 2
                                                      : 1;
            for (int k = 0; k < ways; k++)
                if (round)
                    walk->before[walk->first[to[k] + 1]++] = i;
                else
                    walk->first[to[k] + 2]++;
        }
        for (uint32_t i = 2; !round && i < count + 2; i++)
            walk->first[i] += walk->first[i - 1];
    }
}

const EdgeWord *edges_find(const Automaton *m, uint32_t *count)
{
    Walk walk = {.m = m};
    *count = 0;
    if (m->too_large || m->start == AUTOMATON_DEAD)
        return NULL;
    walk.words = ARENA_ARRAY(m->arena, EdgeWord, EDGES_WORDS);
    walk_from(&walk, m->start);
    walk.tail = true;
    walk.steps = 0;
    list_before(&walk);
    for (uint32_t i = 0; i < m->nodes.count; i++)
        if (m->nodes.items[i].kind == AUTOMATON_ACCEPT)
            walk_from(&walk, i);
    *count = walk.count;
    return walk.words;
}
