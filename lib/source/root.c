/* The root folder and paths inside it; only realpath and stat touch the file
 * system here. */
#include "source/root.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static Str folder_of(Str path)
{
    while (path.size && path.data[path.size - 1] != '/')
        path.size--;
    while (path.size > 1 && path.data[path.size - 1] == '/')
        path.size--;
    return path;
}

Str source_path_folder(Str path)
{
    return folder_of(path);
}

/* The absolute path without links; false when it does not exist. */
static bool resolve(Arena *arena, Str path, Str *out)
{
    char *found = arena_alloc(arena, PATH_MAX);
    if (!realpath(str_copy(arena, path).data, found)) {
        if (errno == ENOMEM)
            arena_out_of_memory(arena);
        return false;
    }
    *out = str_from(found);
    return true;
}

static bool holds_packs(Arena *arena, Str folder)
{
    struct stat info;
    Str packs = str_format(arena, "%.*s/packs", STR_ARGS(folder));
    return !stat(packs.data, &info) && S_ISDIR(info.st_mode);
}

static Str nearest_root(Arena *arena, Str folder)
{
    for (Str at = folder; at.size > 1; at = folder_of(at))
        if (holds_packs(arena, at))
            return at;
    return folder;
}

static Str last_part(Str path)
{
    size_t begin = path.size;
    while (begin && path.data[begin - 1] != '/')
        begin--;
    return str_slice(path, begin, path.size);
}

bool source_root(Arena *arena, Str path, Str given, Str *root, Str *relative)
{
    Str named = folder_of(path), folder;
    if (str_equal_c(path, "-") || !named.size)
        named = STR(".");
    if (!resolve(arena, named, &folder))
        return false;
    if (!given.size)
        *root = str_copy(arena, nearest_root(arena, folder));
    else if (!resolve(arena, given, root))
        return false;
    if (!str_starts_with(folder, root->data))
        return false;
    Str inside = str_slice(folder, root->size, folder.size);
    if (inside.size && root->size > 1) {
        if (inside.data[0] != '/')
            return false; /* /a/b is not inside /a/bc */
        inside = str_slice(inside, 1, inside.size);
    }
    Str file = str_equal_c(path, "-") ? STR("<stdin>") : last_part(path);
    *relative = str_format(arena, "%.*s%s%.*s", STR_ARGS(inside),
                           inside.size ? "/" : "", STR_ARGS(file));
    return true;
}

static bool portable(Str path)
{
    if (!path.size || path.data[0] == '/' || path.data[0] == '~')
        return false;
    for (size_t i = 0; i < path.size; i++) {
        unsigned char c = (unsigned char)path.data[i];
        if (c < ' ' || c == 0x7f || c == '$' || c == '\\')
            return false;
    }
    return !memmem(path.data, path.size, "://", 3);
}

/* Adds the parts of `path` to `out`; false when `..` leads out of it. */
static bool add_parts(char *out, size_t *size, Str path)
{
    while (path.size) {
        size_t end = 0;
        while (end < path.size && path.data[end] != '/')
            end++;
        Str part = str_slice(path, 0, end);
        path = str_slice(path, end + 1, path.size);
        if (!part.size || str_equal_c(part, "."))
            continue;
        if (str_equal_c(part, "..")) {
            if (!*size)
                return false;
            while (*size && out[*size - 1] != '/')
                (*size)--;
            if (*size)
                (*size)--;
            continue;
        }
        if (*size)
            out[(*size)++] = '/';
        memcpy(out + *size, part.data, part.size);
        *size += part.size;
    }
    return true;
}

bool source_path_join(Arena *arena, Str folder, Str path, Str *joined)
{
    if (!portable(path))
        return false;
    char *out = arena_alloc(arena, folder.size + path.size + 3);
    size_t size = 0;
    if (!add_parts(out, &size, folder) || !add_parts(out, &size, path) || !size)
        return false;
    *joined = (Str){out, size};
    return true;
}

Str source_path_shown(Arena *arena, Str from, Str path)
{
    Str folder = folder_of(from);
    bool slash = folder.size && folder.data[folder.size - 1] != '/';
    Str whole = str_format(arena, "%.*s%s%.*s", STR_ARGS(folder),
                           slash ? "/" : "", STR_ARGS(path));
    char *out = arena_alloc(arena, whole.size + 2);
    size_t size = 0;
    bool absolute = whole.size && whole.data[0] == '/';
    if (!add_parts(out, &size, whole))
        return whole; /* leads above where it is seen from: shown as it is */
    return str_format(arena, "%s%.*s", absolute ? "/" : "", (int)size, out);
}
