/* A table as text: columns in line for the eye, and Markdown for programs. */
#ifndef STANDOFF_REPORT_TABLE_H
#define STANDOFF_REPORT_TABLE_H

#include "base/buf.h"
#include "base/vec.h"

enum { TABLE_COLUMNS = 16 };

typedef struct {
    Arena *arena;
    unsigned columns;
    unsigned right; /* bit n: column n is set to the right, as numbers are */
    VEC(Str) cells; /* row by row, the first is the head */
} Table;

void table_init(Table *table, Arena *arena, unsigned columns, unsigned right);

/* The next cell: our own words, or printf's. */
void table_add(Table *table, Str text);
void table_printf(Table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The next cell: text from elsewhere, as table_text writes it. */
void table_foreign(Table *table, Str text);

/* Text from elsewhere on one line: nothing in it is markup, control characters
 * are visible. */
void table_text(Buf *out, Str text);

/* Writes a head, a rule and the rows. */
void table_write(Buf *out, const Table *table);

#endif
