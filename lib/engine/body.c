/* What a rule does: effects in the order of the language, demands, and the
 * ways out of a state. Start at run_rule. */
#include "engine/run.h"

#include <string.h>

void run_emit(Run *run, Output output)
{
    output.t = run->now->now;
    if (run->out && run->out->take)
        run->out->take(run->out->context, run->now, &output);
}

/* --- Demands ------------------------------------------------------------ */

static void set_status(Run *run, uint32_t demand, DemandStatus status)
{
    DemandRun *d = &run_demands(run->now)[demand];
    if (d->status == (int64_t)status)
        return;
    Output output = {.kind = OUT_DEMAND, .index = demand};
    output.from = d->status;
    output.to = status;
    d->status = status;
    run_emit(run, output);
}

static void set_due(Run *run, uint32_t demand, bool promise, int64_t due)
{
    DemandRun *d = &run_demands(run->now)[demand];
    int64_t *timer = promise ? &d->promise : &d->deadline;
    if (*timer == due)
        return;
    *timer = due;
    run_emit(run, (Output){.kind = OUT_TIMER,
                           .index = demand,
                           .nth = promise,
                           .to = due});
}

static void to_front(Run *run, uint32_t demand)
{
    run_demands(run->now)[demand].rank = ++run->now->ranks;
}

/* Opens a demand that is not live, whatever it was. */
static void open_demand(Run *run, uint32_t demand)
{
    const Demand *what = &run->scenario->demands[demand];
    set_status(run, demand, DEMAND_OPEN);
    to_front(run, demand);
    run_demands(run->now)[demand].raised = run->now->now;
    if (what->deadline)
        set_due(run, demand, false, run->now->now + what->deadline);
}

/* A new status, with what it does to the timers. */
static void change_status(Run *run, uint32_t demand, DemandStatus status)
{
    if (run_demands(run->now)[demand].status == (int64_t)status)
        return;
    set_status(run, demand, status);
    if (status != DEMAND_DEFERRED)
        set_due(run, demand, false, NONE);
    set_due(run, demand, true, NONE);
}

void run_demand_act(Run *run, const DemandAct *act)
{
    static const DemandStatus becomes[ACT_COUNT] = {
        [ACT_RAISE] = DEMAND_OPEN,       [ACT_DEFER] = DEMAND_DEFERRED,
        [ACT_PROMISE] = DEMAND_PROMISED, [ACT_MEET] = DEMAND_MET,
        [ACT_REFUSE] = DEMAND_REFUSED,   [ACT_DROP] = DEMAND_DROPPED,
    };
    const DemandRun *d = &run_demands(run->now)[act->demand];
    bool live = demand_status_is_live((DemandStatus)d->status);
    if (act->kind == ACT_RAISE) {
        if (live)
            to_front(run, act->demand);
        else if (d->status != DEMAND_MET)
            open_demand(run, act->demand);
        return;
    }
    if (!live)
        return;
    if (act->kind == ACT_PROMISE) {
        set_status(run, act->demand, DEMAND_PROMISED);
        set_due(run, act->demand, false, NONE);
        set_due(run, act->demand, true, run->now->now + act->promise_ms);
        return;
    }
    change_status(run, act->demand, becomes[act->kind]);
}

void run_demand_set(Run *run, uint32_t demand, DemandStatus status)
{
    DemandRun *d = &run_demands(run->now)[demand];
    bool live = demand_status_is_live((DemandStatus)d->status);
    if (status == DEMAND_OPEN) {
        if (live)
            to_front(run, demand);
        else
            open_demand(run, demand);
        return;
    }
    if (status == DEMAND_PROMISED)
        set_due(run, demand, true, NONE);
    change_status(run, demand, status);
    if (!live && demand_status_is_live(status)) {
        to_front(run, demand);
        d->raised = run->now->now;
    }
}

