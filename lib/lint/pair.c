/* Two intents on one bench: their texts read in one alphabet, then asked.
 * Start at pair_within and pair_meets. */
#include "lint/pair.h"

#include "lint/rules.h"

void pair_init(PairBench *bench, const Scenario *scenario,
               IntentMatcher *matcher, Arena *owner, uint64_t steps)
{
    *bench = (PairBench){.scenario = scenario,
                         .matcher = matcher,
                         .scratch = lint_scratch(owner),
                         .steps = steps,
                         .steps_of_pair = PAIR_STEPS};
    bench->failed = !compile_init(&bench->compiler);
}

void pair_finish(PairBench *bench)
{
    compile_finish(&bench->compiler);
    arena_finish(bench->scratch);
}

/* Steps ------------------------------------------------------------------ */

/* Runs a question within what is left of the steps. */
static uint64_t steps_begin(PairBench *bench)
{
    return bench->steps < bench->steps_of_pair ? bench->steps
                                               : bench->steps_of_pair;
}

static void spend(PairBench *bench, uint64_t steps)
{
    bench->steps -= steps < bench->steps ? steps : bench->steps;
}

static void steps_end(PairBench *bench, uint64_t given, uint64_t left)
{
    bench->steps -= given - left;
}

/* Reading ---------------------------------------------------------------- */

/* The trees of what an intent is heard by, vetoes left out. */
typedef struct {
    RegularText *texts;
    const Regular **trees;
    uint32_t count;
} Items;

static void prepare_list(Alphabet *alphabet, Items *items, const Str *list,
                         uint32_t count, RegularForm form)
{
    for (uint32_t i = 0; i < count; i++)
        if (regular_prepare(alphabet, list[i], form,
                            &items->texts[items->count]))
            items->count++;
}

static Items prepare_items(PairBench *bench, Alphabet *alphabet,
                           uint32_t number, RegularForm phrases)
{
    const Intent *intent = &bench->scenario->hearing.intents[number];
    uint32_t most = intent->pattern_count + intent->phrase_count;
    Items items = {ARENA_ARRAY(bench->scratch, RegularText, most),
                   ARENA_ARRAY(bench->scratch, const Regular *, most), 0};
    prepare_list(alphabet, &items, intent->patterns, intent->pattern_count,
                 REGULAR_PATTERN);
    prepare_list(alphabet, &items, intent->phrases, intent->phrase_count,
                 phrases);
    return items;
}

typedef struct {
    Alphabet alphabet;
    Items a, b;
} Pair;

/* `b`'s phrases are read in one of two ways. */
static Pair *read_pair(PairBench *bench, RegularForm phrases)
{
    Pair *pair = ARENA_NEW(bench->scratch, Pair);
    alphabet_init(&pair->alphabet, bench->scratch, &bench->compiler);
    pair->a = prepare_items(bench, &pair->alphabet, bench->a, REGULAR_PHRASE);
    pair->b = prepare_items(bench, &pair->alphabet, bench->b, phrases);
    for (uint32_t i = 0; i < pair->a.count; i++)
        pair->a.trees[i] = regular_read(&pair->alphabet, &pair->a.texts[i]);
    for (uint32_t i = 0; i < pair->b.count; i++)
        pair->b.trees[i] = regular_read(&pair->alphabet, &pair->b.texts[i]);
    alphabet_finish(&pair->alphabet);
    /* Each class was asked of each character. */
    spend(bench, pair->alphabet.classes.count * pair->alphabet.count);
    return pair;
}

static Automaton automaton_of(const Pair *pair, const Items *items,
                              AutomatonView view)
{
    Automaton m;
    automaton_init(&m, pair->alphabet.arena, &pair->alphabet);
    for (uint32_t i = 0; i < items->count; i++)
        automaton_add(&m, items->trees[i], view);
    return m;
}

/* Hearing ---------------------------------------------------------------- */

typedef struct {
    bool a, b;  /* heard */
    bool meets; /* by words in common */
} Both;

static Both hear_both(PairBench *bench, Str line)
{
    Both both = {0};
    IntentHeard heard;
    IntentMemory nothing = {0};
    IntentStatus status = intent_hear(bench->matcher, line, &nothing, &heard);
    bench->failed |= status == INTENT_NO_MEMORY;
    const IntentSpan *a = NULL, *b = NULL;
    for (uint32_t i = 0; status == INTENT_OK && i < heard.count; i++) {
        if (heard.intents[i] == bench->a)
            a = &heard.spans[i];
        if (heard.intents[i] == bench->b)
            b = &heard.spans[i];
    }
    both.a = a != NULL;
    both.b = b != NULL;
    both.meets = a && b && a->begin < b->end && b->begin < a->end;
    return both;
}

