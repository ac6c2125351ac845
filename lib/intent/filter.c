/* Literals are found by their rarest window of four bytes (or the whole, when
 * shorter): a bitmap of 8 KB says no to nearly all places of a line, a hash
 * table behind it names the literals. An item hangs on the literals of its
 * rarest set; its other sets are looked at once that is seen. Knows no
 * patterns. Start at filter_scan. */
#include "intent/filter.h"

#include <string.h>

#include "intent/caseless.h"

typedef struct {
    uint32_t begin;       /* in `bytes` */
    uint32_t next;        /* of its bucket, + 1 */
    uint32_t gated;       /* its items begin here in `gated` */
    uint32_t gated_count;
    uint32_t line;        /* in which it was seen last */
    uint32_t uses;
    uint8_t size, window; /* where its window begins */
    bool left, right;     /* no word character may stand beside it */
} FilterLiteral;

typedef struct {
    uint32_t target;
    uint32_t sets; /* in `sets`; after building the gate comes first */
} FilterItem;

static FilterLiteral *literal_at(const Filter *f, uint32_t i)
{
    return (FilterLiteral *)(void *)f->literals.data + i;
}

static uint32_t *numbers(const Buf *buf)
{
    return (uint32_t *)(void *)buf->data;
}

static uint32_t count_of(const Buf *buf, size_t size)
{
    return (uint32_t)(buf->size / size);
}

static void add_number(Buf *buf, uint32_t number)
{
    buf_add(buf, (Str){(const char *)&number, sizeof number});
}

static uint32_t hash_window(uint32_t window)
{
    return window * 2654435761u;
}

/* Interning ------------------------------------------------------------ */

static uint32_t hash_literal(Str text, bool left, bool right)
{
    uint32_t hash = 2166136261u + left + 2u * right;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
    return hash * 2654435761u;
}

static Str literal_text(const Filter *f, const FilterLiteral *l)
{
    return (Str){f->bytes.data + l->begin, l->size};
}

/* Buckets for `count` literals at least, all empty. */
static bool reset_buckets(Filter *f, uint32_t count)
{
    uint32_t size = 64;
    f->shift = 32 - 6;
    while (size < count) {
        size *= 2;
        f->shift--;
    }
    buf_clear(&f->heads);
    buf_add_repeat(&f->heads, '\0', size * sizeof(uint32_t));
    return !f->heads.failed;
}

static void chain(Filter *f, uint32_t i, uint32_t hash)
{
    uint32_t *head = &numbers(&f->heads)[hash >> f->shift];
    literal_at(f, i)->next = *head;
    *head = i + 1;
}

static bool grow_buckets(Filter *f)
{
    uint32_t count = count_of(&f->literals, sizeof(FilterLiteral));
    if (f->heads.size / sizeof(uint32_t) > count)
        return true;
    if (!reset_buckets(f, count * 4))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const FilterLiteral *l = literal_at(f, i);
        chain(f, i, hash_literal(literal_text(f, l), l->left, l->right));
    }
    return true;
}

/* The number of a literal, which is added when it is new. */
static uint32_t intern(Filter *f, Str text, bool left, bool right)
{
    if (!grow_buckets(f))
        return 0;
    uint32_t hash = hash_literal(text, left, right);
    for (uint32_t i = numbers(&f->heads)[hash >> f->shift]; i;) {
        FilterLiteral *l = literal_at(f, i - 1);
        if (l->left == left && l->right == right &&
            str_equal(literal_text(f, l), text)) {
            l->uses++;
            return i - 1;
        }
        i = l->next;
    }
    uint32_t i = count_of(&f->literals, sizeof(FilterLiteral));
    FilterLiteral l = {.begin = (uint32_t)f->bytes.size,
                       .uses = 1,
                       .size = (uint8_t)text.size,
                       .left = left,
                       .right = right};
    buf_add(&f->bytes, text);
    buf_add(&f->literals, (Str){(const char *)&l, sizeof l});
    if (f->literals.failed || f->bytes.failed)
        return 0;
    chain(f, i, hash);
    return i;
}

void filter_add(Filter *f, const Gather *g, uint32_t target)
{
    FilterItem item = {target, count_of(&f->sets, sizeof(uint32_t))};
    add_number(&f->sets, g->set_count);
    for (uint32_t s = 0; s < g->set_count; s++) {
        const GatherSet *set = &g->sets[s];
        add_number(&f->sets, set->end - set->begin);
        for (uint32_t i = set->begin; i < set->end; i++) {
            const GatherLiteral *l = gather_literal(g, i);
            Str text = {g->bytes.data + l->begin, l->size};
            add_number(&f->sets, intern(f, text, l->left, l->right));
        }
    }
    buf_add(&f->items, (Str){(const char *)&item, sizeof item});
}

/* Building ------------------------------------------------------------- */

