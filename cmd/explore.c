/* `standoff explore`: everything that can happen in a scenario, as far as
 * memory reaches. Reads the options, shows progress on a terminal and writes
 * transcripts; what is searched and said is explore's and report's. */
#include "cmd/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/explored.h"

static const struct {
    const char *name;
    void (*report)(Buf *out, const Scenario *scenario,
                   const ExploreResult *result, Str path);
} formats[] = {{"human", explored_human}, {"json", explored_json}};
enum { FORMATS = sizeof formats / sizeof *formats };

typedef struct {
    const Invocation *invocation;
    Arena *arena;
    const Scenario *scenario;
    ExploreOptions options;
    bool shows; /* progress, on a terminal */
    int code;
} Exploring;

/* --- Options -------------------------------------------------------------- */

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

/* Bytes: 512K, 64M, 2G. */
static bool read_memory(const Invocation *invocation, size_t *out)
{
    const char *value = option_value(invocation, "memory");
    static const char units[] = "KMG";
    if (!value)
        return true;
    Str digits = str_from(value);
    const char *unit =
        digits.size ? strchr(units, digits.data[digits.size - 1]) : NULL;
    int shift = unit && *unit ? 10 * (int)(unit - units + 1) : 0;
    int64_t number;
    if (shift)
        digits.size--;
    if (!str_to_int(digits, &number) || number < 1 ||
        number > (INT64_MAX >> 1 >> shift)) {
        usage_error(invocation,
                    "'--memory %.80s' is not a size; write e.g. 512M or 2G",
                    value);
        return false;
    }
    *out = (size_t)number << shift;
    return true;
}

static bool read_options(const Invocation *invocation, ExploreOptions *out)
{
    int64_t depth = 0, steps = EXPLORE_STEPS, walks = EXPLORE_WALKS, seed = 0;
    if (!read_number(invocation, "depth", 1, INT32_MAX, &depth) ||
        !read_number(invocation, "steps", 1, INT64_MAX, &steps) ||
        !read_number(invocation, "random", 0, INT32_MAX, &walks) ||
        !read_number(invocation, "seed", 0, INT64_MAX, &seed) ||
        !read_memory(invocation, &out->memory))
        return false;
    out->depth = depth;
    out->steps = (uint64_t)steps;
    out->walks = (uint32_t)walks;
    out->seed = (uint64_t)seed;
    return true;
}

/* --- Progress ------------------------------------------------------------- */

static bool progress(void *context, const ExploreProgress *now)
{
    const Exploring *exploring = context;
    if (exploring->shows)
        fprintf(stderr,
                "\r%llu configurations, %llu events, %lld turns deep \033[K",
                (unsigned long long)now->states, (unsigned long long)now->steps,
                (long long)now->turns);
    return !signal_pending();
}

/* --- Transcripts ---------------------------------------------------------- */

/* The path of `to` as seen from the folder `from`, both absolute. */
static void add_relative(Buf *out, const char *from, const char *to)
{
    size_t same = 0, at = 0;
    for (; from[at] && from[at] == to[at]; at++)
        if (from[at] == '/')
            same = at;
    if (!from[at] && to[at] == '/')
        same = at;
    for (const char *rest = from + same; *rest; rest++)
        if (*rest == '/' && rest[1])
            buf_add_c(out, "../");
    buf_add_c(out, to + same + 1);
}

static void write_run(void *context, const char *name, Str title,
                      const ExploreRun *run)
{
    Exploring *exploring = context;
    const char *folder = option_value(exploring->invocation, "write");
    char *from = realpath(folder, NULL);
    char *to = realpath(exploring->invocation->operands[0], NULL);
    Buf path = {0}, file = {0}, out = {0};
    Transcript transcript;
    buf_printf(&path, "%s/%s.yaml", folder, name);
    if (from && to)
        add_relative(&file, from, to);
    free(from);
    free(to);
    if (path.failed || file.failed ||
        !explore_transcript(exploring->arena, exploring->scenario, run,
                            buf_str(&file), title, &transcript))
        out_of_memory(NULL);
    transcript_write(&out, exploring->scenario, &transcript);
    if (out.failed)
        out_of_memory(NULL);
    if (exploring->code != EXIT_FAULT &&
        !write_whole(path.data, buf_str(&out))) {
        usage_error(exploring->invocation, "'%s': %s", path.data,
                    strerror(errno));
        exploring->code = EXIT_FAULT;
    }
    buf_finish(&path);
    buf_finish(&file);
    buf_finish(&out);
}

