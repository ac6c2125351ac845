/* Words that a text should not hold. In a suicide scenario, those that name a
 * method: means stay unspoken or vague ("on the edge", "what I need"), as the
 * World Health Organization asks of all who tell such stories (2019,
 * "Preventing suicide: a resource for filmmakers and others working on stage
 * and screen"). And those of bargaining, of which a role's cues should not be
 * full. Start at lint_method_words and lint_bargaining. */
#include "intent/caseless.h"
#include "lint/rules.h"

#include <string.h>

/* Beginnings of words, folded, in the languages of the product. What somebody
 * asks about is heard by intents, which are left out; these are for what is
 * said, shown and told. Add no word that tells how. */
static const char *const method_words[] = {
    "overdos", "noose", "ligature", "lethal dose", "wrists", "hang myself",
    "hang himself", "hang herself", "hang yourself", "hanged himself",
    "hanged herself",
    /* French */
    "surdose", "pendaison", "se pendre", "me pendre", "dose mortelle",
    "les veines", "ses veines",
    /* Russian */
    "передозиров", "повеси", "повешен", "вскрыть вены", "вскрыла вены",
    "вскрыл вены", "смертельная доза", "смертельную дозу",
    /* Tajik */
    "рагхо", "худро овехт", "худамро овез", "вояи марговар", "дозаи марговар",
    NULL};

static const char *const bargaining_words[] = {
    "demand", "deal", "offer", "insist", "trade", "bargain", "haggl", "price",
    "condition", "deadline", "threat", "ultimatum", "refus",
    /* French */
    "exig", "marchand", "offr", "menac", "echang", "prix",
    /* Russian */
    "требу", "требов", "торг", "услови", "сделк", "угро", "ультимат", "отказ",
    "предлож", "предлаг", "цену",
    /* Tajik */
    "талаб", "савдо", "шарт", "тахдид", "нарх", NULL};

static bool is_boundary(Str text, size_t at)
{
    if (at == 0)
        return true;
    unsigned char before = (unsigned char)text.data[at - 1];
    return before < 0x80 && !(before >= 'a' && before <= 'z') &&
           !(before >= '0' && before <= '9');
}

/* Where one of the beginnings of words stands in folded text in small letters;
 * false when none does. */
static bool find_word(Str text, const char *const *words, size_t *begin,
                      size_t *end)
{
    for (; *words; words++) {
        size_t size = strlen(*words), at = 0;
        const char *found;
        while (at < text.size &&
               (found = memmem(text.data + at, text.size - at, *words, size))) {
            at = (size_t)(found - text.data);
            if (is_boundary(text, at)) {
                *begin = at;
                *end = at + size;
                return true;
            }
            at += size;
        }
    }
    return false;
}

static bool is_suicide(const Scenario *s)
{
    return str_equal_c(s->family, "suicide");
}

/* --- The named file, line by line ----------------------------------------- */

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    Buf folded, map, low;
    bool in_intents;
} Reading;

/* What a line holds before its comment; nothing inside the top-level key
 * `intents`, whose words are those that are listened for. */
static Str told_in(Reading *reading, Str line)
{
    if (line.size && line.data[0] != ' ' && line.data[0] != '#' &&
        line.data[0] != '\r')
        reading->in_intents = str_starts_with(line, "intents:");
    if (reading->in_intents)
        return (Str){0};
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] == '#' && (i == 0 || line.data[i - 1] == ' '))
            return str_slice(line, 0, i);
    return line;
}

static void finish(Reading *reading)
{
    buf_finish(&reading->folded);
    buf_finish(&reading->map);
    buf_finish(&reading->low);
}

static bool read_line(Reading *reading, Str line, uint32_t offset)
{
    size_t begin, end;
    buf_clear(&reading->folded);
    buf_clear(&reading->map);
    buf_clear(&reading->low);
    intent_fold(&reading->folded, line, &reading->map);
    caseless_add(&reading->low, buf_str(&reading->folded));
    if (reading->folded.failed || reading->map.failed || reading->low.failed)
        return false;
    if (!find_word(buf_str(&reading->low), method_words, &begin, &end))
        return true;
    Span span = {reading->scenario->named, offset,
                 offset + (uint32_t)line.size};
    const uint32_t *map = (const uint32_t *)(const void *)reading->map.data;
    if (reading->low.size == reading->folded.size) {
        span.begin = offset + map[begin];
        span.end = offset + map[end];
    }
    finish(reading); /* adding a finding may leave by the arena's handler */
    diag_add(reading->diags, DIAG_DOCTRINE_METHOD, span,
             "this names a method; in a suicide scenario means stay unspoken "
             "or vague: say it without");
    return true;
}

bool lint_method_words(const Scenario *scenario, Diags *diags)
{
    if (!is_suicide(scenario))
        return true;
    Reading reading = {.scenario = scenario, .diags = diags};
    Str text = scenario->sources->files.items[scenario->named].text;
    bool done = true;
    for (size_t at = 0; done && at < text.size;) {
        const char *found = memchr(text.data + at, '\n', text.size - at);
        size_t end = found ? (size_t)(found - text.data) : text.size;
        Str line = told_in(&reading, str_slice(text, at, end));
        if (line.size)
            done = read_line(&reading, line, (uint32_t)at);
        at = end + 1;
    }
    finish(&reading);
    return done;
}

/* --- Cues ----------------------------------------------------------------- */

enum { CUES = 3 }; /* fewer say nothing about a role */

typedef struct {
    const Scenario *scenario;
    uint32_t *cues, *bargaining; /* by role */
    Buf low;
} Cues;

static void count_cue(Cues *cues, const Line *cue)
{
    uint32_t role =
        cue->role == NONE ? cues->scenario->speaker : (uint32_t)cue->role;
    size_t begin, end;
    Buf folded = {0};
    buf_clear(&cues->low);
    intent_fold(&folded, cue->text, NULL);
    caseless_add(&cues->low, buf_str(&folded));
    cues->cues[role]++;
    if (find_word(buf_str(&cues->low), bargaining_words, &begin, &end))
        cues->bargaining[role]++;
    cues->low.failed |= folded.failed;
    buf_finish(&folded);
}

static void count_body(Cues *cues, const Body *body)
{
    for (uint32_t i = 0; i < body->cue_count; i++)
        count_cue(cues, &body->cues[i]);
}

bool lint_bargaining(const Scenario *scenario, Diags *diags)
{
    const Scenario *s = scenario;
    if (s->is_pack || s->named)
        return true;
    Cues cues = {.scenario = s,
                 .cues = ARENA_ARRAY(diags->arena, uint32_t, s->role_count),
                 .bargaining =
                     ARENA_ARRAY(diags->arena, uint32_t, s->role_count)};
    for (uint32_t i = 0; i < s->rule_count; i++) {
        count_body(&cues, &s->rules[i].body);
        for (uint32_t k = 0; k < s->rules[i].step_count; k++)
            count_body(&cues, &s->rules[i].steps[k]);
    }
    bool done = !cues.low.failed;
    buf_finish(&cues.low);
    for (uint32_t i = 0; i < s->role_count; i++)
        if (cues.cues[i] >= CUES && cues.bargaining[i] == cues.cues[i])
            diag_add(diags, DIAG_DOCTRINE_BARGAINING, s->roles[i].span,
                     "every cue of '%.*s' is about bargaining; say in some how "
                     "he feels, and what he is afraid of",
                     STR_ARGS(s->roles[i].name));
    return done;
}
