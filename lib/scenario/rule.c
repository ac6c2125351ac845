/* Rules and bodies: whatever can run, with what it listens for. Form was
 * checked by the table of keys; here names are resolved and meaning is
 * checked. Start at build_rule. */
#include "scenario/build.h"

#include <stdio.h>

const char *const rule_kind_names[RULE_KIND_COUNT] = {
    [RULE_RULE] = "rule",           [RULE_TRIGGER] = "trigger",
    [RULE_INJECT] = "inject",       [RULE_ENTER] = "enter",
    [RULE_OTHERWISE] = "otherwise", [RULE_PASSED] = "passed",
    [RULE_BROKEN] = "broken",
};

const Expr *build_expression(Build *build, const YamlNode *node,
                             ExprPlace place)
{
    if (!node || node->kind != YAML_SCALAR)
        return NULL;
    ExprNames names = build_expr_names(build);
    const ExprFault *faults = NULL;
    size_t count = 0;
    const Expr *expr =
        expr_parse(build->arena, node->text, place, &names, &faults, &count);
    for (size_t i = 0; i < count; i++)
        diag_add(
            build->diags, faults[i].id,
            yaml_span_in(build->sources, node, faults[i].begin, faults[i].end),
            "%.*s", STR_ARGS(faults[i].text));
    return expr;
}

/* Checks the name between braces at bytes begin..end of the text. */
static void check_brace(Build *build, const YamlNode *node, size_t begin,
                        size_t end)
{
    Str name = str_slice(node->text, begin, end);
    if (build_find(build, KIND_SLOT, name) != NONE ||
        build_find(build, KIND_ROLE, name) != NONE)
        return;
    Span span = yaml_span_in(build->sources, node, begin, end);
    const Names *names = &build->spaces[KIND_ROLE];
    Str near = names_nearest(names, name, 1u << KIND_SLOT | 1u << KIND_ROLE);
    if (near.size)
        diag_add(build->diags, DIAG_NAME_BRACE, span,
                 "slot or role '%.*s' is not defined; did you mean '%.*s'?",
                 STR_ARGS(name), STR_ARGS(near));
    else
        diag_add(build->diags, DIAG_NAME_BRACE, span,
                 "slot or role '%.*s' is not defined; define it, or write "
                 "'{{' for a brace",
                 STR_ARGS(name));
}

Str build_line(Build *build, const YamlNode *node)
{
    Str text = node_text(node);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '{')
            continue;
        if (i + 1 < text.size && text.data[i + 1] == '{') {
            i++;
            continue;
        }
        size_t end = i + 1;
        while (end < text.size && text.data[end] != '}' &&
               text.data[end] != '\n' && text.data[end] != '{')
            end++;
        if (end == text.size || text.data[end] != '}') {
            diag_add(build->diags, DIAG_NAME_BRACE,
                     yaml_span_in(build->sources, node, i, i + 1),
                     "'{' is not closed; write {name}, or '{{' for a brace");
            continue;
        }
        check_brace(build, node, i + 1, end);
        i = end;
    }
    return text;
}

/* A scalar, or a list of them, as a run of nodes. */
static size_t each_node(const YamlNode *node, const YamlNode *const **items,
                        const YamlNode *const *self)
{
    if (!node)
        return 0;
    if (node->kind == YAML_LIST) {
        *items = node->items;
        return node->count;
    }
    *items = self;
    return 1;
}

static void build_changes(Build *build, const YamlNode *node, Body *body)
{
    if (!node || node->kind != YAML_MAP)
        return;
    MeterChange *changes = ARENA_ARRAY(build->arena, MeterChange, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const YamlEntry *entry = &node->entries[i];
        int32_t meter =
            build_resolve_text(build, KIND_METER, entry->key, entry->key_span);
        ShapeChange how;
        int64_t value;
        if (meter == NONE || !shape_change(entry->value, &how, &value))
            continue;
        if (value > 2 * SCENARIO_METER_LIMIT)
            value = 2 * SCENARIO_METER_LIMIT; /* clamped by the range anyway */
        if (value < -2 * SCENARIO_METER_LIMIT)
            value = -2 * SCENARIO_METER_LIMIT;
        changes[body->change_count++] =
            (MeterChange){(uint32_t)meter, how == CHANGE_SET, (int32_t)value,
                          entry->key_span};
    }
    body->changes = changes;
}

