/* Reading a transcript: the form of its file, then what it names in the
 * scenario. Knows nothing of running it. Start at transcript_read. */
#include <stdlib.h>

#include "scenario/file.h"
#include "source/root.h"
#include "transcript/reading.h"

/* --- The file ----------------------------------------------------------- */

/* Whether `of` stays in the root: the one given, else that of the folder above
 * the transcript's, since tests lie in a folder of their own. */
static bool stays_inside(Arena *arena, Str path, Str given, Str of)
{
    Str root = given, relative = {0}, joined = {0};
    Str folder = source_path_folder(path);
    Str above = str_join(arena, folder,
                         folder.size ? STR("/../x") : STR("../x"), (Str){0});
    return (given.size || source_root(arena, above, given, &root, &relative)) &&
           source_root(arena, path, root, &root, &relative) &&
           source_path_join(arena, source_path_folder(relative), of, &joined);
}

bool transcript_open(Arena *arena, Sources *sources, Diags *diags, Str path,
                     Str root, TranscriptFile *out)
{
    size_t errors = diags->errors;
    *out = (TranscriptFile){0};
    out->root = file_read(arena, sources, diags, path, SOURCE_SIZE_LIMIT);
    if (!out->root)
        return false;
    const YamlNode *kind = yaml_get(out->root, "kind");
    if (!kind || !str_equal_c(reading_text(kind), "transcript")) {
        file_report_kind(diags, out->root, "transcript");
        return false;
    }
    shape_check(out->root, &transcript_shape, diags);
    const YamlNode *of = yaml_get(out->root, "of");
    if (reading_text(of).size && !stays_inside(arena, path, root, of->text))
        diag_add(diags, DIAG_TRANSCRIPT_PATH, of->span,
                 "'%.*s' is no path inside the root folder; name a file in it, "
                 "relative to this one, or give another --root",
                 STR_ARGS(of->text));
    out->scenario = source_path_shown(arena, path, reading_text(of));
    out->language = reading_text(yaml_get(out->root, "language"));
    return diags->errors == errors;
}

bool transcript_check(const TranscriptFile *file, const Scenario *scenario,
                      Diags *diags)
{
    Span span = yaml_get(file->root, "of")->span;
    if (!scenario)
        diag_add(diags, DIAG_TRANSCRIPT_SCENARIO, span,
                 "'%.*s' cannot be loaded; 'standoff lint' says why",
                 STR_ARGS(file->scenario));
    else if (scenario->is_pack)
        diag_add(diags, DIAG_TRANSCRIPT_SCENARIO, span,
                 "'%.*s' is a pack; name a scenario", STR_ARGS(file->scenario));
    return scenario && !scenario->is_pack;
}

static TranscriptStart read_start(Reading *reading, const YamlNode *map)
{
    uint32_t index;
    Sets sets = reading_sets(reading, map);
    TranscriptStart start = {NONE, NONE, sets.items, (uint32_t)sets.count};
    if (reading_resolve_node(reading, &kind_state, yaml_get(map, "state"),
                             &index))
        start.state = (int32_t)index;
    if (reading_resolve_node(reading, &kind_role, yaml_get(map, "speaker"),
                             &index))
        start.speaker = (int32_t)index;
    return start;
}

/* --- Steps -------------------------------------------------------------- */

