/* Whether a condition can hold: verdicts with the part that decides them, and
 * random conditions against every value that their variables can have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr/expr.h"
#include "tests/unit/fixture.h"

/* Meters a in 0..3 and b in -1..2, facts f and g, demand d which is open, met
 * or refused, and roles p and q that may speak. */
static const struct {
    const char *name;
    ExprVariable variable;
    int64_t low, high;
} names[] = {{"a", EXPR_METER, 0, 3},
             {"b", EXPR_METER, -1, 2},
             {"f", EXPR_FACT, 0, 1},
             {"g", EXPR_FACT, 0, 1}};
enum { NAMES = sizeof names / sizeof *names };
static const int64_t statuses[] = {DEMAND_OPEN, DEMAND_MET, DEMAND_REFUSED};

static bool find(void *context, ExprNameKind kind, Str name,
                 ExprVariable *variable, uint32_t *index)
{
    (void)context;
    *index = 0;
    if (kind == EXPR_NAME_DEMAND)
        return str_equal_c(name, "d");
    if (kind == EXPR_NAME_ROLE)
        *index = str_equal_c(name, "q");
    if (kind == EXPR_NAME_ROLE)
        return true;
    for (uint32_t i = 0; kind == EXPR_NAME_VALUE && i < NAMES; i++)
        if (str_equal_c(name, names[i].name)) {
            *variable = names[i].variable;
            *index = i;
            return true;
        }
    return false;
}

static Str nearest(void *context, ExprNameKind kind, Str name)
{
    (void)context, (void)kind, (void)name;
    return (Str){0};
}

static ExprRange range(const void *context, ExprVariable variable,
                       uint32_t index)
{
    (void)context;
    if (variable == EXPR_METER || variable == EXPR_FACT)
        return (ExprRange){names[index].low, names[index].high};
    return (ExprRange){0, INT64_MAX};
}

static unsigned may(const void *context, ExprVariable variable, uint32_t index,
                    int64_t value)
{
    (void)context, (void)index;
    if (variable == EXPR_SPEAKER)
        return EXPR_MAY_BE | EXPR_MAY_DIFFER;
    for (size_t i = 0; i < 3; i++)
        if (statuses[i] == value)
            return EXPR_MAY_BE | EXPR_MAY_DIFFER;
    return EXPR_MAY_DIFFER;
}

static const ExprBounds bounds = {NULL, range, may};

static const Expr *parse(Fixture *f, const char *text)
{
    static const ExprNames callbacks = {NULL, find, nearest};
    const ExprFault *faults = NULL;
    size_t count = 0;
    const Expr *expr = expr_parse(&f->arena, str_from(text), EXPR_IN_IF,
                                  &callbacks, &faults, &count);
    if (!expr)
        fail_msg("%s: %.*s", text, STR_ARGS(faults[0].text));
    return expr;
}

/* --- Verdicts ------------------------------------------------------------- */

static const struct {
    const char *text;
    ExprVerdict verdict;
    const char *part; /* that decides it */
} rows[] = {
    {"a > 3", EXPR_NEVER, "a > 3"},
    {"a >= 0", EXPR_ALWAYS, "a >= 0"},
    {"a != 7", EXPR_ALWAYS, "a != 7"},
    {"a + b > 5", EXPR_NEVER, "a + b > 5"},
    {"a - b > 4", EXPR_NEVER, "a - b > 4"},
    {"a - b > 3", EXPR_DEPENDS, "a - b > 3"},
    {"f and a > 3", EXPR_NEVER, "a > 3"},
    {"f or a < 4", EXPR_ALWAYS, "a < 4"},
    {"f and not f", EXPR_NEVER, "f and not f"},
    {"f or not f", EXPR_ALWAYS, "f or not f"},
    {"a > 1 and a < 2", EXPR_NEVER, "a > 1 and a < 2"},
    {"a < 2 or a >= 2", EXPR_ALWAYS, "a < 2 or a >= 2"},
    {"a != 0 and a < 1", EXPR_NEVER, "a != 0 and a < 1"},
    {"a > 1 and (f or a < 1)", EXPR_DEPENDS, "a > 1 and (f or a < 1)"},
    {"not (a > 3)", EXPR_ALWAYS, "(a > 3)"},
    {"d is promised", EXPR_NEVER, "d is promised"},
    {"d is not dropped", EXPR_ALWAYS, "d is not dropped"},
    {"d is live", EXPR_DEPENDS, "d is live"},
    {"speaker is p", EXPR_DEPENDS, "speaker is p"},
    {"turns >= 0", EXPR_ALWAYS, "turns >= 0"},
    {"elapsed > 5m", EXPR_DEPENDS, "elapsed > 5m"},
};

static void verdicts_name_the_part_that_decides(void **state)
{
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ExprPart part;
        const char *text = rows[i].text;
        ExprVerdict verdict = expr_decide(parse(f, text), &bounds, &part);
        const char *at = strstr(text, rows[i].part);
        if (verdict != rows[i].verdict || part.verdict != verdict ||
            part.begin != (size_t)(at - text) ||
            part.end != part.begin + strlen(rows[i].part))
            fail_msg("%s: %d, %zu..%zu", text, verdict, part.begin, part.end);
    }
}

