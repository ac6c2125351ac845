/* Ratings as files. Start at rating_read and rating_write. */
#include "report/rating.h"

#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "intent/fold.h"
#include "scenario/load.h"

/* --- The table of keys ------------------------------------------------------
 */

static const Shape version = {.what = "the format version, 1",
                              .scalar = SHAPE_INTEGER,
                              .low = 1,
                              .high = 1};
static const Shape word = {.what = "a word", .scalar = SHAPE_NAME};
static const Shape name_list = {
    .what = "a list of intents", .item = &word, .may_be_empty = true};
static const Shape text = {.what = "a text", .scalar = SHAPE_TEXT};
static const Shape blank = {
    .what = "a text", .scalar = SHAPE_TEXT, .may_be_empty = true};
static const Shape moment = {.what = "a time in Unix milliseconds",
                             .scalar = SHAPE_INTEGER,
                             .low = 0,
                             .high = INT64_MAX};
static const Shape turn = {.what = "a turn's number",
                           .scalar = SHAPE_INTEGER,
                           .low = 1,
                           .high = INT32_MAX};
static const Shape level = {.what = "the number of a level",
                            .scalar = SHAPE_TEXT,
                            .may_be_empty = true};
static const Shape area_levels = {.what = "a map from items to levels",
                                  .names = SHAPE_NAME,
                                  .entry = &level,
                                  .may_be_empty = true};
static const Shape levels = {.what = "a map of areas",
                             .names = SHAPE_NAME,
                             .entry = &area_levels,
                             .may_be_empty = true};
static const Shape area_notes = {.what = "a map from items to remarks",
                                 .names = SHAPE_NAME,
                                 .entry = &blank,
                                 .may_be_empty = true};
static const Shape notes = {.what = "a map of areas",
                            .names = SHAPE_NAME,
                            .entry = &area_notes,
                            .may_be_empty = true};

static const ShapeKey code_keys[] = {
    {"turn", &turn, true, "The turn whose codes are corrected."},
    {"was", &name_list, true, "What was recognised."},
    {"is", &name_list, true, "What the observer says it was."},
    {0}};
static const Shape code = {.what = "a correction", .keys = code_keys};
static const Shape codes = {
    .what = "a list of corrections", .item = &code, .may_be_empty = true};

static const ShapeKey rating_keys[] = {
    {"standoff", &version, true, "The format version, always the first key."},
    {"kind", &word, true, "rating: this is a filled-in sheet."},
    {"rater", &blank, false, "Who rated: a pseudonym."},
    {"session", &moment, true, "When the session began."},
    {"scenario", &text, false, "The title of what was played."},
    {"sheet", &text, false, "The title of the sheet."},
    {"ratings", &levels, true, "The level of each item, by area."},
    {"notes", &notes, false, "Remarks on items, by area."},
    {"codes", &codes, false, "Turns in which something else was said."},
    {0}};
const Shape rating_shape = {.what = "a rating", .keys = rating_keys};

/* --- Making ------------------------------------------------------------------
 */

static void make_items(Rating *rating, Arena *arena, const Rubric *rubric)
{
    rating->levels = ARENA_ARRAY(arena, int8_t, rubric->item_count);
    rating->notes = ARENA_ARRAY(arena, Str, rubric->item_count);
    for (uint32_t i = 0; i < rubric->item_count; i++)
        rating->levels[i] = RATING_NONE;
}

void rating_init(Rating *rating, Arena *arena, const Rubric *rubric,
                 const History *history, Str rater)
{
    *rating = (Rating){.rater = rater,
                       .scenario = history->start.title,
                       .session = history->start.wall};
    make_items(rating, arena, rubric);
}

uint32_t rating_count(const Rating *rating, const Rubric *rubric)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < rubric->item_count; i++)
        count += rating->levels[i] != RATING_NONE;
    return count;
}

