/* Journal lines: inputs as JSON, and the start with what a later reader needs
 * to find the scenario again. Start at record_message. */
#include "session/record.h"

#include <sha256.h>
#include <string.h>

#include "session/json.h"

/* --- Inputs ------------------------------------------------------------- */

/* As in message.c: what jansson refuses marks the line. */
typedef struct {
    json_t *object;
    const Scenario *scenario;
    bool failed;
} JsonRecord;

static void put(JsonRecord *line, const char *key, json_t *value)
{
    line->failed |= json_object_set_new(line->object, key, value) != 0;
}

static void put_text(JsonRecord *line, const char *key, Str text)
{
    put(line, key, json_text(text));
}

/* What was typed; when it is no UTF-8, its bytes in hexadecimal, too, since
 * the text has U+FFFD for what is none. */
static void put_typed(JsonRecord *line, Str text)
{
    put_text(line, "text", text);
    if (source_utf8_valid(text) == text.size)
        return;
    Buf digits = {0};
    for (size_t i = 0; i < text.size; i++)
        buf_printf(&digits, "%02x", (unsigned char)text.data[i]);
    line->failed |= digits.failed;
    if (!digits.failed)
        put_text(line, "bytes", buf_str(&digits));
    buf_finish(&digits);
}

static void put_intents(JsonRecord *line, const Input *input)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < input->intent_count; i++) {
        uint32_t intent = input->intents[i];
        Str name = line->scenario->hearing.intents[intent].name;
        line->failed |= json_array_append_new(list, json_text(name)) != 0;
    }
    put(line, "intents", list);
    if (input->has_text)
        put_text(line, "text", input->text);
}

static void put_set(JsonRecord *line, json_t *maps[3], const EngineSet *set)
{
    const Scenario *scenario = line->scenario;
    Str name = {0};
    json_t *value = NULL;
    switch (set->kind) {
    case SET_METER:
        name = scenario->meters[set->index].name;
        value = json_integer(set->value);
        break;
    case SET_FACT:
        name = scenario->facts[set->index].name;
        value = json_boolean(set->value);
        break;
    case SET_DEMAND:
        name = scenario->demands[set->index].name;
        value = json_string(demand_status_names[set->value]);
        break;
    }
    line->failed |=
        json_object_setn_new(maps[set->kind], name.data, name.size, value) != 0;
}

static void put_sets(JsonRecord *line, const Input *input)
{
    static const char *const keys[] = {
        [SET_METER] = "meters", [SET_FACT] = "facts", [SET_DEMAND] = "demands"};
    json_t *maps[3] = {json_object(), json_object(), json_object()};
    for (uint32_t i = 0; i < input->set_count; i++)
        put_set(line, maps, &input->sets[i]);
    for (int i = 0; i < 3; i++) {
        if (json_object_size(maps[i]))
            put(line, keys[i], maps[i]);
        else
            json_decref(maps[i]);
    }
}

static void put_fields(JsonRecord *line, const Input *input)
{
    const Scenario *scenario = line->scenario;
    switch (input->kind) {
    case INPUT_SAY:
        put_typed(line, input->text);
        break;
    case INPUT_HEARD:
        put_intents(line, input);
        break;
    case INPUT_WAIT:
        put(line, "ms", json_integer(input->number));
        break;
    case INPUT_INJECT:
        put_text(line, "name",
                 scenario->rules[scenario->injects[input->index]].name);
        break;
    case INPUT_GOTO:
        put_text(line, "state", scenario->states[input->index].name);
        break;
    case INPUT_SET:
        put_sets(line, input);
        break;
    case INPUT_UNDO:
        put(line, "turns", json_integer(input->number));
        break;
    case INPUT_NOTE:
        put_text(line, "text", input->text);
        if (input->by.size)
            put_text(line, "by", input->by);
        break;
    case INPUT_DRIFT:
        put_text(line, "role", scenario->roles[input->index].name);
        put_text(line, "how", input->text);
        break;
    case INPUT_TYPING:
    case INPUT_HINT:
    case INPUT_STATUS:
    case INPUT_PAUSE:
    case INPUT_RESUME:
    case INPUT_RESTART:
    case INPUT_END:
    case INPUT_KIND_COUNT:
        break;
    }
}

static int write_json(const char *bytes, size_t size, void *out)
{
    buf_add(out, (Str){bytes, size});
    return 0;
}

/* `wall` NONE: none. */
static void add_input(Buf *out, const Scenario *scenario, const Input *input,
                      int64_t wall)
{
    JsonRecord line = {.object = json_object(), .scenario = scenario};
    put(&line, "in", json_string(input_name(input->kind)));
    if (input->has_t)
        put(&line, "t", json_integer(input->t));
    put_fields(&line, input);
    if (wall != NONE)
        put(&line, "wall", json_integer(wall));
    if (line.failed ||
        json_dump_callback(line.object, write_json, out, JSON_COMPACT))
        out->failed = true;
    json_decref(line.object);
}

