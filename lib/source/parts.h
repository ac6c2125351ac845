/* What the files of source share with each other and with their tests, and
 * with nobody else. */
#ifndef STANDOFF_SOURCE_PARTS_H
#define STANDOFF_SOURCE_PARTS_H

#include "source/source.h"

/* Fills in lines, line_count and marks from the text. */
void source_lines_make(Arena *arena, Source *source);

/* Opens for reading without blocking and without taking a terminal; -1 and
 * errno on failure. */
int source_open(const char *path);

/* As source_open, below the directory `root`: EINVAL for paths that other
 * programs would read in another way (`~`, `$X`, backslash, URL), EXDEV or
 * ELOOP for those that leave the root. */
int source_open_beneath(const char *root, const char *path);

/* The same for kernels without openat2; follows no symbolic link at all. */
int source_open_by_parts(int root, const char *path);

#endif
