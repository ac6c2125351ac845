/* Literals are found by their rarest window of six bytes (or the whole, when
 * shorter): a bitmap says no to nearly all places of a line, a hash table
 * behind it names the literals. An item hangs on the literals of its rarest
 * set; its other sets are looked at once that is seen. Knows no patterns.
 * Start at filter_scan. */
#include "intent/filter.h"

#include <string.h>

#include "intent/caseless.h"

typedef struct {
    uint32_t begin; /* in `bytes` */
    uint32_t next;  /* of its bucket, + 1 */
    uint32_t gated; /* its items begin here in `gated` */
    uint32_t gated_count;
    uint32_t line; /* in which it was seen last */
    uint32_t uses;
    uint8_t size, window; /* where its window begins */
    bool left, right;     /* no word character may stand beside it */
} FilterLiteral;

typedef struct {
    uint32_t hash; /* of the window */
    uint32_t literal;
} FilterWindow;

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

/* Windows have the largest of these sizes that a literal has room for. */
static const uint32_t window_sizes[FILTER_SIZES] = {1, 2, 3, 4, 6};

/* The eight bytes at `bytes`. */
static inline uint64_t load_bytes(const char *bytes)
{
    uint64_t window;
    memcpy(&window, bytes, 8);
    return window;
}

/* What leaves of eight bytes the first `size`, whatever the order of bytes. */
static uint64_t size_mask(uint32_t size)
{
    unsigned char ones[8] = {0};
    uint64_t mask;
    memset(ones, 0xFF, size);
    memcpy(&mask, ones, 8);
    return mask;
}

static inline uint32_t hash_window(uint64_t window)
{
    return (uint32_t)(window * 0x9E3779B97F4A7C15u >> 32);
}

static uint32_t window_size(uint32_t literal_size)
{
    return literal_size >= 6 ? 6 : literal_size >= 4 ? 4 : literal_size;
}

enum { COUNTERS = 1 << 12 };

static uint16_t *window_counter(Buf *counters, uint32_t hash)
{
    return (uint16_t *)(void *)counters->data + (hash >> 20);
}

/* Windows that many literals have are common in the language, too. */
static void count_windows(const Filter *f, Buf *counters)
{
    uint32_t count = count_of(&f->literals, sizeof(FilterLiteral));
    for (uint32_t i = 0; i < count; i++) {
        const FilterLiteral *l = literal_at(f, i);
        uint32_t size = window_size(l->size);
        if (size == l->size)
            continue; /* there is no choice */
        uint64_t mask = size_mask(size);
        for (uint32_t at = 0; at + size <= l->size; at++) {
            const char *bytes = f->bytes.data + l->begin + at;
            uint16_t *counter =
                window_counter(counters, hash_window(load_bytes(bytes) & mask));
            if (*counter < UINT16_MAX)
                ++*counter;
        }
    }
}

/* Where the literal's rarest window begins. */
static uint8_t rarest_window(const Filter *f, const FilterLiteral *l,
                             Buf *counters)
{
    uint32_t rarest = UINT32_MAX;
    uint8_t best = 0;
    uint32_t size = window_size(l->size);
    uint64_t mask = size_mask(size);
    for (uint8_t at = 0; at + size <= l->size; at++) {
        const char *bytes = f->bytes.data + l->begin + at;
        uint32_t rank =
            *window_counter(counters, hash_window(load_bytes(bytes) & mask));
        if (rank < rarest) {
            rarest = rank;
            best = at;
        }
    }
    return best;
}

static uint32_t literal_hash(const Filter *f, const FilterLiteral *l)
{
    return hash_window(load_bytes(f->bytes.data + l->begin + l->window) &
                       size_mask(window_size(l->size)));
}

static void choose_windows(Filter *f, Buf *counters)
{
    uint32_t count = count_of(&f->literals, sizeof(FilterLiteral));
    bool has[8] = {false};
    for (uint32_t i = 0; i < count; i++) {
        FilterLiteral *l = literal_at(f, i);
        if (l->size > window_size(l->size))
            l->window = rarest_window(f, l, counters);
        has[window_size(l->size)] = true;
    }
    for (uint32_t i = 0; i < FILTER_SIZES; i++)
        if (has[window_sizes[i]])
            f->masks[f->size_count++] = size_mask(window_sizes[i]);
}

