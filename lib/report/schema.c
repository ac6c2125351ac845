/* Shapes as JSON Schema: each shape is a definition under a name taken from
 * what it is called, and a property refers to it, with its own sentence beside
 * it. Patterns here say what lib/yaml/values.c accepts. Start at schema_write.
 */
#include "report/schema.h"

#include <string.h>

#include "session/json.h"

typedef struct {
    const Shape *shape;
    char name[48];
} Definition;

enum { DEFINITIONS_MOST = 256 };

typedef struct {
    Definition all[DEFINITIONS_MOST];
    size_t count;
    json_t *definitions;
    bool failed;
} Schema;

/* Puts a value into an object; of what could not be made, `failed` tells. */
static void set(Schema *schema, json_t *object, const char *key, json_t *value)
{
    schema->failed |= json_object_set_new(object, key, value) != 0;
}

static void append(Schema *schema, json_t *array, json_t *value)
{
    schema->failed |= json_array_append_new(array, value) != 0;
}

/* --- Scalars ---------------------------------------------------------------
 */

#define NUMBER "(0|[1-9][0-9]*)"
#define BILLION "(0|[1-9][0-9]{0,8}|1000000000)"

/* What a scalar is in JSON, where `1984` is a number: types, and a pattern for
 * what is a string. */
static const struct {
    const char *types[2];
    const char *pattern;
} scalars[] = {
    [SHAPE_TEXT] = {{"string", "number"}, "[^ \\t\\r\\n]"},
    [SHAPE_LINE] = {{"string", "number"}, "[^ \\t\\r\\n]"},
    [SHAPE_NAME] = {{"string"}, "^[a-z][a-z0-9-]*$"},
    [SHAPE_SLOT_NAME] = {{"string"}, "^[a-z][a-z0-9_]{0,31}$"},
    [SHAPE_INTEGER] = {{"integer"}, NULL},
    [SHAPE_BOOLEAN] = {{"boolean"}, NULL},
    [SHAPE_DURATION] = {{"string"},
                        "^(?=.*[1-9])([0-9]+h)?([0-9]+m)?([0-9]+s)?$"},
    [SHAPE_RANGE] = {{"string"}, "^-?" NUMBER "\\.\\.-?" NUMBER "$"},
    [SHAPE_VALUES] = {{"integer", "string"},
                      "^-?" NUMBER "\\.\\.-?" NUMBER "$"},
    [SHAPE_CHANGE] = {{"integer", "string"}, "^([-+]|=-?)" BILLION "$"},
    [SHAPE_WORD] = {{"string"}, NULL},
    [SHAPE_EXPRESSION] = {{"string", "number"}, "[\\s\\S]"},
    [SHAPE_PATTERN] = {{"string", "number"}, "[\\s\\S]"},
    [SHAPE_PHRASE] = {{"string", "number"}, "[^ \\t\\r\\n]"},
    [SHAPE_PATH] = {{"string", "number"}, "[\\s\\S]"},
};

static json_t *words_of(Schema *schema, const char *const *words)
{
    json_t *list = json_array();
    for (; *words; words++)
        append(schema, list, json_string(*words));
    return list;
}

/* JSON's numbers are doubles to most readers: larger bounds are none. */
static bool is_exact(int64_t bound)
{
    const int64_t most = (int64_t)1 << 53;
    return bound > -most && bound < most;
}

static void add_bounds(Schema *schema, const Shape *shape, json_t *object)
{
    enum { UNBOUNDED = 1000000000 }; /* where a shape sets no bounds */
    bool number = !strcmp(scalars[shape->scalar].types[0], "integer");
    bool bounded = shape->low != shape->high;
    int64_t low = bounded ? shape->low : -UNBOUNDED;
    int64_t high = bounded ? shape->high : UNBOUNDED;
    if (number && !bounded && shape->low) /* a version is one number only */
        set(schema, object, "const", json_integer(shape->low));
    else if (number && is_exact(low))
        set(schema, object, "minimum", json_integer(low));
    if (number && (bounded || !shape->low) && is_exact(high))
        set(schema, object, "maximum", json_integer(high));
}

static json_t *fallback_of(const Shape *shape)
{
    int64_t number;
    if (shape->scalar == SHAPE_BOOLEAN)
        return json_boolean(!strcmp(shape->fallback, "true"));
    if (shape->scalar == SHAPE_INTEGER &&
        str_to_int(str_from(shape->fallback), &number))
        return json_integer(number);
    return json_string(shape->fallback);
}

