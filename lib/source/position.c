/* From byte offsets to lines, columns and terminal cells. The table of lines
 * is made once for a file (source_lines_make); everything else is computed
 * when a message is shown. */
#include <string.h>
#include <utf8proc.h>

#include "source/glyph.h"
#include "source/parts.h"

enum {
    TAB_STOP = 8,
    /* Beyond this many bytes into a line a cell is counted for each code
     * point: one file of a single line must not make messages slow. */
    DISPLAY_LIMIT = 4 * 1024,
};

/* Finds line ends one after the other. The next LF is remembered, so that a
 * file of lone CRs is not searched for one again and again. */
typedef struct {
    Str text;
    size_t at;       /* where the line begins */
    size_t feed;     /* the first LF from `at` on, or the text's size */
    bool has_return; /* there are CRs at all */
} LineScan;

static size_t find_byte(Str text, size_t from, size_t to, char c)
{
    const char *found =
        to > from ? memchr(text.data + from, c, to - from) : NULL;
    return found ? (size_t)(found - text.data) : to;
}

static LineScan scan_begin(Str text)
{
    size_t size = text.size;
    return (LineScan){
        .text = text,
        .feed = find_byte(text, 0, size, '\n'),
        .has_return = find_byte(text, 0, size, '\r') < size,
    };
}

/* Moves to the next line; false when there is none. */
static bool scan_next(LineScan *scan)
{
    Str text = scan->text;
    size_t end = scan->feed;
    if (scan->has_return)
        end = find_byte(text, scan->at, scan->feed, '\r');
    if (end == text.size)
        return false;
    bool pair = text.data[end] == '\r' && end + 1 == scan->feed &&
                scan->feed < text.size;
    scan->at = end + 1 + pair;
    if (scan->feed < scan->at)
        scan->feed = find_byte(text, scan->at, text.size, '\n');
    return true;
}

/* Adds what a piece of text holds, eight bytes at a time. A character begins at
 * each byte that continues none; from 0xf0 on it is one of four bytes, and only
 * these take two UTF-16 units. */
static SourceMark count(SourceMark mark, Str text)
{
    const uint64_t ones = 0x0101010101010101u;
    size_t continuing = 0, wide = 0, i = 0;
    for (; i + 8 <= text.size; i += 8) {
        uint64_t word;
        memcpy(&word, text.data + i, sizeof word);
        uint64_t top = word >> 7 & ones, next = word >> 6 & ones;
        uint64_t four = top & next & word >> 5 & word >> 4;
        continuing += (size_t)__builtin_popcountll(top & ~next);
        wide += (size_t)__builtin_popcountll(four);
    }
    for (; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        continuing += (byte & 0xc0) == 0x80;
        wide += byte >= 0xf0;
    }
    mark.characters += (uint32_t)(text.size - continuing);
    mark.wide += (uint32_t)wide;
    return mark;
}

static void make_marks(Arena *arena, Source *source)
{
    size_t marks = source->text.size / SOURCE_MARK + 1;
    SourceMark *all = ARENA_ARRAY(arena, SourceMark, marks);
    for (size_t i = 1; i < marks; i++)
        all[i] =
            count(all[i - 1], str_slice(source->text, (i - 1) * SOURCE_MARK,
                                        i * SOURCE_MARK));
    source->marks = all;
}

/* What begins before a byte of the file. */
static SourceMark mark_at(const Source *source, uint32_t offset)
{
    size_t last = offset / SOURCE_MARK;
    return count(source->marks[last],
                 str_slice(source->text, last * SOURCE_MARK, offset));
}

void source_lines_make(Arena *arena, Source *source)
{
    uint32_t lines = 1;
    for (LineScan scan = scan_begin(source->text); scan_next(&scan);)
        lines++;
    uint32_t *begins = ARENA_ARRAY(arena, uint32_t, lines);
    lines = 1;
    for (LineScan scan = scan_begin(source->text); scan_next(&scan);)
        begins[lines++] = (uint32_t)scan.at;
    source->lines = begins;
    source->line_count = lines;
    make_marks(arena, source);
}

static uint32_t line_of(const Source *source, uint32_t offset)
{
    uint32_t low = 0, high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

Position source_position(const Source *source, uint32_t offset)
{
    if (offset > source->text.size)
        offset = (uint32_t)source->text.size;
    uint32_t line = line_of(source, offset);
    uint32_t start = source->lines[line];
    uint32_t near =
        offset - start < DISPLAY_LIMIT ? offset - start : DISPLAY_LIMIT;
    uint32_t before = mark_at(source, start).characters;
    uint32_t here = mark_at(source, offset).characters;
    return (Position){
        .line = line + 1,
        .column = here - before + 1,
        .display =
            source_width(str_slice(source->text, start, start + near), 0) +
            here - mark_at(source, start + near).characters,
    };
}

uint32_t source_utf16_column(const Source *source, uint32_t offset)
{
    if (offset > source->text.size)
        offset = (uint32_t)source->text.size;
    SourceMark before = mark_at(source, source->lines[line_of(source, offset)]);
    SourceMark here = mark_at(source, offset);
    return here.characters - before.characters + here.wide - before.wide + 1;
}

Str source_line(const Source *source, uint32_t line)
{
    if (line == 0 || line > source->line_count)
        return (Str){0};
    size_t begin = source->lines[line - 1];
    size_t end =
        line < source->line_count ? source->lines[line] : source->text.size;
    if (end > begin && source->text.data[end - 1] == '\n')
        end--;
    if (end > begin && source->text.data[end - 1] == '\r')
        end--;
    return str_slice(source->text, begin, end);
}

uint32_t source_width(Str text, uint32_t start)
{
    uint32_t cells = start;
    for (size_t at = 0; at < text.size;) {
        if (text.data[at] >= ' ' && text.data[at] <= '~') {
            cells++;
            at++;
            continue;
        }
        Glyph glyph = glyph_at(text, at);
        if (glyph.code == '\t')
            cells += TAB_STOP - cells % TAB_STOP;
        else
            cells += glyph_cells(glyph);
        at += glyph.size;
    }
    return cells - start;
}

size_t source_utf8_valid(Str text)
{
    size_t at = 0;
    while (at < text.size) {
        const unsigned char *bytes = (const unsigned char *)text.data + at;
        if (*bytes < 0x80) {
            at++;
            continue;
        }
        utf8proc_int32_t code;
        size_t left = text.size - at < 4 ? text.size - at : 4;
        utf8proc_ssize_t size =
            utf8proc_iterate(bytes, (utf8proc_ssize_t)left, &code);
        if (size <= 0)
            break;
        at += (size_t)size;
    }
    return at;
}
