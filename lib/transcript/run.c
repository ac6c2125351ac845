/* Running a transcript: its steps through a session, and what is expected
 * against what is so. A test that fails is played once more up to the step that
 * failed, to note why: what passes pays nothing for it. Start at
 * transcript_run. */
#include <stdlib.h>

#include "transcript/transcript.h"
#include "transcript/why.h"

typedef struct {
    Arena *arena;
    const Transcript *transcript;
    const TranscriptOptions *options;
    const TranscriptStep *step; /* under way */
    IntentSet said;             /* the patterns of EXPECT_SAID, in order */
    IntentMatcher *patterns;    /* of those */
    const Scenario *scenario;   /* begins where the transcript does */
    Session *session;
    bool *found;       /* patterns, by number: found in this step */
    uint32_t said_at;  /* number of the next pattern to be looked at */
    uint32_t *intents; /* heard in this step */
    uint32_t intent_count;
    Str error; /* why the step was refused; else empty */
    VEC(TranscriptFailure) failures;
    Why *why; /* noted, or NULL */
    int64_t says;
    bool no_memory;
} Run;

/* --- While it happens --------------------------------------------------- */

static bool expects(const TranscriptStep *step, ExpectKind kind)
{
    for (uint32_t i = 0; step && i < step->expect_count; i++)
        if (step->expect[i].kind == kind)
            return true;
    return false;
}

static void note_said(Run *run, Str line)
{
    IntentMemory nothing = {0};
    IntentHeard heard;
    switch (intent_hear(run->patterns, line, &nothing, &heard)) {
    case INTENT_NO_MEMORY:
        run->no_memory = true;
        return;
    case INTENT_NOTHING:
        return;
    case INTENT_OK:
        break;
    }
    for (uint32_t i = 0; i < heard.count; i++)
        run->found[heard.intents[i]] = true;
}

static void note_heard(Run *run, const MessageHeard *heard)
{
    run->intent_count = heard->intent_count;
    for (uint32_t i = 0; i < heard->intent_count; i++)
        run->intents[i] = heard->intents[i];
}

static void show(void *context, Session *session, const Message *message)
{
    Run *run = context;
    bool output = message->kind == MESSAGE_OUTPUT;
    if (output && message->output->kind == OUT_SAY &&
        expects(run->step, EXPECT_SAID))
        note_said(run, message->text);
    else if (message->kind == MESSAGE_HEARD)
        note_heard(run, message->heard);
    else if (message->kind == MESSAGE_ERROR ||
             (output && message->output->kind == OUT_CYCLE))
        run->error = str_copy(run->arena, message->text);
    if (run->why)
        why_note(run->why, session, message);
    if (run->options->show)
        run->options->show(run->options->context, session, message);
}

/* --- Looking ------------------------------------------------------------ */

static Str ending_name(const Scenario *scenario, int32_t ending)
{
    if (ending == NONE)
        return STR("none");
    return ending == ENDING_ENDEX ? STR("endex")
                                  : scenario->endings[ending].name;
}

static Str stage_name(const Scenario *scenario, int32_t stage)
{
    return stage == NONE ? STR("none") : scenario->stages[stage].name;
}

static Str status_name(int64_t status)
{
    return status == EXPECT_LIVE ? STR("live")
                                 : str_from(demand_status_names[status]);
}

static bool is_in(const uint32_t *list, uint32_t count, uint32_t item)
{
    for (uint32_t i = 0; i < count; i++)
        if (list[i] == item)
            return true;
    return false;
}

/* What was got instead of what `e` expects; empty when it is as expected. */
static Str judge_state(const Run *run, const Expectation *e)
{
    const Scenario *scenario = run->scenario;
    const Configuration *now = session_now(run->session);
    Str wanted = scenario->states[e->index].name;
    if (engine_ended(now)) {
        Str name = ending_name(scenario, engine_ending(now));
        return str_format(run->arena,
                          "the session has ended ('%.*s'), expected state "
                          "'%.*s'",
                          STR_ARGS(name), STR_ARGS(wanted));
    }
    uint32_t state = engine_state(now);
    if (scenario_state_within(scenario, state, e->index))
        return (Str){0};
    return str_format(run->arena, "state is '%.*s', expected '%.*s'",
                      STR_ARGS(scenario->states[state].name), STR_ARGS(wanted));
}

