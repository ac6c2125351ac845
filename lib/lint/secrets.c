/* A secret in what the negotiator is told: the summary or the negotiator's
 * brief shares a run of words with what only others may know. Start at
 * lint_secrets. */
#include "lint/rules.h"

#include <string.h>

enum { RUN = 5 }; /* words in a row that are no accident */

typedef struct {
    Arena *arena;
    VEC(Str) words;
} Words;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* The words of a text, folded, in small letters as far as ASCII goes. */
static Words words_of(Arena *arena, Str text)
{
    Words words = {.arena = arena};
    char *low = arena_alloc(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++)
        low[i] = text.data[i] >= 'A' && text.data[i] <= 'Z'
                     ? (char)(text.data[i] - 'A' + 'a')
                     : text.data[i];
    for (size_t i = 0; i < text.size;) {
        size_t begin = i;
        while (i < text.size && is_letter(low[i]))
            i++;
        if (i > begin)
            *VEC_PUSH(arena, &words.words) = (Str){low + begin, i - begin};
        else
            i++;
    }
    return words;
}

static bool same_run(const Words *a, size_t at, const Words *b, size_t other)
{
    for (size_t i = 0; i < RUN; i++)
        if (!str_equal(a->words.items[at + i], b->words.items[other + i]))
            return false;
    return true;
}

/* The first run of words that both have, joined; empty when there is none. */
static Str shared_run(Arena *arena, const Words *told, Str secret)
{
    Words words = words_of(arena, secret);
    for (size_t i = 0; i + RUN <= words.words.count; i++)
        for (size_t k = 0; k + RUN <= told->words.count; k++) {
            if (!same_run(&words, i, told, k))
                continue;
            Str run = words.words.items[i];
            for (size_t w = 1; w < RUN; w++)
                run = str_join(arena, run, STR(" "), words.words.items[i + w]);
            return run;
        }
    return (Str){0};
}

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    Words told;
    Span at;
} Telling;

static void check(const Telling *telling, Str secret, const char *what,
                  Str whose)
{
    Str run = shared_run(telling->diags->arena, &telling->told, secret);
    if (run.size)
        diag_add(telling->diags, DIAG_MACHINE_SECRET, telling->at,
                 "the negotiator is told '%.*s', which is %s '%.*s'; say less "
                 "here",
                 STR_ARGS(run), what, STR_ARGS(whose));
}

static void check_role(const Telling *telling, const Role *role)
{
    if (role->side == SIDE_NEGOTIATOR)
        return;
    check(telling, role->wants, "what is wanted by", role->name);
    check(telling, role->needs, "what is needed by", role->name);
}

static void check_told(const Telling *telling)
{
    const Scenario *scenario = telling->scenario;
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        check(telling, scenario->facts[i].text, "to be learned as",
              scenario->facts[i].name);
    for (uint32_t i = 0; i < scenario->role_count; i++)
        check_role(telling, &scenario->roles[i]);
}

bool lint_secrets(const Scenario *scenario, Diags *diags)
{
    Telling telling = {.scenario = scenario, .diags = diags};
    if (scenario->is_pack || scenario->named)
        return true;
    telling.at = scenario->summary_span;
    telling.told = words_of(diags->arena, scenario->summary);
    check_told(&telling);
    for (uint32_t i = 0; i < scenario->role_count; i++) {
        const Role *role = &scenario->roles[i];
        if (role->side != SIDE_NEGOTIATOR || !role->brief.size)
            continue;
        telling.at = role->brief_span;
        telling.told = words_of(diags->arena, role->brief);
        check_told(&telling);
    }
    return true;
}