static void add_scalar(Schema *schema, const Shape *shape, json_t *object,
                       json_t *types)
{
    for (int i = 0; i < 2 && scalars[shape->scalar].types[i]; i++)
        append(schema, types, json_string(scalars[shape->scalar].types[i]));
    if (shape->words)
        set(schema, object, "enum", words_of(schema, shape->words));
    if (scalars[shape->scalar].pattern && !shape->may_be_empty)
        set(schema, object, "pattern",
            json_string(scalars[shape->scalar].pattern));
    add_bounds(schema, shape, object);
    if (shape->fallback)
        set(schema, object, "default", fallback_of(shape));
}

/* --- Lists and maps ----------------------------------------------------------
 */

static json_t *reference(Schema *schema, const Shape *shape);

static void add_list(Schema *schema, const Shape *shape, json_t *object,
                     json_t *types)
{
    append(schema, types, json_string("array"));
    set(schema, object, "items", reference(schema, shape->item));
    if (!shape->may_be_empty)
        set(schema, object, "minItems", json_integer(1));
}

static void add_keys(Schema *schema, const Shape *shape, json_t *object)
{
    json_t *properties = json_object(), *required = json_array();
    for (const ShapeKey *key = shape->keys; key->key; key++) {
        json_t *property = reference(schema, key->shape);
        set(schema, property, "description", json_string(key->about));
        set(schema, properties, key->key, property);
        if (key->required)
            append(schema, required, json_string(key->key));
    }
    set(schema, object, "properties", properties);
    if (json_array_size(required))
        set(schema, object, "required", required);
    else
        json_decref(required);
}

static void add_map(Schema *schema, const Shape *shape, json_t *object,
                    json_t *types)
{
    const char *names = shape->entry ? scalars[shape->names].pattern : NULL;
    append(schema, types, json_string("object"));
    if (shape->keys)
        add_keys(schema, shape, object);
    set(schema, object, "additionalProperties",
        shape->entry ? reference(schema, shape->entry) : json_false());
    if (names && shape->names != SHAPE_TEXT)
        set(schema, object, "propertyNames",
            json_pack("{s:s}", "pattern", names));
    if (!shape->may_be_empty)
        set(schema, object, "minProperties", json_integer(1));
}

/* A list of one type is written as that type. */
static json_t *types_of(json_t *types)
{
    if (json_array_size(types) != 1)
        return types;
    json_t *only = json_incref(json_array_get(types, 0));
    json_decref(types);
    return only;
}

static void define(Schema *schema, const Shape *shape, json_t *object)
{
    json_t *types = json_array();
    if (shape->scalar != SHAPE_NOTHING)
        add_scalar(schema, shape, object, types);
    if (shape->item)
        add_list(schema, shape, object, types);
    if (shape->keys || shape->entry)
        add_map(schema, shape, object, types);
    if (shape->may_be_empty)
        append(schema, types, json_string("null"));
    schema->failed |= !types;
    set(schema, object, "type", types_of(types));
    if (!shape->keys &&
        !shape->words) /* editors show it when it does not fit */
        set(schema, object, "errorMessage",
            json_sprintf("takes %s", shape->what));
}

/* --- Definitions
 * --------------------------------------------------------------- */

/* "a duration such as 90s" is called duration. */
static void make_name(const Shape *shape, char *name, size_t size)
{
    static const char *const articles[] = {"a ", "an ", "the "};
    const char *what = shape->what;
    const char *end = strpbrk(what, ",");
    const char *such = strstr(what, " such");
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (!strncmp(what, articles[i], strlen(articles[i]))) {
            what += strlen(articles[i]);
            break;
        }
    if (such && (!end || such < end))
        end = such;
    size_t length = end ? (size_t)(end - what) : strlen(what);
    length = length < size ? length : size - 1;
    for (size_t i = 0; i < length; i++)
        name[i] = what[i] >= 'a' && what[i] <= 'z' ? what[i] : '-';
    name[length] = '\0';
}

static bool is_taken(const Schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->count; i++)
        if (!strcmp(schema->all[i].name, name))
            return true;
    return false;
}

static const char *new_name(Schema *schema, const Shape *shape)
{
    char base[32];
    Definition *definition = &schema->all[schema->count];
    make_name(shape, base, sizeof base);
    snprintf(definition->name, sizeof definition->name, "%s", base);
    for (int i = 2; is_taken(schema, definition->name); i++)
        snprintf(definition->name, sizeof definition->name, "%s-%d", base, i);
    definition->shape = shape;
    schema->count++;
    return definition->name;
}

