/* Lines from a descriptor, read in chunks. A line that is not there yet when
 * the time is over stays, and goes on with the next call. */
#include "cmd/clock.h"
#include "cmd/command.h"
#include "cmd/signals.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void lines_init(Lines *lines, int descriptor, size_t limit)
{
    *lines = (Lines){.descriptor = descriptor, .limit = limit};
}

void lines_finish(Lines *lines)
{
    buf_finish(&lines->line);
}

static void keep(Lines *lines, size_t size)
{
    size_t room = lines->limit - lines->line.size;
    size_t kept = size < room ? size : room;
    buf_add(&lines->line, (Str){lines->chunk + lines->begin, kept});
    lines->dropped += size - kept;
    lines->begin += size;
}

static void drop_carriage_return(Lines *lines)
{
    Buf *line = &lines->line;
    if (!lines->dropped && line->size && line->data[line->size - 1] == '\r')
        line->data[--line->size] = '\0';
}

/* Moves what the chunk holds of the line; true when that was all of it. */
static bool take(Lines *lines)
{
    const char *from = lines->chunk + lines->begin;
    size_t left = lines->end - lines->begin;
    const char *newline = memchr(from, '\n', left);
    keep(lines, newline ? (size_t)(newline - from) : left);
    if (!newline)
        return false;
    lines->begin++;
    drop_carriage_return(lines);
    return true;
}

/* Reads once. LINES_LINE: there is more in the chunk, or the end is known. */
static LinesStatus fill(Lines *lines, int timeout)
{
    switch (signal_wait(lines->descriptor, timeout)) {
    case WAIT_TIMEOUT:
        return LINES_TIMEOUT;
    case WAIT_SIGNAL:
        return LINES_LINE;
    case WAIT_READABLE:
        break;
    }
    ssize_t size = read(lines->descriptor, lines->chunk, sizeof lines->chunk);
    if (size < 0)
        return errno == EINTR || errno == EAGAIN ? LINES_LINE : LINES_FAILED;
    lines->begin = 0;
    lines->end = (size_t)size;
    lines->ended = size == 0;
    return LINES_LINE;
}

static int time_left(int64_t until, int timeout)
{
    if (timeout < 0)
        return -1;
    int64_t left = until - clock_machine();
    return left > 0 ? (int)left : 0;
}

static LinesStatus whole(Lines *lines)
{
    lines->whole = true;
    if (!lines->line.failed)
        return LINES_LINE;
    errno = ENOMEM;
    return LINES_FAILED;
}

LinesStatus lines_next(Lines *lines, int timeout)
{
    int64_t until = timeout < 0 ? 0 : clock_machine() + timeout;
    if (lines->whole) {
        buf_clear(&lines->line);
        lines->dropped = 0;
        lines->whole = false;
    }
    for (;;) {
        if (signal_pending())
            return LINES_END;
        if (lines->begin < lines->end && take(lines))
            return whole(lines);
        if (lines->ended)
            return lines->line.size || lines->dropped ? whole(lines)
                                                      : LINES_END;
        LinesStatus status = fill(lines, time_left(until, timeout));
        if (status != LINES_LINE)
            return status;
    }
}

bool lines_waiting(const Lines *lines)
{
    struct pollfd in = {.fd = lines->descriptor, .events = POLLIN};
    return lines->begin < lines->end || poll(&in, 1, 0) != 0;
}
