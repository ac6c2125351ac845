/* Agreement against examples that others published, and its edges. The figures
 * were computed once more, exactly, with fractions: they stand beside each. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/agreement.h"

enum { N = RATING_NONE };

/* To the fourth digit, and further: both sides are doubles. */
static void is(Agreement found, double value, size_t n)
{
    assert_int_equal(found.status, AGREEMENT_DEFINED);
    assert_true(fabs(found.value - value) < 1e-12);
    assert_int_equal(found.n, n);
}

static void undefined(Agreement found, AgreementStatus status)
{
    assert_int_equal(found.status, status);
}

/* --- Published examples --------------------------------------------------- */

/* Two raters, from a square table of counts. */
static Agreement cohen_of(const int *table, int size)
{
    int8_t levels[2 * 512];
    size_t units = 0;
    for (int a = 0; a < size; a++)
        for (int b = 0; b < size; b++)
            for (int i = 0; i < table[a * size + b]; i++, units++) {
                assert_true(units < 512);
                levels[2 * units] = (int8_t)a;
                levels[2 * units + 1] = (int8_t)b;
            }
    Ratings ratings = {levels, units, 2, size};
    return agreement_cohen(&ratings);
}

/* Cohen, 1960, table 1, of 200 subjects: observed .29, expected .35. */
static void cohen_1960_is_minus_092(void **state)
{
    static const int table[] = {50, 26, 24, 24, 4, 32, 6, 30, 4};
    (void)state;
    is(cohen_of(table, 3), -6. / 65, 200); /* -.0923 */
}

/* Of fifty and twice a hundred proposals read by two: .4000, and the same raw
 * agreement of .60 with other margins: .1304 and .2593 (Smeeton, 1985, "Early
 * history of the kappa statistic", and common textbooks since). */
static void kappa_depends_on_the_margins(void **state)
{
    static const int fifty[] = {20, 5, 10, 15};
    static const int even[] = {45, 15, 25, 15}, uneven[] = {25, 35, 5, 35};
    (void)state;
    is(cohen_of(fifty, 2), 2. / 5, 50);
    is(cohen_of(even, 2), 3. / 23, 100);
    is(cohen_of(uneven, 2), 7. / 27, 100);
}

/* Many raters, from rows of how many chose each level. */
static Agreement fleiss_of(const int *rows, size_t units, size_t raters,
                           int levels)
{
    int8_t *given = calloc(units * raters, 1);
    for (size_t unit = 0; unit < units; unit++) {
        size_t at = unit * raters;
        for (int level = 0; level < levels; level++)
            for (int i = 0; i < rows[(int)unit * levels + level]; i++)
                given[at++] = (int8_t)level;
        assert_int_equal(at, (unit + 1) * raters);
    }
    Ratings ratings = {given, units, raters, levels};
    Agreement found = agreement_fleiss(&ratings);
    free(given);
    return found;
}

/* Fleiss, 1971, table 1: thirty patients, six psychiatrists; .430. */
static void fleiss_1971_is_430(void **state)
{
    static const int rows[] = {
        0, 0, 0, 6, 0, 0, 3, 0, 0, 3, 0, 1, 4, 0, 1, 0, 0, 0, 0, 6, 0, 3,
        0, 3, 0, 2, 0, 4, 0, 0, 0, 0, 4, 0, 2, 2, 0, 3, 1, 0, 2, 0, 0, 4,
        0, 0, 0, 0, 0, 6, 1, 0, 0, 5, 0, 1, 1, 0, 4, 0, 0, 3, 3, 0, 0, 1,
        0, 0, 5, 0, 0, 2, 0, 3, 1, 0, 0, 5, 0, 1, 3, 0, 0, 1, 2, 5, 1, 0,
        0, 0, 0, 2, 0, 4, 0, 1, 0, 2, 0, 3, 0, 0, 0, 0, 6, 0, 1, 0, 5, 0,
        0, 2, 0, 1, 3, 2, 0, 0, 4, 0, 1, 0, 0, 4, 1, 0, 5, 0, 1, 0, 4, 0,
        0, 0, 2, 0, 2, 0, 4, 0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 6,
    };
    (void)state;
    is(fleiss_of(rows, 30, 6, 5), 0.43024452006014086, 30);
}

