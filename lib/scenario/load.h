/* Files of other kinds that are read, and translated, as scenarios are. */
#ifndef STANDOFF_SCENARIO_LOAD_H
#define STANDOFF_SCENARIO_LOAD_H

#include "yaml/shape.h"

/* The tree of the file at `path`, which says `kind: KIND` and has the shape, in
 * `language` (empty: its own; a path may name a translation). NULL after
 * errors, which are in `diags`, empty before. */
const YamlNode *load_tree(Arena *arena, Sources *sources, Diags *diags,
                          Str path, Str language, const Shape *shape,
                          const char *kind);

#endif
