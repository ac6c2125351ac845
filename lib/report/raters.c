/* Observers side by side. Start at raters_gather. */
#include "report/raters.h"

#include <stdlib.h>

/* --- Agreement --------------------------------------------------------------
 */

static void gather_scale(Arena *arena, const Raters *raters, RatersScale *scale)
{
    const Rubric *rubric = raters->rubric;
    int8_t *levels =
        ARENA_ARRAY(arena, int8_t, (size_t)rubric->item_count * raters->count);
    Ratings table = {levels, 0, raters->count, 1};
    for (uint32_t i = 0; i < rubric->item_count; i++) {
        if (!str_equal(rubric->items[i].scale, scale->name))
            continue;
        for (uint32_t r = 0; r < raters->count; r++)
            levels[table.units * raters->count + r] =
                raters->ratings[r].levels[i];
        table.units++;
        table.level_count = (int)rubric->items[i].level_count;
    }
    scale->items = (uint32_t)table.units;
    scale->raw = agreement_raw(&table);
    scale->kappa =
        raters->count == 2 ? agreement_cohen(&table) : agreement_fleiss(&table);
    scale->alpha = agreement_alpha(&table, scale->ordinal ? AGREEMENT_ORDINAL
                                                          : AGREEMENT_NOMINAL);
}

static void gather_scales(Arena *arena, Raters *raters)
{
    const Rubric *rubric = raters->rubric;
    RatersScale *scales = ARENA_ARRAY(arena, RatersScale, rubric->item_count);
    for (uint32_t i = 0; i < rubric->item_count; i++) {
        uint32_t at = 0;
        while (at < raters->scale_count &&
               !str_equal(scales[at].name, rubric->items[i].scale))
            at++;
        if (at < raters->scale_count)
            continue;
        scales[at] = (RatersScale){.name = rubric->items[i].scale,
                                   .ordinal = rubric->items[i].ordinal};
        gather_scale(arena, raters, &scales[at]);
        raters->scale_count++;
    }
    raters->scales = scales;
}

/* --- Where they differ ------------------------------------------------------
 */

int raters_spread(const Raters *raters, uint32_t item)
{
    int low = RATING_LEVELS, high = RATING_NONE;
    for (uint32_t r = 0; r < raters->count; r++) {
        int level = raters->ratings[r].levels[item];
        if (level == RATING_NONE)
            continue;
        low = level < low ? level : low;
        high = level > high ? level : high;
    }
    int spread = high > low ? high - low : 0;
    return spread && !raters->rubric->items[item].ordinal ? 1 : spread;
}

static void gather_differing(Arena *arena, Raters *raters)
{
    uint32_t *items = ARENA_ARRAY(arena, uint32_t, raters->rubric->item_count);
    for (int spread = RATING_LEVELS; spread > 0; spread--)
        for (uint32_t i = 0; i < raters->rubric->item_count; i++)
            if (raters_spread(raters, i) == spread)
                items[raters->differing_count++] = i;
    raters->differing = items;
}

/* --- Corrections -------------------------------------------------------------
 */

const RatingCode *raters_code(const Rating *rating, uint32_t turn)
{
    for (size_t i = 0; i < rating->codes.count; i++)
        if (rating->codes.items[i].turn == turn)
            return &rating->codes.items[i];
    return NULL;
}

static bool holds(const RatingCode *code, Str name)
{
    for (uint32_t i = 0; i < code->is_count; i++)
        if (str_equal(code->is[i], name))
            return true;
    return false;
}

/* The same names in any order. */
static bool same_codes(const RatingCode *a, const RatingCode *b)
{
    bool same = a->is_count == b->is_count;
    for (uint32_t i = 0; i < a->is_count && same; i++)
        same = holds(b, a->is[i]);
    return same;
}

static RatersCode gather_code(const Raters *raters, uint32_t turn)
{
    RatersCode made = {.turn = turn};
    const RatingCode *first = NULL;
    for (uint32_t r = 0; r < raters->count; r++) {
        const RatingCode *code = raters_code(&raters->ratings[r], turn);
        if (code && first)
            made.differ |= !same_codes(first, code);
        else if (code)
            first = code;
    }
    made.was = first->was;
    made.was_count = first->was_count;
    return made;
}

static int by_turn(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void gather_codes(Arena *arena, Raters *raters)
{
    size_t count = 0, all = 0;
    for (uint32_t r = 0; r < raters->count; r++)
        all += raters->ratings[r].codes.count;
    uint32_t *turns = ARENA_ARRAY(arena, uint32_t, all);
    RatersCode *codes = ARENA_ARRAY(arena, RatersCode, all);
    for (uint32_t r = 0; r < raters->count; r++)
        for (size_t i = 0; i < raters->ratings[r].codes.count; i++)
            turns[count++] = raters->ratings[r].codes.items[i].turn;
    if (count)
        qsort(turns, count, sizeof *turns, by_turn);
    for (size_t i = 0; i < count; i++)
        if (!i || turns[i] != turns[i - 1])
            codes[raters->code_count++] = gather_code(raters, turns[i]);
    raters->codes = codes;
}

void raters_gather(Arena *arena, Raters *raters)
{
    gather_scales(arena, raters);
    gather_differing(arena, raters);
    gather_codes(arena, raters);
}
