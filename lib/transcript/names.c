/* What a transcript names, and what it sets by name. */
#include "base/names.h"
#include "scenario/keys.h"
#include "transcript/reading.h"

/* --- Names -------------------------------------------------------------- */

#define KIND(id, word, array, count)                                           \
    static bool get_##id(const Scenario *scenario, uint32_t index, Str *name)  \
    {                                                                          \
        if (index >= scenario->count)                                          \
            return false;                                                      \
        *name = scenario->array[index].name;                                   \
        return true;                                                           \
    }                                                                          \
    const Kind kind_##id = {word, scenario_##id##_find, get_##id};
KIND(state, "state", states, state_count)
KIND(role, "role", roles, role_count)
KIND(meter, "meter", meters, meter_count)
KIND(fact, "fact", facts, fact_count)
KIND(demand, "demand", demands, demand_count)
KIND(intent, "intent", hearing.intents, hearing.count)
KIND(ending, "ending", endings, ending_count)
KIND(stage, "stage", stages, stage_count)

static bool get_inject(const Scenario *scenario, uint32_t index, Str *name)
{
    if (index >= scenario->inject_count)
        return false;
    *name = scenario->rules[scenario->injects[index]].name;
    return true;
}

const Kind kind_inject = {"inject", scenario_inject_find, get_inject};

static void report_undefined(Reading *reading, const Kind *kind, Str text,
                             Span span)
{
    Names names = {0};
    Str name;
    for (uint32_t i = 0; kind->get(reading->scenario, i, &name); i++)
        names_add(reading->arena, &names, name, 0, i);
    names_sort(&names);
    Str near = names_nearest(&names, text, 1);
    diag_add(reading->diags, DIAG_NAME_UNDEFINED, span,
             "%s '%.*s' is not defined%s%.*s%s", kind->what, STR_ARGS(text),
             near.size ? "; did you mean '" : "", STR_ARGS(near),
             near.size ? "'?" : "");
}

bool reading_resolve(Reading *reading, const Kind *kind, Str text, Span span,
                     uint32_t *index)
{
    int32_t found = kind->find(reading->scenario, text);
    if (found == NONE && text.size)
        report_undefined(reading, kind, text, span);
    *index = (uint32_t)found;
    return found != NONE;
}

bool reading_resolve_node(Reading *reading, const Kind *kind,
                          const YamlNode *node, uint32_t *index)
{
    return node && reading_resolve(reading, kind, reading_text(node),
                                   node->span, index);
}

/* --- What is set -------------------------------------------------------- */

static void add_set(Reading *reading, Sets *sets, EngineSetKind kind,
                    uint32_t index, int64_t value)
{
    *VEC_PUSH(reading->arena, sets) = (EngineSet){kind, index, (int32_t)value};
}

static void read_meters(Reading *reading, Sets *sets, const YamlNode *map)
{
    uint32_t index;
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++) {
        const YamlEntry *entry = &map->entries[i];
        int64_t value;
        if (!reading_resolve(reading, &kind_meter, entry->key, entry->key_span,
                             &index) ||
            !shape_integer(entry->value, &shape_meter_start, &value))
            continue;
        const Meter *what = &reading->scenario->meters[index];
        if (value < what->low || value > what->high)
            diag_add(reading->diags, DIAG_SHAPE_NUMBER, entry->value->span,
                     "%lld lies outside the range of '%.*s', %d..%d",
                     (long long)value, STR_ARGS(what->name), what->low,
                     what->high);
        else
            add_set(reading, sets, SET_METER, index, value);
    }
}

static void read_facts(Reading *reading, Sets *sets, const YamlNode *node)
{
    uint32_t index;
    for (size_t i = 0; i < reading_count(node); i++)
        if (reading_resolve_node(reading, &kind_fact, reading_item(node, i),
                                 &index))
            add_set(reading, sets, SET_FACT, index, 1);
    for (size_t i = 0; node && node->kind == YAML_MAP && i < node->count; i++) {
        const YamlEntry *entry = &node->entries[i];
        bool known;
        if (reading_resolve(reading, &kind_fact, entry->key, entry->key_span,
                            &index) &&
            shape_boolean(entry->value, &known))
            add_set(reading, sets, SET_FACT, index, known);
    }
}

static void read_demands(Reading *reading, Sets *sets, const YamlNode *map)
{
    uint32_t index;
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++) {
        const YamlEntry *entry = &map->entries[i];
        int status = shape_word(entry->value, demand_status_names);
        if (reading_resolve(reading, &kind_demand, entry->key, entry->key_span,
                            &index) &&
            status >= 0)
            add_set(reading, sets, SET_DEMAND, index, status);
    }
}

Sets reading_sets(Reading *reading, const YamlNode *map)
{
    Sets sets = {0};
    read_meters(reading, &sets, yaml_get(map, "meters"));
    read_facts(reading, &sets, yaml_get(map, "facts"));
    read_demands(reading, &sets, yaml_get(map, "demands"));
    return sets;
}
