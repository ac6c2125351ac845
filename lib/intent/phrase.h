/* Phrases: plain words with gaps, choices and stars. */
#ifndef STANDOFF_INTENT_PHRASE_H
#define STANDOFF_INTENT_PHRASE_H

#include "base/buf.h"
#include "intent/gather.h"
#include "intent/intent.h"

/* Room for reading one phrase after another; zeroed is ready. */
typedef struct {
    Buf folded, map; /* as intent_fold gives them */
    Buf nodes;       /* private to phrase.c */
    uint32_t gaps;   /* of the phrase read last */
} Phrase;

/* Reads a phrase. False when there is a fault; its span is in the phrase as
 * written. Out of memory shows in phrase_failed. */
bool phrase_read(Phrase *phrase, Str text, IntentFault *fault);

/* Adds the pattern of the phrase read last, without the edges around. */
void phrase_write(const Phrase *phrase, Buf *pattern);

/* Tells what the phrase read last needs, edges included. */
void phrase_gather(const Phrase *phrase, Gather *gather);

/* More than the compiled bytes of the phrase read last. */
size_t phrase_weight(const Phrase *phrase);

bool phrase_failed(const Phrase *phrase);
void phrase_finish(Phrase *phrase);

/* What stands before and after one or more phrases joined by `|`. */
#define PHRASE_BEFORE "(?<!\\w)(?:"
#define PHRASE_AFTER ")(?!\\w|'t(?!\\w))"

#endif
