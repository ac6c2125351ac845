/* Reading a journal: a row for each kind of line, with the keys it takes. Start
 * at story_read. */
#include "report/story.h"

#include <string.h>

#include "base/names.h"
#include "session/json.h"

typedef enum {
    THING_NONE,
    THING_RULE,
    THING_INTENT,
    THING_ROLE,
    THING_METER,
    THING_FACT,
    THING_DEMAND,
    THING_STATE,
    THING_STAGE,
    THING_ENDING,
    THING_INJECT,
} Thing;

typedef struct {
    Arena *arena;
    Story *story;
    Names names;         /* of the scenario */
    json_t *said;        /* the utterance whose turn has not begun, or NULL */
    uint32_t said_at;    /* events before it */
    uint32_t inputs;     /* utterances so far */
    int32_t turn;        /* the one under way that stands, or NONE */
    VEC(uint32_t) marks; /* of each turn: events before its utterance */
} Reading;

/* --- Names --------------------------------------------------------------- */

static void add_rules(Reading *reading, const Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        names_add(reading->arena, &reading->names, scenario->rules[i].where,
                  THING_RULE, i);
    for (uint32_t i = 0; i < scenario->inject_count; i++)
        names_add(reading->arena, &reading->names,
                  scenario->rules[scenario->injects[i]].name, THING_INJECT, i);
}

#define ADD_ALL(list, thing)                                                   \
    for (uint32_t i = 0; i < scenario->list##_count; i++)                      \
    names_add(reading->arena, &reading->names, scenario->list##s[i].name,      \
              thing, i)

static void add_names(Reading *reading, const Scenario *scenario)
{
    add_rules(reading, scenario);
    ADD_ALL(role, THING_ROLE);
    ADD_ALL(meter, THING_METER);
    ADD_ALL(fact, THING_FACT);
    ADD_ALL(demand, THING_DEMAND);
    ADD_ALL(state, THING_STATE);
    ADD_ALL(stage, THING_STAGE);
    ADD_ALL(ending, THING_ENDING);
    for (uint32_t i = 0; i < scenario->hearing.count; i++)
        names_add(reading->arena, &reading->names,
                  scenario->hearing.intents[i].name, THING_INTENT, i);
    names_sort(&reading->names);
}

static int32_t find(const Reading *reading, Str name, Thing thing)
{
    const Name *found = names_find(&reading->names, name);
    if (!found) /* as always when there is no scenario */
        return NONE;
    const Name *end = reading->names.all.items + reading->names.all.count;
    for (; found < end && str_equal(found->name, name); found++)
        if (found->kind == thing)
            return (int32_t)found->index;
    return NONE;
}

/* --- Values -------------------------------------------------------------- */

static Str text_of(Arena *arena, const json_t *value)
{
    Str text = {json_string_value(value), json_string_length(value)};
    return text.data ? str_copy(arena, text) : (Str){0};
}

static Str text_at(Arena *arena, const json_t *object, const char *key)
{
    return key ? text_of(arena, json_object_get(object, key)) : (Str){0};
}

/* A number, a truth, or a demand's status; NONE for anything else. */
static int64_t number_at(const json_t *object, const char *key)
{
    const json_t *value = key ? json_object_get(object, key) : NULL;
    if (json_is_integer(value))
        return json_integer_value(value);
    if (json_is_boolean(value))
        return json_is_true(value);
    for (int i = 0; json_is_string(value) && i < DEMAND_STATUS_COUNT; i++)
        if (!strcmp(json_string_value(value), demand_status_names[i]))
            return i;
    return NONE;
}

/* --- Lines --------------------------------------------------------------- */

typedef struct {
    const char *line; /* the value of `out` or `in` */
    StoryKind kind;
    const char *name; /* keys */
    Thing thing;
    const char *word, *to;
} Row;

static const Row outs[] = {
    {"say", STORY_LINE, "role", THING_ROLE, NULL, NULL},
    {"cue", STORY_CUE, "role", THING_ROLE, NULL, NULL},
    {"sign", STORY_SIGN, NULL, THING_NONE, NULL, NULL},
    {"note", STORY_TEACHING, NULL, THING_NONE, NULL, NULL},
    {"ran", STORY_RAN, "where", THING_RULE, "what", "line"},
    {"meter", STORY_METER, "name", THING_METER, NULL, "to"},
    {"fact", STORY_FACT, "name", THING_FACT, NULL, "known"},
    {"demand", STORY_DEMAND, "name", THING_DEMAND, NULL, "to"},
    {"timer", STORY_TIMER, "what", THING_DEMAND, NULL, "due"},
    {"state", STORY_STATE, "name", THING_STATE, NULL, NULL},
    {"stage", STORY_STAGE, "name", THING_STAGE, NULL, NULL},
    {"speaker", STORY_SPEAKER, "role", THING_ROLE, NULL, NULL},
    {"ending", STORY_ENDING, "name", THING_ENDING, "outcome", NULL},
};

static const Row ins[] = {
    {"typing", STORY_TYPING, NULL, THING_NONE, NULL, NULL},
    {"wait", STORY_WAIT, NULL, THING_NONE, NULL, "ms"},
    {"hint", STORY_HINT, NULL, THING_NONE, NULL, NULL},
    {"inject", STORY_INJECT, "name", THING_INJECT, NULL, NULL},
    {"goto", STORY_GOTO, "state", THING_STATE, NULL, NULL},
    {"set", STORY_SET, NULL, THING_NONE, NULL, NULL},
    {"end", STORY_END, NULL, THING_NONE, NULL, NULL},
    {"pause", STORY_PAUSE, NULL, THING_NONE, NULL, NULL},
    {"resume", STORY_RESUME, NULL, THING_NONE, NULL, NULL},
    {"note", STORY_REMARK, "by", THING_NONE, NULL, NULL},
    {"drift", STORY_DRIFT, "role", THING_ROLE, "how", NULL},
};

static const Row *find_row(const Row *rows, size_t count, const char *line)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(rows[i].line, line))
            return &rows[i];
    return NULL;
}

