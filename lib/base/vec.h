/* A growing array in an arena. Growth copies; the old items stay in the arena
 * until it ends, at most as much again. */
#ifndef STANDOFF_BASE_VEC_H
#define STANDOFF_BASE_VEC_H

#include "base/arena.h"

#define VEC(T)                                                                 \
    struct {                                                                   \
        T *items;                                                              \
        size_t count;                                                          \
        size_t capacity;                                                       \
    }

/* Room for one more item: a pointer to it, zeroed; count has moved. */
#define VEC_PUSH(arena, vec)                                                   \
    ((vec)->count == (vec)->capacity                                           \
         ? (void)((vec)->items =                                               \
                      vec_grow((arena), (vec)->items, (vec)->count,            \
                               &(vec)->capacity, sizeof *(vec)->items))        \
         : (void)0,                                                            \
     &(vec)->items[(vec)->count++])

/* Used by VEC_PUSH only. */
void *vec_grow(Arena *arena, const void *items, size_t count, size_t *capacity,
               size_t size);

#endif
