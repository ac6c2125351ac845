/* Agreement of raters. Counts are whole numbers as long as they can be; one
 * division gives the figure. Start at agreement_raw. */
#include "report/agreement.h"

/* How many ratings of a unit chose each level; the number of all of them. */
static unsigned count_levels(const Ratings *ratings, size_t unit,
                             unsigned counts[RATING_LEVELS])
{
    unsigned all = 0;
    for (int level = 0; level < RATING_LEVELS; level++)
        counts[level] = 0;
    for (size_t rater = 0; rater < ratings->raters; rater++) {
        int level = ratings->levels[unit * ratings->raters + rater];
        if (level == RATING_NONE)
            continue;
        counts[level]++;
        all++;
    }
    return all;
}

/* Ordered pairs of ratings of a unit that chose the same level. */
static double same_pairs(const unsigned counts[RATING_LEVELS])
{
    double pairs = 0;
    for (int level = 0; level < RATING_LEVELS; level++)
        if (counts[level])
            pairs += (double)counts[level] * (counts[level] - 1);
    return pairs;
}

Agreement agreement_raw(const Ratings *ratings)
{
    unsigned counts[RATING_LEVELS];
    double same = 0, all = 0;
    size_t n = 0;
    if (ratings->raters < 2)
        return (Agreement){AGREEMENT_RATERS, 0, 0};
    for (size_t unit = 0; unit < ratings->units; unit++) {
        unsigned rated = count_levels(ratings, unit, counts);
        if (rated < 2)
            continue;
        same += same_pairs(counts);
        all += (double)rated * (rated - 1);
        n++;
    }
    if (!n)
        return (Agreement){AGREEMENT_NO_PAIR, 0, 0};
    return (Agreement){AGREEMENT_DEFINED, same / all, n};
}

/* Observed against expected agreement, both shares. Chance that always agrees
 * leaves nothing to be measured. */
static Agreement kappa(double observed, double expected, size_t n)
{
    if (!n)
        return (Agreement){AGREEMENT_NO_PAIR, 0, 0};
    if (expected >= 1)
        return (Agreement){AGREEMENT_ONE_LEVEL, 0, n};
    return (Agreement){AGREEMENT_DEFINED,
                       (observed - expected) / (1 - expected), n};
}

Agreement agreement_cohen(const Ratings *ratings)
{
    double first[RATING_LEVELS] = {0}, second[RATING_LEVELS] = {0};
    double same = 0, expected = 0;
    size_t n = 0;
    if (ratings->raters != 2)
        return (Agreement){AGREEMENT_RATERS, 0, 0};
    for (size_t unit = 0; unit < ratings->units; unit++) {
        int a = ratings->levels[2 * unit], b = ratings->levels[2 * unit + 1];
        if (a == RATING_NONE || b == RATING_NONE)
            continue;
        first[a]++;
        second[b]++;
        same += a == b;
        n++;
    }
    if (!n)
        return kappa(0, 0, 0);
    for (int level = 0; level < ratings->level_count; level++)
        expected += first[level] * second[level];
    return kappa(same / (double)n, expected / ((double)n * (double)n), n);
}

Agreement agreement_fleiss(const Ratings *ratings)
{
    unsigned counts[RATING_LEVELS];
    double chosen[RATING_LEVELS] = {0};
    double same = 0, expected = 0, raters = (double)ratings->raters;
    size_t n = 0;
    if (ratings->raters < 2)
        return (Agreement){AGREEMENT_RATERS, 0, 0};
    for (size_t unit = 0; unit < ratings->units; unit++) {
        if (count_levels(ratings, unit, counts) < ratings->raters)
            continue;
        same += same_pairs(counts);
        for (int level = 0; level < RATING_LEVELS; level++)
            chosen[level] += counts[level];
        n++;
    }
    if (!n)
        return kappa(0, 0, 0);
    double all = raters * (double)n;
    for (int level = 0; level < RATING_LEVELS; level++)
        expected += chosen[level] * chosen[level];
    return kappa(same / (all * (raters - 1)), expected / (all * all), n);
}

/* --- Krippendorff's alpha ------------------------------------------------ */

/* Values of paired units by level, and how often two of them meet in a unit:
 * his matrix of coincidences. */
typedef struct {
    double met[RATING_LEVELS][RATING_LEVELS];
    double total[RATING_LEVELS];
    double all;
    size_t units;
} Coincidences;

static void count_unit(Coincidences *to, const unsigned counts[RATING_LEVELS],
                       unsigned rated)
{
    for (int a = 0; a < RATING_LEVELS; a++) {
        if (!counts[a])
            continue;
        for (int b = 0; b < RATING_LEVELS; b++)
            to->met[a][b] += (double)counts[a] *
                             ((double)counts[b] - (a == b)) / (rated - 1);
        to->total[a] += counts[a];
    }
    to->all += rated;
    to->units++;
}

/* The squared distance of two levels. Of ordered ones it is how many ratings
 * lie between them, the ends counted half. */
static double distance(const Coincidences *found, int a, int b,
                       AgreementScale scale)
{
    if (scale == AGREEMENT_NOMINAL)
        return a != b;
    double between = -(found->total[a] + found->total[b]) / 2;
    for (int level = a < b ? a : b; level <= (a < b ? b : a); level++)
        between += found->total[level];
    return a == b ? 0 : between * between;
}

Agreement agreement_alpha(const Ratings *ratings, AgreementScale scale)
{
    unsigned counts[RATING_LEVELS];
    Coincidences found = {.all = 0};
    double observed = 0, expected = 0;
    if (ratings->raters < 2)
        return (Agreement){AGREEMENT_RATERS, 0, 0};
    for (size_t unit = 0; unit < ratings->units; unit++) {
        unsigned rated = count_levels(ratings, unit, counts);
        if (rated > 1)
            count_unit(&found, counts, rated);
    }
    if (!found.units)
        return (Agreement){AGREEMENT_NO_PAIR, 0, 0};
    for (int a = 0; a < ratings->level_count; a++)
        for (int b = 0; b < ratings->level_count; b++) {
            double squared = distance(&found, a, b, scale);
            observed += found.met[a][b] * squared;
            expected += found.total[a] * found.total[b] * squared;
        }
    if (!(expected > 0))
        return (Agreement){AGREEMENT_ONE_LEVEL, 0, found.units};
    double alpha = 1 - (found.all - 1) * observed / expected;
    return (Agreement){AGREEMENT_DEFINED, alpha, found.units};
}

/* --- Bands ---------------------------------------------------------------- */

typedef struct {
    double from;
    const char *word;
} Band;

static const char *band(const Band *bands, double value)
{
    while (value < bands->from)
        bands++;
    return bands->word;
}

const char *agreement_kappa_band(double value)
{
    static const Band bands[] = {
        {0.805, "almost perfect"}, {0.605, "substantial"}, {0.405, "moderate"},
        {0.205, "fair"},           {0, "slight"},          {-2, "poor"},
    };
    return band(bands, value);
}

const char *agreement_alpha_band(double alpha)
{
    static const Band bands[] = {
        {0.8, "reliable"}, {0.667, "tentative"}, {-1e9, "unreliable"}};
    return band(bands, alpha);
}
