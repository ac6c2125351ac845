/* A translation laid over the tree of its file. Texts are found by their
 * words: runs of blanks and line breaks count as one blank, so a key may be
 * wrapped otherwise than the text. Start at translation_apply. */
#include "scenario/translate.h"

#include <string.h>

#include "base/names.h"

/* --- Languages ---------------------------------------------------------- */

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool language_is_tag(Str text)
{
    enum { TAG_MOST = 35, PART_MOST = 8 };
    size_t part = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '-' && part)
            part = 0;
        else if (!is_alphanumeric(text.data[i]) || ++part > PART_MOST)
            return false;
    }
    return part && text.size <= TAG_MOST;
}

bool language_serves(Str have, Str want)
{
    if (!have.size || have.size > want.size)
        return false;
    for (size_t i = 0; i < have.size; i++)
        if (lower(have.data[i]) != lower(want.data[i]))
            return false;
    return have.size == want.size || want.data[have.size] == '-';
}

Str language_named(Arena *arena, Str tag)
{
    char *name = arena_alloc(arena, tag.size + 1);
    bool first = true;
    for (size_t i = 0; i < tag.size; i++) {
        first = first && tag.data[i] != '-';
        name[i] = first ? lower(tag.data[i]) : tag.data[i];
    }
    return (Str){name, tag.size};
}

Str language_wider(Str tag)
{
    while (tag.size && tag.data[tag.size - 1] != '-')
        tag.size--;
    return str_slice(tag, 0, tag.size ? tag.size - 1 : 0);
}

Str translation_path(Arena *arena, Str path, Str language)
{
    size_t dot = path.size;
    while (dot && path.data[dot - 1] != '.' && path.data[dot - 1] != '/')
        dot--;
    if (!dot || path.data[dot - 1] == '/')
        return str_format(arena, "%.*s.%.*s", STR_ARGS(path),
                          STR_ARGS(language));
    return str_format(arena, "%.*s.%.*s.%.*s", (int)dot - 1, path.data,
                      STR_ARGS(language), (int)(path.size - dot),
                      path.data + dot);
}

/* --- Texts -------------------------------------------------------------- */

typedef struct {
    Diags *diags;
    Span texts_at; /* where a missing text is to be written */
    bool complete;
    const YamlNode *texts;
    Names keys; /* index: entry of texts */
    bool *used; /* by entry */
    VEC(const YamlNode *) missing;
} Translation;

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The text with each run of blanks and line breaks as one blank. */
static Str words_of(Arena *arena, Str text)
{
    char *out = arena_alloc(arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!is_blank(text.data[i]))
            out[size++] = text.data[i];
        else if (size && out[size - 1] != ' ')
            out[size++] = ' ';
    }
    if (size && out[size - 1] == ' ')
        size--;
    return (Str){out, size};
}

/* Whether there is anything in the text that a language could change. */
static bool has_letters(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0xc3 || (is_alphanumeric((char)c) && !(c <= '9')))
            return true; /* from U+00C0 on, nearly all are letters */
    }
    return false;
}

static void read_texts(Translation *to, const YamlNode *root)
{
    Arena *arena = to->diags->arena;
    const YamlNode *language = yaml_get(root, "language");
    to->texts = yaml_get(root, "text");
    to->texts_at = language ? language->span : root->span;
    for (size_t i = 0; i < root->count; i++)
        if (str_equal_c(root->entries[i].key, "text"))
            to->texts_at = root->entries[i].key_span;
    if (!to->texts || to->texts->kind != YAML_MAP)
        return;
    to->used = ARENA_ARRAY(arena, bool, to->texts->count);
    for (size_t i = 0; i < to->texts->count; i++)
        names_add(arena, &to->keys, words_of(arena, to->texts->entries[i].key),
                  0, (uint32_t)i);
    names_sort(&to->keys);
}

