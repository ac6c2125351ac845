/* The builder: every diagnostic it raises, with its place, and what the model
 * holds. A row is a scenario and the places it is to be blamed for, one a line:
 * `line:column CODE`, with `(line:column)` for the second place, and the file's
 * name before a place in the pack. */
#include "tests/fault/play.h"

#include "scenario/scenario.h"

#define HEAD                                                                   \
    "standoff: 1\n"                                                            \
    "title: T\n"                                                               \
    "roles: { a: { side: perpetrator } }\n"
#define STATES "states: { s: {} }\n"

typedef struct {
    const char *name;
    const char *text, *places;
    const char *pack;
} Blame;

#define ROW(title, yaml, expected)                                             \
    {                                                                          \
        .name = #title, .text = yaml, .places = expected                       \
    }
#define ROW_PACK(title, yaml, used, expected)                                  \
    {                                                                          \
        .name = #title, .text = yaml, .places = expected, .pack = used         \
    }

static const Blame blames[] = {
    ROW(a_small_scenario_has_no_fault, HEAD STATES, ""),

    /* --- Form ------------------------------------------------------------ */
    ROW(a_value_of_the_wrong_kind, HEAD "meters: [m]\n" STATES, "4:9 SO201\n"),
    ROW(an_unknown_key, HEAD STATES "titel: T\n", "5:1 SO202\n"),
    ROW(an_unknown_key_of_a_rule,
        HEAD "states: { s: { rules: [{ intend: x, silence: 5s }] } }\n",
        "4:26 SO202\n"),
    ROW(a_missing_key, HEAD "meters: { m: { start: 0 } }\n" STATES,
        "4:11 SO203\n"),
    ROW(a_word_that_is_none, HEAD "family: prisom\n" STATES, "4:9 SO204\n"),
    ROW(a_bad_name, HEAD "states: { S: {} }\n", "4:11 SO205\n"),
    ROW(a_bad_number, HEAD "difficulty: 6\n" STATES, "4:13 SO206\n"),
    ROW(a_meter_that_starts_outside_its_range,
        HEAD "meters: { m: { start: 11, range: 0..10 } }\n" STATES,
        "4:23 SO206\n"),
    ROW(a_bad_duration, HEAD "duration: 0s\n" STATES, "4:11 SO207\n"),
    ROW(a_bad_range, HEAD "meters: { m: { start: 0, range: 5..0 } }\n" STATES,
        "4:33 SO208\n"),
    ROW(a_bad_change,
        HEAD "meters: { m: { start: 0, range: 0..9 } }\n"
             "states: { s: { enter: { change: { m: 1 } } } }\n",
        "5:38 SO209\n"),
    ROW(a_bad_boolean,
        HEAD "states: { s: { rules: [{ silence: 5s, once: maybe }] } }\n",
        "4:45 SO210\n"),
    ROW(another_version, "standoff: 2\ntitel: T\n", "1:11 SO211\n"),
    ROW(standoff_that_is_not_the_first_key,
        "title: T\nstandoff: 1\nroles: { a: { side: perpetrator } }\n" STATES,
        "1:1 SO211\n"),
    ROW(an_empty_list, HEAD "warnings: []\n" STATES, "4:11 SO212\n"),
    ROW(a_control_character_in_a_pattern,
        HEAD "intents: { i: { patterns: [\"a\\bc\"] } }\n" STATES,
        "4:30 SO213\n"),

    /* --- Keys that exclude each other, or stand in the wrong place ------- */
    ROW(a_rule_listens_for_one_thing_only,
        HEAD "states: { s: { rules: [{ silence: 5s, after: 9s }] } }\n",
        "4:46 SO214\n"),
    ROW(a_rule_listens_for_something,
        HEAD "states: { s: { rules: [{ say: Hm }] } }\n", "4:26 SO214\n"),
    ROW(an_empty_rule_is_blamed_once, HEAD STATES "rules: [{}]\n",
        "5:9 SO212\n"),
    ROW(a_trigger_listens_for_something,
        HEAD "triggers: { t: { once: true } }\n" STATES, "4:18 SO214\n"),
    ROW(if_does_not_stand_beside_when,
        HEAD "facts: { f: F }\ntriggers: { t: { when: f, if: f } }\n" STATES,
        "5:31 SO214\n"),
    ROW(a_body_leaves_only_once,
        HEAD "states: { s: { rules: [{ silence: 5s, go: s, end: e }] } }\n"
             "endings: { e: { outcome: harm } }\n",
        "4:51 SO214\n"),
    ROW(a_property_is_one_thing,
        HEAD STATES "checks: [{ reachable: s, never: 'turns > 9' }, {}]\n",
        "5:10 SO214\n5:48 SO212\n"),
    ROW(after_stands_in_states_only, HEAD STATES "rules: [{ after: 5s }]\n",
        "5:18 SO215\n"),
    ROW(start_needs_states, HEAD "states: { s: { start: s } }\n",
        "4:23 SO215\n"),
    ROW(start_names_a_state_directly_inside,
        HEAD "states: { s: { start: t, states: { u: {} } }, t: {} }\n",
        "4:23 SO215\n"),

    /* --- Names ----------------------------------------------------------- */
    ROW(an_undefined_state,
        HEAD "states: { s: { rules: [{ silence: 5s, go: z }"
             "] } }\n",
        "4:43 SO301\n"),
    ROW(an_ending_where_a_state_is_meant,
        HEAD "states: { s: { rules: [{ silence: 5s, go: e }] } }\n"
             "endings: { e: { outcome: harm } }\n",
        "4:43 SO301\n"),
    ROW(a_state_where_an_ending_is_meant,
        HEAD "states: { s: { rules: [{ silence: 5s, end: s }] } }\n",
        "4:44 SO301\n"),
    ROW(an_undefined_start, HEAD "start: z\n" STATES, "4:8 SO301\n"),
    ROW(an_undefined_meter,
        HEAD "states: { s: { enter: { change: { z: +1 } } } }\n",
        "4:35 SO301\n"),
    ROW(an_undefined_fact, HEAD "states: { s: { enter: { learn: [z] } } }\n",
        "4:33 SO301\n"),
    ROW(an_undefined_demand,
        HEAD "states: { s: { enter: { raise: y, promise: { z: 5s } } } }\n",
        "4:32 SO301\n4:46 SO301\n"),
    ROW(an_undefined_role,
        HEAD "demands: { d: { by: z, text: D } }\n"
             "states: { s: { enter: { speaker: y, say: { x: Hm } } } }\n",
        "4:21 SO301\n5:34 SO301\n5:44 SO301\n"),
    ROW(an_undefined_intent,
        HEAD "intents: { i: { any-of: [z] } }\n"
             "states: { s: { rules: [{ intent: [i, y] }] } }\n",
        "4:26 SO301\n5:38 SO301\n"),
    ROW(an_undefined_inject, HEAD "states: { s: { rules: [{ inject: z }] } }\n",
        "4:34 SO301\n"),
    ROW(an_undefined_name_of_a_property,
        HEAD STATES
        "checks: [{ reachable: z }, { turns-to: { ending: y, at-least: 1 } }]"
        "\n",
        "5:23 SO301\n5:50 SO301\n"),
    ROW(an_undefined_name_in_an_expression,
        HEAD "states: { s: { rules: [{ silence: 5s, if: not z }] } }\n",
        "4:47 SO301\n"),
    ROW(a_state_and_an_ending_of_one_name,
        HEAD STATES "endings: { s: { outcome: harm } }\n",
        "5:12 SO302 (4:11)\n"),
    ROW(a_meter_and_a_fact_of_one_name,
        HEAD
        "facts: { m: F }\nmeters: { m: { start: 0, range: 0..9 } }\n" STATES,
        "5:11 SO302 (4:10)\n"),
    ROW(a_slot_and_a_role_of_one_name, HEAD "slots: { a: A }\n" STATES,
        "4:10 SO302 (3:10)\n"),
    ROW(two_states_of_one_name_at_different_depths,
        HEAD "states: { s: { states: { t: {} } }, t: {} }\n",
        "4:37 SO302 (4:26)\n"),
    ROW(two_stages_of_one_name,
        HEAD "stages: [{ name: x, when: turns > 1 }, { name: x, when: turns > "
             "2 }]\n" STATES,
        "4:48 SO302 (4:18)\n"),
    ROW_PACK(an_intent_of_a_pack_defined_again,
             HEAD
             "use: [packs/p.yaml]\nintents: { i: { phrases: [b] } }\n" STATES,
             "standoff: 1\nkind: pack\nintents: { i: { phrases: [a] } }\n",
             "5:12 SO302 (p.yaml:3:12)\n"),
    ROW(back_and_endex_are_taken,
        HEAD "states: { back: {} }\nendings: { endex: { outcome: harm } }\n",
        "4:11 SO303\n5:12 SO303\n"),
    ROW(words_of_expressions_are_taken,
        HEAD "facts: { not: F }\nmeters: { turns: { start: 0, range: 0..9 } "
             "}\n" STATES,
        "4:10 SO303\n5:11 SO303\n"),
    ROW(an_unknown_slot_in_braces,
        HEAD "states: { s: { enter: { say: 'Well, {who}' } } }\n",
        "4:38 SO304\n"),
    ROW(a_brace_that_is_not_closed,
        HEAD "states: { s: { hint: 'Well, {a', enter: { sign: '{{ {a}' } } }\n",
        "4:29 SO304\n"),
    ROW_PACK(a_pack_needs_what_is_not_there,
             HEAD "use: [packs/p.yaml]\n" STATES,
             "standoff: 1\nkind: pack\nneeds: { meters: [m], slots: [x] }\n",
             "4:7 SO305 (p.yaml:3:19)\n4:7 SO305 (p.yaml:3:31)\n"),
    ROW_PACK(what_a_pack_needs_may_be_defined_anywhere,
             HEAD "use: [packs/p.yaml]\nslots: { x: X }\n"
                  "meters: { m: { start: 0, range: 0..9 } }\n" STATES,
             "standoff: 1\nkind: pack\nneeds: { meters: [m], slots: [x] }\n",
             ""),
    ROW(intents_that_group_each_other,
        HEAD "intents:\n"
             "  i: { any-of: [j] }\n"
             "  j: { any-of: [i] }\n"
             "  k: { phrases: [k] }\n"
             "  l: { any-of: [k] }\n" STATES,
        "5:3 SO306\n6:3 SO306\n"),
    ROW(an_intent_that_groups_itself,
        HEAD "intents: { i: { any-of: [i], phrases: [x] } }\n" STATES,
        "4:12 SO306\n"),
    ROW(an_intent_with_nothing_to_be_heard_by,
        HEAD "intents: { i: { unless: [x] } }\n" STATES, "4:12 SO507\n"),

    /* --- Files ----------------------------------------------------------- */
    ROW_PACK(a_pack_used_twice,
             HEAD "use: [packs/p.yaml, packs/../packs/p.yaml]\n" STATES,
             "standoff: 1\nkind: pack\n", "4:21 SO008 (4:7)\n"),
    ROW(a_pack_outside_the_root, HEAD "use: [../p.yaml]\n" STATES,
        "4:7 SO006\n"),
    ROW(a_pack_that_is_not_there, HEAD "use: [p.yaml]\n" STATES, "4:7 SO001\n"),
    ROW_PACK(a_pack_that_is_a_folder, HEAD "use: [packs]\n" STATES,
             "standoff: 1\nkind: pack\n", "4:7 SO002\n"),
    ROW(a_pack_that_is_a_scenario, HEAD "use: [s.yaml]\n" STATES,
        "4:7 SO204\n"),

    /* --- The machine ----------------------------------------------------- */
    ROW(enter_may_not_leave,
        HEAD "states:\n"
             "  s: { enter: { go: t } }\n"
             "  t: { enter: { each-time: [{ say: Hm }, { end: e }] } }\n"
             "endings: { e: { outcome: harm } }\n",
        "5:21 SO602\n6:49 SO602\n"),
    ROW(a_demand_that_is_never_met_is_met_nowhere,
        HEAD "demands: { d: { by: a, text: D, stance: never } }\n"
             "states: { s: { rules: [{ silence: 5s, meet: [d] }] } }\n",
        "5:46 SO603\n"),
    ROW(somebody_speaks_first,
        "standoff: 1\ntitle: T\nroles: { h: { side: hostage } }\n" STATES,
        "3:8 SO604\n"),
    ROW(faults_of_every_kind_are_found_in_one_go,
        HEAD "titel: T\n"
             "states:\n"
             "  s: { rules: [{ silence: 5s, go: z }, { after: x }] }\n"
             "endings: { s: { outcome: harm } }\n",
        "4:1 SO202\n6:35 SO301\n6:49 SO207\n7:12 SO302 (6:3)\n"),
};

