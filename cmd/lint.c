/* `standoff lint`: everything that is wrong with files and folders of
 * scenarios. Finds the files here; what is wrong is said by the loader and, of
 * what has loaded, by lint. */
#include "cmd/command.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/outputs.h"
#include "lint/lint.h"
#include "scenario/rubric.h"

typedef struct {
    Outputs outputs;
    Str root;
    LintOptions options;
    size_t files, found; /* found: errors and warnings */
    bool unreadable;
} Lint;

/* Whether the linted file itself could not be read: its finding has no place
 * in a text, that of a pack stands where the pack is named. */
static bool is_unreadable(const Diags *diags)
{
    for (size_t i = 0; i < diags->all.count; i++) {
        DiagId id = diags->all.items[i].id;
        if (diags->all.items[i].span.end == 0 &&
            (id == DIAG_FILE_UNREADABLE || id == DIAG_FILE_NOT_REGULAR))
            return true;
    }
    return false;
}

/* Whether the file was refused for being of another kind only. */
static bool is_other_kind(const Diags *diags)
{
    return diags->all.count && diags->all.items[0].id == DIAG_FILE_KIND;
}

/* Everything that is wrong with the file, whichever kind it is of. */
static void lint_any(const Lint *lint, Arena *arena, Sources *sources,
                     Diags *diags, Str path)
{
    ScenarioOptions options = {.root = lint->root, .check_patterns = true};
    const Scenario *scenario =
        scenario_load(arena, sources, diags, path, &options);
    if (scenario && !lint_run(scenario, &lint->options, diags))
        out_of_memory(NULL);
    if (scenario || !is_other_kind(diags))
        return;
    *sources = (Sources){0};
    diag_init(diags, arena);
    rubric_load(arena, sources, diags, path, (Str){0});
}

static void lint_file(Lint *lint, Str path)
{
    Arena arena;
    Sources sources = {0};
    Diags diags;
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    lint_any(lint, &arena, &sources, &diags, path);
    diag_sort(&diags);
    diag_tell_dropped(&diags);
    outputs_add(&lint->outputs, &(DiagsOfFile){path, &diags, &sources});
    lint->files++;
    lint->found += diags.errors + diags.warnings;
    lint->unreadable |= is_unreadable(&diags);
    arena_finish(&arena);
}

/* --- Folders ------------------------------------------------------------ */

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), tail = strlen(ending);
    return size > tail && !strcmp(name + size - tail, ending);
}

static int listed(const struct dirent *entry)
{
    return entry->d_name[0] != '.'; /* nor hidden files and folders */
}

enum { FOLDERS_DEEP = 64 };

/* Every .yaml and .yml below a folder, by name; links are not followed. */
static bool lint_folder(Lint *lint, const char *folder, int depth)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, listed, alphasort);
    if (count < 0)
        return false;
    for (int i = 0; i < count; i++) {
        struct stat info;
        char *path = NULL;
        const char *name = entries[i]->d_name;
        const char *slash = has_ending(folder, "/") ? "" : "/";
        if (asprintf(&path, "%s%s%s", folder, slash, name) < 0)
            out_of_memory(NULL);
        if (!lstat(path, &info)) {
            bool yaml = has_ending(name, ".yaml") || has_ending(name, ".yml");
            if (S_ISDIR(info.st_mode) && depth < FOLDERS_DEEP)
                lint->unreadable |= !lint_folder(lint, path, depth + 1);
            else if (S_ISREG(info.st_mode) && yaml)
                lint_file(lint, str_from(path));
        }
        free(path);
        free(entries[i]);
    }
    free(entries);
    return true;
}

static void lint_path(Lint *lint, const char *path)
{
    struct stat info;
    if (!strcmp(path, "-") || stat(path, &info) || !S_ISDIR(info.st_mode)) {
        lint_file(lint, str_from(path));
        return;
    }
    size_t before = lint->files;
    Buf safe = {0};
    diag_add_safe(&safe, str_from(path), false);
    if (!lint_folder(lint, path, 0)) {
        fprintf(stderr, "%.*s: error: %s\n", STR_ARGS(buf_str(&safe)),
                strerror(errno));
        lint->unreadable = true;
    } else if (lint->files == before) {
        fprintf(stderr, "%.*s: error: no .yaml file in this folder\n",
                STR_ARGS(buf_str(&safe)));
        lint->unreadable = true;
    }
    buf_finish(&safe);
}

static int lint_all(Lint *lint, const Invocation *invocation)
{
    for (int i = 0; i < invocation->operand_count; i++)
        lint_path(lint, invocation->operands[i]);
    if (!outputs_end(&lint->outputs, invocation))
        return EXIT_FAULT;
    if (lint->unreadable)
        return EXIT_USAGE;
    return lint->found ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
}

static int run(const Invocation *invocation)
{
    Lint lint = {.root = str_from(option_value(invocation, "root")),
                 .options.deep = option_value(invocation, "deep") != NULL};
    int code = EXIT_USAGE;
    if (!invocation->operand_count)
        return usage_error(invocation, "name a file or folder, or '-' for "
                                       "standard input");
    if (outputs_begin(&lint.outputs, invocation))
        code = lint_all(&lint, invocation);
    outputs_finish(&lint.outputs);
    return code;
}

static const Option options[] = {
    {"format", 'f', "FORMAT",
     "auto (default), human, gcc, json, sarif, github or junit"},
    {"output", 'o', "FORMAT=FILE",
     "writes a file, too; may be given several times"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"deep", 0, NULL, "also the rules that take their time, as in CI"},
    {"color", 0, "WHEN", "always, never or auto"},
    {0}};

const Command command_lint = {
    .name = "lint",
    .arguments = "PATH...",
    .summary = "says everything that is wrong with scenario files",
    .about = "Takes files, folders (every .yaml and .yml in them) and '-' for "
             "standard input.\nExit code 0: nothing found; 1: findings; 2: a "
             "file cannot be read.\n'standoff explain CODE' tells more about "
             "a finding.\n",
    .options = options,
    .run = run,
};
