/* The public interface: thin. A scenario is an arena with what scenario_load
 * made in it; a run is a session, the output lines that were not read yet, and
 * the input lines taken, which are all that a save needs. Nothing outside this
 * file jumps: only loading uses the arena. Start at standoff_load. */
#include "standoff.h"

#include <setjmp.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/record.h"

struct standoff_scenario {
    Arena arena;
    Sources sources;
    Diags diags;
    const Scenario *model;      /* NULL when it cannot be run */
    Buf text;                   /* the diagnostics */
    char digest[RECORD_DIGEST]; /* of all its files */
};

struct standoff_run {
    const standoff_scenario *scenario;
    Session *session;
    View view;
    uint64_t seed;
    Buf lines;    /* outputs, a newline after each */
    size_t read;  /* bytes of them that were given away */
    Buf notes;    /* an observer's, kept back until the ending */
    Buf marks;    /* a NoteMark for each */
    Buf inputs;   /* taken so far, a newline after each */
    Buf saved;    /* what standoff_save gave last */
    bool refused; /* the present input was answered by an error */
    bool failed;  /* memory ran out */
};

/* Where a note came from, so that undo can take it back. */
typedef struct {
    int64_t t, turn;
    size_t end; /* of its line in `notes` */
} NoteMark;

/* --- Texts --------------------------------------------------------------- */

const char *standoff_status_text(standoff_status status)
{
    static const char *const texts[] = {
        [STANDOFF_OK] = "done",
        [STANDOFF_ENDED] = "done, and the run is over",
        [STANDOFF_INVALID] = "the scenario has errors and cannot be run",
        [STANDOFF_NO_VIEW] = "there is no such view or role",
        [STANDOFF_BAD_SEED] = "the seed is too large",
        [STANDOFF_BAD_SAVE] = "the text is no saved run, or is damaged",
        [STANDOFF_OTHER_SCENARIO] = "the run was saved from another scenario",
        [STANDOFF_NO_MEMORY] = "memory ran out",
    };
    return texts[status];
}

const char *standoff_version(void)
{
    return STANDOFF_VERSION;
}

/* --- Scenarios ----------------------------------------------------------- */

static void jump(void *context)
{
    longjmp(*(jmp_buf *)context, 1);
}

static void render(standoff_scenario *scenario)
{
    diag_sort(&scenario->diags);
    for (size_t i = 0; i < scenario->diags.all.count; i++)
        diag_render_human(&scenario->text, &scenario->diags.all.items[i],
                          &scenario->sources, false);
}

/* False when memory ran out. */
static bool load(standoff_scenario *scenario, const char *path,
                 const char *root)
{
    jmp_buf out_of_memory;
    arena_init(&scenario->arena, jump, &out_of_memory);
    if (setjmp(out_of_memory))
        return false;
    ScenarioOptions options = {.root = str_from(root), .check_patterns = true};
    diag_init(&scenario->diags, &scenario->arena);
    scenario->model = scenario_load(&scenario->arena, &scenario->sources,
                                    &scenario->diags, str_from(path), &options);
    if (scenario->model && scenario->model->is_pack) {
        scenario->model = NULL;
        diag_add(&scenario->diags, DIAG_YAML_EMPTY, (Span){0},
                 "the file is a pack; load a scenario that uses it");
    }
    record_digest(&scenario->sources, scenario->digest);
    render(scenario);
    return !scenario->text.failed;
}

standoff_status standoff_load(const char *path, const char *root,
                              standoff_scenario **out)
{
    *out = NULL;
    standoff_scenario *scenario = calloc(1, sizeof *scenario);
    if (!scenario)
        return STANDOFF_NO_MEMORY;
    if (!load(scenario, path, root)) {
        standoff_scenario_free(scenario);
        return STANDOFF_NO_MEMORY;
    }
    *out = scenario;
    return scenario->model ? STANDOFF_OK : STANDOFF_INVALID;
}

const char *standoff_diagnostics(const standoff_scenario *scenario)
{
    return scenario->text.data ? scenario->text.data : "";
}