static uint32_t *resolve_all(Build *build, NameKind kind, const YamlNode *node,
                             uint32_t *count)
{
    const YamlNode *const *items = NULL;
    size_t size = each_node(node, &items, &node);
    uint32_t *found = ARENA_ARRAY(build->arena, uint32_t, size);
    *count = 0;
    for (size_t i = 0; i < size; i++) {
        int32_t index = build_resolve(build, kind, items[i]);
        if (index != NONE)
            found[(*count)++] = (uint32_t)index;
    }
    return found;
}

static const char *const act_keys[ACT_COUNT] = {
    [ACT_RAISE] = "raise", [ACT_DEFER] = "defer",   [ACT_PROMISE] = "promise",
    [ACT_MEET] = "meet",   [ACT_REFUSE] = "refuse", [ACT_DROP] = "drop",
};

static void check_never(Build *build, const YamlNode *node, int32_t demand)
{
    const YamlNode *value = build->defined[KIND_DEMAND].all.items[demand].node;
    if (shape_word(yaml_get(value, "stance"), words_stance) == STANCE_NEVER)
        diag_add(build->diags, DIAG_MACHINE_NEVER_MET, node->span,
                 "demand '%.*s' has the stance 'never' but is met here; talk "
                 "about it, and let him drop it",
                 STR_ARGS(node->text));
}

static void build_acts(Build *build, const YamlNode *map, Body *body)
{
    VEC(DemandAct) acts = {0};
    for (int kind = 0; kind < ACT_COUNT; kind++) {
        const YamlNode *node = yaml_get(map, act_keys[kind]);
        if (kind == ACT_PROMISE) {
            for (size_t i = 0;
                 node && node->kind == YAML_MAP && i < node->count; i++) {
                const YamlEntry *entry = &node->entries[i];
                int32_t demand = build_resolve_text(
                    build, KIND_DEMAND, entry->key, entry->key_span);
                int64_t ms;
                if (demand != NONE && shape_duration(entry->value, &ms))
                    *VEC_PUSH(build->arena, &acts) = (DemandAct){
                        ACT_PROMISE, (uint32_t)demand, ms, entry->key_span};
            }
            continue;
        }
        const YamlNode *const *items = NULL;
        size_t size = each_node(node, &items, &node);
        for (size_t i = 0; i < size; i++) {
            int32_t demand = build_resolve(build, KIND_DEMAND, items[i]);
            if (demand == NONE)
                continue;
            if (kind == ACT_MEET)
                check_never(build, items[i], demand);
            *VEC_PUSH(build->arena, &acts) = (DemandAct){
                (DemandActKind)kind, (uint32_t)demand, 0, items[i]->span};
        }
    }
    body->acts = acts.items;
    body->act_count = (uint32_t)acts.count;
}

typedef struct {
    VEC(Line) all;
} Lines;

/* A text, a map from roles to texts, or a list of either. */
static void build_lines(Build *build, const YamlNode *node, Lines *lines)
{
    if (!node)
        return;
    if (node->kind == YAML_SCALAR) {
        *VEC_PUSH(build->arena, &lines->all) =
            (Line){build_line(build, node), NONE};
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == YAML_LIST) {
            build_lines(build, node->items[i], lines);
            continue;
        }
        const YamlEntry *entry = &node->entries[i];
        int32_t role =
            build_resolve_text(build, KIND_ROLE, entry->key, entry->key_span);
        Str text = build_line(build, entry->value);
        *VEC_PUSH(build->arena, &lines->all) = (Line){text, role};
    }
}

static const Line *lines_of(Build *build, const YamlNode *node, uint32_t *count)
{
    Lines lines = {0};
    build_lines(build, node, &lines);
    *count = (uint32_t)lines.all.count;
    return lines.all.items;
}

static void build_exit(Build *build, const YamlNode *map, Body *body)
{
    const YamlNode *go = yaml_get(map, "go"), *end = yaml_get(map, "end");
    if (go && end)
        diag_add(build->diags, DIAG_SHAPE_BOTH, end->span,
                 "'go' and 'end' stand together; a body leaves only once: "
                 "remove one");
    int32_t index = NONE;
    body->exit_span = node_span(go ? go : end);
    if (go && str_equal_c(node_text(go), "back")) {
        body->exit = EXIT_BACK;
        return;
    }
    if (go)
        index = build_resolve(build, KIND_STATE, go);
    else if (end)
        index = build_resolve(build, KIND_ENDING, end);
    if (index == NONE)
        return;
    body->exit = go ? EXIT_STATE : EXIT_ENDING;
    body->exit_index = (uint32_t)index;
}

