/* From a decoded scalar back to the bytes it was written with. The walk does
 * again what libyaml's scanner did (folding, escapes, indentation), but keeps
 * the offsets. Start at yaml_walk_next. */
#include <string.h>

#include "yaml/parts.h"

size_t yaml_break_at(Str text, size_t at)
{
    static const struct {
        const char *bytes;
        size_t size;
    } breaks[] = {{"\n", 1},       {"\r\n", 2},         {"\r", 1},
                  {"\xc2\x85", 2}, {"\xe2\x80\xa8", 3}, {"\xe2\x80\xa9", 3}};
    if (at >= text.size || !strchr("\n\r\xc2\xe2", text.data[at]))
        return 0;
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        size_t size = breaks[i].size;
        if (text.size - at >= size &&
            !memcmp(text.data + at, breaks[i].bytes, size))
            return size;
    }
    return 0;
}

static bool is_blank(Str text, size_t at)
{
    return at < text.size && (text.data[at] == ' ' || text.data[at] == '\t');
}

/* One step: `decoded` bytes that were written from next up to `end`. */
static bool step(YamlWalk *walk, size_t decoded, uint32_t end)
{
    walk->at += walk->size;
    walk->size = decoded;
    walk->begin = walk->next;
    walk->end = end;
    walk->next = end;
    return true;
}

/* A line break: libyaml makes all of them \n but keeps LS and PS. */
static bool step_break(YamlWalk *walk, size_t size)
{
    return step(walk, size == 3 ? 3 : 1, walk->next + (uint32_t)size);
}

/* --- plain and quoted ---------------------------------------------------- */

/* What a run of blanks and line breaks holds. */
typedef struct {
    uint32_t end;
    uint32_t first_break; /* its offset, or `end` */
    size_t breaks;
} Run;

static Run run_measure(const YamlWalk *walk, uint32_t at)
{
    Run run = {0};
    while (at < walk->limit) {
        size_t size = yaml_break_at(walk->source, at);
        if (!size && !is_blank(walk->source, at))
            break;
        if (size && !run.breaks++)
            run.first_break = at;
        at += size ? (uint32_t)size : 1;
    }
    run.end = at;
    if (!run.breaks)
        run.first_break = at;
    return run;
}

/* Blanks and line breaks between words. False when they made no step. */
static bool step_run(YamlWalk *walk)
{
    Run run = run_measure(walk, walk->next);
    if (!run.breaks) {
        walk->literal = run.end;
        return step(walk, 1, walk->next + 1);
    }
    size_t size = yaml_break_at(walk->source, run.first_break);
    if (size == 3) { /* LS and PS do not fold */
        walk->next = run.first_break;
        walk->gap = run.end;
        return false;
    }
    if (run.breaks == 1)
        return step(walk, 1, run.end);
    walk->next = run.first_break + (uint32_t)size;
    walk->gap = run.end;
    return false;
}

/* In a gap each line break stands for itself, blanks for nothing. */
static bool step_gap(YamlWalk *walk)
{
    for (; walk->next < walk->gap; walk->next++) {
        size_t size = yaml_break_at(walk->source, walk->next);
        if (size)
            return step_break(walk, size);
    }
    return false;
}

