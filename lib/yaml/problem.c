/* libyaml's errors in words an author can act on: a table from its texts to
 * ours, and a few mistakes that are recognised by what stands around them.
 * Knows libyaml 0.2.5's texts; others are passed on as they are. Start at
 * yaml_problem_report. */
#include <string.h>

#include "source/glyph.h"
#include "yaml/parts.h"

typedef struct {
    const char *problem; /* libyaml's */
    bool at_context;     /* the mistake is where libyaml began, not where it
                            noticed */
    const char *text;
    const char *other; /* what stands where libyaml began, or NULL */
} Wording;

static const Wording wordings[] = {
    {"mapping values are not allowed in this context", false,
     "a ':' does not fit here; quote a text that holds ': ', see that the "
     "line is indented like its neighbours, and begin a key of more than 1,024 "
     "characters with '? '",
     NULL},
    {"block sequence entries are not allowed in this context", false,
     "a '-' does not fit here; begin the list on a line of its own, or quote "
     "a text that begins with '- '",
     NULL},
    {"mapping keys are not allowed in this context", false,
     "a '?' does not fit here; quote a text that begins with '? '", NULL},
    {"could not find expected ':'", true,
     "a key without ':' after it; see that the line is indented like its "
     "neighbours, or quote the text it belongs to",
     NULL},
    {"found unexpected end of stream", true,
     "a quoted text is not closed; write the closing quote", NULL},
    {"found unexpected document indicator", true,
     "a quoted text is not closed before '---' or '...'; write the closing "
     "quote",
     NULL},
    {"did not find expected hexdecimal number", false,
     "an escape needs hexadecimal digits, as in \\x41 or \\u0041; use single "
     "quotes or double the backslash",
     NULL},
    {"found invalid Unicode character escape code", false,
     "an escape stands for no character; use single quotes or double the "
     "backslash",
     NULL},
    {"did not find expected comment or line break", false,
     "only a comment may follow here; begin the text on the next line, or "
     "quote it",
     NULL},
    {"found an indentation indicator equal to 0", false,
     "a text cannot be indented by 0; delete the digit", NULL},
    {"found unexpected ':'", false,
     "a ':' does not fit here; quote the text that holds it", NULL},
    {"did not find expected key", false,
     "a key and ':' are expected here; see that the line is indented like its "
     "neighbours, and that quotes and brackets are closed",
     "in the map that begins here"},
    {"did not find expected '-' indicator", false,
     "an item with '- ' is expected here; see that the line is indented like "
     "its neighbours",
     "in the list that begins here"},
    {"did not find expected ',' or ']'", false,
     "a ',' or ']' is expected here; close the list, or quote the text",
     "the list is opened here"},
    {"did not find expected ',' or '}'", false,
     "a ',' or '}' is expected here; close the map, or quote the text",
     "the map is opened here"},
    {"did not find expected node content", false,
     "a value is expected here; quote a text that begins with this character",
     NULL},
};

typedef struct {
    const Source *source;
    uint32_t file;
    const YamlProblem *problem;
    Diags *diags;
} Report;

static char byte_at(const Report *report, size_t at)
{
    Str text = report->source->text;
    return at < text.size ? text.data[at] : '\0';
}

/* One character, or nothing at the end of a line. */
static Span character_span(const Report *report, uint32_t at)
{
    Str text = report->source->text;
    uint32_t size = 0;
    if (at < text.size && !yaml_break_at(text, at))
        size = glyph_at(text, at).size;
    return (Span){report->file, at, at + size};
}

static Span here(const Report *report)
{
    return character_span(report, report->problem->at);
}

static bool is_problem(const Report *report, const char *text)
{
    return !strcmp(report->problem->text, text);
}

/* A tab in front of the line on which libyaml stopped. */
static bool report_tab(const Report *report)
{
    uint32_t at = report->problem->at;
    bool named = strstr(report->problem->text, "tab character");
    uint32_t line = source_position(report->source, at).line;
    uint32_t tab = report->source->lines[line - 1];
    while (byte_at(report, tab) == ' ')
        tab++;
    if (byte_at(report, tab) != '\t' || tab > at)
        tab = at;
    if (byte_at(report, tab) != '\t' && !named)
        return false;
    if (str_starts_with(str_from(report->problem->text), "found unexpected"))
        return false;
    diag_add(report->diags, DIAG_YAML_TAB, character_span(report, tab),
             "a tab cannot indent; use blanks, two for each level");
    return true;
}

/* `say: {name}, is it?` and `say: "Yes" he said`: libyaml has a whole value
 * and finds text behind it. */
