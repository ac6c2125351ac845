/* A journal played once more: its inputs into a session, what comes of them
 * against what is written there. */
#ifndef STANDOFF_SESSION_REPLAY_H
#define STANDOFF_SESSION_REPLAY_H

#include "session/record.h"

/* The first place where the session did otherwise than the journal says. */
typedef struct {
    int64_t line;      /* of the journal, from 1; 0: there is none */
    int64_t turn;      /* under way then */
    Str expected, got; /* lines of JSON; empty: there was none */
} ReplayDifference;

/* Lives in the caller's memory; zeroed by replay_init. */
typedef struct {
    Session *session;
    Str text;         /* whole lines of a journal */
    size_t out_at;    /* the next line to be held against an output */
    int64_t out_line; /* its number */
    bool moved;       /* the files differ: places in them are not compared */
    ReplayDifference difference;
    Arena arena;
} Replay;

void replay_init(Replay *replay, Str text, bool moved, ArenaFail *fail,
                 void *context);
void replay_finish(Replay *replay);

/* To be called with every message of the session while it is replayed: holds
 * it against the journal. False when the journal says nothing more: what a
 * crash kept from being written, to be written now. */
bool replay_message(Replay *replay, Session *session, const Message *message);

/* Starts the session and takes every input of the journal, then lets the time
 * pass that had passed. An input that is refused now is a difference. */
SessionStatus replay_run(Replay *replay, Session *session);

#endif
