/* Counting. Start at tally_personas. */
#include "transcript/tally.h"

#include <stdlib.h>

bool tally_is_peaceful(const Ending *ending)
{
    return str_equal_c(ending->outcome, "peaceful");
}

static int compare(const void *a, const void *b)
{
    const uint32_t *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

static void count_run(const Tally *tally, TallyRow *row,
                      const Configuration *now, uint64_t seed, uint32_t *least)
{
    const Scenario *scenario = tally->scenario;
    int32_t ending = engine_ending(now);
    uint32_t turns = (uint32_t)engine_turn(now);
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        row->meters[i] += engine_meter(now, i);
    row->endings[ending < 0 ? scenario->ending_count : (uint32_t)ending]++;
    if (ending == NONE)
        row->states[engine_state(now)]++;
    if (ending < 0 || !tally_is_peaceful(&scenario->endings[ending]))
        return;
    if (!row->peaceful++ || turns < *least) {
        row->shortest = seed;
        *least = turns;
    }
}

static void play_runs(Arena *arena, Rehearsal *rehearsal, const Tally *tally,
                      TallyRow *row)
{
    const Scenario *scenario = tally->scenario;
    const TallyOptions *options = &tally->options;
    uint32_t *turns = ARENA_ARRAY(arena, uint32_t, options->runs), least = 0;
    row->endings = ARENA_ARRAY(arena, uint32_t, scenario->ending_count + 1);
    row->stages = ARENA_ARRAY(arena, uint32_t, scenario->stage_count + 1);
    row->states = ARENA_ARRAY(arena, uint32_t, scenario->state_count);
    row->meters = ARENA_ARRAY(arena, int64_t, scenario->meter_count);
    for (uint32_t i = 0; i < options->runs; i++) {
        uint64_t seed = options->seed + i;
        const Configuration *now =
            rehearsal_run(rehearsal, row->persona, seed, options->moves, NULL);
        turns[i] = (uint32_t)engine_turn(now);
        row->stages[rehearsal_stage(rehearsal) + 1]++;
        count_run(tally, row, now, seed, &least);
    }
    qsort(turns, options->runs, sizeof *turns, compare);
    row->turns = options->runs ? turns[options->runs / 2] : 0;
}

Tally tally_personas(Arena *arena, Rehearsal *rehearsal,
                     const Scenario *scenario, const TallyOptions *options)
{
    TallyRow *rows = ARENA_ARRAY(arena, TallyRow, persona_count);
    Tally tally = {.options = *options, .scenario = scenario, .rows = rows};
    for (uint32_t i = 0; i < persona_count; i++) {
        if (options->only && options->only != &personas[i])
            continue;
        TallyRow *row = &rows[tally.row_count++];
        row->persona = &personas[i];
        play_runs(arena, rehearsal, &tally, row);
    }
    return tally;
}

bool tally_teaches(const TallyRow *row, const TallyRow *listener)
{
    return (uint64_t)TALLY_TIMES * row->peaceful > listener->peaceful;
}

const TallyRow *tally_listener(const Tally *tally)
{
    for (uint32_t i = 0; i < tally->row_count; i++)
        if (tally->rows[i].persona->listens)
            return &tally->rows[i];
    return NULL;
}
