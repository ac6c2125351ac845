/* Messages as JSON lines, in the order of keys that docs/protocol.md gives.
 * One function a kind of message; message_json, at the end, chooses. */
#include "session/session.h"

#include <sha256.h>

#include "session/json.h"
#include "session/text.h"

/* A line under way. Jansson answers a failed allocation with a NULL value and
 * refuses to store one, so every value passes through put, put_named or append,
 * which mark the line. */
typedef struct {
    json_t *object;
    bool failed;
} JsonLine;

static void put(JsonLine *line, const char *key, json_t *value)
{
    line->failed |= json_object_set_new(line->object, key, value) != 0;
}

static void put_named(JsonLine *line, json_t *map, Str key, json_t *value)
{
    line->failed |= json_object_setn_new(map, key.data, key.size, value) != 0;
}

static void append(JsonLine *line, json_t *array, json_t *value)
{
    line->failed |= json_array_append_new(array, value) != 0;
}

/* Null for a text that is not there. */
static json_t *maybe(Str text)
{
    return text.size ? json_text(text) : json_null();
}

static void put_text(JsonLine *line, const char *key, Str text)
{
    put(line, key, json_text(text));
}

static void put_int(JsonLine *line, const char *key, int64_t value)
{
    put(line, key, json_integer(value));
}

static void begin(JsonLine *line, const char *out, const Message *message)
{
    put(line, "out", json_string(out));
    put_int(line, "t", message->t);
}

static void put_texts(JsonLine *line, const char *key, const Str *list,
                      uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        append(line, array, json_text(list[i]));
    put(line, key, array);
}

static void put_intents(JsonLine *line, const char *key,
                        const Scenario *scenario, const uint32_t *list,
                        uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        append(line, array, json_text(scenario->hearing.intents[list[i]].name));
    put(line, key, array);
}

static Str brief_of(const Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->role_count; i++)
        if (scenario->roles[i].side == SIDE_NEGOTIATOR &&
            scenario->roles[i].brief.size)
            return scenario->roles[i].brief;
    return (Str){0};
}

static void start(JsonLine *line, const Session *session, View view,
                  const Message *message)
{
    const Scenario *scenario = session_scenario(session);
    const SessionOptions *options = session_options(session);
    Str bytes = scenario->sources->files.items[0].text;
    char digest[SHA256_DIGEST_STRING_LENGTH];
    SHA256Data((const uint8_t *)(bytes.data ? bytes.data : ""), bytes.size,
               digest);
    Buf brief = {0};
    session_fill(session, brief_of(scenario), &brief);
    line->failed |= brief.failed;
    begin(line, "start", message);
    put_int(line, "standoff", 1);
    put(line, "program", json_string(options->program));
    put_text(line, "scenario", scenario->files[0]);
    put(line, "sha256", json_string(digest));
    put_text(line, "title", scenario->title);
    put_text(line, "language", scenario->language);
    put_int(line, "seed", (int64_t)options->seed);
    put_text(line, "view", view_name(scenario, view));
    put(line, "brief", maybe(buf_str(&brief)));
    put_texts(line, "warnings", scenario->warnings, scenario->warning_count);
    put(line, "support", maybe(scenario->support));
    buf_finish(&brief);
}

static void heard(JsonLine *line, const Scenario *scenario,
                  const Message *message)
{
    const MessageHeard *what = message->heard;
    begin(line, "heard", message);
    put_int(line, "turn", message->turn);
    put_intents(line, "intents", scenario, what->intents, what->intent_count);
    json_t *captures = json_object();
    for (uint32_t i = 0; i < what->capture_count; i++)
        put_named(line, captures, scenario->slots[what->captures[i].slot].name,
                  json_text(what->captures[i].text));
    put(line, "captures", captures);
    if (what->limited_count)
        put_intents(line, "limited", scenario, what->limited,
                    what->limited_count);
}

/* --- Status ------------------------------------------------------------- */

static json_t *timer_name(const Demand *demand, bool promise)
{
    return json_sprintf("%s:%.*s", promise ? "promise" : "deadline",
                        STR_ARGS(demand->name));
}

