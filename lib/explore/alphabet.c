/* Hears every example, alone and with each other one, and keeps the sets that
 * make a difference. Start at alphabet_new. */
#include "explore/alphabet.h"

#include <stdlib.h>
#include <string.h>

#include "session/preview.h"

enum { PAIRS_MOST = 250000 };

/* A set of intents as heard, and what it makes a difference to: a bit for each
 * rule that listens and each intent that an expression asks for. */
typedef struct {
    Heard heard;
    const uint64_t *differs;
} Candidate;

typedef struct {
    Arena *arena;
    const Scenario *scenario;
    const Abstraction *abstraction;
    IntentMatcher *matcher;
    bool no_memory, cut;
    uint32_t bits, words;    /* of `differs` */
    uint32_t *rules;         /* bit -> rule, of those that listen */
    uint32_t rule_count;     /* bits below are rules, above intents asked for */
    uint64_t *by_intent;     /* rows of `words` */
    VEC(Candidate) sets;     /* each set of intents once */
    uint32_t *table, *found; /* hash of sets; of what they differ in */
    uint32_t table_bits;
} Making;

/* --- What makes a difference --------------------------------------------- */

static void set_bit(uint64_t *bits, uint32_t bit)
{
    bits[bit / 64] |= (uint64_t)1 << bit % 64;
}

static void ask_intent(void *context, ExprVariable variable, uint32_t index)
{
    bool *asked = context;
    if (variable == EXPR_HEARD || variable == EXPR_TIMES ||
        variable == EXPR_SINCE)
        asked[index] = true;
}

static bool *asked_intents(const Making *making)
{
    const Scenario *scenario = making->scenario;
    bool *asked = ARENA_ARRAY(making->arena, bool, scenario->hearing.count);
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        if (scenario->rules[i].guard)
            expr_each_variable(scenario->rules[i].guard, ask_intent, asked);
    for (uint32_t i = 0; i < scenario->stage_count; i++)
        expr_each_variable(scenario->stages[i].when, ask_intent, asked);
    for (uint32_t i = 0; i < scenario->check_count; i++)
        if (scenario->checks[i].never)
            expr_each_variable(scenario->checks[i].never, ask_intent, asked);
    return asked;
}

static void find_differences(Making *making)
{
    const Scenario *scenario = making->scenario;
    const bool *asked = asked_intents(making);
    making->rules = ARENA_ARRAY(making->arena, uint32_t, scenario->rule_count);
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        if (scenario->rules[i].listen == LISTEN_INTENT)
            making->rules[making->rule_count++] = i;
    making->bits = making->rule_count + scenario->hearing.count;
    making->words = making->bits / 64 + 1;
    making->by_intent =
        ARENA_ARRAY(making->arena, uint64_t,
                    (size_t)scenario->hearing.count * making->words);
    for (uint32_t bit = 0; bit < making->rule_count; bit++) {
        const Rule *rule = &scenario->rules[making->rules[bit]];
        for (uint32_t k = 0; k < rule->intent_count; k++)
            set_bit(making->by_intent +
                        (size_t)rule->intents[k] * making->words,
                    bit);
    }
    for (uint32_t i = 0; i < scenario->hearing.count; i++)
        if (asked[i])
            set_bit(making->by_intent + (size_t)i * making->words,
                    making->rule_count + i);
}

static uint64_t *difference(const Making *making, const uint32_t *intents,
                            uint32_t count)
{
    uint64_t *differs = ARENA_ARRAY(making->arena, uint64_t, making->words);
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t *row =
            making->by_intent + (size_t)intents[i] * making->words;
        for (uint32_t w = 0; w < making->words; w++)
            differs[w] |= row[w];
    }
    return differs;
}

/* --- Collecting sets ------------------------------------------------------ */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

static uint64_t set_hash(const uint32_t *intents, uint32_t count)
{
    uint64_t hash = count;
    for (uint32_t i = 0; i < count; i++)
        hash = mix(hash, intents[i]);
    return hash;
}

static void grow_table(Making *making)
{
    uint32_t bits = making->table_bits ? making->table_bits + 1 : 10;
    making->table_bits = bits;
    making->table = ARENA_ARRAY(making->arena, uint32_t, (size_t)1 << bits);
    for (uint32_t i = 0; i < making->sets.count; i++) {
        const Heard *heard = &making->sets.items[i].heard;
        size_t slot = set_hash(heard->intents, heard->count);
        while (making->table[slot & (((size_t)1 << bits) - 1)])
            slot++;
        making->table[slot & (((size_t)1 << bits) - 1)] = i + 1;
    }
}

