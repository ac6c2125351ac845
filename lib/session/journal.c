/* The journal as it is written: `since` holds every line that is not known to
 * be on the disk, so that no fault of the disk loses one. Start at journal_add;
 * reading back is found.c. */
#include "session/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "session/found.h"

struct Journal {
    int file; /* -1 when closed for good */
    char *path;
    int64_t lines; /* added so far */
    off_t synced;  /* bytes that are on the disk for sure */
    off_t written; /* bytes in whole lines that the file holds */
    Buf since;     /* lines from `synced` on */
    JournalState state;
    int error;
};

/* --- Opening ------------------------------------------------------------ */

/* Which process holds the lock, from the kernel's list; 0 when unknown. */
static int holder_of(int file)
{
    struct stat info;
    char line[256];
    int holder = 0;
    FILE *locks = fopen("/proc/locks", "re");
    if (!locks)
        return 0;
    while (!fstat(file, &info) && fgets(line, sizeof line, locks)) {
        int pid;
        unsigned major, minor;
        unsigned long long inode;
        if (sscanf(line, "%*d: FLOCK %*s %*s %d %x:%x:%llu", &pid, &major,
                   &minor, &inode) == 4 &&
            inode == info.st_ino && major == major(info.st_dev) &&
            minor == minor(info.st_dev))
            holder = pid;
    }
    fclose(locks);
    return holder;
}

static JournalStatus lock(int file, JournalFault *fault)
{
    while (flock(file, LOCK_EX | LOCK_NB)) {
        if (errno == EINTR)
            continue;
        fault->error = errno;
        if (errno != EWOULDBLOCK)
            return JOURNAL_FAILED;
        fault->pid = holder_of(file);
        return JOURNAL_BUSY;
    }
    return JOURNAL_OK;
}

/* Makes the name of a new file durable. */
static bool sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name =
        slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int folder = name ? open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool done = folder >= 0 && !fsync(folder);
    int error = errno;
    if (folder >= 0)
        close(folder);
    free(name);
    errno = error;
    return done || error == EINVAL; /* a file system that cannot */
}

static JournalStatus journal_new(const char *path, int file, Journal **out,
                                 JournalFault *fault)
{
    Journal *journal = calloc(1, sizeof *journal);
    char *copy = strdup(path);
    if (!journal || !copy) {
        free(journal);
        free(copy);
        return JOURNAL_NO_MEMORY;
    }
    JournalStatus status = lock(file, fault);
    if (status != JOURNAL_OK) {
        free(journal);
        free(copy);
        return status;
    }
    journal->file = file;
    journal->path = copy;
    *out = journal;
    return JOURNAL_OK;
}

enum { FLAGS = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK };

JournalStatus journal_create(const char *path, Journal **out,
                             JournalFault *fault)
{
    *fault = (JournalFault){0};
    *out = NULL;
    int file = open(path, FLAGS | O_CREAT | O_EXCL, 0600);
    if (file < 0) {
        fault->error = errno;
        return errno == EEXIST ? JOURNAL_EXISTS : JOURNAL_FAILED;
    }
    JournalStatus status = journal_new(path, file, out, fault);
    if (status == JOURNAL_OK && sync_folder(path))
        return JOURNAL_OK;
    if (status == JOURNAL_OK) {
        fault->error = errno;
        status = JOURNAL_FAILED;
        journal_close(*out);
        *out = NULL;
    } else {
        close(file);
    }
    unlink(path);
    return status;
}

Journal *journal_hold(void)
{
    Journal *journal = calloc(1, sizeof *journal);
    if (!journal)
        return NULL;
    journal->file = -1;
    journal->state = JOURNAL_CLOSED;
    return journal;
}

JournalStatus journal_open(const char *path, Journal **out, JournalFound *found,
                           JournalFault *fault)
{
    *fault = (JournalFault){0};
    *found = (JournalFound){0};
    *out = NULL;
    int file = open(path, FLAGS);
    if (file < 0) {
        fault->error = errno;
        return JOURNAL_FAILED;
    }
    Journal *journal;
    JournalStatus status = journal_new(path, file, &journal, fault);
    if (status != JOURNAL_OK) {
        close(file);
        return status;
    }
    status = found_read(file, found, fault);
    if (status == JOURNAL_OK && found->torn)
        status = found_set_aside(file, path, found, fault);
    journal->lines = found->lines;
    journal->synced = journal->written = (off_t)found->text.size;
    if (status == JOURNAL_OK) {
        *out = journal;
        return JOURNAL_OK;
    }
    journal_close(journal);
    journal_found_finish(found);
    return status;
}

JournalStatus journal_read(const char *path, JournalFound *found,
                           JournalFault *fault)
{
    *fault = (JournalFault){0};
    *found = (JournalFound){0};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        fault->error = errno;
        return JOURNAL_FAILED;
    }
    JournalStatus status = found_read(file, found, fault);
    close(file);
    return status;
}

/* --- Writing ------------------------------------------------------------ */

