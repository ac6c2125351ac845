/* Nodes from libyaml's events. No recursion: open lists and maps stand on a
 * stack as deep as the cap, finished children wait on two piles. Keys are held
 * against each other in keys.c. Start at yaml_build_scalar. */
#include <string.h>

#include "yaml/reader.h"

/* --- spans --------------------------------------------------------------- */

static Span span_from(const YamlReader *reader, uint32_t begin, uint32_t end)
{
    return (Span){reader->file, begin, end > begin ? end : begin};
}

static char byte_at(const YamlReader *reader, uint32_t offset)
{
    Str text = reader->source->text;
    return offset < text.size ? text.data[offset] : '\0';
}

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The end of what stands before `end`, without blanks and line breaks. */
static uint32_t trim_end(const YamlReader *reader, uint32_t begin, uint32_t end)
{
    while (end > begin && is_white(byte_at(reader, end - 1)))
        end--;
    return end;
}

/* The `-` of the next item of a block list. */
static uint32_t find_dash(const YamlReader *reader, const YamlLevel *list,
                          uint32_t begin)
{
    size_t dash = yaml_skip_gap(reader->source->text, list->from);
    return byte_at(reader, (uint32_t)dash) == '-' ? (uint32_t)dash : begin;
}

/* --- anchors, aliases and tags ------------------------------------------- */

static uint32_t property_end(const YamlReader *reader, uint32_t at)
{
    Str text = reader->source->text;
    bool verbatim = byte_at(reader, at + 1) == '<';
    while (at < text.size && !is_white(text.data[at])) {
        if (strchr(",[]{}", text.data[at]) && !verbatim)
            break;
        at++;
    }
    return at;
}

static void report_property(YamlReader *reader, Span span)
{
    Str text = yaml_shorten(
        reader->arena, str_slice(reader->source->text, span.begin, span.end));
    if (text.data[0] == '!')
        diag_add(reader->diags, DIAG_YAML_TAG, span,
                 "tag '%.*s' is no part of the language; delete it, or quote a "
                 "text that begins with '!'",
                 STR_ARGS(text));
    else
        diag_add(reader->diags, DIAG_YAML_ANCHOR, span,
                 "%s '%.*s' is no part of the language; write things out or "
                 "share them in a pack, and quote a text that begins with '%c'",
                 text.data[0] == '&' ? "anchor" : "alias", STR_ARGS(text),
                 text.data[0]);
}

/* Reports an anchor and a tag in front of a value; where the value begins. */
static uint32_t skip_properties(YamlReader *reader, uint32_t begin,
                                uint32_t end)
{
    while (begin < end &&
           (byte_at(reader, begin) == '&' || byte_at(reader, begin) == '!')) {
        uint32_t after = property_end(reader, begin);
        report_property(reader, span_from(reader, begin, after));
        begin = (uint32_t)yaml_skip_gap(reader->source->text, after);
    }
    return begin < end ? begin : end;
}

/* --- building ------------------------------------------------------------ */

static YamlLevel *top(YamlReader *reader)
{
    return reader->depth ? &reader->levels[reader->depth - 1] : NULL;
}

static bool is_key_next(YamlReader *reader)
{
    const YamlLevel *level = top(reader);
    return level && level->node->kind == YAML_MAP && !level->has_key;
}

/* A node that begins at `begin`; its head follows from where it stands. */
static void place_node(YamlReader *reader, YamlNode *node, uint32_t begin,
                       uint32_t end)
{
    const YamlLevel *level = top(reader);
    node->span = span_from(reader, begin, end);
    node->head = begin;
    if (level && level->has_key)
        node->head = level->key_span.begin;
    else if (level && level->node->kind == YAML_LIST && !level->node->flow)
        node->head = find_dash(reader, level, begin);
}

bool yaml_is_null(const YamlNode *node)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    if (node->text.size > 4) /* nearly all */
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (node->style == YAML_PLAIN && str_equal_c(node->text, words[i]))
            return true;
    }
    return false;
}

