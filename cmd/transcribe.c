/* `standoff test --record`: a journal in, a transcript out. What is recorded is
 * lib/transcript's; here are files and their paths. Start at transcribe. */
#include "cmd/transcribe.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/recorder.h"
#include "source/root.h"
#include "transcript/transcript.h"

typedef struct {
    const Invocation *invocation;
    const char *path; /* of the journal */
    const char *to;   /* or NULL: standard output */
    Arena arena;
    Sources sources;
    JournalFound found;
    RecordStart start;
    const Scenario *scenario;
    Transcript transcript;
} Transcribe;

static bool read_journal(Transcribe *what)
{
    char why[PATH_MAX + 200];
    JournalFault fault;
    size_t at = 0;
    Str line;
    JournalStatus status = journal_read(what->path, &what->found, &fault);
    if (status != JOURNAL_OK) {
        recorder_explain(status, &fault, what->path, why, sizeof why);
        usage_error(what->invocation, "%s", why);
        return false;
    }
    if (journal_line(what->found.text, &at, &line) &&
        record_read_start(&what->arena, line, &what->start))
        return true;
    usage_error(what->invocation, "'%s' holds no session", what->path);
    return false;
}

static bool load(Transcribe *what)
{
    ScenarioOptions options = {.root = what->start.root,
                               .language = what->start.language};
    Diags diags;
    diag_init(&diags, &what->arena);
    what->scenario = scenario_load(&what->arena, &what->sources, &diags,
                                   what->start.path, &options);
    if (!what->scenario)
        print_diags(&diags, &what->sources, color_wanted(NULL, stderr));
    return what->scenario && !what->scenario->is_pack;
}

/* What the scenario is written in. */
static Str own_language(Transcribe *what)
{
    Sources sources = {0};
    Diags diags;
    ScenarioOptions options = {.root = what->start.root};
    diag_init(&diags, &what->arena);
    const Scenario *scenario = scenario_load(&what->arena, &sources, &diags,
                                             what->start.path, &options);
    return scenario ? scenario->language : (Str){0};
}

/* --- Paths -------------------------------------------------------------- */

static Str absolute(Arena *arena, const char *path)
{
    char found[PATH_MAX];
    return realpath(path, found) ? str_copy(arena, str_from(found))
                                 : str_from(path);
}

/* The scenario as seen from the folder the transcript is written to. */
static Str seen_from(Arena *arena, Str folder, Str scenario)
{
    size_t common = 0, at = 0;
    while (at < folder.size && at < scenario.size &&
           folder.data[at] == scenario.data[at])
        if (folder.data[at++] == '/')
            common = at;
    if (at == folder.size && at < scenario.size && scenario.data[at] == '/')
        return str_slice(scenario, at + 1, scenario.size);
    Buf up = {0};
    for (size_t i = common; i <= folder.size && folder.size > 1; i++)
        if (i == folder.size || folder.data[i] == '/')
            buf_add_c(&up, "../");
    buf_add(&up, str_slice(scenario, common, scenario.size));
    if (up.failed)
        out_of_memory(NULL);
    Str path = str_copy(arena, buf_str(&up));
    buf_finish(&up);
    return path;
}

static Str path_of(Transcribe *what)
{
    Str folder = source_path_folder(str_from(what->to ? what->to : ""));
    if (!folder.size)
        folder = STR(".");
    folder = absolute(&what->arena, str_copy(&what->arena, folder).data);
    Str scenario = absolute(&what->arena, what->start.path.data);
    return seen_from(&what->arena, folder, scenario);
}

/* --- The whole ---------------------------------------------------------- */

static Str ending_name(const Scenario *scenario, int32_t ending)
{
    if (ending >= 0)
        return scenario->endings[ending].name;
    return ending == NONE ? STR("none") : STR("endex");
}

/* Waits in whole seconds may lead elsewhere; then somebody should know. */
static bool make(Transcribe *what)
{
    int32_t then;
    TranscriptResult result;
    TranscriptOptions options = {0};
    Transcript *transcript = &what->transcript;
    const char *title = option_value(what->invocation, "title");
    transcript_init(transcript, path_of(what));
    transcript->title = str_from(title ? title : "");
    if (!str_equal(what->start.language, own_language(what)))
        transcript->language = what->start.language;
    if (!transcript_record(&what->arena, what->scenario, what->found.text,
                           &what->start, transcript, &then) ||
        !transcript_expect(&what->arena, what->scenario, options.hearing,
                           transcript) ||
        !transcript_run(&what->arena, what->scenario, transcript, &options,
                        &result))
        out_of_memory(NULL);
    if (result.ending == then)
        return true;
    Str now = ending_name(what->scenario, result.ending);
    Str was = ending_name(what->scenario, then);
    fprintf(stderr,
            "standoff test: the session ended with '%.*s', the transcript "
            "ends with '%.*s': its waits are whole seconds\n",
            STR_ARGS(was), STR_ARGS(now));
    return true;
}

static int put(Transcribe *what)
{
    Buf out = {0};
    int code = EXIT_NOTHING_FOUND;
    transcript_write(&out, what->scenario, &what->transcript);
    if (out.failed)
        out_of_memory(NULL);
    if (!what->to) {
        print_out(buf_str(&out));
    } else if (!access(what->to, F_OK)) {
        code =
            usage_error(what->invocation,
                        "'%s' is there already; give another name", what->to);
    } else if (!write_whole(what->to, buf_str(&out))) {
        code = EXIT_FAULT;
        usage_error(what->invocation, "'%s' cannot be written: %s", what->to,
                    strerror(errno));
    }
    buf_finish(&out);
    return code;
}

int transcribe(const Invocation *invocation)
{
    Transcribe what = {.invocation = invocation,
                       .path = option_value(invocation, "record"),
                       .to = option_value(invocation, "output")};
    if (invocation->operand_count)
        return usage_error(invocation, "--record takes a journal and no other "
                                       "file");
    int code = EXIT_USAGE;
    arena_init(&what.arena, out_of_memory, NULL);
    if (read_journal(&what) && load(&what) && make(&what))
        code = put(&what);
    journal_found_finish(&what.found);
    arena_finish(&what.arena);
    return code;
}
