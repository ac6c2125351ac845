/* Phrases: what they become, what they hear, and where they are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "intent/compile.h"
#include "intent/intent.h"
#include "intent/phrase.h"

#define GAP "[^\\w.!?]+(?:[\\w'-]+[^\\w.!?]+){0,4}?"

static void assert_becomes(const char *text, const char *pattern)
{
    Phrase phrase = {0};
    Buf out = {0};
    IntentFault fault;
    if (!phrase_read(&phrase, str_from(text), &fault))
        fail_msg("'%s': %s", text, fault.text);
    phrase_write(&phrase, &out);
    assert_string_equal(out.data, pattern);
    assert_true(intent_check_phrase(str_from(text), &fault));
    buf_finish(&out);
    phrase_finish(&phrase);
}

static bool hears(const char *phrase, const char *line)
{
    Str text = str_from(phrase);
    const Intent intent = {
        .name = STR("x"), .phrases = &text, .phrase_count = 1};
    const IntentSet set = {.intents = &intent, .count = 1};
    bool heard[2];
    for (int filtered = 0; filtered < 2; filtered++) {
        IntentMatcher *m =
            intent_matcher_new(&set, (IntentOptions){.no_filter = !filtered});
        IntentHeard answer;
        assert_non_null(m);
        IntentStatus status = intent_hear(m, str_from(line), NULL, &answer);
        assert_int_not_equal(status, INTENT_NO_MEMORY);
        heard[filtered] = answer.count;
        intent_matcher_free(m);
    }
    if (heard[0] != heard[1])
        fail_msg("the filter keeps '%s' from '%s'", phrase, line);
    return heard[0];
}

static void assert_hears(const char *phrase, const char *line)
{
    if (!hears(phrase, line))
        fail_msg("'%s' does not hear '%s'", phrase, line);
}

static void assert_deaf(const char *phrase, const char *line)
{
    if (hears(phrase, line))
        fail_msg("'%s' hears '%s'", phrase, line);
}

static void assert_fault(const char *text, size_t begin, size_t end)
{
    IntentFault fault = {0};
    if (intent_check_phrase(str_from(text), &fault))
        fail_msg("'%s' is not refused", text);
    assert_int_equal(fault.id, DIAG_INTENT_PHRASE);
    if (fault.begin != begin || fault.end != end)
        fail_msg("'%s': %zu..%zu, %s", text, fault.begin, fault.end,
                 fault.text);
}

static void a_phrase_is_whole_words_in_order(void **state)
{
    (void)state;
    assert_becomes("medical help", "medical\\s+help");
    assert_hears("doctor", "We have a DOCTOR standing by.");
    assert_deaf("doctor", "doctors");
    assert_deaf("medical help", "help, medical");
    assert_deaf("no", "I know nothing");
    assert_hears("no", "No!");
}

static void edges_hear_an_elided_article_but_not_a_negation(void **state)
{
    (void)state;
    assert_hears("hopital", "à l’hôpital");
    assert_hears("hôpital", "a l'hopital");
    assert_deaf("can", "I can't");
    assert_deaf("can", "I can’t");
    assert_hears("can", "can't you? I can");
    assert_hears("it", "it's");
    assert_hears("can", "can'tx");
}

static void a_gap_is_up_to_four_words_or_none(void **state)
{
    (void)state;
    assert_becomes("a ... b", "a" GAP "b");
    assert_becomes("a...b", "a" GAP "b");
    assert_becomes("a…b", "a" GAP "b");
    assert_hears("medical ... help", "medical help");
    assert_hears("medical ... help", "medical one two three four help");
    assert_deaf("medical ... help", "medical one two three four five help");
    assert_deaf("medical ... help", "medical. Then help");
    assert_hears("medical ... help", "medical, and can't-wait help");
}

static void a_choice_is_one_of_its_sides(void **state)
{
    (void)state;
    assert_becomes("(a|b) c", "(?:a|b)\\s+c");
    assert_becomes("x((a|b)c|d)", "x(?:(?:a|b)c|d)");
    assert_hears("(can't|not) ... doctor", "I can't get you a doctor.");
    assert_deaf("(can't|not) ... doctor", "a doctor");
    assert_hears("go(ing|es|ne) away", "gone away");
}

static void an_empty_side_takes_the_blank_before(void **state)
{
    (void)state;
    assert_becomes("x (a|) y", "x(?:\\s+(?:a))?\\s+y");
    assert_becomes("x (|a) y", "x(?:\\s+(?:a))?\\s+y");
    assert_becomes("x (a|)", "x(?:\\s+(?:a))?");
    assert_becomes("x (a|) (b|) y", "x(?:\\s+(?:a))?(?:\\s+(?:b))?\\s+y");
    assert_hears("very (very|) angry", "very angry");
    assert_hears("very (very|) angry", "very very angry");
    assert_deaf("x (a|) y", "xy");
}

static void
an_empty_side_takes_the_blank_after_when_none_is_before(void **state)
{
    (void)state;
    assert_becomes("(a|) y", "(?:(?:a)\\s+)?y");
    assert_becomes("(a|) (b|) y", "(?:(?:a)\\s+)?(?:(?:b)\\s+)?y");
    assert_becomes("x ... (a|) y", "x" GAP "(?:(?:a)\\s+)?y");
    assert_becomes("x (a|) ... y", "x(?:\\s+(?:a))?" GAP "y");
    assert_hears("(very|) angry", "angry");
}

static void an_empty_side_inside_a_word_is_only_optional(void **state)
{
    (void)state;
    assert_becomes("colo(u|)r", "colo(?:u)?r");
    assert_becomes("pre(a|) y", "pre(?:a)?\\s+y");
    assert_becomes("x (un|)do", "x\\s+(?:un)?do");
    assert_becomes("(un|)do", "(?:un)?do");
    assert_hears("doctor(s|)", "doctors");
    assert_hears("doctor(s|)", "doctor");
}

static void edges_of_a_side_are_edges_for_the_choices_in_it(void **state)
{
    (void)state;
    assert_becomes("(x (a|)|y) z", "(?:x(?:\\s+(?:a))?|y)\\s+z");
    assert_becomes("((a|) x|y) z", "(?:(?:(?:a)\\s+)?x|y)\\s+z");
    assert_hears("x((a|) b|c)", "xb");
    assert_hears("x((a|) (b|d)|c) y", "xd y");
    assert_hears("(c|b (a|))x", "bx");
    assert_hears("(c|(d|b) (a|))x y", "dx y");
}

static void a_side_that_may_be_empty_counts_as_empty(void **state)
{
    (void)state;
    assert_becomes("x ((a|)|b) y", "x(?:\\s+(?:(?:a)?|b))?\\s+y");
    assert_hears("x ((a|)|b) y", "x y");
}

static void blanks_at_the_edges_of_a_side_do_not_double(void **state)
{
    (void)state;
    assert_becomes("( a | b ) c", "(?:a|b)\\s+c");
    assert_becomes("x( a|) y", "x(?:\\s+a)?\\s+y");
    assert_becomes("x (a| ) y", "x(?:\\s+(?:a))?\\s+y");
}

static void a_star_is_the_rest_of_a_word(void **state)
{
    (void)state;
    assert_becomes("angr* man", "angr\\w*\\s+man");
    assert_hears("angr*", "ANGRY!");
    assert_hears("angr*", "angr");
    assert_deaf("angr*", "hangry");
    assert_hears("(calm|relax)* down", "relaxing down");
}

static void other_punctuation_is_literal(void **state)
{
    (void)state;
    assert_becomes("a.b|c [d] \\d", "a\\.b\\|c\\s+\\[d\\]\\s+\\\\d");
    assert_hears("why?", "Why?");
    assert_deaf("why?", "why");
    assert_deaf("?", "why?"); /* the edge before holds for it, too */
    assert_hears("5 $", "that's 5 $");
}

