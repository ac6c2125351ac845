/* `standoff lint`: everything that is wrong with files and folders of
 * scenarios. Finds the files here; what is wrong is said by the loader and, of
 * what has loaded, by lint. */
#include "cmd/command.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/choose.h"
#include "cmd/files.h"
#include "cmd/outputs.h"
#include "lint/lint.h"
#include "scenario/rubric.h"

typedef struct {
    Outputs outputs;
    Str root;
    LintOptions options;
    bool wanted[DIAG_COUNT];
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

static void begin_anew(Arena *arena, Sources *sources, Diags *diags)
{
    *sources = (Sources){0};
    diag_init(diags, arena);
}

/* Everything that is wrong with the file, whichever kind it is of. Comments
 * are judged by what was found, so they come last. */
static void lint_any(const Lint *lint, Arena *arena, Sources *sources,
                     Diags *diags, Str path)
{
    ScenarioOptions options = {.root = lint->root, .check_patterns = true};
    const Scenario *scenario =
        scenario_load(arena, sources, diags, path, &options);
    if (scenario && !lint_run(scenario, &lint->options, diags))
        out_of_memory(NULL);
    if (!scenario && is_other_kind(diags)) {
        begin_anew(arena, sources, diags);
        rubric_load(arena, sources, diags, path, (Str){0});
    }
    if (!scenario && is_other_kind(diags)) {
        begin_anew(arena, sources, diags);
        lint_transcript(arena, sources, diags, path, lint->root);
    }
    lint_suppress(sources, scenario ? scenario->named : 0,
                  scenario || !diags->errors, &lint->options, diags);
}

static void lint_file(Lint *lint, Str path)
{
    Arena arena;
    Sources sources = {0};
    Diags diags;
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    lint_any(lint, &arena, &sources, &diags, path);
    choose_from(&diags, lint->wanted);
    diag_sort(&diags);
    diag_tell_dropped(&diags);
    outputs_add(&lint->outputs, &(DiagsOfFile){path, &diags, &sources});
    lint->files++;
    lint->found += diags.errors + diags.warnings;
    lint->unreadable |= is_unreadable(&diags);
    arena_finish(&arena);
}

static void lint_named(void *context, Str path, bool found)
{
    (void)found;
    lint_file(context, path);
}

static int lint_all(Lint *lint, const Invocation *invocation)
{
    for (int i = 0; i < invocation->operand_count; i++)
        lint->unreadable |=
            !files_visit(invocation->operands[i], lint_named, lint);
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
    lint.options.wanted = lint.wanted;
    if (!choose_codes(invocation, lint.wanted))
        return EXIT_USAGE;
    if (option_value(invocation, "list-rules")) {
        choose_list(lint.wanted);
        return EXIT_NOTHING_FOUND;
    }
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
    {"select", 0, "CODES", "only these, by commas: SO6,example-not-heard"},
    {"ignore", 0, "CODES", "all but these"},
    {"list-rules", 0, NULL, "lists what it may find, and ends"},
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
