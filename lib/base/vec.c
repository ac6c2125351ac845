/* The growing array's one function. */
#include "base/vec.h"

#include <stdint.h>
#include <string.h>

void *vec_grow(Arena *arena, const void *items, size_t count, size_t *capacity,
               size_t size)
{
    if (*capacity > SIZE_MAX / 2)
        arena_out_of_memory(arena);
    *capacity = *capacity ? *capacity * 2 : 4;
    void *grown = arena_array(arena, *capacity, size);
    if (count)
        memcpy(grown, items, count * size);
    return grown;
}
