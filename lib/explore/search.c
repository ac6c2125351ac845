/* Breadth first by utterances: on each level first all that timers (and
 * injects by hand) do without a word said, then every utterance. Start at
 * search_run. */
#include "explore/search.h"

#include <string.h>

enum { STEPS_BETWEEN_REPORTS = 1 << 16 };

/* --- Sightings ------------------------------------------------------------ */

static void sight(const Search *search, Sighting *sighting)
{
    if (sighting->seen || search->quiet)
        return;
    bool heard = search->move->kind == MOVE_HEARD;
    *sighting =
        (Sighting){true, search->source, *search->move, search->turns + heard};
}

static void take_output(void *context, const Configuration *now,
                        const Output *output)
{
    Search *search = context;
    (void)now;
    switch (output->kind) {
    case OUT_STATE:
        sight(search, &search->states[output->index]);
        break;
    case OUT_RAN:
        sight(search, &search->rules[output->index]);
        break;
    case OUT_DEMAND:
        if (output->to == DEMAND_OPEN)
            sight(search, &search->demands[output->index]);
        break;
    case OUT_ENDING:
        sight(search, &search->endings[output->nth]);
        break;
    case OUT_CYCLE:
        search->cycled = true;
        search->cycle_rule = output->index;
        break;
    case OUT_EXPECT:
    case OUT_SAY:
    case OUT_CUE:
    case OUT_SIGN:
    case OUT_NOTE:
    case OUT_METER:
    case OUT_FACT:
    case OUT_TIMER:
    case OUT_SPEAKER:
    case OUT_TRIED:
        break;
    }
}

/* What the author wants never to hold, and the stage. */
static void look_at(Search *search, const Configuration *now)
{
    const Scenario *scenario = search->scenario;
    for (uint32_t i = 0; i < scenario->check_count; i++)
        if (scenario->checks[i].kind == CHECK_NEVER &&
            !search->nevers[i].seen &&
            engine_holds(scenario, now, scenario->checks[i].never))
            sight(search, &search->nevers[i]);
    if (!scenario->stage_count)
        return;
    int32_t stage = engine_stage(scenario, now);
    if (stage != NONE)
        sight(search, &search->stages[stage]);
}

/* --- Events --------------------------------------------------------------- */

static void do_move(Search *search, const Move *move)
{
    const OutputSink sink = {take_output, search};
    EngineEvent event = {.kind = ENGINE_INJECT, .index = move->index};
    search->move = move;
    search->cycled = false;
    search->steps++;
    switch (move->kind) {
    case MOVE_START:
        engine_start(search->scenario, 0, search->to, &sink);
        return;
    case MOVE_TIMER:
        engine_fire(search->scenario, search->to, move->timer, &sink);
        return;
    case MOVE_HEARD:
        event.kind = ENGINE_HEARD;
        event.intents = search->alphabet->events[move->index].intents;
        event.intent_count = search->alphabet->events[move->index].count;
        break;
    case MOVE_INJECT:
        break;
    }
    engine_step(search->scenario, search->to, &event, &sink);
}

static bool try_move(Search *search, const Move *move, SearchVisit *visit,
                     void *context)
{
    engine_copy(search->to, search->from);
    do_move(search, move);
    if (search->cycled)
        return visit(search, context, move, NULL);
    abstraction_pack(search->abstraction, search->to, search->packed);
    return visit(search, context, move, search->packed);
}

static bool try_silent(Search *search, uint32_t moment, SearchVisit *visit,
                       void *context)
{
    Move move = {.kind = MOVE_TIMER, .moment = moment};
    uint32_t count =
        engine_timers(search->scenario, search->from, search->timers);
    for (uint32_t i = 0; i < count; i++) {
        move.timer = search->timers[i];
        if (!try_move(search, &move, visit, context))
            return false;
    }
    move.kind = MOVE_INJECT;
    for (uint32_t i = 0; search->by_hand && i < search->scenario->inject_count;
         i++) {
        move.index = i;
        if (!try_move(search, &move, visit, context))
            return false;
    }
    return true;
}

bool search_next(Search *search, uint32_t number, unsigned which,
                 SearchVisit *visit, void *context)
{
    const uint32_t *packed = visited_get(&search->visited, number);
    uint32_t leaf = field_value(&search->abstraction->fields[0], packed);
    const Moments *moments = &search->abstraction->moments[leaf];
    const Alphabet *alphabet = search->alphabet;
    search->source = number;
    for (uint32_t m = 0; m < moments->count; m++) {
        Move move = {.kind = MOVE_HEARD, .moment = m};
        abstraction_unpack(search->abstraction, packed, &moments->items[m],
                           search->from);
        if (which & NEXT_SILENT && !try_silent(search, m, visit, context))
            return false;
        if (!(which & NEXT_HEARD))
            continue;
        for (uint32_t i = 0; i < alphabet->leaf_counts[leaf]; i++) {
            move.index = alphabet->by_leaf[leaf][i];
            if (!try_move(search, &move, visit, context))
                return false;
        }
    }
    return true;
}

/* --- The search ----------------------------------------------------------- */

