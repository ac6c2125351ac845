/* The matcher: which intents a line carries, spans, captures, limits; and that
 * filter, joining and machine code change no answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "intent/compile.h"
#include "intent/intent.h"
#include "intent/pattern.h"
#include "intent/phrase.h"

#define LIST(...) ((const Str[]){__VA_ARGS__})
#define S(text)                                                                \
    {                                                                          \
        (text), sizeof(text) - 1                                               \
    }

static const IntentOptions variants[] = {
    {0}, {.no_jit = true}, {.no_filter = true}, {true, true}};

/* The names heard, with blanks between; in every variant the same. */
static void assert_heard(const IntentSet *set, const char *line,
                         const IntentMemory *memory, const char *expected)
{
    for (size_t v = 0; v < 4; v++) {
        IntentMatcher *m = intent_matcher_new(set, variants[v]);
        assert_non_null(m);
        for (int round = 0; round < 20; round += 1) {
            IntentHeard heard;
            Buf names = {0};
            intent_hear(m, str_from(line), memory, &heard);
            for (uint32_t i = 0; i < heard.count; i++) {
                buf_add_c(&names, i ? " " : "");
                buf_add(&names, set->intents[heard.intents[i]].name);
                assert_int_equal(heard.spans[i].intent, heard.intents[i]);
            }
            buf_add_char(&names, '\0');
            if (strcmp(names.data, expected) != 0)
                fail_msg("'%s' carries '%s', not '%s'", line, names.data,
                         expected);
            buf_finish(&names);
        }
        intent_matcher_free(m);
    }
}

static void a_line_carries_all_intents_that_hear_it(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("doctor"),
         .phrases = LIST(S("doctor"), S("medic")),
         .phrase_count = 2,
         .unless = LIST(S("no doctor"), S("(can't|not) ... doctor")),
         .unless_count = 2},
        {.name = S("please"),
         .patterns = LIST(S("\\bplease\\b")),
         .pattern_count = 1},
        {.name = S("upper"),
         .patterns = LIST(S("(?-i:\\bNOW\\b)")),
         .pattern_count = 1},
        {.name = S("ask"),
         .patterns = LIST(S("\\?$")),
         .pattern_count = 1,
         .unless_patterns = LIST(S("right\\?")),
         .unless_pattern_count = 1},
    };
    const IntentSet set = {.intents = intents, .count = 4};
    assert_heard(&set, "Please, a doctor NOW?", NULL,
                 "doctor please upper ask");
    assert_heard(&set, "I can't get you a doctor, right?", NULL, "");
    assert_heard(&set, "now a medic", NULL, "doctor");
    assert_heard(&set, "nothing at all", NULL, "");
}

static void length_allows_or_is_a_test_of_its_own(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("short"), .words_low = 1, .words_high = 2},
        {.name = S("short-yes"),
         .phrases = LIST(S("yes")),
         .phrase_count = 1,
         .words_low = 1,
         .words_high = 3},
        {.name = S("short-not-no"),
         .words_low = 1,
         .words_high = 2,
         .unless = LIST(S("no")),
         .unless_count = 1},
    };
    const IntentSet set = {.intents = intents, .count = 3};
    assert_heard(&set, "Yes!", NULL, "short short-yes short-not-no");
    assert_heard(&set, "yes, I can't", NULL, "short-yes");
    assert_heard(&set, "yes and more than that", NULL, "");
    assert_heard(&set, "no", NULL, "short");
    assert_heard(&set, "...", NULL, "");
}

static void mirrors_repeat_the_last_words_said(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("one"), .mirrors_low = 1, .mirrors_high = 1},
        {.name = S("some"), .mirrors_low = 2, .mirrors_high = 4},
    };
    const IntentSet set = {.intents = intents, .count = 2};
    const IntentMemory said = {
        .last_said = STR("They left him LYING there, for fifteen minútes!")};
    assert_heard(&set, "Fifteen minutes?", &said, "one some");
    assert_heard(&set, "Minutes?", &said, "one");
    assert_heard(&set, "So, fifteen minutes?", &said, "some");
    assert_heard(&set, "So for fifteen minutes?", &said, "some");
    assert_heard(&set, "You say he waited for fifteen minutes?", &said, "");
    assert_heard(&set, "You say they waited fifteen minutes?", &said, "");
    assert_heard(&set, "fifteen minutes ago", &said, "");
    assert_heard(&set, "fifteen minutes", NULL, "");
    assert_heard(&set, "fifteen minutes", &(IntentMemory){0}, "");
    assert_heard(&set, "?!", &said, "");
    const IntentMemory brief = {.last_said = STR("No way")};
    assert_heard(&set, "no way", &brief, "one some");
    assert_heard(&set, "you say no way", &brief, "some");
}

