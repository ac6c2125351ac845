/* Private to documents: the one stylesheet of an HTML page, and the checksum by
 * which the page's policy lets it in. */
#ifndef STANDOFF_REPORT_STYLE_H
#define STANDOFF_REPORT_STYLE_H

extern const char *const style_text[]; /* parts, one after another; NULL */

/* SHA-256 of the whole in base 64, with its NUL. */
enum { STYLE_HASH = 45 };
void style_hash(char hash[STYLE_HASH]);

#endif
