/* An arena: memory that is given back all at once.
 *
 * One arena per scenario and per command. Its owner supplies the handler that
 * is called when memory runs out, so nothing in the library exits and a test
 * can fail the nth allocation. Other resources (a parser, a compiled pattern)
 * are tied to an arena with arena_defer and released with it. */
#ifndef STANDOFF_BASE_ARENA_H
#define STANDOFF_BASE_ARENA_H

#include <stddef.h>

typedef struct ArenaBlock ArenaBlock;
typedef struct ArenaDeferred ArenaDeferred;

/* Called when memory runs out. Must not return: it leaves by longjmp. */
typedef void ArenaFail(void *context);

typedef struct {
    ArenaBlock *blocks;
    ArenaDeferred *deferred;
    ArenaFail *fail;
    void *context;
} Arena;

/* An empty arena; allocates nothing yet. */
void arena_init(Arena *arena, ArenaFail *fail, void *context);

/* Runs what was deferred, latest first, then frees all memory. The arena is
 * empty afterwards and may be used again. */
void arena_finish(Arena *arena);

/* `size` bytes, zeroed, aligned for any type; never NULL. Calls the failure
 * handler when memory runs out. */
void *arena_alloc(Arena *arena, size_t size);

/* `count` items of `size` bytes; an overflow counts as memory run out. */
void *arena_array(Arena *arena, size_t count, size_t size);

/* Makes arena_finish call `release(object)`. Registers before anything can
 * fail: when memory runs out, `release(object)` is called at once. */
void arena_defer(Arena *arena, void (*release)(void *object), void *object);

/* One zeroed T, or `count` of them. */
#define ARENA_NEW(arena, T) ((T *)arena_alloc((arena), sizeof(T)))
#define ARENA_ARRAY(arena, T, count)                                           \
    ((T *)arena_array((arena), (count), sizeof(T)))

/* Calls the failure handler: for a caller whose own allocation failed. */
_Noreturn void arena_out_of_memory(Arena *arena);

#endif
