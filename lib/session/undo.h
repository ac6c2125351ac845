/* Private to the session: the way back. Before each turn a mark is made; marks
 * keep the last configuration whole and, for each older one, only the bytes in
 * which it differs from the next. */
#ifndef STANDOFF_SESSION_UNDO_H
#define STANDOFF_SESSION_UNDO_H

#include "engine/engine.h"

typedef struct {
    Buf delta; /* from the next mark to this one; empty for the last */
    Buf said, uttered;
    bool has_said, has_uttered;
} UndoMark;

typedef struct {
    UndoMark *marks;
    size_t count, capacity;
    Configuration *last; /* of the last mark */
} Undo;

/* What hearing remembers of the past. */
typedef struct {
    Buf said, uttered;
    bool has_said, has_uttered;
} HearingMemory;

/* False when memory is short; nothing has changed then. */
bool undo_mark(Undo *undo, const Configuration *now,
               const HearingMemory *memory);

/* Takes the last mark off again, its turn did not happen. */
void undo_forget(Undo *undo);

/* Goes back to the mark `turns` from the end (1: the last). There must be
 * that many. */
void undo_back(Undo *undo, size_t turns, Configuration *now,
               HearingMemory *memory);

void undo_finish(Undo *undo);

#endif