static void phrases_are_folded_whole(void **state)
{
    (void)state;
    assert_becomes("  «Ça»  va… où ", "\\\"Ca\\\"\\s+va" GAP "ou");
    assert_hears("ёлка", "елка");
    assert_hears("кардан", "ҚАРДАН");
    assert_hears("қардан", "кардан");
}

static void faults_are_where_they_were_written(void **state)
{
    (void)state;
    assert_fault("", 0, 0);
    assert_fault("  ", 0, 2);
    assert_fault("\xCC\x81", 0, 2);
    assert_fault("a (b", 2, 3);
    assert_fault("  a (b|(c)", 4, 5);
    assert_fault("é b)", 4, 5);
    assert_fault("... a", 0, 3);
    assert_fault("  …  a", 2, 5);
    assert_fault("a ...", 2, 5);
    assert_fault("a…", 1, 4);
    assert_fault("œ (a ... b|c)", 6, 9);
    assert_fault("(a|)", 0, 4);
    assert_fault("(a|) (b|)", 0, 9);
    assert_fault("*", 0, 1);
    assert_fault("x () y", 2, 4);
    assert_fault("x (|) y", 2, 5);
    assert_fault(")", 0, 1);
}

static void choices_nest_to_a_limit(void **state)
{
    (void)state;
    IntentFault fault;
    Buf text = {0};
    for (int i = 0; i < 24; i++)
        buf_add_c(&text, "x (a ");
    buf_add_c(&text, "b");
    for (int i = 0; i < 24; i++)
        buf_add_c(&text, "|) y");
    assert_true(intent_check_phrase(buf_str(&text), &fault));
    assert_hears(text.data, "x y");
    buf_clear(&text);
    buf_add_repeat(&text, '(', 1000);
    assert_false(intent_check_phrase(buf_str(&text), &fault));
    assert_int_equal(fault.begin, 24);
    buf_finish(&text);
}