static void repeats_need_the_same_text_before(void **state)
{
    (void)state;
    const Intent intents[] = {{.name = S("again"), .repeats = true}};
    const IntentSet set = {.intents = intents, .count = 1};
    const IntentMemory before = {.last_utterance = STR("Calm  down, Олег…")};
    assert_heard(&set, "calm down, олег...", &before, "again");
    assert_heard(&set, "calm down", &before, "");
    assert_heard(&set, "calm down", NULL, "");
    assert_heard(&set, "calm down",
                 &(IntentMemory){.last_said = STR("calm down")}, "");
}

static void groups_hear_what_their_members_hear(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("outer"),
         .any_of = (const uint32_t[]){1, 3},
         .any_of_count = 2},
        {.name = S("inner"),
         .any_of = (const uint32_t[]){2},
         .any_of_count = 1,
         .unless = LIST(S("but")),
         .unless_count = 1},
        {.name = S("yes"),
         .phrases = LIST(S("yes")),
         .phrase_count = 1,
         .unless = LIST(S("no")),
         .unless_count = 1},
        {.name = S("ok"), .phrases = LIST(S("ok")), .phrase_count = 1},
        {.name = S("short"),
         .any_of = (const uint32_t[]){2},
         .any_of_count = 1,
         .words_low = 1,
         .words_high = 2},
    };
    const IntentSet set = {.intents = intents, .count = 5};
    assert_heard(&set, "yes", NULL, "outer inner yes short");
    assert_heard(&set, "yes but no more", NULL, "");
    assert_heard(&set, "yes but never", NULL, "yes");
    assert_heard(&set, "yes but ok then", NULL, "outer yes ok");
}

static void groups_in_a_circle_end(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("a"), .any_of = (const uint32_t[]){1}, .any_of_count = 1},
        {.name = S("b"),
         .any_of = (const uint32_t[]){0},
         .any_of_count = 1,
         .phrases = LIST(S("x")),
         .phrase_count = 1},
    };
    const IntentSet set = {.intents = intents, .count = 2};
    assert_heard(&set, "x", NULL, "a b");
    assert_heard(&set, "y", NULL, "");
}

static void a_chain_of_20000_groups_needs_no_stack(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    Intent *intents = calloc(COUNT, sizeof *intents);
    uint32_t *members = calloc(COUNT, sizeof *members);
    assert_non_null(intents);
    assert_non_null(members);
    for (uint32_t i = 0; i + 1 < COUNT; i++) {
        members[i] = i + 1;
        intents[i].any_of = &members[i];
        intents[i].any_of_count = 1;
    }
    const Str yes = STR("yes");
    intents[COUNT - 1].phrases = &yes;
    intents[COUNT - 1].phrase_count = 1;
    const IntentSet set = {.intents = intents, .count = COUNT};
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    IntentHeard heard;
    assert_int_equal(intent_hear(m, STR("oh yes"), NULL, &heard), INTENT_OK);
    assert_int_equal(heard.count, COUNT);
    assert_int_equal(heard.intents[5], 5);
    assert_int_equal(intent_hear(m, STR("oh no"), NULL, &heard), INTENT_OK);
    assert_int_equal(heard.count, 0);
    intent_matcher_free(m);
    free(intents);
    free(members);
}

static void text_that_folds_to_nothing_is_no_turn(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("a"), .patterns = LIST(S("a*")), .pattern_count = 1}};
    const IntentSet set = {.intents = intents, .count = 1};
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    IntentHeard heard;
    assert_int_equal(intent_hear(m, STR(" \xCC\x81\xC2\xA0"), NULL, &heard),
                     INTENT_NOTHING);
    assert_int_equal(heard.count, 0);
    assert_int_equal(intent_hear(m, (Str){0}, NULL, &heard), INTENT_NOTHING);
    assert_int_equal(intent_capture(m, (Str){0}, NULL, 0, &heard),
                     INTENT_NOTHING);
    assert_int_equal(intent_hear(m, STR("b"), NULL, &heard), INTENT_OK);
    assert_int_equal(heard.count, 1);
    intent_matcher_free(m);
    intent_matcher_free(NULL);
}

static void an_empty_set_hears_nothing(void **state)
{
    (void)state;
    const IntentSet set = {0};
    assert_heard(&set, "a line", NULL, "");
}

/* Spans and captures ---------------------------------------------------- */

