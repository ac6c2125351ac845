/* Finds and reads a scenario's files - itself and the packs it uses - and
 * hands their trees to the builder. Start at scenario_load. */
#include "scenario/build.h"

#include <errno.h>
#include <string.h>

#include "source/root.h"

/* Whether a pack was refused because a link leads out of the root. */
static bool leaves_root(Span at, int error)
{
    return at.end && (error == EXDEV || error == ELOOP);
}

/* `at` is the place that names the file; empty for the first file. */
static void report_read(Diags *diags, SourceStatus status, Span at, Str path,
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

/* One of the kinds of file this module knows, or NONE. */
enum { FILE_SCENARIO, FILE_PACK };

static int kind_of(const YamlNode *root)
{
    const YamlNode *kind = yaml_get(root, "kind");
    return kind ? shape_word(kind, words_file_kind) : FILE_SCENARIO;
}

static const YamlNode *parse(const Sources *sources, uint32_t file,
                             Diags *diags)
{
    const YamlNode *root = NULL;
    yaml_parse(sources, file, diags, &root);
    return root && root->kind == YAML_MAP && version_is_ours(root, diags)
               ? root
               : NULL;
}

typedef struct {
    Arena *arena;
    Sources *sources;
    Diags *diags;
    Str root;   /* absolute */
    Str folder; /* of the scenario, relative to the root */
    size_t size_limit;
    size_t bytes; /* of packs so far */
    VEC(Tree) trees;
    VEC(Str) files; /* relative to the root, by file number */
} Load;

/* Whether a pack of that path was read before; its number in *which. */
static bool used_before(const Load *load, Str path, size_t *which)
{
    for (*which = 1; *which < load->files.count; (*which)++)
        if (str_equal(load->files.items[*which], path))
            return true;
    return false;
}

static void load_pack(Load *load, const YamlNode *use)
{
    Str path = {0};
    if (!source_path_join(load->arena, load->folder, use->text, &path)) {
        diag_add(load->diags, DIAG_PACK_PATH, use->span,
                 "pack '%.*s' lies outside the root folder; name one inside "
                 "it, relative to this file",
                 STR_ARGS(use->text));
        return;
    }
    size_t before;
    if (used_before(load, path, &before)) {
        diag_add(load->diags, DIAG_PACK_TWICE, use->span,
                 "pack '%.*s' is used twice; remove one", STR_ARGS(use->text));
        diag_other(load->diags, load->trees.items[before - 1].used_at,
                   "first used here");
        return;
    }
    uint32_t file;
    int error = 0;
    Str shown = source_path_shown(
        load->arena, load->sources->files.items[0].path, use->text);
    SourceStatus status =
        source_read_beneath(load->arena, load->sources, load->root, path, shown,
                            load->size_limit, &file, &error);
    report_read(load->diags, status, use->span, shown, load->size_limit, error);
    *VEC_PUSH(load->arena, &load->files) = path;
    Tree *tree = VEC_PUSH(load->arena, &load->trees);
    *tree = (Tree){.file = file, .used_at = use->span};
    if (status != SOURCE_OK)
        return;
    load->bytes += load->sources->files.items[file].text.size;
    if (load->bytes > SCENARIO_PACK_BYTES) {
        diag_add(load->diags, DIAG_PACK_LIMIT, use->span,
                 "the packs hold more than %d bytes together, the limit",
                 SCENARIO_PACK_BYTES);
        return;
    }
    tree->root = parse(load->sources, file, load->diags);
    if (tree->root && kind_of(tree->root) != FILE_PACK) {
        diag_add(load->diags, DIAG_SHAPE_WORD, use->span,
                 "'%.*s' is not a pack; a pack says 'kind: pack'",
                 STR_ARGS(shown));
        tree->root = NULL;
        return;
    }
    shape_check(tree->root, &pack_shape, load->diags);
}

static void load_packs(Load *load, const YamlNode *use)
{
    for (size_t i = 0; use && use->kind == YAML_LIST && i < use->count; i++) {
        if (i == SCENARIO_PACK_LIMIT) {
            diag_add(load->diags, DIAG_PACK_LIMIT, use->items[i]->span,
                     "%zu packs are used, the limit is %d", use->count,
                     SCENARIO_PACK_LIMIT);
            return;
        }
        if (node_text(use->items[i]).size)
            load_pack(load, use->items[i]);
    }
}

static Scenario *build(Load *load, bool is_pack, bool check_patterns)
{
    Scenario *scenario = ARENA_NEW(load->arena, Scenario);
    scenario->is_pack = is_pack;
    scenario->sources = load->sources;
    scenario->files = load->files.items;
    scenario->file_count = (uint32_t)load->files.count;
    Build build = {
        .arena = load->arena,
        .sources = load->sources,
        .diags = load->diags,
        .scenario = scenario,
        .check_patterns = check_patterns,
    };
    build_scenario(&build, load->trees.items, load->trees.count);
    return scenario;
}

const Scenario *scenario_load(Arena *arena, Sources *sources, Diags *diags,
                              Str path, const ScenarioOptions *options)
{
    Load load = {.arena = arena, .sources = sources, .diags = diags};
    load.size_limit =
        options->size_limit ? options->size_limit : SOURCE_SIZE_LIMIT;
    size_t errors = diags->errors;
    uint32_t file;
    int error = 0;
    SourceStatus status =
        source_read(arena, sources, path, load.size_limit, &file, &error);
    report_read(diags, status, (Span){file, 0, 0}, path, load.size_limit,
                error);
    const YamlNode *root =
        status == SOURCE_OK ? parse(sources, file, diags) : NULL;
    if (!root)
        return NULL;
    bool is_pack = kind_of(root) == FILE_PACK;
    shape_check(root, is_pack ? &pack_shape : &scenario_shape, diags);
    Str relative = {0};
    if (!source_root(arena, path, options->root, &load.root, &relative)) {
        diag_add(diags, DIAG_PACK_PATH, (Span){file, 0, 0},
                 "'%.*s' does not lie in the root folder '%.*s'; give "
                 "another --root",
                 STR_ARGS(path), STR_ARGS(options->root));
        return NULL;
    }
    load.folder = source_path_folder(relative);
    *VEC_PUSH(arena, &load.files) = relative;
    if (!is_pack)
        load_packs(&load, yaml_get(root, "use"));
    *VEC_PUSH(arena, &load.trees) = (Tree){.root = root, .file = file};
    const Scenario *scenario = build(&load, is_pack, options->check_patterns);
    return diags->errors == errors ? scenario : NULL;
}
