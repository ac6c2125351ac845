/* Names of one kind that differ by a letter: one of them is likely a slip.
 * Finds pairs by what is left when a letter is taken away, so that 20,000 names
 * take no 200 million comparisons. Start at lint_similar. */
#include "base/names.h"
#include "lint/rules.h"

enum {
    SHORT = 6,     /* words of fewer letters may well differ by one */
    LONG = 64,     /* longer names are not looked at */
    RESTS = 20000, /* made at most of the names of one kind */
};

typedef struct {
    Str name;
    Span span;
} Defined;

/* The word, between hyphens, that holds byte `at`. */
static Str word_at(Str name, size_t at)
{
    size_t begin = at, end = at;
    while (begin > 0 && name.data[begin - 1] != '-' &&
           name.data[begin - 1] != '_')
        begin--;
    while (end < name.size && name.data[end] != '-' && name.data[end] != '_')
        end++;
    return str_slice(name, begin, end);
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Whether two names differ by one letter of a long word, or by two swapped; a
 * plural and numbering (`door-1`, `door-2`) are no slips. */
static bool is_slip(Str a, Str b)
{
    size_t at = 0;
    if (str_distance(a, b, 1) != 1)
        return false;
    if (a.size > b.size) {
        Str swap = a;
        a = b;
        b = swap;
    }
    while (at < a.size && a.data[at] == b.data[at])
        at++;
    if (!is_letter(b.data[at]) || (at < a.size && !is_letter(a.data[at])))
        return false;
    Str word = word_at(b, at);
    bool ends_word = b.data + at == word.data + word.size - 1;
    if (b.size > a.size && b.data[at] == 's' && ends_word)
        return false;
    if (b.size == a.size && at + 1 == b.size && word.size == b.size)
        return false; /* plan-a, side-b: the last letter is the difference */
    return word.size >= SHORT;
}

/* What the name is with each of its letters taken away, in turn. */
static void add_rests(Arena *arena, Names *rests, Str name, uint32_t number)
{
    names_add(arena, rests, name, 0, number);
    for (size_t i = 0; i < name.size; i++) {
        if (i > 0 && name.data[i] == name.data[i - 1])
            continue;
        Str rest = str_join(arena, str_slice(name, 0, i),
                            str_slice(name, i + 1, name.size), (Str){0});
        names_add(arena, rests, rest, 0, number);
    }
}

static void add_pair(const Scenario *s, Diags *diags, const Defined *a,
                     const Defined *b)
{
    bool swap = a->span.file == b->span.file ? a->span.begin > b->span.begin
                                             : a->span.file == s->named;
    const Defined *later = swap ? a : b, *first = swap ? b : a;
    if (later->span.file != s->named || str_equal(a->name, b->name) ||
        !is_slip(a->name, b->name))
        return;
    diag_add(diags, DIAG_NAME_SIMILAR, later->span,
             "'%.*s' and '%.*s' differ by a letter; if they are one thing, "
             "give it one name, else two that nobody mixes up",
             STR_ARGS(later->name), STR_ARGS(first->name));
    diag_other(diags, first->span, "the other one");
}

/* Names that have a rest in common stand side by side after sorting; of a run
 * of many only neighbours are compared. */
enum { RUN = 8 };

static void compare(const Scenario *s, Diags *diags, const Defined *all,
                    uint32_t count)
{
    Names rests = {0};
    Arena *scratch = lint_scratch(diags->arena);
    for (uint32_t i = 0; i < count; i++)
        if (all[i].name.size >= SHORT && all[i].name.size <= LONG &&
            rests.all.count < RESTS)
            add_rests(scratch, &rests, all[i].name, i);
    if (rests.all.count >= RESTS)
        lint_unfinished(s, diags, "names that differ by a letter");
    names_sort(&rests);
    for (size_t i = 0; i < rests.all.count; i++)
        for (size_t k = i + 1; k < rests.all.count && k < i + RUN; k++) {
            const Name *a = &rests.all.items[i], *b = &rests.all.items[k];
            if (!str_equal(a->name, b->name))
                break;
            if (a->index != b->index)
                add_pair(s, diags, &all[a->index], &all[b->index]);
        }
    arena_finish(scratch);
}

typedef struct {
    Arena *arena;
    VEC(Defined) all;
} Defineds;

#define ADD_ALL(list, array, number, name_of, span_of)                         \
    for (uint32_t i = 0; i < (number); i++)                                    \
        *VEC_PUSH((list)->arena, &(list)->all) = (Defined){name_of, span_of};

bool lint_similar(const Scenario *scenario, Diags *diags)
{
    const Scenario *s = scenario;
    if (s->named)
        return true;
    Defineds lists[5];
    for (int i = 0; i < 5; i++)
        lists[i] = (Defineds){.arena = diags->arena};
    ADD_ALL(&lists[0], states, s->state_count, s->states[i].name,
            s->states[i].span)
    ADD_ALL(&lists[0], endings, s->ending_count, s->endings[i].name,
            s->endings[i].span)
    ADD_ALL(&lists[1], meters, s->meter_count, s->meters[i].name,
            s->meters[i].span)
    ADD_ALL(&lists[1], facts, s->fact_count, s->facts[i].name, s->facts[i].span)
    ADD_ALL(&lists[2], slots, s->slot_count, s->slots[i].name, s->slots[i].span)
    ADD_ALL(&lists[2], roles, s->role_count, s->roles[i].name, s->roles[i].span)
    ADD_ALL(&lists[3], intents, s->hearing.count, s->hearing.intents[i].name,
            s->intent_notes[i].span)
    ADD_ALL(&lists[4], demands, s->demand_count, s->demands[i].name,
            s->demands[i].span)
    for (int i = 0; i < 5; i++)
        compare(s, diags, lists[i].all.items, (uint32_t)lists[i].all.count);
    return true;
}
