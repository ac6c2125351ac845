/* Each example is heard as its own intent, no counterexample is. */
#include "lint/rules.h"

/* The words that an intent was heard by, or nothing. */
static bool heard_as(const IntentHeard *heard, uint32_t intent, Str text,
                     Str *words)
{
    for (uint32_t i = 0; i < heard->count; i++) {
        const IntentSpan *span = &heard->spans[i];
        if (span->intent != intent)
            continue;
        *words = str_slice(text, span->begin, span->end);
        return true;
    }
    return false;
}

static Str heard_names(Arena *arena, const IntentSet *set,
                       const IntentHeard *heard)
{
    Str names = heard->count ? STR("it is heard as ") : STR("nothing hears it");
    for (uint32_t i = 0; i < heard->count; i++)
        names =
            str_format(arena, "%.*s%s'%.*s'", STR_ARGS(names), i ? ", " : "",
                       STR_ARGS(set->intents[heard->intents[i]].name));
    return names;
}

/* False when memory is short. */
static bool hear(const LintHearing *lint, const Example *example,
                 IntentHeard *heard)
{
    IntentMemory nothing = {0};
    *heard = (IntentHeard){0};
    switch (intent_hear(lint->matcher, example->text, &nothing, heard)) {
    case INTENT_NO_MEMORY:
        return false;
    case INTENT_NOTHING:
        *heard = (IntentHeard){0};
        return true;
    case INTENT_OK:
        break;
    }
    return true;
}

static bool check_example(const LintHearing *lint, uint32_t intent,
                          const Example *example)
{
    const IntentSet *set = &lint->scenario->hearing;
    Str words, name = set->intents[intent].name;
    IntentHeard heard;
    if (example->span.file != lint->scenario->named)
        return true;
    if (!hear(lint, example, &heard))
        return false;
    if (heard_as(&heard, intent, example->text, &words) ||
        lint->remembers[intent])
        return true;
    Str names = heard_names(lint->diags->arena, set, &heard);
    diag_add(lint->diags, DIAG_INTENT_EXAMPLE, example->span,
             "this example is not heard as '%.*s': %.*s; widen its phrases, "
             "or move the example",
             STR_ARGS(name), STR_ARGS(names));
    return true;
}

static bool check_counterexample(const LintHearing *lint, uint32_t intent,
                                 const Example *example)
{
    Str words, name = lint->scenario->hearing.intents[intent].name;
    IntentHeard heard;
    if (example->span.file != lint->scenario->named)
        return true;
    if (!hear(lint, example, &heard))
        return false;
    if (!heard_as(&heard, intent, example->text, &words))
        return true;
    diag_add(lint->diags, DIAG_INTENT_COUNTEREXAMPLE, example->span,
             "this counterexample is heard as '%.*s'%s%.*s%s; add an 'unless' "
             "or narrow what hears it",
             STR_ARGS(name), words.size ? ", by '" : "", STR_ARGS(words),
             words.size ? "'" : "");
    return true;
}

bool lint_examples(const LintHearing *lint)
{
    bool done = true;
    for (uint32_t i = 0; done && i < lint->scenario->hearing.count; i++) {
        const IntentNotes *notes = &lint->scenario->intent_notes[i];
        for (uint32_t k = 0; done && k < notes->example_count; k++)
            done = check_example(lint, i, &notes->examples[k]);
        for (uint32_t k = 0; done && k < notes->counterexample_count; k++)
            done = check_counterexample(lint, i, &notes->counterexamples[k]);
    }
    return done;
}
