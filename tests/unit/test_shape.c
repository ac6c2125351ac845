/* Nodes held against shapes: what is reported, where, and with what repair;
 * and what each kind of scalar may look like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/shape.h"

#include "fixture.h"

/* --- a small language ---------------------------------------------------- */

static const char *const families[] = {"prison", "terrorist", "riot", NULL};

static const Shape line = {.what = "a line of text", .scalar = SHAPE_LINE};
static const Shape text = {.what = "a text", .scalar = SHAPE_TEXT};
static const Shape family = {
    .what = "a family", .scalar = SHAPE_WORD, .words = families};
static const Shape level = {
    .what = "a level", .scalar = SHAPE_INTEGER, .low = 1, .high = 5};
static const Shape any_number = {.what = "a number", .scalar = SHAPE_INTEGER};
static const Shape flag = {.what = "true or false", .scalar = SHAPE_BOOLEAN};
static const Shape wait = {.what = "a duration", .scalar = SHAPE_DURATION};
static const Shape range = {
    .what = "a range", .scalar = SHAPE_RANGE, .low = -100, .high = 100};
static const Shape change = {.what = "a change", .scalar = SHAPE_CHANGE};
static const Shape name = {.what = "a name", .scalar = SHAPE_NAME};
static const Shape pattern = {.what = "a pattern", .scalar = SHAPE_PATTERN};
static const Shape phrase = {.what = "a phrase", .scalar = SHAPE_PHRASE};
static const Shape says = {
    .what = "a line or a list of lines",
    .scalar = SHAPE_LINE,
    .item = &(const Shape){.what = "a line, or a map from a speaker to a line",
                           .scalar = SHAPE_LINE,
                           .names = SHAPE_NAME,
                           .entry = &line},
};
static const Shape changes = {
    .what = "a map from meters to changes",
    .names = SHAPE_NAME,
    .entry = &change,
};
static const Shape slots = {
    .what = "a map of slots",
    .names = SHAPE_SLOT_NAME,
    .entry = &text,
    .may_be_empty = true,
};
static const Shape patterns = {.what = "a list of patterns", .item = &pattern};
static const Shape phrases = {
    .what = "a list of phrases", .item = &phrase, .may_be_empty = true};
static const Shape deadline = {
    .what = "a map of a deadline",
    .keys =
        (const ShapeKey[]){
            {"in", &wait, true, ""},
            {"say", &says, false, ""},
            {0},
        },
};
static const Shape demand = {
    .what = "a demand",
    .keys =
        (const ShapeKey[]){
            {"by", &name, false, ""},
            {"deadline", &deadline, false, ""},
            {0},
        },
    .may_be_empty = true,
};
static const Shape demands = {
    .what = "a map of demands", .names = SHAPE_NAME, .entry = &demand};

static const Shape scenario = {
    .what = "a scenario",
    .keys =
        (const ShapeKey[]){
            {"title", &text, true, ""},
            {"family", &family, false, ""},
            {"level", &level, false, ""},
            {"number", &any_number, false, ""},
            {"once", &flag, false, ""},
            {"wait", &wait, false, ""},
            {"range", &range, false, ""},
            {"change", &changes, false, ""},
            {"say", &says, false, ""},
            {"slots", &slots, false, ""},
            {"patterns", &patterns, false, ""},
            {"phrases", &phrases, false, ""},
            {"demands", &demands, false, ""},
            {"go", &name, false, ""},
            {0},
        },
};

static void check(Fixture *f, const char *source)
{
    arena_finish(&f->arena);
    f->sources = (Sources){0};
    diag_init(&f->diags, &f->arena);
    uint32_t file =
        source_add(&f->arena, &f->sources, STR("t.yaml"), str_from(source));
    yaml_parse(&f->sources, file, &f->diags, &f->root);
    shape_check(f->root, &scenario, &f->diags);
    diag_sort(&f->diags);
}

/* Messages as lines "1:2 text [CODE]" without the file's name. */
static void expect(Fixture *f, const char *source, const char *expected)
{
    check(f, source);
    buf_clear(&f->buf);
    buf_add_c(&f->buf, "");
    for (size_t i = 0; i < f->diags.all.count; i++) {
        const Diag *diag = &f->diags.all.items[i];
        Position at =
            source_position(&f->sources.files.items[0], diag->span.begin);
        buf_printf(&f->buf, "%s%u:%u %.*s [%s]", i ? "\n" : "", at.line,
                   at.column, STR_ARGS(diag->text), diag_info(diag->id)->code);
    }
    assert_string_equal(f->buf.data, expected);
}

