/* A session's journal, from the user's side. Start at recorder_attach. */
#include "cmd/recorder.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/clock.h"
#include "cmd/language.h"

/* --- Words -------------------------------------------------------------- */

void recorder_explain(JournalStatus status, const JournalFault *fault,
                      const char *path, char *out, size_t size)
{
    Buf safe = {0};
    diag_add_safe(&safe, str_from(path), false);
    Str name = buf_str(&safe);
    switch (status) {
    case JOURNAL_OK:
        snprintf(out, size, "'%.*s' is a journal", STR_ARGS(name));
        break;
    case JOURNAL_EXISTS:
        snprintf(out, size,
                 "'%.*s' is there already; 'standoff resume' goes on with it, "
                 "another name begins a new one",
                 STR_ARGS(name));
        break;
    case JOURNAL_BUSY:
        if (fault->pid)
            snprintf(out, size, "'%.*s' is in use by process %d",
                     STR_ARGS(name), fault->pid);
        else
            snprintf(out, size, "'%.*s' is in use by another program",
                     STR_ARGS(name));
        break;
    case JOURNAL_FOREIGN:
        snprintf(out, size, "'%.*s' is not a journal of a session",
                 STR_ARGS(name));
        break;
    case JOURNAL_TOO_LARGE:
        snprintf(out, size, "'%.*s' is larger than %d MiB", STR_ARGS(name),
                 JOURNAL_SIZE_LIMIT >> 20);
        break;
    case JOURNAL_FAILED:
        snprintf(out, size, "'%.*s': %s", STR_ARGS(name),
                 strerror(fault->error));
        break;
    case JOURNAL_NO_MEMORY:
        snprintf(out, size, "memory ran out");
        break;
    }
    buf_finish(&safe);
}

/* --- Where -------------------------------------------------------------- */

/* Makes the folders of a path, for the user alone. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = !mkdir(path, 0700) || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

bool recorder_folder(Buf *out)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/')
        buf_printf(out, "%s/standoff/", state);
    else if (home && *home == '/')
        buf_printf(out, "%s/.local/state/standoff/", home);
    return out->size != 0;
}

/* "workshop-barricade" of "scenarios/workshop-barricade/scenario.yaml". */
static Str short_name(Str path)
{
    size_t end = path.size, begin;
    while (end && path.data[end - 1] != '/')
        end--;
    if (!end) { /* no folder: the file's own name */
        end = path.size;
        while (end && path.data[end - 1] != '.')
            end--;
        return str_slice(path, 0, end ? end - 1 : path.size);
    }
    for (begin = end - 1; begin && path.data[begin - 1] != '/';)
        begin--;
    return str_slice(path, begin, end - 1);
}

/* Gives the waiting journal a file in the state folder. */
static bool begin_file(Recorder *recorder, char *why, size_t size)
{
    Buf base = {0};
    char stamp[CLOCK_STAMP], path[PATH_MAX];
    JournalFault fault;
    JournalStatus status = JOURNAL_EXISTS;
    if (!recorder_folder(&base)) {
        buf_finish(&base);
        snprintf(why, size, "%s",
                 _("neither XDG_STATE_HOME nor HOME names a folder"));
        return false;
    }
    Str name = short_name(recorder->start.path);
    buf_printf(&base, "%s-%.*s", clock_stamp(stamp), STR_ARGS(name));
    if (base.failed)
        out_of_memory(NULL);
    for (int i = 1; status == JOURNAL_EXISTS && i < 1000; i++) {
        char number[16] = "";
        if (i > 1)
            snprintf(number, sizeof number, "-%d", i);
        snprintf(path, sizeof path, "%s%s.jsonl", base.data, number);
        if (i == 1 && !make_folders(path))
            fault.error = errno, status = JOURNAL_FAILED;
        else
            status = journal_move(recorder->journal, path, &fault);
    }
    buf_finish(&base);
    if (status != JOURNAL_OK)
        recorder_explain(status, &fault, path, why, size);
    return status == JOURNAL_OK;
}

