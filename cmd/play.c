/* standoff play: options, loading, and which way of playing it is to be - on
 * a terminal, line by line, or as JSON lines. */
#include "cmd/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cmd/console.h"
#include "cmd/screen.h"
#include "cmd/terminal.h"

enum { SEEDS = 1000000 }; /* a seed that is drawn can be typed again */

typedef struct {
    const Invocation *invocation;
    Arena arena;
    Sources sources;
    const Scenario *scenario;
    SessionOptions options;
    View view;
    Clock clock;
    Buf out;       /* of --jsonl */
    VEC(Str) kept; /* notes for an observer, in JSON */
    VEC(int64_t) kept_turns;
    bool person;     /* standard input is a terminal */
    bool seed_drawn; /* nobody gave one */
} Play;

/* --- Options ------------------------------------------------------------ */

/* A message of wrong usage; false. */
__attribute__((format(printf, 2, 3))) static bool wrong(const Play *play,
                                                        const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    usage_error(play->invocation, "%s", text);
    return false;
}

static bool read_seed(Play *play)
{
    const char *value = option_value(play->invocation, "seed");
    int64_t seed = 0;
    if (!value && play->person) {
        uint32_t drawn = 0;
        if (getrandom(&drawn, sizeof drawn, GRND_NONBLOCK) < 0)
            drawn = (uint32_t)clock_machine();
        seed = drawn % SEEDS;
        play->seed_drawn = true;
    }
    if (value && (!str_to_int(str_from(value), &seed) || seed < 0))
        return wrong(play,
                     "'--seed %.80s' is not a number from 0 to "
                     "9223372036854775807",
                     value);
    play->options.seed = (uint64_t)seed;
    return true;
}

static bool is_decimal(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits;
    if (*rest == '.') {
        size_t more = strspn(rest + 1, "0123456789");
        digits += more;
        rest += 1 + more;
    }
    return digits && digits < 20 && !*rest;
}

static bool read_clock(Play *play)
{
    const char *clock = option_value(play->invocation, "clock");
    const char *speed = option_value(play->invocation, "speed");
    bool real = clock ? !strcmp(clock, "real") : play->person;
    double factor = 1;
    if (clock && !real && strcmp(clock, "virtual") != 0)
        return wrong(play, "'--clock %.80s' is neither real nor virtual",
                     clock);
    if (speed)
        factor = is_decimal(speed) ? strtod(speed, NULL) : 0;
    if (!(factor > 0 && factor <= 1000))
        return wrong(play,
                     "'--speed %.80s' is not a number above 0, at most 1000",
                     speed);
    play->clock = clock_make(real, factor);
    return true;
}

static bool read_color(const Play *play)
{
    const char *color = option_value(play->invocation, "color");
    if (color && strcmp(color, "auto") != 0 && strcmp(color, "always") != 0 &&
        strcmp(color, "never") != 0)
        return wrong(play, "'--color %.80s' is not one of always, never, auto",
                     color);
    return true;
}

static const char *const outcomes[] = {"peaceful", "tactical", "harm", "escape",
                                       "unresolved"};

/* Cuts the next outcome off a list with commas; false at its end. */
static bool next_outcome(Str *list, Str *outcome)
{
    if (!list->data)
        return false;
    const char *comma = memchr(list->data, ',', list->size);
    size_t size = comma ? (size_t)(comma - list->data) : list->size;
    *outcome = str_slice(*list, 0, size);
    *list = comma ? str_slice(*list, size + 1, list->size) : (Str){0};
    return true;
}

static bool check_fail_on(const Play *play)
{
    const char *value = option_value(play->invocation, "fail-on");
    Str list = str_from(value), outcome;
    while (next_outcome(&list, &outcome)) {
        bool known = false;
        for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
            known |= str_equal_c(outcome, outcomes[i]);
        if (!known)
            return wrong(play,
                         "outcome '%.*s' is not known; give peaceful, "
                         "tactical, harm, escape or unresolved",
                         STR_ARGS(str_slice(outcome, 0, 80)));
    }
    return true;
}

/* What can be judged without the scenario. */
static bool read_options(Play *play)
{
    const Invocation *invocation = play->invocation;
    if (invocation->operand_count != 1) {
        usage_error(invocation, invocation->operand_count
                                    ? "give one scenario file"
                                    : "give a scenario file");
        return false;
    }
    play->person = isatty(STDIN_FILENO);
    play->options.hearing.no_jit = option_value(invocation, "no-jit");
    play->options.program = STANDOFF_VERSION;
    return read_seed(play) && read_clock(play) && read_color(play) &&
           check_fail_on(play);
}

