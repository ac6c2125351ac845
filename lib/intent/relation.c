/* Two searches over pairs of places in two automata: relation_included, where
 * the second automaton is followed as a set, and relation_shared, where each is
 * at one node. Know no patterns. */
#include "intent/relation.h"

#include <stdlib.h>
#include <string.h>

/* Instead of a node: */
enum {
    BEFORE = AUTOMATON_NODES,    /* a match has not begun */
    AFTER = AUTOMATON_NODES + 1, /* one was found */
};

static const uint32_t nowhere = UINT32_MAX;

/* Keys seen, with a number each ----------------------------------------- */

typedef struct {
    uint64_t key;    /* 0: free */
    uint32_t number; /* the caller's */
} SeenEntry;

typedef struct {
    Arena *arena;
    SeenEntry *entries;
    size_t capacity, count; /* a power of two */
} Seen;

static SeenEntry *seen_slot(const Seen *seen, uint64_t key)
{
    uint64_t hash = key * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(hash >> 20) & (seen->capacity - 1);
    while (seen->entries[at].key && seen->entries[at].key != key)
        at = (at + 1) & (seen->capacity - 1);
    return &seen->entries[at];
}

static void seen_grow(Seen *seen)
{
    Seen old = *seen;
    seen->capacity = old.capacity ? old.capacity * 2 : 256;
    seen->entries = ARENA_ARRAY(seen->arena, SeenEntry, seen->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.entries[i].key)
            *seen_slot(seen, old.entries[i].key) = old.entries[i];
}

/* The entry of a key; a new one has the number `nowhere`. */
static SeenEntry *seen_get(Seen *seen, uint64_t key)
{
    if (seen->count * 2 >= seen->capacity)
        seen_grow(seen);
    SeenEntry *entry = seen_slot(seen, ++key); /* 0 is no key */
    if (!entry->key) {
        *entry = (SeenEntry){key, nowhere};
        seen->count++;
    }
    return entry;
}

/* A search ---------------------------------------------------------------- */

typedef struct {
    uint32_t a, b;         /* nodes, BEFORE or AFTER; b of relation_shared */
    AutomatonSet set;      /* of relation_included: where b may be */
    uint32_t behind;       /* the character before, as the tests have it */
    uint32_t from, symbol; /* how it was come to */
    uint32_t chained;      /* another with the same key */
    bool shared;
} Place;

typedef struct {
    Arena *arena;
    const Alphabet *alphabet;
    AutomatonWalk a, b;
    uint64_t *budget;
    VEC(Place) places;
    Seen seen;
    VEC(uint32_t) behinds; /* numbered, for short keys */
    const uint16_t *order; /* symbols, those with the same `ahead` together */
    RelationCheck *is_good;
    void *context;
    uint32_t tries;
    Buf *line;
} Search;

/* Symbols in the order of preference, but those with one `ahead` together. */
static const uint16_t *order_symbols(Arena *arena, const Alphabet *alphabet)
{
    uint16_t *order = ARENA_ARRAY(arena, uint16_t, alphabet->symbol_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < alphabet->symbol_count; i++) {
        bool first = true;
        for (uint32_t k = 0; k < i && first; k++)
            first = alphabet->ahead[k] != alphabet->ahead[i];
        for (uint32_t k = i; first && k < alphabet->symbol_count; k++)
            if (alphabet->ahead[k] == alphabet->ahead[i])
                order[count++] = (uint16_t)k;
    }
    return order;
}

static Search search_begin(const Automaton *a, const Automaton *b,
                           uint64_t *budget, Buf *line)
{
    Search s = {.arena = a->arena,
                .alphabet = a->alphabet,
                .budget = budget,
                .line = line};
    s.seen.arena = a->arena;
    s.order = order_symbols(a->arena, a->alphabet);
    automaton_walk_init(&s.a, a, budget);
    automaton_walk_init(&s.b, b, budget);
    return s;
}

static uint64_t number_of_behind(Search *s, uint32_t behind)
{
    size_t i = 0;
    while (i < s->behinds.count && s->behinds.items[i] != behind)
        i++;
    if (i == s->behinds.count)
        *VEC_PUSH(s->arena, &s->behinds) = behind;
    return i;
}

/* The line that leads to a place. */
static void write_line(Search *s, uint32_t place)
{
    VEC(uint32_t) symbols = {0};
    for (; s->places.items[place].from != nowhere;
         place = s->places.items[place].from)
        *VEC_PUSH(s->arena, &symbols) = s->places.items[place].symbol;
    buf_clear(s->line);
    for (size_t i = symbols.count; i-- > 0;)
        alphabet_add(s->alphabet, symbols.items[i], s->line);
}

