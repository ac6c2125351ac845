/* What the files of yaml share with each other, and with nobody else. */
#ifndef STANDOFF_YAML_PARTS_H
#define STANDOFF_YAML_PARTS_H

#include "yaml/yaml.h"

/* Bytes of the line break at `at`: LF, CR, CRLF, NEL, LS, PS; 0 when there is
 * none. These are libyaml's; Source knows fewer. */
size_t yaml_break_at(Str text, size_t at);

/* Offset of the first byte from `at` on that is neither blank nor line break
 * nor part of a comment; the text's size when there is none. */
size_t yaml_skip_gap(Str text, size_t at);

/* Reports what libyaml must not see or would place badly: bytes that are not
 * UTF-8, control characters, directives. False when parsing makes no sense. */
bool yaml_text_check(const Source *source, uint32_t file, Diags *diags);

/* Why libyaml gave up; offsets in bytes. */
typedef struct {
    const char *text;    /* libyaml's own words */
    const char *context; /* what it was doing, or "" */
    uint32_t at;
    uint32_t context_at;  /* where that began */
    const YamlNode *last; /* the value that was complete last, or NULL */
    bool ended;           /* the document was ended with `...` */
} YamlProblem;

void yaml_problem_report(const Source *source, uint32_t file,
                         const YamlProblem *problem, Diags *diags);

/* Reports keys that stand twice or look alike; drops those that stand twice
 * from `entries` and returns how many are left. */
size_t yaml_keys_check(YamlEntry *entries, size_t count, Diags *diags);

/* A walk through a scalar: one step for each decoded character or byte. */
typedef struct {
    size_t at, size;     /* of this step in the decoded text */
    uint32_t begin, end; /* and in the file */

    Str source, text;
    YamlStyle style;
    uint32_t next;    /* the next byte of the file */
    uint32_t limit;   /* where the contents end */
    uint32_t literal; /* blanks before it stand for themselves */
    uint32_t gap;     /* up to it, only line breaks count */
    uint32_t indent;  /* of a block scalar */
    size_t tail;      /* its final line breaks, as decoded */
    bool line_start, blank_line;
} YamlWalk;

void yaml_walk_begin(YamlWalk *walk, Str source, const YamlNode *scalar);

/* False when there is no more. */
bool yaml_walk_next(YamlWalk *walk);

#endif
