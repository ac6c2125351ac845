/* Characters one by one: decoded by utf8proc, judged by a table of ranges that
 * no terminal should be sent. Knows no lines. */
#include "source/glyph.h"

#include <stdio.h>
#include <utf8proc.h>

/* Line separators, bidi controls, and characters that show nothing. The two
 * joiners (U+200C, U+200D) and the soft hyphen are part of ordinary writing. */
static const struct {
    uint32_t first, last;
} hidden[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c}, {0x180e, 0x180e},
    {0x200b, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0xe0fff},
};

static bool is_hidden(uint32_t code)
{
    if (code >= 0x20 && code < 0x7f)
        return false;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        if (code >= hidden[i].first && code <= hidden[i].last)
            return true;
    }
    return false;
}

Glyph glyph_at(Str text, size_t at)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.data + at;
    if (*bytes < 0x80)
        return (Glyph){*bytes, 1, true, is_hidden(*bytes)};
    utf8proc_int32_t code;
    size_t left = text.size - at < 4 ? text.size - at : 4;
    utf8proc_ssize_t size =
        utf8proc_iterate(bytes, (utf8proc_ssize_t)left, &code);
    if (size <= 0)
        return (Glyph){*bytes, 1, false, true};
    return (Glyph){(uint32_t)code, (uint32_t)size, true,
                   is_hidden((uint32_t)code)};
}

size_t glyph_escape(Glyph glyph, char out[GLYPH_ESCAPE_SIZE])
{
    bool byte = !glyph.valid || glyph.code < 0x80;
    int size = snprintf(out, GLYPH_ESCAPE_SIZE, byte ? "\\x%02x" : "\\u{%04X}",
                        glyph.code);
    return (size_t)size;
}

uint32_t glyph_cells(Glyph glyph)
{
    if (glyph.escaped) {
        char escape[GLYPH_ESCAPE_SIZE];
        return (uint32_t)glyph_escape(glyph, escape);
    }
    if (glyph.code < 0x80)
        return 1;
    int cells = utf8proc_charwidth((utf8proc_int32_t)glyph.code);
    return cells > 0 ? (uint32_t)cells : 0;
}
