/* Questions to a configuration that change nothing. */
#include "engine/configuration.h"

int64_t engine_time(const Configuration *now)
{
    return now->now;
}

int64_t engine_turn(const Configuration *now)
{
    return now->turn;
}

bool engine_ended(const Configuration *now)
{
    return now->ending != NONE;
}

int32_t engine_ending(const Configuration *now)
{
    return now->ending;
}

uint32_t engine_state(const Configuration *now)
{
    return (uint32_t)now->state;
}

int64_t engine_in_state(const Configuration *now, uint32_t state)
{
    return now->now - run_states(now)[state].entered;
}

uint32_t engine_speaker(const Configuration *now)
{
    return (uint32_t)now->speaker;
}

int32_t engine_meter(const Configuration *now, uint32_t meter)
{
    return run_meters(now)[meter];
}

bool engine_fact(const Configuration *now, uint32_t fact)
{
    return run_facts(now)[fact];
}

DemandStatus engine_demand(const Configuration *now, uint32_t demand)
{
    return (DemandStatus)run_demands(now)[demand].status;
}

int64_t engine_deadline(const Configuration *now, uint32_t demand)
{
    return run_demands(now)[demand].deadline;
}

int64_t engine_promise(const Configuration *now, uint32_t demand)
{
    return run_demands(now)[demand].promise;
}

Str engine_slot(const Scenario *scenario, const Configuration *now,
                uint32_t slot)
{
    const SlotRun *held = &run_slots(now)[slot];
    return held->is_set ? (Str){held->text, held->size}
                        : scenario->slots[slot].text;
}
