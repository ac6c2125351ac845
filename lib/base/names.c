/* The table of names: a sorted array. */
#include "base/names.h"

#include <stdlib.h>

void names_add(Arena *arena, Names *names, Str name, uint32_t kind,
               uint32_t index)
{
    *VEC_PUSH(arena, &names->all) = (Name){name, kind, index};
}

static int by_name(const void *left, const void *right)
{
    const Name *a = left, *b = right;
    int order = str_compare(a->name, b->name);
    if (order)
        return order;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

void names_sort(Names *names)
{
    if (names->all.count)
        qsort(names->all.items, names->all.count, sizeof(Name), by_name);
}

const Name *names_find(const Names *names, Str name)
{
    size_t low = 0, high = names->all.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(names->all.items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < names->all.count && str_equal(names->all.items[low].name, name))
        return &names->all.items[low];
    return NULL;
}

size_t names_tolerance(Str name)
{
    return name.size <= 1 ? 0 : name.size <= 4 ? 1 : name.size <= 8 ? 2 : 3;
}

Str names_nearest(const Names *names, Str name, uint32_t kinds)
{
    Str nearest = {0};
    size_t best = names_tolerance(name) + 1;
    for (size_t i = 0; i < names->all.count && best > 1; i++) {
        const Name *candidate = &names->all.items[i];
        if (!(kinds & (1u << candidate->kind)))
            continue;
        size_t distance = str_distance(name, candidate->name, best - 1);
        if (distance < best) {
            best = distance;
            nearest = candidate->name;
        }
    }
    return nearest;
}
