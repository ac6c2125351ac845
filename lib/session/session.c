/* A session: inputs in, messages out. session_take checks an input, moves
 * time, hears, steps; what the engine says passes through take_output. JSON
 * lives in input.c and message.c. */
#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "session/text.h"
#include "session/undo.h"

struct Session {
    const Scenario *scenario;
    SessionOptions options;
    IntentMatcher *matcher;
    Configuration *now;
    HearingMemory memory;
    Undo undo;
    Buf text;      /* of the message under way */
    int64_t stage; /* shown last; STAGE_UNSHOWN at first */
    bool paused;   /* the class clock */
    bool failed;   /* memory ran out */
};

enum { STAGE_UNSHOWN = -2 };

/* --- Life --------------------------------------------------------------- */

Session *session_new(const Scenario *scenario, const SessionOptions *options)
{
    Session *session = calloc(1, sizeof *session);
    if (!session)
        return NULL;
    session->scenario = scenario;
    session->options = *options;
    session->stage = STAGE_UNSHOWN;
    session->matcher = options->matcher ? options->matcher
                                        : intent_matcher_new(&scenario->hearing,
                                                             options->hearing);
    session->now = calloc(1, engine_size(scenario));
    if (session->matcher && session->now)
        return session;
    session_free(session);
    return NULL;
}

void session_free(Session *session)
{
    if (!session)
        return;
    if (!session->options.matcher)
        intent_matcher_free(session->matcher);
    free(session->now);
    buf_finish(&session->memory.said);
    buf_finish(&session->memory.uttered);
    buf_finish(&session->text);
    undo_finish(&session->undo);
    free(session);
}

void session_prepare(Session *session)
{
    IntentHeard heard;
    IntentMemory nothing = {0};
    session->failed |= intent_hear(session->matcher, STR("?!"), &nothing,
                                   &heard) == INTENT_NO_MEMORY;
}

const Scenario *session_scenario(const Session *session)
{
    return session->scenario;
}

const Configuration *session_now(const Session *session)
{
    return session->now;
}

const SessionOptions *session_options(const Session *session)
{
    return &session->options;
}

bool session_paused(const Session *session)
{
    return session->paused;
}

Str session_said(const Session *session)
{
    const HearingMemory *memory = &session->memory;
    return memory->has_said ? buf_str(&memory->said) : (Str){0};
}

void session_fill(const Session *session, Str text, Buf *out)
{
    text_fill(session->scenario, session->now, text, out);
}

/* --- Messages ----------------------------------------------------------- */

static SessionStatus status(const Session *session)
{
    if (session->failed || session->text.failed ||
        session->memory.said.failed || session->memory.uttered.failed)
        return SESSION_NO_MEMORY;
    return engine_ended(session->now) ? SESSION_ENDED : SESSION_OK;
}

static void show(Session *session, Message message)
{
    message.t = engine_time(session->now);
    session->options.show(session->options.context, session, &message);
}

/* Fills a text into the session's buffer. */
static Str filled(Session *session, Str text)
{
    buf_clear(&session->text);
    if (!text.size)
        return (Str){0};
    session_fill(session, text, &session->text);
    return buf_str(&session->text);
}

static void remember(Buf *memory, bool *has, Str text)
{
    buf_clear(memory);
    buf_add(memory, text);
    *has = true;
}

static Str cycle_text(Session *session, uint32_t rule)
{
    Str name = session->scenario->rules[rule].name;
    buf_clear(&session->text);
    buf_printf(&session->text,
               "%d triggers ran without settling; the next would be '%.*s'",
               ENGINE_SETTLE_LIMIT, STR_ARGS(name));
    return buf_str(&session->text);
}

static void take_output(void *context, const Configuration *now,
                        const Output *output)
{
    Session *session = context;
    Str raw = output->text;
    (void)now;
    if (output->kind == OUT_ENDING && output->nth >= 0)
        raw = session->scenario->endings[output->nth].text;
    Str text = filled(session, raw);
    if (output->kind == OUT_CYCLE)
        text = cycle_text(session, output->index);
    if (output->kind == OUT_SAY)
        remember(&session->memory.said, &session->memory.has_said, text);
    show(session,
         (Message){.kind = MESSAGE_OUTPUT, .output = output, .text = text});
}

