/* YAML as a tree: what is built, what is refused and where, and whether a
 * decoded text leads back to its source. STANDOFF_HOSTILE names a folder of
 * hostile files (yaml/suite, strings); without it those tests are skipped. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/yaml.h"

#include "fixture.h"

/* Forgets everything that was there, and parses. */
static void parse(Fixture *f, Str text)
{
    arena_finish(&f->arena);
    f->sources = (Sources){0};
    diag_init(&f->diags, &f->arena);
    uint32_t file = source_add(&f->arena, &f->sources, STR("t.yaml"), text);
    yaml_parse(&f->sources, file, &f->diags, &f->root);
    diag_sort(&f->diags);
}

/* "2:3 SO101, 4:1 SO102": all that is wrong. */
static const char *list_found(Fixture *f)
{
    buf_clear(&f->buf);
    buf_add_c(&f->buf, "");
    for (size_t i = 0; i < f->diags.all.count; i++) {
        const Diag *diag = &f->diags.all.items[i];
        Position at =
            source_position(&f->sources.files.items[0], diag->span.begin);
        buf_printf(&f->buf, "%s%u:%u %s", i ? ", " : "", at.line, at.column,
                   diag_info(diag->id)->code);
    }
    return f->buf.data;
}

static void expect_sized(Fixture *f, Str text, const char *expected)
{
    parse(f, text);
    if (strcmp(list_found(f), expected) != 0)
        print_error("in: %.*s\n", (int)(text.size < 200 ? text.size : 200),
                    text.data);
    assert_string_equal(list_found(f), expected);
}

static void expect(Fixture *f, const char *text, const char *expected)
{
    expect_sized(f, str_from(text), expected);
}

/* The words of the first message contain `part`. */
static void expect_words(Fixture *f, const char *part)
{
    assert_true(f->diags.all.count > 0);
    Str text = f->diags.all.items[0].text;
    if (!strstr(text.data, part))
        fail_msg("'%s' is not in '%s'", part, text.data);
}

static void assert_text(Str text, const char *expected)
{
    if (!str_equal_c(text, expected))
        fail_msg("'%.*s' is not '%s'", STR_ARGS(text), expected);
}

/* The source under a span. */
static void assert_span(Fixture *f, Span span, const char *expected)
{
    assert_text(str_slice(f->sources.files.items[0].text, span.begin, span.end),
                expected);
}

static const YamlNode *get(Fixture *f, const char *key)
{
    const YamlNode *node = yaml_get(f->root, key);
    assert_non_null(node);
    return node;
}

static Str repeat(const char *part, size_t times)
{
    size_t size = strlen(part);
    char *text = malloc(size * times + 1);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * size, part, size);
    text[size * times] = '\0';
    return (Str){text, size * times};
}

static void expect_repeated(Fixture *f, const char *part, size_t times,
                            const char *expected)
{
    Str text = repeat(part, times);
    expect_sized(f, text, expected);
    free((char *)text.data);
}

/* --- the tree ------------------------------------------------------------ */

static void maps_lists_and_texts_become_nodes(void **state)
{
    Fixture *f = *state;
    expect(f, "a: x\nb:\n  - 1\n  - {c: [y, 'z']}\n", "");
    assert_int_equal(f->root->kind, YAML_MAP);
    assert_int_equal(f->root->count, 2);
    assert_text(get(f, "a")->text, "x");
    const YamlNode *list = get(f, "b");
    assert_int_equal(list->kind, YAML_LIST);
    assert_int_equal(list->count, 2);
    assert_false(list->flow);
    const YamlNode *inner = yaml_get(list->items[1], "c");
    assert_true(inner->flow);
    assert_text(inner->items[1]->text, "z");
    assert_int_equal(inner->items[1]->style, YAML_SINGLE_QUOTED);
    assert_null(yaml_get(f->root, "c"));
    assert_null(yaml_get(NULL, "c"));
    assert_null(yaml_get(list, "c"));
}

static void a_text_keeps_its_spelling(void **state)
{
    Fixture *f = *state;
    expect(f, "a: no\nb: 1.0\nc: null\nd: ~\ne:\nf: 0o7\ng: ''\n", "");
    assert_text(get(f, "a")->text, "no");
    assert_text(get(f, "b")->text, "1.0");
    assert_text(get(f, "c")->text, "null");
    assert_text(get(f, "d")->text, "~");
    assert_text(get(f, "e")->text, "");
    assert_text(get(f, "f")->text, "0o7");
    assert_text(get(f, "g")->text, "");
}

