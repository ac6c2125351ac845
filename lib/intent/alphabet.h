/* A finite alphabet that stands for all of Unicode, for reasoning about
 * patterns.
 *
 * It holds all of ASCII that a folded line may hold, every character that the
 * patterns in question name, its other case and its neighbours, and one or two
 * characters of every general category. Which of them a class takes PCRE2
 * itself is asked, so that there is one reading of classes only. */
#ifndef STANDOFF_INTENT_ALPHABET_H
#define STANDOFF_INTENT_ALPHABET_H

#include "base/vec.h"
#include "intent/compile.h"

enum {
    ALPHABET_SIZE = 448,
    ALPHABET_WORDS = ALPHABET_SIZE / 64,
    ALPHABET_TESTS = 31, /* classes asked of a neighbouring character */
};

/* In `behind`, beside the tests: a blank, or the beginning of the line. Folded
 * lines do not begin or end with a blank, and have no two in a row. */
#define ALPHABET_BLANK (1u << 31)

/* The class of every character, without a number of its own. */
#define ALPHABET_ANY UINT32_MAX

typedef struct {
    Str text; /* as a pattern writes it */
    bool caseless;
    int8_t behind, ahead; /* number of the test of a neighbour, or -1 */
    uint64_t bits[ALPHABET_WORDS];
} AlphabetClass;

typedef struct {
    Arena *arena;
    Compiler *compiler;
    VEC(Str) texts; /* whose characters it will hold */
    int32_t chars[ALPHABET_SIZE];
    uint32_t count;
    bool full; /* some character had no room: nothing proved holds */
    VEC(AlphabetClass) classes;
    uint32_t behind_count, ahead_count;
    /* From alphabet_finish on: one character for all that no class tells from
     * it, and what the tests of neighbours say of each. */
    uint16_t symbols[ALPHABET_SIZE];
    uint32_t symbol_count;
    uint32_t behind[ALPHABET_SIZE], ahead[ALPHABET_SIZE]; /* by symbol */
} Alphabet;

/* Empty but for what is always in it. `compiler` is ready and outlives it. */
void alphabet_init(Alphabet *a, Arena *arena, Compiler *compiler);

/* Takes note of a folded pattern whose characters are to be in it. */
void alphabet_collect(Alphabet *a, Str folded);

/* The number of the class that `text` writes (`x`, `\w`, `[a-z]`); `text` is
 * copied. */
uint32_t alphabet_class(Alphabet *a, Str text, bool caseless);

/* Makes the class one that the character before (`behind`) or after is asked
 * for. False when there is no room for another. */
bool alphabet_test(Alphabet *a, uint32_t number, bool behind);

/* To be called once, when all characters and classes are there: asks what each
 * class takes. */
void alphabet_finish(Alphabet *a);

static inline bool alphabet_has(const Alphabet *a, uint32_t number,
                                uint32_t place)
{
    return number == ALPHABET_ANY ||
           (a->classes.items[number].bits[place / 64] >> (place % 64) & 1);
}

/* Adds the character of a symbol as UTF-8. */
void alphabet_add(const Alphabet *a, uint32_t symbol, Buf *out);

#endif
