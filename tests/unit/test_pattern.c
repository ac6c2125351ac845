/* Patterns: what is refused and where, folding of literals, and what the
 * filter gathers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "intent/intent.h"
#include "intent/pattern.h"

static const Str slots[] = {{"name", 4}, {"place", 5}};
static const IntentSet set = {.slots = slots, .slot_count = 2};

static void assert_good(const char *pattern)
{
    IntentFault fault;
    if (!intent_check_pattern(str_from(pattern), &set, &fault))
        fail_msg("'%s': %zu..%zu %s", pattern, fault.begin, fault.end,
                 fault.text);
}

static void assert_fault(const char *pattern, DiagId id, size_t begin,
                         size_t end)
{
    IntentFault fault = {0};
    if (intent_check_pattern(str_from(pattern), &set, &fault))
        fail_msg("'%s' is not refused", pattern);
    if (fault.id != id || fault.begin != begin || fault.end != end)
        fail_msg("'%s': id %d at %zu..%zu, %s", pattern, (int)fault.id,
                 fault.begin, fault.end, fault.text);
    assert_true(fault.text[0] && strlen(fault.text) < sizeof fault.text - 1);
    assert_null(strchr(fault.text, '\n'));
}

static void assert_folds(const char *pattern, const char *expected)
{
    Buf out = {0}, map = {0};
    IntentFault fault;
    if (!pattern_fold(str_from(pattern), &set, &out, &map, &fault))
        fail_msg("'%s': %s", pattern, fault.text);
    buf_add_char(&out, '\0');
    assert_string_equal(out.data, expected);
    assert_int_equal(map.size, out.size * sizeof(uint32_t));
    buf_finish(&out);
    buf_finish(&map);
}

static void ordinary_patterns_are_good(void **state)
{
    (void)state;
    assert_good("\\bmy name is (?<name>\\p{Lu}\\w+)");
    assert_good("(?i)a(?-i:B)|c{2,3}?(?=d)(?<!e)[^]f-h[:alpha:]]");
    assert_good("(?:(a)|b)(?(1)c|d)\\1\\k{name}(?P<name>x)(?P=name)");
    assert_good("\\Q(*a)(?R)\\E[(*a)(?R)\\[](?#(?R (*x)");
    assert_good("(?x) a # (?R) [\n b");
    assert_good("(?>a++)\\K(?|b|c)\\R\\X()\\g{-1}");
    assert_good("[[:<:]]a\\x41\\x{42}\\o{103}\\cA\\N{U+44}\\N\\0");
    assert_good("\\Qa");
}

static void what_unbounds_time_is_refused_with_its_span(void **state)
{
    (void)state;
    assert_fault("(*LIMIT_MATCH=9)a", DIAG_INTENT_FORBIDDEN, 0, 16);
    assert_fault("a(*COMMIT)b", DIAG_INTENT_FORBIDDEN, 1, 10);
    assert_fault("é(*ACCEPT)", DIAG_INTENT_FORBIDDEN, 2, 11);
    assert_fault("(*sr:a)", DIAG_INTENT_FORBIDDEN, 0, 7);
    assert_fault("a(?R)", DIAG_INTENT_FORBIDDEN, 1, 5);
    assert_fault("(a(?1)?)", DIAG_INTENT_FORBIDDEN, 2, 6);
    assert_fault("(a(?-1)?)", DIAG_INTENT_FORBIDDEN, 2, 7);
    assert_fault("a(?+1)(b)", DIAG_INTENT_FORBIDDEN, 1, 6);
    assert_fault("(?<name>a(?&name)?)", DIAG_INTENT_FORBIDDEN, 9, 17);
    assert_fault("(?<name>a(?P>name)?)", DIAG_INTENT_FORBIDDEN, 9, 18);
    assert_fault("(a)\\g<1>", DIAG_INTENT_FORBIDDEN, 3, 8);
    assert_fault("(a)\\g'1'", DIAG_INTENT_FORBIDDEN, 3, 8);
    assert_fault("(?(DEFINE)(a))b", DIAG_INTENT_FORBIDDEN, 0, 10);
    assert_fault("a(?C)", DIAG_INTENT_FORBIDDEN, 1, 5);
    assert_fault("a(?C7)", DIAG_INTENT_FORBIDDEN, 1, 6);
    assert_fault("(?(?C9)(?=a)b|c)", DIAG_INTENT_FORBIDDEN, 2, 7);
    assert_fault("a\\C", DIAG_INTENT_FORBIDDEN, 1, 3);
    assert_fault("\\Ga", DIAG_INTENT_FORBIDDEN, 0, 2);
    assert_fault("(?x)[#] (?R)", DIAG_INTENT_FORBIDDEN, 8, 12);
    assert_fault("(?x:a)# (?R)", DIAG_INTENT_FORBIDDEN, 8, 12);
    assert_fault("(?x-x)# (?R)", DIAG_INTENT_FORBIDDEN, 8, 12);
    assert_fault("[\\]](?R)", DIAG_INTENT_FORBIDDEN, 4, 8);
    assert_fault("[[:alpha:]](?R)", DIAG_INTENT_FORBIDDEN, 11, 15);
    assert_fault("\\\\Q(?R)", DIAG_INTENT_FORBIDDEN, 3, 7);
}

static void errors_of_syntax_are_where_they_were_written(void **state)
{
    (void)state;
    assert_fault("ab)", DIAG_INTENT_PATTERN, 2, 3);
    assert_fault("…b)c", DIAG_INTENT_PATTERN, 4, 5);
    assert_fault("(a", DIAG_INTENT_PATTERN, 2, 2);
    assert_fault("a)|(b", DIAG_INTENT_PATTERN, 1, 2);
    assert_fault("[a", DIAG_INTENT_PATTERN, 2, 2);
    assert_fault("a\\", DIAG_INTENT_PATTERN, 2, 2);
    assert_fault("a\\c", DIAG_INTENT_PATTERN, 3, 3);
    assert_fault("*a", DIAG_INTENT_PATTERN, 0, 1);
    assert_fault("(?<=a+)b", DIAG_INTENT_PATTERN, 0, 1);
    assert_fault("(?=a\\K)", DIAG_INTENT_PATTERN, 7, 7);
    assert_fault("(?<name>a)(?<name>b)", DIAG_INTENT_PATTERN, 18, 19);
    assert_fault("a\xFF", DIAG_INTENT_PATTERN, 1, 2);
}

static void a_pattern_that_cannot_be_wrapped_is_refused(void **state)
{
    (void)state;
    assert_fault("(?x)a # b", DIAG_INTENT_PATTERN, 0, 9);
    assert_good("(?x)a # b\n");
}

static void a_pattern_that_matches_nothing_is_always_heard(void **state)
{
    (void)state;
    assert_fault("a*", DIAG_INTENT_EMPTY_MATCH, 0, 2);
    assert_fault("", DIAG_INTENT_EMPTY_MATCH, 0, 0);
    assert_fault("a|", DIAG_INTENT_EMPTY_MATCH, 0, 2);
    assert_fault("(?=)", DIAG_INTENT_EMPTY_MATCH, 0, 4);
    assert_fault("^$", DIAG_INTENT_EMPTY_MATCH, 0, 2);
    assert_good("\\b");
}

static void named_groups_fill_slots(void **state)
{
    (void)state;
    assert_good("(?<name>a)(?P<place>b)");
    assert_good("(?J)(?'name'c)|(?<name>x)");
    assert_fault("(?<who>a)", DIAG_INTENT_SLOT, 3, 6);
    assert_fault("(?P<who>a)", DIAG_INTENT_SLOT, 4, 7);
    assert_fault("é(?'who'a)", DIAG_INTENT_SLOT, 5, 8);
    IntentFault fault;
    assert_true(intent_check_pattern(STR("(?<who>a)"), NULL, &fault));
}

static void limits_of_size_and_depth_hold(void **state)
{
    (void)state;
    IntentFault fault;
    Buf text = {0};
    buf_add_repeat(&text, 'a', 1024);
    assert_true(intent_check_pattern(buf_str(&text), &set, &fault));
    buf_add_c(&text, "a");
    assert_false(intent_check_pattern(buf_str(&text), &set, &fault));
    assert_int_equal(fault.id, DIAG_INTENT_LIMIT);
    assert_int_equal(fault.end, 1025);
    buf_finish(&text);
    assert_false(
        intent_check_pattern(STR("((((a{9}){9}){9}){9}){9}"), &set, &fault));
    assert_int_equal(fault.id, DIAG_INTENT_LIMIT);
    for (int depth = 49; depth <= 52; depth++) {
        Buf deep = {0};
        buf_add_repeat(&deep, '(', (size_t)depth);
        buf_add_c(&deep, "a");
        buf_add_repeat(&deep, ')', (size_t)depth);
        bool good = intent_check_pattern(buf_str(&deep), &set, &fault);
        assert_int_equal(good, depth <= 49); /* the wrapper is one */
        if (!good)
            assert_int_equal(fault.id, DIAG_INTENT_LIMIT);
        buf_finish(&deep);
    }
}

