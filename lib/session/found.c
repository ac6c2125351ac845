/* A journal read back: whole lines with right numbers and checksums, and what
 * a crash left behind them. Start at journal_valid. */
#include "session/found.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Lines -------------------------------------------------------------- */

uint32_t journal_crc(Str bytes)
{
    /* of four bits each, low bit first: polynomial 0x82f63b78 */
    static const uint32_t table[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
        0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
        0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
    };
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < bytes.size; i++) {
        crc ^= (unsigned char)bytes.data[i];
        crc = table[crc & 15] ^ crc >> 4;
        crc = table[crc & 15] ^ crc >> 4;
    }
    return ~crc;
}

/* ,"crc":"01234567"} */
enum { CRC_SIZE = 18 };

/* Where `,"n":` and what follows it begin, if the line is right and has this
 * number; 0 when it is not. */
static size_t check_line(Str line, int64_t number)
{
    char expected[64], crc[CRC_SIZE + 1];
    if (line.size <= CRC_SIZE || line.data[0] != '{')
        return 0;
    Str body = str_slice(line, 0, line.size - CRC_SIZE);
    snprintf(crc, sizeof crc, ",\"crc\":\"%08x\"}", journal_crc(body));
    if (memcmp(line.data + body.size, crc, CRC_SIZE))
        return 0;
    int size =
        snprintf(expected, sizeof expected, ",\"n\":%lld", (long long)number);
    if (body.size <= (size_t)size ||
        memcmp(body.data + body.size - size, expected, (size_t)size))
        return 0;
    return body.size - (size_t)size;
}

size_t journal_valid(Str text, int64_t first, int64_t *lines)
{
    size_t at = 0;
    for (*lines = 0; at < text.size; ++*lines) {
        const char *end = memchr(text.data + at, '\n', text.size - at);
        if (!end)
            break;
        size_t next = (size_t)(end - text.data) + 1;
        if (!check_line(str_slice(text, at, next - 1), first + *lines))
            break;
        at = next;
    }
    return at;
}

bool journal_line(Str text, size_t *at, Str *line)
{
    if (*at >= text.size)
        return false;
    const char *end = memchr(text.data + *at, '\n', text.size - *at);
    size_t next = end ? (size_t)(end - text.data) : text.size;
    *line = str_slice(text, *at, next);
    *at = next + 1;
    return true;
}

/* --- The whole file ------------------------------------------------------ */

/* A journal begins with its start, even when that is torn. */
static bool looks_like_journal(Str text)
{
    static const char begin[] = "{\"out\":\"start\",";
    size_t size = sizeof begin - 1;
    size = text.size < size ? text.size : size;
    return !size || !memcmp(text.data, begin, size);
}

static JournalStatus read_all(int file, Buf *out, JournalFault *fault)
{
    char chunk[65536];
    for (;;) {
        ssize_t got = pread(file, chunk, sizeof chunk, (off_t)out->size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fault->error = errno;
            return JOURNAL_FAILED;
        }
        if (!got)
            return JOURNAL_OK;
        if (out->size + (size_t)got > JOURNAL_SIZE_LIMIT)
            return JOURNAL_TOO_LARGE;
        buf_add(out, (Str){chunk, (size_t)got});
        if (out->failed)
            return JOURNAL_NO_MEMORY;
    }
}

JournalStatus found_read(int file, JournalFound *found, JournalFault *fault)
{
    struct stat info;
    Buf text = {0};
    if (fstat(file, &info)) {
        fault->error = errno;
        return JOURNAL_FAILED;
    }
    if (!S_ISREG(info.st_mode))
        return JOURNAL_FOREIGN;
    JournalStatus status = read_all(file, &text, fault);
    if (status == JOURNAL_OK && !looks_like_journal(buf_str(&text)))
        status = JOURNAL_FOREIGN;
    if (status != JOURNAL_OK) {
        buf_finish(&text);
        return status;
    }
    size_t good = journal_valid(buf_str(&text), 1, &found->lines);
    found->torn = (int64_t)(text.size - good);
    found->text = (Str){text.data, good};
    return JOURNAL_OK;
}

void journal_found_finish(JournalFound *found)
{
    free((char *)found->text.data);
    *found = (JournalFound){0};
}

/* --- A torn end ---------------------------------------------------------- */

static bool write_whole(int file, Str text)
{
    while (text.size) {
        ssize_t done = write(file, text.data, text.size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        text = str_slice(text, (size_t)done, text.size);
    }
    return true;
}

/* PATH.torn, or PATH.torn.2, ... : what is there already stays. */
static int open_aside(const char *path, JournalFound *found)
{
    for (int i = 1; i < 1000; i++) {
        char number[16] = "";
        if (i > 1)
            snprintf(number, sizeof number, ".%d", i);
        int size = snprintf(found->aside, sizeof found->aside, "%s.torn%s",
                            path, number);
        if (size < 0 || (size_t)size >= sizeof found->aside) {
            errno = ENAMETOOLONG;
            return -1;
        }
        int file =
            open(found->aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
    return -1;
}

JournalStatus found_set_aside(int file, const char *path, JournalFound *found,
                              JournalFault *fault)
{
    Str torn = {found->text.data + found->text.size, (size_t)found->torn};
    int aside = open_aside(path, found);
    bool done = aside >= 0 && write_whole(aside, torn) && !fsync(aside);
    done = done && !ftruncate(file, (off_t)found->text.size) && !fsync(file);
    fault->error = done ? 0 : errno;
    if (aside >= 0)
        close(aside);
    return done ? JOURNAL_OK : JOURNAL_FAILED;
}