size_t standoff_errors(const standoff_scenario *scenario)
{
    return scenario->diags.errors;
}

size_t standoff_warnings(const standoff_scenario *scenario)
{
    return scenario->diags.warnings;
}

void standoff_scenario_free(standoff_scenario *scenario)
{
    if (!scenario)
        return;
    arena_finish(&scenario->arena);
    buf_finish(&scenario->text);
    free(scenario);
}

/* --- Outputs ------------------------------------------------------------- */

static void keep_back(standoff_run *run, const Message *message)
{
    NoteMark mark = {.t = message->t,
                     .turn = engine_turn(session_now(run->session))};
    message_json(&run->notes, run->session, run->view, message);
    mark.end = run->notes.size;
    buf_add(&run->marks, (Str){(const char *)&mark, sizeof mark});
}

/* Takes back the notes of turns that were undone. */
static void drop_notes(standoff_run *run, const Message *undone)
{
    size_t end = 0, marks = 0;
    for (NoteMark mark; marks < run->marks.size; marks += sizeof mark) {
        memcpy(&mark, run->marks.data + marks, sizeof mark);
        if (mark.turn > undone->turn || mark.t > undone->t)
            break;
        end = mark.end;
    }
    run->notes.size = end;
    run->marks.size = marks;
}

static void show(void *context, Session *session, const Message *message)
{
    standoff_run *run = context;
    bool output = message->kind == MESSAGE_OUTPUT;
    if (message->kind == MESSAGE_ERROR)
        run->refused = true;
    if (message->kind == MESSAGE_UNDONE)
        drop_notes(run, message);
    if (view_keeps(session, run->view, message))
        message_json(&run->lines, session, run->view, message);
    else if (output && message->output->kind == OUT_NOTE &&
             run->view.kind == VIEW_OBSERVER)
        keep_back(run, message);
    if (output && message->output->kind == OUT_ENDING)
        buf_add(&run->lines, buf_str(&run->notes));
}

const char *standoff_next(standoff_run *run)
{
    if (run->failed || run->read == run->lines.size)
        return NULL;
    char *line = run->lines.data + run->read;
    char *end = memchr(line, '\n', run->lines.size - run->read);
    *end = '\0';
    run->read += (size_t)(end - line) + 1;
    return line;
}

/* --- Runs ---------------------------------------------------------------- */

/* What a call answers, in the words of this interface. */
static standoff_status answer(standoff_run *run, SessionStatus status)
{
    run->failed |= status == SESSION_NO_MEMORY || run->lines.failed ||
                   run->notes.failed || run->marks.failed || run->inputs.failed;
    if (run->failed)
        return STANDOFF_NO_MEMORY;
    return status == SESSION_ENDED ? STANDOFF_ENDED : STANDOFF_OK;
}

static standoff_status begin(standoff_run *run,
                             const standoff_scenario *scenario)
{
    SessionOptions options = {
        .seed = run->seed,
        .program = STANDOFF_VERSION,
        .show = show,
        .context = run,
    };
    run->session = session_new(scenario->model, &options);
    return answer(run, run->session ? session_start(run->session)
                                    : SESSION_NO_MEMORY);
}

standoff_status standoff_start(const standoff_scenario *scenario, uint64_t seed,
                               const char *view, standoff_run **out)
{
    *out = NULL;
    View seen;
    if (!scenario->model)
        return STANDOFF_INVALID;
    if (seed > INT64_MAX)
        return STANDOFF_BAD_SEED;
    if (!view_find(scenario->model, str_from(view ? view : "trainer"), &seen))
        return STANDOFF_NO_VIEW;
    standoff_run *run = calloc(1, sizeof *run);
    if (!run)
        return STANDOFF_NO_MEMORY;
    *run = (standoff_run){.scenario = scenario, .view = seen, .seed = seed};
    standoff_status status = begin(run, scenario);
    if (status == STANDOFF_NO_MEMORY)
        standoff_run_free(run);
    else
        *out = run;
    return status;
}

