/* Which literals a folded pattern needs: a walk over its tokens that tells the
 * Gather what it meets, and gives up where it does not understand. Knows no
 * PCRE2. Start at pattern_gather. */
#include <string.h>

#include "intent/caseless.h"
#include "intent/pattern.h"
#include "intent/syntax.h"

typedef struct {
    Syntax syntax;
    Token next; /* not yet taken */
    Gather *gather;
    uint64_t looks; /* bit d: the group at depth d is an assertion */
    uint32_t depth;
} Walk;

static Token take(Walk *w)
{
    Token t = w->next;
    w->next = syntax_next(&w->syntax);
    return t;
}

/* Takes the quantifier that follows, if one does: 0 none, 1 at least once,
 * 2 perhaps never. Two in a row are not understood. */
static int take_quantifier(Walk *w)
{
    if (w->next.kind != TOKEN_QUANTIFIER)
        return 0;
    Token t = take(w);
    if (w->next.kind == TOKEN_QUANTIFIER)
        gather_unknown(w->gather);
    return t.optional ? 2 : 1;
}

static void gather_atom(Walk *w, Str text)
{
    int quantified = take_quantifier(w);
    if (quantified < 2)
        gather_text(w->gather, text);
    /* Runs of blanks count as one in what is searched. */
    if (quantified == 2 || (quantified && !str_equal_c(text, " ")))
        gather_cut(w->gather);
}

/* One character, or none or many, of which nothing is known. */
static void gather_any(Walk *w)
{
    take_quantifier(w);
    gather_cut(w->gather);
}

static void gather_escape(Walk *w, const Token *t)
{
    char c = t->escape;
    if (c == 'b')
        gather_word_edge(w->gather);
    else if (c == 'A')
        gather_after_edge(w->gather);
    else if (c == 'z' || c == 'Z')
        gather_before_edge(w->gather);
    else if (c == 's')
        gather_atom(w, STR(" "));
    else if (c && strchr("wWdDSNhHvVRXpP", c))
        gather_any(w);
    else if ((c & 0x80) == 0 && c >= ' ' && !caseless_is_word(c))
        gather_atom(w, str_slice(w->syntax.pattern, t->begin + 1, t->end));
    else
        gather_unknown(w->gather); /* back references, \x, \K, \E, ... */
}

static void gather_group(Walk *w, bool look)
{
    gather_open(w->gather);
    if (++w->depth >= GATHER_DEPTH) {
        gather_unknown(w->gather);
        return;
    }
    uint64_t bit = (uint64_t)1 << w->depth;
    w->looks = look ? w->looks | bit : w->looks & ~bit;
}

static void gather_group_end(Walk *w)
{
    if (!w->depth) {
        gather_unknown(w->gather);
        return;
    }
    bool look = w->looks >> w->depth & 1;
    w->depth--;
    int quantified = take_quantifier(w);
    gather_close(w->gather, look || quantified == 2);
}

static void gather_class(Walk *w)
{
    for (Token t = take(w); t.kind != TOKEN_CLASS_CLOSE && t.kind != TOKEN_END;)
        t = take(w);
    gather_any(w);
}

static void gather_token(Walk *w, const Token *t)
{
    switch (t->kind) {
    case TOKEN_CHAR:
        gather_atom(w, str_slice(w->syntax.pattern, t->begin, t->end));
        return;
    case TOKEN_ESCAPE:
        gather_escape(w, t);
        return;
    case TOKEN_QUOTED:
        gather_text(w->gather,
                    str_slice(w->syntax.pattern, t->text_begin, t->text_end));
        if (w->next.kind == TOKEN_QUANTIFIER)
            gather_unknown(w->gather); /* it belongs to the last character */
        return;
    case TOKEN_COMMENT:
        if (w->next.kind == TOKEN_QUANTIFIER)
            gather_unknown(w->gather); /* belongs to what stands before */
        return;
    case TOKEN_ANY:
        gather_any(w);
        return;
    case TOKEN_CARET:
        gather_after_edge(w->gather);
        return;
    case TOKEN_DOLLAR:
        gather_before_edge(w->gather);
        return;
    case TOKEN_OR:
        gather_or(w->gather);
        return;
    case TOKEN_GROUP:
        gather_group(w, false);
        return;
    case TOKEN_LOOK:
        gather_group(w, true);
        return;
    case TOKEN_CLOSE:
        gather_group_end(w);
        return;
    case TOKEN_CLASS_OPEN:
        gather_class(w);
        return;
    case TOKEN_END:
    case TOKEN_QUANTIFIER:
    case TOKEN_CONDITION:
    case TOKEN_OPTIONS:
    case TOKEN_VERB:
    case TOKEN_CALL:
    case TOKEN_CALLOUT:
    case TOKEN_ODD:
    case TOKEN_CLASS_CLOSE:
        gather_unknown(w->gather);
        return;
    }
}

void pattern_gather(Str folded, Gather *gather)
{
    Walk w = {.gather = gather};
    syntax_begin(&w.syntax, folded);
    gather_begin(gather);
    take(&w);
    while (w.next.kind != TOKEN_END && !gather->unknown) {
        Token t = take(&w);
        gather_token(&w, &t);
    }
    gather_end(gather);
}
