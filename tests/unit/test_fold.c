/* Folding: the table of docs/language.md, and what must hold of any text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "intent/caseless.h"
#include "intent/compile.h"
#include "intent/fold.h"
#include "intent/intent.h"

static void assert_folds_bytes(Str text, Str expected)
{
    Buf out = {0}, map = {0};
    intent_fold(&out, text, &map);
    buf_add_char(&out, '\0');
    assert_string_equal(out.data, expected.data);
    assert_int_equal(out.size - 1, expected.size);
    assert_int_equal(map.size, out.size * sizeof(uint32_t));
    buf_finish(&out);
    buf_finish(&map);
}

static void assert_folds(const char *text, const char *expected)
{
    assert_folds_bytes(str_from(text), str_from(expected));
}

static void quotes_and_dashes_become_those_of_a_keyboard(void **state)
{
    (void)state;
    assert_folds("‘a’ ‚b‛ ′", "'a' 'b' '");
    assert_folds("“a” „b‟ «c» ″", "\"a\" \"b\" \"c\" \"");
    assert_folds("a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h");
    assert_folds("well…", "well...");
}

static void blanks_become_one_blank_and_leave_the_ends(void **state)
{
    (void)state;
    assert_folds("  a \t\r\n\v\f b\xC2\xA0\xE2\x80\xAF"
                 "c ",
                 "a b c");
    assert_folds("\xEF\xBB\xBFx\xC2\x85y\xE2\x80\xA8z\xE2\x80\xA9", "x y z");
    assert_folds("\xE3\x80\x80\xE2\x80\x83", "");
    assert_folds("", "");
}

static void latin_letters_lose_their_accents(void **state)
{
    (void)state;
    assert_folds("L’hôpital, ça va à Noël où ÉÇÀ",
                 "L'hopital, ca va a Noel ou ECA");
    assert_folds("e\xCC\x81"
                 "te\xCC\x81",
                 "ete");
    assert_folds("cœur ŒUVRE æon Æ ß ẞ ø Ø ł Ł ǿ ǽ",
                 "coeur OEUVRE aeon AE ss SS o O l L o ae");
    assert_folds("ắ ǖ Å İ ñ", "a u A I n");
    assert_folds("đ ħ ð þ ı", "đ ħ ð þ ı");
}

static void cyrillic_folds_to_a_russian_keyboard(void **state)
{
    (void)state;
    assert_folds("ёлка Ёж", "елка Еж");
    assert_folds("й Й и\xCC\x86 И\xCC\x86", "й Й й Й");
    assert_folds("ғ ӣ қ ӯ ҳ ҷ", "г и к у х ч");
    assert_folds("Ғ Ӣ Қ Ӯ Ҳ Ҷ", "Г И К У Х Ч");
    assert_folds("и\xCC\x84", "и");
    assert_folds("ї ѓ ѝ", "ї ѓ ѝ");
}

static void marks_left_over_are_dropped(void **state)
{
    (void)state;
    assert_folds("a\xCC\x81\xCC\xA3\xCC\xB5"
                 "b",
                 "ab");
    assert_folds("\xCC\x81x", "x");
    assert_folds("\xCC\x81", "");
    assert_folds("д\xCC\x81"
                 "а\xE2\x83\x9D",
                 "да");
}

static void case_is_kept(void **state)
{
    (void)state;
    assert_folds("ABC АБВ ΩΣ", "ABC АБВ ΩΣ");
}

static void bad_bytes_become_replacement_characters(void **state)
{
    (void)state;
    assert_folds("a\xFF"
                 "b",
                 "a\xEF\xBF\xBD"
                 "b");
    assert_folds("\xC3", "\xEF\xBF\xBD");
    assert_folds("\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_folds("\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_folds_bytes((Str){"a\0b", 3}, (Str){"a\0b", 3});
}

static void hangul_is_composed(void **state)
{
    (void)state;
    assert_folds("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", "각");
    assert_folds("각", "각");
}

static void hundreds_of_marks_on_one_letter_fold_in_linear_time(void **state)
{
    (void)state;
    Buf text = {0}, out = {0};
    buf_add_c(&text, "e");
    for (int i = 0; i < 30000; i++)
        buf_add_c(&text, i % 2 ? "\xCC\x96" : "\xCC\x81");
    buf_add_c(&text, "x");
    intent_fold(&out, buf_str(&text), NULL);
    assert_string_equal(out.data, "ex");
    buf_finish(&text);
    buf_finish(&out);
}

static void the_map_leads_back_to_what_was_typed(void **state)
{
    (void)state;
    Buf out = {0}, map = {0};
    intent_fold(&out, str_from("  c\xC5\x93ur \xC2\xA0 e\xCC\x81.  "), &map);
    assert_string_equal(out.data, "coeur e.");
    const uint32_t expected[] = {2, 3, 3, 5, 6, 7, 11, 14, 15};
    assert_int_equal(map.size, sizeof expected);
    assert_memory_equal(map.data, expected, sizeof expected);
    buf_finish(&out);
    buf_finish(&map);
}

static void a_text_is_added_to_what_is_there(void **state)
{
    (void)state;
    Buf out = {0};
    buf_add_c(&out, "x ");
    intent_fold(&out, str_from(" y"), NULL);
    assert_string_equal(out.data, "x y");
    buf_finish(&out);
}

static uint64_t random_next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void add_code_point(Buf *buf, int32_t c)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t size = utf8proc_encode_char(c, bytes);
    buf_add(buf, (Str){(const char *)bytes, (size_t)size});
}

/* Folds twice and compares; checks the map and the form of the result. */
static void assert_folding_holds(Str text)
{
    Buf once = {0}, twice = {0}, map = {0};
    intent_fold(&once, text, &map);
    intent_fold(&twice, buf_str(&once), NULL);
    if (!str_equal(buf_str(&once), buf_str(&twice)))
        fail_msg("'%.*s' folds to '%s', then to '%s'", STR_ARGS(text),
                 once.data, twice.data);
    assert_int_equal(map.size, (once.size + 1) * sizeof(uint32_t));
    const uint32_t *origins = (const void *)map.data;
    for (size_t i = 0; i < once.size; i++)
        assert_true(origins[i] <= origins[i + 1]);
    assert_true(origins[once.size] <= text.size);
    utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)once.data);
    if (!memchr(once.data, 0, once.size)) {
        assert_non_null(nfc);
        assert_string_equal((const char *)nfc, once.data);
    }
    free(nfc);
    buf_finish(&once);
    buf_finish(&twice);
    buf_finish(&map);
}

