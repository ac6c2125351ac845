/* The growing buffer; reserve is the only place that allocates. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_finish(Buf *buf)
{
    free(buf->data);
    *buf = (Buf){0};
}

void buf_clear(Buf *buf)
{
    buf->size = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

/* Room for `more` bytes and a NUL; false once anything has failed. */
static bool reserve(Buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (buf->capacity - buf->size > more)
        return true;
    size_t capacity = buf->capacity ? buf->capacity : 128;
    while (capacity - buf->size <= more && capacity <= SIZE_MAX / 2)
        capacity *= 2;
    char *data =
        capacity - buf->size > more ? realloc(buf->data, capacity) : NULL;
    if (!data) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

void buf_add(Buf *buf, Str text)
{
    if (!reserve(buf, text.size))
        return;
    if (text.size)
        memcpy(buf->data + buf->size, text.data, text.size);
    buf->size += text.size;
    buf->data[buf->size] = '\0';
}

void buf_add_c(Buf *buf, const char *text)
{
    buf_add(buf, str_from(text));
}

void buf_add_char(Buf *buf, char c)
{
    buf_add(buf, (Str){&c, 1});
}

void buf_add_repeat(Buf *buf, char c, size_t count)
{
    if (!reserve(buf, count))
        return;
    memset(buf->data + buf->size, c, count);
    buf->size += count;
    buf->data[buf->size] = '\0';
}

void buf_printf(Buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0) {
        buf->failed = true;
        return;
    }
    if (!reserve(buf, (size_t)size))
        return;
    va_start(args, format);
    vsnprintf(buf->data + buf->size, (size_t)size + 1, format, args);
    va_end(args);
    buf->size += (size_t)size;
}

Str buf_str(const Buf *buf)
{
    return (Str){buf->data, buf->size};
}
