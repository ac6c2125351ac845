/* Counting what sessions have been through. Start at coverage_note and
 * coverage_items. */
#include "transcript/coverage.h"

#include <stdlib.h>

const char *const coverage_kind_names[COVER_KINDS + 1] = {
    [COVER_STATES] = "states",     [COVER_RULES] = "rules",
    [COVER_TRIGGERS] = "triggers", [COVER_INJECTS] = "injects",
    [COVER_PLACES] = "places",     [COVER_STEPS] = "steps",
    [COVER_LINES] = "lines",       [COVER_INTENTS] = "intents",
    [COVER_DEMANDS] = "demands",   [COVER_STAGES] = "stages",
    [COVER_ENDINGS] = "endings"};

/* --- What there is ------------------------------------------------------ */

/* The bodies of a rule: its own, then those of its each-time. */
static const Body *body_of(const Rule *rule, uint32_t number)
{
    if (!number)
        return &rule->body;
    return number <= rule->step_count ? &rule->steps[number - 1] : NULL;
}

/* The lines of a body: what is said, then what may be said. */
static const Line *line_of(const Body *body, uint32_t number)
{
    if (number < body->say_count)
        return &body->says[number];
    number -= body->say_count;
    return number < body->choice_count ? &body->choices[number] : NULL;
}

/* Calls with every line that can be said, in the order of the model. */
static void each_line(const Scenario *scenario,
                      void (*visit)(void *context, const Rule *rule,
                                    const Line *line),
                      void *context)
{
    for (uint32_t r = 0; r < scenario->rule_count; r++) {
        const Rule *rule = &scenario->rules[r];
        const Body *body;
        const Line *line;
        for (uint32_t b = 0; (body = body_of(rule, b)); b++)
            for (uint32_t i = 0; (line = line_of(body, i)); i++)
                visit(context, rule, line);
    }
}

static void count_line(void *context, const Rule *rule, const Line *line)
{
    (void)rule, (void)line;
    ++*(uint32_t *)context;
}

typedef struct {
    CoverageLine *lines;
    uint32_t count;
} Gathering;

static void gather_line(void *context, const Rule *rule, const Line *line)
{
    Gathering *gathering = context;
    (void)rule;
    gathering->lines[gathering->count] =
        (CoverageLine){line->text.data, gathering->count};
    gathering->count++;
}

static int by_text(const void *left, const void *right)
{
    const CoverageLine *a = left, *b = right;
    uintptr_t x = (uintptr_t)a->text, y = (uintptr_t)b->text;
    return (x > y) - (x < y);
}

Coverage *coverage_new(Arena *arena, const Scenario *scenario)
{
    Coverage *coverage = ARENA_NEW(arena, Coverage);
    uint32_t *first = ARENA_ARRAY(arena, uint32_t, scenario->rule_count + 1);
    coverage->scenario = scenario;
    for (uint32_t r = 0; r < scenario->rule_count; r++) {
        first[r] = coverage->step_count;
        coverage->step_count += scenario->rules[r].step_count;
    }
    each_line(scenario, count_line, &coverage->line_count);
    Gathering gathering = {
        ARENA_ARRAY(arena, CoverageLine, coverage->line_count + 1), 0};
    each_line(scenario, gather_line, &gathering);
    qsort(gathering.lines, gathering.count, sizeof *gathering.lines, by_text);
    coverage->by_text = gathering.lines;
    coverage->first_steps = first;
    coverage->states = ARENA_ARRAY(arena, uint32_t, scenario->state_count + 1);
    coverage->rules = ARENA_ARRAY(arena, uint32_t, scenario->rule_count + 1);
    coverage->steps = ARENA_ARRAY(arena, uint32_t, coverage->step_count + 1);
    coverage->lines = ARENA_ARRAY(arena, uint32_t, coverage->line_count + 1);
    coverage->intents =
        ARENA_ARRAY(arena, uint32_t, scenario->hearing.count + 1);
    coverage->demands = ARENA_ARRAY(
        arena, uint32_t, scenario->demand_count * DEMAND_STATUS_COUNT + 1);
    coverage->stages = ARENA_ARRAY(arena, uint32_t, scenario->stage_count + 1);
    coverage->endings =
        ARENA_ARRAY(arena, uint32_t, scenario->ending_count + 1);
    return coverage;
}

/* --- Counting ----------------------------------------------------------- */

static void note_said(Coverage *coverage, Str text)
{
    CoverageLine key = {.text = text.data};
    const CoverageLine *found =
        bsearch(&key, coverage->by_text, coverage->line_count,
                sizeof *coverage->by_text, by_text);
    if (found)
        coverage->lines[found->number]++;
}