RatingCode *rating_code(Rating *rating, Arena *arena, const History *history,
                        uint32_t number)
{
    size_t at = 0;
    while (at < rating->codes.count && rating->codes.items[at].turn < number)
        at++;
    if (at < rating->codes.count && rating->codes.items[at].turn == number)
        return &rating->codes.items[at];
    VEC_PUSH(arena, &rating->codes);
    RatingCode *made = &rating->codes.items[at];
    memmove(made + 1, made, (rating->codes.count - 1 - at) * sizeof *made);
    *made = (RatingCode){.turn = number};
    if (history) {
        const HistoryTurn *said = &history->turns.items[number - 1];
        made->was = made->is = said->intents;
        made->was_count = made->is_count = said->intent_count;
    }
    return made;
}

void rating_code_drop(Rating *rating, uint32_t number)
{
    for (size_t i = 0; i < rating->codes.count; i++) {
        RatingCode *at = &rating->codes.items[i];
        if (at->turn != number)
            continue;
        rating->codes.count--;
        memmove(at, at + 1, (rating->codes.count - i) * sizeof *at);
        return;
    }
}

/* --- Reading
 * ------------------------------------------------------------------ */

typedef struct {
    Arena *arena;
    Diags *diags;
    const Rubric *rubric;
    const History *history;
    Rating *rating;
} Reading;

static Str text_of(const YamlNode *node)
{
    bool good = node && node->kind == YAML_SCALAR && !node->bad;
    return good ? node->text : (Str){0};
}

static size_t entries_of(const YamlNode *map)
{
    return map && map->kind == YAML_MAP ? map->count : 0;
}

/* Reports an item or area that the sheet has not. */
static void report_item(Reading *reading, Str area, const YamlEntry *entry,
                        bool is_area)
{
    Names names = {0};
    const Rubric *rubric = reading->rubric;
    for (uint32_t i = 0; i < rubric->area_count && is_area; i++)
        names_add(reading->arena, &names, rubric->areas[i].name, 0, 0);
    for (uint32_t i = 0; i < rubric->item_count && !is_area; i++)
        if (str_equal(rubric->items[i].area, area))
            names_add(reading->arena, &names, rubric->items[i].name, 0, 0);
    Str near = names_nearest(&names, entry->key, 1);
    const char *what = is_area ? "area" : "item";
    if (near.size)
        diag_add(reading->diags, DIAG_RATING_ITEM, entry->key_span,
                 "the sheet has no %s '%.*s' here; did you mean '%.*s'?", what,
                 STR_ARGS(entry->key), STR_ARGS(near));
    else
        diag_add(reading->diags, DIAG_RATING_ITEM, entry->key_span,
                 "the sheet has no %s '%.*s' here; name the sheet this was "
                 "filled in from with --rubric, or delete it",
                 what, STR_ARGS(entry->key));
}

static bool has_area(const Rubric *rubric, Str name)
{
    for (uint32_t i = 0; i < rubric->area_count; i++)
        if (str_equal(rubric->areas[i].name, name))
            return true;
    return false;
}

static void read_level(Reading *reading, uint32_t item, const YamlNode *node)
{
    int64_t number;
    Str given = text_of(node);
    int64_t most = reading->rubric->items[item].level_count;
    if (!given.size || str_equal_c(given, "-"))
        return;
    if (str_to_int(given, &number) && number >= 1 && number <= most)
        reading->rating->levels[item] = (int8_t)(number - 1);
    else
        diag_add(reading->diags, DIAG_RATING_LEVEL, node->span,
                 "'%.*s' is no level of this item; give a number from 1 to "
                 "%lld, or nothing to leave it out",
                 STR_ARGS(yaml_shorten(reading->arena, given)),
                 (long long)most);
}

static void read_note(Reading *reading, uint32_t item, const YamlNode *node)
{
    reading->rating->notes[item] =
        str_slice(text_of(node), 0, RATING_NOTE_MOST);
}