/* --- Running a row ---------------------------------------------------------
 */

static _Noreturn void no_memory(void *context)
{
    (void)context;
    abort();
}

typedef struct {
    PlayFolder at;
    Arena arena;
    Sources sources;
    Diags diags;
    const Scenario *scenario;
} World;

static void world_make(World *world, const char *text, const char *pack)
{
    *world = (World){0};
    play_folder_make(&world->at, text, pack);
    arena_init(&world->arena, no_memory, NULL);
    diag_init(&world->diags, &world->arena);
    ScenarioOptions options = {.root = str_from(world->at.folder),
                               .check_patterns = true};
    world->scenario =
        scenario_load(&world->arena, &world->sources, &world->diags,
                      str_from(world->at.path), &options);
    diag_sort(&world->diags);
}

static void world_finish(World *world)
{
    play_folder_remove(&world->at);
    arena_finish(&world->arena);
}

static void add_place(Buf *out, const World *world, Span span)
{
    const Source *source = &world->sources.files.items[span.file];
    Position at = source_position(source, span.begin);
    if (span.file)
        buf_add_c(out, "p.yaml:");
    buf_printf(out, "%u:%u", at.line, at.column);
}

static void blame_test(void **state)
{
    const Blame *blame = *state;
    World world;
    Buf out = {0};
    world_make(&world, blame->text, blame->pack);
    buf_add_c(&out, "");
    for (size_t i = 0; i < world.diags.all.count; i++) {
        const Diag *diag = &world.diags.all.items[i];
        add_place(&out, &world, diag->span);
        buf_printf(&out, " %s", diag_info(diag->id)->code);
        if (diag->has_other) {
            buf_add_c(&out, " (");
            add_place(&out, &world, diag->other);
            buf_add_char(&out, ')');
        }
        buf_add_char(&out, '\n');
    }
    assert_true(!world.scenario == (world.diags.errors > 0));
    if (strcmp(out.data, blame->places) != 0)
        for (size_t i = 0; i < world.diags.all.count; i++) {
            Buf text = {0};
            diag_render_human(&text, &world.diags.all.items[i], &world.sources,
                              false);
            fputs(text.data, stderr);
            buf_finish(&text);
        }
    assert_string_equal(out.data, blame->places);
    buf_finish(&out);
    world_finish(&world);
}

