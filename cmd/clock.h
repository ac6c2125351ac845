/* The clock of a run: scenario time from the machine's monotonic one, at a
 * speed, with stops. A virtual clock never moves by itself. The only place
 * that reads the time. */
#ifndef STANDOFF_CMD_CLOCK_H
#define STANDOFF_CMD_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum {
    CLOCK_TURN = 1000, /* ms: longest sleep while the clock runs */
    CLOCK_GAP = 5000,  /* ms between two looks that count as a stop */
};

typedef struct {
    bool real;
    bool running;
    double speed;  /* scenario ms in one real ms */
    int64_t base;  /* scenario time at `since` */
    int64_t since; /* monotonic ms */
    int64_t seen;  /* monotonic ms of the last look */
} Clock;

/* Unix ms of the wall clock: a label, never a measure. */
int64_t clock_wall(void);

/* The wall clock for names of files: "20260131-235959", local time. */
enum { CLOCK_STAMP = 32 };
const char *clock_stamp(char out[CLOCK_STAMP]);

/* Monotonic ms of the machine. */
int64_t clock_machine(void);

/* Stopped, at 0. */
Clock clock_make(bool real, double speed);

/* Scenario ms now. */
int64_t clock_time(const Clock *clock);

/* Goes on from scenario time `t`, running or not. */
void clock_set(Clock *clock, int64_t t);

/* Runs or stops a real clock. */
void clock_run(Clock *clock, bool running);

/* To be called at every turn of a loop. When the process stood still since the
 * last look (suspended, or the machine asleep), the clock did, too: returns
 * how long, in real ms, else 0. With `known`, any length counts. */
int64_t clock_look(Clock *clock, bool known);

/* Real ms to sleep: until the scenario instant `due` (negative: none), at most
 * CLOCK_TURN; -1, for ever, when the clock does not run. */
int clock_sleep(const Clock *clock, int64_t due);

#endif
