/* Messages as JSON lines, in the order of keys that docs/protocol.md gives.
 * One function a kind of message; message_json, at the end, chooses. */
#include "session/session.h"

#include <jansson.h>
#include <sha256.h>
#include <stdlib.h>

static json_t *text_of(Str text)
{
    return json_stringn(text.data ? text.data : "", text.size);
}

/* Null for a text that is not there. */
static json_t *maybe(Str text)
{
    return text.size ? text_of(text) : json_null();
}

static void put(json_t *object, const char *key, json_t *value)
{
    /* A failed allocation makes a NULL value, and the whole line fails: the
     * count of keys tells. */
    json_object_set_new(object, key, value);
}

static void put_text(json_t *object, const char *key, Str text)
{
    put(object, key, text_of(text));
}

static void put_int(json_t *object, const char *key, int64_t value)
{
    put(object, key, json_integer(value));
}

static json_t *line(const char *out, int64_t t)
{
    json_t *object = json_object();
    put(object, "out", json_string(out));
    put_int(object, "t", t);
    return object;
}

static json_t *texts(const Str *list, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(array, text_of(list[i]));
    return array;
}

static json_t *intents(const Scenario *scenario, const uint32_t *list,
                       uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(array,
                              text_of(scenario->hearing.intents[list[i]].name));
    return array;
}

static Str brief_of(const Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->role_count; i++)
        if (scenario->roles[i].side == SIDE_NEGOTIATOR &&
            scenario->roles[i].brief.size)
            return scenario->roles[i].brief;
    return (Str){0};
}

static json_t *start(const Session *session, View view, const Message *message)
{
    const Scenario *scenario = session_scenario(session);
    const SessionOptions *options = session_options(session);
    Str bytes = scenario->sources->files.items[0].text;
    char digest[SHA256_DIGEST_STRING_LENGTH];
    SHA256Data((const uint8_t *)(bytes.data ? bytes.data : ""), bytes.size,
               digest);
    Buf brief = {0};
    session_fill(session, brief_of(scenario), &brief);
    json_t *object = line("start", message->t);
    put_int(object, "standoff", 1);
    put(object, "program", json_string(options->program));
    put_text(object, "scenario", scenario->files[0]);
    put(object, "sha256", json_string(digest));
    put_text(object, "title", scenario->title);
    put_text(object, "language", scenario->language);
    put_int(object, "seed", (int64_t)options->seed);
    put_text(object, "view", view_name(scenario, view));
    put(object, "brief", maybe(buf_str(&brief)));
    put(object, "warnings",
        texts(scenario->warnings, scenario->warning_count));
    put(object, "support", maybe(scenario->support));
    buf_finish(&brief);
    return object;
}

static json_t *heard(const Scenario *scenario, const Message *message)
{
    const MessageHeard *what = message->heard;
    json_t *object = line("heard", message->t);
    put_int(object, "turn", message->turn);
    put(object, "intents",
        intents(scenario, what->intents, what->intent_count));
    json_t *captures = json_object();
    for (uint32_t i = 0; i < what->capture_count; i++) {
        Str slot = scenario->slots[what->captures[i].slot].name;
        json_object_setn_new(captures, slot.data, slot.size,
                             text_of(what->captures[i].text));
    }
    put(object, "captures", captures);
    if (what->limited_count)
        put(object, "limited",
            intents(scenario, what->limited, what->limited_count));
    return object;
}

/* --- Status ------------------------------------------------------------- */

static void put_named(json_t *object, Str key, json_t *value)
{
    json_object_setn_new(object, key.data, key.size, value);
}

static json_t *timer(const char *kind, Str demand, int64_t due)
{
    json_t *object = json_object();
    json_t *what = json_sprintf("%s:%.*s", kind, STR_ARGS(demand));
    put(object, "what", what);
    put(object, "due", due == NONE ? json_null() : json_integer(due));
    return object;
}

