/* Examples, hearing and topics of one scenario. Topics compare words by their
 * beginnings: five letters make "promise" and "promising" one word in each of
 * the languages there are. Start at speech_new. */
#include "transcript/speech.h"

#include <string.h>

#include "base/names.h"
#include "intent/caseless.h"

enum {
    SLOTS_FIRST = 1024, /* of a table; it doubles */
    STEM_LETTERS = 5,
    WORD_LETTERS = 3,  /* shorter words say little */
    RARE = 1000,       /* what a word of one intent's examples counts */
    RARE_ABOUT = 3000, /* what one in its `about` counts */
};

/* --- Tables: a text and what is kept for it ---------------------------- */

typedef struct {
    Str key; /* no data: free */
    const void *value;
} Kept;

typedef struct {
    Kept *slots;
    size_t capacity, count;
} Table;

/* FNV-1a (Fowler, Noll and Vo, 1991). */
static uint64_t hash_of(Str text)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3;
    return hash;
}

static Kept *table_slot(const Table *table, Str key)
{
    size_t mask = table->capacity - 1, at = hash_of(key) & mask;
    while (table->slots[at].key.data && !str_equal(table->slots[at].key, key))
        at = (at + 1) & mask;
    return &table->slots[at];
}

static const void *table_get(const Table *table, Str key)
{
    return table->capacity ? table_slot(table, key)->value : NULL;
}

static void table_put(Arena *arena, Table *table, Str key, const void *value)
{
    if (2 * table->count >= table->capacity) {
        Table old = *table;
        table->capacity = old.capacity ? 2 * old.capacity : SLOTS_FIRST;
        table->slots = ARENA_ARRAY(arena, Kept, table->capacity);
        for (size_t i = 0; i < old.capacity; i++)
            if (old.slots[i].key.data)
                *table_slot(table, old.slots[i].key) = old.slots[i];
    }
    *table_slot(table, key) = (Kept){str_copy(arena, key), value};
    table->count++;
}

/* --- A scenario's speech ----------------------------------------------- */

struct Speech {
    Arena *arena;
    const Scenario *scenario;
    IntentMatcher *matcher;
    Table heard, texts;
    Names about, examples; /* stems, each with the intents it stands in */
    uint32_t *weights;     /* by intent: of the text under way; else 0 */
    Buf key, folded, plain;
};

static void release(void *object)
{
    Speech *speech = object;
    intent_matcher_free(speech->matcher);
    buf_finish(&speech->key);
    buf_finish(&speech->folded);
    buf_finish(&speech->plain);
}

/* --- Words ------------------------------------------------------------- */

static size_t next_letter(Str word, size_t at)
{
    do
        at++;
    while (at < word.size && (word.data[at] & 0xc0) == 0x80);
    return at;
}

/* The beginning of a word, or nothing when it is too short to say much. */
static Str stem_of(Str word)
{
    size_t at = 0;
    int letters = 0;
    while (at < word.size && letters < STEM_LETTERS) {
        at = next_letter(word, at);
        letters++;
    }
    return letters < WORD_LETTERS ? (Str){0} : str_slice(word, 0, at);
}

/* A text in the form in which its words are compared; until the next call. */
static Str plain(Speech *speech, Str text)
{
    buf_clear(&speech->folded);
    buf_clear(&speech->plain);
    intent_fold(&speech->folded, text, NULL);
    caseless_add(&speech->plain, buf_str(&speech->folded));
    if (speech->folded.failed || speech->plain.failed)
        arena_out_of_memory(speech->arena);
    return buf_str(&speech->plain);
}

static void add_words(Speech *speech, Names *to, Str text, uint32_t intent)
{
    Str words = str_copy(speech->arena, plain(speech, text)), word;
    for (size_t at = 0; caseless_next_word(words, &at, &word);) {
        Str stem = stem_of(word);
        if (stem.size)
            names_add(speech->arena, to, stem, 0, intent);
    }
}

static void gather_words(Speech *speech)
{
    const Scenario *scenario = speech->scenario;
    for (uint32_t i = 0; i < scenario->hearing.count; i++) {
        const IntentNotes *notes = &scenario->intent_notes[i];
        add_words(speech, &speech->about, notes->about, i);
        for (uint32_t k = 0; k < notes->example_count; k++)
            add_words(speech, &speech->examples, notes->examples[k].text, i);
    }
    names_sort(&speech->about);
    names_sort(&speech->examples);
}

Speech *speech_new(Arena *arena, const Scenario *scenario,
                   IntentOptions hearing)
{
    Speech *speech = ARENA_NEW(arena, Speech);
    speech->arena = arena;
    speech->scenario = scenario;
    arena_defer(arena, release, speech);
    speech->matcher = intent_matcher_new(&scenario->hearing, hearing);
    if (!speech->matcher)
        arena_out_of_memory(arena);
    speech->weights = ARENA_ARRAY(arena, uint32_t, scenario->hearing.count + 1);
    gather_words(speech);
    return speech;
}

const Scenario *speech_scenario(const Speech *speech)
{
    return speech->scenario;
}

/* --- Hearing ----------------------------------------------------------- */

