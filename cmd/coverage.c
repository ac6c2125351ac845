/* `standoff coverage`: what of a scenario its transcripts and recorded sessions
 * have been through. Counting is lib/transcript's, what it looks like report's.
 * Start at run. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/recorder.h"
#include "cmd/suite.h"
#include "report/coverage.h"
#include "session/replay.h"
#include "source/root.h"

typedef struct {
    const Invocation *invocation;
    Suite suite;
    Arena arena;
    Sources sources;
    const Scenario *scenario;
    char *path; /* absolute, of the scenario */
    Coverage *total;
    size_t failing;             /* transcripts that go otherwise */
    int64_t least[COVER_KINDS]; /* percent */
    bool is_asked[COVER_KINDS]; /* by --min */
    bool wrong;                 /* a file could not be used; was said */
} Cover;

/* --- Transcripts -------------------------------------------------------- */

static void add_trial(void *context, Trial *trial)
{
    Cover *cover = context;
    char *path = trial->loaded ? realpath(trial->loaded->path, NULL) : NULL;
    bool ours = path && !strcmp(path, cover->path);
    free(path);
    if (trial->outcome == TEST_UNUSABLE) {
        print_diags(&trial->diags, &trial->sources, cover->suite.color);
        cover->wrong = true;
        return;
    }
    if (!ours || !trial->coverage)
        return;
    cover->failing += trial->outcome == TEST_FAILED;
    coverage_add(cover->total, trial->coverage);
}

/* --- Journals ----------------------------------------------------------- */

static void count(void *context, Session *session, const Message *message)
{
    coverage_note(context, session, message);
}

static bool complain(Cover *cover, const char *path, const char *why)
{
    usage_error(cover->invocation, "'%.200s' %s", path, why);
    cover->wrong = true;
    return false;
}

/* Plays a journal's inputs on the scenario as it is now. */
static bool play_journal(Cover *cover, Arena *arena, const char *path,
                         const JournalFound *found)
{
    RecordStart start;
    Sources sources = {0};
    Diags diags;
    Replay replay;
    size_t at = 0;
    Str line;
    diag_init(&diags, arena);
    if (!journal_line(found->text, &at, &line) ||
        !record_read_start(arena, line, &start))
        return complain(cover, path, "holds no session");
    ScenarioOptions options = {.root = cover->suite.root,
                               .language = start.language};
    const Scenario *scenario =
        scenario_load(arena, &sources, &diags, str_from(cover->path), &options);
    if (!scenario) {
        print_diags(&diags, &sources, cover->suite.color);
        return complain(cover, path,
                        "is in a language that the scenario is "
                        "not in");
    }
    Coverage *coverage = coverage_new(arena, scenario);
    SessionOptions session_options = {.seed = start.seed,
                                      .hearing = cover->suite.hearing,
                                      .program = STANDOFF_VERSION,
                                      .show = count,
                                      .context = coverage};
    Session *session = session_new(scenario, &session_options);
    replay_init(&replay, found->text, true, out_of_memory, NULL);
    if (!session || replay_run(&replay, session) == SESSION_NO_MEMORY)
        out_of_memory(NULL);
    coverage_add(cover->total, coverage);
    replay_finish(&replay);
    session_free(session);
    return true;
}

static void add_journal(Cover *cover, const char *path)
{
    char why[PATH_MAX + 200];
    JournalFound found = {0};
    JournalFault fault;
    Arena arena;
    JournalStatus status = journal_read(path, &found, &fault);
    if (status != JOURNAL_OK) {
        recorder_explain(status, &fault, path, why, sizeof why);
        usage_error(cover->invocation, "%s", why);
        cover->wrong = true;
        return;
    }
    arena_init(&arena, out_of_memory, NULL);
    play_journal(cover, &arena, path, &found);
    arena_finish(&arena);
    journal_found_finish(&found);
}

static bool ends_in(const char *path, const char *ending)
{
    size_t size = strlen(path), tail = strlen(ending);
    return size > tail && !strcmp(path + size - tail, ending);
}

/* Folders and YAML hold transcripts, everything else is a journal. */
static void add_path(Cover *cover, char *path)
{
    struct stat info;
    bool folder = !stat(path, &info) && S_ISDIR(info.st_mode);
    if (folder || ends_in(path, ".yaml") || ends_in(path, ".yml"))
        suite_run(&cover->suite, 1, &path);
    else
        add_journal(cover, path);
}

/* The transcripts in `tests`, beside the scenario. */
static void add_own(Cover *cover)
{
    Str folder = source_path_folder(str_from(cover->path));
    Str tests = str_join(&cover->arena, folder, STR("/tests"), (Str){0});
    char *path = strdup(tests.data);
    if (!path)
        out_of_memory(NULL);
    struct stat info;
    if (!stat(path, &info))
        suite_run(&cover->suite, 1, &path);
    free(path);
}

/* --- Options ------------------------------------------------------------ */

static bool read_least(Cover *cover)
{
    int at = 0;
    const char *value;
    while ((value = option_next(cover->invocation, "min", &at))) {
        const char *sign = strchr(value, '=');
        size_t size = sign ? (size_t)(sign - value) : strlen(value);
        int kind = 0;
        while (kind < COVER_KINDS &&
               !str_equal_c(str_slice(str_from(value), 0, size),
                            coverage_kind_names[kind]))
            kind++;
        int64_t percent = -1;
        if (kind < COVER_KINDS && sign &&
            str_to_int(str_from(sign + 1), &percent) && percent >= 0 &&
            percent <= 100) {
            cover->least[kind] = percent;
            cover->is_asked[kind] = true;
            continue;
        }
        usage_error(cover->invocation,
                    "'--min %.80s' is not like rules=90; what is counted: "
                    "states, rules, triggers, injects, places, steps, lines, "
                    "intents, demands, stages, endings",
                    value);
        return false;
    }
    return true;
}