void standoff_run_free(standoff_run *run)
{
    if (!run)
        return;
    session_free(run->session);
    buf_finish(&run->lines);
    buf_finish(&run->notes);
    buf_finish(&run->marks);
    buf_finish(&run->inputs);
    buf_finish(&run->saved);
    free(run);
}

bool standoff_ended(const standoff_run *run)
{
    return engine_ended(session_now(run->session));
}

int64_t standoff_time(const standoff_run *run)
{
    return engine_time(session_now(run->session));
}

int64_t standoff_next_due(const standoff_run *run)
{
    return engine_next_due(run->scenario->model, session_now(run->session));
}

/* --- Inputs -------------------------------------------------------------- */

/* Notes an input for standoff_save. Its line ends can only stand between two
 * tokens: inside a text they are no JSON, and bad inputs are taken off again.
 */
static void record(Buf *inputs, Str line)
{
    size_t begin = inputs->size;
    buf_add(inputs, line);
    for (size_t i = begin; i < inputs->size; i++)
        if (inputs->data[i] == '\n' || inputs->data[i] == '\r')
            inputs->data[i] = ' ';
    buf_add_char(inputs, '\n');
}

static standoff_status take(standoff_run *run, Str line)
{
    size_t before = run->inputs.size;
    if (run->failed)
        return STANDOFF_NO_MEMORY;
    if (run->read == run->lines.size) {
        buf_clear(&run->lines);
        run->read = 0;
    }
    record(&run->inputs, line);
    if (run->inputs.failed)
        return answer(run, SESSION_NO_MEMORY);
    run->refused = false;
    SessionStatus status = session_take_json(run->session, line, NONE);
    if (run->refused)
        run->inputs.size = before;
    return answer(run, status);
}

standoff_status standoff_take(standoff_run *run, const char *json)
{
    return take(run, str_from(json));
}

/* Adds a text as JSON, without the quotes. */
static void add_json(Buf *out, Str text)
{
    while (text.size) {
        size_t plain = 0, valid = source_utf8_valid(text);
        while (plain < valid && (unsigned char)text.data[plain] >= 0x20 &&
               text.data[plain] != '"' && text.data[plain] != '\\')
            plain++;
        buf_add(out, str_slice(text, 0, plain));
        if (plain < valid)
            buf_printf(out, "\\u%04x", (unsigned)text.data[plain]);
        else if (plain < text.size)
            buf_add_c(out, "\xef\xbf\xbd");
        text = str_slice(text, plain + 1, text.size);
    }
}

standoff_status standoff_say(standoff_run *run, const char *text)
{
    Buf line = {0};
    buf_add_c(&line, "{\"in\":\"say\",\"text\":\"");
    add_json(&line, str_from(text));
    buf_add_c(&line, "\"}");
    standoff_status status = line.failed ? answer(run, SESSION_NO_MEMORY)
                                         : take(run, buf_str(&line));
    buf_finish(&line);
    return status;
}

standoff_status standoff_wait(standoff_run *run, int64_t ms)
{
    char line[64];
    snprintf(line, sizeof line, "{\"in\":\"wait\",\"ms\":%lld}", (long long)ms);
    return standoff_take(run, line);
}

/* --- Saving -------------------------------------------------------------- */

/* The first line of a save, in these pieces and no other form. */
static const char save_seed[] = "{\"standoff-save\":1,\"seed\":";
static const char save_scenario[] = ",\"scenario\":\"";
static const char save_end[] = "\",\"end\":\"";
static const char save_close[] = "\"}\n";

/* A checksum of where the run stands, from its text form, which is the same
 * on every machine. False when memory ran out. */
static bool digest_run(const standoff_run *run,
                       char digest[static SHA256_DIGEST_STRING_LENGTH])
{
    Buf text = {0};
    engine_print(&text, run->scenario->model, session_now(run->session));
    bool good = !text.failed;
    if (good)
        SHA256Data((const uint8_t *)text.data, text.size, digest);
    buf_finish(&text);
    return good;
}