static StoryEvent *push(Reading *reading, StoryKind kind, const json_t *object)
{
    Story *story = reading->story;
    StoryEvent *event = VEC_PUSH(reading->arena, &story->events);
    int64_t t = number_at(object, "t");
    *event = (StoryEvent){
        .kind = kind, .t = t < 0 ? 0 : t, .turn = reading->turn, .index = NONE};
    if (t > story->end)
        story->end = t;
    return event;
}

/* "deadline:doctor" is 0 and the demand's name. */
static void split_timer(StoryEvent *event)
{
    size_t colon = 0;
    while (colon < event->name.size && event->name.data[colon] != ':')
        colon++;
    event->from = str_starts_with(event->name, "promise");
    event->name = str_slice(event->name, colon + 1, event->name.size);
}

static Str settings(Reading *reading, json_t *object)
{
    static const char *const drop[] = {"in", "t", "wall", "n", "crc"};
    for (size_t i = 0; i < sizeof drop / sizeof *drop; i++)
        json_object_del(object, drop[i]);
    char *text = json_dumps(object, 0);
    if (!text)
        arena_out_of_memory(reading->arena);
    arena_defer(reading->arena, free, text);
    return str_from(text);
}

static void add_event(Reading *reading, const Row *row, json_t *object)
{
    StoryEvent *event = push(reading, row->kind, object);
    event->name = text_at(reading->arena, object, row->name);
    event->word = text_at(reading->arena, object, row->word);
    event->text = text_at(reading->arena, object, "text");
    event->from = number_at(object, "from");
    event->to = number_at(object, row->to);
    if (row->kind == STORY_RAN)
        event->text = text_at(reading->arena, object, "file");
    if (row->kind == STORY_TIMER)
        split_timer(event);
    if (row->kind == STORY_SET)
        event->text = settings(reading, object);
    event->index = find(reading, event->name, row->thing);
    if (row->kind == STORY_ENDING)
        reading->story->ending = (int32_t)reading->story->events.count - 1;
}

