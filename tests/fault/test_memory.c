/* Memory that runs out: the nth allocation fails, once or for ever, for every
 * n, while scenarios are loaded, played, saved and resumed.
 *
 *     test_memory [--all] [SCENARIO...]
 *
 * After each: no crash; the answer is STANDOFF_NO_MEMORY, or all is as if
 * nothing had failed (PCRE2 does without machine code); every block was given
 * back. Findings and the schema are written so, too. The scenarios named are
 * loaded with about 100 values of n unless --all is given. Takes the place of
 * malloc, so it does nothing under a sanitizer. Start at main. */
#include "report/diags.h"
#include "report/schema.h"
#include "scenario/keys.h"
#include "tests/fault/play.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer) ||       \
    __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)

int main(void)
{
    puts("skipped: the sanitizer has malloc");
    return 77;
}

#else

/* --- The place of malloc -------------------------------------------------- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static long blocks;   /* outstanding */
static long asked;    /* allocations since `arm` */
static long fails_at; /* the first that fails; 0: none */
static bool for_ever; /* and all after it */

static bool refused(void)
{
    asked++;
    return fails_at && (for_ever ? asked >= fails_at : asked == fails_at);
}

static void *counted(void *block)
{
    blocks += block != NULL;
    return block;
}

void *malloc(size_t size)
{
    return refused() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return refused() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    if (refused())
        return NULL;
    void *moved = __libc_realloc(block, size);
    blocks += !block && moved;
    return moved;
}

void free(void *block)
{
    blocks -= block != NULL;
    __libc_free(block);
}

static void arm(long n, bool all_after)
{
    asked = 0;
    for_ever = all_after;
    fails_at = n;
}

/* --- What is done --------------------------------------------------------- */

/* What came of it: a status, and a checksum of all that was put out. */
typedef struct {
    standoff_status status;
    uint64_t sum;
} Result;

typedef struct {
    const char *name;
    Result (*run)(const void *what);
    const void *what;
    long most; /* values of n that are tried; 0: all */
} Part;

static void add(Result *result, const char *text)
{
    for (; *text; text++)
        result->sum = (result->sum ^ (unsigned char)*text) * 0x100000001b3u;
}

static Result load(const void *what)
{
    Result result = {0};
    standoff_scenario *scenario = NULL;
    result.status = standoff_load(what, NULL, &scenario);
    assert_true(!scenario == (result.status == STANDOFF_NO_MEMORY));
    if (scenario)
        add(&result, standoff_diagnostics(scenario));
    standoff_scenario_free(scenario);
    return result;
}

static standoff_scenario *loaded; /* before memory runs out */
static char *saved;

static const char *const inputs[] = {
    "{\"in\":\"say\",\"text\":\"my name is Anna, and this is a line that is "
    "long enough for buffers to grow while it is read\"}",
    "{\"in\":\"say\",\"text\":\"red\",\"t\":12000}",
    "{\"in\":\"say\",\"text\":\"r\\u00e9d, r\\u00e9d \\ud83d\\ude00\"}",
    "{\"in\":\"say\",\"text\":\"blue\"}",
    "{\"in\":\"heard\",\"intents\":[\"red\",\"blue\"],\"text\":\"red\"}",
    "{\"in\":\"heard\",\"intents\":[\"red\"]}",
    "{\"in\":\"wait\",\"ms\":50000}",
    "{\"in\":\"status\"}",
    "{\"in\":\"hint\"}",
    "{\"in\":\"set\",\"meters\":{\"m\":3},\"facts\":{\"f\":true},"
    "\"demands\":{\"d\":\"open\"}}",
    "{\"in\":\"inject\",\"name\":\"i\"}",
    "{\"in\":\"goto\",\"state\":\"two\"}",
    "{\"in\":\"undo\",\"turns\":3}",
    "{\"in\":\"inject\",\"name\":\"none-of-this-name\"}",
    "{\"in\":\"say\",\"text\":\"  \"}",
    "not JSON",
    "[1, 2.5, -3e4, true, false, null, {\"a\": []}]",
    "{\"in\":\"note\",\"text\":\"x\",\"by\":\"y\"}",
    "{\"in\":\"say\",\"text\":\"red\"}",
    "{\"in\":\"end\"}",
    "{\"in\":\"undo\",\"turns\":1}",
    "{\"in\":\"say\",\"text\":\"red\"}",
};
enum { INPUTS = sizeof inputs / sizeof *inputs };