/* Reports each {name} of the original that its translation does not have. */
static void check_braces(const Translation *to, Str original,
                         const YamlNode *translated)
{
    for (size_t i = 0; i < original.size; i++) {
        if (original.data[i] != '{')
            continue;
        size_t end = i + 1;
        while (end < original.size && original.data[end] != '}')
            end++;
        Str brace = str_slice(original, i, end + 1);
        bool doubled = i + 1 < original.size && original.data[i + 1] == '{';
        if (!doubled && end < original.size &&
            !memmem(translated->text.data, translated->text.size, brace.data,
                    brace.size))
            diag_add(to->diags, DIAG_TRANSLATION_BRACE, translated->span,
                     "the original says '%.*s' here; say it in the "
                     "translation, too",
                     STR_ARGS(brace));
        i = doubled ? i + 1 : end;
    }
}

static const YamlNode *translate_line(void *context, const YamlNode *line)
{
    Translation *to = context;
    const Name *key =
        names_find(&to->keys, words_of(to->diags->arena, line->text));
    const YamlNode *found = NULL;
    if (key) {
        to->used[key->index] = true;
        found = to->texts->entries[key->index].value;
    }
    if (found && found->kind == YAML_SCALAR && found->text.size) {
        if (to->complete)
            check_braces(to, line->text, found);
        YamlNode *node = ARENA_NEW(to->diags->arena, YamlNode);
        *node = *found;
        node->head = line->head; /* its place in the scenario */
        return node;
    }
    if (to->complete && has_letters(line->text))
        *VEC_PUSH(to->diags->arena, &to->missing) = line;
    return line;
}

/* --- What is missing, stale or unused ------------------------------------ */

static Str quoted(const Translation *to, Str text)
{
    Arena *arena = to->diags->arena;
    return yaml_shorten(arena, words_of(arena, text));
}

static void report_missing(Translation *to)
{
    Names seen = {0};
    Arena *arena = to->diags->arena;
    for (size_t i = 0; i < to->missing.count; i++)
        names_add(arena, &seen, words_of(arena, to->missing.items[i]->text), 0,
                  (uint32_t)i);
    names_sort(&seen);
    for (size_t i = 0; i < seen.all.count; i++) {
        const Name *name = &seen.all.items[i];
        if (i && str_equal(name->name, name[-1].name))
            continue;
        Str text = quoted(to, name->name);
        const Name *key = names_find(&to->keys, name->name);
        diag_add(to->diags, DIAG_TRANSLATION_MISSING,
                 key ? to->texts->entries[key->index].key_span : to->texts_at,
                 "'%.*s' has no translation; %s", STR_ARGS(text),
                 key ? "write one behind it" : "add it under 'text'");
        diag_other(to->diags, to->missing.items[name->index]->span,
                   "the original");
    }
}

/* The missing text that `key` may have been before it was changed. */
static const YamlNode *became(const Translation *to, Str key)
{
    enum { LONGEST = 1000, MOST = 2000 }; /* bytes, texts compared */
    const YamlNode *nearest = NULL;
    Str words = words_of(to->diags->arena, key);
    size_t best = words.size / 3 + 1;
    for (size_t i = 0; i < to->missing.count && i < MOST; i++) {
        Str text = to->missing.items[i]->text;
        if (words.size > LONGEST || text.size > LONGEST)
            continue;
        size_t distance = str_distance(words, text, best - 1);
        if (distance < best) {
            best = distance;
            nearest = to->missing.items[i];
        }
    }
    return nearest;
}

static void report_stale(const Translation *to)
{
    enum { SUGGESTIONS = 50 }; /* enough for an author, cheap for the hostile */
    size_t reported = 0;
    for (size_t i = 0; to->used && i < to->texts->count; i++) {
        if (to->used[i])
            continue;
        const YamlEntry *entry = &to->texts->entries[i];
        Str text = quoted(to, entry->key);
        const YamlNode *now =
            reported++ < SUGGESTIONS ? became(to, entry->key) : NULL;
        diag_add(to->diags, DIAG_TRANSLATION_STALE, entry->key_span,
                 now ? "'%.*s' is no text of the original any more; it has "
                       "changed: look at the translation, too"
                     : "'%.*s' is no text of the original; delete it or "
                       "correct it",
                 STR_ARGS(text));
        if (now)
            diag_other(to->diags, now->span, "what it may have become");
    }
}

