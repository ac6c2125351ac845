/* The table of formats, the two for people, and what all formats share. Start
 * at diag_formats. */
#include "report/diags.h"

#include <string.h>

#include "report/diags_formats.h"

/* --- Paths --------------------------------------------------------------- */

/* Takes the last part off a path that is being put together. */
static void drop_part(Buf *path)
{
    while (path->size && path->data[path->size - 1] != '/')
        path->size--;
    if (path->size)
        path->size--;
}

/* Adds the parts of `path` to an absolute one: "a/./b//../c" adds /a/c. */
static void add_parts(Buf *whole, Str path)
{
    for (size_t at = 0; at < path.size;) {
        size_t end = at;
        while (end < path.size && path.data[end] != '/')
            end++;
        Str part = str_slice(path, at, end);
        at = end + 1;
        if (!part.size || str_equal_c(part, "."))
            continue;
        if (str_equal_c(part, "..")) {
            drop_part(whole);
            continue;
        }
        buf_add_char(whole, '/');
        buf_add(whole, part);
    }
}

static bool lies_in(Str path, Str folder)
{
    return path.size > folder.size && path.data[folder.size] == '/' &&
           !memcmp(path.data, folder.data, folder.size);
}

void diag_report_path(DiagReport *report, Str path, Buf *out)
{
    Buf whole = {0};
    Str shown = path;
    bool named = path.size && !str_equal_c(path, "<stdin>");
    if (named && report->base.size > 1) {
        if (path.data[0] != '/')
            add_parts(&whole, report->folder);
        add_parts(&whole, path);
        report->out.failed |= whole.failed;
        if (lies_in(buf_str(&whole), report->base))
            shown =
                str_slice(buf_str(&whole), report->base.size + 1, whole.size);
    }
    diag_add_safe(out, shown, false);
    report->out.failed |= out->failed;
    buf_finish(&whole);
}

const Source *diag_report_source(const DiagsOfFile *file, Span span)
{
    if (span.file >= file->sources->files.count)
        return NULL;
    return &file->sources->files.items[span.file];
}

const char *diag_severity_word(DiagSeverity severity)
{
    static const char *const words[] = {[DIAG_ERROR] = "error",
                                        [DIAG_WARNING] = "warning",
                                        [DIAG_NOTE] = "note"};
    return words[severity];
}

/* --- For people ----------------------------------------------------------- */

/* GitHub's runner takes `##[` anywhere in a line for the beginning of a
 * command, and a file may hold it. */
static void add_guarded(Buf *out, Str text)
{
    static const char mark[] = "##[";
    size_t plain = 0;
    for (size_t i = 0; i + 3 <= text.size; i++) {
        if (memcmp(text.data + i, mark, 3) != 0)
            continue;
        buf_add(out, str_slice(text, plain, i));
        buf_add_c(out, "##\\x5b");
        plain = i + 3;
    }
    buf_add(out, str_slice(text, plain, text.size));
}

static void hand_on(DiagReport *report, Buf *text)
{
    report->out.failed |= text->failed;
    if (report->guarded)
        add_guarded(&report->out, buf_str(text));
    else
        buf_add(&report->out, buf_str(text));
    buf_finish(text);
}

static void add_human(DiagReport *report, const DiagsOfFile *file)
{
    Buf text = {0};
    for (size_t i = 0; i < file->diags->all.count; i++)
        diag_render_human(&text, &file->diags->all.items[i], file->sources,
                          report->color);
    hand_on(report, &text);
}

static void end_human(DiagReport *report)
{
    buf_printf(&report->out, "%zu file%s: ", report->files,
               report->files == 1 ? "" : "s");
    if (!report->errors && !report->warnings)
        buf_add_c(&report->out, "nothing found\n");
    else
        buf_printf(&report->out, "%zu error%s, %zu warning%s\n", report->errors,
                   report->errors == 1 ? "" : "s", report->warnings,
                   report->warnings == 1 ? "" : "s");
}

static void add_gcc(DiagReport *report, const DiagsOfFile *file)
{
    Buf text = {0};
    for (size_t i = 0; i < file->diags->all.count; i++)
        diag_render_gcc(&text, &file->diags->all.items[i], file->sources);
    hand_on(report, &text);
}

/* --- The table ------------------------------------------------------------ */

const DiagFormat diag_formats[] = {
    {"human", "with the line and a mark under it", add_human, end_human, NULL},
    {"gcc", "a line each, as compilers print", add_gcc, NULL, NULL},
    {"json", "an object a line", diags_json_add, NULL, NULL},
    {"sarif", "SARIF 2.1.0", diags_sarif_add, diags_sarif_end,
     diags_sarif_finish},
    {"github", "commands of GitHub Actions", diags_github_add, NULL, NULL},
    {"junit", "JUnit XML", diags_junit_add, diags_junit_end,
     diags_junit_finish},
    {0},
};

const DiagFormat *diag_format_find(Str name)
{
    for (const DiagFormat *format = diag_formats; format->name; format++)
        if (str_equal_c(name, format->name))
            return format;
    return NULL;
}

void diag_report_add(DiagReport *report, const DiagsOfFile *file)
{
    report->files++;
    report->errors += file->diags->errors;
    report->warnings += file->diags->warnings;
    report->format->add(report, file);
}

void diag_report_end(DiagReport *report)
{
    if (report->format->end)
        report->format->end(report);
}

void diag_report_finish(DiagReport *report)
{
    if (report->format->finish)
        report->format->finish(report);
    buf_finish(&report->out);
}
