/* Hearing: which intents a line carries.
 *
 * An IntentSet is what authors wrote: phrases, patterns, vetoes, mirrors. A
 * matcher folds a line, tries each intent and answers with the set of all that
 * are heard, with captures. The matcher owns its caches and may allocate; the
 * set is immutable. Knows nothing of what an intent leads to. */
#ifndef STANDOFF_INTENT_INTENT_H
#define STANDOFF_INTENT_INTENT_H

#include "base/buf.h"
#include "base/str.h"
#include "diag/diag.h"

enum {
    INTENT_MATCH_BYTES = 2048,     /* of a folded line are searched */
    INTENT_MATCH_LIMIT = 50000,    /* PCRE2 match limit of one call */
    INTENT_HEAP_LIMIT = 20000,     /* KiB */
    INTENT_PATTERN_LIMIT = 1024,   /* bytes of a pattern or phrase */
    INTENT_CODE_LIMIT = 64 * 1024, /* bytes of a compiled pattern */
    INTENT_PARENS_LIMIT = 50,      /* nesting of groups */
    INTENT_CAPTURE_BYTES = 200,    /* of a captured text; cut at a character */
};

typedef struct {
    Str name;
    const Str *phrases;
    const Str *patterns;
    const Str *unless;          /* phrases */
    const Str *unless_patterns; /* patterns */
    uint32_t phrase_count, pattern_count, unless_count, unless_pattern_count;
    uint32_t words_low, words_high;     /* 0, 0: any length */
    uint32_t mirrors_low, mirrors_high; /* 0, 0: does not mirror */
    bool repeats;
    const uint32_t *any_of; /* intents of the same set, no circles */
    uint32_t any_of_count;
} Intent;

typedef struct {
    const Intent *intents;
    uint32_t count;
    const Str *slots; /* what named groups may fill */
    uint32_t slot_count;
} IntentSet;

/* Folding, `docs/language.md`: the form in which text is compared. `map`, if
 * given, gets for each folded byte the offset of the first byte in `text` it
 * comes from, and one entry more for the end (uint32_t values as bytes of a
 * Buf). `text` need not be valid UTF-8: bad bytes count as U+FFFD. */
void intent_fold(Buf *out, Str text, Buf *map);

/* One fault of a pattern or phrase: bytes begin..end of it. */
typedef struct {
    DiagId id;
    size_t begin, end;
    bool no_memory; /* it could not be checked; the rest says nothing */
    char text[240];
} IntentFault;

/* Check a pattern or phrase as lint does, compiling it: syntax, what is not
 * allowed, folding, named groups against the set's slots, matching the empty
 * line (a fault whose id is a warning). False when there is a fault. */
bool intent_check_pattern(Str pattern, const IntentSet *set,
                          IntentFault *fault);
bool intent_check_phrase(Str phrase, IntentFault *fault);

typedef struct {
    bool no_jit;
    bool no_filter; /* every pattern is tried: for the differential test */
} IntentOptions;

typedef struct IntentMatcher IntentMatcher;

/* NULL when memory is short. `set` must outlive it. Reads and compiles nothing
 * yet: that begins with the first line. */
IntentMatcher *intent_matcher_new(const IntentSet *set, IntentOptions options);
void intent_matcher_free(IntentMatcher *matcher);

/* What a line is compared with besides the patterns; as typed, not folded.
 * A NULL data pointer means there is none. */
typedef struct {
    Str last_said;      /* the last `say` line */
    Str last_utterance; /* the utterance before */
} IntentMemory;

typedef struct {
    uint32_t slot;
    Str text; /* as typed, at most INTENT_CAPTURE_BYTES */
} IntentCapture;

typedef struct {
    uint32_t intent;
    uint32_t begin, end; /* bytes of the text as typed; 0, 0 when no pattern
                            or phrase heard it (words, mirrors, any-of) */
} IntentSpan;

/* An answer; lives in the matcher until the next call. */
typedef struct {
    const uint32_t *intents; /* heard, in the set's order */
    uint32_t count;
    const IntentSpan *spans;       /* one for each heard intent, same order */
    const IntentCapture *captures; /* by slot number, one a slot */
    uint32_t capture_count;
    const uint32_t *limited; /* intents with a pattern that met a limit */
    uint32_t limited_count;
    const uint32_t *broken; /* intents with a pattern that does not compile */
    uint32_t broken_count;
} IntentHeard;

typedef enum {
    INTENT_OK,
    INTENT_NOTHING,   /* the text folds to nothing */
    INTENT_NO_MEMORY, /* nothing changed */
} IntentStatus;

/* All intents of one line. */
IntentStatus intent_hear(IntentMatcher *matcher, Str text,
                         const IntentMemory *memory, IntentHeard *heard);

/* The captures of `text` under the given intents (in the set's order), which
 * are taken as heard. */
IntentStatus intent_capture(IntentMatcher *matcher, Str text,
                            const uint32_t *intents, uint32_t count,
                            IntentHeard *heard);

/* Whether machine code serves, for `--version` and benchmarks. */
bool intent_jit_available(void);

#endif