/* Ten subjects, fourteen raters, five levels: .2099, given as .210. */
static void fleiss_with_fourteen_raters_is_210(void **state)
{
    static const int rows[] = {
        0, 0, 0, 0, 14, 0, 2, 6, 4, 2, 0, 0, 3, 5, 6, 0, 3,
        9, 2, 0, 2, 2,  8, 1, 1, 7, 7, 0, 0, 0, 3, 2, 6, 3,
        0, 2, 5, 3, 2,  2, 6, 5, 2, 1, 0, 0, 2, 2, 3, 7,
    };
    (void)state;
    is(fleiss_of(rows, 10, 14, 5), 0.20993070442195524, 10);
}

/* Krippendorff, 2011, part D: twelve units, four observers, gaps; nominal
 * .743, ordinal .815. The last unit has one rating and does not count. */
static void krippendorff_2011_is_743_and_815(void **state)
{
    static const int8_t levels[] = {
        0, 0, N, 0, 1, 1, 2, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 0, 1, 2, 3,
        3, 3, 3, 3, 0, 0, 1, 0, 1, 1, 1, 1, N, 4, 4, 4, N, N, 0, 0, N, 2, N, N,
    };
    (void)state;
    Ratings ratings = {levels, 12, 4, 5};
    is(agreement_alpha(&ratings, AGREEMENT_NOMINAL), 113. / 152, 11);
    is(agreement_alpha(&ratings, AGREEMENT_ORDINAL), 108577. / 133160, 11);
}

/* Three coders, fifteen units, many gaps: nominal .691. */
static void alpha_with_many_gaps_is_691(void **state)
{
    static const int8_t levels[] = {
        N, 0, N, N, N, N, N, 1, 1, N, 0, 0, N, 2, 2, 2, 2, 3, 3, 3, 3, 0, 2,
        N, 1, N, 1, 0, N, 0, 0, N, 0, 2, N, 2, 2, N, 2, N, N, N, 2, N, 3,
    };
    (void)state;
    Ratings ratings = {levels, 15, 3, 4};
    is(agreement_alpha(&ratings, AGREEMENT_NOMINAL), 56. / 81, 12);
}

/* --- Edges ------------------------------------------------------------------
 */

static void one_rater_agrees_with_nobody(void **state)
{
    static const int8_t levels[] = {0, 1, 2};
    (void)state;
    Ratings ratings = {levels, 3, 1, 3};
    undefined(agreement_raw(&ratings), AGREEMENT_RATERS);
    undefined(agreement_cohen(&ratings), AGREEMENT_RATERS);
    undefined(agreement_fleiss(&ratings), AGREEMENT_RATERS);
    undefined(agreement_alpha(&ratings, AGREEMENT_ORDINAL), AGREEMENT_RATERS);
}

static void cohen_is_for_two_raters_only(void **state)
{
    static const int8_t levels[] = {0, 1, 2};
    (void)state;
    Ratings ratings = {levels, 1, 3, 3};
    undefined(agreement_cohen(&ratings), AGREEMENT_RATERS);
}

static void equal_ratings_define_no_kappa(void **state)
{
    static const int8_t levels[] = {1, 1, 1, 1, 1, 1};
    (void)state;
    Ratings ratings = {levels, 3, 2, 3};
    is(agreement_raw(&ratings), 1, 3);
    undefined(agreement_cohen(&ratings), AGREEMENT_ONE_LEVEL);
    undefined(agreement_fleiss(&ratings), AGREEMENT_ONE_LEVEL);
    undefined(agreement_alpha(&ratings, AGREEMENT_NOMINAL),
              AGREEMENT_ONE_LEVEL);
    undefined(agreement_alpha(&ratings, AGREEMENT_ORDINAL),
              AGREEMENT_ONE_LEVEL);
}

