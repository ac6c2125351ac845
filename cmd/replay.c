/* `standoff replay`: a journal played once more, and where it plays otherwise
 * than it did then. */
#include <limits.h>
#include <string.h>

#include "cmd/play.h"
#include "cmd/setup.h"

typedef struct {
    Play play;
    JournalFound found;
    RecordStart start;
    Replay replay;
    Buf out;
    bool quiet;
} Again;

static void show(void *context, Session *session, const Message *message)
{
    Again *again = context;
    replay_message(&again->replay, session, message);
    if (!again->quiet && view_keeps(session, again->play.view, message))
        message_json(&again->out, session, again->play.view, message);
    if (again->out.failed)
        out_of_memory(NULL);
    if (again->out.size > 1 << 15) {
        print_out(buf_str(&again->out));
        buf_clear(&again->out);
    }
}

static int report(const Again *again)
{
    const ReplayDifference *what = &again->replay.difference;
    Buf out = {0};
    if (!what->line)
        return EXIT_NOTHING_FOUND;
    buf_printf(&out,
               "standoff replay: line %lld of the journal, in turn %lld, is "
               "different now\n  then: ",
               (long long)what->line, (long long)what->turn);
    diag_add_safe(&out, what->expected.size ? what->expected : STR("nothing"),
                  false);
    buf_add_c(&out, "\n  now:  ");
    diag_add_safe(&out, what->got.size ? what->got : STR("nothing"), false);
    buf_add_char(&out, '\n');
    if (out.failed)
        out_of_memory(NULL);
    fwrite(out.data, 1, out.size, stderr);
    buf_finish(&out);
    return EXIT_FINDINGS;
}

static int play_again(Again *again)
{
    Play *play = &again->play;
    char digest[RECORD_DIGEST];
    record_digest(play->scenario->sources, digest);
    replay_init(&again->replay, again->found.text,
                !str_equal_c(again->start.files, digest), out_of_memory, NULL);
    play->options.show = show;
    play->options.context = again;
    play->options.seed = again->start.seed;
    Session *session = session_new(play->scenario, &play->options);
    if (!session || replay_run(&again->replay, session) == SESSION_NO_MEMORY)
        out_of_memory(NULL);
    print_out(buf_str(&again->out));
    int code = report(again);
    session_free(session);
    replay_finish(&again->replay);
    return code;
}

static int replay_it(Again *again)
{
    Play *play = &again->play;
    const char *path = play->invocation->operands[0];
    const char *other = option_value(play->invocation, "scenario");
    char why[PATH_MAX + 200];
    JournalFault fault;
    size_t at = 0;
    Str line;
    JournalStatus status = journal_read(path, &again->found, &fault);
    if (status != JOURNAL_OK) {
        recorder_explain(status, &fault, path, why, sizeof why);
        return usage_error(play->invocation, "%s", why);
    }
    if (again->found.torn)
        fprintf(stderr,
                "standoff replay: the %lld bytes behind line %lld are "
                "no whole line; they are left out\n",
                (long long)again->found.torn, (long long)again->found.lines);
    if (!journal_line(again->found.text, &at, &line) ||
        !record_read_start(&play->arena, line, &again->start))
        return usage_error(play->invocation, "'%s' holds no session", path);
    again->quiet = option_value(play->invocation, "quiet");
    if (!setup_load(play, other ? str_from(other) : again->start.path,
                    other ? (Str){0} : again->start.root,
                    again->start.language) ||
        !setup_view(play))
        return EXIT_USAGE;
    return play_again(again);
}

static int run(const Invocation *invocation)
{
    static Again again;
    if (invocation->operand_count != 1)
        return usage_error(invocation, "give one journal");
    again = (Again){.play = {.invocation = invocation, .machine = true}};
    again.play.options.program = STANDOFF_VERSION;
    again.play.options.hearing.no_jit = option_value(invocation, "no-jit");
    arena_init(&again.play.arena, out_of_memory, NULL);
    int code = replay_it(&again);
    journal_found_finish(&again.found);
    buf_finish(&again.out);
    arena_finish(&again.play.arena);
    return code;
}

static const Option options[] = {
    {"view", 'v', "VIEW",
     "what is printed: negotiator, observer, trainer, or a role's name"},
    {"scenario", 0, "FILE", "plays this scenario instead of the recorded one"},
    {"quiet", 'q', NULL, "prints no stream, only a difference"},
    {"no-jit", 0, NULL, "matches patterns without machine code"},
    {0},
};

const Command command_replay = {
    .name = "replay",
    .arguments = "JOURNAL",
    .summary = "plays a recorded session once more and says what differs",
    .about = "Prints the event stream. Exit code 0: all is as it was then; 1: "
             "something differs,\nthe first place is shown. With --scenario: "
             "what would these words have met there?\n",
    .options = options,
    .run = run,
};