static bool load(Cover *cover)
{
    ScenarioOptions options = {.root = cover->suite.root};
    Diags diags;
    const char *path = cover->invocation->operands[0];
    diag_init(&diags, &cover->arena);
    cover->scenario = scenario_load(&cover->arena, &cover->sources, &diags,
                                    str_from(path), &options);
    if (!cover->scenario) {
        print_diags(&diags, &cover->sources, cover->suite.color);
        return false;
    }
    if (cover->scenario->is_pack)
        return complain(cover, path, "is a pack; name a scenario");
    cover->path = realpath(path, NULL);
    if (!cover->path)
        return complain(cover, path, "has no path");
    cover->total = coverage_new(&cover->arena, cover->scenario);
    return true;
}

/* --- What came of it ---------------------------------------------------- */

static bool write_page(Cover *cover, const char *path)
{
    Buf page = {0};
    coverage_html(&page, &cover->arena, cover->total);
    if (page.failed)
        out_of_memory(NULL);
    bool done = write_whole(path, buf_str(&page));
    if (!done)
        usage_error(cover->invocation, "'%.200s' cannot be written: %s", path,
                    strerror(errno));
    buf_finish(&page);
    return done;
}

/* Whether as much was seen as --min asks for. */
static bool is_enough(Cover *cover)
{
    bool enough = true;
    for (int kind = 0; kind < COVER_KINDS; kind++) {
        uint32_t of;
        const CoverageItem *items = coverage_items(&cover->arena, cover->total,
                                                   (CoverageKind)kind, &of);
        uint64_t seen = coverage_seen(items, of);
        if (!cover->is_asked[kind] ||
            seen * 100 >= (uint64_t)cover->least[kind] * of)
            continue;
        fprintf(stderr,
                "standoff coverage: %llu of %u %s were seen, less than %lld "
                "%%\n",
                (unsigned long long)seen, of, coverage_kind_names[kind],
                (long long)cover->least[kind]);
        enough = false;
    }
    return enough;
}

static const struct {
    const char *name;
    void (*print)(Buf *out, Arena *arena, const Coverage *coverage);
} formats[] = {{"human", coverage_text},
               {"lines", coverage_source},
               {"json", coverage_json},
               {"dot", coverage_dot},
               {"mermaid", coverage_mermaid}};
enum { FORMATS = sizeof formats / sizeof *formats };

static int show(Cover *cover)
{
    const char *name = option_value(cover->invocation, "format");
    const char *page = option_value(cover->invocation, "html");
    Buf out = {0};
    size_t at = 0;
    if (!name)
        name = option_value(cover->invocation, "lines") ? "lines" : "human";
    while (at < FORMATS && strcmp(name, formats[at].name) != 0)
        at++;
    if (at == FORMATS)
        return usage_error(cover->invocation,
                           "format '%.80s' is not known; choose human, lines, "
                           "json, dot or mermaid",
                           name);
    formats[at].print(&out, &cover->arena, cover->total);
    if (out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
    if (page && !write_page(cover, page))
        return EXIT_FAULT;
    if (cover->failing)
        fprintf(stderr,
                "standoff coverage: %zu of the transcripts do not go as they "
                "expect; see 'standoff test'\n",
                cover->failing);
    return is_enough(cover) ? EXIT_NOTHING_FOUND : EXIT_FINDINGS;
}

static int cover_all(Cover *cover)
{
    const Invocation *invocation = cover->invocation;
    for (int i = 1; i < invocation->operand_count; i++)
        add_path(cover, invocation->operands[i]);
    if (invocation->operand_count == 1)
        add_own(cover);
    if (cover->wrong || cover->suite.unreadable)
        return EXIT_USAGE;
    if (!cover->total->sessions)
        return usage_error(invocation,
                           "no transcript or session of '%.200s' was found; "
                           "name folders, transcripts or journals",
                           invocation->operands[0]);
    return show(cover);
}

static int run(const Invocation *invocation)
{
    Cover cover = {.invocation = invocation};
    int code = EXIT_USAGE;
    if (!invocation->operand_count)
        return usage_error(invocation, "name a scenario");
    arena_init(&cover.arena, out_of_memory, NULL);
    if (suite_begin(&cover.suite, invocation) && read_least(&cover) &&
        load(&cover)) {
        cover.suite.covers = true;
        cover.suite.after = add_trial;
        cover.suite.context = &cover;
        code = cover_all(&cover);
    }
    free(cover.path);
    arena_finish(&cover.arena);
    return code;
}

static const Option options[] = {
    {"format", 'f', "FORMAT",
     "human (default), lines, json, or a graph: dot, mermaid"},
    {"lines", 'l', NULL, "the scenario line by line, each with its count"},
    {"html", 0, "FILE", "writes a page with all of it"},
    {"min", 0, "WHAT=N", "exit code 1 if less than N percent was seen"},
    {"filter", 0, "TEXT", "only transcripts with this in their path"},
    {"jobs", 'j', "N", "so many at once (default: one for each processor)"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"no-jit", 0, NULL, "matches patterns without machine code"},
    {"color", 0, "WHEN", "always, never or auto"},
    {0}};

const Command command_coverage = {
    .name = "coverage",
    .arguments = "FILE [PATH...]",
    .summary = "says what of a scenario its tests and sessions have seen",
    .about = "PATHs are transcripts, folders of them, and journals; without "
             "one, the folder\n'tests' beside FILE. --min may stand several "
             "times: --min rules=80 --min endings=100.\nExit code 0: done; 1: "
             "less than --min; 2: a file cannot be used.\n",
    .options = options,
    .run = run,
};
