/* The stack that turns a walk through a pattern into sets of literals. Sets
 * lie one after another in `literals`; a frame keeps only its best one, moved
 * down to where the frame's finished alternatives end. Knows no syntax. Start
 * at end_run, which makes a set of one, and gather_close, which makes one of
 * alternatives. */
#include "intent/gather.h"

#include <string.h>

#include "intent/caseless.h"

static GatherLiteral *literal(Gather *g, uint32_t i)
{
    return (GatherLiteral *)(void *)g->literals.data + i;
}

static uint32_t literal_count(const Gather *g)
{
    return (uint32_t)(g->literals.size / sizeof(GatherLiteral));
}

static void truncate_literals(Gather *g, uint32_t count)
{
    g->literals.size = count * sizeof(GatherLiteral);
}

static GatherFrame *top(Gather *g)
{
    return &g->frames[g->depth];
}

static bool is_ascii_word(char byte)
{
    return (byte & 0x80) == 0 && caseless_is_word(byte);
}

/* How often a literal is expected: long ones seldom, by powers of two. */
static uint32_t literal_weight(const GatherLiteral *l)
{
    uint32_t length = l->size + l->left + l->right;
    return length < 14 ? 1u << (15 - length) : 2;
}

static uint32_t set_weight(Gather *g, uint32_t begin, uint32_t end)
{
    uint32_t weight = 0;
    for (uint32_t i = begin; i < end; i++)
        weight += literal_weight(literal(g, i));
    return weight;
}

static void settle_tails(Gather *g)
{
    GatherFrame *f = top(g);
    if (g->literals.failed)
        return;
    for (uint32_t i = f->tail_begin; i < f->tail_end; i++)
        literal(g, i)->tail = false;
    f->tail_begin = f->tail_end = 0;
}

/* Keeps one more set of the outermost sequence; the heaviest goes. */
static void keep_outer(Gather *g, GatherSet set)
{
    if (g->set_count < GATHER_SETS) {
        g->sets[g->set_count++] = set;
        return;
    }
    GatherSet *worst = &g->sets[0];
    for (uint32_t i = 1; i < GATHER_SETS; i++)
        if (g->sets[i].weight > worst->weight)
            worst = &g->sets[i];
    if (set.weight < worst->weight)
        *worst = set;
}

/* The literals from `begin` to the end of the stack are a set of the present
 * alternative; `tails` of them may end just here. */
static void add_set(Gather *g, uint32_t begin)
{
    GatherFrame *f = top(g);
    uint32_t end = literal_count(g);
    if (g->literals.failed || begin == end)
        return;
    if (end - begin > GATHER_WIDEST) {
        truncate_literals(g, begin);
        return;
    }
    GatherSet set = {begin, end, set_weight(g, begin, end)};
    if (g->depth == 0 && !g->alternated) {
        keep_outer(g, set);
    } else if (f->best.weight && f->best.weight <= set.weight) {
        truncate_literals(g, begin);
        return;
    } else if (f->best.weight) {
        uint32_t to = f->best.begin;
        memmove(literal(g, to), literal(g, begin),
                (end - begin) * sizeof(GatherLiteral));
        truncate_literals(g, to + end - begin);
        set.begin = to;
        set.end = to + end - begin;
    }
    f->best = set;
    f->tail_begin = set.begin;
    f->tail_end = set.end;
}

/* The last byte before which a piece of UTF-8 may be cut. */
static uint32_t cut_size(const Gather *g, uint32_t begin, uint32_t size)
{
    while (size && (g->bytes.data[begin + size] & 0xC0) == 0x80)
        size--;
    return size;
}

/* The literal being read ends; `right`: before no word character; `tail`: with
 * its alternative. */
static void end_run(Gather *g, bool right, bool tail)
{
    uint32_t size = (uint32_t)g->bytes.size - g->run;
    if (!size || g->bytes.failed)
        return;
    GatherLiteral l = {g->run, size, g->run_left, right, tail};
    if (size > GATHER_LITERAL) {
        l.size = cut_size(g, g->run, GATHER_LITERAL);
        l.right = l.tail = false;
    }
    uint32_t begin = literal_count(g);
    buf_add(&g->literals, (Str){(const char *)&l, sizeof l});
    add_set(g, begin);
    buf_add_char(&g->bytes, '\0'); /* a blank before does not count here */
    g->run = (uint32_t)g->bytes.size;
}

void gather_begin(Gather *g)
{
    buf_clear(&g->bytes);
    buf_clear(&g->literals);
    g->frames[0] = (GatherFrame){0};
    g->depth = g->run = g->set_count = 0;
    g->edge = g->word_edge = g->unknown = g->alternated = false;
}