static bool is_true(const YamlNode *node)
{
    bool value;
    return shape_boolean(node, &value) && value;
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void step_say(Reading *reading, const YamlNode *value, Input *input)
{
    (void)reading;
    input->text = reading_text(value);
    input->has_text = true;
}

static void step_hear(Reading *reading, const YamlNode *value, Input *input)
{
    uint32_t *found =
        ARENA_ARRAY(reading->arena, uint32_t, reading_count(value) + 1);
    uint32_t count = 0;
    for (size_t i = 0; i < reading_count(value); i++)
        if (reading_resolve_node(reading, &kind_intent, reading_item(value, i),
                                 &found[count]))
            count++;
    qsort(found, count, sizeof *found, by_number);
    input->intents = found;
    for (uint32_t i = 0; i < count; i++)
        if (!i || found[i] != found[i - 1])
            found[input->intent_count++] = found[i];
}

static void step_wait(Reading *reading, const YamlNode *value, Input *input)
{
    (void)reading;
    shape_duration(value, &input->number);
}

static void step_inject(Reading *reading, const YamlNode *value, Input *input)
{
    reading_resolve_node(reading, &kind_inject, value, &input->index);
}

static void step_goto(Reading *reading, const YamlNode *value, Input *input)
{
    reading_resolve_node(reading, &kind_state, value, &input->index);
}

static void step_set(Reading *reading, const YamlNode *value, Input *input)
{
    Sets sets = reading_sets(reading, value);
    input->sets = sets.items;
    input->set_count = (uint32_t)sets.count;
}

static void step_nothing(Reading *reading, const YamlNode *value, Input *input)
{
    (void)reading, (void)value, (void)input;
}

/* A key of a step that does something; `say` before `hear`, which may stand
 * beside it: what is taken as heard of what is said. */
static const struct {
    const char *key;
    InputKind kind;
    bool flag; /* true or false */
    void (*read)(Reading *reading, const YamlNode *value, Input *input);
} actions[] = {
    {"say", INPUT_SAY, false, step_say},
    {"hear", INPUT_HEARD, false, step_hear},
    {"wait", INPUT_WAIT, false, step_wait},
    {"inject", INPUT_INJECT, false, step_inject},
    {"goto", INPUT_GOTO, false, step_goto},
    {"set", INPUT_SET, false, step_set},
    {"typing", INPUT_TYPING, true, step_nothing},
    {"restart", INPUT_RESTART, true, step_nothing},
    {"end", INPUT_END, true, step_nothing},
};
enum { ACTIONS = sizeof actions / sizeof *actions };

static void read_action(Reading *reading, const YamlNode *map,
                        TranscriptStep *step)
{
    const YamlEntry *before = NULL;
    for (size_t a = 0; a < ACTIONS; a++) {
        const YamlNode *value = yaml_get(map, actions[a].key);
        if (!value || (actions[a].flag && !is_true(value)))
            continue;
        bool beside = !step->looks && step->input.kind == INPUT_SAY &&
                      actions[a].kind == INPUT_HEARD;
        if (before && !beside)
            diag_add(reading->diags, DIAG_TRANSCRIPT_STEP, map->span,
                     "'%s' and '%s' stand in one step; make two steps",
                     input_name(step->input.kind), actions[a].key);
        step->looks = false;
        step->input.kind = actions[a].kind;
        actions[a].read(reading, value, &step->input);
        before = &map->entries[0];
    }
}

/* What is heard can only be asked of a step in which something is said. */
static void check_heard(Reading *reading, const TranscriptStep *step)
{
    bool hears = !step->looks && (step->input.kind == INPUT_SAY ||
                                  step->input.kind == INPUT_HEARD);
    for (uint32_t i = 0; i < step->expect_count; i++)
        if (step->expect[i].kind == EXPECT_HEARD && !hears)
            diag_add(reading->diags, DIAG_TRANSCRIPT_EXPECT,
                     step->expect[i].span,
                     "nothing is heard in this step, where nobody says "
                     "anything; expect it of a 'say'");
}

static void read_step(Reading *reading, const YamlNode *node,
                      TranscriptStep *step)
{
    const YamlNode *expect = yaml_get(node, "expect");
    *step = (TranscriptStep){.looks = true, .span = node->span};
    if (node->kind != YAML_MAP)
        return;
    step->about = reading_text(yaml_get(node, "about"));
    read_action(reading, node, step);
    Expectations all = reading_expectations(reading, expect);
    step->expect = all.items;
    step->expect_count = (uint32_t)all.count;
    check_heard(reading, step);
    if (step->looks && !expect && !node->bad)
        diag_add(reading->diags, DIAG_TRANSCRIPT_STEP, node->span,
                 "this step neither does nor expects anything; give it 'say', "
                 "'wait', 'inject' or 'expect'");
}

static void read_steps(Reading *reading, const YamlNode *list,
                       Transcript *transcript)
{
    if (!list || list->kind != YAML_LIST)
        return;
    TranscriptStep *steps =
        ARENA_ARRAY(reading->arena, TranscriptStep, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        read_step(reading, list->items[i], &steps[i]);
    transcript->steps = steps;
    transcript->step_count = (uint32_t)list->count;
}

const Transcript *transcript_read(const TranscriptFile *file,
                                  const Scenario *scenario,
                                  const Sources *sources, Diags *diags)
{
    Reading reading = {.arena = diags->arena,
                       .diags = diags,
                       .scenario = scenario,
                       .sources = sources};
    size_t errors = diags->errors;
    Transcript *transcript = ARENA_NEW(reading.arena, Transcript);
    const YamlNode *root = file->root;
    const YamlNode *failure = yaml_get(root, "expected-failure");
    static const Shape seeds = {.low = 0, .high = INT64_MAX};
    int64_t seed = 0;
    transcript_init(transcript, reading_text(yaml_get(root, "of")));
    transcript->title = reading_text(yaml_get(root, "title"));
    transcript->about = reading_text(yaml_get(root, "about"));
    transcript->language = reading_text(yaml_get(root, "language"));
    shape_integer(yaml_get(root, "seed"), &seeds, &seed);
    transcript->seed = (uint64_t)seed;
    transcript->start = read_start(&reading, yaml_get(root, "start"));
    transcript->expected_failure = reading_text(failure);
    if (failure)
        transcript->expected_failure_span = failure->span;
    read_steps(&reading, yaml_get(root, "steps"), transcript);
    transcript->span = root->entries[0].key_span;
    return diags->errors == errors ? transcript : NULL;
}
