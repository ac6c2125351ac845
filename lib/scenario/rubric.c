/* Observer sheets: their keys, and the model made from a tree that has that
 * form. Start at rubric_load. */
#include "scenario/rubric.h"

#include "base/names.h"
#include "scenario/load.h"

/* --- The table of keys -----------------------------------------------------
 */

static const Shape text = {.what = "a text", .scalar = SHAPE_TEXT};
static const Shape line = {.what = "a line of text", .scalar = SHAPE_LINE};
static const Shape levels = {.what = "a list of levels", .item = &line};
static const Shape name = {.what = "a name", .scalar = SHAPE_NAME};
static const Shape word = {.what = "a word", .scalar = SHAPE_NAME};
static const Shape version = {.what = "the format version, 1",
                              .scalar = SHAPE_INTEGER,
                              .low = 1,
                              .high = 1};
static const char *const order_words[] = {"ordinal", "nominal", NULL};
static const Shape order = {.what = "ordinal or nominal",
                            .scalar = SHAPE_WORD,
                            .words = order_words,
                            .fallback = "ordinal"};

static const ShapeKey scale_keys[] = {
    {"kind", &order, false,
     "ordinal: the levels have an order (default); nominal: they have none."},
    {"levels", &levels, true, "What each level says, the lowest first."},
    {0}};
static const Shape shape_scale = {.what = "a scale", .keys = scale_keys};
static const Shape shape_scales = {
    .what = "a map of scales", .names = SHAPE_NAME, .entry = &shape_scale};

static const ShapeKey item_keys[] = {
    {"text", &line, true, "What is rated."},
    {"about", &line, false, "What to look for."},
    {"scale", &name, true, "The scale it is rated on."},
    {"levels", &levels, false,
     "What the scale's levels mean for this item, as many as it has."},
    {0}};
static const Shape shape_item = {.what = "an item", .keys = item_keys};
static const Shape shape_items = {
    .what = "a map of items", .names = SHAPE_NAME, .entry = &shape_item};

static const ShapeKey area_keys[] = {
    {"title", &line, true, "What the area is called."},
    {"about", &line, false, "What belongs to it."},
    {"items", &shape_items, true, "What is rated in it."},
    {0}};
static const Shape shape_area = {.what = "an area", .keys = area_keys};
static const Shape shape_areas = {
    .what = "a map of areas", .names = SHAPE_NAME, .entry = &shape_area};

static const ShapeKey rubric_keys[] = {
    {"standoff", &version, true, "The format version, always the first key."},
    {"kind", &word, true, "rubric: this is an observer sheet."},
    {"title", &line, true, "What the sheet is called."},
    {"language", &text, false, "BCP 47 tag of the text below."},
    {"about", &line, false, "Said before the first item."},
    {"scales", &shape_scales, true, "How items are rated."},
    {"areas", &shape_areas, true, "What is rated, in the order it is asked."},
    {0}};
const Shape rubric_shape = {.what = "an observer sheet", .keys = rubric_keys};

/* --- The model ------------------------------------------------------------ */

typedef struct {
    Arena *arena;
    Diags *diags;
    const YamlNode *scales;
    Rubric *rubric;
    VEC(RubricItem) items;
} Build;

static Str text_of(const YamlNode *map, const char *key)
{
    const YamlNode *node = yaml_get(map, key);
    bool good = node && node->kind == YAML_SCALAR && !node->bad;
    return good ? node->text : (Str){0};
}

/* Entries of a map that its shape has let through; 0 of what is none. */
static size_t entries_of(const YamlNode *map)
{
    return map && map->kind == YAML_MAP ? map->count : 0;
}

static const Str *read_levels(Build *build, const YamlNode *list,
                              uint32_t *count)
{
    *count = 0;
    if (!list || list->kind != YAML_LIST)
        return NULL;
    Str *texts = ARENA_ARRAY(build->arena, Str, list->count);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind == YAML_SCALAR)
            texts[(*count)++] = list->items[i]->text;
    return texts;
}

static void check_scales(Build *build)
{
    for (size_t i = 0; i < entries_of(build->scales); i++) {
        const YamlNode *list =
            yaml_get(build->scales->entries[i].value, "levels");
        if (!list || list->kind != YAML_LIST)
            continue;
        if (list->count < RUBRIC_LEVELS_LEAST ||
            list->count > RUBRIC_LEVELS_MOST)
            diag_add(build->diags, DIAG_RUBRIC_LEVELS, list->span,
                     "scale '%.*s' has %zu level%s; give it %d to %d",
                     STR_ARGS(build->scales->entries[i].key), list->count,
                     list->count == 1 ? "" : "s", RUBRIC_LEVELS_LEAST,
                     RUBRIC_LEVELS_MOST);
    }
}

