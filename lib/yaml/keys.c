/* The keys of one map against each other: the same key twice, and keys that
 * look the same without being so. Both sort, so hostile keys cost no more than
 * others. Start at yaml_keys_check. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "source/glyph.h"
#include "yaml/parts.h"

/* Letters of other scripts that look like a Latin one (a choice from Unicode's
 * confusables.txt: the lower case of Cyrillic and Greek). */
static const struct {
    int32_t letter, latin;
} look_alikes[] = {
    {0x0430, 'a'}, {0x0435, 'e'}, {0x043e, 'o'}, {0x0440, 'p'}, {0x0441, 'c'},
    {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'},
    {0x04bb, 'h'}, {0x0501, 'd'}, {0x051b, 'q'}, {0x051d, 'w'}, {0x03b1, 'a'},
    {0x03b9, 'i'}, {0x03bd, 'v'}, {0x03bf, 'o'}, {0x03c1, 'p'}, {0x0261, 'g'},
    {0x0131, 'i'}, {0x2010, '-'}, {0x2011, '-'}, {0x2013, '-'}, {0x2212, '-'},
};

typedef struct {
    Str folded; /* equal for keys that look the same */
    YamlEntry *entry;
} Key;

static int by_position(const Key *a, const Key *b)
{
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static int by_text(const void *left, const void *right)
{
    const Key *a = left, *b = right;
    int order = str_compare(a->entry->key, b->entry->key);
    return order ? order : by_position(a, b);
}

static int by_look(const void *left, const void *right)
{
    const Key *a = left, *b = right;
    int order = str_compare(a->folded, b->folded);
    return order ? order : by_position(a, b);
}

/* --- the same key twice -------------------------------------------------- */

static void report_duplicate(const YamlEntry *first, const YamlEntry *again,
                             Diags *diags)
{
    Str key = yaml_shorten(diags->arena, first->key);
    diag_add(diags, DIAG_YAML_DUPLICATE_KEY, again->key_span,
             "key '%.*s' stands twice in this map; rename or delete one",
             STR_ARGS(key));
    diag_other(diags, first->key_span, "first written here");
}

/* Sorts the keys; reports and marks (value NULL) those that came before. */
static bool find_duplicates(Key *keys, size_t count, Diags *diags)
{
    bool found = false;
    qsort(keys, count, sizeof *keys, by_text);
    for (size_t i = 1, first = 0; i < count; i++) {
        if (!str_equal(keys[first].entry->key, keys[i].entry->key)) {
            first = i;
            continue;
        }
        report_duplicate(keys[first].entry, keys[i].entry, diags);
        keys[i].entry->value = NULL;
        found = true;
    }
    return found;
}

static size_t drop_marked(YamlEntry *entries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].value)
            entries[kept++] = entries[i];
    }
    return kept;
}

/* --- keys that look alike ------------------------------------------------ */

/* Keys of lower-case ASCII, nearly all there are, look like themselves. */
static bool is_simple(Str key)
{
    for (size_t i = 0; i < key.size; i++) {
        unsigned char c = (unsigned char)key.data[i];
        if (c >= 0x80 || (c >= 'A' && c <= 'Z'))
            return false;
    }
    return true;
}

static int32_t latin_for(int32_t code)
{
    for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++) {
        if (look_alikes[i].letter == code)
            return look_alikes[i].latin;
    }
    return code;
}

/* Without case, accents composed, invisible characters gone. Case counts in
 * keys with blanks: those are prose, the texts of a translation. Nobody
 * mistakes one long key for another. */
static Str fold(Arena *arena, Str key)
{
    enum { LONGEST = 256, ROOM = LONGEST * 8 }; /* bytes, code points */
    if (is_simple(key) || key.size > LONGEST)
        return key;
    utf8proc_int32_t codes[ROOM + 1];
    unsigned options =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE;
    if (!memchr(key.data, ' ', key.size))
        options |= UTF8PROC_CASEFOLD;
    utf8proc_ssize_t count = utf8proc_decompose(
        (const utf8proc_uint8_t *)key.data, (utf8proc_ssize_t)key.size, codes,
        ROOM, (utf8proc_option_t)options);
    if (count < 0 || count > ROOM)
        return key;
    for (utf8proc_ssize_t i = 0; i < count; i++)
        codes[i] = latin_for(codes[i]);
    utf8proc_ssize_t size =
        utf8proc_reencode(codes, count, (utf8proc_option_t)options);
    if (size < 0)
        return key;
    return str_copy(arena, (Str){(const char *)codes, (size_t)size});
}

/* Up to four code points of `key` from byte `at`: "U+0435 U+0301". */
static Str show_codes(Arena *arena, Str key, size_t at)
{
    Str shown = {0};
    for (int i = 0; i < 4 && at < key.size; i++) {
        Glyph glyph = glyph_at(key, at);
        shown = str_format(arena, "%.*s%sU+%04X", STR_ARGS(shown), i ? " " : "",
                           glyph.code);
        at += glyph.size;
    }
    return shown.size ? shown : STR("nothing");
}

static size_t common_prefix(Str a, Str b)
{
    size_t at = 0;
    while (at < a.size && at < b.size && a.data[at] == b.data[at])
        at++;
    while (at > 0 && at < a.size && ((unsigned char)a.data[at] & 0xc0) == 0x80)
        at--;
    return at;
}

static void report_twins(const YamlEntry *first, const YamlEntry *twin,
                         Diags *diags)
{
    if (diags->all.count >= DIAG_LIMIT) { /* counted only */
        diag_add(diags, DIAG_YAML_TWIN_KEY, twin->key_span, "%s", "");
        return;
    }
    size_t same = common_prefix(first->key, twin->key);
    Str key = yaml_shorten(diags->arena, twin->key);
    Str codes = show_codes(diags->arena, twin->key, same);
    Str others = show_codes(diags->arena, first->key, same);
    diag_add(diags, DIAG_YAML_TWIN_KEY, twin->key_span,
             "key '%.*s' looks like another one but differs from it: %.*s "
             "against %.*s; write both alike or rename one",
             STR_ARGS(key), STR_ARGS(codes), STR_ARGS(others));
    diag_other(diags, first->key_span, "the key it looks like");
}

static void find_twins(Key *keys, size_t count, Diags *diags)
{
    bool simple = true;
    for (size_t i = 0; i < count; i++)
        simple = simple && is_simple(keys[i].entry->key);
    if (simple)
        return;
    for (size_t i = 0; i < count; i++)
        keys[i].folded = fold(diags->arena, keys[i].entry->key);
    qsort(keys, count, sizeof *keys, by_look);
    for (size_t i = 1, first = 0; i < count; i++) {
        if (!str_equal(keys[first].folded, keys[i].folded))
            first = i;
        else if (!str_equal(keys[first].entry->key, keys[i].entry->key))
            report_twins(keys[first].entry, keys[i].entry, diags);
    }
}

size_t yaml_keys_check(YamlEntry *entries, size_t count, Diags *diags)
{
    enum { FEW = 32 };
    Key few[FEW];
    if (count < 2)
        return count;
    Key *keys = count <= FEW ? few : ARENA_ARRAY(diags->arena, Key, count);
    for (size_t i = 0; i < count; i++)
        keys[i] = (Key){.entry = &entries[i]};
    bool again = find_duplicates(keys, count, diags);
    find_twins(keys, count, diags);
    return again ? drop_marked(entries, count) : count;
}
