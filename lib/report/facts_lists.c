/* The boards of a situation room: triggers, demands and deadlines, what was
 * learned, what was shown. Start at facts_gather_lists. */
#include "report/facts_lists.h"

/* --- Triggers ------------------------------------------------------------ */

typedef VEC(FactsHit) Hits;

static bool is_trigger(const StoryEvent *event)
{
    return event->kind == STORY_RAN && !event->undone &&
           str_equal_c(event->word, "trigger");
}

TriggerKind facts_trigger_kind(const Facts *facts, const StoryEvent *event)
{
    if (!is_trigger(event) || !facts->scenario || event->index == NONE)
        return TRIGGER_UNSAID;
    return facts->scenario->rules[event->index].trigger;
}

/* What a body that ran at event `at` did follows it, up to the next `ran`. */
static Str sign_after(const Story *story, size_t at)
{
    for (size_t i = at + 1; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (event->kind == STORY_RAN)
            break;
        if (event->kind == STORY_SIGN)
            return event->text;
    }
    return (Str){0};
}

/* The first turn of the window in which something was done to repair. */
static void find_repair(const Facts *facts, FactsHit *hit)
{
    int32_t place = facts_place(facts, hit->turn);
    for (int32_t i = place + 1;
         place != NONE && hit->repair == NONE &&
         i <= place + FACTS_REPAIR_WINDOW && i < (int32_t)facts->turns.count;
         i++) {
        const StoryTurn *turn = story_turn(facts->story, facts->turns.items[i]);
        for (uint32_t k = 0; k < turn->intent_count; k++) {
            int32_t intent = turn->indices[k];
            if (!facts->scenario || intent == NONE ||
                !(skills_class(facts->scenario->intent_notes[intent].skill) &
                  SKILL_REPAIR))
                continue;
            hit->repair = facts->turns.items[i];
            hit->intent = intent;
            break;
        }
    }
}

static bool is_worse(const Facts *facts, size_t meter, int64_t now,
                     int64_t before)
{
    int32_t index = facts->story->meters.items[meter].index;
    Better better = facts->scenario && index != NONE
                        ? facts->scenario->meters[index].better
                        : BETTER_UNSAID;
    return (better == BETTER_LOW && now > before) ||
           (better == BETTER_HIGH && now < before);
}

/* The first turn of the window after which nothing is worse than before. */
static void find_restored(const Facts *facts, FactsHit *hit)
{
    int32_t place = facts_place(facts, hit->turn);
    size_t width = facts->story->meters.count;
    if (place == NONE)
        return;
    const int64_t *before = facts->values + (size_t)place * width;
    int32_t last = place + FACTS_REPAIR_WINDOW;
    for (int32_t i = place; i <= last && i < (int32_t)facts->turns.count; i++) {
        const int64_t *now = facts->values + (size_t)(i + 1) * width;
        bool worse = false;
        for (size_t m = 0; m < width; m++)
            worse |= is_worse(facts, m, now[m], before[m]);
        if (worse)
            continue;
        hit->restored = facts->turns.items[i];
        return;
    }
}

static FactsHit hit_of(const Facts *facts, size_t at)
{
    FactsHit hit = {.turn = facts->story->events.items[at].turn,
                    .event = (int32_t)at,
                    .sign = sign_after(facts->story, at),
                    .repair = NONE,
                    .intent = NONE,
                    .restored = NONE};
    find_repair(facts, &hit);
    find_restored(facts, &hit);
    return hit;
}

/* The scenario's triggers of a kind, in its order, with what touched them. */
static void gather_triggers(Arena *arena, Facts *facts)
{
    const Scenario *scenario = facts->scenario;
    const Story *story = facts->story;
    if (!scenario)
        return;
    Hits *hits = ARENA_ARRAY(arena, Hits, scenario->rule_count + 1);
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (facts_trigger_kind(facts, event) != TRIGGER_UNSAID)
            *VEC_PUSH(arena, &hits[event->index]) = hit_of(facts, i);
    }
    FactsTrigger *all =
        ARENA_ARRAY(arena, FactsTrigger, scenario->trigger_count + 1);
    for (uint32_t i = 0; i < scenario->trigger_count; i++) {
        uint32_t number = scenario->triggers[i];
        const Rule *rule = &scenario->rules[number];
        if (rule->trigger != TRIGGER_UNSAID)
            all[facts->trigger_count++] = (FactsTrigger){
                (int32_t)number,    rule->name,
                rule->about,        rule->trigger,
                hits[number].items, (uint32_t)hits[number].count};
    }
    facts->triggers = all;
}

/* --- Demands ------------------------------------------------------------- */

typedef VEC(FactsDemand) Demands;
typedef VEC(FactsStep) Steps;

