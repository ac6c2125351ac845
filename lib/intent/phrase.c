/* From phrase to pattern: read into a tree over the folded text, settle which
 * blanks choices take, then walk it, once to write the pattern and once to say
 * which literals it needs. Knows no PCRE2. Start at phrase_read and at
 * settle_side, where the rules of empty choices are. */
#include "intent/phrase.h"

#include <stdio.h>
#include <string.h>

#include "intent/caseless.h"

/* Each choice may become two groups of the pattern, and one stands around. */
enum { CHOICE_DEPTH = (INTENT_PARENS_LIMIT - 2) / 2 };

typedef enum {
    NODE_TEXT, /* literal bytes begin..end */
    NODE_BLANK,
    NODE_GAP,    /* ... with the blanks around it */
    NODE_REST,   /* * */
    NODE_CHOICE, /* its children are sides */
    NODE_SIDE,   /* a sequence of the others */
} NodeKind;

typedef enum { TAKES_NONE, TAKES_BEFORE, TAKES_AFTER } Takes;

typedef struct {
    uint32_t begin, end;  /* bytes of the folded text */
    uint32_t child, next; /* nodes; 0: none */
    uint8_t kind, takes;
    bool empty;       /* may match nothing */
    bool taken;       /* a blank that belongs to a choice beside it, or that
                         doubles one outside its side: not written */
    bool edge_before; /* surely no word character before (of a choice) */
    bool edge_after;
} Node;

static Node *node(const Phrase *p, uint32_t i)
{
    return (Node *)(void *)p->nodes.data + i;
}

static uint32_t add_node(Phrase *p, NodeKind kind, size_t begin, size_t end)
{
    Node n = {
        .kind = (uint8_t)kind, .begin = (uint32_t)begin, .end = (uint32_t)end};
    buf_add(&p->nodes, (Str){(const char *)&n, sizeof n});
    return (uint32_t)(p->nodes.size / sizeof n - 1);
}

bool phrase_failed(const Phrase *p)
{
    return p->folded.failed || p->map.failed || p->nodes.failed;
}

void phrase_finish(Phrase *p)
{
    buf_finish(&p->folded);
    buf_finish(&p->map);
    buf_finish(&p->nodes);
}

/* Reading -------------------------------------------------------------- */

typedef struct {
    Phrase *phrase;
    Str text; /* folded */
    size_t at;
    uint32_t depth;
    IntentFault *fault;
} Reader;

/* A fault of begin..end of the folded text. */
static bool refuse(Reader *r, size_t begin, size_t end, const char *why)
{
    const uint32_t *map = (const void *)r->phrase->map.data;
    size_t written = map[end];
    /* The end of what the last byte came from, when it came with others. */
    for (size_t i = end;
         end > begin && written == map[end - 1] && i < r->text.size;
         written = map[i])
        i++;
    *r->fault = (IntentFault){
        .id = DIAG_INTENT_PHRASE, .begin = map[begin], .end = written};
    snprintf(r->fault->text, sizeof r->fault->text, "%s", why);
    return false;
}

static bool at_dots(const Reader *r)
{
    return r->text.size - r->at >= 3 && !memcmp(r->text.data + r->at, "...", 3);
}

static bool is_special(char c)
{
    return c == ' ' || c == '(' || c == ')' || c == '*' || c == '|';
}

/* Bytes up to the next special one; at least one. */
static uint32_t read_text(Reader *r)
{
    size_t begin = r->at++;
    while (r->at < r->text.size && !is_special(r->text.data[r->at]) &&
           !at_dots(r))
        r->at++;
    return add_node(r->phrase, NODE_TEXT, begin, r->at);
}

static bool read_side(Reader *r, uint32_t *out);

