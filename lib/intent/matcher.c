/* Hearing a line: fold it, let the filter say which probes are worth asking,
 * evaluate their intents and what groups them. Intents are evaluated in an
 * order in which members come before their groups, so nothing recurses. Knows
 * no syntax. Start at intent_hear and evaluate. */
#include <stdlib.h>
#include <string.h>

#include "intent/line.h"
#include "intent/probe.h"

struct IntentMatcher {
    Probes probes;
    Line line;
    uint32_t count, number; /* intents; lines heard, for the stamps */
    /* Sets of intents as bits; the first two by rank. */
    uint64_t *poked, *always, *heard, *limited, *broken;
    uint32_t *rank, *by_rank;
    uint32_t *parents, *first_parent; /* groups an intent is a member of */
    /* The answer: */
    IntentSpan *spans_by_intent, *spans;
    uint32_t *heard_list, *limited_list, *broken_list;
    IntentCapture *captures;
    IntentSpan *capture_places; /* by slot: bytes of the text as typed */
    bool *captured;
    Buf capture_text;
};

/* Bits ----------------------------------------------------------------- */

static size_t bit_words(uint32_t count)
{
    return ((size_t)count + 63) / 64;
}

static void set_bit(uint64_t *bits, uint32_t i)
{
    bits[i / 64] |= (uint64_t)1 << (i % 64);
}

