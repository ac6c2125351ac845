/* Findings in the formats of machines: what is escaped, how places are counted,
 * which paths are shown. The texts are those that an attacker would choose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "report/diags.h"
#include "report/junit.h"
#include "tests/unit/fixture.h"

#define HOSTILE "\x1b[2J ]]><b a=\"1\">& %0A::error::\n\r,\xe2\x80\xae \xff end"

/* The report of one file with the findings that the fixture holds. */
static DiagReport report_of(Fixture *f, const char *format)
{
    DiagReport report = {.format = diag_format_find(str_from(format)),
                         .folder = STR("/w/here"),
                         .base = STR("/w")};
    assert_non_null(report.format);
    diag_report_add(&report, &(DiagsOfFile){f->sources.files.items[0].path,
                                            &f->diags, &f->sources});
    diag_report_end(&report);
    assert_false(report.out.failed);
    return report;
}

static void add(Fixture *f, const char *path, const char *text)
{
    source_add(&f->arena, &f->sources, str_from(path), str_from(text));
}

static void a_github_command_is_one_line_whatever_it_holds(void **state)
{
    Fixture *f = *state;
    add(f, "a,b:c%\n.yaml", "x: y\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 0, 1}, "%s", HOSTILE);
    DiagReport report = report_of(f, "github");
    assert_string_equal(
        report.out.data,
        "::error file=here/a%2Cb%3Ac%25\\x0a.yaml,line=1,endLine=1,col=1,"
        "endColumn=2,title=SO202 unknown-key::\\x1b[2J ]]><b a=\"1\">& "
        "%250A::error::\\x0a\\x0d,\\u{202E} \\xff end\n");
    diag_report_finish(&report);
}

static void columns_are_left_out_of_a_span_of_several_lines(void **state)
{
    Fixture *f = *state;
    add(f, "a.yaml", "x: y\nz: w\n");
    diag_add(&f->diags, DIAG_YAML_TWIN_KEY, (Span){0, 3, 6}, "m");
    diag_other(&f->diags, (Span){0, 5, 6}, "first");
    DiagReport report = report_of(f, "github");
    assert_string_equal(report.out.data,
                        "::warning file=here/a.yaml,line=1,endLine=2,"
                        "title=SO111 look-alike-key::m (first: "
                        "here/a.yaml:2)\n");
    diag_report_finish(&report);
}

static void a_runner_finds_no_command_in_what_people_read(void **state)
{
    Fixture *f = *state;
    add(f, "##[x].yaml", "##[set-env name=a]: ##[##[b]\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 0, 1}, "##[m");
    for (int i = 0; i < 2; i++) {
        DiagReport report = {
            .format = diag_format_find(i ? STR("gcc") : STR("human")),
            .guarded = true};
        diag_report_add(&report,
                        &(DiagsOfFile){STR("x"), &f->diags, &f->sources});
        assert_null(strstr(report.out.data, "##["));
        assert_non_null(strstr(report.out.data, "##\\x5bm"));
        diag_report_finish(&report);
    }
}

static void junit_has_no_markup_or_control_character_of_a_file(void **state)
{
    Fixture *f = *state;
    add(f, "<a>&\"'.yaml", "x: y\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 0, 1}, "%s", HOSTILE);
    diag_add(&f->diags, DIAG_LINT_MORE, (Span){0, 0, 1}, "a note");
    DiagReport report = report_of(f, "junit");
    assert_string_equal(
        report.out.data,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"standoff lint\" tests=\"2\" failures=\"1\" "
        "errors=\"0\">\n"
        "  <testsuite name=\"here/&lt;a&gt;&amp;&quot;&#39;.yaml\" tests=\"2\" "
        "failures=\"1\" errors=\"0\" skipped=\"0\">\n"
        "    <testcase classname=\"here/&lt;a&gt;&amp;&quot;&#39;.yaml\" "
        "name=\"SO202 unknown-key 1:1\">\n"
        "      <failure type=\"error\" message=\"\\x1b[2J ]]&gt;&lt;b "
        "a=&quot;1&quot;&gt;&amp; %0A::error::\\x0a\\x0d,\\u{202E} \\xff "
        "end\">&lt;a&gt;&amp;&quot;&#39;.yaml:1:1: error: \\x1b[2J "
        "]]&gt;&lt;b a=&quot;1&quot;&gt;&amp; "
        "%0A::error::\\x0a\\x0d,\\u{202E} \\xff end [SO202]\n</failure>\n"
        "    </testcase>\n"
        "    <testcase classname=\"here/&lt;a&gt;&amp;&quot;&#39;.yaml\" "
        "name=\"SO905 more-findings 1:1\">\n"
        "      <system-out>&lt;a&gt;&amp;&quot;&#39;.yaml:1:1: note: a note "
        "[SO905]\n</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
    diag_report_finish(&report);
}

static void a_file_without_findings_is_a_case_that_passed(void **state)
{
    Fixture *f = *state;
    add(f, "a.yaml", "x: y\n");
    DiagReport report = report_of(f, "junit");
    assert_non_null(strstr(report.out.data, "tests=\"1\" failures=\"0\""));
    assert_non_null(strstr(report.out.data, "name=\"lint\"/>"));
    diag_report_finish(&report);
}

static void suites_are_counted_together(void **state)
{
    (void)state;
    Junit junit = {0};
    Buf out = {0};
    junit_case(&junit, &(JunitCase){.name = STR("a"), .outcome = JUNIT_FAILED});
    junit_suite(&junit, STR("one"));
    junit_case(&junit, &(JunitCase){.name = STR("b")});
    junit_case(&junit, &(JunitCase){.name = STR("c"),
                                    .outcome = JUNIT_SKIPPED,
                                    .message = STR("why")});
    junit_suite(&junit, STR("two"));
    junit_write(&junit, "all", &out);
    assert_non_null(strstr(out.data, "\"all\" tests=\"3\" failures=\"1\""));
    assert_non_null(strstr(out.data, "\"two\" tests=\"2\" failures=\"0\" "
                                     "errors=\"0\" skipped=\"1\""));
    assert_non_null(strstr(out.data, "<skipped message=\"why\"></skipped>"));
    junit_finish(&junit);
    buf_finish(&out);
}

/* --- SARIF ---------------------------------------------------------------- */

static json_t *sarif_of(Fixture *f)
{
    DiagReport report = report_of(f, "sarif");
    json_t *document = json_loadb(report.out.data, report.out.size,
                                  JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    diag_report_finish(&report);
    return document;
}

static json_t *result_at(const json_t *document, size_t i)
{
    json_t *run = json_array_get(json_object_get(document, "runs"), 0);
    return json_array_get(json_object_get(run, "results"), i);
}

static void sarif_counts_columns_in_units_of_utf_16(void **state)
{
    Fixture *f = *state;
    add(f, "a.yaml", "x\n\xf0\x9f\x98\x80\xd0\x96 bad\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 9, 12}, "no good");
    json_t *document = sarif_of(f);
    int line, column, end_column;
    const char *text, *uri;
    assert_int_equal(
        json_unpack(result_at(document, 0),
                    "{s:{s:s}, s:[{s:{s:{s:s}, s:{s:i, s:i, s:i}}}]}",
                    "message", "text", &text, "locations", "physicalLocation",
                    "artifactLocation", "uri", &uri, "region", "startLine",
                    &line, "startColumn", &column, "endColumn", &end_column),
        0);
    assert_int_equal(line, 2);
    assert_int_equal(column, 5); /* the pair, the letter, the blank */
    assert_int_equal(end_column, 8);
    assert_string_equal(text, "No good.");
    assert_string_equal(uri, "here/a.yaml");
    json_decref(document);
}

static const char *uri_of(Fixture *f, const char *path, json_t **document)
{
    f->sources.files.count = 0;
    f->diags.all.count = 0;
    add(f, path, "x: y\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 0, 1}, "m");
    *document = sarif_of(f);
    const char *uri = NULL;
    json_unpack(result_at(*document, 0), "{s:[{s:{s:{s:s}}}]}", "locations",
                "physicalLocation", "artifactLocation", "uri", &uri);
    return uri;
}

static void paths_are_relative_and_encoded(void **state)
{
    static const char *const paths[][2] = {
        {"a.yaml", "here/a.yaml"},
        {"./b//../a.yaml", "here/a.yaml"},
        {"../a.yaml", "a.yaml"},
        {"../../a.yaml", "../../a.yaml"},
        {"/w/x y.yaml", "x%20y.yaml"},
        {"/other/a.yaml", "file:///other/a.yaml"},
        {"/wide/a.yaml", "file:///wide/a.yaml"},
        {"a?b#c%d.yaml", "here/a%3Fb%23c%25d.yaml"},
        {"\xd0\x96.yaml", "here/%D0%96.yaml"},
        {"a:b.yaml", "here/a%3Ab.yaml"},
        {"<stdin>", "%3Cstdin%3E"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        json_t *document;
        assert_string_equal(uri_of(*state, paths[i][0], &document),
                            paths[i][1]);
        json_decref(document);
    }
}

static void
the_fingerprint_stays_when_lines_move_and_tells_twins_apart(void **state)
{
    Fixture *f = *state;
    const char *first, *second, *moved;
    add(f, "a.yaml", "x: y\nx: y\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 0, 1}, "m");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 5, 6}, "m");
    json_t *document = sarif_of(f);
    assert_int_equal(json_unpack(result_at(document, 0), "{s:{s:s}}",
                                 "partialFingerprints", "standoff/v1", &first),
                     0);
    json_unpack(result_at(document, 1), "{s:{s:s}}", "partialFingerprints",
                "standoff/v1", &second);
    assert_string_not_equal(first, second);
    f->diags.all.count = 0;
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 5, 6}, "m");
    json_t *other = sarif_of(f);
    json_unpack(result_at(other, 0), "{s:{s:s}}", "partialFingerprints",
                "standoff/v1", &moved);
    assert_string_equal(first, moved);
    json_decref(document);
    json_decref(other);
}

static const char *page(const char *code)
{
    return !strcmp(code, "SO202") ? "# the page\n" : NULL;
}

static void a_rule_stands_once_with_its_page_and_address(void **state)
{
    Fixture *f = *state;
    add(f, "a.yaml", "x: y\n");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 0, 1}, "a");
    diag_add(&f->diags, DIAG_SHAPE_KEY, (Span){0, 3, 4}, "b");
    DiagReport report = {.format = diag_format_find(STR("sarif")),
                         .page = page,
                         .home = STR("https://example.org/standoff")};
    diag_report_add(&report,
                    &(DiagsOfFile){STR("a.yaml"), &f->diags, &f->sources});
    diag_report_end(&report);
    json_t *document = json_loads(report.out.data, 0, NULL);
    json_t *run = json_array_get(json_object_get(document, "runs"), 0);
    json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
    json_t *rules = json_object_get(driver, "rules");
    const char *markdown, *uri, *home;
    assert_int_equal(json_array_size(rules), 1);
    assert_int_equal(json_unpack(json_array_get(rules, 0), "{s:{s:s}, s:s}",
                                 "help", "markdown", &markdown, "helpUri",
                                 &uri),
                     0);
    assert_string_equal(markdown, "# the page\n");
    assert_string_equal(uri,
                        "https://example.org/standoff/docs/rules/SO202.md");
    json_unpack(driver, "{s:s}", "informationUri", &home);
    assert_string_equal(home, "https://example.org/standoff");
    json_decref(document);
    diag_report_finish(&report);
}

static void without_a_file_every_document_is_whole(void **state)
{
    (void)state;
    for (const DiagFormat *format = diag_formats; format->name; format++) {
        DiagReport report = {.format = format};
        diag_report_end(&report);
        assert_false(report.out.failed);
        diag_report_finish(&report);
    }
}

static void a_finding_without_a_place_is_in_every_format(void **state)
{
    Fixture *f = *state;
    diag_add(&f->diags, DIAG_PACK_PATH, (Span){7, 0, 0}, "nowhere");
    diag_other(&f->diags, (Span){8, 0, 0}, "nor here");
    for (const DiagFormat *format = diag_formats; format->name; format++) {
        DiagReport report = {.format = format};
        diag_report_add(&report,
                        &(DiagsOfFile){STR("a"), &f->diags, &f->sources});
        diag_report_end(&report);
        assert_non_null(strstr(report.out.data, "owhere"));
        assert_false(report.out.failed);
        diag_report_finish(&report);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_github_command_is_one_line_whatever_it_holds),
        TEST(columns_are_left_out_of_a_span_of_several_lines),
        TEST(a_runner_finds_no_command_in_what_people_read),
        TEST(junit_has_no_markup_or_control_character_of_a_file),
        TEST(a_file_without_findings_is_a_case_that_passed),
        TEST(suites_are_counted_together),
        TEST(sarif_counts_columns_in_units_of_utf_16),
        TEST(paths_are_relative_and_encoded),
        TEST(the_fingerprint_stays_when_lines_move_and_tells_twins_apart),
        TEST(a_rule_stands_once_with_its_page_and_address),
        TEST(without_a_file_every_document_is_whole),
        TEST(a_finding_without_a_place_is_in_every_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
