/* The way to a sighting is the chain of parents; which event leads from one to
 * the next is found by trying all once more. Each is then done with a real
 * sentence or a real wait, in a session beside a trial that is thrown away
 * when it does not come out as the search said. Start at witness_find. */
#include "explore/witness.h"

#include <string.h>

#include "session/session.h"

enum {
    TIMERS_BETWEEN = 32, /* harmless ones that fire while one is waited for */
    MOVES_MOST = 4096,   /* tried for one step of the way */
    SECOND = 1000,
};

typedef struct {
    const Search *search;
    Session *session;
    Configuration *trial;
    uint32_t *bits, *before;
    Goal goal;
    bool met, no_memory;
    const Rule *last_rule;
    Str uttered; /* the utterance before */
    VEC(ExploreStep) steps;
    int64_t turns;
} Playing;

/* --- Goals ---------------------------------------------------------------- */

static void look_at_output(Playing *playing, const Output *output)
{
    Goal goal = playing->goal;
    switch (goal.kind) {
    case GOAL_ENDING:
        playing->met |=
            output->kind == OUT_ENDING && output->nth == (int32_t)goal.index;
        break;
    case GOAL_STATE:
        playing->met |=
            output->kind == OUT_STATE && output->index == goal.index;
        break;
    case GOAL_RULE:
        playing->met |= output->kind == OUT_RAN && output->index == goal.index;
        break;
    case GOAL_DEMAND:
        playing->met |= output->kind == OUT_DEMAND &&
                        output->index == goal.index &&
                        output->to == DEMAND_OPEN;
        break;
    case GOAL_CYCLE:
        playing->met |= output->kind == OUT_CYCLE;
        break;
    case GOAL_NOTHING:
    case GOAL_STAGE:
    case GOAL_NEVER:
    case GOAL_BITS:
        break;
    }
}

/* Whether the goal is met, now that an event is over. */
static bool is_met(Playing *playing, const Configuration *now)
{
    const Search *search = playing->search;
    const Scenario *scenario = search->scenario;
    Goal goal = playing->goal;
    if (goal.kind == GOAL_STAGE)
        return engine_stage(scenario, now) == (int32_t)goal.index;
    if (goal.kind == GOAL_NEVER)
        return engine_holds(scenario, now, scenario->checks[goal.index].never);
    if (goal.kind != GOAL_BITS)
        return playing->met || goal.kind == GOAL_NOTHING;
    if (engine_ending(now) == ENDING_ENDEX)
        return false;
    abstraction_pack(search->abstraction, now, playing->bits);
    return !memcmp(playing->bits, goal.packed,
                   search->abstraction->words * sizeof *playing->bits);
}

static void take_trial(void *context, const Configuration *now,
                       const Output *output)
{
    (void)now;
    look_at_output(context, output);
}

static void show(void *context, Session *session, const Message *message)
{
    Playing *playing = context;
    (void)session;
    if (message->kind != MESSAGE_OUTPUT)
        return;
    look_at_output(playing, message->output);
    if (message->output->kind != OUT_RAN)
        return;
    const Rule *rule =
        &playing->search->scenario->rules[message->output->index];
    if (rule->kind != RULE_ENTER) /* what led there says more */
        playing->last_rule = rule;
}

/* --- Acts in the session -------------------------------------------------- */

static bool begin(Playing *playing, const Search *search)
{
    SessionOptions options = {.program = "", .show = show, .context = playing};
    *playing = (Playing){.search = search};
    playing->trial = arena_alloc(search->arena, engine_size(search->scenario));
    playing->bits =
        ARENA_ARRAY(search->arena, uint32_t, search->abstraction->words);
    playing->before =
        ARENA_ARRAY(search->arena, uint32_t, search->abstraction->words);
    playing->session = session_new(search->scenario, &options);
    if (!playing->session)
        playing->no_memory = true;
    return playing->session != NULL;
}

static void take(Playing *playing, const Input *input)
{
    playing->met = false;
    if (session_take(playing->session, input) == SESSION_NO_MEMORY)
        playing->no_memory = true;
}

static void do_wait(Playing *playing, int64_t ms)
{
    if (!ms)
        return;
    Input input = {.kind = INPUT_WAIT, .number = ms};
    *VEC_PUSH(playing->search->arena, &playing->steps) =
        (ExploreStep){.kind = EXPLORE_WAIT, .ms = ms};
    take(playing, &input);
}

static void do_say(Playing *playing, Str text)
{
    Input input = {.kind = INPUT_SAY, .text = text};
    *VEC_PUSH(playing->search->arena, &playing->steps) =
        (ExploreStep){.kind = EXPLORE_SAY, .text = text};
    playing->uttered = text;
    playing->turns++;
    take(playing, &input);
}

