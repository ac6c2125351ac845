/* A run over time: hearing, stepping, undo, and who sees what.
 *
 * A Session owns a configuration, a matcher and what undo needs. Inputs come
 * in as values or as JSON lines; what happens goes out as Messages, in order.
 * Time is given by the caller: nothing here reads a clock or prints. */
#ifndef STANDOFF_SESSION_SESSION_H
#define STANDOFF_SESSION_SESSION_H

#include "engine/engine.h"

enum {
    SESSION_LINE_LIMIT = 64 * 1024, /* bytes of an input line that are kept */
    SESSION_WAIT_LIMIT = 30 * 24 * 3600, /* seconds in one move of time */
};

typedef struct Session Session;

typedef enum {
    SESSION_OK,
    SESSION_ENDED,     /* an ending is reached; only undo is taken */
    SESSION_NO_MEMORY, /* memory ran out; the session is not to be used on */
} SessionStatus;

/* --- Inputs ------------------------------------------------------------- */

typedef enum {
    INPUT_SAY,   /* text */
    INPUT_HEARD, /* intents; text if has_text */
    INPUT_TYPING,
    INPUT_WAIT,   /* number: ms */
    INPUT_INJECT, /* index */
    INPUT_GOTO,   /* index: state */
    INPUT_SET,    /* sets */
    INPUT_UNDO,   /* number: turns */
    INPUT_HINT,
    INPUT_STATUS,
    INPUT_NOTE,  /* text, by */
    INPUT_DRIFT, /* index: role; text: how */
    INPUT_PAUSE,
    INPUT_RESUME,
    INPUT_RESTART,
    INPUT_END,
    INPUT_KIND_COUNT
} InputKind;

typedef struct {
    InputKind kind;
    bool has_t; /* else it happens now */
    int64_t t;  /* ms */
    bool has_text;
    Str text;
    Str by;
    uint32_t index;
    int64_t number;
    const uint32_t *intents; /* in the set's order, each once */
    uint32_t intent_count;
    const EngineSet *sets;
    uint32_t set_count;
} Input;

/* --- Messages ----------------------------------------------------------- */

typedef enum {
    MESSAGE_START,
    MESSAGE_OUTPUT, /* of the engine: output, text filled in */
    MESSAGE_HEARD,  /* turn, heard */
    MESSAGE_STAGE,  /* number: stage or NONE */
    MESSAGE_READY,  /* turn */
    MESSAGE_UNDONE, /* turn */
    MESSAGE_HINT,   /* text, no data when there is none */
    MESSAGE_STATUS,
    MESSAGE_ERROR, /* code, text */
} MessageKind;

typedef struct {
    const uint32_t *intents;
    uint32_t intent_count;
    const IntentCapture *captures;
    uint32_t capture_count;
    const uint32_t *limited;
    uint32_t limited_count;
    const uint32_t *broken; /* patterns that do not compile */
    uint32_t broken_count;
} MessageHeard;

typedef struct {
    MessageKind kind;
    int64_t t;
    int64_t turn;
    int64_t number;
    Str text; /* slots and roles filled in */
    const char *code;
    const Output *output;
    const MessageHeard *heard;
} Message;

/* --- A session ---------------------------------------------------------- */

typedef struct {
    uint64_t seed; /* at most INT64_MAX */
    IntentOptions hearing;
    IntentMatcher *matcher; /* of the scenario's hearing, lent for as long as
                               the session lives; NULL: one of its own */
    bool no_undo;           /* nothing is kept to go back to; undo is refused */
    const char *program;    /* version, for the start message */
    void (*show)(void *context, Session *session, const Message *message);
    /* Called with each input that is taken, before it has any effect: to write
     * it down. Its `t` is the instant it happens at. May be NULL. */
    void (*accept)(void *context, Session *session, const Input *input);
    void *context;
} SessionOptions;

/* NULL when memory is short. `scenario` must outlive it. */
Session *session_new(const Scenario *scenario, const SessionOptions *options);
void session_free(Session *session);

/* Shows the start message, enters the start state, settles. */
SessionStatus session_start(Session *session);

/* Takes one input. Bad ones are answered by an error message and change
 * nothing. Every input ends in a ready message unless the run is over. */
SessionStatus session_take(Session *session, const Input *input);

/* Takes one line of protocol.md's JSON. `now` is the running clock for lines
 * without `t`, or NONE under the virtual clock. A blank line is no input. */
SessionStatus session_take_json(Session *session, Str line, int64_t now);

/* The running clock: fires what is due by `t`, without a ready message. */
SessionStatus session_advance(Session *session, int64_t t);

/* Shows an error message and, unless the run is over, ready. */
SessionStatus session_error(Session *session, const char *code, Str text);

/* Reads and compiles what hearing needs, which the first utterance would have
 * to wait for. Changes nothing. */
void session_prepare(Session *session);

const Scenario *session_scenario(const Session *session);
const Configuration *session_now(const Session *session);
const SessionOptions *session_options(const Session *session);

/* Whether `pause` was the last said of the class clock: its keeper is the
 * caller. */
bool session_paused(const Session *session);

/* The last line said, or nothing; until the next input. */
Str session_said(const Session *session);

/* Fills {slot} and {role} into a text as of now. */
void session_fill(const Session *session, Str text, Buf *out);

/* --- Views -------------------------------------------------------------- */

typedef enum {
    VIEW_NEGOTIATOR,
    VIEW_OBSERVER,
    VIEW_TRAINER,
    VIEW_ROLE
} ViewKind;

typedef struct {
    ViewKind kind;
    uint32_t role; /* of VIEW_ROLE */
} View;

/* The view of that name; false when there is none. */
bool view_find(const Scenario *scenario, Str name, View *out);
Str view_name(const Scenario *scenario, View view);

/* Whether a view keeps a message. An observer's notes are kept back: the
 * caller shows them after the ending. */
bool view_keeps(const Session *session, View view, const Message *message);

/* The word after "in" in a line of that input. */
const char *input_name(InputKind kind);

/* An input as one line of protocol.md's JSON, with its newline: what
 * session_take_json would read. */
void input_json(Buf *out, const Scenario *scenario, const Input *input);

/* A message as one line of JSON, with its newline, as the view may see it. */
void message_json(Buf *out, const Session *session, View view,
                  const Message *message);

#endif
