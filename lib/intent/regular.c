/* From the tokens of a folded pattern to a tree. Judges nothing: that a
 * pattern compiles was seen before. Start at regular_read. */
#include "intent/regular.h"

#include <string.h>

#include "intent/fold.h"
#include "intent/pattern.h"
#include "intent/phrase.h"
#include "intent/syntax.h"

enum { DEPTH = 2 * INTENT_PARENS_LIMIT };

typedef struct {
    Alphabet *alphabet;
    Syntax syntax;
    Str pattern;
    Token next; /* not yet taken */
    bool caseless;
    uint32_t depth;
} Reader;

static Regular *make(Reader *r, RegularKind kind)
{
    Regular *node = ARENA_NEW(r->alphabet->arena, Regular);
    node->kind = kind;
    return node;
}

static void append(Regular *parent, Regular *child)
{
    Regular **end = &parent->child;
    while (*end)
        end = &(*end)->next;
    *end = child;
}

static Token take(Reader *r)
{
    Token t = r->next;
    r->next = syntax_next(&r->syntax);
    return t;
}

/* Leaves ---------------------------------------------------------------- */

static Regular *make_class(Reader *r, Str text)
{
    Regular *node = make(r, REGULAR_CLASS);
    node->class = alphabet_class(r->alphabet, text, r->caseless);
    return node;
}

/* The character before (after) is, or is not, of a class. */
static Regular *make_place(Reader *r, Str text, bool behind, bool negated)
{
    Regular *node = make(r, REGULAR_PLACE);
    node->class = alphabet_class(r->alphabet, text, r->caseless);
    node->behind = behind;
    node->negated = negated;
    if (!alphabet_test(r->alphabet, node->class, behind))
        node->kind = REGULAR_LOOK;
    return node;
}

/* `\b`: of the characters on both sides one is of a word, one is not. */
static Regular *make_word_edge(Reader *r, bool negated)
{
    Regular *either = make(r, REGULAR_EITHER);
    for (int word = 0; word < 2; word++) {
        Regular *join = make(r, REGULAR_JOIN);
        append(join, make_place(r, STR("\\w"), true, word != 0));
        append(join, make_place(r, STR("\\w"), false, (word == 0) != negated));
        append(either, join);
    }
    return either;
}

/* Whether a class names a property of which the alphabet may have no
 * character: any but general categories and the scripts it surely knows. */
static bool has_odd_property(Str text)
{
    static const char *const known[] = {"Cyrillic", "Latin", "Greek", "Han",
                                        "Any"};
    for (size_t i = 0; i + 2 < text.size; i++) {
        if (text.data[i] != '\\' || (text.data[i + 1] | 0x20) != 'p')
            continue;
        if (text.data[i + 2] != '{')
            continue;
        size_t begin = i + 3, end = begin;
        while (end < text.size && text.data[end] != '}')
            end++;
        if (begin < end && text.data[begin] == '^')
            begin++;
        Str name = str_slice(text, begin, end);
        bool odd = name.size > 2;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            odd = odd && !str_equal_c(name, known[k]);
        if (odd)
            return true;
    }
    return false;
}

static Regular *make_set(Reader *r, Str text)
{
    return has_odd_property(text) ? make(r, REGULAR_UNKNOWN)
                                  : make_class(r, text);
}

static Regular *read_escape(Reader *r, const Token *t)
{
    char c = t->escape;
    Str text = str_slice(r->pattern, t->begin, t->end);
    switch (c) {
    case 'b':
    case 'B':
        return make_word_edge(r, c == 'B');
    case 'A':
        return make_place(r, STR("."), true, true);
    case 'z':
    case 'Z':
        return make_place(r, STR("."), false, true);
    case 'K':
    case 'E':
        return make(r, REGULAR_EMPTY);
    default:
        break;
    }
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool digit = c >= '0' && c <= '9';
    if ((letter && !strchr("dDwWsShHvVNpPxtnrfae", c)) || digit)
        return make(r, REGULAR_UNKNOWN); /* \1 \R \X \g \o \c ... */
    return make_set(r, text);
}

/* What `text` quotes, character by character; all but the last in *before,
 * since a quantifier takes the last alone. NULL when it is empty. */
static Regular *read_literal(Reader *r, Str text, Regular *before)
{
    Regular *last = NULL;
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        fold_decode(text, &at);
        Str one = str_slice(text, begin, at);
        if (last)
            append(before, last);
        if (one.size == 1 && strchr(".\\[^$|()?*+{", one.data[0]))
            one = str_join(r->alphabet->arena, STR("\\"), one, STR(""));
        last = make_class(r, one);
    }
    return last;
}

static Regular *read_class(Reader *r, const Token *open)
{
    size_t end = open->end;
    for (Token t = take(r); t.kind != TOKEN_END; t = take(r)) {
        end = t.end;
        if (t.kind == TOKEN_CLASS_CLOSE)
            break;
    }
    return make_set(r, str_slice(r->pattern, open->begin, end));
}

/* Groups ---------------------------------------------------------------- */

static Regular *read_either(Reader *r);