static Body build_body(Build *build, const YamlNode *map)
{
    Body body = {.speaker = NONE};
    if (!map || map->kind != YAML_MAP)
        return body;
    build_changes(build, yaml_get(map, "change"), &body);
    body.learns = resolve_all(build, KIND_FACT, yaml_get(map, "learn"),
                              &body.learn_count);
    build_acts(build, map, &body);
    const YamlNode *speaker = yaml_get(map, "speaker");
    if (speaker)
        body.speaker = build_resolve(build, KIND_ROLE, speaker);
    body.says = lines_of(build, yaml_get(map, "say"), &body.say_count);
    body.choices =
        lines_of(build, yaml_get(map, "say-one-of"), &body.choice_count);
    body.choice_first = build->choice_count;
    build->choice_count += body.choice_count;
    body.cues = lines_of(build, yaml_get(map, "cue"), &body.cue_count);
    body.sign = build_line(build, yaml_get(map, "sign"));
    body.note = build_line(build, yaml_get(map, "note"));
    build_exit(build, map, &body);
    return body;
}

/* The keys that say what a rule listens for. */
static const struct {
    const char *key;
    ListenKind listen;
} listening[] = {
    {"intent", LISTEN_INTENT}, {"silence", LISTEN_SILENCE},
    {"after", LISTEN_AFTER},   {"inject", LISTEN_INJECT},
    {"when", LISTEN_WHEN},     {"at", LISTEN_AT},
};

static void build_listening(Build *build, const YamlNode *map, Rule *rule)
{
    const YamlNode *found = NULL;
    for (size_t i = 0; i < sizeof listening / sizeof *listening; i++) {
        const YamlNode *node = yaml_get(map, listening[i].key);
        if (!node)
            continue;
        if (found) {
            diag_add(build->diags, DIAG_SHAPE_BOTH, node->span,
                     "a %s listens for one thing only; remove '%s' or make "
                     "two of it",
                     rule_kind_names[rule->kind], listening[i].key);
            continue;
        }
        found = node;
        rule->listen = listening[i].listen;
    }
    rule->listen_span = node_span(found);
    switch (rule->listen) {
    case LISTEN_INTENT:
        rule->intents =
            resolve_all(build, KIND_INTENT, found, &rule->intent_count);
        break;
    case LISTEN_INJECT: {
        int32_t inject = build_resolve(build, KIND_INJECT, found);
        rule->inject = inject == NONE ? 0 : (uint32_t)inject;
        break;
    }
    case LISTEN_SILENCE:
    case LISTEN_AFTER:
    case LISTEN_AT:
        shape_duration(found, &rule->delay);
        break;
    case LISTEN_WHEN:
        rule->guard = build_expression(build, found, EXPR_IN_WHEN);
        rule->guard_text = node_text(found);
        rule->guard_span = node_span(found);
        break;
    case LISTEN_NEVER:
        break;
    }
}

static void check_listening(Build *build, const YamlNode *map, const Rule *rule)
{
    bool must = rule->kind == RULE_RULE || rule->kind == RULE_TRIGGER;
    if (must && rule->listen == LISTEN_NEVER && map->count)
        diag_add(build->diags, DIAG_SHAPE_BOTH, map->entries[0].key_span,
                 "this %s listens for nothing; give it 'intent', 'silence', "
                 "%s or 'inject'",
                 rule_kind_names[rule->kind],
                 rule->kind == RULE_TRIGGER ? "'when'" : "'after'");
    if (rule->listen == LISTEN_AFTER && rule->holder_kind != HOLDER_STATE)
        diag_add(build->diags, DIAG_SHAPE_PLACE, yaml_get(map, "after")->span,
                 "'after' counts from entering a state and stands in the "
                 "rules of states only; use 'silence', a deadline, or an "
                 "inject with 'at'");
    const YamlNode *guard = yaml_get(map, "if");
    if (guard && rule->listen == LISTEN_WHEN)
        diag_add(build->diags, DIAG_SHAPE_BOTH, guard->span,
                 "'if' cannot stand beside 'when'; join both with 'and' in "
                 "'when'");
}

static void build_steps(Build *build, const YamlNode *map, Rule *rule)
{
    const YamlNode *list = yaml_get(map, "each-time");
    if (!list || list->kind != YAML_LIST)
        return;
    Body *steps = ARENA_ARRAY(build->arena, Body, list->count);
    for (size_t i = 0; i < list->count; i++)
        steps[i] = build_body(build, list->items[i]);
    rule->steps = steps;
    rule->step_count = (uint32_t)list->count;
}

