/* The frame of a Promela model: what there is, which event comes next, and what
 * it does, in the order of lib/engine/step.c, time.c and rules.c. Each event
 * is one atomic step, so Spin stores the configurations that the search
 * stores, and one before the start. Start at explore_promela. */
#include "explore/promela.h"

#include "explore/explore.h"

/* --- Declarations --------------------------------------------------------- */

static void add_declaration(Promela *promela, const Field *field)
{
    static const char *const names[FIELD_KIND_COUNT] = {
        [FIELD_PLACE] = "st",    [FIELD_BACK] = "bk",   [FIELD_SPEAKER] = "sp",
        [FIELD_METER] = "m",     [FIELD_FACT] = "f",    [FIELD_STATUS] = "d",
        [FIELD_DEADLINE] = "dl", [FIELD_RANK] = "rk",   [FIELD_COUNT] = "c",
        [FIELD_USED] = "u",      [FIELD_TURN] = "turn", [FIELD_TIMES] = "t",
        [FIELD_SINCE] = "s",     [FIELD_VISITS] = "v",
    };
    bool single = field->kind == FIELD_PLACE || field->kind == FIELD_BACK ||
                  field->kind == FIELD_SPEAKER || field->kind == FIELD_TURN;
    uint32_t most = field->most, first = 0;
    if (field->kind == FIELD_PLACE)
        most = promela_unstarted(promela) + 1, first = most - 1;
    else if (field->kind == FIELD_METER) {
        const Meter *meter = &promela->scenario->meters[field->index];
        first = (uint32_t)(meter->start - meter->low);
    } else if (field->kind == FIELD_SINCE)
        first = most;
    else if (field->kind == FIELD_SPEAKER)
        first = promela->scenario->speaker;
    const char *type = most < 2       ? "bit"
                       : most < 256   ? "byte"
                       : most < 32768 ? "short"
                                      : "int";
    ADD("%s %s", type, names[field->kind]);
    if (!single)
        ADD("%u", field->index);
    ADD(" = %u;\n", first);
}

static void add_declarations(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    const Abstraction *abstraction = promela->abstraction;
    for (uint32_t i = 0; i < abstraction->field_count; i++)
        add_declaration(promela, &abstraction->fields[i]);
    ADD("hidden byte kind;\nhidden int which;\nhidden short chosen, cand, "
        "rounds, inj, fr, rank, way;\nhidden byte spoke, gone;\n"
        "hidden int e, il");
    for (uint32_t i = 0; i < SCENARIO_STATE_DEPTH; i++)
        ADD(", i%u", i);
    ADD(";\n");
    for (uint32_t i = 0; i < scenario->hearing.count; i++)
        ADD("hidden byte h%u;\n", i);
    for (uint32_t i = 0; i < abstraction->when_count; i++)
        ADD("hidden byte a%u;\n", abstraction->whens[i]);
    if (!scenario->stage_count)
        return;
    ADD("#define STAGE (-1");
    for (uint32_t i = 0; i < scenario->stage_count; i++) {
        ADD("+");
        for (uint32_t k = 0; k <= i; k++) {
            ADD(k ? "*" : "(");
            promela_stage(promela, k);
        }
        ADD(")");
    }
    ADD(")\n");
}

/* --- What may come next --------------------------------------------------- */

static bool fires_before(const Rule *other, const Rule *rule)
{
    return other->listen == rule->listen &&
           other->holder_kind == rule->holder_kind &&
           other->holder == rule->holder && other != rule &&
           (other->delay < rule->delay ||
            (other->delay == rule->delay && other->order < rule->order));
}

static void add_timer_choices(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    for (uint32_t i = 0; i < scenario->timed_count; i++) {
        uint32_t rule = scenario->timed[i];
        ADD("::(st<%u&&", promela->abstraction->leaf_count);
        promela_pending(promela, rule);
        for (uint32_t k = 0; k < scenario->timed_count; k++) {
            if (!fires_before(&scenario->rules[scenario->timed[k]],
                              &scenario->rules[rule]))
                continue;
            ADD("&&!");
            promela_pending(promela, scenario->timed[k]);
        }
        ADD(")->kind=2;which=%u\n", rule);
    }
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        if (promela->deadlines[i])
            ADD("::(dl%u)->kind=3;which=%u\n", i, i);
        if (promela->statuses[i])
            ADD("::(d%u==%d)->kind=4;which=%u\n", i, DEMAND_PROMISED, i);
    }
}

/* Milliseconds as halves of seconds: a whole one, or just after it. */
static long long halves(int64_t ms)
{
    return (long long)(ms / 1000 * 2 + (ms % 1000 != 0));
}