static bool no_room(int error)
{
    return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/* The end of the line that begins at `at`. */
static size_t line_end(const Buf *lines, size_t at)
{
    const char *end = memchr(lines->data + at, '\n', lines->size - at);
    return (size_t)(end - lines->data) + 1;
}

/* Writes one line; false with errno. What was written of it stays. */
static bool write_line(int file, Str line)
{
    while (line.size) {
        ssize_t done = write(file, line.data, line.size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            errno = done ? errno : EIO;
            return false;
        }
        line = str_slice(line, (size_t)done, line.size);
    }
    return true;
}

static void give_up(Journal *journal, int error)
{
    journal->state = JOURNAL_CLOSED;
    journal->error = error;
    if (journal->file >= 0)
        close(journal->file);
    journal->file = -1;
}

/* Takes back the part of a line that was written before the fault. */
static void fall_behind(Journal *journal, int error)
{
    journal->state = JOURNAL_BEHIND;
    journal->error = error;
    if (!no_room(error) || ftruncate(journal->file, journal->written))
        give_up(journal, error);
}

static void write_waiting(Journal *journal)
{
    size_t at = (size_t)(journal->written - journal->synced);
    while (journal->file >= 0 && at < journal->since.size) {
        size_t end = line_end(&journal->since, at);
        Str line = str_slice(buf_str(&journal->since), at, end);
        if (!write_line(journal->file, line)) {
            fall_behind(journal, errno);
            return;
        }
        journal->written += (off_t)line.size;
        at = end;
    }
    if (journal->file >= 0)
        journal->state = JOURNAL_SAVED;
}

static int sync_file(int file)
{
    int result;
    do
        result = fdatasync(file);
    while (result && errno == EINTR);
    return result;
}

/* A sync that failed is never tried again: the system may have thrown the
 * pages away and answer well the next time (Rebello et al., 2020, "Can
 * applications recover from fsync failures?"). */
static void sync_written(Journal *journal)
{
    if (journal->state != JOURNAL_SAVED)
        return;
    if (sync_file(journal->file)) {
        give_up(journal, errno);
        return;
    }
    journal->synced = journal->written;
    buf_clear(&journal->since);
}

JournalState journal_add(Journal *journal, Str object, bool sync)
{
    Buf *since = &journal->since;
    size_t begin = since->size;
    buf_add(since, str_slice(object, 0, object.size - 1));
    buf_printf(since, ",\"n\":%lld", (long long)journal->lines + 1);
    if (!since->failed)
        buf_printf(since, ",\"crc\":\"%08x\"}\n",
                   journal_crc(str_slice(buf_str(since), begin, since->size)));
    if (since->failed) { /* what was taken so far is still whole */
        since->failed = false;
        since->size = begin;
        give_up(journal, ENOMEM);
        return journal->state;
    }
    journal->lines++;
    if (journal->file >= 0)
        write_waiting(journal);
    if (sync)
        sync_written(journal);
    return journal->state;
}

/* --- Asking ------------------------------------------------------------- */

JournalState journal_state(const Journal *journal)
{
    return journal->state;
}

int journal_error(const Journal *journal)
{
    return journal->error;
}

const char *journal_path(const Journal *journal)
{
    return journal->path;
}

bool journal_has_name(const Journal *journal)
{
    struct stat info, named;
    return journal->file >= 0 && !fstat(journal->file, &info) &&
           info.st_nlink && !stat(journal->path, &named) &&
           named.st_ino == info.st_ino && named.st_dev == info.st_dev;
}

/* --- Another file, and the end ------------------------------------------- */

/* The lines that are on the disk, from the old file. */
static bool copy_synced(const Journal *from, Journal *to)
{
    char chunk[65536];
    bool ours = from->file >= 0; /* it may have no name any more */
    int file = from->file;
    if (!ours && from->synced)
        file = open(from->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool done = !from->synced || file >= 0;
    for (off_t at = 0; done && at < from->synced;) {
        size_t wanted = (size_t)(from->synced - at);
        ssize_t got = pread(file, chunk,
                            wanted < sizeof chunk ? wanted : sizeof chunk, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO;
        done = got > 0 && write_line(to->file, (Str){chunk, (size_t)got});
        at += got > 0 ? got : 0;
    }
    int error = errno;
    if (!ours && file >= 0)
        close(file);
    errno = error;
    return done;
}

JournalStatus journal_move(Journal *journal, const char *path,
                           JournalFault *fault)
{
    Journal *to;
    JournalStatus status = journal_create(path, &to, fault);
    if (status != JOURNAL_OK)
        return status;
    if (!copy_synced(journal, to) ||
        !write_line(to->file, buf_str(&journal->since)) ||
        sync_file(to->file)) {
        fault->error = errno;
        journal_close(to);
        unlink(path);
        return JOURNAL_FAILED;
    }
    to->lines = journal->lines;
    to->synced = to->written = journal->synced + (off_t)journal->since.size;
    if (journal->file >= 0)
        close(journal->file);
    free(journal->path);
    buf_finish(&journal->since);
    *journal = *to;
    free(to);
    return JOURNAL_OK;
}

JournalState journal_close(Journal *journal)
{
    if (!journal)
        return JOURNAL_SAVED;
    if (journal->file >= 0 && journal->since.size) {
        write_waiting(journal);
        sync_written(journal);
    }
    JournalState state = journal->state;
    if (journal->file >= 0)
        close(journal->file);
    buf_finish(&journal->since);
    free(journal->path);
    free(journal);
    return state;
}
