/* Coverage in words and numbers. Start at coverage_text; all four forms are
 * made of the items of transcript/coverage.h. */
#include "report/coverage.h"

#include <string.h>

#include "report/document.h"
#include "report/html.h"
#include "session/json.h"

enum { SHOWN_OF_A_LINE = 60, NEVER = -1, NOTHING = -2 };

static unsigned percent(uint32_t seen, uint32_t count)
{
    return count ? (unsigned)((uint64_t)seen * 100 / count) : 100;
}

static uint32_t line_number(const Coverage *coverage, Span span)
{
    return source_position(&coverage->scenario->sources->files.items[span.file],
                           span.begin)
        .line;
}

/* --- For people --------------------------------------------------------- */

static void add_sum(Buf *out, const Coverage *coverage)
{
    Buf title = {0};
    diag_add_safe(&title, coverage->scenario->title, false);
    buf_printf(
        out, "%.*s: %u session%s, %llu turn%s\n\n", STR_ARGS(buf_str(&title)),
        coverage->sessions, coverage->sessions == 1 ? "" : "s",
        (unsigned long long)coverage->turns, coverage->turns == 1 ? "" : "s");
    out->failed |= title.failed;
    buf_finish(&title);
}

/* The first words of a line, on one line. */
static void add_beginning(Buf *out, Str text)
{
    size_t end = text.size < SHOWN_OF_A_LINE ? text.size : SHOWN_OF_A_LINE;
    while (end < text.size && ((unsigned char)text.data[end] & 0xC0) == 0x80)
        end++;
    buf_add_c(out, " '");
    diag_add_safe(out, str_slice(text, 0, end), false);
    buf_add_c(out, end < text.size ? "...'" : "'");
}

/* The source line of a rule, which says what it listens for. */
static void add_listening(Buf *out, const Coverage *coverage, Span span)
{
    const Source *source = &coverage->scenario->sources->files.items[span.file];
    Str line = source_line(source, source_position(source, span.begin).line);
    size_t begin = 0;
    while (begin < line.size && strchr(" -\t", line.data[begin]))
        begin++;
    add_beginning(out, str_slice(line, begin, line.size));
}

static void add_never(Buf *out, Arena *arena, const Coverage *coverage,
                      CoverageKind kind)
{
    uint32_t count;
    const CoverageItem *items = coverage_items(arena, coverage, kind, &count);
    if (coverage_seen(items, count) == count)
        return;
    buf_printf(out, "\nnever seen of %s:\n", coverage_kind_names[kind]);
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].count)
            continue;
        Str path = coverage->scenario->files[items[i].span.file];
        buf_add_c(out, "  ");
        diag_add_safe(out, path, false);
        buf_printf(out, ":%u: %.*s", line_number(coverage, items[i].span),
                   STR_ARGS(items[i].name));
        if (items[i].text.size)
            add_beginning(out, items[i].text);
        else if (kind == COVER_RULES)
            add_listening(out, coverage, items[i].span);
        buf_add_char(out, '\n');
    }
}

void coverage_text(Buf *out, Arena *arena, const Coverage *coverage)
{
    add_sum(out, coverage);
    for (int kind = 0; kind < COVER_KINDS; kind++) {
        uint32_t count;
        const CoverageItem *items =
            coverage_items(arena, coverage, (CoverageKind)kind, &count);
        uint32_t seen = coverage_seen(items, count);
        if (count)
            buf_printf(out, "  %-9s %5u of %5u  %3u %%\n",
                       coverage_kind_names[kind], seen, count,
                       percent(seen, count));
    }
    for (int kind = 0; kind < COVER_KINDS; kind++)
        add_never(out, arena, coverage, (CoverageKind)kind);
}

/* --- The source --------------------------------------------------------- */

/* For each line of file 0 from 1: the least count of what begins in it, NEVER
 * for 0, NOTHING where nothing does. */
static int64_t *line_counts(Arena *arena, const Coverage *coverage)
{
    const Source *source = &coverage->scenario->sources->files.items[0];
    int64_t *counts =
        ARENA_ARRAY(arena, int64_t, (size_t)source->line_count + 2);
    for (uint32_t i = 0; i < source->line_count + 2; i++)
        counts[i] = NOTHING;
    for (int kind = 0; kind < COVER_KINDS; kind++) {
        uint32_t count;
        const CoverageItem *items =
            coverage_items(arena, coverage, (CoverageKind)kind, &count);
        bool within = kind == COVER_STEPS || kind == COVER_LINES ||
                      kind == COVER_DEMANDS; /* several in one place */
        for (uint32_t i = 0; i < count; i++) {
            if (within || items[i].span.file || !items[i].span.end)
                continue;
            int64_t *line = &counts[line_number(coverage, items[i].span)];
            int64_t now = items[i].count ? (int64_t)items[i].count : NEVER;
            if (*line == NOTHING || now < *line)
                *line = now;
        }
    }
    return counts;
}

static void add_count(Buf *out, int64_t count)
{
    if (count == NOTHING)
        buf_add_c(out, "      | ");
    else if (count == NEVER)
        buf_add_c(out, "never | ");
    else
        buf_printf(out, "%5lld | ", (long long)count);
}

