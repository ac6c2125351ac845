/* Where lint's findings go: one format to standard output, others to files,
 * all in one run. */
#ifndef STANDOFF_CMD_OUTPUTS_H
#define STANDOFF_CMD_OUTPUTS_H

#include "cmd/command.h"
#include "report/diags.h"

enum { OUTPUTS_MOST = 16 };

typedef struct {
    DiagReport report;
    Str path; /* empty: standard output */
} OutputFile;

typedef struct {
    OutputFile all[OUTPUTS_MOST];
    size_t count;
    char *folder; /* that the program was started in */
    char *base;   /* that paths are shown relative to */
} Outputs;

/* Reads --format, --output and --color. False after a message. */
bool outputs_begin(Outputs *outputs, const Invocation *invocation);

/* The same for --format alone. */
bool outputs_begin_printed(Outputs *outputs, const Invocation *invocation);

/* Hands on what was found in one file; prints what goes to standard output. */
void outputs_add(Outputs *outputs, const DiagsOfFile *file);

/* Writes the files. False after a message when one could not be written; the
 * others are. */
bool outputs_end(Outputs *outputs, const Invocation *invocation);

void outputs_finish(Outputs *outputs);

#endif
