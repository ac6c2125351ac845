/* Private to the engine: how a configuration lies in memory. A head, then
 * arrays whose places follow from the scenario's counts; every byte that is no
 * value is zero, so configurations compare and hash as bytes. */
#ifndef STANDOFF_ENGINE_CONFIGURATION_H
#define STANDOFF_ENGINE_CONFIGURATION_H

#include "engine/engine.h"

typedef struct {
    int64_t entered; /* instant of entering or coming back */
    int64_t visits;
} StateRun;

typedef struct {
    int64_t used;  /* what its timer last counted from when it was used up */
    int64_t count; /* times run */
    int64_t armed; /* of a `when` trigger: 1 if it may run */
} RuleRun;

typedef struct {
    int64_t status; /* DemandStatus */
    int64_t raised; /* instant from which its rules' silence counts */
    int64_t rank;   /* larger: raised later */
    int64_t deadline, promise; /* instants, or NONE */
} DemandRun;

typedef struct {
    int64_t times; /* heard so often */
    int64_t turn;  /* last heard in this turn; 0: never */
} IntentRun;

typedef struct {
    uint32_t is_set;
    uint32_t size;
    char text[ENGINE_SLOT_BYTES];
} SlotRun;

struct Configuration {
    uint64_t size; /* bytes of the whole block */
    int64_t now;
    int64_t turn;
    int64_t uttered; /* instant of the last utterance or typing */
    int64_t ranks;   /* demands raised so far */
    uint64_t random;
    int32_t state;    /* the innermost */
    int32_t way_back; /* a leaf, or NONE */
    int32_t speaker;
    int32_t ending; /* NONE while it runs */
    /* Places of the arrays, in bytes from the start of the block. */
    uint32_t states, rules, demands, intents, slots, meters, facts, choices;
};

#define RUN_ARRAY(name, type)                                                  \
    static inline type *run_##name(const Configuration *now)                   \
    {                                                                          \
        return (type *)(void *)((char *)(uintptr_t)now + now->name);           \
    }
RUN_ARRAY(states, StateRun)
RUN_ARRAY(rules, RuleRun)
RUN_ARRAY(demands, DemandRun)
RUN_ARRAY(intents, IntentRun)
RUN_ARRAY(slots, SlotRun)
RUN_ARRAY(meters, int32_t)
RUN_ARRAY(facts, uint8_t)
RUN_ARRAY(choices, uint8_t) /* say-one-of lines already used */

/* Zeroes the block and lays out its arrays. */
void configuration_init(const Scenario *scenario, Configuration *now);

#endif
