/* Drives libyaml: from its marks to byte offsets, from its events to tree.c,
 * from its errors to problem.c. Knows documents and the caps on the whole.
 * Start at yaml_parse. */
#include <assert.h>

#include "yaml/reader.h"

/* --- offsets and spans --------------------------------------------------- */

/* libyaml counts characters. Marks come nearly in order, so walking from the
 * last one is linear over the whole file. */
static uint32_t offset_of(YamlReader *reader, yaml_mark_t mark)
{
    Str text = reader->source->text;
    if (reader->plain_ascii)
        return (uint32_t)(mark.index < text.size ? mark.index : text.size);
    size_t at = reader->offset, index = reader->mark;
    for (; index < mark.index && at < text.size; index++) {
        do
            at++; /* a NUL ends the text */
        while (((unsigned char)text.data[at] & 0xc0) == 0x80);
    }
    for (; index > mark.index; index--) {
        do
            at--;
        while (((unsigned char)text.data[at] & 0xc0) == 0x80);
    }
    reader->offset = (uint32_t)at;
    reader->mark = index;
    return reader->offset;
}

static Span span_from(const YamlReader *reader, uint32_t begin, uint32_t end)
{
    return (Span){reader->file, begin, end > begin ? end : begin};
}

/* --- events -------------------------------------------------------------- */

static bool on_document(YamlReader *reader, uint32_t begin, uint32_t end)
{
    if (!reader->documents++)
        return true;
    diag_add(reader->diags, DIAG_YAML_DOCUMENTS, span_from(reader, begin, end),
             "a second document begins here; a file holds one document only");
    return false;
}

static bool count_node(YamlReader *reader, uint32_t begin)
{
    if (++reader->node_count <= YAML_NODE_LIMIT)
        return true;
    diag_add(reader->diags, DIAG_YAML_NODES, span_from(reader, begin, begin),
             "value number %zu is past the limit of %d keys, values, lists and "
             "maps; split the file",
             reader->node_count, YAML_NODE_LIMIT);
    return false;
}

/* False when nothing more is to be read. *stopped says that this was not the
 * end, and that there is no tree. */
static bool on_event(YamlReader *reader, bool *stopped)
{
    const yaml_event_t *event = &reader->event;
    uint32_t begin = offset_of(reader, event->start_mark);
    uint32_t end = offset_of(reader, event->end_mark);
    bool good = true;
    switch (event->type) {
    case YAML_STREAM_END_EVENT:
        return false;
    case YAML_DOCUMENT_START_EVENT:
        return on_document(reader, begin, end);
    case YAML_DOCUMENT_END_EVENT:
        reader->ended = !event->data.document_end.implicit;
        break;
    case YAML_ALIAS_EVENT:
        good = count_node(reader, begin);
        yaml_build_alias(reader, begin, end);
        break;
    case YAML_SCALAR_EVENT:
        good = count_node(reader, begin);
        yaml_build_scalar(reader, begin, end);
        break;
    case YAML_SEQUENCE_START_EVENT:
        good = count_node(reader, begin) &&
               yaml_build_open(reader, YAML_LIST,
                               event->data.sequence_start.style ==
                                   YAML_FLOW_SEQUENCE_STYLE,
                               begin);
        break;
    case YAML_MAPPING_START_EVENT:
        good = count_node(reader, begin) &&
               yaml_build_open(reader, YAML_MAP,
                               event->data.mapping_start.style ==
                                   YAML_FLOW_MAPPING_STYLE,
                               begin);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        yaml_build_close(reader, end);
        break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
        break;
    }
    *stopped = !good;
    return good;
}

static void report_problem(YamlReader *reader)
{
    yaml_parser_t *parser = &reader->parser;
    YamlProblem problem = {
        .text = parser->problem ? parser->problem : "",
        .context = parser->context ? parser->context : "",
        .last = reader->last,
        .ended = reader->ended,
    };
    if (parser->error == YAML_READER_ERROR) {
        size_t size = reader->source->text.size;
        size_t at = parser->problem_offset;
        problem.at = (uint32_t)(at < size ? at : size);
    } else {
        problem.at = offset_of(reader, parser->problem_mark);
    }
    problem.context_at =
        parser->context ? offset_of(reader, parser->context_mark) : problem.at;
    yaml_problem_report(reader->source, reader->file, &problem, reader->diags);
}

/* --- the whole ----------------------------------------------------------- */

/* Runs also when the arena's failure handler has jumped away. */
static void reader_release(void *object)
{
    YamlReader *reader = object;
    yaml_event_delete(&reader->event);
    yaml_parser_delete(&reader->parser);
}

static _Noreturn void out_of_memory(YamlReader *reader)
{
    reader_release(reader);
    arena_out_of_memory(reader->arena);
}

/* False when there is no tree. */
static bool read_events(YamlReader *reader)
{
    bool stopped = false, more = true;
    while (more) {
        if (!yaml_parser_parse(&reader->parser, &reader->event)) {
            if (reader->parser.error == YAML_MEMORY_ERROR)
                out_of_memory(reader);
            report_problem(reader);
            return false;
        }
        more = on_event(reader, &stopped);
        yaml_event_delete(&reader->event);
    }
    return !stopped;
}

/* The root when it is a map, else NULL and a message. */
static const YamlNode *root_check(YamlReader *reader)
{
    const YamlNode *root = reader->root;
    if (root && root->kind == YAML_MAP)
        return root;
    const char *what = "nothing";
    if (root && root->kind == YAML_LIST)
        what = "a list";
    else if (root && !yaml_is_null(root))
        what = "only a text";
    diag_add(reader->diags, DIAG_YAML_EMPTY, span_from(reader, 0, 0),
             "the file holds %s; it has to be a map of keys, the first of them "
             "'standoff: 1'",
             what);
    return NULL;
}

static bool is_ascii(Str text)
{
    unsigned char bits = 0;
    for (size_t i = 0; i < text.size; i++)
        bits |= (unsigned char)text.data[i];
    return bits < 0x80;
}

static YamlReader *reader_new(const Source *source, uint32_t file, Diags *diags)
{
    YamlReader *reader = ARENA_NEW(diags->arena, YamlReader);
    reader->source = source;
    reader->file = file;
    reader->diags = diags;
    reader->arena = diags->arena;
    reader->plain_ascii = is_ascii(source->text);
    arena_defer(reader->arena, reader_release, reader);
    if (!yaml_parser_initialize(&reader->parser))
        out_of_memory(reader);
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser,
                                 (const unsigned char *)source->text.data,
                                 source->text.size);
    return reader;
}

void yaml_parse(const Sources *sources, uint32_t file, Diags *diags,
                const YamlNode **root)
{
    *root = NULL;
    assert(file < sources->files.count);
    const Source *source = &sources->files.items[file];
    if (!source->text.data) /* reported by who could not read it */
        return;
    if (!yaml_text_check(source, file, diags))
        return;
    YamlReader *reader = reader_new(source, file, diags);
    if (read_events(reader))
        *root = root_check(reader);
    reader_release(reader);
}

const YamlNode *yaml_get(const YamlNode *map, const char *key)
{
    if (!map || map->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++) {
        if (str_equal_c(map->entries[i].key, key))
            return map->entries[i].value;
    }
    return NULL;
}
