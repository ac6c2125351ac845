/* `standoff play`: its options; the playing itself is in loops.c. */
#include "cmd/play.h"

#include <string.h>

#include "cmd/partner.h"
#include "cmd/prompter.h"
#include "cmd/setup.h"

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
            return setup_wrong(play,
                               "outcome '%.*s' is not known; give peaceful, "
                               "tactical, harm, escape or unresolved",
                               STR_ARGS(str_slice(outcome, 0, 80)));
    }
    return true;
}

static bool read_options(Play *play)
{
    const Invocation *invocation = play->invocation;
    if (invocation->operand_count == 1)
        return setup_options(play) && check_fail_on(play);
    usage_error(invocation, invocation->operand_count ? "give one scenario file"
                                                      : "give a scenario file");
    return false;
}

static bool load(Play *play)
{
    const Invocation *invocation = play->invocation;
    return setup_load(play, str_from(invocation->operands[0]),
                      str_from(option_value(invocation, "root")),
                      str_from(option_value(invocation, "lang")));
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

/* The human in the perpetrator's part: prompted as in `cue`, and the program
 * negotiates. */
static int play_perpetrator(Play *play, Session **session)
{
    Prompter prompter;
    Partner partner;
    play->view = (View){.kind = VIEW_ROLE, .role = play->scenario->speaker};
    prompter_init(&prompter, play->view.role);
    partner_init(&partner, play->scenario, play->options.seed);
    play->prompter = &prompter;
    play->partner = &partner;
    int code = loops_people(play, session);
    prompter_finish(&prompter);
    partner_finish(&partner);
    return code;
}

static bool read_side(const Play *play, bool *perpetrator)
{
    const char *side = option_value(play->invocation, "play-as");
    *perpetrator = side && !strcmp(side, "perpetrator");
    if (side && !*perpetrator && strcmp(side, "negotiator") != 0)
        return setup_wrong(play,
                           "'--play-as %.80s' is neither negotiator nor "
                           "perpetrator",
                           side);
    if (*perpetrator && play->machine)
        return setup_wrong(play, "'--play-as perpetrator' is for people; it "
                                 "does not go with '--jsonl'");
    return true;
}

static int play_it(Play *play)
{
    Session *session = NULL;
    play->machine = option_value(play->invocation, "jsonl");
    bool perpetrator;
    if (!read_options(play) || !read_side(play, &perpetrator) || !load(play) ||
        !setup_view(play))
        return EXIT_USAGE;
    if (!play->machine)
        language_begin(play->scenario->language);
    if (!recorder_init(&play->recorder, play->invocation, play->scenario,
                       play->options.seed))
        return EXIT_USAGE;
    signals_catch();
    int code = play->machine ? loops_machine(play, &session)
               : perpetrator ? play_perpetrator(play, &session)
                             : loops_people(play, &session);
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
    {"play-as", 0, "SIDE",
     "negotiator (default), or perpetrator: the program negotiates"},
    {"seed", 's', "N", "draws lines of 'say-one-of' the same way every time"},
    {"lang", 0, "L", "the language to play in"},
    {"clock", 0, "WHICH", "real, or virtual: moved by ':wait' only"},
    {"speed", 0, "N", "scenario seconds in one real second"},
    {"fail-on", 0, "OUTCOMES",
     "exit with 1 when the ending has one of these outcomes"},
    {"jsonl", 0, NULL, "reads and prints the event stream, one JSON a line"},
    {"plain", 0, NULL, "nothing but lines that say who speaks"},
    {"color", 0, "WHEN", "always, never or auto"},
    {"journal", 0, "FILE",
     "records the session in FILE (default: in the "
     "user's state folder)"},
    {"trainee", 0, "NAME", "who is trained: a pseudonym, for 'course'"},
    {"class", 0, "NAME", "the class that is trained, for 'course'"},
    {"no-journal", 0, NULL, "records nothing"},
    {"speak", 0, "CMD",
     "gives each line that is said to a program, such as "
     "'espeak-ng -v ru'"},
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
