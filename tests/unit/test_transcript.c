/* Transcripts written and read back, and what running one finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "transcript/transcript.h"

static const char scenario_text[] =
    "standoff: 1\n"
    "title: T\n"
    "roles: { a: { side: perpetrator }, b: { side: hostage } }\n"
    "meters: { m: { start: 0, range: -5..10 } }\n"
    "facts: { f: F, g: G }\n"
    "intents:\n"
    "  red: { phrases: [red] }\n"
    "  blue: { phrases: [blue] }\n"
    "demands: { d: { by: a, text: D, deadline: { in: 60s, passed: { say: Late "
    "} "
    "} } }\n"
    "injects: { i: { say: I } }\n"
    "stages: [{ name: s1, when: m >= 1 }]\n"
    "states:\n"
    "  one:\n"
    "    enter: { say: Stay (back)! }\n"
    "    rules:\n"
    "      - { intent: red, if: m < 3, change: { m: +2 }, raise: d, learn: f,\n"
    "          say: 'Red, is it?', go: two }\n"
    "    otherwise: { say: What? }\n"
    "  two:\n"
    "    rules: [{ intent: blue, end: e }, { intent: red, go: back }]\n"
    "    otherwise: { say: Go on. }\n"
    "endings: { e: { outcome: peaceful } }\n";

/* The scenario is loaded from a file in the test's folder. */
static const Scenario *load(Fixture *f)
{
    char path[] = "/tmp/standoff-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");
    assert_true(file && fputs(scenario_text, file) >= 0 && !fclose(file));
    Sources *sources = ARENA_NEW(&f->arena, Sources);
    Diags diags;
    diag_init(&diags, &f->arena);
    ScenarioOptions options = {0};
    const Scenario *scenario =
        scenario_load(&f->arena, sources, &diags, str_from(path), &options);
    remove(path);
    assert_non_null(scenario);
    return scenario;
}

/* Reads a transcript from text; NULL when it has errors. */
static const Transcript *read_text(Fixture *f, const Scenario *scenario,
                                   Str text)
{
    uint32_t number = source_add(&f->arena, &f->sources, STR("t.yaml"), text);
    TranscriptFile file = {0};
    diag_init(&f->diags, &f->arena);
    yaml_parse(&f->sources, number, &f->diags, &file.root);
    if (!file.root)
        return NULL;
    shape_check(file.root, &transcript_shape, &f->diags);
    return f->diags.errors
               ? NULL
               : transcript_read(&file, scenario, &f->sources, &f->diags);
}

#define HEAD "standoff: 1\nkind: transcript\nof: s.yaml\n"

static TranscriptResult run_text(Fixture *f, const Scenario *scenario,
                                 const char *text)
{
    const Transcript *transcript = read_text(f, scenario, str_from(text));
    TranscriptOptions options = {0};
    TranscriptResult result;
    if (!transcript)
        print_error("%s\n", f->diags.all.items[0].text.data);
    assert_non_null(transcript);
    assert_true(
        transcript_run(&f->arena, scenario, transcript, &options, &result));
    return result;
}

/* --- Writing ------------------------------------------------------------ */

static void every_step_and_expectation_is_read_back_as_written(void **state)
{
    static const char text[] = HEAD "title: All of it\n"
                                    "language: en\n"
                                    "seed: 7\n"
                                    "expected-failure: Not mended yet.\n"
                                    "start:\n"
                                    "  state: two\n"
                                    "  speaker: b\n"
                                    "  meters: {m: -3}\n"
                                    "  facts: {f: true, g: false}\n"
                                    "  demands: {d: promised}\n"
                                    "steps:\n"
                                    "  - expect:\n"
                                    "      state: two\n"
                                    "      said: ['go \\(on\\)', 'it''s']\n"
                                    "  - say: \"red\"\n"
                                    "    about: \"note\"\n"
                                    "    expect:\n"
                                    "      heard: red\n"
                                    "      not-heard: blue\n"
                                    "      meters: {m: -5..2}\n"
                                    "      facts: {f: true, g: false}\n"
                                    "      demands: {d: live}\n"
                                    "      stage: none\n"
                                    "      ending: none\n"
                                    "  - say: I said red and blue\n"
                                    "    hear: [red, blue]\n"
                                    "  - hear: []\n"
                                    "  - wait: 1h1m1s\n"
                                    "  - inject: i\n"
                                    "  - goto: one\n"
                                    "    expect:\n"
                                    "      stage: s1\n"
                                    "      ending: e\n"
                                    "  - set:\n"
                                    "      meters: {m: 4}\n"
                                    "      demands: {d: met}\n"
                                    "  - typing: true\n"
                                    "  - restart: true\n"
                                    "  - end: true\n"
                                    "    expect:\n"
                                    "      ending: endex\n";
    Fixture *f = *state;
    const Scenario *scenario = load(f);
    const Transcript *transcript = read_text(f, scenario, str_from(text));
    assert_non_null(transcript);
    transcript_write(&f->buf, scenario, transcript);
    assert_string_equal(f->buf.data, text);
}

