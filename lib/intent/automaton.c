/* Building (automaton_add) and following (automaton_walk_from). Knows neither
 * how automata compare nor what is wrong with one. */
#include "intent/automaton.h"

#include <stdlib.h>

enum {
    STEPS = 200000, /* of building: bounds what adds no nodes */
    COPIES = 8,     /* of what AUTOMATON_LOOPS repeats a number of times */
};

void automaton_init(Automaton *m, Arena *arena, const Alphabet *alphabet)
{
    *m = (Automaton){.arena = arena,
                     .alphabet = alphabet,
                     .start = AUTOMATON_DEAD,
                     .exact = true};
}

/* Building --------------------------------------------------------------- */

static uint32_t add(Automaton *m, AutomatonNode node)
{
    if (m->nodes.count == AUTOMATON_NODES) {
        m->too_large = true;
        return AUTOMATON_DEAD;
    }
    *VEC_PUSH(m->arena, &m->nodes) = node;
    return (uint32_t)m->nodes.count - 1;
}

static uint32_t add_fork(Automaton *m, uint32_t next, uint32_t other)
{
    if (next == AUTOMATON_DEAD || next == other)
        return other;
    if (other == AUTOMATON_DEAD)
        return next;
    return add(m, (AutomatonNode){
                      .kind = AUTOMATON_FORK, .next = next, .other = other});
}

static uint32_t build(Automaton *m, const Regular *tree, AutomatonView view,
                      uint32_t next);

static uint32_t build_list(Automaton *m, const Regular *child,
                           AutomatonView view, uint32_t next)
{
    if (child->next)
        next = build_list(m, child->next, view, next);
    return build(m, child, view, next);
}

/* The child any number of times, then `next`. */
static uint32_t build_loop(Automaton *m, const Regular *child,
                           AutomatonView view, uint32_t next)
{
    uint32_t fork = add(m, (AutomatonNode){.kind = AUTOMATON_FORK,
                                           .next = AUTOMATON_DEAD,
                                           .other = next});
    if (fork == AUTOMATON_DEAD)
        return fork;
    uint32_t body = build(m, child, view, fork);
    m->nodes.items[fork].next = body == AUTOMATON_DEAD ? next : body;
    return fork;
}

static uint32_t build_repeat(Automaton *m, const Regular *tree,
                             AutomatonView view, uint32_t next)
{
    uint32_t low = tree->low, high = tree->high, after = next;
    if (view == AUTOMATON_LOOPS && high > 2 && (low < high || low > COPIES)) {
        high = REGULAR_MANY;
        low = low < COPIES ? low : COPIES;
    }
    if (high == REGULAR_MANY)
        next = build_loop(m, tree->child, view, next);
    for (uint32_t i = low; high != REGULAR_MANY && i < high && !m->too_large;
         i++)
        next = add_fork(m, build(m, tree->child, view, next), after);
    for (uint32_t i = 0; i < low && !m->too_large; i++)
        next = build(m, tree->child, view, next);
    return next;
}

/* Something of which nothing is known. */
static uint32_t build_unknown(Automaton *m, bool takes, AutomatonView view,
                              uint32_t next)
{
    m->exact = false;
    if (view == AUTOMATON_LEAST)
        return AUTOMATON_DEAD;
    if (!takes)
        return add(m, (AutomatonNode){.kind = AUTOMATON_PLACE,
                                      .class = ALPHABET_ANY,
                                      .next = next});
    uint32_t fork =
        add(m, (AutomatonNode){.kind = AUTOMATON_FORK, .other = next});
    uint32_t any = add(m, (AutomatonNode){.kind = AUTOMATON_CHAR,
                                          .class = ALPHABET_ANY,
                                          .next = fork});
    if (m->too_large)
        return AUTOMATON_DEAD;
    m->nodes.items[fork].next = any;
    return fork;
}

static uint32_t build(Automaton *m, const Regular *tree, AutomatonView view,
                      uint32_t next)
{
    if (++m->steps > STEPS)
        m->too_large = true;
    if (m->too_large || next == AUTOMATON_DEAD)
        return AUTOMATON_DEAD;
    switch (tree->kind) {
    case REGULAR_EMPTY:
        return next;
    case REGULAR_CLASS:
        return add(m, (AutomatonNode){.kind = AUTOMATON_CHAR,
                                      .beyond = tree->beyond,
                                      .class = tree->class,
                                      .next = next});
    case REGULAR_JOIN:
        return tree->child ? build_list(m, tree->child, view, next) : next;
    case REGULAR_EITHER: {
        uint32_t entry = AUTOMATON_DEAD;
        for (const Regular *side = tree->child; side; side = side->next)
            entry = add_fork(m, entry, build(m, side, view, next));
        return entry;
    }
    case REGULAR_REPEAT:
        return build_repeat(m, tree, view, next);
    case REGULAR_PLACE:
        return add(m, (AutomatonNode){.kind = AUTOMATON_PLACE,
                                      .behind = tree->behind,
                                      .negated = tree->negated,
                                      .class = tree->class,
                                      .next = next});
    case REGULAR_AT_MOST:
        m->exact = false;
        return view == AUTOMATON_LEAST ? AUTOMATON_DEAD
                                       : build(m, tree->child, view, next);
    case REGULAR_LOOK:
        if (view == AUTOMATON_LOOPS && tree->child)
            next = add_fork(m, build(m, tree->child, view, next), next);
        return build_unknown(m, false, view, next);
    case REGULAR_UNKNOWN:
        break;
    }
    return build_unknown(m, true, view, next);
}

