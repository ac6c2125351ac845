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
    DISPLAY_LIMIT = 64 * 1024,
};

/* The offset after the line break at `at`; `at` itself when there is none. */
static size_t after_break(Str text, size_t at)
{
    if (text.data[at] == '\n')
        return at + 1;
    if (text.data[at] != '\r')
        return at;
    bool pair = at + 1 < text.size && text.data[at + 1] == '\n';
    return at + 1 + pair;
}

/* Writes the first byte of each line to `lines` unless it is NULL. */
static uint32_t find_lines(Str text, uint32_t *lines)
{
    uint32_t count = 1;
    for (size_t at = 0; at < text.size;) {
        size_t next = after_break(text, at);
        if (next == at) {
            at++;
            continue;
        }
        if (lines)
            lines[count] = (uint32_t)next;
        count++;
        at = next;
    }
    return count;
}

void source_lines_make(Arena *arena, Source *source)
{
    source->line_count = find_lines(source->text, NULL);
    uint32_t *lines = ARENA_ARRAY(arena, uint32_t, source->line_count);
    find_lines(source->text, lines);
    source->lines = lines;
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

static uint32_t count_characters(Str text)
{
    uint32_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return count;
}

Position source_position(const Source *source, uint32_t offset)
{
    if (offset > source->text.size)
        offset = (uint32_t)source->text.size;
    uint32_t line = line_of(source, offset);
    Str before = str_slice(source->text, source->lines[line], offset);
    Str far = str_slice(before, DISPLAY_LIMIT, before.size);
    Str near = str_slice(before, 0, DISPLAY_LIMIT);
    return (Position){
        .line = line + 1,
        .column = count_characters(before) + 1,
        .display = source_width(near, 0) + count_characters(far),
    };
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