static json_t *instant(int64_t due)
{
    return due == NONE ? json_null() : json_integer(due);
}

static void append_timer(JsonLine *line, json_t *array, const Demand *demand,
                         bool promise, int64_t due)
{
    JsonLine timer = {.object = json_object()};
    put(&timer, "what", timer_name(demand, promise));
    put(&timer, "due", instant(due));
    line->failed |= timer.failed;
    append(line, array, timer.object);
}

static void put_timers(JsonLine *line, const Session *session, View view)
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
            append_timer(line, array, demand, false, deadline);
        if (promise != NONE && view.kind == VIEW_TRAINER)
            append_timer(line, array, demand, true, promise);
    }
    put(line, "timers", array);
}

static void put_meters_and_facts(JsonLine *line, const Session *session)
{
    const Scenario *scenario = session_scenario(session);
    const Configuration *now = session_now(session);
    json_t *meters = json_object(), *facts = json_array();
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        put_named(line, meters, scenario->meters[i].name,
                  json_integer(engine_meter(now, i)));
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        if (engine_fact(now, i))
            append(line, facts, json_text(scenario->facts[i].name));
    put(line, "meters", meters);
    put(line, "facts", facts);
}

static void put_demands(JsonLine *line, const Session *session)
{
    const Scenario *scenario = session_scenario(session);
    const Configuration *now = session_now(session);
    json_t *demands = json_object();
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        put_named(line, demands, scenario->demands[i].name,
                  json_string(demand_status_names[engine_demand(now, i)]));
    put(line, "demands", demands);
}

static void put_stage(JsonLine *line, const char *key, const Scenario *scenario,
                      int64_t stage)
{
    put(line, key,
        stage == NONE ? json_null() : json_text(scenario->stages[stage].name));
}

static void status(JsonLine *line, const Session *session, View view,
                   const Message *message)
{
    const Scenario *scenario = session_scenario(session);
    const Configuration *now = session_now(session);
    bool trainer = view.kind == VIEW_TRAINER;
    bool observer = trainer || view.kind == VIEW_OBSERVER;
    begin(line, "status", message);
    put_int(line, "turn", message->turn);
    if (trainer)
        put_text(line, "state", scenario->states[engine_state(now)].name);
    if (observer)
        put_stage(line, "stage", scenario, engine_stage(scenario, now));
    put_text(line, "speaker", scenario->roles[engine_speaker(now)].name);
    if (trainer)
        put_meters_and_facts(line, session);
    if (observer)
        put_demands(line, session);
    put_timers(line, session, view);
}

/* --- Outputs of the engine ---------------------------------------------- */

static void ran(JsonLine *line, const Scenario *scenario,
                const Message *message)
{
    const Rule *rule = &scenario->rules[message->output->index];
    begin(line, "ran", message);
    put(line, "what", json_string(rule_kind_names[rule->kind]));
    put_text(line, "where", rule->where);
    put_text(line, "file", scenario->files[rule->file]);
    put_int(line, "line", rule->line);
    if (message->output->nth != NONE)
        put_int(line, "nth", message->output->nth);
}

static void texted(JsonLine *line, const char *out, const Message *message)
{
    begin(line, out, message);
    put_text(line, "text", message->text);
}

static void spoken(JsonLine *line, const char *out, const Scenario *scenario,
                   const Message *message)
{
    begin(line, out, message);
    put_text(line, "role", scenario->roles[message->output->index].name);
    put_text(line, "text", message->text);
}

static void named(JsonLine *line, const char *out, const Message *message,
                  Str name)
{
    begin(line, out, message);
    put_text(line, "name", name);
}

static void demand_line(JsonLine *line, const Scenario *scenario,
                        const Message *message)
{
    const Output *output = message->output;
    named(line, "demand", message, scenario->demands[output->index].name);
    put(line, "from", json_string(demand_status_names[output->from]));
    put(line, "to", json_string(demand_status_names[output->to]));
}

static void timer_line(JsonLine *line, const Scenario *scenario,
                       const Message *message)
{
    const Output *output = message->output;
    const Demand *demand = &scenario->demands[output->index];
    begin(line, "timer", message);
    put(line, "what", timer_name(demand, output->nth));
    put(line, "due", instant(output->to));
    put(line, "announced", json_boolean(output->nth || demand->announced));
}

