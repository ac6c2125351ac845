/* The escaper. Start at html_text. */
#include "report/html.h"

#include "diag/diag.h"

static void add_escaped(Buf *out, Str safe)
{
    for (size_t i = 0; i < safe.size; i++) {
        switch (safe.data[i]) {
        case '&':
            buf_add_c(out, "&amp;");
            break;
        case '<':
            buf_add_c(out, "&lt;");
            break;
        case '>':
            buf_add_c(out, "&gt;");
            break;
        case '"':
            buf_add_c(out, "&quot;");
            break;
        case '\'':
            buf_add_c(out, "&#39;");
            break;
        default:
            buf_add_char(out, safe.data[i]);
        }
    }
}

void html_text(Buf *out, Str text)
{
    Buf safe = {0};
    diag_add_safe(&safe, text, true);
    out->failed |= safe.failed;
    add_escaped(out, buf_str(&safe));
    buf_finish(&safe);
}

static Str line_at(Str text, size_t at)
{
    size_t end = at;
    while (end < text.size && text.data[end] != '\n')
        end++;
    return str_slice(text, at, end);
}

static uint32_t widest(Str text)
{
    uint32_t most = 0;
    for (size_t at = 0; at < text.size;) {
        Str line = line_at(text, at);
        uint32_t width = source_width(line, 0);
        most = width > most ? width : most;
        at += line.size + 1;
    }
    return most;
}

/* Whether a line was ended on purpose: the next word would have fitted. */
static bool is_end(Str line, Str next, uint32_t most)
{
    size_t word = 0;
    while (word < next.size && next.data[word] != ' ')
        word++;
    return !line.size || !word ||
           source_width(line, 0) + 1 +
                   source_width(str_slice(next, 0, word), 0) <=
               most;
}

void html_paragraphs(Buf *out, Str text)
{
    uint32_t most = widest(text);
    bool open = false;
    for (size_t at = 0; at < text.size;) {
        Str line = line_at(text, at);
        at += line.size + 1;
        if (!line.size)
            continue;
        buf_add_c(out, open ? " " : "<p>");
        html_text(out, line);
        open = at < text.size && !is_end(line, line_at(text, at), most);
        buf_add_c(out, open ? "" : "</p>\n");
    }
}
