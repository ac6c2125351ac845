/* The automaton without its empty ways, as a graph of characters: where two
 * ways lead from one place to itself by the same text, a search that fails
 * tries twice as many with each repetition. Start at pumps_find. */
#include "intent/pumps.h"

#include <stdlib.h>
#include <string.h>

enum {
    PLACES = 1500, /* larger graphs are not looked at */
    LONGEST = 24,  /* characters of a pump */
};

static const uint32_t nowhere = UINT32_MAX;

typedef struct {
    uint32_t to;
    bool twice; /* by two ways or more */
} Edge;

typedef struct {
    const Edge *edges;
    uint32_t count;
    bool ends; /* a match may end here */
} Edges;

typedef struct {
    const Automaton *m;
    Arena *arena;
    uint64_t *steps;
    uint32_t *places, *place_of; /* nodes by place, and back */
    uint32_t count;              /* of places; the start is one more */
    Edges *out;
    uint32_t *part, parts; /* strongly connected; 0: none that loops */
    const uint32_t *from;  /* by place: the one before, from the start on */
    /* Tarjan, 1972, "Depth-first search and linear graph algorithms": */
    uint32_t *low, *index, *stack, depth, clock;
    Pump *pumps;
    uint32_t pump_count;
} Graph;

static bool spend(Graph *g, uint64_t steps)
{
    *g->steps -= *g->steps > steps ? steps : *g->steps;
    return *g->steps > 0;
}

/* The graph --------------------------------------------------------------- */

/* The characters that may follow after `node`, by empty ways. */
static Edges edges_from(Graph *g, uint32_t node, uint8_t *visits,
                        uint32_t *stack)
{
    uint32_t depth = 0, found = 0;
    bool ends = false;
    uint32_t total = (uint32_t)g->m->nodes.count;
    Edge *edges = ARENA_ARRAY(g->arena, Edge, g->count);
    memset(visits, 0, total);
    stack[depth++] = node;
    while (depth && spend(g, 1)) {
        uint32_t at = stack[--depth];
        const AutomatonNode *n = &g->m->nodes.items[at];
        if (visits[at] == 2)
            continue;
        bool first = visits[at]++ == 0;
        if (n->kind == AUTOMATON_CHAR) {
            if (first)
                edges[found++].to = g->place_of[at];
            for (uint32_t i = 0; i < found && !first; i++)
                if (edges[i].to == g->place_of[at])
                    edges[i].twice = true;
            continue;
        }
        if (n->kind == AUTOMATON_ACCEPT) {
            ends = true;
            continue;
        }
        stack[depth++] = n->next;
        if (n->kind == AUTOMATON_FORK)
            stack[depth++] = n->other;
    }
    return (Edges){edges, found, ends};
}

static bool build(Graph *g)
{
    uint32_t total = (uint32_t)g->m->nodes.count;
    g->places = ARENA_ARRAY(g->arena, uint32_t, total);
    g->place_of = ARENA_ARRAY(g->arena, uint32_t, total);
    for (uint32_t i = 0; i < total; i++)
        if (g->m->nodes.items[i].kind == AUTOMATON_CHAR) {
            g->place_of[i] = g->count;
            g->places[g->count++] = i;
        }
    if (!g->count || g->count > PLACES)
        return false;
    uint8_t *visits = ARENA_ARRAY(g->arena, uint8_t, total);
    uint32_t *stack = ARENA_ARRAY(g->arena, uint32_t, (size_t)total * 4 + 4);
    g->out = ARENA_ARRAY(g->arena, Edges, g->count + 1);
    for (uint32_t i = 0; i < g->count; i++)
        g->out[i] =
            edges_from(g, g->m->nodes.items[g->places[i]].next, visits, stack);
    g->out[g->count] = edges_from(g, g->m->start, visits, stack);
    return *g->steps > 0;
}

static bool loops_alone(const Graph *g, uint32_t place)
{
    for (uint32_t i = 0; i < g->out[place].count; i++)
        if (g->out[place].edges[i].to == place)
            return true;
    return false;
}

static void find_parts(Graph *g, uint32_t at)
{
    g->index[at] = g->low[at] = ++g->clock;
    g->stack[g->depth++] = at;
    spend(g, g->out[at].count + 1);
    for (uint32_t i = 0; i < g->out[at].count; i++) {
        uint32_t to = g->out[at].edges[i].to;
        if (!g->index[to])
            find_parts(g, to);
        if (g->low[to] && g->low[to] < g->low[at])
            g->low[at] = g->low[to];
    }
    if (g->low[at] != g->index[at])
        return;
    bool alone = g->stack[g->depth - 1] == at && !loops_alone(g, at);
    uint32_t part = alone ? 0 : ++g->parts;
    uint32_t member;
    do {
        member = g->stack[--g->depth];
        g->part[member] = part;
        g->low[member] = 0;
    } while (member != at);
}

/* Of each place the one before it on the shortest way from `start`, itself
 * included if a way leads back to it. */
