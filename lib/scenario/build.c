/* From trees to the model: first every definition of every file is collected,
 * then the names are sorted, then each part is filled in. Start at
 * build_scenario, at the end. */
#include <stdlib.h>

#include "scenario/build.h"

/* --- Collecting definitions -------------------------------------------- */

static void define_all(Build *build, NameKind kind, const YamlNode *map)
{
    if (!map || map->kind != YAML_MAP)
        return;
    for (size_t i = 0; i < map->count; i++)
        build_define(build, kind, map->entries[i].key, map->entries[i].key_span,
                     map->entries[i].value, NONE);
}

static void define_states(Build *build, const YamlNode *map, int32_t parent)
{
    if (!map || map->kind != YAML_MAP)
        return;
    for (size_t i = 0; i < map->count; i++) {
        const YamlEntry *entry = &map->entries[i];
        int32_t state = (int32_t)build->defined[KIND_STATE].all.count;
        build_define(build, KIND_STATE, entry->key, entry->key_span,
                     entry->value, parent);
        define_states(build, yaml_get(entry->value, "states"), state);
    }
}

static void define_stages(Build *build, const YamlNode *list)
{
    for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count;
         i++) {
        const YamlNode *name = yaml_get(list->items[i], "name");
        if (name)
            build_define(build, KIND_STAGE, node_text(name), name->span,
                         list->items[i], NONE);
    }
}

/* What a pack needs stands in for definitions when it is loaded alone. */
static void define_needs(Build *build, const YamlNode *needs)
{
    static const struct {
        const char *key;
        NameKind kind;
    } lists[] = {{"meters", KIND_METER}, {"slots", KIND_SLOT}};
    for (size_t l = 0; l < 2; l++) {
        const YamlNode *list = yaml_get(needs, lists[l].key);
        for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count;
             i++)
            build_define(build, lists[l].kind, node_text(list->items[i]),
                         list->items[i]->span, NULL, NONE);
    }
}

static void define_tree(Build *build, const YamlNode *root)
{
    static const struct {
        const char *key;
        NameKind kind;
    } maps[] = {
        {"roles", KIND_ROLE},       {"meters", KIND_METER},
        {"facts", KIND_FACT},       {"slots", KIND_SLOT},
        {"intents", KIND_INTENT},   {"demands", KIND_DEMAND},
        {"triggers", KIND_TRIGGER}, {"injects", KIND_INJECT},
        {"endings", KIND_ENDING},
    };
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        define_all(build, maps[i].kind, yaml_get(root, maps[i].key));
    define_states(build, yaml_get(root, "states"), NONE);
    define_stages(build, yaml_get(root, "stages"));
}

/* What a used pack needs must be there. */
static void check_needs(Build *build, const Tree *pack)
{
    static const struct {
        const char *key, *what;
        NameKind kind;
    } lists[] = {{"meters", "meter", KIND_METER}, {"slots", "slot", KIND_SLOT}};
    const YamlNode *needs = yaml_get(pack->root, "needs");
    for (size_t l = 0; l < 2; l++) {
        const YamlNode *list = yaml_get(needs, lists[l].key);
        for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count;
             i++) {
            Str name = node_text(list->items[i]);
            if (build_find(build, lists[l].kind, name) != NONE)
                continue;
            diag_add(build->diags, DIAG_NAME_NEEDED, pack->used_at,
                     "this pack needs the %s '%.*s'; define it under '%s'",
                     lists[l].what, STR_ARGS(name), lists[l].key);
            diag_other(build->diags, list->items[i]->span, "needed here");
        }
    }
}

/* --- Filling the model ------------------------------------------------- */

const Str *build_texts(Build *build, const YamlNode *list, uint32_t *count)
{
    *count = 0;
    if (!list || list->kind != YAML_LIST)
        return NULL;
    Str *texts = ARENA_ARRAY(build->arena, Str, list->count);
    for (size_t i = 0; i < list->count; i++)
        if (node_text(list->items[i]).size)
            texts[(*count)++] = node_text(list->items[i]);
    return texts;
}

