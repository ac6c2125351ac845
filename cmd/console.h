/* What people see and type, for a terminal and for a pipe alike.
 *
 * Messages become lines of text in `out`; whoever drives the console decides
 * when that is shown. Typed lines are utterances, or commands that begin with
 * a colon. console.c puts lines together, show.c words the messages, colon.c
 * has the commands, why.c answers :why. */
#ifndef STANDOFF_CMD_CONSOLE_H
#define STANDOFF_CMD_CONSOLE_H

#include "cmd/clock.h"
#include "cmd/language.h"
#include "cmd/recorder.h"
#include "cmd/voice.h"
#include "session/session.h"

/* A rule that was listening to the last utterance. */
typedef struct {
    uint32_t rule;
    bool ran;
    size_t failing[8][2]; /* parts of its `if` that did not hold then */
    size_t failing_count;
} Tried;

/* What :why has to know of the last utterance. */
typedef struct {
    Arena arena;           /* emptied at each utterance */
    Configuration *moment; /* of hearing; NULL before the first */
    bool any;              /* there is an utterance to speak of */
    Str text;
    const uint32_t *intents;
    uint32_t intent_count;
    VEC(Tried) tried;
    int32_t otherwise; /* the one that ran, or NONE */
} Why;

/* An observer's note, kept until the ending. */
typedef struct {
    int64_t turn;
    Str text;
} KeptNote;

typedef struct Prompter Prompter; /* prompter.h */
typedef struct Partner Partner;   /* partner.h */

typedef struct {
    const Scenario *scenario;
    Session *session; /* set by console_start */
    View view;
    Clock *clock;
    const char *path; /* the scenario's, as given */
    bool plain;       /* each line says who speaks; nothing but text */
    bool color;
    bool person;     /* somebody types: may be told what to type */
    bool seed_drawn; /* and must be told it, to play the same again */
    bool editing;    /* warnings must not go past `out` */
    uint32_t width;  /* cells of a line; 0: lines are not broken */

    Buf out;
    size_t opening; /* bytes of it that tell what is to come */
    bool timed;     /* what happens now was set off by time */
    int64_t stamp;  /* instant shown last, or NONE */
    Str said;       /* the utterance under way */
    Why why;
    Arena arena; /* notes */
    VEC(KeptNote) kept;
    VEC(Str) notes; /* of :note */
    Recorder *recorder;
    Prompter *prompter; /* of a role-player, or NULL */
    Partner *partner;   /* who negotiates with the human, or NULL */
    Voice *voice;       /* or NULL */
    bool resumed;       /* the session has begun before */
    size_t turn_at;     /* bytes of `out` before the last turn, while resumed */
    bool *broken;       /* intents whose broken pattern was told of */
} Console;

/* --- Life (console.c) --------------------------------------------------- */

void console_init(Console *console, const Scenario *scenario);
void console_finish(Console *console);

/* Runs the session's start: the opening and the first lines go to `out`. */
void console_start(Console *console, Session *session);

/* Moves what follows the opening to `rest`, to be shown later. */
void console_hold_rest(Console *console, Buf *rest);

typedef enum { CONSOLE_ON, CONSOLE_QUIT } ConsoleStatus;

/* Takes a typed line: an utterance, a command, or nothing. */
ConsoleStatus console_line(Console *console, Str line);

/* Takes an input, after what the clock has brought by now. */
void console_take(Console *console, const Input *input);

/* Says how to begin. */
void console_invite(Console *console);

/* One turn of a loop: looks at the clock and fires what is due. `known` as for
 * clock_look. */
void console_tick(Console *console, bool known);

/* Real ms until there is something to do, or -1. */
int console_sleep(const Console *console);

/* Ends the program for want of memory, the terminal restored. An ArenaFail. */
_Noreturn void console_no_memory(void *context);

/* --- Lines (console.c) -------------------------------------------------- */

typedef enum {
    TONE_NONE,
    TONE_STRONG,
    TONE_ASIDE,
    TONE_SIGN,
    TONE_ERROR,
    TONE_PERPETRATOR,
    TONE_IN_CRISIS,
    TONE_HOSTAGE,
    TONE_THIRD_PARTY,
    TONE_NEGOTIATOR,
} Tone;

/* A line with a label before it, or in `plain` another. Foreign text is made
 * safe; long text is broken between words. */
void console_put(Console *console, Tone tone, const char *label,
                 const char *plain_label, Str text);

/* `Name: text`, in the tone of a role's side. */
void console_put_speech(Console *console, uint32_t role, Str text);

/* `  [text]`, in plain `text`. */
void console_aside(Console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The program's own word. */
void console_notice(Console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void console_error(Console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The typed line, where no terminal shows it. */
void console_echo(Console *console, Str line);

/* "3:15", "1:03:15"; `two`: "03:15". */
enum { TIME_SIZE = 32 };
const char *console_time(char out[TIME_SIZE], int64_t ms, bool two);

/* --- Parts -------------------------------------------------------------- */

/* A message in words; SessionOptions.show with the console as context. */
void console_show(void *context, Session *session, const Message *message);

/* A command: what stands behind the colon. */
ConsoleStatus colon_run(Console *console, Str text);

/* Completes a line that begins with a colon, up to the cursor. *insert gets
 * what may be added, *choices what there is to choose from (one a line). */
void colon_complete(Console *console, Str line, Buf *insert, Buf *choices);

void why_heard(Console *console, const MessageHeard *heard);
void why_output(Console *console, const Output *output);
void why_forget(Console *console);
void why_show(Console *console);

#endif