/* Calls `read` for each entry of a map of areas that the sheet has. */
static void read_items(Reading *reading, const YamlNode *map,
                       void (*read)(Reading *, uint32_t, const YamlNode *))
{
    for (size_t a = 0; a < entries_of(map); a++) {
        const YamlEntry *area = &map->entries[a];
        if (!has_area(reading->rubric, area->key)) {
            report_item(reading, area->key, area, true);
            continue;
        }
        for (size_t i = 0; i < entries_of(area->value); i++) {
            const YamlEntry *entry = &area->value->entries[i];
            int32_t item = rubric_find(reading->rubric, area->key, entry->key);
            if (item < 0)
                report_item(reading, area->key, entry, false);
            else
                read(reading, (uint32_t)item, entry->value);
        }
    }
}

static const Str *read_names(Reading *reading, const YamlNode *list,
                             uint32_t *count)
{
    *count = 0;
    if (!list || list->kind != YAML_LIST)
        return NULL;
    Str *names = ARENA_ARRAY(reading->arena, Str, list->count);
    for (size_t i = 0; i < list->count; i++)
        names[(*count)++] = text_of(list->items[i]);
    return names;
}

static void read_code(Reading *reading, const YamlNode *node)
{
    int64_t number;
    const YamlNode *at = yaml_get(node, "turn");
    if (!shape_integer(at, &turn, &number))
        return;
    if (reading->history && (size_t)number > reading->history->turns.count) {
        diag_add(reading->diags, DIAG_RATING_TURN, at->span,
                 "the session has no turn %lld; it has %zu", (long long)number,
                 reading->history->turns.count);
        return;
    }
    RatingCode *made =
        rating_code(reading->rating, reading->arena, NULL, (uint32_t)number);
    if (made->was)
        diag_add(reading->diags, DIAG_RATING_TURN, at->span,
                 "turn %lld is corrected twice; put both into one correction",
                 (long long)number);
    made->was = read_names(reading, yaml_get(node, "was"), &made->was_count);
    made->is = read_names(reading, yaml_get(node, "is"), &made->is_count);
}

static void check_session(Reading *reading, const YamlNode *root)
{
    const YamlNode *node = yaml_get(root, "session");
    if (!shape_integer(node, &moment, &reading->rating->session) ||
        !reading->history ||
        reading->rating->session == reading->history->start.wall)
        return;
    diag_add(reading->diags, DIAG_RATING_SESSION, node->span,
             "this rating is of the session that began at %lld, not of this "
             "one (%lld); name its journal",
             (long long)reading->rating->session,
             (long long)reading->history->start.wall);
}

bool rating_read(Arena *arena, Sources *sources, Diags *diags, Str path,
                 const Rubric *rubric, const History *history, Rating *out)
{
    Reading reading = {arena, diags, rubric, history, out};
    const YamlNode *root = load_tree(arena, sources, diags, path, (Str){0},
                                     &rating_shape, "rating");
    *out = (Rating){0};
    if (!root)
        return false;
    make_items(out, arena, rubric);
    out->rater = text_of(yaml_get(root, "rater"));
    out->scenario = text_of(yaml_get(root, "scenario"));
    check_session(&reading, root);
    read_items(&reading, yaml_get(root, "ratings"), read_level);
    read_items(&reading, yaml_get(root, "notes"), read_note);
    const YamlNode *list = yaml_get(root, "codes");
    for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count; i++)
        read_code(&reading, list->items[i]);
    return !diags->errors;
}

/* --- Writing
 * ------------------------------------------------------------------ */

/* Whether a character may stand in YAML text as it is, on one line. */
static bool is_plain(int32_t c)
{
    return c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0x2028 &&
           c != 0x2029 && c != 0xfeff && c != 0xfffe && c != 0xffff;
}

/* The text on one line, what cannot stand in YAML as blanks. */
static void add_line(Buf *out, Str from, bool quoted)
{
    for (size_t at = 0; at < from.size;) {
        size_t begin = at;
        int32_t c = fold_decode(from, &at);
        if (quoted && (c == '"' || c == '\\'))
            buf_add_char(out, '\\');
        if (!is_plain(c))
            buf_add_char(out, ' ');
        else if (c == 0xfffd)
            buf_add_c(out, "\xef\xbf\xbd");
        else
            buf_add(out, str_slice(from, begin, at));
    }
}

