/* Findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format",
 * 2020): results as files come, then the document with the rules that they
 * name. Columns count UTF-16 units, paths are relative and percent-encoded.
 * Start at diags_sarif_end. */
#include <sha2.h>
#include <stdlib.h>
#include <string.h>

#include "report/diags_formats.h"
#include "session/json.h"

typedef struct {
    json_t *results;            /* an array */
    json_t *seen;               /* fingerprint -> how often */
    json_t *rules;              /* an array */
    json_int_t row[DIAG_COUNT]; /* of a rule in it, or -1 */
} Sarif;

/* Puts a value into an object; of what could not be made, `failed` tells. */
static void set(DiagReport *report, json_t *object, const char *key,
                json_t *value)
{
    report->out.failed |= json_object_set_new(object, key, value) != 0;
}

/* --- Texts --------------------------------------------------------------- */

static json_t *string_of(const Buf *buf)
{
    if (buf->failed)
        return NULL;
    return json_stringn(buf->data ? buf->data : "", buf->size);
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* A sentence: messages and summaries have no full stop, SARIF's have. */
static json_t *sentence(Str text)
{
    Buf out = {0};
    diag_add_safe(&out, text, false);
    if (out.size)
        out.data[0] = upper(out.data[0]);
    if (out.size && !strchr(".?!", out.data[out.size - 1]))
        buf_add_char(&out, '.');
    json_t *string = string_of(&out);
    buf_finish(&out);
    return string;
}

/* What may stand in a path of a URI as it is (RFC 3986). */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c && strchr("-._~/!$&'()*+,;=@", c));
}

static json_t *uri_of(DiagReport *report, Str path)
{
    Buf shown = {0}, uri = {0};
    diag_report_path(report, path, &shown);
    if (shown.size && shown.data[0] == '/')
        buf_add_c(&uri, "file://");
    for (size_t i = 0; i < shown.size; i++)
        if (is_plain(shown.data[i]))
            buf_add_char(&uri, shown.data[i]);
        else
            buf_printf(&uri, "%%%02X", (unsigned char)shown.data[i]);
    json_t *string = string_of(&uri);
    buf_finish(&shown);
    buf_finish(&uri);
    return string;
}

/* --- Rules ---------------------------------------------------------------- */

/* "undefined-name" as UndefinedName. */
static json_t *title_of(const char *name)
{
    Buf out = {0};
    bool begins = true;
    for (; *name; name++) {
        if (*name != '-')
            buf_add_char(&out, begins ? upper(*name) : *name);
        begins = *name == '-';
    }
    json_t *string = string_of(&out);
    buf_finish(&out);
    return string;
}

static json_t *rule_of(DiagReport *report, const DiagInfo *info)
{
    const char *page = report->page ? report->page(info->code) : NULL;
    Str summary = str_from(info->summary);
    json_t *rule = json_pack(
        "{s:s, s:o, s:{s:o}, s:{s:o}, s:{s:s}}", "id", info->code, "name",
        title_of(info->name), "shortDescription", "text", sentence(summary),
        "fullDescription", "text", sentence(summary), "defaultConfiguration",
        "level", diag_severity_word(info->severity));
    if (page)
        set(report, rule, "help",
            json_pack("{s:s, s:s}", "text", page, "markdown", page));
    if (report->home.size)
        set(report, rule, "helpUri",
            json_sprintf("%.*s/docs/rules/%s.md", STR_ARGS(report->home),
                         info->code));
    return rule;
}

/* The rule's row, which is added when it is named first. */
static json_int_t row_of(Sarif *sarif, DiagReport *report, DiagId id)
{
    if (sarif->row[id] < 0) {
        sarif->row[id] = (json_int_t)json_array_size(sarif->rules);
        report->out.failed |=
            json_array_append_new(sarif->rules, rule_of(report, diag_info(id)));
    }
    return sarif->row[id];
}

/* --- Results ---------------------------------------------------------------
 */

/* Of a file without a text, its first place: a place has to be whole. */
static json_t *region_of(const Source *source, Span span)
{
    if (!source->text.data)
        return json_pack("{s:i, s:i, s:i, s:i}", "startLine", 1, "startColumn",
                         1, "endLine", 1, "endColumn", 1);
    Position begin = source_position(source, span.begin);
    Position end = source_position(source, span.end);
    return json_pack("{s:I, s:I, s:I, s:I}", "startLine",
                     (json_int_t)begin.line, "startColumn",
                     (json_int_t)source_utf16_column(source, span.begin),
                     "endLine", (json_int_t)end.line, "endColumn",
                     (json_int_t)source_utf16_column(source, span.end));
}

