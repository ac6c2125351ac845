/* The rules on hearing that ask the matcher: one is made for all of them. The
 * rest of the file is what several rules need. */
#include "lint/rules.h"

#include <string.h>

bool lint_intents(const Scenario *scenario, Diags *diags)
{
    IntentMatcher *matcher =
        intent_matcher_new(&scenario->hearing, (IntentOptions){0});
    bool done = matcher && lint_examples(scenario, diags, matcher) &&
                lint_taken(scenario, diags, matcher) &&
                lint_edges(scenario, diags, matcher);
    intent_matcher_free(matcher);
    return done;
}

bool lint_needs_memory(const IntentSet *set, uint32_t number)
{
    const Intent *intent = &set->intents[number];
    if (intent->mirrors_high || intent->repeats)
        return true;
    for (uint32_t i = 0; i < intent->any_of_count; i++)
        if (lint_needs_memory(set, intent->any_of[i]))
            return true;
    return false;
}

static void finish_scratch(void *arena)
{
    arena_finish(arena);
}

Arena *lint_scratch(Arena *owner)
{
    Arena *scratch = ARENA_NEW(owner, Arena);
    arena_init(scratch, owner->fail, owner->context);
    arena_defer(owner, finish_scratch, scratch);
    return scratch;
}

void lint_unfinished(const Scenario *scenario, Diags *diags, const char *what)
{
    diag_add(diags, DIAG_LINT_UNFINISHED, (Span){.file = scenario->named},
             "the search for %s was given up, since it takes too many steps; "
             "make the file smaller",
             what);
}