static void nothing_rated_by_two_is_undefined(void **state)
{
    static const int8_t levels[] = {0, N, N, 1, N, N};
    (void)state;
    Ratings ratings = {levels, 3, 2, 2}, none = {levels, 0, 2, 2};
    undefined(agreement_raw(&ratings), AGREEMENT_NO_PAIR);
    undefined(agreement_cohen(&ratings), AGREEMENT_NO_PAIR);
    undefined(agreement_fleiss(&ratings), AGREEMENT_NO_PAIR);
    undefined(agreement_alpha(&ratings, AGREEMENT_NOMINAL), AGREEMENT_NO_PAIR);
    undefined(agreement_raw(&none), AGREEMENT_NO_PAIR);
}

static void full_agreement_over_levels_is_one(void **state)
{
    static const int8_t levels[] = {0, 0, 1, 1, 2, 2};
    (void)state;
    Ratings ratings = {levels, 3, 2, 3};
    is(agreement_raw(&ratings), 1, 3);
    is(agreement_cohen(&ratings), 1, 3);
    is(agreement_fleiss(&ratings), 1, 3);
    is(agreement_alpha(&ratings, AGREEMENT_ORDINAL), 1, 3);
}

/* Fleiss' figure needs a whole row; alpha takes what there is. */
static void a_gap_costs_fleiss_the_unit_and_alpha_nothing(void **state)
{
    static const int8_t levels[] = {0, 0, 0, 1, 1, N, 1, 1, 1};
    (void)state;
    Ratings ratings = {levels, 3, 3, 2};
    assert_int_equal(agreement_fleiss(&ratings).n, 2);
    assert_int_equal(agreement_alpha(&ratings, AGREEMENT_NOMINAL).n, 3);
}

static void near_levels_count_less_than_far_ones(void **state)
{
    static const int8_t near[] = {0, 1, 1, 1, 2, 2, 3, 3};
    static const int8_t far[] = {0, 3, 1, 1, 2, 2, 3, 3};
    (void)state;
    Ratings a = {near, 4, 2, 4}, b = {far, 4, 2, 4};
    assert_true(agreement_alpha(&a, AGREEMENT_ORDINAL).value >
                agreement_alpha(&b, AGREEMENT_ORDINAL).value);
}

static void bands_end_where_two_digits_do(void **state)
{
    (void)state;
    assert_string_equal(agreement_kappa_band(-0.2), "poor");
    assert_string_equal(agreement_kappa_band(0), "slight");
    assert_string_equal(agreement_kappa_band(0.2), "slight");
    assert_string_equal(agreement_kappa_band(0.21), "fair");
    assert_string_equal(agreement_kappa_band(0.4), "fair");
    assert_string_equal(agreement_kappa_band(0.41), "moderate");
    assert_string_equal(agreement_kappa_band(0.61), "substantial");
    assert_string_equal(agreement_kappa_band(0.81), "almost perfect");
    assert_string_equal(agreement_kappa_band(1), "almost perfect");
    assert_string_equal(agreement_alpha_band(0.8), "reliable");
    assert_string_equal(agreement_alpha_band(0.7), "tentative");
    assert_string_equal(agreement_alpha_band(-0.5), "unreliable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cohen_1960_is_minus_092),
        cmocka_unit_test(kappa_depends_on_the_margins),
        cmocka_unit_test(fleiss_1971_is_430),
        cmocka_unit_test(fleiss_with_fourteen_raters_is_210),
        cmocka_unit_test(krippendorff_2011_is_743_and_815),
        cmocka_unit_test(alpha_with_many_gaps_is_691),
        cmocka_unit_test(one_rater_agrees_with_nobody),
        cmocka_unit_test(cohen_is_for_two_raters_only),
        cmocka_unit_test(equal_ratings_define_no_kappa),
        cmocka_unit_test(nothing_rated_by_two_is_undefined),
        cmocka_unit_test(full_agreement_over_levels_is_one),
        cmocka_unit_test(a_gap_costs_fleiss_the_unit_and_alpha_nothing),
        cmocka_unit_test(near_levels_count_less_than_far_ones),
        cmocka_unit_test(bands_end_where_two_digits_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