static bool get_bit(const uint64_t *bits, uint32_t i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

static uint32_t list_bits(const uint64_t *bits, uint32_t count, uint32_t *list)
{
    uint32_t size = 0;
    for (uint32_t w = 0; w < bit_words(count); w++)
        for (uint64_t left = bits[w]; left; left &= left - 1)
            list[size++] = w * 64 + (uint32_t)__builtin_ctzll(left);
    return size;
}

/* Making a matcher ----------------------------------------------------- */

static size_t member_count(const IntentSet *set)
{
    size_t count = 0;
    for (uint32_t i = 0; i < set->count; i++)
        count += set->intents[i].any_of_count;
    return count;
}

/* The groups of each intent, as one array with the place of each intent's. */
static void list_parents(IntentMatcher *m)
{
    const IntentSet *set = m->probes.set;
    for (uint32_t i = 0; i < m->count; i++)
        for (uint32_t k = 0; k < set->intents[i].any_of_count; k++)
            m->first_parent[set->intents[i].any_of[k] + 1]++;
    for (uint32_t i = 0; i < m->count; i++)
        m->first_parent[i + 1] += m->first_parent[i];
    for (uint32_t i = m->count; i-- > 0;)
        for (uint32_t k = 0; k < set->intents[i].any_of_count; k++) {
            uint32_t *first = &m->first_parent[set->intents[i].any_of[k] + 1];
            m->parents[--*first] = i;
        }
    /* [i + 1] is now where i's begin: move them to [i]. */
    memmove(m->first_parent, m->first_parent + 1,
            m->count * sizeof *m->first_parent);
    m->first_parent[m->count] = (uint32_t)member_count(set);
}

/* Members before groups (Kahn, 1962); what is left in circles comes last.
 * `waiting` has how many members of each are yet to be ranked. */
static void rank_intents(IntentMatcher *m, uint32_t *waiting)
{
    const IntentSet *set = m->probes.set;
    uint32_t ranked = 0;
    for (uint32_t i = 0; i < m->count; i++) {
        waiting[i] = set->intents[i].any_of_count;
        if (!waiting[i])
            m->by_rank[ranked++] = i;
    }
    for (uint32_t r = 0; r < ranked; r++) {
        uint32_t i = m->by_rank[r];
        for (uint32_t k = m->first_parent[i]; k < m->first_parent[i + 1]; k++)
            if (!--waiting[m->parents[k]])
                m->by_rank[ranked++] = m->parents[k];
    }
    for (uint32_t i = 0; i < m->count; i++)
        if (waiting[i])
            m->by_rank[ranked++] = i;
    for (uint32_t r = 0; r < ranked; r++)
        m->rank[m->by_rank[r]] = r;
}

/* Whether its length alone makes an intent heard. */
static bool is_words_alone(const Intent *intent)
{
    return intent->words_high && !intent->phrase_count &&
           !intent->pattern_count && !intent->mirrors_high &&
           !intent->repeats && !intent->any_of_count;
}

static void mark_always(IntentMatcher *m)
{
    for (uint32_t i = 0; i < m->count; i++) {
        const Intent *intent = &m->probes.set->intents[i];
        bool always =
            is_words_alone(intent) || intent->mirrors_high || intent->repeats;
        for (uint32_t k = probe_begin(&m->probes, i);
             k < probe_begin(&m->probes, i + 1); k++) {
            const Probe *probe = probe_at(&m->probes, k);
            always = always || (probe->always && !probe_is_veto(probe));
        }
        if (always)
            set_bit(m->always, m->rank[i]);
    }
}

/* Zeroed; at least one item, so that NULL always means failure. */
static bool make(void *out, size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    memcpy(out, &memory, sizeof memory);
    return memory != NULL;
}

static bool make_arrays(IntentMatcher *m)
{
    size_t n = m->count, words = bit_words(m->count);
    size_t slots = m->probes.set->slot_count;
    return make(&m->poked, words, 8) && make(&m->always, words, 8) &&
           make(&m->heard, words, 8) && make(&m->limited, words, 8) &&
           make(&m->broken, words, 8) && make(&m->rank, n, 4) &&
           make(&m->by_rank, n, 4) && make(&m->first_parent, n + 1, 4) &&
           make(&m->parents, member_count(m->probes.set), 4) &&
           make(&m->spans, n, sizeof *m->spans) &&
           make(&m->spans_by_intent, n, sizeof *m->spans) &&
           make(&m->heard_list, n, 4) && make(&m->limited_list, n, 4) &&
           make(&m->broken_list, n, 4) &&
           make(&m->captures, slots, sizeof *m->captures) &&
           make(&m->capture_places, slots, sizeof *m->capture_places) &&
           make(&m->captured, slots, 1);
}

IntentMatcher *intent_matcher_new(const IntentSet *set, IntentOptions options)
{
    IntentMatcher *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->probes.set = set;
    m->probes.options = options;
    m->count = set->count;
    return m;
}

/* Gives back all but the matcher itself, which is as new afterwards. */
static void release(IntentMatcher *m)
{
    IntentMatcher fresh = {.count = m->count};
    fresh.probes.set = m->probes.set;
    fresh.probes.options = m->probes.options;
    probes_finish(&m->probes);
    line_finish(&m->line);
    buf_finish(&m->capture_text);
    void *all[] = {m->poked,       m->always,        m->heard,
                   m->limited,     m->broken,        m->rank,
                   m->by_rank,     m->parents,       m->first_parent,
                   m->spans,       m->captures,      m->spans_by_intent,
                   m->heard_list,  m->captured,      m->limited_list,
                   m->broken_list, m->capture_places};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    *m = fresh;
}

/* Reads phrases and patterns and makes the filter, when the first line comes:
 * a program that only starts does not wait for it. */
static bool prepare(IntentMatcher *m)
{
    if (m->poked)
        return true;
    if (!make_arrays(m) || !probes_init(&m->probes)) {
        release(m);
        return false;
    }
    list_parents(m);
    rank_intents(m, m->heard_list);
    mark_always(m);
    const uint32_t *broken = (const void *)m->probes.broken.data;
    for (size_t i = 0; i < m->probes.broken.size / sizeof *broken; i++)
        set_bit(m->broken, broken[i]);
    return true;
}

void intent_matcher_free(IntentMatcher *m)
{
    if (!m)
        return;
    release(m);
    free(m);
}

/* A line --------------------------------------------------------------- */

static IntentStatus begin_line(IntentMatcher *m, Str text,
                               const IntentMemory *memory)
{
    if (!prepare(m))
        return INTENT_NO_MEMORY;
    line_begin(&m->line, text, memory, m->probes.filter.items.size > 0);
    if (m->line.failed)
        return INTENT_NO_MEMORY;
    if (!m->line.folded.size)
        return INTENT_NOTHING;
    if (++m->number == 0)
        m->number = 1; /* an old stamp only costs a try */
    size_t words = bit_words(m->count) * sizeof(uint64_t);
    memset(m->heard, 0, words);
    memset(m->limited, 0, words);
    memcpy(m->poked, m->always, words);
    memset(m->captured, 0, m->probes.set->slot_count);
    return INTENT_OK;
}

static void pass_probe(void *context, uint32_t target)
{
    IntentMatcher *m = context;
    Probe *probe = probe_at(&m->probes, target);
    probe->line = m->number;
    if (!probe_is_veto(probe))
        set_bit(m->poked, m->rank[probe->intent]);
}

static void filter_line(IntentMatcher *m)
{
    Str line = buf_str(&m->line.caseless);
    if (line.size < FILTER_PADDING)
        return;
    line.size -= FILTER_PADDING;
    filter_scan(&m->probes.filter, line, pass_probe, m);
}

/* Evaluating ----------------------------------------------------------- */

static bool ask(IntentMatcher *m, Probe *probe)
{
    if ((!probe->always && probe->line != m->number) || m->line.failed)
        return false;
    CompileResult result = probe_match(&m->probes, probe, m->line.searched);
    if (result == COMPILE_MEMORY)
        m->line.failed = true;
    if (result == COMPILE_LIMIT)
        set_bit(m->limited, probe->intent);
    if (probe->broken)
        set_bit(m->broken, probe->intent);
    return result == COMPILE_MATCH;
}

/* The first pattern or phrase that hears the line, and where. */
static bool hears_probes(IntentMatcher *m, uint32_t intent)
{
    uint32_t end = probe_begin(&m->probes, intent + 1);
    for (uint32_t k = probe_begin(&m->probes, intent); k < end; k++) {
        Probe *probe = probe_at(&m->probes, k);
        if (probe_is_veto(probe))
            break;
        if (!ask(m, probe))
            continue;
        const size_t *places =
            pcre2_get_ovector_pointer(m->probes.compiler.data);
        m->spans_by_intent[intent] = line_place(&m->line, places[0], places[1]);
        return true;
    }
    m->spans_by_intent[intent] = (IntentSpan){0};
    return false;
}

static bool hears_memory(IntentMatcher *m, const Intent *intent)
{
    return (intent->mirrors_high && line_mirrors(&m->line, intent->mirrors_low,
                                                 intent->mirrors_high)) ||
           (intent->repeats && line_repeats(&m->line));
}

static bool hears_members(const IntentMatcher *m, const Intent *intent)
{
    for (uint32_t k = 0; k < intent->any_of_count; k++)
        if (get_bit(m->heard, intent->any_of[k]))
            return true;
    return false;
}

static bool is_vetoed(IntentMatcher *m, uint32_t intent)
{
    uint32_t begin = probe_begin(&m->probes, intent);
    for (uint32_t k = probe_begin(&m->probes, intent + 1); k-- > begin;) {
        Probe *probe = probe_at(&m->probes, k);
        if (!probe_is_veto(probe))
            break;
        if (ask(m, probe))
            return true;
    }
    return false;
}

static bool evaluate(IntentMatcher *m, uint32_t i)
{
    const Intent *intent = &m->probes.set->intents[i];
    if (intent->words_high) {
        uint32_t count = line_count_words(&m->line);
        if (count < intent->words_low || count > intent->words_high)
            return false;
    }
    bool heard = hears_probes(m, i) || hears_memory(m, intent) ||
                 hears_members(m, intent) || is_words_alone(intent);
    return heard && !is_vetoed(m, i);
}

/* A heard intent makes its groups worth evaluating; they rank higher. */
static void poke_parents(IntentMatcher *m, uint32_t i)
{
    for (uint32_t k = m->first_parent[i]; k < m->first_parent[i + 1]; k++)
        if (!get_bit(m->heard, m->parents[k]))
            set_bit(m->poked, m->rank[m->parents[k]]);
}

static void evaluate_poked(IntentMatcher *m)
{
    for (size_t w = 0; w < bit_words(m->count); w++)
        while (m->poked[w] && !m->line.failed) {
            uint32_t bit = (uint32_t)__builtin_ctzll(m->poked[w]);
            m->poked[w] &= m->poked[w] - 1;
            uint32_t i = m->by_rank[w * 64 + bit];
            if (!evaluate(m, i))
                continue;
            set_bit(m->heard, i);
            poke_parents(m, i);
        }
}

/* Captures ------------------------------------------------------------- */

static bool find_slot(const IntentSet *set, const char *name, uint32_t *slot)
{
    for (*slot = 0; *slot < set->slot_count; ++*slot)
        if (str_equal_c(set->slots[*slot], name))
            return true;
    return false;
}

/* The named groups of a match: PCRE2's table has each name with its number,
 * sorted by name; the lowest number of a name counts. */
static void capture_groups(IntentMatcher *m, const pcre2_code *code)
{
    uint32_t count = 0, size = 0;
    const unsigned char *entry = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &entry);
    const size_t *places = pcre2_get_ovector_pointer(m->probes.compiler.data);
    for (uint32_t i = 0; i < count; i++, entry += size) {
        size_t group = (size_t)entry[0] << 8 | entry[1];
        uint32_t slot;
        if (places[2 * group] == PCRE2_UNSET ||
            !find_slot(m->probes.set, (const char *)entry + 2, &slot) ||
            m->captured[slot])
            continue;
        m->captured[slot] = true;
        m->capture_places[slot] =
            line_place(&m->line, places[2 * group], places[2 * group + 1]);
    }
}

