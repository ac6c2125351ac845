/* Each run begins anew and does what chance says: mostly an utterance of the
 * alphabet, now and then silence until a timer fires. The shortest run to each
 * thing is kept. Start at walks_find. */
#include "explore/walk.h"

#include <string.h>

enum {
    WALK_MOVES = 120,
    SILENCE_ONE_IN = 5, /* moves */
};

/* A move of a walk: an event of the alphabet, or a wait. */
typedef struct {
    int32_t event; /* NONE: a wait */
    int64_t ms;
} Trod;

typedef struct {
    Search *search;
    Walks *walks;
    Configuration *now;
    uint64_t dice;
    Trod trod[WALK_MOVES];
    uint32_t length;
    int64_t turns;
    bool no_memory;
} Walk;

/* splitmix64 (Steele, Lea, Flood, 2014, "Fast splittable pseudorandom number
 * generators"). */
static uint32_t roll(Walk *walk, uint32_t sides)
{
    uint64_t z = walk->dice += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) % sides);
}

static ExploreRun run_of(const Walk *walk)
{
    Arena *arena = walk->search->arena;
    ExploreStep *steps = ARENA_ARRAY(arena, ExploreStep, walk->length);
    for (uint32_t i = 0; i < walk->length; i++) {
        const Trod *trod = &walk->trod[i];
        steps[i] = (ExploreStep){.kind = EXPLORE_WAIT, .ms = trod->ms};
        if (trod->event != NONE)
            steps[i] = (ExploreStep){
                .kind = EXPLORE_SAY,
                .text = walk->search->alphabet->events[trod->event].text};
    }
    return (ExploreRun){steps, walk->length, walk->turns};
}

/* Keeps the present walk if it is the shortest to its goal, and if a session
 * does the same: there, hearing remembers the line before. */
static void keep(Walk *walk, ExploreRun *best, Goal goal)
{
    if (best->step_count && best->turns <= walk->turns)
        return;
    ExploreRun run = run_of(walk);
    if (walk->length &&
        witness_holds(walk->search, &run, goal, &walk->no_memory))
        *best = run;
}

static void take_output(void *context, const Configuration *now,
                        const Output *output)
{
    Walk *walk = context;
    (void)now;
    if (output->kind == OUT_RAN)
        walk->walks->rules[output->index] = true;
    else if (output->kind == OUT_DEMAND && output->to == DEMAND_OPEN)
        walk->walks->demands[output->index] = true;
}

/* What the walk has come to. */
static void look(Walk *walk)
{
    const Scenario *scenario = walk->search->scenario;
    if (engine_ended(walk->now)) {
        uint32_t ending = (uint32_t)engine_ending(walk->now);
        keep(walk, &walk->walks->endings[ending],
             (Goal){.kind = GOAL_ENDING, .index = ending});
    } else {
        for (int32_t s = (int32_t)engine_state(walk->now); s != NONE;
             s = scenario->states[s].parent)
            if (!walk->walks->states[s].step_count)
                keep(walk, &walk->walks->states[s],
                     (Goal){.kind = GOAL_BITS, .packed = walk->search->packed});
    }
    for (uint32_t i = 0; i < scenario->check_count; i++)
        if (scenario->checks[i].kind == CHECK_NEVER &&
            engine_holds(scenario, walk->now, scenario->checks[i].never))
            keep(walk, &walk->walks->nevers[i],
                 (Goal){.kind = GOAL_NEVER, .index = i});
    int32_t stage = engine_stage(scenario, walk->now);
    if (stage != NONE)
        walk->walks->stages[stage] = true;
}

static bool do_wait(Walk *walk)
{
    const OutputSink sink = {take_output, walk};
    int64_t due = engine_next_due(walk->search->scenario, walk->now);
    if (due == NONE)
        return false;
    int64_t ms = due - engine_time(walk->now);
    engine_advance(walk->search->scenario, walk->now, due, &sink);
    if (!ms)
        return true;
    walk->trod[walk->length++] = (Trod){NONE, ms};
    return true;
}

static void do_hear(Walk *walk)
{
    const Search *search = walk->search;
    const OutputSink sink = {take_output, walk};
    uint32_t leaf = search->abstraction->leaf_of[engine_state(walk->now)];
    uint32_t number =
        search->alphabet
            ->by_leaf[leaf][roll(walk, search->alphabet->leaf_counts[leaf])];
    const Heard *heard = &search->alphabet->events[number];
    EngineEvent event = {.kind = ENGINE_HEARD,
                         .intents = heard->intents,
                         .intent_count = heard->count};
    if (!heard->text.size)
        return;
    engine_step(search->scenario, walk->now, &event, &sink);
    walk->turns++;
    walk->trod[walk->length++] = (Trod){(int32_t)number, 0};
}

static void walk_once(Walk *walk)
{
    const OutputSink sink = {take_output, walk};
    Search *search = walk->search;
    engine_start(search->scenario, 0, walk->now, &sink);
    walk->length = 0;
    walk->turns = 0;
    for (int i = 0; i < WALK_MOVES && !engine_ended(walk->now); i++) {
        if (roll(walk, SILENCE_ONE_IN) || !do_wait(walk))
            do_hear(walk);
        if (walk->no_memory)
            return;
        if (!engine_ended(walk->now))
            abstraction_pack(search->abstraction, walk->now, search->packed);
        look(walk);
    }
}

bool walks_find(Search *search, Walks *walks)
{
    const Scenario *scenario = search->scenario;
    const ExploreOptions *options = search->options;
    Arena *arena = search->arena;
    *walks = (Walks){
        .endings = ARENA_ARRAY(arena, ExploreRun, scenario->ending_count),
        .states = ARENA_ARRAY(arena, ExploreRun, scenario->state_count),
        .nevers = ARENA_ARRAY(arena, ExploreRun, scenario->check_count),
        .rules = ARENA_ARRAY(arena, bool, scenario->rule_count),
        .stages = ARENA_ARRAY(arena, bool, scenario->stage_count),
        .demands = ARENA_ARRAY(arena, bool, scenario->demand_count),
    };
    Walk *walk = ARENA_NEW(arena, Walk);
    *walk = (Walk){.search = search, .walks = walks, .dice = options->seed};
    walk->now = arena_alloc(arena, engine_size(scenario));
    for (; walks->walked < options->walks; walks->walked++) {
        walk_once(walk);
        if (walk->no_memory)
            return false;
    }
    return true;
}
