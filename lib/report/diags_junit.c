/* Findings as JUnit's XML: a suite for each file that was linted, a failed case
 * for each finding. A note is no failure; a file without findings passes. */
#include <stdlib.h>

#include "report/diags_formats.h"
#include "report/junit.h"

static void add_finding(Junit *junit, DiagReport *report, Str shown,
                        const DiagsOfFile *file, const Diag *diag)
{
    const DiagInfo *info = diag_info(diag->id);
    const Source *source = diag_report_source(file, diag->span);
    Buf name = {0}, text = {0};
    buf_printf(&name, "%s %s", info->code, info->name);
    if (source && source->text.data) {
        Position at = source_position(source, diag->span.begin);
        buf_printf(&name, " %u:%u", at.line, at.column);
    }
    diag_render_gcc(&text, diag, file->sources);
    junit_case(junit, &(JunitCase){
                          .group = shown,
                          .name = buf_str(&name),
                          .outcome = info->severity == DIAG_NOTE ? JUNIT_PASSED
                                                                 : JUNIT_FAILED,
                          .type = str_from(diag_severity_word(info->severity)),
                          .message = diag->text,
                          .text = buf_str(&text),
                      });
    report->out.failed |= name.failed | text.failed;
    buf_finish(&name);
    buf_finish(&text);
}

void diags_junit_add(DiagReport *report, const DiagsOfFile *file)
{
    Junit *junit = report->state;
    Buf shown = {0};
    if (!junit)
        report->state = junit = calloc(1, sizeof *junit);
    if (!junit) {
        report->out.failed = true;
        return;
    }
    diag_report_path(report, file->path, &shown);
    for (size_t i = 0; i < file->diags->all.count; i++)
        add_finding(junit, report, buf_str(&shown), file,
                    &file->diags->all.items[i]);
    if (!file->diags->all.count)
        junit_case(junit,
                   &(JunitCase){.group = buf_str(&shown), .name = STR("lint")});
    junit_suite(junit, buf_str(&shown));
    buf_finish(&shown);
}

void diags_junit_end(DiagReport *report)
{
    Junit nothing = {0};
    junit_write(report->state ? report->state : &nothing, "standoff lint",
                &report->out);
}

void diags_junit_finish(DiagReport *report)
{
    if (!report->state)
        return;
    junit_finish(report->state);
    free(report->state);
    report->state = NULL;
}