static const YamlEntry *find_scale(const Build *build, Str wanted)
{
    for (size_t i = 0; i < entries_of(build->scales); i++)
        if (str_equal(build->scales->entries[i].key, wanted))
            return &build->scales->entries[i];
    return NULL;
}

static void report_scale(Build *build, const YamlNode *wanted)
{
    Names names = {0};
    for (size_t i = 0; i < entries_of(build->scales); i++)
        names_add(build->arena, &names, build->scales->entries[i].key, 0, 0);
    Str near = names_nearest(&names, wanted->text, 1);
    if (near.size)
        diag_add(build->diags, DIAG_RUBRIC_SCALE, wanted->span,
                 "scale '%.*s' is not defined; did you mean '%.*s'?",
                 STR_ARGS(wanted->text), STR_ARGS(near));
    else
        diag_add(build->diags, DIAG_RUBRIC_SCALE, wanted->span,
                 "scale '%.*s' is not defined; define it under 'scales'",
                 STR_ARGS(wanted->text));
}

/* An item's own levels say the same as its scale's, in its own words. */
static void read_own_levels(Build *build, const YamlNode *node,
                            RubricItem *made)
{
    uint32_t count;
    const YamlNode *list = yaml_get(node, "levels");
    const Str *own = read_levels(build, list, &count);
    if (!own)
        return;
    if (count == made->level_count)
        made->levels = own;
    else
        diag_add(build->diags, DIAG_RUBRIC_LEVELS, list->span,
                 "%u level%s here, but scale '%.*s' has %u; write as many",
                 count, count == 1 ? "" : "s", STR_ARGS(made->scale),
                 made->level_count);
}

static void read_item(Build *build, const YamlEntry *entry, uint32_t area)
{
    const YamlNode *wanted = yaml_get(entry->value, "scale");
    if (!wanted || wanted->kind != YAML_SCALAR || wanted->bad)
        return; /* reported by its shape */
    const YamlEntry *found = find_scale(build, wanted->text);
    if (!found) {
        report_scale(build, wanted);
        return;
    }
    RubricItem *made = VEC_PUSH(build->arena, &build->items);
    *made = (RubricItem){
        .area = build->rubric->areas[area].name,
        .name = entry->key,
        .text = text_of(entry->value, "text"),
        .about = text_of(entry->value, "about"),
        .scale = found->key,
        .ordinal = !str_equal_c(text_of(found->value, "kind"), "nominal"),
        .area_index = area,
    };
    made->levels = read_levels(build, yaml_get(found->value, "levels"),
                               &made->level_count);
    read_own_levels(build, entry->value, made);
}

static void read_areas(Build *build, const YamlNode *map)
{
    size_t count = entries_of(map);
    RubricArea *made = ARENA_ARRAY(build->arena, RubricArea, count);
    build->rubric->areas = made;
    for (size_t i = 0; i < count; i++) {
        const YamlNode *node = map->entries[i].value;
        const YamlNode *list = yaml_get(node, "items");
        made[i] = (RubricArea){map->entries[i].key, text_of(node, "title"),
                               text_of(node, "about")};
        build->rubric->area_count++;
        for (size_t j = 0; j < entries_of(list); j++)
            read_item(build, &list->entries[j], (uint32_t)i);
    }
    if (build->items.count > RUBRIC_ITEMS_MOST)
        diag_add(build->diags, DIAG_RUBRIC_LEVELS, map->span,
                 "%zu items are more than one observer can rate; the limit "
                 "is %d",
                 build->items.count, RUBRIC_ITEMS_MOST);
}

const Rubric *rubric_load(Arena *arena, Sources *sources, Diags *diags,
                          Str path, Str language)
{
    const YamlNode *root = load_tree(arena, sources, diags, path, language,
                                     &rubric_shape, "rubric");
    if (!root)
        return NULL;
    Rubric *rubric = ARENA_NEW(arena, Rubric);
    Build build = {.arena = arena,
                   .diags = diags,
                   .scales = yaml_get(root, "scales"),
                   .rubric = rubric};
    Str tag = text_of(root, "language");
    rubric->title = text_of(root, "title");
    rubric->about = text_of(root, "about");
    rubric->language = tag.size ? tag : STR("en");
    check_scales(&build);
    read_areas(&build, yaml_get(root, "areas"));
    rubric->items = build.items.items;
    rubric->item_count = (uint32_t)build.items.count;
    return diags->errors ? NULL : rubric;
}

int32_t rubric_find(const Rubric *rubric, Str area, Str item)
{
    for (uint32_t i = 0; i < rubric->item_count; i++)
        if (str_equal(rubric->items[i].name, item) &&
            str_equal(rubric->items[i].area, area))
            return (int32_t)i;
    return -1;
}