static void drain(Result *result, standoff_run *run)
{
    const char *line;
    while ((line = standoff_next(run)))
        add(result, line);
}

/* A run that has failed stays so. */
static void check_failed(standoff_run *run)
{
    const char *text = "";
    if (!run)
        return;
    assert_int_equal(standoff_say(run, "red"), STANDOFF_NO_MEMORY);
    assert_int_equal(standoff_save(run, &text), STANDOFF_NO_MEMORY);
    assert_null(text);
    assert_null(standoff_next(run));
}

static Result play(const void *view)
{
    Result result = {0};
    standoff_run *run = NULL;
    result.status = standoff_start(loaded, 3, view, &run);
    for (size_t i = 0; run && i < INPUTS; i++) {
        drain(&result, run);
        result.status = standoff_take(run, inputs[i]);
        if (result.status == STANDOFF_NO_MEMORY)
            break;
    }
    if (run && result.status == STANDOFF_NO_MEMORY)
        check_failed(run);
    else if (run)
        drain(&result, run);
    standoff_run_free(run);
    return result;
}

static Result say(const void *text)
{
    Result result = {0};
    standoff_run *run = NULL;
    result.status = standoff_start(loaded, 3, "trainer", &run);
    if (run)
        result.status = standoff_say(run, text);
    if (run && result.status != STANDOFF_NO_MEMORY)
        result.status = standoff_wait(run, 10000);
    if (run && result.status != STANDOFF_NO_MEMORY)
        drain(&result, run);
    standoff_run_free(run);
    return result;
}

static Result save_and_resume(const void *view)
{
    Result result = {0};
    standoff_run *run = NULL;
    const char *text = NULL;
    result.status = standoff_resume(loaded, saved, view, &run);
    if (run) {
        drain(&result, run);
        result.status = standoff_save(run, &text);
        if (text)
            add(&result, text);
    }
    standoff_run_free(run);
    return result;
}

/* --- Reports ----------------------------------------------------------------
 */

static struct {
    Arena arena;
    Sources sources;
    Diags diags;
} found; /* before memory runs out */

static _Noreturn void no_memory(void *context)
{
    (void)context;
    abort();
}

static void make_findings(void)
{
    arena_init(&found.arena, no_memory, NULL);
    diag_init(&found.diags, &found.arena);
    source_add(&found.arena, &found.sources, STR("a b.yaml"),
               STR("x: \xf0\x9f\x98\x80 y\nz: w\n"));
    for (uint32_t i = 0; i < 4; i++)
        diag_add(&found.diags, i % 2 ? DIAG_SHAPE_KEY : DIAG_YAML_TWIN_KEY,
                 (Span){i / 3, i, i + 2}, "<a> %%: \x1b\n, said at length %u",
                 i);
    diag_other(&found.diags, (Span){0, 4, 5}, "first here");
}

static const char *page(const char *code)
{
    return code;
}

static Result report(const void *format)
{
    Result result = {0};
    DiagReport report = {.format = diag_format_find(str_from(format)),
                         .folder = STR("/w/here"),
                         .base = STR("/w"),
                         .home = STR("https://example.org"),
                         .page = page,
                         .guarded = true};
    DiagsOfFile file = {STR("a b.yaml"), &found.diags, &found.sources};
    diag_report_add(&report, &file);
    diag_report_add(&report, &file);
    diag_report_end(&report);
    if (report.out.failed)
        result.status = STANDOFF_NO_MEMORY;
    else
        add(&result, report.out.data);
    diag_report_finish(&report);
    return result;
}