static void note_output(Coverage *coverage, const Output *output)
{
    const Scenario *scenario = coverage->scenario;
    uint32_t index = output->index;
    switch (output->kind) {
    case OUT_STATE:
        coverage->states[index]++;
        break;
    case OUT_RAN:
        coverage->rules[index]++;
        if (output->nth >= 0 &&
            (uint32_t)output->nth < scenario->rules[index].step_count)
            coverage
                ->steps[coverage->first_steps[index] + (uint32_t)output->nth]++;
        break;
    case OUT_SAY:
        note_said(coverage, output->text);
        break;
    case OUT_DEMAND:
        coverage->demands[index * DEMAND_STATUS_COUNT + output->to]++;
        break;
    case OUT_ENDING:
        if (output->nth >= 0)
            coverage->endings[output->nth]++;
        break;
    case OUT_EXPECT:
    case OUT_CUE:
    case OUT_SIGN:
    case OUT_NOTE:
    case OUT_METER:
    case OUT_FACT:
    case OUT_TIMER:
    case OUT_SPEAKER:
    case OUT_TRIED:
    case OUT_CYCLE:
        break;
    }
}

void coverage_note(Coverage *coverage, const Session *session,
                   const Message *message)
{
    (void)session;
    if (message->kind == MESSAGE_START)
        coverage->sessions++;
    else if (message->kind == MESSAGE_OUTPUT)
        note_output(coverage, message->output);
    else if (message->kind == MESSAGE_STAGE && message->number >= 0)
        coverage->stages[message->number]++;
    if (message->kind != MESSAGE_HEARD)
        return;
    coverage->turns++;
    for (uint32_t i = 0; i < message->heard->intent_count; i++)
        coverage->intents[message->heard->intents[i]]++;
}

static void add_counts(uint32_t *to, const uint32_t *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        to[i] += from[i];
}

bool coverage_add(Coverage *to, const Coverage *from)
{
    const Scenario *a = to->scenario, *b = from->scenario;
    if (a->state_count != b->state_count || a->rule_count != b->rule_count ||
        a->hearing.count != b->hearing.count ||
        a->demand_count != b->demand_count ||
        a->stage_count != b->stage_count ||
        a->ending_count != b->ending_count ||
        to->step_count != from->step_count ||
        to->line_count != from->line_count)
        return false;
    to->sessions += from->sessions;
    to->turns += from->turns;
    add_counts(to->states, from->states, a->state_count);
    add_counts(to->rules, from->rules, a->rule_count);
    add_counts(to->steps, from->steps, to->step_count);
    add_counts(to->lines, from->lines, to->line_count);
    add_counts(to->intents, from->intents, a->hearing.count);
    add_counts(to->demands, from->demands,
               a->demand_count * DEMAND_STATUS_COUNT);
    add_counts(to->stages, from->stages, a->stage_count);
    add_counts(to->endings, from->endings, a->ending_count);
    return true;
}

/* --- Items -------------------------------------------------------------- */

typedef struct {
    Arena *arena;
    const Coverage *coverage;
    VEC(CoverageItem) all;
    uint32_t line; /* number of the next line */
} Items;

static void add(Items *items, Str name, Span span, uint32_t count)
{
    *VEC_PUSH(items->arena, &items->all) =
        (CoverageItem){.name = name, .span = span, .count = count};
}

static CoverageKind kind_of(const Rule *rule)
{
    switch (rule->kind) {
    case RULE_RULE:
        return COVER_RULES;
    case RULE_TRIGGER:
        return COVER_TRIGGERS;
    case RULE_INJECT:
        return COVER_INJECTS;
    case RULE_ENTER:
    case RULE_OTHERWISE:
    case RULE_PASSED:
    case RULE_BROKEN:
    case RULE_KIND_COUNT:
        break;
    }
    return COVER_PLACES;
}

static void add_rules(Items *items, CoverageKind kind)
{
    const Coverage *coverage = items->coverage;
    for (uint32_t r = 0; r < coverage->scenario->rule_count; r++) {
        const Rule *rule = &coverage->scenario->rules[r];
        if (kind_of(rule) == kind)
            add(items, rule->where, rule->span, coverage->rules[r]);
    }
}