/* --- Turns --------------------------------------------------------------- */

static void begin_turn(Reading *reading, const json_t *object)
{
    Story *story = reading->story;
    const json_t *list = json_object_get(object, "intents");
    size_t count = json_array_size(list);
    Str *names = ARENA_ARRAY(reading->arena, Str, count + 1);
    int32_t *indices = ARENA_ARRAY(reading->arena, int32_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        names[i] = text_of(reading->arena, json_array_get(list, i));
        indices[i] = find(reading, names[i], THING_INTENT);
    }
    const char *in = json_string_value(json_object_get(reading->said, "in"));
    *VEC_PUSH(reading->arena, &story->turns) = (StoryTurn){
        .number = number_at(object, "turn"),
        .t = number_at(object, "t"),
        .text = text_at(reading->arena, reading->said, "text"),
        .operator= in && !strcmp(in, "heard"),
        .intents = names,
        .indices = indices,
        .intent_count = (uint32_t)count,
        .limited_count =
            (uint32_t)json_array_size(json_object_get(object, "limited")),
        .input = reading->inputs ? reading->inputs - 1 : 0,
        .begin = (uint32_t)story->events.count,
    };
    *VEC_PUSH(reading->arena, &reading->marks) = reading->said_at;
    reading->turn = (int32_t)story->turns.count - 1;
}

static void hold(Reading *reading, json_t *object)
{
    json_decref(reading->said);
    reading->said = json_incref(object);
    reading->said_at = (uint32_t)reading->story->events.count;
    reading->inputs++;
}

/* Back to before the utterance of the turn after `number`. What observers
 * wrote stays: they saw it. */
static void take_back(Reading *reading, const json_t *object)
{
    Story *story = reading->story;
    int64_t number = number_at(object, "turn");
    uint32_t from = (uint32_t)story->events.count;
    size_t i = story->turns.count;
    for (; i-- > 0;) {
        StoryTurn *turn = &story->turns.items[i];
        if (turn->undone)
            continue;
        if (turn->number <= number)
            break;
        turn->undone = true;
        from = reading->marks.items[i];
    }
    reading->turn = (int32_t)i; /* NONE when none stands */
    for (size_t e = from; e < story->events.count; e++) {
        story->events.items[e].undone = true;
        if (story->ending == (int32_t)e)
            story->ending = NONE;
    }
    push(reading, STORY_UNDO, object)->to = number;
}

/* --- All of it ----------------------------------------------------------- */

static void read_out(Reading *reading, json_t *object, const char *out)
{
    const Row *row = find_row(outs, sizeof outs / sizeof *outs, out);
    const char *code = json_string_value(json_object_get(object, "code"));
    if (row)
        add_event(reading, row, object);
    else if (!strcmp(out, "heard"))
        begin_turn(reading, object);
    else if (!strcmp(out, "undone"))
        take_back(reading, object);
    else if (!strcmp(out, "error") && code && !strcmp(code, "cycle"))
        push(reading, STORY_CYCLE, object)->text =
            text_at(reading->arena, object, "text");
}

static void read_line(Reading *reading, Str line)
{
    bool failed = false;
    json_t *object = json_read(line, &failed);
    if (failed)
        arena_out_of_memory(reading->arena);
    const char *out = json_string_value(json_object_get(object, "out"));
    const char *in = json_string_value(json_object_get(object, "in"));
    const Row *row = in ? find_row(ins, sizeof ins / sizeof *ins, in) : NULL;
    if (out)
        read_out(reading, object, out);
    else if (row)
        add_event(reading, row, object);
    else if (in && (!strcmp(in, "say") || !strcmp(in, "heard")))
        hold(reading, object);
    json_decref(object);
}

