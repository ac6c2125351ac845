/* HTML, one escaper: whatever comes from a file passes through html_text. */
#ifndef STANDOFF_REPORT_HTML_H
#define STANDOFF_REPORT_HTML_H

#include "base/buf.h"

/* Text inside an element or a quoted attribute: markup becomes letters, control
 * and bidi control characters become visible, bytes that are no UTF-8 become
 * U+FFFD. */
void html_text(Buf *out, Str text);

/* The same as paragraphs: a line ends one when the next word would still have
 * fitted into it, or at an empty line; other line breaks are only wrapping. */
void html_paragraphs(Buf *out, Str text);

#endif
