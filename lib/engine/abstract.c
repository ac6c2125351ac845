/* Packing a configuration into the bits that a search tells apart, and making
 * one from them. Which fields there are is decided in fields.c. */
#include "engine/abstract.h"

#include <string.h>

#include "engine/run.h"

/* --- Packing ------------------------------------------------------------- */

/* The place of a live demand among those with rules, first raised first. */
static uint32_t rank_of(const Run *run, uint32_t demand)
{
    const Scenario *scenario = run->scenario;
    const DemandRun *demands = run_demands(run->now);
    uint32_t rank = 0;
    if (!demand_status_is_live((DemandStatus)demands[demand].status))
        return 0;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        rank += scenario->demands[i].rule_count &&
                demand_status_is_live((DemandStatus)demands[i].status) &&
                demands[i].rank <= demands[demand].rank;
    return rank;
}

/* Whether a timer has fired and will not, as things are. A schedule keeps this
 * for ever: how often an inject ran is not kept. */
static bool is_used_up(const Run *run, uint32_t rule)
{
    if (run->scenario->rules[rule].listen == LISTEN_AT)
        return run_rules(run->now)[rule].used != NONE;
    if (!run_listens(run, rule))
        return false;
    int64_t begins = run_begins(run, rule);
    return begins != NONE && run_rules(run->now)[rule].used == begins;
}

static int64_t turns_since(const Configuration *now, uint32_t intent,
                           uint32_t never)
{
    const IntentRun *heard = &run_intents(now)[intent];
    if (!heard->times)
        return never;
    int64_t since = now->turn - heard->turn;
    return since < never ? since : never - 1;
}

static int64_t read_field(const Abstraction *abstraction, const Run *run,
                          const Field *field)
{
    const Configuration *now = run->now;
    uint32_t i = field->index;
    switch (field->kind) {
    case FIELD_PLACE:
        return abstraction->leaf_of[now->state];
    case FIELD_BACK:
        return now->way_back + 1;
    case FIELD_SPEAKER:
        return now->speaker;
    case FIELD_METER:
        return run_meters(now)[i] - run->scenario->meters[i].low;
    case FIELD_FACT:
        return run_facts(now)[i];
    case FIELD_STATUS:
        return run_demands(now)[i].status;
    case FIELD_DEADLINE:
        return run_demands(now)[i].deadline != NONE;
    case FIELD_RANK:
        return rank_of(run, i);
    case FIELD_COUNT:
        return run_rules(now)[i].count;
    case FIELD_USED:
        return is_used_up(run, i);
    case FIELD_TURN:
        return now->turn;
    case FIELD_TIMES:
        return run_intents(now)[i].times;
    case FIELD_SINCE:
        return turns_since(now, i, field->most);
    case FIELD_VISITS:
        return run_states(now)[i].visits;
    case FIELD_KIND_COUNT:
        break;
    }
    return 0;
}

void abstraction_pack(const Abstraction *abstraction, const Configuration *now,
                      uint32_t *packed)
{
    Run run = {.scenario = abstraction->scenario,
               .now = (Configuration *)(uintptr_t)now};
    memset(packed, 0, abstraction->words * sizeof *packed);
    if (now->ending != NONE) { /* FIELD_PLACE stands at the first bit */
        packed[0] = abstraction->leaf_count + (uint32_t)now->ending;
        return;
    }
    for (uint32_t i = 0; i < abstraction->field_count; i++) {
        const Field *field = &abstraction->fields[i];
        int64_t value = read_field(abstraction, &run, field);
        if (value > field->most)
            value = field->most;
        packed[field->word] |= (uint32_t)value << field->shift;
    }
}

/* --- Unpacking ----------------------------------------------------------- */

/* A turn number from which no counter of turns can reach back to nothing. */
enum { TURN_UNCOUNTED = 1 << 24 };

static void write_demand(Configuration *now, uint32_t demand, uint32_t status)
{
    DemandRun *d = &run_demands(now)[demand];
    d->status = status;
    d->rank = demand_status_is_live((DemandStatus)status);
    d->promise = status == DEMAND_PROMISED ? now->now : NONE;
}

