/* Transcripts: sessions as tests. What is said and done, step by step, and
 * what must come of it.
 *
 * One model serves reading (transcript_read), running (transcript_run) and
 * writing (transcript_write): whoever finds or records a session makes steps
 * and gets the text of a file. docs/language.md says what a file may hold. */
#ifndef STANDOFF_TRANSCRIPT_TRANSCRIPT_H
#define STANDOFF_TRANSCRIPT_TRANSCRIPT_H

#include "session/record.h"
#include "yaml/shape.h"

/* What a `kind: transcript` file looks like. */
extern const Shape transcript_shape;

/* --- The model ---------------------------------------------------------- */

typedef enum {
    EXPECT_STATE,  /* index: it is the current state or encloses it */
    EXPECT_SAID,   /* text: a pattern, found in a line said in this step */
    EXPECT_HEARD,  /* index: intent; low 1: heard, 0: not heard */
    EXPECT_METER,  /* index; between low and high */
    EXPECT_FACT,   /* index; low 1: known, 0: not known */
    EXPECT_DEMAND, /* index; low: a DemandStatus, or EXPECT_LIVE */
    EXPECT_STAGE,  /* index, or low NONE: before the first */
    EXPECT_ENDING, /* index; low ENDING_ENDEX; low NONE: the session goes on */
} ExpectKind;

enum { EXPECT_LIVE = DEMAND_STATUS_COUNT };

/* One thing that must be so after a step. */
typedef struct {
    ExpectKind kind;
    uint32_t index;
    int64_t low, high;
    Str text;   /* of EXPECT_SAID */
    Span span;  /* of the value in the file; empty when made by a program */
    Span whole; /* of all that stands under its key */
} Expectation;

/* One step: an input that happens at once, and what is expected after it. */
typedef struct {
    bool looks; /* nothing happens: looks at how things stand */
    Input input;
    Str about;
    const Expectation *expect;
    uint32_t expect_count;
    Span span;
} TranscriptStep;

/* Where a session begins; zeroed by transcript_init: as the scenario does. */
typedef struct {
    int32_t state;   /* or NONE: the scenario's own */
    int32_t speaker; /* or NONE */
    const EngineSet *sets;
    uint32_t set_count;
} TranscriptStart;

typedef struct {
    Str of; /* the scenario, relative to the transcript */
    Str title;
    Str about;
    Str language; /* empty: the scenario's own */
    uint64_t seed;
    TranscriptStart start;
    Str expected_failure; /* why it fails; empty: it must not */
    Span expected_failure_span;
    const TranscriptStep *steps;
    uint32_t step_count;
    Span span; /* of the first key */
} Transcript;

/* An empty transcript of the scenario at `of`, to be filled by a program. */
void transcript_init(Transcript *transcript, Str of);

/* --- Reading ------------------------------------------------------------ */

/* A transcript's file before its scenario is known. */
typedef struct {
    const YamlNode *root;
    Str scenario; /* path, as seen from where the program runs */
    Str language; /* empty: the scenario's own */
} TranscriptFile;

/* Reads and checks the form of the file at `path`. False, with diagnostics,
 * when it has errors or is no transcript, or when `of` leads out of `root`
 * (empty: the nearest folder above that holds packs/, or the folder above the
 * transcript's). */
bool transcript_open(Arena *arena, Sources *sources, Diags *diags, Str path,
                     Str root, TranscriptFile *out);

/* Whether the scenario that was loaded from file->scenario can be played. NULL:
 * it has errors. What is wrong is reported at the key `of`. */
bool transcript_check(const TranscriptFile *file, const Scenario *scenario,
                      Diags *diags);

/* Resolves what the file names in the scenario, which was loaded from
 * file->scenario in file->language. NULL, with diagnostics, when something is
 * wrong. Lives in the arena of `diags`. */
const Transcript *transcript_read(const TranscriptFile *file,
                                  const Scenario *scenario,
                                  const Sources *sources, Diags *diags);

/* --- Running ------------------------------------------------------------ */

