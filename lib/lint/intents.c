/* The rules on hearing that ask the matcher: one is made for all of them. The
 * rest of the file is what several rules need. */
#include "lint/rules.h"

/* Marks what mirrors or repeats, and then, group after group, what groups it:
 * `groups` from first[i] up to first[i + 1] are those of intent i. */
static const bool *mark_remembering(Arena *arena, const IntentSet *set)
{
    uint32_t count = set->count, total = 0, depth = 0;
    bool *marked = ARENA_ARRAY(arena, bool, count);
    uint32_t *first = ARENA_ARRAY(arena, uint32_t, count + 2);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < set->intents[i].any_of_count; k++, total++)
            first[set->intents[i].any_of[k] + 2]++;
    for (uint32_t i = 2; i < count + 2; i++)
        first[i] += first[i - 1];
    uint32_t *groups = ARENA_ARRAY(arena, uint32_t, total);
    uint32_t *stack = ARENA_ARRAY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        const Intent *intent = &set->intents[i];
        for (uint32_t k = 0; k < intent->any_of_count; k++)
            groups[first[intent->any_of[k] + 1]++] = i;
        marked[i] = intent->mirrors_high || intent->repeats;
        if (marked[i])
            stack[depth++] = i;
    }
    while (depth) {
        uint32_t i = stack[--depth];
        for (uint32_t k = first[i]; k < first[i + 1]; k++)
            if (!marked[groups[k]]) {
                marked[groups[k]] = true;
                stack[depth++] = groups[k];
            }
    }
    return marked;
}

bool lint_intents(const Scenario *scenario, Diags *diags)
{
    LintHearing hearing = {
        scenario, diags,
        intent_matcher_new(&scenario->hearing, (IntentOptions){0}),
        mark_remembering(diags->arena, &scenario->hearing)};
    bool done = hearing.matcher && lint_examples(&hearing) &&
                lint_taken(&hearing) && lint_edges(&hearing);
    intent_matcher_free(hearing.matcher);
    return done;
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
