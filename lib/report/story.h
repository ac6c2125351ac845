/* What a journal tells, as typed facts in the order in which they happened.
 *
 * Reads the journal's own lines, so it needs no scenario; where there is one,
 * names become numbers. Turns that were taken back stay, and are marked. Knows
 * nothing of what is worth telling: facts.h does. */
#ifndef STANDOFF_REPORT_STORY_H
#define STANDOFF_REPORT_STORY_H

#include "base/vec.h"
#include "session/record.h"

typedef enum {
    STORY_LINE,     /* said by a role: name; text */
    STORY_CUE,      /* for a role's player: name; text */
    STORY_SIGN,     /* text */
    STORY_TEACHING, /* the author's note: text */
    STORY_RAN,      /* name: where; word: what; text: file; to: its line */
    STORY_METER,    /* name; from, to */
    STORY_FACT,     /* name; to: known */
    STORY_DEMAND,   /* name; from, to: DemandStatus */
    STORY_TIMER, /* name: demand; from: 0 deadline, 1 promise; to: due, NONE */
    STORY_STATE, /* name */
    STORY_STAGE, /* name, empty below the first */
    STORY_SPEAKER, /* name */
    STORY_ENDING,  /* name; word: outcome; text */
    STORY_CYCLE,   /* text */
    STORY_TYPING,  /* somebody types */
    STORY_WAIT,    /* to: ms */
    STORY_HINT,    /* the trainee asked for a hint */
    STORY_INJECT,  /* by hand: name */
    STORY_GOTO,    /* by hand: name of a state */
    STORY_SET,     /* by hand: text, as JSON */
    STORY_END,     /* by hand */
    STORY_PAUSE,
    STORY_RESUME,
    STORY_REMARK, /* an observer's: text; name: by, or empty */
    STORY_DRIFT,  /* name: role; word: how */
    STORY_UNDO,   /* to: the turn that is current again */
    STORY_KIND_COUNT
} StoryKind;

typedef struct {
    StoryKind kind;
    bool undone;   /* taken back later */
    int32_t turn;  /* in Story.turns: the one under way, or NONE before them */
    int32_t index; /* of what `name` names in the scenario, or NONE */
    int64_t t;     /* ms of scenario time */
    Str name, word, text;
    int64_t from, to;
} StoryEvent;

/* An utterance of the negotiator and what came of it. */
typedef struct {
    int64_t number; /* as the session counts: one is used anew after an undo */
    int64_t t;
    Str text;      /* as typed; empty when an operator said what was heard */
    bool operator; /* the intents are a person's, not the program's */
    bool undone;
    const Str *intents;     /* names */
    const int32_t *indices; /* of them in the scenario, or NONE */
    uint32_t intent_count;
    uint32_t limited_count; /* patterns that met their limit */
    uint32_t
        input; /* counts the utterances among the journal's inputs, from 0 */
    uint32_t begin, end; /* its events lie there, see story_next */
} StoryTurn;

typedef struct {
    Str name;
    int32_t index;            /* in the scenario, or NONE */
    int64_t start, low, high; /* without a scenario: what was seen */
} StoryMeter;

typedef struct {
    RecordStart start;
    Str program, scenario, support;
    const Str *warnings;
    uint32_t warning_count;
    VEC(StoryEvent) events;
    VEC(StoryTurn) turns;
    VEC(StoryMeter) meters; /* in the scenario's order */
    int32_t ending;         /* the event, or NONE */
    int64_t end;            /* the last instant, ms */
    int64_t wall;           /* ms from the start to the last input, or NONE */
} Story;

/* Reads whole lines of a journal; false when the first is no start of one.
 * `scenario` may be NULL. All memory lives in `arena`, texts too. */
bool story_read(Arena *arena, Str text, const Scenario *scenario, Story *story);

/* The number of a turn that stands and has this number, or NONE. */
int32_t story_turn_find(const Story *story, int64_t number);

/* What an index stands for. */
const StoryTurn *story_turn(const Story *story, int32_t turn);

/* The next event of a turn, from number *at on, which then is the one behind
 * it; NULL when there are no more. Begin with the turn's `begin`; with 0 for
 * NONE, what was before the first turn. */
const StoryEvent *story_next(const Story *story, int32_t turn, uint32_t *at);

/* How many words a text has: runs of anything but white space. */
uint32_t story_words(Str text);

#endif
