/* `standoff test`: plays transcripts and says where one brings something else
 * than it expects. Finds the files and prints; what is right is said by
 * lib/transcript. Start at run. */
#include <stdlib.h>
#include <string.h>

#include "cmd/bless.h"
#include "cmd/command.h"
#include "cmd/files.h"
#include "cmd/transcribe.h"
#include "transcript/transcript.h"

/* A scenario that several transcripts are of is loaded once. */
typedef struct Loaded Loaded;
struct Loaded {
    Loaded *next;
    Arena arena;
    Sources sources;
    const Scenario *scenario; /* NULL: it has errors, which were said */
    char *path, *language;
};

typedef struct {
    Str root;
    TranscriptOptions options;
    const char *filter;
    bool color, quiet, bless;
    Loaded *loaded;
    size_t passed, failed, expected;
    bool unreadable, unwritten;
} Test;

/* A transcript under way. */
typedef struct {
    Arena arena;
    Sources sources;
    Diags diags;
    Str path;
    bool found; /* in a folder: may be of another kind */
    const Transcript *transcript;
    TranscriptResult result;
} Case;

/* --- Scenarios ---------------------------------------------------------- */

static char *copied(Str text)
{
    char *copy = strndup(text.data ? text.data : "", text.size);
    if (!copy)
        out_of_memory(NULL);
    return copy;
}

static void load(Test *test, Loaded *loaded, Str path, Str language)
{
    ScenarioOptions options = {.root = test->root, .language = language};
    Diags diags;
    arena_init(&loaded->arena, out_of_memory, NULL);
    diag_init(&diags, &loaded->arena);
    loaded->scenario =
        scenario_load(&loaded->arena, &loaded->sources, &diags, path, &options);
    if (!loaded->scenario)
        print_diags(&diags, &loaded->sources, test->color);
}

/* NULL, after messages, when it cannot be loaded or is none. */
static const Scenario *scenario_of(Test *test, const TranscriptFile *file)
{
    Loaded *loaded = test->loaded;
    while (loaded && !(str_equal_c(file->scenario, loaded->path) &&
                       str_equal_c(file->language, loaded->language)))
        loaded = loaded->next;
    if (!loaded) {
        loaded = calloc(1, sizeof *loaded);
        if (!loaded)
            out_of_memory(NULL);
        loaded->path = copied(file->scenario);
        loaded->language = copied(file->language);
        loaded->next = test->loaded;
        test->loaded = loaded;
        load(test, loaded, str_from(loaded->path), str_from(loaded->language));
    }
    return loaded->scenario;
}

static void forget(Test *test)
{
    while (test->loaded) {
        Loaded *loaded = test->loaded;
        test->loaded = loaded->next;
        arena_finish(&loaded->arena);
        free(loaded->path);
        free(loaded->language);
        free(loaded);
    }
}

/* --- Saying it ---------------------------------------------------------- */

static void add_indented(Buf *out, Str lines)
{
    Buf safe = {0};
    diag_add_safe(&safe, lines, true);
    Str rest = buf_str(&safe);
    while (rest.size) {
        size_t end = 0;
        while (end < rest.size && rest.data[end] != '\n')
            end++;
        buf_add_c(out, "  ");
        buf_add(out, str_slice(rest, 0, end));
        buf_add_char(out, '\n');
        rest = str_slice(rest, end + 1, rest.size);
    }
    buf_finish(&safe);
}

static void add_line(Buf *out, const Test *test, const Case *what,
                     const char *word, const char *sgr)
{
    Str title = what->transcript->title;
    if (test->color)
        buf_printf(out, "\x1b[%sm%s\x1b[0m ", sgr, word);
    else
        buf_printf(out, "%s ", word);
    diag_add_safe(out, what->path, false);
    if (title.size) {
        buf_add_c(out, ": ");
        diag_add_safe(out, title, false);
    }
    buf_add_char(out, '\n');
}

static void add_failures(Buf *out, Test *test, Case *what)
{
    const TranscriptResult *result = &what->result;
    for (uint32_t i = 0; i < result->failure_count; i++) {
        const TranscriptFailure *failure = &result->failures[i];
        Diag diag = {.id = failure->expectation ? DIAG_TEST_FAILED
                                                : DIAG_TEST_STEP,
                     .span = failure->span,
                     .text = failure->text};
        diag_render_human(out, &diag, &what->sources, test->color);
    }
    add_indented(out, result->why);
}

static void report(Test *test, Case *what)
{
    bool passed = !what->result.failure_count;
    bool expected = what->transcript->expected_failure.size != 0;
    Buf out = {0};
    if (expected && passed) {
        Diag diag = {.id = DIAG_TEST_PASSED,
                     .span = what->transcript->expected_failure_span,
                     .text = STR("this test passes now; delete "
                                 "'expected-failure'")};
        add_line(&out, test, what, "FAIL", "1;31");
        diag_render_human(&out, &diag, &what->sources, test->color);
        test->failed++;
    } else if (expected) {
        if (!test->quiet)
            add_line(&out, test, what, "ok (fails as expected)", "1;33");
        test->expected++;
    } else if (passed) {
        if (!test->quiet)
            add_line(&out, test, what, "ok", "1;32");
        test->passed++;
    } else {
        add_line(&out, test, what, "FAIL", "1;31");
        add_failures(&out, test, what);
        test->failed++;
    }
    if (out.failed)
        out_of_memory(NULL);
    if (out.size)
        print_out(buf_str(&out));
    buf_finish(&out);
}

