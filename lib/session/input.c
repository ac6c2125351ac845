/* JSON lines in: one row for each kind of input, with the fields it takes.
 * Start at session_take_json. A line that cannot be taken gets one error code
 * and changes nothing. */
#include "session/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/json.h"
#include "session/text.h"

typedef struct {
    const Scenario *scenario;
    json_t *object;
    Input input;
    uint32_t *intents; /* owned */
    EngineSet *sets;   /* owned */
    const char *code;  /* of the first fault, or NULL */
    char why[256];
    bool failed; /* memory ran out */
} Reading;

static bool refuse(Reading *reading, const char *code, const char *why)
{
    if (reading->code)
        return false;
    reading->code = code;
    snprintf(reading->why, sizeof reading->why, "%s", why);
    return false;
}

static bool refuse_name(Reading *reading, const char *what, const char *name)
{
    if (!reading->code)
        snprintf(reading->why, sizeof reading->why, "%s '%.80s' is not defined",
                 what, name);
    reading->code = reading->code ? reading->code : "name";
    return false;
}

/* --- Fields ------------------------------------------------------------- */

static Str str_of(const json_t *value)
{
    return (Str){json_string_value(value), json_string_length(value)};
}

static bool field_text(Reading *reading, const char *key, bool must, Str *out)
{
    const json_t *value = json_object_get(reading->object, key);
    if (!value && !must)
        return true;
    if (!json_is_string(value))
        return refuse(reading, "json", "a field is missing or is no text");
    *out = str_of(value);
    return true;
}

static bool field_int(Reading *reading, const char *key, int64_t *out)
{
    const json_t *value = json_object_get(reading->object, key);
    if (!json_is_integer(value))
        return refuse(reading, "json",
                      "a field is missing or is no whole number");
    *out = json_integer_value(value);
    return true;
}

typedef int32_t Find(const Scenario *scenario, Str name);

static bool field_name(Reading *reading, const char *key, const char *what,
                       Find *find)
{
    Str name = {0};
    if (!field_text(reading, key, true, &name))
        return false;
    int32_t index = find(reading->scenario, name);
    if (index == NONE)
        return refuse_name(reading, what, name.data);
    reading->input.index = (uint32_t)index;
    return true;
}

/* --- Kinds of input ----------------------------------------------------- */

static void read_nothing(Reading *reading)
{
    (void)reading;
}

