/* Files of the language: opened, parsed, and of a version this program reads.
 * Knows nothing of their kinds. */
#include "scenario/file.h"

#include <errno.h>
#include <string.h>

/* Whether a pack was refused because a link leads out of the root. */
static bool leaves_root(Span at, int error)
{
    return at.end && (error == EXDEV || error == ELOOP);
}

void file_report(Diags *diags, SourceStatus status, Span at, Str path,
                 size_t limit, int error)
{
    switch (status) {
    case SOURCE_OK:
        break;
    case SOURCE_UNREADABLE:
        if (leaves_root(at, error))
            diag_add(diags, DIAG_PACK_PATH, at,
                     "'%.*s' leaves the root folder by a link; copy the pack "
                     "into it",
                     STR_ARGS(path));
        else
            diag_add(diags, DIAG_FILE_UNREADABLE, at,
                     "'%.*s' cannot be read: %s", STR_ARGS(path),
                     strerrordesc_np(error) ? strerrordesc_np(error)
                                            : "unknown reason");
        break;
    case SOURCE_DIRECTORY:
        diag_add(diags, DIAG_FILE_NOT_REGULAR, at,
                 "'%.*s' is a folder; name a file in it", STR_ARGS(path));
        break;
    case SOURCE_NOT_REGULAR:
        diag_add(diags, DIAG_FILE_NOT_REGULAR, at,
                 "'%.*s' is not a regular file", STR_ARGS(path));
        break;
    case SOURCE_TOO_LARGE:
        diag_add(diags, DIAG_FILE_TOO_LARGE, at,
                 "'%.*s' is larger than %zu bytes, the limit for one file",
                 STR_ARGS(path), limit);
        break;
    }
}

/* The version is looked at before anything else: a file of another version
 * gets that one message and no more. */
static bool version_is_ours(const YamlNode *root, Diags *diags)
{
    const YamlNode *version = yaml_get(root, "standoff");
    if (!version || version->kind != YAML_SCALAR)
        return true; /* reported by its shape */
    int64_t number;
    if (str_to_int(version->text, &number) && number != 1) {
        diag_add(diags, DIAG_SHAPE_VERSION, version->span,
                 "format version '%.*s' is not one this program reads; it "
                 "reads version 1",
                 STR_ARGS(version->text));
        return false;
    }
    if (!str_equal_c(root->entries[0].key, "standoff"))
        diag_add(diags, DIAG_SHAPE_VERSION, root->entries[0].key_span,
                 "the first key is '%.*s'; put 'standoff: 1' before it",
                 STR_ARGS(root->entries[0].key));
    return true;
}

const YamlNode *file_parse(const Sources *sources, uint32_t file, Diags *diags)
{
    const YamlNode *root = NULL;
    yaml_parse(sources, file, diags, &root);
    return root && root->kind == YAML_MAP && version_is_ours(root, diags)
               ? root
               : NULL;
}

const YamlNode *file_read(Arena *arena, Sources *sources, Diags *diags,
                          Str path, size_t limit)
{
    uint32_t file;
    int error = 0;
    SourceStatus status =
        source_read(arena, sources, path, limit, &file, &error);
    file_report(diags, status, (Span){file, 0, 0}, path, limit, error);
    return status == SOURCE_OK ? file_parse(sources, file, diags) : NULL;
}

void file_report_kind(Diags *diags, const YamlNode *root, const char *wanted)
{
    const YamlNode *kind = yaml_get(root, "kind");
    diag_add(diags, DIAG_FILE_KIND, kind ? kind->span : root->span,
             "this file is a '%.*s', not a %s; name another file",
             kind ? (int)kind->text.size : 8,
             kind ? kind->text.data : "scenario", wanted);
}
