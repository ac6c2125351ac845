/* Taking a person out of files. Start at forget_journal. */
#include "report/forget.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "intent/caseless.h"
#include "intent/fold.h"
#include "report/rating.h"
#include "scenario/load.h"
#include "session/json.h"

/* --- Names in text
 * ------------------------------------------------------------ */

bool forget_same(Str a, Str b)
{
    return a.size && caseless_equal(a, b);
}

static size_t characters(Str text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size; count++)
        fold_decode(text, &at);
    return count;
}

/* The byte behind `count` characters from `at` on; 0 when there are fewer. */
static size_t behind(Str text, size_t at, size_t count)
{
    for (; count && at < text.size; count--)
        fold_decode(text, &at);
    return count ? 0 : at;
}

static bool is_word_at(Str text, size_t at)
{
    return at < text.size && caseless_is_word(fold_decode(text, &at));
}

uint64_t forget_words(Str text, Str name, Buf *out)
{
    uint64_t found = 0;
    size_t size = characters(name), copied = 0;
    bool inside = false; /* a word that began before `at` goes on */
    for (size_t at = 0; at < text.size;) {
        size_t end = inside ? 0 : behind(text, at, size);
        if (end && !is_word_at(text, end) &&
            caseless_equal(str_slice(text, at, end), name)) {
            if (out) {
                buf_add(out, str_slice(text, copied, at));
                buf_add_c(out, FORGET_WORD);
            }
            copied = at = end;
            found++;
            continue;
        }
        inside = caseless_is_word(fold_decode(text, &at));
    }
    if (out)
        buf_add(out, str_slice(text, copied, text.size));
    return found;
}

/* --- Lines of a journal
 * --------------------------------------------------------- */

typedef struct {
    Arena *arena;
    const Forget *forget;
    ForgetFound *found;
    bool changed; /* the line under way */
} Editing;

static Str string_of(const json_t *value)
{
    return (Str){json_string_value(value), json_string_length(value)};
}

static void edit_text(Editing *editing, json_t *object, const char *key)
{
    Str text = string_of(json_object_get(object, key));
    Buf out = {0};
    uint64_t words = forget_words(text, editing->forget->name, &out);
    editing->found->words += words;
    if (words && !editing->forget->keep_text) {
        if (out.failed ||
            json_object_set_new(object, key, json_text(buf_str(&out))))
            arena_out_of_memory(editing->arena);
        json_object_del(object, "bytes"); /* the same words once more */
        editing->changed = true;
    }
    buf_finish(&out);
}

/* What was captured is keyed by slots. */
static void edit_captures(Editing *editing, json_t *captures)
{
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(captures, next, key, value)
        edit_text(editing, captures, key);
}

static void edit_line(Editing *editing, json_t *object)
{
    Str by = string_of(json_object_get(object, "by"));
    editing->changed = false;
    if (forget_same(by, editing->forget->name)) {
        json_object_del(object, "by");
        editing->found->remarks++;
        editing->changed = true;
    }
    edit_text(editing, object, "text");
    edit_captures(editing, json_object_get(object, "captures"));
}

static int write_json(const char *bytes, size_t size, void *out)
{
    buf_add(out, (Str){bytes, size});
    return 0;
}

/* Adds the line to the new journal, without its old number and checksum. */
static void add_line(Arena *arena, json_t *object, Journal *to)
{
    Buf line = {0};
    json_object_del(object, "n");
    json_object_del(object, "crc");
    if (json_dump_callback(object, write_json, &line, JSON_COMPACT) ||
        line.failed)
        arena_out_of_memory(arena);
    journal_add(to, buf_str(&line), false);
    buf_finish(&line);
}

/* Edits every line; with `to`, writes them there. */
static bool edit_lines(Editing *editing, Str text, Journal *to)
{
    bool any = false, failed;
    Str line;
    for (size_t at = 0; journal_line(text, &at, &line);) {
        json_t *object = json_read(line, &failed);
        if (failed)
            arena_out_of_memory(editing->arena);
        edit_line(editing, object);
        any |= editing->changed;
        if (to && object)
            add_line(editing->arena, object, to);
        json_decref(object);
    }
    return any;
}

/* --- A whole journal
 * -------------------------------------------------------------- */

static char *beside(Arena *arena, const char *path)
{
    return (char *)str_format(arena, "%s.%ld.part", path, (long)getpid()).data;
}

