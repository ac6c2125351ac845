/* Folding by units, for the parts of hearing that fold less than a text.
 *
 * A unit is a character with the combining marks (or Hangul vowels and finals)
 * after it: what NFC can touch without looking further. Marks past the 64th
 * of a unit are dropped, which bounds the time of hostile text. */
#ifndef STANDOFF_INTENT_FOLD_H
#define STANDOFF_INTENT_FOLD_H

#include "base/str.h"

enum {
    FOLD_MARKS = 64,
    FOLD_UNIT = 320, /* code points a folded unit never reaches */
};

/* The code point at *at, which moves past it; U+FFFD for a bad byte, which is
 * passed alone. *at must be inside `text`. */
int32_t fold_decode(Str text, size_t *at);

/* The end of the unit that begins at `at`, which must be inside `text`. */
size_t fold_unit_end(Str text, size_t at);

/* Folds the unit text[begin..end) into `out`, which has room for FOLD_UNIT;
 * returns how many code points there are, perhaps none. Blanks become U+0020
 * each; runs are the caller's. */
size_t fold_unit(Str text, size_t begin, size_t end, int32_t *out);

#endif
