/* Private to transcript: why a step went as it did. Notes what happens while it
 * happens, and puts it into words for the author. */
#ifndef STANDOFF_TRANSCRIPT_WHY_H
#define STANDOFF_TRANSCRIPT_WHY_H

#include "transcript/transcript.h"

enum { WHY_FAILING = 4 }; /* parts of a guard that are shown */

/* A rule that was listening. */
typedef struct {
    uint32_t rule;
    bool ran;
    size_t failing[WHY_FAILING][2]; /* bytes of its guard */
    size_t failing_count;
} WhyTried;

/* Zeroed but for `arena`. */
typedef struct {
    Arena *arena;
    const TranscriptStep *step; /* NULL: the opening */
    int64_t t, turn;
    bool hears;
    const uint32_t *intents; /* heard */
    uint32_t intent_count;
    VEC(WhyTried) tried;
    VEC(uint32_t) ran; /* what was not tried: otherwise, timers, ... */
    VEC(Str) said;
} Why;

/* Forgets what was noted: a step begins. */
void why_begin(Why *why, const TranscriptStep *step);

/* To be called with every message of the session. */
void why_note(Why *why, const Session *session, const Message *message);

/* In words, several lines, the last without its newline; false when memory is
 * short. */
bool why_words(const Why *why, const Session *session, Str *out);

#endif