static void a_text_is_read_back_whatever_it_holds(void **state)
{
    static const char *const texts[] = {
        "x",
        "null",
        "~",
        "no",
        "yes and no",
        "12 34",
        "- a",
        "a: b",
        "a:",
        "a b:",
        "a #b",
        "a b#c",
        "'a' b",
        "\"a\" b",
        "a \"b\"",
        "{a} b",
        "[a] b",
        "! a b",
        "& a b",
        "* a b",
        "% a b",
        "@ a b",
        "` a b",
        "| a b",
        "> a b",
        "? a b",
        ", a b",
        "a\tb c",
        "a\nb c",
        " a b",
        "a b ",
        "a\\b c",
        "a\x1b b",
        "a\x7f b",
        "a\xC2\x85 b",
        "a\xE2\x80\xA8 b",
        "a\xE2\x80\xAE b",
        ("\xEF\xBB\xBF"
         "a b"),
        "\xD0\xAF \xD1\x82\xD1\x83\xD1\x82",
        "a\xF0\x9F\x98\x80 b",
        "true blue",
        "1.0",
        "Stop -- now!",
        "--- a",
        "... a",
        "a \xC2\xA0 b",
    };
    Fixture *f = *state;
    const Scenario *scenario = load(f);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        TranscriptStep step = {.input = {.kind = INPUT_SAY,
                                         .has_text = true,
                                         .text = str_from(texts[i])}};
        Transcript transcript;
        transcript_init(&transcript, STR("s.yaml"));
        transcript.steps = &step;
        transcript.step_count = 1;
        buf_clear(&f->buf);
        transcript_write(&f->buf, scenario, &transcript);
        const Transcript *back = read_text(f, scenario, buf_str(&f->buf));
        if (!back)
            print_error("%s", f->buf.data);
        assert_non_null(back);
        assert_int_equal(back->step_count, 1);
        if (!str_equal(back->steps[0].input.text, step.input.text))
            print_error("%s", f->buf.data);
        assert_true(str_equal(back->steps[0].input.text, step.input.text));
    }
}

static void what_yaml_cannot_hold_is_written_as_a_replacement(void **state)
{
    Fixture *f = *state;
    transcript_write_text(&f->buf, STR("a\0b \xFF"));
    assert_string_equal(f->buf.data, "\"a\xEF\xBF\xBD"
                                     "b \xEF\xBF\xBD\"");
}

static void a_pattern_made_of_a_line_finds_the_line(void **state)
{
    static const char *const lines[] = {
        "Stay (back)! [You] {there} ^ $ . | ? * + \\ end",
        ("It's \xC2\xABred\xC2\xBB, \xE2\x80\x9C"
         "blue\xE2\x80\x9D \xE2\x80\x94 "
         "\xD1\x91\xD0\xBB\xD0\xBA\xD0\xB0\xE2\x80\xA6"),
        "two\nlines\tof it",
        ("averyveryveryveryveryveryveryveryveryveryverylongwordwithoutblanks"
         "averyveryveryveryveryveryveryveryveryveryverylongwordwithoutblanks"),
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        Str pattern = transcript_said_pattern(&f->arena, str_from(lines[i]));
        Intent intent = {.patterns = &pattern, .pattern_count = 1};
        IntentSet set = {.intents = &intent, .count = 1};
        IntentMemory memory = {0};
        IntentHeard heard;
        IntentFault fault;
        IntentMatcher *matcher = intent_matcher_new(&set, (IntentOptions){0});
        assert_true(intent_check_pattern(pattern, &set, &fault));
        assert_int_equal(
            intent_hear(matcher, str_from(lines[i]), &memory, &heard),
            INTENT_OK);
        assert_int_equal(heard.count, 1);
        intent_matcher_free(matcher);
    }
}

