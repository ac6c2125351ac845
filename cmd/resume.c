/* `standoff resume`: goes on with a recorded session where it stopped. The
 * journal's inputs are played through the engine, unseen; then it is a session
 * like any other. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/play.h"
#include "cmd/setup.h"

typedef enum { TIMERS_FREEZE, TIMERS_ABSOLUTE, TIMERS_RESTART } Timers;

typedef struct {
    Play play; /* first: a Resume is found again from its Play */
    const char *path;
    JournalFound found;
    RecordStart start;
    Replay replay;
    bool moved; /* the scenario's files are not the same any more */
    Timers timers;
    int64_t from_turn; /* NONE: the last */
    bool accept;
} Resume;

static bool wrong(const Resume *resume, const char *text)
{
    usage_error(resume->play.invocation, "%s", text);
    return false;
}

/* --- Options ------------------------------------------------------------ */

static bool read_timers(Resume *resume)
{
    static const char *const names[] = {"freeze", "absolute", "restart"};
    const char *value = option_value(resume->play.invocation, "timers");
    for (int i = 0; value && i < 3; i++)
        if (!strcmp(value, names[i])) {
            resume->timers = (Timers)i;
            return true;
        }
    if (!value)
        return true;
    usage_error(resume->play.invocation,
                "'--timers %.80s' is not freeze, absolute or restart", value);
    return false;
}

static bool read_turn(Resume *resume)
{
    const char *value = option_value(resume->play.invocation, "from-turn");
    resume->from_turn = NONE;
    if (!value || (str_to_int(str_from(value), &resume->from_turn) &&
                   resume->from_turn >= 0))
        return true;
    usage_error(resume->play.invocation,
                "'--from-turn %.80s' is not a number of turns", value);
    return false;
}

/* --- The journal -------------------------------------------------------- */

static void tell_torn(const Resume *resume)
{
    Buf safe = {0};
    diag_add_safe(&safe, str_from(resume->found.aside), false);
    if (resume->found.torn)
        fprintf(stderr,
                "standoff resume: the journal is right up to line %lld; the "
                "%lld bytes behind that are in '%.*s' now\n",
                (long long)resume->found.lines, (long long)resume->found.torn,
                STR_ARGS(buf_str(&safe)));
    buf_finish(&safe);
}

static bool open_journal(Resume *resume, Journal **journal)
{
    JournalFault fault;
    char why[PATH_MAX + 200];
    JournalStatus status =
        journal_open(resume->path, journal, &resume->found, &fault);
    if (status != JOURNAL_OK) {
        recorder_explain(status, &fault, resume->path, why, sizeof why);
        return wrong(resume, why);
    }
    tell_torn(resume);
    return true;
}

/* The scenario that the journal names, in its language. */
static bool load(Resume *resume)
{
    size_t at = 0;
    Str line;
    char digest[RECORD_DIGEST];
    Play *play = &resume->play;
    if (!journal_line(resume->found.text, &at, &line))
        return wrong(resume, "the journal holds no session yet; there is "
                             "nothing to go on with");
    if (!record_read_start(&play->arena, line, &resume->start))
        return wrong(resume, "the journal does not say which scenario it is "
                             "of; it may be another version's");
    if (!setup_load(play, resume->start.path, resume->start.root,
                    resume->start.language))
        return false;
    record_digest(play->scenario->sources, digest);
    resume->moved = !str_equal_c(resume->start.files, digest);
    play->options.seed = resume->start.seed;
    return true;
}

/* --- Once it has caught up ------------------------------------------------ */

static void print_line(const char *what, Str line)
{
    Buf safe = {0};
    diag_add_safe(&safe, line, false);
    fprintf(stderr, "  %s: %.*s\n", what,
            STR_ARGS(line.size ? buf_str(&safe) : STR("nothing")));
    buf_finish(&safe);
}

static void print_difference(const Resume *resume)
{
    const ReplayDifference *what = &resume->replay.difference;
    fprintf(stderr,
            "standoff resume: %s; from line %lld of the journal on, in turn "
            "%lld, it plays differently\n",
            resume->moved ? "the scenario has changed since"
                          : "this version plays the scenario differently",
            (long long)what->line, (long long)what->turn);
    print_line("then", what->expected);
    print_line("now", what->got);
}

static void take(Session *session, const Input *input)
{
    if (session_take(session, input) == SESSION_NO_MEMORY)
        out_of_memory(NULL);
}

