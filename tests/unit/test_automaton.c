/* Automata against PCRE2: what they accept, whether inclusion and shared
 * matches that they prove are so, on random patterns and all short lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "intent/phrase.h"
#include "intent/relation.h"

enum { BUDGET = 2000000, LONGEST = 5 };

typedef struct {
    Arena arena;
    Compiler compiler;
    Alphabet alphabet;
} Bench;

static void no_memory(void *context)
{
    (void)context;
    abort();
}

static void bench_begin(Bench *b)
{
    *b = (Bench){0};
    arena_init(&b->arena, no_memory, NULL);
    assert_true(compile_init(&b->compiler));
    alphabet_init(&b->alphabet, &b->arena, &b->compiler);
}

static void bench_end(Bench *b)
{
    compile_finish(&b->compiler);
    arena_finish(&b->arena);
}

/* The automata of two texts; a phrase is written with a leading '='. */
static void bench_build(Bench *b, const char *const texts[2],
                        const AutomatonView views[2], Automaton out[2])
{
    RegularText read[2];
    const Regular *trees[2];
    for (int i = 0; i < 2; i++) {
        bool phrase = texts[i][0] == '=';
        assert_true(regular_prepare(&b->alphabet, str_from(texts[i] + phrase),
                                    phrase ? REGULAR_PHRASE : REGULAR_PATTERN,
                                    &read[i]));
    }
    for (int i = 0; i < 2; i++)
        trees[i] = regular_read(&b->alphabet, &read[i]);
    alphabet_finish(&b->alphabet);
    for (int i = 0; i < 2; i++) {
        automaton_init(&out[i], &b->arena, &b->alphabet);
        automaton_add(&out[i], trees[i], views[i]);
    }
}

/* PCRE2's own. */
static pcre2_code *compile_text(Bench *b, const char *text)
{
    Buf pattern = {0};
    IntentFault fault;
    if (text[0] == '=') {
        Phrase phrase = {0};
        assert_true(phrase_read(&phrase, str_from(text + 1), &fault));
        buf_add_c(&pattern, PHRASE_BEFORE);
        phrase_write(&phrase, &pattern);
        buf_add_c(&pattern, PHRASE_AFTER);
        phrase_finish(&phrase);
    } else {
        buf_add_c(&pattern, text);
    }
    int error;
    size_t offset;
    pcre2_code *code =
        compile_pattern(&b->compiler, buf_str(&pattern), true, &error, &offset);
    buf_finish(&pattern);
    return code;
}

static bool hears(Bench *b, const pcre2_code *code, Str line)
{
    CompileResult result = compile_match(&b->compiler, code, line, true);
    assert_true(result == COMPILE_MATCH || result == COMPILE_NONE);
    return result == COMPILE_MATCH;
}

static Relation included(const char *a, const char *b, Buf *line)
{
    Bench bench;
    Automaton two[2];
    const AutomatonView views[] = {AUTOMATON_MOST, AUTOMATON_LEAST};
    uint64_t budget = BUDGET;
    bench_begin(&bench);
    bench_build(&bench, (const char *const[]){a, b}, views, two);
    Relation relation = relation_included(&two[0], &two[1], &budget, line);
    bench_end(&bench);
    return relation;
}

static Relation shared(const char *a, const char *b, Buf *line)
{
    Bench bench;
    Automaton two[2];
    const AutomatonView views[] = {AUTOMATON_MOST, AUTOMATON_MOST};
    uint64_t budget = BUDGET;
    bench_begin(&bench);
    bench_build(&bench, (const char *const[]){a, b}, views, two);
    Relation relation =
        relation_shared(&two[0], &two[1], NULL, NULL, &budget, line);
    bench_end(&bench);
    return relation;
}

static void inclusion_is_proved_or_refuted_by_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        Relation relation;
    } cases[] = {
        {"=doctor", "=doctor", RELATION_YES},
        {"=a doctor", "=doctor", RELATION_YES},
        {"=doctor", "=a doctor", RELATION_NO},
        {"=doctor", "doctor", RELATION_YES},
        {"doctor", "=doctor", RELATION_NO},       /* doctors */
        {"\\bdoctor\\b", "=doctor", RELATION_NO}, /* doctor't */
        {"=doctor", "\\bdoctor\\b", RELATION_YES},
        {"=get (a|the) doctor", "=get ... doctor", RELATION_YES},
        {"=get a good old family doctor", "=get ... doctor", RELATION_YES},
        {"=get ... doctor", "=get a doctor", RELATION_NO},
        {"=medical ... help", "=medical|help", RELATION_NO},
        {"(?i:yes)", "YES", RELATION_YES},
        {"yes", "(?-i:yes)", RELATION_NO},
        {"^no$", "no", RELATION_YES},
        {"no", "^no", RELATION_NO},
        {"a b", "a\\s+b", RELATION_YES},
        {"a\\s+b", "a b", RELATION_YES}, /* runs of blanks are folded */
        {"\\d", "\\w", RELATION_YES},
        {"\\p{Lu}", "\\p{L}", RELATION_YES},
        {"[a-f]", "[a-z]", RELATION_YES},
        {"[а-я]", "\\p{L}", RELATION_YES},
        {"[а-я]", "[а-м]", RELATION_NO},
        {"(a|b)*c", "c", RELATION_YES},
        {"a{2,4}", "aa", RELATION_YES},
        {"a{2,4}", "a{3}", RELATION_NO},
        {"a(?=b)", "ab", RELATION_YES},
        {"(?<=a)b", "ab", RELATION_YES},
        {"ab", "a(?=b)", RELATION_YES},
        {"a(?!b)", "a", RELATION_YES},
        {"a(?!bc)", "a", RELATION_YES},
        {"a++b", "ab", RELATION_YES},
        {"(a)b", "(?:x|(?>a))b", RELATION_NO}, /* it cannot know */
        {"(?:)", "x", RELATION_NO},
        {"x", "", RELATION_YES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buf line = {0};
        Relation got = included(cases[i].a, cases[i].b, &line);
        if (got != cases[i].relation)
            fail_msg("'%s' in '%s': %d; '%.*s'", cases[i].a, cases[i].b, got,
                     STR_ARGS(buf_str(&line)));
        buf_finish(&line);
    }
}

