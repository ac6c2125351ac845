/* Undo by differences: a configuration changes in few bytes a turn. Read
 * encode and apply. */
#include "session/undo.h"

#include <stdlib.h>
#include <string.h>

/* Runs of differing words: offset, number of words, then their XOR. */
static void encode(Buf *delta, const Configuration *from,
                   const Configuration *to, size_t size)
{
    const char *a = (const char *)from, *b = (const char *)to;
    const size_t unit = sizeof(uint64_t);
    for (size_t i = 0; i < size;) {
        if (!memcmp(a + i, b + i, unit)) {
            i += unit;
            continue;
        }
        size_t end = i;
        while (end < size && memcmp(a + end, b + end, unit))
            end += unit;
        uint64_t head[2] = {i, (end - i) / unit};
        buf_add(delta, (Str){(const char *)head, sizeof head});
        for (; i < end; i += unit) {
            uint64_t x, y;
            memcpy(&x, a + i, unit);
            memcpy(&y, b + i, unit);
            x ^= y;
            buf_add(delta, (Str){(const char *)&x, unit});
        }
    }
}

static void apply(const Buf *delta, Configuration *configuration)
{
    char *bytes = (char *)configuration;
    for (size_t at = 0; at < delta->size;) {
        uint64_t head[2];
        memcpy(head, delta->data + at, sizeof head);
        at += sizeof head;
        for (uint64_t i = 0; i < head[1]; i++, at += sizeof(uint64_t)) {
            uint64_t x, y;
            memcpy(&x, bytes + head[0] + i * sizeof x, sizeof x);
            memcpy(&y, delta->data + at, sizeof y);
            x ^= y;
            memcpy(bytes + head[0] + i * sizeof x, &x, sizeof x);
        }
    }
}

static void finish_mark(UndoMark *mark)
{
    buf_finish(&mark->delta);
    buf_finish(&mark->said);
    buf_finish(&mark->uttered);
}

static bool reserve(Undo *undo, size_t size)
{
    if (!undo->last && !(undo->last = calloc(1, size)))
        return false;
    if (undo->count < undo->capacity)
        return true;
    size_t capacity = undo->capacity ? undo->capacity * 2 : 16;
    UndoMark *marks = realloc(undo->marks, capacity * sizeof *marks);
    if (!marks)
        return false;
    undo->marks = marks;
    undo->capacity = capacity;
    return true;
}

bool undo_mark(Undo *undo, const Configuration *now,
               const HearingMemory *memory)
{
    size_t size = engine_bytes(now);
    if (!reserve(undo, size))
        return false;
    UndoMark mark = {.has_said = memory->has_said,
                     .has_uttered = memory->has_uttered};
    Buf delta = {0};
    buf_add(&mark.said, buf_str(&memory->said));
    buf_add(&mark.uttered, buf_str(&memory->uttered));
    if (undo->count)
        encode(&delta, undo->last, now, size);
    if (mark.said.failed || mark.uttered.failed || delta.failed) {
        buf_finish(&delta);
        finish_mark(&mark);
        return false;
    }
    if (undo->count)
        undo->marks[undo->count - 1].delta = delta;
    undo->marks[undo->count++] = mark;
    engine_copy(undo->last, now);
    return true;
}

/* Drops the last mark; `last` becomes the one before it. */
static void pop(Undo *undo)
{
    finish_mark(&undo->marks[--undo->count]);
    if (undo->count) {
        Buf *delta = &undo->marks[undo->count - 1].delta;
        apply(delta, undo->last);
        buf_finish(delta);
    }
}

void undo_forget(Undo *undo)
{
    pop(undo);
}

void undo_back(Undo *undo, size_t turns, Configuration *now,
               HearingMemory *memory)
{
    while (--turns)
        pop(undo);
    UndoMark *mark = &undo->marks[undo->count - 1];
    engine_copy(now, undo->last);
    buf_finish(&memory->said);
    buf_finish(&memory->uttered);
    *memory = (HearingMemory){mark->said, mark->uttered, mark->has_said,
                              mark->has_uttered};
    mark->said = mark->uttered = (Buf){0};
    pop(undo);
}

void undo_finish(Undo *undo)
{
    for (size_t i = 0; i < undo->count; i++)
        finish_mark(&undo->marks[i]);
    free(undo->marks);
    free(undo->last);
    *undo = (Undo){0};
}