static void a_test_that_its_range_decides_is_found_in_a_condition(void **state)
{
    Fixture *f = *state;
    ExprPart parts[2];
    const Expr *expr = parse(f, "a > 1 and not (f and b > 2) or a < 9");
    assert_int_equal(expr_decided_parts(expr, &bounds, parts, 2), 2);
    assert_int_equal(parts[0].verdict, EXPR_NEVER);
    assert_int_equal(parts[0].begin, 21);
    assert_int_equal(parts[0].index, 1);
    assert_int_equal(parts[1].verdict, EXPR_ALWAYS);
    assert_int_equal(parts[1].begin, 31);
    assert_int_equal(expr_decided_parts(expr, &bounds, parts, 0), 2);
}

/* --- Against every value -------------------------------------------------- */

static uint32_t drawn(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

static void add_random(Buf *out, uint64_t *seed, int depth)
{
    static const char *const orders[] = {"<", "<=", "==", "!=", ">=", ">"};
    static const char *const words[] = {"open", "met", "dropped", "live"};
    switch (drawn(seed, depth > 0 ? 8 : 5)) {
    case 0:
        buf_add_c(out, drawn(seed, 2) ? "f" : "g");
        return;
    case 1:
        buf_printf(out, "d is %s%s", drawn(seed, 2) ? "not " : "",
                   words[drawn(seed, 4)]);
        return;
    case 2:
        buf_printf(out, "a %s b %s %d", drawn(seed, 2) ? "+" : "-",
                   orders[drawn(seed, 6)], (int)drawn(seed, 7) - 2);
        return;
    case 3:
    case 4:
        buf_printf(out, "%s %s %d", drawn(seed, 2) ? "a" : "b",
                   orders[drawn(seed, 6)], (int)drawn(seed, 7) - 2);
        return;
    case 5:
        buf_add_c(out, "not (");
        add_random(out, seed, depth - 1);
        buf_add_c(out, ")");
        return;
    default:
        buf_add_c(out, "(");
        add_random(out, seed, depth - 1);
        for (uint32_t more = 1 + drawn(seed, 2), i = 0, with = drawn(seed, 2);
             i < more; i++) {
            buf_add_c(out, with ? " and " : " or ");
            add_random(out, seed, depth - 1);
        }
        buf_add_c(out, ")");
    }
}

static int64_t read_value(const void *context, ExprVariable variable,
                          uint32_t index)
{
    const int64_t *values = context;
    return variable == EXPR_DEMAND ? values[NAMES] : values[index];
}

/* Bit 1 when it holds for some values, bit 2 when for some it does not. */
static unsigned truths(const Expr *expr)
{
    unsigned found = 0;
    int64_t v[NAMES + 1];
    for (v[0] = 0; v[0] <= 3; v[0]++)
        for (v[1] = -1; v[1] <= 2; v[1]++)
            for (int bits = 0; bits < 12; bits++) {
                v[2] = bits & 1;
                v[3] = bits >> 1 & 1;
                v[4] = statuses[bits >> 2];
                found |= expr_holds(expr, read_value, v) ? 1 : 2;
            }
    return found;
}

static void a_verdict_is_true_of_every_value(void **state)
{
    Fixture *f = *state;
    uint64_t seed = 20261124;
    int decided = 0;
    for (int i = 0; i < 4000; i++) {
        buf_clear(&f->buf);
        add_random(&f->buf, &seed, 3);
        buf_add_char(&f->buf, '\0');
        const Expr *expr = parse(f, f->buf.data);
        unsigned found = truths(expr);
        ExprVerdict verdict = expr_decide(expr, &bounds, NULL);
        if ((verdict == EXPR_NEVER && found != 2) ||
            (verdict == EXPR_ALWAYS && found != 1))
            fail_msg("%s: %d", f->buf.data, verdict);
        decided += verdict != EXPR_DEPENDS;
    }
    assert_true(decided > 200);
}

static void nesting_to_the_limit_takes_no_longer_than_its_length(void **state)
{
    Fixture *f = *state;
    for (int depth = 0; depth < 60; depth++)
        buf_add_c(&f->buf, depth % 2 ? "(a > 1 and " : "(a < 2 or ");
    buf_add_c(&f->buf, "a > 9");
    buf_add_repeat(&f->buf, ')', 60);
    buf_add_char(&f->buf, '\0');
    const Expr *expr = parse(f, f->buf.data);
    assert_int_equal(truths(expr), 3);
    assert_int_equal(expr_decide(expr, &bounds, NULL), EXPR_DEPENDS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(verdicts_name_the_part_that_decides),
        TEST(a_test_that_its_range_decides_is_found_in_a_condition),
        TEST(a_verdict_is_true_of_every_value),
        TEST(nesting_to_the_limit_takes_no_longer_than_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
