/* The facts as JSON. One function a part; debrief_json, at the end, has them
 * all, those of debrief_json_boards.c too. What jansson refuses marks the
 * whole. */
#include "report/debrief_json.h"

void writing_put(Writing *writing, json_t *object, const char *key,
                 json_t *value)
{
    writing->failed |= json_object_set_new(object, key, value) != 0;
}

void writing_append(Writing *writing, json_t *array, json_t *value)
{
    writing->failed |= json_array_append_new(array, value) != 0;
}

json_t *writing_text(Str value)
{
    return value.data ? json_text(value) : json_null();
}

/* The number of a turn, or null. */
json_t *writing_turn(const Writing *writing, int32_t turn)
{
    const StoryTurn *what = story_turn(writing->facts->story, turn);
    return what ? json_integer(what->number) : json_null();
}

static json_t *turns_of(Writing *writing, FactsTurns turns)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < turns.count; i++)
        writing_append(writing, array, writing_turn(writing, turns.items[i]));
    return array;
}

json_t *writing_intent(const Writing *writing, int32_t intent)
{
    return intent == NONE
               ? json_null()
               : json_text(
                     writing->facts->scenario->hearing.intents[intent].name);
}

json_t *writing_instant(int64_t t)
{
    return t == NONE ? json_null() : json_integer(t);
}

/* --- Session and turns --------------------------------------------------- */

static json_t *session_part(Writing *writing)
{
    const Facts *facts = writing->facts;
    const Story *story = facts->story;
    json_t *object = json_object();
    writing_put(writing, object, "scenario", writing_text(story->scenario));
    writing_put(writing, object, "title", writing_text(story->start.title));
    writing_put(writing, object, "files", writing_text(story->start.files));
    writing_put(writing, object, "language",
                writing_text(story->start.language));
    writing_put(writing, object, "seed",
                json_integer((int64_t)story->start.seed));
    writing_put(writing, object, "program", writing_text(story->program));
    writing_put(writing, object, "support", writing_text(story->support));
    writing_put(writing, object, "started", json_integer(story->start.wall));
    writing_put(writing, object, "ms", json_integer(story->end));
    writing_put(writing, object, "wall_ms", writing_instant(story->wall));
    writing_put(writing, object, "turns", json_integer(facts->turns.count));
    writing_put(writing, object, "undone", json_integer(facts->undone));
    writing_put(writing, object, "scenario_read",
                json_boolean(facts->scenario));
    writing_put(writing, object, "scenario_changed",
                json_boolean(facts->rerun && facts->rerun->moved));
    writing_put(writing, object, "differs_from_turn",
                facts->rerun && facts->rerun->difference.line
                    ? json_integer(facts->rerun->difference.turn)
                    : json_null());
    if (story->ending == NONE) {
        writing_put(writing, object, "ending", json_null());
        return object;
    }
    const StoryEvent *ending = &story->events.items[story->ending];
    writing_put(writing, object, "ending", writing_text(ending->name));
    writing_put(writing, object, "outcome", writing_text(ending->word));
    return object;
}

static json_t *ran_part(Writing *writing, int32_t turn)
{
    const Story *story = writing->facts->story;
    const StoryEvent *event;
    json_t *array = json_array();
    uint32_t at = story_turn(story, turn)->begin;
    while ((event = story_next(story, turn, &at))) {
        if (event->kind != STORY_RAN)
            continue;
        json_t *object = json_object();
        writing_put(writing, object, "what", writing_text(event->word));
        writing_put(writing, object, "where", writing_text(event->name));
        writing_put(writing, object, "file", writing_text(event->text));
        writing_put(writing, object, "line", json_integer(event->to));
        writing_append(writing, array, object);
    }
    return array;
}

static json_t *said_part(Writing *writing, int32_t turn)
{
    const Story *story = writing->facts->story;
    const StoryEvent *event;
    json_t *array = json_array();
    uint32_t at = story_turn(story, turn)->begin;
    while ((event = story_next(story, turn, &at))) {
        if (event->kind != STORY_LINE)
            continue;
        json_t *object = json_object();
        writing_put(writing, object, "role", writing_text(event->name));
        writing_put(writing, object, "text", writing_text(event->text));
        writing_append(writing, array, object);
    }
    return array;
}

