/* Tables as text. Start at table_write. */
#include "report/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "diag/diag.h"

void table_init(Table *table, Arena *arena, unsigned columns, unsigned right)
{
    *table = (Table){.arena = arena, .columns = columns, .right = right};
}

void table_add(Table *table, Str text)
{
    *VEC_PUSH(table->arena, &table->cells) = text;
}

void table_printf(Table *table, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    table_add(table, str_copy(table->arena, str_from(text)));
}

void table_text(Buf *out, Str text)
{
    static const char markup[] = "\\`*_[]<>|#~";
    Buf safe = {0};
    diag_add_safe(&safe, text, false);
    for (size_t i = 0; i < safe.size; i++) {
        if (strchr(markup, safe.data[i]))
            buf_add_char(out, '\\');
        buf_add_char(out, safe.data[i]);
    }
    out->failed |= safe.failed;
    buf_finish(&safe);
}

void table_foreign(Table *table, Str text)
{
    Buf out = {0};
    table_text(&out, text);
    if (out.failed)
        arena_out_of_memory(table->arena);
    table_add(table, str_copy(table->arena, buf_str(&out)));
    buf_finish(&out);
}

static void add_cell(Buf *out, Str text, uint32_t width, bool right)
{
    uint32_t has = source_width(text, 0);
    size_t gap = has < width ? width - has : 0;
    buf_add_c(out, "| ");
    buf_add_repeat(out, ' ', right ? gap : 0);
    buf_add(out, text);
    buf_add_repeat(out, ' ', right ? 1 : gap + 1);
}

void table_write(Buf *out, const Table *table)
{
    uint32_t widths[TABLE_COLUMNS];
    for (unsigned column = 0; column < table->columns; column++) {
        widths[column] = 3;
        for (size_t i = column; i < table->cells.count; i += table->columns) {
            uint32_t width = source_width(table->cells.items[i], 0);
            if (width > widths[column])
                widths[column] = width;
        }
    }
    for (size_t i = 0; i < table->cells.count; i++) {
        unsigned column = (unsigned)(i % table->columns);
        bool ends = column + 1 == table->columns;
        add_cell(out, table->cells.items[i], widths[column],
                 table->right >> column & 1);
        if (ends)
            buf_add_c(out, "|\n");
        if (ends && i + 1 == table->columns) {
            for (unsigned c = 0; c < table->columns; c++) {
                bool right = table->right >> c & 1;
                buf_add_c(out, "| ");
                buf_add_repeat(out, '-', widths[c] - right);
                buf_add_c(out, right ? ": " : " ");
            }
            buf_add_c(out, "|\n");
        }
    }
}
