/* Making transcripts: the steps of a journal, and what comes of steps. Start at
 * transcript_record and transcript_expect. */
#include <stdlib.h>

#include "session/replay.h"
#include "transcript/transcript.h"

enum { SECOND = 1000 };

/* --- The steps of a journal --------------------------------------------- */

/* An input that was taken, with what undo needs to know of it. */
typedef struct {
    Input input;
    int64_t t;    /* when it happened */
    int64_t turn; /* before it */
} Taken;

typedef struct {
    Arena *arena;
    const Scenario *scenario;
    VEC(Taken) taken;
} Recording;

static Input kept(Arena *arena, const Input *input)
{
    Input copy = *input;
    uint32_t *intents = ARENA_ARRAY(arena, uint32_t, input->intent_count + 1);
    EngineSet *sets = ARENA_ARRAY(arena, EngineSet, input->set_count + 1);
    for (uint32_t i = 0; i < input->intent_count; i++)
        intents[i] = input->intents[i];
    for (uint32_t i = 0; i < input->set_count; i++)
        sets[i] = input->sets[i];
    copy.intents = intents;
    copy.sets = sets;
    copy.text = str_copy(arena, input->text);
    copy.has_t = false;
    return copy;
}

/* Back to before the n-th last utterance: what was taken since is left out. */
static void forget_turns(Recording *recording, int64_t turn)
{
    while (recording->taken.count) {
        const Taken *last = &recording->taken.items[recording->taken.count - 1];
        bool utterance =
            last->input.kind == INPUT_SAY || last->input.kind == INPUT_HEARD;
        recording->taken.count--;
        if (utterance && last->turn == turn)
            return;
    }
}

static void accept(void *context, Session *session, const Input *input)
{
    Recording *recording = context;
    const Configuration *now = session_now(session);
    int64_t t = input->t;
    switch (input->kind) {
    case INPUT_UNDO:
        forget_turns(recording, engine_turn(now) - input->number);
        return;
    case INPUT_HINT:
    case INPUT_STATUS:
    case INPUT_NOTE:
    case INPUT_DRIFT:
    case INPUT_PAUSE:
    case INPUT_RESUME:
    case INPUT_KIND_COUNT:
        return; /* change nothing */
    case INPUT_WAIT:
        t += input->number;
        break;
    case INPUT_SAY:
    case INPUT_HEARD:
    case INPUT_TYPING:
    case INPUT_INJECT:
    case INPUT_GOTO:
    case INPUT_SET:
    case INPUT_RESTART:
    case INPUT_END:
        break;
    }
    *VEC_PUSH(recording->arena, &recording->taken) =
        (Taken){.input = kept(recording->arena, input),
                .t = t,
                .turn = engine_turn(now)};
}

static void ignore(void *context, Session *session, const Message *message)
{
    (void)context, (void)session, (void)message;
}

typedef VEC(TranscriptStep) Steps;

static void add_wait(Arena *arena, Steps *steps, int64_t *clock, int64_t t)
{
    int64_t seconds = (t - *clock) / SECOND;
    if (seconds < 1)
        return;
    *VEC_PUSH(arena, steps) = (TranscriptStep){
        .input = {.kind = INPUT_WAIT, .number = seconds * SECOND}};
    *clock += seconds * SECOND;
}

/* Waits stand between what happened. */
static Steps make_steps(const Recording *recording, int64_t end)
{
    Steps steps = {0};
    int64_t clock = 0;
    for (size_t i = 0; i < recording->taken.count; i++) {
        const Taken *taken = &recording->taken.items[i];
        if (taken->input.kind == INPUT_WAIT)
            continue;
        add_wait(recording->arena, &steps, &clock, taken->t);
        *VEC_PUSH(recording->arena, &steps) =
            (TranscriptStep){.input = taken->input};
    }
    add_wait(recording->arena, &steps, &clock, end);
    return steps;
}

bool transcript_record(Arena *arena, const Scenario *scenario, Str journal,
                       const RecordStart *start, Transcript *out,
                       int32_t *ending)
{
    Recording recording = {.arena = arena, .scenario = scenario};
    SessionOptions options = {.seed = start->seed,
                              .program = STANDOFF_VERSION,
                              .show = ignore,
                              .accept = accept,
                              .context = &recording};
    Session *session = session_new(scenario, &options);
    Replay replay;
    replay_init(&replay, journal, true, arena->fail, arena->context);
    bool done = session && replay_run(&replay, session) != SESSION_NO_MEMORY;
    if (done) {
        Steps steps = make_steps(&recording, engine_time(session_now(session)));
        out->seed = start->seed;
        out->steps = steps.items;
        out->step_count = (uint32_t)steps.count;
        *ending = engine_ending(session_now(session));
    }
    replay_finish(&replay);
    session_free(session);
    return done;
}

/* --- What comes of steps ------------------------------------------------ */

