/* Personas: what a text is about, how a line is heard once and kept, and what
 * each persona does and never does. */
#include "tests/fault/play.h"

#include "transcript/rehearsal.h"
#include "transcript/tally.h"

static const char talk[] =
    "standoff: 1\n"
    "title: T\n"
    "roles: { a: { side: perpetrator } }\n"
    "slots: { who: nobody }\n"
    "meters: { m: { start: 5, range: 0..10, better: low } }\n"
    "intents:\n"
    "  introduce-self: { tone: helps, patterns: ['my name is (?<who>\\w+)'],\n"
    "    examples: [my name is anna] }\n"
    "  label-emotion: { tone: helps, about: Names a feeling., phrases: [you "
    "sound],\n    examples: [you sound angry, you sound tired] }\n"
    "  apologise: { tone: helps, phrases: [sorry], examples: [i am sorry] }\n"
    "  threat: { tone: harms, phrases: [or else], examples: [open or else] }\n"
    "  offer-doctor: { about: Offers a doctor., phrases: [doctor],\n"
    "    examples: [a doctor can come, the doctor or else] }\n"
    "  goodbye: { phrases: [bye], examples: [bye bye] }\n"
    "  mirror: { mirrors: 1..3 }\n"
    "states:\n"
    "  one:\n"
    "    hint: Get the doctors.\n"
    "    enter: { say: \"They left him lying on the cold floor, {who}.\" }\n"
    "    rules:\n"
    "      - { intent: threat, change: { m: +1 }, say: No! }\n"
    "      - { intent: mirror, say: \"Yes, on the cold floor, {who}.\" }\n"
    "      - { intent: offer-doctor, if: m <= 3, say: Good., end: out }\n"
    "      - { intent: label-emotion, change: { m: -1 }, say: Yes. }\n"
    "    otherwise: { say: What? }\n"
    "endings: { out: { outcome: peaceful } }\n";

typedef struct {
    PlayFolder at;
    Arena arena;
    Sources sources;
    Diags diags;
    const Scenario *scenario;
    Rehearsal *rehearsal;
    Speech *speech;
} World;

static _Noreturn void no_memory(void *context)
{
    (void)context;
    abort();
}

static World *world_new(const char *text)
{
    World *world = calloc(1, sizeof *world);
    play_folder_make(&world->at, text, NULL);
    arena_init(&world->arena, no_memory, NULL);
    diag_init(&world->diags, &world->arena);
    world->scenario =
        scenario_load(&world->arena, &world->sources, &world->diags,
                      str_from(world->at.path), &(ScenarioOptions){0});
    assert_non_null(world->scenario);
    IntentOptions hearing = {0};
    world->rehearsal = rehearsal_new(&world->arena, world->scenario, hearing);
    world->speech = speech_new(&world->arena, world->scenario, hearing);
    return world;
}

static void world_free(World *world)
{
    play_folder_remove(&world->at);
    arena_finish(&world->arena);
    free(world);
}

static uint32_t intent_of(const World *world, const char *name)
{
    int32_t intent = scenario_intent_find(world->scenario, str_from(name));
    assert_true(intent >= 0);
    return (uint32_t)intent;
}

static uint32_t weight_of(World *world, const char *text, const char *intent)
{
    const SpeechText *about = speech_text(world->speech, str_from(text));
    for (uint32_t i = 0; i < about->topic_count; i++)
        if (about->topics[i].intent == intent_of(world, intent))
            return about->topics[i].weight;
    return 0;
}

/* --- Speech ------------------------------------------------------------ */

static void the_last_words_are_those_of_the_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *last;
    } rows[] = {
        {"They left him lying there.", "him lying there"},
        {"Lying there! ...", "Lying there"},
        {"no", "no"},
        {"", ""},
        {"... !", ""},
        {"on the l'h\xc3\xb4pital now", "the l'h\xc3\xb4pital now"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str last = speech_last_words(str_from(rows[i].text), 3);
        assert_true(str_equal_c(last, rows[i].last));
    }
}

static void a_text_is_about_what_its_rare_words_are_about(void **state)
{
    (void)state;
    World *world = world_new(talk);
    assert_true(weight_of(world, "Bring DOCTORS, now", "offer-doctor") > 0);
    assert_int_equal(weight_of(world, "Bring DOCTORS, now", "threat"), 0);
    /* what an intent is said to be counts more than its examples */
    assert_true(weight_of(world, "feelings", "label-emotion") >
                weight_of(world, "angry", "label-emotion"));
    assert_int_equal(weight_of(world, "", "threat"), 0);
    assert_int_equal(weight_of(world, "zebra", "threat"), 0);
    world_free(world);
}

static void a_line_is_heard_as_it_would_be_in_a_session(void **state)
{
    (void)state;
    World *world = world_new(talk);
    Speech *speech = world->speech;
    const SpeechHeard *heard =
        speech_hear(speech, STR("my name is Anna or else"), (Str){0}, false);
    assert_int_equal(heard->intent_count, 2);
    assert_true(heard->harms);
    assert_int_equal(heard->capture_count, 1);
    assert_true(str_equal_c(heard->captures[0].text, "Anna"));
    assert_ptr_equal(heard, speech_hear(speech, STR("my name is Anna or else"),
                                        (Str){0}, false));
    Str said = STR("on the cold floor");
    heard = speech_hear(speech, STR("the cold floor"), said, false);
    assert_int_equal(heard->intents[0], intent_of(world, "mirror"));
    heard = speech_hear(speech, STR("the cold floor"), (Str){0}, false);
    assert_int_equal(heard->intent_count, 0);
    assert_null(speech_hear(speech, STR("  "), (Str){0}, false));
    world_free(world);
}

