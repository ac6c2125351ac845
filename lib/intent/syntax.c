/* The tokens of a pattern, as pcre2pattern(3) describes them and parse_regex
 * in pcre2_compile.c reads them. Never fails: what is wrong becomes some
 * token, and PCRE2 says so later. Start at syntax_next. */
#include "intent/syntax.h"

#include <string.h>

#include "intent/fold.h"

void syntax_begin(Syntax *s, Str pattern)
{
    *s = (Syntax){.pattern = pattern};
}

/* The byte at `at`, NUL past the end. */
static char byte_at(const Syntax *s, size_t at)
{
    return at < s->pattern.size ? s->pattern.data[at] : '\0';
}

static bool stands(const Syntax *s, size_t at, const char *text)
{
    Str rest = str_slice(s->pattern, at, s->pattern.size);
    return str_starts_with(rest, text);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The place after the next `stop`, or the end. */
static size_t after(const Syntax *s, size_t at, char stop)
{
    while (at < s->pattern.size && s->pattern.data[at] != stop)
        at++;
    return at < s->pattern.size ? at + 1 : at;
}

static size_t after_character(const Syntax *s, size_t at)
{
    if (at < s->pattern.size)
        fold_decode(s->pattern, &at);
    return at;
}

static size_t skip_digits(const Syntax *s, size_t at, size_t most,
                          bool (*is)(char))
{
    for (size_t n = 0; n < most && is(byte_at(s, at)); n++)
        at++;
    return at;
}

/* The end of {...}, <...> or '...' at `at`; `at` itself when none begins. */
static size_t skip_delimited(const Syntax *s, size_t at, const char *allowed)
{
    char open = byte_at(s, at);
    if (!open || !strchr(allowed, open))
        return at;
    char close = open == '{' ? '}' : open == '<' ? '>' : '\'';
    return after(s, at + 1, close);
}

/* The end of the escape whose backslash stands before `at`. */
static size_t escape_end(const Syntax *s, size_t at)
{
    char c = byte_at(s, at);
    size_t next = after_character(s, at);
    size_t end = next;
    switch (c) {
    case 'c':
        return after_character(s, next);
    case 'x':
        end = skip_delimited(s, next, "{");
        return end > next ? end : skip_digits(s, next, 2, is_hex);
    case 'o':
        return skip_delimited(s, next, "{");
    case 'p':
    case 'P':
        end = skip_delimited(s, next, "{");
        return end > next ? end : after_character(s, next);
    case 'N':
        return stands(s, next, "{U+") ? after(s, next, '}') : next;
    case 'g':
        end = skip_delimited(s, next, "{<'");
        if (end > next)
            return end;
        if (byte_at(s, end) == '+' || byte_at(s, end) == '-')
            end++;
        return skip_digits(s, end, SIZE_MAX, is_digit);
    case 'k':
        return skip_delimited(s, next, "{<'");
    default:
        return is_digit(c) ? skip_digits(s, next, SIZE_MAX, is_digit) : next;
    }
}

static Token read_escape(Syntax *s)
{
    Token t = {.kind = TOKEN_ESCAPE, .begin = s->at, .in_class = s->in_class};
    t.escape = byte_at(s, s->at + 1);
    if (t.escape == 'Q') {
        t.kind = TOKEN_QUOTED;
        size_t at = t.text_begin = s->at + 2;
        while (at < s->pattern.size && !stands(s, at, "\\E"))
            at++;
        t.text_end = at;
        t.end = at < s->pattern.size ? at + 2 : at;
    } else {
        t.end = escape_end(s, s->at + 1);
    }
    return t;
}

/* [:name:] and its kin: where it ends, or `at` when it is none. */
static size_t posix_end(const Syntax *s, size_t at)
{
    char mark = byte_at(s, at + 1);
    if (mark != ':' && mark != '.' && mark != '=')
        return at;
    for (size_t i = at + 2; i + 1 < s->pattern.size; i++) {
        char c = byte_at(s, i), next = byte_at(s, i + 1);
        if (c == '\\' && (next == ']' || next == '\\'))
            i++;
        else if ((c == '[' && next == mark) || c == ']')
            return at;
        else if (c == mark && next == ']')
            return i + 2;
    }
    return at;
}

static Token read_class_item(Syntax *s)
{
    Token t = {.kind = TOKEN_CHAR, .begin = s->at, .in_class = true};
    char c = byte_at(s, s->at);
    if (c == '\\') {
        t = read_escape(s);
        /* \E and \Q\E before the first item leave it the first. */
        if (t.escape != 'E' &&
            (t.kind != TOKEN_QUOTED || t.text_end > t.text_begin))
            s->class_begins = false;
        return t;
    }
    bool first = s->class_begins;
    s->class_begins = false;
    if (c == ']' && !first) {
        t.kind = TOKEN_CLASS_CLOSE;
        t.end = s->at + 1;
        s->in_class = false;
        return t;
    }
    t.end = c == '[' ? posix_end(s, s->at) : s->at;
    t.posix = t.end > s->at;
    if (!t.posix)
        t.end = fold_unit_end(s->pattern, s->at);
    return t;
}

static Token read_class_open(Syntax *s)
{
    Token t = {.kind = TOKEN_CLASS_OPEN, .begin = s->at, .end = s->at + 1};
    while (stands(s, t.end, "\\E") || stands(s, t.end, "\\Q\\E"))
        t.end += stands(s, t.end, "\\E") ? 2 : 4;
    if (byte_at(s, t.end) == '^')
        t.end++;
    s->in_class = s->class_begins = true;
    return t;
}

static void enter_group(Syntax *s)
{
    if (s->depth < SYNTAX_DEPTH)
        s->outer[s->depth] = s->extended;
    s->depth++;
}

static void leave_group(Syntax *s)
{
    if (!s->depth)
        return;
    s->depth--;
    if (s->depth < SYNTAX_DEPTH)
        s->extended = s->outer[s->depth];
}

/* (?flags) or (?flags: at s->at; false when it is neither. */
static bool read_options(Syntax *s, Token *t)
{
    bool on = true, extended = s->extended;
    size_t at = s->at + 2;
    for (;; at++) {
        char c = byte_at(s, at);
        if (c == '-')
            on = false;
        else if (c == '^')
            extended = false;
        else if (c == 'x')
            extended = on;
        else if (!c || !strchr("imsnJ", c))
            break;
    }
    char stop = byte_at(s, at);
    if (at == s->at + 2 || (stop != ')' && stop != ':'))
        return false;
    *t = (Token){.kind = TOKEN_OPTIONS,
                 .begin = s->at,
                 .end = at + 1,
                 .opens = stop == ':'};
    if (t->opens)
        enter_group(s);
    s->extended = extended;
    return true;
}

static Token group_named(const Syntax *s, size_t name, char stop)
{
    size_t end = after(s, name, stop);
    size_t name_end = end > name && byte_at(s, end - 1) == stop ? end - 1 : end;
    return (Token){.kind = TOKEN_GROUP,
                   .begin = s->at,
                   .end = end,
                   .text_begin = name,
                   .text_end = name_end,
                   .opens = true};
}

static Token read_condition(const Syntax *s)
{
    Token t = {.kind = TOKEN_CONDITION, .begin = s->at, .opens = true};
    char c = byte_at(s, s->at + 3);
    /* An assertion follows: its bracket is the next token's. */
    t.end = c == '?' || c == '*' ? s->at + 2 : after(s, s->at, ')');
    return t;
}

/* What begins with "(?". */
static Token read_special_group(Syntax *s)
{
    Token t = {
        .kind = TOKEN_ODD, .begin = s->at, .end = s->at + 2, .opens = true};
    char c = byte_at(s, s->at + 2), next = byte_at(s, s->at + 3);
    bool look_behind = c == '<' && (next == '=' || next == '!' || next == '*');
    if (c == '#')
        return (Token){
            .kind = TOKEN_COMMENT, .begin = s->at, .end = after(s, s->at, ')')};
    if (c == '(')
        return read_condition(s);
    if (c == '<' && !look_behind)
        return group_named(s, s->at + 3, '>');
    if (c == 'P' && next == '<')
        return group_named(s, s->at + 4, '>');
    if (c == '\'')
        return group_named(s, s->at + 3, '\'');
    if (c == 'C')
        return (Token){
            .kind = TOKEN_CALLOUT, .begin = s->at, .end = after(s, s->at, ')')};
    if (c == 'R' || c == '&' || is_digit(c) || (c == 'P' && next == '>') ||
        ((c == '+' || c == '-') && is_digit(next)))
        return (Token){
            .kind = TOKEN_CALL, .begin = s->at, .end = after(s, s->at, ')')};
    if (c == 'P' && next == '=')
        return (Token){.kind = TOKEN_ESCAPE,
                       .begin = s->at,
                       .end = after(s, s->at, ')'),
                       .escape = 'k'};
    if (c == ':' || c == '>' || c == '|') {
        t.kind = TOKEN_GROUP;
        t.end = s->at + 3;
    } else if (c == '=' || c == '!' || c == '*' || look_behind) {
        t.kind = TOKEN_LOOK;
        t.end = s->at + (look_behind ? 4 : 3);
    } else {
        read_options(s, &t);
    }
    return t;
}

static Token read_group(Syntax *s)
{
    Token t;
    if (stands(s, s->at, "(*"))
        t = (Token){
            .kind = TOKEN_VERB, .begin = s->at, .end = after(s, s->at, ')')};
    else if (stands(s, s->at, "(?"))
        t = read_special_group(s);
    else
        t = (Token){.kind = TOKEN_GROUP,
                    .begin = s->at,
                    .end = s->at + 1,
                    .opens = true};
    if (t.opens && t.kind != TOKEN_OPTIONS)
        enter_group(s);
    return t;
}

/* {n}, {n,} or {n,m}: where it ends, or `at` when it is literal. */
static size_t braces_end(const Syntax *s, size_t at)
{
    size_t end = skip_digits(s, at + 1, SIZE_MAX, is_digit);
    if (end == at + 1)
        return at;
    if (byte_at(s, end) == ',')
        end = skip_digits(s, end + 1, SIZE_MAX, is_digit);
    return byte_at(s, end) == '}' ? end + 1 : at;
}

static bool read_quantifier(Syntax *s, Token *t)
{
    char c = byte_at(s, s->at);
    size_t end = s->at + 1;
    bool optional = c == '?' || c == '*';
    if (c == '{') {
        end = braces_end(s, s->at);
        if (end == s->at)
            return false;
        size_t zeros = s->at + 1;
        while (byte_at(s, zeros) == '0')
            zeros++;
        optional = !is_digit(byte_at(s, zeros));
    } else if (!optional && c != '+') {
        return false;
    }
    if (byte_at(s, end) == '?' || byte_at(s, end) == '+')
        end++;
    *t = (Token){.kind = TOKEN_QUANTIFIER,
                 .begin = s->at,
                 .end = end,
                 .optional = optional};
    return true;
}

/* White space and #-comments under (?x); s->at when there is none. */
static size_t ignored_end(const Syntax *s)
{
    size_t at = s->at;
    while (s->extended && at < s->pattern.size) {
        char c = byte_at(s, at);
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            at++;
        } else if (c == '#') {
            at = after(s, at, '\n');
        } else {
            size_t next = at;
            int32_t wide = fold_decode(s->pattern, &next);
            if (wide != 0x85 && wide != 0x200E && wide != 0x200F &&
                wide != 0x2028 && wide != 0x2029)
                break;
            at = next;
        }
    }
    return at;
}

