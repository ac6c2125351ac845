/* `standoff lint`: everything that is wrong with files and folders of
 * scenarios. Finds the files here; what is wrong is said by the loader and, of
 * what has loaded, by lint. */
#include "cmd/command.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lint/lint.h"
#include "scenario/rubric.h"

typedef void Render(Buf *out, Diags *diags, const Sources *sources, bool color);

static void render_human(Buf *out, Diags *diags, const Sources *sources,
                         bool color)
{
    for (size_t i = 0; i < diags->all.count; i++)
        diag_render_human(out, &diags->all.items[i], sources, color);
}

static void render_gcc(Buf *out, Diags *diags, const Sources *sources,
                       bool color)
{
    (void)color;
    for (size_t i = 0; i < diags->all.count; i++)
        diag_render_gcc(out, &diags->all.items[i], sources);
}

static json_t *json_place(Span span, const Sources *sources)
{
    const Source *source = &sources->files.items[span.file];
    Position begin = source_position(source, span.begin);
    Position end = source_position(source, span.end);
    Buf path = {0};
    diag_add_safe(&path, source->path, false);
    json_t *place =
        json_pack("{s:s#, s:i, s:i, s:i, s:i, s:i, s:i}", "file",
                  path.data ? path.data : "", (int)path.size, "line",
                  (int)begin.line, "column", (int)begin.column, "end-line",
                  (int)end.line, "end-column", (int)end.column, "offset",
                  (int)span.begin, "length", (int)(span.end - span.begin));
    buf_finish(&path);
    return place;
}

static void render_json(Buf *out, Diags *diags, const Sources *sources,
                        bool color)
{
    (void)color;
    static const char *const severities[] = {"error", "warning", "note"};
    for (size_t i = 0; i < diags->all.count; i++) {
        const Diag *diag = &diags->all.items[i];
        const DiagInfo *info = diag_info(diag->id);
        Buf text = {0};
        diag_add_safe(&text, diag->text, false);
        json_t *object =
            json_pack("{s:s, s:s, s:s, s:s#}", "code", info->code, "name",
                      info->name, "severity", severities[info->severity],
                      "text", text.data ? text.data : "", (int)text.size);
        json_object_update_new(object, json_place(diag->span, sources));
        if (diag->has_other) {
            json_t *other = json_place(diag->other, sources);
            json_object_set_new(
                other, "text",
                json_stringn(diag->other_text.data, diag->other_text.size));
            json_object_set_new(object, "other", other);
        }
        char *line = json_dumps(object, JSON_COMPACT);
        out->failed |= !line;
        if (line)
            buf_add_c(out, line);
        buf_add_char(out, '\n');
        free(line);
        json_decref(object);
        buf_finish(&text);
    }
}

static const struct {
    const char *name;
    Render *render;
} formats[] = {
    {"human", render_human}, {"gcc", render_gcc}, {"json", render_json}};

/* --- One run ------------------------------------------------------------ */

typedef struct {
    Render *render;
    bool human;
    bool color;
    Str root;
    LintOptions options;
    size_t files, errors, warnings;
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
    Buf out = {0};
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    lint_any(lint, &arena, &sources, &diags, path);
    diag_sort(&diags);
    lint->render(&out, &diags, &sources, lint->color);
    if (diags.dropped && lint->human)
        buf_printf(&out, "%zu more are not shown\n", diags.dropped);
    if (out.failed)
        out_of_memory(NULL);
    if (out.size)
        print_out(buf_str(&out));
    lint->files++;
    lint->errors += diags.errors;
    lint->warnings += diags.warnings;
    lint->unreadable |= is_unreadable(&diags);
    buf_finish(&out);
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

static void summarise(const Lint *lint)
{
    Buf out = {0};
    buf_printf(&out, "%zu file%s: ", lint->files, lint->files == 1 ? "" : "s");
    if (!lint->errors && !lint->warnings)
        buf_add_c(&out, "nothing found\n");
    else
        buf_printf(&out, "%zu error%s, %zu warning%s\n", lint->errors,
                   lint->errors == 1 ? "" : "s", lint->warnings,
                   lint->warnings == 1 ? "" : "s");
    print_out(buf_str(&out));
    buf_finish(&out);
}

static int run(const Invocation *invocation)
{
    const char *format = option_value(invocation, "format");
    const char *root = option_value(invocation, "root");
    Lint lint = {.root = str_from(root ? root : ""),
                 .options.deep = option_value(invocation, "deep") != NULL};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(format ? format : "human", formats[i].name))
            lint.render = formats[i].render;
    if (!lint.render)
        return usage_error(invocation,
                           "format '%s' is not known; choose human, gcc or "
                           "json",
                           format);
    if (!invocation->operand_count)
        return usage_error(invocation, "name a file or folder, or '-' for "
                                       "standard input");
    lint.human = lint.render == render_human;
    lint.color =
        lint.human && color_wanted(option_value(invocation, "color"), stdout);
    for (int i = 0; i < invocation->operand_count; i++)
        lint_path(&lint, invocation->operands[i]);
    if (lint.human)
        summarise(&lint);
    if (lint.unreadable)
        return EXIT_USAGE;
    return lint.errors || lint.warnings ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
}

static const Option options[] = {
    {"format", 'f', "FORMAT",
     "human (default), gcc, or json: one object a "
     "line"},
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