static json_t *timers(const Session *session, View view)
{
    const Scenario *scenario = session_scenario(session);
    const Configuration *now = session_now(session);
    json_t *array = json_array();
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const Demand *demand = &scenario->demands[i];
        int64_t deadline = engine_deadline(now, i);
        int64_t promise = engine_promise(now, i);
        bool sees = demand->announced || view.kind == VIEW_TRAINER ||
                    view.kind == VIEW_ROLE;
        if (deadline != NONE && sees)
            json_array_append_new(array,
                                  timer("deadline", demand->name, deadline));
        if (promise != NONE && view.kind == VIEW_TRAINER)
            json_array_append_new(array,
                                  timer("promise", demand->name, promise));
    }
    return array;
}

static void put_meters_and_facts(json_t *object, const Session *session)
{
    const Scenario *scenario = session_scenario(session);
    const Configuration *now = session_now(session);
    json_t *meters = json_object(), *facts = json_array();
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        put_named(meters, scenario->meters[i].name,
                  json_integer(engine_meter(now, i)));
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        if (engine_fact(now, i))
            json_array_append_new(facts, text_of(scenario->facts[i].name));
    put(object, "meters", meters);
    put(object, "facts", facts);
}

static json_t *status(const Session *session, View view, const Message *message)
{
    const Scenario *scenario = session_scenario(session);
    const Configuration *now = session_now(session);
    bool trainer = view.kind == VIEW_TRAINER;
    bool observer = trainer || view.kind == VIEW_OBSERVER;
    json_t *object = line("status", message->t);
    put_int(object, "turn", message->turn);
    if (trainer)
        put_text(object, "state", scenario->states[engine_state(now)].name);
    int32_t stage = engine_stage(scenario, now);
    if (observer)
        put(object, "stage",
            stage == NONE ? json_null()
                          : text_of(scenario->stages[stage].name));
    put_text(object, "speaker", scenario->roles[engine_speaker(now)].name);
    if (trainer)
        put_meters_and_facts(object, session);
    if (observer) {
        json_t *demands = json_object();
        for (uint32_t i = 0; i < scenario->demand_count; i++)
            put_named(demands, scenario->demands[i].name,
                      json_string(demand_status_names[engine_demand(now, i)]));
        put(object, "demands", demands);
    }
    put(object, "timers", timers(session, view));
    return object;
}

/* --- Outputs of the engine ---------------------------------------------- */

static json_t *ran(const Scenario *scenario, const Message *message)
{
    const Rule *rule = &scenario->rules[message->output->index];
    json_t *object = line("ran", message->t);
    put(object, "what", json_string(rule_kind_names[rule->kind]));
    put_text(object, "where", rule->where);
    put_text(object, "file", scenario->files[rule->file]);
    put_int(object, "line", rule->line);
    if (message->output->nth != NONE)
        put_int(object, "nth", message->output->nth);
    return object;
}

static json_t *spoken(const char *out, const Scenario *scenario,
                      const Message *message)
{
    json_t *object = line(out, message->t);
    put_text(object, "role", scenario->roles[message->output->index].name);
    put_text(object, "text", message->text);
    return object;
}

static json_t *texted(const char *out, const Message *message)
{
    json_t *object = line(out, message->t);
    put_text(object, "text", message->text);
    return object;
}

static json_t *named(const char *out, const Message *message, Str name)
{
    json_t *object = line(out, message->t);
    put_text(object, "name", name);
    return object;
}

static json_t *timer_line(const Scenario *scenario, const Message *message)
{
    const Output *output = message->output;
    const Demand *demand = &scenario->demands[output->index];
    json_t *object = line("timer", message->t);
    put(object, "what",
        json_sprintf("%s:%.*s", output->nth ? "promise" : "deadline",
                     STR_ARGS(demand->name)));
    put(object, "due",
        output->to == NONE ? json_null() : json_integer(output->to));
    put(object, "announced", json_boolean(output->nth || demand->announced));
    return object;
}