static bool report(Search *search)
{
    ExploreProgress progress = {search->visited.count, search->steps,
                                search->turns};
    search->next_report = search->steps + STEPS_BETWEEN_REPORTS;
    return !search->options->progress ||
           search->options->progress(search->options->context, &progress);
}

/* Keeps what came of an event. False when a limit is met. */
static bool keep(Search *search, void *context, const Move *move,
                 const uint32_t *packed)
{
    (void)context, (void)move;
    uint64_t most =
        search->options->steps ? search->options->steps : EXPLORE_STEPS;
    search->transitions++;
    if (!packed) {
        sight(search, &search->cycle);
        return true;
    }
    uint32_t before = search->visited.count;
    uint32_t number = visited_add(&search->visited, packed, search->source);
    if (number == VISITED_NONE) {
        search->cut |= CUT_MEMORY;
        return false;
    }
    if (number == before || engine_ended(search->to))
        look_at(search, search->to);
    if (search->steps >= most)
        search->cut |= CUT_STEPS;
    else if (search->steps >= search->next_report && !report(search))
        search->cut |= CUT_STOPPED;
    return !(search->cut & (CUT_STEPS | CUT_STOPPED));
}

/* Goes through configurations `first` and on, up to those found while doing
 * so if `closing`. False when a limit is met. */
static bool search_through(Search *search, uint32_t first, uint32_t last,
                           unsigned which)
{
    bool closing = which == NEXT_SILENT;
    for (uint32_t i = first; i < (closing ? search->visited.count : last);
         i++) {
        const uint32_t *packed = visited_get(&search->visited, i);
        if (search_ending(search->abstraction, packed) == NONE &&
            !search_next(search, i, which, keep, NULL))
            return false;
        if (!closing)
            search->expanded = i + 1;
    }
    return true;
}

static void start(Search *search)
{
    const Move move = {.kind = MOVE_START};
    search->source = VISITED_NONE;
    do_move(search, &move);
    if (search->cycled) {
        sight(search, &search->cycle);
        return;
    }
    abstraction_pack(search->abstraction, search->to, search->packed);
    if (visited_add(&search->visited, search->packed, VISITED_NONE) ==
        VISITED_NONE)
        search->cut |= CUT_MEMORY;
    look_at(search, search->to);
}

/* Whether some of these configurations have not ended. */
static bool is_open(const Search *search, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i < last; i++)
        if (search_ending(search->abstraction,
                          visited_get(&search->visited, i)) == NONE)
            return true;
    return false;
}

static void search_levels(Search *search)
{
    int64_t depth = search->options->depth;
    search->turns = 0;
    start(search);
    for (uint32_t first = 0; first < search->visited.count; search->turns++) {
        *VEC_PUSH(search->arena, &search->levels) = first;
        search->depth = search->turns;
        if (!search_through(search, first, 0, NEXT_SILENT))
            return;
        uint32_t last = search->visited.count;
        if (depth && search->turns == depth) {
            search->cut |= is_open(search, first, last) ? CUT_DEPTH : 0;
            return;
        }
        if (!search_through(search, first, last, NEXT_HEARD))
            return;
        first = last;
    }
}

void search_run(Search *search)
{
    search_levels(search);
    search->quiet = true;
}

int64_t search_turns(const Search *search, uint32_t number)
{
    size_t level = search->levels.count;
    while (level > 1 && search->levels.items[level - 1] > number)
        level--;
    return (int64_t)level - 1;
}

bool search_init(Search *search, Arena *arena, const Abstraction *abstraction,
                 const Alphabet *alphabet, const ExploreOptions *options,
                 bool by_hand)
{
    const Scenario *scenario = abstraction->scenario;
    *search = (Search){.arena = arena,
                       .scenario = scenario,
                       .abstraction = abstraction,
                       .alphabet = alphabet,
                       .options = options,
                       .by_hand = by_hand};
    size_t size = engine_size(scenario);
    search->from = arena_alloc(arena, size);
    search->to = arena_alloc(arena, size);
    search->packed = ARENA_ARRAY(arena, uint32_t, abstraction->words);
    search->timers = ARENA_ARRAY(arena, Timer,
                                 (size_t)scenario->timed_count +
                                     2 * (size_t)scenario->demand_count);
    search->endings = ARENA_ARRAY(arena, Sighting, scenario->ending_count);
    search->states = ARENA_ARRAY(arena, Sighting, scenario->state_count);
    search->rules = ARENA_ARRAY(arena, Sighting, scenario->rule_count);
    search->stages = ARENA_ARRAY(arena, Sighting, scenario->stage_count);
    search->demands = ARENA_ARRAY(arena, Sighting, scenario->demand_count);
    search->nevers = ARENA_ARRAY(arena, Sighting, scenario->check_count);
    if (alphabet->cut)
        search->cut |= CUT_ALPHABET;
    size_t memory = options->memory ? options->memory : EXPLORE_MEMORY;
    return visited_init(&search->visited, abstraction->words, memory);
}

void search_finish(Search *search)
{
    visited_finish(&search->visited);
}