static void spans_cover_the_value_and_no_more(void **state)
{
    Fixture *f = *state;
    expect(f,
           "\xd0\xb0: \xd0\xb1\xd0\xb2  # c\nlist:\n  - x\n  - y\n\n# end\n"
           "text: |\n  one\n  two\n\n\nquoted: \"a b\"\nflow: [1, 2]\n"
           "empty:\nlast: {a: b}\n",
           "");
    assert_span(f, get(f, "\xd0\xb0")->span, "\xd0\xb1\xd0\xb2");
    assert_span(f, get(f, "list")->span, "- x\n  - y");
    assert_span(f, get(f, "text")->span, "|\n  one\n  two");
    assert_span(f, get(f, "quoted")->span, "\"a b\"");
    assert_span(f, get(f, "flow")->span, "[1, 2]");
    assert_span(f, get(f, "last")->span, "{a: b}");
    assert_span(f, f->root->entries[0].key_span, "\xd0\xb0");
    assert_int_equal(get(f, "empty")->span.begin, get(f, "empty")->span.end);
    assert_int_equal(f->root->span.end,
                     f->sources.files.items[0].text.size - 1);
}

static void the_head_is_the_key_or_the_dash(void **state)
{
    Fixture *f = *state;
    expect(f,
           "a: x\nb:\n- 1\n# - no\n\n-   k: v\n    l: |\n      # t\n-\n- - z\n"
           "-\n  - \"q\" # - \n  -\n    w: [u, v]\n",
           "");
    const YamlNode *list = get(f, "b");
    const char *text = f->sources.files.items[0].text.data;
    assert_int_equal(get(f, "a")->head, 0);
    assert_int_equal(list->head, strstr(text, "b:") - text);
    assert_int_equal(list->count, 5);
    static const char *const marks[] = {"- 1", "-   k", "-\n- - z", "- - z",
                                        "-\n  - \"q\""};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(list->items[i]->head, strstr(text, marks[i]) - text);
    const YamlNode *inner = list->items[4];
    assert_int_equal(inner->items[1]->head, strstr(text, "-\n    w") - text);
    const YamlNode *flow = yaml_get(inner->items[1], "w");
    assert_int_equal(flow->head, strstr(text, "w:") - text);
    assert_int_equal(flow->items[1]->head, strstr(text, "v]") - text);
}

static void line_ends_and_a_byte_order_mark_change_nothing(void **state)
{
    static const char *const texts[] = {
        "a: |\n  x\n  y\nb: 'p\n  q'\nc: z\n",
        "a: |\r\n  x\r\n  y\r\nb: 'p\r\n  q'\r\nc: z\r\n",
        "a: |\r  x\r  y\rb: 'p\r  q'\rc: z\r",
        "\xef\xbb\xbf"
        "a: |\n  x\n  y\nb: 'p\n  q'\nc: z",
        "a: |\xc2\x85  x\xc2\x85  y\xc2\x85"
        "b: 'p\xc2\x85  q'\xc2\x85"
        "c: z",
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        expect(f, texts[i], "");
        assert_text(get(f, "a")->text, "x\ny\n");
        assert_text(get(f, "b")->text, "p q");
        const YamlNode *last = get(f, "c");
        Position at =
            source_position(&f->sources.files.items[0], last->span.begin);
        assert_text(last->text, "z");
        assert_int_equal(at.line, i == 4 ? 1 : 6);
    }
    for (size_t i = 0; i < 3; i++)
        expect_sized(f,
                     STR("\xef\xbb\xbf"
                         "a: 1\r\nb: *x\r\n"),
                     "2:4 SO105");
}

static void a_comment_that_cuts_a_text_is_remembered(void **state)
{
    static const struct {
        const char *text, *cut;
    } cases[] = {
        {"a: cell #4 b  \n", " #4 b"},
        {"a: cell # 4\n", NULL},
        {"a: cell ## 4\n", NULL},
        {"a: cell #\n", NULL},
        {"a: cell ##4", " ##4"},
        {"a: cell#4\n", NULL},
        {"a: 'cell' #4\n", NULL},
        {"a: b\n  cell #4\n", " #4"},
        {"a: #4\n", " #4"},
        {"a: \n  #4\n", NULL},
        {"a: b\n#c\n", NULL},
        {"{a: cell #4\n}", " #4"},
        {"a: cell\t#4\r\n", "\t#4"},
        {"a: |\n  cell #4\n", NULL},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(f, cases[i].text, "");
        const YamlNode *node = get(f, "a");
        if (!cases[i].cut)
            assert_int_equal(node->cut, 0);
        else
            assert_span(f, (Span){0, node->span.end, node->cut}, cases[i].cut);
    }
}

static void an_escape_that_makes_a_control_character_is_remembered(void **state)
{
    Fixture *f = *state;
    expect(f,
           "a: \"x\n\n  y \\\\ \\bno\"\nb: '\\bno'\nc: \"\\\\bno\"\n"
           "d: \"\\x1b\\b\"\ne: \"\\u0085\"\n",
           "");
    assert_span(f, get(f, "a")->control, "\\b");
    assert_span(f, get(f, "b")->control, "");
    assert_span(f, get(f, "c")->control, "");
    assert_span(f, get(f, "d")->control, "\\x1b");
    assert_span(f, get(f, "e")->control, "\\u0085");
}