/* A step that did not bring what was expected. */
typedef struct {
    const TranscriptStep *step;
    const Expectation *expectation; /* NULL: the step could not happen */
    Span span;                      /* of what was expected, or of the step */
    Str text;                       /* "state is 'a', expected 'b'" */
} TranscriptFailure;

typedef struct {
    const TranscriptFailure *failures; /* all of the first step that fails, or
                                          of all steps if `whole` */
    uint32_t failure_count;
    Str why;        /* lines: the turn, what was heard, which rules listened */
    int64_t turns;  /* taken */
    int64_t says;   /* utterances among the steps that were taken */
    int32_t ending; /* as engine_ending */
} TranscriptResult;

typedef struct {
    IntentOptions hearing;
    IntentMatcher *matcher; /* as in SessionOptions */
    bool whole;             /* goes on after a step that fails */
    /* Called with every message, and after every step (numbered from 0) before
     * what it expects is looked at; may be NULL. */
    void (*show)(void *context, Session *session, const Message *message);
    void (*stepped)(void *context, Session *session, uint32_t step);
    /* Called with every failure while the session stands where it failed. */
    void (*failed)(void *context, Session *session,
                   const TranscriptFailure *failure);
    void *context;
} TranscriptOptions;

/* Plays the transcript until a step fails. False when memory is short. The
 * result's texts live in `arena`. */
bool transcript_run(Arena *arena, const Scenario *scenario,
                    const Transcript *transcript,
                    const TranscriptOptions *options, TranscriptResult *result);

/* --- Recording ---------------------------------------------------------- */

/* Steps without expectations that do what the inputs of a journal did; what
 * was undone is left out, and waits come in whole seconds. *ending is the one
 * that was reached then. False when memory is short. */
bool transcript_record(Arena *arena, const Scenario *scenario, Str journal,
                       const RecordStart *start, Transcript *out,
                       int32_t *ending);

/* Gives every step expectations of what comes of it: a state, a demand, a fact
 * or a stage that changes, with the first words of the line said then; the
 * ending. False when memory is short. */
bool transcript_expect(Arena *arena, const Scenario *scenario,
                       IntentOptions hearing, Transcript *transcript);

/* --- Blessing ----------------------------------------------------------- */

/* What is to stand in the file instead of the bytes of a span. */
typedef struct {
    Span span;
    Str text;
} TranscriptEdit;

typedef struct {
    const TranscriptEdit *edits; /* by place, none overlaps another */
    uint32_t edit_count;
    const TranscriptFailure *left; /* what no edit can mend, `text` says why */
    uint32_t left_count;
} TranscriptBlessing;

/* What to change so that the transcript expects what comes of it now. False
 * when memory is short. All lives in `arena`. */
bool transcript_bless(Arena *arena, const Scenario *scenario,
                      const Transcript *transcript, const Sources *sources,
                      IntentOptions hearing, TranscriptBlessing *out);

/* The text of the transcript's file with the edits made. In `arena`. */
Str transcript_edited(Arena *arena, Str text, const TranscriptBlessing *edits);

/* --- Writing ------------------------------------------------------------ */

/* The transcript as a YAML file that transcript_read reads back alike; waits
 * are rounded up to whole seconds. `said` patterns are written as they are. */
void transcript_write(Buf *out, const Scenario *scenario,
                      const Transcript *transcript);

/* What stands under the one key that all expectations of the step belong to. */
void transcript_write_value(Buf *out, const Scenario *scenario,
                            const TranscriptStep *step);

/* A pattern as a YAML scalar; `plain` if it need not be quoted. */
void transcript_write_pattern(Buf *out, Str pattern, bool plain);

/* `text` as a YAML scalar on one line: plain where that is safe, else in
 * double quotes. */
void transcript_write_text(Buf *out, Str text);

/* A pattern that finds the beginning of a line that was said, up to a word's
 * end after some 40 bytes; metacharacters are escaped. In `arena`. */
Str transcript_said_pattern(Arena *arena, Str line);

#endif
