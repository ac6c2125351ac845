/* The list of diagnostics and the table of codes. Sorting makes the output
 * independent of the order in which things were checked. Knows no text. */
#include "diag/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/names.h"

static const DiagInfo infos[DIAG_COUNT] = {
#define DIAG(id, code, name, severity, summary)                                \
    [DIAG_##id] = {code, name, severity, summary},
#include "diag/codes.def"
#undef DIAG
};

const DiagInfo *diag_info(DiagId id)
{
    return &infos[id];
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The same word but for the case of its letters, which are ASCII. */
static bool same_word(Str text, const char *word)
{
    size_t size = 0;
    while (size < text.size && lower(text.data[size]) == lower(word[size]) &&
           word[size])
        size++;
    return size == text.size && !word[size];
}

DiagId diag_find(Str code_or_name)
{
    for (int id = 0; id < DIAG_COUNT; id++) {
        if (same_word(code_or_name, infos[id].code) ||
            same_word(code_or_name, infos[id].name))
            return (DiagId)id;
    }
    return DIAG_COUNT;
}

const char *diag_nearest(Str name)
{
    const char *found = NULL;
    size_t best = names_tolerance(name) + 1;
    for (int id = 0; id < DIAG_COUNT; id++) {
        size_t distance = str_distance(name, str_from(infos[id].name), best);
        if (distance < best) {
            best = distance;
            found = infos[id].name;
        }
    }
    return found;
}

void diag_init(Diags *diags, Arena *arena)
{
    *diags = (Diags){.arena = arena};
}

/* Adds `step`, 1 or -1, to the count the severity belongs to. */
static void count(Diags *diags, DiagId id, int step)
{
    size_t *counter = NULL;
    switch (infos[id].severity) {
    case DIAG_ERROR:
        counter = &diags->errors;
        break;
    case DIAG_WARNING:
        counter = &diags->warnings;
        break;
    case DIAG_NOTE:
        return;
    }
    *counter = step > 0 ? *counter + 1 : *counter - 1;
}

__attribute__((format(printf, 2, 0))) static Str
format_text(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    if (size < 0) {
        va_end(again);
        arena_out_of_memory(arena);
    }
    char *text = arena_alloc(arena, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return (Str){text, (size_t)size};
}

void diag_add(Diags *diags, DiagId id, Span span, const char *format, ...)
{
    count(diags, id, 1);
    if (diags->all.count >= DIAG_LIMIT) {
        diags->dropped++;
        return;
    }
    va_list args;
    va_start(args, format);
    Str text = format_text(diags->arena, format, args);
    va_end(args);
    *VEC_PUSH(diags->arena, &diags->all) =
        (Diag){.id = id, .span = span, .text = text};
}

void diag_other(Diags *diags, Span span, const char *text)
{
    /* Past the limit the one added last is not there. */
    if (diags->dropped || !diags->all.count)
        return;
    Diag *last = &diags->all.items[diags->all.count - 1];
    last->has_other = true;
    last->other = span;
    last->other_text = str_copy(diags->arena, str_from(text));
}

static int by_number(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_span(Span a, Span b)
{
    int order = by_number(a.file, b.file);
    if (!order)
        order = by_number(a.begin, b.begin);
    return order ? order : by_number(a.end, b.end);
}

static int by_place(const void *left, const void *right)
{
    const Diag *a = left, *b = right;
    int order = by_number(a->span.file, b->span.file);
    if (!order)
        order = by_number(a->span.begin, b->span.begin);
    if (!order)
        order = by_number(a->id, b->id);
    if (!order)
        order = str_compare(a->text, b->text);
    if (!order)
        order = by_number(a->span.end, b->span.end);
    if (!order)
        order = a->has_other - b->has_other;
    if (!order)
        order = by_span(a->other, b->other);
    return order ? order : str_compare(a->other_text, b->other_text);
}

void diag_sort(Diags *diags)
{
    Diag *items = diags->all.items;
    size_t kept = 0;
    if (diags->all.count)
        qsort(items, diags->all.count, sizeof *items, by_place);
    for (size_t i = 0; i < diags->all.count; i++) {
        if (kept && !by_place(&items[kept - 1], &items[i]))
            count(diags, items[i].id, -1);
        else
            items[kept++] = items[i];
    }
    diags->all.count = kept;
}

void diag_filter(Diags *diags, bool (*keep)(void *context, const Diag *diag),
                 void *context)
{
    size_t kept = 0;
    for (size_t i = 0; i < diags->all.count; i++) {
        const Diag *diag = &diags->all.items[i];
        if (keep(context, diag))
            diags->all.items[kept++] = *diag;
        else
            count(diags, diag->id, -1);
    }
    diags->all.count = kept;
}

void diag_take(Diags *diags, const Diags *from)
{
    for (size_t i = 0; i < from->all.count; i++) {
        if (diags->all.count < DIAG_LIMIT)
            *VEC_PUSH(diags->arena, &diags->all) = from->all.items[i];
        else
            diags->dropped++;
    }
    diags->dropped += from->dropped;
    diags->errors += from->errors;
    diags->warnings += from->warnings;
}

void diag_tell_dropped(Diags *diags)
{
    if (!diags->dropped)
        return;
    Span span = diags->all.items[diags->all.count - 1].span;
    Str text = str_format(diags->arena,
                          "%zu more findings are not shown; mend these first",
                          diags->dropped);
    *VEC_PUSH(diags->arena, &diags->all) =
        (Diag){.id = DIAG_LINT_MORE, .span = span, .text = text};
}
