/* What is drawn: pictures for the page, as SVG with a title and a description.
 * Each stands beside a table that says the same. */
#ifndef STANDOFF_REPORT_DEBRIEF_PLOT_H
#define STANDOFF_REPORT_DEBRIEF_PLOT_H

#include "report/debrief.h"

/* Meters, stages, demands, triggers and silences over the turns. In Markdown
 * nothing. */
void plot_timeline(Document *document, const Debrief *debrief);

#endif