/* --- One file ----------------------------------------------------------- */

/* Whether the file that was read is a scenario, a pack, ... */
static bool is_other_kind(const Diags *diags)
{
    for (size_t i = 0; i < diags->all.count; i++)
        if (diags->all.items[i].id == DIAG_FILE_KIND)
            return true;
    return false;
}

/* Reads a transcript and its scenario; NULL when there is none to play. */
static const Scenario *read_case(Test *test, Case *what)
{
    TranscriptFile file;
    const Scenario *scenario = NULL;
    arena_init(&what->arena, out_of_memory, NULL);
    diag_init(&what->diags, &what->arena);
    bool good = transcript_open(&what->arena, &what->sources, &what->diags,
                                what->path, test->root, &file);
    if (!good && what->found && is_other_kind(&what->diags))
        return NULL;
    if (good)
        scenario = scenario_of(test, &file);
    if (good && transcript_check(&file, scenario, &what->diags))
        what->transcript =
            transcript_read(&file, scenario, &what->sources, &what->diags);
    if (what->transcript)
        return scenario;
    print_diags(&what->diags, &what->sources, test->color);
    test->unreadable = true;
    return NULL;
}

static void bless_case(Test *test, Str path, bool found)
{
    Case what = {.path = path, .found = found};
    const Scenario *scenario = read_case(test, &what);
    if (scenario && !what.transcript->expected_failure.size &&
        !bless(&what.arena, path, scenario, what.transcript, &what.sources,
               test->options.hearing, test->color))
        test->unwritten = true;
    arena_finish(&what.arena);
}

static void test_file(void *context, Str path, bool found)
{
    Test *test = context;
    Case what = {.path = path, .found = found};
    if (test->filter &&
        !memmem(path.data, path.size, test->filter, strlen(test->filter)))
        return;
    if (test->bless && !str_equal_c(path, "-"))
        bless_case(test, path, found);
    const Scenario *scenario = read_case(test, &what);
    if (scenario) {
        if (!transcript_run(&what.arena, scenario, what.transcript,
                            &test->options, &what.result))
            out_of_memory(NULL);
        report(test, &what);
    }
    arena_finish(&what.arena);
}

static void summarise(const Test *test)
{
    Buf out = {0};
    size_t all = test->passed + test->failed + test->expected;
    buf_printf(&out, "%zu test%s: %zu passed", all, all == 1 ? "" : "s",
               test->passed);
    if (test->expected)
        buf_printf(&out, ", %zu failed as expected", test->expected);
    buf_printf(&out, ", %zu failed\n", test->failed);
    print_out(buf_str(&out));
    buf_finish(&out);
}

static int run(const Invocation *invocation)
{
    const char *root = option_value(invocation, "root");
    Test test = {.root = str_from(root ? root : ""),
                 .filter = option_value(invocation, "filter"),
                 .quiet = option_value(invocation, "quiet"),
                 .bless = option_value(invocation, "bless"),
                 .color =
                     color_wanted(option_value(invocation, "color"), stdout)};
    test.options.hearing.no_jit = option_value(invocation, "no-jit");
    if (option_value(invocation, "record"))
        return transcribe(invocation);
    if (!invocation->operand_count)
        return usage_error(invocation, "name a transcript or a folder of them, "
                                       "or '-' for standard input");
    for (int i = 0; i < invocation->operand_count; i++)
        test.unreadable |=
            !files_visit(invocation->operands[i], test_file, &test);
    forget(&test);
    summarise(&test);
    if (test.unwritten)
        return EXIT_FAULT;
    if (test.unreadable)
        return EXIT_USAGE;
    return test.failed ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
}

static const Option options[] = {
    {"filter", 0, "TEXT", "only files with this in their path"},
    {"quiet", 'q', NULL, "names only the tests that fail"},
    {"bless", 0, NULL, "writes what comes of them now as what is expected"},
    {"record", 0, "JOURNAL", "makes a transcript of a recorded session"},
    {"output", 'o', "FILE", "writes what is recorded there"},
    {"title", 0, "TEXT", "what the recorded transcript is called"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"no-jit", 0, NULL, "matches patterns without machine code"},
    {"color", 0, "WHEN", "always, never or auto"},
    {0}};

const Command command_test = {
    .name = "test",
    .arguments = "PATH...",
    .summary = "plays transcripts and says where one goes otherwise",
    .about = "Takes transcripts, folders (every transcript in them) and '-' "
             "for standard input.\nExit code 0: all went as expected; 1: one "
             "did not; 2: a file cannot be used.\n",
    .options = options,
    .run = run,
};
