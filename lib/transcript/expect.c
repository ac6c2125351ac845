/* What is expected after a step. Start at reading_expectations. */
#include "transcript/reading.h"

static void add_expectation(Reading *reading, Expectations *all,
                            Expectation expectation)
{
    *VEC_PUSH(reading->arena, all) = expectation;
}

static void expect_name(Reading *reading, Expectations *all, ExpectKind kind,
                        const Kind *what, const YamlNode *node)
{
    Expectation expectation = {.kind = kind, .span = node->span};
    if (kind != EXPECT_STATE && str_equal_c(reading_text(node), "none") &&
        what->find(reading->scenario, STR("none")) == NONE)
        expectation.low = NONE;
    else if (kind == EXPECT_ENDING && str_equal_c(reading_text(node), "endex"))
        expectation.low = ENDING_ENDEX;
    else if (!reading_resolve_node(reading, what, node, &expectation.index))
        return;
    add_expectation(reading, all, expectation);
}

/* The place of a fault in a pattern, and what is wrong with it. */
static void report_pattern(Reading *reading, const YamlNode *node,
                           const IntentFault *fault)
{
    if (fault->no_memory)
        arena_out_of_memory(reading->arena);
    Span span = yaml_span_in(reading->sources, node, fault->begin, fault->end);
    diag_add(reading->diags, fault->id, span, "%s", fault->text);
}

static void expect_said(Reading *reading, Expectations *all,
                        const YamlNode *node)
{
    static const IntentSet nothing = {0};
    for (size_t i = 0; i < reading_count(node); i++) {
        const YamlNode *pattern = reading_item(node, i);
        IntentFault fault;
        if (!reading_text(pattern).size)
            continue;
        if (!intent_check_pattern(pattern->text, &nothing, &fault))
            report_pattern(reading, pattern, &fault);
        add_expectation(reading, all,
                        (Expectation){.kind = EXPECT_SAID,
                                      .text = pattern->text,
                                      .span = pattern->span});
    }
}

static void expect_heard(Reading *reading, Expectations *all,
                         const YamlNode *node, bool heard)
{
    for (size_t i = 0; i < reading_count(node); i++) {
        const YamlNode *item = reading_item(node, i);
        Expectation expectation = {
            .kind = EXPECT_HEARD, .low = heard, .span = item->span};
        if (reading_resolve_node(reading, &kind_intent, item,
                                 &expectation.index))
            add_expectation(reading, all, expectation);
    }
}

static void expect_meters(Reading *reading, Expectations *all,
                          const YamlNode *map)
{
    static const Shape bounds = {.low = -SCENARIO_METER_LIMIT,
                                 .high = SCENARIO_METER_LIMIT};
    for (size_t i = 0; map->kind == YAML_MAP && i < map->count; i++) {
        const YamlEntry *entry = &map->entries[i];
        Expectation e = {.kind = EXPECT_METER, .span = entry->value->span};
        if (reading_resolve(reading, &kind_meter, entry->key, entry->key_span,
                            &e.index) &&
            shape_values(entry->value, &bounds, &e.low, &e.high))
            add_expectation(reading, all, e);
    }
}

static void expect_facts(Reading *reading, Expectations *all,
                         const YamlNode *node)
{
    for (size_t i = 0; i < reading_count(node); i++) {
        const YamlNode *item = reading_item(node, i);
        Expectation e = {.kind = EXPECT_FACT, .low = 1, .span = item->span};
        if (reading_resolve_node(reading, &kind_fact, item, &e.index))
            add_expectation(reading, all, e);
    }
    for (size_t i = 0; node->kind == YAML_MAP && i < node->count; i++) {
        const YamlEntry *entry = &node->entries[i];
        Expectation e = {.kind = EXPECT_FACT, .span = entry->value->span};
        bool known = false;
        if (reading_resolve(reading, &kind_fact, entry->key, entry->key_span,
                            &e.index) &&
            shape_boolean(entry->value, &known)) {
            e.low = known;
            add_expectation(reading, all, e);
        }
    }
}

static void expect_demands(Reading *reading, Expectations *all,
                           const YamlNode *map)
{
    for (size_t i = 0; map->kind == YAML_MAP && i < map->count; i++) {
        const YamlEntry *entry = &map->entries[i];
        Expectation e = {.kind = EXPECT_DEMAND, .span = entry->value->span};
        e.low = str_equal_c(reading_text(entry->value), "live")
                    ? EXPECT_LIVE
                    : shape_word(entry->value, demand_status_names);
        if (reading_resolve(reading, &kind_demand, entry->key, entry->key_span,
                            &e.index) &&
            e.low >= 0)
            add_expectation(reading, all, e);
    }
}

static void expect_state(Reading *reading, Expectations *all,
                         const YamlNode *node)
{
    expect_name(reading, all, EXPECT_STATE, &kind_state, node);
}

static void expect_stage(Reading *reading, Expectations *all,
                         const YamlNode *node)
{
    expect_name(reading, all, EXPECT_STAGE, &kind_stage, node);
}

static void expect_ending(Reading *reading, Expectations *all,
                          const YamlNode *node)
{
    expect_name(reading, all, EXPECT_ENDING, &kind_ending, node);
}

static void expect_is_heard(Reading *reading, Expectations *all,
                            const YamlNode *node)
{
    expect_heard(reading, all, node, true);
}

static void expect_not_heard(Reading *reading, Expectations *all,
                             const YamlNode *node)
{
    expect_heard(reading, all, node, false);
}

static const struct {
    const char *key;
    void (*read)(Reading *reading, Expectations *all, const YamlNode *node);
} rows[] = {
    {"state", expect_state},     {"said", expect_said},
    {"heard", expect_is_heard},  {"not-heard", expect_not_heard},
    {"meters", expect_meters},   {"facts", expect_facts},
    {"demands", expect_demands}, {"stage", expect_stage},
    {"ending", expect_ending},
};

static void read_expectation(Reading *reading, Expectations *all,
                             const YamlEntry *entry)
{
    size_t first = all->count;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_equal_c(entry->key, rows[i].key))
            rows[i].read(reading, all, entry->value);
    for (size_t i = first; i < all->count; i++)
        all->items[i].whole = entry->value->span;
}

Expectations reading_expectations(Reading *reading, const YamlNode *map)
{
    Expectations all = {0};
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++)
        read_expectation(reading, &all, &map->entries[i]);
    return all;
}
