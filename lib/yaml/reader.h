/* The state of one run of libyaml over a file. parse.c drives libyaml and
 * owns it; tree.c builds nodes from its events. Private to those two. */
#ifndef STANDOFF_YAML_READER_H
#define STANDOFF_YAML_READER_H

#include <yaml.h>

#include "yaml/parts.h"

/* An open list or map. */
typedef struct {
    YamlNode *node;
    size_t first;  /* its children's place on the pile */
    uint32_t from; /* end of its last child: where the next `-` is sought */
    bool has_key;  /* a map's key waits for its value */
    bool refused;  /* that key was reported and is dropped */
    Str key;
    Span key_span;
} YamlLevel;

typedef struct {
    const Source *source;
    uint32_t file;
    Diags *diags;
    Arena *arena;

    yaml_parser_t parser;
    yaml_event_t event;
    bool plain_ascii; /* libyaml's indices are bytes, not only characters */
    size_t mark;      /* an index in characters ... */
    uint32_t offset;  /* ... and the byte it stands for */

    YamlLevel levels[YAML_DEPTH_LIMIT];
    size_t depth;
    VEC(const YamlNode *) items;
    VEC(YamlEntry) entries;
    size_t node_count;
    YamlNode key_node; /* keys need no node of their own */
    const YamlNode *last;
    const YamlNode *root;
    size_t documents;
    bool ended; /* by `...` */
} YamlReader;

/* One event each; begin..end is where it stands in the file. Add the node to
 * the list or map that is open. */
void yaml_build_scalar(YamlReader *reader, uint32_t begin, uint32_t end);
void yaml_build_alias(YamlReader *reader, uint32_t begin, uint32_t end);

/* Opens a list or map; false when that is one too deep. */
bool yaml_build_open(YamlReader *reader, YamlKind kind, bool flow,
                     uint32_t begin);
void yaml_build_close(YamlReader *reader, uint32_t end);

/* Nothing, `~` or null, as other readers of YAML have it. */
bool yaml_is_null(const YamlNode *scalar);

#endif
