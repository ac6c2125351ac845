/* The list of diagnostics, and how people see one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diag/diag.h"

#include "fixture.h"

static void add_text(Fixture *f, const char *text)
{
    source_add(&f->arena, &f->sources, STR("s.yaml"), str_from(text));
}

/* Where `part` stands in the first file. */
static Span find(Fixture *f, const char *part)
{
    const char *text = f->sources.files.items[0].text.data;
    const char *at = strstr(text, part);
    assert_non_null(at);
    uint32_t begin = (uint32_t)(at - text);
    return (Span){0, begin, begin + (uint32_t)strlen(part)};
}

static void assert_human(Fixture *f, const char *expected)
{
    buf_clear(&f->buf);
    diag_render_human(&f->buf, &f->diags.all.items[0], &f->sources, false);
    assert_string_equal(f->buf.data, expected);
}

/* --- the list ------------------------------------------------------------ */

static void codes_and_names_are_found_in_any_case(void **state)
{
    (void)state;
    assert_int_equal(diag_find(STR("SO202")), DIAG_SHAPE_KEY);
    assert_int_equal(diag_find(STR("so202")), DIAG_SHAPE_KEY);
    assert_int_equal(diag_find(STR("Unknown-Key")), DIAG_SHAPE_KEY);
    assert_int_equal(diag_find(STR("SO20")), DIAG_COUNT);
    assert_int_equal(diag_find(STR("")), DIAG_COUNT);
    for (int id = 0; id < DIAG_COUNT; id++)
        assert_int_equal(diag_find(str_from(diag_info((DiagId)id)->code)), id);
}

static void errors_and_warnings_are_counted_apart(void **state)
{
    Fixture *f = *state;
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 1, 2}, "a %d", 1);
    diag_add(&f->diags, DIAG_YAML_TWIN_KEY, (Span){0, 1, 2}, "b");
    assert_int_equal(f->diags.errors, 1);
    assert_int_equal(f->diags.warnings, 1);
    assert_true(str_equal_c(f->diags.all.items[0].text, "a 1"));
}

static void past_the_limit_they_are_counted_not_kept(void **state)
{
    Fixture *f = *state;
    for (uint32_t i = 0; i < DIAG_LIMIT + 5; i++)
        diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, i, i + 1}, "x");
    diag_other(&f->diags, (Span){0, 7, 8}, "belongs to one that is gone");
    assert_int_equal(f->diags.all.count, DIAG_LIMIT);
    assert_int_equal(f->diags.errors, DIAG_LIMIT + 5);
    assert_int_equal(f->diags.dropped, 5);
    assert_false(f->diags.all.items[DIAG_LIMIT - 1].has_other);
}

static void sorting_goes_by_file_place_code_text_and_drops_repeats(void **state)
{
    Fixture *f = *state;
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){1, 0, 1}, "f");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 9, 10}, "e");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 5, 6}, "d");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 5, 6}, "c");
    diag_add(&f->diags, DIAG_YAML_CUT, (Span){0, 5, 6}, "b");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 5, 6}, "d");
    diag_sort(&f->diags);
    assert_int_equal(f->diags.all.count, 5);
    assert_int_equal(f->diags.errors, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(f->diags.all.items[i].text.data[0], "bcdef"[i]);
}

/* --- shown --------------------------------------------------------------- */

static void a_message_shows_its_line_with_an_underline(void **state)
{
    Fixture *f = *state;
    add_text(f, "a: 1\n        sya: Hello\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, find(f, "sya"),
             "key 'sya' is not known in a rule; did you mean 'say'?");
    assert_human(f, "s.yaml:2:9: error: key 'sya' is not known in a rule; did "
                    "you mean 'say'? [SO202]\n"
                    "    2 |         sya: Hello\n"
                    "      |         ^~~\n");
    buf_clear(&f->buf);
    diag_render_gcc(&f->buf, &f->diags.all.items[0], &f->sources);
    assert_string_equal(f->buf.data,
                        "s.yaml:2:9: error: key 'sya' is not known in a rule; "
                        "did you mean 'say'? [SO202]\n");
}

