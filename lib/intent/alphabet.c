/* The characters that stand for the others, and what classes take of them.
 * Knows no pattern as a whole. Start at alphabet_collect and
 * alphabet_class. */
#include "intent/alphabet.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "intent/caseless.h"
#include "intent/fold.h"
#include "intent/syntax.h"

/* In the order in which they are preferred when a line is shown. */
static const char preferred[] =
    "aeioutnsrlhdcmpgfybwvkxqjz .,?!'-0123456789:;\"()/&%$#@*+=<>[]{}_\\|~^`"
    "ETAOINSHRDLCUMWFGYPBVKJXQZ";

/* One or two of each general category that folding keeps. */
static const int32_t others[] = {
    0x0436, 0x0416, 0x03B1, 0x0391, 0x05D0, 0x6F22, 0x4E00, 0x02B0,
    0x0663, 0x2167, 0x00B2, 0x20AC, 0x2192, 0x2116, 0x00BF, 0x203F,
    0x3008, 0x3009, 0x200D, 0x0007, 0x007F, 0xE000, 0xFFFD, 0x1F600,
    0x0915, 0x0E01, 0x3042, 0x10D0, 0x0531};

/* Whether a folded line may hold the character. */
static bool is_stable(int32_t c)
{
    char text[4];
    int32_t unit[FOLD_UNIT];
    if (c < 0x80)
        return c == ' ' || c > '\r' || (c >= 0 && c < '\t');
    utf8proc_ssize_t size = utf8proc_encode_char(c, (utf8proc_uint8_t *)text);
    if (size <= 0 || !utf8proc_codepoint_valid(c))
        return false;
    return fold_unit((Str){text, (size_t)size}, 0, (size_t)size, unit) == 1 &&
           unit[0] == c && c != ' ';
}

static void add_char(Alphabet *a, int32_t c)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->chars[i] == c)
            return;
    if (!is_stable(c))
        return;
    if (a->count < ALPHABET_SIZE)
        a->chars[a->count++] = c;
    else
        a->full = true;
}

void alphabet_init(Alphabet *a, Arena *arena, Compiler *compiler)
{
    *a = (Alphabet){.arena = arena, .compiler = compiler};
}

/* A character with its other case and its neighbours, which tell the inside of
 * a range from its end. */
static void collect(Alphabet *a, int32_t c)
{
    if (c < 0x80)
        return; /* all there */
    for (int32_t near = c - 1; near <= c + 1; near++)
        add_char(a, near);
    add_char(a, utf8proc_tolower(c));
    add_char(a, utf8proc_toupper(c));
}

/* \xhh, \x{hhh}, \N{U+hhh}: the digits are what is hexadecimal in it. */
static int32_t escaped(Str text)
{
    char digits[12] = "";
    size_t count = 0;
    for (size_t i = 2; i < text.size && count + 1 < sizeof digits; i++)
        if (strchr("0123456789abcdefABCDEF", text.data[i]))
            digits[count++] = text.data[i];
    return count && count < 8 ? (int32_t)strtol(digits, NULL, 16) : 0;
}

static void collect_text(Alphabet *a, Str folded)
{
    Syntax s;
    syntax_begin(&s, folded);
    for (Token t = syntax_next(&s); t.kind != TOKEN_END; t = syntax_next(&s)) {
        if (t.kind == TOKEN_ESCAPE && (t.escape == 'x' || t.escape == 'N'))
            collect(a, escaped(str_slice(folded, t.begin, t.end)));
        for (size_t at = t.begin; at < t.end;)
            collect(a, fold_decode(folded, &at));
    }
}

static void collect_all(Alphabet *a)
{
    for (size_t i = 0; i + 1 < sizeof preferred; i++)
        a->chars[a->count++] = preferred[i];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        add_char(a, others[i]);
    for (size_t i = 0; i < a->texts.count; i++)
        collect_text(a, a->texts.items[i]);
}

void alphabet_collect(Alphabet *a, Str folded)
{
    *VEC_PUSH(a->arena, &a->texts) = folded;
}

