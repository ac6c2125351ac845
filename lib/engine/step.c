/* One event, in the order of the language: hearing, triggers, rules, otherwise,
 * settling. Time was moved before, by engine_advance in time.c. */
#include "engine/run.h"

#include <string.h>

static void hear(Run *run)
{
    Configuration *now = run->now;
    const EngineEvent *event = run->event;
    now->turn++;
    now->uttered = now->now;
    for (uint32_t i = 0; i < event->intent_count; i++) {
        IntentRun *intent = &run_intents(now)[event->intents[i]];
        intent->times++;
        intent->turn = now->turn;
    }
    for (uint32_t i = 0; i < event->capture_count; i++) {
        const IntentCapture *capture = &event->captures[i];
        SlotRun *slot = &run_slots(now)[capture->slot];
        size_t size = capture->text.size;
        *slot = (SlotRun){.is_set = 1};
        slot->size =
            size > ENGINE_SLOT_BYTES ? ENGINE_SLOT_BYTES : (uint32_t)size;
        if (slot->size)
            memcpy(slot->text, capture->text.data, slot->size);
    }
    run_triggers(run, match_intent);
    if (!run->left && !run_first_rule(run, match_intent) && !run->spoke)
        run_otherwise(run);
}

static void set(Run *run, const EngineSet *what)
{
    switch (what->kind) {
    case SET_METER:
        run_meter_set(run, what->index, what->value);
        break;
    case SET_FACT:
        run_fact_set(run, what->index, what->value != 0);
        break;
    case SET_DEMAND:
        run_demand_set(run, what->index, (DemandStatus)what->value);
        break;
    }
}

/* Silence, `after` and deadlines count from now; a promise keeps its time. */
static void restart(Run *run)
{
    Configuration *now = run->now;
    now->uttered = now->now;
    for (int32_t s = now->state; s != NONE; s = run->scenario->states[s].parent)
        run_states(now)[s].entered = now->now;
    for (uint32_t i = 0; i < run->scenario->demand_count; i++)
        run_deadline_restart(run, i);
}

void engine_step(const Scenario *scenario, Configuration *now,
                 const EngineEvent *event, const OutputSink *out)
{
    Run run = {.scenario = scenario, .now = now, .out = out, .event = event};
    switch (event->kind) {
    case ENGINE_HEARD:
        hear(&run);
        break;
    case ENGINE_TYPING:
        now->uttered = now->now;
        return;
    case ENGINE_INJECT:
        run_rules(now)[scenario->injects[event->index]].used = 0;
        run_inject(&run, event->index);
        break;
    case ENGINE_GOTO:
        run_go(&run, event->index);
        break;
    case ENGINE_SET:
        for (uint32_t i = 0; i < event->set_count; i++)
            set(&run, &event->sets[i]);
        break;
    case ENGINE_RESTART:
        restart(&run);
        return;
    case ENGINE_END:
        run_end(&run, ENDING_ENDEX);
        return;
    }
    run_settle(&run);
}

void engine_start(const Scenario *scenario, uint64_t seed, Configuration *now,
                  const OutputSink *out)
{
    configuration_init(scenario, now);
    now->random = seed;
    now->state = NONE;
    now->way_back = NONE;
    now->ending = NONE;
    now->speaker = (int32_t)scenario->speaker;
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        run_meters(now)[i] = scenario->meters[i].start;
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        run_demands(now)[i].deadline = NONE;
        run_demands(now)[i].promise = NONE;
    }
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        run_rules(now)[i].used = NONE;
        run_rules(now)[i].armed = scenario->rules[i].listen == LISTEN_WHEN;
    }
    Run run = {.scenario = scenario, .now = now, .out = out};
    run_go(&run, scenario->start);
    run_settle(&run);
}
