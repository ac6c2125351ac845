/* Which parts of a configuration a search tells apart: those that some
 * expression, rule or timer of this scenario reads and some body changes.
 * Packing itself is in abstract.c. Start at abstraction_new. */
#include "engine/abstract.h"

#include <stdlib.h>
#include <string.h>

/* Counters are compared with less than this: nobody counts further. */
enum { COUNTER_MOST = 1 << 30 };

typedef VEC(int64_t) Instants;

/* What the scenario reads and changes, by number of the thing. Counters: the
 * last value that a comparison tells from the one before; 0 for none. */
typedef struct {
    Arena *arena;
    const Scenario *scenario;
    bool *meters, *facts, *raised; /* changed */
    bool *meters_read, *facts_read, *since_read;
    int64_t *times, *since, *visits;
    int64_t turns;
    bool speaker, speaker_read, back;
    Instants elapsed;
    Instants *in_state; /* by state */
    const Rule *rule;   /* whose guard is looked at, or NULL */
} Reads;

/* --- Reading -------------------------------------------------------------- */

static void read_variable(void *context, ExprVariable variable, uint32_t index)
{
    Reads *reads = context;
    switch (variable) {
    case EXPR_METER:
        reads->meters_read[index] = true;
        break;
    case EXPR_FACT:
        reads->facts_read[index] = true;
        break;
    case EXPR_SPEAKER:
        reads->speaker_read = true;
        break;
    case EXPR_SINCE:
        reads->since_read[index] = true;
        break;
    case EXPR_ELAPSED:
    case EXPR_IN_STATE:
    case EXPR_TURNS:
    case EXPR_STAGE:
    case EXPR_TIMES:
    case EXPR_HEARD:
    case EXPR_VISITS:
    case EXPR_IN:
    case EXPR_DEMAND:
        break;
    }
}

static void raise_to(int64_t *most, int64_t value)
{
    if (value > COUNTER_MOST)
        value = COUNTER_MOST;
    if (value > *most)
        *most = value;
}

static void add_instant(Reads *reads, Instants *instants, int64_t from)
{
    if (from <= 1)
        return; /* 1 ms is the first moment that there is */
    for (size_t i = 0; i < instants->count; i++)
        if (instants->items[i] == from)
            return;
    *VEC_PUSH(reads->arena, instants) = from;
}

/* `in-state` asks about the state that holds the rule, else the current one:
 * that may be any leaf. */
static void read_in_state(Reads *reads, int64_t from)
{
    const Scenario *scenario = reads->scenario;
    if (reads->rule && reads->rule->holder_kind == HOLDER_STATE) {
        add_instant(reads, &reads->in_state[reads->rule->holder], from);
        return;
    }
    for (uint32_t i = 0; i < scenario->state_count; i++)
        if (scenario->states[i].start == NONE)
            add_instant(reads, &reads->in_state[i], from);
}

static void read_threshold(void *context, ExprVariable variable, uint32_t index,
                           int64_t from)
{
    Reads *reads = context;
    switch (variable) {
    case EXPR_ELAPSED:
        add_instant(reads, &reads->elapsed, from);
        break;
    case EXPR_IN_STATE:
        read_in_state(reads, from);
        break;
    case EXPR_TURNS:
        raise_to(&reads->turns, from);
        break;
    case EXPR_TIMES:
        raise_to(&reads->times[index], from);
        break;
    case EXPR_SINCE:
        raise_to(&reads->since[index], from);
        break;
    case EXPR_VISITS:
        raise_to(&reads->visits[index], from);
        break;
    case EXPR_METER:
    case EXPR_FACT:
    case EXPR_STAGE:
    case EXPR_HEARD:
    case EXPR_IN:
    case EXPR_DEMAND:
    case EXPR_SPEAKER:
        break;
    }
}

static void read_expression(Reads *reads, const Expr *expr, const Rule *rule)
{
    reads->rule = rule;
    if (!expr)
        return;
    expr_each_variable(expr, read_variable, reads);
    expr_each_threshold(expr, read_threshold, reads);
}