static bool read_start(Reading *reading, Str line)
{
    Story *story = reading->story;
    bool failed = false;
    if (!record_read_start(reading->arena, line, &story->start))
        return false;
    json_t *object = json_read(line, &failed);
    if (failed)
        arena_out_of_memory(reading->arena);
    story->program = text_at(reading->arena, object, "program");
    story->scenario = text_at(reading->arena, object, "scenario");
    story->support = text_at(reading->arena, object, "support");
    const json_t *list = json_object_get(object, "warnings");
    Str *warnings = ARENA_ARRAY(reading->arena, Str, json_array_size(list) + 1);
    for (size_t i = 0; i < json_array_size(list); i++)
        warnings[story->warning_count++] =
            text_of(reading->arena, json_array_get(list, i));
    story->warnings = warnings;
    json_decref(object);
    return true;
}

static void end_turns(Story *story)
{
    for (size_t i = 0; i < story->turns.count; i++)
        story->turns.items[i].end = story->turns.items[i].begin;
    for (uint32_t i = 0; i < story->events.count; i++)
        if (story->events.items[i].turn != NONE)
            story->turns.items[story->events.items[i].turn].end = i + 1;
}

const StoryEvent *story_next(const Story *story, int32_t turn, uint32_t *at)
{
    uint32_t end = turn == NONE ? (uint32_t)story->events.count
                                : story->turns.items[turn].end;
    while (*at < end) {
        const StoryEvent *event = &story->events.items[(*at)++];
        if (event->turn == turn)
            return event;
    }
    return NULL;
}

/* A meter's start is what it first changed from. */
static void note_meter(Arena *arena, Story *story, const StoryEvent *event)
{
    StoryMeter *meter = NULL;
    for (size_t i = 0; i < story->meters.count; i++)
        if (str_equal(story->meters.items[i].name, event->name))
            meter = &story->meters.items[i];
    if (!meter) {
        meter = VEC_PUSH(arena, &story->meters);
        *meter = (StoryMeter){event->name, NONE, event->from, event->from,
                              event->from};
    }
    if (meter->index != NONE)
        return;
    meter->low = event->to < meter->low ? event->to : meter->low;
    meter->high = event->to > meter->high ? event->to : meter->high;
}

static void collect_meters(Arena *arena, Story *story, const Scenario *scenario)
{
    for (uint32_t i = 0; scenario && i < scenario->meter_count; i++) {
        const Meter *meter = &scenario->meters[i];
        *VEC_PUSH(arena, &story->meters) = (StoryMeter){
            meter->name, (int32_t)i, meter->start, meter->low, meter->high};
    }
    for (size_t i = 0; i < story->events.count; i++)
        if (story->events.items[i].kind == STORY_METER)
            note_meter(arena, story, &story->events.items[i]);
}

bool story_read(Arena *arena, Str text, const Scenario *scenario, Story *story)
{
    Reading reading = {.arena = arena, .story = story, .turn = NONE};
    size_t at = 0;
    Str line;
    *story = (Story){.ending = NONE, .wall = NONE};
    if (!journal_line(text, &at, &line) || !read_start(&reading, line))
        return false;
    if (scenario)
        add_names(&reading, scenario);
    while (journal_line(text, &at, &line))
        read_line(&reading, line);
    json_decref(reading.said);
    end_turns(story);
    collect_meters(arena, story, scenario);
    int64_t last = record_last_wall(text);
    if (last >= story->start.wall && story->start.wall > 0)
        story->wall = last - story->start.wall;
    return true;
}

int32_t story_turn_find(const Story *story, int64_t number)
{
    for (size_t i = 0; i < story->turns.count; i++)
        if (!story->turns.items[i].undone &&
            story->turns.items[i].number == number)
            return (int32_t)i;
    return NONE;
}

const StoryTurn *story_turn(const Story *story, int32_t turn)
{
    return turn == NONE ? NULL : &story->turns.items[turn];
}

uint32_t story_words(Str text)
{
    uint32_t count = 0;
    bool inside = false;
    for (size_t i = 0; i < text.size; i++) {
        bool blank = (unsigned char)text.data[i] <= ' ';
        count += inside ? 0 : !blank;
        inside = !blank;
    }
    return count;
}