/* --- what is refused ----------------------------------------------------- */

static void all_anchors_aliases_merges_and_tags_are_reported(void **state)
{
    Fixture *f = *state;
    expect(f,
           "a: &x {b: *x, <<: *x}\nc: !!str 1\nd: !t\ne: !<tag:x> [a]\n"
           "f: ! y\n? !k &q g\n: 1\nh:\n  &l\n  - 1\n",
           "1:4 SO105, 1:11 SO105, 1:15 SO106, 1:19 SO105, 2:4 SO107, "
           "3:4 SO107, 4:4 SO107, 5:4 SO107, 6:3 SO107, 6:6 SO105, 9:3 SO105");
    assert_non_null(f->root);
    const YamlNode *a = get(f, "a");
    assert_span(f, a->span, "{b: *x, <<: *x}");
    assert_true(a->bad);
    assert_true(a->count == 1);
    assert_true(a->entries[0].value->bad);
    assert_span(f, get(f, "c")->span, "1");
    assert_span(f, get(f, "h")->span, "- 1");
    assert_text(get(f, "g")->text, "1");
}

static void later_mistakes_are_found_beside_anchors(void **state)
{
    expect(*state, "a: &x 1\nb: *x\na: 2\n", "1:4 SO105, 2:4 SO105, 3:1 SO109");
}

static void anchor_like_text_is_told_to_be_quoted(void **state)
{
    Fixture *f = *state;
    expect(f, "a: *now* go\n", "1:4 SO105");
    expect_words(f, "quote the text");
    expect(f, "a: & then\n", "1:4 SO105");
    expect(f, "a: !foo!\n", "1:4 SO107");
    expect(f, "a: !wait\n", "1:4 SO107");
    expect_words(f, "quote a text that begins with '!'");
}

static void billion_laughs_are_refused_without_expanding(void **state)
{
    expect(*state, "a: &a [l, l]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
           "1:4 SO105, 2:4 SO105, 2:8 SO105, 2:12 SO105, 3:4 SO105, "
           "3:8 SO105, 3:12 SO105");
}

static void nesting_is_refused_at_the_level_after_the_limit(void **state)
{
    Fixture *f = *state;
    expect_repeated(f, "[", 100000, "1:65 SO112");
    expect_repeated(f, "{a: ", 100000, "1:257 SO112");
    expect_repeated(f, "- ", 100000, "1:129 SO112");
    expect_repeated(f, "? ", 100000, "1:129 SO112");
    assert_null(f->root);
    expect_words(f, "64");
}

static void sixty_four_levels_are_read(void **state)
{
    Fixture *f = *state;
    char text[256] = "a: ";
    memset(text + 3, '[', 63);
    memset(text + 66, ']', 63);
    expect(f, text, "");
    memset(text + 3, '[', 64);
    memset(text + 67, ']', 64);
    expect(f, text, "1:67 SO112");
}

static void too_many_values_are_refused(void **state)
{
    Fixture *f = *state;
    expect_repeated(f, "- x\n", YAML_NODE_LIMIT - 1, "1:1 SO103");
    expect_repeated(f, "- x\n", YAML_NODE_LIMIT, "200000:3 SO113");
    expect_words(f, "200000");
    assert_null(f->root);
}

static void long_texts_and_keys_are_refused_and_passed_over(void **state)
{
    Fixture *f = *state;
    for (size_t over = 0; over < 2; over++) {
        Str value = repeat("v", YAML_SCALAR_LIMIT + over);
        Str key = repeat("k", YAML_KEY_LIMIT + over);
        Buf text = {0};
        buf_printf(&text, "a: %s\n? %s\n: b\nc: c\nc: d", value.data, key.data);
        expect_sized(f, buf_str(&text),
                     over ? "1:4 SO114, 2:3 SO114, 5:1 SO109" : "5:1 SO109");
        assert_int_equal(get(f, "a")->bad, over);
        assert_int_equal(f->root->count, over ? 2 : 3);
        buf_finish(&text);
        free((char *)value.data);
        free((char *)key.data);
    }
}

static void one_document_and_no_more_is_read(void **state)
{
    Fixture *f = *state;
    expect(f, "---\na: 1\n...\n", "");
    expect(f, "a: 1\n---\nb: 1\n", "2:1 SO104");
    assert_non_null(f->root);
    expect(f, "a: 1\n---\n", "2:1 SO104");
    expect(f, "a: 1\n...\nrubbish\n", "3:1 SO104");
    expect(f, "a: 1\n...\n# no rubbish\n", "");
    expect(f, "a: 1\n...\n---\n--- x", "3:1 SO104");
}

