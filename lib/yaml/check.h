/* One node held against its shape: what shape.c and scalar.c share with each
 * other, and with nobody else. */
#ifndef STANDOFF_YAML_CHECK_H
#define STANDOFF_YAML_CHECK_H

#include "yaml/shape.h"

/* Where a node stands, for messages. */
typedef struct {
    Str key;       /* of the nearest map around it; empty: the file itself */
    Span key_span; /* nothing when there is no key */
    bool item;     /* of a list under that key */
} ShapePlace;

typedef struct {
    Diags *diags;
    const YamlNode *node;
    const Shape *shape;
    ShapePlace place;
} ShapeCheck;

/* True when a further message would only be counted: no need to think of a
 * repair for it. */
bool shape_is_full(const ShapeCheck *check);

/* "'say'", "an item of 'say'", "the file": with what a message begins. */
Str shape_subject(const ShapeCheck *check);

/* Where to point: a value of no bytes cannot be underlined, its key can. */
Span shape_span(const ShapeCheck *check);

void shape_report_empty(const ShapeCheck *check);

enum { SHAPE_SHORT_LIST = 8 }; /* words that are listed when none is near */

/* Candidates for what was meant, and the best so far. */
typedef struct {
    Str name;
    Str nearest;
    size_t best; /* distance of `nearest`, or one more than is tolerated */
    const char *list[SHAPE_SHORT_LIST]; /* the first of them */
    size_t count;
} ShapeGuess;

ShapeGuess shape_guess_begin(Str name);
void shape_guess_add(ShapeGuess *guess, const char *candidate);

/* What a message ends with: the nearest, else all if they are few. */
Str shape_guess_end(Arena *arena, const ShapeGuess *guess);

/* The row of a key in the shape's table, or NULL. */
const ShapeKey *shape_find_key(const Shape *shape, Str key);

/* Reports what is wrong with a scalar where scalars are allowed. */
void shape_check_scalar(const ShapeCheck *check);

/* Reports a key of a map with any names that is not written as names are. */
void shape_check_entry_name(const ShapeCheck *check, const YamlEntry *entry);

#endif
