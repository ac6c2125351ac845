/* What lint found, in the formats that people and machines read: a table of
 * them, one file each (diags_*.c) for those of machines.
 *
 * A report is given one linted file after the other and ended once. Its text
 * gathers in `out`, whose owner may print and clear it between calls. */
#ifndef STANDOFF_REPORT_DIAGS_H
#define STANDOFF_REPORT_DIAGS_H

#include "diag/diag.h"

/* What was found in one file that was named: its findings, sorted, and the
 * texts that they lie in. */
typedef struct {
    Str path;
    const Diags *diags;
    const Sources *sources;
} DiagsOfFile;

typedef struct DiagReport DiagReport;

typedef struct {
    const char *name;  /* "sarif" */
    const char *about; /* in a few words */
    void (*add)(DiagReport *report, const DiagsOfFile *file);
    void (*end)(DiagReport *report);    /* or NULL */
    void (*finish)(DiagReport *report); /* gives back memory, or NULL */
} DiagFormat;

extern const DiagFormat diag_formats[]; /* ends with {NULL} */

/* The format of that name, or NULL. */
const DiagFormat *diag_format_find(Str name);

struct DiagReport {
    const DiagFormat *format;

    /* What the owner sets. */
    bool color;
    bool guarded; /* nothing in it is a command to a runner of CI jobs */
    Str folder;   /* absolute: paths are relative to it, or empty */
    Str base;     /* absolute: paths are shown relative to it, or empty */
    Str home;     /* address of the project's pages, or empty */
    const char *(*page)(const char *code); /* text of a code's page, or NULL */

    Buf out; /* failed: memory was short */

    /* Counted for every format. */
    size_t files, errors, warnings;
    void *state; /* the format's own */
};

void diag_report_add(DiagReport *report, const DiagsOfFile *file);
void diag_report_end(DiagReport *report);

/* Gives back all memory; may be called at any time. */
void diag_report_finish(DiagReport *report);

/* --- For the formats ----------------------------------------------------- */

/* The path as the report shows it: relative to `base` where it lies in it, made
 * safe; `.` and `..` are taken out as far as the words allow. */
void diag_report_path(DiagReport *report, Str path, Buf *out);

/* The source that a span lies in; NULL when there is none. */
const Source *diag_report_source(const DiagsOfFile *file, Span span);

/* "error", "warning", "note". */
const char *diag_severity_word(DiagSeverity severity);

#endif
