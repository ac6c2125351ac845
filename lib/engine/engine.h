/* The machine: one pure step over an immutable scenario.
 *
 *     (scenario, configuration, event) -> configuration', outputs
 *
 * A Configuration is everything that changes in a run, in one block of memory
 * without pointers: it is copied with memcpy, compared and hashed as bytes.
 * Stepping reads no clock, no file and no global and allocates nothing; the
 * same inputs give the same outputs on every machine. `docs/language.md`
 * states the order in which an event is handled, with a worked example. */
#ifndef STANDOFF_ENGINE_ENGINE_H
#define STANDOFF_ENGINE_ENGINE_H

#include "base/buf.h"
#include "scenario/scenario.h"

enum {
    ENGINE_SLOT_BYTES = INTENT_CAPTURE_BYTES,
    ENGINE_SETTLE_LIMIT = 64, /* triggers run in one settling */
};

typedef struct Configuration Configuration;

/* Bytes of a configuration of this scenario. */
size_t engine_size(const Scenario *scenario);

/* The index of the ending reached by ENGINE_END: after the scenario's own. */
enum { ENDING_ENDEX = -2 };

/* --- Outputs ------------------------------------------------------------ */

typedef enum {
    OUT_STATE,  /* index: state */
    OUT_EXPECT, /* index: state; text */
    OUT_RAN,    /* index: rule; nth: body of its each-time, or NONE */
    OUT_SAY,    /* index: role; text */
    OUT_CUE,    /* index: role; text */
    OUT_SIGN,   /* text */
    OUT_NOTE,   /* text */
    OUT_METER,  /* index; from, to */
    OUT_FACT,   /* index; to: known */
    OUT_DEMAND, /* index; from, to: DemandStatus */
    OUT_TIMER,  /* index: demand; nth: 0 deadline, 1 promise; to: due or NONE */
    OUT_SPEAKER, /* index: role */
    OUT_ENDING,  /* nth: ending, or ENDING_ENDEX */
    OUT_TRIED,   /* index: rule that was listening; to: whether it ran */
    OUT_CYCLE,   /* index: the trigger that would have run next */
} OutputKind;

/* One thing that happened. Texts still hold {slot} and {role}. */
typedef struct {
    OutputKind kind;
    int64_t t; /* ms of scenario time */
    uint32_t index;
    int32_t nth;
    int64_t from, to;
    Str text;
} Output;

/* Called for each output, in order. */
typedef struct {
    void (*take)(void *context, const Configuration *now, const Output *output);
    void *context;
} OutputSink;

/* --- Events ------------------------------------------------------------- */

typedef enum {
    ENGINE_HEARD, /* intents (in the set's order), captures */
    ENGINE_TYPING,
    ENGINE_INJECT,  /* index */
    ENGINE_GOTO,    /* index: state */
    ENGINE_SET,     /* sets */
    ENGINE_RESTART, /* all running timers begin anew */
    ENGINE_END,     /* ENDEX */
} EngineEventKind;

typedef enum { SET_METER, SET_FACT, SET_DEMAND } EngineSetKind;

typedef struct {
    EngineSetKind kind;
    uint32_t index;
    int32_t value; /* of a meter, in its range; 0 or 1; a DemandStatus */
} EngineSet;

typedef struct {
    EngineEventKind kind;
    uint32_t index;
    const uint32_t *intents;
    uint32_t intent_count;
    const IntentCapture *captures;
    uint32_t capture_count;
    const EngineSet *sets;
    uint32_t set_count;
} EngineEvent;

/* --- Running ------------------------------------------------------------ */

/* Puts `now` (engine_size bytes) at the start: enters the start state and
 * settles. */
void engine_start(const Scenario *scenario, uint64_t seed, Configuration *now,
                  const OutputSink *out);

/* Moves time to `to` (ms, not before the present): timers due by then fire in
 * order. Stops at an ending. */
void engine_advance(const Scenario *scenario, Configuration *now, int64_t to,
                    const OutputSink *out);

/* Handles one event at the present instant. Not after an ending. */
void engine_step(const Scenario *scenario, Configuration *now,
                 const EngineEvent *event, const OutputSink *out);

/* The instant of the next timer, or NONE when nothing is pending. */
int64_t engine_next_due(const Scenario *scenario, const Configuration *now);

/* --- Asking ------------------------------------------------------------- */

int64_t engine_time(const Configuration *now);
int64_t engine_turn(const Configuration *now);
bool engine_ended(const Configuration *now);
int32_t engine_ending(const Configuration *now); /* NONE while it runs */
uint32_t engine_state(const Configuration *now);
uint32_t engine_speaker(const Configuration *now);
/* ms since an active state was entered or come back to. */
int64_t engine_in_state(const Configuration *now, uint32_t state);
/* The current stage, NONE before the first. */
int32_t engine_stage(const Scenario *scenario, const Configuration *now);
int32_t engine_meter(const Configuration *now, uint32_t meter);
bool engine_fact(const Configuration *now, uint32_t fact);
DemandStatus engine_demand(const Configuration *now, uint32_t demand);
/* Due instants, NONE when not running. */
int64_t engine_deadline(const Configuration *now, uint32_t demand);
int64_t engine_promise(const Configuration *now, uint32_t demand);
/* What a slot holds now: captured, or the default. */
Str engine_slot(const Scenario *scenario, const Configuration *now,
                uint32_t slot);
/* Whether the guard of a rule holds now, `heard()` aside. */
bool engine_guard_holds(const Scenario *scenario, const Configuration *now,
                        uint32_t rule);
/* Whether an expression of the scenario holds now. */
bool engine_holds(const Scenario *scenario, const Configuration *now,
                  const Expr *expr);
/* The parts of a rule's guard that do not hold now, as byte ranges of its
 * guard_text; `event` is the one being handled, or NULL. Returns how many
 * there are; writes at most `limit`. */
size_t engine_guard_failing(const Scenario *scenario, const Configuration *now,
                            const EngineEvent *event, uint32_t rule,
                            size_t (*ranges)[2], size_t limit);

/* --- Configurations as values ------------------------------------------- */

/* Bytes of a configuration, its engine_size. */
size_t engine_bytes(const Configuration *now);
void engine_copy(Configuration *to, const Configuration *from);
bool engine_equal(const Configuration *a, const Configuration *b);
uint64_t engine_hash(const Configuration *now);
/* As text: a line for each part that differs from a fresh start. */
void engine_print(Buf *out, const Scenario *scenario, const Configuration *now);

#endif
