/* One character as a terminal shows it: what diag writes escaped, and how many
 * cells it takes. For source, diag and yaml, so that an underline and the
 * text above it cannot disagree. */
#ifndef STANDOFF_SOURCE_GLYPH_H
#define STANDOFF_SOURCE_GLYPH_H

#include "base/str.h"

typedef struct {
    uint32_t code; /* code point; of an invalid byte, the byte */
    uint32_t size; /* bytes it takes in the text, at least 1 */
    bool valid;    /* UTF-8 */
    bool escaped;  /* a terminal must not be given it: control characters,
                      bidi controls, other invisible ones, invalid bytes */
} Glyph;

/* The character at byte `at`, which is within `text`. */
Glyph glyph_at(Str text, size_t at);

enum { GLYPH_ESCAPE_SIZE = 16 };

/* Writes \x1b or \u{202E}, NUL-terminated; the number of bytes. */
size_t glyph_escape(Glyph glyph, char out[GLYPH_ESCAPE_SIZE]);

/* Terminal cells: of the escape when escaped, else by utf8proc. */
uint32_t glyph_cells(Glyph glyph);

#endif
