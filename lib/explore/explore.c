/* One exploration, all steps: the alphabet, the search, runs for what it saw,
 * what can still be reached from where, once more with injects by hand, and
 * chance runs where the search was cut. Start at explore_run. */
#include "explore/explore.h"

#include "explore/returns.h"
#include "explore/walk.h"

typedef struct {
    Arena *arena;
    const Scenario *scenario;
    ExploreOptions options;
    ExploreResult *result;
    Search search;
    Walks walks;
    bool no_memory;
} Explore;

/* --- From sightings to runs ----------------------------------------------- */

static void reach_from(Explore *explore, Search *search,
                       const Sighting *sighting, Goal goal, Reach *reach)
{
    if (!sighting->seen || reach->kind != REACH_NO)
        return;
    ExploreRun run;
    bool real =
        witness_find(search, sighting, goal, &run, NULL, &explore->no_memory);
    if (search->by_hand) {
        if (real)
            *reach = (Reach){REACH_BY_HAND, false, run.turns, run};
        return;
    }
    *reach = (Reach){real ? REACH_YES : REACH_UNDECIDED, true, sighting->turns,
                     real ? run : (ExploreRun){0}};
}

/* Seen or not; no run is looked for. */
static void reach_flag(const Search *search, const Sighting *sighting,
                       Reach *reach)
{
    if (sighting->seen && reach->kind == REACH_NO)
        *reach = (Reach){search->by_hand ? REACH_BY_HAND : REACH_YES,
                         !search->by_hand,
                         sighting->turns,
                         {0}};
}

static void reach_all(Explore *explore, Search *search)
{
    const Scenario *scenario = explore->scenario;
    ExploreResult *result = explore->result;
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        reach_from(explore, search, &search->endings[i],
                   (Goal){.kind = GOAL_ENDING, .index = i},
                   &result->endings[i]);
    for (uint32_t i = 0; i < scenario->state_count; i++)
        reach_from(explore, search, &search->states[i],
                   (Goal){.kind = GOAL_STATE, .index = i}, &result->states[i]);
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        reach_flag(search, &search->rules[i], &result->rules[i]);
    for (uint32_t i = 0; i < scenario->stage_count; i++)
        reach_flag(search, &search->stages[i], &result->stages[i]);
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        reach_flag(search, &search->demands[i], &result->demands[i]);
}

/* A configuration, as something to reach. */
static void reach_number(Explore *explore, uint32_t number, Reach *reach,
                         const Rule **rule)
{
    Search *search = &explore->search;
    Sighting sighting = witness_sighting(search, number);
    Goal goal = {.kind = GOAL_BITS,
                 .packed = visited_get(&search->visited, number)};
    ExploreRun run;
    bool real =
        witness_find(search, &sighting, goal, &run, rule, &explore->no_memory);
    *reach = (Reach){real ? REACH_YES : REACH_UNDECIDED, true, sighting.turns,
                     real ? run : (ExploreRun){0}};
}

/* --- Checks --------------------------------------------------------------- */

static CheckResult broken_by(const Reach *reach)
{
    bool real = reach->kind == REACH_YES;
    return (CheckResult){VERDICT_BROKEN, !real, real, reach->run};
}

static CheckResult check_reachable(const Explore *explore, const Check *check)
{
    const ExploreResult *result = explore->result;
    const Reach *reach = check->ending != NONE ? &result->endings[check->ending]
                                               : &result->states[check->state];
    bool exhaustive = explore->search.cut == 0;
    if (reach->kind == REACH_YES)
        return (CheckResult){VERDICT_HOLDS, false, false, reach->run};
    return (CheckResult){reach->kind == REACH_NO && exhaustive
                             ? VERDICT_BROKEN
                             : VERDICT_UNKNOWN,
                         false, false, reach->run};
}

static CheckResult check_never(Explore *explore, uint32_t number)
{
    Search *search = &explore->search;
    Reach reach = {0};
    reach_from(explore, search, &search->nevers[number],
               (Goal){.kind = GOAL_NEVER, .index = number}, &reach);
    if (reach.found)
        return broken_by(&reach);
    return (CheckResult){
        search->cut ? VERDICT_UNKNOWN : VERDICT_HOLDS, false, false, {0}};
}

