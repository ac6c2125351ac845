/* Private to the session: JSON lines in. */
#ifndef STANDOFF_SESSION_JSON_H
#define STANDOFF_SESSION_JSON_H

#include <jansson.h>

#include "base/str.h"

/* The value of `line`, which the caller gives back with json_decref; NULL when
 * the line is not one JSON value (RFC 8259) or memory ran out (*failed, else
 * false). Stricter than the RFC: a key twice in one object, invalid UTF-8,
 * half a surrogate pair, a number out of range, a NUL in a key, nesting past
 * 64 levels. */
json_t *json_read(Str line, bool *failed);

#endif
