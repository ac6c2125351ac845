/* Comments lie in the gaps between scalars: the file is parsed once more for
 * the places of its scalars, and # is looked for between them. Only files that
 * hold the word at all are parsed. Start at comments_find. */
#include "lint/comments.h"

#include <string.h>

typedef struct {
    Arena *arena;
    const Source *source;
    uint32_t file;
    const char *word;
    VEC(Span) scalars; /* in order */
    uint32_t head;     /* where the first key begins */
    uint32_t content;  /* the line with content that was found last */
    Comments found;
} Search;

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Whether a comment at `at`, where a # stands, begins with the word. */
static bool has_word(const Search *search, size_t at)
{
    Str text = search->source->text;
    for (at++; at < text.size && is_blank(text.data[at]);)
        at++;
    return str_starts_with(str_slice(text, at, text.size), search->word);
}

static bool may_have_any(const Search *search)
{
    Str text = search->source->text;
    for (size_t at = 0; at < text.size; at++) {
        const char *found = memchr(text.data + at, '#', text.size - at);
        if (!found)
            return false;
        at = (size_t)(found - text.data);
        if (has_word(search, at))
            return true;
    }
    return false;
}

/* --- Scalars ---------------------------------------------------------------
 */

static void collect(Search *search, const YamlNode *node);

static void collect_entry(Search *search, const YamlEntry *entry)
{
    *VEC_PUSH(search->arena, &search->scalars) = entry->key_span;
    collect(search, entry->value);
}

static void collect(Search *search, const YamlNode *node)
{
    switch (node->kind) {
    case YAML_SCALAR:
        *VEC_PUSH(search->arena, &search->scalars) = node->span;
        break;
    case YAML_LIST:
        for (size_t i = 0; i < node->count; i++)
            collect(search, node->items[i]);
        break;
    case YAML_MAP:
        for (size_t i = 0; i < node->count; i++)
            collect_entry(search, &node->entries[i]);
        break;
    }
}

/* Where a scalar's own text begins: that of a block one on the line behind its
 * `|`, where a comment may stand. */
static uint32_t text_begin(const Search *search, Span scalar)
{
    Str text = search->source->text;
    uint32_t at = scalar.begin;
    if (at >= text.size || !strchr("|>", text.data[at]))
        return at;
    while (at < scalar.end && !is_break(text.data[at]))
        at++;
    return at;
}

/* --- What a comment speaks of -----------------------------------------------
 */

/* Bytes of a line (from 0), without its end. */
static Span line_span(const Search *search, uint32_t line)
{
    Str text = source_line(search->source, line + 1);
    uint32_t begin = search->source->lines[line];
    return (Span){search->file, begin, begin + (uint32_t)text.size};
}

/* The first scalar that ends at `at` or later. */
static size_t scalar_from(const Search *search, uint32_t at)
{
    size_t low = 0, high = search->scalars.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (search->scalars.items[middle].end < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Widened by the scalars that begin or end in it. */
static Span widen(const Search *search, Span line)
{
    Span wide = line;
    for (size_t i = scalar_from(search, line.begin); i < search->scalars.count;
         i++) {
        Span scalar = search->scalars.items[i];
        if (scalar.begin > line.end)
            break;
        wide.begin = scalar.begin < wide.begin ? scalar.begin : wide.begin;
        wide.end = scalar.end > wide.end ? scalar.end : wide.end;
    }
    return wide;
}

static bool is_content(const Search *search, Span line)
{
    Str text = search->source->text;
    while (line.begin < line.end && is_blank(text.data[line.begin]))
        line.begin++;
    return line.begin < line.end && text.data[line.begin] != '#';
}

/* The first line after `line` with more on it than a comment. Comments come in
 * order, so a line found before serves all that stand above it. */
static bool next_line(Search *search, uint32_t line, Span *found)
{
    uint32_t next = search->content > line ? search->content : line + 1;
    for (; next < search->source->line_count; next++) {
        *found = line_span(search, next);
        if (is_content(search, *found))
            break;
    }
    search->content = next;
    return next < search->source->line_count;
}

static void add(Search *search, uint32_t at)
{
    uint32_t line = source_position(search->source, at).line - 1;
    Span own = line_span(search, line), covered = own;
    bool alone = !is_content(search, own);
    Comment *comment = VEC_PUSH(search->arena, &search->found.all);
    comment->span = (Span){search->file, at, own.end};
    if (at < search->head) {
        comment->end = UINT32_MAX;
        return;
    }
    if (alone && !next_line(search, line, &covered)) {
        comment->begin = 1;
        return;
    }
    covered = widen(search, covered);
    comment->begin = covered.begin;
    comment->end = covered.end;
}

/* --- The gaps ----------------------------------------------------------------
 */

static void search_gap(Search *search, uint32_t begin, uint32_t end)
{
    Str text = search->source->text;
    for (uint32_t at = begin; at < end; at++) {
        char before = at ? text.data[at - 1] : '\n';
        if (text.data[at] != '#' || !(is_blank(before) || is_break(before)))
            continue;
        if (has_word(search, at))
            add(search, at);
        while (at < end && !is_break(text.data[at]))
            at++;
    }
}

static void search_all(Search *search)
{
    uint32_t at = 0;
    for (size_t i = 0; i < search->scalars.count; i++) {
        Span scalar = search->scalars.items[i];
        uint32_t begin = text_begin(search, scalar);
        if (begin > at)
            search_gap(search, at, begin);
        at = scalar.end > at ? scalar.end : at;
    }
    search_gap(search, at, (uint32_t)search->source->text.size);
}

Comments comments_find(Arena *arena, const Sources *sources, uint32_t file,
                       const char *word)
{
    Search search = {.arena = arena,
                     .source = &sources->files.items[file],
                     .file = file,
                     .word = word};
    const YamlNode *root = NULL;
    Diags ignored; /* they were reported when the file was loaded */
    if (!may_have_any(&search))
        return search.found;
    diag_init(&ignored, arena);
    yaml_parse(sources, file, &ignored, &root);
    if (!root || !root->count)
        return search.found;
    search.head = root->entries[0].key_span.begin;
    collect(&search, root);
    search_all(&search);
    return search.found;
}
