/* Playing many transcripts. Paths are gathered first; workers take the next one
 * each; what came of them is handed on in order. Start at suite_run. */
#include "cmd/suite.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <unistd.h>

#include "cmd/files.h"

enum { JOBS_MOST = 64, SHARDS_MOST = 10000 };

typedef struct {
    Suite *suite;
    Trial *trials;
    size_t count, capacity;
    size_t next;
    Loaded *loaded;
    mtx_t lock; /* of what is above, and of `done` */
    cnd_t change;
} Work;

/* A worker's ear for a scenario: it may serve one session at a time. */
typedef struct Ear Ear;
struct Ear {
    Ear *next;
    const Scenario *scenario;
    IntentMatcher *matcher;
};

/* --- Scenarios ---------------------------------------------------------- */

static char *copied(Str text)
{
    char *copy = strndup(text.data ? text.data : "", text.size);
    if (!copy)
        out_of_memory(NULL);
    return copy;
}

static void load(const Suite *suite, Loaded *loaded)
{
    ScenarioOptions options = {.root = suite->root,
                               .language = str_from(loaded->language)};
    Diags diags;
    arena_init(&loaded->arena, out_of_memory, NULL);
    diag_init(&diags, &loaded->arena);
    loaded->scenario = scenario_load(&loaded->arena, &loaded->sources, &diags,
                                     str_from(loaded->path), &options);
    diag_sort(&diags);
    for (size_t i = 0; !loaded->scenario && i < diags.all.count; i++)
        diag_render_human(&loaded->errors, &diags.all.items[i],
                          &loaded->sources, suite->color);
    if (loaded->errors.failed)
        out_of_memory(NULL);
}

static Loaded *loaded_for(Work *work, const TranscriptFile *file)
{
    mtx_lock(&work->lock);
    Loaded *loaded = work->loaded;
    while (loaded && !(str_equal_c(file->scenario, loaded->path) &&
                       str_equal_c(file->language, loaded->language)))
        loaded = loaded->next;
    if (!loaded) {
        loaded = calloc(1, sizeof *loaded);
        if (!loaded)
            out_of_memory(NULL);
        loaded->path = copied(file->scenario);
        loaded->language = copied(file->language);
        loaded->next = work->loaded;
        work->loaded = loaded;
        load(work->suite, loaded);
    }
    mtx_unlock(&work->lock);
    return loaded;
}

static void forget(Work *work)
{
    while (work->loaded) {
        Loaded *loaded = work->loaded;
        work->loaded = loaded->next;
        arena_finish(&loaded->arena);
        buf_finish(&loaded->errors);
        free(loaded->path);
        free(loaded->language);
        free(loaded);
    }
}

static IntentMatcher *matcher_for(Work *work, Ear **ears,
                                  const Scenario *scenario)
{
    Ear *ear = *ears;
    while (ear && ear->scenario != scenario)
        ear = ear->next;
    if (!ear) {
        ear = calloc(1, sizeof *ear);
        if (!ear)
            out_of_memory(NULL);
        *ear =
            (Ear){*ears, scenario,
                  intent_matcher_new(&scenario->hearing, work->suite->hearing)};
        if (!ear->matcher)
            out_of_memory(NULL);
        *ears = ear;
    }
    return ear->matcher;
}

static void forget_ears(Ear *ears)
{
    while (ears) {
        Ear *ear = ears;
        ears = ear->next;
        intent_matcher_free(ear->matcher);
        free(ear);
    }
}

/* --- One transcript ----------------------------------------------------- */

/* Whether a file in a folder may be a transcript: most are not, and need not be
 * parsed to know it. */
static bool mentions(const Trial *trial)
{
    Arena arena;
    Sources sources = {0};
    uint32_t number;
    int error;
    arena_init(&arena, out_of_memory, NULL);
    SourceStatus status = source_read(&arena, &sources, str_from(trial->path),
                                      SOURCE_SIZE_LIMIT, &number, &error);
    bool found = true; /* what cannot be read is said later */
    if (status == SOURCE_OK) {
        Str text = sources.files.items[number].text;
        found = text.size && memmem(text.data, text.size, "transcript", 10);
    }
    arena_finish(&arena);
    return found;
}