/* Adds a set unless it is there; `text` is copied. */
static void add_set(Making *making, const uint32_t *intents, uint32_t count,
                    Str text, int32_t mirrors)
{
    if (!making->table_bits ||
        making->sets.count >> (making->table_bits - 1) > 0)
        grow_table(making);
    size_t mask = ((size_t)1 << making->table_bits) - 1;
    size_t slot = set_hash(intents, count) & mask;
    for (; making->table[slot]; slot = (slot + 1) & mask) {
        const Heard *heard = &making->sets.items[making->table[slot] - 1].heard;
        if (heard->count == count &&
            (!count ||
             !memcmp(heard->intents, intents, count * sizeof *intents)))
            return;
    }
    uint32_t *copy = ARENA_ARRAY(making->arena, uint32_t, count);
    if (count)
        memcpy(copy, intents, count * sizeof *intents);
    Candidate *set = VEC_PUSH(making->arena, &making->sets);
    set->heard = (Heard){copy, count, str_copy(making->arena, text), mirrors};
    set->differs = difference(making, intents, count);
    making->table[slot] = (uint32_t)making->sets.count;
}

static bool hear(Making *making, Str text, IntentHeard *heard)
{
    IntentMemory nothing = {0};
    IntentStatus status = intent_hear(making->matcher, text, &nothing, heard);
    making->no_memory |= status == INTENT_NO_MEMORY;
    return status == INTENT_OK;
}

static void add_line(Making *making, Str text)
{
    IntentHeard heard;
    if (hear(making, text, &heard))
        add_set(making, heard.intents, heard.count, text, NONE);
}

/* Whether two sets differ in what a leaf state listens to; without `mask`, in
 * anything. */
static bool differ(const Making *making, const uint64_t *a, const uint64_t *b,
                   const uint64_t *mask)
{
    for (uint32_t w = 0; w < making->words; w++)
        if ((a[w] ^ b[w]) & (mask ? mask[w] : UINT64_MAX))
            return true;
    return false;
}

/* Of the given sets, the first of each kind under the mask. `numbers` gets
 * them; returns how many. */
static uint32_t pick(Making *making, const uint32_t *among, uint32_t count,
                     const uint64_t *mask, uint32_t *numbers)
{
    uint32_t bits = 4, kept = 0;
    while ((size_t)1 << bits < (size_t)count * 2)
        bits++;
    uint32_t *table = calloc((size_t)1 << bits, sizeof *table);
    making->no_memory |= !table;
    for (uint32_t i = 0; table && i < count; i++) {
        const uint64_t *differs = making->sets.items[among[i]].differs;
        uint64_t hash = 0;
        for (uint32_t w = 0; w < making->words; w++)
            hash = mix(hash, differs[w] & (mask ? mask[w] : UINT64_MAX));
        size_t slot = hash & (((size_t)1 << bits) - 1);
        while (table[slot] &&
               differ(making, differs,
                      making->sets.items[table[slot] - 1].differs, mask))
            slot = (slot + 1) & (((size_t)1 << bits) - 1);
        if (table[slot])
            continue;
        table[slot] = among[i] + 1;
        numbers[kept++] = among[i];
    }
    free(table);
    return kept;
}

/* --- Lines ---------------------------------------------------------------- */

/* A line in which nothing is heard, the shortest that comes to mind. */
static void add_nothing(Making *making)
{
    static const char *const lines[] = {"Mm.",   "Hm.", "Uh.",
                                        "Well.", "1.",  "Zzz."};
    IntentHeard heard;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (hear(making, str_from(lines[i]), &heard) && !heard.count) {
            add_set(making, NULL, 0, str_from(lines[i]), NONE);
            return;
        }
    add_set(making, NULL, 0, STR(""), NONE);
}

static void add_examples(Making *making)
{
    const Scenario *scenario = making->scenario;
    for (uint32_t i = 0; i < scenario->hearing.count; i++)
        for (uint32_t k = 0; k < scenario->intent_notes[i].example_count; k++)
            add_line(making, scenario->intent_notes[i].examples[k].text);
}

/* Two examples in one breath, of those that make a difference alone: for each
 * difference the first that makes it. */
