/* Patterns whose search meets PCRE2's limit on a line that somebody may type.
 * Start at lint_backtracking. */
#include "lint/rules.h"

#include "intent/slow.h"

enum {
    STEPS = 200000000, /* of looking for lines, in all patterns */
    STEPS_OF_PATTERN = 1000000,
    SHOWN = 60, /* bytes of a line */
};

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    Arena *scratch; /* of one pattern */
    Compiler compiler;
    SlowBudget left;
    bool failed; /* memory is short */
} Search;

/* Whether the matcher itself says so: its filter may spare it the search. */
static bool is_limited(Search *s, Str pattern, Str line)
{
    const Intent intent = {
        .name = STR("x"), .patterns = &pattern, .pattern_count = 1};
    const IntentSet set = {&intent, 1, s->scenario->hearing.slots,
                           s->scenario->hearing.slot_count};
    IntentMatcher *matcher =
        intent_matcher_new(&set, (IntentOptions){.no_jit = true});
    IntentHeard heard = {0};
    IntentMemory nothing = {0};
    IntentStatus status = matcher ? intent_hear(matcher, line, &nothing, &heard)
                                  : INTENT_NO_MEMORY;
    bool limited = heard.limited_count > 0;
    s->failed |= status == INTENT_NO_MEMORY;
    intent_matcher_free(matcher);
    return limited;
}

static void report(Search *s, Span span, Str line)
{
    size_t size = line.size < SHOWN ? line.size : SHOWN;
    while (size < line.size && (line.data[size] & 0xC0) == 0x80)
        size--;
    diag_add(s->diags, DIAG_INTENT_SLOW, span,
             "this can be read in too many ways: in '%.*s%s' (%zu bytes) the "
             "search meets its limit and hears nothing; let what is repeated "
             "begin or end with something else",
             (int)size, line.data, size < line.size ? "..." : "", line.size);
}

static void check(Search *s, Str pattern, Span span)
{
    if (span.file != s->scenario->named)
        return;
    Buf line = {0};
    uint64_t given = s->left.steps;
    s->left.steps = given < STEPS_OF_PATTERN ? given : STEPS_OF_PATTERN;
    uint64_t allowed = s->left.steps;
    if (slow_find(s->scratch, &s->compiler, pattern, &s->left, &line) &&
        is_limited(s, pattern, buf_str(&line)))
        report(s, span, buf_str(&line));
    s->left.steps = given - (allowed - s->left.steps);
    s->failed |= line.failed;
    buf_finish(&line);
    arena_finish(s->scratch);
}

static bool is_done(const Search *s)
{
    return s->failed || !s->left.steps || !s->left.runs;
}

bool lint_backtracking(const Scenario *scenario, Diags *diags)
{
    Search s = {.scenario = scenario,
                .diags = diags,
                .left = {.runs = SLOW_RUNS, .steps = STEPS}};
    s.scratch = lint_scratch(diags->arena);
    s.failed = !compile_init(&s.compiler);
    for (uint32_t i = 0; i < scenario->hearing.count && !is_done(&s); i++) {
        const Intent *intent = &scenario->hearing.intents[i];
        const IntentNotes *notes = &scenario->intent_notes[i];
        for (uint32_t k = 0; k < intent->pattern_count && !is_done(&s); k++)
            check(&s, intent->patterns[k], notes->pattern_spans[k]);
        for (uint32_t k = 0; k < intent->unless_pattern_count && !is_done(&s);
             k++)
            check(&s, intent->unless_patterns[k],
                  notes->unless_pattern_spans[k]);
    }
    if (!s.left.steps || !s.left.runs)
        lint_unfinished(scenario, diags, "patterns that search too long");
    compile_finish(&s.compiler);
    return !s.failed;
}
