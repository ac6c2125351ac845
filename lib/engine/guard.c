/* Guards: what `if`, `when` and stages ask of the present moment. */
#include "engine/run.h"

typedef struct {
    const Run *run;
    uint32_t state; /* the one that `in-state` asks about */
} Asked;

bool run_is_heard(const Run *run, uint32_t intent)
{
    const EngineEvent *event = run->event;
    if (!event || event->kind != ENGINE_HEARD)
        return false;
    for (uint32_t i = 0; i < event->intent_count; i++)
        if (event->intents[i] == intent)
            return true;
    return false;
}

static int64_t read_variable(const void *context, ExprVariable variable,
                             uint32_t index)
{
    const Asked *asked = context;
    const Run *run = asked->run;
    const Configuration *now = run->now;
    switch (variable) {
    case EXPR_METER:
        return run_meters(now)[index];
    case EXPR_FACT:
        return run_facts(now)[index];
    case EXPR_ELAPSED:
        return now->now;
    case EXPR_IN_STATE:
        return now->now - run_states(now)[asked->state].entered;
    case EXPR_TURNS:
        return now->turn;
    case EXPR_STAGE:
        return engine_stage(run->scenario, now);
    case EXPR_TIMES:
        return run_intents(now)[index].times;
    case EXPR_SINCE:
        return run_intents(now)[index].times
                   ? now->turn - run_intents(now)[index].turn
                   : INT64_MAX;
    case EXPR_HEARD:
        return run_is_heard(run, index);
    case EXPR_VISITS:
        return run_states(now)[index].visits;
    case EXPR_IN:
        return scenario_state_within(run->scenario, (uint32_t)now->state,
                                     index);
    case EXPR_DEMAND:
        return run_demands(now)[index].status;
    case EXPR_SPEAKER:
        return now->speaker;
    }
    return 0;
}

static Asked asked_by(const Run *run, const Rule *rule)
{
    bool of_state = rule->holder_kind == HOLDER_STATE;
    return (Asked){run, of_state ? rule->holder : (uint32_t)run->now->state};
}

bool run_guard(const Run *run, uint32_t rule)
{
    const Rule *what = &run->scenario->rules[rule];
    if (!what->guard)
        return true;
    Asked asked = asked_by(run, what);
    return expr_holds(what->guard, read_variable, &asked);
}

bool engine_guard_holds(const Scenario *scenario, const Configuration *now,
                        uint32_t rule)
{
    Run run = {.scenario = scenario, .now = (Configuration *)(uintptr_t)now};
    return run_guard(&run, rule);
}

bool engine_holds(const Scenario *scenario, const Configuration *now,
                  const Expr *expr)
{
    Run run = {.scenario = scenario, .now = (Configuration *)(uintptr_t)now};
    Asked asked = {&run, (uint32_t)now->state};
    return expr_holds(expr, read_variable, &asked);
}

size_t engine_guard_failing(const Scenario *scenario, const Configuration *now,
                            const EngineEvent *event, uint32_t rule,
                            size_t (*ranges)[2], size_t limit)
{
    const Rule *what = &scenario->rules[rule];
    Run run = {.scenario = scenario,
               .now = (Configuration *)(uintptr_t)now,
               .event = event};
    if (!what->guard)
        return 0;
    Asked asked = asked_by(&run, what);
    return expr_failing(what->guard, read_variable, &asked, ranges, limit);
}

int32_t engine_stage(const Scenario *scenario, const Configuration *now)
{
    Run run = {.scenario = scenario, .now = (Configuration *)(uintptr_t)now};
    Asked asked = {&run, (uint32_t)now->state};
    int32_t stage = NONE;
    for (uint32_t i = 0; i < scenario->stage_count; i++) {
        if (!expr_holds(scenario->stages[i].when, read_variable, &asked))
            break;
        stage = (int32_t)i;
    }
    return stage;
}
