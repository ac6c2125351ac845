/* Configurations as a search tells them apart: what matters for what may
 * happen, packed into bits, and back. Knows no search; docs/explore.md says
 * what is left out and what that means for authors. */
#ifndef STANDOFF_ENGINE_ABSTRACT_H
#define STANDOFF_ENGINE_ABSTRACT_H

#include "engine/engine.h"

/* What nothing reads is left out: texts, slots, chance, instants, meters and
 * facts that no expression names. Counters stop at the last value that a
 * comparison tells from the one before. Of a timer it is kept whether it is
 * still to fire; when it does is a choice of the search, and so is what guards
 * on time (`elapsed`, `in-state`) see: a Moment. Two configurations with the
 * same bits have the same futures, but for texts and times. One that has ended
 * is its ending and nothing else. */
typedef enum {
    FIELD_PLACE,    /* leaf states in order, then endings */
    FIELD_BACK,     /* the way back: 0 none, else 1 + state */
    FIELD_SPEAKER,  /* role */
    FIELD_METER,    /* above its lowest value */
    FIELD_FACT,     /* 1: known */
    FIELD_STATUS,   /* of a demand: DemandStatus */
    FIELD_DEADLINE, /* of a demand: 1: running */
    FIELD_RANK,     /* of a live demand with rules: 1 is the first raised */
    FIELD_COUNT,    /* of a rule: times run */
    FIELD_USED,     /* of a rule: 1: its timer listens no more */
    FIELD_TURN,
    FIELD_TIMES,  /* of an intent */
    FIELD_SINCE,  /* of an intent; the most: never heard */
    FIELD_VISITS, /* of a state */
    FIELD_KIND_COUNT
} FieldKind;

typedef struct {
    FieldKind kind;
    uint32_t index; /* of the thing it belongs to */
    uint32_t most;  /* values are 0 to this; counters stay there */
    uint32_t word, shift, bits;
} Field;

/* What guards on time see: ms since the start, and since each state around
 * the leaf was entered, outermost first. */
typedef struct {
    int64_t elapsed;
    const int64_t *in_state;
} Moment;

typedef struct {
    const Moment *items;
    uint32_t count;
} Moments;

typedef struct {
    const Scenario *scenario;
    const Field *fields; /* the first is FIELD_PLACE */
    uint32_t field_count;
    uint32_t words;         /* 32-bit words of a packed configuration */
    const uint32_t *leaves; /* states without inner ones */
    uint32_t leaf_count;
    const uint32_t *leaf_of; /* the place of a leaf state in `leaves` */
    const Moments *moments;  /* by leaf: at least one each */
    const uint32_t *whens;   /* triggers with `when` */
    uint32_t when_count;
    bool ranked; /* more than one demand has rules */
    bool counts_turns;
} Abstraction;

enum { ABSTRACTION_MOMENTS = 4096 }; /* for a leaf; more are left out */

/* In `arena`; `scenario` must outlive it. *exact becomes false when a state
 * has more moments than ABSTRACTION_MOMENTS. */
const Abstraction *abstraction_new(Arena *arena, const Scenario *scenario,
                                   bool *exact);

/* Writes abstraction->words words. */
void abstraction_pack(const Abstraction *abstraction, const Configuration *now,
                      uint32_t *packed);

/* A configuration with these bits, at a moment of its leaf; `now` has
 * engine_size bytes. For one that has ended, only the ending is set. */
void abstraction_unpack(const Abstraction *abstraction, const uint32_t *packed,
                        const Moment *moment, Configuration *now);

/* The value of a field. */
static inline uint32_t field_value(const Field *field, const uint32_t *packed)
{
    uint32_t mask = field->bits == 32 ? UINT32_MAX : (1u << field->bits) - 1;
    return (packed[field->word] >> field->shift) & mask;
}

/* --- Timers that may fire next ------------------------------------------ */

typedef enum {
    TIMER_RULES,    /* index: the first rule of those that fire together */
    TIMER_TRIGGER,  /* index: rule */
    TIMER_INJECT,   /* index: rule */
    TIMER_DEADLINE, /* index: demand */
    TIMER_PROMISE,  /* index: demand */
} TimerKind;

typedef struct {
    TimerKind kind;
    uint32_t index;
} Timer;

/* The timers that may be the next to fire, if nothing is known of when those
 * with different beginnings began: of those that count from one instant, only
 * the first. At most scenario->timed_count + 2 * scenario->demand_count;
 * deadlines that do nothing are left out. Returns how many. */
uint32_t engine_timers(const Scenario *scenario, const Configuration *now,
                       Timer *timers);

/* Fires one of them at the present instant, whenever it is due. */
void engine_fire(const Scenario *scenario, Configuration *now, Timer timer,
                 const OutputSink *out);

#endif