void run_deadline_passed(Run *run, uint32_t demand)
{
    const Demand *what = &run->scenario->demands[demand];
    set_due(run, demand, false,
            what->repeat ? run->now->now + what->repeat : NONE);
    if (what->passed != NONE)
        run_rule(run, (uint32_t)what->passed);
}

void run_deadline_restart(Run *run, uint32_t demand)
{
    DemandRun *d = &run_demands(run->now)[demand];
    if (demand_status_is_live((DemandStatus)d->status))
        d->raised = run->now->now;
    if (d->deadline != NONE)
        set_due(run, demand, false,
                run->now->now + run->scenario->demands[demand].deadline);
}

void run_promise_broken(Run *run, uint32_t demand)
{
    const Demand *what = &run->scenario->demands[demand];
    set_status(run, demand, DEMAND_BROKEN);
    set_due(run, demand, true, NONE);
    if (what->broken != NONE)
        run_rule(run, (uint32_t)what->broken);
}

/* --- Ways out ----------------------------------------------------------- */

/* Marks a state as entered now. */
static void mark_entered(Run *run, uint32_t state)
{
    StateRun *s = &run_states(run->now)[state];
    s->entered = run->now->now;
    s->visits++;
}

static void emit_state(Run *run, uint32_t state)
{
    Str expect = run->scenario->states[state].expect;
    run_emit(run, (Output){.kind = OUT_STATE, .index = state});
    if (expect.size)
        run_emit(run,
                 (Output){.kind = OUT_EXPECT, .index = state, .text = expect});
}

/* Enters the states from below `stop` (NONE: from the top) down to the leaf,
 * outer first. */
static void enter_path(Run *run, uint32_t leaf, int32_t stop)
{
    uint32_t path[SCENARIO_STATE_DEPTH];
    size_t depth = 0;
    for (int32_t s = (int32_t)leaf; s != stop && s != NONE;
         s = run->scenario->states[s].parent)
        path[depth++] = (uint32_t)s;
    while (depth--) {
        int32_t enter = run->scenario->states[path[depth]].enter;
        mark_entered(run, path[depth]);
        emit_state(run, path[depth]);
        if (enter != NONE)
            run_rule(run, (uint32_t)enter);
    }
}

void run_go(Run *run, uint32_t state)
{
    const Scenario *scenario = run->scenario;
    Configuration *now = run->now;
    int32_t stop = NONE;
    if (now->state != NONE) {
        stop = scenario->states[state].parent;
        uint32_t from = (uint32_t)now->state;
        if (!scenario_state_within(scenario, from, state)) {
            now->way_back = now->state;
            while (stop != NONE &&
                   !scenario_state_within(scenario, from, (uint32_t)stop))
                stop = scenario->states[stop].parent;
        }
    }
    uint32_t leaf = scenario_state_leaf(scenario, state);
    now->state = (int32_t)leaf;
    enter_path(run, leaf, stop);
    run->left = true;
}

static void go_back(Run *run)
{
    const Scenario *scenario = run->scenario;
    Configuration *now = run->now;
    if (now->way_back == NONE)
        return;
    uint32_t from = (uint32_t)now->state, to = (uint32_t)now->way_back;
    now->state = now->way_back;
    now->way_back = NONE;
    for (int32_t s = (int32_t)to; s != NONE; s = scenario->states[s].parent)
        if (!scenario_state_within(scenario, from, (uint32_t)s))
            mark_entered(run, (uint32_t)s);
    emit_state(run, to);
    run->left = true;
}

void run_end(Run *run, int32_t ending)
{
    run->now->ending = ending;
    run->left = true;
    run_emit(run, (Output){.kind = OUT_ENDING, .nth = ending});
}

static void leave(Run *run, ExitKind kind, uint32_t index)
{
    switch (kind) {
    case EXIT_NONE:
        break;
    case EXIT_STATE:
        run_go(run, index);
        break;
    case EXIT_BACK:
        go_back(run);
        break;
    case EXIT_ENDING:
        run_end(run, (int32_t)index);
        break;
    }
}

/* --- Effects ------------------------------------------------------------ */

