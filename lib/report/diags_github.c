/* Findings as commands of GitHub Actions, which makes annotations of them:
 * ::error file=F,line=1,col=2,title=T::text. Start at diags_github_add. */
#include "report/diags_formats.h"

/* The runner splits a command at : and , and a log at line breaks; % begins an
 * escape of each. */
static void add_escaped(Buf *out, Str text, bool property)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool special = c == '%' || c == '\r' || c == '\n' ||
                       (property && (c == ':' || c == ','));
        if (special)
            buf_printf(out, "%%%02X", (unsigned)c);
        else
            buf_add_char(out, c);
    }
}

static void add_text(DiagReport *report, Str text)
{
    Buf safe = {0};
    diag_add_safe(&safe, text, false);
    report->out.failed |= safe.failed;
    add_escaped(&report->out, buf_str(&safe), false);
    buf_finish(&safe);
}

static void add_path(DiagReport *report, Str path)
{
    Buf shown = {0};
    diag_report_path(report, path, &shown);
    add_escaped(&report->out, buf_str(&shown), true);
    buf_finish(&shown);
}

static void add_place(DiagReport *report, const Source *source, Span span)
{
    Buf *out = &report->out;
    buf_add_c(out, " file=");
    add_path(report, source->path);
    if (!source->text.data)
        return;
    Position begin = source_position(source, span.begin);
    Position end = source_position(source, span.end);
    buf_printf(out, ",line=%u,endLine=%u", begin.line, end.line);
    if (begin.line == end.line) /* columns are for one line only */
        buf_printf(out, ",col=%u,endColumn=%u", begin.column, end.column);
}

/* A second place has no annotation of its own: it stands in the text. */
static void add_other(DiagReport *report, const DiagsOfFile *file,
                      const Diag *diag)
{
    const Source *source = diag_report_source(file, diag->other);
    if (!diag->has_other || !source)
        return;
    Buf path = {0};
    diag_report_path(report, source->path, &path);
    buf_add_c(&report->out, " (");
    add_text(report, diag->other_text);
    buf_add_c(&report->out, ": ");
    add_escaped(&report->out, buf_str(&path), false);
    buf_printf(&report->out, ":%u)",
               source_position(source, diag->other.begin).line);
    buf_finish(&path);
}

void diags_github_add(DiagReport *report, const DiagsOfFile *file)
{
    static const char *const commands[] = {[DIAG_ERROR] = "error",
                                           [DIAG_WARNING] = "warning",
                                           [DIAG_NOTE] = "notice"};
    for (size_t i = 0; i < file->diags->all.count; i++) {
        const Diag *diag = &file->diags->all.items[i];
        const DiagInfo *info = diag_info(diag->id);
        const Source *source = diag_report_source(file, diag->span);
        buf_printf(&report->out, "::%s", commands[info->severity]);
        if (source)
            add_place(report, source, diag->span);
        buf_printf(&report->out, "%stitle=%s %s::", source ? "," : " ",
                   info->code, info->name);
        add_text(report, diag->text);
        add_other(report, file, diag);
        buf_add_char(&report->out, '\n');
    }
}
