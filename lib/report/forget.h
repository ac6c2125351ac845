/* A person taken out of what was recorded: out of journals, whose lines get new
 * numbers and checksums, out of ratings, and out of what a crash left.
 *
 * Sessions of the person, and ratings by them, are deleted. In other people's
 * files the person's remarks lose their author, and their name in text becomes
 * FORGET_WORD. Each file is there whole or as it was. */
#ifndef STANDOFF_REPORT_FORGET_H
#define STANDOFF_REPORT_FORGET_H

#include "base/vec.h"
#include "session/record.h"

#define FORGET_WORD "somebody"

typedef enum {
    FORGET_NOTHING,
    FORGET_DELETE,
    FORGET_REWRITE,
    FORGET_BUSY,    /* another program writes it: nothing was changed */
    FORGET_FOREIGN, /* it is no journal: not looked into */
    FORGET_FAILED,  /* errno in *error; the file is as it was */
} ForgetDeed;

typedef struct {
    Str name;
    bool keep_text;        /* words in text stay, and are counted as left */
    Arena *arena;          /* for what follows */
    VEC(int64_t) sessions; /* of the person: when each began */
    VEC(Str) journals;     /* and where it was */
} Forget;

typedef struct {
    uint64_t remarks; /* whose author is the person */
    uint64_t words;   /* times the name stands in text */
} ForgetFound;

/* Whether two names are one: letters' case does not count. */
bool forget_same(Str a, Str b);

/* How often the name stands in `text` as a word, in any case. `out`, if given,
 * gets the text with FORGET_WORD in its place. */
uint64_t forget_words(Str text, Str name, Buf *out);

/* What is to be done with the file at `path`, or, with `act`, what was done.
 * Journals first: a rating of a session that goes is deleted, too. A rating is
 * a file that ends in .rating.yaml; anything else is what a crash left of a
 * journal. Memory is the arena's matter. */
ForgetDeed forget_journal(Arena *arena, Forget *forget, const char *path,
                          bool act, ForgetFound *found, int *error);
ForgetDeed forget_rating(Arena *arena, const Forget *forget, const char *path,
                         bool act, ForgetFound *found, int *error);
ForgetDeed forget_rest(Arena *arena, const Forget *forget, const char *path,
                       bool act, ForgetFound *found, int *error);

#endif