static void expect_clean(Fixture *f, const char *source)
{
    expect(f, source, "");
}

/* The source under the first message. */
static void expect_underlined(Fixture *f, const char *expected)
{
    Span span = f->diags.all.items[0].span;
    Str found = str_slice(f->sources.files.items[0].text, span.begin, span.end);
    if (!str_equal_c(found, expected))
        fail_msg("'%.*s' is not '%s'", STR_ARGS(found), expected);
}

/* --- keys ---------------------------------------------------------------- */

static void what_fits_is_silent(void **state)
{
    expect_clean(*state, "title: x\nfamily: riot\nlevel: 5\nonce: true\n"
                         "wait: 1h30m\nrange: -5..5\n"
                         "change: {a: +1, b-c: -2, d: =3, e: =-3}\n"
                         "say: [x, {guard: Help!}, 'y']\nslots:\n"
                         "patterns: ['\\bno']\nphrases: []\n"
                         "demands:\n  doctor:\n  car: {by: ruslan}\n");
}

static void an_unknown_key_is_met_with_the_nearest(void **state)
{
    expect(*state, "title: x\nsya: Hello\n",
           "2:1 key 'sya' is not known in a scenario; did you mean 'say'? "
           "[SO202]");
    expect_underlined(*state, "sya");
}

static void short_lists_of_keys_are_shown_when_none_is_near(void **state)
{
    Fixture *f = *state;
    expect(f, "title: x\ndemands:\n  d: {quite-other: 1}\n",
           "3:7 key 'quite-other' is not known in a demand; possible here: by, "
           "deadline [SO202]");
    expect(f, "title: x\nquite-other: 1\n",
           "2:1 key 'quite-other' is not known in a scenario [SO202]");
}

static void a_missing_key_is_reported_at_its_map(void **state)
{
    Fixture *f = *state;
    expect(f, "say: x\n", "1:1 key 'title' is missing in a scenario [SO203]");
    expect_underlined(f, "say");
    expect(f, "title: x\ndemands:\n  d:\n    deadline: {say: x}\n",
           "4:5 key 'in' is missing in a map of a deadline [SO203]");
    expect_underlined(f, "deadline");
}

static void names_used_as_keys_are_checked(void **state)
{
    Fixture *f = *state;
    expect(f, "title: x\ndemands: {Big_Car: }\n",
           "2:11 name 'Big_Car' is not made of a-z, 0-9 and '-', a letter "
           "first; did you mean 'big-car'? [SO205]");
    expect(f, "title: x\nslots: {my-slot: x}\n",
           "2:9 name 'my-slot' is not made of a-z, 0-9 and '_', a letter "
           "first, at most 32 long; did you mean 'my_slot'? [SO205]");
    expect(f, "title: x\nchange: {1a: +1}\n",
           "2:10 name '1a' is not made of a-z, 0-9 and '-', a letter first "
           "[SO205]");
}

/* --- kinds --------------------------------------------------------------- */

static void a_wrong_kind_names_both_kinds(void **state)
{
    Fixture *f = *state;
    expect(f, "title: x\ndemands:\n  d:\n    deadline: 5m\n",
           "4:15 'deadline' takes a map of a deadline, not a text [SO201]");
    expect(f, "title: x\npatterns: a\n",
           "2:11 'patterns' takes a list of patterns, not a text [SO201]");
    expect(f, "title: x\nphrases:\n  - [a]\n",
           "3:5 an item of 'phrases' takes a phrase, not a list; quote a text "
           "that begins with '[' [SO201]");
    expect(f, "title:\n  - x\n",
           "2:3 'title' takes a text, not a list "
           "[SO201]");
}

static void a_map_where_text_is_meant_is_told_to_be_quoted(void **state)
{
    static const char *const hint =
        "2:6 'say' takes a line or a list of lines, not a map; quote a text "
        "that begins with '{' [SO201]";
    Fixture *f = *state;
    expect(f, "title: x\nsay: {negotiator_name}\n", hint);
    expect_underlined(f, "{negotiator_name}");
    expect(f, "title: x\nsay: [\"{n}\", {n}]\n",
           "2:14 an item of 'say' takes a line, or a map from a speaker to a "
           "line, not a map; quote a text that begins with '{' [SO201]");
    expect(f, "title: x\nsay: {n}, is it?\n",
           "2:6 '{' begins a map, and text follows it; quote the whole text "
           "[SO201]");
}