/* What a class takes, as PCRE2 has it. */
static void ask(Alphabet *a, AlphabetClass *class)
{
    int error;
    size_t offset;
    Str open = class->caseless ? STR("(?:") : STR("(?-i:");
    Str pattern = str_join(a->arena, open, class->text, STR(")"));
    pcre2_code *code =
        compile_pattern(a->compiler, pattern, false, &error, &offset);
    if (!code && compile_is_memory(error))
        arena_out_of_memory(a->arena);
    for (uint32_t i = 0; code && i < a->count; i++) {
        char text[4];
        utf8proc_ssize_t size =
            utf8proc_encode_char(a->chars[i], (utf8proc_uint8_t *)text);
        if (compile_match(a->compiler, code, (Str){text, (size_t)size}, true) ==
            COMPILE_MATCH)
            class->bits[i / 64] |= (uint64_t)1 << (i % 64);
    }
    pcre2_code_free(code);
}

/* The same for a class of one plain character, without PCRE2. */
static bool ask_plain(const Alphabet *a, AlphabetClass *class)
{
    size_t at = 0;
    if (class->text.size > 4 || strchr(".\\[", class->text.data[0]))
        return false;
    int32_t c = fold_decode(class->text, &at);
    if (at != class->text.size)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        char text[4];
        bool same = a->chars[i] == c;
        if (!same && class->caseless) {
            utf8proc_ssize_t size =
                utf8proc_encode_char(a->chars[i], (utf8proc_uint8_t *)text);
            same = caseless_equal((Str){text, (size_t)size}, class->text);
        }
        if (same)
            class->bits[i / 64] |= (uint64_t)1 << (i % 64);
    }
    return true;
}

uint32_t alphabet_class(Alphabet *a, Str text, bool caseless)
{
    for (uint32_t i = 0; i < a->classes.count; i++)
        if (a->classes.items[i].caseless == caseless &&
            str_equal(a->classes.items[i].text, text))
            return i;
    AlphabetClass *class = VEC_PUSH(a->arena, &a->classes);
    *class = (AlphabetClass){.text = str_copy(a->arena, text),
                             .caseless = caseless,
                             .behind = -1,
                             .ahead = -1};
    return (uint32_t)a->classes.count - 1;
}

bool alphabet_test(Alphabet *a, uint32_t number, bool behind)
{
    AlphabetClass *class = &a->classes.items[number];
    int8_t *test = behind ? &class->behind : &class->ahead;
    uint32_t *count = behind ? &a->behind_count : &a->ahead_count;
    if (*test >= 0)
        return true;
    if (*count == ALPHABET_TESTS)
        return false;
    *test = (int8_t)(*count)++;
    return true;
}

/* By character: which classes take it, a bit each; blanks differ from all. */
static const uint8_t *rows_of(const Alphabet *a, size_t width)
{
    uint8_t *rows = arena_array(a->arena, a->count, width);
    for (uint32_t i = 0; i < a->classes.count; i++)
        for (uint32_t place = 0; place < a->count; place++)
            if (alphabet_has(a, i, place))
                rows[place * width + i / 8] |= (uint8_t)(1u << (i % 8));
    for (uint32_t place = 0; place < a->count; place++)
        rows[place * width + width - 1] = a->chars[place] == ' ';
    return rows;
}

void alphabet_finish(Alphabet *a)
{
    collect_all(a);
    for (uint32_t i = 0; i < a->classes.count; i++)
        if (!ask_plain(a, &a->classes.items[i]))
            ask(a, &a->classes.items[i]);
    size_t width = a->classes.count / 8 + 2;
    const uint8_t *rows = rows_of(a, width);
    a->symbol_count = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        uint32_t s = 0;
        while (s < a->symbol_count &&
               memcmp(rows + i * width, rows + a->symbols[s] * width, width))
            s++;
        if (s == a->symbol_count)
            a->symbols[a->symbol_count++] = (uint16_t)i;
    }
    for (uint32_t s = 0; s < a->symbol_count; s++) {
        bool blank = a->chars[a->symbols[s]] == ' ';
        a->behind[s] = blank ? ALPHABET_BLANK : 0;
        a->ahead[s] = 0;
        for (uint32_t i = 0; i < a->classes.count; i++) {
            const AlphabetClass *class = &a->classes.items[i];
            if (!alphabet_has(a, i, a->symbols[s]))
                continue;
            if (class->behind >= 0)
                a->behind[s] |= 1u << class->behind;
            if (class->ahead >= 0)
                a->ahead[s] |= 1u << class->ahead;
        }
    }
}

void alphabet_add(const Alphabet *a, uint32_t symbol, Buf *out)
{
    char text[4];
    utf8proc_ssize_t size = utf8proc_encode_char(a->chars[a->symbols[symbol]],
                                                 (utf8proc_uint8_t *)text);
    buf_add(out, (Str){text, (size_t)size});
}
