/* A followed journal: a session of our own takes the inputs as they arrive, and
 * lets time pass to what has happened since. inotify wakes us; a journal that
 * is cut off, renamed or begun anew is read from its beginning. Start at
 * follow. */
#include "cmd/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/prompter.h"
#include "cmd/setup.h"

enum { LOOK_AGAIN = 1000 }; /* ms: where inotify sees nothing (NFS) */

typedef struct {
    Play *play;
    const char *path, *role;
    int watch; /* inotify */
    int file;  /* -1: not there */
    ino_t inode;
    Buf unread;    /* bytes of the line under way */
    int64_t lines; /* taken so far */
    off_t at;
    Arena arena; /* of the scenario and its session */
    Session *session;
    Console console;
    Prompter prompter;
} Follow;

/* --- A session ---------------------------------------------------------- */

static void end_session(Follow *follow)
{
    if (!follow->session)
        return;
    session_free(follow->session);
    console_finish(&follow->console);
    if (follow->console.prompter)
        prompter_finish(&follow->prompter);
    arena_finish(&follow->play->arena);
    follow->play->sources = (Sources){0};
    follow->session = NULL;
}

static bool begin_console(Follow *follow)
{
    Play *play = follow->play;
    Console *console = &follow->console;
    console_init(console, play->scenario);
    console->view = play->view;
    console->clock = &play->clock;
    console->path = follow->path;
    console->plain = option_value(play->invocation, "plain");
    console->color =
        !console->plain &&
        color_wanted(option_value(play->invocation, "color"), stdout);
    if (play->view.kind == VIEW_ROLE) {
        prompter_init(&follow->prompter, play->view.role);
        console->prompter = &follow->prompter;
    }
    play->options.show = console_show;
    play->options.context = console;
    follow->session = session_new(play->scenario, &play->options);
    if (!follow->session)
        out_of_memory(NULL);
    return true;
}

/* The journal's first line: which scenario it is. */
static bool begin_session(Follow *follow, Str line)
{
    Play *play = follow->play;
    RecordStart start;
    end_session(follow);
    arena_init(&play->arena, out_of_memory, NULL);
    if (!record_read_start(&play->arena, line, &start)) {
        usage_error(play->invocation, "'%s' is not a journal of a session",
                    follow->path);
        return false;
    }
    play->options.seed = start.seed;
    play->options.program = STANDOFF_VERSION;
    if (!setup_load(play, start.path, start.root, start.language))
        return false;
    if (!view_find(play->scenario, str_from(follow->role), &play->view))
        return setup_wrong(play,
                           "role '%.80s' is not known; give one of the "
                           "scenario, or negotiator, observer, trainer",
                           follow->role);
    language_begin(play->scenario->language);
    begin_console(follow);
    if (session_start(follow->session) == SESSION_NO_MEMORY)
        out_of_memory(NULL);
    return true;
}

/* --- Lines -------------------------------------------------------------- */

static int64_t time_of(Str line)
{
    static const char key[] = "\"t\":";
    const char *found = memmem(line.data, line.size, key, sizeof key - 1);
    int64_t t = 0;
    for (const char *c = found ? found + sizeof key - 1 : "";
         *c >= '0' && *c <= '9' && t < INT64_MAX / 10 - 10; c++)
        t = t * 10 + (*c - '0');
    return t;
}

static void take(Follow *follow, Str line)
{
    SessionStatus status =
        str_starts_with(line, "{\"in\":")
            ? session_take_json(follow->session, line, NONE)
            : session_advance(follow->session, time_of(line));
    if (status == SESSION_NO_MEMORY || follow->console.out.failed)
        out_of_memory(NULL);
    if (follow->console.prompter && !str_starts_with(line, "{\"in\":"))
        prompter_flush(&follow->console);
}

static void show(Follow *follow)
{
    Buf *out = &follow->console.out;
    if (!follow->session)
        return;
    if (out->failed)
        out_of_memory(NULL);
    if (out->size)
        print_out(buf_str(out));
    buf_clear(out);
}

/* Takes every whole line that has arrived. A line with a wrong number or
 * checksum ends what can be followed. */
