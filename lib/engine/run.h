/* Private to the engine: one event while it is handled, and the parts that
 * handle it. step.c takes events, time.c fires timers, rules.c finds who
 * answers, guard.c asks whether an `if` holds, body.c does what a rule says. */
#ifndef STANDOFF_ENGINE_RUN_H
#define STANDOFF_ENGINE_RUN_H

#include "engine/configuration.h"

typedef struct {
    const Scenario *scenario;
    Configuration *now;
    const OutputSink *out;
    const EngineEvent *event; /* NULL for timers and the start */
    const Rule *timer; /* a timer fired by hand: those of rules that are due
                          with it match, whatever the time is */
    uint32_t inject;   /* the one that rules may listen for */
    bool spoke;        /* a line was said or a sign shown by now */
    bool left;         /* a body has left the state */
} Run;

void run_emit(Run *run, Output output);

/* guard.c: whether the `if` or `when` of a rule holds now, and whether the
 * event being handled carries an intent. */
bool run_guard(const Run *run, uint32_t rule);
bool run_is_heard(const Run *run, uint32_t intent);

/* rules.c: whether a rule still listens (`once` is not used up); which rules
 * an event concerns; and those that answer it. */
typedef bool RunMatch(const Run *run, const Rule *rule);
bool run_listens(const Run *run, uint32_t rule);
RunMatch match_intent, match_inject, match_time;
void run_triggers(Run *run, RunMatch *matches);
/* Current state, live demands, enclosing states, scenario: the first rule that
 * matches and whose `if` holds runs. False when there is none. */
bool run_first_rule(Run *run, RunMatch *matches);
void run_otherwise(Run *run);
void run_settle(Run *run);

/* time.c: the instant from which a rule's timer counts, NONE when it is used
 * up or does not listen; an inject with all that listens for it. */
int64_t run_counts_from(const Run *run, uint32_t rule);
/* The same, used up or not. */
int64_t run_begins(const Run *run, uint32_t rule);
/* Whether the timers of two rules always count from the same instant. */
bool run_begin_together(const Rule *a, const Rule *b);
void run_inject(Run *run, uint32_t inject);

/* body.c: runs a rule: each-time, once, effects, way out. */
void run_rule(Run *run, uint32_t rule);

/* Enters a state as `go` does. */
void run_go(Run *run, uint32_t state);
void run_end(Run *run, int32_t ending);

/* Demands: the effects, and what time does to them. */
void run_demand_act(Run *run, const DemandAct *act);
void run_demand_set(Run *run, uint32_t demand, DemandStatus status);
void run_deadline_passed(Run *run, uint32_t demand);
void run_promise_broken(Run *run, uint32_t demand);
void run_deadline_restart(Run *run, uint32_t demand);

/* Values set by a body or by the trainer; an output only when they differ. */
void run_meter_set(Run *run, uint32_t meter, int32_t value);
void run_fact_set(Run *run, uint32_t fact, bool known);

#endif