/* Writes the edited journal beside the old one and puts it in its place. */
static ForgetDeed rewrite(Editing *editing, const char *path, Str text,
                          int *error)
{
    Journal *to;
    JournalFault fault;
    ForgetFound again = {0};
    const char *part = beside(editing->arena, path);
    if (journal_create(part, &to, &fault) != JOURNAL_OK) {
        *error = fault.error;
        return FORGET_FAILED;
    }
    editing->found = &again;
    edit_lines(editing, text, to);
    JournalState state = journal_close(to);
    if (state != JOURNAL_SAVED || rename(part, path)) {
        *error = state != JOURNAL_SAVED ? EIO : errno;
        unlink(part);
        return FORGET_FAILED;
    }
    return FORGET_REWRITE;
}

static ForgetDeed remove_file(const char *path, bool act, int *error)
{
    if (!act || !unlink(path))
        return FORGET_DELETE;
    *error = errno;
    return FORGET_FAILED;
}

/* Begins to look at a journal, locked when it is to be changed. */
static ForgetDeed open_journal(const char *path, bool act, Journal **journal,
                               JournalFound *lines, int *error)
{
    JournalFault fault = {0};
    *journal = NULL;
    JournalStatus status = act ? journal_open(path, journal, lines, &fault)
                               : journal_read(path, lines, &fault);
    *error = fault.error;
    switch (status) {
    case JOURNAL_OK:
        return FORGET_NOTHING;
    case JOURNAL_BUSY:
        return FORGET_BUSY;
    case JOURNAL_FOREIGN:
        return FORGET_FOREIGN;
    case JOURNAL_TOO_LARGE:
        *error = EFBIG;
        return FORGET_FAILED;
    case JOURNAL_NO_MEMORY:
        *error = ENOMEM;
        return FORGET_FAILED;
    case JOURNAL_EXISTS:
    case JOURNAL_FAILED:
        break;
    }
    return FORGET_FAILED;
}

/* A session of the person: it goes, and what belongs to it will. */
static ForgetDeed drop_session(Forget *forget, const char *path, int64_t began,
                               bool act, int *error)
{
    *VEC_PUSH(forget->arena, &forget->sessions) = began;
    *VEC_PUSH(forget->arena, &forget->journals) =
        str_copy(forget->arena, str_from(path));
    return remove_file(path, act, error);
}

/* Looks at the lines, and at a torn end: opening the journal to rewrite it sets
 * that aside, in a file that is looked at later. */
static ForgetDeed edit_journal(Editing *editing, Forget *forget,
                               const char *path, const JournalFound *lines,
                               bool act, int *error)
{
    RecordStart start;
    Str first, torn = {0};
    size_t at = 0;
    if (!journal_line(lines->text, &at, &first) ||
        !record_read_start(editing->arena, first, &start))
        return FORGET_FOREIGN;
    if (forget_same(start.trainee, forget->name))
        return drop_session(forget, path, start.wall, act, error);
    if (!act && lines->torn)
        torn = (Str){lines->text.data + lines->text.size, (size_t)lines->torn};
    editing->found->words += forget_words(torn, forget->name, NULL);
    bool any = edit_lines(editing, lines->text, NULL) ||
               (torn.size && editing->found->words);
    return !any  ? FORGET_NOTHING
           : act ? rewrite(editing, path, lines->text, error)
                 : FORGET_REWRITE;
}

static ForgetDeed do_journal(Arena *arena, Forget *forget, const char *path,
                             bool act, ForgetFound *found, int *error)
{
    Journal *journal;
    JournalFound lines;
    *found = (ForgetFound){0};
    ForgetDeed deed = open_journal(path, act, &journal, &lines, error);
    if (deed != FORGET_NOTHING)
        return deed;
    Editing editing = {arena, forget, found, false};
    deed = edit_journal(&editing, forget, path, &lines, act, error);
    journal_close(journal); /* after the rename: the lock is on the old one */
    journal_found_finish(&lines);
    return deed;
}

/* A journal that nothing is to be done to is not locked either. */
ForgetDeed forget_journal(Arena *arena, Forget *forget, const char *path,
                          bool act, ForgetFound *found, int *error)
{
    ForgetDeed deed = do_journal(arena, forget, path, false, found, error);
    if (!act || (deed != FORGET_DELETE && deed != FORGET_REWRITE))
        return deed;
    return do_journal(arena, forget, path, true, found, error);
}