static void capture_intent(IntentMatcher *m, uint32_t intent)
{
    uint32_t end = probe_begin(&m->probes, intent + 1);
    for (uint32_t k = probe_begin(&m->probes, intent); k < end; k++) {
        Probe *probe = probe_at(&m->probes, k);
        if (probe->kind != PROBE_PATTERN)
            break;
        if (probe->code && !probe->named)
            continue;
        if (ask(m, probe) && probe->named)
            capture_groups(m, probe->code);
    }
}

/* Copies the captured texts out of the line. False when memory is short. */
static bool list_captures(IntentMatcher *m, IntentHeard *heard)
{
    const IntentSet *set = m->probes.set;
    buf_clear(&m->capture_text);
    m->capture_text.failed = false;
    for (uint32_t slot = 0; slot < set->slot_count; slot++) {
        if (!m->captured[slot])
            continue;
        IntentSpan *place = &m->capture_places[slot];
        Str text = str_slice(m->line.text, place->begin, place->end);
        text.size = line_cut(text, INTENT_CAPTURE_BYTES);
        m->captures[heard->capture_count++] = (IntentCapture){slot, text};
        buf_add(&m->capture_text, text);
    }
    const char *copy = m->capture_text.data;
    for (uint32_t i = 0; i < heard->capture_count && copy; i++) {
        m->captures[i].text.data = copy;
        copy += m->captures[i].text.size;
    }
    heard->captures = m->captures;
    return !m->capture_text.failed;
}

