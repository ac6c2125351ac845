/* The program's own words in the language of a session: _("text") where a text
 * is shown, N_("text") where it only stands in a table. Identifiers, messages
 * of wrong usage and diagnostics stay English. */
#ifndef STANDOFF_CMD_LANGUAGE_H
#define STANDOFF_CMD_LANGUAGE_H

#include <libintl.h>

#include "base/str.h"

#define _(text) gettext(text)
#define N_(text) text

/* The translation of a text that the library gave, or the text itself. */
Str language_word(Str word);

/* From now on _() speaks the language of this BCP 47 tag, or English where
 * there is no translation of the program. Texts are UTF-8 in every locale. */
void language_begin(Str tag);

#endif