/* Follows one automaton from where it is; whether it has found a match. */
static bool follow(AutomatonWalk *walk, uint32_t at, uint32_t behind,
                   uint32_t ahead)
{
    automaton_walk_begin(walk);
    if (at == AFTER)
        return true;
    automaton_walk_from(walk, at == BEFORE ? walk->m->start : at, behind,
                        ahead);
    return walk->accepted;
}

static bool may_end(const Place *p)
{
    return !(p->behind & ALPHABET_BLANK);
}

/* Whether the symbol may follow what is behind: blanks do not follow one. */
static bool may_follow(const Search *s, uint32_t behind, uint32_t symbol)
{
    return !(behind & s->alphabet->behind[symbol] & ALPHABET_BLANK);
}

/* Inclusion --------------------------------------------------------------- */

static bool is_subset(const AutomatonSet *a, const AutomatonSet *b)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        while (k < b->count && b->nodes[k] < a->nodes[i])
            k++;
        if (k == b->count || b->nodes[k] != a->nodes[i])
            return false;
    }
    return true;
}

/* A place is not worth going to when one was with fewer chances for `b`. */
static void add_included(Search *s, Place p)
{
    uint64_t key = p.a | number_of_behind(s, p.behind) << 32;
    SeenEntry *entry = seen_get(&s->seen, key);
    for (uint32_t i = entry->number; i != nowhere;
         i = s->places.items[i].chained) {
        const AutomatonSet *set = &s->places.items[i].set;
        *s->budget -= *s->budget > set->count ? set->count : *s->budget;
        if (is_subset(set, &p.set))
            return;
    }
    p.chained = entry->number;
    entry->number = (uint32_t)s->places.count;
    *VEC_PUSH(s->arena, &s->places) = p;
}

static bool follow_set(Search *s, const Place *p, uint32_t ahead)
{
    automaton_walk_begin(&s->b);
    automaton_walk_from(&s->b, s->b.m->start, p->behind, ahead);
    for (uint32_t i = 0; i < p->set.count; i++)
        automaton_walk_from(&s->b, p->set.nodes[i], p->behind, ahead);
    return s->b.accepted;
}

static void step_included(Search *s, uint32_t at, uint32_t symbol, bool found)
{
    Place p = s->places.items[at];
    if (!may_follow(s, p.behind, symbol))
        return;
    Place next = {.set = automaton_walk_take(&s->b, symbol),
                  .behind = s->alphabet->behind[symbol],
                  .from = at,
                  .symbol = symbol};
    if (found || p.a == BEFORE) {
        next.a = found ? AFTER : BEFORE;
        add_included(s, next);
    }
    if (found)
        return;
    AutomatonSet targets = automaton_walk_take(&s->a, symbol);
    for (uint32_t i = 0; i < targets.count; i++) {
        next.a = targets.nodes[i];
        add_included(s, next);
    }
}

/* Whether the line may end here, with a match of `a` and none of `b`. */
static bool visit_included(Search *s, uint32_t at)
{
    const Alphabet *alphabet = s->alphabet;
    Place p = s->places.items[at];
    if (may_end(&p) && follow(&s->a, p.a, p.behind, 0) && !follow_set(s, &p, 0))
        return true;
    bool found = false, passed = true;
    for (uint32_t i = 0; i < alphabet->symbol_count && *s->budget; i++) {
        uint32_t symbol = s->order[i], ahead = alphabet->ahead[symbol];
        if (!i || ahead != alphabet->ahead[s->order[i - 1]]) {
            passed = follow_set(s, &p, ahead);
            found = follow(&s->a, p.a, p.behind, ahead);
        }
        if (!passed)
            step_included(s, at, symbol, found);
    }
    return false;
}

static bool is_fit(const Automaton *a, const Automaton *b)
{
    return !a->too_large && !b->too_large && !a->alphabet->full;
}

Relation relation_included(const Automaton *a, const Automaton *b,
                           uint64_t *budget, Buf *line)
{
    if (!is_fit(a, b))
        return RELATION_UNDECIDED;
    if (a->start == AUTOMATON_DEAD)
        return RELATION_YES;
    Search s = search_begin(a, b, budget, line);
    add_included(
        &s, (Place){.a = BEFORE, .behind = ALPHABET_BLANK, .from = nowhere});
    for (uint32_t i = 0; i < s.places.count && *budget; i++) {
        if (!visit_included(&s, i))
            continue;
        write_line(&s, i);
        return RELATION_NO;
    }
    return *budget ? RELATION_YES : RELATION_UNDECIDED;
}

