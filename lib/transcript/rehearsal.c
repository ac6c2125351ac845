/* The loop of a run: a move, what comes of it, the next move. Start at
 * rehearsal_run. */
#include "transcript/rehearsal.h"

struct Rehearsal {
    const Scenario *scenario;
    Speech *speech;
    Negotiator *negotiator;
    Configuration *now;
    const RehearsalWatch *watch;
    int32_t stage;
};

Rehearsal *rehearsal_new(Arena *arena, const Scenario *scenario,
                         IntentOptions hearing)
{
    Rehearsal *rehearsal = ARENA_NEW(arena, Rehearsal);
    rehearsal->scenario = scenario;
    rehearsal->speech = speech_new(arena, scenario, hearing);
    rehearsal->negotiator = negotiator_new(arena, rehearsal->speech);
    rehearsal->now = arena_alloc(arena, engine_size(scenario));
    return rehearsal;
}

static void take(void *context, const Configuration *now, const Output *output)
{
    Rehearsal *rehearsal = context;
    const RehearsalWatch *watch = rehearsal->watch;
    negotiator_notice(rehearsal->negotiator, output);
    if (watch && watch->output)
        watch->output(watch->context, now, output);
}

static void make_move(Rehearsal *rehearsal, const NegotiatorMove *move,
                      const OutputSink *sink)
{
    const Scenario *scenario = rehearsal->scenario;
    Configuration *now = rehearsal->now;
    engine_advance(scenario, now, engine_time(now) + move->after, sink);
    if (!move->speaks || engine_ended(now))
        return;
    Str said = move->mirrors ? move->said : (Str){0};
    const SpeechHeard *heard =
        speech_hear(rehearsal->speech, move->text, said, move->again);
    if (!heard)
        return;
    EngineEvent event = {
        .kind = ENGINE_HEARD,
        .intents = heard->intents,
        .intent_count = heard->intent_count,
        .captures = heard->captures,
        .capture_count = heard->capture_count,
    };
    engine_step(scenario, now, &event, sink);
}

const Configuration *rehearsal_run(Rehearsal *rehearsal, const Persona *persona,
                                   uint64_t seed, uint32_t moves,
                                   const RehearsalWatch *watch)
{
    const Scenario *scenario = rehearsal->scenario;
    Configuration *now = rehearsal->now;
    OutputSink sink = {take, rehearsal};
    rehearsal->watch = watch;
    negotiator_begin(rehearsal->negotiator, persona, seed);
    engine_start(scenario, seed, now, &sink);
    rehearsal->stage = engine_stage(scenario, now);
    for (uint32_t i = 0; i < moves && !engine_ended(now); i++) {
        NegotiatorMove move = negotiator_move(rehearsal->negotiator, now);
        if (watch && watch->move)
            watch->move(watch->context, now, &move);
        make_move(rehearsal, &move, &sink);
        int32_t stage = engine_stage(scenario, now);
        if (stage > rehearsal->stage)
            rehearsal->stage = stage;
    }
    return now;
}

int32_t rehearsal_stage(const Rehearsal *rehearsal)
{
    return rehearsal->stage;
}
