/* A string slice: bytes with a length, not owned, not NUL-terminated unless
 * said so. Lengths come from here, never from strlen of foreign text. */
#ifndef STANDOFF_BASE_STR_H
#define STANDOFF_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct {
    const char *data; /* may be NULL when size is 0 */
    size_t size;      /* bytes */
} Str;

/* A literal as a slice, and a slice as the two arguments of "%.*s". */
#define STR(literal) ((Str){(literal), sizeof(literal) - 1})
#define STR_ARGS(s) (int)(s).size, (s).data ? (s).data : ""

/* The slice of a C string; NULL gives the empty slice. */
Str str_from(const char *text);

bool str_equal(Str a, Str b);
bool str_equal_c(Str a, const char *b);

/* Order by bytes, shorter first when one begins the other. */
int str_compare(Str a, Str b);

bool str_starts_with(Str text, const char *prefix);

/* `text` from byte `begin` up to `end`; both are cut to the text. */
Str str_slice(Str text, size_t begin, size_t end);

/* A copy in the arena, followed by a NUL that is not counted. */
Str str_copy(Arena *arena, Str text);

/* The three one after another, in the arena; followed by a NUL that is not
 * counted. */
Str str_join(Arena *arena, Str a, Str b, Str c);

/* printf into the arena; followed by a NUL that is not counted. */
Str str_format(Arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A decimal integer that takes up the whole text, sign optional; false when it
 * is anything else or does not fit. */
bool str_to_int(Str text, int64_t *out);

/* Number of insertions, deletions, replacements and swaps of neighbours that
 * turn a into b, or `limit` + 1 when there are more (Damerau, 1964, "A
 * technique for computer detection and correction of spelling errors"). */
size_t str_distance(Str a, Str b, size_t limit);

#endif