/* The literals that end just here stand before what begins with `byte`. */
static void tails_before(Gather *g, bool sure)
{
    GatherFrame *f = top(g);
    for (uint32_t i = f->tail_begin; i < f->tail_end && !g->literals.failed;
         i++) {
        GatherLiteral *l = literal(g, i);
        bool word = is_ascii_word(g->bytes.data[l->begin + l->size - 1]);
        if (l->tail && (sure || word))
            l->right = true;
    }
}

void gather_text(Gather *g, Str text)
{
    if (g->unknown || !text.size)
        return;
    bool begins = g->run == g->bytes.size;
    if (begins) {
        if ((text.data[0] & 0x80) == 0 && !is_ascii_word(text.data[0]))
            tails_before(g, true);
        settle_tails(g);
        g->run_left = g->edge || (g->word_edge && is_ascii_word(text.data[0]));
    }
    g->edge = g->word_edge = false;
    caseless_add(&g->bytes, text);
}

static bool run_ends_in_edge(const Gather *g)
{
    if (g->run == g->bytes.size)
        return false;
    char last = g->bytes.data[g->bytes.size - 1];
    return (last & 0x80) == 0 && !is_ascii_word(last);
}

void gather_after_edge(Gather *g)
{
    end_run(g, false, false);
    g->edge = true;
}

void gather_before_edge(Gather *g)
{
    bool edge = g->edge || run_ends_in_edge(g);
    tails_before(g, true);
    end_run(g, true, false);
    g->edge = edge;
}

void gather_word_edge(Gather *g)
{
    bool run = g->run != g->bytes.size;
    bool word = run && is_ascii_word(g->bytes.data[g->bytes.size - 1]);
    tails_before(g, false);
    end_run(g, word, false);
    /* After a word character, what follows is none: no need to say so. */
    g->word_edge = !word;
}

void gather_cut(Gather *g)
{
    end_run(g, false, false);
    settle_tails(g);
    g->edge = g->word_edge = false;
}

void gather_open(Gather *g)
{
    if (g->unknown)
        return;
    bool edge = g->edge || run_ends_in_edge(g);
    bool word_edge = g->word_edge;
    end_run(g, false, false);
    settle_tails(g);
    if (g->depth + 1 == GATHER_DEPTH) {
        g->unknown = true;
        return;
    }
    g->depth++;
    *top(g) = (GatherFrame){
        .first = literal_count(g), .left = edge, .word_left = word_edge};
    top(g)->best.begin = literal_count(g);
    g->edge = edge;
    g->word_edge = word_edge;
}

/* Of the outermost sequence only the best set remains; it becomes the first of
 * the alternatives, moved to the bottom of the stack. */
static void alternate_outer(Gather *g)
{
    GatherFrame *f = top(g);
    g->alternated = true;
    GatherSet best = {0};
    for (uint32_t i = 0; i < g->set_count; i++)
        if (!best.weight || g->sets[i].weight < best.weight)
            best = g->sets[i];
    g->set_count = 0;
    uint32_t count = best.end - best.begin;
    if (count && !g->literals.failed)
        memmove(literal(g, 0), literal(g, best.begin),
                count * sizeof(GatherLiteral));
    truncate_literals(g, count);
    f->best = (GatherSet){0, count, best.weight};
}

/* The present alternative ends: its best set joins those before it. */
static void end_alternative(Gather *g)
{
    GatherFrame *f = top(g);
    end_run(g, false, true);
    if (g->depth == 0 && !g->alternated)
        alternate_outer(g);
    if (!f->best.weight)
        f->hollow = true;
    f->best = (GatherSet){.begin = literal_count(g)};
    f->tail_begin = f->tail_end = 0;
}

void gather_or(Gather *g)
{
    if (g->unknown)
        return;
    end_alternative(g);
    g->edge = top(g)->left;
    g->word_edge = top(g)->word_left;
}

void gather_close(Gather *g, bool optional)
{
    if (g->unknown)
        return;
    if (g->depth == 0) {
        g->unknown = true;
        return;
    }
    end_alternative(g);
    GatherFrame closed = *top(g);
    g->depth--;
    g->edge = g->word_edge = false;
    if (optional || closed.hollow)
        truncate_literals(g, closed.first);
    else
        add_set(g, closed.first);
}

void gather_unknown(Gather *g)
{
    g->unknown = true;
}

void gather_end(Gather *g)
{
    end_run(g, false, true);
    if (g->alternated && !g->unknown) {
        end_alternative(g);
        uint32_t count = literal_count(g);
        if (!g->frames[0].hollow && count && count <= GATHER_WIDEST &&
            !g->literals.failed)
            g->sets[g->set_count++] =
                (GatherSet){0, count, set_weight(g, 0, count)};
    }
    if (g->unknown || g->depth)
        g->set_count = 0;
}

void gather_finish(Gather *g)
{
    buf_finish(&g->bytes);
    buf_finish(&g->literals);
}