/* --- Intents ------------------------------------------------------------ */

static bool is_replaced(Str key)
{
    for (const ShapeKey *k = translation_intent_shape.keys; k->key; k++)
        if (str_equal_c(key, k->key))
            return true;
    return false;
}

/* An intent is heard by its own language's words or by none. */
static const YamlNode *translate_intent(Arena *arena, const YamlNode *original,
                                        const YamlNode *translated)
{
    if (original->kind != YAML_MAP ||
        (translated && translated->kind != YAML_MAP))
        return original;
    size_t count = translated ? translated->count : 0;
    YamlNode *merged = ARENA_NEW(arena, YamlNode);
    YamlEntry *entries = ARENA_ARRAY(arena, YamlEntry, original->count + count);
    *merged = *original;
    merged->count = 0;
    for (size_t i = 0; i < original->count; i++)
        if (!is_replaced(original->entries[i].key))
            entries[merged->count++] = original->entries[i];
    for (size_t i = 0; i < count; i++)
        entries[merged->count++] = translated->entries[i];
    merged->entries = entries;
    return merged;
}

/* Whether an intent is heard by words, and not by memory or groups alone. */
static bool has_words(const YamlNode *intent)
{
    return yaml_get(intent, "phrases") || yaml_get(intent, "patterns") ||
           yaml_get(intent, "words");
}

/* The keys of a map, each with its place in it; nothing of what is no map. */
static Names keys_of(Arena *arena, const YamlNode *map)
{
    Names names = {0};
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++)
        names_add(arena, &names, map->entries[i].key, 0, (uint32_t)i);
    names_sort(&names);
    return names;
}

static void check_intents(const Translation *to, const YamlNode *original,
                          const YamlNode *translated)
{
    Names ours = keys_of(to->diags->arena, original);
    Names theirs = keys_of(to->diags->arena, translated);
    for (size_t i = 0; i < ours.all.count; i++) {
        const YamlEntry *entry = &original->entries[i];
        if (!has_words(entry->value) || names_find(&theirs, entry->key))
            continue;
        diag_add(to->diags, DIAG_TRANSLATION_INTENT, to->texts_at,
                 "intent '%.*s' has no words in this language; add it under "
                 "'intents'",
                 STR_ARGS(entry->key));
        diag_other(to->diags, entry->key_span, "the original");
    }
    for (size_t i = 0; i < theirs.all.count; i++) {
        const YamlEntry *entry = &translated->entries[i];
        if (names_find(&ours, entry->key))
            continue;
        Str near = names_nearest(&ours, entry->key, 1);
        if (near.size)
            diag_add(to->diags, DIAG_TRANSLATION_STALE, entry->key_span,
                     "the original has no intent '%.*s'; did you mean "
                     "'%.*s'?",
                     STR_ARGS(entry->key), STR_ARGS(near));
        else
            diag_add(to->diags, DIAG_TRANSLATION_STALE, entry->key_span,
                     "the original has no intent '%.*s'; delete it",
                     STR_ARGS(entry->key));
    }
}

static const YamlNode *translate_intents(const Translation *to,
                                         const YamlNode *original,
                                         const YamlNode *translated)
{
    if (original->kind != YAML_MAP)
        return original;
    if (to->complete)
        check_intents(to, original, translated);
    Arena *arena = to->diags->arena;
    Names theirs = keys_of(arena, translated);
    YamlNode *copy = ARENA_NEW(arena, YamlNode);
    YamlEntry *entries = ARENA_ARRAY(arena, YamlEntry, original->count);
    *copy = *original;
    for (size_t i = 0; i < original->count; i++) {
        const Name *found = names_find(&theirs, original->entries[i].key);
        entries[i] = original->entries[i];
        entries[i].value = translate_intent(
            arena, entries[i].value,
            found ? translated->entries[found->index].value : NULL);
    }
    copy->entries = entries;
    return copy;
}

/* --- The file as a whole ------------------------------------------------- */

