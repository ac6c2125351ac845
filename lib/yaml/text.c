/* The text before libyaml sees it. libyaml's reader gives no line for what it
 * refuses, and is quadratic in lines that begin with %, so both are found
 * here. Knows no YAML beyond that. */
#include <string.h>

#include "source/glyph.h"
#include "yaml/parts.h"

size_t yaml_skip_gap(Str text, size_t at)
{
    while (at < text.size) {
        size_t size = yaml_break_at(text, at);
        if (text.data[at] == '#') {
            while (at < text.size && !yaml_break_at(text, at))
                at++;
        } else if (size || text.data[at] == ' ' || text.data[at] == '\t') {
            at += size ? size : 1;
        } else {
            break;
        }
    }
    return at;
}

Str yaml_shorten(Arena *arena, Str text)
{
    enum { LONGEST = 60 };
    if (text.size <= LONGEST)
        return text;
    size_t end = LONGEST;
    while (end > 0 && ((unsigned char)text.data[end] & 0xc0) == 0x80)
        end--;
    return str_format(arena, "%.*s...", STR_ARGS(str_slice(text, 0, end)));
}

static Span span_at(uint32_t file, size_t at, size_t size)
{
    return (Span){file, (uint32_t)at, (uint32_t)(at + size)};
}

/* The encoding that a text which is not UTF-8 seems to have, or NULL. */
static const char *guess_encoding(Str text)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *name;
    } marks[] = {{"\xff\xfe\0\0", 4, "UTF-32"}, {"\0\0\xfe\xff", 4, "UTF-32"},
                 {"\0\0\0", 3, "UTF-32"},       {"\xff\xfe", 2, "UTF-16"},
                 {"\xfe\xff", 2, "UTF-16"},     {"\0", 1, "UTF-16"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (text.size >= marks[i].size &&
            !memcmp(text.data, marks[i].bytes, marks[i].size))
            return marks[i].name;
    }
    if (text.size < 4 || text.data[1])
        return NULL;
    return text.data[2] ? "UTF-16" : "UTF-32";
}

/* What YAML allows of the characters that are not printable. */
static bool is_allowed(uint32_t code)
{
    if (code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    if (code < 0xa0)
        return code < 0x7f || code == 0x85;
    return code != 0xfeff && code != 0xfffe && code != 0xffff;
}

/* The size of a character that is surely allowed, told by its first byte, or
 * 0: printable ASCII, and most of what takes two or three bytes. */
static size_t plain_size(Str text, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)text.data + at;
    if (bytes[0] < 0x80)
        return (bytes[0] >= 0x20 && bytes[0] < 0x7f) || bytes[0] == '\n';
    size_t size = 0;
    if (bytes[0] >= 0xc3 && bytes[0] <= 0xdf)
        size = 2;
    else if (bytes[0] >= 0xe1 && bytes[0] <= 0xec)
        size = 3;
    if (text.size - at < size)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    return size;
}

/* The first character that may not be there, or the text's size. */
static size_t find_bad(Str text)
{
    size_t at = 0;
    while (at < text.size) {
        size_t size = plain_size(text, at);
        if (!size) {
            Glyph glyph = glyph_at(text, at);
            if (!glyph.valid || !is_allowed(glyph.code))
                break;
            size = glyph.size;
        }
        at += size;
    }
    return at;
}

static bool characters_check(const Source *source, uint32_t file, Diags *diags)
{
    const char *encoding = guess_encoding(source->text);
    if (encoding) {
        diag_add(diags, DIAG_FILE_NOT_UTF8, span_at(file, 0, 0),
                 "the file seems to be %s; save it as UTF-8", encoding);
        return false;
    }
    size_t at = find_bad(source->text);
    if (at == source->text.size)
        return true;
    Glyph glyph = glyph_at(source->text, at);
    Span span = span_at(file, at, glyph.size);
    if (!glyph.valid)
        diag_add(diags, DIAG_FILE_NOT_UTF8, span,
                 "byte 0x%02X is not UTF-8 here; save the file as UTF-8",
                 glyph.code);
    else if (glyph.code == 0xfeff)
        diag_add(diags, DIAG_FILE_NOT_UTF8, span,
                 "a byte order mark (U+FEFF) stands within the text; it must "
                 "be UTF-8 with at most one at the start; delete it");
    else
        diag_add(diags, DIAG_FILE_CONTROL, span,
                 "control character U+%04X is not allowed; delete it, or "
                 "write it as an escape in double quotes",
                 glyph.code);
    return false;
}

/* %YAML 1.1 or %YAML 1.2, blanks and a comment after it. */
static bool is_known_directive(Str line)
{
    size_t at = strlen("%YAML");
    if (!str_starts_with(line, "%YAML") || at == line.size ||
        (line.data[at] != ' ' && line.data[at] != '\t'))
        return false;
    while (at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    Str version = str_slice(line, at, at + 3);
    if (!str_equal_c(version, "1.1") && !str_equal_c(version, "1.2"))
        return false;
    at += version.size;
    return at == line.size || line.data[at] == ' ' || line.data[at] == '\t';
}

static bool is_gap(Str line)
{
    return yaml_skip_gap(line, 0) == line.size;
}

static bool directives_check(const Source *source, uint32_t file, Diags *diags)
{
    uint32_t count = 0;
    bool good = true, head = true; /* head: no content has begun */
    for (uint32_t i = 0; i < source->line_count; i++) {
        uint32_t begin = source->lines[i];
        bool percent =
            begin < source->text.size && source->text.data[begin] == '%';
        if (!percent && !head)
            continue;
        Str line = source_line(source, i + 1);
        if (!percent) {
            head = is_gap(line);
            continue;
        }
        Span span = span_at(file, begin, line.size);
        if (++count > YAML_DIRECTIVE_LIMIT) {
            diag_add(diags, DIAG_YAML_DIRECTIVE, span,
                     "more than %d lines begin with '%%'; a scenario needs "
                     "none of them",
                     YAML_DIRECTIVE_LIMIT);
            return false;
        }
        if (!head || is_known_directive(line))
            continue;
        good = false;
        Str shown = yaml_shorten(diags->arena, line);
        diag_add(diags, DIAG_YAML_DIRECTIVE, span,
                 "directive '%.*s' is not known; YAML 1.1 is read, and 1.2 as "
                 "far as it is the same; delete the line",
                 STR_ARGS(shown));
    }
    return good;
}

bool yaml_text_check(const Source *source, uint32_t file, Diags *diags)
{
    return characters_check(source, file, diags) &&
           directives_check(source, file, diags);
}