static json_t *meters_at(Writing *writing, const int64_t *values)
{
    const Story *story = writing->facts->story;
    json_t *object = json_object();
    for (size_t m = 0; m < story->meters.count; m++) {
        Str name = story->meters.items[m].name;
        writing->failed |= json_object_setn_new(object, name.data, name.size,
                                                json_integer(values[m])) != 0;
    }
    return object;
}

static json_t *name_of_event(const Writing *writing, int32_t event)
{
    return event == NONE
               ? json_null()
               : writing_text(writing->facts->story->events.items[event].name);
}

static json_t *turn_part(Writing *writing, int32_t number)
{
    const Facts *facts = writing->facts;
    const StoryTurn *turn = story_turn(facts->story, number);
    int32_t place = facts_place(facts, number);
    json_t *object = json_object(), *intents = json_array();
    writing_put(writing, object, "turn", json_integer(turn->number));
    writing_put(writing, object, "t", json_integer(turn->t));
    writing_put(writing, object, "undone", json_boolean(turn->undone));
    writing_put(writing, object, "text", writing_text(turn->text));
    writing_put(writing, object, "by_operator", json_boolean(turn->operator));
    for (uint32_t i = 0; i < turn->intent_count; i++)
        writing_append(writing, intents, writing_text(turn->intents[i]));
    writing_put(writing, object, "intents", intents);
    writing_put(writing, object, "ran", ran_part(writing, number));
    writing_put(writing, object, "said", said_part(writing, number));
    if (place == NONE)
        return object;
    size_t width = facts->story->meters.count;
    writing_put(
        writing, object, "meters",
        meters_at(writing, facts->values + (size_t)(place + 1) * width));
    writing_put(writing, object, "state",
                name_of_event(writing, facts->states[place + 1]));
    writing_put(writing, object, "stage",
                name_of_event(writing, facts->stages[place + 1]));
    return object;
}

static json_t *turns_part(Writing *writing)
{
    json_t *array = json_array();
    for (size_t i = 0; i < writing->facts->story->turns.count; i++)
        writing_append(writing, array, turn_part(writing, (int32_t)i));
    return array;
}

static json_t *author_part(Writing *writing)
{
    const Facts *facts = writing->facts;
    json_t *object = json_object();
    writing_put(writing, object, "unheard", turns_of(writing, facts->unheard));
    writing_put(writing, object, "unanswered",
                turns_of(writing, facts->unanswered));
    writing_put(writing, object, "limited", turns_of(writing, facts->limited));
    return object;
}

/* --- Moves --------------------------------------------------------------- */

static json_t *skills_part(Writing *writing)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->skill_count; i++) {
        const FactsSkill *skill = &writing->facts->skills[i];
        json_t *object = json_object();
        writing_put(writing, object, "skill", writing_text(skill->name));
        writing_put(writing, object, "tone", json_integer(skill->tone));
        writing_put(writing, object, "listening",
                    json_boolean(skill->is & SKILL_LISTENING));
        writing_put(writing, object, "turns", turns_of(writing, skill->turns));
        writing_append(writing, array, object);
    }
    return array;
}

static json_t *order_part(Writing *writing)
{
    const Facts *facts = writing->facts;
    json_t *object = json_object();
    writing_put(writing, object, "reflections",
                turns_of(writing, facts->reflections));
    writing_put(writing, object, "questions",
                turns_of(writing, facts->questions));
    writing_put(writing, object, "open_questions",
                turns_of(writing, facts->open_questions));
    writing_put(writing, object, "first_reflection",
                writing_turn(writing, facts->first_reflection));
    writing_put(writing, object, "first_solving",
                writing_turn(writing, facts->first_solving));
    writing_put(writing, object, "first_influence",
                writing_turn(writing, facts->first_influence));
    writing_put(writing, object, "rapport",
                writing_turn(writing, facts->rapport));
    return object;
}