static bool report_text_after(const Report *report)
{
    const YamlNode *last = report->problem->last;
    uint32_t at = report->problem->at;
    if (!last || last->span.end > at || last->span.end == last->span.begin ||
        !str_starts_with(str_from(report->problem->text),
                         "did not find expected"))
        return false;
    for (uint32_t i = last->span.end; i < at; i++) {
        if (byte_at(report, i) != ' ' && byte_at(report, i) != '\t')
            return false;
    }
    Span span = last->span;
    span.end = at;
    while (byte_at(report, span.end) &&
           !yaml_break_at(report->source->text, span.end))
        span.end++;
    char opening = byte_at(report, span.begin);
    if (last->flow)
        diag_add(report->diags, DIAG_SHAPE_KIND, span,
                 "'%c' begins a %s, and text follows it; quote the whole text",
                 opening, opening == '[' ? "list" : "map");
    else if (opening == '"' || opening == '\'')
        diag_add(report->diags, DIAG_YAML_SYNTAX, span,
                 "text goes on after the closing quote; quote the whole text");
    return last->flow || opening == '"' || opening == '\'';
}

/* `say: *now*`, `say: & then`, `say: !{`. */
static bool report_property(const Report *report)
{
    static const struct {
        const char *part; /* of libyaml's context */
        DiagId id;
        const char *text;
    } kinds[] = {
        {"an alias", DIAG_YAML_ANCHOR,
         "'*' begins an alias, which is no part of the language; quote the "
         "text"},
        {"an anchor", DIAG_YAML_ANCHOR,
         "'&' begins an anchor, which is no part of the language; quote the "
         "text"},
        {"a tag", DIAG_YAML_TAG,
         "'!' begins a tag, which is no part of the language; quote the text"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *context = report->problem->context;
        if (!strstr(context, kinds[i].part) &&
            !(i == 2 && is_problem(report, "found undefined tag handle")))
            continue;
        diag_add(report->diags, kinds[i].id,
                 character_span(report, report->problem->context_at), "%s",
                 kinds[i].text);
        return true;
    }
    return false;
}

static bool report_character(const Report *report)
{
    Span span = here(report);
    Str text = report->source->text;
    if (is_problem(report, "found character that cannot start any token")) {
        Str found = str_slice(text, span.begin, span.end);
        diag_add(report->diags, DIAG_YAML_SYNTAX, span,
                 "a text cannot begin with '%.*s'; quote it", STR_ARGS(found));
        return true;
    }
    if (is_problem(report, "found unknown escape character")) {
        span.end = character_span(report, span.begin + 1).end;
        Str found = str_slice(text, span.begin, span.end);
        diag_add(report->diags, DIAG_YAML_SYNTAX, span,
                 "escape '%.*s' is not known in double quotes; use single "
                 "quotes or double the backslash",
                 STR_ARGS(found));
        return true;
    }
    return false;
}

static bool report_document(const Report *report)
{
    if (!is_problem(report, "did not find expected <document start>"))
        return false;
    if (report->problem->ended)
        diag_add(report->diags, DIAG_YAML_DOCUMENTS, here(report),
                 "text stands after '...'; a file holds one document only");
    else if (report->problem->last)
        diag_add(report->diags, DIAG_YAML_SYNTAX, here(report),
                 "text goes on after the end of the whole; see that the line "
                 "is indented like its neighbours");
    else
        diag_add(report->diags, DIAG_YAML_SYNTAX, here(report),
                 "'---' is expected after a line that begins with '%%'; "
                 "delete that line");
    return true;
}

static bool report_wording(const Report *report)
{
    const YamlProblem *problem = report->problem;
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        const Wording *wording = &wordings[i];
        if (!is_problem(report, wording->problem))
            continue;
        Span begun = character_span(report, problem->context_at);
        diag_add(report->diags, DIAG_YAML_SYNTAX,
                 wording->at_context ? begun : here(report), "%s",
                 wording->text);
        if (wording->other && begun.begin != problem->at)
            diag_other(report->diags, begun, wording->other);
        return true;
    }
    return false;
}

void yaml_problem_report(const Source *source, uint32_t file,
                         const YamlProblem *problem, Diags *diags)
{
    Report report = {source, file, problem, diags};
    if (report_tab(&report) || report_text_after(&report) ||
        report_property(&report) || report_character(&report) ||
        report_document(&report) || report_wording(&report))
        return;
    diag_add(diags, DIAG_YAML_SYNTAX, here(&report),
             "this cannot be read as YAML: %s%s%s", problem->context,
             *problem->context ? ", " : "", problem->text);
}
