/* Paths of files that name each other: the root folder, and what lies in it.
 *
 * The root is the nearest folder at or above a scenario that holds `packs/`,
 * else the scenario's own folder. Nothing outside it is opened for a file. */
#ifndef STANDOFF_SOURCE_ROOT_H
#define STANDOFF_SOURCE_ROOT_H

#include "base/str.h"

/* The root (absolute) for the file at `path`, and the file's path relative to
 * it, with no `..`. `given` is a root named by the user, or empty. "-" counts
 * as a file in the working folder. False when `path` does not lie in the given
 * root, or a folder cannot be resolved. */
bool source_root(Arena *arena, Str path, Str given, Str *root, Str *relative);

/* The folder of a relative path: "" for "a.yaml", "a/b" for "a/b/c.yaml". */
Str source_path_folder(Str path);

/* `path` as seen from `folder` (relative to the root), made free of `.` and
 * `..`. False when it leaves the root, is absolute, or holds what no portable
 * path holds (`~` first, `$`, a backslash, a control character, "://"). */
bool source_path_join(Arena *arena, Str folder, Str path, Str *joined);

/* How to show a file named `path` by the file shown as `from`. */
Str source_path_shown(Arena *arena, Str from, Str path);

#endif
