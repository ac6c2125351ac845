/* The formats of tests: for people, TAP (version 14 of the specification) and
 * JUnit. Start at test_formats. */
#include "report/tests.h"

/* --- People ------------------------------------------------------------- */

static void add_safe(TestReport *report, Str text)
{
    diag_add_safe(&report->out, text, false);
}

static void add_name(TestReport *report, const TestCase *test)
{
    add_safe(report, test->path);
    if (!test->title.size)
        return;
    buf_add_c(&report->out, ": ");
    add_safe(report, test->title);
}

/* The lines of a text, each behind `before`. */
static void add_lines(TestReport *report, const char *before, Str lines)
{
    Buf safe = {0};
    diag_add_safe(&safe, lines, true);
    Str rest = buf_str(&safe);
    while (rest.size) {
        size_t end = 0;
        while (end < rest.size && rest.data[end] != '\n')
            end++;
        buf_add_c(&report->out, before);
        buf_add(&report->out, str_slice(rest, 0, end));
        buf_add_char(&report->out, '\n');
        rest = str_slice(rest, end + 1, rest.size);
    }
    report->out.failed |= safe.failed;
    buf_finish(&safe);
}

static void human_add(TestReport *report, const TestCase *test)
{
    static const struct {
        const char *word, *sgr;
    } words[] = {
        [TEST_PASSED] = {"ok", "1;32"},
        [TEST_FAILED] = {"FAIL", "1;31"},
        [TEST_EXPECTED] = {"ok (fails as expected)", "1;33"},
        [TEST_UNUSABLE] = {"UNUSABLE", "1;31"},
    };
    bool bad = test->outcome == TEST_FAILED || test->outcome == TEST_UNUSABLE;
    if (report->quiet && !bad)
        return;
    if (report->color)
        buf_printf(&report->out, "\x1b[%sm%s\x1b[0m ", words[test->outcome].sgr,
                   words[test->outcome].word);
    else
        buf_printf(&report->out, "%s ", words[test->outcome].word);
    add_name(report, test);
    buf_add_char(&report->out, '\n');
    for (size_t i = 0; bad && i < test->diags->all.count; i++)
        diag_render_human(&report->out, &test->diags->all.items[i],
                          test->sources, report->color);
    add_lines(report, "  ", test->why);
}

static void human_end(TestReport *report)
{
    static const char *const words[] = {
        [TEST_PASSED] = "passed",
        [TEST_FAILED] = "failed",
        [TEST_EXPECTED] = "failed as expected",
        [TEST_UNUSABLE] = "unusable",
    };
    static const TestOutcome order[] = {TEST_PASSED, TEST_EXPECTED, TEST_FAILED,
                                        TEST_UNUSABLE};
    size_t all = 0;
    for (int i = 0; i < TEST_OUTCOME_COUNT; i++)
        all += report->counts[i];
    buf_printf(&report->out, "%zu test%s:", all, all == 1 ? "" : "s");
    for (int i = 0; i < TEST_OUTCOME_COUNT; i++) {
        TestOutcome outcome = order[i];
        bool always = outcome == TEST_PASSED || outcome == TEST_FAILED;
        if (always || report->counts[outcome])
            buf_printf(&report->out, "%s %zu %s", i ? "," : "",
                       report->counts[outcome], words[outcome]);
    }
    buf_add_char(&report->out, '\n');
}

/* --- TAP ---------------------------------------------------------------- */

/* TAP's word for a test that is known to fail. */
#define TAP_EXPECTED                                                           \
    "TO"                                                                       \
    "DO"

/* A description: # begins a directive, \ an escape. */
static void add_described(TestReport *report, const TestCase *test)
{
    Buf plain = {0};
    diag_add_safe(&plain, test->path, false);
    if (test->title.size) {
        buf_add_c(&plain, ": ");
        diag_add_safe(&plain, test->title, false);
    }
    for (size_t i = 0; i < plain.size; i++) {
        if (plain.data[i] == '#' || plain.data[i] == '\\')
            buf_add_char(&report->out, '\\');
        buf_add_char(&report->out, plain.data[i]);
    }
    report->out.failed |= plain.failed;
    buf_finish(&plain);
}

/* A text in single quotes of YAML. */
static void add_quoted(TestReport *report, Str text)
{
    Buf safe = {0};
    diag_add_safe(&safe, text, false);
    buf_add_char(&report->out, '\'');
    for (size_t i = 0; i < safe.size; i++) {
        if (safe.data[i] == '\'')
            buf_add_char(&report->out, '\'');
        buf_add_char(&report->out, safe.data[i]);
    }
    buf_add_char(&report->out, '\'');
    report->out.failed |= safe.failed;
    buf_finish(&safe);
}