/* The name of a definition that says the same, or NULL. */
static const char *same_as(const Schema *schema, const json_t *object)
{
    for (size_t i = 0; i < schema->count; i++) {
        const char *name = schema->all[i].name;
        if (json_equal(json_object_get(schema->definitions, name), object))
            return name;
    }
    return NULL;
}

/* The definition of a shape, which is made when it is named first. Scalars that
 * several tables have are one; lists and maps may hold themselves. */
static const char *name_of(Schema *schema, const Shape *shape)
{
    for (size_t i = 0; i < schema->count; i++)
        if (schema->all[i].shape == shape)
            return schema->all[i].name;
    if (schema->count == DEFINITIONS_MOST) {
        schema->failed = true;
        return "";
    }
    json_t *object = json_object();
    if (!shape->item && !shape->keys && !shape->entry) {
        define(schema, shape, object);
        const char *same = same_as(schema, object);
        if (same) {
            json_decref(object);
            return same;
        }
        const char *name = new_name(schema, shape);
        set(schema, schema->definitions, name, object);
        return name;
    }
    const char *name = new_name(schema, shape);
    set(schema, schema->definitions, name, object);
    define(schema, shape, object);
    return name;
}

static json_t *reference(Schema *schema, const Shape *shape)
{
    const char *name = name_of(schema, shape);
    return json_pack("{s:o}", "$ref", json_sprintf("#/definitions/%s", name));
}

/* --- Whole files
 * ------------------------------------------------------------------ */

static bool holds(const json_t *list, const char *text)
{
    size_t i;
    const json_t *item;
    json_array_foreach(
        list, i, item) if (!strcmp(json_string_value(item), text)) return true;
    return false;
}

/* One kind at the top: its key `kind` says so. */
static json_t *file_of(Schema *schema, const SchemaKind *kind)
{
    json_t *object = json_object();
    define(schema, kind->shape, object);
    json_t *properties = json_object_get(object, "properties");
    json_t *property = json_object_get(properties, "kind");
    json_t *required = json_object_get(object, "required");
    const char *ref = json_string_value(json_object_get(property, "$ref"));
    if (ref) /* what any kind of file says of it is not told */
        json_object_del(schema->definitions, strrchr(ref, '/') + 1);
    json_object_del(property, "$ref");
    set(schema, property, "const", json_string(kind->name));
    if (!kind->assumed && !holds(required, "kind"))
        append(schema, required, json_string("kind"));
    return object;
}

/* If it says that it is of the last kind, then that, else one of the others. */
static json_t *choose(Schema *schema, const SchemaKind *kinds, size_t count)
{
    const SchemaKind *last = &kinds[count - 1];
    if (count == 1)
        return file_of(schema, last);
    return json_pack("{s:{s:{s:{s:s}}, s:[s]}, s:o, s:o}", "if", "properties",
                     "kind", "const", last->name, "required", "kind", "then",
                     file_of(schema, last), "else",
                     choose(schema, kinds, count - 1));
}

/* For editors, which else would offer the assumed kind only. */
static json_t *all_kinds(Schema *schema, const SchemaKind *kinds, size_t count)
{
    json_t *names = json_array();
    for (size_t i = 0; i < count; i++)
        append(schema, names, json_string(kinds[i].name));
    return json_pack("{s:{s:o, s:s}}", "kind", "enum", names, "description",
                     "What kind of file this is; a scenario if left out.");
}

void schema_write(const SchemaKind *kinds, size_t count, Buf *out)
{
    static const char draft[] = "http://json-schema.org/draft-07/schema#";
    Schema schema = {.definitions = json_object()};
    json_t *document = json_pack("{s:s, s:s}", "$schema", draft, "title",
                                 count > 1 ? "standoff" : kinds->shape->what);
    if (count > 1) {
        set(&schema, document, "type", json_string("object"));
        set(&schema, document, "properties", all_kinds(&schema, kinds, count));
    }
    json_t *file = choose(&schema, kinds, count);
    schema.failed |= json_object_update_new(document, file) != 0;
    set(&schema, document, "definitions", schema.definitions);
    out->failed |= schema.failed;
    json_write(out, document, JSON_INDENT(1));
    buf_add_char(out, '\n');
    json_decref(document);
}