static CheckResult check_possible(Explore *explore, const Check *check,
                                  const Returns *returns)
{
    uint8_t mask = returns_mask(returns, check->outcomes, check->outcome_count);
    uint32_t number = returns_first_without(&explore->search, returns, mask);
    Reach reach;
    if (number == VISITED_NONE)
        return (CheckResult){explore->search.cut ? VERDICT_UNKNOWN
                                                 : VERDICT_HOLDS,
                             false,
                             false,
                             {0}};
    reach_number(explore, number, &reach, NULL);
    return broken_by(&reach);
}

static CheckResult check_turns(const Explore *explore, const Check *check)
{
    const Reach *reach = &explore->result->endings[check->ending];
    bool found = reach->found || reach->kind == REACH_YES;
    if (found && reach->turns < check->at_least)
        return broken_by(reach);
    /* The search goes by turns: what it has not found takes as many. */
    bool enough =
        !explore->search.cut || explore->search.turns >= check->at_least;
    return (CheckResult){
        enough ? VERDICT_HOLDS : VERDICT_UNKNOWN, false, false, {0}};
}

static void do_checks(Explore *explore, const Returns *returns)
{
    const Scenario *scenario = explore->scenario;
    for (uint32_t i = 0; i < scenario->check_count; i++) {
        const Check *check = &scenario->checks[i];
        CheckResult *result = &explore->result->checks[i];
        switch (check->kind) {
        case CHECK_REACHABLE:
            *result = check_reachable(explore, check);
            break;
        case CHECK_NEVER:
            *result = check_never(explore, i);
            break;
        case CHECK_ALWAYS_POSSIBLE:
            *result = check_possible(explore, check, returns);
            break;
        case CHECK_TURNS_TO:
            *result = check_turns(explore, check);
            break;
        case CHECK_KIND_COUNT:
            break;
        }
    }
}

static void do_returns(Explore *explore, const Returns *returns)
{
    ExploreResult *result = explore->result;
    uint8_t any = (uint8_t)((1u << returns->count) - 1);
    uint32_t dead = returns_first_without(&explore->search, returns, any);
    if (dead != VISITED_NONE)
        reach_number(explore, dead, &result->dead_end, NULL);
    result->outcomes = ARENA_ARRAY(explore->arena, NoReturn, returns->count);
    result->outcome_count = returns->count;
    for (uint32_t i = 0; i < returns->count; i++) {
        NoReturn *outcome = &result->outcomes[i];
        uint8_t mask = (uint8_t)(1u << i);
        outcome->outcome = returns->outcomes[i];
        outcome->possible =
            explore->search.visited.count && returns->masks[0] & mask;
        uint32_t number =
            outcome->possible
                ? returns_first_without(&explore->search, returns, mask)
                : VISITED_NONE;
        outcome->lost = number != VISITED_NONE;
        if (outcome->lost)
            reach_number(explore, number, &outcome->where, &outcome->rule);
    }
}

/* --- The searches --------------------------------------------------------- */

static void take_figures(Explore *explore)
{
    const Search *search = &explore->search;
    ExploreResult *result = explore->result;
    result->found = search->visited.count;
    result->transitions = search->transitions;
    result->depth = search->depth;
    result->events = search->alphabet->count;
    result->cut |= search->cut;
    result->exhaustive = !result->cut;
    result->bytes = search->visited.count
                        ? (double)search->visited.taken / search->visited.count
                        : 0;
}

/* What chance runs found beyond the search, or in fewer turns. */
static void merge_run(const ExploreRun *run, Reach *reach)
{
    if (!run->step_count)
        return;
    if (reach->kind == REACH_YES && reach->turns <= run->turns)
        return;
    if (!reach->found || run->turns < reach->turns)
        reach->turns = run->turns;
    reach->kind = REACH_YES;
    reach->run = *run;
}

