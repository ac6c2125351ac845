/* A session under way, of whatever command: play.c and resume.c fill it in,
 * loops.c drives it - on a terminal, line by line, or as JSON lines. */
#ifndef STANDOFF_CMD_PLAY_H
#define STANDOFF_CMD_PLAY_H

#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/recorder.h"
#include "session/replay.h"

typedef struct Play {
    const Invocation *invocation;
    Arena arena;
    Sources sources;
    const Scenario *scenario;
    SessionOptions options;
    View view;
    Clock clock;
    Buf out;       /* of --jsonl */
    VEC(Str) kept; /* notes for an observer, in JSON */
    VEC(int64_t) kept_turns;
    bool machine;    /* JSON lines, not people */
    bool person;     /* standard input is a terminal */
    bool seed_drawn; /* nobody gave one */
    Recorder recorder;
    Prompter *prompter; /* of `cue`, or NULL */
    Partner *partner;   /* of `--play-as perpetrator`, or NULL */
    Replay *replay;     /* of a session that is resumed, or NULL */
    /* Called when it has caught up; false: it is not to go on. */
    bool (*caught_up)(struct Play *play, Session *session);
} Play;

/* Plays to the end of input and gives the exit code; *session is the caller's
 * to free. People get the console, programs JSON lines. */
int loops_people(Play *play, Session **session);
int loops_machine(Play *play, Session **session);

#endif