static void spans_are_bytes_of_the_text_as_typed(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("both"),
         .patterns = LIST(S("xyz"), S("nomm\\w+")),
         .pattern_count = 2,
         .phrases = LIST(S("appelle")),
         .phrase_count = 1},
        {.name = S("eur"), .patterns = LIST(S("e")), .pattern_count = 1},
        {.name = S("short"), .words_low = 1, .words_high = 9},
    };
    const IntentSet set = {.intents = intents, .count = 3};
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    IntentHeard heard;
    intent_hear(m,
                STR("  J’appelle,  nomme\xCC\x81"
                    "e cœ"),
                NULL, &heard);
    assert_int_equal(heard.count, 3);
    assert_int_equal(heard.spans[0].begin, 16);
    assert_int_equal(heard.spans[0].end, 24);
    assert_int_equal(heard.spans[2].begin, 0);
    assert_int_equal(heard.spans[2].end, 0);
    intent_hear(m, STR("cœ!"), NULL, &heard);
    assert_int_equal(heard.spans[0].begin, 1);
    assert_int_equal(heard.spans[0].end, 3);
    intent_hear(m, STR("cœur"), NULL, &heard);
    assert_int_equal(heard.spans[0].end, 3);
    intent_matcher_free(m);
}

static void a_span_has_the_whole_of_a_letter_that_folds_to_two(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("o"), .patterns = LIST(S("o")), .pattern_count = 1}};
    const IntentSet set = {.intents = intents, .count = 1};
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    IntentHeard heard;
    intent_hear(m, STR("cœ"), NULL, &heard);
    assert_int_equal(heard.spans[0].begin, 1);
    assert_int_equal(heard.spans[0].end, 3);
    intent_matcher_free(m);
}

static const Str name_slots[] = {S("name"), S("place"), S("other")};

static void assert_captures(const IntentSet *set, const char *line,
                            const char *expected)
{
    for (size_t v = 0; v < 4; v++) {
        IntentMatcher *m = intent_matcher_new(set, variants[v]);
        IntentHeard heard;
        for (int round = 0; round < 40; round++) {
            Buf got = {0};
            assert_int_equal(intent_hear(m, str_from(line), NULL, &heard),
                             INTENT_OK);
            for (uint32_t i = 0; i < heard.capture_count; i++)
                buf_printf(&got, "%u=%.*s;", heard.captures[i].slot,
                           STR_ARGS(heard.captures[i].text));
            buf_add_char(&got, '\0');
            assert_string_equal(got.data, expected);
            buf_finish(&got);
        }
        intent_matcher_free(m);
    }
}

static void captures_are_as_typed_and_the_first_in_order(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("hello"),
         .patterns = LIST(S("hello|hi")),
         .pattern_count = 1},
        {.name = S("name"),
         .patterns =
             LIST(S("my name is (?<name>\\w+)(?: from (?<place>\\w+))?"),
                  S("call me (?<name>\\w+)"), S("in (?<place>\\w*)")),
         .pattern_count = 3},
        {.name = S("later"),
         .patterns = LIST(S("is (?<other>\\w+)"), S("(?<name>zz)|x(?<who>y)?")),
         .pattern_count = 2},
    };
    const IntentSet set = {
        .intents = intents, .count = 3, .slots = name_slots, .slot_count = 3};
    assert_captures(&set, "My  name is  Ännä, call me Bob", "0=Ännä;2=Ännä;");
    assert_captures(&set, "call me Bob, I live in Çorlu", "0=Bob;1=Çorlu;");
    assert_captures(&set, "my name is Bo from Rome in Italy",
                    "0=Bo;1=Rome;2=Bo;");
    assert_captures(&set, "call me Bob. in ", "0=Bob;");
    assert_captures(&set, "live in !", "1=;");
    assert_captures(&set, "hi zz", "0=zz;");
    assert_captures(&set, "xy", "");
}

static void a_name_given_twice_counts_where_it_took_part(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("a"),
         .patterns = LIST(S("(?J)(?:a(?<name>b)|c(?<name>d)) e")),
         .pattern_count = 1}};
    const IntentSet set = {
        .intents = intents, .count = 1, .slots = name_slots, .slot_count = 1};
    assert_captures(&set, "ab e", "0=b;");
    assert_captures(&set, "CD e", "0=D;");
}

static void a_capture_is_cut_at_a_character(void **state)
{
    (void)state;
    const Intent intents[] = {{.name = S("a"),
                               .patterns = LIST(S("x(?<name>\\w+)")),
                               .pattern_count = 1}};
    const IntentSet set = {
        .intents = intents, .count = 1, .slots = name_slots, .slot_count = 1};
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    Buf line = {0};
    buf_add_c(&line, "xa");
    for (int i = 0; i < 300; i++)
        buf_add_c(&line, "я");
    IntentHeard heard;
    assert_int_equal(intent_hear(m, buf_str(&line), NULL, &heard), INTENT_OK);
    assert_int_equal(heard.captures[0].text.size, 199);
    assert_memory_equal(heard.captures[0].text.data, line.data + 1, 199);
    buf_finish(&line);
    intent_matcher_free(m);
}

