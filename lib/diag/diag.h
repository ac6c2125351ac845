/* What is wrong and where, as a value.
 *
 * An author's mistake is a Diag, collected while work goes on; the end of a
 * run sorts and shows them all. Codes, severities and summaries stand in
 * codes.def, each code with a page docs/rules/CODE.md. Decides nothing. */
#ifndef STANDOFF_DIAG_DIAG_H
#define STANDOFF_DIAG_DIAG_H

#include "base/buf.h"
#include "source/source.h"

typedef enum {
#define DIAG(id, code, name, severity, summary) DIAG_##id,
#include "diag/codes.def"
#undef DIAG
    DIAG_COUNT
} DiagId;

typedef enum { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE } DiagSeverity;

typedef struct {
    const char *code; /* "SO101": never reused */
    const char *name; /* "unknown-key" */
    DiagSeverity severity;
    const char *summary; /* one sentence */
} DiagInfo;

const DiagInfo *diag_info(DiagId id);

/* The id of a code or a name, any case; DIAG_COUNT when there is none. */
DiagId diag_find(Str code_or_name);

/* The name most like this one, or NULL when none is near. */
const char *diag_nearest(Str name);

typedef struct {
    DiagId id;
    Span span;
    Str text;       /* lower case, no full stop: fault, 'name', repair */
    bool has_other; /* a second place, e.g. the first definition */
    Span other;
    Str other_text; /* "first defined here" */
} Diag;

enum { DIAG_LIMIT = 1000 }; /* more are counted, not kept */

typedef struct {
    Arena *arena;
    VEC(Diag) all;
    size_t errors; /* counted past the limit, too */
    size_t warnings;
    size_t dropped;
} Diags;

void diag_init(Diags *diags, Arena *arena);

void diag_add(Diags *diags, DiagId id, Span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Gives the diagnostic added last its second place. */
void diag_other(Diags *diags, Span span, const char *text);

/* By file, then offset, then code, then text; exact repeats are removed. */
void diag_sort(Diags *diags);

/* Keeps those that `keep` says so of, and counts again. */
void diag_filter(Diags *diags, bool (*keep)(void *context, const Diag *diag),
                 void *context);

/* Adds all of `from`, whose texts live as long as they did. */
void diag_take(Diags *diags, const Diags *from);

/* Tells how many are not kept, as a note where the last one stands. Call it
 * once, when they are sorted. */
void diag_tell_dropped(Diags *diags);

/* file:line:column: error: text [CODE], the source line, an underline; the
 * second place likewise. Text from files has its control characters shown as
 * \x1b. `color` wraps parts in SGR sequences. */
void diag_render_human(Buf *out, const Diag *diag, const Sources *sources,
                       bool color);

/* file:line:column: error: text [CODE] on one line, as compilers print. */
void diag_render_gcc(Buf *out, const Diag *diag, const Sources *sources);

/* Adds text made safe for a terminal: printable characters, and the \n and \t
 * that `keep_lines` allows, as they are; control characters (C0, DEL, C1),
 * bidi controls, line and paragraph separators, and invalid bytes as \xNN or
 * \u{NNNN}. */
void diag_add_safe(Buf *out, Str text, bool keep_lines);

#endif