static Token read_outside(Syntax *s)
{
    Token t = {.begin = s->at, .end = ignored_end(s), .kind = TOKEN_COMMENT};
    if (t.end > s->at)
        return t;
    t.end = s->at + 1;
    switch (byte_at(s, s->at)) {
    case '\\':
        return read_escape(s);
    case '[':
        return read_class_open(s);
    case '(':
        return read_group(s);
    case ')':
        leave_group(s);
        t.kind = TOKEN_CLOSE;
        return t;
    case '|':
        t.kind = TOKEN_OR;
        return t;
    case '.':
        t.kind = TOKEN_ANY;
        return t;
    case '^':
        t.kind = TOKEN_CARET;
        return t;
    case '$':
        t.kind = TOKEN_DOLLAR;
        return t;
    default:
        if (read_quantifier(s, &t))
            return t;
        t.kind = TOKEN_CHAR;
        t.end = fold_unit_end(s->pattern, s->at);
        return t;
    }
}

Token syntax_next(Syntax *s)
{
    if (s->at >= s->pattern.size)
        return (Token){.kind = TOKEN_END,
                       .begin = s->pattern.size,
                       .end = s->pattern.size};
    Token t = s->in_class ? read_class_item(s) : read_outside(s);
    s->at = t.end;
    return t;
}
