/* Private to the debrief's JSON: what its parts share, and the parts of
 * debrief_json_boards.c. */
#ifndef STANDOFF_REPORT_DEBRIEF_JSON_H
#define STANDOFF_REPORT_DEBRIEF_JSON_H

#include "report/debrief.h"
#include "session/json.h"

typedef struct {
    const Debrief *debrief;
    const Facts *facts;
    bool failed; /* jansson refused something */
} Writing;

void writing_put(Writing *writing, json_t *object, const char *key,
                 json_t *value);
void writing_append(Writing *writing, json_t *array, json_t *value);

/* A text, an instant, an intent's name, a turn's number; or null. */
json_t *writing_text(Str value);
json_t *writing_instant(int64_t t);
json_t *writing_intent(const Writing *writing, int32_t intent);
json_t *writing_turn(const Writing *writing, int32_t turn);

json_t *writing_triggers(Writing *writing);
json_t *writing_demands(Writing *writing);
json_t *writing_facts(Writing *writing);
json_t *writing_signs(Writing *writing);
json_t *writing_events(Writing *writing, StoryKind kind, const char *name,
                       const char *word);
json_t *writing_silences(Writing *writing);
json_t *writing_points(Writing *writing);
json_t *writing_no_return(const Writing *writing);

/* debrief_json_raters.c */
json_t *writing_raters(Writing *writing);

#endif
