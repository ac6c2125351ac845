/* The files that a command works on: those named, and those in folders. */
#ifndef STANDOFF_CMD_FILES_H
#define STANDOFF_CMD_FILES_H

#include "base/str.h"

/* `found` says that the file was found in a folder, not named. */
typedef void FileVisit(void *context, Str path, bool found);

/* Calls `visit` with `path`, or, when that is a folder, with every .yaml and
 * .yml below it, by name; hidden ones are left out and links not followed.
 * False, after a message, when a folder cannot be read or holds none. */
bool files_visit(const char *path, FileVisit *visit, void *context);

#endif