static bool is_other_kind(const Diags *diags)
{
    return diags->all.count && diags->all.items[0].id == DIAG_FILE_KIND;
}

static void read_trial(Work *work, Trial *trial)
{
    TranscriptFile file;
    arena_init(&trial->arena, out_of_memory, NULL);
    diag_init(&trial->diags, &trial->arena);
    trial->outcome = TEST_UNUSABLE;
    if (!transcript_open(&trial->arena, &trial->sources, &trial->diags,
                         str_from(trial->path), work->suite->root, &file)) {
        trial->skipped = trial->found && is_other_kind(&trial->diags);
        return;
    }
    trial->loaded = loaded_for(work, &file);
    if (transcript_check(&file, trial->loaded->scenario, &trial->diags))
        trial->transcript = transcript_read(&file, trial->loaded->scenario,
                                            &trial->sources, &trial->diags);
}

static void judge(Trial *trial)
{
    const Transcript *transcript = trial->transcript;
    const TranscriptResult *result = &trial->result;
    bool passed = !result->failure_count;
    bool expected = transcript->expected_failure.size != 0;
    trial->outcome = passed == expected ? TEST_FAILED : TEST_PASSED;
    if (!passed && expected)
        trial->outcome = TEST_EXPECTED;
    if (passed && expected)
        diag_add(&trial->diags, DIAG_TEST_PASSED,
                 transcript->expected_failure_span,
                 "this test passes now; delete 'expected-failure'");
    for (uint32_t i = 0; i < result->failure_count; i++) {
        const TranscriptFailure *failure = &result->failures[i];
        diag_add(&trial->diags,
                 failure->expectation ? DIAG_TEST_FAILED : DIAG_TEST_STEP,
                 failure->span, "%.*s", STR_ARGS(failure->text));
    }
}

static void cover(void *context, Session *session, const Message *message)
{
    coverage_note(context, session, message);
}

static void play(Work *work, Trial *trial, Ear **ears)
{
    TranscriptOptions options = {.hearing = work->suite->hearing,
                                 .whole = work->suite->covers};
    if (trial->found && !mentions(trial)) {
        trial->skipped = true;
        return;
    }
    read_trial(work, trial);
    if (trial->transcript && work->suite->before) {
        work->suite->before(work->suite->context, trial);
        arena_finish(&trial->arena); /* the file may be another now */
        *trial = (Trial){.path = trial->path, .found = trial->found};
        read_trial(work, trial);
    }
    if (!trial->transcript)
        return;
    if (work->suite->covers) {
        trial->coverage = coverage_new(&trial->arena, trial->loaded->scenario);
        options.show = cover;
        options.context = trial->coverage;
    }
    options.matcher = matcher_for(work, ears, trial->loaded->scenario);
    if (!transcript_run(&trial->arena, trial->loaded->scenario,
                        trial->transcript, &options, &trial->result))
        out_of_memory(NULL);
    judge(trial);
}

/* --- Many --------------------------------------------------------------- */

static int labour(void *context)
{
    Work *work = context;
    Ear *ears = NULL;
    for (;;) {
        mtx_lock(&work->lock);
        size_t at = work->next++;
        mtx_unlock(&work->lock);
        if (at >= work->count)
            break;
        play(work, &work->trials[at], &ears);
        mtx_lock(&work->lock);
        work->trials[at].done = true;
        cnd_broadcast(&work->change);
        mtx_unlock(&work->lock);
    }
    forget_ears(ears);
    return 0;
}

static void hand_on(Work *work, Trial *trial)
{
    Loaded *loaded = trial->loaded;
    if (loaded && loaded->errors.size) { /* once */
        fwrite(loaded->errors.data, 1, loaded->errors.size, stderr);
        buf_clear(&loaded->errors);
    }
    diag_sort(&trial->diags);
    if (!trial->skipped)
        work->suite->after(work->suite->context, trial);
    arena_finish(&trial->arena);
    free(trial->path);
}

/* One worker is this thread: what it has done is handed on at once. */
static void run_alone(Work *work)
{
    Ear *ears = NULL;
    for (size_t i = 0; i < work->count; i++) {
        play(work, &work->trials[i], &ears);
        hand_on(work, &work->trials[i]);
    }
    forget_ears(ears);
}