static void literals_are_folded(void **state)
{
    (void)state;
    assert_folds("l’hôpital", "l\\'hopital");
    assert_folds("e\xCC\x81+", "e+");
    assert_folds("cœur…", "c(?:oe)ur(?:\\.\\.\\.)");
    assert_folds("ё|ҷ|й", "\u0435|\u0447|й");
    assert_folds("a\xC2\xA0"
                 "b",
                 "a\\x{20}b");
    assert_folds("a  b", "a  b");
    assert_folds(".\xCC\x81x", ".x");
    assert_folds("a–b", "a\\-b");
    assert_folds("(?<name>é)", "(?<name>e)");
}

static void what_is_quoted_or_escaped_is_not_folded(void **state)
{
    (void)state;
    assert_folds("\\Qé\\Eé", "\\Qé\\Ee");
    assert_folds("\\x{e9}é\\é", "\\x{e9}\\x{65}\\é");
    assert_folds("\\x4é\\cé", "\\x4\\x{65}\\cé");
    assert_folds("(?#é)é", "(?#é)e");
    assert_folds("(?x)é#é\né", "(?x)e#é\ne");
    assert_folds("(?x)a\xE2\x80\xA8"
                 "b",
                 "(?x)a\xE2\x80\xA8"
                 "b");
}

