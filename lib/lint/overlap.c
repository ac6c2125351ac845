/* Intents of which one hears all that another hears. What some example is not
 * heard as is ruled out before automata are asked. Start at lint_overlap. */
#include "lint/pair.h"
#include "lint/rules.h"

enum {
    STEPS = 100000000,  /* of all automata of a file */
    LISTED = 200000000, /* of comparing what lines are heard as */
};

/* Intents in ascending order. */
typedef struct {
    uint32_t *items;
    uint32_t count;
} List;

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    PairBench bench;
    Arena *scratch;
    List *within; /* by intent: proved to hear all that it hears */
    uint64_t listed;
} Overlap;

/* Candidates ------------------------------------------------------------- */

static List copy_heard(Overlap *o, const IntentHeard *heard)
{
    List list = {ARENA_ARRAY(o->scratch, uint32_t, heard->count), heard->count};
    for (uint32_t i = 0; i < heard->count; i++)
        list.items[i] = heard->intents[i];
    o->listed += heard->count + 1;
    return list;
}

static void intersect(List *list, const List *other)
{
    uint32_t kept = 0, k = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        while (k < other->count && other->items[k] < list->items[i])
            k++;
        if (k < other->count && other->items[k] == list->items[i])
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

static bool has(const List *list, uint32_t intent)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i] == intent)
            return true;
    return false;
}

/* What else hears a line that `intent` hears; false when it does not hear it.
 */
static bool narrow(Overlap *o, uint32_t intent, Str line, List *list,
                   bool first)
{
    IntentHeard heard;
    IntentMemory nothing = {0};
    IntentStatus status = intent_hear(o->bench.matcher, line, &nothing, &heard);
    o->bench.failed |= status == INTENT_NO_MEMORY;
    if (status != INTENT_OK)
        return false;
    List now = copy_heard(o, &heard);
    if (!has(&now, intent))
        return false;
    if (first)
        *list = now;
    else
        intersect(list, &now);
    return true;
}

/* The intents that hear every example of `intent`, or, where it has none, the
 * shortest line that it hears. */
static List candidates(Overlap *o, uint32_t intent)
{
    const IntentNotes *notes = &o->scenario->intent_notes[intent];
    List list = {0};
    bool any = false;
    for (uint32_t i = 0; i < notes->example_count; i++) {
        any |= narrow(o, intent, notes->examples[i].text, &list, !any);
        if (any && list.count == 1)
            return list; /* itself alone */
    }
    Buf line = {0};
    if (!any && pair_meets(&o->bench, intent, intent, &line) == RELATION_YES)
        narrow(o, intent, buf_str(&line), &list, true);
    buf_finish(&line);
    return list;
}

/* Whether `group` is said to hear what `intent` hears, by any-of. */
static bool is_group_of(Overlap *o, uint32_t group, uint32_t intent)
{
    const IntentSet *set = &o->scenario->hearing;
    bool *seen = ARENA_ARRAY(o->scratch, bool, set->count);
    uint32_t *stack = ARENA_ARRAY(o->scratch, uint32_t, set->count);
    uint32_t depth = 0;
    stack[depth++] = group;
    while (depth && !seen[intent]) {
        const Intent *g = &set->intents[stack[--depth]];
        for (uint32_t i = 0; i < g->any_of_count; i++)
            if (!seen[g->any_of[i]]) {
                seen[g->any_of[i]] = true;
                stack[depth++] = g->any_of[i];
            }
    }
    o->listed += set->count;
    return seen[intent];
}

/* Intents ---------------------------------------------------------------- */

static bool is_own(const Overlap *o, uint32_t intent)
{
    return o->scenario->intent_notes[intent].span.file == o->scenario->named;
}

/* Lists what is proved to hear all that an intent hears. */
static void prove(Overlap *o, uint32_t a)
{
    List list = candidates(o, a);
    List *within = &o->within[a];
    within->items = ARENA_ARRAY(o->scratch, uint32_t, list.count);
    for (uint32_t i = 0; i < list.count && !o->bench.failed; i++) {
        uint32_t b = list.items[i];
        if (b != a && o->listed < LISTED &&
            pair_within(&o->bench, a, b) == RELATION_YES &&
            !is_group_of(o, b, a))
            within->items[within->count++] = b;
    }
}

static void report_within(Overlap *o, uint32_t a, uint32_t b)
{
    const IntentNotes *notes = o->scenario->intent_notes;
    const Intent *intents = o->scenario->hearing.intents;
    Str inner = intents[a].name, outer = intents[b].name;
    bool same = has(&o->within[b], a);
    if (!is_own(o, a) && !is_own(o, b))
        return;
    if (same && a > b)
        return;
    uint32_t at = is_own(o, a) ? a : b, other = at == a ? b : a;
    if (same)
        diag_add(o->diags, DIAG_INTENT_WITHIN, notes[at].span,
                 "'%.*s' and '%.*s' hear the same lines; leave one out",
                 STR_ARGS(inner), STR_ARGS(outer));
    else
        diag_add(o->diags, DIAG_INTENT_WITHIN, notes[at].span,
                 "whatever '%.*s' hears, '%.*s' hears, too; narrow the one, "
                 "or say that it is meant: '%.*s: { any-of: [%.*s] }'",
                 STR_ARGS(inner), STR_ARGS(outer), STR_ARGS(outer),
                 STR_ARGS(inner));
    diag_other(o->diags, notes[other].span, "the other one");
}

bool lint_overlap(const Scenario *scenario, Diags *diags)
{
    uint32_t count = scenario->hearing.count, a = 0;
    Overlap o = {.scenario = scenario, .diags = diags};
    IntentMatcher *matcher =
        intent_matcher_new(&scenario->hearing, (IntentOptions){0});
    if (!matcher)
        return false;
    o.scratch = lint_scratch(diags->arena);
    pair_init(&o.bench, scenario, matcher, diags->arena, STEPS);
    o.within = ARENA_ARRAY(o.scratch, List, count);
    for (; a < count && o.bench.steps && o.listed < LISTED; a++)
        prove(&o, a);
    for (uint32_t i = 0; i < a; i++)
        for (uint32_t k = 0; k < o.within[i].count; k++)
            report_within(&o, i, o.within[i].items[k]);
    if (a < count)
        lint_unfinished(scenario, diags, "intents that lie within others");
    bool done = !o.bench.failed;
    pair_finish(&o.bench);
    arena_finish(o.scratch);
    intent_matcher_free(matcher);
    return done;
}
