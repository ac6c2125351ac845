/* The commands that begin with a colon: one row each, with what may stand
 * behind it. Start at the table `commands`. */
#include "cmd/colon.h"

#include <string.h>

#include "cmd/words.h"

typedef struct {
    const char *name;
    const char *argument; /* as help shows it, "" when there is none */
    const char *about;
    bool must; /* the argument may not be left out */
    void (*run)(Call *call);
    List *list; /* of words for the argument, or NULL */
} Colon;

/* --- Time --------------------------------------------------------------- */

/* 1h30m, 90s, or seconds: 90. False when it is none of these, or too long. */
static bool read_duration(Str text, int64_t *ms)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'h', 3600}, {'m', 60}, {'s', 1}};
    size_t at = 0, unit = 0;
    int64_t sum = 0;
    while (at < text.size) {
        size_t begin = at;
        while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
            at++;
        int64_t number;
        if (!str_to_int(str_slice(text, begin, at), &number) ||
            number > SESSION_WAIT_LIMIT)
            return false;
        char letter = at < text.size ? text.data[at++] : 's';
        while (unit < 3 && units[unit].letter != letter)
            unit++;
        if (unit == 3)
            return false;
        sum += number * units[unit++].seconds;
    }
    *ms = sum * 1000;
    return text.size && sum <= SESSION_WAIT_LIMIT;
}

static void run_wait(Call *call)
{
    Console *console = call->console;
    Input input = {.kind = INPUT_WAIT};
    if (!read_duration(call->argument, &input.number)) {
        console_error(console,
                      _("':wait' takes a time of at most 30 days, such "
                        "as 90s, 1m30s or 1h"));
        return;
    }
    console_take(console, &input);
    const Configuration *now = session_now(console->session);
    char time[TIME_SIZE];
    if (console->person && !engine_ended(now))
        console_notice(console, _("it is %s now"),
                       console_time(time, engine_time(now), true));
}

static void set_clock(Call *call, InputKind kind)
{
    Console *console = call->console;
    bool was = session_paused(console->session);
    bool pause = kind == INPUT_PAUSE;
    console_take(console, &(Input){.kind = kind});
    if (engine_ended(session_now(console->session)))
        return;
    if (!console->clock->real)
        console_notice(console,
                       _("this clock is virtual: only ':wait' moves it"));
    else if (was == pause)
        console_notice(console, pause ? _("the clock stands already")
                                      : _("the clock runs already"));
    else
        console_notice(console, pause ? _("the clock stands; ':resume' goes on")
                                      : _("the clock runs"));
}

static void run_pause(Call *call)
{
    set_clock(call, INPUT_PAUSE);
}

static void run_resume(Call *call)
{
    set_clock(call, INPUT_RESUME);
}

/* --- Asking ------------------------------------------------------------- */

static void run_status(Call *call)
{
    console_take(call->console, &(Input){.kind = INPUT_STATUS});
}

static void run_hint(Call *call)
{
    console_take(call->console, &(Input){.kind = INPUT_HINT});
}

static void run_why(Call *call)
{
    why_show(call->console);
}

static void run_note(Call *call)
{
    Console *console = call->console;
    if (call->argument.size) {
        *VEC_PUSH(&console->arena, &console->notes) =
            str_copy(&console->arena, call->argument);
        console_take(console, &(Input){.kind = INPUT_NOTE,
                                       .has_text = true,
                                       .text = call->argument});
    }
    if (call->argument.size)
        console_notice(console, _("noted (%zu so far; ':note' shows them)"),
                       console->notes.count);
    else if (!console->notes.count)
        console_notice(console,
                       _("there are no notes; ':note TEXT' makes one"));
    for (size_t i = 0; !call->argument.size && i < console->notes.count; i++)
        console_put(console, TONE_STRONG, _("Note: "), _("Note: "),
                    console->notes.items[i]);
}

static void run_quit(Call *call)
{
    call->quit = true;
}

static void run_help(Call *call);

/* --- The table ---------------------------------------------------------- */