void coverage_source(Buf *out, Arena *arena, const Coverage *coverage)
{
    const Source *source = &coverage->scenario->sources->files.items[0];
    const int64_t *counts = line_counts(arena, coverage);
    for (uint32_t line = 1; line <= source->line_count; line++) {
        Str text = source_line(source, line);
        if (line == source->line_count && !text.size)
            break;
        add_count(out, counts[line]);
        diag_add_safe(out, text, false);
        buf_add_char(out, '\n');
    }
}

/* --- A page ------------------------------------------------------------- */

static const char *as_it_is(const char *english)
{
    return english;
}

static void add_table(Document *document, Arena *arena,
                      const Coverage *coverage)
{
    static const char *const heads[] = {"What", "Seen", "Of", "Percent", NULL};
    document_section(document, "table", "What was seen");
    document_table(document, "What was seen", heads);
    for (int kind = 0; kind < COVER_KINDS; kind++) {
        uint32_t count;
        const CoverageItem *items =
            coverage_items(arena, coverage, (CoverageKind)kind, &count);
        uint32_t seen = coverage_seen(items, count);
        if (!count)
            continue;
        document_row(document);
        document_cell(document);
        document_word(document, coverage_kind_names[kind]);
        document_cell(document);
        document_number(document, seen);
        document_cell(document);
        document_number(document, count);
        document_cell(document);
        document_number(document, percent(seen, count));
    }
    document_table_end(document);
}

static void add_missing(Document *document, Arena *arena,
                        const Coverage *coverage)
{
    Buf list = {0};
    for (int kind = 0; kind < COVER_KINDS; kind++)
        add_never(&list, arena, coverage, (CoverageKind)kind);
    document_section(document, "never", "What was never seen");
    Buf *out = document->out;
    buf_add_c(out, "<pre>");
    html_text(out, buf_str(&list));
    buf_add_c(out, "</pre>\n");
    out->failed |= list.failed;
    buf_finish(&list);
}

/* Each line with its count; what was never seen is marked, in words too. */
static void add_source(Document *document, Arena *arena,
                       const Coverage *coverage)
{
    const Source *source = &coverage->scenario->sources->files.items[0];
    const int64_t *counts = line_counts(arena, coverage);
    Buf *out = document->out;
    document_section(document, "source", "The scenario, line by line");
    buf_add_c(out, "<pre>");
    for (uint32_t line = 1; line <= source->line_count; line++) {
        bool never = counts[line] == NEVER;
        buf_add_c(out, never ? "<mark>" : "");
        add_count(out, counts[line]);
        html_text(out, source_line(source, line));
        buf_add_c(out, never ? "</mark>\n" : "\n");
    }
    buf_add_c(out, "</pre>\n");
}

void coverage_html(Buf *out, Arena *arena, const Coverage *coverage)
{
    Document document = {.out = out,
                         .form = DOCUMENT_HTML,
                         .words = as_it_is,
                         .language = STR("en"),
                         .quoted = coverage->scenario->language};
    document_begin(&document, "Coverage", coverage->scenario->title);
    document_paragraph(&document);
    document_text(&document, STR("Sessions: "));
    document_number(&document, coverage->sessions);
    document_text(&document, STR(". Turns: "));
    document_number(&document, (int64_t)coverage->turns);
    document_text(&document, STR("."));
    document_paragraph_end(&document);
    add_table(&document, arena, coverage);
    add_missing(&document, arena, coverage);
    add_source(&document, arena, coverage);
    document_end(&document);
}

/* --- JSON --------------------------------------------------------------- */

typedef struct {
    const Coverage *coverage;
    bool failed; /* memory ran out */
} Json;

static void put(Json *json, json_t *object, const char *key, json_t *value)
{
    json->failed |= json_object_set_new(object, key, value) != 0;
}

static json_t *item_json(Json *json, const CoverageItem *item)
{
    json_t *object = json_object();
    put(json, object, "name", json_text(item->name));
    if (item->text.size)
        put(json, object, "text", json_text(item->text));
    put(json, object, "file",
        json_text(json->coverage->scenario->files[item->span.file]));
    put(json, object, "line",
        json_integer(line_number(json->coverage, item->span)));
    put(json, object, "count", json_integer(item->count));
    return object;
}

static json_t *kind_json(Json *json, Arena *arena, CoverageKind kind)
{
    uint32_t count;
    const CoverageItem *items =
        coverage_items(arena, json->coverage, kind, &count);
    json_t *object = json_object(), *list = json_array();
    put(json, object, "seen", json_integer(coverage_seen(items, count)));
    put(json, object, "of", json_integer(count));
    for (uint32_t i = 0; i < count; i++)
        json->failed |=
            json_array_append_new(list, item_json(json, &items[i])) != 0;
    put(json, object, "items", list);
    return object;
}

static int write_json(const char *bytes, size_t size, void *out)
{
    buf_add(out, (Str){bytes, size});
    return 0;
}

void coverage_json(Buf *out, Arena *arena, const Coverage *coverage)
{
    Json json = {.coverage = coverage};
    json_t *object = json_object();
    put(&json, object, "title", json_text(coverage->scenario->title));
    put(&json, object, "sessions", json_integer(coverage->sessions));
    put(&json, object, "turns", json_integer((json_int_t)coverage->turns));
    for (int kind = 0; kind < COVER_KINDS; kind++)
        put(&json, object, coverage_kind_names[kind],
            kind_json(&json, arena, (CoverageKind)kind));
    if (json.failed ||
        json_dump_callback(object, write_json, out, JSON_COMPACT))
        out->failed = true;
    buf_add_char(out, '\n');
    json_decref(object);
}