/* --- Beginning ---------------------------------------------------------- */

static Str absolute(Arena *arena, Str path)
{
    char found[PATH_MAX];
    Str copy = str_copy(arena, path);
    if (!path.size || str_equal_c(path, "-") || !realpath(copy.data, found))
        return copy;
    return str_copy(arena, str_from(found));
}

static void fill_start(Recorder *recorder, const Invocation *invocation,
                       const Scenario *scenario, uint64_t seed)
{
    static char digest[RECORD_DIGEST];
    static Arena arena; /* until the program ends */
    arena_init(&arena, out_of_memory, NULL);
    record_digest(scenario->sources, digest);
    recorder->start = (RecordStart){
        .path = absolute(&arena, str_from(invocation->operands[0])),
        .root = absolute(&arena, str_from(option_value(invocation, "root"))),
        .language = scenario->language,
        .files = str_from(digest),
        .trainee = str_from(option_value(invocation, "trainee")),
        .group = str_from(option_value(invocation, "class")),
        .seed = seed,
        .wall = clock_wall(),
    };
}

/* A name that can stand in a journal, be typed again, and name a file. */
static bool check_name(const Invocation *invocation, const char *option)
{
    const char *value = option_value(invocation, option);
    if (!value || record_is_name(str_from(value)))
        return true;
    usage_error(invocation,
                "'--%s %.80s' is no name: give 1 to %d bytes of text without "
                "'/' and control characters, not beginning with '.'",
                option, value, RECORD_NAME_MOST);
    return false;
}

bool recorder_init(Recorder *recorder, const Invocation *invocation,
                   const Scenario *scenario, uint64_t seed)
{
    const char *path = option_value(invocation, "journal");
    bool none = option_value(invocation, "no-journal") != NULL;
    *recorder = (Recorder){0};
    if (path && none) {
        usage_error(invocation, "'--journal' and '--no-journal' exclude each "
                                "other; give one of them");
        return false;
    }
    if (!check_name(invocation, "trainee") || !check_name(invocation, "class"))
        return false;
    if (none)
        return true;
    fill_start(recorder, invocation, scenario, seed);
    if (!path) {
        recorder->waits = true;
        recorder->journal = journal_hold();
        if (!recorder->journal)
            out_of_memory(NULL);
        return true;
    }
    JournalFault fault;
    JournalStatus status = journal_create(path, &recorder->journal, &fault);
    if (status == JOURNAL_OK)
        return true;
    char why[PATH_MAX + 200];
    recorder_explain(status, &fault, path, why, sizeof why);
    usage_error(invocation, "%s", why);
    return false;
}

void recorder_go_on(Recorder *recorder, Journal *journal)
{
    *recorder = (Recorder){.journal = journal};
}

/* --- Recording ---------------------------------------------------------- */

static void tell(Recorder *recorder, const char *text)
{
    if (recorder->tell)
        recorder->tell(recorder->context, text);
}

/* Tells people when the state of the journal has changed. */
static void tell_state(Recorder *recorder)
{
    JournalState state = journal_state(recorder->journal);
    char text[512];
    if (state == recorder->told)
        return;
    recorder->told = state;
    if (state == JOURNAL_SAVED) {
        tell(recorder, _("the journal is written again; everything is saved"));
        return;
    }
    snprintf(text, sizeof text,
             state == JOURNAL_BEHIND
                 ? _("the journal cannot be written (%s); what follows is kept "
                     "in memory and written when there is room")
                 : _("the journal is closed (%s); what follows is kept in "
                     "memory: ':journal FILE' saves it all to another file"),
             strerror(journal_error(recorder->journal)));
    tell(recorder, text);
}

static void look_for_name(Recorder *recorder)
{
    if (recorder->gone || journal_state(recorder->journal) != JOURNAL_SAVED ||
        journal_has_name(recorder->journal))
        return;
    recorder->gone = true;
    tell(recorder, _("the journal's file was deleted or renamed; ':journal "
                     "FILE' saves it all to another one"));
}