static bool go_back(Resume *resume, Session *session)
{
    int64_t turn = engine_turn(session_now(session));
    if (resume->from_turn == NONE || resume->from_turn == turn)
        return true;
    if (resume->from_turn > turn) {
        fprintf(stderr,
                "standoff resume: the session has %lld turns, not "
                "%lld\n",
                (long long)turn, (long long)resume->from_turn);
        return false;
    }
    take(session,
         &(Input){.kind = INPUT_UNDO, .number = turn - resume->from_turn});
    return true;
}

/* The time that has passed since the last line, as a wait. */
static void let_time_pass(const Resume *resume, Session *session)
{
    int64_t last = record_last_wall(resume->found.text);
    int64_t passed = clock_wall() - last;
    const int64_t most = (int64_t)SESSION_WAIT_LIMIT * 1000;
    if (last > 0 && passed > 0)
        take(session, &(Input){.kind = INPUT_WAIT,
                               .number = passed < most ? passed : most});
}

static void set_timers(const Resume *resume, Session *session)
{
    if (engine_ended(session_now(session)))
        return;
    if (resume->timers == TIMERS_ABSOLUTE)
        let_time_pass(resume, session);
    if (resume->timers == TIMERS_RESTART)
        take(session, &(Input){.kind = INPUT_RESTART});
}

static bool caught_up(Play *play, Session *session)
{
    Resume *resume = (Resume *)play;
    const ReplayDifference *what = &resume->replay.difference;
    if (what->line) {
        print_difference(resume);
        bool before =
            resume->from_turn != NONE && resume->from_turn < what->turn;
        if (!resume->accept && !before) {
            fprintf(stderr,
                    "'--accept-changes' goes on all the same, '--from-turn "
                    "%lld' from before that\n",
                    (long long)(what->turn ? what->turn - 1 : 0));
            return false;
        }
    }
    if (!go_back(resume, session))
        return false;
    set_timers(resume, session);
    clock_set(&play->clock, engine_time(session_now(session)));
    return true;
}

/* --- All of it ---------------------------------------------------------- */

static int resume_it(Resume *resume)
{
    Play *play = &resume->play;
    Journal *journal = NULL;
    Session *session = NULL;
    if (play->invocation->operand_count != 1)
        return usage_error(play->invocation, "give one journal");
    resume->path = play->invocation->operands[0];
    resume->accept = option_value(play->invocation, "accept-changes");
    if (!read_timers(resume) || !read_turn(resume) || !setup_options(play) ||
        !open_journal(resume, &journal))
        return EXIT_USAGE;
    int code = EXIT_USAGE;
    if (load(resume) && setup_view(play)) {
        recorder_go_on(&play->recorder, journal);
        journal = NULL;
        replay_init(&resume->replay, resume->found.text, resume->moved,
                    out_of_memory, NULL);
        play->replay = &resume->replay;
        play->caught_up = caught_up;
        language_begin(play->scenario->language);
        signals_catch();
        code = loops_people(play, &session);
        session_free(session);
        replay_finish(&resume->replay);
    }
    journal_close(journal);
    journal_found_finish(&resume->found);
    return code;
}

static int run(const Invocation *invocation)
{
    static Resume resume;
    resume = (Resume){.play = {.invocation = invocation}};
    arena_init(&resume.play.arena, out_of_memory, NULL);
    int code = resume_it(&resume);
    arena_finish(&resume.play.arena);
    return code;
}

static const Option options[] = {
    {"view", 'v', "VIEW",
     "what is shown: negotiator, observer, trainer, or a role's name"},
    {"timers", 0, "HOW",
     "freeze (default): time stood still since; absolute: it went on; "
     "restart: timers begin anew"},
    {"from-turn", 0, "N", "goes back to the end of turn N first"},
    {"accept-changes", 0, NULL,
     "goes on although the scenario plays differently now"},
    {"clock", 0, "WHICH", "real, or virtual: moved by ':wait' only"},
    {"speed", 0, "N", "scenario seconds in one real second"},
    {"plain", 0, NULL, "nothing but lines that say who speaks"},
    {"color", 0, "WHEN", "always, never or auto"},
    {"speak", 0, "CMD",
     "gives each line that is said to a program, such as "
     "'espeak-ng -v ru'"},
    {"no-jit", 0, NULL, "matches patterns without machine code"},
    {0},
};

const Command command_resume = {
    .name = "resume",
    .arguments = "JOURNAL",
    .summary = "goes on with a recorded session where it stopped",
    .about = "The journal's inputs are played once more, without showing them; "
             "what follows is\nrecorded behind them. A line that a crash tore "
             "is set aside, never deleted.\n",
    .options = options,
    .run = run,
};
