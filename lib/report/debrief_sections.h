/* Private to the debrief's page: its sections, and what they share. */
#ifndef STANDOFF_REPORT_DEBRIEF_SECTIONS_H
#define STANDOFF_REPORT_DEBRIEF_SECTIONS_H

#include "report/debrief.h"

/* debrief_talk.c */
void section_timeline(Document *document, const Debrief *debrief);
void section_transcript(Document *document, const Debrief *debrief);
void section_findings(Document *document, const Debrief *debrief);

/* debrief_raters.c */
void section_raters(Document *document, const Debrief *debrief);

/* debrief_turning.c */
void section_turning(Document *document, const Debrief *debrief);

/* debrief_moves.c */
void section_skills(Document *document, const Debrief *debrief);
void section_order(Document *document, const Debrief *debrief);
void section_harms(Document *document, const Debrief *debrief);
void section_parts(Document *document, const Debrief *debrief);
void section_buttons(Document *document, const Debrief *debrief);
void section_suicide(Document *document, const Debrief *debrief);

/* debrief_boards.c */
void section_demands(Document *document, const Debrief *debrief);
void section_facts(Document *document, const Debrief *debrief);
void section_signs(Document *document, const Debrief *debrief);
void section_exit(Document *document, const Debrief *debrief);
void section_hand(Document *document, const Debrief *debrief);
void section_paper(Document *document, const Debrief *debrief);

/* --- Shared (debrief.c) -------------------------------------------------- */

/* The number of a turn as the session counts, or 0 before the first. */
int64_t turn_number(const Debrief *debrief, int32_t turn);

/* "3, 7, 12", or that it was never heard. */
void add_turns(Document *document, const Debrief *debrief, FactsTurns turns);

/* A cell with the turn's number, or a dash. */
void turn_cell(Document *document, const Debrief *debrief, int32_t turn);
void number_cell(Document *document, int64_t number);
void word_cell(Document *document, const char *english);
void quoted_cell(Document *document, Str text);
void time_cell(Document *document, int64_t ms);

/* What a role is called. */
Str role_shown(const Debrief *debrief, Str name, int32_t role);

/* What an intent is about, or its name. */
Str intent_shown(const Debrief *debrief, int32_t intent);

/* A word that stands in the scenario's language of keys (an outcome, a skill, a
 * status): translated where the program knows it. */
void add_known_word(Document *document, Str word);

/* A paragraph of one sentence. */
void note(Document *document, const char *english);

extern const char *const trigger_kind_words[];
extern const char *const status_words[];

#endif