static Result schema(const void *name)
{
    Result result = {0};
    Buf out = {0};
    SchemaKind kinds[] = {{"scenario", &scenario_shape, true},
                          {"pack", &pack_shape, false}};
    schema_write(kinds, name ? 1 : 2, &out);
    if (out.failed)
        result.status = STANDOFF_NO_MEMORY;
    else
        add(&result, out.data);
    buf_finish(&out);
    return result;
}

/* --- The trial ------------------------------------------------------------ */

static long trials;

static bool same(Result a, Result b)
{
    return a.status == b.status && a.sum == b.sum;
}

static void fail_part(const Part *part, bool all_after)
{
    Result whole = part->run(part->what); /* fills caches, too */
    arm(0, false);
    Result again = part->run(part->what);
    long count = asked, before = blocks;
    assert_true(same(whole, again));
    assert_int_not_equal(whole.status, STANDOFF_NO_MEMORY);
    long stride = part->most ? count / part->most + 1 : 1;
    for (long n = 1; n <= count; n += stride) {
        arm(n, all_after);
        Result result = part->run(part->what);
        arm(0, false);
        trials++;
        if (result.status == STANDOFF_NO_MEMORY || same(result, whole))
            if (blocks == before)
                continue;
        fprintf(stderr, "%s, %s allocation %ld of %ld: status %d, %ld lost\n",
                part->name, all_after ? "from" : "only", n, count,
                (int)result.status, blocks - before);
        fail();
    }
}

static void part_once(void **state)
{
    fail_part(*state, false);
}

static void part_for_ever(void **state)
{
    fail_part(*state, true);
}

/* --- Scenarios ------------------------------------------------------------ */

static const char pack[] =
    "standoff: 1\nkind: pack\n"
    "needs: { meters: [m] }\n"
    "intents:\n"
    "  red: { phrases: [red, (r|R)ed ... again] }\n"
    "  group: { any-of: [red] }\n"
    "triggers: { p: { intent: red, change: { m: +1 } } }\n";

static const char sound[] =
    "standoff: 1\n"
    "title: T\n"
    "use: [packs/p.yaml]\n"
    "warnings: [violence]\n"
    "roles:\n"
    "  a: { side: perpetrator, name: Al }\n"
    "  b: { side: hostage }\n"
    "  n: { side: negotiator, brief: 'Talk to {a}.' }\n"
    "meters: { m: { start: 0, range: 0..10 } }\n"
    "facts: { f: F }\n"
    "slots: { who: officer }\n"
    "intents:\n"
    "  name: { patterns: ['my name is (?<who>\\w+)'], unless: [no name] }\n"
    "  blue: { phrases: [blue], mirrors: 1..4 }\n"
    "  again: { repeats: true }\n"
    "  short: { words: 1..3 }\n"
    "demands:\n"
    "  d:\n"
    "    by: a\n"
    "    text: D\n"
    "    deadline: { in: 20s, repeat: 15s, passed: { say: 'Now, {who}!' } }\n"
    "    broken: { say: Liar }\n"
    "    rules: [{ intent: blue, promise: { d: 10s }, say: Good }]\n"
    "triggers: { t: { when: m >= 3, sign: He shouts., note: Careful. } }\n"
    "injects: { i: { at: 30s, if: m > 1 and not f, say: I } }\n"
    "stages: [{ name: s1, when: m >= 2 }]\n"
    "states:\n"
    "  one:\n"
    "    expect: An introduction.\n"
    "    hint: Say who you are.\n"
    "    enter: { raise: d, say: 'Back, {who}!', cue: Shout. }\n"
    "    rules:\n"
    "      - { intent: red, say-one-of: [A, B, C], change: { m: +1 } }\n"
    "      - { intent: name, learn: f, say: 'So, {who}.' }\n"
    "      - { silence: 10s, say: Hello? }\n"
    "    otherwise: { each-time: [{ say: What? }, { say: Eh? }] }\n"
    "  two: { rules: [{ after: 90s, end: e }] }\n"
    "endings: { e: { outcome: peaceful, text: Over. } }\n";