static void intents_taken_as_heard_still_capture(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("name"),
         .patterns = LIST(S("i am (?<name>\\w+)")),
         .pattern_count = 1,
         .unless = LIST(S("not")),
         .unless_count = 1},
        {.name = S("other"),
         .patterns = LIST(S("(?<place>here)")),
         .pattern_count = 1},
    };
    const IntentSet set = {
        .intents = intents, .count = 2, .slots = name_slots, .slot_count = 3};
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    IntentHeard heard;
    assert_int_equal(intent_capture(m, STR("I am Ann, not here"),
                                    (const uint32_t[]){0}, 1, &heard),
                     INTENT_OK);
    assert_int_equal(heard.count, 1);
    assert_int_equal(heard.intents[0], 0);
    assert_int_equal(heard.capture_count, 1);
    assert_true(str_equal_c(heard.captures[0].text, "Ann"));
    intent_matcher_free(m);
}

/* Limits ---------------------------------------------------------------- */

static void only_the_first_2048_bytes_are_searched(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("end"), .phrases = LIST(S("end")), .phrase_count = 1},
        {.name = S("pattern"), .patterns = LIST(S("end")), .pattern_count = 1},
        {.name = S("not-end"),
         .words_low = 1,
         .words_high = 5000,
         .unless = LIST(S("end")),
         .unless_count = 1},
        {.name = S("mirror"), .mirrors_low = 600, .mirrors_high = 700},
        {.name = S("edge"), .patterns = LIST(S("a$")), .pattern_count = 1},
    };
    const IntentSet set = {.intents = intents, .count = 5};
    Buf line = {0};
    for (int i = 0; i < 681; i++)
        buf_add_c(&line, "aя ");
    buf_add_c(&line, "end");
    const IntentMemory memory = {.last_said = buf_str(&line)};
    assert_heard(&set, line.data, &memory, "not-end mirror");
    buf_clear(&line);
    buf_add_repeat(&line, 'b', 2047);
    buf_add_c(&line, "яa end");
    assert_heard(&set, line.data, NULL, "not-end");
    buf_clear(&line);
    buf_add_repeat(&line, 'b', 2044);
    buf_add_c(&line, " end");
    assert_heard(&set, line.data, NULL, "end pattern");
    buf_finish(&line);
}

static void a_limit_counts_as_no_match_and_is_told(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("slow"),
         .patterns = LIST(S("(a+)+$")),
         .pattern_count = 1,
         .phrases = LIST(S("b")),
         .phrase_count = 1},
        {.name = S("veto"),
         .phrases = LIST(S("b")),
         .phrase_count = 1,
         .unless_patterns = LIST(S("(a+)+$")),
         .unless_pattern_count = 1},
        {.name = S("fine"), .phrases = LIST(S("b")), .phrase_count = 1},
    };
    const IntentSet set = {.intents = intents, .count = 3};
    for (size_t v = 0; v < 4; v++) {
        IntentMatcher *m = intent_matcher_new(&set, variants[v]);
        for (int round = 0; round < 20; round++) {
            IntentHeard heard;
            intent_hear(m, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b"), NULL,
                        &heard);
            assert_int_equal(heard.count, 3);
            assert_int_equal(heard.limited_count, 2);
            assert_int_equal(heard.limited[0], 0);
            assert_int_equal(heard.limited[1], 1);
            intent_hear(m, STR("b"), NULL, &heard);
            assert_int_equal(heard.limited_count, 0);
        }
        intent_matcher_free(m);
    }
}

static void what_does_not_compile_is_never_heard_and_told(void **state)
{
    (void)state;
    const Intent intents[] = {
        {.name = S("pattern"),
         .patterns = LIST(S("(a"), S("b")),
         .pattern_count = 2},
        {.name = S("phrase"),
         .phrases = LIST(S("b ("), S("b"), S("...")),
         .phrase_count = 3},
        {.name = S("unwrapped"),
         .patterns = LIST(S("a)|(?:b")),
         .pattern_count = 1},
        {.name = S("escaped"), .patterns = LIST(S("b|\\")), .pattern_count = 1},
        {.name = S("verb"),
         .patterns = LIST(S("b|(*COMMIT)b")),
         .pattern_count = 1},
        {.name = S("large"),
         .patterns = LIST(S("b|((((a{9}){9}){9}){9}){9}")),
         .pattern_count = 1},
        {.name = S("veto"),
         .phrases = LIST(S("b")),
         .phrase_count = 1,
         .unless = LIST(S("(")),
         .unless_count = 1,
         .unless_patterns = LIST(S("[")),
         .unless_pattern_count = 1},
    };
    const IntentSet set = {.intents = intents, .count = 7};
    assert_heard(&set, "b", NULL, "pattern phrase veto");
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    IntentHeard heard;
    intent_hear(m, STR("b"), NULL, &heard);
    assert_int_equal(heard.broken_count, 7);
    for (uint32_t i = 0; i < 7; i++)
        assert_int_equal(heard.broken[i], i);
    intent_matcher_free(m);
}

