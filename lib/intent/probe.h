/* Probes: what PCRE2 is asked, one at a time; compiled when first tried.
 *
 * A probe is one pattern, or several phrases of one list of an intent joined
 * into one. It remembers whether it can be compiled and whether machine code
 * serves it. */
#ifndef STANDOFF_INTENT_PROBE_H
#define STANDOFF_INTENT_PROBE_H

#include "intent/compile.h"
#include "intent/filter.h"
#include "intent/intent.h"
#include "intent/phrase.h"

typedef enum {
    PROBE_PATTERN,
    PROBE_PHRASES,
    PROBE_UNLESS_PATTERN,
    PROBE_UNLESS_PHRASES,
} ProbeKind;

typedef struct {
    pcre2_code *code;
    uint32_t intent;
    uint32_t first, count; /* phrases, or one pattern, of the list */
    uint32_t line;         /* the last one the filter let through */
    uint8_t kind;
    uint8_t uses;   /* counted up to PROBE_JIT_USES */
    bool always;    /* the filter knows nothing of it */
    bool broken;    /* cannot be compiled */
    bool interpret; /* no machine code, for good */
    bool named;     /* has named groups */
} Probe;

enum {
    PROBE_JIT_USES = 16,
    PROBE_PHRASE_COUNT = 16, /* joined at most */
};

/* What making and compiling probes needs; zeroed is ready, but for `set` and
 * the compiler. */
typedef struct {
    const IntentSet *set;
    IntentOptions options;
    Compiler compiler;
    Phrase phrase;
    Gather gather;
    Buf pattern;
    Buf probes;      /* Probe, those of an intent together */
    Buf first_probe; /* uint32_t: of each intent, and the end */
    Buf broken;      /* uint32_t: intents with a phrase that is broken */
    Filter filter;
} Probes;

/* Lists the probes of all intents and builds the filter; false when memory is
 * short. */
bool probes_init(Probes *p);
void probes_finish(Probes *p);

static inline Probe *probe_at(const Probes *p, uint32_t i)
{
    return (Probe *)(void *)p->probes.data + i;
}

/* The end of an intent's probes; they begin where those of the one before
 * end. */
static inline uint32_t probe_begin(const Probes *p, uint32_t intent)
{
    return ((const uint32_t *)(const void *)p->first_probe.data)[intent];
}

static inline bool probe_is_veto(const Probe *probe)
{
    return probe->kind >= PROBE_UNLESS_PATTERN;
}

/* Whether `line` matches; the places are then in p->compiler.data. A probe
 * that cannot be compiled becomes `broken` and gives COMPILE_NONE; never gives
 * COMPILE_STACK. */
CompileResult probe_match(Probes *p, Probe *probe, Str line);

#endif
