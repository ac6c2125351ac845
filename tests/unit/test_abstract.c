/* Configurations as a search tells them apart: what happens to one that was
 * made from bits is what happens to the one that the bits were taken from. */
#include "tests/fault/play.h"

#include "engine/abstract.h"

typedef struct {
    PlayFolder at;
    Arena arena;
    Sources sources;
    Diags diags;
    const Scenario *scenario;
    const Abstraction *abstraction;
    Configuration *real, *made;
    uint32_t *bits, *after, *other;
    uint64_t dice;
} World;

static _Noreturn void no_memory(void *context)
{
    (void)context;
    abort();
}

static void world_make(World *world, const char *text)
{
    bool exact;
    *world = (World){.dice = 1};
    play_folder_make(&world->at, text, NULL);
    arena_init(&world->arena, no_memory, NULL);
    diag_init(&world->diags, &world->arena);
    world->scenario =
        scenario_load(&world->arena, &world->sources, &world->diags,
                      str_from(world->at.path), &(ScenarioOptions){0});
    assert_non_null(world->scenario);
    size_t size = engine_size(world->scenario);
    world->abstraction =
        abstraction_new(&world->arena, world->scenario, &exact);
    assert_true(exact);
    uint32_t words = world->abstraction->words;
    world->real = arena_alloc(&world->arena, size);
    world->made = arena_alloc(&world->arena, size);
    world->bits = ARENA_ARRAY(&world->arena, uint32_t, words);
    world->after = ARENA_ARRAY(&world->arena, uint32_t, words);
    world->other = ARENA_ARRAY(&world->arena, uint32_t, words);
    engine_start(world->scenario, 0, world->real, NULL);
}

static void world_finish(World *world)
{
    play_folder_remove(&world->at);
    arena_finish(&world->arena);
}

static uint32_t roll(World *world, uint32_t sides)
{
    world->dice = world->dice * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(world->dice >> 33) % sides;
}

static bool same_bits(const World *world, const uint32_t *a, const uint32_t *b)
{
    return !memcmp(a, b, world->abstraction->words * sizeof *a);
}

static const Moments *moments_now(const World *world)
{
    uint32_t leaf = engine_state(world->real);
    return &world->abstraction->moments[world->abstraction->leaf_of[leaf]];
}

/* Whether some choice of the search does what happened: hearing `event`, or,
 * without one, letting some timer fire. `bits` are those of before, `after`
 * those that came of it. */
static bool some_choice_does(World *world, const Moments *moments,
                             const EngineEvent *event)
{
    Timer timers[64];
    for (uint32_t m = 0; m < moments->count; m++) {
        const Moment *moment = &moments->items[m];
        abstraction_unpack(world->abstraction, world->bits, moment,
                           world->made);
        uint32_t count =
            event ? 1 : engine_timers(world->scenario, world->made, timers);
        for (uint32_t i = 0; i < count; i++) {
            abstraction_unpack(world->abstraction, world->bits, moment,
                               world->made);
            if (event)
                engine_step(world->scenario, world->made, event, NULL);
            else
                engine_fire(world->scenario, world->made, timers[i], NULL);
            abstraction_pack(world->abstraction, world->made, world->other);
            if (same_bits(world, world->other, world->after))
                return true;
        }
    }
    return false;
}

/* One timer fires in the real run, whatever is due at that instant with it. */
static void pass_time(World *world)
{
    int64_t due = engine_next_due(world->scenario, world->real);
    const Moments *moments = moments_now(world);
    if (due == NONE)
        return;
    engine_advance(world->scenario, world->real, due, NULL);
    abstraction_pack(world->abstraction, world->real, world->after);
    if (!same_bits(world, world->bits, world->after))
        assert_true(some_choice_does(world, moments, NULL));
}

static void hear_something(World *world)
{
    uint32_t intents[8], count = 0;
    for (uint32_t i = 0; i < world->scenario->hearing.count; i++)
        if (!roll(world, 3))
            intents[count++] = i;
    EngineEvent event = {
        .kind = ENGINE_HEARD, .intents = intents, .intent_count = count};
    const Moments *moments = moments_now(world);
    engine_advance(world->scenario, world->real,
                   engine_time(world->real) + 1 + roll(world, 1200), NULL);
    if (engine_ended(world->real))
        return;
    abstraction_pack(world->abstraction, world->real, world->bits);
    moments = moments_now(world);
    engine_step(world->scenario, world->real, &event, NULL);
    abstraction_pack(world->abstraction, world->real, world->after);
    assert_true(some_choice_does(world, moments, &event));
}