void input_json(Buf *out, const Scenario *scenario, const Input *input)
{
    add_input(out, scenario, input, NONE);
    buf_add_char(out, '\n');
}

bool record_input(Journal *journal, const Session *session, const Input *input,
                  int64_t wall)
{
    Buf line = {0};
    add_input(&line, session_scenario(session), input, wall);
    if (!line.failed)
        journal_add(journal, buf_str(&line), true);
    bool done = !line.failed;
    buf_finish(&line);
    return done;
}

/* --- Messages ----------------------------------------------------------- */

void record_digest(const Sources *sources, char digest[RECORD_DIGEST])
{
    _Static_assert((int)RECORD_DIGEST >= SHA256_DIGEST_STRING_LENGTH,
                   "a checksum fits");
    SHA2_CTX sum;
    SHA256Init(&sum);
    for (size_t i = 0; i < sources->files.count; i++) {
        Str text = sources->files.items[i].text;
        uint8_t size[8];
        for (int byte = 0; byte < 8; byte++)
            size[byte] = (uint8_t)((uint64_t)text.size >> 8 * byte);
        SHA256Update(&sum, size, sizeof size);
        if (text.size)
            SHA256Update(&sum, (const uint8_t *)text.data, text.size);
    }
    SHA256End(&sum, digest);
}

/* What a journal's start says beyond the protocol's. */
static void add_start(Buf *out, const RecordStart *start)
{
    JsonRecord line = {.object = json_object()};
    put_text(&line, "path", start->path);
    put_text(&line, "root", start->root);
    put_text(&line, "files", start->files);
    if (start->trainee.size)
        put_text(&line, "trainee", start->trainee);
    if (start->group.size)
        put_text(&line, "class", start->group);
    put(&line, "wall", json_integer(start->wall));
    Buf more = {0};
    if (line.failed ||
        json_dump_callback(line.object, write_json, &more, JSON_COMPACT))
        out->failed = true;
    json_decref(line.object);
    out->failed |= more.failed;
    if (!out->failed) {
        out->data[out->size - 1] = ','; /* was '}' */
        buf_add(out, str_slice(buf_str(&more), 1, more.size));
    }
    buf_finish(&more);
}

bool record_message(Journal *journal, const Session *session,
                    const Message *message, const RecordStart *start)
{
    Buf line = {0};
    message_json(&line, session, (View){.kind = VIEW_TRAINER}, message);
    bool any = !line.failed && line.size;
    if (any) {
        line.size--; /* the newline */
        if (message->kind == MESSAGE_START)
            add_start(&line, start);
    }
    if (any && !line.failed)
        journal_add(journal, buf_str(&line), message->kind == MESSAGE_START);
    bool done = !line.failed;
    buf_finish(&line);
    return done;
}

bool record_is_name(Str text)
{
    Buf shown = {0};
    diag_add_safe(&shown, text, false); /* shows what is no plain text */
    bool good = text.size && text.size <= RECORD_NAME_MOST &&
                text.data[0] != '.' && !memchr(text.data, '/', text.size) &&
                str_equal(buf_str(&shown), text);
    buf_finish(&shown);
    return good;
}

/* --- Reading ------------------------------------------------------------ */

static Str text_at(Arena *arena, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    Str text = {json_string_value(value), json_string_length(value)};
    return text.data ? str_copy(arena, text) : (Str){0};
}

bool record_read_start(Arena *arena, Str line, RecordStart *start)
{
    bool failed;
    json_t *object = json_read(line, &failed);
    if (failed)
        arena_out_of_memory(arena);
    *start = (RecordStart){
        .path = text_at(arena, object, "path"),
        .root = text_at(arena, object, "root"),
        .language = text_at(arena, object, "language"),
        .files = text_at(arena, object, "files"),
        .title = text_at(arena, object, "title"),
        .trainee = text_at(arena, object, "trainee"),
        .group = text_at(arena, object, "class"),
        .seed = (uint64_t)json_integer_value(json_object_get(object, "seed")),
        .wall = json_integer_value(json_object_get(object, "wall")),
    };
    const json_t *version = json_object_get(object, "standoff");
    Str out = text_at(arena, object, "out");
    bool good = str_equal_c(out, "start") && json_integer_value(version) == 1 &&
                start->path.size && start->seed <= INT64_MAX;
    json_decref(object);
    return good;
}

int64_t record_last_wall(Str text)
{
    static const char key[] = ",\"wall\":";
    int64_t last = 0, wall;
    size_t at = 0;
    for (Str line; journal_line(text, &at, &line);) {
        const char *found = memmem(line.data, line.size, key, sizeof key - 1);
        size_t begin =
            found ? (size_t)(found - line.data) + sizeof key - 1 : line.size;
        size_t end = begin;
        while (end < line.size && line.data[end] >= '0' &&
               line.data[end] <= '9')
            end++;
        if (str_to_int(str_slice(line, begin, end), &wall))
            last = wall;
    }
    return last;
}