static void the_underline_stands_under_wide_and_combining_text(void **state)
{
    Fixture *f = *state;
    add_text(f, "\xd0\x96:\t\xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81"
                "e bad\xd0\x96 x");
    diag_add(&f->diags, DIAG_SHAPE_KEY, find(f, "bad\xd0\x96"), "m");
    assert_human(f, "s.yaml:1:11: error: m [SO202]\n"
                    "    1 | \xd0\x96:      \xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81"
                    "e bad\xd0\x96 x\n"
                    "      |                 ^~~~\n");
    f->diags.all.items[0].span = find(f, "\xe6\xbc\xa2\xe5\xad\x97");
    assert_human(f, "s.yaml:1:4: error: m [SO202]\n"
                    "    1 | \xd0\x96:      \xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81"
                    "e bad\xd0\x96 x\n"
                    "      |         ^~~~\n");
}

static void an_empty_span_is_one_caret_also_at_the_end(void **state)
{
    Fixture *f = *state;
    add_text(f, "say:\nx");
    diag_add(&f->diags, DIAG_SHAPE_EMPTY, (Span){0, 4, 4}, "m");
    assert_human(f, "s.yaml:1:5: error: m [SO212]\n"
                    "    1 | say:\n"
                    "      |     ^\n");
    f->diags.all.items[0].span = (Span){0, 6, 6};
    assert_human(f, "s.yaml:2:2: error: m [SO212]\n"
                    "    2 | x\n"
                    "      |  ^\n");
}

static void a_span_of_several_lines_is_underlined_on_its_first(void **state)
{
    Fixture *f = *state;
    add_text(f, "a: b\r\n  c\r\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 3, 9}, "m");
    assert_human(f, "s.yaml:1:4: error: m [SO202]\n"
                    "    1 | a: b\n"
                    "      |    ^\n");
    f->diags.all.items[0].span = (Span){0, 0, 9};
    assert_human(f, "s.yaml:1:1: error: m [SO202]\n"
                    "    1 | a: b\n"
                    "      | ^~~~\n");
}

static void a_second_place_is_a_note(void **state)
{
    Fixture *f = *state;
    add_text(f, "a: 1\nb: 2\na: 3\n");
    diag_add(&f->diags, DIAG_YAML_DUPLICATE_KEY, (Span){0, 10, 11}, "twice");
    diag_other(&f->diags, (Span){0, 0, 1}, "first here");
    assert_human(f, "s.yaml:3:1: error: twice [SO109]\n"
                    "    3 | a: 3\n"
                    "      | ^\n"
                    "s.yaml:1:1: note: first here\n"
                    "    1 | a: 1\n"
                    "      | ^\n");
}

static void a_long_line_is_cut_around_the_span(void **state)
{
    Fixture *f = *state;
    char *text = arena_alloc(&f->arena, 1001);
    memset(text, 'x', 1000);
    memcpy(text + 500, "HERE", 4);
    add_text(f, text);
    diag_add(&f->diags, DIAG_SHAPE_KEY, find(f, "HERE"), "m");
    buf_clear(&f->buf);
    diag_render_human(&f->buf, &f->diags.all.items[0], &f->sources, false);
    const char *line = strchr(f->buf.data, '\n') + 1;
    const char *under = strchr(line, '\n') + 1;
    assert_int_equal(under - line - 1, 8 + 120);
    assert_memory_equal(line, "    1 | ...xxx", 14);
    assert_memory_equal(under - 4, "...\n", 4);
    assert_int_equal(strstr(line, "HERE") - line, strchr(under, '^') - under);
}

static void a_line_of_nothing_but_marks_is_cut_too(void **state)
{
    Fixture *f = *state;
    char *text = arena_alloc(&f->arena, 100001);
    for (size_t i = 0; i < 100000; i += 2)
        memcpy(text + i, "\xcc\x81", 2);
    add_text(f, text);
    for (uint32_t at = 0; at < 100000; at += 33333) {
        diag_init(&f->diags, &f->arena);
        diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, at, at + 2}, "m");
        buf_clear(&f->buf);
        diag_render_human(&f->buf, &f->diags.all.items[0], &f->sources, false);
        assert_in_range(f->buf.size, 1000, 10000);
    }
}

