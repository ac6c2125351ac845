/* Finding things of a built scenario by name. A linear search: names arrive
 * here by hand, one at a time. */
#include "scenario/scenario.h"

#define FIND(function, array, count)                                           \
    int32_t function(const Scenario *scenario, Str name)                       \
    {                                                                          \
        for (uint32_t i = 0; i < scenario->count; i++)                         \
            if (str_equal(scenario->array[i].name, name))                      \
                return (int32_t)i;                                             \
        return NONE;                                                           \
    }

FIND(scenario_state_find, states, state_count)
FIND(scenario_role_find, roles, role_count)
FIND(scenario_meter_find, meters, meter_count)
FIND(scenario_fact_find, facts, fact_count)
FIND(scenario_demand_find, demands, demand_count)
FIND(scenario_slot_find, slots, slot_count)
FIND(scenario_ending_find, endings, ending_count)
FIND(scenario_stage_find, stages, stage_count)
FIND(scenario_intent_find, hearing.intents, hearing.count)

int32_t scenario_inject_find(const Scenario *scenario, Str name)
{
    for (uint32_t i = 0; i < scenario->inject_count; i++)
        if (str_equal(scenario->rules[scenario->injects[i]].name, name))
            return (int32_t)i;
    return NONE;
}

bool scenario_state_within(const Scenario *scenario, uint32_t state,
                           uint32_t outer)
{
    uint32_t depth = scenario->states[outer].depth;
    while (scenario->states[state].depth > depth)
        state = (uint32_t)scenario->states[state].parent;
    return state == outer;
}

uint32_t scenario_state_leaf(const Scenario *scenario, uint32_t state)
{
    while (scenario->states[state].start != NONE)
        state = (uint32_t)scenario->states[state].start;
    return state;
}

Span scenario_part(Span span, Str text, size_t begin, size_t end)
{
    if (span.end - span.begin != text.size)
        return span;
    return (Span){span.file, span.begin + (uint32_t)begin,
                  span.begin + (uint32_t)end};
}
