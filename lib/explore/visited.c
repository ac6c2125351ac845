/* Rows in chunks that never move, and an open-addressing table of their
 * numbers, at most half full. */
#include "explore/visited.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_BITS_FIRST = 12, TABLE_BITS_MOST = 32 };

static uint64_t hash(const uint32_t *packed, uint32_t words)
{
    /* Multiply and fold back, word by word, as in MurmurHash3's finish
     * (Appleby, 2011). */
    uint64_t h = 0x9e3779b97f4a7c15u;
    for (uint32_t i = 0; i < words; i += 2) {
        uint64_t word = packed[i];
        if (i + 1 < words)
            word |= (uint64_t)packed[i + 1] << 32;
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 33;
    }
    h *= 0xc4ceb9fe1a85ec53u;
    return h ^ (h >> 29);
}

static size_t table_bytes(uint32_t bits)
{
    return ((size_t)1 << bits) * sizeof(uint32_t);
}

static void *take(Visited *visited, size_t size)
{
    if (size > visited->limit - visited->taken)
        return NULL;
    void *memory = calloc(1, size);
    if (memory)
        visited->taken += size;
    return memory;
}

bool visited_init(Visited *visited, uint32_t words, size_t limit)
{
    *visited = (Visited){.words = words, .limit = limit};
    visited->table_bits = TABLE_BITS_FIRST;
    if (limit < table_bytes(TABLE_BITS_FIRST))
        visited->limit = table_bytes(TABLE_BITS_FIRST);
    visited->table = take(visited, table_bytes(TABLE_BITS_FIRST));
    return visited->table != NULL;
}

void visited_finish(Visited *visited)
{
    for (size_t i = 0; i < visited->chunk_count; i++)
        free(visited->chunks[i]);
    free(visited->chunks);
    free(visited->table);
    *visited = (Visited){0};
}

/* A few words: a call of memcmp would cost more. */
static bool is_same(const uint32_t *a, const uint32_t *b, uint32_t words)
{
    for (uint32_t i = 0; i < words; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* The slot of a configuration: its own, or the empty one where it belongs. */
static size_t find_slot(const Visited *visited, const uint32_t *packed)
{
    size_t mask = ((size_t)1 << visited->table_bits) - 1;
    size_t slot = hash(packed, visited->words) & mask;
    while (visited->table[slot] &&
           !is_same(visited_get(visited, visited->table[slot] - 1), packed,
                    visited->words))
        slot = (slot + 1) & mask;
    return slot;
}

static bool grow_table(Visited *visited)
{
    uint32_t bits = visited->table_bits + 1;
    uint32_t *bigger =
        bits > TABLE_BITS_MOST ? NULL : take(visited, table_bytes(bits));
    if (!bigger)
        return false;
    free(visited->table);
    visited->taken -= table_bytes(visited->table_bits);
    visited->table = bigger;
    visited->table_bits = bits;
    for (uint32_t i = 0; i < visited->count; i++)
        visited->table[find_slot(visited, visited_get(visited, i))] = i + 1;
    return true;
}

static bool grow_chunks(Visited *visited)
{
    if (visited->chunk_count == visited->chunk_capacity) {
        size_t capacity =
            visited->chunk_capacity ? visited->chunk_capacity * 2 : 16;
        uint32_t **chunks = realloc(visited->chunks, capacity * sizeof *chunks);
        if (!chunks)
            return false;
        visited->chunks = chunks;
        visited->chunk_capacity = capacity;
    }
    size_t row = (visited->words + 1) * sizeof(uint32_t);
    uint32_t *chunk = take(visited, row << VISITED_CHUNK_BITS);
    if (!chunk)
        return false;
    visited->chunks[visited->chunk_count++] = chunk;
    return true;
}

/* Room for one more row and its number. */
static bool has_room(Visited *visited)
{
    if (visited->count == VISITED_NONE - 1)
        return false;
    if (visited->count >> (visited->table_bits - 1) && !grow_table(visited))
        return false;
    return visited->count >> VISITED_CHUNK_BITS < visited->chunk_count ||
           grow_chunks(visited);
}

uint32_t visited_find(const Visited *visited, const uint32_t *packed)
{
    uint32_t held = visited->table[find_slot(visited, packed)];
    return held ? held - 1 : VISITED_NONE;
}

uint32_t visited_add(Visited *visited, const uint32_t *packed, uint32_t parent)
{
    size_t slot = find_slot(visited, packed);
    if (visited->table[slot])
        return visited->table[slot] - 1;
    uint32_t bits = visited->table_bits;
    if (!has_room(visited))
        return VISITED_NONE;
    if (bits != visited->table_bits)
        slot = find_slot(visited, packed);
    uint32_t number = visited->count++;
    uint32_t *row = (uint32_t *)(uintptr_t)visited_get(visited, number);
    memcpy(row, packed, visited->words * sizeof *packed);
    row[visited->words] = parent;
    visited->table[slot] = number + 1;
    return number;
}
