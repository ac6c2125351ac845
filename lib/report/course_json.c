/* What was counted across sessions, as one JSON object. */
#include "report/course.h"
#include "session/json.h"

typedef struct {
    bool failed; /* memory ran out */
} Json;

static void put(Json *json, json_t *object, const char *key, json_t *value)
{
    json->failed |= json_object_set_new(object, key, value) != 0;
}

static void put_count(Json *json, json_t *object, const char *key,
                      uint64_t count)
{
    put(json, object, key, json_integer((json_int_t)count));
}

static void push(Json *json, json_t *array, json_t *value)
{
    json->failed |= json_array_append_new(array, value) != 0;
}

static json_t *date(int64_t day)
{
    char text[HISTORY_DATE];
    return json_string(history_date(day, text));
}

static json_t *skills_of(Json *json, const Course *course,
                         const CoursePeriod *period)
{
    json_t *object = json_object();
    for (uint32_t i = 0; i < course->moves.skills.count; i++) {
        Str name = course->moves.skills.names[i];
        if (period->skills[i])
            json->failed |=
                json_object_setn_new(
                    object, name.data, name.size,
                    json_integer((json_int_t)period->skills[i])) != 0;
    }
    return object;
}

static json_t *period(Json *json, const Course *course,
                      const CoursePeriod *from)
{
    json_t *object = json_object();
    put_count(json, object, "sessions", from->sessions);
    put_count(json, object, "turns", from->turns);
    put_count(json, object, "not-recognised", from->unmatched);
    put(json, object, "skills", skills_of(json, course, from));
    return object;
}

static json_t *periods(Json *json, const Course *course)
{
    json_t *array = json_array();
    for (int i = 0; i < course->period_count; i++) {
        json_t *object = period(json, course, &course->periods[i]);
        int64_t days = (int64_t)1 << course->width;
        put(json, object, "from", date((course->first + i) * days));
        put_count(json, object, "days", (uint64_t)days);
        push(json, array, object);
    }
    return array;
}

static json_t *tones(Json *json, const Course *course)
{
    json_t *object = json_object();
    for (uint32_t i = 0; i < course->moves.skills.count; i++) {
        Str name = course->moves.skills.names[i];
        int tone = course->moves.tones[i];
        json->failed |=
            tone && json_object_setn_new(
                        object, name.data, name.size,
                        json_string(tone > 0 ? "helps" : "harms")) != 0;
    }
    return object;
}

static json_t *sessions(Json *json, const Course *course)
{
    json_t *array = json_array();
    for (size_t i = 0; i < course->rows.count; i++) {
        const CourseSession *row = &course->rows.items[i];
        json_t *object = json_object(), *shown = json_object();
        put(json, object, "wall", json_integer(row->wall));
        if (row->scenario < course->moves.count)
            put(json, object, "scenario",
                json_text(course->moves.scenarios[row->scenario].path));
        put(json, object, "outcome", json_text(row->outcome));
        put_count(json, object, "turns", row->turns);
        put_count(json, object, "not-recognised", row->unmatched);
        for (uint32_t s = 0; s < course->moves.skills.count; s++) {
            Str name = course->moves.skills.names[s];
            if (row->skills[s])
                json->failed |=
                    json_object_setn_new(shown, name.data, name.size,
                                         json_integer(row->skills[s])) != 0;
        }
        put(json, object, "skills", shown);
        push(json, array, object);
    }
    return array;
}

static json_t *trainees(Json *json, const Course *course)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < course->names.count; i++) {
        uint32_t number = course->names.order[i];
        const CourseTrainee *trainee = &course->trainees[number];
        json_t *object = json_object();
        put(json, object, "name", json_text(course->names.names[number]));
        put_count(json, object, "sessions", trainee->sessions);
        put(json, object, "first", date(trainee->first));
        put(json, object, "last", date(trainee->last));
        push(json, array, object);
    }
    return array;
}