static void literals_of_a_class_fold_to_one_or_are_refused(void **state)
{
    (void)state;
    assert_folds("[éà–й]", "[\\x{65}\\x{61}\\x{2d}й]");
    assert_folds("[a–z]", "[a\\x{2d}z]");
    assert_folds("[e\xCC\x81]", "[\\x{65}]");
    assert_folds("[а-яё]", "[а-я\\x{435}]");
    assert_fault("[aœ]", DIAG_INTENT_FOLD, 2, 4);
    assert_fault("[…]", DIAG_INTENT_FOLD, 1, 4);
    assert_fault("[\\w\xCC\x81]", DIAG_INTENT_FOLD, 3, 5);
    assert_fault("x[à-ý]", DIAG_INTENT_FOLD, 2, 7);
    assert_fault("[a-é]", DIAG_INTENT_FOLD, 1, 5);
    assert_fault("[а-ё]", DIAG_INTENT_FOLD, 1, 6);
    assert_fault("[é-\\x{ff}]", DIAG_INTENT_FOLD, 1, 10);
    assert_good("[é-]");
    assert_good("[-é]");
    assert_good("[]é]");
    assert_good("[\\w\\-é]");
}

/* The filter ----------------------------------------------------------- */

static void add_sets(const Gather *g, Buf *out)
{
    for (uint32_t s = 0; s < g->set_count; s++) {
        buf_add_c(out, s ? " & " : "");
        for (uint32_t i = g->sets[s].begin; i < g->sets[s].end; i++) {
            const GatherLiteral *l = gather_literal(g, i);
            buf_add_c(out, i > g->sets[s].begin ? "/" : "");
            buf_add_c(out, l->left ? "<" : "");
            buf_add(out, (Str){g->bytes.data + l->begin, l->size});
            buf_add_c(out, l->right ? ">" : "");
        }
    }
    buf_add_char(out, '\0');
}