/* (?i), (?-i: and their kin: what holds of case afterwards. */
static bool caseless_after(Str options, bool caseless)
{
    bool on = true;
    for (size_t i = 2; i < options.size; i++) {
        if (options.data[i] == '-')
            on = false;
        else if (options.data[i] == 'i')
            caseless = on;
        else if (options.data[i] == '^')
            caseless = false;
    }
    return caseless;
}

static void skip_group(Reader *r)
{
    for (uint32_t open = 1; open && r->next.kind != TOKEN_END;) {
        Token t = take(r);
        if (t.opens)
            open++;
        else if (t.kind == TOKEN_CLOSE)
            open--;
    }
}

/* What stands in a group whose bracket was taken, and the closing one. */
static Regular *read_inside(Reader *r)
{
    bool caseless = r->caseless;
    if (r->depth == DEPTH) {
        skip_group(r);
        return make(r, REGULAR_UNKNOWN);
    }
    r->depth++;
    Regular *node = read_either(r);
    r->depth--;
    r->caseless = caseless;
    if (r->next.kind == TOKEN_CLOSE)
        take(r);
    return node;
}

/* An alternative of an assertion as the question what one neighbour is. */
static Regular *as_place(Reader *r, const Regular *side, bool behind,
                         bool negated)
{
    bool place = side->kind == REGULAR_PLACE && side->behind == behind;
    if (side->kind != REGULAR_CLASS && !place)
        return NULL;
    Regular *node = make(r, REGULAR_PLACE);
    node->class = side->class;
    node->behind = behind;
    node->negated = (place && side->negated) != negated;
    return alphabet_test(r->alphabet, node->class, behind) ? node : NULL;
}

static Regular *read_look(Reader *r, const Token *t)
{
    char kind = r->pattern.data[t->end - 1]; /* = ! * */
    bool behind = t->end - t->begin == 4, negated = kind == '!';
    Regular *body = read_inside(r);
    Regular *places = make(r, negated ? REGULAR_JOIN : REGULAR_EITHER);
    const Regular *side = body->kind == REGULAR_EITHER ? body->child : body;
    for (; side; side = body->kind == REGULAR_EITHER ? side->next : NULL) {
        Regular *place = as_place(r, side, behind, negated);
        if (!place)
            break;
        append(places, place);
    }
    if (!side)
        return places;
    Regular *look = make(r, REGULAR_LOOK);
    look->behind = behind;
    look->negated = negated;
    look->child = body;
    return look;
}

static Regular *read_group(Reader *r, const Token *t)
{
    Str text = str_slice(r->pattern, t->begin, t->end);
    Regular *inside = read_inside(r);
    if (!str_equal_c(text, "(?>"))
        return inside;
    Regular *most = make(r, REGULAR_AT_MOST);
    most->child = inside;
    return most;
}

/* NULL when the options are of what follows, not of a group. */
static Regular *read_options(Reader *r, const Token *t)
{
    Str text = str_slice(r->pattern, t->begin, t->end);
    bool outer = r->caseless;
    r->caseless = caseless_after(text, r->caseless);
    if (!t->opens)
        return NULL;
    Regular *node = read_inside(r);
    r->caseless = outer;
    return node;
}

/* Sequences ------------------------------------------------------------- */

static uint32_t read_number(Str text, size_t *at)
{
    uint32_t number = 0;
    for (; *at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9';
         ++*at)
        if (number < REGULAR_MANY)
            number = number * 10 + (uint32_t)(text.data[*at] - '0');
    return number < REGULAR_MANY ? number : REGULAR_MANY;
}

static Regular *quantify(Reader *r, Regular *child, const Token *t)
{
    Str text = str_slice(r->pattern, t->begin, t->end);
    Regular *node = make(r, REGULAR_REPEAT);
    size_t at = 1;
    node->child = child;
    node->low = text.data[0] == '+';
    node->high = text.data[0] == '?' ? 1 : REGULAR_MANY;
    if (text.data[0] == '{') {
        node->low = node->high = read_number(text, &at);
        if (at < text.size && text.data[at] == ',') {
            at++;
            bool open = at < text.size && text.data[at] == '}';
            node->high = open ? REGULAR_MANY : read_number(text, &at);
        }
        at++;
    }
    if (at >= text.size || text.data[at] != '+')
        return node;
    Regular *most = make(r, REGULAR_AT_MOST);
    most->child = node;
    return most;
}

/* What one token begins; NULL for nothing. What comes before the part that a
 * quantifier takes goes to `join`. */
