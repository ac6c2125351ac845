/* What a file may look like: tables of typed keys.
 *
 * A Shape says which kinds of node a place takes and what they hold; tables of
 * shapes belong to the owner of each kind of file (scenario, pack, ...). One
 * table serves the checker, its suggestions, and the JSON Schema. shape_check
 * reports everything that is wrong about a node's form; afterwards readers
 * below return false for what was reported, and their callers skip it. */
#ifndef STANDOFF_YAML_SHAPE_H
#define STANDOFF_YAML_SHAPE_H

#include "yaml/yaml.h"

typedef enum {
    SHAPE_NOTHING,    /* no scalar stands here */
    SHAPE_TEXT,       /* any text, never empty */
    SHAPE_LINE,       /* text to be said or shown: as TEXT, and a cut-off
                         comment is an error */
    SHAPE_NAME,       /* [a-z][a-z0-9-]* : an identifier */
    SHAPE_SLOT_NAME,  /* [a-z][a-z0-9_]* : at most 32 bytes */
    SHAPE_INTEGER,    /* between low and high */
    SHAPE_BOOLEAN,    /* true or false */
    SHAPE_DURATION,   /* 90s, 5m, 1h30m; at least one second, at most 30 days */
    SHAPE_RANGE,      /* 0..10, 1..1 ; bounds between low and high */
    SHAPE_VALUES,     /* 3 or 2..4 ; between low and high */
    SHAPE_CHANGE,     /* +2, -1, =5 */
    SHAPE_WORD,       /* one of `words` */
    SHAPE_EXPRESSION, /* checked by expr later */
    SHAPE_PATTERN,    /* PCRE2, no control characters */
    SHAPE_PHRASE,     /* plain words, no control characters */
    SHAPE_PATH,       /* of a pack */
} ShapeScalar;

typedef struct Shape Shape;

typedef struct {
    const char *key;
    const Shape *shape;
    bool required;
    const char *about; /* one sentence: schema, hover, docs */
} ShapeKey;

/* Each kind of node that is not described is not allowed here. */
struct Shape {
    const char *what; /* "a line of text or a list of lines": for messages */
    ShapeScalar scalar;
    const char *const *words; /* of SHAPE_WORD, ends with NULL */
    int64_t low, high;        /* of numbers and ranges */
    const Shape *item;        /* a list, of these, not empty unless
                                 may_be_empty */
    const ShapeKey *keys;     /* a map with these keys, ends with {NULL};
                                 hidden from suggestions: none */
    ShapeScalar names;        /* a map with any names as keys, each of this
                                 type (SHAPE_NAME, SHAPE_SLOT_NAME, ...) */
    const Shape *entry;       /* and values of this shape */
    bool may_be_empty;        /* text, list or map; a missing value (`dima:`) */
    bool verbatim;            /* of SHAPE_LINE: never translated */
    const char *fallback;     /* what is meant where the key is left out, as
                                 spelled; NULL: nothing, or no one value */
};

/* Reports everything wrong with the node's form. */
void shape_check(const YamlNode *node, const Shape *shape, Diags *diags);

/* What stands in for a line of text (SHAPE_LINE, not verbatim): another node,
 * or `line` itself. */
typedef const YamlNode *ShapeReplace(void *context, const YamlNode *line);

/* The tree with every line replaced; what is not of the shape stays as it is,
 * parts without lines are shared. New nodes live in `arena`. */
const YamlNode *shape_replace(Arena *arena, const YamlNode *node,
                              const Shape *shape, ShapeReplace *replace,
                              void *context);

/* Readers; false when the node is NULL or was reported by shape_check. */
bool shape_integer(const YamlNode *node, const Shape *shape, int64_t *out);
bool shape_boolean(const YamlNode *node, bool *out);
bool shape_duration(const YamlNode *node, int64_t *milliseconds);
bool shape_range(const YamlNode *node, const Shape *shape, int64_t *low,
                 int64_t *high);
/* A number is a range of one. */
bool shape_values(const YamlNode *node, const Shape *shape, int64_t *low,
                  int64_t *high);
typedef enum { CHANGE_ADD, CHANGE_SET } ShapeChange;
bool shape_change(const YamlNode *node, ShapeChange *how, int64_t *value);
/* The index of the word in `words`, or -1. */
int shape_word(const YamlNode *node, const char *const *words);
bool shape_is_name(Str text);
bool shape_is_slot_name(Str text);

/* The milliseconds of a duration such as 1h30m; false when it is none. Also
 * used by expressions through a plain function of its own text. */
bool shape_duration_text(Str text, int64_t *milliseconds);

#endif