/* An `enter` body may not leave. */
static void check_enter(Build *build, const YamlNode *map)
{
    static const char *const exits[] = {"go", "end"};
    const YamlNode *steps = yaml_get(map, "each-time");
    for (int i = 0; i < 2; i++) {
        for (size_t s = 0; s <= (steps ? steps->count : 0); s++) {
            const YamlNode *body =
                s && steps->kind == YAML_LIST ? steps->items[s - 1] : map;
            const YamlNode *node = yaml_get(body, exits[i]);
            if (node)
                diag_add(build->diags, DIAG_MACHINE_ENTER_LEAVES, node->span,
                         "'%s' cannot stand in 'enter'; use a rule or a "
                         "trigger",
                         exits[i]);
        }
    }
}

static uint64_t order_of(const YamlNode *node)
{
    uint32_t rank = node->span.file - 1; /* file 0, the scenario, is last */
    return (uint64_t)rank << 32 | node->head;
}

static TriggerKind trigger_of(const YamlNode *node)
{
    int kind = shape_word(yaml_get(node, "kind"), words_trigger);
    return kind < 0 ? TRIGGER_UNSAID : (TriggerKind)kind;
}

/* What a rule of a list is known by. */
static Span span_in_list(const YamlNode *node, const Rule *rule)
{
    if (rule->listen_span.end)
        return rule->listen_span;
    return node->kind == YAML_MAP && node->count ? node->entries[0].key_span
                                                 : node->span;
}

int32_t build_rule(Build *build, const YamlNode *node, Holding holding)
{
    if (!node || node->kind == YAML_LIST)
        return NONE;
    const Source *source = &build->sources->files.items[node->span.file];
    Rule rule = {
        .kind = holding.kind,
        .holder_kind = holding.holder_kind,
        .holder = holding.holder,
        .where = holding.where,
        .name = holding.name,
        .order = order_of(node),
        .file = node->span.file,
        .line = source_position(source, node->head).line,
        .body = {.speaker = NONE},
        .trigger = TRIGGER_UNSAID,
    };
    if (node->kind == YAML_MAP) {
        build_listening(build, node, &rule);
        check_listening(build, node, &rule);
        if (rule.listen != LISTEN_WHEN) {
            const YamlNode *guard = yaml_get(node, "if");
            rule.guard = build_expression(build, guard, EXPR_IN_IF);
            rule.guard_text = node_text(guard);
            rule.guard_span = node_span(guard);
        }
        shape_boolean(yaml_get(node, "once"), &rule.once);
        rule.about = node_text(yaml_get(node, "about"));
        if (rule.kind == RULE_TRIGGER)
            rule.trigger = trigger_of(node);
        rule.body = build_body(build, node);
        build_steps(build, node, &rule);
        if (rule.kind == RULE_ENTER)
            check_enter(build, node);
    }
    rule.span = holding.span.end ? holding.span : span_in_list(node, &rule);
    *VEC_PUSH(build->arena, &build->rules) = rule;
    return (int32_t)build->rules.count - 1;
}

/* The key in front of a value: the last part of `where`. */
static Span span_of_key(const YamlNode *node, Str where)
{
    uint32_t size = 0;
    while (size < where.size && where.data[where.size - size - 1] != '.')
        size++;
    return (Span){node->span.file, node->head, node->head + size};
}

int32_t build_place(Build *build, const YamlNode *node,
                    const Definition *holder, Holding holding)
{
    if (!node)
        return NONE;
    bool state = holding.holder_kind == HOLDER_STATE;
    holding.span = span_of_key(node, holding.where);
    holding.where =
        str_join(build->arena, state ? STR("states.") : STR("demands."),
                 holder->name, holding.where);
    return build_rule(build, node, holding);
}

const uint32_t *build_rules(Build *build, const YamlNode *list, Holding holding,
                            uint32_t *count)
{
    *count = 0;
    if (!list || list->kind != YAML_LIST)
        return NULL;
    uint32_t *rules = ARENA_ARRAY(build->arena, uint32_t, list->count);
    Str prefix = holding.where;
    for (size_t i = 0; i < list->count; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu]", i);
        holding.where =
            str_join(build->arena, prefix, STR("rules["), str_from(number));
        int32_t rule = build_rule(build, list->items[i], holding);
        if (rule != NONE)
            rules[(*count)++] = (uint32_t)rule;
    }
    return rules;
}
