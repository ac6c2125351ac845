/* `standoff audit`: personas play a scenario many times, and what each comes to
 * is counted. */
#include "cmd/command.h"

#include <string.h>

#include "report/audit.h"

enum {
    RUNS = 1000,
    RUNS_MOST = 1000000,
    MOVES = 250,
    MOVES_MOST = 10000,
};

static const struct {
    const char *name;
    uint32_t (*report)(Buf *out, const Tally *tally, Rehearsal *rehearsal,
                       Str path);
} formats[] = {{"human", audit_human}, {"json", audit_json}};
enum { FORMATS = sizeof formats / sizeof *formats };

/* A number from an option; false after a message. */
static bool read_number(const Invocation *invocation, const char *name,
                        int64_t least, int64_t most, int64_t *out)
{
    const char *value = option_value(invocation, name);
    if (!value ||
        (str_to_int(str_from(value), out) && *out >= least && *out <= most))
        return true;
    usage_error(invocation, "'--%s %.80s' is not a number from %lld to %lld",
                name, value, (long long)least, (long long)most);
    return false;
}

static bool read_persona(const Invocation *invocation, const Persona **out)
{
    const char *value = option_value(invocation, "persona");
    *out = value ? persona_find(str_from(value)) : NULL;
    if (!value || *out)
        return true;
    Buf names = {0};
    for (uint32_t i = 0; i < persona_count; i++) {
        buf_add_c(&names, i ? ", " : "");
        buf_add_c(&names, personas[i].name);
    }
    usage_error(invocation, "persona '%.80s' is not known; choose of %.*s",
                value, STR_ARGS(buf_str(&names)));
    buf_finish(&names);
    return false;
}

static bool read_options(const Invocation *invocation, TallyOptions *out)
{
    int64_t runs = RUNS, moves = MOVES, seed = 0;
    if (!read_number(invocation, "runs", 1, RUNS_MOST, &runs) ||
        !read_number(invocation, "turns", 1, MOVES_MOST, &moves) ||
        !read_number(invocation, "seed", 0, INT32_MAX, &seed) ||
        !read_persona(invocation, &out->only))
        return false;
    out->runs = (uint32_t)runs;
    out->moves = (uint32_t)moves;
    out->seed = (uint64_t)seed;
    return true;
}

static int audit(const Invocation *invocation, const Scenario *scenario,
                 Arena *arena, const TallyOptions *options)
{
    const char *format = option_value(invocation, "format");
    Str path = str_from(invocation->operands[0]);
    Buf out = {0};
    uint32_t findings = 0;
    Rehearsal *rehearsal = rehearsal_new(
        arena, scenario,
        (IntentOptions){.no_jit = option_value(invocation, "no-jit")});
    Tally tally = tally_personas(arena, rehearsal, scenario, options);
    for (int i = 0; i < FORMATS; i++)
        if (!strcmp(format ? format : "human", formats[i].name))
            findings = formats[i].report(&out, &tally, rehearsal, path);
    if (out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
    return findings ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
}

static bool is_format(const char *format)
{
    for (int i = 0; i < FORMATS; i++)
        if (!format || !strcmp(format, formats[i].name))
            return true;
    return false;
}

static int run(const Invocation *invocation)
{
    const char *format = option_value(invocation, "format");
    TallyOptions tally;
    if (invocation->operand_count != 1)
        return usage_error(invocation, "give one scenario file");
    if (!is_format(format))
        return usage_error(invocation,
                           "format '%.80s' is not known; choose human or json",
                           format);
    if (!read_options(invocation, &tally))
        return EXIT_USAGE;
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
        code = audit(invocation, scenario, &arena, &tally);
    arena_finish(&arena);
    return code;
}

static const Option options[] = {
    {"runs", 'n', "N", "runs of each persona (default: 1000)"},
    {"seed", 0, "N", "of the first run; the next has the next (default: 0)"},
    {"turns", 0, "N", "moves after which a run is given up (default: 250)"},
    {"persona", 0, "NAME", "this one alone, and its first run line by line"},
    {"format", 'f', "FORMAT", "human (default) or json"},
    {"lang", 0, "LANG", "the language to play in (default: the file's own)"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"no-jit", 0, NULL, "match without machine code"},
    {"color", 0, "WHEN", "colour of messages: always, never or auto"},
    {0}};

const Command command_audit = {
    .name = "audit",
    .arguments = "FILE",
    .summary = "lets personas play a scenario, and says what it teaches",
    .about = "Each persona has one habit: to threaten, to promise, to repeat, "
             "to listen. A\nscenario in which listening does not end in peace "
             "three times as often as any\nother habit teaches that habit. "
             "Exit code 1: so it is.\n",
    .options = options,
    .run = run,
};