static void empty_values_are_errors_where_something_is_needed(void **state)
{
    Fixture *f = *state;
    expect(f, "title:\n", "1:1 'title' is empty; it takes a text [SO212]");
    expect_underlined(f, "title");
    expect(f, "title: ' '\n", "1:8 'title' is empty; it takes a text [SO212]");
    expect(f, "title: x\npatterns:\n",
           "2:1 'patterns' is empty; it takes a list of patterns [SO212]");
    expect(f, "title: x\npatterns: []\n",
           "2:11 'patterns' is empty; it takes a list of patterns [SO212]");
    expect(f, "title: x\nchange: {}\n",
           "2:9 'change' is empty; it takes a map from meters to changes "
           "[SO212]");
    expect(f, "title: x\nphrases: [a, ]\nsay:\n  -\n  - b\n",
           "4:3 an item of 'say' is empty; it takes a line, or a map from a "
           "speaker to a line [SO212]");
    expect_underlined(f, "-");
}

static void nothing_tilde_and_null_are_an_empty_list_or_map(void **state)
{
    expect_clean(*state, "title: x\nslots: ~\nphrases: null\n"
                         "demands: {d: , e: ~, f: {}}\n");
}

static void a_text_is_what_it_looks_like(void **state)
{
    expect_clean(*state, "title: null\nsay: [no, 1.0, ~, true, 0x1f]\n");
}

/* --- texts --------------------------------------------------------------- */

static void a_comment_that_cuts_a_line_is_an_error(void **state)
{
    Fixture *f = *state;
    expect(f, "title: x\nsay: Go to cell #4 now\n",
           "2:16 '#' begins a comment and cuts off the text of 'say'; quote "
           "the whole text, or put a blank after '#' [SO115]");
    expect_underlined(f, " #4 now");
    expect(f, "title: #4\n",
           "1:7 '#' begins a comment and cuts off the text of 'title'; quote "
           "the whole text, or put a blank after '#' [SO115]");
    expect_clean(f, "title: x # a comment\nlevel: 3 #three\n");
}

static void control_characters_in_patterns_are_errors(void **state)
{
    Fixture *f = *state;
    expect(f, "title: x\npatterns: [\"\\bno\"]\n",
           "2:13 an escape of double quotes makes a control character in an "
           "item of 'patterns'; use single quotes, or double the backslash "
           "[SO213]");
    expect_underlined(f, "\\b");
    expect(f, "title: x\nphrases: [\"no\\tway\"]\n",
           "2:14 an escape of double quotes makes a control character in an "
           "item of 'phrases'; use single quotes, or double the backslash "
           "[SO213]");
    expect(f, "title: x\npatterns:\n  - |\n    no\n",
           "3:5 the pattern of an item of 'patterns' ends with a line break; "
           "write '|-' or '>-' [SO213]");
    expect_clean(f, "title: \"a\\tb\"\npatterns: [\"\\\\bno\", '\\bno', "
                    "\"a b\"]\n");
}

/* --- scalars ------------------------------------------------------------- */

static void a_word_is_one_of_those_allowed(void **state)
{
    Fixture *f = *state;
    expect(f, "title: x\nfamily: prision\n",
           "2:9 word 'prision' is not known for 'family'; did you mean "
           "'prison'? [SO204]");
    expect(f, "title: x\nfamily: elsewhere\n",
           "2:9 word 'elsewhere' is not known for 'family'; possible here: "
           "prison, terrorist, riot [SO204]");
}

static void a_name_is_lower_case_with_hyphens(void **state)
{
    expect(*state, "title: x\ngo: Last Minutes\n",
           "2:5 name 'Last Minutes' is not made of a-z, 0-9 and '-', a letter "
           "first; did you mean 'last-minutes'? [SO205]");
}

static void a_number_is_whole_and_in_range(void **state)
{
    static const char *const wrong[] = {
        "0",
        "6",
        "-1",
        "+5",
        "1_000",
        "0o7",
        "007",
        "0x1",
        ".inf",
        "1e400",
        "1.0",
        "123456789012345678901234567890",
        "9223372036854775808",
        "no",
        "1 2",
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Str source = str_format(&f->arena, "title: x\nlevel: %s\n", wrong[i]);
        char copy[100], message[200];
        strcpy(copy, source.data);
        snprintf(message, sizeof message,
                 "2:8 'level' takes a whole number from 1 to 5, not '%s'; "
                 "write it in digits only [SO206]",
                 wrong[i]);
        expect(f, copy, message);
    }
    expect(f, "title: x\nlevel: '3'\n",
           "2:8 'level' takes a whole number from 1 to 5, not '3' in quotes; "
           "delete the quotes [SO206]");
    expect_clean(f, "title: x\nnumber: -1000000000\n");
    expect(f, "title: x\nnumber: 1000000001\n",
           "2:9 'number' takes a whole number, not '1000000001'; write it in "
           "digits only [SO206]");
}

