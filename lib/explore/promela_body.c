/* What a body does to a configuration, in Promela, and how states are left and
 * entered. The order is that of lib/engine/body.c. */
#include "explore/promela.h"

/* --- Effects -------------------------------------------------------------- */

static void add_change(Promela *promela, const MeterChange *change)
{
    const Field *field = promela->meters[change->meter];
    uint32_t m = change->meter;
    int32_t low = promela->scenario->meters[m].low;
    if (!field)
        return;
    int64_t most = field->most;
    if (change->absolute) {
        int64_t value = (int64_t)change->value - low;
        ADD("m%u=%lld;", m,
            (long long)(value < 0      ? 0
                        : value > most ? most
                                       : value));
        return;
    }
    ADD("m%u=(m%u+(%d)>%lld->%lld:(m%u+(%d)<0->0:m%u+(%d)));", m, m,
        change->value, (long long)most, (long long)most, m, change->value, m,
        change->value);
}

/* The demand is no longer among those in order of their raise. */
static void add_rank_out(Promela *promela, uint32_t demand)
{
    for (uint32_t i = 0; i < promela->scenario->demand_count; i++)
        if (i != demand && promela->ranks[i])
            ADD("rk%u=rk%u-(rk%u>0&&rk%u>rk%u);", i, i, demand, i, demand);
    ADD("rk%u=0;", demand);
}

static void add_rank_front(Promela *promela, uint32_t demand)
{
    if (!promela->ranks[demand])
        return;
    add_rank_out(promela, demand);
    ADD("rk%u=1", demand);
    for (uint32_t i = 0; i < promela->scenario->demand_count; i++)
        if (i != demand && promela->ranks[i])
            ADD("+(rk%u>0)", i);
    ADD(";");
}

/* Silence of a demand's or a state's rules begins anew; `after`, too. */
static void add_begin(Promela *promela, const uint32_t *rules, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (promela->used[rules[i]])
            ADD("u%u=0;", rules[i]);
}

static void add_raise(Promela *promela, uint32_t demand)
{
    const Demand *what = &promela->scenario->demands[demand];
    ADD("if::");
    promela_live(promela, demand);
    ADD("->skip;");
    add_rank_front(promela, demand);
    ADD("::else->if::(d%u!=%d)->d%u=%d;", demand, DEMAND_MET, demand,
        DEMAND_OPEN);
    add_rank_front(promela, demand);
    if (promela->deadlines[demand])
        ADD("dl%u=1;", demand);
    add_begin(promela, what->rules, what->rule_count);
    ADD("::else fi fi;");
}

static void add_act(Promela *promela, const DemandAct *act)
{
    static const DemandStatus becomes[ACT_COUNT] = {
        [ACT_RAISE] = DEMAND_OPEN,       [ACT_DEFER] = DEMAND_DEFERRED,
        [ACT_PROMISE] = DEMAND_PROMISED, [ACT_MEET] = DEMAND_MET,
        [ACT_REFUSE] = DEMAND_REFUSED,   [ACT_DROP] = DEMAND_DROPPED,
    };
    uint32_t demand = act->demand;
    DemandStatus status = becomes[act->kind];
    if (!promela->statuses[demand])
        return; /* never raised */
    if (act->kind == ACT_RAISE) {
        add_raise(promela, demand);
        return;
    }
    ADD("if::");
    promela_live(promela, demand);
    ADD("->d%u=%d;", demand, status);
    if (status != DEMAND_DEFERRED && promela->deadlines[demand])
        ADD("dl%u=0;", demand);
    if (!demand_status_is_live(status) && promela->ranks[demand])
        add_rank_out(promela, demand);
    ADD("::else fi;");
}

static void add_effects(Promela *promela, const Body *body)
{
    for (uint32_t i = 0; i < body->change_count; i++)
        add_change(promela, &body->changes[i]);
    for (uint32_t i = 0; i < body->learn_count; i++)
        if (promela->facts[body->learns[i]])
            ADD("f%u=1;", body->learns[i]);
    for (uint32_t i = 0; i < body->act_count; i++)
        add_act(promela, &body->acts[i]);
    if (body->speaker != NONE && promela->speaker)
        ADD("sp=%d;", body->speaker);
    if (body->say_count || body->choice_count || body->sign.size)
        ADD("spoke=1;");
}

static void add_way(Promela *promela, const Body *body)
{
    switch (body->exit) {
    case EXIT_NONE:
        break;
    case EXIT_STATE:
        ADD("way=%u;", body->exit_index + 1);
        break;
    case EXIT_BACK:
        ADD("way=(bk->%u:0);", promela_way_back(promela));
        break;
    case EXIT_ENDING:
        ADD("st=%u;", promela->abstraction->leaf_count + body->exit_index);
        break;
    }
}

