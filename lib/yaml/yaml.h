/* YAML as a tree of nodes with a byte span on each.
 *
 * libyaml's events become nodes of three kinds. Caps on depth, nodes and
 * scalars are held while events arrive; anchors, aliases, merge keys, tags,
 * duplicate keys and second documents are errors with a repair. Knows no
 * meaning: that begins with shape.h. */
#ifndef STANDOFF_YAML_YAML_H
#define STANDOFF_YAML_YAML_H

#include "diag/diag.h"

enum {
    YAML_DEPTH_LIMIT = 64,
    YAML_NODE_LIMIT = 200000,
    YAML_SCALAR_LIMIT = 64 * 1024, /* bytes */
    YAML_KEY_LIMIT = 16 * 1024,    /* bytes: a translation's keys are texts */
    YAML_DIRECTIVE_LIMIT = 8,      /* lines that begin with % */
};

typedef enum { YAML_SCALAR, YAML_LIST, YAML_MAP } YamlKind;

typedef enum {
    YAML_PLAIN,
    YAML_SINGLE_QUOTED,
    YAML_DOUBLE_QUOTED,
    YAML_LITERAL, /* | */
    YAML_FOLDED,  /* > */
} YamlStyle;

typedef struct YamlNode YamlNode;
typedef struct YamlEntry YamlEntry;

struct YamlNode {
    YamlKind kind;
    YamlStyle style; /* of a scalar */
    Span span;       /* of the value itself; a block collection ends after its
                        last value */
    uint32_t head;   /* offset of the key of a map's value, of the `-` of a
                        block list's item, else of the node: what `line`
                        means in the event stream */
    Str text;        /* of a scalar: decoded; plain `~`, `null` and nothing
                        at all keep their spelling */
    bool flow;       /* a list or map written with [] or {} */
    bool bad;        /* reported already (an alias, a key refused in a map):
                        what would only follow from that stays silent */
    uint32_t cut;    /* of a plain scalar whose rest a comment may have cut
                        off, " #" directly followed by a non-blank: the end of
                        that comment; else 0 */
    Span control;    /* of the first escape in double quotes that makes a
                        control character; empty when there is none */
    const YamlNode *const *items; /* of a list */
    const YamlEntry *entries;     /* of a map, in written order */
    size_t count;
};

struct YamlEntry {
    Str key;
    Span key_span;
    const YamlNode *value;
};

/* Parses file number `file` into *root. What is wrong is added to `diags`;
 * *root is NULL when no tree could be made (unreadable file, syntax error, cap
 * on depth or nodes, root that is no map), else a tree of what is left: an
 * alias or a text past its cap is an empty scalar marked bad, a key that was
 * refused or stands twice is not in its map. Nodes live in the arena of
 * `diags`. */
void yaml_parse(const Sources *sources, uint32_t file, Diags *diags,
                const YamlNode **root);

/* The value of a key, or NULL; also NULL when `map` is NULL or no map. */
const YamlNode *yaml_get(const YamlNode *map, const char *key);

/* A text short enough to be quoted in a message. */
Str yaml_shorten(Arena *arena, Str text);

/* The bytes in the file that bytes begin..end of a scalar's decoded text come
 * from: exact in plain, quoted (escapes) and block (indentation) scalars. */
Span yaml_span_in(const Sources *sources, const YamlNode *scalar, size_t begin,
                  size_t end);

#endif