static json_t *place_of(DiagReport *report, const Source *source, Span span)
{
    json_t *place =
        json_pack("{s:{s:o, s:s}}", "artifactLocation", "uri",
                  uri_of(report, source->path), "uriBaseId", "%SRCROOT%");
    set(report, place, "region", region_of(source, span));
    return json_pack("{s:o}", "physicalLocation", place);
}

/* The same for the same finding when lines above it come or go: made of code,
 * path and words; the same once more in one run is told apart by a number. */
static json_t *fingerprint(Sarif *sarif, DiagReport *report,
                           const DiagsOfFile *file, const Diag *diag)
{
    const Source *source = diag_report_source(file, diag->span);
    char digest[SHA256_DIGEST_STRING_LENGTH];
    Buf text = {0};
    buf_add_c(&text, diag_info(diag->id)->code);
    buf_add_char(&text, '\n');
    if (source)
        diag_report_path(report, source->path, &text);
    buf_add_char(&text, '\n');
    buf_add(&text, diag->text);
    report->out.failed |= text.failed;
    SHA256Data((const uint8_t *)(text.data ? text.data : ""), text.size,
               digest);
    buf_finish(&text);
    digest[32] = '\0';
    json_int_t before =
        json_integer_value(json_object_get(sarif->seen, digest));
    set(report, sarif->seen, digest, json_integer(before + 1));
    return json_pack("{s:o}", "standoff/v1",
                     json_sprintf("%s:%lld", digest, (long long)before + 1));
}

static void add_other(DiagReport *report, const DiagsOfFile *file,
                      const Diag *diag, json_t *result)
{
    const Source *source = diag_report_source(file, diag->other);
    if (!diag->has_other || !source)
        return;
    json_t *place = place_of(report, source, diag->other);
    set(report, place, "message",
        json_pack("{s:o}", "text", sentence(diag->other_text)));
    set(report, result, "relatedLocations", json_pack("[o]", place));
}

static json_t *result_of(Sarif *sarif, DiagReport *report,
                         const DiagsOfFile *file, const Diag *diag)
{
    const DiagInfo *info = diag_info(diag->id);
    const Source *source = diag_report_source(file, diag->span);
    json_t *result = json_pack("{s:s, s:I, s:s, s:{s:o}}", "ruleId", info->code,
                               "ruleIndex", row_of(sarif, report, diag->id),
                               "level", diag_severity_word(info->severity),
                               "message", "text", sentence(diag->text));
    if (source)
        set(report, result, "locations",
            json_pack("[o]", place_of(report, source, diag->span)));
    add_other(report, file, diag, result);
    set(report, result, "partialFingerprints",
        fingerprint(sarif, report, file, diag));
    return result;
}

static Sarif *begin(DiagReport *report)
{
    Sarif *sarif = report->state;
    if (sarif)
        return sarif;
    report->state = sarif = calloc(1, sizeof *sarif);
    if (!sarif)
        return NULL;
    sarif->results = json_array();
    sarif->seen = json_object();
    sarif->rules = json_array();
    for (int i = 0; i < DIAG_COUNT; i++)
        sarif->row[i] = -1;
    return sarif;
}

void diags_sarif_add(DiagReport *report, const DiagsOfFile *file)
{
    Sarif *sarif = begin(report);
    for (size_t i = 0; sarif && i < file->diags->all.count; i++)
        report->out.failed |= json_array_append_new(
            sarif->results,
            result_of(sarif, report, file, &file->diags->all.items[i]));
    report->out.failed |= !sarif;
}

void diags_sarif_end(DiagReport *report)
{
    Sarif *sarif = begin(report);
    if (!sarif) {
        report->out.failed = true;
        return;
    }
    json_t *driver =
        json_pack("{s:s, s:s, s:O}", "name", "standoff", "semanticVersion",
                  STANDOFF_VERSION, "rules", sarif->rules);
    if (report->home.size)
        set(report, driver, "informationUri",
            json_stringn(report->home.data, report->home.size));
    json_t *document =
        json_pack("{s:s, s:s, s:[{s:{s:o}, s:s, s:O}]}", "$schema",
                  "https://json.schemastore.org/sarif-2.1.0.json", "version",
                  "2.1.0", "runs", "tool", "driver", driver, "columnKind",
                  "utf16CodeUnits", "results", sarif->results);
    json_write(&report->out, document, JSON_INDENT(1));
    buf_add_char(&report->out, '\n');
    json_decref(document);
}

void diags_sarif_finish(DiagReport *report)
{
    Sarif *sarif = report->state;
    if (!sarif)
        return;
    json_decref(sarif->results);
    json_decref(sarif->seen);
    json_decref(sarif->rules);
    free(sarif);
    report->state = NULL;
}