static void a_file_without_a_map_holds_no_scenario(void **state)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"", "nothing"},
        {"# only this\n", "nothing"},
        {"\n\n", "nothing"},
        {"\xef\xbb\xbf", "nothing"},
        {"~\n", "nothing"},
        {"null", "nothing"},
        {"---\n", "nothing"},
        {"text\n", "only a text"},
        {"'text'\n", "only a text"},
        {"- a\n", "a list"},
        {"[]", "a list"},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(f, cases[i].text, "1:1 SO103");
        expect_words(f, cases[i].words);
        assert_null(f->root);
    }
}

static void a_key_written_twice_is_shown_at_both_places(void **state)
{
    Fixture *f = *state;
    expect(f, "a: 1\nb: {c: 1, 'c': 2}\n\"\\x61\": 2\nd: 3\na: 4\n",
           "2:11 SO109, 3:1 SO109, 5:1 SO109");
    for (size_t i = 0; i < 3; i++)
        assert_true(f->diags.all.items[i].has_other);
    assert_int_equal(f->diags.all.items[2].other.begin, 0);
    assert_int_equal(f->root->count, 3);
    assert_text(get(f, "a")->text, "1");
    assert_text(f->root->entries[2].key, "d");
}

static void keys_of_large_maps_are_held_against_each_other(void **state)
{
    Fixture *f = *state;
    Buf text = {0};
    for (int i = 0; i < 50000; i++)
        buf_printf(&text, "k%d: x\n", (i * 7919) % 50000);
    buf_add_c(&text, "k77: x\n");
    expect_sized(f, buf_str(&text), "50001:1 SO109");
    assert_int_equal(f->root->count, 50000);
    buf_finish(&text);
}

static void keys_that_look_alike_are_pointed_out(void **state)
{
    Fixture *f = *state;
    expect(f, "\xc3\xa9: 1\ne\xcc\x81: 2\n", "2:1 SO111"); /* NFC, NFD */
    expect_words(f, "U+0065 U+0301 against U+00E9");
    expect(f, "ab: 1\n\"a\\u200bb\": 2\n", "2:1 SO111"); /* zero width */
    expect_words(f, "U+200B");
    expect(f, "name: 1\nName: 2\n", "2:1 SO111");
    expect(f, "go: 1\ng\xd0\xbe: 2\n", "2:1 SO111"); /* Cyrillic o */
    expect(f, "Yes, sir: 1\nyes, sir: 2\n", "");     /* prose */
    expect(f, "a: {x: 1}\nb: {X: 1}\n", "");
    assert_int_equal(f->diags.errors, 0);
}

static void a_key_that_is_no_text_is_refused(void **state)
{
    Fixture *f = *state;
    expect(f, "[a]: 1\nx: 2\n", "1:1 SO110");
    assert_int_equal(f->root->count, 1);
    expect(f, "? {b: c}\n: 2\n", "1:3 SO110");
    expect(f, "~: 3\n", "1:1 SO110");
    expect(f, "null: 3\n", "1:1 SO110");
    expect(f, "?\n: 4\n", "1:2 SO110");
    expect(f, "'': 5\n", "1:1 SO110");
    expect(f, "'null': 5\n'~': 6\n", "");
}

static void a_nul_in_a_text_is_refused_at_its_escape(void **state)
{
    Fixture *f = *state;
    expect(f, "a: \"x\\0y\"\n\"k\\x00\": 1\nb: 'x\\0y'\n",
           "1:6 SO116, 2:3 SO116");
    assert_true(get(f, "a")->bad);
    assert_int_equal(f->root->count, 2);
}

static void tabs_that_indent_are_pointed_at(void **state)
{
    Fixture *f = *state;
    expect(f, "a:\n\tb: x\n", "2:1 SO102");
    expect(f, "a:\n  b: x\n\tc: y\n", "3:1 SO102");
    expect(f, "a: 1\n  \tb: 2\n", "2:3 SO102");
    expect(f, "a: |\n\tx\n", "2:1 SO102");
    expect(f, "a:\n-\tb: c\n", "2:2 SO102");
    expect_words(f, "blanks");
    expect(f, "a:\tb\nc: [1,\n\t2]\n", "");
}

