/* The report of an exploration as one line of JSON. */
#include "report/explored.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *json_text(Str text)
{
    return json_stringn(text.data ? text.data : "", text.size);
}

static json_t *run_json(const ExploreRun *run)
{
    json_t *steps = json_array();
    for (uint32_t i = 0; i < run->step_count; i++) {
        const ExploreStep *step = &run->steps[i];
        json_t *object = json_object();
        if (step->kind == EXPLORE_WAIT)
            json_object_set_new(object, "wait", json_integer(step->ms));
        else
            json_object_set_new(object,
                                step->kind == EXPLORE_SAY ? "say" : "inject",
                                json_text(step->text));
        json_array_append_new(steps, object);
    }
    return steps;
}

static const char *reach_word(const Reach *reach, bool exhaustive)
{
    switch (reach->kind) {
    case REACH_YES:
        return "yes";
    case REACH_UNDECIDED:
        return "undecided";
    case REACH_BY_HAND:
        return "by-hand";
    case REACH_NO:
        break;
    }
    return exhaustive ? "no" : "not-found";
}

/* How a thing is reached; with the run, if there is room for one. */
static json_t *reach_json(const char *key, Str name, const Reach *reach,
                          bool exhaustive, bool with_run)
{
    json_t *object = json_object();
    if (key)
        json_object_set_new(object, key, json_text(name));
    json_object_set_new(object, "reach",
                        json_string(reach_word(reach, exhaustive)));
    bool found = reach->kind == REACH_YES || reach->kind == REACH_UNDECIDED;
    json_object_set_new(object, "turns",
                        found ? json_integer(reach->turns) : json_null());
    bool ran = reach->kind == REACH_YES || reach->kind == REACH_BY_HAND;
    if (with_run)
        json_object_set_new(object, "steps",
                            ran ? run_json(&reach->run) : json_null());
    return object;
}

static json_t *endings_json(const Scenario *scenario,
                            const ExploreResult *result)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < scenario->ending_count; i++) {
        json_t *object =
            reach_json("name", scenario->endings[i].name, &result->endings[i],
                       result->exhaustive, true);
        json_object_set_new(object, "outcome",
                            json_text(scenario->endings[i].outcome));
        json_array_append_new(list, object);
    }
    return list;
}

static void add_places(json_t *all, const Scenario *scenario,
                       const ExploreResult *result)
{
    bool sure = result->exhaustive;
    json_t *states = json_array(), *rules = json_array(),
           *stages = json_array(), *demands = json_array();
    for (uint32_t i = 0; i < scenario->state_count; i++)
        json_array_append_new(states,
                              reach_json("name", scenario->states[i].name,
                                         &result->states[i], sure, false));
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        json_array_append_new(rules,
                              reach_json("where", scenario->rules[i].where,
                                         &result->rules[i], sure, false));
    for (uint32_t i = 0; i < scenario->stage_count; i++)
        json_array_append_new(stages,
                              reach_json("name", scenario->stages[i].name,
                                         &result->stages[i], sure, false));
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        json_array_append_new(demands,
                              reach_json("name", scenario->demands[i].name,
                                         &result->demands[i], sure, false));
    json_object_set_new(all, "states", states);
    json_object_set_new(all, "rules", rules);
    json_object_set_new(all, "stages", stages);
    json_object_set_new(all, "demands", demands);
}

static json_t *returns_json(const ExploreResult *result)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < result->outcome_count; i++) {
        const NoReturn *outcome = &result->outcomes[i];
        json_t *object = json_object();
        json_object_set_new(object, "outcome", json_text(outcome->outcome));
        json_object_set_new(object, "possible",
                            json_boolean(outcome->possible));
        json_object_set_new(
            object, "lost",
            outcome->lost
                ? reach_json(NULL, STR(""), &outcome->where, true, true)
                : json_null());
        json_object_set_new(object, "after",
                            outcome->rule ? json_text(outcome->rule->where)
                                          : json_null());
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *checks_json(const Scenario *scenario,
                           const ExploreResult *result)
{
    static const char *const verdicts[] = {
        [VERDICT_HOLDS] = "holds",
        [VERDICT_BROKEN] = "broken",
        [VERDICT_UNKNOWN] = "unknown",
    };
    json_t *list = json_array();
    for (uint32_t i = 0; i < scenario->check_count; i++) {
        const Check *check = &scenario->checks[i];
        const CheckResult *found = &result->checks[i];
        json_t *object = json_object();
        json_object_set_new(object, "check",
                            json_string(check_kind_names[check->kind]));
        json_object_set_new(object, "text", json_text(check->text));
        json_object_set_new(object, "verdict",
                            json_string(verdicts[found->verdict]));
        json_object_set_new(object, "steps",
                            found->has_run ? run_json(&found->run)
                                           : json_null());
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *cuts_json(unsigned cut)
{
    static const char *const names[] = {"memory",  "steps",    "depth",
                                        "moments", "alphabet", "stopped"};
    json_t *list = json_array();
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (cut & 1u << i)
            json_array_append_new(list, json_string(names[i]));
    return list;
}

static json_t *found_json(const Reach *reach)
{
    return reach->found ? reach_json(NULL, STR(""), reach, true, true)
                        : json_null();
}

void explored_json(Buf *out, const Scenario *scenario,
                   const ExploreResult *result, Str path)
{
    json_t *all = json_pack(
        "{s:b, s:o, s:I, s:I, s:I, s:I, s:f, s:I}", "exhaustive",
        result->exhaustive, "cut", cuts_json(result->cut), "configurations",
        (json_int_t)result->found, "transitions",
        (json_int_t)result->transitions, "turns", (json_int_t)result->depth,
        "events", (json_int_t)result->events, "bytes", result->bytes, "walks",
        (json_int_t)result->walked);
    json_object_set_new(all, "scenario", json_text(path));
    json_object_set_new(all, "endings", endings_json(scenario, result));
    add_places(all, scenario, result);
    json_object_set_new(all, "outcomes", returns_json(result));
    json_object_set_new(all, "dead-end", found_json(&result->dead_end));
    json_object_set_new(all, "cycle", found_json(&result->cycle));
    json_object_set_new(all, "checks", checks_json(scenario, result));
    char *line = json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(4));
    out->failed |= !line;
    if (line)
        buf_add_c(out, line);
    buf_add_char(out, '\n');
    free(line);
    json_decref(all);
}
