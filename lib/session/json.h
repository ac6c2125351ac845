/* JSON of lines: in, as values of jansson, and texts out. */
#ifndef STANDOFF_SESSION_JSON_H
#define STANDOFF_SESSION_JSON_H

#include <jansson.h>

#include "base/buf.h"

/* The value of `line`, which the caller gives back with json_decref; NULL when
 * the line is not one JSON value (RFC 8259) or memory ran out (*failed, else
 * false). Stricter than the RFC: a key twice in one object, invalid UTF-8,
 * half a surrogate pair, a number out of range, a NUL in a key, nesting past
 * 64 levels. */
json_t *json_read(Str line, bool *failed);

/* A text as JSON: a path or a line that was typed need not be UTF-8, what is
 * not becomes U+FFFD. NULL when memory ran out. */
json_t *json_text(Str text);

/* Adds a value as JSON, `flags` as of json_dumps. A NULL counts as memory that
 * ran out; the buffer remembers. Not json_dumps: that goes on when a key could
 * not be written, and the text lacks it. */
void json_write(Buf *out, const json_t *value, size_t flags);

#endif
