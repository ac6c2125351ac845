/* One line being heard: folded, and what is worked out about it only when
 * asked for. Knows no intents. */
#ifndef STANDOFF_INTENT_LINE_H
#define STANDOFF_INTENT_LINE_H

#include "intent/intent.h"

/* Zeroed is ready for line_begin; used for one line after another. */
typedef struct {
    Str text; /* as typed */
    const IntentMemory *memory;
    Buf folded, map;
    Buf caseless; /* `searched` as the filter wants it, padded */
    Str searched; /* the first INTENT_MATCH_BYTES of `folded` */
    Buf words, other;
    bool has_words, has_common, has_repeats;
    uint32_t word_count;
    uint32_t common; /* last words that are the last ones of what was said */
    bool repeats;
    bool failed; /* memory is short: no answer counts */
} Line;

/* `memory` may be NULL, and lives as long as the line does. `filtered`: there
 * will be a filter to scan it. A failure shows in `failed`. */
void line_begin(Line *line, Str text, const IntentMemory *memory,
                bool filtered);

uint32_t line_count_words(Line *line);

/* Whether, for some k from `low` to `high`, the last k words are the last k of
 * what was said last, and at least half of the line. */
bool line_mirrors(Line *line, uint32_t low, uint32_t high);

/* Whether the line is the utterance before. */
bool line_repeats(Line *line);

/* Where the folded bytes begin..end were typed: the whole of what each came
 * from. The span's intent is 0. */
IntentSpan line_place(const Line *line, size_t begin, size_t end);

/* The size of `text`, or what is left of it when it is cut at `limit` bytes
 * and not within a character. */
size_t line_cut(Str text, size_t limit);

void line_finish(Line *line);

#endif