static void a_file_that_was_not_read_has_no_position(void **state)
{
    Fixture *f = *state;
    uint32_t number;
    int error;
    source_read(&f->arena, &f->sources, STR("/nowhere/x"), 9, &number, &error);
    diag_add(&f->diags, DIAG_FILE_UNREADABLE, (Span){0, 0, 0}, "cannot");
    assert_human(f, "/nowhere/x: error: cannot [SO001]\n");
    f->diags.all.items[0].span.file = 7;
    assert_human(f, "error: cannot [SO001]\n");
}

static void nothing_foreign_reaches_a_terminal_raw(void **state)
{
    Fixture *f = *state;
    source_add(&f->arena, &f->sources, STR("a\x1b[2J.yaml"),
               STR("k: \x1b]52;c;\x07 \xc2\x9b \xe2\x80\xae \xff z\n"));
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 3, 4}, "no '%s'",
             "\x1b[31m\n::x");
    assert_human(f, "a\\x1b[2J.yaml:1:4: error: no '\\x1b[31m\\x0a::x' "
                    "[SO202]\n"
                    "    1 | k: \\x1b]52;c;\\x07 \\u{009B} \\u{202E} \\xff z\n"
                    "      |    ^~~~\n");
}

static void colours_stand_only_where_they_are_asked_for(void **state)
{
    Fixture *f = *state;
    add_text(f, "ab\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 0, 2}, "m");
    diag_render_human(&f->buf, &f->diags.all.items[0], &f->sources, true);
    assert_string_equal(f->buf.data,
                        "\x1b[1ms.yaml:1:1:\x1b[0m \x1b[1;31merror:\x1b[0m m "
                        "[SO202]\n    1 | ab\n      | \x1b[1;32m^~\x1b[0m\n");
}

static void assert_safe(const char *text, size_t size, bool lines,
                        const char *expected)
{
    Buf out = {0};
    diag_add_safe(&out, (Str){text, size}, lines);
    assert_string_equal(out.data, expected);
    buf_finish(&out);
}

static void unsafe_characters_are_written_as_escapes(void **state)
{
    (void)state;
    assert_safe("a\tb\nc", 5, false, "a\\x09b\\x0ac");
    assert_safe("a\tb\nc\r", 6, true, "a\tb\nc\\x0d");
    assert_safe("a\0b\x7f", 4, true, "a\\x00b\\x7f");
    assert_safe("\xe2\x80\xa8\xe2\x80\x8b", 6, true, "\\u{2028}\\u{200B}");
    assert_safe("\xf3\xa0\x81\x81", 4, true, "\\u{E0041}");
    assert_safe("\xd0\x96\xe6\xbc\xa2", 5, true, "\xd0\x96\xe6\xbc\xa2");
    assert_safe("\xed\xa0\x80", 3, true, "\\xed\\xa0\\x80");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(codes_and_names_are_found_in_any_case),
        TEST(errors_and_warnings_are_counted_apart),
        TEST(past_the_limit_they_are_counted_not_kept),
        TEST(sorting_goes_by_file_place_code_text_and_drops_repeats),
        TEST(a_message_shows_its_line_with_an_underline),
        TEST(the_underline_stands_under_wide_and_combining_text),
        TEST(an_empty_span_is_one_caret_also_at_the_end),
        TEST(a_span_of_several_lines_is_underlined_on_its_first),
        TEST(a_second_place_is_a_note),
        TEST(a_long_line_is_cut_around_the_span),
        TEST(a_line_of_nothing_but_marks_is_cut_too),
        TEST(a_file_that_was_not_read_has_no_position),
        TEST(nothing_foreign_reaches_a_terminal_raw),
        TEST(colours_stand_only_where_they_are_asked_for),
        TEST(unsafe_characters_are_written_as_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
