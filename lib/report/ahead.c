/* Looking ahead. A beam of configurations goes forward turn by turn: each is
 * stepped with every intent that is listened for and with the next timer, and
 * those that got furthest go on. Start at ahead_look; the search is in search.
 */
#include "report/ahead.h"

#include <string.h>

enum {
    BEAM = 24, /* configurations that go on from one turn to the next */
    SEEN = 1 << 14,
    AGAIN = 4, /* how often situations that look alike are looked at */
    PREVIEWS = 40,
};

typedef struct {
    double worth;
    Configuration *now;
} Node;

typedef struct {
    Arena arena;
    const Scenario *scenario;
    const uint32_t **sets; /* of each intent: closed over any-of */
    uint32_t *set_counts;
    bool *seen_intents;
    uint32_t *intents;
    Node beam[BEAM], next[BEAM];
    uint32_t beam_count, next_count;
    Configuration *scratch;
    uint8_t *seen; /* by a digest of the situation: how often */
    uint32_t steps, most;
    int direction;   /* +1: towards what is better, -1: away */
    uint32_t *found; /* of each ending: turns, 0: not found */
} Search;

/* --- What a situation is worth ------------------------------------------- */

/* How far the meters are on their way, what was learned and settled. */
static double worth_of(const Search *search, const Configuration *now)
{
    const Scenario *scenario = search->scenario;
    double worth = 0;
    for (uint32_t i = 0; i < scenario->meter_count; i++) {
        const Meter *meter = &scenario->meters[i];
        double range = (double)meter->high - meter->low;
        double part = (engine_meter(now, i) - meter->low) / range;
        worth += meter->better == BETTER_HIGH  ? part
                 : meter->better == BETTER_LOW ? 1 - part
                                               : 0;
    }
    if (search->direction < 0)
        return -worth;
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        worth += engine_fact(now, i) ? 0.25 : 0;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        worth += engine_demand(now, i) == DEMAND_MET    ? 0.5
                 : engine_demand(now, i) != DEMAND_OPEN ? 0.1
                                                        : 0;
    return worth;
}

/* FNV-1a over what tells one situation from another at a glance. */
static uint32_t digest_of(const Search *search, const Configuration *now)
{
    const Scenario *scenario = search->scenario;
    uint32_t sum = 2166136261U;
    sum = (sum ^ engine_state(now)) * 16777619U;
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        sum = (sum ^ (uint32_t)engine_meter(now, i)) * 16777619U;
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        sum = (sum ^ engine_fact(now, i)) * 16777619U;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        sum = (sum ^ (uint32_t)engine_demand(now, i)) * 16777619U;
    return sum % SEEN;
}

/* --- One turn ------------------------------------------------------------ */

/* Takes the scratch configuration in, if it is among the best. */
static void offer(Search *search, double bonus)
{
    uint32_t digest = digest_of(search, search->scratch);
    if (search->seen[digest] >= AGAIN)
        return;
    double worth =
        worth_of(search, search->scratch) + bonus - 0.2 * search->seen[digest];
    uint32_t at = search->next_count;
    if (at == BEAM) {
        at = 0;
        for (uint32_t i = 1; i < BEAM; i++)
            if (search->next[i].worth < search->next[at].worth)
                at = i;
        if (search->next[at].worth >= worth)
            return;
    } else {
        search->next_count++;
    }
    search->seen[digest]++;
    search->next[at].worth = worth;
    engine_copy(search->next[at].now, search->scratch);
}

static void look_at(Search *search, uint32_t turns, uint32_t state_before)
{
    const Configuration *now = search->scratch;
    int32_t ending = engine_ending(now);
    search->steps++;
    if (!engine_ended(now))
        offer(search, engine_state(now) != state_before ? 0.3 : 0);
    else if (ending >= 0 &&
             (!search->found[ending] || turns < search->found[ending]))
        search->found[ending] = turns;
}

