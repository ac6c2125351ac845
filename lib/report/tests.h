/* What came of tests, as people read it and as TAP and JUnit have it: a table
 * of formats. A report is given one test after the other and ended once. Its
 * text gathers in `out`, whose owner may print and clear it between calls. */
#ifndef STANDOFF_REPORT_TESTS_H
#define STANDOFF_REPORT_TESTS_H

#include "diag/diag.h"
#include "report/junit.h"

typedef enum {
    TEST_PASSED,
    TEST_FAILED,
    TEST_EXPECTED, /* failed, as it was expected to */
    TEST_UNUSABLE, /* the file has errors and was not played */
    TEST_OUTCOME_COUNT
} TestOutcome;

typedef struct {
    Str path;
    Str title;
    TestOutcome outcome;
    Str reason;         /* of TEST_EXPECTED */
    const Diags *diags; /* of TEST_FAILED and TEST_UNUSABLE, sorted */
    const Sources *sources;
    Str why; /* more lines on a failure, or empty */
} TestCase;

typedef struct TestReport TestReport;

typedef struct {
    const char *name;  /* "tap" */
    const char *about; /* in a few words */
    void (*add)(TestReport *report, const TestCase *test);
    void (*end)(TestReport *report);
} TestFormat;

extern const TestFormat test_formats[]; /* ends with {NULL} */

/* The format of that name, or NULL. */
const TestFormat *test_format_find(Str name);

/* Zeroed but for what the owner sets. */
struct TestReport {
    const TestFormat *format;
    bool color;
    bool quiet; /* people are told of failures only */
    Buf out;    /* failed: memory was short */
    size_t counts[TEST_OUTCOME_COUNT];
    Junit junit;
};

void test_report_add(TestReport *report, const TestCase *test);
void test_report_end(TestReport *report);

/* Gives back all memory. */
void test_report_finish(TestReport *report);

#endif
