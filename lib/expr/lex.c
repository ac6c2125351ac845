/* Bytes to tokens. Knows no grammar: whether a sign or a keyword may stand
 * where it does is the parser's question. Start at lex_next. */
#include "expr/lex.h"

enum { END_OF_TEXT = -1 };

static const int64_t DURATION_LIMIT = INT64_C(30) * 24 * 3600 * 1000; /* ms */

/* The longer of two signs that begin alike stands first. */
static const struct {
    const char *text;
    TokenKind kind;
    unsigned orders;
    const char *repair; /* of TOKEN_BAD */
} signs[] = {
    {"===", TOKEN_BAD, 0, "write '=='"},
    {"<=", TOKEN_COMPARE, ORDER_LESS | ORDER_EQUAL, NULL},
    {">=", TOKEN_COMPARE, ORDER_GREATER | ORDER_EQUAL, NULL},
    {"==", TOKEN_COMPARE, ORDER_EQUAL, NULL},
    {"!=", TOKEN_COMPARE, ORDER_LESS | ORDER_GREATER, NULL},
    {"=<", TOKEN_BAD, 0, "write '<='"},
    {"=>", TOKEN_BAD, 0, "write '>='"},
    {"<>", TOKEN_BAD, 0, "write '!='"},
    {"&&", TOKEN_BAD, 0, "write 'and'"},
    {"||", TOKEN_BAD, 0, "write 'or'"},
    {"<", TOKEN_COMPARE, ORDER_LESS, NULL},
    {">", TOKEN_COMPARE, ORDER_GREATER, NULL},
    {"(", TOKEN_OPEN, 0, NULL},
    {")", TOKEN_CLOSE, 0, NULL},
    {"+", TOKEN_PLUS, 0, NULL},
    {"=", TOKEN_BAD, 0, "write '=='"},
    {"&", TOKEN_BAD, 0, "write 'and'"},
    {"|", TOKEN_BAD, 0, "write 'or'"},
    {"!", TOKEN_BAD, 0, "write 'not'"},
    {"*", TOKEN_BAD, 0, "only '+' and '-' calculate"},
    {"/", TOKEN_BAD, 0, "only '+' and '-' calculate"},
    {"%", TOKEN_BAD, 0, "only '+' and '-' calculate"},
    {"\"", TOKEN_BAD, 0, "names stand without quotes"},
    {"'", TOKEN_BAD, 0, "names stand without quotes"},
    {"`", TOKEN_BAD, 0, "names stand without quotes"},
    {"{", TOKEN_BAD, 0, "names stand without braces"},
    {"}", TOKEN_BAD, 0, "names stand without braces"},
    {"[", TOKEN_BAD, 0, "write '('"},
    {"]", TOKEN_BAD, 0, "write ')'"},
    {".", TOKEN_BAD, 0, "numbers are whole"},
    {",", TOKEN_BAD, 0, "a function takes one name"},
};

/* What is typed or pasted for a sign of the language. */
static const struct {
    uint32_t code_point;
    const char *repair;
} look_alikes[] = {
    {0x00A0, "write a blank"},
    {0x00AC, "write 'not'"},
    {0x2010, "write '-'"},
    {0x2011, "write '-'"},
    {0x2012, "write '-'"},
    {0x2013, "write '-'"},
    {0x2014, "write '-'"},
    {0x2212, "write '-'"},
    {0x2227, "write 'and'"},
    {0x2228, "write 'or'"},
    {0x2260, "write '!='"},
    {0x2264, "write '<='"},
    {0x2265, "write '>='"},
    {0x202F, "write a blank"},
    {0x201C, "names stand without quotes"},
    {0x201D, "names stand without quotes"},
    {0x2018, "names stand without quotes"},
    {0x2019, "names stand without quotes"},
};

