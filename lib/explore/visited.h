/* The configurations that a search has found: packed, each once, numbered in
 * the order in which they were found. Knows nothing of what the bits mean. */
#ifndef STANDOFF_EXPLORE_VISITED_H
#define STANDOFF_EXPLORE_VISITED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VISITED_NONE UINT32_MAX /* too large for an enumerator */

enum { VISITED_CHUNK_BITS = 14 }; /* configurations of a chunk, a power of 2 */

typedef struct {
    uint32_t words; /* of a packed configuration */
    uint32_t count;
    size_t limit, taken; /* bytes */
    uint32_t **chunks;   /* rows of words + 1: the last is the parent */
    size_t chunk_count, chunk_capacity;
    uint32_t *table; /* numbers + 1, by hash */
    uint32_t table_bits;
} Visited;

/* False when memory is short. `limit` in bytes bounds all that is taken. */
bool visited_init(Visited *visited, uint32_t words, size_t limit);
void visited_finish(Visited *visited);

/* The number of a configuration, added with its parent if it is new: then the
 * count has moved. VISITED_NONE when there is no room within the limit. */
uint32_t visited_add(Visited *visited, const uint32_t *packed, uint32_t parent);
/* The number of a configuration, or VISITED_NONE. */
uint32_t visited_find(const Visited *visited, const uint32_t *packed);

static inline const uint32_t *visited_get(const Visited *visited,
                                          uint32_t number)
{
    const uint32_t *chunk = visited->chunks[number >> VISITED_CHUNK_BITS];
    uint32_t row = number & ((1u << VISITED_CHUNK_BITS) - 1);
    return chunk + (size_t)row * (visited->words + 1);
}

static inline uint32_t visited_parent(const Visited *visited, uint32_t number)
{
    return visited_get(visited, number)[visited->words];
}

#endif
