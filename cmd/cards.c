/* `standoff cards`: cue cards and the exercise-control sheet, to be printed. */
#include "cmd/command.h"

#include <errno.h>
#include <string.h>

#include "cmd/language.h"
#include "report/cards.h"

static const char *translated(const char *english)
{
    return gettext(english);
}

static int write_cards(const Invocation *invocation, const Scenario *scenario)
{
    const char *path = option_value(invocation, "output");
    Buf out = {0};
    int code = EXIT_NOTHING_FOUND;
    language_begin(scenario->language);
    cards_html(&out, scenario, translated);
    if (out.failed)
        out_of_memory(NULL);
    if (!path || !strcmp(path, "-")) {
        print_out(buf_str(&out));
    } else if (!write_whole(path, buf_str(&out))) {
        usage_error(invocation, "'%s': %s; nothing was written", path,
                    strerror(errno));
        code = EXIT_FAULT;
    }
    buf_finish(&out);
    return code;
}

static int run(const Invocation *invocation)
{
    if (invocation->operand_count != 1)
        return usage_error(invocation, "give one scenario file");
    Arena arena;
    Sources sources = {0};
    Diags diags;
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    ScenarioOptions options = {
        .root = str_from(option_value(invocation, "root")),
        .language = str_from(option_value(invocation, "lang")),
    };
    const char *path = invocation->operands[0];
    const Scenario *scenario =
        scenario_load(&arena, &sources, &diags, str_from(path), &options);
    int code = EXIT_USAGE;
    if (!scenario)
        print_diags(&diags, &sources,
                    color_wanted(option_value(invocation, "color"), stderr));
    else if (scenario->is_pack)
        usage_error(invocation, "'%s' is a pack, not a scenario", path);
    else
        code = write_cards(invocation, scenario);
    arena_finish(&arena);
    return code;
}

static const Option options[] = {
    {"output", 'o', "FILE", "where to write (default: standard output)"},
    {"lang", 0, "LANG", "the language of the cards (default: the file's own)"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"color", 0, "WHEN", "colour of messages: always, never or auto"},
    {0}};

const Command command_cards = {
    .name = "cards",
    .arguments = "FILE",
    .summary = "writes cards for the players and a sheet for the trainer",
    .about = "One HTML page, to be printed: the negotiator's card, cards for "
             "each role, and the\nevents of the exercise. Give each player "
             "only what is theirs.\n",
    .options = options,
    .run = run,
};