static void fill_roles(Build *build)
{
    uint32_t count = BUILD_COUNT(build, KIND_ROLE);
    Role *roles = ARENA_ARRAY(build->arena, Role, count);
    int32_t speaker = NONE;
    EACH (build, KIND_ROLE, d, i) {
        Str shown = node_text(yaml_get(d->node, "name"));
        int side = shape_word(yaml_get(d->node, "side"), words_side);
        roles[i] = (Role){
            .name = d->name,
            .shown = shown.size ? shown : d->name,
            .side = side < 0 ? SIDE_THIRD_PARTY : (Side)side,
            .wants = node_text(yaml_get(d->node, "wants")),
            .needs = node_text(yaml_get(d->node, "needs")),
            .brief = build_line(build, yaml_get(d->node, "brief")),
            .span = d->span,
        };
        if (roles[i].brief.size)
            roles[i].brief_span = yaml_get(d->node, "brief")->span;
        build->side_unread |= side < 0;
        if (speaker == NONE &&
            (side == SIDE_PERPETRATOR || side == SIDE_PERSON_IN_CRISIS))
            speaker = (int32_t)i;
    }
    build->scenario->roles = roles;
    build->scenario->role_count = count;
    build->scenario->speaker = speaker == NONE ? 0 : (uint32_t)speaker;
}

static void fill_meters(Build *build)
{
    uint32_t count = BUILD_COUNT(build, KIND_METER);
    Meter *meters = ARENA_ARRAY(build->arena, Meter, count);
    EACH (build, KIND_METER, d, i) {
        int64_t low = 0, high = 0, start = 0;
        const YamlNode *at = yaml_get(d->node, "start");
        bool ranged = shape_range(yaml_get(d->node, "range"),
                                  &shape_meter_range, &low, &high);
        bool started = shape_integer(at, &shape_meter_start, &start);
        if (ranged && started && (start < low || start > high))
            diag_add(build->diags, DIAG_SHAPE_NUMBER, at->span,
                     "meter '%.*s' starts at %lld, outside its range "
                     "%lld..%lld",
                     STR_ARGS(d->name), (long long)start, (long long)low,
                     (long long)high);
        int better = shape_word(yaml_get(d->node, "better"), words_better);
        meters[i] = (Meter){d->name,
                            (int32_t)start,
                            (int32_t)low,
                            (int32_t)high,
                            better < 0 ? 0 : (Better)better,
                            d->span};
    }
    build->scenario->meters = meters;
    build->scenario->meter_count = count;
}

static void fill_facts_and_slots(Build *build)
{
    uint32_t facts = BUILD_COUNT(build, KIND_FACT);
    uint32_t slots = BUILD_COUNT(build, KIND_SLOT);
    Fact *fact = ARENA_ARRAY(build->arena, Fact, facts);
    Slot *slot = ARENA_ARRAY(build->arena, Slot, slots);
    EACH (build, KIND_FACT, d, i)
        fact[i] = (Fact){d->name, node_text(d->node), d->span};
    EACH (build, KIND_SLOT, d, i)
        slot[i] = (Slot){d->name, node_text(d->node), d->span};
    build->scenario->facts = fact;
    build->scenario->fact_count = facts;
    build->scenario->slots = slot;
    build->scenario->slot_count = slots;
}

static void fill_stages(Build *build)
{
    uint32_t count = BUILD_COUNT(build, KIND_STAGE);
    Stage *stages = ARENA_ARRAY(build->arena, Stage, count);
    EACH (build, KIND_STAGE, d, i) {
        const YamlNode *when = yaml_get(d->node, "when");
        stages[i] =
            (Stage){d->name, build_expression(build, when, EXPR_IN_STAGE_WHEN),
                    node_text(when), d->span, node_span(when)};
    }
    build->scenario->stages = stages;
    build->scenario->stage_count = count;
}

static void fill_endings(Build *build)
{
    uint32_t count = BUILD_COUNT(build, KIND_ENDING);
    Ending *endings = ARENA_ARRAY(build->arena, Ending, count);
    EACH (build, KIND_ENDING, d, i)
        endings[i] =
            (Ending){d->name, node_text(yaml_get(d->node, "outcome")),
                     build_line(build, yaml_get(d->node, "text")), d->span};
    build->scenario->endings = endings;
    build->scenario->ending_count = count;
}

