/* The model: a scenario compiled from its file and packs.
 *
 * Immutable once built, and shared by everything above. All cross references
 * are indices into the arrays below, so a run's changing part (the engine's
 * configuration) is plain numbers. Everything that can run - a rule, trigger,
 * inject, `enter`, `otherwise`, `passed`, `broken` - is one Rule: something to
 * listen for, a guard, a body. Knows no run-time state. */
#ifndef STANDOFF_SCENARIO_SCENARIO_H
#define STANDOFF_SCENARIO_SCENARIO_H

#include "diag/diag.h"
#include "expr/expr.h"
#include "intent/intent.h"

enum {
    SCENARIO_STATE_LIMIT = 20000,
    SCENARIO_RULE_LIMIT = 50000,
    SCENARIO_STATE_DEPTH = 64, /* states nest less deep than a file may */
    SCENARIO_PACK_LIMIT = 64,
    SCENARIO_PACK_BYTES = 16 * 1024 * 1024, /* of all packs together */
    SCENARIO_METER_LIMIT = 1000000,         /* ranges stay within +- this */
};

/* "No such thing" in the index fields below. */
enum { NONE = -1 };

/* Spans below are those of names and keys as they are written, so that whoever
 * finds something wrong with a thing can point at it. They are empty where
 * nothing is written; those of packs lie in the packs' files. */

/* A line that is said; its text may hold {slot} and {role}. */
typedef struct {
    Str text;
    int32_t role; /* NONE: whoever speaks */
} Line;

typedef enum {
    ACT_RAISE,
    ACT_DEFER,
    ACT_PROMISE,
    ACT_MEET,
    ACT_REFUSE,
    ACT_DROP,
    ACT_COUNT
} DemandActKind;

typedef struct {
    DemandActKind kind;
    uint32_t demand;
    int64_t promise_ms; /* of ACT_PROMISE: how long it may take */
    Span span;          /* of the demand's name */
} DemandAct;

typedef struct {
    uint32_t meter;
    bool absolute; /* =5, else +2 or -2 */
    int32_t value;
    Span span; /* of the meter's name */
} MeterChange;

typedef enum { EXIT_NONE, EXIT_STATE, EXIT_BACK, EXIT_ENDING } ExitKind;

/* What a rule does, in the order of its fields. */
typedef struct {
    const MeterChange *changes;
    const uint32_t *learns; /* facts */
    const DemandAct *acts;  /* in the order of DemandActKind */
    const Line *says;
    const Line *choices; /* say-one-of */
    const Line *cues;
    uint32_t change_count, learn_count, act_count, say_count, choice_count,
        cue_count;
    uint32_t choice_first; /* number of choices[0] among all choices */
    int32_t speaker;       /* NONE: stays */
    Str sign;              /* no data: none */
    Str note;
    ExitKind exit;
    uint32_t exit_index; /* state or ending */
    Span exit_span;      /* of its name */
} Body;

typedef enum {
    RULE_RULE,
    RULE_TRIGGER,
    RULE_INJECT,
    RULE_ENTER,
    RULE_OTHERWISE,
    RULE_PASSED,
    RULE_BROKEN,
    RULE_KIND_COUNT
} RuleKind;

extern const char *const rule_kind_names[RULE_KIND_COUNT];

typedef enum {
    LISTEN_NEVER, /* run by name only: enter, an inject without `at`, ... */
    LISTEN_INTENT,
    LISTEN_SILENCE,
    LISTEN_AFTER,
    LISTEN_INJECT,
    LISTEN_WHEN,
    LISTEN_AT
} ListenKind;

/* What a trigger is to the people in the room. */
typedef enum {
    TRIGGER_HOT_BUTTON,
    TRIGGER_HOOK,
    TRIGGER_DANGER,
    TRIGGER_PROGRESS,
    TRIGGER_UNSAID
} TriggerKind;

typedef enum { HOLDER_SCENARIO, HOLDER_STATE, HOLDER_DEMAND } HolderKind;