static void a_thousand_phrases_are_heard_one_by_one(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    static char texts[COUNT][64];
    static Str phrases[COUNT];
    for (int i = 0; i < COUNT; i++) {
        snprintf(texts[i], sizeof texts[i], "a ... w%d ... (z|y%d)", i, i);
        phrases[i] = str_from(texts[i]);
    }
    const Intent intent = {.phrases = phrases, .phrase_count = COUNT};
    const IntentSet set = {.intents = &intent, .count = 1};
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    for (int i = 0; i < COUNT; i++) {
        IntentHeard heard;
        char line[64];
        snprintf(line, sizeof line, "A, w%d or y%d", i, i);
        assert_int_equal(intent_hear(m, str_from(line), NULL, &heard),
                         INTENT_OK);
        assert_int_equal(heard.count, 1);
        assert_int_equal(heard.broken_count, 0);
        snprintf(line, sizeof line, "A, w%d or y%d", i, (i + 1) % COUNT);
        intent_hear(m, str_from(line), NULL, &heard);
        assert_int_equal(heard.count, 0);
    }
    intent_matcher_free(m);
}

static void large_phrases_are_not_joined_past_the_limit(void **state)
{
    (void)state;
    enum { COUNT = 20, GAPS = 40 };
    Buf texts[COUNT] = {{0}};
    Str phrases[COUNT];
    for (int i = 0; i < COUNT; i++) {
        buf_printf(&texts[i], "w%d", i);
        for (int k = 0; k < GAPS; k++)
            buf_add_c(&texts[i], " ... a");
        phrases[i] = buf_str(&texts[i]);
    }
    const Intent intent = {.phrases = phrases, .phrase_count = COUNT};
    const IntentSet set = {.intents = &intent, .count = 1};
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    for (int i = 0; i < COUNT; i++) {
        Buf line = {0};
        IntentHeard heard;
        buf_printf(&line, "w%d", i);
        for (int k = 0; k < GAPS; k++)
            buf_add_c(&line, " a");
        intent_hear(m, buf_str(&line), NULL, &heard);
        assert_int_equal(heard.count, 1);
        assert_int_equal(heard.broken_count, 0);
        buf_finish(&line);
    }
    intent_matcher_free(m);
    for (int i = 0; i < COUNT; i++)
        buf_finish(&texts[i]);
}

/* Against a plain loop -------------------------------------------------- */

static uint64_t seed = 11;

static uint32_t roll(uint32_t sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % sides;
}

static const char *const words[] = {
    "no",   "not",   "sounds", "like",  "angry", "you", "a",    "it",
    "KNOW", "doc",   "doctor", "can't", "can",   "s",   "K",    "ſo",
    "й",    "Я",     "ярость", "гнев",  "кто",   "été", "Ça",   "œuf",
    "x",    "don't", "σας",    "ΣΑΣ",   "1",     "don", "help", "me"};

static const char *word(void)
{
    return words[roll(sizeof words / sizeof *words)];
}

static void add_line(Buf *out)
{
    static const char *const joints[] = {" ",   " ",
                                         " ",   " ",
                                         ", ",  "-",
                                         ". ",  "",
                                         "'t ", "\xE1\xA0\x8E",
                                         "? ",  " \xE1\xA0\x8E ",
                                         "’s "};
    for (uint32_t n = 1 + roll(9); n; n--) {
        buf_add_c(out, word());
        buf_add_c(out, joints[roll(13)]);
    }
}

static void add_phrase(Buf *out, uint32_t depth)
{
    static const char *const joints[] = {
        " ", " ", " ", " ... ", "* ", "", "(|very) ", " (so|)", "-"};
    for (uint32_t n = 1 + roll(3); n; n--) {
        if (depth < 2 && !roll(4)) {
            buf_add_c(out, "(");
            add_phrase(out, depth + 1);
            buf_add_c(out, roll(4) ? "|" : " | ");
            if (roll(3))
                add_phrase(out, depth + 1);
            buf_add_c(out, ")");
        } else {
            buf_add_c(out, word());
        }
        if (n > 1)
            buf_add_c(out, joints[roll(9)]);
    }
}