static void expand(Search *search, const Configuration *from, uint32_t turns)
{
    const Scenario *scenario = search->scenario;
    const OutputSink nobody = {0};
    uint32_t count = session_listening(scenario, from, search->seen_intents,
                                       search->intents);
    uint32_t state = engine_state(from);
    for (uint32_t i = 0; i < count && search->steps < search->most; i++) {
        uint32_t intent = search->intents[i];
        EngineEvent event = {.kind = ENGINE_HEARD,
                             .intents = search->sets[intent],
                             .intent_count = search->set_counts[intent]};
        engine_copy(search->scratch, from);
        engine_step(scenario, search->scratch, &event, &nobody);
        look_at(search, turns, state);
    }
    int64_t due = engine_next_due(scenario, from);
    if (due == NONE)
        return;
    engine_copy(search->scratch, from);
    engine_advance(scenario, search->scratch, due, &nobody);
    look_at(search, turns - 1, state);
}

static bool all_found(const Search *search, bool peaceful_only)
{
    const Scenario *scenario = search->scenario;
    bool all = true, any = false;
    for (uint32_t i = 0; i < scenario->ending_count; i++) {
        bool peaceful = str_equal_c(scenario->endings[i].outcome, "peaceful");
        all &= search->found[i] != 0;
        any |= peaceful && search->found[i];
    }
    return peaceful_only ? any : all;
}

/* From one configuration in one direction; fills in search->found. */
static void search_one_way(Search *search, const Configuration *from,
                           int direction, bool peaceful_only)
{
    search->direction = direction;
    search->steps = 0;
    memset(search->seen, 0, SEEN);
    search->beam_count = 1;
    engine_copy(search->beam[0].now, from);
    for (uint32_t turns = 1;
         turns <= AHEAD_DEPTH && search->beam_count &&
         search->steps < search->most && !all_found(search, peaceful_only);
         turns++) {
        search->next_count = 0;
        for (uint32_t i = 0; i < search->beam_count; i++)
            expand(search, search->beam[i].now, turns);
        Node swap[BEAM];
        memcpy(swap, search->beam, sizeof swap);
        memcpy(search->beam, search->next, sizeof swap);
        memcpy(search->next, swap, sizeof swap);
        search->beam_count = search->next_count;
    }
}

/* --- Setting up ---------------------------------------------------------- */

static void search_init(Search *search, Arena *arena, const Scenario *scenario)
{
    uint32_t intents = scenario->hearing.count;
    size_t size = engine_size(scenario);
    *search = (Search){.scenario = scenario};
    search->sets = ARENA_ARRAY(arena, const uint32_t *, intents + 1);
    search->set_counts = ARENA_ARRAY(arena, uint32_t, intents + 1);
    search->seen_intents = ARENA_ARRAY(arena, bool, intents + 1);
    search->intents = ARENA_ARRAY(arena, uint32_t, intents + 1);
    uint32_t *room = ARENA_ARRAY(arena, uint32_t, intents + 1);
    for (uint32_t i = 0; i < intents; i++) {
        room[0] = i;
        search->set_counts[i] = session_close_intents(scenario, room, 1);
        uint32_t *set = ARENA_ARRAY(arena, uint32_t, search->set_counts[i]);
        memcpy(set, room, search->set_counts[i] * sizeof *set);
        search->sets[i] = set;
    }
    for (uint32_t i = 0; i < BEAM; i++) {
        search->beam[i].now = arena_alloc(arena, size);
        search->next[i].now = arena_alloc(arena, size);
    }
    search->scratch = arena_alloc(arena, size);
    search->seen = ARENA_ARRAY(arena, uint8_t, SEEN);
    search->found = ARENA_ARRAY(arena, uint32_t, scenario->ending_count + 1);
}

static void forget(Search *search)
{
    memset(search->found, 0,
           search->scenario->ending_count * sizeof *search->found);
}

/* --- What is asked ------------------------------------------------------- */

static void take_shorter(uint32_t *turns, uint32_t other)
{
    if (other && (!*turns || other < *turns))
        *turns = other;
}

/* The ending that the session itself came to, in so many turns. */
static void add_own(const Facts *facts, int32_t turn, uint32_t *found)
{
    const Story *story = facts->story;
    if (story->ending == NONE)
        return;
    int32_t ending = story->events.items[story->ending].index;
    int32_t place = facts_place(facts, turn);
    if (ending != NONE && place != NONE)
        take_shorter(&found[ending], facts->turns.count - (uint32_t)place);
}

