/* String slices; nothing here knows about scenarios. str_distance is the one
 * with an algorithm. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Str str_from(const char *text)
{
    return (Str){text, text ? strlen(text) : 0};
}

bool str_equal(Str a, Str b)
{
    return a.size == b.size && (!a.size || !memcmp(a.data, b.data, a.size));
}

bool str_equal_c(Str a, const char *b)
{
    for (size_t i = 0; i < a.size; i++)
        if (!b[i] || a.data[i] != b[i])
            return false;
    return !b[a.size];
}

int str_compare(Str a, Str b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.data, b.data, size) : 0;
    if (order)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

bool str_starts_with(Str text, const char *prefix)
{
    size_t size = strlen(prefix);
    return text.size >= size && !memcmp(text.data, prefix, size);
}

Str str_slice(Str text, size_t begin, size_t end)
{
    if (end > text.size)
        end = text.size;
    if (begin > end)
        begin = end;
    return (Str){text.data ? text.data + begin : NULL, end - begin};
}

Str str_copy(Arena *arena, Str text)
{
    char *copy = arena_alloc(arena, text.size + 1);
    if (text.size)
        memcpy(copy, text.data, text.size);
    return (Str){copy, text.size};
}

Str str_join(Arena *arena, Str a, Str b, Str c)
{
    char *text = arena_alloc(arena, a.size + b.size + c.size + 1);
    char *end = text;
    const Str parts[] = {a, b, c};
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].size)
            memcpy(end, parts[i].data, parts[i].size);
        end += parts[i].size;
    }
    return (Str){text, (size_t)(end - text)};
}

Str str_format(Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0)
        arena_out_of_memory(arena);
    char *text = arena_alloc(arena, (size_t)size + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)size + 1, format, args);
    va_end(args);
    return (Str){text, (size_t)size};
}

bool str_to_int(Str text, int64_t *out)
{
    size_t i = 0;
    bool negative = false;
    if (text.size && (text.data[0] == '-' || text.data[0] == '+'))
        negative = text.data[i++] == '-';
    if (i == text.size)
        return false;
    int64_t value = 0; /* kept negative: its range is the wider one */
    for (; i < text.size; i++) {
        char c = text.data[i];
        if (c < '0' || c > '9')
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, c - '0', &value))
            return false;
    }
    if (!negative && __builtin_sub_overflow((int64_t)0, value, &value))
        return false;
    *out = value;
    return true;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t str_distance(Str a, Str b, size_t limit)
{
    enum { LONGEST = 64 }; /* names; anything longer is not compared */
    size_t gap = a.size > b.size ? a.size - b.size : b.size - a.size;
    if (gap > limit || a.size > LONGEST || b.size > LONGEST)
        return limit + 1;
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t *now = rows[i % 3], *up = rows[(i + 2) % 3];
        const size_t *two_up = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            bool same = a.data[i - 1] == b.data[j - 1];
            size_t cost = least(now[j - 1] + 1, up[j] + 1);
            cost = least(cost, up[j - 1] + !same);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
                a.data[i - 2] == b.data[j - 1])
                cost = least(cost, two_up[j - 2] + 1);
            now[j] = cost;
        }
    }
    size_t distance = rows[a.size % 3][b.size];
    return distance > limit ? limit + 1 : distance;
}