static void add_pattern(Buf *out, uint32_t depth)
{
    static const char *const atoms[] = {
        "\\b",     "\\s+",     "\\s*",      ".",      ".*",  "^",      "$",
        "[a-z]",   "[^\\w]+",  "\\w+",      "(?i)",   "\\B", "(?!no)", "(?<=a)",
        "?",       "+",        "*?",        "{0,2}",  "{2}", "|",      " ",
        "\\x{6e}", "(?<name>", "\\Qa.b\\E", "(?#x)",  "\\d", "\\.",    "\\'",
        "(?-i:K)", "\\K",      "(?|a|b)",   "(?>ab?)"};
    for (uint32_t n = 1 + roll(depth ? 2 : 4); n; n--) {
        uint32_t kind = roll(8);
        if (kind < 3) {
            buf_add_c(out, word());
        } else if (kind < 7 || depth > 2) {
            const char *atom = atoms[roll(32)];
            buf_add_c(out, atom);
            if (!strcmp(atom, "(?<name>"))
                buf_add_c(out, "a)");
        } else {
            static const char *const opens[] = {"(", "(?:", "(?=", "(?!"};
            static const char *const closes[] = {")", ")?", ")+", ")\\b"};
            buf_add_c(out, opens[roll(4)]);
            add_pattern(out, depth + 1);
            if (roll(3)) {
                buf_add_c(out, "|");
                if (roll(4))
                    add_pattern(out, depth + 1);
            }
            buf_add_c(out, closes[roll(4)]);
        }
    }
}

/* Says a phrase: takes one side of each choice, fills gaps, ends stars. Ends
 * after the `)` or `|` of the choice it is in; a side not taken is dropped. */
static const char *say_phrase(const char *at, Buf *out, bool aloud)
{
    Buf nothing = {0};
    Buf *to = aloud ? out : &nothing;
    while (*at && *at != '|' && *at != ')') {
        if (*at == '(') {
            bool taken = !roll(2);
            do {
                at = say_phrase(at + 1, to, taken);
                if (*at != '|' || taken)
                    taken = false;
                else
                    taken = strchr(at + 1, '|') == NULL || !roll(2);
            } while (*at == '|');
            at += *at == ')';
        } else if (!strncmp(at, "...", 3)) {
            buf_add_c(to, roll(2) ? word() : ",");
            at += 3;
        } else if (*at == '*') {
            buf_add_c(to, roll(2) ? "ly" : "");
            at++;
        } else {
            buf_add_char(to, *at++);
        }
    }
    buf_finish(&nothing);
    return at;
}

/* What one pattern or phrase says, by PCRE2 alone: not wrapped, not joined,
 * interpreted, no filter. Empty when it is refused. */
static pcre2_code *compile_plainly(Compiler *c, Str text, bool is_phrase)
{
    Buf out = {0};
    IntentFault fault;
    pcre2_code *code = NULL;
    int error;
    size_t offset;
    Phrase phrase = {0};
    bool good;
    if (is_phrase) {
        good = phrase_read(&phrase, text, &fault);
        buf_add_c(&out, "(?<!\\w)(?:");
        if (good)
            phrase_write(&phrase, &out);
        buf_add_c(&out, ")(?!\\w|'t(?!\\w))");
    } else {
        good = pattern_fold(text, NULL, &out, NULL, &fault);
    }
    if (good)
        code = compile_pattern(c, buf_str(&out), false, &error, &offset);
    phrase_finish(&phrase);
    buf_finish(&out);
    return code;
}

/* A limit is met where one search has it and another does not: such lines are
 * not compared. */
static bool says(Compiler *c, pcre2_code *code, Str folded, bool *limited)
{
    if (!code)
        return false;
    CompileResult result = compile_match(c, code, folded, true);
    *limited = *limited || result == COMPILE_LIMIT;
    return result == COMPILE_MATCH;
}

enum { PARTS = 4 }; /* of an intent: pattern, phrase, phrase, veto */

typedef struct {
    Str texts[PARTS];
    pcre2_code *codes[PARTS];
} Plain;

static void make_plain(Compiler *c, Plain *p, Intent *intent)
{
    for (int k = 0; k < PARTS; k++) {
        Buf text = {0};
        if (k == 0)
            add_pattern(&text, 0);
        else
            add_phrase(&text, 0);
        p->texts[k] = buf_str(&text); /* freed with the intent */
        p->codes[k] = compile_plainly(c, p->texts[k], k > 0);
    }
    *intent = (Intent){.patterns = &p->texts[0],
                       .pattern_count = 1,
                       .phrases = &p->texts[1],
                       .phrase_count = 2,
                       .unless = &p->texts[3],
                       .unless_count = 1};
}