static void merge_walks(Explore *explore)
{
    const Scenario *scenario = explore->scenario;
    const Walks *walks = &explore->walks;
    ExploreResult *result = explore->result;
    const Reach met = {.kind = REACH_YES};
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        merge_run(&walks->endings[i], &result->endings[i]);
    for (uint32_t i = 0; i < scenario->state_count; i++)
        merge_run(&walks->states[i], &result->states[i]);
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        if (walks->rules[i] && result->rules[i].kind == REACH_NO)
            result->rules[i] = met;
    for (uint32_t i = 0; i < scenario->stage_count; i++)
        if (walks->stages[i] && result->stages[i].kind == REACH_NO)
            result->stages[i] = met;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        if (walks->demands[i] && result->demands[i].kind == REACH_NO)
            result->demands[i] = met;
    result->walked = walks->walked;
}

/* A `never` that the search did not see, but a chance run did; and one that it
 * saw without a run. */
static void merge_nevers(Explore *explore)
{
    for (uint32_t i = 0; i < explore->scenario->check_count; i++) {
        CheckResult *result = &explore->result->checks[i];
        const ExploreRun *run = &explore->walks.nevers[i];
        if (run->step_count && !result->has_run)
            *result = (CheckResult){VERDICT_BROKEN, false, true, *run};
    }
}

static bool is_undecided(const Explore *explore)
{
    bool undecided = explore->search.cut != 0;
    for (uint32_t i = 0; i < explore->scenario->ending_count; i++)
        undecided |= explore->result->endings[i].kind == REACH_UNDECIDED;
    return undecided;
}

/* Everything once more with injects by hand: only what is new counts. */
static void search_by_hand(Explore *explore, const Search *first)
{
    Search search;
    if (!explore->scenario->inject_count || explore->no_memory)
        return;
    if (!search_init(&search, explore->arena, first->abstraction,
                     first->alphabet, &explore->options, true)) {
        explore->no_memory = true;
    } else {
        search_run(&search);
        reach_all(explore, &search);
        explore->result->hand_exhaustive = !search.cut;
    }
    search_finish(&search);
}

static void search_without_hand(Explore *explore)
{
    Search *search = &explore->search;
    Returns returns = {0};
    search_run(search);
    take_figures(explore);
    reach_all(explore, search);
    reach_from(explore, search, &search->cycle, (Goal){.kind = GOAL_CYCLE},
               &explore->result->cycle);
    explore->result->cycle_rule = search->cycle_rule;
    if (is_undecided(explore) && explore->options.walks) {
        explore->no_memory |= !walks_find(search, &explore->walks);
        merge_walks(explore);
    }
    if (!returns_find(search, &returns)) {
        explore->no_memory = true;
    } else {
        do_returns(explore, &returns);
        do_checks(explore, &returns);
        if (explore->walks.walked)
            merge_nevers(explore);
    }
    returns_finish(&returns);
}

static void result_init(Explore *explore)
{
    const Scenario *scenario = explore->scenario;
    Arena *arena = explore->arena;
    ExploreResult *result = ARENA_NEW(arena, ExploreResult);
    result->endings = ARENA_ARRAY(arena, Reach, scenario->ending_count);
    result->states = ARENA_ARRAY(arena, Reach, scenario->state_count);
    result->rules = ARENA_ARRAY(arena, Reach, scenario->rule_count);
    result->stages = ARENA_ARRAY(arena, Reach, scenario->stage_count);
    result->demands = ARENA_ARRAY(arena, Reach, scenario->demand_count);
    result->checks = ARENA_ARRAY(arena, CheckResult, scenario->check_count);
    explore->result = result;
}

const ExploreResult *explore_run(Arena *arena, const Scenario *scenario,
                                 const ExploreOptions *options)
{
    Explore *explore = ARENA_NEW(arena, Explore);
    bool exact;
    *explore =
        (Explore){.arena = arena, .scenario = scenario, .options = *options};
    result_init(explore);
    const Abstraction *abstraction = abstraction_new(arena, scenario, &exact);
    const Alphabet *alphabet = alphabet_new(arena, abstraction);
    explore->result->cut |= exact ? 0 : CUT_MOMENTS;
    if (!alphabet || !search_init(&explore->search, arena, abstraction,
                                  alphabet, &explore->options, false))
        return NULL;
    explore->search.cut |= explore->result->cut;
    search_without_hand(explore);
    Search *search = &explore->search;
    visited_finish(&search->visited);
    if (!search->cut)
        search_by_hand(explore, search);
    return explore->no_memory ? NULL : explore->result;
}