static OutputSink sink(Session *session)
{
    return (OutputSink){take_output, session};
}

/* What closes every input, unless the run is over. */
static SessionStatus ready(Session *session)
{
    if (engine_ended(session->now))
        return status(session);
    int32_t stage = engine_stage(session->scenario, session->now);
    if (stage != session->stage) {
        session->stage = stage;
        show(session, (Message){.kind = MESSAGE_STAGE, .number = stage});
    }
    show(session,
         (Message){.kind = MESSAGE_READY, .turn = engine_turn(session->now)});
    return status(session);
}

SessionStatus session_error(Session *session, const char *code, Str text)
{
    buf_clear(&session->text);
    text_clean(text, &session->text);
    show(session, (Message){.kind = MESSAGE_ERROR,
                            .code = code,
                            .text = buf_str(&session->text)});
    return ready(session);
}

SessionStatus session_start(Session *session)
{
    OutputSink out = sink(session);
    /* The start message speaks of a configuration: slots have defaults. */
    engine_start(session->scenario, session->options.seed, session->now, NULL);
    show(session, (Message){.kind = MESSAGE_START});
    engine_start(session->scenario, session->options.seed, session->now, &out);
    return ready(session);
}

/* --- Inputs ------------------------------------------------------------- */

static bool folds_to_nothing(Session *session, Str text)
{
    Buf folded = {0};
    intent_fold(&folded, text, NULL);
    bool nothing = !folded.size;
    session->failed |= folded.failed;
    buf_finish(&folded);
    return nothing;
}

/* The code of what is wrong with an input that can be seen before time moves,
 * or NULL. */
static const char *fault(Session *session, const Input *input, Str *why)
{
    int64_t now = engine_time(session->now);
    bool says = input->kind == INPUT_SAY ||
                (input->kind == INPUT_HEARD && input->has_text);
    if (says && folds_to_nothing(session, input->text)) {
        *why = STR("there is nothing to hear in this line");
        return "empty";
    }
    if (input->kind == INPUT_WAIT &&
        (input->number < 0 || input->number / 1000 > SESSION_WAIT_LIMIT)) {
        *why = STR("a wait is between 0 ms and 30 days");
        return "range";
    }
    if (input->kind == INPUT_UNDO &&
        (session->options.no_undo || input->number < 1 ||
         input->number > engine_turn(session->now))) {
        *why = STR("there are not that many turns to undo");
        return "range";
    }
    if (input->has_t && input->t < now) {
        *why = STR("time does not go backwards");
        return "time";
    }
    if (input->has_t && (input->t - now) / 1000 > SESSION_WAIT_LIMIT) {
        *why = STR("time moves by at most 30 days at once");
        return "range";
    }
    return NULL;
}

static void advance(Session *session, int64_t t)
{
    OutputSink out = sink(session);
    engine_advance(session->scenario, session->now, t, &out);
}

static void step(Session *session, EngineEvent event)
{
    OutputSink out = sink(session);
    engine_step(session->scenario, session->now, &event, &out);
}

static IntentStatus listen(Session *session, const Input *input,
                           IntentHeard *heard)
{
    const HearingMemory *memory = &session->memory;
    IntentMemory past = {0};
    *heard = (IntentHeard){0};
    if (memory->has_said)
        past.last_said = (Str){memory->said.data, memory->said.size};
    if (memory->has_uttered)
        past.last_utterance = (Str){memory->uttered.data, memory->uttered.size};
    if (input->kind == INPUT_SAY)
        return intent_hear(session->matcher, input->text, &past, heard);
    if (input->has_text)
        return intent_capture(session->matcher, input->text, input->intents,
                              input->intent_count, heard);
    return INTENT_OK;
}

