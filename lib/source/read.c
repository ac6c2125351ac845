/* Files read whole, at most a limit, whatever happens to them meanwhile. A
 * source is added for every file asked for, readable or not. Start at
 * source_read. */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/parts.h"

enum { FIRST_READ = 64 * 1024 };

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* Adds a file; a text without data is one that could not be read. */
static uint32_t add(Arena *arena, Sources *sources, Str path, Str text)
{
    if (str_starts_with(text, byte_order_mark))
        text = str_slice(text, strlen(byte_order_mark), text.size);
    assert(text.size < UINT32_MAX);
    Source source = {.path = str_copy(arena, path), .text = text};
    source_lines_make(arena, &source);
    *VEC_PUSH(arena, &sources->files) = source;
    return (uint32_t)(sources->files.count - 1);
}

uint32_t source_add(Arena *arena, Sources *sources, Str path, Str text)
{
    return add(arena, sources, path, str_copy(arena, text));
}

/* One read, waiting for it if need be; as read(2). */
static ssize_t read_some(int fd, char *bytes, size_t size)
{
    for (;;) {
        ssize_t got = read(fd, bytes, size);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN))
            return got;
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (errno == EAGAIN)
            poll(&wait, 1, -1);
    }
}

/* Reads to the end; one byte more than `limit` is asked for, to tell a file
 * that fits from one that does not. */
static SourceStatus read_all(Arena *arena, int fd, size_t guess, size_t limit,
                             Str *text, int *error)
{
    size_t most = limit < UINT32_MAX - 1 ? limit + 1 : UINT32_MAX - 1;
    size_t capacity = guess + 1 < most ? guess + 1 : most, size = 0;
    char *bytes = arena_alloc(arena, capacity + 1);
    for (;;) {
        ssize_t got = read_some(fd, bytes + size, capacity - size);
        if (got < 0) {
            *error = errno;
            return errno == EISDIR ? SOURCE_DIRECTORY : SOURCE_UNREADABLE;
        }
        size += (size_t)got;
        if (size == most)
            return SOURCE_TOO_LARGE;
        if (got == 0)
            break;
        if (size < capacity)
            continue;
        capacity = capacity < most / 2 ? capacity * 2 : most;
        char *larger = arena_alloc(arena, capacity + 1);
        bytes = memcpy(larger, bytes, size);
    }
    bytes[size] = '\0';
    *text = (Str){bytes, size};
    return SOURCE_OK;
}

static SourceStatus read_regular(Arena *arena, int fd, size_t limit, Str *text,
                                 int *error)
{
    struct stat status;
    if (fstat(fd, &status)) {
        *error = errno;
        return SOURCE_UNREADABLE;
    }
    if (S_ISDIR(status.st_mode))
        return SOURCE_DIRECTORY;
    if (!S_ISREG(status.st_mode))
        return SOURCE_NOT_REGULAR;
    if (status.st_size > 0 && (uintmax_t)status.st_size > limit)
        return SOURCE_TOO_LARGE;
    size_t guess = status.st_size > 0 ? (size_t)status.st_size : FIRST_READ;
    return read_all(arena, fd, guess, limit, text, error);
}

/* A file to be closed even when the arena's failure handler jumps away. */
static void close_file(void *object)
{
    int *fd = object;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int *file_new(Arena *arena)
{
    int *fd = ARENA_NEW(arena, int);
    *fd = -1;
    arena_defer(arena, close_file, fd);
    return fd;
}

/* Reads and closes what was opened; a negative *fd is an open that failed. */
static SourceStatus read_opened(Arena *arena, int *fd, size_t limit, Str *text,
                                int *error)
{
    if (*fd < 0) {
        *error = errno;
        /* A socket, or a device that nothing drives. */
        return errno == ENXIO ? SOURCE_NOT_REGULAR : SOURCE_UNREADABLE;
    }
    SourceStatus result = read_regular(arena, *fd, limit, text, error);
    close_file(fd);
    return result;
}

static bool has_nul(Str path)
{
    return path.size && memchr(path.data, '\0', path.size);
}

SourceStatus source_read(Arena *arena, Sources *sources, Str path, size_t limit,
                         uint32_t *number, int *error)
{
    Str text = {0};
    SourceStatus result;
    *error = 0;
    if (str_equal_c(path, "-")) {
        path = STR("<stdin>");
        result = read_all(arena, STDIN_FILENO, FIRST_READ, limit, &text, error);
    } else if (has_nul(path)) {
        *error = EINVAL;
        result = SOURCE_UNREADABLE;
    } else {
        const char *name = str_copy(arena, path).data;
        int *fd = file_new(arena);
        *fd = source_open(name);
        result = read_opened(arena, fd, limit, &text, error);
    }
    *number = add(arena, sources, path, text);
    return result;
}

SourceStatus source_read_beneath(Arena *arena, Sources *sources, Str root,
                                 Str path, Str shown, size_t limit,
                                 uint32_t *number, int *error)
{
    Str text = {0};
    SourceStatus result = SOURCE_UNREADABLE;
    *error = EINVAL;
    if (!has_nul(root) && !has_nul(path)) {
        *error = 0;
        const char *folder = str_copy(arena, root).data;
        const char *name = str_copy(arena, path).data;
        int *fd = file_new(arena);
        *fd = source_open_beneath(*folder ? folder : ".", name);
        result = read_opened(arena, fd, limit, &text, error);
    }
    *number = add(arena, sources, shown, text);
    return result;
}