static void read_body(Reads *reads, const Body *body)
{
    for (uint32_t i = 0; i < body->change_count; i++)
        reads->meters[body->changes[i].meter] = true;
    for (uint32_t i = 0; i < body->learn_count; i++)
        reads->facts[body->learns[i]] = true;
    for (uint32_t i = 0; i < body->act_count; i++)
        if (body->acts[i].kind == ACT_RAISE)
            reads->raised[body->acts[i].demand] = true;
    reads->speaker |= body->speaker != NONE;
    reads->back |= body->exit == EXIT_BACK;
}

static void read_scenario(Reads *reads)
{
    const Scenario *scenario = reads->scenario;
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        const Rule *rule = &scenario->rules[i];
        read_expression(reads, rule->guard, rule);
        read_body(reads, &rule->body);
        for (uint32_t k = 0; k < rule->step_count; k++)
            read_body(reads, &rule->steps[k]);
    }
    for (uint32_t i = 0; i < scenario->stage_count; i++)
        read_expression(reads, scenario->stages[i].when, NULL);
    for (uint32_t i = 0; i < scenario->check_count; i++)
        read_expression(reads, scenario->checks[i].never, NULL);
}

static void reads_init(Reads *reads, Arena *arena, const Scenario *scenario)
{
    *reads = (Reads){.arena = arena, .scenario = scenario};
    reads->meters = ARENA_ARRAY(arena, bool, scenario->meter_count);
    reads->meters_read = ARENA_ARRAY(arena, bool, scenario->meter_count);
    reads->facts = ARENA_ARRAY(arena, bool, scenario->fact_count);
    reads->facts_read = ARENA_ARRAY(arena, bool, scenario->fact_count);
    reads->raised = ARENA_ARRAY(arena, bool, scenario->demand_count);
    reads->times = ARENA_ARRAY(arena, int64_t, scenario->hearing.count);
    reads->since = ARENA_ARRAY(arena, int64_t, scenario->hearing.count);
    reads->since_read = ARENA_ARRAY(arena, bool, scenario->hearing.count);
    reads->visits = ARENA_ARRAY(arena, int64_t, scenario->state_count);
    reads->in_state = ARENA_ARRAY(arena, Instants, scenario->state_count);
}

/* --- Fields --------------------------------------------------------------- */

typedef struct {
    Arena *arena;
    VEC(Field) fields;
    uint32_t word, used; /* bits used of the present word */
} Layout;

static void add_field(Layout *layout, FieldKind kind, uint32_t index,
                      int64_t most)
{
    uint32_t bits = 1;
    if (most < 1 && kind != FIELD_PLACE)
        return;
    while (bits < 32 && most >> bits)
        bits++;
    if (layout->used + bits > 32) {
        layout->word++;
        layout->used = 0;
    }
    *VEC_PUSH(layout->arena, &layout->fields) =
        (Field){kind, index, (uint32_t)most, layout->word, layout->used, bits};
    layout->used += bits;
}

static bool act_equal(const DemandAct *a, const DemandAct *b)
{
    return a->kind == b->kind && a->demand == b->demand;
}

/* Whether two bodies do the same, whatever they say. */
static bool bodies_equal(const Body *a, const Body *b)
{
    bool a_speaks = a->say_count || a->choice_count || a->sign.size;
    bool b_speaks = b->say_count || b->choice_count || b->sign.size;
    bool equal = a->change_count == b->change_count &&
                 a->learn_count == b->learn_count &&
                 a->act_count == b->act_count && a->speaker == b->speaker &&
                 a->exit == b->exit && a->exit_index == b->exit_index &&
                 a_speaks == b_speaks;
    for (uint32_t i = 0; equal && i < a->change_count; i++)
        equal = a->changes[i].meter == b->changes[i].meter &&
                a->changes[i].absolute == b->changes[i].absolute &&
                a->changes[i].value == b->changes[i].value;
    for (uint32_t i = 0; equal && i < a->learn_count; i++)
        equal = a->learns[i] == b->learns[i];
    for (uint32_t i = 0; equal && i < a->act_count; i++)
        equal = act_equal(&a->acts[i], &b->acts[i]);
    return equal;
}

