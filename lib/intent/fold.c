/* Folding: one form for all ways to type a text. Looks at one unit (fold.h)
 * at a time, so that every folded byte knows where it came from, and repeats
 * NFC and the table until nothing changes, so that folding twice is folding
 * once. Knows nothing of patterns. Start at intent_fold. */
#include "intent/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "intent/intent.h"

enum { BAD = 0xFFFD };

int32_t fold_decode(Str text, size_t *at)
{
    const unsigned char *bytes = (const unsigned char *)text.data + *at;
    if (*bytes < 0x80) {
        ++*at;
        return *bytes;
    }
    utf8proc_int32_t c = BAD;
    utf8proc_ssize_t size =
        utf8proc_iterate(bytes, (utf8proc_ssize_t)(text.size - *at), &c);
    *at += size > 0 ? (size_t)size : 1;
    return size > 0 ? c : BAD;
}

static bool is_mark(const utf8proc_property_t *property)
{
    return property->category == UTF8PROC_CATEGORY_MN ||
           property->category == UTF8PROC_CATEGORY_ME;
}

/* Whether NFC may join c to the character before it. */
static bool is_extender(int32_t c)
{
    if (c < 0x300)
        return false;
    if ((c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FF))
        return true;
    if (c >= 0x370 && c < 0x483)
        return false;
    const utf8proc_property_t *property = utf8proc_get_property(c);
    return property->combining_class || is_mark(property) ||
           property->category == UTF8PROC_CATEGORY_MC;
}

size_t fold_unit_end(Str text, size_t at)
{
    fold_decode(text, &at);
    while (at < text.size && (unsigned char)text.data[at] >= 0x80) {
        size_t next = at;
        if (!is_extender(fold_decode(text, &next)))
            break;
        at = next;
    }
    return at;
}

/* What characters fold to that have no canonical decomposition, in order.
 * Cyrillic is written as escapes beside the letter that folds to it. */
static const struct {
    int32_t character;
    const char *folded;
} specials[] = {
    {0xAB, "\""},      /* « */
    {0xBB, "\""},      /* » */
    {0xC6, "AE"},      /* Æ */
    {0xD8, "O"},       /* Ø */
    {0xDF, "ss"},      /* ß */
    {0xE6, "ae"},      /* æ */
    {0xF8, "o"},       /* ø */
    {0x141, "L"},      /* Ł */
    {0x142, "l"},      /* ł */
    {0x152, "OE"},     /* Œ */
    {0x153, "oe"},     /* œ */
    {0x401, "\u0415"}, /* Ё */
    {0x451, "\u0435"}, /* ё */
    {0x492, "\u0413"}, /* Ғ */
    {0x493, "\u0433"}, /* ғ */
    {0x49A, "\u041A"}, /* Қ */
    {0x49B, "\u043A"}, /* қ */
    {0x4B2, "\u0425"}, /* Ҳ */
    {0x4B3, "\u0445"}, /* ҳ */
    {0x4B6, "\u0427"}, /* Ҷ */
    {0x4B7, "\u0447"}, /* ҷ */
    {0x4E2, "\u0418"}, /* Ӣ */
    {0x4E3, "\u0438"}, /* ӣ */
    {0x4EE, "\u0423"}, /* Ӯ */
    {0x4EF, "\u0443"}, /* ӯ */
    {0x1E9E, "SS"},    /* ẞ */
    {0x2010, "-"},     /* ‐ */
    {0x2011, "-"},     /* no-break hyphen */
    {0x2012, "-"},     /* figure dash */
    {0x2013, "-"},     /* – */
    {0x2014, "-"},     /* — */
    {0x2015, "-"},     /* ― */
    {0x2018, "'"},     /* ‘ */
    {0x2019, "'"},     /* ’ */
    {0x201A, "'"},     /* ‚ */
    {0x201B, "'"},     /* ‛ */
    {0x201C, "\""},    /* “ */
    {0x201D, "\""},    /* ” */
    {0x201E, "\""},    /* „ */
    {0x201F, "\""},    /* ‟ */
    {0x2026, "..."},   /* … */
    {0x2032, "'"},     /* ′ */
    {0x2033, "\""},    /* ″ */
    {0x2212, "-"},     /* − */
};