/* --- The model -------------------------------------------------------------
 */

static void states_know_where_they_stand(void **state)
{
    (void)state;
    World world;
    world_make(&world,
               HEAD "states:\n"
                    "  one: { start: b, states: { a: {}, b: { states: { c: {} "
                    "} } } }\n"
                    "  two: {}\n",
               NULL);
    const Scenario *s = world.scenario;
    assert_non_null(s);
    const char *const names[] = {"one", "a", "b", "c", "two"};
    uint32_t of[5];
    for (uint32_t i = 0; i < 5; i++) {
        int32_t found = scenario_state_find(s, str_from(names[i]));
        assert_true(found >= 0);
        of[i] = (uint32_t)found;
    }
    assert_int_equal(scenario_state_find(s, STR("d")), NONE);
    assert_int_equal(scenario_state_leaf(s, of[0]), of[3]);
    assert_int_equal(scenario_state_leaf(s, of[1]), of[1]);
    assert_true(scenario_state_within(s, of[3], of[0]));
    assert_true(scenario_state_within(s, of[3], of[3]));
    assert_false(scenario_state_within(s, of[0], of[3]));
    assert_false(scenario_state_within(s, of[1], of[2]));
    assert_false(scenario_state_within(s, of[4], of[0]));
    assert_int_equal(s->states[of[3]].depth, 2);
    world_finish(&world);
}