static json_t *scenario(Json *json, const MovesScenario *from)
{
    json_t *object = json_object(), *heard = json_array(), *ran = json_array();
    put(json, object, "path", json_text(from->path));
    put(json, object, "title", json_text(from->title));
    put(json, object, "known", json_boolean(from->known));
    put_count(json, object, "sessions", from->sessions);
    put_count(json, object, "sessions-of-this-version", from->current_sessions);
    for (uint32_t i = 0; i < from->intent_count; i++)
        if (!from->intents[i].found && from->intents[i].tone >= 0)
            push(json, heard, json_text(from->intents[i].name));
    for (uint32_t i = 0; from->current_sessions && i < from->place_count; i++) {
        if (from->places[i].found)
            continue;
        json_t *place = json_object();
        put(json, place, "where", json_text(from->places[i].where));
        put_count(json, place, "line", from->places[i].line);
        push(json, ran, place);
    }
    put(json, object, "never-heard", heard);
    put(json, object, "never-ran", ran);
    put_count(json, object, "places-not-followed", from->places_cut);
    return object;
}

static json_t *lines(Json *json, const Course *course, uint32_t most)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < course->lines.count && i < most; i++) {
        const FrequentText *text = &course->lines.texts[i];
        json_t *object = json_object();
        put(json, object, "text",
            json_text((Str){text->shown, text->shown_size}));
        put_count(json, object, "at-least", text->count - text->error);
        put_count(json, object, "at-most", text->count);
        put(json, object, "scenario",
            json_text(course->moves.scenarios[text->group].path));
        push(json, array, object);
    }
    return array;
}

static json_t *left_out(Json *json, const Course *course)
{
    json_t *object = json_object();
    put_count(json, object, "sessions-of-others", course->passed_over);
    put_count(json, object, "journals-with-a-bad-line", course->damaged);
    put_count(json, object, "sessions-too-long", course->cut);
    put_count(json, object, "sessions-without-scenario", course->unplaced);
    put_count(json, object, "skills-without-room",
              course->moves.skills.refused);
    put_count(json, object, "trainees-without-room", course->names.refused);
    put_count(json, object, "sessions-not-shown", course->rows_cut);
    return object;
}

static json_t *whole(Json *json, const Course *course, uint32_t most,
                     const char *program)
{
    json_t *object = json_object(), *outcomes = json_object(),
           *of = json_array();
    put(json, object, "standoff", json_integer(1));
    put(json, object, "report", json_string("course"));
    put(json, object, "program", json_string(program));
    if (course->wish.trainee.size)
        put(json, object, "trainee", json_text(course->wish.trainee));
    if (course->wish.group.size)
        put(json, object, "class", json_text(course->wish.group));
    put_count(json, object, "sessions", course->sessions);
    put_count(json, object, "turns", course->turns);
    put_count(json, object, "not-recognised", course->unmatched);
    for (int i = 0; i < COURSE_OUTCOMES; i++)
        put_count(json, outcomes, course_outcomes[i], course->outcomes[i]);
    put(json, object, "outcomes", outcomes);
    put(json, object, "periods", periods(json, course));
    put(json, object, "undated", period(json, course, &course->undated));
    put(json, object, "tones", tones(json, course));
    if (course->wish.trainee.size)
        put(json, object, "by-session", sessions(json, course));
    else
        put(json, object, "trainees", trainees(json, course));
    for (uint32_t i = 0; i < course->moves.count; i++)
        push(json, of, scenario(json, &course->moves.scenarios[i]));
    put(json, object, "scenarios", of);
    put(json, object, "lines", lines(json, course, most));
    put(json, object, "lines-are-exact", json_boolean(!course->lines.inexact));
    put(json, object, "left-out", left_out(json, course));
    return object;
}

static int write_json(const char *bytes, size_t size, void *out)
{
    buf_add(out, (Str){bytes, size});
    return 0;
}

void course_json(Buf *out, const Course *course, uint32_t most,
                 const char *program)
{
    Json json = {0};
    json_t *object = whole(&json, course, most, program);
    if (json.failed || !object ||
        json_dump_callback(object, write_json, out, JSON_INDENT(2)))
        out->failed = true;
    buf_add_char(out, '\n');
    json_decref(object);
}
