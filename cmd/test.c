/* `standoff test`: plays transcripts and says where one brings something else
 * than it expects. Playing is suite.c's, formats are report's. Start at run. */
#include <stdlib.h>
#include <string.h>

#include "cmd/bless.h"
#include "cmd/outputs.h"
#include "cmd/suite.h"
#include "cmd/transcribe.h"

typedef struct {
    Suite suite;
    TestReport report;
    Outputs outputs; /* of a format of lint's: a failed test is a finding */
    bool finds;      /* such a one was asked for */
    bool unwritten;
} Test;

static void put(Test *test)
{
    if (test->report.out.failed)
        out_of_memory(NULL);
    if (test->report.out.size)
        print_out(buf_str(&test->report.out));
    buf_clear(&test->report.out);
}

static void bless_trial(void *context, Trial *trial)
{
    Test *test = context;
    if (!trial->transcript->expected_failure.size &&
        strcmp(trial->path, "-") != 0 &&
        !bless(&trial->arena, str_from(trial->path), trial->loaded->scenario,
               trial->transcript, &trial->sources, test->suite.hearing,
               test->report.color))
        test->unwritten = true;
}

static void show_trial(void *context, Trial *trial)
{
    Test *test = context;
    const Transcript *transcript = trial->transcript;
    TestCase one = {.path = str_from(trial->path),
                    .title = transcript ? transcript->title : (Str){0},
                    .outcome = trial->outcome,
                    .diags = &trial->diags,
                    .sources = &trial->sources};
    if (trial->outcome == TEST_EXPECTED) {
        one.reason = transcript->expected_failure;
        diag_init(&trial->diags, &trial->arena); /* nobody is to act on it */
    }
    if (trial->outcome == TEST_FAILED)
        one.why = trial->result.why;
    test_report_add(&test->report, &one);
    put(test);
    if (test->finds)
        outputs_add(&test->outputs,
                    &(DiagsOfFile){one.path, &trial->diags, &trial->sources});
}

/* --- The whole ---------------------------------------------------------- */

static bool unknown_format(const Invocation *invocation, const char *name)
{
    Buf list = {0};
    for (const TestFormat *format = test_formats; format->name; format++)
        buf_printf(&list, "%s, ", format->name);
    for (const DiagFormat *format = diag_formats; format->name; format++)
        if (!test_format_find(str_from(format->name)))
            buf_printf(&list, "%s, ", format->name);
    usage_error(invocation, "format '%.80s' is not known; choose of %.*s", name,
                STR_ARGS(str_slice(buf_str(&list), 0, list.size - 2)));
    buf_finish(&list);
    return false;
}

static bool read_format(Test *test, const Invocation *invocation)
{
    const char *name = option_value(invocation, "format");
    const char *color = option_value(invocation, "color");
    if (!name)
        name = "human";
    test->report.quiet = option_value(invocation, "quiet");
    test->report.format = test_format_find(str_from(name));
    test->report.color = color_wanted(color, stdout);
    test->finds = !test->report.format && diag_format_find(str_from(name));
    if (!test->report.format && !test->finds)
        return unknown_format(invocation, name);
    return !test->finds || outputs_begin_printed(&test->outputs, invocation);
}

static int test_all(Test *test, const Invocation *invocation)
{
    const size_t *counts = test->report.counts;
    test->suite.after = show_trial;
    test->suite.before = option_value(invocation, "bless") ? bless_trial : NULL;
    test->suite.context = test;
    suite_run(&test->suite, invocation->operand_count, invocation->operands);
    test_report_end(&test->report);
    put(test);
    if (test->finds && !outputs_end(&test->outputs, invocation))
        return EXIT_FAULT;
    if (test->unwritten)
        return EXIT_FAULT;
    if (test->suite.unreadable || counts[TEST_UNUSABLE])
        return EXIT_USAGE;
    return counts[TEST_FAILED] ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
}

static int run(const Invocation *invocation)
{
    Test test = {0};
    int code = EXIT_USAGE;
    if (option_value(invocation, "record"))
        return transcribe(invocation);
    if (!invocation->operand_count)
        return usage_error(invocation, "name a transcript or a folder of them, "
                                       "or '-' for standard input");
    if (suite_begin(&test.suite, invocation) && read_format(&test, invocation))
        code = test_all(&test, invocation);
    outputs_finish(&test.outputs);
    test_report_finish(&test.report);
    return code;
}

static const Option options[] = {
    {"format", 'f', "FORMAT",
     "human (default), tap, junit, or one of lint's: github, sarif, json, gcc"},
    {"filter", 0, "TEXT", "only files with this in their path"},
    {"shard", 0, "K/N", "only every N-th file, from the K-th on"},
    {"jobs", 'j', "N", "so many at once (default: one for each processor)"},
    {"quiet", 'q', NULL, "names only the tests that fail"},
    {"bless", 0, NULL, "writes what comes of them now as what is expected"},
    {"record", 0, "JOURNAL", "makes a transcript of a recorded session"},
    {"output", 'o', "FILE", "writes what is recorded there"},
    {"title", 0, "TEXT", "what the recorded transcript is called"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"no-jit", 0, NULL, "matches patterns without machine code"},
    {"color", 0, "WHEN", "always, never or auto"},
    {0}};

const Command command_test = {
    .name = "test",
    .arguments = "PATH...",
    .summary = "plays transcripts and says where one goes otherwise",
    .about = "Takes transcripts, folders (every transcript in them) and '-' "
             "for standard input.\nExit code 0: all went as expected; 1: one "
             "did not; 2: a file cannot be used.\n",
    .options = options,
    .run = run,
};
