/* `standoff cue`: the screen of a role-player, who is cued live. Either the
 * operator tells here what the negotiator said, or --follow shows a session
 * that runs elsewhere. */
#include "cmd/follow.h"
#include "cmd/prompter.h"
#include "cmd/setup.h"

/* The role named, or the one who speaks first. */
static bool choose_role(Play *play)
{
    const char *name = option_value(play->invocation, "role");
    uint32_t first = play->scenario->speaker;
    Str role = name ? str_from(name) : play->scenario->roles[first].name;
    if (view_find(play->scenario, role, &play->view) &&
        play->view.kind == VIEW_ROLE)
        return true;
    return setup_wrong(play,
                       "role '%.80s' is not known; give the identifier of a "
                       "role of the scenario",
                       name);
}

static int cue_here(Play *play)
{
    const Invocation *invocation = play->invocation;
    Session *session = NULL;
    Prompter prompter;
    if (!setup_options(play) ||
        !setup_load(play, str_from(invocation->operands[0]),
                    str_from(option_value(invocation, "root")),
                    str_from(option_value(invocation, "lang"))) ||
        !choose_role(play) ||
        !recorder_init(&play->recorder, invocation, play->scenario,
                       play->options.seed))
        return EXIT_USAGE;
    language_begin(play->scenario->language);
    prompter_init(&prompter, play->view.role);
    play->prompter = &prompter;
    signals_catch();
    int code = loops_people(play, &session);
    session_free(session);
    prompter_finish(&prompter);
    return code;
}

static int run(const Invocation *invocation)
{
    Play play = {.invocation = invocation};
    const char *path = option_value(invocation, "follow");
    const char *role = option_value(invocation, "role");
    if (path && invocation->operand_count)
        return usage_error(invocation, "with --follow, the journal says which "
                                       "scenario it is; give no file");
    if (!path && invocation->operand_count != 1)
        return usage_error(invocation,
                           "give one scenario file, or --follow JOURNAL");
    if (path)
        return follow(&play, path, role ? role : "observer");
    arena_init(&play.arena, out_of_memory, NULL);
    int code = cue_here(&play);
    arena_finish(&play.arena);
    return code;
}

static const Option options[] = {
    {"role", 0, "ROLE", "who is cued (default: who speaks first)"},
    {"follow", 0, "JOURNAL",
     "shows a session that runs elsewhere; ROLE may be observer, trainer or "
     "negotiator, too"},
    {"seed", 's', "N", "draws lines of 'say-one-of' the same way every time"},
    {"lang", 0, "LANG", "the language to play in"},
    {"clock", 0, "WHICH", "real, or virtual: moved by ':wait' only"},
    {"speed", 0, "N", "scenario seconds in one real second"},
    {"plain", 0, NULL, "nothing but lines that say what they are"},
    {"color", 0, "WHEN", "always, never or auto"},
    {"journal", 0, "FILE",
     "records the session in FILE (default: in the user's state folder)"},
    {"trainee", 0, "NAME", "who is trained: a pseudonym, for 'course'"},
    {"class", 0, "NAME", "the class that is trained, for 'course'"},
    {"no-journal", 0, NULL, "records nothing"},
    {"no-jit", 0, NULL, "matches patterns without machine code"},
    {"root", 0, "DIR", "the folder that packs must lie in"},
    {0},
};

const Command command_cue = {
    .name = "cue",
    .arguments = "FILE",
    .summary = "prompts a role-player, live",
    .about = "After each turn: what to listen for and what each of it would "
             "lead to, how to say\nit, and last the line to say. Type what the "
             "negotiator said, or the numbers of what\nyou heard ('2', '1 4', "
             "'0' for none); ':help' shows the commands.\n",
    .options = options,
    .run = run,
};
