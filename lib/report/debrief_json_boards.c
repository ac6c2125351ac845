/* The facts as JSON: what is listed rather than counted, and the turning
 * points. */
#include "report/debrief_json.h"

/* --- Boards -------------------------------------------------------------- */

static const char *const trigger_kinds[] = {"hot-button", "hook", "danger",
                                            "progress", NULL};

static json_t *kind_of(TriggerKind kind)
{
    return trigger_kinds[kind] ? json_string(trigger_kinds[kind]) : json_null();
}

json_t *writing_triggers(Writing *writing)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->trigger_count; i++) {
        const FactsTrigger *trigger = &writing->facts->triggers[i];
        json_t *object = json_object(), *hits = json_array();
        for (uint32_t k = 0; k < trigger->hit_count; k++) {
            const FactsHit *hit = &trigger->hits[k];
            json_t *one = json_object();
            writing_put(writing, one, "turn", writing_turn(writing, hit->turn));
            writing_put(writing, one, "sign", writing_text(hit->sign));
            writing_put(writing, one, "repaired",
                        writing_turn(writing, hit->repair));
            writing_put(writing, one, "restored",
                        writing_turn(writing, hit->restored));
            writing_append(writing, hits, one);
        }
        writing_put(writing, object, "trigger", writing_text(trigger->name));
        writing_put(writing, object, "kind", kind_of(trigger->kind));
        writing_put(writing, object, "hits", hits);
        writing_append(writing, array, object);
    }
    return array;
}

static json_t *step_part(Writing *writing, const FactsStep *step)
{
    static const char *const kinds[] = {
        [STEP_STATUS] = "status",
        [STEP_DEADLINE] = "deadline",
        [STEP_PASSED] = "passed",
        [STEP_PROMISE] = "promise",
    };
    json_t *object = json_object();
    writing_put(writing, object, "step", json_string(kinds[step->kind]));
    writing_put(writing, object, "t", json_integer(step->t));
    writing_put(writing, object, "turn", writing_turn(writing, step->turn));
    if (step->kind == STEP_STATUS)
        writing_put(writing, object, "to",
                    json_string(demand_status_names[step->to]));
    else
        writing_put(writing, object, "due", writing_instant(step->due));
    return object;
}

json_t *writing_demands(Writing *writing)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->demand_count; i++) {
        const FactsDemand *demand = &writing->facts->demands[i];
        json_t *object = json_object(), *steps = json_array();
        for (uint32_t k = 0; k < demand->step_count; k++)
            writing_append(writing, steps,
                           step_part(writing, &demand->steps[k]));
        writing_put(writing, object, "demand", writing_text(demand->name));
        writing_put(writing, object, "status",
                    json_string(demand_status_names[demand->status]));
        writing_put(writing, object, "steps", steps);
        writing_append(writing, array, object);
    }
    return array;
}

json_t *writing_facts(Writing *writing)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->fact_count; i++) {
        const FactsFact *fact = &writing->facts->facts[i];
        json_t *object = json_object();
        writing_put(writing, object, "fact", writing_text(fact->name));
        writing_put(writing, object, "text", writing_text(fact->text));
        writing_put(writing, object, "known", json_boolean(fact->known));
        writing_put(writing, object, "turn", writing_turn(writing, fact->turn));
        writing_append(writing, array, object);
    }
    return array;
}

json_t *writing_signs(Writing *writing)
{
    const Story *story = writing->facts->story;
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->sign_count; i++) {
        const FactsSign *sign = &writing->facts->signs[i];
        const StoryEvent *event = &story->events.items[sign->event];
        json_t *object = json_object();
        writing_put(writing, object, "turn",
                    writing_turn(writing, event->turn));
        writing_put(writing, object, "t", json_integer(event->t));
        writing_put(writing, object, "text", writing_text(event->text));
        writing_put(writing, object, "kind", kind_of(sign->kind));
        writing_put(writing, object, "remark",
                    sign->remark == NONE
                        ? json_null()
                        : writing_text(story->events.items[sign->remark].text));
        writing_append(writing, array, object);
    }
    return array;
}

json_t *writing_events(Writing *writing, StoryKind kind, const char *name,
                       const char *word)
{
    const Story *story = writing->facts->story;
    json_t *array = json_array();
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (event->kind != kind)
            continue;
        json_t *object = json_object();
        writing_put(writing, object, "turn",
                    writing_turn(writing, event->turn));
        writing_put(writing, object, "t", json_integer(event->t));
        writing_put(writing, object, name, writing_text(event->name));
        writing_put(
            writing, object, word,
            writing_text(kind == STORY_REMARK ? event->text : event->word));
        writing_append(writing, array, object);
    }
    return array;
}

json_t *writing_silences(Writing *writing)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->silence_count; i++) {
        const FactsSilence *silence = &writing->facts->silences[i];
        json_t *object = json_object();
        writing_put(writing, object, "turn",
                    writing_turn(writing, silence->after));
        writing_put(writing, object, "t", json_integer(silence->t));
        writing_put(writing, object, "ms", json_integer(silence->ms));
        writing_append(writing, array, object);
    }
    return array;
}

/* --- Turning points ------------------------------------------------------ */

static json_t *endings_part(Writing *writing, const AheadPoint *point)
{
    const Scenario *scenario = writing->facts->scenario;
    json_t *array = json_array();
    for (uint32_t i = 0; i < point->ending_count; i++) {
        const Ending *ending = &scenario->endings[point->endings[i].ending];
        json_t *object = json_object();
        writing_put(writing, object, "ending", writing_text(ending->name));
        writing_put(writing, object, "outcome", writing_text(ending->outcome));
        writing_put(writing, object, "turns",
                    json_integer(point->endings[i].turns));
        writing_append(writing, array, object);
    }
    return array;
}

static json_t *previews_part(Writing *writing, const AheadPoint *point)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < point->preview_count; i++) {
        const Preview *preview = &point->previews[i];
        if (!preview->answered)
            continue;
        json_t *object = json_object();
        writing_put(writing, object, "intent",
                    writing_intent(writing, (int32_t)preview->intent));
        writing_put(writing, object, "said", writing_text(preview->said));
        writing_put(writing, object, "sign", writing_text(preview->sign));
        writing_append(writing, array, object);
    }
    return array;
}

json_t *writing_points(Writing *writing)
{
    const Ahead *ahead = writing->debrief->ahead;
    json_t *array = json_array();
    for (uint32_t i = 0; i < writing->facts->point_count; i++) {
        json_t *object = json_object();
        writing_put(writing, object, "turn",
                    writing_turn(writing, writing->facts->points[i]));
        if (ahead && i < ahead->point_count) {
            writing_put(writing, object, "endings_found",
                        endings_part(writing, &ahead->points[i]));
            writing_put(writing, object, "listened_for",
                        previews_part(writing, &ahead->points[i]));
        }
        writing_append(writing, array, object);
    }
    return array;
}

json_t *writing_no_return(const Writing *writing)
{
    const Ahead *ahead = writing->debrief->ahead;
    if (!ahead || !ahead->searched)
        return json_null();
    return json_pack("{s:b, s:o}", "peaceful_found_to_the_end", ahead->open,
                     "last_turn_before_which_peaceful_was_found",
                     ahead->open ? json_null()
                                 : writing_turn(writing, ahead->last_open));
}
