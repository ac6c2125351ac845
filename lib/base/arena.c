/* The arena: blocks in a list, each twice as large as the one before up to a
 * bound, a bump pointer in the first. Read arena_alloc. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 18 };

struct ArenaBlock {
    ArenaBlock *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct ArenaDeferred {
    ArenaDeferred *next;
    void (*release)(void *object);
    void *object;
};

void arena_init(Arena *arena, ArenaFail *fail, void *context)
{
    *arena = (Arena){.fail = fail, .context = context};
}

void arena_finish(Arena *arena)
{
    for (ArenaDeferred *d = arena->deferred; d; d = d->next)
        d->release(d->object);
    arena->deferred = NULL;
    for (ArenaBlock *block = arena->blocks; block;) {
        ArenaBlock *next = block->next;
        free(block);
        block = next;
    }
    arena->blocks = NULL;
}

_Noreturn void arena_out_of_memory(Arena *arena)
{
    arena->fail(arena->context);
    abort(); /* the handler's contract: it does not return */
}

static ArenaBlock *block_add(Arena *arena, size_t least)
{
    size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < least)
        size = least;
    ArenaBlock *block = NULL;
    if (size <= SIZE_MAX - sizeof *block)
        block = malloc(sizeof *block + size);
    if (!block)
        arena_out_of_memory(arena);
    *block = (ArenaBlock){.next = arena->blocks, .size = size};
    arena->blocks = block;
    return block;
}

void *arena_alloc(Arena *arena, size_t size)
{
    const size_t unit = alignof(max_align_t);
    if (size > SIZE_MAX - unit)
        arena_out_of_memory(arena);
    size = (size + unit - 1) / unit * unit;
    ArenaBlock *block = arena->blocks;
    if (!block || block->size - block->used < size)
        block = block_add(arena, size);
    void *bytes = block->bytes + block->used;
    block->used += size;
    return memset(bytes, 0, size);
}

void *arena_array(Arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        arena_out_of_memory(arena);
    return arena_alloc(arena, count * size);
}

static void *alloc_or_release(Arena *arena, void (*release)(void *),
                              void *object)
{
    /* A block with room is made first, without the failure handler, so that
     * the object cannot be lost between being made and being registered. */
    ArenaBlock *block = arena->blocks;
    if (!block || block->size - block->used < sizeof(ArenaDeferred) * 2) {
        block = malloc(sizeof *block + FIRST_BLOCK);
        if (!block) {
            release(object);
            arena_out_of_memory(arena);
        }
        *block = (ArenaBlock){.next = arena->blocks, .size = FIRST_BLOCK};
        arena->blocks = block;
    }
    return arena_alloc(arena, sizeof(ArenaDeferred));
}

void arena_defer(Arena *arena, void (*release)(void *object), void *object)
{
    ArenaDeferred *d = alloc_or_release(arena, release, object);
    *d = (ArenaDeferred){arena->deferred, release, object};
    arena->deferred = d;
}
