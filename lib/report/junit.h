/* JUnit's XML, as servers of builds read it: suites of cases that passed,
 * failed or were left out. Says nothing of how long a case took. */
#ifndef STANDOFF_REPORT_JUNIT_H
#define STANDOFF_REPORT_JUNIT_H

#include "base/buf.h"

typedef enum { JUNIT_PASSED, JUNIT_FAILED, JUNIT_SKIPPED } JunitOutcome;

typedef struct {
    Str group; /* the file it belongs to; servers show cases by it */
    Str name;
    JunitOutcome outcome;
    Str type;    /* of a failure, in a word: "error" */
    Str message; /* of a failure or of what was left out: one line */
    Str text;    /* more of it, or what a case that passed has to say */
} JunitCase;

/* A zeroed Junit is empty and ready. Foreign text needs no care: it is escaped
 * here. Short memory shows in `failed` of the buffer that is written last. */
typedef struct {
    Buf cases;                                   /* of the suite that is open */
    Buf suites;                                  /* that are complete */
    size_t tests, failures, skipped;             /* of the open suite */
    size_t all_tests, all_failures, all_skipped; /* of the others */
} Junit;

/* Adds a case to the suite that is open. */
void junit_case(Junit *junit, const JunitCase *one);

/* Ends the open suite and gives it its name; the next case opens another. */
void junit_suite(Junit *junit, Str name);

/* Writes the whole document. */
void junit_write(Junit *junit, const char *name, Buf *out);

void junit_finish(Junit *junit);

#endif