static bool take_lines(Follow *follow)
{
    Str text = buf_str(&follow->unread), line;
    int64_t lines;
    size_t good = journal_valid(text, follow->lines + 1, &lines), at = 0;
    while (at < good && journal_line(str_slice(text, 0, good), &at, &line)) {
        if (follow->lines++ == 0) {
            if (!begin_session(follow, line))
                return false;
        } else {
            take(follow, line);
        }
        show(follow);
    }
    bool torn = memchr(text.data ? text.data + good : "", '\n',
                       text.size - good) != NULL;
    if (torn) {
        usage_error(follow->play->invocation,
                    "line %lld of the journal is damaged; it cannot be "
                    "followed any further",
                    (long long)follow->lines + 1);
        return false;
    }
    memmove(follow->unread.data ? follow->unread.data : "",
            follow->unread.data ? follow->unread.data + good : "",
            text.size - good);
    follow->unread.size -= good;
    return true;
}

/* --- The file ----------------------------------------------------------- */

static void forget(Follow *follow)
{
    if (follow->file >= 0)
        close(follow->file);
    follow->file = -1;
    follow->lines = 0;
    follow->at = 0;
    buf_clear(&follow->unread);
}

/* Whether the path leads to another file now, or the file became shorter. */
static bool is_another(const Follow *follow)
{
    struct stat info;
    if (follow->file < 0)
        return false;
    if (fstat(follow->file, &info) || info.st_size < follow->at)
        return true;
    return !stat(follow->path, &info) && info.st_ino != follow->inode;
}

static bool open_file(Follow *follow)
{
    struct stat info;
    follow->file = open(follow->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (follow->file < 0)
        return false;
    if (fstat(follow->file, &info) || !S_ISREG(info.st_mode)) {
        close(follow->file);
        follow->file = -1;
        errno = EINVAL;
        return false;
    }
    follow->inode = info.st_ino;
    return true;
}

static bool read_more(Follow *follow)
{
    char chunk[65536];
    for (;;) {
        ssize_t got = pread(follow->file, chunk, sizeof chunk, follow->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return true;
        follow->at += got;
        buf_add(&follow->unread, (Str){chunk, (size_t)got});
        if (follow->unread.failed)
            out_of_memory(NULL);
        if (!take_lines(follow))
            return false;
    }
}

/* Looks at the file once; false when there is nothing more to follow. */
static bool look(Follow *follow)
{
    if (is_another(follow))
        forget(follow);
    if (follow->file < 0 && !open_file(follow))
        return true; /* not there yet, or not there any more */
    return read_more(follow);
}

/* Until something happens to the file or its folder. */
static void wait_for_news(const Follow *follow)
{
    char news[4096];
    struct pollfd on = {.fd = follow->watch, .events = POLLIN};
    if (poll(&on, 1, LOOK_AGAIN) > 0)
        while (read(follow->watch, news, sizeof news) > 0)
            ;
}

static void watch_folder(Follow *follow)
{
    const char *slash = strrchr(follow->path, '/');
    char folder[PATH_MAX] = ".";
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - follow->path) + 1,
                 follow->path);
    follow->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    inotify_add_watch(follow->watch, folder,
                      IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM |
                          IN_DELETE);
}

/* So that the first line to come is shown at once. */
static void prepare(Follow *follow)
{
    if (follow->session)
        session_prepare(follow->session);
}

int follow(Play *play, const char *path, const char *role)
{
    static Follow state;
    state = (Follow){.play = play, .path = path, .role = role, .file = -1};
    play->clock = clock_make(false, 1);
    if (!open_file(&state))
        return usage_error(play->invocation, "'%s': %s", path, strerror(errno));
    signals_catch();
    watch_folder(&state);
    bool on = look(&state);
    prepare(&state);
    while (on && !signal_pending()) {
        wait_for_news(&state);
        on = look(&state);
    }
    forget(&state);
    end_session(&state);
    buf_finish(&state.unread);
    if (state.watch >= 0)
        close(state.watch);
    return signal_pending() ? 128 + signal_pending() : EXIT_USAGE;
}