void automaton_add(Automaton *m, const Regular *tree, AutomatonView view)
{
    m->steps = 0;
    uint32_t accept = add(m, (AutomatonNode){.kind = AUTOMATON_ACCEPT});
    uint32_t entry = build(m, tree, view, accept);
    m->start = add_fork(m, m->start, entry);
}

/* Following -------------------------------------------------------------- */

void automaton_walk_init(AutomatonWalk *walk, const Automaton *m,
                         uint64_t *budget)
{
    *walk = (AutomatonWalk){.m = m, .budget = budget};
    size_t count = m->nodes.count + 1;
    walk->stack = ARENA_ARRAY(m->arena, uint32_t, count);
    walk->stamps = ARENA_ARRAY(m->arena, uint32_t, count);
    walk->chars = ARENA_ARRAY(m->arena, uint32_t, count);
}

void automaton_walk_begin(AutomatonWalk *walk)
{
    walk->round++;
    walk->char_count = 0;
    walk->accepted = false;
}

static void spend(AutomatonWalk *walk, uint64_t steps)
{
    *walk->budget -= steps < *walk->budget ? steps : *walk->budget;
}

/* Whether the neighbour of a place is as it must be; of an assertion that is
 * not understood, whether it may be. */
static bool stands(const Automaton *m, const AutomatonNode *node,
                   uint32_t behind, uint32_t ahead)
{
    if (node->class == ALPHABET_ANY)
        return true;
    const AlphabetClass *class = &m->alphabet->classes.items[node->class];
    uint32_t bit =
        node->behind ? behind >> class->behind : ahead >> class->ahead;
    return (bit & 1) != node->negated;
}

void automaton_walk_from(AutomatonWalk *walk, uint32_t node, uint32_t behind,
                         uint32_t ahead)
{
    uint32_t depth = 0, steps = 1;
    uint32_t next[2] = {node, AUTOMATON_DEAD};
    for (;;) {
        for (int i = 0; i < 2; i++)
            if (next[i] != AUTOMATON_DEAD &&
                walk->stamps[next[i]] != walk->round) {
                walk->stamps[next[i]] = walk->round;
                walk->stack[depth++] = next[i];
            }
        if (!depth)
            break;
        uint32_t at = walk->stack[--depth];
        const AutomatonNode *n = &walk->m->nodes.items[at];
        next[0] = next[1] = AUTOMATON_DEAD;
        steps++;
        switch ((AutomatonKind)n->kind) {
        case AUTOMATON_CHAR:
            walk->chars[walk->char_count++] = at;
            break;
        case AUTOMATON_FORK:
            next[0] = n->other;
            next[1] = n->next;
            break;
        case AUTOMATON_PLACE:
            if (stands(walk->m, n, behind, ahead))
                next[0] = n->next;
            break;
        case AUTOMATON_ACCEPT:
            walk->accepted = true;
            break;
        }
    }
    spend(walk, steps);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

AutomatonSet automaton_walk_take(AutomatonWalk *walk, uint32_t symbol)
{
    AutomatonSet set = {0};
    spend(walk, walk->char_count + 1);
    for (uint32_t i = 0; i < walk->char_count; i++)
        set.count += automaton_takes(walk->m, walk->chars[i], symbol);
    if (!set.count)
        return set;
    set.nodes = ARENA_ARRAY(walk->m->arena, uint32_t, set.count);
    set.count = 0;
    for (uint32_t i = 0; i < walk->char_count; i++)
        if (automaton_takes(walk->m, walk->chars[i], symbol))
            set.nodes[set.count++] = walk->m->nodes.items[walk->chars[i]].next;
    qsort(set.nodes, set.count, sizeof *set.nodes, by_number);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < set.count; i++)
        if (set.nodes[i] != set.nodes[kept - 1])
            set.nodes[kept++] = set.nodes[i];
    set.count = kept;
    return set;
}
