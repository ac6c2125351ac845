/* A line editor under a running clock. libedit asks next_key for each
 * character; that is where this program waits, and where time passes. Start at
 * terminal_play, then next_key. */
#include "cmd/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/keys.h"
#include "cmd/screen.h"
#include "cmd/signals.h"

enum {
    HISTORY_LINES = 500,
    TYPING_EVERY = 10000, /* ms between two notes of typing */
    SEQUENCE_WAIT = 30,   /* ms for the rest of a broken-off sequence */
};

typedef enum {
    GOT_LINE,
    GOT_INTERRUPT, /* Ctrl-C */
    GOT_SIGNAL,    /* one that ends the program */
    GOT_END,
    GOT_FAULT, /* errno in `error` */
} Got;

typedef struct {
    Console *console;
    EditLine *editor;
    History *history;
    FILE *complaints; /* of libedit, unread */
    Keys keys;
    Got got;
    int error;
    bool started; /* the exercise runs */
    bool key;     /* one was typed since typing was last thought of */
    bool typing;  /* the session knows that this line is being typed */
    int64_t typed_at;
    int output_flags;
    struct termios original, editing;
    bool editing_known;
    int width, height;
} Terminal;

/* For terminal_restore, which may be called from anywhere. */
static Terminal *active;

static Terminal *of(EditLine *editor)
{
    void *terminal = NULL;
    el_get(editor, EL_CLIENTDATA, &terminal);
    return terminal;
}

/* --- The screen --------------------------------------------------------- */

static void print(const char *text)
{
    print_out(str_from(text));
}

/* Writes what a terminal that is gone need not get. */
static void try_print(const char *text)
{
    ssize_t ignored = write(STDOUT_FILENO, text, strlen(text));
    (void)ignored;
}

/* Makes the terminal mark what is pasted. */
static void paste_marks(bool on)
{
    try_print(on ? "\x1b[?2004h" : "\x1b[?2004l");
}

void terminal_restore(void)
{
    if (!active)
        return;
    paste_marks(false);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &active->original);
    fcntl(STDOUT_FILENO, F_SETFL, active->output_flags);
    active = NULL;
}

enum { PROMPT_MOST = 64 }; /* bytes */

/* What libedit shows for the prompt. */
static char *prompt(EditLine *editor)
{
    static char none[] = "", running[] = "> ", shown[PROMPT_MOST];
    const Terminal *terminal = of(editor);
    const Session *session = terminal->console->session;
    if (!terminal->started)
        return none;
    if (!engine_ended(session_now(session)) && !session_paused(session))
        return running;
    snprintf(shown, sizeof shown, "(%s) > ",
             session_paused(session) ? _("paused") : _("the end"));
    return shown;
}

/* Takes prompt and half-typed line off the screen. */
static void erase_line(const Terminal *terminal)
{
    char up[32] = "";
    int rows =
        screen_rows_above(el_wline(terminal->editor),
                          source_width(str_from(prompt(terminal->editor)), 0),
                          terminal->width, terminal->height);
    if (rows > 0)
        snprintf(up, sizeof up, "\x1b[%dA", rows);
    print("\r");
    print(up);
    print("\x1b[J");
}

static void flush(const Terminal *terminal)
{
    Console *console = terminal->console;
    if (console->out.failed)
        console_no_memory(NULL);
    if (console->out.size)
        print_out(buf_str(&console->out));
    buf_clear(&console->out);
}

/* Shows what there is above the line that is being typed. */
static void print_above(const Terminal *terminal)
{
    if (!terminal->console->out.size)
        return;
    erase_line(terminal);
    flush(terminal);
    el_set(terminal->editor, EL_REFRESH);
}

static void resize(Terminal *terminal)
{
    int width, height;
    if (!screen_measure(&width, &height))
        return;
    terminal->width = width;
    terminal->height = height;
    terminal->console->width = (uint32_t)width;
    erase_line(terminal); /* terminals break lines anew */
    el_resize(terminal->editor);
    el_set(terminal->editor, EL_REFRESH);
}

/* --- Stopping and going on ---------------------------------------------- */

static void resume(Terminal *terminal)
{
    tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->editing);
    paste_marks(true);
    if (terminal->started)
        console_tick(terminal->console, true);
    print("\r\x1b[J");
    flush(terminal);
    el_set(terminal->editor, EL_REFRESH);
}

static void suspend(Terminal *terminal)
{
    paste_marks(false);
    print("\r\n");
    tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->original);
    signal_stop_here();
    signal_continued();
    resume(terminal);
}

/* --- Keys --------------------------------------------------------------- */

/* Tells the session that somebody is typing: his patience starts anew. */
static void note_typing(Terminal *terminal)
{
    Console *console = terminal->console;
    const LineInfoW *line = el_wline(terminal->editor);
    bool speech = line->lastchar > line->buffer && *line->buffer != L':';
    int64_t now = clock_machine();
    if (!speech)
        terminal->typing = false;
    if (!speech || !terminal->key || !terminal->started ||
        !console->clock->real || engine_ended(session_now(console->session)))
        return;
    terminal->key = false;
    if (terminal->typing && now - terminal->typed_at < TYPING_EVERY)
        return;
    terminal->typing = true;
    terminal->typed_at = now;
    console_take(console, &(Input){.kind = INPUT_TYPING});
}

