/* Nodes held against their shapes. Everything wrong is reported in one walk,
 * with the repair; messages are put together from the shape's own words.
 * Scalars are scalar.c's. Start at check_node. */
#include "yaml/shape.h"

#include "base/names.h"
#include "yaml/check.h"
#include "yaml/parts.h"

/* --- messages ------------------------------------------------------------ */

static const char *what_of(const Shape *shape)
{
    return shape->what ? shape->what : "something else";
}

bool shape_is_full(const ShapeCheck *check)
{
    return check->diags->all.count >= DIAG_LIMIT;
}

Str shape_subject(const ShapeCheck *check)
{
    Str key = yaml_shorten(check->diags->arena, check->place.key);
    if (!key.size)
        return check->place.item ? STR("an item") : STR("the file");
    return str_format(check->diags->arena, "%s'%.*s'",
                      check->place.item ? "an item of " : "", STR_ARGS(key));
}

Span shape_span(const ShapeCheck *check)
{
    Span span = check->node->span;
    if (span.begin == span.end && !check->place.item &&
        check->place.key_span.end)
        return check->place.key_span;
    if (span.begin == span.end && check->node->head < span.begin)
        span.begin = check->node->head;
    return span;
}

void shape_report_empty(const ShapeCheck *check)
{
    Str who = shape_subject(check);
    diag_add(check->diags, DIAG_SHAPE_EMPTY, shape_span(check),
             "%.*s is empty; it takes %s", STR_ARGS(who),
             what_of(check->shape));
}

ShapeGuess shape_guess_begin(Str name)
{
    return (ShapeGuess){.name = name, .best = names_tolerance(name) + 1};
}

void shape_guess_add(ShapeGuess *guess, const char *candidate)
{
    Str text = str_from(candidate);
    size_t distance = str_distance(guess->name, text, guess->best);
    if (distance < guess->best) {
        guess->best = distance;
        guess->nearest = text;
    }
    if (guess->count < SHAPE_SHORT_LIST)
        guess->list[guess->count] = candidate;
    guess->count++;
}

Str shape_guess_end(Arena *arena, const ShapeGuess *guess)
{
    if (guess->nearest.size)
        return str_format(arena, "; did you mean '%.*s'?",
                          STR_ARGS(guess->nearest));
    if (!guess->count || guess->count > SHAPE_SHORT_LIST)
        return (Str){0};
    Str list = str_from(guess->list[0]);
    for (size_t i = 1; i < guess->count; i++)
        list = str_format(arena, "%.*s, %s", STR_ARGS(list), guess->list[i]);
    return str_format(arena, "; possible here: %.*s", STR_ARGS(list));
}

/* --- lists, maps, and the wrong kind ------------------------------------- */

static void check_node(Diags *diags, const YamlNode *node, const Shape *shape,
                       ShapePlace place);

/* `{name}` and `[aside] text` where text is meant, though YAML reads on. */
static const char *quote_hint(const YamlNode *node, const Shape *shape)
{
    if (!node->flow || shape->scalar == SHAPE_NOTHING)
        return "";
    return node->kind == YAML_MAP ? "; quote a text that begins with '{'"
                                  : "; quote a text that begins with '['";
}

static void report_kind(const ShapeCheck *check)
{
    static const char *const kinds[] = {
        [YAML_SCALAR] = "text",
        [YAML_LIST] = "list",
        [YAML_MAP] = "map",
    };
    Str who = shape_subject(check);
    diag_add(check->diags, DIAG_SHAPE_KIND, shape_span(check),
             "%.*s takes %s, not a %s%s", STR_ARGS(who), what_of(check->shape),
             kinds[check->node->kind], quote_hint(check->node, check->shape));
}

static void check_list(const ShapeCheck *check)
{
    const YamlNode *list = check->node;
    if (!list->count && !check->shape->may_be_empty)
        shape_report_empty(check);
    ShapePlace place = check->place;
    place.item = true;
    for (size_t i = 0; i < list->count; i++)
        check_node(check->diags, list->items[i], check->shape->item, place);
}

const ShapeKey *shape_find_key(const Shape *shape, Str key)
{
    for (const ShapeKey *k = shape->keys; k && k->key; k++) {
        if (str_equal_c(key, k->key))
            return k;
    }
    return NULL;
}

