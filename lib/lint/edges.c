/* A pattern that hears a longer word, for want of \b: `^(no|nope)` hears
 * "nobody". A word is only named when the matcher says that it is heard. Start
 * at lint_edges. */
#include "lint/rules.h"

#include <string.h>

#include "intent/caseless.h"
#include "intent/edges.h"
#include "intent/relation.h"

enum {
    TRIES = 8,      /* long words tried for one pattern */
    BUDGET = 50000, /* steps of looking for a line with one */
    ALL_TRIES = 2000,
};

static const struct {
    const char *language, *part, *whole;
} words[] = {
#define WORD(language, part, whole) {language, part, whole},
#include "lint/words.def"
#undef WORD
};
enum { WORDS = sizeof words / sizeof *words };

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    Arena *scratch; /* of one pattern */
    Compiler compiler;
    IntentMatcher *matcher;
    uint32_t tries;
    bool failed; /* memory is short */
    /* One pattern: */
    uint32_t intent;
    Str whole;
    Str heard; /* of the long word */
} Edges;

/* Whether `intent` hears the line by words that end inside the long one. */
static bool cuts_word(void *context, Str line)
{
    Edges *e = context;
    IntentHeard heard;
    IntentMemory nothing = {0};
    IntentStatus status = intent_hear(e->matcher, line, &nothing, &heard);
    e->failed |= status == INTENT_NO_MEMORY;
    if (status != INTENT_OK)
        return false;
    const char *place =
        memmem(line.data, line.size, e->whole.data, e->whole.size);
    size_t begin = place ? (size_t)(place - line.data) : 0;
    for (uint32_t i = 0; place && i < heard.count; i++) {
        const IntentSpan *span = &heard.spans[i];
        if (span->intent == e->intent && span->begin < span->end)
            return (span->begin > begin &&
                    span->begin < begin + e->whole.size) ||
                   (span->end > begin && span->end < begin + e->whole.size);
    }
    return false;
}

/* A pattern, its tree, and its automaton in an alphabet of its own. */
typedef struct {
    Alphabet alphabet;
    RegularText text;
    Automaton found;
} Reading;

static bool read_pattern(Edges *e, Str pattern, Reading *reading)
{
    alphabet_init(&reading->alphabet, e->scratch, &e->compiler);
    if (!regular_prepare(&reading->alphabet, pattern, REGULAR_PATTERN,
                         &reading->text))
        return false;
    automaton_init(&reading->found, e->scratch, &reading->alphabet);
    automaton_add(&reading->found,
                  regular_read(&reading->alphabet, &reading->text),
                  AUTOMATON_MOST);
    return true;
}

/* Looks for a line in which the pattern hears a part of the long word. */
static bool is_heard(Edges *e, Str pattern, Str whole)
{
    Reading reading;
    RegularText text;
    if (!read_pattern(e, pattern, &reading) ||
        !regular_prepare(&reading.alphabet, whole, REGULAR_PHRASE, &text))
        return false;
    Automaton word;
    automaton_init(&word, e->scratch, &reading.alphabet);
    automaton_add(&word, regular_read(&reading.alphabet, &text),
                  AUTOMATON_MOST);
    alphabet_finish(&reading.alphabet);
    uint64_t budget = BUDGET;
    Buf line = {0};
    e->whole = whole;
    e->tries++;
    bool found = relation_shared(&reading.found, &word, cuts_word, e, &budget,
                                 &line) == RELATION_YES;
    buf_finish(&line);
    return found;
}

static bool is_at_edge(const EdgeWord *edge, Str whole)
{
    Str part = edge->text;
    if (part.size >= whole.size)
        return false;
    Str there = edge->tail
                    ? str_slice(whole, 0, part.size)
                    : str_slice(whole, whole.size - part.size, whole.size);
    return str_equal(there, part);
}

/* Whether the intent is meant to hear the word: an example holds it. */
static bool is_meant(const Edges *e, Str whole)
{
    const IntentNotes *notes = &e->scenario->intent_notes[e->intent];
    Buf line = {0}, word = {0};
    bool meant = false;
    caseless_add(&word, whole);
    for (uint32_t i = 0; i < notes->example_count && !meant; i++) {
        buf_clear(&line);
        caseless_add(&line, notes->examples[i].text);
        meant = line.data && word.data &&
                memmem(line.data, line.size, word.data, word.size);
    }
    buf_finish(&line);
    buf_finish(&word);
    return meant;
}

/* In the small letters in which the table has it. */
static Str low(Arena *arena, Str text)
{
    Buf buf = {0};
    caseless_add(&buf, text);
    bool failed = buf.failed;
    Str copy = failed ? (Str){0} : str_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    if (failed)
        arena_out_of_memory(arena);
    return copy;
}

static void report(Edges *e, Span span, const EdgeWord *edge, Str whole)
{
    Str name = e->scenario->hearing.intents[e->intent].name;
    diag_add(e->diags, DIAG_INTENT_EDGE, span,
             "'%.*s' has no \\b %s it, so '%.*s' is heard as '%.*s'; write "
             "'%s%.*s%s'",
             STR_ARGS(edge->text), edge->tail ? "after" : "before",
             STR_ARGS(whole), STR_ARGS(name), edge->tail ? "" : "\\b",
             STR_ARGS(edge->text), edge->tail ? "\\b" : "");
}

static void check_pattern(Edges *e, Str pattern, Span span)
{
    Reading reading;
    uint32_t count = 0, tried = 0;
    if (!read_pattern(e, pattern, &reading))
        return;
    const EdgeWord *found = edges_find(&reading.found, &count);
    for (uint32_t i = 0; i < count; i++) {
        EdgeWord edge = {low(e->scratch, found[i].text), found[i].tail};
        for (size_t w = 0; w < WORDS && tried < TRIES; w++) {
            Str whole = str_from(words[w].whole);
            if (!str_equal_c(edge.text, words[w].part) ||
                !str_starts_with(e->scenario->language, words[w].language) ||
                !is_at_edge(&edge, whole) || is_meant(e, whole))
                continue;
            tried++;
            if (!is_heard(e, pattern, whole))
                continue;
            report(e, span, &edge, whole);
            return;
        }
    }
}

bool lint_edges(const LintHearing *hearing)
{
    const Scenario *scenario = hearing->scenario;
    Edges e = {.scenario = scenario,
               .diags = hearing->diags,
               .matcher = hearing->matcher};
    e.scratch = lint_scratch(e.diags->arena);
    e.failed = !compile_init(&e.compiler);
    for (uint32_t i = 0; i < scenario->hearing.count && !e.failed; i++) {
        const Intent *intent = &scenario->hearing.intents[i];
        const IntentNotes *notes = &scenario->intent_notes[i];
        e.intent = i;
        for (uint32_t k = 0; k < intent->pattern_count; k++) {
            if (notes->pattern_spans[k].file != scenario->named)
                continue;
            if (e.tries < ALL_TRIES)
                check_pattern(&e, intent->patterns[k], notes->pattern_spans[k]);
            arena_finish(e.scratch);
        }
    }
    if (e.tries >= ALL_TRIES)
        lint_unfinished(scenario, e.diags, "patterns without \\b");
    compile_finish(&e.compiler);
    return !e.failed;
}
