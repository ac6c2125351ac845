/* The console: lines put together, and what is typed passed on. Start at
 * console_line and console_put. */
#include "cmd/console.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/partner.h"
#include "cmd/prompter.h"
#include "cmd/terminal.h"

/* --- Life --------------------------------------------------------------- */

_Noreturn void console_no_memory(void *context)
{
    terminal_restore();
    out_of_memory(context);
}

void console_init(Console *console, const Scenario *scenario)
{
    *console = (Console){.scenario = scenario, .stamp = NONE};
    arena_init(&console->arena, console_no_memory, NULL);
    arena_init(&console->why.arena, console_no_memory, NULL);
    console->broken =
        ARENA_ARRAY(&console->arena, bool, scenario->hearing.count + 1);
}

void console_finish(Console *console)
{
    arena_finish(&console->arena);
    arena_finish(&console->why.arena);
    free(console->why.moment);
    buf_finish(&console->out);
}

static void check(Console *console, SessionStatus status)
{
    if (status == SESSION_NO_MEMORY || console->out.failed)
        console_no_memory(NULL);
}

/* What a resumed session showed so far is not shown again, but for its last
 * turn. */
static void show_resumed(Console *console)
{
    Buf all = console->out;
    const Configuration *now = session_now(console->session);
    char time[TIME_SIZE];
    console->out = (Buf){0};
    console_put(console, TONE_STRONG, "", _("Title: "),
                console->scenario->title);
    console_notice(console, _("resumed after turn %lld, at %s"),
                   (long long)engine_turn(now),
                   console_time(time, engine_time(now), true));
    console->opening = console->out.size;
    buf_add(&console->out,
            str_slice(buf_str(&all), console->turn_at, all.size));
    console->out.failed |= all.failed;
    buf_finish(&all);
}

void console_start(Console *console, Session *session)
{
    console->session = session;
    console->stamp = NONE;
    if (console->resumed)
        show_resumed(console);
    else
        check(console, session_start(session));
}

void console_hold_rest(Console *console, Buf *rest)
{
    Str all = buf_str(&console->out);
    buf_add(rest, str_slice(all, console->opening, all.size));
    console->out.size = console->opening;
}

/* --- Time --------------------------------------------------------------- */

static bool over(const Console *console)
{
    return engine_ended(session_now(console->session));
}

static void advance(Console *console)
{
    if (!console->clock->real || over(console))
        return;
    console->timed = true;
    check(console,
          session_advance(console->session, clock_time(console->clock)));
    console->timed = false;
    if (console->prompter)
        prompter_flush(console);
}

void console_tick(Console *console, bool known)
{
    char text[TIME_SIZE];
    int64_t stood = clock_look(console->clock, known);
    if (stood >= 1000 && !over(console))
        console_notice(console, _("the clock stood still for %s"),
                       console_time(text, stood, false));
    advance(console);
}

void console_invite(Console *console)
{
    console_notice(console,
                   console->clock->real
                       ? _("type ':help' for the commands; Enter starts the "
                           "clock")
                       : _("type ':help' for the commands; Enter starts"));
}

int console_sleep(const Console *console)
{
    const Configuration *now = session_now(console->session);
    if (engine_ended(now))
        return -1;
    return clock_sleep(console->clock, engine_next_due(console->scenario, now));
}

const char *console_time(char out[TIME_SIZE], int64_t ms, bool two)
{
    long long seconds = ms / 1000, hours = seconds / 3600;
    int minutes = (int)(seconds / 60 % 60), rest = (int)(seconds % 60);
    if (hours)
        snprintf(out, TIME_SIZE, "%lld:%02d:%02d", hours, minutes, rest);
    else
        snprintf(out, TIME_SIZE, two ? "%02d:%02d" : "%d:%02d", minutes, rest);
    return out;
}

/* --- What is typed ------------------------------------------------------ */

void console_take(Console *console, const Input *input)
{
    Clock *clock = console->clock;
    advance(console);
    if (input->kind != INPUT_TYPING && console->view.kind == VIEW_TRAINER)
        console->stamp = NONE;
    console->timed = input->kind == INPUT_WAIT;
    check(console, session_take(console->session, input));
    console->timed = false;
    if (clock->real)
        clock_set(clock, engine_time(session_now(console->session)));
    clock_run(clock, !session_paused(console->session));
}

