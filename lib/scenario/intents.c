/* Intents while a scenario is built: what each listens for, and the circles
 * that `any-of` may make. Start at build_intents. */
#include "scenario/build.h"

static void check_listened(Build *build, const YamlNode *list,
                           const IntentSet *set, bool phrases)
{
    for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count;
         i++) {
        const YamlNode *node = list->items[i];
        IntentFault fault;
        if (!node_text(node).size)
            continue;
        if (phrases ? intent_check_phrase(node->text, &fault)
                    : intent_check_pattern(node->text, set, &fault))
            continue;
        if (fault.no_memory)
            arena_out_of_memory(build->arena);
        diag_add(build->diags, fault.id,
                 yaml_span_in(build->sources, node, fault.begin, fault.end),
                 "%s", fault.text);
    }
}

static const uint32_t *members_of(Build *build, const YamlNode *list,
                                  uint32_t *count)
{
    *count = 0;
    if (!list || list->kind != YAML_LIST)
        return NULL;
    uint32_t *members = ARENA_ARRAY(build->arena, uint32_t, list->count);
    for (size_t i = 0; i < list->count; i++) {
        int32_t intent = build_resolve(build, KIND_INTENT, list->items[i]);
        if (intent != NONE)
            members[(*count)++] = (uint32_t)intent;
    }
    return members;
}

static void fill_intent(Build *build, const Definition *d, Intent *intent)
{
    intent->name = d->name;
    intent->phrases =
        build_texts(build, yaml_get(d->node, "phrases"), &intent->phrase_count);
    intent->patterns = build_texts(build, yaml_get(d->node, "patterns"),
                                   &intent->pattern_count);
    intent->unless =
        build_texts(build, yaml_get(d->node, "unless"), &intent->unless_count);
    intent->unless_patterns =
        build_texts(build, yaml_get(d->node, "unless-patterns"),
                    &intent->unless_pattern_count);
    int64_t low = 0, high = 0;
    if (shape_range(yaml_get(d->node, "words"), &shape_word_count, &low,
                    &high)) {
        intent->words_low = (uint32_t)low;
        intent->words_high = (uint32_t)high;
    }
    if (shape_range(yaml_get(d->node, "mirrors"), &shape_mirror_count, &low,
                    &high)) {
        intent->mirrors_low = (uint32_t)low;
        intent->mirrors_high = (uint32_t)high;
    }
    shape_boolean(yaml_get(d->node, "repeats"), &intent->repeats);
    intent->any_of =
        members_of(build, yaml_get(d->node, "any-of"), &intent->any_of_count);
}

static const Example *examples_of(Build *build, const YamlNode *list,
                                  uint32_t *count)
{
    *count = 0;
    if (!list || list->kind != YAML_LIST)
        return NULL;
    Example *examples = ARENA_ARRAY(build->arena, Example, list->count);
    for (size_t i = 0; i < list->count; i++)
        if (node_text(list->items[i]).size)
            examples[(*count)++] =
                (Example){list->items[i]->text, list->items[i]->span};
    return examples;
}

/* Where the texts of a list stand, empty ones left out as build_texts does. */
static const Span *spans_of(Build *build, const YamlNode *list)
{
    if (!list || list->kind != YAML_LIST)
        return NULL;
    Span *spans = ARENA_ARRAY(build->arena, Span, list->count);
    uint32_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (node_text(list->items[i]).size)
            spans[count++] = list->items[i]->span;
    return spans;
}

static void fill_intent_notes(Build *build, const YamlNode *node,
                              IntentNotes *notes)
{
    int tone = shape_word(yaml_get(node, "tone"), words_tone);
    notes->about = node_text(yaml_get(node, "about"));
    notes->skill = node_text(yaml_get(node, "skill"));
    notes->tone = tone < 0 ? 0 : tone ? 1 : -1;
    notes->examples =
        examples_of(build, yaml_get(node, "examples"), &notes->example_count);
    notes->counterexamples = examples_of(
        build, yaml_get(node, "counterexamples"), &notes->counterexample_count);
    notes->pattern_spans = spans_of(build, yaml_get(node, "patterns"));
    notes->unless_pattern_spans =
        spans_of(build, yaml_get(node, "unless-patterns"));
}