static int byte_at(const Lexer *lexer, size_t at)
{
    return at < lexer->text.size ? (unsigned char)lexer->text.data[at]
                                 : END_OF_TEXT;
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(int c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || is_capital(c) || c == '_';
}

static Token token_bad(DiagId id, Range range, Str message)
{
    return (Token){
        .kind = TOKEN_BAD, .range = range, .id = id, .message = message};
}

static char as_in_names(char c)
{
    if (c == '_')
        return '-';
    return is_capital(c) ? (char)(c - 'A' + 'a') : c;
}

/* A word as names and keywords are written, or one that says how it would be.
 * Capitals and underscores are read as parts of it, to be shown whole. */
static Token lex_word(const Lexer *lexer)
{
    Range range = {lexer->at, lexer->at};
    while (is_letter(byte_at(lexer, range.end)) ||
           is_digit(byte_at(lexer, range.end)) ||
           byte_at(lexer, range.end) == '-')
        range.end++;
    Str word = str_slice(lexer->text, range.begin, range.end);
    char *repaired = arena_alloc(lexer->arena, word.size);
    for (size_t i = 0; i < word.size; i++)
        repaired[i] = as_in_names(word.data[i]);
    Str repair = {repaired, word.size};
    if (str_equal(word, repair))
        return (Token){.kind = TOKEN_NAME, .range = range};
    Str shown = fault_quote(lexer->arena, lexer->text, range);
    if (repaired[0] == '-')
        return token_bad(DIAG_EXPR_SYNTAX, range,
                         str_format(lexer->arena,
                                    "'%.*s' is no name; a name begins with "
                                    "a letter",
                                    STR_ARGS(shown)));
    repair = fault_quote(lexer->arena, repair, (Range){0, repair.size});
    return token_bad(DIAG_EXPR_SYNTAX, range,
                     str_format(lexer->arena,
                                "'%.*s' is not in lower case with hyphens; "
                                "write '%.*s'",
                                STR_ARGS(shown), STR_ARGS(repair)));
}

/* Reads the number before a unit, at most just over the limit. */
static int64_t read_amount(Str text, size_t *at)
{
    int64_t amount = 0;
    for (; *at < text.size && is_digit(text.data[*at]); (*at)++) {
        if (amount <= DURATION_LIMIT)
            amount = amount * 10 + (text.data[*at] - '0');
    }
    return amount;
}

/* Hours, minutes, seconds in this order, each at most once: 1h30m. The value
 * of a duration past the limit is anything past the limit. */
static bool read_duration(Str text, int64_t *milliseconds)
{
    static const struct {
        char letter;
        int64_t milliseconds;
    } units[] = {{'h', 3600 * 1000}, {'m', 60 * 1000}, {'s', 1000}};
    enum { UNIT_COUNT = sizeof units / sizeof *units };
    size_t at = 0, unit = 0;
    *milliseconds = 0;
    while (at < text.size) {
        size_t digits = at;
        int64_t amount = read_amount(text, &at);
        if (at == digits || at == text.size)
            return false;
        while (unit < UNIT_COUNT && units[unit].letter != text.data[at])
            unit++;
        if (unit == UNIT_COUNT)
            return false;
        if (amount > DURATION_LIMIT / units[unit].milliseconds)
            amount = DURATION_LIMIT / units[unit].milliseconds + 1;
        *milliseconds += amount * units[unit++].milliseconds;
        at++;
    }
    return true;
}

static Token lex_duration(const Lexer *lexer, Token token, Str text)
{
    Str shown = fault_quote(lexer->arena, lexer->text, token.range);
    token.kind = TOKEN_DURATION;
    if (!read_duration(text, &token.value))
        return token_bad(DIAG_EXPR_SYNTAX, token.range,
                         str_format(lexer->arena,
                                    "'%.*s' is neither a whole number nor a "
                                    "duration such as 90s, 5m or 1h30m",
                                    STR_ARGS(shown)));
    if (token.value == 0)
        return token_bad(DIAG_EXPR_SYNTAX, token.range,
                         str_format(lexer->arena,
                                    "duration '%.*s' is too short; write at "
                                    "least 1s",
                                    STR_ARGS(shown)));
    token.too_large = token.value > DURATION_LIMIT;
    return token;
}

static Token lex_number(const Lexer *lexer)
{
    Token token = {.kind = TOKEN_NUMBER, .range = {lexer->at, lexer->at}};
    token.negative = byte_at(lexer, lexer->at) == '-';
    size_t digits = lexer->at + token.negative;
    token.range.end = digits;
    bool whole = true;
    for (int c;
         c = byte_at(lexer, token.range.end), is_digit(c) || is_letter(c);
         token.range.end++)
        whole = whole && is_digit(c);
    if (!whole)
        return lex_duration(lexer, token,
                            str_slice(lexer->text, digits, token.range.end));
    Str text = str_slice(lexer->text, token.range.begin, token.range.end);
    token.too_large = !str_to_int(text, &token.value);
    return token;
}

static Token lex_minus(const Lexer *lexer)
{
    size_t at = lexer->at;
    return (Token){
        .kind = TOKEN_MINUS,
        .range = {at, at + 1},
        .spaced = at > 0 && is_blank(byte_at(lexer, at - 1)) &&
                  (is_blank(byte_at(lexer, at + 1)) ||
                   byte_at(lexer, at + 1) == END_OF_TEXT),
    };
}

/* The length of the UTF-8 character at the lexer, 0 when it is none. */
static size_t read_character(const Lexer *lexer, uint32_t *code_point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t lead = (uint32_t)byte_at(lexer, lexer->at);
    size_t size = lead < 0x80                   ? 1
                  : lead >= 0xC2 && lead < 0xE0 ? 2
                  : lead >= 0xE0 && lead < 0xF0 ? 3
                  : lead >= 0xF0 && lead < 0xF5 ? 4
                                                : 0;
    *code_point = size < 2 ? lead : lead & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        int c = byte_at(lexer, lexer->at + i);
        if (c < 0x80 || c > 0xBF)
            return 0;
        *code_point = *code_point << 6 | ((uint32_t)c & 0x3F);
    }
    bool surrogate = *code_point >= 0xD800 && *code_point <= 0xDFFF;
    if (size &&
        (*code_point < least[size] || *code_point > 0x10FFFF || surrogate))
        return 0;
    return size;
}