static void syntax_errors_say_where_and_what_to_do(void **state)
{
    static const struct {
        const char *text, *found, *words;
    } cases[] = {
        {"a: b: c\n", "1:5 SO101", "quote a text that holds ': '"},
        {"a: - b\n", "1:4 SO101", "quote a text that begins with '- '"},
        {"a: @home\n", "1:4 SO101", "cannot begin with '@'"},
        {"a: %x\n", "1:4 SO101", "cannot begin with '%'"},
        {"a: `x\n", "1:4 SO101", "cannot begin with '`'"},
        {"a: \"x\nb: y\n", "1:4 SO101", "not closed"},
        {"a: 'x\n---\n", "1:4 SO101", "not closed"},
        {"a: \"\\d+\"\n", "1:5 SO101", "'\\d' is not known"},
        {"a: \"\\u12G4\"\n", "1:7 SO101", "hexadecimal"},
        {"a: \"\\ud800\"\n", "1:7 SO101", "no character"},
        {"a: [x, y\nb: c\n", "2:2 SO101", "close the list"},
        {"a: {x: y\nb: c\n", "2:2 SO101", "close the map"},
        {"a: b\nc\nd: e\n", "2:1 SO101", "without ':'"},
        {"a: | x\n", "1:6 SO101", "next line"},
        {"a: 1\n b: 2\n", "2:3 SO101", "indented"},
        {"a:\n  - x\n  b: 2\n", "3:3 SO101", "'- '"},
        {"a: \"Yes\" he said\n", "1:4 SO101", "closing quote"},
        {"a: {n}, is it?\n", "1:4 SO201", "quote the whole text"},
        {"a: {n} is it?\n", "1:4 SO201", "quote the whole text"},
        {"a: [aside] Hm\n", "1:4 SO201", "quote the whole text"},
        {"- {n}, is it?\n", "1:3 SO201", "quote the whole text"},
        {"a: ]\n", "1:4 SO101", "value is expected"},
        {"[a]\nb: c\n", "2:1 SO101", "end of the whole"},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(f, cases[i].text, cases[i].found);
        expect_words(f, cases[i].words);
        assert_null(f->root);
    }
}

static void directives_other_than_the_version_are_refused(void **state)
{
    Fixture *f = *state;
    expect(f, "%YAML 1.1\n---\na: 1\n", "");
    expect(f, "%YAML 1.2 # c\n---\na: 1\n", "");
    expect(f, "# c\n\n%YAML 1.3\n%TAG ! x\n%FOO\n---\na: 1\n",
           "3:1 SO108, 4:1 SO108, 5:1 SO108");
    expect_words(f, "YAML 1.1 is read");
    expect(f, "%YAML 2.0\n---\na: 1\n", "1:1 SO108");
    expect(f, "%YAML 1.10\n---\na: 1\n", "1:1 SO108");
    expect(f, "%YAML 1.2\na: 1\n", "2:1 SO101");
    expect(f, "a:\n %b\n", "2:2 SO101");
}

static void many_percent_lines_are_refused_before_libyaml(void **state)
{
    Fixture *f = *state;
    expect_repeated(f, "%YAML 1.2\n", 100000, "9:1 SO108");
    expect_repeated(f, "a: 1\n...\n%TAG !a! b\n", 9, "27:1 SO108");
    Str text = repeat("%TAG !a! tag:b\n", 100000);
    parse(f, text);
    assert_int_equal(f->diags.all.count, 9);
    free((char *)text.data);
}

static void bytes_that_are_not_utf8_are_placed(void **state)
{
    static const struct {
        Str text;
        const char *found;
    } cases[] = {
        {{"a: b\nc: \xe9t\n", 11}, "2:4 SO004"},
        {{"\xd0\x96: \xc0\xaf", 6}, "1:4 SO004"},
        {{"a: \xed\xa0\x80", 6}, "1:4 SO004"},
        {{"a: \xe2\x82", 5}, "1:4 SO004"},
        {{"a: \xf5\x80\x80\x80", 7}, "1:4 SO004"},
        {{"a: x\nb: \xef\xbb\xbf", 11}, "2:4 SO004"},
        {{"\xff\xfe"
          "a\0:\0",
          6},
         "1:1 SO004"},
        {{"\xfe\xff\0a", 4}, "1:1 SO004"},
        {{"a\0:\0", 4}, "1:1 SO004"},
        {{"\0a\0:", 4}, "1:1 SO004"},
        {{"\xff\xfe\0\0", 4}, "1:1 SO004"},
        {{"\0\0\xfe\xff", 4}, "1:1 SO004"},
        {{"a: \0b", 5}, "1:4 SO005"},
        {{"a: \x1b[2J", 7}, "1:4 SO005"},
        {{"a:\r\nb: \x7f", 8}, "2:4 SO005"},
        {{"a:\rb: \xc2\x9b", 8}, "2:4 SO005"},
        {{"# \xef\xbf\xbf", 5}, "1:3 SO005"},
        {{"a: b\x08\n", 6}, "1:5 SO005"},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_sized(f, cases[i].text, cases[i].found);
        assert_null(f->root);
    }
}

static void an_unreadable_file_gives_no_tree_and_no_second_message(void **state)
{
    Fixture *f = *state;
    uint32_t file;
    int error;
    parse(f, STR("a: 1"));
    source_read(&f->arena, &f->sources, STR("/nowhere"), 9, &file, &error);
    yaml_parse(&f->sources, file, &f->diags, &f->root);
    assert_null(f->root);
    assert_int_equal(f->diags.all.count, 0);
}

