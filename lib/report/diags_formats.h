/* Private to report: the formats that machines read, a file each. See
 * DiagFormat in diags.h for what these functions do. */
#ifndef STANDOFF_REPORT_DIAGS_FORMATS_H
#define STANDOFF_REPORT_DIAGS_FORMATS_H

#include "report/diags.h"

void diags_json_add(DiagReport *report, const DiagsOfFile *file);

void diags_sarif_add(DiagReport *report, const DiagsOfFile *file);
void diags_sarif_end(DiagReport *report);
void diags_sarif_finish(DiagReport *report);

void diags_github_add(DiagReport *report, const DiagsOfFile *file);

void diags_junit_add(DiagReport *report, const DiagsOfFile *file);
void diags_junit_end(DiagReport *report);
void diags_junit_finish(DiagReport *report);

#endif
