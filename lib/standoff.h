/* standoff: scenario scripts for crisis-negotiation training, as a library.
 *
 *     standoff_load(path, NULL, &scenario);          a script, compiled
 *     standoff_start(scenario, 7, "trainer", &run);  somebody plays it
 *     standoff_say(run, "My name is Anna.");         what the negotiator says
 *     while ((line = standoff_next(run))) ...        what comes of it */
#ifndef STANDOFF_H
#define STANDOFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Inputs and outputs are the JSON lines of docs/protocol.md; standoff_take
 * takes every input there is, standoff_say and standoff_wait are short for two
 * of them. Scenario time is the caller's: nothing here reads a clock, prints,
 * or ends the program, and there are no globals. docs/embedding.md begins with
 * an example.
 *
 * Texts are UTF-8 and end with a NUL. Times are milliseconds of scenario time.
 * A run belongs to one thread at a time; a loaded scenario never changes and
 * may serve runs in several threads at once. */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct standoff_scenario standoff_scenario;
typedef struct standoff_run standoff_run;

typedef enum {
    STANDOFF_OK,
    STANDOFF_ENDED,          /* done, and the run is over: only undo is taken */
    STANDOFF_INVALID,        /* the scenario has errors, or is a pack */
    STANDOFF_NO_VIEW,        /* no view or role of that name */
    STANDOFF_BAD_SEED,       /* a seed past INT64_MAX */
    STANDOFF_BAD_SAVE,       /* the text is no saved run, or is damaged */
    STANDOFF_OTHER_SCENARIO, /* it was saved from another scenario */
    STANDOFF_NO_MEMORY,
} standoff_status;

/* One English sentence, lower case, no full stop; never NULL, static. */
const char *standoff_status_text(standoff_status status);

/* The library's version, such as "0.1.0"; static. */
const char *standoff_version(void);

/* --- Scenarios ----------------------------------------------------------- */

/* Loads the scenario at `path` with the packs it uses. Files outside the
 * folder `root` are not opened; NULL: the nearest folder at or above the
 * scenario that holds `packs/`, else its own. Every pattern is compiled once,
 * so that whatever is wrong is said now.
 *
 * On STANDOFF_OK and STANDOFF_INVALID, *out is the caller's and is given back
 * with standoff_scenario_free; what was wrong, warnings too, is in
 * standoff_diagnostics. A file that cannot be read is STANDOFF_INVALID with a
 * diagnostic. On STANDOFF_NO_MEMORY, *out is NULL. */
standoff_status standoff_load(const char *path, const char *root,
                              standoff_scenario **out);

/* The diagnostics as people read them, sorted: file:line:column, message,
 * code, source line, underline; control characters made visible. Empty when
 * there are none. The scenario's, until it is freed. */
const char *standoff_diagnostics(const standoff_scenario *scenario);
size_t standoff_errors(const standoff_scenario *scenario);
size_t standoff_warnings(const standoff_scenario *scenario);

/* All its runs must have been freed before. NULL is allowed. */
void standoff_scenario_free(standoff_scenario *scenario);

/* --- Runs ---------------------------------------------------------------- */

/* Starts a run, which the caller gives back with standoff_run_free; the first
 * outputs wait in standoff_next. `seed` decides what `say-one-of` takes; at
 * most INT64_MAX. `view` decides which outputs the run gives: "negotiator",
 * "observer", "trainer", or a role's identifier; NULL is "trainer". `scenario`
 * must outlive the run. *out is NULL unless STANDOFF_OK or STANDOFF_ENDED is
 * the answer (a scenario may end in its first moment). */
standoff_status standoff_start(const standoff_scenario *scenario, uint64_t seed,
                               const char *view, standoff_run **out);

/* Takes one input line of docs/protocol.md, such as {"in":"say","text":"Hi"},
 * with or without `t`. A line that cannot be taken changes nothing and is
 * answered by an `error` line; that is STANDOFF_OK or STANDOFF_ENDED, too. On
 * STANDOFF_NO_MEMORY the run has stopped half-way: from then on every call
 * answers so, and it can only be freed. */
standoff_status standoff_take(standoff_run *run, const char *json);

/* An utterance, now. Bytes that are no UTF-8 become U+FFFD. */
standoff_status standoff_say(standoff_run *run, const char *text);

/* `ms` milliseconds pass in silence, at most 30 days: what is due happens. */
standoff_status standoff_wait(standoff_run *run, int64_t ms);

/* The next output line, without a newline; NULL when all were read. The run's,
 * until the next call with this run. Lines wait until they are read. An
 * observer's `note` lines are kept back and follow the `ending`. */
const char *standoff_next(standoff_run *run);

bool standoff_ended(const standoff_run *run);

/* The present instant, and the instant of the next timer (-1: none is
 * pending), for a caller who lets a clock run: wait that long, or until
 * somebody speaks, then standoff_wait for the time that has passed. */
int64_t standoff_time(const standoff_run *run);
int64_t standoff_next_due(const standoff_run *run);

/* The run as text, to be resumed later: a line with version, seed and
 * checksums, then the inputs taken, one a line. *text is the run's, until the
 * next standoff_save or standoff_run_free. Outputs that were not read yet are
 * no part of it. */
standoff_status standoff_save(standoff_run *run, const char **text);

/* Plays what standoff_save gave once more, on the same scenario, as `view`
 * (see standoff_start; need not be the view it was saved under). The outputs
 * from the beginning wait in standoff_next: show them, or read them away.
 * STANDOFF_OTHER_SCENARIO when a byte of the scenario or of a pack differs;
 * STANDOFF_BAD_SAVE when it is no saved run or does not lead where it led
 * before (a damaged text, or a version that plays differently). *out as in
 * standoff_start. */
standoff_status standoff_resume(const standoff_scenario *scenario,
                                const char *text, const char *view,
                                standoff_run **out);

/* NULL is allowed. */
void standoff_run_free(standoff_run *run);

#ifdef __cplusplus
}
#endif

#endif