static void report_unknown(const ShapeCheck *check, const YamlEntry *entry)
{
    ShapeGuess guess = shape_guess_begin(entry->key);
    for (const ShapeKey *k = check->shape->keys;
         k->key && !shape_is_full(check); k++)
        shape_guess_add(&guess, k->key);
    Str key = yaml_shorten(check->diags->arena, entry->key);
    Str repair = shape_guess_end(check->diags->arena, &guess);
    diag_add(check->diags, DIAG_SHAPE_KEY, entry->key_span,
             "key '%.*s' is not known in %s%.*s", STR_ARGS(key),
             what_of(check->shape), STR_ARGS(repair));
}

/* The place of what is missing: the map's key, else its first key. */
static Span missing_span(const ShapeCheck *check)
{
    const YamlNode *map = check->node;
    if (!check->place.item && check->place.key_span.end)
        return check->place.key_span;
    if (map->count)
        return map->entries[0].key_span;
    return map->span;
}

static void check_required(const ShapeCheck *check)
{
    if (check->node->bad) /* a key that was refused may have been this one */
        return;
    for (const ShapeKey *k = check->shape->keys; k && k->key; k++) {
        if (!k->required || yaml_get(check->node, k->key))
            continue;
        diag_add(check->diags, DIAG_SHAPE_MISSING, missing_span(check),
                 "key '%s' is missing in %s", k->key, what_of(check->shape));
    }
}

static void check_map(const ShapeCheck *check)
{
    const YamlNode *map = check->node;
    const Shape *shape = check->shape;
    if (!map->count && !map->bad && !shape->may_be_empty)
        shape_report_empty(check);
    for (size_t i = 0; i < map->count; i++) {
        const YamlEntry *entry = &map->entries[i];
        const ShapeKey *known = shape_find_key(shape, entry->key);
        ShapePlace place = {entry->key, entry->key_span, false};
        if (known) {
            check_node(check->diags, entry->value, known->shape, place);
        } else if (shape->entry) {
            shape_check_entry_name(check, entry);
            check_node(check->diags, entry->value, shape->entry, place);
        } else {
            report_unknown(check, entry);
        }
    }
    if (map->count || shape->may_be_empty)
        check_required(check);
}

/* Nothing at all, `~` or null, where a list or map may be empty. */
static bool is_nothing(const YamlNode *node)
{
    return node->style == YAML_PLAIN &&
           (!node->text.size || str_equal_c(node->text, "~") ||
            str_equal_c(node->text, "null"));
}

/* `{name}` where a text or a map is taken: a map without values. */
static bool is_brace_text(const ShapeCheck *check)
{
    const YamlNode *map = check->node;
    if (check->shape->scalar == SHAPE_NOTHING || !map->flow || !map->count)
        return false;
    for (size_t i = 0; i < map->count; i++) {
        const YamlNode *value = map->entries[i].value;
        if (value->kind != YAML_SCALAR || value->bad || !is_nothing(value))
            return false;
    }
    return true;
}

static void check_by_kind(const ShapeCheck *check)
{
    const Shape *shape = check->shape;
    bool map = shape->keys || shape->entry;
    switch (check->node->kind) {
    case YAML_SCALAR:
        if (shape->may_be_empty && (map || shape->item) &&
            is_nothing(check->node) &&
            (shape->scalar == SHAPE_NOTHING || !check->node->text.size))
            return;
        if (shape->scalar != SHAPE_NOTHING)
            shape_check_scalar(check);
        else if (!check->node->text.size && check->node->style == YAML_PLAIN)
            shape_report_empty(check);
        else
            report_kind(check);
        break;
    case YAML_LIST:
        if (shape->item)
            check_list(check);
        else
            report_kind(check);
        break;
    case YAML_MAP:
        if (map && !is_brace_text(check))
            check_map(check);
        else
            report_kind(check);
        break;
    }
}

static void check_node(Diags *diags, const YamlNode *node, const Shape *shape,
                       ShapePlace place)
{
    ShapeCheck check = {diags, node, shape, place};
    if (node->bad && node->kind == YAML_SCALAR)
        return;
    check_by_kind(&check);
}

void shape_check(const YamlNode *node, const Shape *shape, Diags *diags)
{
    if (node)
        check_node(diags, node, shape, (ShapePlace){0});
}