static size_t utf8_size(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

static uint32_t hex_value(Str text, size_t at, size_t count)
{
    uint32_t value = 0;
    for (size_t i = at; i < at + count && i < text.size; i++) {
        char c = text.data[i];
        uint32_t digit =
            c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a' + 10);
        value = value << 4 | (digit & 15);
    }
    return value;
}

/* An escape of double quotes. False when it made no step. */
static bool step_escape(YamlWalk *walk)
{
    size_t size = yaml_break_at(walk->source, walk->next + 1);
    if (size) { /* the break is escaped: only further ones count */
        walk->next += 1 + (uint32_t)size;
        walk->gap = run_measure(walk, walk->next).end;
        return false;
    }
    char letter = walk->source.data[walk->next + 1];
    uint32_t digits = letter == 'x'   ? 2
                      : letter == 'u' ? 4
                      : letter == 'U' ? 8
                                      : 0;
    size_t decoded = 1;
    if (digits)
        decoded = utf8_size(hex_value(walk->source, walk->next + 2, digits));
    else if (letter == 'N' || letter == '_')
        decoded = 2;
    else if (letter == 'L' || letter == 'P')
        decoded = 3;
    return step(walk, decoded, walk->next + 2 + digits);
}

static bool flow_next(YamlWalk *walk)
{
    while (walk->next < walk->limit) {
        char c = walk->source.data[walk->next];
        if (walk->next < walk->gap) {
            if (step_gap(walk))
                return true;
        } else if (walk->next < walk->literal) {
            return step(walk, 1, walk->next + 1);
        } else if (is_blank(walk->source, walk->next) ||
                   yaml_break_at(walk->source, walk->next)) {
            if (step_run(walk))
                return true;
        } else if (c == '\\' && walk->style == YAML_DOUBLE_QUOTED) {
            if (step_escape(walk))
                return true;
        } else {
            bool pair = c == '\'' && walk->style == YAML_SINGLE_QUOTED;
            return step(walk, 1, walk->next + 1 + pair);
        }
    }
    return false;
}

/* --- block --------------------------------------------------------------- */

/* The offset after at most `indent` spaces. */
static uint32_t skip_indent(const YamlWalk *walk, uint32_t at)
{
    uint32_t end = at + walk->indent;
    while (at < end && at < walk->limit && walk->source.data[at] == ' ')
        at++;
    return at;
}

/* What the first line that is not blank lost of its spaces by decoding. The
 * lines before it stand one for one, even in a folded scalar. */
static uint32_t find_indent(const YamlWalk *walk)
{
    uint32_t at = walk->next;
    size_t decoded = 0;
    while (at < walk->limit) {
        uint32_t spaces = 0, kept = 0;
        while (at + spaces < walk->limit &&
               walk->source.data[at + spaces] == ' ')
            spaces++;
        size_t size = yaml_break_at(walk->source, at + spaces);
        if (!size) {
            while (decoded + kept < walk->text.size &&
                   walk->text.data[decoded + kept] == ' ')
                kept++;
            return spaces > kept ? spaces - kept : 0;
        }
        while (decoded < walk->text.size && walk->text.data[decoded] == ' ')
            decoded++;
        decoded += size == 3 ? 3 : 1; /* as step_break */
        at += spaces + (uint32_t)size;
    }
    return 0;
}

/* Bytes of the line break that ends at `end` in a decoded text. */
static size_t break_before(Str text, size_t end)
{
    if (end > 0 && text.data[end - 1] == '\n')
        return 1;
    return end > 2 && yaml_break_at(text, end - 3) == 3 ? 3 : 0;
}

static void block_begin(YamlWalk *walk)
{
    walk->limit = (uint32_t)walk->source.size;
    while (walk->next < walk->limit && !yaml_break_at(walk->source, walk->next))
        walk->next++; /* the header: indicators, a comment */
    walk->next += (uint32_t)yaml_break_at(walk->source, walk->next);
    walk->indent = find_indent(walk);
    walk->line_start = true;
    walk->tail = walk->text.size;
    for (size_t size; (size = break_before(walk->text, walk->tail));)
        walk->tail -= size;
}

/* A break that folds becomes a blank, or nothing when empty lines follow.
 * False when it made no step. */
static bool step_fold(YamlWalk *walk, size_t size)
{
    uint32_t after = walk->next + (uint32_t)size;
    uint32_t content = skip_indent(walk, after);
    size_t empty = 0;
    for (size_t more; (more = yaml_break_at(walk->source, content)); empty++)
        content = skip_indent(walk, content + (uint32_t)more);
    bool folds =
        size < 3 && !walk->blank_line && !is_blank(walk->source, content);
    walk->line_start = true;
    if (!folds)
        return step_break(walk, size);
    if (!empty)
        return step(walk, 1, content);
    walk->next = after;
    return false;
}

static bool block_next(YamlWalk *walk)
{
    while (walk->next < walk->limit) {
        bool start = walk->line_start;
        if (start)
            walk->next = skip_indent(walk, walk->next);
        size_t size = yaml_break_at(walk->source, walk->next);
        if (!size) {
            if (start)
                walk->blank_line = is_blank(walk->source, walk->next);
            walk->line_start = false;
            return step(walk, 1, walk->next + 1);
        }
        walk->line_start = true;
        bool final = walk->at + walk->size >= walk->tail;
        if (start || final || walk->style == YAML_LITERAL)
            return step_break(walk, size);
        if (step_fold(walk, size))
            return true;
    }
    return false;
}

/* --- all styles ---------------------------------------------------------- */

void yaml_walk_begin(YamlWalk *walk, Str source, const YamlNode *scalar)
{
    *walk = (YamlWalk){
        .source = source,
        .text = scalar->text,
        .style = scalar->style,
        .begin = scalar->span.begin,
        .end = scalar->span.begin,
        .next = scalar->span.begin,
        .limit = scalar->span.end,
    };
    switch (scalar->style) {
    case YAML_PLAIN:
        break;
    case YAML_SINGLE_QUOTED:
    case YAML_DOUBLE_QUOTED:
        walk->end = ++walk->next;
        walk->limit--;
        break;
    case YAML_LITERAL:
    case YAML_FOLDED:
        block_begin(walk);
        walk->end = walk->next;
        break;
    }
}

bool yaml_walk_next(YamlWalk *walk)
{
    if (walk->at + walk->size >= walk->text.size)
        return false;
    if (walk->style == YAML_LITERAL || walk->style == YAML_FOLDED)
        return block_next(walk);
    return flow_next(walk);
}

Span yaml_span_in(const Sources *sources, const YamlNode *scalar, size_t begin,
                  size_t end)
{
    Span span = scalar->span;
    if (scalar->kind != YAML_SCALAR || !scalar->text.size)
        return span;
    YamlWalk walk;
    yaml_walk_begin(&walk, sources->files.items[span.file].text, scalar);
    bool found = false;
    while (yaml_walk_next(&walk)) {
        if (!found && walk.at + walk.size > begin) {
            span.begin = walk.begin;
            found = true;
        }
        if (found && walk.at + walk.size >= end)
            break;
    }
    if (!found)
        span.begin = walk.end;
    span.end = end > begin ? walk.end : span.begin;
    return span;
}