static void do_inject(Playing *playing, uint32_t inject)
{
    const Scenario *scenario = playing->search->scenario;
    Input input = {.kind = INPUT_INJECT, .index = inject};
    Str name = scenario->rules[scenario->injects[inject]].name;
    *VEC_PUSH(playing->search->arena, &playing->steps) =
        (ExploreStep){.kind = EXPLORE_INJECT, .text = name};
    take(playing, &input);
}

/* --- Trials --------------------------------------------------------------- */

/* A copy of the present, `ms` later; false when the run has ended by then. */
static bool try_wait(Playing *playing, int64_t ms)
{
    engine_copy(playing->trial, session_now(playing->session));
    engine_advance(playing->search->scenario, playing->trial,
                   engine_time(playing->trial) + ms, NULL);
    return !engine_ended(playing->trial);
}

static bool try_event(Playing *playing, const EngineEvent *event)
{
    const OutputSink sink = {take_trial, playing};
    playing->met = false;
    engine_step(playing->search->scenario, playing->trial, event, &sink);
    return is_met(playing, playing->trial);
}

static bool try_say(Playing *playing, Str text, int64_t wait)
{
    IntentHeard heard;
    IntentMemory memory = {session_said(playing->session), playing->uttered};
    if (!text.size || !try_wait(playing, wait))
        return false;
    if (intent_hear(playing->search->alphabet->matcher, text, &memory,
                    &heard) != INTENT_OK)
        return false;
    EngineEvent event = {.kind = ENGINE_HEARD,
                         .intents = heard.intents,
                         .intent_count = heard.count};
    if (!try_event(playing, &event))
        return false;
    text = str_copy(playing->search->arena, text);
    do_wait(playing, wait);
    do_say(playing, text);
    return true;
}

/* The last `count` words of a line. */
static Str last_words(Str line, uint32_t count)
{
    size_t at = line.size;
    for (bool inside = false; at > 0; at--) {
        bool blank = line.data[at - 1] == ' ' || line.data[at - 1] == '\n';
        if (blank && inside && !--count)
            break;
        inside = !blank;
    }
    return str_slice(line, at, line.size);
}

static bool try_mirror(Playing *playing, uint32_t number, int64_t wait)
{
    const Intent *intent = &playing->search->scenario->hearing.intents[number];
    if (intent->repeats && try_say(playing, playing->uttered, wait))
        return true;
    Str said = str_copy(playing->search->arena, session_said(playing->session));
    for (uint32_t k = intent->mirrors_low; k && k <= intent->mirrors_high; k++)
        if (try_say(playing, last_words(said, k), wait))
            return true;
    return false;
}

/* How long to wait so that guards on time see what the search let them see. */
static int64_t wait_for(const Playing *playing, uint32_t moment)
{
    const Search *search = playing->search;
    const Configuration *now = session_now(playing->session);
    uint32_t leaf = search->abstraction->leaf_of[engine_state(now)];
    const Moments *moments = &search->abstraction->moments[leaf];
    if (moment >= moments->count)
        return 0;
    int64_t wait = moments->items[moment].elapsed - engine_time(now);
    for (int32_t s = (int32_t)engine_state(now); s != NONE;
         s = search->scenario->states[s].parent) {
        int64_t wanted =
            moments->items[moment].in_state[search->scenario->states[s].depth];
        int64_t more = wanted - engine_in_state(now, (uint32_t)s);
        wait = more > wait ? more : wait;
    }
    return wait > 1 ? (wait + SECOND - 1) / SECOND * SECOND : 0;
}

/* Waits for one timer after the other as long as they change nothing, until
 * one does what is wanted. */
static bool try_timer(Playing *playing)
{
    const Scenario *scenario = playing->search->scenario;
    const Abstraction *abstraction = playing->search->abstraction;
    const Configuration *now = session_now(playing->session);
    const OutputSink sink = {take_trial, playing};
    engine_copy(playing->trial, now);
    abstraction_pack(abstraction, now, playing->before);
    for (int i = 0; i < TIMERS_BETWEEN; i++) {
        int64_t due = engine_next_due(scenario, playing->trial);
        if (due == NONE)
            return false;
        playing->met = false;
        engine_advance(scenario, playing->trial, due, &sink);
        if (is_met(playing, playing->trial)) {
            do_wait(playing, due - engine_time(now));
            return true;
        }
        if (engine_ended(playing->trial))
            return false;
        abstraction_pack(abstraction, playing->trial, playing->bits);
        if (memcmp(playing->bits, playing->before,
                   abstraction->words * sizeof *playing->bits) != 0)
            return false;
    }
    return false;
}

