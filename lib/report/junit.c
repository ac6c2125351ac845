/* Writes JUnit's XML. The escapes of HTML are XML's, too, and no control
 * character passes them. Start at junit_write. */
#include "report/junit.h"

#include "diag/diag.h"
#include "report/html.h"

static void add_attribute(Buf *out, const char *name, Str value)
{
    Buf line = {0}; /* a reader would make blanks of line breaks */
    diag_add_safe(&line, value, false);
    buf_printf(out, " %s=\"", name);
    html_text(out, buf_str(&line));
    buf_add_char(out, '"');
    out->failed |= line.failed;
    buf_finish(&line);
}

static void add_element(Buf *out, const char *name, const JunitCase *one)
{
    buf_printf(out, "      <%s", name);
    if (one->type.size)
        add_attribute(out, "type", one->type);
    if (one->message.size)
        add_attribute(out, "message", one->message);
    buf_add_char(out, '>');
    html_text(out, one->text);
    buf_printf(out, "</%s>\n", name);
}

void junit_case(Junit *junit, const JunitCase *one)
{
    Buf *out = &junit->cases;
    junit->tests++;
    buf_add_c(out, "    <testcase");
    add_attribute(out, "classname", one->group);
    add_attribute(out, "name", one->name);
    if (one->outcome == JUNIT_PASSED && !one->text.size) {
        buf_add_c(out, "/>\n");
        return;
    }
    buf_add_c(out, ">\n");
    switch (one->outcome) {
    case JUNIT_PASSED:
        add_element(out, "system-out", &(JunitCase){.text = one->text});
        break;
    case JUNIT_FAILED:
        junit->failures++;
        add_element(out, "failure", one);
        break;
    case JUNIT_SKIPPED:
        junit->skipped++;
        add_element(out, "skipped", one);
        break;
    }
    buf_add_c(out, "    </testcase>\n");
}

void junit_suite(Junit *junit, Str name)
{
    Buf *out = &junit->suites;
    buf_add_c(out, "  <testsuite");
    add_attribute(out, "name", name);
    buf_printf(out,
               " tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
               "skipped=\"%zu\">\n",
               junit->tests, junit->failures, junit->skipped);
    buf_add(out, buf_str(&junit->cases));
    buf_add_c(out, "  </testsuite>\n");
    out->failed |= junit->cases.failed;
    junit->all_tests += junit->tests;
    junit->all_failures += junit->failures;
    junit->all_skipped += junit->skipped;
    junit->tests = junit->failures = junit->skipped = 0;
    buf_clear(&junit->cases);
}

void junit_write(Junit *junit, const char *name, Buf *out)
{
    buf_add_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    add_attribute(out, "name", str_from(name));
    buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
               junit->all_tests, junit->all_failures);
    buf_add(out, buf_str(&junit->suites));
    buf_add_c(out, "</testsuites>\n");
    out->failed |= junit->suites.failed;
}

void junit_finish(Junit *junit)
{
    buf_finish(&junit->cases);
    buf_finish(&junit->suites);
}
