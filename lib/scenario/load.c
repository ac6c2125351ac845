/* Finds and reads a scenario's files - itself, the packs it uses, and their
 * translations - and hands their trees to the builder. Start at scenario_load.
 */
#include "scenario/build.h"

#include <errno.h>

#include "scenario/file.h"
#include "scenario/load.h"
#include "scenario/translate.h"
#include "source/root.h"

/* One of the kinds of file this module knows, or NONE. */
enum {
    FILE_SCENARIO,
    FILE_PACK,
    FILE_TRANSLATION,
    FILE_RUBRIC,
    FILE_RATING,
    FILE_TRANSCRIPT,
};

static int kind_of(const YamlNode *root)
{
    const YamlNode *kind = yaml_get(root, "kind");
    return kind ? shape_word(kind, words_file_kind) : FILE_SCENARIO;
}

typedef struct {
    Arena *arena;
    Sources *sources;
    Diags *diags;
    Str root;   /* absolute */
    Str folder; /* of the scenario, relative to the root */
    Str language;
    bool complete;        /* the scenario's translation was named: lint it */
    uint32_t translation; /* of the scenario: a file, or 0 */
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
    file_report(load->diags, status, use->span, shown, load->size_limit, error);
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
    tree->root = file_parse(load->sources, file, load->diags);
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

/* --- Translations --------------------------------------------------------- */

static Str language_of(const YamlNode *root)
{
    Str language = node_text(yaml_get(root, "language"));
    return language.size ? language : STR("en");
}

/* Reads the translation of file `of` into the language, or a wider one; NULL
 * when there is none, or when it is faulty, which is reported. */
static const YamlNode *read_translation(Load *load, uint32_t of, Span at,
                                        bool *found)
{
    *found = false;
    for (Str tag = load->language; tag.size; tag = language_wider(tag)) {
        uint32_t file;
        int error = 0;
        Str name = translation_path(load->arena, load->files.items[of], tag);
        Str shown = translation_path(load->arena,
                                     load->sources->files.items[of].path, tag);
        SourceStatus status =
            source_read_beneath(load->arena, load->sources, load->root, name,
                                shown, load->size_limit, &file, &error);
        *VEC_PUSH(load->arena, &load->files) = name;
        if (status == SOURCE_UNREADABLE && error == ENOENT)
            continue;
        *found = true;
        file_report(load->diags, status, at, shown, load->size_limit, error);
        const YamlNode *root =
            status == SOURCE_OK ? file_parse(load->sources, file, load->diags)
                                : NULL;
        if (root)
            shape_check(root, &translation_shape, load->diags);
        return root && kind_of(root) == FILE_TRANSLATION ? root : NULL;
    }
    return NULL;
}

/* Lays the translation into the language of the session over a tree. */
static void translate(Load *load, Tree *tree, const Shape *shape)
{
    bool found, is_pack = tree->used_at.end != 0;
    if (!tree->root || language_serves(language_of(tree->root), load->language))
        return;
    const YamlNode *translation =
        read_translation(load, tree->file, tree->used_at, &found);
    if (!is_pack)
        load->translation = (uint32_t)load->sources->files.count - 1;
    if (translation)
        tree->root = translation_apply(load->diags, translation, tree->root,
                                       shape, load->complete && !is_pack);
    if (found)
        return;
    Str path = load->sources->files.items[tree->file].path;
    Str name = translation_path(load->arena, path, load->language);
    diag_add(load->diags,
             is_pack ? DIAG_TRANSLATION_PACK : DIAG_FILE_UNREADABLE,
             tree->used_at,
             "there is no translation into '%.*s': '%.*s' is in '%.*s', and "
             "'%.*s' is not there",
             STR_ARGS(load->language), STR_ARGS(path),
             STR_ARGS(language_of(tree->root)), STR_ARGS(name));
}

static Scenario *build(Load *load, bool is_pack, bool check_patterns)
{
    Scenario *scenario = ARENA_NEW(load->arena, Scenario);
    scenario->is_pack = is_pack;
    scenario->sources = load->sources;
    scenario->files = load->files.items;
    scenario->named = load->complete ? load->translation : 0;
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

/* What a translation says of itself, and the path of the file it is of. */
typedef struct {
    Str path;
    Str language;
} Original;

/* Whether `of`, `language` and the translation's own name agree. */
static bool find_original(Arena *arena, Diags *diags, Str path,
                          const YamlNode *root, Original *original)
{
    const YamlNode *of = yaml_get(root, "of");
    const YamlNode *language = yaml_get(root, "language");
    Str folder = source_path_folder(path);
    Str name = str_slice(path, folder.size + (folder.size != 0), path.size);
    if (folder.size && folder.data[folder.size - 1] == '/')
        name = str_slice(path, folder.size, path.size);
    if (!node_text(of).size || !node_text(language).size)
        return false; /* reported by its shape */
    if (!language_is_tag(language->text)) {
        diag_add(diags, DIAG_TRANSLATION_PLACE, language->span,
                 "'%.*s' is no tag of a language; write one such as 'ru' or "
                 "'fr-CA'",
                 STR_ARGS(language->text));
        return false;
    }
    Str wanted = translation_path(arena, of->text, language->text);
    if (!str_equal(wanted, name) && !str_equal_c(path, "-")) {
        diag_add(diags, DIAG_TRANSLATION_PLACE, of->span,
                 "the translation of '%.*s' into '%.*s' is called '%.*s' and "
                 "lies beside it; this file is called '%.*s'",
                 STR_ARGS(of->text), STR_ARGS(language->text), STR_ARGS(wanted),
                 STR_ARGS(name));
        return false;
    }
    original->path = str_slice(path, 0, path.size - name.size);
    original->path = str_join(arena, original->path, of->text, (Str){0});
    original->language = language->text;
    return true;
}

/* Warnings about other files than the translation are those files' own. */
static bool is_own(void *context, const Diag *diag)
{
    const Load *load = context;
    return diag->span.file == load->translation ||
           diag->id == DIAG_TRANSLATION_PACK ||
           diag_info(diag->id)->severity != DIAG_WARNING;
}

static const Scenario *load_from(Load *load, const YamlNode *root,
                                 const ScenarioOptions *options)
{
    bool is_pack = kind_of(root) == FILE_PACK;
    const Shape *shape = is_pack ? &pack_shape : &scenario_shape;
    shape_check(root, shape, load->diags);
    if (!load->language.size)
        load->language = language_of(root);
    if (!is_pack)
        load_packs(load, yaml_get(root, "use"));
    *VEC_PUSH(load->arena, &load->trees) = (Tree){.root = root};
    size_t last = load->trees.count - 1;
    for (size_t i = 0; i <= last; i++)
        translate(load, &load->trees.items[i], i < last ? &pack_shape : shape);
    return build(load, is_pack, options->check_patterns);
}

static const YamlNode *read_first(Load *load, Str path)
{
    return file_read(load->arena, load->sources, load->diags, path,
                     load->size_limit);
}

static bool check_tag(Diags *diags, Str language)
{
    if (language_is_tag(language))
        return true;
    diag_add(diags, DIAG_FILE_UNREADABLE, (Span){0},
             "'%.*s' is no tag of a language; give one such as 'ru' or "
             "'fr-CA'",
             STR_ARGS(language));
    return false;
}

/* Reads the file at `*path`, or, when that is a translation, the file that it
 * is of, in its language; `*path` is then that file's. */
static const YamlNode *read_named(Load *load, Str *path, Str language)
{
    load->language = language_named(load->arena, language);
    size_t errors = load->diags->errors;
    const YamlNode *root = read_first(load, *path);
    if (language.size && !check_tag(load->diags, language))
        return NULL;
    if (!root || kind_of(root) != FILE_TRANSLATION)
        return root;
    Original original;
    shape_check(root, &translation_shape, load->diags);
    if (load->diags->errors != errors ||
        !find_original(load->arena, load->diags, *path, root, &original))
        return NULL;
    load->sources->files.count = 0;
    load->diags->all.count = load->diags->warnings = load->diags->errors = 0;
    *path = original.path;
    load->language = original.language;
    load->complete = true;
    return read_first(load, *path);
}

static bool find_root(Load *load, Str path, Str given)
{
    Str relative = {0};
    if (!source_root(load->arena, path, given, &load->root, &relative)) {
        diag_add(load->diags, DIAG_PACK_PATH, (Span){0},
                 "'%.*s' does not lie in the root folder '%.*s'; give "
                 "another --root",
                 STR_ARGS(path), STR_ARGS(given));
        return false;
    }
    load->folder = source_path_folder(relative);
    *VEC_PUSH(load->arena, &load->files) = relative;
    return true;
}

const Scenario *scenario_load(Arena *arena, Sources *sources, Diags *diags,
                              Str path, const ScenarioOptions *options)
{
    Load load = {.arena = arena, .sources = sources, .diags = diags};
    load.size_limit =
        options->size_limit ? options->size_limit : SOURCE_SIZE_LIMIT;
    size_t errors = diags->errors;
    const YamlNode *root = read_named(&load, &path, options->language);
    if (root && kind_of(root) > FILE_TRANSLATION) {
        file_report_kind(diags, root, "scenario");
        return NULL;
    }
    if (!root || !find_root(&load, path, options->root))
        return NULL;
    const Scenario *scenario = load_from(&load, root, options);
    if (load.complete)
        diag_filter(diags, is_own, &load);
    return diags->errors == errors ? scenario : NULL;
}

const YamlNode *load_tree(Arena *arena, Sources *sources, Diags *diags,
                          Str path, Str language, const Shape *shape,
                          const char *kind)
{
    Load load = {.arena = arena, .sources = sources, .diags = diags};
    load.size_limit = SOURCE_SIZE_LIMIT;
    Tree tree = {.root = read_named(&load, &path, language)};
    if (!tree.root)
        return NULL;
    const YamlNode *found = yaml_get(tree.root, "kind");
    if (!found || !str_equal_c(node_text(found), kind)) {
        file_report_kind(diags, tree.root, kind);
        return NULL;
    }
    if (!find_root(&load, path, (Str){0}))
        return NULL;
    shape_check(tree.root, shape, diags);
    if (!load.language.size)
        load.language = language_of(tree.root);
    translate(&load, &tree, shape);
    if (load.complete)
        diag_filter(diags, is_own, &load);
    return diags->errors ? NULL : tree.root;
}

bool scenario_translation_begin(Arena *arena, Sources *sources, Diags *diags,
                                Str path, Str language, Str *to, Buf *text)
{
    Load load = {.arena = arena, .sources = sources, .diags = diags};
    load.size_limit = SOURCE_SIZE_LIMIT;
    const YamlNode *root = read_first(&load, path);
    if (!root || !check_tag(diags, language))
        return false;
    language = language_named(arena, language);
    const Shape *shape =
        kind_of(root) == FILE_PACK ? &pack_shape : &scenario_shape;
    if (kind_of(root) == FILE_TRANSLATION)
        diag_add(diags, DIAG_TRANSLATION_PLACE, yaml_get(root, "kind")->span,
                 "this is a translation; name the file that it is of");
    else if (language_serves(language_of(root), language))
        diag_add(diags, DIAG_TRANSLATION_PLACE, root->entries[0].key_span,
                 "this file is in '%.*s' already", STR_ARGS(language_of(root)));
    else
        shape_check(root, shape, diags);
    if (diags->errors)
        return false;
    size_t begin = path.size;
    while (begin && path.data[begin - 1] != '/')
        begin--;
    *to = translation_path(arena, path, language);
    translation_begin(diags, root, shape, str_slice(path, begin, path.size),
                      language, text);
    return !text->failed;
}