static void packs_come_first_in_the_order_of_use(void **state)
{
    (void)state;
    World world;
    world_make(&world,
               HEAD "intents: { z: { phrases: [z] } }\n"
                    "triggers: { u: { kind: hook, intent: z } }\n"
                    "use: [packs/p.yaml]\n" STATES,
               "standoff: 1\nkind: pack\n"
               "intents: { y: { phrases: [y] }, x: { phrases: [x] } }\n"
               "triggers: { t: { intent: y } }\n");
    const Scenario *s = world.scenario;
    assert_non_null(s);
    assert_int_equal(scenario_intent_find(s, STR("y")), 0);
    assert_int_equal(scenario_intent_find(s, STR("x")), 1);
    assert_int_equal(scenario_intent_find(s, STR("z")), 2);
    assert_true(str_equal_c(s->rules[s->triggers[0]].name, "t"));
    assert_true(str_equal_c(s->rules[s->triggers[1]].name, "u"));
    assert_int_equal(s->rules[s->triggers[0]].trigger, TRIGGER_UNSAID);
    assert_int_equal(s->rules[s->triggers[1]].trigger, TRIGGER_HOOK);
    assert_true(str_equal_c(s->files[1], "packs/p.yaml"));
    world_finish(&world);
}

static void values_reach_the_model(void **state)
{
    (void)state;
    World world;
    world_make(&world,
               HEAD "difficulty: 3\n"
                    "duration: 1h30m\n"
                    "meters: { m: { start: -2, range: -5..5, better: low } }\n"
                    "demands:\n"
                    "  d: { by: a, text: D, kind: expressive, stance: never,\n"
                    "       deadline: { in: 90s, repeat: 5s, announced: false "
                    "} }\n"
                    "intents: { i: { words: 1..3, mirrors: 2..4, tone: harms "
                    "} }\n" STATES,
               NULL);
    const Scenario *s = world.scenario;
    assert_non_null(s);
    assert_int_equal(s->difficulty, 3);
    assert_int_equal(s->duration, 5400000);
    assert_int_equal(s->meters[0].start, -2);
    assert_int_equal(s->meters[0].low, -5);
    assert_int_equal(s->meters[0].high, 5);
    assert_int_equal(s->meters[0].better, BETTER_LOW);
    assert_int_equal(s->demands[0].deadline, 90000);
    assert_int_equal(s->demands[0].repeat, 5000);
    assert_int_equal(s->demands[0].stance, STANCE_NEVER);
    assert_true(s->demands[0].expressive);
    assert_false(s->demands[0].announced);
    assert_int_equal(s->hearing.intents[0].words_high, 3);
    assert_int_equal(s->hearing.intents[0].mirrors_low, 2);
    assert_int_equal(s->intent_notes[0].tone, -1);
    assert_true(str_equal_c(s->language, "en"));
    world_finish(&world);
}

