/* What there is to count and to look up in a session, once, for every form in
 * which it is told: no judgement, no score.
 *
 * Turns that were taken back count nowhere. What asks for the scenario is empty
 * when there is none. */
#ifndef STANDOFF_REPORT_FACTS_H
#define STANDOFF_REPORT_FACTS_H

#include "report/rerun.h"
#include "report/skills.h"
#include "report/story.h"

enum {
    FACTS_PARTS = 6,           /* Taylor and Thomas, 2008: six time stages */
    FACTS_SILENCE = 10 * 1000, /* ms in which nobody speaks or types */
    FACTS_REPAIR_WINDOW = 3,   /* turns after a hot button was touched */
    FACTS_NOTICE_WINDOW = 2,   /* turns after a sign was shown */
    FACTS_TURNING_POINTS = 3,
};

/* Turns are indices into the story's; lists of them are in order. */
typedef struct {
    const int32_t *items;
    uint32_t count;
} FactsTurns;

typedef struct {
    Str name;
    int tone; /* +1 helps, -1 harms, 0 unsaid */
    SkillClass is;
    FactsTurns turns; /* lines that carry it; empty: the scenario listens for
                         it, nobody used it */
} FactsSkill;

typedef struct {
    Str name; /* of a role */
    int32_t role;
    uint32_t lines, words;
} FactsSpeaker;

/* A part of the session: as many turns as the others. */
typedef struct {
    int32_t first, last; /* turns */
    uint32_t turns, words, reflections, questions, harms;
    uint32_t other_lines, other_words;
    uint32_t outbursts;    /* hot buttons and dangers that ran */
    const int64_t *meters; /* at its end, as in the story */
} FactsPart;

typedef struct {
    int32_t turn, event;
    Str sign;         /* what could be seen or heard, or nothing */
    int32_t repair;   /* the turn that repaired it, or NONE */
    int32_t intent;   /* what did */
    int32_t restored; /* the turn after which every meter it had made worse was
                         as good as before, or NONE */
} FactsHit;

typedef struct {
    int32_t rule; /* or NONE */
    Str name, about;
    TriggerKind kind;
    const FactsHit *hits;
    uint32_t hit_count;
} FactsTrigger;

typedef enum {
    STEP_STATUS,   /* to */
    STEP_DEADLINE, /* due */
    STEP_PASSED,   /* the deadline */
    STEP_PROMISE,  /* due */
} FactsStepKind;

typedef struct {
    FactsStepKind kind;
    int32_t turn;
    int64_t t, due;
    DemandStatus to;
} FactsStep;

typedef struct {
    Str name;
    int32_t index; /* in the scenario, or NONE */
    DemandStatus status;
    int64_t due; /* of a deadline that still runs, or NONE */
    const FactsStep *steps;
    uint32_t step_count;
} FactsDemand;

typedef struct {
    Str name, text; /* what was learned */
    bool known;
    int32_t turn; /* in which; NONE: before the first, or not at all */
} FactsFact;

typedef struct {
    int32_t event;
    int32_t remark; /* the event of an observer's remark soon after, or NONE */
    TriggerKind kind; /* of what showed it */
} FactsSign;

typedef struct {
    int32_t after; /* turn, or NONE */
    int64_t t, ms;
} FactsSilence;

/* A harmful line, and what would have helped there. */
typedef struct {
    int32_t turn;
    int32_t intent; /* what was heard */
    int32_t other;  /* an intent that was listened for and helps, or NONE */
    Str example;    /* of that one, from the scenario */
} FactsHarm;

typedef struct {
    const Story *story;
    const Scenario *scenario; /* or NULL */
    const Rerun *rerun;       /* or NULL */

    FactsTurns turns; /* those that stand */
    uint32_t undone;
    bool by_hand; /* the trainer moved it: an inject, goto or set */

    uint32_t words; /* the negotiator's */
    const FactsSpeaker *speakers;
    uint32_t speaker_count;

    const FactsSkill *skills;
    uint32_t skill_count;
    FactsTurns reflections, questions, open_questions; /* lines with one */
    int32_t first_reflection, first_solving, first_influence; /* or NONE */
    int32_t rapport; /* the turn in which a stage of that name began, or NONE */
    bool has_rapport; /* whether there is such a stage */
    const FactsHarm *harms;
    uint32_t harm_count;

    FactsTurns unheard;    /* no intent was heard */
    FactsTurns unanswered; /* something was, and nothing answers it there */
    FactsTurns limited;    /* a pattern met its limit */

    /* Values of the story's meters: row 0 at the start, row i + 1 after the
     * i-th turn that stands. */
    const int64_t *values;
    const int32_t *states; /* events, or NONE, after the i-th turn */
    const int32_t *stages;

    const FactsPart *parts; /* none when there are fewer turns than parts */
    uint32_t part_count;

    const FactsTrigger *triggers;
    uint32_t trigger_count;
    const FactsDemand *demands;
    uint32_t demand_count;
    const FactsFact *facts;
    uint32_t fact_count, known_count;
    const FactsSign *signs;
    uint32_t sign_count, noticed_count;
    const FactsSilence *silences;
    uint32_t silence_count;
    const int32_t *points; /* turning points: turns, in order */
    uint32_t point_count;
} Facts;

/* Gathers them. `scenario` and `rerun` may be NULL. All memory lives in
 * `arena`; the rest must outlive it. */
void facts_gather(Arena *arena, const Story *story, const Scenario *scenario,
                  const Rerun *rerun, Facts *facts);

/* What the intents of a turn are, together. */
SkillClass facts_turn_is(const Facts *facts, int32_t turn);

/* How things stood before an utterance, or NULL when that is not known. */
const Configuration *facts_before(const Facts *facts, int32_t turn);

/* The place of a turn among those that stand, or NONE. */
int32_t facts_place(const Facts *facts, int32_t turn);

#endif