static const char *fold_special(int32_t c)
{
    size_t low = 0, high = sizeof specials / sizeof *specials;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (specials[middle].character < c)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < sizeof specials / sizeof *specials &&
                 specials[low].character == c;
    return found ? specials[low].folded : NULL;
}

static bool is_blank(int32_t c, const utf8proc_property_t *property)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 ||
           c == 0x2029 || c == 0xFEFF ||
           property->category == UTF8PROC_CATEGORY_ZS;
}

/* The blocks whose letters are Latin: of these only have canonical
 * decompositions that begin with a letter. */
static bool is_latin(int32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= 0xC0 && c <= 0x2AF && c != 0xD7 && c != 0xF7) ||
           (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x2C60 && c <= 0x2C7F) ||
           (c >= 0xA722 && c <= 0xA7FF) || (c >= 0xAB30 && c <= 0xAB64);
}

static size_t decompose(int32_t c, int32_t *out, size_t room)
{
    int last = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        c, out, (utf8proc_ssize_t)room,
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE), &last);
    return count > 0 && (size_t)count <= room ? (size_t)count : 0;
}

static size_t put_text(const char *text, int32_t *out)
{
    Str rest = str_from(text);
    size_t count = 0;
    for (size_t at = 0; at < rest.size;)
        out[count++] = fold_decode(rest, &at);
    return count;
}

/* Folds one composed code point: up to three of them, or none for a mark. */
static size_t fold_code_point(int32_t c, int32_t *out)
{
    const char *special = fold_special(c);
    if (special)
        return put_text(special, out);
    const utf8proc_property_t *property = utf8proc_get_property(c);
    if (is_mark(property))
        return 0;
    out[0] = is_blank(c, property) ? ' ' : c;
    if (!is_latin(c) || c < 0x80)
        return 1;
    int32_t parts[8];
    if (decompose(c, parts, 8) < 2 || !is_latin(parts[0]))
        return 1;
    special = fold_special(parts[0]); /* ǿ is ø with an accent */
    if (special)
        return put_text(special, out);
    out[0] = parts[0];
    return 1;
}

/* Canonical order: marks by class, stable; a unit is short (FOLD_MARKS). */
static void order_marks(int32_t *c, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int32_t moved = c[i];
        int rank = utf8proc_get_property(moved)->combining_class;
        size_t j = i;
        while (rank && j &&
               utf8proc_get_property(c[j - 1])->combining_class > rank) {
            c[j] = c[j - 1];
            j--;
        }
        c[j] = moved;
    }
}

/* `in` in NFC; returns the new count. */
static size_t compose(const int32_t *in, size_t count, int32_t *out)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += decompose(in[i], out + size, FOLD_UNIT - size);
    order_marks(out, size);
    utf8proc_ssize_t composed = utf8proc_normalize_utf32(
        out, (utf8proc_ssize_t)size,
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    return composed > 0 ? (size_t)composed : 0;
}

size_t fold_unit(Str text, size_t begin, size_t end, int32_t *out)
{
    int32_t composed[FOLD_UNIT];
    size_t count = 0;
    Str unit = str_slice(text, 0, end);
    while (begin < end && count <= FOLD_MARKS)
        out[count++] = fold_decode(unit, &begin);
    const char *special = count == 1 ? fold_special(out[0]) : NULL;
    if (special)
        return put_text(special, out);
    /* Dropped marks may let what is left compose: until nothing changes. */
    for (bool again = true; again && count;) {
        size_t before = count;
        size_t size = compose(out, count, composed);
        int32_t folded[FOLD_UNIT];
        count = 0;
        for (size_t i = 0; i < size && count + 3 < FOLD_UNIT; i++)
            count += fold_code_point(composed[i], folded + count);
        again = count != before || memcmp(out, folded, count * sizeof *out);
        memcpy(out, folded, count * sizeof *out);
    }
    return count;
}

