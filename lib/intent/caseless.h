/* Comparing folded text without regard to case, and its words. */
#ifndef STANDOFF_INTENT_CASELESS_H
#define STANDOFF_INTENT_CASELESS_H

#include "base/buf.h"
#include "base/str.h"

/* What `\w` means in PCRE2 under UCP: letters, numbers, underscore. */
bool caseless_is_word(int32_t c);

/* The next word, `\w+(?:['-]\w+)*`, of a folded text from *at on, which moves
 * past it; false when there is none. */
bool caseless_next_word(Str text, size_t *at, Str *word);

/* Equality under full case folding. */
bool caseless_equal(Str a, Str b);

/* Adds `text` in the form in which literals are sought: case-folded, so that
 * any two characters that PCRE2's caseless matching takes for one become the
 * same bytes, and everything that `\s` matches in folded text one blank. A
 * blank after a blank (already in `out`, too) is left out. */
void caseless_add(Buf *out, Str text);

#endif