static void free_plain(Plain *p)
{
    for (int k = 0; k < PARTS; k++) {
        pcre2_code_free(p->codes[k]);
        free((char *)(uintptr_t)p->texts[k].data);
    }
}

enum { INTENTS = 40, LINES = 250, ROUNDS = 25 };

typedef struct {
    Compiler compiler;
    Plain plain[INTENTS];
    Intent intents[INTENTS];
    IntentMatcher *fast, *slow;
    uint32_t heard, limited; /* counted, to see that the test tests */
} Comparison;

/* Noise, mostly with something in it that is meant to be heard. */
static void make_line(const Comparison *c, Buf *line)
{
    if (roll(2))
        add_line(line);
    if (roll(2)) {
        const Str *texts = c->plain[roll(INTENTS)].texts;
        say_phrase(texts[1 + roll(3)].data, line, true);
    }
    if (roll(2))
        add_line(line);
}

static void assert_as_plain(Comparison *c, Str line, Str folded,
                            const IntentHeard *answer, bool *limited)
{
    bool heard[INTENTS] = {false};
    for (uint32_t k = 0; k < answer->count; k++)
        heard[answer->intents[k]] = true;
    for (uint32_t i = 0; i < INTENTS; i++) {
        const Plain *p = &c->plain[i];
        bool is = false;
        for (int part = 0; part < 3; part++)
            is |= says(&c->compiler, p->codes[part], folded, limited);
        is &= !says(&c->compiler, p->codes[3], folded, limited);
        is &= folded.size > 0;
        if (is != heard[i] && !*limited)
            fail_msg("'%.*s' %s /%s/ '%s' '%s' unless '%s'", STR_ARGS(line),
                     is ? "not heard by" : "heard by", p->texts[0].data,
                     p->texts[1].data, p->texts[2].data, p->texts[3].data);
    }
}

static void assert_same(const IntentHeard *one, const IntentHeard *two)
{
    assert_int_equal(one->count, two->count);
    if (one->count)
        assert_memory_equal(one->spans, two->spans,
                            one->count * sizeof *one->spans);
    assert_int_equal(one->capture_count, two->capture_count);
    if (one->capture_count)
        assert_true(str_equal(one->captures[0].text, two->captures[0].text));
}

static void compare_line(Comparison *c)
{
    Buf line = {0}, folded = {0};
    IntentHeard one, two;
    make_line(c, &line);
    intent_fold(&folded, buf_str(&line), NULL);
    IntentStatus status = intent_hear(c->fast, buf_str(&line), NULL, &one);
    assert_int_equal(intent_hear(c->slow, buf_str(&line), NULL, &two), status);
    bool limited = one.limited_count || two.limited_count;
    assert_as_plain(c, buf_str(&line), buf_str(&folded), &one, &limited);
    if (!limited)
        assert_same(&one, &two);
    c->heard += one.count;
    c->limited += limited;
    buf_finish(&line);
    buf_finish(&folded);
}

static void filter_and_machine_code_change_no_answer(void **state)
{
    (void)state;
    static Comparison c;
    assert_true(compile_init(&c.compiler));
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < INTENTS; i++)
            make_plain(&c.compiler, &c.plain[i], &c.intents[i]);
        const IntentSet set = {.intents = c.intents,
                               .count = INTENTS,
                               .slots = name_slots,
                               .slot_count = 1};
        c.fast = intent_matcher_new(&set, (IntentOptions){0});
        c.slow = intent_matcher_new(&set, (IntentOptions){true, true});
        for (int l = 0; l < LINES; l++)
            compare_line(&c);
        intent_matcher_free(c.fast);
        intent_matcher_free(c.slow);
        for (int i = 0; i < INTENTS; i++)
            free_plain(&c.plain[i]);
    }
    compile_finish(&c.compiler);
    assert_true(c.heard > 1000);
    assert_true(c.limited < ROUNDS * LINES / 20);
}

/* Attacks --------------------------------------------------------------- */

/* The value of a string key of a JSON line, decoded into `out`; lone
 * surrogates and \u0000 do not occur. */