/* Collects folded bytes and their origins, in pieces that Buf takes whole. */
typedef struct {
    Buf *out, *map;
    char bytes[256];
    uint32_t origins[256];
    size_t count;
    bool begun;      /* anything but blanks was seen */
    bool blank;      /* a blank waits for what follows it */
    size_t blank_at; /* where the run of blanks began */
} Writer;

static void flush(Writer *w)
{
    buf_add(w->out, (Str){w->bytes, w->count});
    if (w->map)
        buf_add(w->map,
                (Str){(const char *)w->origins, w->count * sizeof *w->origins});
    w->count = 0;
}

static void put_byte(Writer *w, char byte, size_t origin)
{
    if (w->count == sizeof w->bytes)
        flush(w);
    w->origins[w->count] = (uint32_t)origin;
    w->bytes[w->count++] = byte;
}

static void put_blank(Writer *w, size_t origin)
{
    if (!w->blank)
        w->blank_at = origin;
    w->blank = true;
}

static inline void put_character(Writer *w, const char *bytes, size_t size,
                                 size_t origin)
{
    if (w->blank && w->begun)
        put_byte(w, ' ', w->blank_at);
    w->blank = false;
    w->begun = true;
    for (size_t i = 0; i < size; i++)
        put_byte(w, bytes[i], origin);
}

static void put_unit(Writer *w, Str text, size_t begin, size_t end)
{
    int32_t unit[FOLD_UNIT];
    size_t count = fold_unit(text, begin, end, unit);
    for (size_t i = 0; i < count; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t size = utf8proc_encode_char(unit[i], bytes);
        if (unit[i] == ' ')
            put_blank(w, begin);
        else
            put_character(w, (const char *)bytes, (size_t)size, begin);
    }
}

/* Whether surely no combining mark begins at `at`: the end, ASCII, a character
 * below U+0300 or a letter of the Cyrillic block. */
static inline bool is_plain_at(Str text, size_t at)
{
    unsigned char byte = at < text.size ? (unsigned char)text.data[at] : 0;
    return byte < 0x80 || (byte >= 0xC2 && byte <= 0xCB) || byte == 0xD0 ||
           byte == 0xD1;
}

/* Letters of the Russian alphabet that stand for themselves. */
static bool is_plain_cyrillic(Str text, size_t at)
{
    const unsigned char *b = (const unsigned char *)text.data + at;
    if (text.size - at < 2)
        return false;
    bool letter = (b[0] == 0xD0 && b[1] >= 0x90 && b[1] < 0xC0) ||
                  (b[0] == 0xD1 && b[1] >= 0x80 && b[1] < 0x90);
    return letter && is_plain_at(text, at + 2);
}

void intent_fold(Buf *out, Str text, Buf *map)
{
    Writer w; /* its arrays are not worth clearing */
    w.out = out;
    w.map = map;
    w.count = w.blank_at = 0;
    w.begun = w.blank = false;
    const char *data = text.data;
    for (size_t at = 0; at < text.size;) {
        unsigned char byte = (unsigned char)data[at];
        if (byte < 0x80 && is_plain_at(text, at + 1)) {
            if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
                put_blank(&w, at);
            else
                put_character(&w, data + at, 1, at);
            at++;
        } else if (is_plain_cyrillic(text, at)) {
            put_character(&w, data + at, 2, at);
            at += 2;
        } else {
            size_t end = fold_unit_end(text, at);
            put_unit(&w, text, at, end);
            at = end;
        }
    }
    flush(&w);
    uint32_t end = (uint32_t)(w.blank ? w.blank_at : text.size);
    if (map)
        buf_add(map, (Str){(const char *)&end, sizeof end});
}