static void add_step(Arena *arena, FactsDemand *demand, Steps *steps,
                     const StoryEvent *event)
{
    FactsStep step = {STEP_STATUS, event->turn, event->t, event->to,
                      DEMAND_UNRAISED};
    if (event->kind == STORY_DEMAND) {
        step.to = event->to < 0 ? DEMAND_UNRAISED : (DemandStatus)event->to;
        step.due = NONE;
        demand->status = step.to;
        *VEC_PUSH(arena, steps) = step;
        return;
    }
    bool promise = event->from == 1;
    bool passed = !promise && demand->due != NONE && event->t >= demand->due;
    if (passed) {
        step.kind = STEP_PASSED;
        step.due = demand->due;
        *VEC_PUSH(arena, steps) = step;
    }
    if (!promise)
        demand->due = event->to;
    step.kind = promise ? STEP_PROMISE : STEP_DEADLINE;
    step.due = event->to;
    if (event->to != NONE)
        *VEC_PUSH(arena, steps) = step;
}

static FactsDemand demand_of(Arena *arena, const Story *story, Str name,
                             int32_t index)
{
    FactsDemand demand = {.name = name, .index = index, .due = NONE};
    Steps steps = {0};
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (!event->undone && str_equal(event->name, name) &&
            (event->kind == STORY_DEMAND || event->kind == STORY_TIMER))
            add_step(arena, &demand, &steps, event);
    }
    demand.steps = steps.items;
    demand.step_count = (uint32_t)steps.count;
    return demand;
}

static bool is_known_demand(const Demands *demands, Str name)
{
    for (size_t i = 0; i < demands->count; i++)
        if (str_equal(demands->items[i].name, name))
            return true;
    return false;
}

static void gather_demands(Arena *arena, Facts *facts)
{
    const Scenario *scenario = facts->scenario;
    const Story *story = facts->story;
    Demands demands = {0};
    for (uint32_t i = 0; scenario && i < scenario->demand_count; i++)
        *VEC_PUSH(arena, &demands) =
            demand_of(arena, story, scenario->demands[i].name, (int32_t)i);
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (event->kind == STORY_DEMAND && !event->undone &&
            !is_known_demand(&demands, event->name))
            *VEC_PUSH(arena, &demands) =
                demand_of(arena, story, event->name, NONE);
    }
    facts->demands = demands.items;
    facts->demand_count = (uint32_t)demands.count;
}

/* --- What was learned ---------------------------------------------------- */

typedef VEC(FactsFact) Known;

static FactsFact *known_named(Known *known, Str name)
{
    for (size_t i = 0; i < known->count; i++)
        if (str_equal(known->items[i].name, name))
            return &known->items[i];
    return NULL;
}

static void gather_known(Arena *arena, Facts *facts)
{
    const Scenario *scenario = facts->scenario;
    const Story *story = facts->story;
    Known known = {0};
    for (uint32_t i = 0; scenario && i < scenario->fact_count; i++)
        *VEC_PUSH(arena, &known) = (FactsFact){
            scenario->facts[i].name, scenario->facts[i].text, false, NONE};
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (event->kind != STORY_FACT || event->undone)
            continue;
        FactsFact *fact = known_named(&known, event->name);
        if (!fact) {
            fact = VEC_PUSH(arena, &known);
            fact->name = event->name;
        }
        fact->known = event->to > 0;
        fact->turn = fact->known ? event->turn : NONE;
    }
    for (size_t i = 0; i < known.count; i++)
        facts->known_count += known.items[i].known;
    facts->facts = known.items;
    facts->fact_count = (uint32_t)known.count;
}

/* --- What was shown ------------------------------------------------------ */

/* An observer's remark between the sign and the end of the window. */
static int32_t remark_after(const Facts *facts, size_t sign)
{
    const Story *story = facts->story;
    int32_t place = facts_place(facts, story->events.items[sign].turn);
    for (size_t i = sign + 1; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        int32_t at = facts_place(facts, event->turn);
        if (at > place + FACTS_NOTICE_WINDOW)
            break;
        if (event->kind == STORY_REMARK)
            return (int32_t)i;
    }
    return NONE;
}

static void gather_signs(Arena *arena, Facts *facts)
{
    const Story *story = facts->story;
    VEC(FactsSign) signs = {0};
    TriggerKind kind = TRIGGER_UNSAID;
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (event->kind == STORY_RAN)
            kind = facts_trigger_kind(facts, event);
        if (event->kind != STORY_SIGN || event->undone)
            continue;
        FactsSign *sign = VEC_PUSH(arena, &signs);
        *sign = (FactsSign){(int32_t)i, remark_after(facts, i), kind};
        facts->noticed_count += sign->remark != NONE;
    }
    facts->signs = signs.items;
    facts->sign_count = (uint32_t)signs.count;
}

void facts_gather_lists(Arena *arena, Facts *facts)
{
    gather_triggers(arena, facts);
    gather_demands(arena, facts);
    gather_known(arena, facts);
    gather_signs(arena, facts);
}
