/* A file that is there whole or as it was before: written beside its place,
 * then renamed. Knows nothing of what is written. */
#include "cmd/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Writes all of it and closes the file; false with errno. */
static bool fill(int file, Str text, bool sync)
{
    bool done = true;
    while (done && text.size) {
        ssize_t written = write(file, text.data, text.size);
        if (written < 0 && errno == EINTR)
            continue;
        done = written > 0;
        text = str_slice(text, done ? (size_t)written : 0, text.size);
    }
    done = done && (!sync || !fsync(file));
    int error = errno;
    bool closed = !close(file);
    if (!done)
        errno = error;
    return done && closed;
}

static bool write_beside(const char *path, Str text, const struct stat *old)
{
    Buf beside = {0};
    buf_printf(&beside, "%s.%ld.part", path, (long)getpid());
    if (beside.failed)
        out_of_memory(NULL);
    int file = open(beside.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool done = file >= 0;
    if (done && old)
        done = !fchmod(file, old->st_mode & 07777);
    if (file >= 0)
        done = fill(file, text, true) && done;
    done = done && !rename(beside.data, path);
    int error = errno;
    if (!done && file >= 0)
        unlink(beside.data);
    buf_finish(&beside);
    errno = error;
    return done;
}

bool write_whole(const char *path, Str text)
{
    struct stat old;
    if (stat(path, &old))
        return errno == ENOENT && write_beside(path, text, NULL);
    if (!S_ISREG(old.st_mode)) { /* a device is written to, not replaced */
        int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        return file >= 0 && fill(file, text, false);
    }
    char *target = realpath(path, NULL); /* a link stays a link */
    bool done = target && write_beside(target, text, &old);
    int error = errno;
    free(target);
    errno = error;
    return done;
}

bool write_private(const char *path, Str text)
{
    mode_t mask = umask(077);
    bool done = write_whole(path, text);
    int error = errno;
    umask(mask);
    errno = error;
    return done;
}
