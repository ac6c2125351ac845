/* Ways of playing: on a terminal, line by line, or as JSON lines. Start at
 * loops_people and loops_machine, at the end. */
#include "cmd/play.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/screen.h"
#include "cmd/terminal.h"

/* --- JSON lines --------------------------------------------------------- */

static void keep_note(Play *play, Session *session, const Message *message)
{
    Buf line = {0};
    message_json(&line, session, play->view, message);
    play->out.failed |= line.failed;
    *VEC_PUSH(&play->arena, &play->kept) =
        str_copy(&play->arena, buf_str(&line));
    *VEC_PUSH(&play->arena, &play->kept_turns) =
        engine_turn(session_now(session));
    buf_finish(&line);
}

static void show_json(void *context, Session *session, const Message *message)
{
    Play *play = context;
    bool output = message->kind == MESSAGE_OUTPUT;
    bool observer = play->view.kind == VIEW_OBSERVER;
    if (view_keeps(session, play->view, message))
        message_json(&play->out, session, play->view, message);
    if (observer && output && message->output->kind == OUT_NOTE)
        keep_note(play, session, message);
    if (observer && output && message->output->kind == OUT_ENDING)
        for (size_t i = 0; i < play->kept.count; i++)
            buf_add(&play->out, play->kept.items[i]);
    while (message->kind == MESSAGE_UNDONE && play->kept.count &&
           play->kept_turns.items[play->kept.count - 1] > message->turn)
        play->kept_turns.count = --play->kept.count;
}

static void flush_out(Buf *out, SessionStatus status)
{
    if (out->failed || status == SESSION_NO_MEMORY)
        out_of_memory(NULL);
    if (out->size)
        print_out(buf_str(out));
    buf_clear(out);
}

/* Tells of a line that was too long. */
static void warn_of_cut(const Lines *lines)
{
    if (lines->dropped)
        fprintf(stderr, "standoff play: a line of %zu bytes was cut to %d\n",
                lines->line.size + lines->dropped, SESSION_LINE_LIMIT);
}

/* What is left of a line that was cut must not be taken for a whole one. */
static SessionStatus take_json(Play *play, Session *session, Lines *lines)
{
    Clock *clock = &play->clock;
    warn_of_cut(lines);
    if (lines->dropped)
        lines->line.data[0] = '?';
    SessionStatus status = session_take_json(
        session, buf_str(&lines->line), clock->real ? clock_time(clock) : NONE);
    clock_set(clock, engine_time(session_now(session)));
    clock_run(clock, !session_paused(session));
    return status;
}

static int sleep_json(const Play *play, const Session *session)
{
    const Configuration *now = session_now(session);
    if (engine_ended(now))
        return -1;
    return clock_sleep(&play->clock, engine_next_due(play->scenario, now));
}

/* How reading ended, as an exit code. */
static int end_of_lines(LinesStatus status)
{
    if (signal_pending())
        return 128 + signal_pending();
    if (status != LINES_FAILED)
        return EXIT_NOTHING_FOUND;
    fprintf(stderr, "standoff play: standard input: %s\n", strerror(errno));
    return EXIT_FAULT;
}

static int play_json(Play *play, Session *session, Lines *lines)
{
    Clock *clock = &play->clock;
    flush_out(&play->out, session_start(session));
    clock_run(clock, true);
    for (;;) {
        LinesStatus next = lines_next(lines, sleep_json(play, session));
        if (next == LINES_END || next == LINES_FAILED)
            return end_of_lines(next);
        SessionStatus status = SESSION_OK;
        clock_look(clock, false);
        if (clock->real)
            status = session_advance(session, clock_time(clock));
        if (next == LINES_LINE && status != SESSION_NO_MEMORY)
            status = take_json(play, session, lines);
        flush_out(&play->out, status);
    }
}

/* --- Line by line ------------------------------------------------------- */

static void flush_console(Console *console)
{
    flush_out(&console->out, SESSION_OK);
}

/* Where a person types, Enter starts. */
static LinesStatus open_lines(Console *console, Lines *lines, Buf *rest)
{
    console_invite(console);
    flush_console(console);
    LinesStatus status = lines_next(lines, -1);
    buf_add(&console->out, buf_str(rest));
    console->out.failed |= rest->failed;
    return status;
}

static ConsoleStatus take_line(Console *console, const Lines *lines, bool echo)
{
    Str line = buf_str(&lines->line);
    size_t blanks = 0;
    warn_of_cut(lines);
    while (blanks < line.size && memchr(" \t\r", line.data[blanks], 3))
        blanks++;
    if (echo && blanks < line.size)
        console_echo(console, line);
    return console_line(console, line);
}

