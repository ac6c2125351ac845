/* Reads one JSON line into jansson's values. jansson's own parser is not used:
 * it drops bytes when memory runs out and ends at a NUL (docs/decisions.md).
 * Start at json_read, at the end. */
#include "session/json.h"

#include <string.h>

#include "session/text.h"

/* Jansson's own reader does not see that its token buffer failed to grow: it
 * drops bytes of the text, and behind a lost quote runs past the buffer
 * (lex_save, 2.14). Its constructors do report what failed, so the values are
 * jansson's. Start at json_read. */

enum { DEPTH_LIMIT = 64 };

typedef struct {
    Str text;
    size_t at;
    unsigned depth;
    bool failed; /* memory ran out */
} Reader;

static json_t *read_value(Reader *reader);

/* The byte at the present place, 0 at the end: no token begins with it. */
static char peek(const Reader *reader)
{
    return reader->at < reader->text.size ? reader->text.data[reader->at] : 0;
}

static void skip_blanks(Reader *reader)
{
    while (peek(reader) && strchr(" \t\r\n", peek(reader)))
        reader->at++;
}

static bool take(Reader *reader, char c)
{
    if (peek(reader) != c || !c)
        return false;
    reader->at++;
    return true;
}

/* A value that was made, or memory that ran out. */
static json_t *made(Reader *reader, json_t *value)
{
    reader->failed |= !value;
    return value;
}

/* --- Strings ------------------------------------------------------------ */

static bool read_hex(Reader *reader, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        char c = peek(reader);
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            digit = (uint32_t)((c | 32) - 'a') + 10;
        else
            return false;
        *out = *out << 4 | digit;
        reader->at++;
    }
    return true;
}

static void add_utf8(Buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_add_char(out, (char)c);
        return;
    }
    if (c < 0x800) {
        buf_add_char(out, (char)(0xc0 | c >> 6));
    } else {
        if (c < 0x10000) {
            buf_add_char(out, (char)(0xe0 | c >> 12));
        } else {
            buf_add_char(out, (char)(0xf0 | c >> 18));
            buf_add_char(out, (char)(0x80 | (c >> 12 & 0x3f)));
        }
        buf_add_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
    }
    buf_add_char(out, (char)(0x80 | (c & 0x3f)));
}

