/* Names and conditions of a Promela model: what each field is called, and how
 * an expression of the scenario reads there. */
#include "explore/promela.h"

static const Field **fields_of(Promela *promela, FieldKind kind, uint32_t count)
{
    const Abstraction *abstraction = promela->abstraction;
    const Field **fields = ARENA_ARRAY(promela->arena, const Field *, count);
    for (uint32_t i = 0; i < abstraction->field_count; i++)
        if (abstraction->fields[i].kind == kind)
            fields[abstraction->fields[i].index] = &abstraction->fields[i];
    return fields;
}

void promela_fields(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    uint32_t demands = scenario->demand_count, rules = scenario->rule_count;
    uint32_t intents = scenario->hearing.count;
    promela->meters = fields_of(promela, FIELD_METER, scenario->meter_count);
    promela->facts = fields_of(promela, FIELD_FACT, scenario->fact_count);
    promela->statuses = fields_of(promela, FIELD_STATUS, demands);
    promela->deadlines = fields_of(promela, FIELD_DEADLINE, demands);
    promela->ranks = fields_of(promela, FIELD_RANK, demands);
    promela->counts = fields_of(promela, FIELD_COUNT, rules);
    promela->used = fields_of(promela, FIELD_USED, rules);
    promela->times = fields_of(promela, FIELD_TIMES, intents);
    promela->since = fields_of(promela, FIELD_SINCE, intents);
    promela->visits = fields_of(promela, FIELD_VISITS, scenario->state_count);
    promela->back = *fields_of(promela, FIELD_BACK, 1);
    promela->speaker = *fields_of(promela, FIELD_SPEAKER, 1);
    promela->turn = *fields_of(promela, FIELD_TURN, 1);
}

void promela_in(Promela *promela, uint32_t state)
{
    const Abstraction *abstraction = promela->abstraction;
    ADD("(0");
    for (uint32_t i = 0; i < abstraction->leaf_count; i++)
        if (scenario_state_within(promela->scenario, abstraction->leaves[i],
                                  state))
            ADD("||st==%u", i);
    ADD(")");
}

void promela_live(Promela *promela, uint32_t demand)
{
    if (promela->statuses[demand])
        ADD("(d%u>=%d&&d%u<=%d)", demand, DEMAND_OPEN, demand, DEMAND_BROKEN);
    else
        ADD("(0)");
}

/* --- Expressions ---------------------------------------------------------- */

/* `in-state` asks about the state that holds the rule, else the leaf. */
static void add_in_state(Promela *promela)
{
    const Rule *rule = promela->rule;
    if (rule && rule->holder_kind == HOLDER_STATE)
        ADD("i%u", promela->scenario->states[rule->holder].depth);
    else
        ADD("il");
}

static void add_variable(void *context, ExprVariable variable, uint32_t index)
{
    Promela *promela = context;
    const Scenario *scenario = promela->scenario;
    switch (variable) {
    case EXPR_METER:
        if (promela->meters[index])
            ADD("(m%u+%d)", index, scenario->meters[index].low);
        else
            ADD("(%d)", scenario->meters[index].start);
        break;
    case EXPR_FACT:
        ADD(promela->facts[index] ? "f%u" : "0", index);
        break;
    case EXPR_ELAPSED:
        ADD("e");
        break;
    case EXPR_IN_STATE:
        add_in_state(promela);
        break;
    case EXPR_TURNS:
        ADD(promela->turn ? "turn" : "0");
        break;
    case EXPR_STAGE:
        ADD("STAGE");
        break;
    case EXPR_TIMES:
        ADD(promela->times[index] ? "t%u" : "0", index);
        break;
    case EXPR_SINCE:
        ADD("s%u", index);
        break;
    case EXPR_HEARD:
        ADD("(kind==1&&h%u)", index);
        break;
    case EXPR_VISITS:
        ADD(promela->visits[index] ? "v%u" : "0", index);
        break;
    case EXPR_IN:
        promela_in(promela, index);
        break;
    case EXPR_DEMAND:
        ADD(promela->statuses[index] ? "d%u" : "0", index);
        break;
    case EXPR_SPEAKER:
        ADD(promela->speaker ? "sp" : "%u", scenario->speaker);
        break;
    }
}

void promela_guard(Promela *promela, uint32_t rule)
{
    promela->rule = &promela->scenario->rules[rule];
    ADD("(");
    if (promela->rule->guard)
        expr_write_c(promela->rule->guard, promela->out, add_variable, promela);
    else
        ADD("1");
    ADD(")");
}

void promela_stage(Promela *promela, uint32_t stage)
{
    promela->rule = NULL;
    ADD("(");
    expr_write_c(promela->scenario->stages[stage].when, promela->out,
                 add_variable, promela);
    ADD(")");
}

void promela_listens(Promela *promela, uint32_t rule)
{
    const Rule *what = &promela->scenario->rules[rule];
    if (what->once && what->kind != RULE_INJECT)
        ADD("(c%u<%u)", rule, what->step_count ? what->step_count : 1);
    else
        ADD("(1)");
}

void promela_active(Promela *promela, uint32_t rule)
{
    const Rule *what = &promela->scenario->rules[rule];
    ADD("(");
    promela_listens(promela, rule);
    if (what->holder_kind == HOLDER_STATE) {
        ADD("&&");
        promela_in(promela, what->holder);
    } else if (what->holder_kind == HOLDER_DEMAND) {
        ADD("&&");
        promela_live(promela, what->holder);
    }
    ADD(")");
}

void promela_pending(Promela *promela, uint32_t rule)
{
    ADD("(!u%u&&", rule);
    promela_active(promela, rule);
    ADD(")");
}