/* --- back to the source -------------------------------------------------- */

static void expect_origin(Fixture *f, const char *text, const char *part,
                          const char *source)
{
    expect(f, text, "");
    const YamlNode *node = get(f, "a");
    assert_int_equal(node->kind, YAML_SCALAR);
    const char *at = strstr(node->text.data, part);
    if (!at)
        fail_msg("'%s' is not in '%s'", part, node->text.data);
    size_t begin = (size_t)(at - node->text.data);
    Span span = yaml_span_in(&f->sources, node, begin, begin + strlen(part));
    assert_span(f, span, source);
}

static void parts_of_texts_lead_back_to_their_source(void **state)
{
    Fixture *f = *state;
    expect_origin(f, "a: one two\n", "two", "two");
    expect_origin(f, "a: one\n  two\n\n  three\n", "two\nthree",
                  "two\n\n  three");
    expect_origin(f, "a: one\n  two\n", "one two", "one\n  two");
    expect_origin(f, "a: 'it''s \xd0\x96'\n", "'s \xd0\x96", "''s \xd0\x96");
    expect_origin(f, "a: \"x\\ty\\u0416z\"\n", "\xd0\x96z", "\\u0416z");
    expect_origin(f, "a: \"x\\x41\\U0001F600\\_y\"\n",
                  "A\xf0\x9f\x98\x80\xc2\xa0y", "\\x41\\U0001F600\\_y");
    expect_origin(f, "a: \"one \\\n    two\\\n\n  three\"\n", "two\nthree",
                  "two\\\n\n  three");
    expect_origin(f, "a: |\n  one\n    two\n  three\n", "  two\nth",
                  "  two\n  th");
    expect_origin(f, "a: |2-\n    one\n  two\n", "  one", "  one");
    expect_origin(f, "a: >\r\n  one\r\n  two\r\n\r\n  three\r\n", "two\nthree",
                  "two\r\n\r\n  three");
    expect_origin(f, "a: >-\n  one\n   two\n  three\n  four\n",
                  " two\nthree four", " two\n  three\n  four");
    expect_origin(f, "a: |+\n\n  one\n\n", "one\n\n", "one\n\n");
}

static void an_empty_part_is_an_empty_span(void **state)
{
    Fixture *f = *state;
    expect(f, "a: 'one'\nb: ''\nc: [x]\n", "");
    Span end = yaml_span_in(&f->sources, get(f, "a"), 3, 3);
    assert_int_equal(end.begin, 7);
    assert_int_equal(end.end, 7);
    Span middle = yaml_span_in(&f->sources, get(f, "a"), 1, 1);
    assert_int_equal(middle.begin, 5);
    assert_span(f, yaml_span_in(&f->sources, get(f, "b"), 0, 0), "''");
    assert_span(f, yaml_span_in(&f->sources, get(f, "c"), 0, 0), "[x]");
}

/* Random scalars. A small generator of its own: the same on every machine. */
static uint64_t random_state;

static unsigned draw(unsigned bound)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % bound;
}

static void add_word(Buf *out)
{
    static const char *const others[] = {"\xd0\x96", "\xe6\xbc\xa2", "1", ".",
                                         "e\xcc\x81"};
    for (unsigned i = draw(4) + 1; i > 0; i--) {
        if (draw(5) == 0)
            buf_add_c(out, others[draw(5)]);
        buf_add_char(out, (char)('a' + draw(26)));
    }
}

static const char *line_end; /* of the file that is being made */

static void add_line_end(Buf *out, unsigned blanks)
{
    static const char *const odd[] = {"\xc2\x85", "\xe2\x80\xa8"};
    buf_add_repeat(out, ' ', blanks);
    buf_add_c(out, draw(20) == 0 ? odd[draw(2)] : line_end);
}

static void add_gap(Buf *out)
{
    unsigned kind = draw(6);
    if (kind < 3) {
        buf_add_repeat(out, ' ', 1 + draw(3));
        return;
    }
    add_line_end(out, draw(3));
    while (draw(3) == 0)
        add_line_end(out, draw(6));
    buf_add_repeat(out, ' ', 4 + draw(3));
}

static void add_escape(Buf *out)
{
    static const char *const escapes[] = {
        "\\n",         "\\t", "\\\"", "\\\\", "\\x41", "\\u0416",
        "\\U0001f600", "\\N", "\\_",  "\\L",  "\\ ",   "\\/",
    };
    if (draw(4) == 0) {
        buf_add_c(out, "\\");
        add_line_end(out, 0);
        while (draw(3) == 0)
            add_line_end(out, draw(4));
        buf_add_repeat(out, ' ', 4 + draw(3));
    } else {
        buf_add_c(out, escapes[draw(12)]);
    }
}

