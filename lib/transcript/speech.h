/* What can be said in a scenario: the examples of its intents, how each is
 * heard, and which intents a text is about.
 *
 * Hearing a line costs far more than a step, so answers are kept: a line said
 * ten thousand times is heard once. Knows nothing of who says what, or when. */
#ifndef STANDOFF_TRANSCRIPT_SPEECH_H
#define STANDOFF_TRANSCRIPT_SPEECH_H

#include "scenario/scenario.h"

typedef struct Speech Speech;

/* An answer of the matcher, kept. */
typedef struct {
    const uint32_t *intents;
    const IntentCapture *captures;
    uint32_t intent_count, capture_count;
    bool harms; /* carries an intent whose tone is that */
} SpeechHeard;

/* Lives in `arena`; `scenario` must outlive it. */
Speech *speech_new(Arena *arena, const Scenario *scenario,
                   IntentOptions hearing);

const Scenario *speech_scenario(const Speech *speech);

/* How `text` is heard after the line `said` (no data: none), and, when `again`,
 * after the same text. The answer stays. NULL when it folds to nothing. */
const SpeechHeard *speech_hear(Speech *speech, Str text, Str said, bool again);

/* What a text is about. */
typedef struct {
    uint32_t intent;
    uint32_t weight; /* how near it is */
} SpeechTopic;

typedef struct {
    uint32_t number; /* of the text: 0, 1, 2, ... as they came */
    uint32_t topic_count;
    const SpeechTopic *topics; /* each intent that it may mean once */
} SpeechText;

/* Words count that the text shares with what the intent's author wrote of it,
 * those that few intents have most. The answer stays. */
const SpeechText *speech_text(Speech *speech, Str text);

/* The last `count` words of a text, or all of it. */
Str speech_last_words(Str text, uint32_t count);

#endif
