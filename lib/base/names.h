/* A table of names: collected first, sorted once, then searched. Sorting
 * rather than hashing keeps it linear-logarithmic under hostile names, and
 * gives two definitions of one name side by side. */
#ifndef STANDOFF_BASE_NAMES_H
#define STANDOFF_BASE_NAMES_H

#include "base/str.h"
#include "base/vec.h"

typedef struct {
    Str name;
    uint32_t kind;  /* the caller's: what the name stands for */
    uint32_t index; /* the caller's: which one of that kind */
} Name;

typedef struct {
    VEC(Name) all;
} Names;

/* Adds a name; the text is not copied. Call names_sort before searching. */
void names_add(Arena *arena, Names *names, Str name, uint32_t kind,
               uint32_t index);

/* Sorts by name, then kind, then index. */
void names_sort(Names *names);

/* The first entry of that name, or NULL; others of the same name follow. */
const Name *names_find(const Names *names, Str name);

/* The name most like `name` among those whose kind bit (1u << kind) is in
 * `kinds`, or an empty slice when none is near enough to suggest. */
Str names_nearest(const Names *names, Str name, uint32_t kinds);

/* How far off a name may be and still be suggested. */
size_t names_tolerance(Str name);

#endif