/* Triggers or injects: rules with a name each. */
static const uint32_t *fill_named(Build *build, NameKind kind, RuleKind rule,
                                  Str key, uint32_t *count)
{
    uint32_t *rules =
        ARENA_ARRAY(build->arena, uint32_t, BUILD_COUNT(build, kind));
    *count = 0;
    EACH (build, kind, d, i) {
        Holding holding = {
            .kind = rule,
            .where = str_join(build->arena, key, STR("."), d->name),
            .name = d->name,
            .span = d->span,
        };
        int32_t number = build_rule(build, d->node, holding);
        if (number != NONE)
            rules[(*count)++] = (uint32_t)number;
    }
    return rules;
}

/* The state inside `state` that is entered with it. */
static int32_t start_of(Build *build, const YamlNode *node, int32_t state)
{
    const Definitions *states = &build->defined[KIND_STATE];
    const YamlNode *named = yaml_get(node, "start");
    int32_t start = named ? build_resolve(build, KIND_STATE, named) : NONE;
    if (start != NONE) {
        if (states->all.items[start].parent == state || state == NONE)
            return start;
        diag_add(build->diags, DIAG_SHAPE_PLACE, named->span,
                 "state '%.*s' is not directly inside this state; 'start' "
                 "names one of its own states",
                 STR_ARGS(named->text));
    }
    for (size_t i = (size_t)(state + 1); i < states->all.count; i++)
        if (states->all.items[i].parent == state)
            return (int32_t)i; /* inner states follow their outer one */
    return NONE;
}

static void fill_state(Build *build, const Definition *d, uint32_t number,
                       State *state)
{
    *state = (State){
        .name = d->name,
        .parent = d->parent,
        .about = node_text(yaml_get(d->node, "about")),
        .hint = build_line(build, yaml_get(d->node, "hint")),
        .expect = build_line(build, yaml_get(d->node, "expect")),
        .start = NONE,
        .span = d->span,
    };
    const YamlNode *inner = yaml_get(d->node, "states");
    if (inner && inner->count)
        state->start = start_of(build, d->node, (int32_t)number);
    else if (yaml_get(d->node, "start"))
        diag_add(build->diags, DIAG_SHAPE_PLACE,
                 yaml_get(d->node, "start")->span,
                 "'start' stands in a state that has no 'states'; remove it");
    Holding holding = {.holder_kind = HOLDER_STATE, .holder = number};
    holding.kind = RULE_ENTER;
    holding.where = STR(".enter");
    state->enter = build_place(build, yaml_get(d->node, "enter"), d, holding);
    holding.kind = RULE_OTHERWISE;
    holding.where = STR(".otherwise");
    state->otherwise =
        build_place(build, yaml_get(d->node, "otherwise"), d, holding);
    holding.kind = RULE_RULE;
    holding.where = str_join(build->arena, STR("states."), d->name, STR("."));
    state->rules = build_rules(build, yaml_get(d->node, "rules"), holding,
                               &state->rule_count);
}

static void fill_states(Build *build, const YamlNode *root)
{
    uint32_t count = BUILD_COUNT(build, KIND_STATE);
    if (count > SCENARIO_STATE_LIMIT) {
        const Definition *over =
            &build->defined[KIND_STATE].all.items[SCENARIO_STATE_LIMIT];
        diag_add(build->diags, DIAG_SHAPE_COUNT, over->span,
                 "there are %u states, the limit is %d", count,
                 SCENARIO_STATE_LIMIT);
        return;
    }
    State *states = ARENA_ARRAY(build->arena, State, count);
    EACH (build, KIND_STATE, d, i) {
        fill_state(build, d, i, &states[i]);
        if (states[i].parent != NONE)
            states[i].depth = states[states[i].parent].depth + 1;
    }
    build->scenario->states = states;
    build->scenario->state_count = count;
    int32_t start = start_of(build, root, NONE);
    build->scenario->start = start == NONE ? 0 : (uint32_t)start;
}

static int by_order(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right; /* order, then the rule's number */
    if (a[0] != b[0])
        return a[0] < b[0] ? -1 : 1;
    return (a[1] > b[1]) - (a[1] < b[1]);
}