static uint32_t window_at(const char *bytes, size_t size)
{
    uint32_t window = 0; /* its bytes in memory order, zeros after */
    memcpy(&window, bytes, size < 4 ? size : 4);
    return window;
}

enum { COUNTERS = 1 << 14 };

static uint16_t *window_counter(Buf *counters, uint32_t window)
{
    return (uint16_t *)(void *)counters->data + (hash_window(window) >> 18);
}

/* Windows that many literals have are common in the language, too. */
static void count_windows(const Filter *f, Buf *counters)
{
    uint32_t count = count_of(&f->literals, sizeof(FilterLiteral));
    for (uint32_t i = 0; i < count; i++) {
        const FilterLiteral *l = literal_at(f, i);
        for (uint32_t at = 0; at + 4 <= l->size; at++) {
            uint16_t *counter = window_counter(
                counters, window_at(f->bytes.data + l->begin + at, 4));
            if (*counter < UINT16_MAX)
                ++*counter;
        }
    }
}

/* Common letters and blanks make a window common: what counts when the
 * literals do not tell. */
static uint32_t window_commonness(const char *bytes)
{
    uint32_t commonness = 0;
    for (int i = 0; i < 4; i++) {
        char c = bytes[i];
        commonness += c == ' ' || c == 'e' || c == 't';
        commonness += c && strchr(" etaoinsr", c) != NULL;
    }
    return commonness;
}

static uint8_t rarest_window(const Filter *f, const FilterLiteral *l,
                             Buf *counters)
{
    uint32_t rarest = UINT32_MAX;
    uint8_t best = 0;
    for (uint8_t at = 0; at + 4 <= l->size; at++) {
        const char *bytes = f->bytes.data + l->begin + at;
        uint32_t rank = *window_counter(counters, window_at(bytes, 4)) * 16u +
                        window_commonness(bytes);
        if (rank < rarest) {
            rarest = rank;
            best = at;
        }
    }
    return best;
}

static bool index_windows(Filter *f)
{
    uint32_t count = count_of(&f->literals, sizeof(FilterLiteral));
    Buf counters = {0};
    buf_add_repeat(&counters, '\0', COUNTERS * sizeof(uint16_t));
    if (counters.failed || !reset_buckets(f, count * 2)) {
        buf_finish(&counters);
        return false;
    }
    count_windows(f, &counters);
    for (uint32_t i = 0; i < count; i++) {
        FilterLiteral *l = literal_at(f, i);
        l->window = rarest_window(f, l, &counters);
        uint32_t size = l->size < 4 ? l->size : 4;
        uint32_t hash = hash_window(
            window_at(f->bytes.data + l->begin + l->window, size));
        f->bitmap[hash >> 22] |= (uint64_t)1 << (hash >> 16 & 63);
        if (size < 4)
            f->shorter[size] = true;
        chain(f, i, hash);
    }
    buf_finish(&counters);
    return true;
}

/* How often a set is expected in lines. */
static uint64_t set_commonness(const Filter *f, const uint32_t *set)
{
    uint64_t sum = 0;
    for (uint32_t i = 1; i <= set[0]; i++) {
        const FilterLiteral *l = literal_at(f, set[i]);
        uint32_t length = l->size + (uint32_t)l->left + l->right;
        sum += (uint64_t)l->uses << (length < 14 ? 15 - length : 1);
    }
    return sum;
}

/* Brings the rarest set of an item to the front. */
static void choose_gate(Filter *f, const FilterItem *item)
{
    uint32_t *first = numbers(&f->sets) + item->sets + 1;
    uint32_t *best = first, *set = first;
    for (uint32_t s = 0; s < first[-1]; s++, set += set[0] + 1)
        if (set_commonness(f, set) < set_commonness(f, best))
            best = set;
    uint32_t gate[GATHER_WIDEST + 1];
    size_t size = best[0] + 1;
    memcpy(gate, best, size * sizeof *gate);
    memmove(first + size, first, (size_t)(best - first) * sizeof *first);
    memcpy(first, gate, size * sizeof *gate);
}

/* Lists, for each literal, the items whose gate has it. */
static bool index_gates(Filter *f)
{
    const FilterItem *items = (const void *)f->items.data;
    uint32_t count = count_of(&f->items, sizeof *items), total = 0;
    uint32_t literals = count_of(&f->literals, sizeof(FilterLiteral));
    for (uint32_t i = 0; i < count; i++) {
        choose_gate(f, &items[i]);
        const uint32_t *gate = numbers(&f->sets) + items[i].sets + 1;
        for (uint32_t k = 1; k <= gate[0]; k++)
            literal_at(f, gate[k])->gated_count++;
    }
    for (uint32_t i = 0; i < literals; i++) {
        literal_at(f, i)->gated = total;
        total += literal_at(f, i)->gated_count;
        literal_at(f, i)->gated_count = 0;
    }
    buf_add_repeat(&f->gated, '\0', total * sizeof(uint32_t));
    buf_add_repeat(&f->seen, '\0', literals * sizeof(uint32_t));
    if (f->gated.failed || f->seen.failed)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t *gate = numbers(&f->sets) + items[i].sets + 1;
        for (uint32_t k = 1; k <= gate[0]; k++) {
            FilterLiteral *l = literal_at(f, gate[k]);
            numbers(&f->gated)[l->gated + l->gated_count++] = i;
        }
    }
    return true;
}