/* How far it matters how often a rule has run. A scheduled inject runs once,
 * whether it says so or not. */
static int64_t count_most(const Rule *rule)
{
    bool same = true;
    if (rule->once && rule->kind != RULE_INJECT)
        return rule->step_count ? rule->step_count : 1;
    for (uint32_t i = 1; i < rule->step_count; i++)
        same = same && bodies_equal(&rule->steps[0], &rule->steps[i]);
    return same ? 0 : (int64_t)rule->step_count - 1;
}

static void add_demands(Layout *layout, const Reads *reads, bool ranked)
{
    const Scenario *scenario = reads->scenario;
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const Demand *demand = &scenario->demands[i];
        if (!reads->raised[i])
            continue;
        add_field(layout, FIELD_STATUS, i, DEMAND_STATUS_COUNT - 1);
        add_field(layout, FIELD_DEADLINE, i,
                  demand->deadline && demand->passed != NONE);
    }
    for (uint32_t i = 0; ranked && i < scenario->demand_count; i++)
        if (scenario->demands[i].rule_count)
            add_field(layout, FIELD_RANK, i, scenario->demand_count);
}

static void add_rules(Layout *layout, const Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        const Rule *rule = &scenario->rules[i];
        bool timed = rule->listen == LISTEN_SILENCE ||
                     rule->listen == LISTEN_AFTER || rule->listen == LISTEN_AT;
        add_field(layout, FIELD_COUNT, i, count_most(rule));
        add_field(layout, FIELD_USED, i, timed);
    }
}

/* Turns before what is counted from them, `since` before `times`: the order
 * in which they are unpacked. */
static void add_counters(Layout *layout, const Reads *reads)
{
    const Scenario *scenario = reads->scenario;
    add_field(layout, FIELD_TURN, 0, reads->turns);
    for (uint32_t i = 0; i < scenario->hearing.count; i++) {
        bool read = reads->since_read[i];
        add_field(layout, FIELD_SINCE, i, read ? reads->since[i] + 1 : 0);
        add_field(layout, FIELD_TIMES, i, reads->times[i]);
    }
    for (uint32_t i = 0; i < scenario->state_count; i++)
        add_field(layout, FIELD_VISITS, i, reads->visits[i]);
}

static void add_fields(Abstraction *abstraction, Layout *layout,
                       const Reads *reads)
{
    const Scenario *scenario = reads->scenario;
    uint32_t with_rules = 0;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        with_rules += scenario->demands[i].rule_count > 0;
    abstraction->ranked = with_rules > 1;
    abstraction->counts_turns = reads->turns > 0;
    add_field(layout, FIELD_PLACE, 0,
              (int64_t)abstraction->leaf_count + scenario->ending_count - 1);
    add_field(layout, FIELD_BACK, 0, reads->back ? scenario->state_count : 0);
    add_field(layout, FIELD_SPEAKER, 0,
              reads->speaker && reads->speaker_read ? scenario->role_count : 0);
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        if (reads->meters[i] && reads->meters_read[i])
            add_field(layout, FIELD_METER, i,
                      (int64_t)scenario->meters[i].high -
                          scenario->meters[i].low);
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        add_field(layout, FIELD_FACT, i,
                  reads->facts[i] && reads->facts_read[i]);
    add_demands(layout, reads, abstraction->ranked);
    add_rules(layout, scenario);
    add_counters(layout, reads);
    abstraction->fields = layout->fields.items;
    abstraction->field_count = (uint32_t)layout->fields.count;
    abstraction->words = layout->word + 1;
}

/* --- Moments -------------------------------------------------------------- */