static const char broken[] =
    "standoff: 1\n"
    "titel: T\n"
    "use: [packs/p.yaml, packs/p.yaml, ../../../out.yaml, packs/none.yaml]\n"
    "roles: { a: { side: perpetrater } }\n"
    "meters: { m: { start: 99, range: 0..10 }, m2: { start: x } }\n"
    "intents:\n"
    "  x: { patterns: ['(', '(?R)', \"a\\bb\"], phrases: [(a|, ...] }\n"
    "  y: { any-of: [y, z] }\n"
    "  w: {}\n"
    "triggers: { t: { when: m >= and, if: n > 1, say: '{nobody} {' } }\n"
    "states:\n"
    "  s: &s\n"
    "    enter: { go: t }\n"
    "    rules: [{ intent: redd, go: s, end: e }, { after: 1x }]\n"
    "  s: *s\n"
    "endings: { s: { outcome: good } }\n";

static const char torn[] = "standoff: 1\ntitle: [a, {b: c\n  d\n\te: f\n";

/* A save of the whole play, made while memory lasts. */
static void make_save(void)
{
    standoff_run *run = NULL;
    const char *text = NULL;
    assert_int_equal(standoff_start(loaded, 3, NULL, &run), STANDOFF_OK);
    for (size_t i = 0; i < INPUTS; i++)
        standoff_take(run, inputs[i]);
    assert_int_equal(standoff_save(run, &text), STANDOFF_OK);
    saved = strdup(text);
    assert_non_null(saved);
    standoff_run_free(run);
}

int main(int argc, char **argv)
{
    PlayFolder at, bad, half;
    play_folder_make(&at, sound, pack);
    play_folder_make(&bad, broken, pack);
    play_folder_make(&half, torn, NULL);
    if (standoff_load(at.path, NULL, &loaded) != STANDOFF_OK) {
        fputs(standoff_diagnostics(loaded), stderr);
        return 1;
    }
    make_save();
    make_findings();
    enum { OWN = 16, NAMED = 32 };
    Part parts[OWN + NAMED] = {
        {"load a sound scenario with a pack", load, at.path, 0},
        {"load a scenario full of errors", load, bad.path, 0},
        {"load what is no YAML", load, half.path, 0},
        {"load a pack", load, at.pack, 0},
        {"play as trainer", play, "trainer", 0},
        {"play as observer", play, "observer", 0},
        {"say and wait", say, "Red! \xff \"quoted\" \\ \x01", 0},
        {"save and resume", save_and_resume, "a", 0},
        {"findings for people", report, "human", 0},
        {"findings for compilers", report, "gcc", 0},
        {"findings as JSON", report, "json", 0},
        {"findings as SARIF", report, "sarif", 0},
        {"findings for GitHub", report, "github", 0},
        {"findings as JUnit", report, "junit", 0},
        {"the schema of all kinds", schema, NULL, 400},
        {"the schema of a kind", schema, "scenario", 400},
    };
    size_t count = OWN;
    bool all = argc > 1 && !strcmp(argv[1], "--all");
    for (int i = all ? 2 : 1; i < argc && count < OWN + NAMED; i++)
        parts[count++] = (Part){argv[i], load, argv[i], all ? 0 : 100};
    struct CMUnitTest tests[2 * (OWN + NAMED)];
    char names[OWN + NAMED][2][128];
    for (size_t i = 0; i < count; i++)
        for (int mode = 0; mode < 2; mode++) {
            snprintf(names[i][mode], sizeof names[i][mode], "%s: %s",
                     parts[i].name, mode ? "for ever" : "once");
            tests[2 * i + (size_t)mode] = (struct CMUnitTest){
                .name = names[i][mode],
                .test_func = mode ? part_for_ever : part_once,
                .initial_state = &parts[i],
            };
        }
    int failed =
        _cmocka_run_group_tests("memory", tests, 2 * count, NULL, NULL);
    printf("%ld allocations failed\n", trials);
    standoff_scenario_free(loaded);
    arena_finish(&found.arena);
    free(saved);
    play_folder_remove(&at);
    play_folder_remove(&bad);
    play_folder_remove(&half);
    return failed;
}

#endif