static void a_boolean_is_true_or_false(void **state)
{
    Fixture *f = *state;
    expect(f, "title: x\nonce: yes\n",
           "2:7 'once' takes true or false, not 'yes'; did you mean true, "
           "without quotes? [SO210]");
    expect(f, "title: x\nonce: \"false\"\n",
           "2:7 'once' takes true or false, not 'false'; did you mean false, "
           "without quotes? [SO210]");
    expect(f, "title: x\nonce: 1\n",
           "2:7 'once' takes true or false, not '1' [SO210]");
}

static void a_duration_needs_its_units(void **state)
{
    Fixture *f = *state;
    expect(f, "title: x\nwait: 90\n",
           "2:7 'wait' takes a duration such as 90s, 5m or 1h30m, not '90'; "
           "did you mean '90s'? [SO207]");
    expect(f, "title: x\nwait: 0s\n",
           "2:7 'wait' takes a duration such as 90s, 5m or 1h30m, not '0s'; it "
           "is at least one second and at most 30 days [SO207]");
}

static void durations_are_hours_minutes_and_seconds_in_that_order(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* 0: refused */
    } cases[] = {
        {"1s", 1},
        {"90s", 90},
        {"5m", 300},
        {"1h30m", 5400},
        {"1h30m20s", 5420},
        {"1h20s", 3620},
        {"720h", 2592000},
        {"720h1s", 0},
        {"2592000s", 2592000},
        {"0h0m1s", 1},
        {"05m", 300},
        {"", 0},
        {"0s", 0},
        {"s", 0},
        {"5", 0},
        {"5m1h", 0},
        {"1m1m", 0},
        {"1s1m", 0},
        {"1.5h", 0},
        {"-5m", 0},
        {"+5m", 0},
        {"5 m", 0},
        {"5M", 0},
        {"1d", 0},
        {"5mm", 0},
        {" 5m", 0},
        {"5m ", 0},
        {"99999999999999999999999999s", 0},
        {"9223372036854775807h", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t found = 0;
        bool good = shape_duration_text(str_from(cases[i].text), &found);
        if (good != (cases[i].seconds > 0) || found != cases[i].seconds * 1000)
            fail_msg("'%s' is read as %lld", cases[i].text, (long long)found);
    }
}

static YamlNode scalar(const char *value)
{
    return (YamlNode){.kind = YAML_SCALAR, .text = str_from(value)};
}

static void ranges_go_from_low_to_high(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int64_t low, high;
    } cases[] = {
        {"0..10", true, 0, 10},   {"-5..5", true, -5, 5},
        {"-9..-3", true, -9, -3}, {"10..0", false, 0, 0},
        {"1..1", true, 1, 1},     {"0..101", false, 0, 0},
        {"-101..0", false, 0, 0}, {"0...5", false, 0, 0},
        {"0-5", false, 0, 0},     {"..5", false, 0, 0},
        {"5..", false, 0, 0},     {"..", false, 0, 0},
        {".", false, 0, 0},       {"", false, 0, 0},
        {"0 .. 5", false, 0, 0},  {"0..5..9", false, 0, 0},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YamlNode node = scalar(cases[i].text);
        int64_t low = 0, high = 0;
        assert_int_equal(shape_range(&node, &range, &low, &high),
                         cases[i].good);
        assert_int_equal(low, cases[i].low);
        assert_int_equal(high, cases[i].high);
    }
    expect(f, "title: x\nrange: 10..0\n",
           "2:8 'range' takes a range such as 0..10, the lower bound first, "
           "both from -100 to 100, not '10..0' [SO208]");
}

static void changes_have_a_sign(void **state)
{
    static const struct {
        const char *text;
        bool good;
        ShapeChange how;
        int64_t value;
    } cases[] = {
        {"+2", true, CHANGE_ADD, 2},
        {"-1", true, CHANGE_ADD, -1},
        {"=5", true, CHANGE_SET, 5},
        {"=-5", true, CHANGE_SET, -5},
        {"=0", true, CHANGE_SET, 0},
        {"2", false, CHANGE_ADD, 0},
        {"+-2", false, CHANGE_ADD, 0},
        {"--2", false, CHANGE_ADD, 0},
        {"+", false, CHANGE_ADD, 0},
        {"=", false, CHANGE_ADD, 0},
        {"", false, CHANGE_ADD, 0},
        {"+1.5", false, CHANGE_ADD, 0},
        {"+9223372036854775807", false, CHANGE_ADD, 0},
        {"+99999999999999999999", false, CHANGE_ADD, 0},
        {"-1000000000", true, CHANGE_ADD, -1000000000},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YamlNode node = scalar(cases[i].text);
        ShapeChange how = CHANGE_ADD;
        int64_t value = 0;
        assert_int_equal(shape_change(&node, &how, &value), cases[i].good);
        assert_int_equal(how, cases[i].how);
        assert_int_equal(value, cases[i].value);
    }
    expect(f, "title: x\nchange: {tension: 2}\n",
           "2:19 'tension' takes a change in whole numbers such as +1, -2 or "
           "=3, not '2'; did you mean '+2' or '=2'? [SO209]");
}