static void add_moments(Promela *promela)
{
    const Abstraction *abstraction = promela->abstraction;
    ADD("if\n::(kind==0)->e=0\n");
    for (uint32_t l = 0; l < abstraction->leaf_count; l++) {
        uint32_t depth =
            promela->scenario->states[abstraction->leaves[l]].depth;
        for (uint32_t m = 0; m < abstraction->moments[l].count; m++) {
            const Moment *moment = &abstraction->moments[l].items[m];
            ADD("::(st==%u)->e=%lld", l, halves(moment->elapsed));
            for (uint32_t i = 0; i <= depth; i++)
                ADD(";i%u=%lld", i, halves(moment->in_state[i]));
            ADD(";il=%lld\n", halves(moment->in_state[depth]));
        }
    }
    ADD("fi;\n");
}

static void add_choices(Promela *promela)
{
    const Alphabet *alphabet = promela->alphabet;
    ADD("if\n::(st==%u)->kind=0\n", promela_unstarted(promela));
    for (uint32_t i = 0; i < alphabet->count; i++)
        ADD("::(st<%u)->kind=1;which=%u\n", promela->abstraction->leaf_count,
            i);
    add_timer_choices(promela);
    ADD("fi;\n");
    add_moments(promela);
}

/* --- Hearing -------------------------------------------------------------- */

static bool carries(const Heard *heard, uint32_t intent)
{
    for (uint32_t i = 0; i < heard->count; i++)
        if (heard->intents[i] == intent)
            return true;
    return false;
}

static void add_counters(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    const Alphabet *alphabet = promela->alphabet;
    const Field *turn = promela->turn;
    if (turn)
        ADD("turn=(turn<%u->turn+1:turn);", turn->most);
    for (uint32_t i = 0; i < scenario->hearing.count; i++) {
        const Field *since = promela->since[i], *times = promela->times[i];
        ADD("h%u=(0", i);
        for (uint32_t k = 0; k < alphabet->count; k++)
            if (carries(&alphabet->events[alphabet->kinds[k]], i))
                ADD("||which==%u", k);
        ADD(");");
        if (since)
            ADD("s%u=(h%u->0:(s%u+1<%u->s%u+1:s%u));", i, i, i, since->most, i,
                i);
        if (times)
            ADD("t%u=(h%u&&t%u<%u->t%u+1:t%u);", i, i, i, times->most, i, i);
    }
    for (uint32_t i = 0; i < scenario->timed_count; i++)
        if (scenario->rules[scenario->timed[i]].listen == LISTEN_SILENCE)
            ADD("u%u=0;", scenario->timed[i]);
    ADD("\n");
}

/* --- Timers --------------------------------------------------------------- */

/* The rules that are one event with `rule`, and the first that may run. */
static void add_timed_rules(Promela *promela, uint32_t rule)
{
    const Scenario *scenario = promela->scenario;
    const Rule *first = &scenario->rules[rule];
    for (uint32_t i = 0; i < scenario->timed_count; i++) {
        uint32_t number = scenario->timed[i];
        const Rule *other = &scenario->rules[number];
        if (other->kind != RULE_RULE || other->delay != first->delay ||
            (number != rule && !fires_before(first, other)))
            continue;
        ADD("if::");
        promela_pending(promela, number);
        ADD("->if::(!chosen&&");
        promela_guard(promela, number);
        ADD(")->chosen=%u::else fi;u%u=1::else fi;", number + 1, number);
    }
}

static uint32_t inject_number(const Scenario *scenario, uint32_t rule)
{
    uint32_t number = 0;
    while (scenario->injects[number] != rule)
        number++;
    return number;
}

static void add_timer(Promela *promela, uint32_t rule)
{
    const Scenario *scenario = promela->scenario;
    const Rule *what = &scenario->rules[rule];
    ADD("::(kind==2&&which==%u)->", rule);
    if (what->kind == RULE_RULE) {
        add_timed_rules(promela, rule);
    } else {
        ADD("u%u=1;if::", rule);
        promela_guard(promela, rule);
        ADD("->skip;");
        if (what->kind == RULE_INJECT)
            ADD("inj=%u;", inject_number(scenario, rule) + 1);
        promela_run(promela, rule);
        ADD("::else fi;");
    }
    ADD("\n");
}

static void add_demand_timers(Promela *promela, uint32_t demand)
{
    const Demand *what = &promela->scenario->demands[demand];
    if (promela->deadlines[demand]) {
        ADD("::(kind==3&&which==%u)->dl%u=%d;", demand, demand,
            what->repeat != 0);
        promela_run(promela, (uint32_t)what->passed);
        ADD("\n");
    }
    if (!promela->statuses[demand])
        return;
    ADD("::(kind==4&&which==%u)->d%u=%d;", demand, demand, DEMAND_BROKEN);
    if (what->broken != NONE)
        promela_run(promela, (uint32_t)what->broken);
    ADD("\n");
}