/* --- Runs -------------------------------------------------------------- */

typedef struct {
    const World *world;
    uint32_t made[16]; /* moves by intent */
    uint32_t moves, pauses, harms;
    bool slipped, mended; /* each slip was followed by an apology */
    Buf lines;
} Log;

static void note_move(void *context, const Configuration *now,
                      const NegotiatorMove *move)
{
    Log *log = context;
    (void)now;
    log->moves++;
    buf_add(&log->lines, move->text);
    buf_add_char(&log->lines, '\n');
    if (!move->speaks) {
        log->pauses++;
        return;
    }
    uint32_t sorry = intent_of(log->world, "apologise");
    log->mended &= !log->slipped || move->intent == sorry;
    log->made[move->intent]++;
    log->slipped = move->intent == intent_of(log->world, "threat");
    log->harms += strstr(move->text.data, "or else") != NULL;
}

static Log run_of(World *world, const char *persona, uint32_t runs)
{
    Log log = {.world = world, .mended = true};
    RehearsalWatch watch = {note_move, NULL, &log};
    for (uint32_t seed = 0; seed < runs; seed++) {
        log.slipped = false;
        rehearsal_run(world->rehearsal, persona_find(str_from(persona)), seed,
                      40, &watch);
    }
    return log;
}

static uint32_t made(const Log *log, const char *intent)
{
    return log->made[intent_of(log->world, intent)];
}

static void the_same_seed_is_the_same_run(void **state)
{
    (void)state;
    World *world = world_new(talk);
    for (uint32_t i = 0; i < persona_count; i++) {
        Log first = run_of(world, personas[i].name, 5);
        Log second = run_of(world, personas[i].name, 5);
        assert_true(str_equal(buf_str(&first.lines), buf_str(&second.lines)));
        buf_finish(&first.lines);
        buf_finish(&second.lines);
    }
    world_free(world);
}

static void each_persona_keeps_to_its_habit(void **state)
{
    (void)state;
    World *world = world_new(talk);
    static const struct {
        const char *persona, *habit;
    } rows[] = {{"parrot", "mirror"},
                {"apologiser", "apologise"},
                {"threatener", "threat"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Log log = run_of(world, rows[i].persona, 20);
        assert_true(2 * made(&log, rows[i].habit) > log.moves - log.pauses);
        buf_finish(&log.lines);
    }
    Log silent = run_of(world, "silent", 20);
    assert_true(4 * silent.pauses > 3 * silent.moves);
    buf_finish(&silent.lines);
    world_free(world);
}

static void one_that_listens_minds_its_words(void **state)
{
    (void)state;
    World *world = world_new(talk);
    Log log = run_of(world, "good-listener", 300);
    assert_int_equal(made(&log, "introduce-self"), 300);
    assert_int_equal(made(&log, "goodbye"), 0);
    assert_true(made(&log, "label-emotion") > 300);
    /* words that do harm are said by a slip only, and mended */
    assert_int_equal(log.harms, made(&log, "threat"));
    assert_true(log.harms > 0);
    buf_finish(&log.lines);
    world_free(world);
}

static void a_slip_is_followed_by_an_apology(void **state)
{
    (void)state;
    World *world = world_new(talk);
    Log log = run_of(world, "good-listener", 300);
    assert_true(made(&log, "threat") > 0);
    assert_true(log.mended);
    buf_finish(&log.lines);
    world_free(world);
}

static void runs_are_counted_each_once(void **state)
{
    (void)state;
    World *world = world_new(talk);
    TallyOptions options = {.runs = 50, .moves = 30, .seed = 7};
    Tally tally = tally_personas(&world->arena, world->rehearsal,
                                 world->scenario, &options);
    assert_int_equal(tally.row_count, persona_count);
    for (uint32_t i = 0; i < tally.row_count; i++) {
        const TallyRow *row = &tally.rows[i];
        assert_int_equal(row->endings[0] + row->endings[1], 50);
        assert_int_equal(row->endings[0], row->peaceful);
        assert_int_equal(row->states[0], row->endings[1]);
        assert_int_equal(row->stages[0], 50);
    }
    const TallyRow *listener = tally_listener(&tally);
    assert_ptr_equal(listener->persona, persona_listener());
    assert_true(listener->peaceful > 25);
    assert_false(tally_teaches(&tally.rows[0], listener));
    assert_true(tally_teaches(listener, listener));
    world_free(world);
}

static void who_has_nothing_to_say_says_nothing(void **state)
{
    (void)state;
    World *world = world_new("standoff: 1\n"
                             "title: T\n"
                             "roles: { a: { side: perpetrator } }\n"
                             "intents: { x: { phrases: [x] } }\n"
                             "states: { one: { enter: { say: Hello } } }\n"
                             "endings: { e: { outcome: harm } }\n");
    TallyOptions options = {.runs = 3, .moves = 10};
    Tally tally = tally_personas(&world->arena, world->rehearsal,
                                 world->scenario, &options);
    for (uint32_t i = 0; i < tally.row_count; i++)
        assert_int_equal(tally.rows[i].turns, 0);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_words_are_those_of_the_text),
        cmocka_unit_test(a_text_is_about_what_its_rare_words_are_about),
        cmocka_unit_test(a_line_is_heard_as_it_would_be_in_a_session),
        cmocka_unit_test(the_same_seed_is_the_same_run),
        cmocka_unit_test(each_persona_keeps_to_its_habit),
        cmocka_unit_test(one_that_listens_minds_its_words),
        cmocka_unit_test(a_slip_is_followed_by_an_apology),
        cmocka_unit_test(runs_are_counted_each_once),
        cmocka_unit_test(who_has_nothing_to_say_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