typedef struct {
    RuleKind kind;
    HolderKind holder_kind;
    uint32_t holder; /* state or demand */
    ListenKind listen;
    const uint32_t *intents; /* LISTEN_INTENT: any of these */
    uint32_t intent_count;
    uint32_t inject;   /* LISTEN_INJECT */
    int64_t delay;     /* ms: LISTEN_SILENCE, AFTER, AT */
    const Expr *guard; /* `if`, or `when` of LISTEN_WHEN; NULL: always */
    Str guard_text;
    bool once;
    Body body;
    const Body *steps; /* each-time */
    uint32_t step_count;
    uint64_t order; /* place in the document: packs first */
    Str where;      /* "states.venting.rules[0]" */
    Str about;
    Str name;            /* of a trigger or inject */
    TriggerKind trigger; /* of a trigger; else TRIGGER_UNSAID */
    uint32_t file;       /* of the sources; with line for people */
    uint32_t line;
    Span span;        /* of its name or key; in a list, of what it listens for
                         or, if for nothing, of its first key */
    Span listen_span; /* of the value of intent, silence, ...; or empty */
    Span guard_span;  /* of guard_text; or empty */
} Rule;

typedef struct {
    Str name;
    int32_t parent;    /* NONE at the top */
    int32_t start;     /* the state inside that is entered, NONE for a leaf */
    uint32_t depth;    /* 0 at the top */
    int32_t enter;     /* a rule, or NONE */
    int32_t otherwise; /* a rule, or NONE */
    const uint32_t *rules;
    uint32_t rule_count;
    Str about, hint, expect;
    Span span;
} State;

typedef enum { STANCE_NEGOTIABLE, STANCE_TALK_ONLY, STANCE_NEVER } Stance;

typedef struct {
    Str name;
    Str text;
    int32_t by; /* role */
    bool expressive;
    Stance stance;
    int64_t deadline; /* ms after raise; 0: none */
    int64_t repeat;   /* ms; 0: once */
    bool announced;
    int32_t passed; /* a rule, or NONE */
    int32_t broken; /* a rule, or NONE */
    const uint32_t *rules;
    uint32_t rule_count;
    uint64_t order;
    Span span;
    Span deadline_span; /* of the value of `in`; or empty */
} Demand;

typedef enum {
    SIDE_PERPETRATOR,
    SIDE_PERSON_IN_CRISIS,
    SIDE_HOSTAGE,
    SIDE_THIRD_PARTY,
    SIDE_NEGOTIATOR
} Side;

typedef struct {
    Str name;  /* the identifier */
    Str shown; /* the name people see; the identifier if none is given */
    Side side;
    Str wants, needs, brief;
    Span brief_span;
    Span span;
} Role;

typedef enum { BETTER_UNSAID, BETTER_LOW, BETTER_HIGH } Better;

typedef struct {
    Str name;
    int32_t start, low, high;
    Better better;
    Span span;
} Meter;

typedef struct {
    Str name;
    Str text;
    Span span;
} Fact;

typedef struct {
    Str name;
    Str text; /* the default */
    Span span;
} Slot;

typedef struct {
    Str name;
    const Expr *when;
    Str when_text;
    Span span;
    Span when_span;
} Stage;

typedef struct {
    Str name;
    Str outcome;
    Str text;
    Span span;
} Ending;

typedef enum {
    CHECK_REACHABLE,       /* state or ending, the other NONE */
    CHECK_NEVER,           /* never */
    CHECK_ALWAYS_POSSIBLE, /* outcomes */
    CHECK_TURNS_TO,        /* ending, at_least */
    CHECK_KIND_COUNT
} CheckKind;

extern const char *const check_kind_names[CHECK_KIND_COUNT];

/* What the author holds to be true of every run. */
typedef struct {
    CheckKind kind;
    int32_t state, ending;
    const Expr *never;
    const Str *outcomes;
    uint32_t outcome_count;
    int64_t at_least; /* turns */
    Str text;         /* what is behind its key, in one line */
    Span span;
} Check;

/* A line that an intent is tried with. */
typedef struct {
    Str text;
    Span span;
} Example;

/* What the debrief and lint want to know of an intent; same numbering as
 * `hearing.intents`. */
typedef struct {
    Str about, skill;
    int tone; /* +1 helps, -1 harms, 0 unsaid */
    const Example *examples, *counterexamples;
    uint32_t example_count, counterexample_count;
    Span span;
    const Span *pattern_spans, *unless_pattern_spans; /* by their numbers */
} IntentNotes;

