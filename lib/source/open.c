/* Opening files that other people named. The kernel keeps the path beneath
 * its root (openat2), so there is no moment between a check and the open;
 * without openat2 the path is walked part by part. Reads nothing. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/parts.h"

enum {
    READ_FLAGS = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
    FOLDER_FLAGS = O_PATH | O_DIRECTORY | O_CLOEXEC,
    RACE_TRIES = 64, /* openat2 says EAGAIN when a rename runs beside it */
};

int source_open(const char *path)
{
    int fd;
    do
        fd = open(path, READ_FLAGS);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* scheme: as in https://host or C:\file */
static bool has_scheme(const char *path)
{
    size_t size = strspn(path, "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return size > 0 && path[size] == ':';
}

static int refusal(const char *path)
{
    if (!*path || *path == '~' || strpbrk(path, "$\\") || has_scheme(path))
        return EINVAL;
    return *path == '/' ? EXDEV : 0;
}

/* Resolves `.` and `..` by the letters; false when it would leave the root. */
static bool normalise(const char *path, char out[PATH_MAX])
{
    size_t size = 0;
    while (*path) {
        size_t part = strcspn(path, "/");
        if (part == 2 && !memcmp(path, "..", 2)) {
            if (size == 0)
                return false;
            while (size > 0 && out[--size] != '/')
                continue;
        } else if (part > 1 || (part == 1 && *path != '.')) {
            if (size)
                out[size++] = '/';
            memcpy(out + size, path, part);
            size += part;
        }
        path += part + (path[part] == '/');
    }
    out[size] = '\0';
    return true;
}

/* openat says ENOTDIR of a link to a folder; ELOOP tells more. */
static int open_folder_at(int at, const char *name)
{
    int fd = openat(at, name, FOLDER_FLAGS | O_NOFOLLOW);
    struct stat status;
    if (fd < 0 && errno == ENOTDIR &&
        !fstatat(at, name, &status, AT_SYMLINK_NOFOLLOW))
        errno = S_ISLNK(status.st_mode) ? ELOOP : ENOTDIR;
    return fd;
}

static void close_quietly(int fd)
{
    int error = errno;
    close(fd);
    errno = error;
}

int source_open_by_parts(int root, const char *path)
{
    char parts[PATH_MAX];
    if (strlen(path) >= sizeof parts) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (!normalise(path, parts)) {
        errno = EXDEV;
        return -1;
    }
    int at = root;
    char *part = parts;
    for (char *slash; at >= 0 && (slash = strchr(part, '/'));) {
        *slash = '\0';
        int next = open_folder_at(at, part);
        if (at != root)
            close_quietly(at);
        at = next;
        part = slash + 1;
    }
    if (at < 0)
        return -1;
    int fd = openat(at, *part ? part : ".", READ_FLAGS | O_NOFOLLOW);
    if (at != root)
        close_quietly(at);
    return fd;
}

int source_open_beneath(const char *root, const char *path)
{
    errno = refusal(path);
    if (errno)
        return -1;
    int folder = open(root, FOLDER_FLAGS);
    if (folder < 0)
        return -1;
    struct open_how how = {
        .flags = READ_FLAGS,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    long fd = -1;
    for (int try = 0; try < RACE_TRIES; try++) {
        fd = syscall(SYS_openat2, folder, path, &how, sizeof how);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    /* Sandboxes answer EPERM to calls they do not know. */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        fd = source_open_by_parts(folder, path);
    close_quietly(folder);
    return (int)fd;
}
