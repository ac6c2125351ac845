/* Laying out. Each block says what it is in HTML and in Markdown; words go
 * through document_text. The page's style is in style.c. */
#include "report/document.h"

#include <string.h>

#include "diag/diag.h"
#include "report/html.h"
#include "report/style.h"

static bool is_html(const Document *document)
{
    return document->form == DOCUMENT_HTML;
}

static void add(Document *document, const char *html, const char *markdown)
{
    buf_add_c(document->out, is_html(document) ? html : markdown);
}

void document_markup(Document *document, const char *html)
{
    add(document, html, "");
}

/* --- Words --------------------------------------------------------------- */

/* Whether a text begins with digits up to `at`, as an item of a list would. */
static bool is_numbered(Str text, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return true;
}

/* Whether a character of Markdown's would do something where it stands. */
static bool is_sign(Str text, size_t at)
{
    static const char anywhere[] = "\\`*_{}[]#|~$<>@";
    char c = text.data[at], next = at + 1 < text.size ? text.data[at + 1] : 0;
    if (memchr(anywhere, c, sizeof anywhere - 1))
        return true;
    if (c == '.' || c == ')' || c == '+' || c == '-' || c == '=')
        return is_numbered(text, at);
    return (c == ':' && next == '/') || (c == '!' && next == '[');
}

/* Markdown's own signs are escaped, markup becomes letters, a line stays one
 * line. */
static void add_markdown(Buf *out, Str text)
{
    Buf buf = {0};
    diag_add_safe(&buf, text, true);
    out->failed |= buf.failed;
    Str safe = buf_str(&buf);
    for (size_t i = 0; i < safe.size; i++) {
        char c = safe.data[i];
        if (c == '<' || c == '&') {
            buf_add_c(out, c == '<' ? "&lt;" : "&amp;");
            continue;
        }
        if (is_sign(safe, i))
            buf_add_char(out, '\\');
        buf_add_char(out, c == '\n' || c == '\t' ? ' ' : c);
    }
    buf_finish(&buf);
}

void document_text(Document *document, Str text)
{
    if (is_html(document))
        html_text(document->out, text);
    else
        add_markdown(document->out, text);
}

/* Foreign text does not turn the direction of what stands around it. */
void document_quoted(Document *document, Str text)
{
    bool other = !str_equal(document->language, document->quoted);
    if (!is_html(document)) {
        add_markdown(document->out, text);
        return;
    }
    buf_add_c(document->out, "<bdi");
    if (other) {
        buf_add_c(document->out, " lang=\"");
        html_text(document->out, document->quoted);
        buf_add_c(document->out, "\"");
    }
    buf_add_c(document->out, ">");
    html_text(document->out, text);
    buf_add_c(document->out, "</bdi>");
}

/* The empty text would be the translation's header. */
void document_word(Document *document, const char *english)
{
    if (*english)
        document_text(document, str_from(document->words(english)));
}

void document_number(Document *document, int64_t number)
{
    buf_printf(document->out, "%lld", (long long)number);
}

void document_strong(Document *document, const char *english)
{
    add(document, "<strong>", "**");
    document_word(document, english);
    add(document, "</strong>", "**");
}

void document_code(Document *document, Str text)
{
    add(document, "<code>", "");
    document_text(document, text);
    add(document, "</code>", "");
}

void document_break(Document *document)
{
    buf_add_c(document->out, "<br>");
}

void document_time(Document *document, int64_t ms)
{
    long long seconds = ms < 0 ? 0 : ms / 1000;
    if (seconds >= 3600)
        buf_printf(document->out, "%lld:%02lld:%02lld", seconds / 3600,
                   seconds / 60 % 60, seconds % 60);
    else
        buf_printf(document->out, "%lld:%02lld", seconds / 60, seconds % 60);
}

static void add_part(Document *document, const DocumentPart *part)
{
    switch (part->kind) {
    case PART_KIND_NUMBER:
        document_number(document, part->number);
        break;
    case PART_KIND_OWN:
        document_text(document, part->text);
        break;
    case PART_KIND_QUOTED:
        document_quoted(document, part->text);
        break;
    case PART_KIND_WORD:
        document_word(document, part->text.data);
        break;
    case PART_KIND_TIME:
        document_time(document, part->number);
        break;
    }
}

void document_say(Document *document, const char *english,
                  const DocumentPart *parts, size_t count)
{
    Str text = str_from(document->words(english));
    size_t plain = 0;
    for (size_t i = 0; i + 2 < text.size; i++) {
        size_t number = (size_t)(text.data[i + 1] - '1');
        if (text.data[i] != '{' || text.data[i + 2] != '}' || number >= count)
            continue;
        document_text(document, str_slice(text, plain, i));
        add_part(document, &parts[number]);
        plain = i + 3;
        i += 2;
    }
    document_text(document, str_slice(text, plain, text.size));
}

/* --- Blocks -------------------------------------------------------------- */

static void end_list(Document *document)
{
    if (document->list)
        add(document, document->list, "\n");
    document->list = NULL;
}

static void begin_list(Document *document, const char *begin, const char *end)
{
    if (document->list && !strcmp(document->list, end))
        return;
    end_list(document);
    add(document, begin, "");
    document->list = end;
}

void document_section(Document *document, const char *id, const char *english)
{
    end_list(document);
    if (is_html(document))
        buf_printf(document->out, "<h2 id=\"%s\">", id);
    else
        buf_add_c(document->out, "\n## ");
    document_word(document, english);
    add(document, "</h2>\n", "\n\n");
}

