/* The regular part of patterns and phrases, as a tree.
 *
 * Characters, choices, repeats, and what one neighbouring character must be.
 * What is not regular or not understood (other assertions, back references,
 * atomic groups) is marked, so that a reader of the tree can take it for more
 * or for less than it matches, and what it proves stays true. */
#ifndef STANDOFF_INTENT_REGULAR_H
#define STANDOFF_INTENT_REGULAR_H

#include "intent/alphabet.h"
#include "intent/intent.h"

typedef enum {
    REGULAR_EMPTY,
    REGULAR_CLASS,   /* one character of `class` */
    REGULAR_JOIN,    /* children, one after another */
    REGULAR_EITHER,  /* children, alternatives */
    REGULAR_REPEAT,  /* the child, `low` to `high` times */
    REGULAR_PLACE,   /* asks the character before or after; takes none */
    REGULAR_AT_MOST, /* the child, or less than that */
    REGULAR_LOOK,    /* an assertion of more than one character: the child */
    REGULAR_UNKNOWN, /* may take anything */
} RegularKind;

enum { REGULAR_MANY = UINT16_MAX };

typedef struct Regular Regular;
struct Regular {
    RegularKind kind;
    uint32_t class; /* of REGULAR_CLASS, REGULAR_PLACE */
    uint32_t low, high;
    bool behind;  /* PLACE, LOOK: what stands before, not after */
    bool negated; /* PLACE: no such character, or none; LOOK: (?! (?<! */
    bool beyond;  /* CLASS: the match looks at it and does not take it */
    Regular *child, *next;
};

typedef enum {
    REGULAR_PATTERN,
    REGULAR_PHRASE,
    REGULAR_PHRASE_LOOSE, /* the same, also before 't: "can" in "can't" */
} RegularForm;

/* A text of an intent, folded and ready to be read. */
typedef struct {
    Str pattern; /* of a phrase: without its edges */
    RegularForm form;
} RegularText;

/* Folds a pattern or reads a phrase, and collects its characters. False when
 * it has a fault: then it hears nothing. */
bool regular_prepare(Alphabet *a, Str text, RegularForm form, RegularText *out);

/* The tree of a prepared text. Lives in the alphabet's arena. */
const Regular *regular_read(Alphabet *a, const RegularText *text);

#endif