static void add_tap_finding(TestReport *report, const TestCase *test,
                            const Diag *diag)
{
    const Source *source = diag->span.file < test->sources->files.count
                               ? &test->sources->files.items[diag->span.file]
                               : NULL;
    buf_add_c(&report->out, "    - message: ");
    add_quoted(report, diag->text);
    buf_printf(&report->out, "\n      code: %s\n", diag_info(diag->id)->code);
    if (!source)
        return;
    buf_add_c(&report->out, "      file: ");
    add_quoted(report, source->path);
    buf_add_char(&report->out, '\n');
    if (!source->text.data)
        return;
    Position at = source_position(source, diag->span.begin);
    buf_printf(&report->out, "      line: %u\n      column: %u\n", at.line,
               at.column);
}

static void tap_add(TestReport *report, const TestCase *test)
{
    bool passed = test->outcome == TEST_PASSED;
    size_t number = 0;
    for (int i = 0; i < TEST_OUTCOME_COUNT; i++)
        number += report->counts[i];
    if (number == 1)
        buf_add_c(&report->out, "TAP version 14\n");
    buf_printf(&report->out, "%s %zu - ", passed ? "ok" : "not ok", number);
    add_described(report, test);
    if (test->outcome == TEST_EXPECTED) {
        buf_add_c(&report->out, " # " TAP_EXPECTED " ");
        add_safe(report, test->reason);
    }
    buf_add_char(&report->out, '\n');
    if (passed || test->outcome == TEST_EXPECTED)
        return;
    buf_add_c(&report->out, "  ---\n  findings:\n");
    for (size_t i = 0; i < test->diags->all.count; i++)
        add_tap_finding(report, test, &test->diags->all.items[i]);
    if (test->why.size) {
        buf_add_c(&report->out, "  why: |\n");
        add_lines(report, "    ", test->why);
    }
    buf_add_c(&report->out, "  ...\n");
}

static void tap_end(TestReport *report)
{
    size_t all = 0;
    for (int i = 0; i < TEST_OUTCOME_COUNT; i++)
        all += report->counts[i];
    if (!all)
        buf_add_c(&report->out, "TAP version 14\n");
    buf_printf(&report->out, "1..%zu\n", all);
}

/* --- JUnit -------------------------------------------------------------- */

static void junit_add(TestReport *report, const TestCase *test)
{
    Buf text = {0};
    const Diags *diags = test->diags;
    bool bad = test->outcome == TEST_FAILED || test->outcome == TEST_UNUSABLE;
    JunitCase one = {.group = test->path,
                     .name = test->title.size ? test->title : test->path};
    if (test->outcome == TEST_EXPECTED) {
        one.outcome = JUNIT_SKIPPED;
        one.message = test->reason;
    }
    for (size_t i = 0; bad && i < diags->all.count; i++)
        diag_render_human(&text, &diags->all.items[i], test->sources, false);
    if (bad) {
        buf_add(&text, test->why);
        one.outcome = JUNIT_FAILED;
        one.type = str_from(test->outcome == TEST_FAILED ? "failure" : "error");
        if (diags->all.count)
            one.message = diags->all.items[0].text;
        one.text = buf_str(&text);
    }
    junit_case(&report->junit, &one);
    report->out.failed |= text.failed;
    buf_finish(&text);
}

static void junit_end(TestReport *report)
{
    junit_suite(&report->junit, STR("transcripts"));
    junit_write(&report->junit, "standoff test", &report->out);
}

/* --- The table ---------------------------------------------------------- */

const TestFormat test_formats[] = {
    {"human", "for people, with the source lines", human_add, human_end},
    {"tap", "the Test Anything Protocol, version 14", tap_add, tap_end},
    {"junit", "JUnit's XML", junit_add, junit_end},
    {0}};

const TestFormat *test_format_find(Str name)
{
    for (const TestFormat *format = test_formats; format->name; format++)
        if (str_equal_c(name, format->name))
            return format;
    return NULL;
}

void test_report_add(TestReport *report, const TestCase *test)
{
    report->counts[test->outcome]++;
    if (report->format)
        report->format->add(report, test);
}

void test_report_end(TestReport *report)
{
    if (report->format)
        report->format->end(report);
}

void test_report_finish(TestReport *report)
{
    junit_finish(&report->junit);
    buf_finish(&report->out);
}
