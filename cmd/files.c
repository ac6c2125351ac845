/* Walking folders for scenario files. Start at files_visit. */
#include "cmd/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/command.h"

typedef struct {
    FileVisit *visit;
    void *context;
    size_t count;
} Walk;

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), tail = strlen(ending);
    return size > tail && !strcmp(name + size - tail, ending);
}

static int listed(const struct dirent *entry)
{
    return entry->d_name[0] != '.'; /* nor hidden files and folders */
}

static void complain(const char *path, const char *why)
{
    Buf safe = {0};
    diag_add_safe(&safe, str_from(path), false);
    fprintf(stderr, "%.*s: error: %s\n", STR_ARGS(buf_str(&safe)), why);
    buf_finish(&safe);
}

enum { FOLDERS_DEEP = 64 };

static bool walk_folder(Walk *walk, const char *folder, int depth);

static bool walk_entry(Walk *walk, const char *path, int depth)
{
    struct stat info;
    if (lstat(path, &info))
        return true;
    if (S_ISDIR(info.st_mode) && depth < FOLDERS_DEEP)
        return walk_folder(walk, path, depth + 1);
    if (S_ISREG(info.st_mode) &&
        (has_ending(path, ".yaml") || has_ending(path, ".yml"))) {
        walk->count++;
        walk->visit(walk->context, str_from(path), true);
    }
    return true;
}

static bool walk_folder(Walk *walk, const char *folder, int depth)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, listed, alphasort);
    bool good = count >= 0;
    if (!good)
        complain(folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        char *path = NULL;
        const char *slash = has_ending(folder, "/") ? "" : "/";
        if (asprintf(&path, "%s%s%s", folder, slash, entries[i]->d_name) < 0)
            out_of_memory(NULL);
        good &= walk_entry(walk, path, depth);
        free(path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return good;
}

bool files_visit(const char *path, FileVisit *visit, void *context)
{
    struct stat info;
    Walk walk = {visit, context, 0};
    if (!strcmp(path, "-") || stat(path, &info) || !S_ISDIR(info.st_mode)) {
        visit(context, str_from(path), false);
        return true;
    }
    bool good = walk_folder(&walk, path, 0);
    if (good && !walk.count)
        complain(path, "no .yaml file in this folder");
    return good && walk.count;
}