static bool json_text(const char *line, const char *key, Buf *out)
{
    char wanted[32];
    snprintf(wanted, sizeof wanted, "\"%s\": \"", key);
    const char *at = strstr(line, wanted);
    if (!at)
        return false;
    for (at += strlen(wanted); *at && *at != '"'; at++) {
        unsigned code;
        if (*at != '\\') {
            buf_add_char(out, *at);
        } else if (*++at == 'u' && sscanf(at + 1, "%4x", &code) == 1) {
            at += 4;
            if (code >= 0x800)
                buf_add_char(out, (char)(0xE0 | code >> 12));
            if (code >= 0x80) {
                buf_add_char(out, (char)(code >= 0x800 ? 0x80 | (code >> 6 & 63)
                                                       : 0xC0 | code >> 6));
                buf_add_char(out, (char)(0x80 | (code & 63)));
            } else {
                buf_add_char(out, (char)code);
            }
        } else {
            const char *from = "nrtbf", *to = "\n\r\t\b\f";
            const char *which = strchr(from, *at);
            buf_add_char(out, which ? to[which - from] : *at);
        }
    }
    return true;
}

static void assert_attack_is_bounded(const char *json)
{
    Buf pattern = {0}, pump = {0}, line = {0}, suffix = {0};
    assert_true(json_text(json, "pattern", &pattern));
    json_text(json, "pre", &line);
    if (!json_text(json, "pump", &pump) || !pump.size)
        buf_add_c(&pump, "a");
    json_text(json, "suf", &suffix);
    while (line.size < 3000)
        buf_add(&line, buf_str(&pump));
    line.size = INTENT_MATCH_BYTES - suffix.size;
    buf_add(&line, buf_str(&suffix));
    const Str text = buf_str(&pattern);
    const Intent intent = {.patterns = &text, .pattern_count = 1};
    const IntentSet set = {.intents = &intent, .count = 1};
    for (int v = 2; v < 4; v++) {
        IntentMatcher *m = intent_matcher_new(&set, variants[v]);
        IntentHeard heard;
        for (int round = 0; round < 16; round++) /* till machine code serves */
            intent_hear(m, STR("x"), NULL, &heard);
        IntentStatus status = intent_hear(m, buf_str(&line), NULL, &heard);
        assert_int_not_equal(status, INTENT_NO_MEMORY);
        assert_true(heard.count + heard.limited_count + heard.broken_count <=
                    1);
        intent_matcher_free(m);
    }
    buf_finish(&pattern);
    buf_finish(&pump);
    buf_finish(&line);
    buf_finish(&suffix);
}

static void published_attacks_on_regexes_are_bounded(void **state)
{
    (void)state;
    const char *hostile = getenv("STANDOFF_HOSTILE");
    if (!hostile)
        skip();
    static const char *const files[] = {"redos-regexlib", "redos-extra"};
    int count = 0;
    for (int i = 0; i < 2; i++) {
        char path[512], json[16384];
        snprintf(path, sizeof path, "%s/regex/%s.jsonl", hostile, files[i]);
        FILE *file = fopen(path, "r");
        if (!file)
            skip();
        for (; fgets(json, sizeof json, file); count++)
            assert_attack_is_bounded(json);
        fclose(file);
    }
    assert_int_equal(count, 754);
}

static void machine_code_is_asked_for(void **state)
{
    (void)state;
    intent_jit_available(); /* either answer is right */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_carries_all_intents_that_hear_it),
        cmocka_unit_test(length_allows_or_is_a_test_of_its_own),
        cmocka_unit_test(mirrors_repeat_the_last_words_said),
        cmocka_unit_test(repeats_need_the_same_text_before),
        cmocka_unit_test(groups_hear_what_their_members_hear),
        cmocka_unit_test(groups_in_a_circle_end),
        cmocka_unit_test(a_chain_of_20000_groups_needs_no_stack),
        cmocka_unit_test(text_that_folds_to_nothing_is_no_turn),
        cmocka_unit_test(an_empty_set_hears_nothing),
        cmocka_unit_test(spans_are_bytes_of_the_text_as_typed),
        cmocka_unit_test(a_span_has_the_whole_of_a_letter_that_folds_to_two),
        cmocka_unit_test(captures_are_as_typed_and_the_first_in_order),
        cmocka_unit_test(a_name_given_twice_counts_where_it_took_part),
        cmocka_unit_test(a_capture_is_cut_at_a_character),
        cmocka_unit_test(intents_taken_as_heard_still_capture),
        cmocka_unit_test(only_the_first_2048_bytes_are_searched),
        cmocka_unit_test(a_limit_counts_as_no_match_and_is_told),
        cmocka_unit_test(what_does_not_compile_is_never_heard_and_told),
        cmocka_unit_test(a_thousand_phrases_are_heard_one_by_one),
        cmocka_unit_test(large_phrases_are_not_joined_past_the_limit),
        cmocka_unit_test(filter_and_machine_code_change_no_answer),
        cmocka_unit_test(published_attacks_on_regexes_are_bounded),
        cmocka_unit_test(machine_code_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