static Regular *read_token(Reader *r, Regular *join)
{
    Token t = take(r);
    switch (t.kind) {
    case TOKEN_CHAR:
        return read_literal(r, str_slice(r->pattern, t.begin, t.end), join);
    case TOKEN_QUOTED:
        return read_literal(r, str_slice(r->pattern, t.text_begin, t.text_end),
                            join);
    case TOKEN_ESCAPE:
        return read_escape(r, &t);
    case TOKEN_ANY:
        return make_class(r, STR("."));
    case TOKEN_CARET:
        return make_place(r, STR("."), true, true);
    case TOKEN_DOLLAR:
        return make_place(r, STR("."), false, true);
    case TOKEN_CLASS_OPEN:
        return read_class(r, &t);
    case TOKEN_GROUP:
        return read_group(r, &t);
    case TOKEN_LOOK:
        return read_look(r, &t);
    case TOKEN_OPTIONS:
        return read_options(r, &t);
    case TOKEN_CONDITION:
        skip_group(r);
        return make(r, REGULAR_UNKNOWN);
    case TOKEN_COMMENT:
    case TOKEN_QUANTIFIER: /* of a comment or of nothing */
    case TOKEN_END:
    case TOKEN_OR:
    case TOKEN_CLOSE:
    case TOKEN_CLASS_CLOSE:
        return NULL;
    case TOKEN_VERB:
    case TOKEN_CALL:
    case TOKEN_CALLOUT:
    case TOKEN_ODD:
        break;
    }
    return make(r, REGULAR_UNKNOWN);
}

static Regular *read_join(Reader *r)
{
    Regular *join = make(r, REGULAR_JOIN);
    while (r->next.kind != TOKEN_END && r->next.kind != TOKEN_OR &&
           r->next.kind != TOKEN_CLOSE) {
        Regular *node = read_token(r, join);
        while (r->next.kind == TOKEN_COMMENT)
            take(r);
        while (node && r->next.kind == TOKEN_QUANTIFIER) {
            Token t = take(r);
            node = quantify(r, node, &t);
        }
        if (node)
            append(join, node);
    }
    if (!join->child)
        return make(r, REGULAR_EMPTY);
    return join->child->next ? join : join->child;
}

static Regular *read_either(Reader *r)
{
    Regular *first = read_join(r);
    if (r->next.kind != TOKEN_OR)
        return first;
    Regular *either = make(r, REGULAR_EITHER);
    append(either, first);
    while (r->next.kind == TOKEN_OR) {
        take(r);
        append(either, read_join(r));
    }
    return either;
}

/* Settling -------------------------------------------------------------- */

static void mark_beyond(Regular *node)
{
    node->beyond = true;
    for (Regular *child = node->child; child; child = child->next)
        mark_beyond(child);
}

/* What is sought anywhere may be followed by anything: an assertion of what
 * follows, at the end, is as good as taking it. Likewise at the beginning. */
static void settle_edge(Regular *node, bool behind)
{
    if (node->kind == REGULAR_LOOK && node->behind == behind &&
        !node->negated && node->child) {
        Regular *body = node->child;
        node->kind = REGULAR_JOIN;
        mark_beyond(body);
        node->child = body;
    } else if (node->kind == REGULAR_EITHER) {
        for (Regular *child = node->child; child; child = child->next)
            settle_edge(child, behind);
    } else if (node->kind == REGULAR_JOIN && node->child) {
        Regular *edge = node->child;
        while (!behind && edge->next)
            edge = edge->next;
        settle_edge(edge, behind);
    }
}

static Regular *read_text(Reader *r, Str pattern)
{
    r->pattern = pattern;
    r->caseless = true;
    syntax_begin(&r->syntax, pattern);
    r->next = syntax_next(&r->syntax);
    Regular *node = read_either(r);
    if (r->next.kind == TOKEN_END)
        return node;
    return make(r, REGULAR_UNKNOWN); /* a bracket too many */
}

/* PHRASE_AFTER, `(?!\w|'t(?!\w))`, by what may follow. */
static const char phrase_after[] = "(?!.)|[^\\w']|'(?!.)|'[^t]|'t\\w";

bool regular_prepare(Alphabet *a, Str text, RegularForm form, RegularText *out)
{
    IntentFault fault;
    Buf pattern = {0};
    bool good = text.size <= INTENT_PATTERN_LIMIT;
    if (form == REGULAR_PATTERN) {
        good = good && pattern_fold(text, NULL, &pattern, NULL, &fault);
    } else {
        Phrase phrase = {0};
        good = good && phrase_read(&phrase, text, &fault);
        pattern.failed |= phrase_failed(&phrase);
        if (good && !pattern.failed)
            phrase_write(&phrase, &pattern);
        phrase_finish(&phrase);
    }
    if (!pattern.failed)
        *out = (RegularText){str_copy(a->arena, buf_str(&pattern)), form};
    bool failed = pattern.failed;
    buf_finish(&pattern);
    if (failed)
        arena_out_of_memory(a->arena);
    if (good)
        alphabet_collect(a, out->pattern);
    return good;
}

const Regular *regular_read(Alphabet *a, const RegularText *text)
{
    Reader r = {.alphabet = a};
    Regular *node = read_text(&r, text->pattern);
    if (text->form == REGULAR_PATTERN) {
        settle_edge(node, true);
        settle_edge(node, false);
        return node;
    }
    Regular *join = make(&r, REGULAR_JOIN);
    append(join, make_place(&r, STR("\\w"), true, true));
    append(join, node);
    Regular *after = read_text(
        &r, text->form == REGULAR_PHRASE ? STR(phrase_after) : STR("(?!\\w)"));
    mark_beyond(after);
    append(join, after);
    return join;
}
