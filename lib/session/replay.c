/* Replaying: inputs in, and each message against the journal's next output
 * line. Start at replay_run. */
#include "session/replay.h"

#include <string.h>

#include "session/json.h"

void replay_init(Replay *replay, Str text, bool moved, ArenaFail *fail,
                 void *context)
{
    *replay = (Replay){.text = text, .moved = moved};
    arena_init(&replay->arena, fail, context);
}

void replay_finish(Replay *replay)
{
    arena_finish(&replay->arena);
}

static bool is_input(Str line)
{
    return str_starts_with(line, "{\"in\":");
}

/* --- Comparing ---------------------------------------------------------- */

/* Where the text after `key` begins, or the line's end. */
static size_t find(Str line, const char *key)
{
    const char *found = memmem(line.data, line.size, key, strlen(key));
    return found ? (size_t)(found - line.data) : line.size;
}

/* The line without what the journal adds; and, when the scenario's files have
 * changed, without the place in them. */
static Str essence(Replay *replay, Str line, bool journal)
{
    if (journal) {
        size_t end = line.size;
        while (end && line.data[end - 1] != ',')
            end--; /* "crc" */
        end = end ? end - 1 : 0;
        while (end && line.data[end - 1] != ',')
            end--; /* "n" */
        line = str_join(&replay->arena, str_slice(line, 0, end ? end - 1 : 0),
                        STR("}"), (Str){0});
    }
    size_t at = find(line, ",\"line\":");
    if (!replay->moved || at == line.size ||
        !str_starts_with(line, "{\"out\":\"ran\""))
        return line;
    size_t end = at + 8;
    while (end < line.size && line.data[end] >= '0' && line.data[end] <= '9')
        end++;
    return str_join(&replay->arena, str_slice(line, 0, at),
                    str_slice(line, end, line.size), (Str){0});
}

/* The next output line of the journal. */
static bool next_output(Replay *replay, Str *line)
{
    while (journal_line(replay->text, &replay->out_at, line)) {
        replay->out_line++;
        if (!is_input(*line))
            return true;
    }
    return false;
}

static void differ(Replay *replay, Str expected, Str got)
{
    replay->difference = (ReplayDifference){
        .line = replay->out_line ? replay->out_line : 1,
        .turn = engine_turn(session_now(replay->session)),
        .expected = expected,
        .got = str_copy(&replay->arena, got),
    };
}

bool replay_message(Replay *replay, Session *session, const Message *message)
{
    Buf line = {0};
    Str expected;
    replay->session = session;
    if (replay->difference.line)
        return true;
    message_json(&line, session, (View){.kind = VIEW_TRAINER}, message);
    if (line.failed)
        arena_out_of_memory(&replay->arena);
    bool any = !line.size || next_output(replay, &expected);
    if (any && line.size && message->kind != MESSAGE_START) {
        Str got = str_slice(buf_str(&line), 0, line.size - 1);
        expected = essence(replay, expected, true);
        if (!str_equal(expected, essence(replay, got, false)))
            differ(replay, expected, got);
    }
    buf_finish(&line);
    return any;
}

/* --- Running ------------------------------------------------------------ */

static int64_t time_of(Str line)
{
    int64_t t = 0;
    size_t at = find(line, "\"t\":") + 4, end = at;
    while (end < line.size && line.data[end] >= '0' && line.data[end] <= '9')
        end++;
    return str_to_int(str_slice(line, at, end), &t) ? t : 0;
}

SessionStatus replay_run(Replay *replay, Session *session)
{
    size_t at = 0;
    int64_t last = 0;
    Str line, rest = {0};
    replay->session = session;
    SessionStatus status = session_start(session);
    while (status != SESSION_NO_MEMORY &&
           journal_line(replay->text, &at, &line))
        if (is_input(line))
            status = session_take_json(session, line, NONE);
        else
            last = time_of(line);
    if (status == SESSION_OK)
        status = session_advance(session, last);
    if (status != SESSION_NO_MEMORY && !replay->difference.line &&
        next_output(replay, &rest)) /* more came of it then */
        differ(replay, essence(replay, rest, true), (Str){0});
    return status;
}