/* What stands behind `\u`, with the second half of a pair. */
static bool read_unicode(Reader *reader, Buf *out)
{
    uint32_t c, low;
    if (!read_hex(reader, &c) || (c >= 0xdc00 && c <= 0xdfff))
        return false;
    if (c >= 0xd800 && c <= 0xdbff) {
        if (!take(reader, '\\') || !take(reader, 'u') ||
            !read_hex(reader, &low) || low < 0xdc00 || low > 0xdfff)
            return false;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    add_utf8(out, c);
    return true;
}

static bool read_escape(Reader *reader, Buf *out)
{
    static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
    if (take(reader, 'u'))
        return read_unicode(reader, out);
    const char *found = peek(reader) ? strchr(letters, peek(reader)) : NULL;
    if (!found)
        return false;
    buf_add_char(out, bytes[found - letters]);
    reader->at++;
    return true;
}

/* A string, decoded; the quote it begins with is still to be read. */
static bool read_string(Reader *reader, Buf *out)
{
    if (!take(reader, '"'))
        return false;
    while (!take(reader, '"')) {
        size_t begin = reader->at;
        while (reader->at < reader->text.size && peek(reader) != '"' &&
               peek(reader) != '\\') {
            if ((unsigned char)peek(reader) < 0x20)
                return false;
            reader->at++;
        }
        buf_add(out, str_slice(reader->text, begin, reader->at));
        if (take(reader, '\\') ? !read_escape(reader, out)
                               : reader->at == reader->text.size)
            return false;
    }
    reader->failed |= out->failed;
    return !out->failed;
}

static json_t *read_text(Reader *reader)
{
    Buf text = {0};
    json_t *value = NULL;
    if (read_string(reader, &text))
        value = made(reader, json_stringn_nocheck(text.data ? text.data : "",
                                                  text.size));
    buf_finish(&text);
    return value;
}

/* --- Numbers and words -------------------------------------------------- */

static bool take_digits(Reader *reader)
{
    size_t begin = reader->at;
    while (peek(reader) >= '0' && peek(reader) <= '9')
        reader->at++;
    return reader->at > begin;
}

/* A whole number keeps its value. Of any other kind only the kind matters: no
 * field of the protocol takes one. */
static json_t *read_number(Reader *reader)
{
    size_t begin = reader->at;
    bool whole = true;
    take(reader, '-');
    if (!take(reader, '0') && !take_digits(reader))
        return NULL;
    if (take(reader, '.')) {
        whole = false;
        if (!take_digits(reader))
            return NULL;
    }
    if (take(reader, 'e') || take(reader, 'E')) {
        whole = false;
        if (!take(reader, '+'))
            take(reader, '-');
        if (!take_digits(reader))
            return NULL;
    }
    if (!whole)
        return made(reader, json_real(0));
    int64_t number;
    if (!str_to_int(str_slice(reader->text, begin, reader->at), &number))
        return NULL;
    return made(reader, json_integer(number));
}

static json_t *read_word(Reader *reader)
{
    Str rest = str_slice(reader->text, reader->at, reader->text.size);
    json_t *value = NULL;
    if (str_starts_with(rest, "true"))
        value = json_true();
    else if (str_starts_with(rest, "null"))
        value = json_null();
    else if (str_starts_with(rest, "false"))
        value = json_false();
    if (value)
        reader->at += json_is_false(value) ? 5 : 4;
    return value;
}

/* --- Arrays and objects ------------------------------------------------- */

static bool read_item(Reader *reader, json_t *array)
{
    json_t *item = read_value(reader);
    if (!item)
        return false;
    if (json_array_append_new(array, item))
        reader->failed = true;
    return !reader->failed;
}

static bool read_member(Reader *reader, json_t *object)
{
    Buf key = {0};
    json_t *value = NULL;
    skip_blanks(reader);
    bool good = read_string(reader, &key);
    Str name = {key.data ? key.data : "", key.size};
    good = good && !memchr(name.data, '\0', name.size) &&
           !json_object_getn(object, name.data, name.size);
    skip_blanks(reader);
    if (good && take(reader, ':'))
        value = read_value(reader);
    if (value &&
        json_object_setn_new_nocheck(object, name.data, name.size, value))
        reader->failed = true;
    buf_finish(&key);
    return value && !reader->failed;
}

/* Items between brackets; `object` says of which kind. */
static json_t *read_items(Reader *reader, bool object)
{
    char closing = object ? '}' : ']';
    json_t *all = made(reader, object ? json_object() : json_array());
    reader->at++;
    reader->depth++;
    bool good = all && reader->depth <= DEPTH_LIMIT;
    skip_blanks(reader);
    if (good && take(reader, closing)) {
        reader->depth--;
        return all;
    }
    do {
        good = good &&
               (object ? read_member(reader, all) : read_item(reader, all));
        skip_blanks(reader);
    } while (good && take(reader, ','));
    reader->depth--;
    if (good && take(reader, closing))
        return all;
    json_decref(all);
    return NULL;
}

static json_t *read_value(Reader *reader)
{
    skip_blanks(reader);
    char c = peek(reader);
    if (c == '{' || c == '[')
        return read_items(reader, c == '{');
    if (c == '"')
        return read_text(reader);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(reader);
    return read_word(reader);
}

json_t *json_read(Str line, bool *failed)
{
    Reader reader = {.text = line};
    json_t *value = NULL;
    if (source_utf8_valid(line) == line.size)
        value = read_value(&reader);
    skip_blanks(&reader);
    if (reader.at < line.size) {
        json_decref(value);
        value = NULL;
    }
    *failed = reader.failed;
    return value;
}

/* --- Out ---------------------------------------------------------------- */

json_t *json_text(Str text)
{
    if (source_utf8_valid(text) == text.size)
        return json_stringn(text.data ? text.data : "", text.size);
    Buf clean = {0};
    text_clean(text, &clean);
    json_t *value = clean.failed ? NULL : json_stringn(clean.data, clean.size);
    buf_finish(&clean);
    return value;
}

static int write_piece(const char *bytes, size_t size, void *out)
{
    buf_add(out, (Str){bytes, size});
    return 0;
}

void json_write(Buf *out, const json_t *value, size_t flags)
{
    if (!value || json_dump_callback(value, write_piece, out, flags))
        out->failed = true;
}