static void add_pairs(Making *making)
{
    uint32_t count = (uint32_t)making->sets.count, pairs = 0;
    uint32_t *all = ARENA_ARRAY(making->arena, uint32_t, count);
    uint32_t *kept = ARENA_ARRAY(making->arena, uint32_t, count);
    Buf line = {0};
    for (uint32_t i = 0; i < count; i++)
        all[i] = i;
    count = pick(making, all, count, NULL, kept);
    for (uint32_t i = 0; i < count && !making->cut; i++)
        for (uint32_t k = i + 1; k < count && !making->cut; k++) {
            Str first = making->sets.items[kept[i]].heard.text;
            Str second = making->sets.items[kept[k]].heard.text;
            if (!first.size || !making->sets.items[kept[i]].heard.count)
                continue;
            making->cut = pairs++ == PAIRS_MOST;
            buf_clear(&line);
            buf_add(&line, first);
            buf_add_char(&line, ' ');
            buf_add(&line, second);
            if (!line.failed)
                add_line(making, buf_str(&line));
        }
    making->no_memory |= line.failed;
    buf_finish(&line);
}

/* Intents that are heard only against what was said before: no example shows
 * them by itself, but who repeats the last words is heard so. */
static void add_mirrors(Making *making)
{
    const IntentSet *set = &making->scenario->hearing;
    uint32_t *intents = ARENA_ARRAY(making->arena, uint32_t, set->count);
    for (uint32_t i = 0; i < set->count; i++) {
        if (!set->intents[i].mirrors_high && !set->intents[i].repeats)
            continue;
        intents[0] = i;
        uint32_t count = session_close_intents(making->scenario, intents, 1);
        add_set(making, intents, count, STR(""), (int32_t)i);
    }
}

/* --- Events --------------------------------------------------------------- */

/* What can make a difference in a leaf state: rules held outside of states, by
 * demands and by the states around it; and all that is counted. */
static uint64_t *mask_of(const Making *making, uint32_t leaf)
{
    uint64_t *mask = ARENA_ARRAY(making->arena, uint64_t, making->words);
    for (uint32_t bit = 0; bit < making->bits; bit++) {
        const Rule *rule = bit < making->rule_count
                               ? &making->scenario->rules[making->rules[bit]]
                               : NULL;
        if (!rule || rule->holder_kind != HOLDER_STATE ||
            scenario_state_within(making->scenario, leaf, rule->holder))
            set_bit(mask, bit);
    }
    return mask;
}

static void make_events(Making *making, Alphabet *alphabet)
{
    const Abstraction *abstraction = making->abstraction;
    uint32_t count = (uint32_t)making->sets.count;
    uint32_t *all = ARENA_ARRAY(making->arena, uint32_t, count);
    uint32_t *kept = ARENA_ARRAY(making->arena, uint32_t, count);
    Heard *events = ARENA_ARRAY(making->arena, Heard, count);
    const uint32_t **by_leaf =
        ARENA_ARRAY(making->arena, const uint32_t *, abstraction->leaf_count);
    uint32_t *counts =
        ARENA_ARRAY(making->arena, uint32_t, abstraction->leaf_count);
    for (uint32_t i = 0; i < count; i++) {
        all[i] = i;
        events[i] = making->sets.items[i].heard;
    }
    uint32_t kinds = pick(making, all, count, NULL, kept);
    for (uint32_t i = 0; i < abstraction->leaf_count; i++) {
        uint32_t *mine = ARENA_ARRAY(making->arena, uint32_t, kinds);
        counts[i] = pick(making, kept, kinds,
                         mask_of(making, abstraction->leaves[i]), mine);
        by_leaf[i] = mine;
    }
    *alphabet = (Alphabet){.events = events,
                           .kinds = kept,
                           .count = kinds,
                           .by_leaf = by_leaf,
                           .leaf_counts = counts,
                           .cut = making->cut,
                           .matcher = making->matcher};
}

const Alphabet *alphabet_new(Arena *arena, const Abstraction *abstraction)
{
    const Scenario *scenario = abstraction->scenario;
    Making making = {
        .arena = arena, .scenario = scenario, .abstraction = abstraction};
    Alphabet *alphabet = ARENA_NEW(arena, Alphabet);
    making.matcher = intent_matcher_new(&scenario->hearing, (IntentOptions){0});
    if (!making.matcher)
        return NULL;
    arena_defer(arena, (void (*)(void *))intent_matcher_free, making.matcher);
    find_differences(&making);
    add_nothing(&making);
    add_examples(&making);
    add_pairs(&making);
    add_mirrors(&making);
    make_events(&making, alphabet);
    return making.no_memory ? NULL : alphabet;
}