static bool both_hear(void *context, Str line)
{
    Both both = hear_both(context, line);
    return both.a && both.b;
}

/* Within ----------------------------------------------------------------- */

static bool has_items(const Intent *intent)
{
    return intent->pattern_count || intent->phrase_count;
}

/* Whether an intent is heard by its patterns and phrases alone. */
static bool is_plain(const Intent *intent)
{
    return has_items(intent) && !intent->any_of_count &&
           !intent->mirrors_high && !intent->repeats;
}

static bool has_text(const Str *list, uint32_t count, Str text)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(list[i], text))
            return true;
    return false;
}

/* Whether what keeps `b` from hearing keeps `a`, too. */
static bool is_as_free(const Intent *a, const Intent *b)
{
    if (b->words_high && (!a->words_high || a->words_low < b->words_low ||
                          a->words_high > b->words_high))
        return false;
    for (uint32_t i = 0; i < b->unless_count; i++)
        if (!has_text(a->unless, a->unless_count, b->unless[i]))
            return false;
    for (uint32_t i = 0; i < b->unless_pattern_count; i++)
        if (!has_text(a->unless_patterns, a->unless_pattern_count,
                      b->unless_patterns[i]))
            return false;
    return true;
}

static bool an_example_refutes(PairBench *bench)
{
    const IntentNotes *notes = &bench->scenario->intent_notes[bench->a];
    for (uint32_t i = 0; i < notes->example_count; i++) {
        Both both = hear_both(bench, notes->examples[i].text);
        if (both.a && !both.b)
            return true;
    }
    return false;
}

static Relation items_within(PairBench *bench)
{
    Pair *pair = read_pair(bench, REGULAR_PHRASE_LOOSE);
    uint64_t given = steps_begin(bench), left = given;
    Automaton b = automaton_of(pair, &pair->b, AUTOMATON_LEAST);
    Relation relation = RELATION_YES;
    Buf line = {0};
    for (uint32_t i = 0; i < pair->a.count && relation == RELATION_YES; i++) {
        Automaton item;
        automaton_init(&item, bench->scratch, &pair->alphabet);
        automaton_add(&item, pair->a.trees[i], AUTOMATON_MOST);
        relation = relation_included(&item, &b, &left, &line);
    }
    if (relation == RELATION_NO) {
        Both both = hear_both(bench, buf_str(&line));
        relation = both.a && !both.b ? RELATION_NO : RELATION_UNDECIDED;
    }
    buf_finish(&line);
    steps_end(bench, given, left);
    return pair->a.count ? relation : RELATION_UNDECIDED;
}

Relation pair_within(PairBench *bench, uint32_t a, uint32_t b)
{
    const Intent *intents = bench->scenario->hearing.intents;
    bench->a = a;
    bench->b = b;
    if (bench->failed)
        return RELATION_UNDECIDED;
    if (an_example_refutes(bench))
        return RELATION_NO;
    if (!is_plain(&intents[a]) || !has_items(&intents[b]) ||
        !is_as_free(&intents[a], &intents[b]) || !bench->steps)
        return RELATION_UNDECIDED;
    Relation relation = items_within(bench);
    arena_finish(bench->scratch);
    return relation;
}

/* Meeting ---------------------------------------------------------------- */

static bool an_example_shows(PairBench *bench, uint32_t intent, Buf *line)
{
    const IntentNotes *notes = &bench->scenario->intent_notes[intent];
    for (uint32_t i = 0; i < notes->example_count; i++) {
        if (!hear_both(bench, notes->examples[i].text).meets)
            continue;
        buf_clear(line);
        buf_add(line, notes->examples[i].text);
        return true;
    }
    return false;
}

Relation pair_meets(PairBench *bench, uint32_t a, uint32_t b, Buf *line)
{
    const Intent *intents = bench->scenario->hearing.intents;
    bench->a = a;
    bench->b = b;
    if (bench->failed)
        return RELATION_UNDECIDED;
    if (an_example_shows(bench, a, line) || an_example_shows(bench, b, line))
        return RELATION_YES;
    if (!is_plain(&intents[a]) || !is_plain(&intents[b]) || !bench->steps)
        return RELATION_UNDECIDED;
    Pair *pair = read_pair(bench, REGULAR_PHRASE);
    uint64_t given = steps_begin(bench), left = given;
    Automaton first = automaton_of(pair, &pair->a, AUTOMATON_MOST);
    Automaton second = automaton_of(pair, &pair->b, AUTOMATON_MOST);
    Relation relation =
        relation_shared(&first, &second, both_hear, bench, &left, line);
    steps_end(bench, given, left);
    arena_finish(bench->scratch);
    return relation;
}
