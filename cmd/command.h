/* A subcommand is a const struct: its help, its options and its function come
 * from one row. main.c has the table of commands; options.c reads argv. */
#ifndef STANDOFF_CMD_COMMAND_H
#define STANDOFF_CMD_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"

/* Exit codes, the same for every command. 128 + n after signal n. */
enum {
    EXIT_NOTHING_FOUND = 0,
    EXIT_FINDINGS = 1, /* findings, failed tests, an ending of --fail-on */
    EXIT_USAGE = 2,    /* wrong usage or unreadable input */
    EXIT_FAULT = 3,    /* of the program or the machine */
};

typedef struct {
    const char *name;     /* "view", given as --view */
    char letter;          /* 'v', or 0 */
    const char *argument; /* "VIEW", or NULL for a switch */
    const char *about;    /* one line */
} Option;

enum {
    OPTIONS_MOST = 24, /* rows of a command's table */
    GIVEN_MOST = 64,   /* options on one command line */
};

typedef struct Invocation Invocation;

typedef struct {
    const char *name;
    const char *arguments; /* "FILE", "PATH..." */
    const char *summary;   /* one line */
    const char *about;     /* more lines for --help, or NULL */
    const Option *options; /* ends with {NULL} */
    int (*run)(const Invocation *invocation);
} Command;

/* A command line that was read: the values of options by their row in the
 * table ("" for a switch that was given, NULL for one that was not), and the
 * operands. */
struct Invocation {
    const Command *command;
    const char *values[OPTIONS_MOST]; /* given several times: the last */
    struct {
        int row;
        const char *value;
    } given[GIVEN_MOST]; /* all, in the order of the command line */
    int given_count;
    int operand_count;
    char **operands;
};

/* The value of an option by its name, or NULL. */
const char *option_value(const Invocation *invocation, const char *name);

/* The next value of an option that may be given several times, or NULL; *at is
 * 0 before the first call. */
const char *option_next(const Invocation *invocation, const char *name,
                        int *at);

/* Reads argv behind the command's name. False after a message on standard
 * error (wrong usage); *help when --help was asked for. */
bool options_read(const Command *command, int argc, char **argv,
                  Invocation *out, bool *help);

/* Prints the help of a command to standard output. */
void options_help(const Command *command);

/* A message of wrong usage on standard error: "standoff play: ...". Returns
 * EXIT_USAGE. Foreign text in it is made safe for a terminal. */
int usage_error(const Invocation *invocation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

extern const Command command_play;
extern const Command command_cue;
extern const Command command_cards;
extern const Command command_rate;
extern const Command command_course;
extern const Command command_debrief;
extern const Command command_resume;
extern const Command command_replay;
extern const Command command_lint;
extern const Command command_test;
extern const Command command_coverage;
extern const Command command_audit;
extern const Command command_graph;
extern const Command command_explore;
extern const Command command_match;
extern const Command command_overlap;
extern const Command command_explain;
extern const Command command_new;
extern const Command command_schema;

/* --- What commands share (common.c) ------------------------------------- */

/* Whether to colour what goes to `stream`: --color always|never|auto, then
 * NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM=dumb, isatty. `color`
 * is the option's value or NULL. */
bool color_wanted(const char *color, FILE *stream);

/* Memory ran out: prints one line without allocating and exits with
 * EXIT_FAULT. An ArenaFail. */
_Noreturn void out_of_memory(void *context);

/* Writes all of it to standard output and flushes; when that fails (closed
 * pipe, full disk) exits with EXIT_FAULT after a message. */
void print_out(Str text);

/* Writes a file: the old one stays until the new one is whole (write.c). A
 * device or pipe is written to as it is, a link to a file stays one. False with
 * errno; what was there before is there still. */
bool write_whole(const char *path, Str text);

/* The same; a new file can be read by the user alone. */
bool write_private(const char *path, Str text);

#include "diag/diag.h"

/* Prints diagnostics to standard error, sorted, as people read them. */
void print_diags(Diags *diags, const Sources *sources, bool color);

/* --- Lines of standard input (lines.c) ---------------------------------- */

/* Reads lines from a descriptor: split reads, EINTR and non-blocking
 * descriptors are no matter; the last line counts without its newline. A line
 * is kept up to a cap of bytes, the rest dropped and counted. */
typedef struct {
    int descriptor;
    Buf line;
    char chunk[8192];
    size_t begin, end; /* of what is unread in the chunk */
    size_t limit;      /* bytes kept of a line */
    size_t dropped;    /* bytes of the present line that were not kept */
    bool ended;
    bool whole; /* the line is complete; the next call starts another */
} Lines;

void lines_init(Lines *lines, int descriptor, size_t limit);
void lines_finish(Lines *lines);

typedef enum { LINES_LINE, LINES_END, LINES_FAILED, LINES_TIMEOUT } LinesStatus;

/* Whether the next call need not wait. */
bool lines_waiting(const Lines *lines);

/* The next line in lines->line, without its \n or \r\n. Waits at most
 * `timeout` ms, for ever when negative. Ends at a signal that
 * `signal_pending()` reports. */
LinesStatus lines_next(Lines *lines, int timeout);

/* The number of the signal that asks the program to end, or 0. Handlers for
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT are set by signals_catch (signals.c). */
int signal_pending(void);
void signals_catch(void);

#endif