static json_t *words_part(Writing *writing)
{
    const Facts *facts = writing->facts;
    json_t *object = json_object(), *array = json_array();
    writing_put(writing, object, "negotiator", json_integer(facts->words));
    for (uint32_t i = 0; i < facts->speaker_count; i++) {
        const FactsSpeaker *speaker = &facts->speakers[i];
        json_t *role = json_object();
        writing_put(writing, role, "role", writing_text(speaker->name));
        writing_put(writing, role, "lines", json_integer(speaker->lines));
        writing_put(writing, role, "words", json_integer(speaker->words));
        writing_append(writing, array, role);
    }
    writing_put(writing, object, "others", array);
    return object;
}

static json_t *harms_part(Writing *writing)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->harm_count; i++) {
        const FactsHarm *harm = &writing->facts->harms[i];
        json_t *object = json_object();
        writing_put(writing, object, "turn", writing_turn(writing, harm->turn));
        writing_put(writing, object, "intent",
                    writing_intent(writing, harm->intent));
        writing_put(writing, object, "instead",
                    writing_intent(writing, harm->other));
        writing_put(writing, object, "example", writing_text(harm->example));
        writing_append(writing, array, object);
    }
    return array;
}

static json_t *parts_part(Writing *writing)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->part_count; i++) {
        const FactsPart *part = &writing->facts->parts[i];
        json_t *object = json_object();
        writing_put(writing, object, "from",
                    writing_turn(writing, part->first));
        writing_put(writing, object, "to", writing_turn(writing, part->last));
        writing_put(writing, object, "turns", json_integer(part->turns));
        writing_put(writing, object, "words", json_integer(part->words));
        writing_put(writing, object, "other_lines",
                    json_integer(part->other_lines));
        writing_put(writing, object, "other_words",
                    json_integer(part->other_words));
        writing_put(writing, object, "reflections",
                    json_integer(part->reflections));
        writing_put(writing, object, "questions",
                    json_integer(part->questions));
        writing_put(writing, object, "harms", json_integer(part->harms));
        writing_put(writing, object, "outbursts",
                    json_integer(part->outbursts));
        writing_put(writing, object, "meters",
                    meters_at(writing, part->meters));
        writing_append(writing, array, object);
    }
    return array;
}

/* --- All of it ----------------------------------------------------------- */

static int write_json(const char *bytes, size_t size, void *out)
{
    buf_add(out, (Str){bytes, size});
    return 0;
}

void debrief_json(Buf *out, const Debrief *debrief)
{
    Writing writing = {.debrief = debrief, .facts = debrief->facts};
    json_t *all = json_object();
    writing_put(&writing, all, "standoff_debrief", json_integer(1));
    writing_put(&writing, all, "session", session_part(&writing));
    writing_put(&writing, all, "turns", turns_part(&writing));
    writing_put(&writing, all, "author", author_part(&writing));
    writing_put(&writing, all, "skills", skills_part(&writing));
    writing_put(&writing, all, "order", order_part(&writing));
    writing_put(&writing, all, "words", words_part(&writing));
    writing_put(&writing, all, "harms", harms_part(&writing));
    writing_put(&writing, all, "sixths", parts_part(&writing));
    writing_put(&writing, all, "triggers", writing_triggers(&writing));
    writing_put(&writing, all, "demands", writing_demands(&writing));
    writing_put(&writing, all, "facts", writing_facts(&writing));
    writing_put(&writing, all, "signs", writing_signs(&writing));
    writing_put(&writing, all, "remarks",
                writing_events(&writing, STORY_REMARK, "by", "text"));
    writing_put(&writing, all, "drift",
                writing_events(&writing, STORY_DRIFT, "role", "how"));
    writing_put(&writing, all, "silences", writing_silences(&writing));
    writing_put(&writing, all, "turning_points", writing_points(&writing));
    writing_put(&writing, all, "no_return", writing_no_return(&writing));
    writing_put(&writing, all, "ratings", writing_raters(&writing));
    if (writing.failed ||
        json_dump_callback(all, write_json, out, JSON_INDENT(2)))
        out->failed = true;
    buf_add_char(out, '\n');
    json_decref(all);
}