static json_t *ending(const Scenario *scenario, const Message *message)
{
    int32_t number = message->output->nth;
    bool endex = number == ENDING_ENDEX;
    json_t *object =
        named("ending", message,
              endex ? STR("endex") : scenario->endings[number].name);
    put_text(object, "outcome",
             endex ? STR("unresolved") : scenario->endings[number].outcome);
    put(object, "text", maybe(message->text));
    return object;
}

static json_t *error_line(const Message *message, const char *code, Str text)
{
    json_t *object = line("error", message->t);
    put(object, "code", json_string(code));
    put_text(object, "text", text);
    return object;
}

static json_t *output_line(const Scenario *scenario, const Message *message)
{
    const Output *output = message->output;
    json_t *object = NULL;
    switch (output->kind) {
    case OUT_STATE:
        return named("state", message, scenario->states[output->index].name);
    case OUT_EXPECT:
        return texted("expect", message);
    case OUT_RAN:
        return ran(scenario, message);
    case OUT_SAY:
        return spoken("say", scenario, message);
    case OUT_CUE:
        return spoken("cue", scenario, message);
    case OUT_SIGN:
        return texted("sign", message);
    case OUT_NOTE:
        return texted("note", message);
    case OUT_METER:
        object = named("meter", message, scenario->meters[output->index].name);
        put_int(object, "from", output->from);
        put_int(object, "to", output->to);
        return object;
    case OUT_FACT:
        object = named("fact", message, scenario->facts[output->index].name);
        put(object, "known", json_boolean(output->to));
        return object;
    case OUT_DEMAND:
        object =
            named("demand", message, scenario->demands[output->index].name);
        put(object, "from", json_string(demand_status_names[output->from]));
        put(object, "to", json_string(demand_status_names[output->to]));
        return object;
    case OUT_TIMER:
        return timer_line(scenario, message);
    case OUT_SPEAKER:
        object = line("speaker", message->t);
        put_text(object, "role", scenario->roles[output->index].name);
        return object;
    case OUT_ENDING:
        return ending(scenario, message);
    case OUT_CYCLE:
        return error_line(message, "cycle", message->text);
    case OUT_TRIED:
        break;
    }
    return NULL;
}

static json_t *turn_line(const char *out, const Message *message)
{
    json_t *object = line(out, message->t);
    put_int(object, "turn", message->turn);
    return object;
}

static json_t *build(const Session *session, View view, const Message *message)
{
    const Scenario *scenario = session_scenario(session);
    json_t *object = NULL;
    switch (message->kind) {
    case MESSAGE_START:
        return start(session, view, message);
    case MESSAGE_OUTPUT:
        return output_line(scenario, message);
    case MESSAGE_HEARD:
        return heard(scenario, message);
    case MESSAGE_STAGE:
        object = line("stage", message->t);
        put(object, "name",
            message->number == NONE
                ? json_null()
                : text_of(scenario->stages[message->number].name));
        return object;
    case MESSAGE_READY:
        return turn_line("ready", message);
    case MESSAGE_UNDONE:
        return turn_line("undone", message);
    case MESSAGE_HINT:
        object = line("hint", message->t);
        put(object, "text", maybe(message->text));
        return object;
    case MESSAGE_STATUS:
        return status(session, view, message);
    case MESSAGE_ERROR:
        return error_line(message, message->code, message->text);
    }
    return NULL;
}

void message_json(Buf *out, const Session *session, View view,
                  const Message *message)
{
    json_t *object = build(session, view, message);
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    if (text) {
        buf_add_c(out, text);
        buf_add_char(out, '\n');
    } else if (message->kind != MESSAGE_OUTPUT ||
               message->output->kind != OUT_TRIED) {
        out->failed = true;
    }
    free(text);
    json_decref(object);
}