standoff_status standoff_save(standoff_run *run, const char **text)
{
    char end[SHA256_DIGEST_STRING_LENGTH];
    Buf *saved = &run->saved;
    *text = NULL;
    buf_finish(saved);
    if (run->failed || !digest_run(run, end))
        return STANDOFF_NO_MEMORY;
    buf_printf(saved, "%s%llu%s%s%s%s%s", save_seed,
               (unsigned long long)run->seed, save_scenario,
               run->scenario->digest, save_end, end, save_close);
    buf_add(saved, buf_str(&run->inputs));
    if (saved->failed)
        return STANDOFF_NO_MEMORY;
    *text = saved->data;
    return STANDOFF_OK;
}

typedef struct {
    int64_t seed;
    Str scenario, end; /* checksums */
    Str inputs;
} Save;

/* Takes `expected` off the front of the rest. */
static bool eat(Str *rest, const char *expected)
{
    if (!str_starts_with(*rest, expected))
        return false;
    *rest = str_slice(*rest, strlen(expected), rest->size);
    return true;
}

static bool eat_digest(Str *rest, Str *digest)
{
    *digest = str_slice(*rest, 0, SHA256_DIGEST_STRING_LENGTH - 1);
    *rest = str_slice(*rest, digest->size, rest->size);
    return digest->size == SHA256_DIGEST_STRING_LENGTH - 1;
}

static bool save_read(Str text, Save *save)
{
    if (!eat(&text, save_seed))
        return false;
    size_t digits = 0;
    while (digits < text.size && text.data[digits] >= '0' &&
           text.data[digits] <= '9')
        digits++;
    if (!str_to_int(str_slice(text, 0, digits), &save->seed))
        return false;
    text = str_slice(text, digits, text.size);
    if (!eat(&text, save_scenario) || !eat_digest(&text, &save->scenario) ||
        !eat(&text, save_end) || !eat_digest(&text, &save->end) ||
        !eat(&text, save_close))
        return false;
    save->inputs = text;
    return true;
}

/* Plays the inputs; STANDOFF_BAD_SAVE when one is refused, or the last has no
 * newline. */
static standoff_status replay(standoff_run *run, Str inputs,
                              standoff_status status)
{
    while (inputs.size) {
        const char *end = memchr(inputs.data, '\n', inputs.size);
        if (!end)
            return STANDOFF_BAD_SAVE;
        size_t size = (size_t)(end - inputs.data);
        status = take(run, str_slice(inputs, 0, size));
        if (status == STANDOFF_NO_MEMORY)
            return status;
        if (run->refused)
            return STANDOFF_BAD_SAVE;
        inputs = str_slice(inputs, size + 1, inputs.size);
    }
    return status;
}

static standoff_status check_end(const standoff_run *run, const Save *save,
                                 standoff_status status)
{
    char end[SHA256_DIGEST_STRING_LENGTH];
    if (status != STANDOFF_OK && status != STANDOFF_ENDED)
        return status;
    if (!digest_run(run, end))
        return STANDOFF_NO_MEMORY;
    return str_equal_c(save->end, end) ? status : STANDOFF_BAD_SAVE;
}

standoff_status standoff_resume(const standoff_scenario *scenario,
                                const char *text, const char *view,
                                standoff_run **out)
{
    Save save;
    *out = NULL;
    if (!scenario->model)
        return STANDOFF_INVALID;
    if (!save_read(str_from(text), &save))
        return STANDOFF_BAD_SAVE;
    if (!str_equal_c(save.scenario, scenario->digest))
        return STANDOFF_OTHER_SCENARIO;
    standoff_status status =
        standoff_start(scenario, (uint64_t)save.seed, view, out);
    if (!*out)
        return status;
    status = replay(*out, save.inputs, status);
    status = check_end(*out, &save, status);
    if (status != STANDOFF_OK && status != STANDOFF_ENDED) {
        standoff_run_free(*out);
        *out = NULL;
    }
    return status;
}