/* What can be reached from a point can be reached from an earlier one: the
 * session itself leads there, unless the trainer's hand did. */
static void add_later(const Facts *facts, const AheadPoint *later, int32_t turn,
                      uint32_t *found)
{
    uint32_t turns =
        (uint32_t)(facts_place(facts, later->turn) - facts_place(facts, turn));
    for (uint32_t i = 0; !facts->by_hand && i < later->ending_count; i++)
        take_shorter(&found[later->endings[i].ending],
                     later->endings[i].turns + turns);
}

static void look_at_point(Arena *arena, const Facts *facts, Search *search,
                          const AheadPoint *later, AheadPoint *point)
{
    const Scenario *scenario = search->scenario;
    const Configuration *before = facts_before(facts, point->turn);
    if (!before || engine_ended(before))
        return;
    point->previews =
        preview_from(scenario, before, arena, &point->preview_count);
    forget(search);
    search_one_way(search, before, +1, false);
    search_one_way(search, before, -1, false);
    add_own(facts, point->turn, search->found);
    if (later)
        add_later(facts, later, point->turn, search->found);
    AheadEnding *endings =
        ARENA_ARRAY(arena, AheadEnding, scenario->ending_count + 1);
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        if (search->found[i])
            endings[point->ending_count++] = (AheadEnding){i, search->found[i]};
    point->endings = endings;
}

static bool peace_ahead(Search *search, const Configuration *from)
{
    if (!from || engine_ended(from))
        return false;
    forget(search);
    search_one_way(search, from, +1, true);
    return all_found(search, true);
}

static bool has_peace(const Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        if (str_equal_c(scenario->endings[i].outcome, "peaceful"))
            return true;
    return false;
}

static void look_at_points(Arena *arena, const Facts *facts, Search *search,
                           Ahead *ahead)
{
    ahead->point_count = facts->point_count;
    for (uint32_t i = facts->point_count; i-- > 0;) {
        bool last = i + 1 == facts->point_count;
        ahead->points[i] = (AheadPoint){.turn = facts->points[i]};
        look_at_point(arena, facts, search, last ? NULL : &ahead->points[i + 1],
                      &ahead->points[i]);
    }
}

static bool found_peace(const Facts *facts, const AheadPoint *point)
{
    for (uint32_t i = 0; i < point->ending_count; i++)
        if (str_equal_c(
                facts->scenario->endings[point->endings[i].ending].outcome,
                "peaceful"))
            return true;
    return false;
}

/* For the same reason the border is found by halving, from the last turning
 * point on at which a peaceful ending was found. */
static void find_last_open(const Facts *facts, Search *search, Ahead *ahead)
{
    uint32_t low = 0, high = facts->turns.count; /* open before turns < low */
    for (uint32_t i = 0; i < ahead->point_count; i++)
        if (found_peace(facts, &ahead->points[i]))
            low = (uint32_t)facts_place(facts, ahead->points[i].turn) + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const Configuration *before =
            facts_before(facts, facts->turns.items[middle]);
        if (peace_ahead(search, before))
            low = middle + 1;
        else
            high = middle;
    }
    ahead->last_open = low ? facts->turns.items[low - 1] : NONE;
}

void ahead_look(Arena *arena, const Facts *facts, uint32_t steps, Ahead *ahead)
{
    Search search;
    const Story *story = facts->story;
    *ahead = (Ahead){.last_open = NONE};
    search_init(&search, arena, facts->scenario);
    search.most = steps;
    look_at_points(arena, facts, &search, ahead);
    if (!has_peace(facts->scenario))
        return;
    ahead->searched = true;
    ahead->open =
        story->ending != NONE &&
        str_equal_c(story->events.items[story->ending].word, "peaceful");
    if (!ahead->open)
        ahead->open = peace_ahead(&search, facts->rerun->last);
    if (!ahead->open)
        find_last_open(facts, &search, ahead);
}