/* --- Reading ------------------------------------------------------------ */

static const struct {
    const char *steps;
    DiagId id;
    const char *text; /* a part of the message */
} faults[] = {
    {"- say: red\n  wait: 1s\n", DIAG_TRANSCRIPT_STEP, "'say' and 'wait'"},
    {"- about: x\n", DIAG_TRANSCRIPT_STEP, "neither does nor expects"},
    {"- typing: false\n", DIAG_TRANSCRIPT_STEP, "neither does nor expects"},
    {"- wait: 1s\n  expect: {heard: red}\n", DIAG_TRANSCRIPT_EXPECT, "nothing"},
    {"- expect: {not-heard: red}\n", DIAG_TRANSCRIPT_EXPECT, "nothing"},
    {"- goto: tow\n", DIAG_NAME_UNDEFINED,
     "'tow' is not defined; did you "
     "mean 'two'?"},
    {"- hear: [rde]\n", DIAG_NAME_UNDEFINED, "'red'"},
    {"- inject: zzzzzz\n", DIAG_NAME_UNDEFINED, "inject 'zzzzzz' is not "},
    {"- expect: {state: oen}\n", DIAG_NAME_UNDEFINED, "'one'"},
    {"- expect: {stage: s2}\n", DIAG_NAME_UNDEFINED, "'s1'"},
    {"- expect: {ending: x}\n", DIAG_NAME_UNDEFINED, "ending 'x'"},
    {"- expect: {meters: {n: 1}}\n", DIAG_NAME_UNDEFINED, "meter 'n'"},
    {"- expect: {facts: [h]}\n", DIAG_NAME_UNDEFINED, "fact 'h'"},
    {"- expect: {demands: {x: met}}\n", DIAG_NAME_UNDEFINED, "demand 'x'"},
    {"- set: {meters: {m: 11}}\n", DIAG_SHAPE_NUMBER, "range of 'm', -5..10"},
    {"- expect: {said: '(a'}\n", DIAG_INTENT_PATTERN, "parenthes"},
    {"- expect: {said: '(?<x>a)'}\n", DIAG_INTENT_SLOT, "x"},
};

static void a_fault_in_a_step_is_named(void **state)
{
    Fixture *f = *state;
    const Scenario *scenario = load(f);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        Str text = str_format(&f->arena, HEAD "steps:\n%s", faults[i].steps);
        assert_null(read_text(f, scenario, text));
        const Diag *diag = &f->diags.all.items[0];
        if (diag->id != faults[i].id ||
            !strstr(diag->text.data, faults[i].text))
            print_error("%s: %s\n", faults[i].steps, diag->text.data);
        assert_int_equal(diag->id, faults[i].id);
        assert_non_null(strstr(diag->text.data, faults[i].text));
        assert_true(diag->span.end > 0);
    }
}

/* --- Running ------------------------------------------------------------ */

static void what_happens_is_what_is_expected(void **state)
{
    Fixture *f = *state;
    TranscriptResult result = run_text(
        f, load(f),
        HEAD "steps:\n"
             "  - expect: {said: 'stay \\(back', state: one, meters: {m: 0}, "
             "stage: none}\n"
             "  - say: Red!\n"
             "    expect: {heard: red, not-heard: blue, state: two, facts: f,\n"
             "             said: ['^red', 'it\\?$'], meters: {m: 1..2},\n"
             "             demands: {d: live}, stage: s1, ending: none}\n"
             "  - wait: 59s\n"
             "    expect: {demands: {d: open}}\n"
             "  - wait: 1s\n"
             "    expect: {said: late}\n"
             "  - inject: i\n"
             "    expect: {said: i}\n"
             "  - hear: [blue]\n"
             "    expect: {heard: blue, ending: e}\n");
    assert_int_equal(result.failure_count, 0);
    assert_int_equal(result.turns, 2);
    assert_int_equal(result.says, 1);
    assert_int_equal(result.ending, 0);
}