static void add_steps(Items *items)
{
    const Coverage *coverage = items->coverage;
    for (uint32_t r = 0; r < coverage->scenario->rule_count; r++) {
        const Rule *rule = &coverage->scenario->rules[r];
        for (uint32_t i = 0; i < rule->step_count; i++)
            add(items,
                str_format(items->arena, "%.*s.each-time[%u]",
                           STR_ARGS(rule->where), i),
                rule->span, coverage->steps[coverage->first_steps[r] + i]);
    }
}

static void add_line(void *context, const Rule *rule, const Line *line)
{
    Items *items = context;
    add(items, rule->where, rule->span, items->coverage->lines[items->line++]);
    items->all.items[items->all.count - 1].text = line->text;
}

static void add_intents(Items *items)
{
    const Scenario *scenario = items->coverage->scenario;
    bool *listened =
        ARENA_ARRAY(items->arena, bool, scenario->hearing.count + 1);
    for (uint32_t r = 0; r < scenario->rule_count; r++)
        for (uint32_t i = 0; i < scenario->rules[r].intent_count; i++)
            listened[scenario->rules[r].intents[i]] = true;
    for (uint32_t i = 0; i < scenario->hearing.count; i++)
        if (listened[i])
            add(items, scenario->hearing.intents[i].name,
                scenario->intent_notes[i].span, items->coverage->intents[i]);
}

/* The statuses that some body brings a demand to. */
static void mark_possible(const Body *body, bool *possible)
{
    static const DemandStatus to[ACT_COUNT] = {
        [ACT_RAISE] = DEMAND_OPEN,       [ACT_DEFER] = DEMAND_DEFERRED,
        [ACT_PROMISE] = DEMAND_PROMISED, [ACT_MEET] = DEMAND_MET,
        [ACT_REFUSE] = DEMAND_REFUSED,   [ACT_DROP] = DEMAND_DROPPED};
    for (uint32_t i = 0; i < body->act_count; i++) {
        const DemandAct *act = &body->acts[i];
        bool *of = possible + act->demand * DEMAND_STATUS_COUNT;
        of[to[act->kind]] = true;
        if (act->kind == ACT_PROMISE)
            of[DEMAND_BROKEN] = true;
    }
}

static void add_demands(Items *items)
{
    const Scenario *scenario = items->coverage->scenario;
    uint32_t count = scenario->demand_count * DEMAND_STATUS_COUNT;
    bool *possible = ARENA_ARRAY(items->arena, bool, count + 1);
    const Body *body;
    for (uint32_t r = 0; r < scenario->rule_count; r++)
        for (uint32_t b = 0; (body = body_of(&scenario->rules[r], b)); b++)
            mark_possible(body, possible);
    for (uint32_t i = 0; i < count; i++) {
        const Demand *demand = &scenario->demands[i / DEMAND_STATUS_COUNT];
        if (possible[i])
            add(items,
                str_format(items->arena, "%.*s is %s", STR_ARGS(demand->name),
                           demand_status_names[i % DEMAND_STATUS_COUNT]),
                demand->span, items->coverage->demands[i]);
    }
}

const CoverageItem *coverage_items(Arena *arena, const Coverage *coverage,
                                   CoverageKind kind, uint32_t *count)
{
    const Scenario *scenario = coverage->scenario;
    Items items = {.arena = arena, .coverage = coverage};
    switch (kind) {
    case COVER_STATES:
        for (uint32_t i = 0; i < scenario->state_count; i++)
            add(&items, scenario->states[i].name, scenario->states[i].span,
                coverage->states[i]);
        break;
    case COVER_RULES:
    case COVER_TRIGGERS:
    case COVER_INJECTS:
    case COVER_PLACES:
        add_rules(&items, kind);
        break;
    case COVER_STEPS:
        add_steps(&items);
        break;
    case COVER_LINES:
        each_line(scenario, add_line, &items);
        break;
    case COVER_INTENTS:
        add_intents(&items);
        break;
    case COVER_DEMANDS:
        add_demands(&items);
        break;
    case COVER_STAGES:
        for (uint32_t i = 0; i < scenario->stage_count; i++)
            add(&items, scenario->stages[i].name, scenario->stages[i].span,
                coverage->stages[i]);
        break;
    case COVER_ENDINGS:
        for (uint32_t i = 0; i < scenario->ending_count; i++)
            add(&items, scenario->endings[i].name, scenario->endings[i].span,
                coverage->endings[i]);
        break;
    case COVER_KINDS:
        break;
    }
    *count = (uint32_t)items.all.count;
    return items.all.items;
}

uint32_t coverage_seen(const CoverageItem *items, uint32_t count)
{
    uint32_t seen = 0;
    for (uint32_t i = 0; i < count; i++)
        seen += items[i].count != 0;
    return seen;
}
