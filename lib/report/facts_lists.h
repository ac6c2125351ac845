/* Private to the debrief's facts: what is listed rather than counted -
 * triggers, demands, facts, signs. */
#ifndef STANDOFF_REPORT_FACTS_LISTS_H
#define STANDOFF_REPORT_FACTS_LISTS_H

#include "report/facts.h"

/* Fills in those lists; what facts.c gathers must be there. */
void facts_gather_lists(Arena *arena, Facts *facts);

/* What a trigger that ran is to the people in the room; TRIGGER_UNSAID for any
 * other event. */
TriggerKind facts_trigger_kind(const Facts *facts, const StoryEvent *event);

#endif