static void fill_timed(Build *build)
{
    typedef uint64_t Entry[2];
    Entry *entries = ARENA_ARRAY(build->arena, Entry, build->rules.count);
    uint32_t count = 0;
    for (size_t i = 0; i < build->rules.count; i++) {
        const Rule *rule = &build->rules.items[i];
        if (rule->listen == LISTEN_SILENCE || rule->listen == LISTEN_AFTER ||
            rule->listen == LISTEN_AT) {
            entries[count][0] = rule->order;
            entries[count++][1] = i;
        }
    }
    if (count)
        qsort(entries, count, sizeof *entries, by_order);
    uint32_t *timed = ARENA_ARRAY(build->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        timed[i] = (uint32_t)entries[i][1];
    build->scenario->timed = timed;
    build->scenario->timed_count = count;
}

static void fill_header(Build *build, const YamlNode *root)
{
    Scenario *scenario = build->scenario;
    scenario->title = node_text(yaml_get(root, "title"));
    scenario->family = node_text(yaml_get(root, "family"));
    scenario->language = node_text(yaml_get(root, "language"));
    if (!scenario->language.size)
        scenario->language = STR("en");
    scenario->channel = node_text(yaml_get(root, "channel"));
    scenario->support = node_text(yaml_get(root, "support"));
    scenario->summary = node_text(yaml_get(root, "summary"));
    scenario->title_span = node_span(yaml_get(root, "title"));
    scenario->family_span = node_span(yaml_get(root, "family"));
    scenario->summary_span = node_span(yaml_get(root, "summary"));
    scenario->warnings = build_texts(build, yaml_get(root, "warnings"),
                                     &scenario->warning_count);
    scenario->objectives = build_texts(build, yaml_get(root, "objectives"),
                                       &scenario->objective_count);
    shape_duration(yaml_get(root, "duration"), &scenario->duration);
    int64_t difficulty = 0;
    shape_integer(yaml_get(root, "difficulty"), &shape_difficulty, &difficulty);
    scenario->difficulty = (int)difficulty;
}

static void fill_machine(Build *build, const YamlNode *root)
{
    Scenario *scenario = build->scenario;
    build_demands(build);
    scenario->triggers = fill_named(build, KIND_TRIGGER, RULE_TRIGGER,
                                    STR("triggers"), &scenario->trigger_count);
    scenario->injects = fill_named(build, KIND_INJECT, RULE_INJECT,
                                   STR("injects"), &scenario->inject_count);
    fill_states(build, root);
    Holding holding = {.kind = RULE_RULE};
    scenario->own_rules = build_rules(build, yaml_get(root, "rules"), holding,
                                      &scenario->own_rule_count);
    holding = (Holding){.kind = RULE_OTHERWISE, .where = STR("otherwise")};
    const YamlNode *otherwise = yaml_get(root, "otherwise");
    if (otherwise)
        holding.span = (Span){otherwise->span.file, otherwise->head,
                              otherwise->head + (uint32_t)holding.where.size};
    scenario->otherwise = build_rule(build, otherwise, holding);
    fill_timed(build);
    scenario->rules = build->rules.items;
    scenario->rule_count = (uint32_t)build->rules.count;
    scenario->choice_count = build->choice_count;
}

static void check_whole(Build *build, const YamlNode *root)
{
    Scenario *scenario = build->scenario;
    const YamlNode *roles = yaml_get(root, "roles");
    if (scenario->role_count && !build->side_unread) {
        Side side = scenario->roles[scenario->speaker].side;
        if (side != SIDE_PERPETRATOR && side != SIDE_PERSON_IN_CRISIS)
            diag_add(build->diags, DIAG_MACHINE_SPEAKER, roles->span,
                     "no role can speak first; give one the side "
                     "'perpetrator' or 'person-in-crisis'");
    }
    if (scenario->rule_count > SCENARIO_RULE_LIMIT)
        diag_add(build->diags, DIAG_SHAPE_COUNT, root->span,
                 "there are %u rules, the limit is %d", scenario->rule_count,
                 SCENARIO_RULE_LIMIT);
    build_checks(build, yaml_get(root, "checks"));
}

void build_scenario(Build *build, const Tree *trees, size_t tree_count)
{
    const YamlNode *root = trees[tree_count - 1].root;
    for (size_t i = 0; i < tree_count; i++)
        define_tree(build, trees[i].root);
    if (build->scenario->is_pack)
        define_needs(build, yaml_get(root, "needs"));
    build_names_finish(build);
    for (size_t i = 0; i + 1 < tree_count; i++)
        check_needs(build, &trees[i]);
    fill_header(build, root);
    fill_roles(build);
    fill_meters(build);
    fill_facts_and_slots(build);
    build_intents(build);
    fill_stages(build);
    fill_endings(build);
    fill_machine(build, root);
    check_whole(build, root);
}