static const SpeechHeard *keep(Speech *speech, const IntentHeard *heard)
{
    Arena *arena = speech->arena;
    SpeechHeard *kept = ARENA_NEW(arena, SpeechHeard);
    uint32_t *intents = ARENA_ARRAY(arena, uint32_t, heard->count);
    IntentCapture *captures =
        ARENA_ARRAY(arena, IntentCapture, heard->capture_count);
    for (uint32_t i = 0; i < heard->count; i++) {
        intents[i] = heard->intents[i];
        kept->harms |= speech->scenario->intent_notes[intents[i]].tone < 0;
    }
    for (uint32_t i = 0; i < heard->capture_count; i++)
        captures[i] = (IntentCapture){heard->captures[i].slot,
                                      str_copy(arena, heard->captures[i].text)};
    kept->intents = intents;
    kept->captures = captures;
    kept->intent_count = heard->count;
    kept->capture_count = heard->capture_count;
    return kept;
}

const SpeechHeard *speech_hear(Speech *speech, Str text, Str said, bool again)
{
    buf_clear(&speech->key);
    buf_printf(&speech->key, "%d", again);
    buf_add(&speech->key, text);
    buf_add_char(&speech->key, '\0');
    buf_add(&speech->key, said);
    if (speech->key.failed)
        arena_out_of_memory(speech->arena);
    const SpeechHeard *kept = table_get(&speech->heard, buf_str(&speech->key));
    if (kept)
        return kept;
    IntentMemory memory = {.last_said = said,
                           .last_utterance = again ? text : (Str){0}};
    IntentHeard heard;
    switch (intent_hear(speech->matcher, text, &memory, &heard)) {
    case INTENT_NO_MEMORY:
        arena_out_of_memory(speech->arena);
    case INTENT_NOTHING:
        return NULL;
    case INTENT_OK:
        break;
    }
    kept = keep(speech, &heard);
    table_put(speech->arena, &speech->heard, buf_str(&speech->key), kept);
    return kept;
}

/* --- Topics ------------------------------------------------------------ */

/* How many intents have a word; and, where `weights` is given, adds to theirs.
 */
static uint32_t count_intents(const Names *words, Str stem, uint32_t add,
                              uint32_t *weights)
{
    const Name *first = names_find(words, stem);
    if (!first)
        return 0;
    const Name *end = words->all.items + words->all.count;
    uint32_t intents = 0;
    for (const Name *name = first; name < end && str_equal(name->name, stem);
         name++) {
        if (name > first && name[-1].index == name->index)
            continue;
        intents++;
        if (weights)
            weights[name->index] += add;
    }
    return intents;
}

/* Adds what one word of a text says about each intent; nothing when everybody
 * uses it. */
static void add_word(const Speech *speech, const Names *words, uint32_t rare,
                     Str stem)
{
    uint32_t intents = count_intents(words, stem, 0, NULL);
    if (intents && 4 * intents <= speech->scenario->hearing.count + 4)
        count_intents(words, stem, rare / intents, speech->weights);
}

/* The weights, moved to where they stay. */
static void keep_topics(Speech *speech, SpeechText *text)
{
    uint32_t all = speech->scenario->hearing.count, count = 0;
    for (uint32_t i = 0; i < all; i++)
        count += speech->weights[i] > 0;
    SpeechTopic *topics = ARENA_ARRAY(speech->arena, SpeechTopic, count);
    text->topics = topics;
    for (uint32_t i = 0; i < all; i++) {
        if (speech->weights[i])
            topics[text->topic_count++] = (SpeechTopic){i, speech->weights[i]};
        speech->weights[i] = 0;
    }
}

const SpeechText *speech_text(Speech *speech, Str text)
{
    const SpeechText *kept = table_get(&speech->texts, text);
    if (kept)
        return kept;
    SpeechText *fresh = ARENA_NEW(speech->arena, SpeechText);
    Names stems = {0};
    Str words = plain(speech, text), word;
    for (size_t at = 0; caseless_next_word(words, &at, &word);)
        if (stem_of(word).size)
            names_add(speech->arena, &stems, stem_of(word), 0, 0);
    names_sort(&stems);
    for (size_t i = 0; i < stems.all.count; i++) {
        Str stem = stems.all.items[i].name;
        if (i && str_equal(stem, stems.all.items[i - 1].name))
            continue;
        add_word(speech, &speech->about, RARE_ABOUT, stem);
        add_word(speech, &speech->examples, RARE, stem);
    }
    keep_topics(speech, fresh);
    fresh->number = (uint32_t)speech->texts.count;
    table_put(speech->arena, &speech->texts, text, fresh);
    return fresh;
}

Str speech_last_words(Str text, uint32_t count)
{
    size_t starts[8] = {0};
    size_t at = 0, words = 0, end = 0;
    Str word;
    if (count > 8)
        count = 8;
    while (caseless_next_word(text, &at, &word)) {
        starts[words++ % count] = (size_t)(word.data - text.data);
        end = at;
    }
    size_t begin = words <= count ? 0 : starts[words % count];
    return str_slice(text, begin, end);
}