static void assert_gathers(const char *pattern, const char *expected)
{
    Gather g = {0};
    Buf out = {0};
    pattern_gather(str_from(pattern), &g);
    add_sets(&g, &out);
    assert_string_equal(out.data, expected);
    buf_finish(&out);
    gather_finish(&g);
}

static void literals_that_must_occur_are_gathered(void **state)
{
    (void)state;
    assert_gathers("Doctor", "doctor");
    assert_gathers("\\bno\\b", "<no>");
    assert_gathers("^no$", "<no>");
    assert_gathers("it\\s+sounds like", "it sounds like");
    assert_gathers("colou?r", "colo & r");
    assert_gathers("ab+c", "ab & c");
    assert_gathers("a.b[cd]ef\\wg", "a & b & ef & g");
    assert_gathers("yes|no", "yes/no");
    assert_gathers("\\b(?:yes|no)\\b", "<yes>/<no>");
    assert_gathers("(?:yes|no) sir", "yes>/no> &  sir");
    assert_gathers("(a|bc(d|e)f)g", "a/bc & g");
    assert_gathers("(it sounds|you seem).*(angry|alone)",
                   "it sounds/you seem & angry/alone");
    assert_gathers("(very )?angry", "angry");
    assert_gathers("(?:abc){0}d", "d");
    assert_gathers("(?:abc){1,2}d", "abc & d");
    assert_gathers("foo(?!bar)baz", "foo & baz");
    assert_gathers("(?<=foo)bar", "bar");
    assert_gathers("\\Qa.b\\Ec", "a.bc");
    assert_gathers("a\\.b", "a.b");
    assert_gathers("(?<name>x)yz", "x & yz");
    assert_gathers("no \\bx", "no  & <x");
    assert_gathers("\\w+\\bx", "<x");
    assert_gathers("(a|b)+\\b", "a>/b>");
    assert_gathers("(?:abc|\\w)d", "d");
    assert_gathers("(?:a(?:bcd|def)|gh)\\b", "bcd>/def>/gh>");
    assert_gathers("(?:a(?:bcd|def)x|gh)\\b", "bcd/def/gh>");
    assert_gathers("\\b123456789012345678901234567890123456789012345678 ab\\b",
                   "<123456789012345678901234567890123456789012345678");
}

static void what_is_not_understood_gathers_nothing(void **state)
{
    (void)state;
    assert_gathers("(?i)abc", "");
    assert_gathers("abc(?-i:d)", "");
    assert_gathers("(a)bc\\1", "");
    assert_gathers("abc|", "");
    assert_gathers("(?:abc|)", "");
    assert_gathers("abc\\x41", "");
    assert_gathers("(?(?=a)abc|abd)", "");
    assert_gathers("abc)", "");
    assert_gathers("(abc", "");
    assert_gathers("\\w+", "");
    assert_gathers("\\Qabc\\E+", "");
    assert_gathers("abc(?#x)?", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_patterns_are_good),
        cmocka_unit_test(what_unbounds_time_is_refused_with_its_span),
        cmocka_unit_test(errors_of_syntax_are_where_they_were_written),
        cmocka_unit_test(a_pattern_that_cannot_be_wrapped_is_refused),
        cmocka_unit_test(a_pattern_that_matches_nothing_is_always_heard),
        cmocka_unit_test(named_groups_fill_slots),
        cmocka_unit_test(limits_of_size_and_depth_hold),
        cmocka_unit_test(literals_are_folded),
        cmocka_unit_test(what_is_quoted_or_escaped_is_not_folded),
        cmocka_unit_test(literals_of_a_class_fold_to_one_or_are_refused),
        cmocka_unit_test(literals_that_must_occur_are_gathered),
        cmocka_unit_test(what_is_not_understood_gathers_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