static void add_flow_scalar(Buf *out, YamlStyle style)
{
    const char *quote = style == YAML_PLAIN           ? ""
                        : style == YAML_SINGLE_QUOTED ? "'"
                                                      : "\"";
    buf_add_c(out, quote);
    if (*quote && draw(3) == 0)
        add_gap(out);
    add_word(out);
    for (unsigned i = draw(12); i > 0; i--) {
        unsigned kind = draw(5);
        if (kind < 2)
            add_gap(out);
        else if (kind == 2 && style == YAML_SINGLE_QUOTED)
            buf_add_c(out, "''");
        else if (kind == 2 && style == YAML_DOUBLE_QUOTED)
            add_escape(out);
        add_word(out);
    }
    if (*quote && draw(3) == 0)
        add_gap(out);
    buf_add_c(out, quote);
}

static void add_block_scalar(Buf *out, YamlStyle style)
{
    static const char *const chomps[] = {"", "-", "+"};
    unsigned indent = 1 + draw(4);
    bool explicit = draw(2);
    buf_add_char(out, style == YAML_LITERAL ? '|' : '>');
    if (explicit)
        buf_add_char(out, (char)('0' + indent));
    buf_add_c(out, chomps[draw(3)]);
    if (draw(4) == 0)
        buf_add_c(out, "  # comment");
    buf_add_c(out, line_end);
    while (draw(4) == 0)
        add_line_end(out, draw(explicit ? 9 : indent + 3));
    for (unsigned lines = 1 + draw(8), i = 0; i < lines; i++) {
        unsigned more = i > 0 || explicit ? draw(3) * draw(2) : 0;
        buf_add_repeat(out, ' ', 2 + indent + more);
        if (draw(10) == 0 && i > 0)
            buf_add_char(out, '\t');
        add_word(out);
        while (draw(3) == 0) {
            buf_add_repeat(out, ' ', 1 + draw(2));
            add_word(out);
        }
        add_line_end(out, draw(5) == 0 ? 2 : 0);
        while (draw(4) == 0)
            add_line_end(out, draw(9));
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c & 0x80);
}

/* Every byte of a letter must come from the same byte, not before the one
 * that stood before it, unless an escape made it. */
static void check_origins(Fixture *f, const YamlNode *node)
{
    Str source = f->sources.files.items[0].text;
    uint32_t last = node->span.begin;
    for (size_t i = 0; i < node->text.size; i++) {
        Span span = yaml_span_in(&f->sources, node, i, i + 1);
        bool escape = source.data[span.begin] == '\\';
        bool same = memchr(source.data + span.begin, node->text.data[i],
                           span.end - span.begin);
        if (span.begin < last || span.end > source.size ||
            (is_letter(node->text.data[i]) && !same && !escape))
            fail_msg("byte %zu of '%.*s' is not at %u in:\n%.*s", i,
                     STR_ARGS(node->text), span.begin, STR_ARGS(source));
        last = span.begin;
    }
}

static void random_texts_lead_back_to_their_source(void **state)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    Fixture *f = *state;
    Buf text = {0};
    size_t read = 0, count = 0;
    random_state = 20250101;
    for (; count < 20000; count++) {
        YamlStyle style = (YamlStyle)(count % 5);
        line_end = ends[draw(3)];
        buf_clear(&text);
        buf_printf(&text, "k:%s  j: ", line_end);
        if (style == YAML_LITERAL || style == YAML_FOLDED)
            add_block_scalar(&text, style);
        else
            add_flow_scalar(&text, style);
        buf_printf(&text, "%sz: end%s", line_end, line_end);
        parse(f, buf_str(&text));
        const YamlNode *node = yaml_get(yaml_get(f->root, "k"), "j");
        if (!node || node->bad)
            continue;
        assert_int_equal(node->style, style);
        check_origins(f, node);
        read++;
    }
    assert_true(read > count * 9 / 10);
    buf_finish(&text);
}

/* --- hostile files ------------------------------------------------------- */

static const char *hostile(void)
{
    const char *folder = getenv("STANDOFF_HOSTILE");
    if (!folder)
        skip();
    return folder;
}

static void parse_file(Fixture *f, const char *path)
{
    uint32_t file;
    int error;
    arena_finish(&f->arena);
    f->sources = (Sources){0};
    diag_init(&f->diags, &f->arena);
    assert_int_equal(source_read(&f->arena, &f->sources, str_from(path),
                                 SOURCE_SIZE_LIMIT, &file, &error),
                     SOURCE_OK);
    yaml_parse(&f->sources, file, &f->diags, &f->root);
    diag_sort(&f->diags);
}