/* An outer body and one of the each-time. */
static void add_bodies(Promela *promela, const Rule *rule, const Body *step)
{
    add_effects(promela, step);
    add_way(promela, step->exit != EXIT_NONE ? step : &rule->body);
}

void promela_run(Promela *promela, uint32_t rule)
{
    const Rule *what = &promela->scenario->rules[rule];
    const Field *count = promela->counts[rule];
    add_effects(promela, &what->body);
    if (!what->step_count)
        add_way(promela, &what->body);
    else if (!count)
        add_bodies(promela, what, &what->steps[0]);
    else {
        ADD("if");
        for (uint32_t i = 0; i < what->step_count; i++) {
            if (i + 1 < what->step_count)
                ADD("::(c%u==%u)->skip;", rule, i);
            else
                ADD("::else->skip;");
            add_bodies(promela, what, &what->steps[i]);
        }
        ADD(" fi;");
    }
    if (count)
        ADD("c%u=(c%u<%u->c%u+1:c%u);", rule, rule, count->most, rule, rule);
}

/* --- Leaving -------------------------------------------------------------- */

static void add_marked(Promela *promela, uint32_t state)
{
    const State *what = &promela->scenario->states[state];
    const Field *visits = promela->visits[state];
    if (visits)
        ADD("v%u=(v%u<%u->v%u+1:v%u);", state, state, visits->most, state,
            state);
    add_begin(promela, what->rules, what->rule_count);
}

static void add_enter(Promela *promela, uint32_t state)
{
    int32_t enter = promela->scenario->states[state].enter;
    add_marked(promela, state);
    if (enter != NONE)
        promela_run(promela, (uint32_t)enter);
}

/* Whether the state left, `fr`, was this one or inside it. */
static void add_from_within(Promela *promela, uint32_t state)
{
    const Abstraction *abstraction = promela->abstraction;
    ADD("(0");
    for (uint32_t i = 0; i < abstraction->leaf_count; i++)
        if (scenario_state_within(promela->scenario, abstraction->leaves[i],
                                  state))
            ADD("||fr==%u", i);
    ADD(")");
}

static void add_go(Promela *promela, uint32_t target)
{
    const Scenario *scenario = promela->scenario;
    uint32_t path[SCENARIO_STATE_DEPTH], depth = 0;
    uint32_t leaf = scenario_state_leaf(scenario, target);
    for (int32_t s = (int32_t)leaf; s != NONE; s = scenario->states[s].parent)
        path[depth++] = (uint32_t)s;
    if (promela->back) {
        ADD("if::(fr!=%u&&!", promela_unstarted(promela));
        add_from_within(promela, target);
        ADD(")->if");
        for (uint32_t i = 0; i < promela->abstraction->leaf_count; i++)
            ADD("::(fr==%u)->bk=%u;", i, promela->abstraction->leaves[i] + 1);
        ADD("fi::else fi;");
    }
    ADD("st=%u;", promela->abstraction->leaf_of[leaf]);
    while (depth--) {
        if (scenario_state_within(scenario, path[depth], target)) {
            add_enter(promela, path[depth]);
            continue;
        }
        ADD("if::!");
        add_from_within(promela, path[depth]);
        ADD("->skip;");
        add_enter(promela, path[depth]);
        ADD("::else fi;");
    }
}

static void add_go_back(Promela *promela)
{
    const Abstraction *abstraction = promela->abstraction;
    ADD("if");
    for (uint32_t i = 0; i < abstraction->leaf_count; i++) {
        uint32_t leaf = abstraction->leaves[i];
        ADD("::(bk==%u)->st=%u;", leaf + 1, i);
        for (int32_t s = (int32_t)leaf; s != NONE;
             s = promela->scenario->states[s].parent) {
            ADD("if::!");
            add_from_within(promela, (uint32_t)s);
            ADD("->skip;");
            add_marked(promela, (uint32_t)s);
            ADD("::else fi;");
        }
    }
    ADD(" fi;bk=0;");
}

/* Whether some body, or the start, goes to the state. */
static bool is_target(const Scenario *scenario, uint32_t state)
{
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        const Rule *rule = &scenario->rules[i];
        for (uint32_t k = 0; k <= rule->step_count; k++) {
            const Body *body = k ? &rule->steps[k - 1] : &rule->body;
            if (body->exit == EXIT_STATE && body->exit_index == state)
                return true;
        }
    }
    return state == scenario->start;
}

void promela_leave(Promela *promela)
{
    ADD("fr=st;if\n");
    for (uint32_t i = 0; i < promela->scenario->state_count; i++) {
        if (!is_target(promela->scenario, i))
            continue;
        ADD("::(way==%u)->", i + 1);
        add_go(promela, i);
        ADD("\n");
    }
    if (promela->back) {
        ADD("::(way==%u)->", promela_way_back(promela));
        add_go_back(promela);
        ADD("\n");
    }
    ADD("::else fi;way=0;\n");
}
