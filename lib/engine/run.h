/* Private to the engine: one event while it is handled, and the parts that
 * handle it. step.c orders events and time, body.c does what a
 * rule says. */
#ifndef STANDOFF_ENGINE_RUN_H
#define STANDOFF_ENGINE_RUN_H

#include "engine/configuration.h"

typedef struct {
    const Scenario *scenario;
    Configuration *now;
    const OutputSink *out;
    const EngineEvent *event; /* NULL for timers and the start */
    uint32_t inject;          /* the one that rules may listen for */
    bool spoke;               /* a line was said or a sign shown by now */
    bool left;                /* a body has left the state */
} Run;

void run_emit(Run *run, Output output);

/* Runs a rule: each-time, once, effects, way out. */
void run_rule(Run *run, uint32_t rule);

/* Enters a state as `go` does. */
void run_go(Run *run, uint32_t state);
void run_end(Run *run, int32_t ending);

/* Demands: the effects, and what time does to them. */
void run_demand_act(Run *run, const DemandAct *act);
void run_demand_set(Run *run, uint32_t demand, DemandStatus status);
void run_deadline_passed(Run *run, uint32_t demand);
void run_promise_broken(Run *run, uint32_t demand);

/* Values set by a body or by the trainer; an output only when they differ. */
void run_meter_set(Run *run, uint32_t meter, int32_t value);
void run_fact_set(Run *run, uint32_t fact, bool known);

#endif
