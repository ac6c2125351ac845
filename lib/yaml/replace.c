/* A tree with other lines of text in it, found by their shapes: how a
 * translation is laid over a file. Start at shape_replace. */
#include "yaml/check.h"

typedef struct {
    Arena *arena;
    ShapeReplace *replace;
    void *context;
} Replacing;

static const YamlNode *replaced(const Replacing *to, const YamlNode *node,
                                const Shape *shape);

static const YamlNode *replaced_list(const Replacing *to, const YamlNode *list,
                                     const Shape *shape)
{
    if (!shape->item)
        return list;
    YamlNode *copy = ARENA_NEW(to->arena, YamlNode);
    const YamlNode **items =
        ARENA_ARRAY(to->arena, const YamlNode *, list->count);
    for (size_t i = 0; i < list->count; i++)
        items[i] = replaced(to, list->items[i], shape->item);
    *copy = *list;
    copy->items = items;
    return copy;
}

static const YamlNode *replaced_map(const Replacing *to, const YamlNode *map,
                                    const Shape *shape)
{
    if (!shape->keys && !shape->entry)
        return map;
    YamlNode *copy = ARENA_NEW(to->arena, YamlNode);
    YamlEntry *entries = ARENA_ARRAY(to->arena, YamlEntry, map->count);
    for (size_t i = 0; i < map->count; i++) {
        const ShapeKey *known = shape_find_key(shape, map->entries[i].key);
        const Shape *inner = known ? known->shape : shape->entry;
        entries[i] = map->entries[i];
        if (inner)
            entries[i].value = replaced(to, entries[i].value, inner);
    }
    *copy = *map;
    copy->entries = entries;
    return copy;
}

static const YamlNode *replaced(const Replacing *to, const YamlNode *node,
                                const Shape *shape)
{
    switch (node->kind) {
    case YAML_SCALAR:
        return shape->scalar == SHAPE_LINE && !shape->verbatim && !node->bad
                   ? to->replace(to->context, node)
                   : node;
    case YAML_LIST:
        return replaced_list(to, node, shape);
    case YAML_MAP:
        return replaced_map(to, node, shape);
    }
    return node;
}

const YamlNode *shape_replace(Arena *arena, const YamlNode *node,
                              const Shape *shape, ShapeReplace *replace,
                              void *context)
{
    Replacing to = {arena, replace, context};
    return replaced(&to, node, shape);
}
