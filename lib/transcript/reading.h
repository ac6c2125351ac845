/* Private to transcript: what the parts of reading share. read.c reads the file
 * and its steps, names.c what is named and set, expect.c what is expected. */
#ifndef STANDOFF_TRANSCRIPT_READING_H
#define STANDOFF_TRANSCRIPT_READING_H

#include "transcript/transcript.h"

typedef struct {
    Arena *arena;
    Diags *diags;
    const Scenario *scenario;
    const Sources *sources;
} Reading;

/* A kind of thing that a transcript names. */
typedef struct {
    const char *what;
    int32_t (*find)(const Scenario *scenario, Str name);
    bool (*get)(const Scenario *scenario, uint32_t index, Str *name);
} Kind;

extern const Kind kind_state, kind_role, kind_meter, kind_fact, kind_demand,
    kind_intent, kind_ending, kind_stage, kind_inject;

/* Finds a name; false, after a diagnostic, when there is none. */
bool reading_resolve(Reading *reading, const Kind *kind, Str text, Span span,
                     uint32_t *index);

/* The same for a node; false when it is NULL. */
bool reading_resolve_node(Reading *reading, const Kind *kind,
                          const YamlNode *node, uint32_t *index);

/* meters, facts and demands that are set. */
typedef VEC(EngineSet) Sets;
Sets reading_sets(Reading *reading, const YamlNode *map);

/* The expectations of a step. */
typedef VEC(Expectation) Expectations;
Expectations reading_expectations(Reading *reading, const YamlNode *map);

/* The text of a scalar, else nothing. */
static inline Str reading_text(const YamlNode *node)
{
    return node && node->kind == YAML_SCALAR ? node->text : (Str){0};
}

/* The items of a list, or the one that a scalar is. */
static inline size_t reading_count(const YamlNode *node)
{
    if (!node || node->kind == YAML_MAP)
        return 0;
    return node->kind == YAML_LIST ? node->count : 1;
}

static inline const YamlNode *reading_item(const YamlNode *node, size_t i)
{
    return node->kind == YAML_LIST ? node->items[i] : node;
}

#endif
