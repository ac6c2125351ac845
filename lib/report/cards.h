/* Printed cards: one for the negotiator, some for each role-player, and a sheet
 * for who runs the exercise. One HTML page that needs nothing else. */
#ifndef STANDOFF_REPORT_CARDS_H
#define STANDOFF_REPORT_CARDS_H

#include "scenario/scenario.h"

/* The page's own words in the language of the scenario: English in, the
 * translation out. */
typedef const char *CardsWords(const char *english);

/* Writes the page. The negotiator's card holds the head of the scenario and the
 * negotiator's brief, and nothing that is learned or played. */
void cards_html(Buf *out, const Scenario *scenario, CardsWords *words);

#endif
