/* From the endings backwards: no edges are kept, so configurations are gone
 * over again until nothing changes, last first, since ways mostly lead to
 * later ones. Each is left as soon as all is possible from it. */
#include "explore/returns.h"

#include <stdlib.h>

static int32_t find_outcome(const Returns *returns, Str outcome)
{
    for (uint32_t i = 0; i < returns->count; i++)
        if (str_equal(returns->outcomes[i], outcome))
            return (int32_t)i;
    return NONE;
}

static uint8_t outcome_bit(const Returns *returns, Str outcome)
{
    int32_t found = find_outcome(returns, outcome);
    return found == NONE ? 0 : (uint8_t)(1u << found);
}

uint8_t returns_mask(const Returns *returns, const Str *outcomes,
                     uint32_t count)
{
    uint8_t mask = 0;
    for (uint32_t i = 0; i < count; i++)
        mask |= outcome_bit(returns, outcomes[i]);
    return mask;
}

typedef struct {
    Returns *returns;
    uint8_t all, mask;
} Gathering;

static bool gather(Search *search, void *context, const Move *move,
                   const uint32_t *packed)
{
    Gathering *gathering = context;
    (void)move;
    if (!packed)
        return true; /* nobody goes on from a cycle */
    uint32_t number = visited_find(&search->visited, packed);
    gathering->mask |= number == VISITED_NONE
                           ? gathering->all
                           : gathering->returns->masks[number];
    return gathering->mask != gathering->all;
}

/* Whether it is possible to do more from there than was known. */
static bool improve(Search *search, Gathering *gathering, uint32_t number)
{
    uint8_t *mask = &gathering->returns->masks[number];
    if (*mask == gathering->all ||
        search_ending(search->abstraction,
                      visited_get(&search->visited, number)) != NONE)
        return false;
    gathering->mask = *mask;
    search_next(search, number, NEXT_ALL, gather, gathering);
    bool more = *mask != gathering->mask;
    *mask = gathering->mask;
    return more;
}

static void fill_ends(Search *search, Gathering *gathering)
{
    const Scenario *scenario = search->scenario;
    Returns *returns = gathering->returns;
    for (uint32_t i = 0; i < search->visited.count; i++) {
        int32_t ending = search_ending(search->abstraction,
                                       visited_get(&search->visited, i));
        if (ending != NONE)
            returns->masks[i] =
                outcome_bit(returns, scenario->endings[ending].outcome);
        else if (i >= search->expanded)
            returns->masks[i] = gathering->all;
    }
}

bool returns_find(Search *search, Returns *returns)
{
    const Scenario *scenario = search->scenario;
    Gathering gathering = {.returns = returns};
    uint32_t last = search->expanded;
    *returns = (Returns){0};
    for (uint32_t i = 0; i < scenario->ending_count; i++) {
        Str outcome = scenario->endings[i].outcome;
        if (find_outcome(returns, outcome) == NONE &&
            returns->count < OUTCOMES_MOST)
            returns->outcomes[returns->count++] = outcome;
        if (search->cut || search->endings[i].seen)
            gathering.all |= outcome_bit(returns, outcome);
    }
    returns->masks = calloc((size_t)search->visited.count + 1, 1);
    if (!returns->masks)
        return false;
    fill_ends(search, &gathering);
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = last; i-- > 0;)
            more |= improve(search, &gathering, i);
        for (uint32_t i = 0; more && i < last; i++)
            improve(search, &gathering, i);
    }
    return true;
}

void returns_finish(Returns *returns)
{
    free(returns->masks);
    returns->masks = NULL;
}

uint32_t returns_first_without(const Search *search, const Returns *returns,
                               uint8_t mask)
{
    for (uint32_t i = 0; i < search->expanded; i++)
        if (!(returns->masks[i] & mask) &&
            search_ending(search->abstraction,
                          visited_get(&search->visited, i)) == NONE)
            return i;
    return VISITED_NONE;
}