static void a_line_shows_what_two_have_in_common(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        const char *line; /* NULL: none */
    } cases[] = {
        {"=a doctor", "=doctor now", "a doctor now"},
        {"=doctor", "=medic", NULL},
        {"=doctor", "=doctors", NULL},
        {"doctor", "=doctors", "doctors"},
        {"^yes", "=yes please", "yes please"},
        {"^yes$", "=yes please", NULL},
        {"=get ... doctor", "=the doctor", "get the doctor"},
        {"no$", "^no", "no"},
        {"[0-9]+", "=room 5", "room 5"},
        {"(?-i:NO)", "no", "NO"},
        {"(?-i:NO)", "(?-i:no)", NULL},
        {"дом", "=дома", "дома"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buf line = {0};
        Relation got = shared(cases[i].a, cases[i].b, &line);
        Str expected = str_from(cases[i].line);
        if (got != (expected.data ? RELATION_YES : RELATION_NO) ||
            (expected.data && !str_equal(expected, buf_str(&line))))
            fail_msg("'%s' and '%s': %d, '%.*s'", cases[i].a, cases[i].b, got,
                     STR_ARGS(buf_str(&line)));
        buf_finish(&line);
    }
}

static void what_is_too_large_or_too_long_is_undecided(void **state)
{
    (void)state;
    Buf line = {0};
    assert_int_equal(included("(?:a{100}){100}{100}", "b", &line),
                     RELATION_UNDECIDED);
    assert_int_equal(included("(?:(?:(?:){60000}){60000}){60000}x", "b", &line),
                     RELATION_UNDECIDED);
    Bench bench;
    Automaton two[2];
    const AutomatonView views[] = {AUTOMATON_MOST, AUTOMATON_LEAST};
    uint64_t budget = 50;
    bench_begin(&bench);
    bench_build(&bench,
                (const char *const[]){"=a ... b ... c ... d", "=x ... y"},
                views, two);
    assert_int_equal(relation_included(&two[1], &two[0], &budget, &line),
                     RELATION_UNDECIDED);
    assert_int_equal(budget, 0);
    assert_int_equal(
        relation_shared(&two[1], &two[0], NULL, NULL, &budget, &line),
        RELATION_UNDECIDED);
    bench_end(&bench);
    buf_finish(&line);
}

/* Random patterns ------------------------------------------------------- */

static uint64_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % below;
}

static void write_random(Buf *out, int depth)
{
    static const char *const atoms[] = {
        "a",       "b",     "a",     " ",       "\\w",     ".",
        "[ab]",    "[^a]",  "\\b",   "^",       "$",       "\\s",
        "-",       "(?=a)", "(?!b)", "(?<=a)",  "(?<!-)",  "\\W",
        "(?-i:A)", "\\B",   "b",     "(?!a|$)", "(?=b| )", "\\Qab\\E"};
    static const char *const repeats[] = {"?",     "*",  "+",    "{2}",
                                          "{1,2}", "*?", "{0,3}"};
    uint32_t count = 1 + draw(3);
    for (uint32_t i = 0; i < count; i++) {
        if (depth && draw(4) == 0) {
            buf_add_c(out, "(?:");
            write_random(out, depth - 1);
            buf_add_c(out, "|");
            write_random(out, depth - 1);
            buf_add_c(out, ")");
        } else {
            buf_add_c(out, atoms[draw(sizeof atoms / sizeof *atoms)]);
        }
        if (draw(4) == 0)
            buf_add_c(out, repeats[draw(sizeof repeats / sizeof *repeats)]);
    }
}

static void write_random_phrase(Buf *out)
{
    static const char *const words[] = {"a", "b", "ab", "(a|b)", "(a|)", "a*"};
    buf_add_c(out, "=");
    uint32_t count = 1 + draw(3);
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            buf_add_c(out, draw(4) ? " " : " ... ");
        buf_add_c(out, words[draw(i ? 6 : 4)]);
    }
}

