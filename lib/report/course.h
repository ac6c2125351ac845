/* Learning across sessions: what a class, or one trainee, did over time; which
 * moves nobody found; which lines were not understood. Journals are added one
 * by one and not kept: memory does not grow with their number.
 *
 * Counts what was heard and says so; no score, no order of persons. */
#ifndef STANDOFF_REPORT_COURSE_H
#define STANDOFF_REPORT_COURSE_H

#include "report/moves.h"

enum {
    COURSE_PERIODS = 8,     /* columns; periods are days, or 2, 4, 8, ... */
    COURSE_TRAINEES = 2000, /* names that are kept */
    COURSE_SESSIONS = 500,  /* rows, when one trainee is asked for */
    COURSE_LINES = 2000,    /* places for lines not understood */
};

typedef struct {
    Str trainee, group; /* only these sessions count; empty: all */
} CourseWish;

typedef struct {
    uint64_t sessions, turns, unmatched;
    uint64_t skills[MOVES_SKILLS]; /* turns that carry each */
} CoursePeriod;

typedef struct {
    int64_t first, last; /* days since 1970-01-01 */
    uint64_t sessions;
} CourseTrainee;

typedef struct {
    int64_t wall; /* Unix ms */
    uint32_t scenario;
    Str outcome; /* empty: it has no ending */
    uint32_t turns, unmatched;
    uint16_t skills[MOVES_SKILLS];
} CourseSession;

enum { COURSE_OUTCOMES = 6 }; /* the last: left before an ending */
extern const char *const course_outcomes[COURSE_OUTCOMES];

typedef struct {
    CourseWish wish;
    Moves moves;
    Arena *arena;
    CoursePeriod periods[COURSE_PERIODS]; /* periods[i]: from day (first + i)
                                             << width, 1 << width days */
    int64_t first;
    int width, period_count;
    CoursePeriod undated; /* journals that do not say when */
    uint64_t sessions, turns, unmatched;
    uint64_t outcomes[COURSE_OUTCOMES];
    uint64_t passed_over;            /* sessions of others than was wished */
    uint64_t damaged, cut, unplaced; /* journals with a bad line; too long; of
                                        one scenario too many */
    Roll names;
    CourseTrainee trainees[COURSE_TRAINEES];
    VEC(CourseSession) rows; /* of the one trainee */
    uint64_t rows_cut;
    Frequent lines;
    Buf key; /* scratch */
    bool finished;
} Course;

/* A course that has no sessions. NULL never: memory is the arena's matter. */
Course *course_new(Arena *arena, CourseWish wish);

void course_add(Course *course, const History *history);

/* After the last session: puts rows and lines in order. */
void course_finish(Course *course);

/* Gives back what the arena does not. */
void course_free(Course *course);

/* The page's words: English in, the translation out. */
typedef const char *CourseWords(const char *english);

/* As text for people, which is Markdown, too; `lines` not understood at most.
 */
void course_text(Buf *out, const Course *course, uint32_t lines,
                 CourseWords *words);

/* One JSON object; `program` is the version. */
void course_json(Buf *out, const Course *course, uint32_t lines,
                 const char *program);

#endif