static const struct {
    const char *steps, *text;
} failures[] = {
    {"- say: red\n  expect: {state: one}\n", "state is 'two', expected 'one'"},
    {"- say: red\n  expect: {meters: {m: 1}}\n", "'m' is 2, expected 1"},
    {"- say: red\n  expect: {meters: {m: 3..4}}\n", "'m' is 2, expected 3..4"},
    {"- say: red\n  expect: {facts: {f: false}}\n", "fact 'f' is known"},
    {"- say: red\n  expect: {facts: g}\n", "fact 'g' is not known"},
    {"- say: red\n  expect: {heard: blue}\n", "'blue' was not heard"},
    {"- say: red\n  expect: {not-heard: red}\n", "'red' was heard"},
    {"- say: red\n  expect: {said: stay}\n", "no line that was said matches "
                                             "'stay'"},
    {"- say: red\n  expect: {demands: {d: met}}\n", "demand 'd' is open, "
                                                    "expected met"},
    {"- say: red\n  expect: {stage: none}\n", "stage is 's1', expected 'none'"},
    {"- say: red\n  expect: {ending: e}\n", "ending is 'none', expected 'e'"},
    {"- end: true\n  expect: {state: one}\n",
     "the session has ended ('endex'), "
     "expected state 'one'"},
    {"- end: true\n- say: red\n", "the exercise is over; only undo is taken"},
    {"- say: '\xCC\x81'\n", "there is nothing to hear in this line"},
};

static void what_is_otherwise_is_said(void **state)
{
    Fixture *f = *state;
    const Scenario *scenario = load(f);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        Str text = str_format(&f->arena, HEAD "steps:\n%s", failures[i].steps);
        TranscriptResult result = run_text(f, scenario, text.data);
        assert_int_equal(result.failure_count, 1);
        assert_string_equal(result.failures[0].text.data, failures[i].text);
        assert_true(result.failures[0].span.end > 0);
    }
}

static void why_a_rule_did_not_run_is_said(void **state)
{
    Fixture *f = *state;
    TranscriptResult result =
        run_text(f, load(f),
                 HEAD "start: {meters: {m: 3}}\n"
                      "steps:\n"
                      "  - say: red and blue\n"
                      "    expect: {state: two, said: red}\n");
    assert_int_equal(result.failure_count, 2);
    assert_non_null(strstr(result.why.data, "in turn 1, at 0:00, 'red and "
                                            "blue'\nheard: red, blue\n"));
    assert_non_null(strstr(result.why.data, "did not run, not true then: "
                                            "'m < 3'"));
    assert_non_null(strstr(result.why.data, "states.one.otherwise"));
    assert_non_null(strstr(result.why.data, "\nsaid: What?"));
}

static void a_session_begins_where_the_transcript_says(void **state)
{
    Fixture *f = *state;
    TranscriptResult result = run_text(
        f, load(f),
        HEAD "start: {state: two, speaker: b, meters: {m: -2}, facts: [g],\n"
             "        demands: {d: broken}}\n"
             "steps:\n"
             "  - expect: {state: two, meters: {m: -2}, facts: {f: false, g: "
             "true}, demands: {d: broken}}\n"
             "  - say: blue\n"
             "    expect: {ending: e}\n");
    assert_int_equal(result.failure_count, 0);
}

static void nothing_after_the_first_failing_step_is_looked_at(void **state)
{
    Fixture *f = *state;
    TranscriptResult result =
        run_text(f, load(f),
                 HEAD "steps:\n"
                      "  - say: red\n"
                      "    expect: {state: one, meters: {m: 9}}\n"
                      "  - say: red\n"
                      "    expect: {state: one, meters: {m: 9}}\n");
    assert_int_equal(result.failure_count, 2);
    assert_int_equal(result.turns, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_step_and_expectation_is_read_back_as_written),
        TEST(a_text_is_read_back_whatever_it_holds),
        TEST(what_yaml_cannot_hold_is_written_as_a_replacement),
        TEST(a_pattern_made_of_a_line_finds_the_line),
        TEST(a_fault_in_a_step_is_named),
        TEST(what_happens_is_what_is_expected),
        TEST(what_is_otherwise_is_said),
        TEST(why_a_rule_did_not_run_is_said),
        TEST(a_session_begins_where_the_transcript_says),
        TEST(nothing_after_the_first_failing_step_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