/* What begins the event. */
static void add_begin(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    ADD("if\n::(kind==0)->way=%u;\n::(kind==1)->", scenario->start + 1);
    add_counters(promela);
    for (uint32_t i = 0; i < scenario->timed_count; i++)
        add_timer(promela, scenario->timed[i]);
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        add_demand_timers(promela, i);
    ADD("fi;\n");
}

/* --- Who answers ---------------------------------------------------------- */

/* That a rule listens for what happens: an utterance or an inject. */
static bool add_match(Promela *promela, const Rule *rule)
{
    if (rule->listen == LISTEN_INJECT) {
        ADD("(inj==%u)", rule->inject + 1);
    } else if (rule->listen == LISTEN_INTENT) {
        ADD("(kind==1&&(0");
        for (uint32_t i = 0; i < rule->intent_count; i++)
            ADD("||h%u", rule->intents[i]);
        ADD("))");
    } else {
        return false;
    }
    return true;
}

static void add_left(Promela *promela)
{
    ADD("gone=(way!=0||(st>=%u&&st<%u));\n", promela->abstraction->leaf_count,
        promela_unstarted(promela));
}

static void add_triggers(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    for (uint32_t i = 0; i < scenario->trigger_count; i++) {
        uint32_t rule = scenario->triggers[i];
        const Rule *what = &scenario->rules[rule];
        if (what->listen != LISTEN_INTENT && what->listen != LISTEN_INJECT)
            continue;
        add_left(promela);
        ADD("if::(!gone&&");
        add_match(promela, what);
        ADD("&&");
        promela_listens(promela, rule);
        ADD("&&");
        promela_guard(promela, rule);
        ADD(")->skip;");
        promela_run(promela, rule);
        ADD("::else fi;\n");
    }
}

static void add_tries(Promela *promela, const uint32_t *rules, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Rule *rule = &promela->scenario->rules[rules[i]];
        if (rule->listen != LISTEN_INTENT && rule->listen != LISTEN_INJECT)
            continue;
        ADD("if::(!chosen&&");
        add_match(promela, rule);
        ADD("&&");
        promela_listens(promela, rules[i]);
        ADD("&&");
        promela_guard(promela, rules[i]);
        ADD(")->chosen=%u::else fi;", rules[i] + 1);
    }
}

static void add_state_tries(Promela *promela, uint32_t state)
{
    const State *what = &promela->scenario->states[state];
    ADD("if::");
    promela_in(promela, state);
    ADD("->skip;");
    add_tries(promela, what->rules, what->rule_count);
    ADD("::else fi;\n");
}

static void add_demand_tries(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const Demand *demand = &scenario->demands[i];
        if (!demand->rule_count)
            continue;
        if (promela->ranks[i])
            ADD("if::(rk%u==rank&&", i);
        else
            ADD("if::(");
        promela_live(promela, i);
        ADD(")->skip;");
        add_tries(promela, demand->rules, demand->rule_count);
        ADD("::else fi;\n");
    }
}

/* The first rule that listens and may run: of the leaf, of live demands,
 * latest raised first, of the states around, innermost first, and others. */
static void add_rules(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    add_left(promela);
    ADD("if::(!gone&&(kind==1||inj))->skip;\n");
    for (uint32_t i = 0; i < scenario->state_count; i++)
        if (scenario->states[i].start == NONE)
            add_state_tries(promela, i);
    if (promela->abstraction->ranked) {
        ADD("rank=%u;do::(rank>0)->skip;\n", scenario->demand_count);
        add_demand_tries(promela);
        ADD("rank=rank-1::else->break od;\n");
    } else {
        add_demand_tries(promela);
    }
    for (uint32_t depth = SCENARIO_STATE_DEPTH; depth-- > 0;)
        for (uint32_t i = 0; i < scenario->state_count; i++)
            if (scenario->states[i].start != NONE &&
                scenario->states[i].depth == depth)
                add_state_tries(promela, i);
    add_tries(promela, scenario->own_rules, scenario->own_rule_count);
    ADD("::else fi;\n");
}

static int32_t otherwise_of(const Scenario *scenario, uint32_t leaf)
{
    for (int32_t s = (int32_t)leaf; s != NONE; s = scenario->states[s].parent)
        if (scenario->states[s].otherwise != NONE)
            return scenario->states[s].otherwise;
    return scenario->otherwise;
}