/* Sharing ----------------------------------------------------------------- */

static void add_shared(Search *s, Place p)
{
    bool over = p.a == AFTER || p.b == AFTER;
    if (over && !p.shared)
        return; /* what comes now cannot be shared */
    uint64_t key = p.a | (uint64_t)p.b << 16 |
                   number_of_behind(s, p.behind) << 32 |
                   (uint64_t)p.shared << 60;
    SeenEntry *entry = seen_get(&s->seen, key);
    if (entry->number != nowhere)
        return;
    entry->number = (uint32_t)s->places.count;
    *VEC_PUSH(s->arena, &s->places) = p;
}

/* Where one automaton may be after a symbol. */
typedef struct {
    uint32_t at;
    bool inside; /* the symbol is part of its match */
} Option;

typedef struct {
    Option *items;
    uint32_t count;
} Options;

static Options options_of(Search *s, AutomatonWalk *walk, uint32_t at,
                          bool found, uint32_t symbol)
{
    Options all = {ARENA_ARRAY(s->arena, Option, walk->char_count + 1), 0};
    if (found || at == BEFORE)
        all.items[all.count++] = (Option){found ? AFTER : BEFORE, false};
    for (uint32_t i = 0; i < walk->char_count && at != AFTER; i++) {
        const AutomatonNode *node = &walk->m->nodes.items[walk->chars[i]];
        if (automaton_takes(walk->m, walk->chars[i], symbol))
            all.items[all.count++] = (Option){node->next, !node->beyond};
    }
    uint64_t steps = walk->char_count + 1;
    *s->budget -= *s->budget > steps ? steps : *s->budget;
    return all;
}

static void step_shared(Search *s, uint32_t at, uint32_t symbol, bool found_a,
                        bool found_b)
{
    Place p = s->places.items[at];
    if (!may_follow(s, p.behind, symbol))
        return;
    Options a = options_of(s, &s->a, p.a, found_a, symbol);
    Options b = options_of(s, &s->b, p.b, found_b, symbol);
    for (uint32_t i = 0; i < a.count; i++)
        for (uint32_t k = 0; k < b.count; k++) {
            bool both = a.items[i].inside && b.items[k].inside;
            add_shared(s, (Place){.a = a.items[i].at,
                                  .b = b.items[k].at,
                                  .behind = s->alphabet->behind[symbol],
                                  .from = at,
                                  .symbol = symbol,
                                  .shared = p.shared || both});
        }
    uint64_t steps = (uint64_t)a.count * b.count;
    *s->budget -= *s->budget > steps ? steps : *s->budget;
}

static bool ends_shared(Search *s, uint32_t at)
{
    Place p = s->places.items[at];
    if (!p.shared || !may_end(&p) || !follow(&s->a, p.a, p.behind, 0) ||
        !follow(&s->b, p.b, p.behind, 0))
        return false;
    write_line(s, at);
    s->tries++;
    return !s->is_good || s->is_good(s->context, buf_str(s->line));
}

static void visit_shared(Search *s, uint32_t at)
{
    const Alphabet *alphabet = s->alphabet;
    Place p = s->places.items[at];
    bool found_a = false, found_b = false;
    for (uint32_t i = 0; i < alphabet->symbol_count && *s->budget; i++) {
        uint32_t symbol = s->order[i], ahead = alphabet->ahead[symbol];
        if (!i || ahead != alphabet->ahead[s->order[i - 1]]) {
            found_a = follow(&s->a, p.a, p.behind, ahead);
            found_b = follow(&s->b, p.b, p.behind, ahead);
        }
        step_shared(s, at, symbol, found_a, found_b);
    }
}

Relation relation_shared(const Automaton *a, const Automaton *b,
                         RelationCheck *is_good, void *context,
                         uint64_t *budget, Buf *line)
{
    if (!is_fit(a, b))
        return RELATION_UNDECIDED;
    if (a->start == AUTOMATON_DEAD || b->start == AUTOMATON_DEAD)
        return RELATION_NO;
    Search s = search_begin(a, b, budget, line);
    s.is_good = is_good;
    s.context = context;
    add_shared(&s, (Place){.a = BEFORE,
                           .b = BEFORE,
                           .behind = ALPHABET_BLANK,
                           .from = nowhere});
    for (uint32_t i = 0; i < s.places.count && *budget; i++) {
        if (ends_shared(&s, i))
            return RELATION_YES;
        if (s.tries == RELATION_TRIES)
            break;
        visit_shared(&s, i);
    }
    return !*budget || s.tries ? RELATION_UNDECIDED : RELATION_NO;
}
