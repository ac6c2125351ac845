/* Diagnostics as text for people: one line as compilers print it, or with the
 * source line and an underline below it. All foreign text passes through
 * diag_add_safe or add_expanded. Machine formats are report's. Start at
 * diag_render_human. */
#include "diag/diag.h"
#include "source/glyph.h"

enum {
    TAB_STOP = 8,
    WIDEST = 120,      /* cells shown of a source line */
    BEFORE = 40,       /* of them before the span, when it is cut */
    LONGEST = 2 * 1024 /* bytes: combining marks take no cells */
};

static const char cut_mark[] = "...";

void diag_add_safe(Buf *out, Str text, bool keep_lines)
{
    size_t plain = 0; /* where the run of unescaped bytes begins */
    for (size_t at = 0; at < text.size;) {
        Glyph glyph = glyph_at(text, at);
        bool kept = keep_lines && (glyph.code == '\n' || glyph.code == '\t');
        if (glyph.escaped && !(kept && glyph.valid)) {
            char escape[GLYPH_ESCAPE_SIZE];
            buf_add(out, str_slice(text, plain, at));
            buf_add(out, (Str){escape, glyph_escape(glyph, escape)});
            plain = at + glyph.size;
        }
        at += glyph.size;
    }
    buf_add(out, str_slice(text, plain, text.size));
}

/* As diag_add_safe, with tabs as blanks up to the next tab stop. */
static void add_expanded(Buf *out, Str text)
{
    uint32_t column = 0;
    for (size_t at = 0; at < text.size;) {
        Glyph glyph = glyph_at(text, at);
        Str one = str_slice(text, at, at + glyph.size);
        uint32_t cells = source_width(one, column);
        if (glyph.code == '\t')
            buf_add_repeat(out, ' ', cells);
        else
            diag_add_safe(out, one, false);
        column += cells;
        at += glyph.size;
    }
}

/* The parts of a message that have colours (SGR). */
typedef enum { PLACE, ERROR, WARNING, NOTE, MARK } Part;

static void begin_color(Buf *out, Part part, bool color)
{
    static const char *const codes[] = {
        [PLACE] = "1",   [ERROR] = "1;31", [WARNING] = "1;35",
        [NOTE] = "1;36", [MARK] = "1;32",
    };
    if (color)
        buf_printf(out, "\x1b[%sm", codes[part]);
}

static void end_color(Buf *out, bool color)
{
    if (color)
        buf_add_c(out, "\x1b[0m");
}

static void add_severity(Buf *out, DiagSeverity severity, bool color)
{
    static const struct {
        Part part;
        const char *text;
    } words[] = {
        [DIAG_ERROR] = {ERROR, "error:"},
        [DIAG_WARNING] = {WARNING, "warning:"},
        [DIAG_NOTE] = {NOTE, "note:"},
    };
    begin_color(out, words[severity].part, color);
    buf_add_c(out, words[severity].text);
    end_color(out, color);
}

/* The source a span lies in; NULL when there is none. */
static const Source *find_source(const Sources *sources, Span span)
{
    return span.file < sources->files.count ? &sources->files.items[span.file]
                                            : NULL;
}

/* path:line:column: -- as far as there is a file, and a text in it. */
static void add_place(Buf *out, const Sources *sources, Span span, bool color)
{
    const Source *source = find_source(sources, span);
    if (!source)
        return;
    begin_color(out, PLACE, color);
    diag_add_safe(out, source->path, false);
    buf_add_char(out, ':');
    if (source->text.data) {
        Position position = source_position(source, span.begin);
        buf_printf(out, "%u:%u:", position.line, position.column);
    }
    end_color(out, color);
    buf_add_char(out, ' ');
}

/* The part of a long line that is shown, as bytes of the line. */
typedef struct {
    size_t begin, end;
} Window;

/* The offset of the character before `at`; of a byte where none ends. */
static size_t before(Str line, size_t at)
{
    size_t begin = at - 1;
    while (begin > 0 && at - begin < 4 &&
           ((unsigned char)line.data[begin] & 0xc0) == 0x80)
        begin--;
    return begin + glyph_at(line, begin).size == at ? begin : at - 1;
}