/* False when the key was reported and cannot stay. */
static bool key_check(YamlReader *reader, const YamlNode *key)
{
    Diags *diags = reader->diags;
    if (key->kind == YAML_LIST)
        diag_add(diags, DIAG_YAML_KEY_KIND, key->span,
                 "a key is a text, not a list; quote a text that begins with "
                 "'['");
    else if (key->kind == YAML_MAP)
        diag_add(diags, DIAG_YAML_KEY_KIND, key->span,
                 "a key is a text, not a map; quote a text that begins with "
                 "'{'");
    else if (key->bad)
        return false;
    else if (key->style == YAML_PLAIN && str_equal_c(key->text, "<<"))
        diag_add(diags, DIAG_YAML_MERGE, key->span,
                 "merge key '<<' is no part of the language; write the keys "
                 "out or share them in a pack");
    else if (yaml_is_null(key) || !key->text.size)
        diag_add(diags, DIAG_YAML_KEY_KIND, key->span,
                 "a key is a text, but this one is %s; write a name before "
                 "the ':'",
                 key->text.size ? "null" : "empty");
    else
        return true;
    return false;
}

static void take_key(YamlReader *reader, YamlLevel *level, const YamlNode *key)
{
    level->has_key = true;
    level->refused = !key_check(reader, key);
    level->key = key->text;
    level->key_span = key->span;
    if (level->refused)
        level->node->bad = true;
}

/* Gives a finished node to the list or map it stands in. */
static void attach(YamlReader *reader, const YamlNode *node)
{
    YamlLevel *level = top(reader);
    reader->last = node;
    if (!level) {
        if (!reader->root)
            reader->root = node;
        return;
    }
    if (node->span.end > level->from)
        level->from = node->span.end;
    if (level->node->kind == YAML_LIST) {
        *VEC_PUSH(reader->arena, &reader->items) = node;
    } else if (!level->has_key) {
        take_key(reader, level, node);
    } else {
        level->has_key = false;
        if (!level->refused)
            *VEC_PUSH(reader->arena, &reader->entries) =
                (YamlEntry){level->key, level->key_span, node};
    }
}

/* --- scalars ------------------------------------------------------------- */

static YamlStyle style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return YAML_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return YAML_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE:
        return YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return YAML_FOLDED;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        break;
    }
    return YAML_PLAIN;
}

/* The end of a comment behind a plain scalar that does not look like one: its
 * `#` is not followed by a blank. */
static uint32_t find_cut(const YamlReader *reader, const YamlNode *scalar)
{
    uint32_t at = scalar->span.end;
    while (byte_at(reader, at) == ' ' || byte_at(reader, at) == '\t')
        at++;
    if (byte_at(reader, at) != '#')
        return 0;
    while (byte_at(reader, at) == '#')
        at++;
    if (at == reader->source->text.size || is_white(byte_at(reader, at)))
        return 0;
    while (at < reader->source->text.size &&
           !yaml_break_at(reader->source->text, at))
        at++;
    return trim_end(reader, scalar->span.end, at);
}

static bool is_control(Str text, size_t at)
{
    unsigned char c = (unsigned char)text.data[at];
    if (c == 0xc2 && at + 1 < text.size)
        return (unsigned char)text.data[at + 1] < 0xa0;
    return c < 0x20 || c == 0x7f;
}

static bool has_control(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (is_control(text, i))
            return true;
    }
    return false;
}

/* Control characters that escapes of double quotes made: remembers the first,
 * reports NUL, which no text may hold. */
static void find_escapes(YamlReader *reader, YamlNode *node)
{
    if (!has_control(node->text))
        return;
    YamlWalk walk;
    yaml_walk_begin(&walk, reader->source->text, node);
    while (yaml_walk_next(&walk)) {
        if (byte_at(reader, walk.begin) != '\\' ||
            !is_control(node->text, walk.at))
            continue;
        Span span = span_from(reader, walk.begin, walk.end);
        if (node->control.begin == node->control.end)
            node->control = span;
        if (node->text.data[walk.at])
            continue;
        diag_add(reader->diags, DIAG_YAML_NUL, span,
                 "a text may not hold a NUL character; delete the escape");
        node->bad = true;
        node->text = (Str){0};
        return;
    }
}

