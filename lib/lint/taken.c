/* A rule that none of its intents' examples reaches: each is also heard as
 * something that a rule before it takes. Only rules of one holder are compared,
 * and only such takers as always run. Start at lint_taken. */
#include "lint/rules.h"

enum { STEPS = 20000000 }; /* of looking at what examples are heard as */

typedef struct {
    const uint32_t *intents;
    uint32_t count;
} Hearing;

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    Arena *scratch;
    Hearing **heard; /* by intent, by example; NULL: not yet asked for */
    int32_t *taker;  /* by intent: the rule of this holder, or NONE */
    IntentMatcher *matcher;
    const bool *remembers;
    uint64_t steps;
    bool failed;
} Taken;

/* Whether the rule takes every line that carries what it listens for. */
static bool always_takes(const Rule *rule)
{
    return rule->listen == LISTEN_INTENT && !rule->guard && !rule->once;
}

static void hear_examples(Taken *t, uint32_t intent)
{
    const IntentNotes *notes = &t->scenario->intent_notes[intent];
    IntentMemory nothing = {0};
    t->heard[intent] = ARENA_ARRAY(t->scratch, Hearing, notes->example_count);
    for (uint32_t i = 0; i < notes->example_count && !t->failed; i++) {
        IntentHeard heard;
        IntentStatus status =
            intent_hear(t->matcher, notes->examples[i].text, &nothing, &heard);
        t->failed = status == INTENT_NO_MEMORY;
        if (status != INTENT_OK)
            continue;
        uint32_t *copy = ARENA_ARRAY(t->scratch, uint32_t, heard.count);
        for (uint32_t k = 0; k < heard.count; k++)
            copy[k] = heard.intents[k];
        t->heard[intent][i] = (Hearing){copy, heard.count};
    }
}

/* The rule that takes a line before the one in question; NONE. */
static int32_t taker_of(Taken *t, const Hearing *heard)
{
    int32_t first = NONE;
    t->steps += heard->count;
    for (uint32_t i = 0; i < heard->count; i++) {
        int32_t rule = t->taker[heard->intents[i]];
        if (rule != NONE && (first == NONE || rule < first))
            first = rule;
    }
    return first;
}

/* What a rule that is never reached is told with. */
typedef struct {
    const Example *example;
    int32_t taker;
    uint32_t count;
} Loss;

/* Whether no example of an intent reaches the rule; adds to what is lost. */
static bool loses_all(Taken *t, uint32_t intent, Loss *loss)
{
    const IntentNotes *notes = &t->scenario->intent_notes[intent];
    if (t->taker[intent] != NONE)
        return true; /* the intent itself is taken: not for us to say */
    if (t->remembers[intent])
        return false;
    if (!t->heard[intent])
        hear_examples(t, intent);
    for (uint32_t i = 0; i < notes->example_count && !t->failed; i++) {
        int32_t taker = taker_of(t, &t->heard[intent][i]);
        if (taker == NONE)
            return false;
        if (!loss->example)
            *loss = (Loss){&notes->examples[i], taker, 0};
        loss->count++;
    }
    return notes->example_count > 0;
}

static void check_rule(Taken *t, const Rule *rule)
{
    Loss loss = {0};
    for (uint32_t i = 0; i < rule->intent_count; i++)
        if (t->steps > STEPS || !loses_all(t, rule->intents[i], &loss))
            return;
    if (!loss.example || t->failed)
        return;
    const Rule *taker = &t->scenario->rules[loss.taker];
    bool own = rule->span.file == t->scenario->named;
    Span span = own ? rule->span : loss.example->span;
    if (span.file != t->scenario->named)
        return;
    diag_add(t->diags, DIAG_INTENT_TAKEN, span,
             "no example reaches the rule '%.*s': '%.*s' is taken by '%.*s' "
             "before it; give that an 'if', or put it after this one",
             STR_ARGS(rule->where), STR_ARGS(loss.example->text),
             STR_ARGS(taker->where));
    diag_other(t->diags, taker->span, "taken here");
}

static void check_rules(Taken *t, const uint32_t *rules, uint32_t count)
{
    for (uint32_t i = 0; i < count && !t->failed; i++) {
        const Rule *rule = &t->scenario->rules[rules[i]];
        if (i && rule->listen == LISTEN_INTENT)
            check_rule(t, rule);
        for (uint32_t k = 0; always_takes(rule) && k < rule->intent_count; k++)
            if (t->taker[rule->intents[k]] == NONE)
                t->taker[rule->intents[k]] = (int32_t)rules[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        const Rule *rule = &t->scenario->rules[rules[i]];
        for (uint32_t k = 0; k < rule->intent_count; k++)
            t->taker[rule->intents[k]] = NONE;
    }
}

bool lint_taken(const LintHearing *hearing)
{
    const Scenario *scenario = hearing->scenario;
    uint32_t count = scenario->hearing.count;
    Taken t = {.scenario = scenario,
               .diags = hearing->diags,
               .matcher = hearing->matcher,
               .remembers = hearing->remembers};
    t.scratch = lint_scratch(t.diags->arena);
    t.heard = ARENA_ARRAY(t.scratch, Hearing *, count);
    t.taker = ARENA_ARRAY(t.scratch, int32_t, count);
    for (uint32_t i = 0; i < count; i++)
        t.taker[i] = NONE;
    for (uint32_t i = 0; i < scenario->state_count; i++)
        check_rules(&t, scenario->states[i].rules,
                    scenario->states[i].rule_count);
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        check_rules(&t, scenario->demands[i].rules,
                    scenario->demands[i].rule_count);
    check_rules(&t, scenario->own_rules, scenario->own_rule_count);
    if (t.steps > STEPS)
        lint_unfinished(scenario, t.diags, "rules that no example reaches");
    arena_finish(t.scratch);
    return !t.failed;
}