static void hear(Session *session, const Input *input)
{
    IntentHeard heard;
    if (listen(session, input, &heard) == INTENT_NO_MEMORY) {
        session->failed = true;
        return;
    }
    if (input->kind == INPUT_HEARD) {
        heard.intents = input->intents;
        heard.count = input->intent_count;
    }
    if (input->kind == INPUT_SAY || input->has_text)
        remember(&session->memory.uttered, &session->memory.has_uttered,
                 input->text);
    else
        session->memory.has_uttered = false;
    MessageHeard shown = {
        heard.intents, heard.count,         heard.captures, heard.capture_count,
        heard.limited, heard.limited_count, heard.broken,   heard.broken_count};
    show(session, (Message){.kind = MESSAGE_HEARD,
                            .turn = engine_turn(session->now) + 1,
                            .heard = &shown});
    step(session, (EngineEvent){.kind = ENGINE_HEARD,
                                .intents = heard.intents,
                                .intent_count = heard.count,
                                .captures = heard.captures,
                                .capture_count = heard.capture_count});
}

static void undo(Session *session, int64_t turns)
{
    undo_back(&session->undo, (size_t)turns, session->now, &session->memory);
    show(session,
         (Message){.kind = MESSAGE_UNDONE, .turn = engine_turn(session->now)});
}

static void hint(Session *session)
{
    const Scenario *scenario = session->scenario;
    Str text = {0};
    for (int32_t s = (int32_t)engine_state(session->now);
         s != NONE && !text.size; s = scenario->states[s].parent)
        text = scenario->states[s].hint;
    show(session,
         (Message){.kind = MESSAGE_HINT, .text = filled(session, text)});
}

static void act(Session *session, const Input *input)
{
    EngineEvent event = {.index = input->index,
                         .sets = input->sets,
                         .set_count = input->set_count};
    switch (input->kind) {
    case INPUT_SAY:
    case INPUT_HEARD:
        hear(session, input);
        return;
    case INPUT_TYPING:
        event.kind = ENGINE_TYPING;
        break;
    case INPUT_WAIT:
        advance(session, engine_time(session->now) + input->number);
        return;
    case INPUT_INJECT:
        event.kind = ENGINE_INJECT;
        break;
    case INPUT_GOTO:
        event.kind = ENGINE_GOTO;
        break;
    case INPUT_SET:
        event.kind = ENGINE_SET;
        break;
    case INPUT_HINT:
        hint(session);
        return;
    case INPUT_STATUS:
        show(session, (Message){.kind = MESSAGE_STATUS,
                                .turn = engine_turn(session->now)});
        return;
    case INPUT_RESTART:
        event.kind = ENGINE_RESTART;
        break;
    case INPUT_END:
        event.kind = ENGINE_END;
        break;
    case INPUT_PAUSE:
    case INPUT_RESUME:
        session->paused = input->kind == INPUT_PAUSE;
        return;
    case INPUT_UNDO:
    case INPUT_NOTE:
    case INPUT_DRIFT:
    case INPUT_KIND_COUNT:
        return;
    }
    step(session, event);
}

static void accept(Session *session, Input input)
{
    if (!session->options.accept)
        return;
    if (!input.has_t)
        input.t = engine_time(session->now);
    input.has_t = true;
    session->options.accept(session->options.context, session, &input);
}

SessionStatus session_take(Session *session, const Input *input)
{
    if (engine_ended(session->now) && input->kind != INPUT_UNDO)
        return session_error(session, "ended",
                             STR("the exercise is over; only undo is taken"));
    Str why = {0};
    const char *code = fault(session, input, &why);
    if (code)
        return session_error(session, code, why);
    bool turn = input->kind == INPUT_SAY || input->kind == INPUT_HEARD;
    if (turn && !session->options.no_undo &&
        !undo_mark(&session->undo, session->now, &session->memory)) {
        session->failed = true;
        return status(session);
    }
    accept(session, *input);
    if (input->has_t)
        advance(session, input->t);
    if (input->kind == INPUT_UNDO)
        undo(session, input->number);
    else if (!engine_ended(session->now))
        act(session, input);
    else if (turn && !session->options.no_undo)
        undo_forget(&session->undo);
    return ready(session);
}

SessionStatus session_advance(Session *session, int64_t t)
{
    if (!engine_ended(session->now) && t > engine_time(session->now))
        advance(session, t);
    return status(session);
}