/* The offset about `cells` before `at`. */
static size_t step_back(Str line, size_t at, uint32_t cells)
{
    size_t begin = at;
    uint32_t width = 0;
    while (begin > 0 && at - begin < LONGEST / 2) {
        size_t next = before(line, begin);
        width += source_width(str_slice(line, next, begin), 0);
        if (width > cells)
            break;
        begin = next;
    }
    return begin;
}

static size_t step_forward(Str line, size_t at, uint32_t cells)
{
    size_t end = at;
    uint32_t width = 0;
    while (end < line.size && end - at < LONGEST) {
        Glyph glyph = glyph_at(line, end);
        width += source_width(str_slice(line, end, end + glyph.size), width);
        if (width > cells)
            break;
        end += glyph.size;
    }
    return end;
}

static Window choose_window(Str line, size_t begin)
{
    Window window = {0, step_forward(line, 0, WIDEST)};
    if (window.end == line.size)
        return window;
    uint32_t mark = (uint32_t)sizeof cut_mark - 1;
    window.begin = step_back(line, begin, BEFORE);
    uint32_t room = WIDEST - mark;
    if (window.begin)
        room -= mark;
    window.end = step_forward(line, window.begin, room);
    return window;
}

static void add_underline(Buf *out, uint32_t indent, uint32_t width, bool color)
{
    buf_add_c(out, "      | ");
    buf_add_repeat(out, ' ', indent);
    begin_color(out, MARK, color);
    buf_add_char(out, '^');
    buf_add_repeat(out, '~', width > 1 ? width - 1 : 0);
    end_color(out, color);
    buf_add_char(out, '\n');
}

/* The source line of a span and the underline, to the end of the line if the
 * span goes on after it. */
static void add_excerpt(Buf *out, const Source *source, Span span, bool color)
{
    Position position = source_position(source, span.begin);
    Str line = source_line(source, position.line);
    uint32_t start = source->lines[position.line - 1];
    size_t begin = span.begin - start;
    if (begin > line.size)
        begin = line.size;
    size_t end = span.end > span.begin ? span.end - start : begin;
    Window window = choose_window(line, begin);
    Str shown = str_slice(line, window.begin, window.end);
    begin -= window.begin;
    end = end > window.begin ? end - window.begin : 0;

    uint32_t indent = source_width(str_slice(shown, 0, begin), 0);
    uint32_t width = source_width(str_slice(shown, begin, end), indent);
    buf_printf(out, shown.size ? "%5u | " : "%5u |", position.line);
    if (window.begin) {
        buf_add_c(out, cut_mark);
        indent += (uint32_t)sizeof cut_mark - 1;
    }
    add_expanded(out, shown);
    if (window.end < line.size)
        buf_add_c(out, cut_mark);
    buf_add_char(out, '\n');
    add_underline(out, indent, width, color);
}

static void add_message(Buf *out, const Diag *diag, const Sources *sources,
                        bool color)
{
    const DiagInfo *info = diag_info(diag->id);
    add_place(out, sources, diag->span, color);
    add_severity(out, info->severity, color);
    buf_add_char(out, ' ');
    diag_add_safe(out, diag->text, false);
    buf_printf(out, " [%s]\n", info->code);
}

static bool has_excerpt(const Sources *sources, Span span)
{
    const Source *source = find_source(sources, span);
    return source && source->text.data && span.begin <= source->text.size;
}

void diag_render_human(Buf *out, const Diag *diag, const Sources *sources,
                       bool color)
{
    add_message(out, diag, sources, color);
    if (has_excerpt(sources, diag->span))
        add_excerpt(out, find_source(sources, diag->span), diag->span, color);
    if (!diag->has_other)
        return;
    add_place(out, sources, diag->other, color);
    add_severity(out, DIAG_NOTE, color);
    buf_add_char(out, ' ');
    diag_add_safe(out, diag->other_text, false);
    buf_add_char(out, '\n');
    if (has_excerpt(sources, diag->other))
        add_excerpt(out, find_source(sources, diag->other), diag->other, color);
}

void diag_render_gcc(Buf *out, const Diag *diag, const Sources *sources)
{
    add_message(out, diag, sources, false);
}