/* An input that was refused changed nothing, but time may have passed and the
 * stage been shown: in the journal it is a wait of no length. */
static bool record_refused(Recorder *recorder, const Session *session,
                           const Message *message)
{
    Input wait = {.kind = INPUT_WAIT, .has_t = true, .t = message->t};
    return !strcmp(message->code, "ended") ||
           record_input(recorder->journal, session, &wait, clock_wall());
}

static void record(Recorder *recorder, const Session *session,
                   const Message *message)
{
    bool done = message->kind == MESSAGE_ERROR
                    ? record_refused(recorder, session, message)
                    : record_message(recorder->journal, session, message,
                                     &recorder->start);
    if (!done)
        out_of_memory(NULL);
}

static void show(void *context, Session *session, const Message *message)
{
    Recorder *recorder = context;
    bool beyond =
        recorder->replay && !replay_message(recorder->replay, session, message);
    if (recorder->journal && (!recorder->replay || beyond))
        record(recorder, session, message);
    recorder->show(recorder->context, session, message);
    if (!recorder->journal || recorder->replay || recorder->waits)
        return;
    tell_state(recorder);
    if (message->kind == MESSAGE_READY &&
        journal_state(recorder->journal) != JOURNAL_SAVED)
        tell(recorder, _("not saved"));
}

static void accept(void *context, Session *session, const Input *input)
{
    Recorder *recorder = context;
    char why[PATH_MAX + 200];
    if (!recorder->journal || recorder->replay)
        return;
    if (recorder->waits) {
        recorder->waits = false;
        if (!begin_file(recorder, why, sizeof why)) {
            tell(recorder, _("this session is not recorded:"));
            tell(recorder, why);
            journal_close(recorder->journal);
            recorder->journal = NULL;
            return;
        }
        recorder->told = JOURNAL_SAVED;
    }
    if (!record_input(recorder->journal, session, input, clock_wall()))
        out_of_memory(NULL);
    look_for_name(recorder);
}

void recorder_attach(Recorder *recorder, SessionOptions *options,
                     void (*teller)(void *context, const char *text))
{
    recorder->show = options->show;
    recorder->context = options->context;
    recorder->tell = teller;
    options->show = show;
    options->accept = accept;
    options->context = recorder;
}

/* --- The end ------------------------------------------------------------ */

const char *recorder_path(const Recorder *recorder)
{
    return recorder->journal && !recorder->waits
               ? journal_path(recorder->journal)
               : NULL;
}

bool recorder_move(Recorder *recorder, const char *path, char *why, size_t size)
{
    JournalFault fault;
    if (!recorder->journal) {
        snprintf(why, size, "%s", _("this session is not recorded"));
        return false;
    }
    JournalStatus status = journal_move(recorder->journal, path, &fault);
    if (status != JOURNAL_OK) {
        recorder_explain(status, &fault, path, why, size);
        return false;
    }
    recorder->waits = recorder->gone = false;
    recorder->told = JOURNAL_SAVED;
    return true;
}

bool recorder_finish(Recorder *recorder, const char *command)
{
    bool waits = recorder->waits, had = recorder->journal != NULL;
    char path[PATH_MAX] = "";
    if (recorder_path(recorder))
        snprintf(path, sizeof path, "%s", recorder_path(recorder));
    int error = had ? journal_error(recorder->journal) : 0;
    JournalState state = journal_close(recorder->journal);
    recorder->journal = NULL;
    if (!had || waits || state == JOURNAL_SAVED)
        return true;
    Buf safe = {0};
    diag_add_safe(&safe, str_from(path), false);
    fprintf(stderr,
            "standoff %s: not all of the session was saved to "
            "'%.*s': %s\n",
            command, STR_ARGS(buf_str(&safe)), strerror(error));
    buf_finish(&safe);
    return false;
}