static Str judge_meter(const Run *run, const Expectation *e)
{
    int32_t value = engine_meter(session_now(run->session), e->index);
    Str name = run->scenario->meters[e->index].name;
    if (value >= e->low && value <= e->high)
        return (Str){0};
    if (e->low == e->high)
        return str_format(run->arena, "'%.*s' is %d, expected %lld",
                          STR_ARGS(name), value, (long long)e->low);
    return str_format(run->arena, "'%.*s' is %d, expected %lld..%lld",
                      STR_ARGS(name), value, (long long)e->low,
                      (long long)e->high);
}

static Str judge_demand(const Run *run, const Expectation *e)
{
    DemandStatus status = engine_demand(session_now(run->session), e->index);
    Str name = run->scenario->demands[e->index].name;
    bool good = e->low == EXPECT_LIVE ? demand_status_is_live(status)
                                      : status == (DemandStatus)e->low;
    if (good)
        return (Str){0};
    Str wanted = status_name(e->low);
    return str_format(run->arena, "demand '%.*s' is %s, expected %.*s",
                      STR_ARGS(name), demand_status_names[status],
                      STR_ARGS(wanted));
}

static Str judge_stage(const Run *run, const Expectation *e)
{
    int32_t stage = engine_stage(run->scenario, session_now(run->session));
    int32_t wanted = e->low == NONE ? NONE : (int32_t)e->index;
    if (stage == wanted)
        return (Str){0};
    Str got = stage_name(run->scenario, stage);
    Str want = stage_name(run->scenario, wanted);
    return str_format(run->arena, "stage is '%.*s', expected '%.*s'",
                      STR_ARGS(got), STR_ARGS(want));
}

static Str judge_ending(const Run *run, const Expectation *e)
{
    int32_t ending = engine_ending(session_now(run->session));
    int32_t wanted = e->low < 0 ? (int32_t)e->low : (int32_t)e->index;
    if (ending == wanted)
        return (Str){0};
    Str got = ending_name(run->scenario, ending);
    Str want = ending_name(run->scenario, wanted);
    return str_format(run->arena, "ending is '%.*s', expected '%.*s'",
                      STR_ARGS(got), STR_ARGS(want));
}

static Str judge(Run *run, const Expectation *e)
{
    const Scenario *scenario = run->scenario;
    switch (e->kind) {
    case EXPECT_STATE:
        return judge_state(run, e);
    case EXPECT_SAID:
        if (run->found[run->said_at++])
            return (Str){0};
        return str_format(run->arena, "no line that was said matches '%.*s'",
                          STR_ARGS(e->text));
    case EXPECT_HEARD:
        if (is_in(run->intents, run->intent_count, e->index) == (e->low == 1))
            return (Str){0};
        return str_format(run->arena, "'%.*s' was %sheard",
                          STR_ARGS(scenario->hearing.intents[e->index].name),
                          e->low ? "not " : "");
    case EXPECT_METER:
        return judge_meter(run, e);
    case EXPECT_FACT:
        if (engine_fact(session_now(run->session), e->index) == (e->low == 1))
            return (Str){0};
        return str_format(run->arena, "fact '%.*s' is %sknown",
                          STR_ARGS(scenario->facts[e->index].name),
                          e->low ? "not " : "");
    case EXPECT_DEMAND:
        return judge_demand(run, e);
    case EXPECT_STAGE:
        return judge_stage(run, e);
    case EXPECT_ENDING:
        return judge_ending(run, e);
    }
    return (Str){0};
}

static void fail(Run *run, const Expectation *e, Span span, Str text)
{
    TranscriptFailure *failure = VEC_PUSH(run->arena, &run->failures);
    *failure = (TranscriptFailure){run->step, e, span, text};
    if (run->options->failed)
        run->options->failed(run->options->context, run->session, failure);
}

static void look(Run *run)
{
    const TranscriptStep *step = run->step;
    if (run->error.size)
        fail(run, NULL, step->span, run->error);
    for (uint32_t i = 0; i < step->expect_count; i++) {
        const Expectation *e = &step->expect[i];
        Str wrong = judge(run, e);
        if (wrong.size && !run->error.size)
            fail(run, e, e->span, wrong);
    }
}

/* --- Steps -------------------------------------------------------------- */

static void begin_step(Run *run, const TranscriptStep *step)
{
    run->step = step;
    run->intent_count = 0;
    run->error = (Str){0};
    for (uint32_t i = run->said_at, k = 0; step && k < step->expect_count; k++)
        if (step->expect[k].kind == EXPECT_SAID)
            run->found[i++] = false;
    if (run->why)
        why_begin(run->why, step);
}