/* Answers -------------------------------------------------------------- */

/* Fills the answer for the intents in m->heard. */
static IntentStatus answer(IntentMatcher *m, IntentHeard *heard)
{
    IntentHeard all = {.intents = m->heard_list,
                       .spans = m->spans,
                       .limited = m->limited_list,
                       .broken = m->broken_list};
    all.count = list_bits(m->heard, m->count, m->heard_list);
    for (uint32_t i = 0; i < all.count; i++) {
        uint32_t intent = m->heard_list[i];
        m->spans[i] = m->spans_by_intent[intent];
        m->spans[i].intent = intent;
        if (m->probes.set->slot_count)
            capture_intent(m, intent);
    }
    if (m->line.failed || !list_captures(m, &all))
        return INTENT_NO_MEMORY;
    all.limited_count = list_bits(m->limited, m->count, m->limited_list);
    all.broken_count = list_bits(m->broken, m->count, m->broken_list);
    *heard = all;
    return INTENT_OK;
}

IntentStatus intent_hear(IntentMatcher *m, Str text, const IntentMemory *memory,
                         IntentHeard *heard)
{
    *heard = (IntentHeard){0};
    IntentStatus status = begin_line(m, text, memory);
    if (status != INTENT_OK)
        return status;
    filter_line(m);
    evaluate_poked(m);
    return m->line.failed ? INTENT_NO_MEMORY : answer(m, heard);
}

IntentStatus intent_capture(IntentMatcher *m, Str text, const uint32_t *intents,
                            uint32_t count, IntentHeard *heard)
{
    *heard = (IntentHeard){0};
    IntentStatus status = begin_line(m, text, NULL);
    if (status != INTENT_OK)
        return status;
    filter_line(m);
    for (uint32_t i = 0; i < count; i++) {
        set_bit(m->heard, intents[i]);
        m->spans_by_intent[intents[i]] = (IntentSpan){0};
    }
    return answer(m, heard);
}