static void run_together(Work *work, int jobs)
{
    thrd_t workers[JOBS_MOST];
    int started = 0;
    while (started < jobs &&
           thrd_create(&workers[started], labour, work) == thrd_success)
        started++;
    if (!started) {
        run_alone(work);
        return;
    }
    for (size_t i = 0; i < work->count; i++) {
        mtx_lock(&work->lock);
        while (!work->trials[i].done)
            cnd_wait(&work->change, &work->lock);
        mtx_unlock(&work->lock);
        hand_on(work, &work->trials[i]);
    }
    for (int i = 0; i < started; i++)
        thrd_join(workers[i], NULL);
}

static void gather(void *context, Str path, bool found)
{
    Work *work = context;
    const char *filter = work->suite->filter;
    if (filter && !memmem(path.data, path.size, filter, strlen(filter)))
        return;
    if (work->count == work->capacity) {
        work->capacity = work->capacity ? work->capacity * 2 : 64;
        Trial *trials =
            realloc(work->trials, work->capacity * sizeof *work->trials);
        if (!trials)
            out_of_memory(NULL);
        work->trials = trials;
    }
    work->trials[work->count++] = (Trial){.path = copied(path), .found = found};
}

/* Keeps every n-th. */
static void take_shard(Work *work)
{
    const Suite *suite = work->suite;
    size_t kept = 0;
    for (size_t i = 0; i < work->count; i++)
        if ((int64_t)(i % (size_t)suite->shards) == suite->shard - 1)
            work->trials[kept++] = work->trials[i];
        else
            free(work->trials[i].path);
    work->count = kept;
}

void suite_run(Suite *suite, int count, char **paths)
{
    Work work = {.suite = suite};
    for (int i = 0; i < count; i++)
        suite->unreadable |= !files_visit(paths[i], gather, &work);
    take_shard(&work);
    if (mtx_init(&work.lock, mtx_plain) != thrd_success ||
        cnd_init(&work.change) != thrd_success)
        out_of_memory(NULL);
    int64_t jobs = suite->before ? 1 : suite->jobs;
    if ((uint64_t)jobs > work.count)
        jobs = (int64_t)work.count;
    if (jobs > 1)
        run_together(&work, (int)jobs);
    else
        run_alone(&work);
    forget(&work);
    free(work.trials);
    mtx_destroy(&work.lock);
    cnd_destroy(&work.change);
}

/* --- Options ------------------------------------------------------------ */

static bool read_shard(Suite *suite, const Invocation *invocation)
{
    const char *value = option_value(invocation, "shard");
    suite->shard = suite->shards = 1;
    if (!value)
        return true;
    const char *slash = strchr(value, '/');
    Str text = str_from(value);
    size_t at = slash ? (size_t)(slash - value) : text.size;
    if (str_to_int(str_slice(text, 0, at), &suite->shard) &&
        str_to_int(str_slice(text, at + 1, text.size), &suite->shards) &&
        suite->shard >= 1 && suite->shard <= suite->shards &&
        suite->shards <= SHARDS_MOST)
        return true;
    usage_error(invocation,
                "'--shard %.80s' is not like 2/5: a part, and of "
                "how many",
                value);
    return false;
}

static bool read_jobs(Suite *suite, const Invocation *invocation)
{
    const char *value = option_value(invocation, "jobs");
    suite->jobs = sysconf(_SC_NPROCESSORS_ONLN);
    if (suite->jobs > JOBS_MOST)
        suite->jobs = JOBS_MOST;
    if (!value || (str_to_int(str_from(value), &suite->jobs) &&
                   suite->jobs >= 1 && suite->jobs <= JOBS_MOST))
        return true;
    usage_error(invocation, "'--jobs %.80s' is not a number from 1 to %d",
                value, JOBS_MOST);
    return false;
}

bool suite_begin(Suite *suite, const Invocation *invocation)
{
    const char *root = option_value(invocation, "root");
    *suite = (Suite){
        .root = str_from(root ? root : ""),
        .filter = option_value(invocation, "filter"),
        .color = color_wanted(option_value(invocation, "color"), stderr)};
    suite->hearing.no_jit = option_value(invocation, "no-jit");
    return read_shard(suite, invocation) && read_jobs(suite, invocation);
}