static int give_up(Terminal *terminal, Got got)
{
    if (signal_pending() == SIGHUP)
        try_print("\r\n");
    else
        erase_line(terminal);
    terminal->got = got;
    return got == GOT_END ? 0 : -1;
}

/* Looks at what signals ask for; GOT_LINE when one can go on. */
static Got heed_signals(Terminal *terminal)
{
    int number = signal_pending();
    if (number == SIGINT) {
        signal_forget();
        keys_clear(&terminal->keys);
        return GOT_INTERRUPT;
    }
    if (number)
        return GOT_SIGNAL;
    if (signal_stopping())
        suspend(terminal);
    if (signal_continued())
        resume(terminal);
    if (signal_resized())
        resize(terminal);
    return GOT_LINE;
}

/* Waits for bytes; GOT_LINE when there may be some. */
static Got wait_for_bytes(Terminal *terminal, bool more)
{
    Console *console = terminal->console;
    int sleep = terminal->started ? console_sleep(console) : -1;
    if (more)
        sleep = SEQUENCE_WAIT;
    switch (signal_wait(STDIN_FILENO, sleep)) {
    case WAIT_TIMEOUT:
        terminal->keys.settled = more;
        return GOT_LINE;
    case WAIT_SIGNAL:
        return GOT_LINE;
    case WAIT_READABLE:
        break;
    }
    if (keys_fill(&terminal->keys, STDIN_FILENO, &terminal->error))
        return GOT_LINE;
    return terminal->error ? GOT_FAULT : GOT_END;
}

/* libedit's EL_GETCFN. */
static int next_key(EditLine *editor, wchar_t *out)
{
    Terminal *terminal = of(editor);
    if (!terminal->editing_known)
        terminal->editing_known =
            tcgetattr(STDIN_FILENO, &terminal->editing) == 0;
    note_typing(terminal);
    for (;;) {
        Got got = heed_signals(terminal);
        if (got != GOT_LINE)
            return give_up(terminal, got);
        if (terminal->started)
            console_tick(terminal->console, false);
        print_above(terminal);
        KeysStatus status = keys_next(&terminal->keys, out);
        if (status == KEYS_KEY) {
            terminal->key = true;
            return 1;
        }
        got = wait_for_bytes(terminal, status == KEYS_MORE);
        if (got != GOT_LINE)
            return give_up(terminal, signal_pending() ? GOT_SIGNAL : got);
    }
}

/* Tab. Only commands are completed: what a negotiator says is his own. */
static unsigned char complete(EditLine *editor, int key)
{
    Terminal *terminal = of(editor);
    const LineInfo *line = el_line(editor);
    Str before = {line->buffer, (size_t)(line->cursor - line->buffer)};
    Buf insert = {0}, choices = {0};
    (void)key;
    if (!before.size || before.data[0] != ':')
        return CC_ERROR;
    colon_complete(terminal->console, before, &insert, &choices);
    if (insert.failed || choices.failed)
        console_no_memory(NULL);
    for (size_t i = 0; i < choices.size; i++)
        if (choices.data[i] == '\n')
            choices.data[i] = ' ';
    if (choices.size)
        console_notice(terminal->console, "%.*s", STR_ARGS(buf_str(&choices)));
    if (insert.size)
        el_insertstr(editor, insert.data);
    unsigned char result = insert.size    ? CC_REFRESH
                           : choices.size ? CC_NORM
                                          : CC_ERROR;
    print_above(terminal);
    buf_finish(&insert);
    buf_finish(&choices);
    return result;
}

/* --- Lines -------------------------------------------------------------- */

/* The next line without its end; false when there is none, see `got`. */
static bool read_line(Terminal *terminal, Str *line)
{
    int count = 0;
    terminal->got = GOT_LINE;
    const char *text = el_gets(terminal->editor, &count);
    if (!text) {
        if (terminal->got == GOT_LINE) /* Ctrl-D, which libedit shows */
            print("\r\x1b[J");
        if (terminal->got == GOT_LINE)
            terminal->got = GOT_END;
        return false;
    }
    *line = str_from(text);
    if (line->size && line->data[line->size - 1] == '\n')
        line->size--;
    if (line->size) {
        HistEvent event;
        history(terminal->history, &event, H_ENTER, text);
    }
    return true;
}

static ConsoleStatus take_line(Terminal *terminal, Str line)
{
    Console *console = terminal->console;
    if (line.size > SESSION_LINE_LIMIT) {
        console_notice(console, _("a line of %zu bytes was cut to %d"),
                       line.size, SESSION_LINE_LIMIT);
        line.size = SESSION_LINE_LIMIT;
    }
    if (!line.size && terminal->keys.pasting)
        return CONSOLE_ON;
    ConsoleStatus status = console_line(console, line);
    flush(terminal);
    return status;
}