static const Colon commands[] = {
    {"help", "", N_("shows this"), false, run_help, NULL},
    {"status", "", N_("where things stand, as far as you may know"), false,
     run_status, NULL},
    {"why", "",
     N_("which rules were listening to the last line, and what they "
        "wanted"),
     false, run_why, NULL},
    {"hint", "", N_("what the author would have you remember now"), false,
     run_hint, NULL},
    {"wait", "D", N_("lets time pass in silence: 90s, 1m30s"), true, run_wait,
     NULL},
    {"inject", "NAME", N_("sets off an inject"), true, hand_inject,
     hand_list_injects},
    {"undo", "[N]", N_("takes back the last N turns, or one"), false, hand_undo,
     NULL},
    {"retry", "", N_("takes back the last turn, to try it another way"), false,
     hand_retry, NULL},
    {"goto", "STATE", N_("moves on by hand"), true, hand_goto,
     hand_list_states},
    {"set", "NAME=VALUE...",
     N_("sets meters, facts and demands to what really "
        "happened"),
     true, hand_set, hand_list_settable},
    {"note", "[TEXT]", N_("keeps a remark, or shows them"), false, run_note,
     NULL},
    {"skip", "", N_("lets time jump to what is due next"), false, hand_skip,
     NULL},
    {"drift", "HOW",
     N_("he did it otherwise: as-written, varied, conceded, hung-up"), true,
     hand_drift, hand_list_drifts},
    {"pause", "", N_("stops the clock"), false, run_pause, NULL},
    {"resume", "", N_("lets the clock go on"), false, run_resume, NULL},
    {"journal", "FILE",
     N_("saves the session to another file, and goes on there"), true,
     hand_journal, NULL},
    {"end", "", N_("ends the exercise as the trainer does"), false, hand_end,
     NULL},
    {"quit", "", N_("leaves"), false, run_quit, NULL},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void run_help(Call *call)
{
    Buf out = {0};
    buf_add_c(&out, _("type what you would say, or a command"));
    for (size_t i = 0; i < COMMANDS; i++) {
        const Colon *row = &commands[i];
        buf_printf(&out, "\n:%s %-*s %s", row->name,
                   19 - (int)strlen(row->name), row->argument, _(row->about));
    }
    console_notice(call->console, "%.*s", STR_ARGS(buf_str(&out)));
    buf_finish(&out);
}

static void list_commands(const Scenario *scenario, Arena *arena, Words *out)
{
    (void)scenario;
    for (size_t i = 0; i < COMMANDS; i++)
        *VEC_PUSH(arena, out) = str_from(commands[i].name);
}

static const Colon *find(Str name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (str_equal_c(name, commands[i].name))
            return &commands[i];
    return NULL;
}

static void unknown_command(Call *call, Str name)
{
    Words words = {0};
    list_commands(call->console->scenario, &call->arena, &words);
    Str near = words_nearest(words.items, words.count, name);
    name = str_slice(name, 0, 80);
    if (near.size)
        console_error(call->console,
                      _("command ':%.*s' is not known; did you mean ':%.*s'?"),
                      STR_ARGS(name), STR_ARGS(near));
    else
        console_error(call->console,
                      _("command ':%.*s' is not known; see ':help'"),
                      STR_ARGS(name));
}

static void run(Call *call, Str name)
{
    const Colon *row = find(name);
    Console *console = call->console;
    if (!row)
        unknown_command(call, name);
    else if (row->must && !call->argument.size)
        console_error(console, _("':%s' takes %s"), row->name, row->argument);
    else if (!*row->argument && call->argument.size)
        console_error(console, _("':%s' takes nothing behind it"), row->name);
    else
        row->run(call);
}

ConsoleStatus colon_run(Console *console, Str text)
{
    Call call = {.console = console};
    arena_init(&call.arena, console_no_memory, NULL);
    Str name = colon_word(&text);
    while (text.size && memchr(" \t", text.data[0], 2))
        text = str_slice(text, 1, text.size);
    call.argument = text;
    run(&call, name);
    arena_finish(&call.arena);
    return call.quit ? CONSOLE_QUIT : CONSOLE_ON;
}

/* --- Completion --------------------------------------------------------- */

void colon_complete(Console *console, Str line, Buf *insert, Buf *choices)
{
    Arena arena;
    Words words = {0};
    Str rest = str_slice(line, 1, line.size);
    Str typed = colon_word(&rest);
    List *list = list_commands;
    if (rest.size) {
        const Colon *row = find(typed);
        list = row ? row->list : NULL;
        while (rest.size)
            typed = colon_word(&rest);
    }
    arena_init(&arena, console_no_memory, NULL);
    if (list) {
        list(console->scenario, &arena, &words);
        words_complete(words.items, words.count, typed, insert, choices);
    }
    arena_finish(&arena);
}
