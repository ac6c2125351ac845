/* Private to the builder: what its parts share while a scenario is made.
 *
 * build.c collects every definition, then fills the model's arrays; names.c
 * resolves names with suggestions; rule.c makes rules and bodies; load.c finds
 * and reads the files. Start reading at load.c. */
#ifndef STANDOFF_SCENARIO_BUILD_H
#define STANDOFF_SCENARIO_BUILD_H

#include "base/names.h"
#include "scenario/keys.h"
#include "scenario/scenario.h"

/* What a name may stand for. Kinds that share a name space stand together. */
typedef enum {
    KIND_STATE,
    KIND_ENDING,
    KIND_METER,
    KIND_FACT,
    KIND_ROLE,
    KIND_SLOT,
    KIND_INTENT,
    KIND_DEMAND,
    KIND_TRIGGER,
    KIND_INJECT,
    KIND_STAGE,
    KIND_COUNT
} NameKind;

/* A name as it is defined: where, and the value behind the key. */
typedef struct {
    Str name;
    Span span;
    const YamlNode *node;
    int32_t parent; /* of a state */
} Definition;

typedef struct {
    VEC(Definition) all;
} Definitions;

/* One file's tree; packs come before the scenario. */
typedef struct {
    const YamlNode *root;
    uint32_t file;
    Span used_at; /* of a pack: where the scenario names it */
} Tree;

typedef struct {
    Arena *arena;
    const Sources *sources;
    Diags *diags;
    Scenario *scenario;
    bool check_patterns;
    Names spaces[KIND_COUNT]; /* one per name space, see names.c */
    Definitions defined[KIND_COUNT];
    VEC(Rule) rules;
    uint32_t choice_count;
    bool side_unread; /* a role's side was reported: who speaks is unknown */
} Build;

/* Makes the model from the trees, scenario (or the pack alone) last. */
void build_scenario(Build *build, const Tree *trees, size_t tree_count);

/* Walks over the definitions of a kind: `definition`, and its number. */
#define EACH(build, kind, definition, index)                                   \
    for (uint32_t index = 0; index < (build)->defined[kind].all.count;         \
         index++)                                                              \
        for (const Definition *definition =                                    \
                 &(build)->defined[kind].all.items[index];                     \
             definition; definition = NULL)

/* How many there are. */
#define BUILD_COUNT(build, kind) ((uint32_t)(build)->defined[kind].all.count)

/* The texts of a list, empty ones left out. */
const Str *build_texts(Build *build, const YamlNode *list, uint32_t *count);

/* intents.c: fills in the intents; slots are there already. */
void build_intents(Build *build);

/* demands.c: fills in the demands, and their rules. */
void build_demands(Build *build);

/* names.c */
void build_define(Build *build, NameKind kind, Str name, Span span,
                  const YamlNode *node, int32_t parent);
/* Sorts the tables and reports double and reserved names. */
void build_names_finish(Build *build);
/* The number of a defined thing, or NONE; reports nothing. */
int32_t build_find(const Build *build, NameKind kind, Str name);
/* The same for a node that uses a name; reports an undefined one. */
int32_t build_resolve(Build *build, NameKind kind, const YamlNode *node);
int32_t build_resolve_text(Build *build, NameKind kind, Str name, Span span);
/* The callbacks of expressions. */
ExprNames build_expr_names(Build *build);

/* rule.c */
const Expr *build_expression(Build *build, const YamlNode *node,
                             ExprPlace place);
/* A text whose {braces} are checked. */
Str build_line(Build *build, const YamlNode *node);
typedef struct {
    RuleKind kind;
    HolderKind holder_kind;
    uint32_t holder;
    Str where;
    Str name;
    Span span; /* of the name or key; empty in a list */
} Holding;
/* Adds a rule and gives its number; NONE when `node` is NULL. */
int32_t build_rule(Build *build, const YamlNode *node, Holding holding);
/* The one body of its kind in a state or demand, if there is one;
 * holding.where is what comes behind the holder's name. */
int32_t build_place(Build *build, const YamlNode *node,
                    const Definition *holder, Holding holding);
/* The rules of a list under `where`. */
const uint32_t *build_rules(Build *build, const YamlNode *list, Holding holding,
                            uint32_t *count);

static inline Span node_span(const YamlNode *node)
{
    return node ? node->span : (Span){0};
}

/* checks.c: what must be true of every run. */
void build_checks(Build *build, const YamlNode *list);

static inline Str node_text(const YamlNode *node)
{
    return node && node->kind == YAML_SCALAR ? node->text : (Str){0};
}

#endif