static void a_phrase_too_long_is_a_limit(void **state)
{
    (void)state;
    IntentFault fault;
    Buf text = {0};
    buf_add_repeat(&text, 'a', 1024);
    assert_true(intent_check_phrase(buf_str(&text), &fault));
    buf_add_c(&text, "a");
    assert_false(intent_check_phrase(buf_str(&text), &fault));
    assert_int_equal(fault.id, DIAG_INTENT_LIMIT);
    buf_clear(&text);
    for (int i = 0; i < 250; i++)
        buf_add_c(&text, "a...");
    buf_add_c(&text, "a");
    assert_false(intent_check_phrase(buf_str(&text), &fault));
    assert_int_equal(fault.id, DIAG_INTENT_LIMIT);
    buf_finish(&text);
}

/* What lets many phrases be joined without compiling to see how large. */
static void the_weight_of_a_phrase_is_more_than_it_compiles_to(void **state)
{
    (void)state;
    static const char *const parts[] = {"a", "я", "(a|)", "... a", "*",
                                        "-", "s", "k",    " ",     "(b|c) "};
    uint64_t seed = 3;
    Compiler c = {0};
    assert_true(compile_init(&c));
    for (int round = 0; round < 3000; round++) {
        Buf text = {0}, out = {0};
        Phrase phrase = {0};
        IntentFault fault;
        for (int i = 0; i < round % 90; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf_add_c(&text, parts[(seed >> 33) % 10]);
        }
        buf_add_c(&text, "x");
        if (phrase_read(&phrase, buf_str(&text), &fault)) {
            int error;
            size_t offset;
            phrase_write(&phrase, &out);
            pcre2_code *code =
                compile_pattern(&c, buf_str(&out), false, &error, &offset);
            if (code) {
                size_t size = compile_size(code);
                if (size > phrase_weight(&phrase) + 150)
                    fail_msg("'%s' takes %zu, weighs %zu", text.data, size,
                             phrase_weight(&phrase));
            } else {
                assert_true(phrase_weight(&phrase) >= INTENT_CODE_LIMIT / 2);
            }
            pcre2_code_free(code);
        }
        buf_finish(&text);
        buf_finish(&out);
        phrase_finish(&phrase);
    }
    compile_finish(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phrase_is_whole_words_in_order),
        cmocka_unit_test(edges_hear_an_elided_article_but_not_a_negation),
        cmocka_unit_test(a_gap_is_up_to_four_words_or_none),
        cmocka_unit_test(a_choice_is_one_of_its_sides),
        cmocka_unit_test(an_empty_side_takes_the_blank_before),
        cmocka_unit_test(
            an_empty_side_takes_the_blank_after_when_none_is_before),
        cmocka_unit_test(an_empty_side_inside_a_word_is_only_optional),
        cmocka_unit_test(edges_of_a_side_are_edges_for_the_choices_in_it),
        cmocka_unit_test(a_side_that_may_be_empty_counts_as_empty),
        cmocka_unit_test(blanks_at_the_edges_of_a_side_do_not_double),
        cmocka_unit_test(a_star_is_the_rest_of_a_word),
        cmocka_unit_test(other_punctuation_is_literal),
        cmocka_unit_test(phrases_are_folded_whole),
        cmocka_unit_test(faults_are_where_they_were_written),
        cmocka_unit_test(choices_nest_to_a_limit),
        cmocka_unit_test(a_phrase_too_long_is_a_limit),
        cmocka_unit_test(the_weight_of_a_phrase_is_more_than_it_compiles_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
