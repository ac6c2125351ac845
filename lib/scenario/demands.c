/* Demands while a scenario is built: words, stance, deadline, what happens when
 * it passes or a promise is broken, rules. Start at build_demands. */
#include "scenario/build.h"

/* A demand is made by somebody, in words: the debrief prints both. */
static void check_words_of(Build *build, const Definition *d)
{
    static const char *const keys[] = {"by", "text"};
    for (size_t i = 0; i < 2; i++)
        if (!yaml_get(d->node, keys[i]))
            diag_add(build->diags, DIAG_DEMAND_UNSAID, d->span,
                     "demand '%.*s' does not say %s; give it '%s'",
                     STR_ARGS(d->name),
                     i ? "in which words it is made" : "who makes it", keys[i]);
}

static void fill_demand(Build *build, const Definition *d, uint32_t number,
                        Demand *demand)
{
    const YamlNode *deadline = yaml_get(d->node, "deadline");
    int stance = shape_word(yaml_get(d->node, "stance"), words_stance);
    *demand = (Demand){
        .name = d->name,
        .text = node_text(yaml_get(d->node, "text")),
        .by = build_resolve(build, KIND_ROLE, yaml_get(d->node, "by")),
        .expressive =
            shape_word(yaml_get(d->node, "kind"), words_demand_kind) == 1,
        .stance = stance < 0 ? STANCE_NEGOTIABLE : (Stance)stance,
        .announced = true,
        .order = (uint64_t)(d->span.file - 1) << 32 | d->span.begin,
        .span = d->span,
        .deadline_span = node_span(yaml_get(deadline, "in")),
    };
    check_words_of(build, d);
    shape_duration(yaml_get(deadline, "in"), &demand->deadline);
    shape_duration(yaml_get(deadline, "repeat"), &demand->repeat);
    shape_boolean(yaml_get(deadline, "announced"), &demand->announced);
    Holding holding = {.holder_kind = HOLDER_DEMAND, .holder = number};
    holding.kind = RULE_PASSED;
    holding.where = STR(".deadline.passed");
    demand->passed =
        build_place(build, yaml_get(deadline, "passed"), d, holding);
    holding.kind = RULE_BROKEN;
    holding.where = STR(".broken");
    demand->broken =
        build_place(build, yaml_get(d->node, "broken"), d, holding);
    holding.kind = RULE_RULE;
    holding.where = str_join(build->arena, STR("demands."), d->name, STR("."));
    demand->rules = build_rules(build, yaml_get(d->node, "rules"), holding,
                                &demand->rule_count);
}

void build_demands(Build *build)
{
    uint32_t count = BUILD_COUNT(build, KIND_DEMAND);
    Demand *demands = ARENA_ARRAY(build->arena, Demand, count);
    EACH (build, KIND_DEMAND, d, i)
        fill_demand(build, d, i, &demands[i]);
    build->scenario->demands = demands;
    build->scenario->demand_count = count;
}
