/* The journal of a session under way: made where the user wants it, written
 * before anything takes effect, and its troubles told. Stands between a
 * session and who shows its messages. */
#ifndef STANDOFF_CMD_RECORDER_H
#define STANDOFF_CMD_RECORDER_H

#include "cmd/command.h"
#include "session/replay.h"

typedef struct {
    Journal *journal; /* NULL: nothing is recorded */
    bool waits;       /* for the first input, to be given a file */
    RecordStart start;
    Replay *replay; /* while a journal is replayed, else NULL */

    /* who shows the messages, and how troubles are told */
    void (*show)(void *context, Session *session, const Message *message);
    void (*tell)(void *context, const char *text);
    void *context;

    JournalState told; /* the state that people know of */
    bool gone;         /* that the file was deleted was told */
} Recorder;

/* By the options --journal FILE and --no-journal; without either, a file in
 * the user's state folder (XDG), made when the first input comes. False after
 * a message: FILE cannot be made. */
bool recorder_init(Recorder *recorder, const Invocation *invocation,
                   const Scenario *scenario, uint64_t seed);

/* Goes on with a journal that was opened. */
void recorder_go_on(Recorder *recorder, Journal *journal);

/* Puts the recorder between `options` and whoever they name. */
void recorder_attach(Recorder *recorder, SessionOptions *options,
                     void (*tell)(void *context, const char *text));

/* Begins a new file and goes on with that; false with the reason in `why`. */
bool recorder_move(Recorder *recorder, const char *path, char *why,
                   size_t size);

/* Closes the journal. False after a message on standard error when lines could
 * not be saved. */
bool recorder_finish(Recorder *recorder, const char *command);

/* The file it is in, or NULL. */
const char *recorder_path(const Recorder *recorder);

/* The folder that sessions are recorded in, with a slash at its end: in the
 * state folder of the XDG Base Directory Specification. False when there is
 * none. */
bool recorder_folder(Buf *out);

/* Why a journal cannot be used, for people; ends with a NUL. */
void recorder_explain(JournalStatus status, const JournalFault *fault,
                      const char *path, char *out, size_t size);

#endif