/* Lines of suite-index.tsv: id, spec_says, libyaml_events, ... */
static void nothing_that_libyaml_rejects_is_accepted(void **state)
{
    Fixture *f = *state;
    char path[512], line[1024], id[32], spec[32], events[32];
    snprintf(path, sizeof path, "%s/yaml/suite-index.tsv", hostile());
    FILE *index = fopen(path, "r");
    assert_non_null(index);
    size_t rejected = 0;
    while (fgets(line, sizeof line, index)) {
        if (sscanf(line, "%31[^\t]\t%31[^\t]\t%31[^\t]", id, spec, events) != 3)
            continue;
        snprintf(path, sizeof path, "%s/yaml/suite/%s.yaml", hostile(), id);
        if (!strcmp(id, "id"))
            continue;
        parse_file(f, path);
        if (strcmp(events, "reject") != 0)
            continue;
        if (!f->diags.errors)
            fail_msg("%s is accepted", id);
        rejected++;
    }
    fclose(index);
    assert_true(rejected > 100);
}

/* Every file cut off after every byte: no crash, and a message or a tree. */
static void files_cut_off_anywhere_are_a_tree_or_a_message(void **state)
{
    Fixture *f = *state;
    char path[512];
    snprintf(path, sizeof path, "%s/yaml/suite", hostile());
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/yaml/suite/%s", hostile(),
                 entry->d_name);
        parse_file(f, path);
        Str text = f->sources.files.items[0].text;
        char *copy = malloc(text.size + 1);
        memcpy(copy, text.data, text.size);
        size_t size = text.size;
        for (size_t i = 0; i < size; i++) {
            parse(f, (Str){copy, i});
            assert_true(f->root || f->diags.errors);
        }
        free(copy);
    }
    closedir(folder);
}

static void utf8_decoder_tests_are_refused_where_they_go_wrong(void **state)
{
    Fixture *f = *state;
    char path[512], *line = NULL;
    size_t room = 0, bad = 0;
    snprintf(path, sizeof path, "%s/strings/utf8tests.bin", hostile());
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (ssize_t got; (got = getline(&line, &room, file)) > 0;) {
        Str text = {line, (size_t)got};
        if (!str_starts_with(text, "\xef\xbb\xbf"))
            parse(f, text);
        else
            continue;
        size_t valid = source_utf8_valid(text);
        if (valid == text.size)
            continue;
        assert_true(f->diags.errors == 1);
        assert_true(f->diags.all.items[0].span.begin <= valid);
        bad++;
    }
    free(line);
    fclose(file);
    assert_true(bad > 50);
}

static void the_file_that_hung_libyaml_is_refused(void **state)
{
    Fixture *f = *state;
    char path[512];
    snprintf(path, sizeof path, "%s/yaml/clusterfuzz-5607885063061504.yml",
             hostile());
    parse_file(f, path);
    assert_true(f->diags.errors > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(maps_lists_and_texts_become_nodes),
        TEST(a_text_keeps_its_spelling),
        TEST(spans_cover_the_value_and_no_more),
        TEST(the_head_is_the_key_or_the_dash),
        TEST(line_ends_and_a_byte_order_mark_change_nothing),
        TEST(a_comment_that_cuts_a_text_is_remembered),
        TEST(an_escape_that_makes_a_control_character_is_remembered),
        TEST(all_anchors_aliases_merges_and_tags_are_reported),
        TEST(later_mistakes_are_found_beside_anchors),
        TEST(anchor_like_text_is_told_to_be_quoted),
        TEST(billion_laughs_are_refused_without_expanding),
        TEST(nesting_is_refused_at_the_level_after_the_limit),
        TEST(sixty_four_levels_are_read),
        TEST(too_many_values_are_refused),
        TEST(long_texts_and_keys_are_refused_and_passed_over),
        TEST(one_document_and_no_more_is_read),
        TEST(a_file_without_a_map_holds_no_scenario),
        TEST(a_key_written_twice_is_shown_at_both_places),
        TEST(keys_of_large_maps_are_held_against_each_other),
        TEST(keys_that_look_alike_are_pointed_out),
        TEST(a_key_that_is_no_text_is_refused),
        TEST(a_nul_in_a_text_is_refused_at_its_escape),
        TEST(tabs_that_indent_are_pointed_at),
        TEST(syntax_errors_say_where_and_what_to_do),
        TEST(directives_other_than_the_version_are_refused),
        TEST(many_percent_lines_are_refused_before_libyaml),
        TEST(bytes_that_are_not_utf8_are_placed),
        TEST(an_unreadable_file_gives_no_tree_and_no_second_message),
        TEST(parts_of_texts_lead_back_to_their_source),
        TEST(an_empty_part_is_an_empty_span),
        TEST(random_texts_lead_back_to_their_source),
        TEST(nothing_that_libyaml_rejects_is_accepted),
        TEST(files_cut_off_anywhere_are_a_tree_or_a_message),
        TEST(utf8_decoder_tests_are_refused_where_they_go_wrong),
        TEST(the_file_that_hung_libyaml_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