/* --- Other files
 * ------------------------------------------------------------------- */

static bool write_whole(Arena *arena, const char *path, Str text, int *error)
{
    const char *part = beside(arena, path);
    int file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool done = file >= 0;
    while (done && text.size) {
        ssize_t written = write(file, text.data, text.size);
        if (written < 0 && errno == EINTR)
            continue;
        done = written > 0;
        text = str_slice(text, done ? (size_t)written : 0, text.size);
    }
    done = done && !fsync(file) && !rename(part, path);
    *error = errno;
    if (file >= 0)
        close(file);
    if (!done && file >= 0)
        unlink(part);
    return done;
}

/* The text with the name replaced between double quotes, where all that people
 * wrote stands; keys are nobody's. */
static uint64_t edit_quoted(Str text, Str name, Buf *out)
{
    uint64_t words = 0;
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        bool quoted = text.data[at++] == '"';
        while (at < text.size && (text.data[at] != '"')) {
            at += quoted && text.data[at] == '\\';
            at++;
        }
        at = at > text.size ? text.size : at;
        if (quoted)
            words += forget_words(str_slice(text, begin, at), name, out);
        else
            buf_add(out, str_slice(text, begin, at));
        if (quoted && at < text.size) {
            buf_add_char(out, '"');
            at++;
        }
    }
    return words;
}

static bool is_of_person(const Forget *forget, const YamlNode *root)
{
    const YamlNode *rater = yaml_get(root, "rater");
    const YamlNode *session = yaml_get(root, "session");
    int64_t began;
    if (rater && rater->kind == YAML_SCALAR &&
        forget_same(rater->text, forget->name))
        return true;
    if (!session || session->kind != YAML_SCALAR ||
        !str_to_int(session->text, &began))
        return false;
    for (size_t i = 0; i < forget->sessions.count; i++)
        if (forget->sessions.items[i] == began)
            return true;
    return false;
}

ForgetDeed forget_rating(Arena *arena, const Forget *forget, const char *path,
                         bool act, ForgetFound *found, int *error)
{
    Sources sources = {0};
    Diags diags;
    Buf out = {0};
    *found = (ForgetFound){0};
    diag_init(&diags, arena);
    const YamlNode *root = load_tree(arena, &sources, &diags, str_from(path),
                                     (Str){0}, &rating_shape, "rating");
    if (!root) /* no rating: whoever it is about, it may go */
        return forget_rest(arena, forget, path, act, found, error);
    if (is_of_person(forget, root))
        return remove_file(path, act, error);
    found->words = edit_quoted(sources.files.items[0].text, forget->name, &out);
    if (out.failed)
        arena_out_of_memory(arena);
    ForgetDeed deed =
        found->words && !forget->keep_text ? FORGET_REWRITE : FORGET_NOTHING;
    if (deed == FORGET_REWRITE && act &&
        !write_whole(arena, path, buf_str(&out), error))
        deed = FORGET_FAILED;
    buf_finish(&out);
    return deed;
}

/* Whether it was torn off a session of the person. */
static bool is_behind(const Forget *forget, const char *path)
{
    for (size_t i = 0; i < forget->journals.count; i++) {
        Str journal = forget->journals.items[i];
        if (!strncmp(path, journal.data, journal.size) &&
            path[journal.size] == '.')
            return true;
    }
    return false;
}

ForgetDeed forget_rest(Arena *arena, const Forget *forget, const char *path,
                       bool act, ForgetFound *found, int *error)
{
    Sources sources = {0};
    uint32_t number;
    *found = (ForgetFound){0};
    SourceStatus status = source_read(arena, &sources, str_from(path),
                                      SOURCE_SIZE_LIMIT, &number, error);
    if (status == SOURCE_TOO_LARGE)
        *error = EFBIG;
    if (status != SOURCE_OK)
        return status == SOURCE_UNREADABLE || status == SOURCE_TOO_LARGE
                   ? FORGET_FAILED
                   : FORGET_FOREIGN;
    found->words =
        forget_words(sources.files.items[number].text, forget->name, NULL);
    return found->words || is_behind(forget, path)
               ? remove_file(path, act, error)
               : FORGET_NOTHING;
}