static void write_since(Configuration *now, const Field *field, uint32_t value)
{
    IntentRun *intent = &run_intents(now)[field->index];
    if (value == field->most)
        return;
    intent->times = 1;
    intent->turn = now->turn - value;
}

static void write_field(const Abstraction *abstraction, Configuration *now,
                        const Field *field, uint32_t value)
{
    uint32_t i = field->index;
    switch (field->kind) {
    case FIELD_PLACE:
    case FIELD_USED: /* when the states' instants are there */
        break;
    case FIELD_BACK:
        now->way_back = (int32_t)value - 1;
        break;
    case FIELD_SPEAKER:
        now->speaker = (int32_t)value;
        break;
    case FIELD_METER:
        run_meters(now)[i] =
            abstraction->scenario->meters[i].low + (int32_t)value;
        break;
    case FIELD_FACT:
        run_facts(now)[i] = value != 0;
        break;
    case FIELD_STATUS:
        write_demand(now, i, value);
        break;
    case FIELD_DEADLINE:
        run_demands(now)[i].deadline = value ? now->now : NONE;
        break;
    case FIELD_RANK:
        run_demands(now)[i].rank = value;
        break;
    case FIELD_COUNT:
        run_rules(now)[i].count = value;
        break;
    case FIELD_TURN:
        now->turn = value;
        break;
    case FIELD_TIMES:
        run_intents(now)[i].times = value;
        break;
    case FIELD_SINCE:
        write_since(now, field, value);
        break;
    case FIELD_VISITS:
        run_states(now)[i].visits = value;
        break;
    case FIELD_KIND_COUNT:
        break;
    }
}

/* What the bits do not say, as it is at the start. */
static void write_defaults(const Abstraction *abstraction, Configuration *now)
{
    const Scenario *scenario = abstraction->scenario;
    configuration_init(scenario, now);
    now->ending = NONE;
    now->way_back = NONE;
    now->speaker = (int32_t)scenario->speaker;
    now->ranks = scenario->demand_count + 1;
    now->turn = abstraction->counts_turns ? 0 : TURN_UNCOUNTED;
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        run_meters(now)[i] = scenario->meters[i].start;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        run_demands(now)[i] = (DemandRun){.deadline = NONE, .promise = NONE};
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        run_rules(now)[i].used = NONE;
}

/* Demands without rules have no place among those with them. */
static void drop_ranks(const Scenario *scenario, Configuration *now)
{
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        if (!scenario->demands[i].rule_count)
            run_demands(now)[i].rank = 0;
}

/* Timers that have fired, and triggers whose `when` holds: after settling,
 * those are the ones that are not armed. */
static void write_listening(const Abstraction *abstraction,
                            const uint32_t *packed, Run *run)
{
    RuleRun *rules = run_rules(run->now);
    for (uint32_t i = 0; i < abstraction->field_count; i++) {
        const Field *field = &abstraction->fields[i];
        if (field->kind == FIELD_USED && field_value(field, packed))
            rules[field->index].used = run_begins(run, field->index);
    }
    for (uint32_t i = 0; i < abstraction->when_count; i++) {
        uint32_t rule = abstraction->whens[i];
        rules[rule].armed = run_listens(run, rule) && !run_guard(run, rule);
    }
}

void abstraction_unpack(const Abstraction *abstraction, const uint32_t *packed,
                        const Moment *moment, Configuration *now)
{
    const Scenario *scenario = abstraction->scenario;
    uint32_t place = field_value(&abstraction->fields[0], packed);
    write_defaults(abstraction, now);
    if (place >= abstraction->leaf_count) {
        now->ending = (int32_t)(place - abstraction->leaf_count);
        return;
    }
    now->now = moment->elapsed;
    now->state = (int32_t)abstraction->leaves[place];
    for (int32_t s = now->state; s != NONE; s = scenario->states[s].parent)
        run_states(now)[s].entered =
            now->now - moment->in_state[scenario->states[s].depth];
    for (uint32_t i = 0; i < abstraction->field_count; i++) {
        const Field *field = &abstraction->fields[i];
        write_field(abstraction, now, field, field_value(field, packed));
    }
    drop_ranks(scenario, now);
    Run run = {.scenario = scenario, .now = now};
    write_listening(abstraction, packed, &run);
}