static bool read_choice(Reader *r, uint32_t *out)
{
    size_t open = r->at++;
    uint32_t choice = add_node(r->phrase, NODE_CHOICE, open, open + 1);
    if (++r->depth > CHOICE_DEPTH)
        return refuse(r, open, open + 1, "choices nest too deeply");
    uint32_t last = 0;
    for (char stop = '|'; stop == '|';) {
        uint32_t side;
        if (!read_side(r, &side))
            return false;
        if (r->at == r->text.size)
            return refuse(r, open, open + 1, "'(' is not closed by ')'");
        if (phrase_failed(r->phrase))
            return false;
        if (last)
            node(r->phrase, last)->next = side;
        else
            node(r->phrase, choice)->child = side;
        last = side;
        stop = r->text.data[r->at++];
    }
    r->depth--;
    node(r->phrase, choice)->end = (uint32_t)r->at;
    *out = choice;
    return true;
}

/* A gap, with the blank before it (the node `last`) and the one after. */
static bool read_gap(Reader *r, uint32_t last, uint32_t *out)
{
    size_t begin = r->at;
    r->at += 3;
    if (r->depth)
        return refuse(r, begin, r->at,
                      "'...' stands inside a choice; write the choices as "
                      "phrases of their own");
    if (r->at < r->text.size && r->text.data[r->at] == ' ')
        r->at++;
    if (!begin || r->at == r->text.size)
        return refuse(r, begin, begin + 3,
                      "'...' stands at the edge of a phrase; leave it out, a "
                      "phrase is sought anywhere");
    r->phrase->gaps++;
    if (last && node(r->phrase, last)->kind == NODE_BLANK) {
        node(r->phrase, last)->kind = NODE_GAP;
        *out = last;
        return true;
    }
    *out = add_node(r->phrase, NODE_GAP, begin, r->at);
    return true;
}

static bool read_node(Reader *r, uint32_t last, uint32_t *out)
{
    size_t begin = r->at;
    char c = r->text.data[begin];
    if (at_dots(r))
        return read_gap(r, last, out);
    if (c == '(')
        return read_choice(r, out);
    if (c != ' ' && c != '*') {
        *out = read_text(r);
        return true;
    }
    r->at++;
    *out = add_node(r->phrase, c == ' ' ? NODE_BLANK : NODE_REST, begin, r->at);
    return true;
}

/* Up to `|` or `)` inside a choice, to the end outside. */
static bool read_side(Reader *r, uint32_t *out)
{
    *out = add_node(r->phrase, NODE_SIDE, r->at, r->at);
    uint32_t last = 0;
    while (r->at < r->text.size) {
        char c = r->text.data[r->at];
        if (r->depth && (c == '|' || c == ')'))
            break;
        if (c == ')')
            return refuse(r, r->at, r->at + 1, "')' closes no '('");
        uint32_t next = 0;
        if (!read_node(r, last, &next) || phrase_failed(r->phrase))
            return false;
        if (next == last)
            continue;
        if (last)
            node(r->phrase, last)->next = next;
        else
            node(r->phrase, *out)->child = next;
        last = next;
    }
    return true;
}

/* Settling ------------------------------------------------------------- */

static bool is_separator(const Phrase *p, uint32_t i)
{
    return !i || node(p, i)->kind == NODE_BLANK || node(p, i)->kind == NODE_GAP;
}

/* Whether node i, the neighbour of some node, is never a word character. A
 * blank before a choice may yet be taken by it, and then what stands beyond
 * counts: known only where the whole side stands between edges. */
static bool is_edge(const Phrase *p, uint32_t i, uint32_t beyond, bool outside,
                    bool solid)
{
    if (!i)
        return outside;
    if (node(p, i)->kind == NODE_GAP)
        return true;
    return node(p, i)->kind == NODE_BLANK &&
           (solid || (beyond && node(p, beyond)->kind != NODE_CHOICE));
}

/* A side's blank at its edge doubles one that stands outside. */
static void trim_side(Phrase *p, uint32_t side, bool left, bool right)
{
    uint32_t first = node(p, side)->child, last = first;
    if (!first)
        return;
    if (left && node(p, first)->kind == NODE_BLANK)
        node(p, side)->child = node(p, first)->next;
    uint32_t before = side;
    for (last = node(p, side)->child; last && node(p, last)->next;
         last = node(p, last)->next)
        before = last;
    if (!last || !right || node(p, last)->kind != NODE_BLANK)
        return;
    if (before == side)
        node(p, side)->child = 0;
    else
        node(p, before)->next = 0;
}