static void add_quoted(Buf *out, Str from)
{
    buf_add_char(out, '"');
    add_line(out, from, true);
    buf_add_char(out, '"');
}

static void add_pair(Buf *out, const char *key, Str value)
{
    if (!value.size)
        return;
    buf_printf(out, "%s: ", key);
    add_quoted(out, value);
    buf_add_char(out, '\n');
}

static void add_comment(Buf *out, const char *indent, Str from)
{
    buf_printf(out, "%s# ", indent);
    add_line(out, from, false);
    buf_add_char(out, '\n');
}

static void add_levels(Buf *out, const RubricItem *item)
{
    buf_add_c(out, "    # ");
    for (uint32_t i = 0; i < item->level_count; i++) {
        buf_printf(out, "%s%u ", i ? ", " : "", i + 1);
        add_line(out, item->levels[i], false);
    }
    buf_add_char(out, '\n');
}

static void add_area(Buf *out, const Rubric *rubric, uint32_t area)
{
    buf_add_char(out, '\n');
    add_comment(out, "  ", rubric->areas[area].title);
    buf_printf(out, "  %.*s:\n", STR_ARGS(rubric->areas[area].name));
}

static void add_ratings(Buf *out, const Rubric *rubric, const Rating *rating)
{
    buf_add_c(out, "ratings:\n");
    for (uint32_t i = 0; i < rubric->item_count; i++) {
        const RubricItem *item = &rubric->items[i];
        if (!i || item->area_index != item[-1].area_index)
            add_area(out, rubric, item->area_index);
        add_comment(out, "    ", item->text);
        add_levels(out, item);
        buf_printf(out, "    %.*s:", STR_ARGS(item->name));
        if (rating->levels[i] != RATING_NONE)
            buf_printf(out, " %d", rating->levels[i] + 1);
        buf_add_char(out, '\n');
    }
}

static void add_notes(Buf *out, const Rubric *rubric, const Rating *rating)
{
    const RubricItem *last = NULL;
    for (uint32_t i = 0; i < rubric->item_count; i++) {
        const RubricItem *item = &rubric->items[i];
        if (!rating->notes[i].size)
            continue;
        if (!last)
            buf_add_c(out, "\nnotes:\n");
        if (!last || last->area_index != item->area_index)
            buf_printf(out, "  %.*s:\n", STR_ARGS(item->area));
        buf_printf(out, "    %.*s: ", STR_ARGS(item->name));
        add_quoted(out, rating->notes[i]);
        buf_add_char(out, '\n');
        last = item;
    }
}

/* A journal may come from anybody: what is no name of an intent is left out. */
static void add_names(Buf *out, const Str *names, uint32_t count)
{
    size_t written = 0;
    buf_add_char(out, '[');
    for (uint32_t i = 0; i < count; i++)
        if (shape_is_name(names[i]))
            buf_printf(out, "%s%.*s", written++ ? ", " : "",
                       STR_ARGS(names[i]));
    buf_add_char(out, ']');
}

static void add_codes(Buf *out, const Rating *rating)
{
    if (rating->codes.count)
        buf_add_c(out, "\ncodes:\n");
    for (size_t i = 0; i < rating->codes.count; i++) {
        const RatingCode *at = &rating->codes.items[i];
        buf_printf(out, "  - turn: %u\n    was: ", at->turn);
        add_names(out, at->was, at->was_count);
        buf_add_c(out, "\n    is: ");
        add_names(out, at->is, at->is_count);
        buf_add_char(out, '\n');
    }
}

void rating_write(Buf *out, const Rubric *rubric, const Rating *rating)
{
    buf_add_c(out, "standoff: 1\nkind: rating\n");
    add_pair(out, "rater", rating->rater);
    buf_printf(out, "session: %lld\n", (long long)rating->session);
    add_pair(out, "scenario", rating->scenario);
    add_pair(out, "sheet", rubric->title);
    buf_add_char(out, '\n');
    add_ratings(out, rubric, rating);
    add_notes(out, rubric, rating);
    add_codes(out, rating);
}
