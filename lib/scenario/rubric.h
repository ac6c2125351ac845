/* The model of an observer sheet (`kind: rubric`): areas with items, each rated
 * on a scale of named levels. Immutable once built. Knows nothing of raters or
 * sessions. */
#ifndef STANDOFF_SCENARIO_RUBRIC_H
#define STANDOFF_SCENARIO_RUBRIC_H

#include "yaml/shape.h"

enum {
    RUBRIC_LEVELS_LEAST = 2,
    RUBRIC_LEVELS_MOST = 9, /* typed as one digit */
    RUBRIC_ITEMS_MOST = 500,
};

typedef struct {
    Str area, name; /* identifiers */
    Str text;       /* what is to be rated */
    Str about;      /* more about it, or empty */
    Str scale;      /* identifier */
    bool ordinal;   /* the levels have an order */
    const Str *levels;
    uint32_t level_count;
    uint32_t area_index;
} RubricItem;

typedef struct {
    Str name, title, about;
} RubricArea;

typedef struct {
    Str title, about, language;
    const RubricArea *areas;
    const RubricItem *items; /* area by area */
    uint32_t area_count, item_count;
} Rubric;

/* Loads the sheet at `path` in `language` (empty: its own), from its
 * translation beside it as scenarios are; a path may name a translation, whose
 * gaps are then reported. What is wrong is added to `diags`, empty before; NULL
 * when there were errors. All memory lives in `arena`. */
const Rubric *rubric_load(Arena *arena, Sources *sources, Diags *diags,
                          Str path, Str language);

/* The number of an item, or -1. */
int32_t rubric_find(const Rubric *rubric, Str area, Str item);

extern const Shape rubric_shape;

#endif