/* What is set at the start; then steps until one fails. */
static SessionStatus play(Run *run)
{
    const Transcript *transcript = run->transcript;
    const TranscriptStart *start = &transcript->start;
    uint32_t first = transcript->step_count && transcript->steps[0].looks;
    Input set = {
        .kind = INPUT_SET, .sets = start->sets, .set_count = start->set_count};
    /* A first step that only looks sees what is said at the opening. */
    begin_step(run, first ? transcript->steps : NULL);
    SessionStatus status = session_start(run->session);
    if (status == SESSION_OK && start->set_count)
        status = session_take(run->session, &set);
    for (uint32_t i = 0; i < transcript->step_count; i++) {
        const TranscriptStep *step = &transcript->steps[i];
        if (i || !first)
            begin_step(run, step);
        if (!step->looks && status != SESSION_NO_MEMORY)
            status = session_take(run->session, &step->input);
        if (status == SESSION_NO_MEMORY)
            return status;
        run->says += !step->looks && step->input.has_text;
        if (run->options->stepped)
            run->options->stepped(run->options->context, run->session, i);
        look(run);
        if (run->failures.count && !run->options->whole)
            return status;
    }
    return status;
}

/* --- The whole ---------------------------------------------------------- */

/* The scenario as it is, but for where it begins. */
static const Scenario *begun_at(Arena *arena, const Scenario *scenario,
                                const TranscriptStart *start)
{
    if (start->state == NONE && start->speaker == NONE)
        return scenario;
    Scenario *other = ARENA_NEW(arena, Scenario);
    *other = *scenario;
    if (start->state != NONE)
        other->start = (uint32_t)start->state;
    if (start->speaker != NONE)
        other->speaker = (uint32_t)start->speaker;
    return other;
}

static bool play_once(Run *run)
{
    SessionOptions options = {.seed = run->transcript->seed,
                              .hearing = run->options->hearing,
                              .matcher = run->options->matcher,
                              .no_undo = true,
                              .program = STANDOFF_VERSION,
                              .show = show,
                              .context = run};
    run->failures.count = 0;
    run->says = 0;
    run->said_at = 0;
    run->session = session_new(run->scenario, &options);
    return run->session && play(run) != SESSION_NO_MEMORY && !run->no_memory;
}

/* Plays again up to the failure, noting why. */
static bool explain(Run *run, TranscriptResult *result)
{
    TranscriptOptions quiet = {.hearing = run->options->hearing,
                               .matcher = run->options->matcher};
    Why why = {.arena = run->arena};
    session_free(run->session);
    run->options = &quiet;
    run->why = &why;
    bool done = play_once(run) && why_words(&why, run->session, &result->why);
    run->why = NULL;
    return done;
}

/* Each pattern of what is expected to be said is an intent of its own, so that
 * a matcher hears them in what is said. */
static void gather_said(Run *run)
{
    const Transcript *transcript = run->transcript;
    VEC(Intent) said = {0};
    for (uint32_t i = 0; i < transcript->step_count; i++)
        for (uint32_t k = 0; k < transcript->steps[i].expect_count; k++) {
            const Expectation *e = &transcript->steps[i].expect[k];
            if (e->kind == EXPECT_SAID)
                *VEC_PUSH(run->arena, &said) =
                    (Intent){.patterns = &e->text, .pattern_count = 1};
        }
    run->said =
        (IntentSet){.intents = said.items, .count = (uint32_t)said.count};
    run->found = ARENA_ARRAY(run->arena, bool, said.count + 1);
}

bool transcript_run(Arena *arena, const Scenario *scenario,
                    const Transcript *transcript,
                    const TranscriptOptions *options, TranscriptResult *result)
{
    Run run = {.arena = arena,
               .transcript = transcript,
               .options = options,
               .scenario = begun_at(arena, scenario, &transcript->start)};
    *result = (TranscriptResult){0};
    gather_said(&run);
    run.intents = ARENA_ARRAY(arena, uint32_t, scenario->hearing.count + 1);
    run.patterns = intent_matcher_new(&run.said, options->hearing);
    bool done = run.patterns && play_once(&run);
    if (done && run.failures.count && !options->whole)
        done = explain(&run, result);
    if (done) {
        const Configuration *now = session_now(run.session);
        result->failures = run.failures.items;
        result->failure_count = (uint32_t)run.failures.count;
        result->turns = engine_turn(now);
        result->ending = engine_ending(now);
        result->says = run.says;
    }
    session_free(run.session);
    intent_matcher_free(run.patterns);
    return done;
}
