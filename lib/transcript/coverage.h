/* Coverage: what of a scenario some sessions have been through, and how often.
 *
 * A Coverage counts the messages of sessions; those of one scenario in several
 * languages add up. What there is to be covered comes as items of a kind, which
 * serve tables, annotated sources and thresholds alike. */
#ifndef STANDOFF_TRANSCRIPT_COVERAGE_H
#define STANDOFF_TRANSCRIPT_COVERAGE_H

#include "session/session.h"

typedef enum {
    COVER_STATES,   /* entered */
    COVER_RULES,    /* run: of states, demands, the scenario */
    COVER_TRIGGERS, /* run */
    COVER_INJECTS,  /* run */
    COVER_PLACES,   /* run: enter, otherwise, passed, broken */
    COVER_STEPS,    /* bodies of an each-time that were taken */
    COVER_LINES,    /* said */
    COVER_INTENTS,  /* heard: those that something listens for */
    COVER_DEMANDS,  /* statuses that a demand can come to, and came to */
    COVER_STAGES,   /* reached */
    COVER_ENDINGS,  /* reached */
    COVER_KINDS
} CoverageKind;

/* "states", ... ; ended by NULL. */
extern const char *const coverage_kind_names[COVER_KINDS + 1];

/* A line that can be said, found by where its text lies in the model. */
typedef struct {
    const char *text;
    uint32_t number;
} CoverageLine;

/* Lives in an arena. An overlay on a graph reads `states` and `rules`. */
typedef struct {
    const Scenario *scenario;
    uint32_t sessions;
    uint64_t turns;
    uint32_t *states; /* by the scenario's numbers */
    uint32_t *rules;  /* of every RuleKind */
    uint32_t *steps;  /* a rule's first at first_steps[rule] */
    uint32_t *lines;  /* in the order of the model */
    uint32_t *intents;
    uint32_t *demands; /* demand * DEMAND_STATUS_COUNT + status */
    uint32_t *stages;
    uint32_t *endings;
    const uint32_t *first_steps;
    const CoverageLine *by_text;
    uint32_t step_count, line_count;
} Coverage;

Coverage *coverage_new(Arena *arena, const Scenario *scenario);

/* To be called with every message of a session of coverage->scenario. */
void coverage_note(Coverage *coverage, const Session *session,
                   const Message *message);

/* Adds what another has counted, of the same scenario, be it in another
 * language. False when they are not of one form. */
bool coverage_add(Coverage *to, const Coverage *from);

/* One thing that can be covered. */
typedef struct {
    Str name;  /* "venting", "states.venting.rules[0]", "doctor is met" */
    Str text;  /* of a line that is said */
    Span span; /* where it is written */
    uint32_t count;
} CoverageItem;

/* The items of a kind, in the order of the model. In `arena`. */
const CoverageItem *coverage_items(Arena *arena, const Coverage *coverage,
                                   CoverageKind kind, uint32_t *count);

/* How many of the items have been covered. */
uint32_t coverage_seen(const CoverageItem *items, uint32_t count);

#endif
