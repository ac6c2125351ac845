/* What files of every kind have in common: they are read with care, are YAML
 * maps, and begin with `standoff: 1`. */
#ifndef STANDOFF_SCENARIO_FILE_H
#define STANDOFF_SCENARIO_FILE_H

#include "yaml/yaml.h"

/* Reads and parses the file at `path`, at most `limit` bytes, as the next of
 * `sources`. NULL, with diagnostics, when it cannot be read or is no map. */
const YamlNode *file_read(Arena *arena, Sources *sources, Diags *diags,
                          Str path, size_t limit);

/* The same for a file that was read. */
const YamlNode *file_parse(const Sources *sources, uint32_t file, Diags *diags);

/* Reports why a file could not be read. `at` is the place that names the file;
 * empty for a file that the user named. */
void file_report(Diags *diags, SourceStatus status, Span at, Str path,
                 size_t limit, int error);

/* Reports a file of another kind than the one that is read. */
void file_report_kind(Diags *diags, const YamlNode *root, const char *wanted);

#endif