/* Adds or replaces `language`, and the intents. */
static const YamlNode *translate_root(const Translation *to,
                                      const YamlNode *tree,
                                      const YamlNode *translation)
{
    Arena *arena = to->diags->arena;
    YamlNode *copy = ARENA_NEW(arena, YamlNode);
    YamlEntry *entries = ARENA_ARRAY(arena, YamlEntry, tree->count + 1);
    *copy = *tree;
    copy->count = 0;
    for (size_t i = 0; i < tree->count; i++) {
        YamlEntry *entry = &entries[copy->count];
        *entry = tree->entries[i];
        if (str_equal_c(entry->key, "intents"))
            entry->value = translate_intents(to, entry->value,
                                             yaml_get(translation, "intents"));
        copy->count += !str_equal_c(entry->key, "language");
    }
    entries[copy->count++] = (YamlEntry){
        .key = STR("language"),
        .key_span = to->texts_at,
        .value = yaml_get(translation, "language"),
    };
    copy->entries = entries;
    return copy;
}

const YamlNode *translation_apply(Diags *diags, const YamlNode *translation,
                                  const YamlNode *original, const Shape *shape,
                                  bool complete)
{
    Translation to = {.diags = diags, .complete = complete};
    read_texts(&to, translation);
    const YamlNode *tree =
        shape_replace(diags->arena, original, shape, translate_line, &to);
    tree = translate_root(&to, tree, translation);
    if (complete) {
        report_missing(&to);
        report_stale(&to);
    }
    return tree;
}

/* --- A translation to begin with ------------------------------------------ */

typedef struct {
    Arena *arena;
    Buf *out;
    VEC(Str) texts; /* with blanks counted once */
} Beginning;

static const YamlNode *collect_line(void *context, const YamlNode *line)
{
    Beginning *begin = context;
    if (has_letters(line->text))
        *VEC_PUSH(begin->arena, &begin->texts) =
            words_of(begin->arena, line->text);
    return line;
}

/* In double quotes; line breaks are blanks by now, NUL cannot be there. */
static void add_quoted(Buf *out, Str text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            buf_add_char(out, '\\');
        if (c < ' ')
            buf_printf(out, "\\x%02x", c);
        else
            buf_add_char(out, (char)c);
    }
    buf_add_char(out, '"');
}

static void add_text(Buf *out, Str text)
{
    enum { SIMPLE_KEY = 1000 }; /* bytes: YAML allows 1,024 characters */
    bool simple = text.size <= SIMPLE_KEY;
    buf_add_c(out, simple ? "  " : "  ? ");
    add_quoted(out, text);
    buf_add_c(out, simple ? ": \"\"\n" : "\n  : \"\"\n");
}

static void add_texts(Beginning *begin)
{
    Names names = {0};
    for (size_t i = 0; i < begin->texts.count; i++)
        names_add(begin->arena, &names, begin->texts.items[i], 0, (uint32_t)i);
    names_sort(&names);
    for (size_t i = 0; i < begin->texts.count; i++)
        if (names_find(&names, begin->texts.items[i])->index == i)
            add_text(begin->out, begin->texts.items[i]);
}

static void add_intents(Beginning *begin, const YamlNode *intents)
{
    if (!intents || intents->kind != YAML_MAP || !intents->count)
        return;
    buf_add_c(begin->out, "\n# Take away the # and write the words of each.\n"
                          "intents:\n");
    for (size_t i = 0; i < intents->count; i++)
        if (has_words(intents->entries[i].value))
            buf_printf(begin->out,
                       "  # %.*s: { phrases: [], examples: [], "
                       "counterexamples: [] }\n",
                       STR_ARGS(intents->entries[i].key));
}

void translation_begin(Diags *diags, const YamlNode *original,
                       const Shape *shape, Str name, Str language, Buf *out)
{
    Beginning begin = {.arena = diags->arena, .out = out};
    shape_replace(diags->arena, original, shape, collect_line, &begin);
    buf_add_c(out, "standoff: 1\nkind: translation\nof: ");
    add_quoted(out, name);
    buf_printf(out, "\nlanguage: %.*s\n\ntext:\n", STR_ARGS(language));
    add_texts(&begin);
    add_intents(&begin, yaml_get(original, "intents"));
}