static void folding_each_code_point_twice_is_folding_it_once(void **state)
{
    (void)state;
    for (int32_t c = 0; c < 0x110000; c++) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        Buf text = {0};
        add_code_point(&text, c);
        assert_folding_holds(buf_str(&text));
        add_code_point(&text, 0x9BE); /* a mark that stays */
        assert_folding_holds(buf_str(&text));
        buf_finish(&text);
    }
}

static void folding_random_texts_twice_is_folding_them_once(void **state)
{
    (void)state;
    static const int32_t odd[] = {
        ' ',    'e',    'o',   0x301,  0x308,  0x323,   0x345,   0x306,
        0x438,  0x435,  0x9C7, 0x9BE,  0x9BC,  0x1100,  0x1161,  0x11A8,
        0xAC00, 0x2026, 0x153, 0xA0,   0xFEFF, 0x180E,  0x20DD,  0x302E,
        0x3B1,  0x313,  0x300, 0x1B05, 0x1B35, 0x11131, 0x11127, 0x1E9B};
    uint64_t seed = 7;
    for (int round = 0; round < 60000; round++) {
        Buf text = {0};
        size_t size = random_next(&seed) % 12;
        for (size_t i = 0; i < size; i++) {
            uint64_t kind = random_next(&seed) % 8;
            if (kind == 0)
                buf_add_char(&text, (char)random_next(&seed));
            else if (kind == 1)
                add_code_point(&text, (int32_t)(random_next(&seed) % 0xD800));
            else
                add_code_point(&text, odd[random_next(&seed) % 32]);
        }
        assert_folding_holds(buf_str(&text));
        buf_finish(&text);
    }
}

/* Words and case -------------------------------------------------------- */

static void words_keep_inner_hyphens_and_apostrophes(void **state)
{
    (void)state;
    Str text = STR("-I can't, 'tis well-known_2 - 'x' d'a-b- кто-то");
    const char *expected[] = {"I", "can't", "tis",   "well-known_2",
                              "x", "d'a-b", "кто-то"};
    size_t at = 0;
    Str word;
    for (size_t i = 0; i < 7; i++) {
        assert_true(caseless_next_word(text, &at, &word));
        assert_true(str_equal_c(word, expected[i]));
    }
    assert_false(caseless_next_word(text, &at, &word));
    assert_false(caseless_next_word(text, &at, &word));
}