static bool settle_side(Reader *r, uint32_t side, bool left, bool right);

/* Which blank an empty choice takes: the one before, else the one after, if it
 * stands between blanks, gaps or edges; else it is simply optional. */
static void take_blank(Phrase *p, Node *choice, uint32_t before, uint32_t after)
{
    if (!is_separator(p, before) || !is_separator(p, after))
        return;
    Node *blank = before ? node(p, before) : NULL;
    choice->takes = TAKES_BEFORE;
    if (!blank || blank->kind != NODE_BLANK || blank->taken) {
        blank = after ? node(p, after) : NULL;
        choice->takes = TAKES_AFTER;
    }
    if (blank && blank->kind == NODE_BLANK && !blank->taken)
        blank->taken = true;
    else
        choice->takes = TAKES_NONE;
}

static bool settle_choice(Reader *r, uint32_t i, uint32_t before,
                          uint32_t after)
{
    Phrase *p = r->phrase;
    Node *choice = node(p, i);
    bool full = false;
    for (uint32_t side = choice->child; side; side = node(p, side)->next) {
        if (!settle_side(r, side, choice->edge_before, choice->edge_after))
            return false;
        if (node(p, side)->empty)
            choice->empty = true;
        if (node(p, side)->child)
            full = true;
    }
    if (!full)
        return refuse(r, choice->begin, choice->end,
                      "a choice of nothing; write its words, or leave it out");
    if (choice->empty)
        take_blank(p, choice, before, after);
    return true;
}

static bool settle_side(Reader *r, uint32_t side, bool left, bool right)
{
    Phrase *p = r->phrase;
    bool nested = side != 0;
    if (nested)
        trim_side(p, side, left, right);
    bool solid = left && right;
    uint32_t before = 0, before_that = 0;
    for (uint32_t i = node(p, side)->child; i; i = node(p, i)->next) {
        Node *n = node(p, i);
        uint32_t after = n->next;
        uint32_t after_that = after ? node(p, after)->next : 0;
        n->edge_before = is_edge(p, before, before_that, left, solid);
        n->edge_after = is_edge(p, after, after_that, right, solid);
        if (n->kind == NODE_CHOICE && !settle_choice(r, i, before, after))
            return false;
        before_that = before;
        before = i;
    }
    node(p, side)->empty = true;
    for (uint32_t i = node(p, side)->child; i; i = node(p, i)->next) {
        const Node *n = node(p, i);
        if (!n->empty && !n->taken && n->kind != NODE_REST)
            node(p, side)->empty = false;
    }
    return true;
}

bool phrase_read(Phrase *p, Str text, IntentFault *fault)
{
    buf_clear(&p->folded);
    buf_clear(&p->map);
    buf_clear(&p->nodes);
    p->folded.failed = p->map.failed = p->nodes.failed = false;
    p->gaps = 0;
    intent_fold(&p->folded, text, &p->map);
    if (phrase_failed(p))
        return false;
    Reader r = {.phrase = p, .text = buf_str(&p->folded), .fault = fault};
    uint32_t side;
    if (!read_side(&r, &side) || phrase_failed(p) ||
        !settle_side(&r, side, true, true))
        return false;
    if (!node(p, side)->empty)
        return true;
    *fault = (IntentFault){.id = DIAG_INTENT_PHRASE, .end = text.size};
    snprintf(fault->text, sizeof fault->text, "%s",
             r.text.size ? "every part of the phrase may be left out; it would "
                           "be heard in every line"
                         : "the phrase is empty");
    return false;
}

/* Writing -------------------------------------------------------------- */

static void write_text(Buf *out, Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if ((c & 0x80) == 0 && !caseless_is_word(c))
            buf_add_char(out, '\\');
        buf_add_char(out, c);
    }
}