static uint32_t *find_ways(Graph *g, uint32_t start)
{
    uint32_t *from = ARENA_ARRAY(g->arena, uint32_t, g->count + 1);
    uint32_t *queue = ARENA_ARRAY(g->arena, uint32_t, g->count + 2);
    uint32_t begin = 0, end = 0;
    for (uint32_t i = 0; i <= g->count; i++)
        from[i] = nowhere;
    queue[end++] = start;
    while (begin < end) {
        uint32_t at = queue[begin++];
        for (uint32_t i = 0; i < g->out[at].count && spend(g, 1); i++) {
            uint32_t to = g->out[at].edges[i].to;
            if (from[to] != nowhere)
                continue;
            from[to] = at;
            if (to != start)
                queue[end++] = to;
        }
    }
    return from;
}

/* Texts ------------------------------------------------------------------- */

static bool takes(const Graph *g, uint32_t place, uint32_t symbol)
{
    return automaton_takes(g->m, g->places[place], symbol);
}

/* A symbol that both places take, preferably `liked`; `nowhere` for none. */
static uint32_t common(const Graph *g, uint32_t x, uint32_t y, uint32_t liked)
{
    if (liked != nowhere && takes(g, x, liked) && takes(g, y, liked))
        return liked;
    for (uint32_t s = 0; s < g->m->alphabet->symbol_count; s++)
        if (takes(g, x, s) && takes(g, y, s))
            return s;
    return nowhere;
}

static Str finish(Graph *g, Buf *text)
{
    bool failed = text->failed;
    Str copy = failed ? (Str){0} : str_copy(g->arena, buf_str(text));
    buf_finish(text);
    if (failed)
        arena_out_of_memory(g->arena);
    return copy;
}

/* The text of the way from `start` to `place`, both left out. */
static void add_way(Graph *g, const uint32_t *from, uint32_t start,
                    uint32_t place, Buf *text)
{
    uint32_t *back = ARENA_ARRAY(g->arena, uint32_t, g->count + 1);
    uint32_t count = 0;
    for (uint32_t at = from[place]; at != nowhere && at != start; at = from[at])
        back[count++] = at;
    while (count--) {
        uint32_t symbol = common(g, back[count], back[count], nowhere);
        if (symbol != nowhere)
            alphabet_add(g->m->alphabet, symbol, text);
    }
}

static Str way_to(Graph *g, uint32_t place)
{
    Buf text = {0};
    add_way(g, g->from, g->count, place, &text);
    return finish(g, &text);
}

/* What leads from a place to the end of a match. */
static Str way_from(Graph *g, uint32_t place)
{
    Buf text = {0};
    if (g->out[place].ends)
        return (Str){0};
    const uint32_t *from = find_ways(g, place);
    for (uint32_t i = 0; i < g->count; i++) {
        uint32_t symbol = common(g, i, i, nowhere);
        if (from[i] == nowhere || !g->out[i].ends || symbol == nowhere)
            continue;
        add_way(g, from, place, i, &text);
        alphabet_add(g->m->alphabet, symbol, &text);
        break;
    }
    return finish(g, &text);
}

/* Whether a place takes a character of the alphabet, not of its symbols. */
static bool takes_char(const Graph *g, uint32_t place, uint32_t at)
{
    return alphabet_has(g->m->alphabet,
                        g->m->nodes.items[g->places[place]].class, at);
}

/* A character that a place does not take, nor any other if that may be; no
 * letter if that may be, since a match may have to end with a word. */
static Str stranger(Graph *g, uint32_t place)
{
    static const char strangers[] = "!.,;?#%~-1xX";
    const Alphabet *alphabet = g->m->alphabet;
    uint32_t best = nowhere, fewest = nowhere;
    for (uint32_t s = 0; strangers[s]; s++) {
        uint32_t at = 0, count = 0;
        while (alphabet->chars[at] != strangers[s])
            at++;
        for (uint32_t i = 0; i < g->count; i++)
            count += takes_char(g, i, at);
        if (count < fewest && !takes_char(g, place, at)) {
            fewest = count;
            best = s;
        }
    }
    spend(g, g->count);
    return best == nowhere ? STR("") : (Str){strangers + best, 1};
}

static void add_pump(Graph *g, uint32_t place, Str pump)
{
    for (uint32_t i = 0; i < g->pump_count; i++)
        if (str_equal(g->pumps[i].pump, pump))
            return;
    if (g->pump_count == PUMPS || !pump.size)
        return;
    g->pumps[g->pump_count++] =
        (Pump){way_to(g, place), pump, stranger(g, place), way_from(g, place)};
}

/* Pumps ------------------------------------------------------------------- */

/* Two ways at once: where they are, whether they have parted. */
typedef struct {
    uint32_t x, y, from, symbol;
    bool parted;
} Twin;

typedef struct {
    VEC(Twin) twins;
    uint8_t *seen; /* by x, y, parted */
} Twins;

static void add_twin(Graph *g, Twins *all, Twin twin)
{
    size_t at = ((size_t)twin.x * g->count + twin.y) * 2 + twin.parted;
    if (all->seen[at / 8] >> (at % 8) & 1)
        return;
    all->seen[at / 8] |= (uint8_t)(1u << (at % 8));
    *VEC_PUSH(g->arena, &all->twins) = twin;
}