static void ending(JsonLine *line, const Scenario *scenario,
                   const Message *message)
{
    int32_t number = message->output->nth;
    bool endex = number == ENDING_ENDEX;
    named(line, "ending", message,
          endex ? STR("endex") : scenario->endings[number].name);
    put_text(line, "outcome",
             endex ? STR("unresolved") : scenario->endings[number].outcome);
    put(line, "text", maybe(message->text));
}

static void error_line(JsonLine *line, const Message *message, const char *code)
{
    begin(line, "error", message);
    put(line, "code", json_string(code));
    put_text(line, "text", message->text);
}

static void output_line(JsonLine *line, const Scenario *scenario,
                        const Message *message)
{
    const Output *output = message->output;
    switch (output->kind) {
    case OUT_STATE:
        named(line, "state", message, scenario->states[output->index].name);
        break;
    case OUT_EXPECT:
        texted(line, "expect", message);
        break;
    case OUT_RAN:
        ran(line, scenario, message);
        break;
    case OUT_SAY:
        spoken(line, "say", scenario, message);
        break;
    case OUT_CUE:
        spoken(line, "cue", scenario, message);
        break;
    case OUT_SIGN:
        texted(line, "sign", message);
        break;
    case OUT_NOTE:
        texted(line, "note", message);
        break;
    case OUT_METER:
        named(line, "meter", message, scenario->meters[output->index].name);
        put_int(line, "from", output->from);
        put_int(line, "to", output->to);
        break;
    case OUT_FACT:
        named(line, "fact", message, scenario->facts[output->index].name);
        put(line, "known", json_boolean(output->to));
        break;
    case OUT_DEMAND:
        demand_line(line, scenario, message);
        break;
    case OUT_TIMER:
        timer_line(line, scenario, message);
        break;
    case OUT_SPEAKER:
        begin(line, "speaker", message);
        put_text(line, "role", scenario->roles[output->index].name);
        break;
    case OUT_ENDING:
        ending(line, scenario, message);
        break;
    case OUT_CYCLE:
        error_line(line, message, "cycle");
        break;
    case OUT_TRIED:
        break;
    }
}

static void turn_line(JsonLine *line, const char *out, const Message *message)
{
    begin(line, out, message);
    put_int(line, "turn", message->turn);
}

static void build(JsonLine *line, const Session *session, View view,
                  const Message *message)
{
    const Scenario *scenario = session_scenario(session);
    switch (message->kind) {
    case MESSAGE_START:
        start(line, session, view, message);
        break;
    case MESSAGE_OUTPUT:
        output_line(line, scenario, message);
        break;
    case MESSAGE_HEARD:
        heard(line, scenario, message);
        break;
    case MESSAGE_STAGE:
        begin(line, "stage", message);
        put_stage(line, "name", scenario, message->number);
        break;
    case MESSAGE_READY:
        turn_line(line, "ready", message);
        break;
    case MESSAGE_UNDONE:
        turn_line(line, "undone", message);
        break;
    case MESSAGE_HINT:
        begin(line, "hint", message);
        put(line, "text", maybe(message->text));
        break;
    case MESSAGE_STATUS:
        status(line, session, view, message);
        break;
    case MESSAGE_ERROR:
        error_line(line, message, message->code);
        break;
    }
}

/* Jansson goes on when a key could not be written, so this says no word of it:
 * the buffer remembers. */
static int write_json(const char *bytes, size_t size, void *out)
{
    buf_add(out, (Str){bytes, size});
    return 0;
}

void message_json(Buf *out, const Session *session, View view,
                  const Message *message)
{
    if (message->kind == MESSAGE_OUTPUT && message->output->kind == OUT_TRIED)
        return; /* for :why; no line of the protocol */
    JsonLine line = {.object = json_object()};
    build(&line, session, view, message);
    if (line.failed ||
        json_dump_callback(line.object, write_json, out, JSON_COMPACT))
        out->failed = true;
    buf_add_char(out, '\n');
    json_decref(line.object);
}