void document_heading_begin(Document *document)
{
    end_list(document);
    add(document, "<h3>", "\n### ");
}

void document_heading_end(Document *document)
{
    add(document, "</h3>\n", "\n\n");
}

void document_heading(Document *document, const char *english)
{
    document_heading_begin(document);
    document_word(document, english);
    document_heading_end(document);
}

void document_paragraph(Document *document)
{
    end_list(document);
    add(document, "<p>", "");
}

void document_paragraph_end(Document *document)
{
    add(document, "</p>\n", "\n\n");
}

void document_item(Document *document)
{
    begin_list(document, "<ul>\n", "</ul>\n");
    add(document, "<li>", "- ");
}

void document_entry(Document *document, const char *kind)
{
    begin_list(document, "<ol class=\"talk\">\n", "</ol>\n");
    if (is_html(document))
        buf_printf(document->out, "<li class=\"%s\">", kind);
    else
        buf_add_c(document->out, "- ");
}

void document_item_end(Document *document)
{
    add(document, "</li>\n", "\n");
}

void document_box(Document *document)
{
    begin_list(document, "<ul>\n", "</ul>\n");
    add(document, "<li class=\"box\">", "- [ ] ");
}

void document_lines(Document *document, int count)
{
    end_list(document);
    add(document, "<div class=\"lines\">", "");
    for (int i = 0; i < count; i++)
        add(document, "<div></div>", "\\_\\_\\_\\_\n\n");
    add(document, "</div>\n", "");
}

void document_details(Document *document, const char *english)
{
    end_list(document);
    add(document, "<details>\n<summary>", "");
    document_word(document, english);
    add(document, "</summary>\n", "\n\n");
}

void document_details_end(Document *document)
{
    end_list(document);
    add(document, "</details>\n", "");
}

/* --- Tables -------------------------------------------------------------- */

void document_table(Document *document, const char *caption,
                    const char *const *heads)
{
    document_table_of(document, caption, 0, heads);
}

void document_table_of(Document *document, const char *caption, int64_t number,
                       const char *const *heads)
{
    end_list(document);
    document->tables++;
    document->columns = document->column = 0;
    if (is_html(document))
        buf_printf(document->out,
                   "<section class=\"scroll\" tabindex=\"0\" "
                   "aria-labelledby=\"table-%d\">\n<table>\n"
                   "<caption id=\"table-%d\">",
                   document->tables, document->tables);
    add(document, "", "**");
    SAY(document, caption, PART_NUMBER(number));
    add(document, "</caption>\n<thead>\n<tr>", "**\n\n|");
    document->heading = true;
    for (; *heads; heads++)
        document_head(document, str_from(document->words(*heads)));
}

void document_head(Document *document, Str name)
{
    document->columns++;
    add(document, "<th scope=\"col\">", " ");
    document_text(document, name);
    add(document, "</th>", " |");
}

static void end_heads(Document *document)
{
    if (!document->heading)
        return;
    document->heading = false;
    add(document, "</tr>\n</thead>\n<tbody>\n", "\n|");
    for (int i = 0; i < document->columns; i++)
        add(document, "", "---|");
    add(document, "", "\n");
}

static void end_cell(Document *document)
{
    if (document->column)
        add(document, document->column == 1 ? "</th>" : "</td>", " |");
}

static void end_row(Document *document)
{
    end_heads(document);
    end_cell(document);
    if (document->column)
        add(document, "</tr>\n", "\n");
    document->column = 0;
}

void document_row(Document *document)
{
    end_row(document);
    add(document, "<tr>", "|");
}

void document_cell(Document *document)
{
    end_cell(document);
    document->column++;
    add(document, document->column == 1 ? "<th scope=\"row\">" : "<td>", " ");
}

void document_table_end(Document *document)
{
    end_row(document);
    add(document, "</tbody>\n</table>\n</section>\n", "\n");
}

/* --- The whole ----------------------------------------------------------- */

/* As much of a title as fits a tab, cut at a character. */
static Str short_title(Str title)
{
    enum { LETTERS = 48 };
    size_t end = 0;
    for (int letters = 0; end < title.size; end++)
        if (((unsigned char)title.data[end] & 0xc0) != 0x80 &&
            ++letters > LETTERS)
            break;
    return str_slice(title, 0, end);
}

static void html_head(Document *document, const char *english, Str title)
{
    char hash[STYLE_HASH];
    style_hash(hash);
    buf_add_c(document->out, "<!DOCTYPE html>\n<html lang=\"");
    html_text(document->out, document->language);
    buf_printf(document->out,
               "\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\""
               "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
               "form-action 'none'\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, "
               "initial-scale=1\">\n<title>",
               hash);
    document_word(document, english);
    buf_add_c(document->out, ": ");
    html_text(document->out, short_title(title));
    buf_add_c(document->out, "</title>\n<style>");
    for (int i = 0; style_text[i]; i++)
        buf_add_c(document->out, style_text[i]);
    buf_add_c(document->out, "</style>\n</head>\n<body>\n<main>\n");
}

void document_begin(Document *document, const char *english, Str title)
{
    if (is_html(document))
        html_head(document, english, title);
    add(document, "<h1>", "# ");
    document_word(document, english);
    buf_add_c(document->out, ": ");
    document_quoted(document, title);
    add(document, "</h1>\n", "\n\n");
}

void document_end(Document *document)
{
    end_list(document);
    add(document, "</main>\n</body>\n</html>\n", "");
}