/* A file with `count` states, or rules. */
static char *many(const char *before, const char *each, int count)
{
    Buf out = {0};
    buf_add_c(&out, HEAD);
    buf_add_c(&out, before);
    for (int i = 0; i < count; i++) {
        buf_printf(&out, "  ");
        if (*each)
            buf_add_c(&out, each);
        else
            buf_printf(&out, "s%d: {}\n", i);
    }
    return out.data;
}

static void limits_hold_and_one_more_is_too_many(void **state)
{
    (void)state;
    for (int more = 0; more <= 1; more++) {
        char *states = many("states:\n", "", SCENARIO_STATE_LIMIT + more);
        char *rules = many(STATES "rules:\n", "- silence: 5s\n",
                           SCENARIO_RULE_LIMIT + more);
        World world;
        for (int i = 0; i < 2; i++) {
            world_make(&world, i ? rules : states, NULL);
            assert_int_equal(world.diags.errors, more);
            if (more)
                assert_int_equal(world.diags.all.items[0].id, DIAG_SHAPE_COUNT);
            world_finish(&world);
        }
        free(states);
        free(rules);
    }
}

static void sixty_four_packs_are_the_most(void **state)
{
    (void)state;
    for (int count = SCENARIO_PACK_LIMIT; count <= SCENARIO_PACK_LIMIT + 1;
         count++) {
        Buf text = {0};
        World world;
        buf_add_c(&text, HEAD STATES "use:\n");
        for (int i = 0; i < count; i++)
            buf_printf(&text, "  - p%d.yaml\n", i);
        world_make(&world, text.data, NULL); /* none of them is there */
        size_t limits = 0;
        for (size_t i = 0; i < world.diags.all.count; i++)
            limits += world.diags.all.items[i].id == DIAG_PACK_LIMIT;
        assert_int_equal(limits, count > SCENARIO_PACK_LIMIT);
        assert_int_equal(world.diags.errors, count);
        world_finish(&world);
        buf_finish(&text);
    }
}

int main(void)
{
    enum { ROWS = sizeof blames / sizeof *blames };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(states_know_where_they_stand),
        cmocka_unit_test(packs_come_first_in_the_order_of_use),
        cmocka_unit_test(values_reach_the_model),
        cmocka_unit_test(sixty_four_packs_are_the_most),
        cmocka_unit_test(limits_hold_and_one_more_is_too_many),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[ROWS + OTHERS];
    for (size_t i = 0; i < ROWS; i++)
        tests[i] = (struct CMUnitTest){
            .name = blames[i].name,
            .test_func = blame_test,
            .initial_state = (void *)(uintptr_t)&blames[i],
        };
    memcpy(tests + ROWS, others, sizeof others);
    return _cmocka_run_group_tests("scenario", tests, ROWS + OTHERS, NULL,
                                   NULL);
}