static int by_value(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void instants_sort(Instants *instants)
{
    if (instants->count)
        qsort(instants->items, instants->count, sizeof *instants->items,
              by_value);
}

typedef struct {
    const Reads *reads;
    const Instants *levels[SCENARIO_STATE_DEPTH + 1]; /* leaf first, elapsed */
    int64_t chosen[SCENARIO_STATE_DEPTH + 1];
    size_t depth;
    VEC(Moment) moments;
    bool *exact;
} Choosing;

static void keep_moment(Choosing *choosing)
{
    size_t states = choosing->depth - 1;
    int64_t *in_state = ARENA_ARRAY(choosing->reads->arena, int64_t, states);
    for (size_t i = 0; i < states; i++)
        in_state[states - 1 - i] = choosing->chosen[i];
    *VEC_PUSH(choosing->reads->arena, &choosing->moments) =
        (Moment){choosing->chosen[states], in_state};
}

/* Chooses the times of the levels from `level` outwards: each in every stretch
 * between its instants, never less than the one inside it. */
static void choose_times(Choosing *choosing, size_t level, int64_t inner)
{
    if (choosing->moments.count == ABSTRACTION_MOMENTS) {
        *choosing->exact = false;
        return;
    }
    if (level == choosing->depth) {
        keep_moment(choosing);
        return;
    }
    const Instants *instants = choosing->levels[level];
    for (size_t i = 0; i <= instants->count; i++) {
        int64_t begin = i ? instants->items[i - 1] : 1;
        int64_t time = begin < inner ? inner : begin;
        if (i < instants->count && time >= instants->items[i])
            continue;
        choosing->chosen[level] = time;
        choose_times(choosing, level + 1, time);
    }
}

static Moments moments_of(Reads *reads, uint32_t leaf, bool *exact)
{
    Choosing choosing = {.reads = reads, .exact = exact};
    for (int32_t s = (int32_t)leaf; s != NONE;
         s = reads->scenario->states[s].parent)
        choosing.levels[choosing.depth++] = &reads->in_state[s];
    choosing.levels[choosing.depth++] = &reads->elapsed;
    choose_times(&choosing, 0, 1);
    return (Moments){choosing.moments.items, (uint32_t)choosing.moments.count};
}

/* --- All ------------------------------------------------------------------ */

static void add_leaves(Abstraction *abstraction, Arena *arena)
{
    const Scenario *scenario = abstraction->scenario;
    uint32_t *leaves = ARENA_ARRAY(arena, uint32_t, scenario->state_count);
    uint32_t *leaf_of = ARENA_ARRAY(arena, uint32_t, scenario->state_count);
    for (uint32_t i = 0; i < scenario->state_count; i++) {
        if (scenario->states[i].start != NONE)
            continue;
        leaf_of[i] = abstraction->leaf_count;
        leaves[abstraction->leaf_count++] = i;
    }
    abstraction->leaves = leaves;
    abstraction->leaf_of = leaf_of;
}

static void add_whens(Abstraction *abstraction, Arena *arena)
{
    const Scenario *scenario = abstraction->scenario;
    uint32_t *whens = ARENA_ARRAY(arena, uint32_t, scenario->trigger_count);
    for (uint32_t i = 0; i < scenario->trigger_count; i++)
        if (scenario->rules[scenario->triggers[i]].listen == LISTEN_WHEN)
            whens[abstraction->when_count++] = scenario->triggers[i];
    abstraction->whens = whens;
}

const Abstraction *abstraction_new(Arena *arena, const Scenario *scenario,
                                   bool *exact)
{
    Abstraction *abstraction = ARENA_NEW(arena, Abstraction);
    Layout layout = {.arena = arena};
    Reads reads;
    abstraction->scenario = scenario;
    reads_init(&reads, arena, scenario);
    read_scenario(&reads);
    add_leaves(abstraction, arena);
    add_whens(abstraction, arena);
    add_fields(abstraction, &layout, &reads);
    instants_sort(&reads.elapsed);
    Moments *moments = ARENA_ARRAY(arena, Moments, abstraction->leaf_count);
    for (uint32_t i = 0; i < scenario->state_count; i++)
        instants_sort(&reads.in_state[i]);
    *exact = true;
    for (uint32_t i = 0; i < abstraction->leaf_count; i++)
        moments[i] = moments_of(&reads, abstraction->leaves[i], exact);
    abstraction->moments = moments;
    return abstraction;
}
