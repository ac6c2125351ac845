/* A configuration as a value: its layout, copying, comparing, hashing, and its
 * text form. Knows nothing of how it changes. */
#include "engine/configuration.h"

#include <string.h>

/* The place for `count` items of `size` bytes; moves `end` behind them. */
static uint32_t take(uint64_t *end, uint64_t count, uint64_t size)
{
    uint64_t place = (*end + 7) & ~(uint64_t)7;
    *end = place + count * size;
    return (uint32_t)place; /* the limits of scenario.h keep it below 2^32 */
}

static void lay_out(const Scenario *scenario, Configuration *head)
{
    uint64_t end = sizeof *head;
    *head = (Configuration){0};
    head->states = take(&end, scenario->state_count, sizeof(StateRun));
    head->rules = take(&end, scenario->rule_count, sizeof(RuleRun));
    head->demands = take(&end, scenario->demand_count, sizeof(DemandRun));
    head->intents = take(&end, scenario->hearing.count, sizeof(IntentRun));
    head->slots = take(&end, scenario->slot_count, sizeof(SlotRun));
    head->meters = take(&end, scenario->meter_count, sizeof(int32_t));
    head->facts = take(&end, scenario->fact_count, sizeof(uint8_t));
    head->choices = take(&end, scenario->choice_count, sizeof(uint8_t));
    head->size = (end + 7) & ~(uint64_t)7;
}

size_t engine_size(const Scenario *scenario)
{
    Configuration head;
    lay_out(scenario, &head);
    return head.size;
}

void configuration_init(const Scenario *scenario, Configuration *now)
{
    Configuration head;
    lay_out(scenario, &head);
    memset(now, 0, head.size);
    memcpy(now, &head, sizeof head);
}

size_t engine_bytes(const Configuration *now)
{
    return now->size;
}

void engine_copy(Configuration *to, const Configuration *from)
{
    memcpy(to, from, from->size);
}

bool engine_equal(const Configuration *a, const Configuration *b)
{
    return a->size == b->size && !memcmp(a, b, a->size);
}

uint64_t engine_hash(const Configuration *now)
{
    /* FNV-1a over words (Fowler, Noll, Vo, 1991), with a final mix. */
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < now->size; i += sizeof hash) {
        uint64_t word;
        memcpy(&word, (const char *)now + i, sizeof word);
        hash = (hash ^ word) * 0x100000001b3u;
        hash ^= hash >> 32;
    }
    return hash;
}

static void print_demand(Buf *out, const Demand *demand, const DemandRun *run)
{
    buf_printf(out, "demand %.*s %s rank %lld raised %lld",
               STR_ARGS(demand->name), demand_status_names[run->status],
               (long long)run->rank, (long long)run->raised);
    if (run->deadline != NONE)
        buf_printf(out, " deadline %lld", (long long)run->deadline);
    if (run->promise != NONE)
        buf_printf(out, " promise %lld", (long long)run->promise);
    buf_add_char(out, '\n');
}

static void print_rules(Buf *out, const Scenario *scenario,
                        const Configuration *now)
{
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        const RuleRun *run = &run_rules(now)[i];
        bool unarmed = scenario->rules[i].listen == LISTEN_WHEN && !run->armed;
        if (!run->count && run->used == NONE && !unarmed)
            continue;
        buf_printf(out, "ran %.*s %lld", STR_ARGS(scenario->rules[i].where),
                   (long long)run->count);
        if (run->used != NONE)
            buf_printf(out, " used %lld", (long long)run->used);
        buf_add_c(out, unarmed ? " unarmed\n" : "\n");
    }
}

static void print_hearing(Buf *out, const Scenario *scenario,
                          const Configuration *now)
{
    for (uint32_t i = 0; i < scenario->hearing.count; i++)
        if (run_intents(now)[i].times)
            buf_printf(out, "heard %.*s %lld last %lld\n",
                       STR_ARGS(scenario->hearing.intents[i].name),
                       (long long)run_intents(now)[i].times,
                       (long long)run_intents(now)[i].turn);
    for (uint32_t i = 0; i < scenario->slot_count; i++)
        if (run_slots(now)[i].is_set)
            buf_printf(out, "slot %.*s %.*s\n",
                       STR_ARGS(scenario->slots[i].name),
                       (int)run_slots(now)[i].size, run_slots(now)[i].text);
    for (uint32_t i = 0; i < scenario->choice_count; i++)
        if (run_choices(now)[i])
            buf_printf(out, "chosen %u\n", i);
}

void engine_print(Buf *out, const Scenario *scenario, const Configuration *now)
{
    buf_printf(out, "time %lld turn %lld uttered %lld random %016llx\n",
               (long long)now->now, (long long)now->turn,
               (long long)now->uttered, (unsigned long long)now->random);
    buf_printf(out, "state %.*s", STR_ARGS(scenario->states[now->state].name));
    if (now->way_back != NONE)
        buf_printf(out, " back %.*s",
                   STR_ARGS(scenario->states[now->way_back].name));
    buf_printf(out, " speaker %.*s\n",
               STR_ARGS(scenario->roles[now->speaker].name));
    if (now->ending != NONE)
        buf_printf(out, "ending %.*s\n",
                   STR_ARGS(now->ending == ENDING_ENDEX
                                ? STR("endex")
                                : scenario->endings[now->ending].name));
    for (uint32_t i = 0; i < scenario->state_count; i++)
        if (run_states(now)[i].visits)
            buf_printf(out, "visited %.*s %lld last %lld\n",
                       STR_ARGS(scenario->states[i].name),
                       (long long)run_states(now)[i].visits,
                       (long long)run_states(now)[i].entered);
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        buf_printf(out, "meter %.*s %d\n", STR_ARGS(scenario->meters[i].name),
                   run_meters(now)[i]);
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        if (run_facts(now)[i])
            buf_printf(out, "fact %.*s\n", STR_ARGS(scenario->facts[i].name));
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        if (run_demands(now)[i].status != DEMAND_UNRAISED)
            print_demand(out, &scenario->demands[i], &run_demands(now)[i]);
    print_hearing(out, scenario, now);
    print_rules(out, scenario, now);
}