static void walk(const char *text)
{
    World world;
    world_make(&world, text);
    for (int i = 0; i < 4000; i++) {
        if (engine_ended(world.real))
            engine_start(world.scenario, 0, world.real, NULL);
        abstraction_pack(world.abstraction, world.real, world.bits);
        /* To bits and back again changes nothing. */
        abstraction_unpack(world.abstraction, world.bits,
                           &moments_now(&world)->items[0], world.made);
        abstraction_pack(world.abstraction, world.made, world.other);
        assert_true(same_bits(&world, world.bits, world.other));
        if (roll(&world, 3))
            hear_something(&world);
        else
            pass_time(&world);
    }
    world_finish(&world);
}

#define HEAD                                                                   \
    "standoff: 1\n"                                                            \
    "title: T\n"                                                               \
    "roles: { a: { side: perpetrator }, b: { side: hostage } }\n"              \
    "intents:\n"                                                               \
    "  red: { phrases: [red] }\n"                                              \
    "  blue: { phrases: [blue] }\n"                                            \
    "  green: { phrases: [green] }\n"

static void states_and_their_timers(void **state)
{
    (void)state;
    walk(HEAD "states:\n"
              "  out:\n"
              "    rules:\n"
              "      - { silence: 9s, say: A }\n"
              "      - { after: 20s, go: other }\n"
              "    states:\n"
              "      one:\n"
              "        rules:\n"
              "          - { silence: 3s, once: true, go: two }\n"
              "          - { silence: 7s, say: B }\n"
              "          - { intent: red, go: two }\n"
              "      two:\n"
              "        rules:\n"
              "          - { after: 5s, say: C }\n"
              "          - { after: 5s, if: visits(two) > 2, go: back }\n"
              "          - { intent: green, go: one }\n"
              "  other:\n"
              "    rules: [{ intent: [red, blue], go: back },\n"
              "            { silence: 4s, if: times(blue) >= 2, end: e }]\n"
              "injects: { i: { at: 12s, once: true, say: I }, k: { at: 30s, "
              "if: visits(one) < "
              "9,\n"
              "           go: one } }\n"
              "endings: { e: { outcome: harm } }\n");
}

static void demands_their_deadlines_and_their_order(void **state)
{
    (void)state;
    walk(HEAD
         "meters: { m: { start: 0, range: -2..3 }, n: { start: 0, range: 0..2 "
         "} }\n"
         "facts: { f: Known., g: Unread. }\n"
         "demands:\n"
         "  d: { by: a, text: D, deadline: { in: 9s, passed: { change: { m: +1 "
         "} } },\n"
         "       rules: [{ intent: red, defer: d }, { silence: 6s, drop: d }] "
         "}\n"
         "  x: { by: a, text: X, deadline: { in: 7s, repeat: 5s, passed: { "
         "each-time: [{ change: { m: -1 } }, { learn: f }] } },\n"
         "       broken: { change: { n: +1 }, raise: d },\n"
         "       rules: [{ intent: red, promise: { x: 6s } }, { intent: green, "
         "meet: x }] }\n"
         "triggers:\n"
         "  t: { kind: danger, when: m >= 3 and f, change: { m: =-2 } }\n"
         "  u: { kind: hook, when: n >= 2, once: true, speaker: b }\n"
         "states:\n"
         "  s:\n"
         "    enter: { raise: [d, x] }\n"
         "    rules:\n"
         "      - { intent: blue, raise: [x, d] }\n"
         "      - { intent: green, if: speaker is b and n > 1, raise: d }\n");
}

static void guards_on_time_and_counters(void **state)
{
    (void)state;
    walk(HEAD
         "meters: { m: { start: 0, range: 0..3 } }\n"
         "states:\n"
         "  out:\n"
         "    rules: [{ intent: blue, if: in-state >= 2s, change: { m: +1 } "
         "}]\n"
         "    states:\n"
         "      one:\n"
         "        rules:\n"
         "          - { intent: red, if: in-state < 1s, go: two }\n"
         "          - { intent: red, if: since(blue) > 2, change: { m: -1 } }\n"
         "      two:\n"
         "        rules:\n"
         "          - { intent: red, if: elapsed > 5s and m == 3, end: e }\n"
         "          - { intent: green, if: turns >= 4 and times(red) != 2, go: "
         "one }\n"
         "rules: [{ intent: green, if: in-state == 1s or heard(blue), change: "
         "{ m: =0 } }]\n"
         "endings: { e: { outcome: harm } }\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_and_their_timers),
        cmocka_unit_test(demands_their_deadlines_and_their_order),
        cmocka_unit_test(guards_on_time_and_counters),
    };
    return cmocka_run_group_tests_name("abstract", tests, NULL, NULL);
}
