/* Bounded tables for counting without end: names, each with a number, and the
 * most frequent texts of a stream. Memory is asked for once, in an arena. */
#ifndef STANDOFF_REPORT_ROLL_H
#define STANDOFF_REPORT_ROLL_H

#include "base/str.h"

/* Names in the order they came: number 0, 1, ... Found by binary search. */
typedef struct {
    Arena *arena;
    Str *names;      /* by number */
    uint32_t *order; /* numbers, by name */
    uint32_t count, most;
    uint64_t refused; /* how often there was no room for a new name */
} Roll;

enum { ROLL_FULL = -1 };

void roll_init(Roll *roll, Arena *arena, uint32_t most);

/* The number of a name, which is added (copied) when it is new; ROLL_FULL when
 * there is no room for it. */
int32_t roll_add(Roll *roll, Str name);

/* The most frequent texts of a stream in `most` places, by space-saving
 * (Metwally, Agrawal and El Abbadi, 2005, "Efficient computation of frequent
 * and top-k elements in data streams"): a text that has no place takes that of
 * a rarest one, with its count as its error. Any text that came more often than
 * all / most times has a place. */
enum { FREQUENT_BYTES = 200 };

typedef struct {
    char key[FREQUENT_BYTES], shown[FREQUENT_BYTES];
    uint16_t key_size, shown_size;
    uint32_t group; /* texts of different groups are different */
    uint64_t count; /* at most so often ... */
    uint64_t error; /* ... and at least count - error times */
    int32_t next;   /* in the chain of its hash */
} FrequentText;

typedef struct {
    FrequentText *texts;
    int32_t *chains;
    uint32_t count, most, chain_count;
    uint32_t cursor; /* where the next rarest is sought */
    uint64_t rarest; /* no text has a smaller count */
    uint64_t all;    /* how many texts came */
    bool inexact;    /* a place was taken from another */
} Frequent;

void frequent_init(Frequent *frequent, Arena *arena, uint32_t most);

/* Counts a text. `key` is what makes two texts the same; what is longer than
 * FREQUENT_BYTES is cut, at a character. */
void frequent_add(Frequent *frequent, Str key, Str shown, uint32_t group);

/* Sorts by how often each came at least, the most frequent first, then by its
 * group and key. Nothing may be added afterwards. */
void frequent_sort(Frequent *frequent);

#endif
