/* Private to the session: texts as they are shown and as they come in. */
#ifndef STANDOFF_SESSION_TEXT_H
#define STANDOFF_SESSION_TEXT_H

#include <jansson.h>

#include "engine/engine.h"

/* Fills {slot} and {role} as of `now`; "{{" gives "{". */
void text_fill(const Scenario *scenario, const Configuration *now, Str text,
               Buf *out);

/* Valid UTF-8: each byte that is none becomes U+FFFD. */
void text_clean(Str text, Buf *out);

/* The value of `line`, which the caller gives back with json_decref; NULL when
 * the line is not one JSON value (RFC 8259) or memory ran out (*failed, else
 * false). Stricter than the RFC: a key twice in one object, invalid UTF-8,
 * half a surrogate pair, a number out of range, a NUL in a key, nesting past
 * 64 levels. */
json_t *json_read(Str line, bool *failed);

#endif