typedef struct {
    Str title, family, language, channel, support, summary;
    Span title_span, family_span, summary_span; /* of the values */
    const Str *warnings;
    const Str *objectives;
    uint32_t warning_count, objective_count;
    int64_t duration; /* ms, 0: unsaid */
    int difficulty;   /* 0: unsaid */
    bool is_pack;

    const Sources *sources; /* file 0 is the scenario; packs, then
                               translations follow */
    uint32_t named;         /* the file that was named: 0, or its translation */
    const Str *files;       /* paths relative to the root, by file number */
    uint32_t file_count;

    const Role *roles;
    const Meter *meters;
    const Fact *facts;
    const Slot *slots;
    const Demand *demands;
    const State *states;
    const Ending *endings;
    const Stage *stages;
    const Check *checks;
    const Rule *rules;         /* every place that can run */
    const uint32_t *injects;   /* rules; an inject's number is its place here */
    const uint32_t *triggers;  /* rules, packs first */
    const uint32_t *timed;     /* rules that listen for a time, by order */
    const uint32_t *own_rules; /* of the scenario itself */
    const IntentNotes *intent_notes;
    uint32_t role_count, meter_count, fact_count, slot_count, demand_count,
        state_count, ending_count, stage_count, check_count, rule_count,
        inject_count, trigger_count, timed_count, own_rule_count, choice_count;
    IntentSet hearing;
    int32_t otherwise; /* a rule, or NONE */
    uint32_t start;    /* state */
    uint32_t speaker;  /* role that speaks first */
} Scenario;

typedef struct {
    Str root;            /* empty: found from the path */
    Str language;        /* BCP 47 tag; empty: the file's own */
    bool check_patterns; /* compile every pattern, as lint does */
    size_t size_limit;   /* bytes a file may have; 0: SOURCE_SIZE_LIMIT */
} ScenarioOptions;

/* Loads a scenario, or a pack on its own, with what it uses, in the language
 * asked for: the translation of `F.yaml` into ru is `F.ru.yaml` beside it. A
 * path may name a translation: its original is loaded in that language, and
 * what the translation lacks is reported. Everything wrong is added to `diags`,
 * which is empty before. NULL when there were errors; warnings do not hinder.
 * All memory lives in `arena`, whose failure handler is called when it runs
 * out; `sources` gets the files read. */
const Scenario *scenario_load(Arena *arena, Sources *sources, Diags *diags,
                              Str path, const ScenarioOptions *options);

/* Writes the beginning of a translation of the scenario or pack at `path` into
 * `language` to `text`, and its path to `to`. False when the file has errors,
 * when it is in that language, or when `language` is no tag: see `diags`. */
bool scenario_translation_begin(Arena *arena, Sources *sources, Diags *diags,
                                Str path, Str language, Str *to, Buf *text);

/* The number of a thing of that name, or NONE. */
int32_t scenario_state_find(const Scenario *scenario, Str name);
int32_t scenario_inject_find(const Scenario *scenario, Str name);
int32_t scenario_intent_find(const Scenario *scenario, Str name);
int32_t scenario_role_find(const Scenario *scenario, Str name);
int32_t scenario_meter_find(const Scenario *scenario, Str name);
int32_t scenario_fact_find(const Scenario *scenario, Str name);
int32_t scenario_demand_find(const Scenario *scenario, Str name);
int32_t scenario_slot_find(const Scenario *scenario, Str name);
int32_t scenario_ending_find(const Scenario *scenario, Str name);
int32_t scenario_stage_find(const Scenario *scenario, Str name);

/* Bytes begin..end of an expression's text, in the file; all of `span` when the
 * text does not stand there byte by byte (escapes, several lines). */
Span scenario_part(Span span, Str text, size_t begin, size_t end);

/* Whether `outer` is `state` or encloses it. */
bool scenario_state_within(const Scenario *scenario, uint32_t state,
                           uint32_t outer);

/* The leaf that is entered when `state` is: itself, or down its starts. */
uint32_t scenario_state_leaf(const Scenario *scenario, uint32_t state);

#endif
