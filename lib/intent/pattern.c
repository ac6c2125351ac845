/* Patterns as written: refuses what makes time unbounded and folds literals,
 * token by token. Whether the result compiles PCRE2 says. Start at
 * pattern_fold. */
#include "intent/pattern.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "intent/caseless.h"
#include "intent/fold.h"
#include "intent/syntax.h"

typedef struct {
    Str pattern;
    const IntentSet *set;
    Buf *out, *map;
    IntentFault *fault;
    bool after_escape; /* whose digits must not grow */
    /* Ranges of a class: */
    size_t low; /* where a possible lower end begins */
    bool has_low, low_changed;
    bool in_range; /* its hyphen was read */
} Folding;

static bool refuse(Folding *f, DiagId id, size_t begin, size_t end,
                   const char *why)
{
    *f->fault = (IntentFault){.id = id, .begin = begin, .end = end};
    int shown = end - begin > 40 ? 40 : (int)(end - begin);
    while (shown && (size_t)shown < end - begin &&
           (f->pattern.data[begin + (size_t)shown] & 0xC0) == 0x80)
        shown--;
    snprintf(f->fault->text, sizeof f->fault->text, "'%.*s' %s", shown,
             f->pattern.data + begin, why);
    return false;
}

static void put(Folding *f, Str text, size_t origin, bool verbatim)
{
    buf_add(f->out, text);
    for (size_t i = 0; f->map && i < text.size; i++) {
        uint32_t from = (uint32_t)(verbatim ? origin + i : origin);
        buf_add(f->map, (Str){(const char *)&from, sizeof from});
    }
}

static void put_verbatim(Folding *f, size_t begin, size_t end)
{
    put(f, str_slice(f->pattern, begin, end), begin, true);
}

/* One code point of a changed unit, so written that it joins with nothing. */
static void put_literal(Folding *f, int32_t c, size_t origin, bool in_class)
{
    char text[16];
    int size;
    if (c >= 0x80 && !in_class) {
        size = (int)utf8proc_encode_char(c, (utf8proc_uint8_t *)text);
    } else if (f->after_escape || in_class || c == ' ') {
        size = snprintf(text, sizeof text, "\\x{%x}", (unsigned)c);
    } else {
        const char *slash = caseless_is_word(c) ? "" : "\\";
        size = snprintf(text, sizeof text, "%s%c", slash, (int)c);
    }
    put(f, (Str){text, (size_t)size}, origin, false);
    f->after_escape = false;
}

/* The unit's own code points, to see whether folding changes it. */
static bool is_changed(Str pattern, size_t begin, size_t end,
                       const int32_t *folded, size_t count)
{
    size_t i = 0;
    while (begin < end) {
        int32_t c = fold_decode(str_slice(pattern, 0, end), &begin);
        if (i == count || folded[i++] != c)
            return true;
    }
    return i != count;
}

static bool fold_in_class(Folding *f, const Token *t, const int32_t *unit,
                          size_t count, bool changed)
{
    bool hyphen = t->end - t->begin == 1 && f->pattern.data[t->begin] == '-';
    bool closes = t->end < f->pattern.size && f->pattern.data[t->end] == ']';
    if (changed && count != 1)
        return refuse(f, DIAG_INTENT_FOLD, t->begin, t->end,
                      "folds to no single character; write it outside "
                      "the class, as an alternative");
    if (f->in_range && (f->low_changed || changed))
        return refuse(f, DIAG_INTENT_FOLD, f->low, t->end,
                      "ends a range and is changed by folding; write the "
                      "folded characters");
    if (hyphen && f->has_low && !closes && !f->in_range) {
        f->in_range = true;
        put_verbatim(f, t->begin, t->end);
        return true;
    }
    f->has_low = !f->in_range;
    f->in_range = false;
    f->low = t->begin;
    f->low_changed = changed;
    if (changed)
        put_literal(f, unit[0], t->begin, true);
    else
        put_verbatim(f, t->begin, t->end);
    return true;
}

/* A literal: a blank that ASCII writes stays as it is, since runs of blanks
 * and (?x) are the author's. */
static bool fold_literal(Folding *f, const Token *t)
{
    int32_t unit[FOLD_UNIT];
    if (t->posix) {
        put_verbatim(f, t->begin, t->end);
        f->has_low = f->in_range = false;
        return true;
    }
    size_t count = 0;
    bool changed = false;
    if (t->end - t->begin > 1) {
        count = fold_unit(f->pattern, t->begin, t->end, unit);
        changed = is_changed(f->pattern, t->begin, t->end, unit, count);
    }
    if (t->in_class)
        return fold_in_class(f, t, unit, count, changed);
    if (!changed) {
        put_verbatim(f, t->begin, t->end);
        f->after_escape = false;
        return true;
    }
    if (count > 1)
        put(f, STR("(?:"), t->begin, false);
    for (size_t i = 0; i < count; i++)
        put_literal(f, unit[i], t->begin, false);
    if (count > 1)
        put(f, STR(")"), t->begin, false);
    return true;
}

