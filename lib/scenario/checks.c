/* Properties that an author writes under `checks`: what must be true of every
 * run. Their form was checked by the table of keys; here names are resolved.
 * Knows nothing of how they are proved. */
#include "scenario/build.h"

const char *const check_kind_names[CHECK_KIND_COUNT] = {
    [CHECK_REACHABLE] = "reachable",
    [CHECK_NEVER] = "never",
    [CHECK_ALWAYS_POSSIBLE] = "always-possible",
    [CHECK_TURNS_TO] = "turns-to",
};

/* Outcomes in one line, as a list is written. */
static Str list_text(Build *build, const Str *texts, uint32_t count)
{
    Str text = {0};
    for (uint32_t i = 0; i < count; i++)
        text = str_join(build->arena, text, i ? STR(", ") : STR(""), texts[i]);
    return text;
}

static void build_reachable(Build *build, const YamlNode *node, Check *check)
{
    check->text = node_text(node);
    check->ending = build_find(build, KIND_ENDING, check->text);
    if (check->ending == NONE)
        check->state = build_resolve(build, KIND_STATE, node);
}

static void build_turns_to(Build *build, const YamlNode *node, Check *check)
{
    const YamlNode *ending = yaml_get(node, "ending");
    check->ending = build_resolve(build, KIND_ENDING, ending);
    shape_integer(yaml_get(node, "at-least"), &shape_turn_count,
                  &check->at_least);
    check->text =
        str_format(build->arena, "%.*s, at least %lld",
                   STR_ARGS(node_text(ending)), (long long)check->at_least);
}

static void build_check(Build *build, const YamlNode *node, Check *check)
{
    const YamlNode *found = NULL;
    int count = 0;
    *check = (Check){.state = NONE, .ending = NONE, .span = node->span};
    for (int i = 0; i < CHECK_KIND_COUNT; i++) {
        const YamlNode *value = yaml_get(node, check_kind_names[i]);
        if (!value)
            continue;
        check->kind = (CheckKind)i;
        found = value;
        count++;
    }
    if (count != 1 && node->count)
        diag_add(build->diags, DIAG_SHAPE_BOTH, node->span,
                 "a property is one of 'reachable', 'never', "
                 "'always-possible', 'turns-to'");
    if (!found)
        return;
    switch (check->kind) {
    case CHECK_REACHABLE:
        build_reachable(build, found, check);
        break;
    case CHECK_NEVER:
        check->never = build_expression(build, found, EXPR_IN_CHECK);
        check->text = node_text(found);
        break;
    case CHECK_ALWAYS_POSSIBLE:
        check->outcomes = build_texts(build, found, &check->outcome_count);
        check->text = list_text(build, check->outcomes, check->outcome_count);
        break;
    case CHECK_TURNS_TO:
        build_turns_to(build, found, check);
        break;
    case CHECK_KIND_COUNT:
        break;
    }
}

void build_checks(Build *build, const YamlNode *list)
{
    if (!list || list->kind != YAML_LIST)
        return;
    Check *checks = ARENA_ARRAY(build->arena, Check, list->count);
    for (size_t i = 0; i < list->count; i++)
        build_check(build, list->items[i], &checks[i]);
    build->scenario->checks = checks;
    build->scenario->check_count = (uint32_t)list->count;
}