/* --- Loading ------------------------------------------------------------ */

static bool load(Play *play)
{
    const Invocation *invocation = play->invocation;
    ScenarioOptions options = {
        .root = str_from(option_value(invocation, "root")),
        .language = str_from(option_value(invocation, "lang")),
    };
    Diags diags;
    diag_init(&diags, &play->arena);
    play->scenario = scenario_load(&play->arena, &play->sources, &diags,
                                   str_from(invocation->operands[0]), &options);
    if (!play->scenario) {
        const char *color = option_value(invocation, "color");
        print_diags(&diags, &play->sources, color_wanted(color, stderr));
        return false;
    }
    if (play->scenario->is_pack)
        return wrong(play,
                     "'%.200s' is a pack, not a scenario: there is nothing "
                     "to play",
                     invocation->operands[0]);
    return true;
}

static bool choose_view(Play *play)
{
    const char *value = option_value(play->invocation, "view");
    bool json = option_value(play->invocation, "jsonl");
    if (!value)
        value = json ? "trainer" : "negotiator";
    if (view_find(play->scenario, str_from(value), &play->view))
        return true;
    return wrong(play,
                 "view '%.80s' is not known; give negotiator, observer, "
                 "trainer or a role's name",
                 value);
}

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

static int play_people(Play *play, Session **session)
{
    Console console;
    console_init(&console, play->scenario);
    play->options.show = console_show;
    play->options.context = &console;
    *session = session_new(play->scenario, &play->options);
    if (!*session)
        out_of_memory(NULL);
    int code = with_console(play, &console, *session);
    console_finish(&console);
    return code;
}

static int play_machine(Play *play, Session **session)
{
    Lines lines;
    lines_init(&lines, STDIN_FILENO, SESSION_LINE_LIMIT);
    play->options.show = show_json;
    play->options.context = play;
    *session = session_new(play->scenario, &play->options);
    if (!*session)
        out_of_memory(NULL);
    int code = play_json(play, *session, &lines);
    lines_finish(&lines);
    buf_finish(&play->out);
    return code;
}

/* Whether the ending reached is one that --fail-on names. */
static bool failed_on(const Play *play, const Session *session)
{
    int32_t ending = engine_ending(session_now(session));
    Str list = str_from(option_value(play->invocation, "fail-on")), outcome;
    Str reached = STR("unresolved");
    if (ending == NONE)
        return false;
    if (ending >= 0)
        reached = play->scenario->endings[ending].outcome;
    while (next_outcome(&list, &outcome))
        if (str_equal(outcome, reached))
            return true;
    return false;
}

static int play_it(Play *play)
{
    Session *session = NULL;
    if (!read_options(play) || !load(play) || !choose_view(play))
        return EXIT_USAGE;
    signals_catch();
    if (!option_value(play->invocation, "jsonl"))
        language_begin(play->scenario->language);
    int code = option_value(play->invocation, "jsonl")
                   ? play_machine(play, &session)
                   : play_people(play, &session);
    if (code == EXIT_NOTHING_FOUND && failed_on(play, session))
        code = EXIT_FINDINGS;
    session_free(session);
    return code;
}

static int run(const Invocation *invocation)
{
    Play play = {.invocation = invocation};
    arena_init(&play.arena, out_of_memory, NULL);
    int code = play_it(&play);
    arena_finish(&play.arena);
    return code;
}

static const Option options[] = {
    {"view", 'v', "VIEW",
     "what is shown: negotiator, observer, trainer, or a role's name"},
    {"seed", 's', "N", "draws lines of 'say-one-of' the same way every time"},
    {"lang", 0, "L", "the language to play in"},
    {"clock", 0, "WHICH", "real, or virtual: moved by ':wait' only"},
    {"speed", 0, "N", "scenario seconds in one real second"},
    {"fail-on", 0, "OUTCOMES",
     "exit with 1 when the ending has one of these outcomes"},
    {"jsonl", 0, NULL, "reads and prints the event stream, one JSON a line"},
    {"plain", 0, NULL, "nothing but lines that say who speaks"},
    {"color", 0, "WHEN", "always, never or auto"},
    {"no-jit", 0, NULL, "matches patterns without machine code"},
    {"root", 0, "DIR", "the folder that packs must lie in"},
    {0},
};

const Command command_play = {
    .name = "play",
    .arguments = "FILE",
    .summary = "plays a scenario",
    .about = "The program is the other side, you are the negotiator. Type what "
             "you would say;\nlines that begin with a colon are commands, "
             "':help' shows them. Without a terminal\neach line of standard "
             "input is one utterance, and time moves by ':wait' only.\n",
    .options = options,
    .run = run,
};