/* What changed in the step under way. */
typedef struct {
    Arena *arena;
    const Scenario *scenario;
    TranscriptStep *steps;
    bool *demands, *facts;
    bool state, stage, ending;
    Str said; /* the first line */
    VEC(Expectation) all;
} Expecting;

static void note_output(Expecting *expecting, const Message *message)
{
    const Output *output = message->output;
    if (output->kind == OUT_STATE)
        expecting->state = true;
    else if (output->kind == OUT_ENDING)
        expecting->ending = true;
    else if (output->kind == OUT_DEMAND)
        expecting->demands[output->index] = true;
    else if (output->kind == OUT_FACT)
        expecting->facts[output->index] = true;
    else if (output->kind == OUT_SAY && !expecting->said.size)
        expecting->said = str_copy(expecting->arena, message->text);
}

static void note(void *context, Session *session, const Message *message)
{
    Expecting *expecting = context;
    (void)session;
    if (message->kind == MESSAGE_OUTPUT)
        note_output(expecting, message);
    else if (message->kind == MESSAGE_STAGE)
        expecting->stage = true;
}

static void expect(Expecting *expecting, Expectation expectation)
{
    *VEC_PUSH(expecting->arena, &expecting->all) = expectation;
}

static void expect_state(Expecting *expecting, const Configuration *now)
{
    int32_t ending = engine_ending(now);
    if (engine_ended(now))
        expect(expecting,
               (Expectation){.kind = EXPECT_ENDING,
                             .index = ending >= 0 ? (uint32_t)ending : 0,
                             .low = ending < 0 ? ending : 0});
    else if (expecting->state)
        expect(expecting,
               (Expectation){.kind = EXPECT_STATE, .index = engine_state(now)});
    if ((expecting->state || expecting->ending) && expecting->said.size)
        expect(expecting,
               (Expectation){.kind = EXPECT_SAID,
                             .text = transcript_said_pattern(expecting->arena,
                                                             expecting->said)});
}

static void expect_changes(Expecting *expecting, const Configuration *now,
                           uint32_t step)
{
    const Scenario *scenario = expecting->scenario;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        if (expecting->demands[i])
            expect(expecting, (Expectation){.kind = EXPECT_DEMAND,
                                            .index = i,
                                            .low = engine_demand(now, i)});
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        if (expecting->facts[i])
            expect(expecting, (Expectation){.kind = EXPECT_FACT,
                                            .index = i,
                                            .low = engine_fact(now, i)});
    int32_t stage = engine_stage(scenario, now);
    if (expecting->stage && !engine_ended(now) && step)
        expect(expecting,
               (Expectation){.kind = EXPECT_STAGE,
                             .index = stage == NONE ? 0 : (uint32_t)stage,
                             .low = stage == NONE ? NONE : 0});
}

static void stepped(void *context, Session *session, uint32_t step)
{
    Expecting *expecting = context;
    const Scenario *scenario = expecting->scenario;
    const Configuration *now = session_now(session);
    expecting->all.items = NULL;
    expecting->all.count = expecting->all.capacity = 0;
    expect_state(expecting, now);
    expect_changes(expecting, now, step);
    expecting->steps[step].expect = expecting->all.items;
    expecting->steps[step].expect_count = (uint32_t)expecting->all.count;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        expecting->demands[i] = false;
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        expecting->facts[i] = false;
    expecting->state = expecting->stage = expecting->ending = false;
    expecting->said = (Str){0};
}

bool transcript_expect(Arena *arena, const Scenario *scenario,
                       IntentOptions hearing, Transcript *transcript)
{
    Expecting expecting = {.arena = arena, .scenario = scenario};
    TranscriptOptions options = {.hearing = hearing,
                                 .whole = true,
                                 .show = note,
                                 .stepped = stepped,
                                 .context = &expecting};
    TranscriptResult result;
    uint32_t count = transcript->step_count;
    TranscriptStep *steps = ARENA_ARRAY(arena, TranscriptStep, count + 1);
    steps[0] = (TranscriptStep){.looks = true}; /* the opening */
    for (uint32_t i = 0; i < count; i++) {
        steps[i + 1] = transcript->steps[i];
        steps[i + 1].expect_count = 0;
    }
    Transcript plain = *transcript;
    plain.steps = steps;
    plain.step_count = count + 1;
    expecting.demands = ARENA_ARRAY(arena, bool, scenario->demand_count + 1);
    expecting.facts = ARENA_ARRAY(arena, bool, scenario->fact_count + 1);
    expecting.steps = steps;
    if (!transcript_run(arena, scenario, &plain, &options, &result))
        return false;
    /* What the opening has brought may be nothing. */
    bool opening = steps[0].expect_count != 0;
    transcript->steps = opening ? steps : steps + 1;
    transcript->step_count = count + opening;
    return true;
}