static void pump_of_twins(Graph *g, const Twins *all, uint32_t last,
                          uint32_t place)
{
    uint32_t symbols[LONGEST], count = 0;
    for (; all->twins.items[last].from != nowhere && count < LONGEST;
         last = all->twins.items[last].from)
        symbols[count++] = all->twins.items[last].symbol;
    if (count == LONGEST)
        return;
    Buf text = {0};
    while (count--)
        alphabet_add(g->m->alphabet, symbols[count], &text);
    add_pump(g, place, finish(g, &text));
}

/* Two ways from a place to itself by one text, within its part. */
static bool find_twins(Graph *g, uint32_t place)
{
    Twins all = {0};
    all.seen =
        ARENA_ARRAY(g->arena, uint8_t, (size_t)g->count * g->count / 4 + 1);
    spend(g, (size_t)g->count * g->count / 64);
    add_twin(g, &all, (Twin){place, place, nowhere, 0, false});
    for (uint32_t i = 0; i < all.twins.count; i++) {
        Twin now = all.twins.items[i];
        if (i && now.x == place && now.y == place && now.parted) {
            pump_of_twins(g, &all, i, place);
            return true;
        }
        const Edges *x = &g->out[now.x], *y = &g->out[now.y];
        for (uint32_t j = 0; j < x->count; j++)
            for (uint32_t k = 0; k < y->count; k++) {
                Edge a = x->edges[j], b = y->edges[k];
                if (!spend(g, 1))
                    return false;
                if (g->part[a.to] != g->part[place] ||
                    g->part[b.to] != g->part[place])
                    continue;
                uint32_t symbol = common(g, a.to, b.to, nowhere);
                bool twice = now.x == now.y && a.to == b.to && a.twice;
                if (symbol != nowhere)
                    add_twin(g, &all,
                             (Twin){a.to, b.to, i, symbol,
                                    now.parted || a.to != b.to || twice});
            }
    }
    return false;
}

static void find_ambiguous(Graph *g)
{
    for (uint32_t part = 1; part <= g->parts; part++)
        for (uint32_t i = 0; i < g->count && *g->steps; i++)
            if (g->part[i] == part && g->from[i] != nowhere && find_twins(g, i))
                break;
}

/* The characters that most places which loop alone take. */
static void find_common(Graph *g)
{
    const Alphabet *alphabet = g->m->alphabet;
    uint32_t *counts = ARENA_ARRAY(g->arena, uint32_t, alphabet->symbol_count);
    uint32_t *first = ARENA_ARRAY(g->arena, uint32_t, alphabet->symbol_count);
    for (uint32_t i = g->count; i-- > 0;) {
        if (g->from[i] == nowhere || !loops_alone(g, i))
            continue;
        for (uint32_t s = 0; s < alphabet->symbol_count; s++)
            if (takes(g, i, s)) {
                counts[s]++;
                first[s] = i;
            }
    }
    for (int round = 0; round < 3; round++) {
        uint32_t best = 0;
        for (uint32_t s = 1; s < alphabet->symbol_count; s++)
            if (counts[s] > counts[best])
                best = s;
        if (!counts[best])
            return;
        counts[best] = 0;
        Buf text = {0};
        alphabet_add(alphabet, best, &text);
        add_pump(g, first[best], finish(g, &text));
    }
}

/* The shortest way from a place back to it. */
static void find_loop(Graph *g, uint32_t place)
{
    const uint32_t *from = find_ways(g, place);
    uint32_t symbol = common(g, place, place, nowhere);
    if (from[place] == nowhere || symbol == nowhere)
        return;
    Buf text = {0};
    add_way(g, from, place, place, &text);
    alphabet_add(g->m->alphabet, symbol, &text);
    add_pump(g, place, finish(g, &text));
}

const Pump *pumps_find(const Automaton *m, uint64_t *steps, uint32_t *count)
{
    Graph g = {.m = m, .arena = m->arena, .steps = steps};
    *count = 0;
    if (m->too_large || m->start == AUTOMATON_DEAD || !build(&g))
        return NULL;
    g.part = ARENA_ARRAY(g.arena, uint32_t, g.count + 1);
    g.low = ARENA_ARRAY(g.arena, uint32_t, g.count + 1);
    g.index = ARENA_ARRAY(g.arena, uint32_t, g.count + 1);
    g.stack = ARENA_ARRAY(g.arena, uint32_t, g.count + 1);
    g.pumps = ARENA_ARRAY(g.arena, Pump, PUMPS);
    find_parts(&g, g.count);
    g.from = find_ways(&g, g.count);
    find_ambiguous(&g);
    find_common(&g);
    for (uint32_t i = 0; i < g.count && g.pump_count < PUMPS && *steps; i++)
        if (g.part[i] && g.from[i] != nowhere)
            find_loop(&g, i);
    *count = g.pump_count;
    return g.pumps;
}