/* All lines of a small alphabet, folded ones only. */
typedef struct {
    char text[LONGEST + 1];
    size_t size;
} Odometer;

static bool next_line(Odometer *o)
{
    static const char letters[] = "ab -A'";
    for (;;) {
        size_t i = 0;
        while (i < o->size && o->text[i] == letters[sizeof letters - 2])
            o->text[i++] = letters[0];
        if (i == o->size) {
            if (o->size == LONGEST)
                return false;
            o->text[o->size++] = letters[0];
        } else {
            o->text[i] = *(strchr(letters, o->text[i]) + 1);
        }
        o->text[o->size] = '\0';
        if (o->text[0] != ' ' && o->text[o->size - 1] != ' ' &&
            !strstr(o->text, "  "))
            return true;
    }
}

static bool spans_meet(Bench *b, pcre2_code *const codes[2], Str line)
{
    size_t span[2][2];
    for (int i = 0; i < 2; i++) {
        if (!hears(b, codes[i], line))
            return false;
        const size_t *places = pcre2_get_ovector_pointer(b->compiler.data);
        span[i][0] = places[0];
        span[i][1] = places[1];
    }
    return span[0][0] < span[1][1] && span[1][0] < span[0][1] &&
           span[0][0] < span[0][1] && span[1][0] < span[1][1];
}

static void compare(const char *const texts[2])
{
    Bench bench;
    Automaton most[2], least[2];
    bench_begin(&bench);
    pcre2_code *codes[2] = {compile_text(&bench, texts[0]),
                            compile_text(&bench, texts[1])};
    if (!codes[0] || !codes[1]) { /* such as a repeated `^` */
        for (int i = 0; i < 2; i++)
            pcre2_code_free(codes[i]);
        bench_end(&bench);
        return;
    }
    const AutomatonView views[] = {AUTOMATON_MOST, AUTOMATON_LEAST};
    bench_build(&bench, texts, (AutomatonView[]){views[0], views[0]}, most);
    for (int i = 0; i < 2; i++)
        least[i] = most[i]; /* built anew below */
    RegularText read;
    bool phrase = texts[1][0] == '=';
    assert_true(regular_prepare(&bench.alphabet, str_from(texts[1] + phrase),
                                phrase ? REGULAR_PHRASE : REGULAR_PATTERN,
                                &read));
    automaton_init(&least[1], &bench.arena, &bench.alphabet);
    automaton_add(&least[1], regular_read(&bench.alphabet, &read), views[1]);
    Buf line = {0}, common = {0};
    uint64_t budget = BUDGET;
    Relation in = relation_included(&most[0], &least[1], &budget, &line);
    Relation meet =
        relation_shared(&most[0], &most[1], NULL, NULL, &budget, &common);
    bool exact = most[0].exact && least[1].exact;
    if (in == RELATION_NO && exact &&
        !(hears(&bench, codes[0], buf_str(&line)) &&
          !hears(&bench, codes[1], buf_str(&line))))
        fail_msg("'%s' in '%s': refuted by '%.*s'", texts[0], texts[1],
                 STR_ARGS(buf_str(&line)));
    if (meet == RELATION_YES && exact &&
        !(hears(&bench, codes[0], buf_str(&common)) &&
          hears(&bench, codes[1], buf_str(&common))))
        fail_msg("'%s' and '%s': common '%.*s'", texts[0], texts[1],
                 STR_ARGS(buf_str(&common)));
    Odometer o = {.size = 0};
    while (next_line(&o)) {
        Str s = {o.text, o.size};
        if (in == RELATION_YES && hears(&bench, codes[0], s) &&
            !hears(&bench, codes[1], s))
            fail_msg("'%s' in '%s': but '%s'", texts[0], texts[1], o.text);
        if (meet == RELATION_NO && spans_meet(&bench, codes, s))
            fail_msg("'%s' and '%s' meet in '%s'", texts[0], texts[1], o.text);
        if (in != RELATION_YES && meet != RELATION_NO)
            break;
    }
    for (int i = 0; i < 2; i++)
        pcre2_code_free(codes[i]);
    buf_finish(&line);
    buf_finish(&common);
    bench_end(&bench);
}

static void random_patterns_relate_as_pcre2_has_them(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        Buf texts[2] = {{0}, {0}};
        random_state = seed;
        for (int i = 0; i < 2; i++) {
            if (draw(3) == 0)
                write_random_phrase(&texts[i]);
            else
                write_random(&texts[i], 2);
        }
        compare((const char *const[]){texts[0].data, texts[1].data});
        buf_finish(&texts[0]);
        buf_finish(&texts[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inclusion_is_proved_or_refuted_by_a_line),
        cmocka_unit_test(a_line_shows_what_two_have_in_common),
        cmocka_unit_test(what_is_too_large_or_too_long_is_undecided),
        cmocka_unit_test(random_patterns_relate_as_pcre2_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