static int play_lines(Console *console, Lines *lines, bool echo)
{
    LinesStatus next = LINES_TIMEOUT;
    if (console->person) {
        Buf rest = {0};
        console_hold_rest(console, &rest);
        next = open_lines(console, lines, &rest);
        buf_finish(&rest);
    }
    flush_console(console);
    if (!lines_waiting(lines))
        session_prepare(console->session);
    clock_run(console->clock, true);
    while (next == LINES_LINE || next == LINES_TIMEOUT) {
        console_tick(console, false);
        ConsoleStatus status = CONSOLE_ON;
        if (next == LINES_LINE)
            status = take_line(console, lines, echo);
        flush_console(console);
        if (status == CONSOLE_QUIT)
            return EXIT_NOTHING_FOUND;
        next = lines_next(lines, console_sleep(console));
    }
    if (next == LINES_END && !signal_pending() &&
        !engine_ended(session_now(console->session)))
        console_notice(console, _("the exercise was left before an ending"));
    if (signal_pending() && !echo) /* behind the terminal's ^C */
        buf_add_char(&console->out, '\n');
    flush_console(console);
    return end_of_lines(next);
}

/* --- Which way ---------------------------------------------------------- */

static int with_console(Play *play, Console *console, Session *session)
{
    const Invocation *invocation = play->invocation;
    bool plain = option_value(invocation, "plain");
    bool capable = !plain && screen_is_capable();
    console->view = play->view;
    console->clock = &play->clock;
    console->path = invocation->operands[0];
    console->person = play->person;
    console->seed_drawn = play->seed_drawn;
    if (capable) {
        console->color =
            color_wanted(option_value(invocation, "color"), stdout);
        int code = terminal_play(console, session, &capable);
        if (capable)
            return code;
    }
    bool screen = play->person && isatty(STDOUT_FILENO);
    console->plain = plain || screen;
    console->color = !console->plain &&
                     color_wanted(option_value(invocation, "color"), stdout);
    Lines lines;
    lines_init(&lines, STDIN_FILENO, SESSION_LINE_LIMIT);
    console_start(console, session);
    int code = play_lines(console, &lines, !screen);
    lines_finish(&lines);
    return code;
}

/* --- The journal -------------------------------------------------------- */

static void tell_people(void *context, const char *text)
{
    console_error(context, "%s", text);
}

static void tell_errors(void *context, const char *text)
{
    (void)context;
    fprintf(stderr, "standoff play: %s\n", text);
}

/* Closes the journal, and says to people where it is. */
static int finish(Play *play, int code)
{
    const char *path = recorder_path(&play->recorder);
    if (path && play->person) {
        Buf out = {0}, safe = {0};
        diag_add_safe(&safe, str_from(path), false);
        buf_printf(&out, _("recorded in %.*s"), STR_ARGS(buf_str(&safe)));
        buf_add_char(&out, '\n');
        print_out(buf_str(&out));
        buf_finish(&out);
        buf_finish(&safe);
    }
    bool saved =
        recorder_finish(&play->recorder, play->invocation->command->name);
    return saved || code != EXIT_NOTHING_FOUND ? code : EXIT_FAULT;
}

/* --- Sessions ----------------------------------------------------------- */

static Session *begin(Play *play, void *context,
                      void (*show)(void *context, Session *session,
                                   const Message *message),
                      void (*tell)(void *context, const char *text))
{
    play->options.show = show;
    play->options.context = context;
    recorder_attach(&play->recorder, &play->options, tell);
    Session *session = session_new(play->scenario, &play->options);
    if (!session)
        out_of_memory(NULL);
    return session;
}

/* A session that is resumed is played up to where it stopped, unseen. */
static bool catch_up(Play *play, Session *session)
{
    if (!play->replay)
        return true;
    play->recorder.replay = play->replay;
    if (replay_run(play->replay, session) == SESSION_NO_MEMORY)
        out_of_memory(NULL);
    play->recorder.replay = NULL;
    clock_set(&play->clock, engine_time(session_now(session)));
    return play->caught_up(play, session);
}

int loops_people(Play *play, Session **session)
{
    const char *speak = option_value(play->invocation, "speak");
    Console console;
    console_init(&console, play->scenario);
    console.recorder = &play->recorder;
    console.resumed = play->replay;
    console.prompter = play->prompter;
    console.partner = play->partner;
    if (speak && !(console.voice = voice_new(speak)))
        fprintf(stderr, "standoff %s: '--speak %.200s': %s\n",
                play->invocation->command->name, speak, strerror(errno));
    *session = begin(play, &console, console_show, tell_people);
    int code = EXIT_FINDINGS;
    if (catch_up(play, *session))
        code = with_console(play, &console, *session);
    voice_free(console.voice);
    console_finish(&console);
    return finish(play, code);
}

int loops_machine(Play *play, Session **session)
{
    Lines lines;
    lines_init(&lines, STDIN_FILENO, SESSION_LINE_LIMIT);
    *session = begin(play, play, show_json, tell_errors);
    int code = play_json(play, *session, &lines);
    lines_finish(&lines);
    buf_finish(&play->out);
    return finish(play, code);
}