static void read_say(Reading *reading)
{
    reading->input.has_text =
        field_text(reading, "text", true, &reading->input.text);
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void read_heard(Reading *reading)
{
    Input *input = &reading->input;
    const json_t *list = json_object_get(reading->object, "intents");
    if (!json_is_array(list)) {
        refuse(reading, "json", "'intents' is missing or is no list");
        return;
    }
    input->has_text = json_object_get(reading->object, "text") != NULL;
    field_text(reading, "text", false, &input->text);
    size_t size = json_array_size(list);
    uint32_t *found = reading->intents = calloc(size + 1, sizeof *found);
    reading->failed |= !found;
    for (size_t i = 0; found && i < size; i++) {
        const json_t *name = json_array_get(list, i);
        if (!json_is_string(name)) {
            refuse(reading, "json", "an intent is no text");
            return;
        }
        int32_t index = scenario_intent_find(reading->scenario, str_of(name));
        if (index == NONE) {
            refuse_name(reading, "intent", json_string_value(name));
            return;
        }
        found[i] = (uint32_t)index;
    }
    if (!found)
        return;
    qsort(found, size, sizeof *found, by_number);
    for (size_t i = 0; i < size; i++)
        if (!i || found[i] != found[i - 1])
            found[input->intent_count++] = found[i];
    input->intents = found;
}

static void read_wait(Reading *reading)
{
    field_int(reading, "ms", &reading->input.number);
}

static void read_inject(Reading *reading)
{
    field_name(reading, "name", "inject", scenario_inject_find);
}

static void read_goto(Reading *reading)
{
    field_name(reading, "state", "state", scenario_state_find);
}

static void read_undo(Reading *reading)
{
    field_int(reading, "turns", &reading->input.number);
}

static void read_note(Reading *reading)
{
    field_text(reading, "text", true, &reading->input.text);
    field_text(reading, "by", false, &reading->input.by);
}

static void read_drift(Reading *reading)
{
    static const char *const hows[] = {"as-written", "varied", "conceded",
                                       "hung-up"};
    Str how = {0};
    if (!field_name(reading, "role", "role", scenario_role_find) ||
        !field_text(reading, "how", true, &how))
        return;
    for (size_t i = 0; i < sizeof hows / sizeof *hows; i++)
        if (str_equal_c(how, hows[i])) {
            reading->input.text = how;
            return;
        }
    refuse_name(reading, "way of drifting", how.data);
}

/* --- set ---------------------------------------------------------------- */

static bool set_meter(Reading *reading, const json_t *value, EngineSet *set)
{
    const Meter *meter = &reading->scenario->meters[set->index];
    if (!json_is_integer(value))
        return refuse(reading, "json", "a meter takes a whole number");
    if (json_integer_value(value) < meter->low ||
        json_integer_value(value) > meter->high)
        return refuse(reading, "range", "a value lies outside its meter");
    set->value = (int32_t)json_integer_value(value);
    return true;
}

static bool set_fact(Reading *reading, const json_t *value, EngineSet *set)
{
    if (!json_is_boolean(value))
        return refuse(reading, "json", "a fact is true or false");
    set->value = json_is_true(value);
    return true;
}

static bool set_demand(Reading *reading, const json_t *value, EngineSet *set)
{
    if (!json_is_string(value))
        return refuse(reading, "json", "a demand takes a status");
    for (int i = 0; i < DEMAND_STATUS_COUNT; i++)
        if (str_equal_c(str_of(value), demand_status_names[i])) {
            set->value = i;
            return true;
        }
    return refuse_name(reading, "status", json_string_value(value));
}

static const struct {
    const char *key, *what;
    Find *find;
    EngineSetKind kind;
    bool (*read)(Reading *reading, const json_t *value, EngineSet *set);
} settable[] = {
    {"meters", "meter", scenario_meter_find, SET_METER, set_meter},
    {"facts", "fact", scenario_fact_find, SET_FACT, set_fact},
    {"demands", "demand", scenario_demand_find, SET_DEMAND, set_demand},
};

static bool read_settings(Reading *reading, size_t row, json_t *map)
{
    const char *name;
    json_t *value;
    json_object_foreach (map, name, value) {
        int32_t index = settable[row].find(reading->scenario, str_from(name));
        if (index == NONE)
            return refuse_name(reading, settable[row].what, name);
        EngineSet *set = &reading->sets[reading->input.set_count];
        *set = (EngineSet){settable[row].kind, (uint32_t)index, 0};
        if (!settable[row].read(reading, value, set))
            return false;
        reading->input.set_count++;
    }
    return true;
}

static void read_set(Reading *reading)
{
    enum { ROWS = sizeof settable / sizeof *settable };
    json_t *maps[ROWS];
    size_t size = 1;
    for (size_t i = 0; i < ROWS; i++) {
        maps[i] = json_object_get(reading->object, settable[i].key);
        if (maps[i] && !json_is_object(maps[i])) {
            refuse(reading, "json", "'set' takes maps");
            return;
        }
        size += json_object_size(maps[i]);
    }
    reading->sets = calloc(size, sizeof *reading->sets);
    reading->failed |= !reading->sets;
    for (size_t i = 0; reading->sets && i < ROWS; i++)
        if (maps[i] && !read_settings(reading, i, maps[i]))
            return;
    reading->input.sets = reading->sets;
}

static const struct {
    const char *name;
    void (*read)(Reading *reading);
} kinds[INPUT_KIND_COUNT] = {
    [INPUT_SAY] = {"say", read_say},
    [INPUT_HEARD] = {"heard", read_heard},
    [INPUT_TYPING] = {"typing", read_nothing},
    [INPUT_WAIT] = {"wait", read_wait},
    [INPUT_INJECT] = {"inject", read_inject},
    [INPUT_GOTO] = {"goto", read_goto},
    [INPUT_SET] = {"set", read_set},
    [INPUT_UNDO] = {"undo", read_undo},
    [INPUT_HINT] = {"hint", read_nothing},
    [INPUT_STATUS] = {"status", read_nothing},
    [INPUT_NOTE] = {"note", read_note},
    [INPUT_DRIFT] = {"drift", read_drift},
    [INPUT_PAUSE] = {"pause", read_nothing},
    [INPUT_RESUME] = {"resume", read_nothing},
    [INPUT_RESTART] = {"restart", read_nothing},
    [INPUT_END] = {"end", read_nothing},
};

const char *input_name(InputKind kind)
{
    return kinds[kind].name;
}

/* --- A line ------------------------------------------------------------- */

static void read_input(Reading *reading)
{
    const json_t *in = json_object_get(reading->object, "in");
    const char *name = json_string_value(in);
    int kind = 0;
    while (kind < INPUT_KIND_COUNT && (!name || strcmp(name, kinds[kind].name)))
        kind++;
    if (kind == INPUT_KIND_COUNT) {
        refuse(reading, "unknown", "'in' is missing or names no input");
        return;
    }
    reading->input.kind = (InputKind)kind;
    if (json_object_get(reading->object, "t"))
        reading->input.has_t = field_int(reading, "t", &reading->input.t);
    kinds[kind].read(reading);
}

static bool is_blank(Str line)
{
    for (size_t i = 0; i < line.size; i++)
        if (!memchr(" \t\r\n", line.data[i], 4))
            return false;
    return true;
}

/* The object of a line; NULL when it is none, or memory ran out. */
static json_t *parse(Str line, bool *failed)
{
    json_t *value = json_read(line, failed);
    if (json_is_object(value))
        return value;
    json_decref(value);
    return NULL;
}

static SessionStatus take(Session *session, Reading *reading, int64_t now)
{
    if (reading->failed)
        return SESSION_NO_MEMORY;
    bool over = engine_ended(session_now(session));
    if (over && (reading->code || reading->input.kind != INPUT_UNDO))
        return session_error(session, "ended",
                             STR("the exercise is over; only undo is taken"));
    if (reading->code)
        return session_error(session, reading->code, str_from(reading->why));
    if (!reading->input.has_t && now != NONE) {
        reading->input.has_t = true;
        reading->input.t = now;
    }
    return session_take(session, &reading->input);
}

SessionStatus session_take_json(Session *session, Str line, int64_t now)
{
    if (is_blank(line))
        return engine_ended(session_now(session)) ? SESSION_ENDED : SESSION_OK;
    Reading reading = {.scenario = session_scenario(session)};
    reading.object = parse(line, &reading.failed);
    if (reading.object)
        read_input(&reading);
    else
        refuse(&reading, "json", "the line is not one JSON object");
    SessionStatus status = take(session, &reading, now);
    json_decref(reading.object);
    free(reading.intents);
    free(reading.sets);
    return status;
}
