/* Coverage laid over a scenario's graph: what no session came to is dashed, and
 * a way is as broad as it was often taken. */
#include "report/coverage.h"
#include "report/graph.h"

/* How often a rule led somewhere: its steps of an each-time may differ. */
static uint32_t times_left(const Coverage *coverage, uint32_t number)
{
    const Rule *rule = &coverage->scenario->rules[number];
    if (!rule->step_count || rule->body.exit != EXIT_NONE)
        return rule->body.exit == EXIT_NONE ? 0 : coverage->rules[number];
    uint32_t times = 0;
    for (uint32_t step = 0; step < rule->step_count; step++)
        if (rule->steps[step].exit != EXIT_NONE)
            times += coverage->steps[coverage->first_steps[number] + step];
    return times;
}

static Graph graph_of(Arena *arena, const Coverage *coverage)
{
    const Scenario *scenario = coverage->scenario;
    bool *states = ARENA_ARRAY(arena, bool, scenario->state_count);
    bool *endings = ARENA_ARRAY(arena, bool, scenario->ending_count);
    uint32_t *left = ARENA_ARRAY(arena, uint32_t, scenario->rule_count);
    for (uint32_t i = 0; i < scenario->state_count; i++)
        states[i] = coverage->states[i] > 0;
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        endings[i] = coverage->endings[i] > 0;
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        left[i] = times_left(coverage, i);
    GraphFacts facts = {.states = states, .endings = endings, .left = left};
    return graph_new(arena, scenario, &facts);
}

void coverage_dot(Buf *out, Arena *arena, const Coverage *coverage)
{
    Graph graph = graph_of(arena, coverage);
    graph_dot(out, &graph);
}

void coverage_mermaid(Buf *out, Arena *arena, const Coverage *coverage)
{
    Graph graph = graph_of(arena, coverage);
    graph_mermaid(out, &graph);
}
