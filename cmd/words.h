/* Lists of words that may be typed: completion, and what was meant. */
#ifndef STANDOFF_CMD_WORDS_H
#define STANDOFF_CMD_WORDS_H

#include "base/buf.h"

/* The word most like `word`, empty when none is near. */
Str words_nearest(const Str *words, size_t count, Str word);

/* *insert gets what all words that begin with `typed` go on with, and a blank
 * after the only one (unless it ends with '='). When there is nothing to
 * insert, *choices gets the words to choose from, one a line. */
void words_complete(const Str *words, size_t count, Str typed, Buf *insert,
                    Buf *choices);

#endif
