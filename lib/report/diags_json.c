/* Findings as JSON: one object a line. Paths are as they were given; columns
 * count code points, offsets bytes. */
#include "report/diags_formats.h"
#include "session/json.h"

static json_t *safe_text(Str text)
{
    Buf safe = {0};
    diag_add_safe(&safe, text, false);
    json_t *string = safe.failed
                         ? NULL
                         : json_stringn(safe.data ? safe.data : "", safe.size);
    buf_finish(&safe);
    return string;
}

static json_t *place(const DiagsOfFile *file, Span span)
{
    const Source *source = diag_report_source(file, span);
    if (!source)
        return json_object();
    Position begin = source_position(source, span.begin);
    Position end = source_position(source, span.end);
    return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I}", "file",
                     safe_text(source->path), "line", (json_int_t)begin.line,
                     "column", (json_int_t)begin.column, "end-line",
                     (json_int_t)end.line, "end-column", (json_int_t)end.column,
                     "offset", (json_int_t)span.begin, "length",
                     (json_int_t)(span.end - span.begin));
}

static bool add_other(json_t *object, const DiagsOfFile *file, const Diag *diag)
{
    if (!diag->has_other)
        return true;
    json_t *other = place(file, diag->other);
    bool done = other && !json_object_set_new(other, "text",
                                              safe_text(diag->other_text));
    return !json_object_set_new(object, "other", other) && done;
}

static void add_object(Buf *out, const DiagsOfFile *file, const Diag *diag)
{
    const DiagInfo *info = diag_info(diag->id);
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:o}", "code", info->code, "name",
                  info->name, "severity", diag_severity_word(info->severity),
                  "text", safe_text(diag->text));
    out->failed |= json_object_update_new(object, place(file, diag->span)) ||
                   !add_other(object, file, diag);
    json_write(out, object, JSON_COMPACT);
    buf_add_char(out, '\n');
    json_decref(object);
}

void diags_json_add(DiagReport *report, const DiagsOfFile *file)
{
    for (size_t i = 0; i < file->diags->all.count; i++)
        add_object(&report->out, file, &file->diags->all.items[i]);
}