/* A character that no sign begins with. */
static Token lex_foreign(const Lexer *lexer)
{
    uint32_t code_point;
    size_t size = read_character(lexer, &code_point);
    Range range = {lexer->at, lexer->at + (size ? size : 1)};
    const char *repair = NULL;
    for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++) {
        if (size && look_alikes[i].code_point == code_point)
            repair = look_alikes[i].repair;
    }
    Str message;
    if (!size)
        message = str_format(lexer->arena,
                             "byte 0x%02X is no part of an expression; "
                             "the text is not UTF-8",
                             (unsigned)byte_at(lexer, lexer->at));
    else if (repair)
        message = str_format(lexer->arena,
                             "character U+%04X is no part of an expression; "
                             "%s",
                             (unsigned)code_point, repair);
    else
        message = str_format(lexer->arena,
                             "character U+%04X is no part of an expression; "
                             "names are written a-z, 0-9 and '-'",
                             (unsigned)code_point);
    return token_bad(DIAG_EXPR_SYNTAX, range, message);
}

static Token lex_sign(const Lexer *lexer)
{
    Str rest = str_slice(lexer->text, lexer->at, lexer->text.size);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!str_starts_with(rest, signs[i].text))
            continue;
        Range range = {lexer->at, lexer->at + str_from(signs[i].text).size};
        if (signs[i].kind != TOKEN_BAD)
            return (Token){.kind = signs[i].kind,
                           .range = range,
                           .orders = signs[i].orders};
        return token_bad(DIAG_EXPR_SYNTAX, range,
                         str_format(lexer->arena,
                                    "'%s' is no part of an expression; %s",
                                    signs[i].text, signs[i].repair));
    }
    return lex_foreign(lexer);
}

static Token lex_any(const Lexer *lexer)
{
    int c = byte_at(lexer, lexer->at);
    if (is_letter(c))
        return lex_word(lexer);
    if (is_digit(c) || (c == '-' && is_digit(byte_at(lexer, lexer->at + 1))))
        return lex_number(lexer);
    return c == '-' ? lex_minus(lexer) : lex_sign(lexer);
}

Token lex_next(Lexer *lexer)
{
    while (is_blank(byte_at(lexer, lexer->at)))
        lexer->at++;
    Range rest = {lexer->at, lexer->text.size};
    if (rest.begin == rest.end)
        return (Token){.kind = TOKEN_END, .range = rest};
    if (lexer->tokens++ >= EXPR_TOKEN_LIMIT)
        return token_bad(DIAG_EXPR_DEPTH, rest,
                         str_format(lexer->arena,
                                    "an expression of more than %d words and "
                                    "signs; split it",
                                    EXPR_TOKEN_LIMIT));
    Token token = lex_any(lexer);
    lexer->at = token.range.end;
    return token;
}