/* Sorts the windows into buckets, by counting. */
static void fill_buckets(Filter *f)
{
    uint32_t count = count_of(&f->literals, sizeof(FilterLiteral));
    uint32_t *heads = numbers(&f->heads);
    uint32_t buckets = count_of(&f->heads, sizeof *heads) - 1, sum = 0;
    FilterWindow *windows = (void *)f->windows.data;
    uint64_t *bitmap = (void *)f->bitmap.data;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t hash = literal_hash(f, literal_at(f, i));
        uint32_t bit = hash >> f->bitmap_shift;
        bitmap[bit / 64] |= (uint64_t)1 << (bit % 64);
        heads[hash >> f->shift]++;
    }
    for (uint32_t b = 0; b < buckets; b++)
        heads[b] = sum += heads[b];
    heads[buckets] = sum;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t hash = literal_hash(f, literal_at(f, i));
        windows[--heads[hash >> f->shift]] = (FilterWindow){hash, i};
    }
}

static bool index_windows(Filter *f)
{
    uint32_t count = count_of(&f->literals, sizeof(FilterLiteral));
    Buf counters = {0};
    buf_add_repeat(&counters, '\0', COUNTERS * sizeof(uint16_t));
    bool good = !counters.failed && reset_buckets(f, count * 2);
    if (good) {
        /* Sixteen bits for each window at least, up to 64 KB. */
        uint32_t shift = f->shift > 4 ? f->shift - 3 : 1;
        f->bitmap_shift = shift < 32 - 19 ? 32 - 19 : shift;
        add_number(&f->heads, 0);
        buf_add_repeat(&f->windows, '\0', count * sizeof(FilterWindow));
        buf_add_repeat(&f->bitmap, '\0',
                       ((size_t)1 << (32 - f->bitmap_shift)) / 8);
        good = !f->heads.failed && !f->windows.failed && !f->bitmap.failed;
    }
    if (good) {
        count_windows(f, &counters);
        choose_windows(f, &counters);
        fill_buckets(f);
    }
    buf_finish(&counters);
    return good;
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
    buf_add_repeat(&f->bytes, '\0', FILTER_PADDING);
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
    buf_finish(&f->windows);
    buf_finish(&f->bitmap);
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
    const uint32_t *head = numbers(&f->heads) + (hash >> f->shift);
    const FilterWindow *windows = (const void *)f->windows.data;
    for (uint32_t i = head[0]; i < head[1]; i++) {
        if (windows[i].hash != hash)
            continue;
        FilterLiteral *l = literal_at(f, windows[i].literal);
        if (l->line != f->line && at >= l->window &&
            stands_at(f, l, line, at - l->window)) {
            l->line = f->line;
            numbers(&f->seen)[seen++] = windows[i].literal;
        }
    }
    return seen;
}

static uint32_t scan_literals(Filter *f, Str line)
{
    const uint64_t *bitmap = (const void *)f->bitmap.data;
    uint32_t seen = 0;
    for (size_t at = 0; at < line.size; at++) {
        uint64_t bytes = load_bytes(line.data + at);
        for (uint32_t i = 0; i < f->size_count; i++) {
            uint32_t hash = hash_window(bytes & f->masks[i]);
            uint32_t bit = hash >> f->bitmap_shift;
            if (bitmap[bit / 64] >> (bit % 64) & 1)
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

void filter_scan(Filter *f, Str line, void pass(void *context, uint32_t target),
                 void *context)
{
    if (!f->items.size)
        return;
    begin_line(f);
    uint32_t seen = scan_literals(f, line);
    const FilterItem *items = (const void *)f->items.data;
    for (uint32_t s = 0; s < seen; s++) {
        const FilterLiteral *l = literal_at(f, numbers(&f->seen)[s]);
        for (uint32_t i = 0; i < l->gated_count; i++) {
            const FilterItem *item = &items[numbers(&f->gated)[l->gated + i]];
            if (others_seen(f, item))
                pass(context, item->target);
        }
    }
}