/* True when the text is past its cap, which is then reported. */
static bool is_too_long(YamlReader *reader, Span span, size_t size, bool key)
{
    int limit = key ? YAML_KEY_LIMIT : YAML_SCALAR_LIMIT;
    if (size <= (size_t)limit)
        return false;
    diag_add(reader->diags, DIAG_YAML_SCALAR, span,
             "a %s of %zu bytes is longer than the limit of %d; shorten or "
             "split it",
             key ? "key" : "text", size, limit);
    return true;
}

void yaml_build_scalar(YamlReader *reader, uint32_t begin, uint32_t end)
{
    bool key = is_key_next(reader);
    YamlNode *node =
        key ? &reader->key_node : ARENA_NEW(reader->arena, YamlNode);
    *node = (YamlNode){.kind = YAML_SCALAR};
    node->style = style_of(reader->event.data.scalar.style);
    begin = skip_properties(reader, begin, end);
    size_t size = reader->event.data.scalar.length;
    if (begin == end) /* a value left out: libyaml marks the next token */
        begin = end = trim_end(reader, 0, end);
    else if (node->style == YAML_LITERAL || node->style == YAML_FOLDED)
        end = trim_end(reader, begin, end);
    place_node(reader, node, begin, end);
    node->bad = is_too_long(reader, node->span, size, key);
    if (!node->bad)
        node->text = str_copy(
            reader->arena,
            (Str){(const char *)reader->event.data.scalar.value, size});
    if (node->style == YAML_PLAIN)
        node->cut = find_cut(reader, node);
    else if (node->style == YAML_DOUBLE_QUOTED)
        find_escapes(reader, node);
    attach(reader, node);
}

/* An alias becomes an empty scalar that later checks pass over. */
void yaml_build_alias(YamlReader *reader, uint32_t begin, uint32_t end)
{
    YamlNode *node = ARENA_NEW(reader->arena, YamlNode);
    place_node(reader, node, begin, end);
    node->bad = true;
    report_property(reader, node->span);
    attach(reader, node);
}

/* --- lists and maps ------------------------------------------------------ */

bool yaml_build_open(YamlReader *reader, YamlKind kind, bool flow,
                     uint32_t begin)
{
    begin = skip_properties(reader, begin, (uint32_t)reader->source->text.size);
    char c = byte_at(reader, begin);
    if (reader->depth == YAML_DEPTH_LIMIT) {
        diag_add(reader->diags, DIAG_YAML_DEPTH,
                 span_from(reader, begin, begin + 1),
                 "nesting reaches level %d, the limit is %d; use fewer lists "
                 "and maps within each other",
                 YAML_DEPTH_LIMIT + 1, YAML_DEPTH_LIMIT);
        return false;
    }
    YamlNode *node = ARENA_NEW(reader->arena, YamlNode);
    node->kind = kind;
    node->flow = flow && (c == '[' || c == '{');
    place_node(reader, node, begin, begin);
    reader->levels[reader->depth++] = (YamlLevel){
        .node = node,
        .first =
            kind == YAML_LIST ? reader->items.count : reader->entries.count,
        .from = begin,
    };
    return true;
}

static void close_list(YamlReader *reader, const YamlLevel *level)
{
    YamlNode *list = level->node;
    list->count = reader->items.count - level->first;
    const YamlNode **items =
        ARENA_ARRAY(reader->arena, const YamlNode *, list->count);
    for (size_t i = 0; i < list->count; i++)
        items[i] = reader->items.items[level->first + i];
    list->items = items;
    reader->items.count = level->first;
}

static void close_map(YamlReader *reader, const YamlLevel *level)
{
    YamlNode *map = level->node;
    size_t count = reader->entries.count - level->first;
    YamlEntry *entries = ARENA_ARRAY(reader->arena, YamlEntry, count);
    for (size_t i = 0; i < count; i++)
        entries[i] = reader->entries.items[level->first + i];
    map->count = yaml_keys_check(entries, count, reader->diags);
    map->entries = entries;
    reader->entries.count = level->first;
}

void yaml_build_close(YamlReader *reader, uint32_t end)
{
    YamlLevel level = reader->levels[--reader->depth];
    level.node->span.end = level.node->flow ? end : level.from;
    if (level.node->kind == YAML_LIST)
        close_list(reader, &level);
    else
        close_map(reader, &level);
    attach(reader, level.node);
}
