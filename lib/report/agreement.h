/* How far raters agree: figures over a table of ratings, and nothing else.
 * Pure: no allocation, no files, no words for people beyond the names of bands.
 *
 * A figure that the ratings do not define is said to be undefined, with the
 * reason; it is never shown as 0 or 1. */
#ifndef STANDOFF_REPORT_AGREEMENT_H
#define STANDOFF_REPORT_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RATING_NONE = -1,     /* not rated */
    RATING_LEVELS = 32,   /* a scale has at most so many levels */
    RATING_RATERS = 1000, /* and a table so many raters */
};

/* What was rated by whom: levels[unit * raters + rater], each 0 .. level_count
 * - 1, or RATING_NONE. */
typedef struct {
    const int8_t *levels;
    size_t units, raters;
    int level_count; /* 1 .. RATING_LEVELS */
} Ratings;

typedef enum {
    AGREEMENT_DEFINED,
    AGREEMENT_RATERS,   /* not the number of raters that the figure is for */
    AGREEMENT_NO_PAIR,  /* nothing was rated by all who count */
    AGREEMENT_ONE_LEVEL /* every rating is the same: chance would agree, too */
} AgreementStatus;

typedef struct {
    AgreementStatus status;
    double value; /* when defined */
    size_t n;     /* units that count for it */
} Agreement;

/* The share of pairs of raters that chose the same level, over all pairs of
 * ratings of one unit, 0..1. Units with one rating or none do not count. */
Agreement agreement_raw(const Ratings *ratings);

/* Cohen's kappa, of exactly two raters, over the units that both rated (Cohen,
 * 1960, "A coefficient of agreement for nominal scales"). */
Agreement agreement_cohen(const Ratings *ratings);

/* Fleiss' kappa, of two or more raters, over the units that all of them rated
 * (Fleiss, 1971, "Measuring nominal scale agreement among many raters"). */
Agreement agreement_fleiss(const Ratings *ratings);

typedef enum { AGREEMENT_NOMINAL, AGREEMENT_ORDINAL } AgreementScale;

/* Krippendorff's alpha, of two or more raters, over the units with at least
 * two ratings; what was left out does not hinder (Krippendorff, 2011,
 * "Computing Krippendorff's alpha-reliability"). */
Agreement agreement_alpha(const Ratings *ratings, AgreementScale scale);

/* The word of Landis and Koch, 1977, "The measurement of observer agreement for
 * categorical data", for a kappa: poor, slight, fair, moderate, substantial,
 * almost perfect. Their bands are a convention, not a finding. */
const char *agreement_kappa_band(double kappa);

/* Krippendorff, 2004, "Content analysis: an introduction to its methodology",
 * for an alpha: reliable from 0.800, tentative from 0.667, below that
 * unreliable. */
const char *agreement_alpha_band(double alpha);

#endif
