/* Private to the loader: a translation laid over the tree of its file, so that
 * the builder and all above it meet one language only. */
#ifndef STANDOFF_SCENARIO_TRANSLATE_H
#define STANDOFF_SCENARIO_TRANSLATE_H

#include "scenario/keys.h"

/* Whether a text is a BCP 47 tag as far as its form goes: parts of one to
 * eight letters and digits, joined by hyphens, at most 35 bytes. */
bool language_is_tag(Str text);

/* Whether `have` serves who asks for `want`: the same, or `want` is a variant
 * of it ("fr" for "fr-CA"). ASCII case does not count. */
bool language_serves(Str have, Str want);

/* The tag as files are named: its first part in small letters ("fr" of "FR").
 */
Str language_named(Arena *arena, Str tag);

/* The tag without its last part: "fr" of "fr-CA", nothing of "fr". */
Str language_wider(Str tag);

/* The path of the translation of `path` into `language`: "a/b.ru.yaml" of
 * "a/b.yaml". */
Str translation_path(Arena *arena, Str path, Str language);

/* The tree of a file, of that shape, in the language of `translation` (a tree
 * of translation_shape): lines replaced, intents heard by the translation's
 * words. Texts without a translation stay. With `complete`, what is missing,
 * stale or unused is reported, in the translation's file. */
const YamlNode *translation_apply(Diags *diags, const YamlNode *translation,
                                  const YamlNode *original, const Shape *shape,
                                  bool complete);

/* Writes a translation to begin with: every text of the original once, in its
 * order, with nothing behind it, and the intents that need words as comments.
 * `name` is the original's, without its folder. */
void translation_begin(Diags *diags, const YamlNode *original,
                       const Shape *shape, Str name, Str language, Buf *out);

#endif