static void a_word_character_is_what_pcre2_says(void **state)
{
    (void)state;
    int error;
    size_t offset;
    const uint32_t options = PCRE2_UTF | PCRE2_UCP;
    pcre2_code *word =
        pcre2_compile((PCRE2_SPTR) "\\A\\w", PCRE2_ZERO_TERMINATED, options,
                      &error, &offset, NULL);
    /* The libraries may know different versions of Unicode. */
    pcre2_code *known =
        pcre2_compile((PCRE2_SPTR) "\\A\\P{Cn}", PCRE2_ZERO_TERMINATED, options,
                      &error, &offset, NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    for (int32_t c = 0; c < 0x110000; c++) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        utf8proc_uint8_t b[4];
        size_t size = (size_t)utf8proc_encode_char(c, b);
        if (utf8proc_category(c) == UTF8PROC_CATEGORY_CN ||
            pcre2_match(known, b, size, 0, 0, data, NULL) < 0)
            continue;
        bool is = pcre2_match(word, b, size, 0, 0, data, NULL) >= 0;
        if (is != caseless_is_word(c))
            fail_msg("U+%04X", (unsigned)c);
    }
    pcre2_match_data_free(data);
    pcre2_code_free(word);
    pcre2_code_free(known);
}

/* All code points that may have case, as far as either library knows. */
static size_t cased_code_points(int32_t *out)
{
    size_t count = 0;
    static bool is[0x110000];
    for (int32_t c = 0; c < 0x110000; c++) {
        int32_t folded[8];
        int last = 0;
        utf8proc_ssize_t n =
            utf8proc_decompose_char(c, folded, 8, UTF8PROC_CASEFOLD, &last);
        const int32_t other[] = {utf8proc_tolower(c), utf8proc_toupper(c),
                                 utf8proc_totitle(c), n > 0 ? folded[0] : c};
        for (size_t i = 0; i < 4; i++)
            if (other[i] != c)
                is[c] = is[other[i]] = true;
    }
    for (int32_t c = 0; c < 0x110000; c++)
        if (is[c])
            out[count++] = c;
    return count;
}

static void characters_that_pcre2_takes_for_one_become_one(void **state)
{
    (void)state;
    int32_t *cased = malloc(0x110000 * sizeof *cased);
    assert_non_null(cased);
    size_t count = cased_code_points(cased);
    assert_in_range(count, 2500, 4000);
    Buf all = {0};
    for (size_t i = 0; i < count; i++)
        add_code_point(&all, cased[i]);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    for (size_t i = 0; i < count; i++) {
        char pattern[16];
        int error;
        size_t offset;
        snprintf(pattern, sizeof pattern, "\\x{%x}", (unsigned)cased[i]);
        pcre2_code *code = pcre2_compile(
            (PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
            PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &error, &offset, NULL);
        assert_non_null(code);
        const size_t *place = pcre2_get_ovector_pointer(data);
        for (size_t at = 0; pcre2_match(code, (PCRE2_SPTR)all.data, all.size,
                                        at, 0, data, NULL) > 0;
             at = place[1]) {
            Buf one = {0}, two = {0};
            Str found = str_slice(buf_str(&all), place[0], place[1]);
            caseless_add(&one, found);
            Buf self = {0};
            add_code_point(&self, cased[i]);
            caseless_add(&two, buf_str(&self));
            if (!str_equal(buf_str(&one), buf_str(&two)))
                fail_msg("U+%04X and %.*s", (unsigned)cased[i],
                         STR_ARGS(found));
            buf_finish(&one);
            buf_finish(&two);
            buf_finish(&self);
        }
        pcre2_code_free(code);
    }
    pcre2_match_data_free(data);
    buf_finish(&all);
    free(cased);
}

static void equality_is_caseless(void **state)
{
    (void)state;
    assert_true(caseless_equal(STR("Привет, ΣΑΣ"), STR("пРИВЕТ, σας")));
    assert_false(caseless_equal(STR("abc"), STR("abcd")));
    assert_false(caseless_equal(STR("abcd"), STR("abc")));
    assert_true(caseless_equal(STR(""), STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_and_dashes_become_those_of_a_keyboard),
        cmocka_unit_test(blanks_become_one_blank_and_leave_the_ends),
        cmocka_unit_test(latin_letters_lose_their_accents),
        cmocka_unit_test(cyrillic_folds_to_a_russian_keyboard),
        cmocka_unit_test(marks_left_over_are_dropped),
        cmocka_unit_test(case_is_kept),
        cmocka_unit_test(bad_bytes_become_replacement_characters),
        cmocka_unit_test(hangul_is_composed),
        cmocka_unit_test(hundreds_of_marks_on_one_letter_fold_in_linear_time),
        cmocka_unit_test(the_map_leads_back_to_what_was_typed),
        cmocka_unit_test(a_text_is_added_to_what_is_there),
        cmocka_unit_test(folding_each_code_point_twice_is_folding_it_once),
        cmocka_unit_test(folding_random_texts_twice_is_folding_them_once),
        cmocka_unit_test(words_keep_inner_hyphens_and_apostrophes),
        cmocka_unit_test(a_word_character_is_what_pcre2_says),
        cmocka_unit_test(characters_that_pcre2_takes_for_one_become_one),
        cmocka_unit_test(equality_is_caseless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