static void write_runs(Exploring *exploring, const ExploreResult *result)
{
    const char *folder = option_value(exploring->invocation, "write");
    if (!folder)
        return;
    if (mkdir(folder, 0777) && errno != EEXIST) {
        usage_error(exploring->invocation, "'%s': %s", folder, strerror(errno));
        exploring->code = EXIT_FAULT;
        return;
    }
    explored_each_run(exploring->scenario, result, write_run, exploring);
}

/* --- The command ---------------------------------------------------------- */

static void explore(Exploring *exploring)
{
    const Invocation *invocation = exploring->invocation;
    const char *format = option_value(invocation, "format");
    bool strict = option_value(invocation, "strict") != NULL;
    Buf out = {0};
    exploring->options.progress = progress;
    exploring->options.context = exploring;
    const ExploreResult *result =
        explore_run(exploring->arena, exploring->scenario, &exploring->options);
    if (exploring->shows)
        fputs("\r\033[K", stderr);
    if (!result)
        out_of_memory(NULL);
    for (int i = 0; i < FORMATS; i++)
        if (!strcmp(format ? format : "human", formats[i].name))
            formats[i].report(&out, exploring->scenario, result,
                              str_from(invocation->operands[0]));
    if (out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
    if (explored_faults(exploring->scenario, result) ||
        (strict && !result->exhaustive))
        exploring->code = EXIT_FINDINGS;
    write_runs(exploring, result);
    if (signal_pending())
        exploring->code = 128 + signal_pending();
}

static void export(const Exploring *exploring)
{
    Buf out = {0};
    if (!explore_promela(exploring->arena, &out, exploring->scenario) ||
        out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
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
    Exploring exploring = {.invocation = invocation};
    if (invocation->operand_count != 1)
        return usage_error(invocation, "give one scenario file");
    const char *model = option_value(invocation, "export");
    if (model && strcmp(model, "promela") != 0)
        return usage_error(
            invocation, "'--export %.80s' is not known; choose promela", model);
    if (!is_format(format))
        return usage_error(invocation,
                           "format '%.80s' is not known; choose human or json",
                           format);
    if (option_value(invocation, "write") &&
        !strcmp(invocation->operands[0], "-"))
        return usage_error(invocation, "transcripts name their scenario; give "
                                       "a file instead of '-'");
    if (!read_options(invocation, &exploring.options))
        return EXIT_USAGE;
    Arena arena;
    Sources sources = {0};
    Diags diags;
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    signals_catch();
    exploring.shows = isatty(STDERR_FILENO);
    ScenarioOptions options = {
        .root = str_from(option_value(invocation, "root")),
        .language = str_from(option_value(invocation, "lang")),
    };
    const char *path = invocation->operands[0];
    exploring.scenario =
        scenario_load(&arena, &sources, &diags, str_from(path), &options);
    if (!exploring.scenario) {
        print_diags(&diags, &sources,
                    color_wanted(option_value(invocation, "color"), stderr));
        exploring.code = EXIT_USAGE;
    } else if (exploring.scenario->is_pack) {
        exploring.code =
            usage_error(invocation, "'%s' is a pack, not a scenario", path);
    } else {
        exploring.arena = &arena;
        if (model)
            export(&exploring);
        else
            explore(&exploring);
    }
    arena_finish(&arena);
    return exploring.code;
}

static const Option options[] = {
    {"format", 'f', "FORMAT", "human (default) or json"},
    {"depth", 'd', "N", "no more than N utterances (default: no limit)"},
    {"memory", 'm', "SIZE", "for configurations, e.g. 512M (default: 1G)"},
    {"steps", 0, "N", "events to try (default: 2000000)"},
    {"strict", 0, NULL, "exit code 1, too, when the search was cut"},
    {"random", 0, "N", "chance runs after a cut (default: 2000)"},
    {"seed", 0, "N", "of the chance runs (default: 0)"},
    {"write", 'w', "DIR", "writes each run as a transcript into this folder"},
    {"export", 0, "promela", "writes the search as a model for Spin instead"},
    {"lang", 0, "LANG", "the language to hear (default: the file's own)"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"color", 0, "WHEN", "colour of messages: always, never or auto"},
    {0}};

const Command command_explore = {
    .name = "explore",
    .arguments = "FILE",
    .summary = "searches everything that can happen, and proves the checks",
    .about = "Tries every utterance that an example shows, every timer and "
             "every inject, in\nevery order. Exit code 1: a check is broken, "
             "or settling does not end.\n",
    .options = options,
    .run = run,
};
