/* Texts as they are shown and as they come in. */
#ifndef STANDOFF_SESSION_TEXT_H
#define STANDOFF_SESSION_TEXT_H

#include "engine/engine.h"

/* Fills {slot} and {role} as of `now`; "{{" gives "{". */
void text_fill(const Scenario *scenario, const Configuration *now, Str text,
               Buf *out);

/* Valid UTF-8: each byte that is none becomes U+FFFD. */
void text_clean(Str text, Buf *out);

#endif