static bool fold_escape(Folding *f, const Token *t)
{
    bool set = strchr("dDwWsShHvVpPNRX", t->escape) != NULL;
    bool call = t->escape == 'g' && t->end > t->begin + 2 &&
                strchr("<'", f->pattern.data[t->begin + 2]);
    if (!t->in_class && call)
        return refuse(f, DIAG_INTENT_FORBIDDEN, t->begin, t->end,
                      "calls a group, which is not allowed; write the "
                      "group out");
    if (!t->in_class && (t->escape == 'C' || t->escape == 'G'))
        return refuse(f, DIAG_INTENT_FORBIDDEN, t->begin, t->end,
                      "is not allowed; leave it out");
    if (t->in_class && t->escape != 'E') {
        if (f->in_range && f->low_changed && !set)
            return refuse(f, DIAG_INTENT_FOLD, f->low, t->end,
                          "ends a range and is changed by folding; write the "
                          "folded characters");
        f->has_low = !f->in_range && !set;
        f->in_range = f->low_changed = false;
        f->low = t->begin;
    }
    put_verbatim(f, t->begin, t->end);
    f->after_escape = t->escape != 'E';
    return true;
}

static bool check_name(Folding *f, const Token *t)
{
    Str name = str_slice(f->pattern, t->text_begin, t->text_end);
    if (!f->set || t->text_end == 0)
        return true;
    for (uint32_t i = 0; i < f->set->slot_count; i++)
        if (str_equal(f->set->slots[i], name))
            return true;
    return refuse(f, DIAG_INTENT_SLOT, t->text_begin, t->text_end,
                  "names no slot; define it under 'slots', or write "
                  "(?:...)");
}

static bool fold_group(Folding *f, const Token *t)
{
    Str text = str_slice(f->pattern, t->begin, t->end);
    if (t->kind == TOKEN_VERB)
        return refuse(f, DIAG_INTENT_FORBIDDEN, t->begin, t->end,
                      "is a verb, which is not allowed; leave it out");
    if (t->kind == TOKEN_CALL)
        return refuse(f, DIAG_INTENT_FORBIDDEN, t->begin, t->end,
                      "is a recursion, which is not allowed; write the "
                      "group out");
    if (t->kind == TOKEN_CALLOUT)
        return refuse(f, DIAG_INTENT_FORBIDDEN, t->begin, t->end,
                      "is a callout, which is not allowed; leave it "
                      "out");
    if (t->kind == TOKEN_CONDITION && str_starts_with(text, "(?(DEFINE)"))
        return refuse(f, DIAG_INTENT_FORBIDDEN, t->begin, t->end,
                      "defines groups to call, which is not allowed; "
                      "write them out where they are used");
    put_verbatim(f, t->begin, t->end);
    f->after_escape = false;
    return t->kind != TOKEN_GROUP || check_name(f, t);
}

static bool fold_token(Folding *f, const Token *t)
{
    switch (t->kind) {
    case TOKEN_CHAR:
        return fold_literal(f, t);
    case TOKEN_ESCAPE:
        return fold_escape(f, t);
    case TOKEN_GROUP:
    case TOKEN_CONDITION:
    case TOKEN_VERB:
    case TOKEN_CALL:
    case TOKEN_CALLOUT:
        return fold_group(f, t);
    case TOKEN_CLASS_OPEN:
        f->has_low = f->in_range = f->low_changed = false;
        break;
    case TOKEN_QUOTED:
        if (f->in_range && f->low_changed && t->text_end > t->text_begin)
            return refuse(f, DIAG_INTENT_FOLD, f->low, t->end,
                          "ends a range and is changed by folding; write the "
                          "folded characters");
        f->has_low = f->in_range = f->low_changed = false;
        break;
    case TOKEN_END:
    case TOKEN_COMMENT:
    case TOKEN_ANY:
    case TOKEN_CARET:
    case TOKEN_DOLLAR:
    case TOKEN_OR:
    case TOKEN_QUANTIFIER:
    case TOKEN_LOOK:
    case TOKEN_OPTIONS:
    case TOKEN_ODD:
    case TOKEN_CLOSE:
    case TOKEN_CLASS_CLOSE:
        break;
    }
    put_verbatim(f, t->begin, t->end);
    f->after_escape = false;
    return true;
}

bool pattern_fold(Str pattern, const IntentSet *set, Buf *folded, Buf *map,
                  IntentFault *fault)
{
    if (pattern.size > INTENT_PATTERN_LIMIT) {
        *fault = (IntentFault){.id = DIAG_INTENT_LIMIT, .end = pattern.size};
        snprintf(fault->text, sizeof fault->text,
                 "a pattern of %zu bytes is longer than the limit of %d; write "
                 "it as several",
                 pattern.size, (int)INTENT_PATTERN_LIMIT);
        return false;
    }
    Folding f = {.pattern = pattern,
                 .set = set,
                 .out = folded,
                 .map = map,
                 .fault = fault};
    Syntax s;
    syntax_begin(&s, pattern);
    for (;;) {
        Token t = syntax_next(&s);
        if (t.kind == TOKEN_END)
            break;
        if (!fold_token(&f, &t))
            return false;
    }
    uint32_t end = (uint32_t)pattern.size;
    if (map)
        buf_add(map, (Str){(const char *)&end, sizeof end});
    return true;
}
