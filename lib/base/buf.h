/* A growing buffer of bytes for text that is being written. A failed
 * allocation is remembered: later calls do nothing, and the owner looks at
 * `failed` once, at the end. */
#ifndef STANDOFF_BASE_BUF_H
#define STANDOFF_BASE_BUF_H

#include <stdbool.h>

#include "base/str.h"

typedef struct {
    char *data; /* NUL-terminated once anything was added */
    size_t size;
    size_t capacity;
    bool failed;
} Buf;

/* A zeroed Buf is empty and ready. */
void buf_finish(Buf *buf);
void buf_clear(Buf *buf);

void buf_add(Buf *buf, Str text);
void buf_add_c(Buf *buf, const char *text);
void buf_add_char(Buf *buf, char c);
void buf_add_repeat(Buf *buf, char c, size_t count);
void buf_printf(Buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

Str buf_str(const Buf *buf);

#endif
