/* Of `test` and `coverage`: transcripts found, read, and played, several at
 * once. What is seen of them comes in the order in which they were found. */
#ifndef STANDOFF_CMD_SUITE_H
#define STANDOFF_CMD_SUITE_H

#include "cmd/command.h"
#include "report/tests.h"
#include "transcript/coverage.h"
#include "transcript/transcript.h"

/* A scenario in a language, loaded once for all transcripts of it. */
typedef struct Loaded Loaded;
struct Loaded {
    Loaded *next;
    Arena arena;
    Sources sources;
    const Scenario *scenario; /* NULL: it has errors */
    Buf errors;               /* as people read them */
    char *path, *language;
};

/* A transcript. */
typedef struct {
    char *path;
    bool found;   /* in a folder, not named */
    bool skipped; /* was found and is no transcript */
    bool done;
    Arena arena;
    Sources sources;
    Diags diags; /* what is wrong with it, or failed */
    Loaded *loaded;
    const Transcript *transcript; /* NULL: it has errors */
    TranscriptResult result;
    Coverage *coverage; /* of what was played, if the suite covers */
    TestOutcome outcome;
} Trial;

typedef struct {
    Str root;
    IntentOptions hearing;
    const char *filter; /* part of a path, or NULL */
    int64_t shard, shards;
    int64_t jobs;
    bool color;
    bool covers; /* counts what each has been through; plays each to its end */
    /* Called with each trial before it is played, one after the other, if there
     * is one job; may be NULL. */
    void (*before)(void *context, Trial *trial);
    /* Called with each trial that was no other kind of file, in order. */
    void (*after)(void *context, Trial *trial);
    void *context;
    bool unreadable; /* a folder could not be read */
} Suite;

/* Reads --filter, --shard, --jobs, --root, --no-jit. False after a message. */
bool suite_begin(Suite *suite, const Invocation *invocation);

/* Plays the transcripts at the paths and in folders. */
void suite_run(Suite *suite, int count, char **paths);

#endif