static void write_side(const Phrase *p, uint32_t side, Buf *out);

static void write_choice(const Phrase *p, const Node *choice, Buf *out)
{
    if (choice->takes != TAKES_NONE)
        buf_add_c(out, "(?:");
    if (choice->takes == TAKES_BEFORE)
        buf_add_c(out, "\\s+");
    buf_add_c(out, "(?:");
    bool first = true;
    for (uint32_t i = choice->child; i; i = node(p, i)->next) {
        if (!node(p, i)->child)
            continue;
        if (!first)
            buf_add_char(out, '|');
        first = false;
        write_side(p, i, out);
    }
    buf_add_c(out, ")");
    if (choice->takes == TAKES_AFTER)
        buf_add_c(out, "\\s+");
    if (choice->takes != TAKES_NONE)
        buf_add_c(out, ")");
    if (choice->empty)
        buf_add_c(out, "?");
}

static void write_side(const Phrase *p, uint32_t side, Buf *out)
{
    for (uint32_t i = node(p, side)->child; i; i = node(p, i)->next) {
        const Node *n = node(p, i);
        switch ((NodeKind)n->kind) {
        case NODE_TEXT:
            write_text(out, str_slice(buf_str(&p->folded), n->begin, n->end));
            break;
        case NODE_BLANK:
            if (!n->taken)
                buf_add_c(out, "\\s+");
            break;
        case NODE_GAP:
            buf_add_c(out, "[^\\w.!?]+(?:[\\w'-]+[^\\w.!?]+){0,4}?");
            break;
        case NODE_REST:
            buf_add_c(out, "\\w*");
            break;
        case NODE_CHOICE:
            write_choice(p, n, out);
            break;
        case NODE_SIDE:
            break; /* only below a choice */
        }
    }
}

void phrase_write(const Phrase *p, Buf *pattern)
{
    write_side(p, 0, pattern);
}

size_t phrase_weight(const Phrase *p)
{
    enum { GAP = 700, BYTE = 12 }; /* measured by test_phrase */
    return p->gaps * (size_t)GAP + p->folded.size * (size_t)BYTE + 64;
}

/* Gathering ------------------------------------------------------------ */

static void gather_side(const Phrase *p, uint32_t side, Gather *g);

static void gather_choice(const Phrase *p, const Node *choice, Gather *g)
{
    if (choice->edge_before)
        choice->takes == TAKES_BEFORE && choice->edge_after
            ? gather_before_edge(g)
            : gather_after_edge(g);
    gather_open(g);
    bool first = true;
    for (uint32_t i = choice->child; i; i = node(p, i)->next) {
        if (!node(p, i)->child)
            continue;
        if (!first)
            gather_or(g);
        first = false;
        gather_side(p, i, g);
    }
    gather_close(g, choice->empty);
    if (choice->takes == TAKES_AFTER && choice->edge_before)
        gather_after_edge(g);
    if (!choice->empty && choice->edge_after)
        gather_before_edge(g);
}

static void gather_side(const Phrase *p, uint32_t side, Gather *g)
{
    for (uint32_t i = node(p, side)->child; i; i = node(p, i)->next) {
        const Node *n = node(p, i);
        switch ((NodeKind)n->kind) {
        case NODE_TEXT:
            gather_text(g, str_slice(buf_str(&p->folded), n->begin, n->end));
            break;
        case NODE_BLANK:
            if (!n->taken)
                gather_text(g, STR(" "));
            break;
        case NODE_GAP:
            gather_before_edge(g);
            gather_cut(g);
            gather_after_edge(g);
            break;
        case NODE_REST:
            gather_cut(g);
            break;
        case NODE_CHOICE:
            gather_choice(p, n, g);
            break;
        case NODE_SIDE:
            break;
        }
    }
}

void phrase_gather(const Phrase *p, Gather *g)
{
    gather_begin(g);
    gather_after_edge(g);
    gather_side(p, 0, g);
    gather_before_edge(g);
    gather_end(g);
}