/* The groups that each intent is a member of: `groups` from first[i] up to
 * first[i + 1]. */
typedef struct {
    uint32_t *first, *groups;
} Membership;

static Membership memberships(Build *build, const Intent *intents,
                              uint32_t count)
{
    Membership m = {ARENA_ARRAY(build->arena, uint32_t, count + 2), NULL};
    uint32_t total = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < intents[i].any_of_count; k++, total++)
            m.first[intents[i].any_of[k] + 2]++;
    for (uint32_t i = 2; i < count + 2; i++)
        m.first[i] += m.first[i - 1];
    m.groups = ARENA_ARRAY(build->arena, uint32_t, total);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < intents[i].any_of_count; k++)
            m.groups[m.first[intents[i].any_of[k] + 1]++] = i;
    return m;
}

/* Takes away intents whose members are all gone until none is left to take
 * (Kahn, 1962, "Topological sorting of large networks"): what stays stands in
 * a circle, or leads to one. */
static void check_circles(Build *build, const Intent *intents, uint32_t count)
{
    Membership in = memberships(build, intents, count);
    uint32_t *open = ARENA_ARRAY(build->arena, uint32_t, count);
    uint32_t *ready = ARENA_ARRAY(build->arena, uint32_t, count);
    uint32_t taken = 0, end = 0;
    for (uint32_t i = 0; i < count; i++) {
        open[i] = intents[i].any_of_count;
        if (!open[i])
            ready[end++] = i;
    }
    for (; taken < end; taken++)
        for (uint32_t g = in.first[ready[taken]];
             g < in.first[ready[taken] + 1]; g++)
            if (!--open[in.groups[g]])
                ready[end++] = in.groups[g];
    EACH (build, KIND_INTENT, d, i)
        if (open[i])
            diag_add(build->diags, DIAG_NAME_CYCLE, d->span,
                     "intent '%.*s' groups itself by way of 'any-of'; remove "
                     "one of the links",
                     STR_ARGS(d->name));
}

/* Keys count, not what came of them: their faults were reported. */
static bool is_silent(const YamlNode *node, const Intent *intent)
{
    static const char *const keys[] = {"phrases", "patterns", "words",
                                       "mirrors", "any-of"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (yaml_get(node, keys[i]))
            return false;
    return !intent->repeats;
}

void build_intents(Build *build)
{
    Scenario *scenario = build->scenario;
    uint32_t count = BUILD_COUNT(build, KIND_INTENT);
    Intent *intents = ARENA_ARRAY(build->arena, Intent, count);
    IntentNotes *notes = ARENA_ARRAY(build->arena, IntentNotes, count);
    Str *slots = ARENA_ARRAY(build->arena, Str, scenario->slot_count);
    for (uint32_t i = 0; i < scenario->slot_count; i++)
        slots[i] = scenario->slots[i].name;
    scenario->hearing =
        (IntentSet){intents, count, slots, scenario->slot_count};
    EACH (build, KIND_INTENT, d, i) {
        fill_intent(build, d, &intents[i]);
        fill_intent_notes(build, d->node, &notes[i]);
        notes[i].span = d->span;
        if (is_silent(d->node, &intents[i]))
            diag_add(build->diags, DIAG_INTENT_SILENT, d->span,
                     "intent '%.*s' has nothing to be heard by; give it "
                     "'phrases' or 'patterns'",
                     STR_ARGS(d->name));
        if (!build->check_patterns)
            continue;
        const IntentSet *set = &scenario->hearing;
        check_listened(build, yaml_get(d->node, "phrases"), set, true);
        check_listened(build, yaml_get(d->node, "patterns"), set, false);
        check_listened(build, yaml_get(d->node, "unless"), set, true);
        check_listened(build, yaml_get(d->node, "unless-patterns"), set, false);
    }
    scenario->intent_notes = notes;
    check_circles(build, intents, count);
}