static Str trimmed(Str text)
{
    size_t begin = 0, end = text.size;
    while (begin < end && memchr(" \t\r\n", text.data[begin], 4))
        begin++;
    while (end > begin && memchr(" \t\r\n", text.data[end - 1], 4))
        end--;
    return str_slice(text, begin, end);
}

ConsoleStatus console_line(Console *console, Str line)
{
    Str text = trimmed(line);
    if (!text.size && (over(console) || !console->partner))
        return console->person && over(console) ? CONSOLE_QUIT : CONSOLE_ON;
    if (text.size && text.data[0] == ':')
        return colon_run(console, str_slice(text, 1, text.size));
    if (console->partner) {
        partner_line(console, text);
        return CONSOLE_ON;
    }
    if (console->prompter && prompter_line(console, text))
        return CONSOLE_ON;
    console->said = text;
    console_take(console,
                 &(Input){.kind = INPUT_SAY, .has_text = true, .text = text});
    console->said = (Str){0};
    return CONSOLE_ON;
}

/* --- Lines -------------------------------------------------------------- */

static const char *const colors[] = {
    [TONE_NONE] = "",
    [TONE_STRONG] = "1",
    [TONE_ASIDE] = "2",
    [TONE_SIGN] = "33",
    [TONE_ERROR] = "31",
    [TONE_PERPETRATOR] = "1;31",
    [TONE_IN_CRISIS] = "1;35",
    [TONE_HOSTAGE] = "1;33",
    [TONE_THIRD_PARTY] = "1;36",
    [TONE_NEGOTIATOR] = "1;32",
};

enum { INDENT = 2 };

/* A line under way. */
typedef struct {
    Console *console;
    Str label;       /* safe */
    uint32_t indent; /* of further rows: prose, which has no label, has none */
    uint32_t column; /* cells so far */
} Row;

static void begin_tone(Console *console, Tone tone)
{
    if (console->color && tone != TONE_NONE)
        buf_printf(&console->out, "\x1b[%sm", colors[tone]);
}

static void end_tone(Console *console, Tone tone)
{
    if (console->color && tone != TONE_NONE)
        buf_add_c(&console->out, "\x1b[0m");
}

/* Further lines of one text stand in, or say again whose they are. */
static void next_row(Row *row)
{
    Buf *out = &row->console->out;
    buf_add_char(out, '\n');
    row->column = row->indent;
    if (row->console->plain)
        buf_add(out, row->label);
    else
        buf_add_repeat(out, ' ', row->indent);
}

static void add_word(Row *row, size_t blanks, Str word)
{
    Console *console = row->console;
    uint32_t cells = source_width(word, 0);
    uint32_t wanted = row->column + (uint32_t)blanks + cells;
    if (console->width && wanted > console->width &&
        row->column > row->indent) {
        next_row(row);
        blanks = 0;
    }
    buf_add_repeat(&console->out, ' ', blanks);
    buf_add(&console->out, word);
    row->column += (uint32_t)blanks + cells;
}

/* Adds safe text word by word. */
static void add_text(Row *row, Str text)
{
    size_t at = 0;
    while (at < text.size) {
        size_t blank = at;
        while (blank < text.size && memchr(" \t", text.data[blank], 2))
            blank++;
        size_t end = blank;
        while (end < text.size && !memchr(" \t\n", text.data[end], 3))
            end++;
        if (end > blank)
            add_word(row, blank - at, str_slice(text, blank, end));
        if (end < text.size && text.data[end] == '\n') {
            next_row(row);
            end++;
        }
        at = end;
    }
}

/* The time of what comes, when it has to be said. */
static uint32_t add_stamp(Console *console)
{
    if (!console->timed && console->view.kind != VIEW_TRAINER)
        return 0;
    int64_t now = engine_time(session_now(console->session));
    if (now == console->stamp)
        return 0;
    char text[TIME_SIZE];
    console->stamp = now;
    console_time(text, now, true);
    buf_printf(&console->out, console->plain ? "%s " : "[%s] ", text);
    return (uint32_t)strlen(text) + (console->plain ? 1 : 3);
}