void run_meter_set(Run *run, uint32_t meter, int32_t value)
{
    int32_t *held = &run_meters(run->now)[meter];
    if (*held == value)
        return;
    Output output = {.kind = OUT_METER, .index = meter};
    output.from = *held;
    output.to = value;
    *held = value;
    run_emit(run, output);
}

static void change_meter(Run *run, const MeterChange *change)
{
    const Meter *meter = &run->scenario->meters[change->meter];
    int32_t from = run_meters(run->now)[change->meter];
    /* Both are within a few million: no overflow. */
    int32_t to = change->absolute ? change->value : from + change->value;
    to = to < meter->low ? meter->low : to > meter->high ? meter->high : to;
    run_meter_set(run, change->meter, to);
}

void run_fact_set(Run *run, uint32_t fact, bool known)
{
    uint8_t *held = &run_facts(run->now)[fact];
    if (*held == known)
        return;
    *held = known;
    run_emit(run, (Output){.kind = OUT_FACT, .index = fact, .to = known});
}

static void say(Run *run, OutputKind kind, const Line *line)
{
    int32_t role = line->role == NONE ? run->now->speaker : line->role;
    run_emit(
        run,
        (Output){.kind = kind, .index = (uint32_t)role, .text = line->text});
}

/* splitmix64 (Steele, Lea, Flood, 2014, "Fast splittable pseudorandom number
 * generators"). */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void say_one_of(Run *run, const Body *body)
{
    uint8_t *used = run_choices(run->now) + body->choice_first;
    uint64_t left = 0;
    for (uint32_t i = 0; i < body->choice_count; i++)
        left += !used[i];
    uint64_t skip = draw(&run->now->random) % left;
    uint32_t chosen = 0;
    while (used[chosen] || skip--)
        chosen++;
    used[chosen] = 1;
    if (left == 1)
        memset(used, 0, body->choice_count);
    say(run, OUT_SAY, &body->choices[chosen]);
}

static void speak(Run *run, const Body *body)
{
    if (body->speaker != NONE && body->speaker != run->now->speaker) {
        run->now->speaker = body->speaker;
        run_emit(run, (Output){.kind = OUT_SPEAKER,
                               .index = (uint32_t)body->speaker});
    }
    for (uint32_t i = 0; i < body->say_count; i++)
        say(run, OUT_SAY, &body->says[i]);
    if (body->choice_count)
        say_one_of(run, body);
    for (uint32_t i = 0; i < body->cue_count; i++)
        say(run, OUT_CUE, &body->cues[i]);
    if (body->sign.size)
        run_emit(run, (Output){.kind = OUT_SIGN, .text = body->sign});
    if (body->note.size)
        run_emit(run, (Output){.kind = OUT_NOTE, .text = body->note});
    if (body->say_count || body->choice_count || body->sign.size)
        run->spoke = true;
}

static void apply(Run *run, const Body *body)
{
    for (uint32_t i = 0; i < body->change_count; i++)
        change_meter(run, &body->changes[i]);
    for (uint32_t i = 0; i < body->learn_count; i++)
        run_fact_set(run, body->learns[i], true);
    for (uint32_t i = 0; i < body->act_count; i++)
        run_demand_act(run, &body->acts[i]);
    speak(run, body);
}

void run_rule(Run *run, uint32_t rule)
{
    const Rule *what = &run->scenario->rules[rule];
    RuleRun *ran = &run_rules(run->now)[rule];
    const Body *step = NULL;
    int32_t nth = NONE;
    if (what->step_count) {
        nth = ran->count < what->step_count ? (int32_t)ran->count
                                            : (int32_t)what->step_count - 1;
        step = &what->steps[nth];
    }
    ran->count++;
    run_emit(run, (Output){.kind = OUT_RAN, .index = rule, .nth = nth});
    apply(run, &what->body);
    if (step)
        apply(run, step);
    const Body *way = step && step->exit != EXIT_NONE ? step : &what->body;
    leave(run, way->exit, way->exit_index);
}