bool filter_build(Filter *f)
{
    if (f->bytes.failed || f->literals.failed || f->items.failed ||
        f->sets.failed || f->heads.failed)
        return false;
    return index_windows(f) && index_gates(f);
}

void filter_finish(Filter *f)
{
    buf_finish(&f->bytes);
    buf_finish(&f->literals);
    buf_finish(&f->items);
    buf_finish(&f->sets);
    buf_finish(&f->heads);
    buf_finish(&f->gated);
    buf_finish(&f->seen);
}

/* Scanning ------------------------------------------------------------- */

static bool is_ascii_word(char byte)
{
    return (byte & 0x80) == 0 && caseless_is_word(byte);
}

/* A word character beyond ASCII is not told from others: it passes. */
static bool stands_at(const Filter *f, const FilterLiteral *l, Str line,
                      size_t at)
{
    if (at + l->size > line.size ||
        memcmp(line.data + at, f->bytes.data + l->begin, l->size) != 0)
        return false;
    if (l->left && at && is_ascii_word(line.data[at - 1]))
        return false;
    return !l->right || at + l->size == line.size ||
           !is_ascii_word(line.data[at + l->size]);
}

/* Marks the literals whose window stands at `at`; returns how many are seen. */
static uint32_t find_literals(Filter *f, Str line, size_t at, uint32_t hash,
                              uint32_t seen)
{
    for (uint32_t i = numbers(&f->heads)[hash >> f->shift]; i;) {
        FilterLiteral *l = literal_at(f, i - 1);
        if (l->line != f->line && at >= l->window &&
            stands_at(f, l, line, at - l->window)) {
            l->line = f->line;
            numbers(&f->seen)[seen++] = i - 1;
        }
        i = l->next;
    }
    return seen;
}

static inline bool in_bitmap(const Filter *f, uint32_t hash)
{
    return f->bitmap[hash >> 22] >> (hash >> 16 & 63) & 1;
}

static uint32_t scan_literals(Filter *f, Str line)
{
    uint32_t seen = 0;
    for (size_t at = 0; at < line.size; at++) {
        unsigned char b[4];
        memcpy(b, line.data + at, 4);
        uint32_t window;
        memcpy(&window, b, 4);
        uint32_t hash = hash_window(window);
        if (in_bitmap(f, hash))
            seen = find_literals(f, line, at, hash, seen);
        for (int size = 1; size < 4; size++) {
            if (!f->shorter[size])
                continue;
            unsigned char part[4] = {0};
            memcpy(part, b, (size_t)size);
            memcpy(&window, part, 4);
            hash = hash_window(window);
            if (in_bitmap(f, hash))
                seen = find_literals(f, line, at, hash, seen);
        }
    }
    return seen;
}

/* Whether each set but the first, which led here, has a literal seen. */
static bool others_seen(const Filter *f, const FilterItem *item)
{
    const uint32_t *set = numbers(&f->sets) + item->sets;
    uint32_t count = *set++;
    for (uint32_t s = 0; s < count; s++, set += set[0] + 1) {
        bool found = s == 0;
        for (uint32_t i = 1; i <= set[0] && !found; i++)
            found = literal_at(f, set[i])->line == f->line;
        if (!found)
            return false;
    }
    return true;
}

static void begin_line(Filter *f)
{
    if (++f->line)
        return;
    f->line = 1; /* the stamps have come round */
    uint32_t count = count_of(&f->literals, sizeof(FilterLiteral));
    for (uint32_t i = 0; i < count; i++)
        literal_at(f, i)->line = 0;
}

void filter_scan(Filter *f, Str line,
                 void pass(void *context, uint32_t target), void *context)
{
    if (!f->items.size)
        return;
    begin_line(f);
    uint32_t seen = scan_literals(f, line);
    const FilterItem *items = (const void *)f->items.data;
    for (uint32_t s = 0; s < seen; s++) {
        const FilterLiteral *l = literal_at(f, numbers(&f->seen)[s]);
        for (uint32_t i = 0; i < l->gated_count; i++) {
            const FilterItem *item =
                &items[numbers(&f->gated)[l->gated + i]];
            if (others_seen(f, item))
                pass(context, item->target);
        }
    }
}
