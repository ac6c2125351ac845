/* Journals read as streams. A line counts when its number and checksum are
 * right; the few kinds of lines that are asked for are told by how they begin,
 * since our writer begins them so. Start at history_read. */
#include "report/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/json.h"

/* --- Lines -----------------------------------------------------------------
 */

typedef struct {
    History *to;
    Str text;        /* of the last input, in the arena */
    uint32_t before; /* what had run when it came */
    size_t kept;     /* bytes */
} Reading;

static Str keep(Reading *reading, const json_t *value)
{
    Str text = {json_string_value(value), json_string_length(value)};
    reading->kept += text.size + sizeof(Str);
    return text.data ? str_copy(reading->to->arena, text) : (Str){0};
}

static void read_input(Reading *reading, const json_t *object)
{
    reading->text = keep(reading, json_object_get(object, "text"));
    reading->before = (uint32_t)reading->to->ran.count;
}

static void read_heard(Reading *reading, const json_t *object)
{
    Arena *arena = reading->to->arena;
    const json_t *list = json_object_get(object, "intents");
    size_t count = json_array_size(list);
    Str *intents = ARENA_ARRAY(arena, Str, count);
    for (size_t i = 0; i < count; i++)
        intents[i] = keep(reading, json_array_get(list, i));
    *VEC_PUSH(arena, &reading->to->turns) = (HistoryTurn){
        .text = reading->text,
        .intents = intents,
        .intent_count = (uint32_t)count,
        .t = json_integer_value(json_object_get(object, "t")),
        .before = reading->before,
    };
    reading->kept += sizeof(HistoryTurn);
    reading->text = (Str){0};
}

static void read_ran(Reading *reading, const json_t *object)
{
    *VEC_PUSH(reading->to->arena, &reading->to->ran) =
        keep(reading, json_object_get(object, "where"));
}

static void read_ending(Reading *reading, const json_t *object)
{
    reading->to->ending = keep(reading, json_object_get(object, "name"));
    reading->to->outcome = keep(reading, json_object_get(object, "outcome"));
}

/* Back to before the line of the first turn that is no more. */
static void read_undone(Reading *reading, const json_t *object)
{
    History *to = reading->to;
    int64_t turn = json_integer_value(json_object_get(object, "turn"));
    if (turn < 0 || (size_t)turn >= to->turns.count)
        return;
    to->ran.count = to->turns.items[turn].before;
    to->turns.count = (size_t)turn;
    to->ending = to->outcome = (Str){0};
}

static const struct {
    const char *begin;
    void (*read)(Reading *reading, const json_t *object);
} kinds[] = {
    {"{\"in\":", read_input},
    {"{\"out\":\"heard\",", read_heard},
    {"{\"out\":\"ran\",", read_ran},
    {"{\"out\":\"ending\",", read_ending},
    {"{\"out\":\"undone\",", read_undone},
};

static void read_line(Reading *reading, Str line)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!str_starts_with(line, kinds[i].begin))
            continue;
        bool failed;
        json_t *object = json_read(line, &failed);
        if (failed)
            arena_out_of_memory(reading->to->arena);
        kinds[i].read(reading, object);
        json_decref(object);
        return;
    }
}

/* --- The stream -------------------------------------------------------------
 */

typedef struct {
    int file;
    HistoryBuffer *buffer;
    size_t used;    /* bytes of the buffer that wait */
    int64_t number; /* of the first line that waits */
    Reading reading;
} Stream;

/* Reads more behind what waits; 0 at the end, -1 with errno. */
static ssize_t fill(Stream *stream)
{
    ssize_t got;
    do
        got = read(stream->file, stream->buffer->data + stream->used,
                   stream->buffer->capacity - stream->used);
    while (got < 0 && errno == EINTR);
    stream->used += got > 0 ? (size_t)got : 0;
    return got;
}

/* Room for more; false when one line fills the buffer to its bound. */
static bool make_room(Stream *stream)
{
    enum { FIRST = 64 * 1024 };
    HistoryBuffer *buffer = stream->buffer;
    if (stream->used < buffer->capacity)
        return true;
    size_t wanted = buffer->capacity ? buffer->capacity * 4 : FIRST;
    if (wanted > HISTORY_LINE_MOST)
        return false;
    char *grown = realloc(buffer->data, wanted);
    if (!grown)
        arena_out_of_memory(stream->reading.to->arena);
    buffer->data = grown;
    buffer->capacity = wanted;
    return true;
}

/* Takes the good lines; false when a whole line is bad or the first is no
 * start: nothing behind it counts. */
static bool take_lines(Stream *stream)
{
    History *to = stream->reading.to;
    Str all = {stream->buffer->data, stream->used}, line;
    int64_t lines;
    size_t good = journal_valid(all, stream->number, &lines), at = 0;
    Str whole = str_slice(all, 0, good);
    bool more = !memchr(all.data + good, '\n', all.size - good);
    if (good && stream->number == 1) {
        journal_line(whole, &at, &line);
        if (!record_read_start(to->arena, line, &to->start))
            return false;
    }
    while (!to->cut && journal_line(whole, &at, &line)) {
        read_line(&stream->reading, line);
        to->cut = stream->reading.kept > HISTORY_MOST;
    }
    stream->number += lines;
    stream->used -= good;
    memmove(stream->buffer->data, stream->buffer->data + good, stream->used);
    return more;
}

static JournalStatus read_stream(Stream *stream, JournalFault *fault)
{
    bool more = true;
    while (more && make_room(stream)) {
        ssize_t got = fill(stream);
        if (got < 0) {
            fault->error = errno;
            return JOURNAL_FAILED;
        }
        more = got && take_lines(stream);
    }
    stream->reading.to->damaged = stream->used != 0;
    return stream->number > 1 ? JOURNAL_OK : JOURNAL_FOREIGN;
}

JournalStatus history_read(HistoryBuffer *buffer, Arena *arena,
                           const char *path, History *out, JournalFault *fault)
{
    struct stat info;
    *out = (History){.arena = arena};
    *fault = (JournalFault){0};
    Stream stream = {.file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK),
                     .buffer = buffer,
                     .number = 1,
                     .reading = {.to = out}};
    if (stream.file < 0 || fstat(stream.file, &info)) {
        fault->error = errno;
        if (stream.file >= 0)
            close(stream.file);
        return JOURNAL_FAILED;
    }
    JournalStatus status =
        S_ISREG(info.st_mode) ? read_stream(&stream, fault) : JOURNAL_FOREIGN;
    close(stream.file);
    if (status != JOURNAL_OK)
        *out = (History){.arena = arena};
    return status;
}

void history_buffer_finish(HistoryBuffer *buffer)
{
    free(buffer->data);
    *buffer = (HistoryBuffer){0};
}

/* --- Dates ------------------------------------------------------------------
 */

/* Days of the Gregorian calendar, in eras of 400 years that begin in March. */
const char *history_date(int64_t day, char out[HISTORY_DATE])
{
    int64_t since = day + 719468; /* 0000-03-01 */
    int64_t era = (since >= 0 ? since : since - 146096) / 146097;
    int64_t of_era = since - era * 146097;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    int64_t date = of_year - (153 * month + 2) / 5 + 1;
    int64_t shown = year + era * 400 + (month >= 10);
    snprintf(out, HISTORY_DATE, "%04lld-%02lld-%02lld", (long long)shown,
             (long long)(month < 10 ? month + 3 : month - 9), (long long)date);
    return out;
}