static int leave(Terminal *terminal)
{
    Console *console = terminal->console;
    switch (terminal->got) {
    case GOT_SIGNAL:
        return 128 + signal_pending();
    case GOT_INTERRUPT:
        return 128 + SIGINT;
    case GOT_FAULT:
        if (terminal->error == EIO) /* the terminal is gone */
            return 128 + SIGHUP;
        terminal_restore();
        fprintf(stderr, "standoff play: standard input: %s\n",
                strerror(terminal->error));
        return EXIT_FAULT;
    case GOT_LINE:
    case GOT_END:
        break;
    }
    if (!engine_ended(session_now(console->session)))
        console_notice(console, _("the exercise was left before an ending"));
    flush(terminal);
    return EXIT_NOTHING_FOUND;
}

/* A Ctrl-C on an empty line says how to leave, another one does. */
static int play(Terminal *terminal)
{
    Str line;
    for (bool warned = false;;) {
        if (read_line(terminal, &line)) {
            warned = false;
            if (take_line(terminal, line) == CONSOLE_QUIT)
                break;
            continue;
        }
        const LineInfo *typed = el_line(terminal->editor);
        bool empty = typed->lastchar == typed->buffer;
        if (terminal->got != GOT_INTERRUPT || (warned && empty))
            break;
        warned = empty;
        if (empty)
            console_notice(terminal->console,
                           _("':quit' leaves, so does Ctrl-C once more"));
        flush(terminal);
    }
    return leave(terminal);
}

/* The opening, then the first lines once Enter was pressed. A line typed here
 * already is the first utterance. */
static int open_and_play(Terminal *terminal)
{
    Console *console = terminal->console;
    Buf rest = {0};
    Str line;
    console_hold_rest(console, &rest);
    console_invite(console);
    flush(terminal);
    session_prepare(console->session); /* while the opening is read */
    if (!read_line(terminal, &line)) {
        buf_finish(&rest);
        return leave(terminal);
    }
    Buf first = {0};
    buf_add(&first, line);
    buf_add(&console->out, buf_str(&rest));
    console->out.failed |= first.failed || rest.failed;
    flush(terminal);
    terminal->started = true;
    clock_run(console->clock, true);
    ConsoleStatus status = CONSOLE_ON;
    if (first.size)
        status = take_line(terminal, buf_str(&first));
    buf_finish(&rest);
    buf_finish(&first);
    return status == CONSOLE_QUIT ? leave(terminal) : play(terminal);
}

/* --- libedit ------------------------------------------------------------ */

/* Between two lines libedit would let the terminal echo and edit by itself;
 * what is pasted then would show twice. */
static void set_up_editor(Terminal *terminal)
{
    EditLine *editor = terminal->editor;
    HistEvent event;
    el_set(editor, EL_CLIENTDATA, terminal);
    el_set(editor, EL_SIGNAL, 0);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_PROMPT, prompt);
    el_set(editor, EL_GETCFN, next_key);
    el_set(editor, EL_SETTY, "-x", "-icanon", "-echo", NULL);
    el_wset(editor, EL_ADDFN, L"standoff-complete", L"completes a command",
            complete);
    el_set(editor, EL_BIND, "^I", "standoff-complete", NULL);
    history(terminal->history, &event, H_SETSIZE, HISTORY_LINES);
    history(terminal->history, &event, H_SETUNIQUE, 1);
    el_set(editor, EL_HIST, history, terminal->history);
}

static bool open_editor(Terminal *terminal)
{
    char *up = NULL;
    terminal->complaints = fopen("/dev/null", "w");
    terminal->history = history_init();
    if (!terminal->complaints || !terminal->history ||
        !setlocale(LC_CTYPE, "C.UTF-8"))
        return false;
    terminal->editor = el_init("standoff", stdin, stdout, terminal->complaints);
    return terminal->editor &&
           el_get(terminal->editor, EL_GETTC, "up", &up) == 0 && up && *up;
}

static void close_editor(Terminal *terminal)
{
    if (terminal->editor)
        el_end(terminal->editor);
    if (terminal->history)
        history_end(terminal->history);
    if (terminal->complaints)
        fclose(terminal->complaints);
}

int terminal_play(Console *console, Session *session, bool *capable)
{
    static Terminal terminal;
    int code = EXIT_NOTHING_FOUND;
    terminal = (Terminal){.console = console};
    screen_measure(&terminal.width, &terminal.height);
    tcgetattr(STDIN_FILENO, &terminal.original);
    *capable = open_editor(&terminal);
    if (*capable) {
        terminal.output_flags = fcntl(STDOUT_FILENO, F_GETFL);
        fcntl(STDOUT_FILENO, F_SETFL, terminal.output_flags & ~O_NONBLOCK);
        active = &terminal;
        atexit(terminal_restore);
        signals_catch_terminal();
        set_up_editor(&terminal);
        console->width = (uint32_t)terminal.width;
        console->editing = true;
        paste_marks(true);
        console_start(console, session);
        code = open_and_play(&terminal);
        if (active)
            paste_marks(false);
        active = NULL;
        fcntl(STDOUT_FILENO, F_SETFL, terminal.output_flags);
    }
    close_editor(&terminal);
    return code;
}