static void names_of_slots_use_underscores(void **state)
{
    (void)state;
    assert_true(shape_is_name(STR("a-1")));
    assert_false(shape_is_name(STR("a_1")));
    assert_false(shape_is_name(STR("-a")));
    assert_false(shape_is_name(STR("")));
    assert_false(shape_is_name(STR("\xd0\xb0")));
    assert_true(shape_is_slot_name(STR("a_1")));
    assert_false(shape_is_slot_name(STR("a-1")));
    assert_true(shape_is_slot_name(STR("abcdefghabcdefghabcdefghabcdefgh")));
    assert_false(shape_is_slot_name(STR("abcdefghabcdefghabcdefghabcdefghi")));
}

/* --- readers and what was reported before -------------------------------- */

static void readers_refuse_what_was_reported(void **state)
{
    (void)state;
    YamlNode bad = scalar("3"), list = {.kind = YAML_LIST};
    const YamlNode *nodes[] = {NULL, &bad, &list};
    bad.bad = true;
    for (size_t i = 0; i < 3; i++) {
        int64_t a, b;
        bool truth;
        ShapeChange how;
        assert_false(shape_integer(nodes[i], &level, &a));
        assert_false(shape_boolean(nodes[i], &truth));
        assert_false(shape_duration(nodes[i], &a));
        assert_false(shape_range(nodes[i], &range, &a, &b));
        assert_false(shape_change(nodes[i], &how, &a));
        assert_int_equal(shape_word(nodes[i], families), -1);
    }
    YamlNode good = scalar("riot");
    assert_int_equal(shape_word(&good, families), 2);
}

static void what_follows_from_an_alias_stays_silent(void **state)
{
    Fixture *f = *state;
    check(f, "title: *t\nlevel: *l\ndemands: *d\n<<: *m\nsya: 1\n");
    assert_int_equal(f->diags.errors, 6);
    assert_int_equal(f->diags.all.items[5].id, DIAG_SHAPE_KEY);
    check(f, "<<: *m\n");
    assert_int_equal(f->diags.errors, 2);
    shape_check(NULL, &scenario, &f->diags);
    assert_int_equal(f->diags.errors, 2);
}

static void foreign_text_in_messages_is_kept_short(void **state)
{
    Fixture *f = *state;
    Buf source = {0};
    buf_add_c(&source, "title: x\nlevel: ");
    buf_add_repeat(&source, '9', 5000);
    check(f, source.data);
    buf_finish(&source);
    assert_true(f->diags.all.items[0].text.size < 200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_fits_is_silent),
        TEST(an_unknown_key_is_met_with_the_nearest),
        TEST(short_lists_of_keys_are_shown_when_none_is_near),
        TEST(a_missing_key_is_reported_at_its_map),
        TEST(names_used_as_keys_are_checked),
        TEST(a_wrong_kind_names_both_kinds),
        TEST(a_map_where_text_is_meant_is_told_to_be_quoted),
        TEST(empty_values_are_errors_where_something_is_needed),
        TEST(nothing_tilde_and_null_are_an_empty_list_or_map),
        TEST(a_text_is_what_it_looks_like),
        TEST(a_comment_that_cuts_a_line_is_an_error),
        TEST(control_characters_in_patterns_are_errors),
        TEST(a_word_is_one_of_those_allowed),
        TEST(a_name_is_lower_case_with_hyphens),
        TEST(a_number_is_whole_and_in_range),
        TEST(a_boolean_is_true_or_false),
        TEST(a_duration_needs_its_units),
        TEST(durations_are_hours_minutes_and_seconds_in_that_order),
        TEST(ranges_go_from_low_to_high),
        TEST(changes_have_a_sign),
        TEST(names_of_slots_use_underscores),
        TEST(readers_refuse_what_was_reported),
        TEST(what_follows_from_an_alias_stays_silent),
        TEST(foreign_text_in_messages_is_kept_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