static bool try_move(Playing *playing, const Move *move)
{
    const Heard *heard = &playing->search->alphabet->events[move->index];
    EngineEvent event = {.kind = ENGINE_INJECT, .index = move->index};
    int64_t waits[] = {0, wait_for(playing, move->moment)};
    if (move->kind == MOVE_TIMER)
        return try_timer(playing);
    for (int i = 0; i < (waits[1] ? 2 : 1); i++) {
        if (move->kind == MOVE_HEARD) {
            if (heard->mirrors != NONE
                    ? try_mirror(playing, (uint32_t)heard->mirrors, waits[i])
                    : try_say(playing, heard->text, waits[i]))
                return true;
        } else if (try_wait(playing, waits[i]) && try_event(playing, &event)) {
            do_wait(playing, waits[i]);
            do_inject(playing, move->index);
            return true;
        }
    }
    return false;
}

/* --- The way -------------------------------------------------------------- */

/* Events that lead from one configuration to another, or all of them. */
typedef struct {
    const uint32_t *to; /* NULL: anywhere */
    VEC(Move) moves;
} Leading;

static bool keep_leading(Search *search, void *context, const Move *move,
                         const uint32_t *packed)
{
    Leading *leading = context;
    size_t size = search->abstraction->words * sizeof *packed;
    if (!leading->to || (packed && !memcmp(packed, leading->to, size)))
        *VEC_PUSH(search->arena, &leading->moves) = *move;
    return leading->moves.count < MOVES_MOST;
}

/* One step of the way: some event that does what the goal says. */
static bool go_on(Playing *playing, Search *search, uint32_t from, Goal goal)
{
    Leading leading = {.to = goal.kind == GOAL_BITS ? goal.packed : NULL};
    playing->goal = goal;
    search_next(search, from, NEXT_ALL, keep_leading, &leading);
    for (size_t i = 0; i < leading.moves.count && !playing->no_memory; i++)
        if (try_move(playing, &leading.moves.items[i]))
            return true;
    return false;
}

static bool go_way(Playing *playing, Search *search, const Sighting *sighting,
                   Goal goal)
{
    VEC(uint32_t) way = {0};
    if (sighting->from == VISITED_NONE)
        return is_met(playing, session_now(playing->session));
    for (uint32_t i = sighting->from; i != VISITED_NONE;
         i = visited_parent(&search->visited, i))
        *VEC_PUSH(search->arena, &way) = i;
    for (size_t i = way.count - 1; i > 0; i--) {
        Goal next = {.kind = GOAL_BITS,
                     .packed = visited_get(&search->visited, way.items[i - 1])};
        if (!go_on(playing, search, way.items[i], next))
            return false;
    }
    playing->goal = goal;
    if (sighting->move.kind != MOVE_START && try_move(playing, &sighting->move))
        return true;
    return go_on(playing, search, sighting->from, goal);
}

static void finish(Playing *playing, ExploreRun *run)
{
    *run = (ExploreRun){playing->steps.items, (uint32_t)playing->steps.count,
                        playing->turns};
    session_free(playing->session);
}

bool witness_find(Search *search, const Sighting *sighting, Goal goal,
                  ExploreRun *run, const Rule **last_rule, bool *no_memory)
{
    Playing playing;
    bool found = false;
    if (begin(&playing, search)) {
        playing.goal = goal;
        session_start(playing.session);
        found = go_way(&playing, search, sighting, goal) &&
                is_met(&playing, session_now(playing.session));
    }
    finish(&playing, run);
    if (last_rule)
        *last_rule = playing.last_rule;
    *no_memory |= playing.no_memory;
    return found && !playing.no_memory;
}

bool witness_holds(const Search *search, const ExploreRun *run, Goal goal,
                   bool *no_memory)
{
    Playing playing;
    ExploreRun unused;
    bool holds = false;
    if (begin(&playing, search)) {
        playing.goal = goal;
        session_start(playing.session);
        for (uint32_t i = 0; i < run->step_count; i++) {
            const ExploreStep *step = &run->steps[i];
            if (step->kind == EXPLORE_SAY)
                do_say(&playing, step->text);
            else if (step->kind == EXPLORE_WAIT)
                do_wait(&playing, step->ms);
            else
                do_inject(&playing, (uint32_t)scenario_inject_find(
                                        search->scenario, step->text));
        }
        holds = is_met(&playing, session_now(playing.session));
    }
    finish(&playing, &unused);
    *no_memory |= playing.no_memory;
    return holds && !playing.no_memory;
}

Sighting witness_sighting(const Search *search, uint32_t number)
{
    uint32_t parent = visited_parent(&search->visited, number);
    return (Sighting){.seen = true,
                      .from = parent,
                      .move = {.kind = MOVE_START},
                      .turns = search_turns(search, number)};
}
