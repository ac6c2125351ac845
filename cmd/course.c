/* `standoff course`: what a class or a trainee did over many sessions. Finds
 * the journals here; what is counted is report/course.h's. */
#include "cmd/command.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/forget.h"
#include "cmd/language.h"
#include "cmd/recorder.h"
#include "report/course.h"

enum { FOLDERS_DEEP = 32, LINES_SHOWN = 20, PATH_BYTES = PATH_MAX };

typedef struct {
    const Invocation *invocation;
    Course *course;
    HistoryBuffer buffer;
    uint64_t journals;
    bool unreadable;
} Reader;

static const char *translated(const char *english)
{
    return gettext(english);
}

/* --- Finding journals -------------------------------------------------------
 */

static void read_journal(Reader *reader, const char *path)
{
    Arena arena;
    History history;
    JournalFault fault;
    char why[PATH_MAX + 200];
    arena_init(&arena, out_of_memory, NULL);
    JournalStatus status =
        history_read(&reader->buffer, &arena, path, &history, &fault);
    if (status == JOURNAL_OK) {
        course_add(reader->course, &history);
        reader->journals++;
    } else {
        recorder_explain(status, &fault, path, why, sizeof why);
        usage_error(reader->invocation, "%s", why);
        reader->unreadable = true;
    }
    arena_finish(&arena);
}

static bool is_journal_name(const char *name)
{
    static const char ending[] = ".jsonl";
    size_t size = strlen(name), tail = sizeof ending - 1;
    return name[0] != '.' && size > tail && !strcmp(name + size - tail, ending);
}

/* One entry at a time, not the whole folder: a class may leave very many. Links
 * are not followed. */
static void read_folder(Reader *reader, const char *folder, int depth)
{
    DIR *open = opendir(folder);
    struct dirent *entry;
    if (!open) {
        usage_error(reader->invocation, "'%s': %s", folder, strerror(errno));
        reader->unreadable = true;
        return;
    }
    while (!signal_pending() && (entry = readdir(open))) {
        struct stat info;
        char *path = NULL;
        if (entry->d_name[0] == '.')
            continue;
        if (asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
            out_of_memory(NULL);
        if (!lstat(path, &info)) {
            if (S_ISDIR(info.st_mode) && depth < FOLDERS_DEEP)
                read_folder(reader, path, depth + 1);
            else if (S_ISREG(info.st_mode) && is_journal_name(entry->d_name))
                read_journal(reader, path);
        }
        free(path);
    }
    closedir(open);
}

static void read_path(Reader *reader, const char *path)
{
    struct stat info;
    if (!stat(path, &info) && S_ISDIR(info.st_mode))
        read_folder(reader, path, 0);
    else
        read_journal(reader, path);
}

/* Names of journals and folders, one a line. */
static void read_list(Reader *reader)
{
    Lines lines;
    LinesStatus status;
    lines_init(&lines, STDIN_FILENO, PATH_BYTES);
    while ((status = lines_next(&lines, -1)) == LINES_LINE) {
        Str line = buf_str(&lines.line);
        if (lines.dropped ||
            memchr(line.data ? line.data : "", '\0', line.size)) {
            usage_error(reader->invocation, "a line of the list is no path");
            reader->unreadable = true;
        } else if (line.size) {
            read_path(reader, line.data);
        }
    }
    if (status == LINES_FAILED) {
        usage_error(reader->invocation, "standard input: %s", strerror(errno));
        reader->unreadable = true;
    }
    lines_finish(&lines);
}

/* Where sessions are recorded when nobody says where. */
static bool read_default(Reader *reader)
{
    Buf folder = {0};
    bool known = recorder_folder(&folder);
    if (known)
        read_path(reader, folder.data);
    buf_finish(&folder);
    return known;
}

/* --- The command
 * --------------------------------------------------------------
 */

static bool read_number(const Invocation *invocation, uint32_t *lines)
{
    const char *value = option_value(invocation, "lines");
    int64_t number = LINES_SHOWN;
    if (value && (!str_to_int(str_from(value), &number) || number < 0 ||
                  number > COURSE_LINES)) {
        usage_error(invocation, "'--lines %.80s' is not a number from 0 to %d",
                    value, COURSE_LINES);
        return false;
    }
    *lines = (uint32_t)number;
    return true;
}

static bool read_format(const Invocation *invocation, bool *json)
{
    const char *format = option_value(invocation, "format");
    *json = format && !strcmp(format, "json");
    if (!format || *json || !strcmp(format, "text"))
        return true;
    usage_error(invocation, "format '%.80s' is not known; choose text or json",
                format);
    return false;
}

static void read_all(Reader *reader)
{
    const Invocation *invocation = reader->invocation;
    for (int i = 0; i < invocation->operand_count; i++) {
        const char *path = invocation->operands[i];
        if (!strcmp(path, "-"))
            read_list(reader);
        else
            read_path(reader, path);
    }
    if (!invocation->operand_count && !read_default(reader)) {
        usage_error(invocation, "name journals or folders of them, or '-' for "
                                "a list on standard input");
        reader->unreadable = true;
    }
}

static int report(Reader *reader, uint32_t lines, bool json)
{
    Buf out = {0};
    course_finish(reader->course);
    if (json)
        course_json(&out, reader->course, lines, STANDOFF_VERSION);
    else
        course_text(&out, reader->course, lines, translated);
    if (out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
    return reader->unreadable ? EXIT_USAGE : EXIT_NOTHING_FOUND;
}

static int run(const Invocation *invocation)
{
    Arena arena;
    uint32_t lines;
    bool json;
    CourseWish wish = {str_from(option_value(invocation, "trainee")),
                       str_from(option_value(invocation, "class"))};
    if (!read_number(invocation, &lines) || !read_format(invocation, &json))
        return EXIT_USAGE;
    language_begin(str_from(option_value(invocation, "lang")));
    if (option_value(invocation, "forget"))
        return forget_person(invocation);
    arena_init(&arena, out_of_memory, NULL);
    Reader reader = {.invocation = invocation,
                     .course = course_new(&arena, wish)};
    signals_catch();
    read_all(&reader);
    int code = signal_pending() ? 128 + signal_pending()
                                : report(&reader, lines, json);
    course_free(reader.course);
    history_buffer_finish(&reader.buffer);
    arena_finish(&arena);
    return code;
}

static const Option options[] = {
    {"trainee", 0, "NAME", "only this trainee's sessions, one by one, too"},
    {"class", 0, "NAME", "only this class"},
    {"lines", 0, "N", "how many lines that were not understood (default 20)"},
    {"format", 'f', "FORMAT", "text (default; Markdown), or json"},
    {"lang", 0, "LANG", "the language of the report (default: English)"},
    {"forget", 0, "NAME", "takes a person out of all files in the folders"},
    {"keep-text", 0, NULL,
     "with --forget: the name stays where it was said or written"},
    {"yes", 0, NULL, "with --forget: does not ask"},
    {0},
};

const Command command_course = {
    .name = "course",
    .arguments = "[PATH...]",
    .summary = "shows what a class or a trainee did over many sessions",
    .about = "Takes journals, folders (every .jsonl in them) and '-' for a "
             "list of paths on\nstandard input; without any, the folder that "
             "sessions are recorded in. Counts which\nskills move, which moves "
             "nobody found, and which lines were not understood.\n",
    .options = options,
    .run = run,
};