/* A line from safe parts. Only what happens carries the time. */
static void put(Console *console, Tone tone, bool all, bool happens, Str label,
                Str text)
{
    Row row = {
        .console = console, .label = label, .indent = label.size ? INDENT : 0};
    while (text.size && text.data[text.size - 1] == '\n')
        text.size--;
    if (happens)
        row.column = add_stamp(console);
    if (row.column && str_starts_with(label, "  "))
        label = str_slice(label, INDENT, label.size);
    begin_tone(console, tone);
    buf_add(&console->out, label);
    row.column += source_width(label, 0);
    if (!all)
        end_tone(console, tone);
    add_text(&row, text);
    if (all)
        end_tone(console, tone);
    buf_add_char(&console->out, '\n');
}

static void put_foreign(Console *console, Tone tone, bool happens, Str label,
                        Str text)
{
    Buf safe_label = {0}, safe = {0};
    diag_add_safe(&safe_label, label, false);
    diag_add_safe(&safe, text, true);
    console->out.failed |= safe.failed || safe_label.failed;
    put(console, tone, false, happens, buf_str(&safe_label), buf_str(&safe));
    buf_finish(&safe_label);
    buf_finish(&safe);
}

void console_put(Console *console, Tone tone, const char *label,
                 const char *plain_label, Str text)
{
    bool happens = tone == TONE_SIGN;
    put_foreign(console, tone, happens,
                str_from(console->plain ? plain_label : label), text);
}

void console_put_speech(Console *console, uint32_t role, Str text)
{
    static const Tone tones[] = {
        [SIDE_PERPETRATOR] = TONE_PERPETRATOR,
        [SIDE_PERSON_IN_CRISIS] = TONE_IN_CRISIS,
        [SIDE_HOSTAGE] = TONE_HOSTAGE,
        [SIDE_THIRD_PARTY] = TONE_THIRD_PARTY,
        [SIDE_NEGOTIATOR] = TONE_NEGOTIATOR,
    };
    const Role *who = &console->scenario->roles[role];
    Buf label = {0};
    buf_add(&label, who->shown);
    buf_add_c(&label, ": ");
    console->out.failed |= label.failed;
    put_foreign(console, tones[who->side], true, buf_str(&label), text);
    buf_finish(&label);
}

void console_echo(Console *console, Str line)
{
    if (!console->plain)
        buf_add_char(&console->out, '\n');
    put_foreign(console, TONE_NONE, false,
                console->plain ? str_from(_("You: ")) : STR("> "), line);
}

/* printf, made safe. */
__attribute__((format(printf, 2, 0))) static void
add_safe(Buf *safe, const char *format, va_list args)
{
    char *text = NULL;
    if (vasprintf(&text, format, args) < 0)
        console_no_memory(NULL);
    diag_add_safe(safe, str_from(text), true);
    free(text);
}

void console_aside(Console *console, const char *format, ...)
{
    Buf safe = {0};
    va_list args;
    va_start(args, format);
    add_safe(&safe, format, args);
    va_end(args);
    if (!console->plain)
        buf_add_char(&safe, ']');
    console->out.failed |= safe.failed;
    put(console, TONE_ASIDE, true, true, console->plain ? (Str){0} : STR("  ["),
        buf_str(&safe));
    buf_finish(&safe);
}

__attribute__((format(printf, 4, 0))) static void put_own(Console *console,
                                                          Tone tone, Str label,
                                                          const char *format,
                                                          va_list args)
{
    Buf safe = {0};
    add_safe(&safe, format, args);
    console->out.failed |= safe.failed;
    put(console, tone, false, false, label, buf_str(&safe));
    buf_finish(&safe);
}

void console_notice(Console *console, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_own(console, TONE_NONE,
            console->plain ? str_from(_("Info: ")) : STR("-- "), format, args);
    va_end(args);
}

void console_error(Console *console, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_own(console, TONE_ERROR,
            console->plain ? str_from(_("Error: ")) : str_from(_("error: ")),
            format, args);
    va_end(args);
}