/* Runs the chosen rule, or else the nearest `otherwise`. */
static void add_chosen(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    const Abstraction *abstraction = promela->abstraction;
    ADD("if\n");
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        if (scenario->rules[i].kind != RULE_RULE)
            continue;
        ADD("::(chosen==%u)->skip;", i + 1);
        promela_run(promela, i);
        ADD("\n");
    }
    for (uint32_t i = 0; i < abstraction->leaf_count; i++) {
        int32_t otherwise = otherwise_of(scenario, abstraction->leaves[i]);
        if (otherwise == NONE)
            continue;
        ADD("::(!chosen&&kind==1&&!gone&&!spoke&&st==%u)->skip;", i);
        promela_run(promela, (uint32_t)otherwise);
        ADD("\n");
    }
    ADD("::else fi;\n");
}

/* --- Settling ------------------------------------------------------------- */

static void add_settling(Promela *promela)
{
    const Abstraction *abstraction = promela->abstraction;
    ADD("rounds=0;do::(1)->skip;\n");
    promela_leave(promela);
    ADD("if::(st>=%u)->break::else fi;cand=0;\n", abstraction->leaf_count);
    for (uint32_t i = 0; i < abstraction->when_count; i++) {
        uint32_t rule = abstraction->whens[i];
        ADD("if::!");
        promela_listens(promela, rule);
        ADD("::else->if::!");
        promela_guard(promela, rule);
        ADD("->a%u=1::else->if::(a%u&&!cand)->cand=%u::else fi fi fi;\n", rule,
            rule, rule + 1);
    }
    ADD("if\n::(!cand)->break\n::(cand&&rounds==%d)->st=%u;break\n",
        ENGINE_SETTLE_LIMIT, promela_unstarted(promela) + 1);
    for (uint32_t i = 0; i < abstraction->when_count; i++) {
        uint32_t rule = abstraction->whens[i];
        ADD("::(cand==%u&&rounds<%d)->a%u=0;", rule + 1, ENGINE_SETTLE_LIMIT,
            rule);
        promela_run(promela, rule);
        ADD("\n");
    }
    ADD("fi;rounds=rounds+1\nod;\n");
}

/* What no longer matters becomes 0, so that equal configurations are equal. */
static void add_tidying(Promela *promela)
{
    const Scenario *scenario = promela->scenario;
    const Abstraction *abstraction = promela->abstraction;
    ADD("if::(st>=%u)->skip;", abstraction->leaf_count);
    static const char *const names[FIELD_KIND_COUNT] = {
        [FIELD_METER] = "m",     [FIELD_FACT] = "f",  [FIELD_STATUS] = "d",
        [FIELD_DEADLINE] = "dl", [FIELD_RANK] = "rk", [FIELD_COUNT] = "c",
        [FIELD_USED] = "u",      [FIELD_TIMES] = "t", [FIELD_SINCE] = "s",
        [FIELD_VISITS] = "v",
    };
    for (uint32_t i = 0; i < abstraction->field_count; i++) {
        const Field *field = &abstraction->fields[i];
        if (names[field->kind])
            ADD("%s%u=0;", names[field->kind], field->index);
    }
    ADD("%s%s%s::else->skip;\n", promela->turn ? "turn=0;" : "",
        promela->back ? "bk=0;" : "", promela->speaker ? "sp=0;" : "");
    for (uint32_t i = 0; i < scenario->timed_count; i++) {
        uint32_t rule = scenario->timed[i];
        if (scenario->rules[rule].listen == LISTEN_AT)
            continue;
        ADD("if::");
        promela_active(promela, rule);
        ADD("->skip::else->u%u=0 fi;\n", rule);
    }
    ADD("fi;\n");
}

static void add_event(Promela *promela)
{
    const Abstraction *abstraction = promela->abstraction;
    ADD("chosen=0;way=0;spoke=0;inj=0;gone=0;\n");
    for (uint32_t i = 0; i < abstraction->when_count; i++) {
        ADD("a%u=(kind==0||!", abstraction->whens[i]);
        promela_guard(promela, abstraction->whens[i]);
        ADD(");\n");
    }
    add_begin(promela);
    add_triggers(promela);
    add_rules(promela);
    add_chosen(promela);
    add_settling(promela);
    add_tidying(promela);
}

bool explore_promela(Arena *arena, Buf *out, const Scenario *scenario)
{
    bool exact;
    Promela whole = {.arena = arena, .scenario = scenario, .out = out};
    Promela *promela = &whole;
    promela->abstraction = abstraction_new(arena, scenario, &exact);
    promela->alphabet = alphabet_new(arena, promela->abstraction);
    if (!promela->alphabet)
        return false;
    promela_fields(promela);
    ADD("/* Made by `standoff explore --export promela`.\n * spin -a MODEL; "
        "cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -m1000000 */\n");
    add_declarations(promela);
    ADD("active proctype machine()\n{\nend:\ndo\n::atomic{\n");
    add_choices(promela);
    ADD("d_step{\n");
    add_event(promela);
    ADD("}}\nod\n}\n");
    return true;
}
