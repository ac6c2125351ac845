/* `standoff new NAME`: writes a minimal scenario that lints clean and plays.
 * Nothing is overwritten. */
#include "cmd/command.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario/scenario.h"
#include "yaml/shape.h"

static const char template[] =
    "standoff: 1\n"
    "title: %s\n"
    "family: other                # prison | terrorist | riot | suicide | "
    "mental-health | other\n"
    "language: en\n"
    "channel: phone\n"
    "warnings: [threats]          # said before play starts\n"
    "support: Talk to your instructor after the exercise.\n"
    "summary: A man has locked himself in an office and will not come out.\n"
    "objectives:\n"
    "  - Let him speak before solving anything.\n"
    "\n"
    "roles:\n"
    "  karim:\n"
    "    side: perpetrator\n"
    "    name: Karim\n"
    "    wants: To be left alone.\n"
    "    needs: That somebody listens to him.\n"
    "    brief: You were dismissed this morning. You are ashamed.\n"
    "  negotiator:\n"
    "    side: negotiator\n"
    "    brief: He has been in there for an hour. Nobody is hurt.\n"
    "\n"
    "meters:\n"
    "  tension: { start: 6, range: 0..10, better: low }\n"
    "\n"
    "intents:\n"
    "  listen:\n"
    "    about: Shows that he is heard.\n"
    "    phrases: [\"(you sound|you seem|it sounds like you are) ... "
    "(angry|hurt|tired|ashamed)\", tell me more]\n"
    "    examples: [You sound tired., Tell me more.]\n"
    "    counterexamples: [You must come out.]\n"
    "  way-out:\n"
    "    about: Talks about how he could come out.\n"
    "    phrases: [come out, walk out]\n"
    "    unless: [\"come out (now|immediately)\"]\n"
    "    examples: [How could you come out?]\n"
    "    counterexamples: [Come out now!]\n"
    "\n"
    "states:\n"
    "  behind-the-door:\n"
    "    hint: Name what you hear in his voice.\n"
    "    enter:\n"
    "      say: Go away. All of you.\n"
    "      cue: Tired, not loud.\n"
    "    rules:\n"
    "      - intent: listen\n"
    "        each-time:\n"
    "          - say: Tired? Eleven years I gave them.\n"
    "            change: { tension: -2 }\n"
    "          - say: They read my name from a list. In front of everybody.\n"
    "            change: { tension: -2 }\n"
    "          - say: Yes.\n"
    "            change: { tension: -1 }\n"
    "      - intent: way-out\n"
    "        if: tension <= 3\n"
    "        say: If nobody stands there and stares. Then I come out.\n"
    "        end: comes-out\n"
    "      - intent: way-out\n"
    "        say: You want me out. You don't want to hear me.\n"
    "        change: { tension: +1 }\n"
    "      - silence: 60s\n"
    "        say: Are you still there?\n"
    "    otherwise:\n"
    "      say-one-of:\n"
    "        - You sound like all the others.\n"
    "        - Words.\n"
    "        - And? What do you know about it?\n"
    "\n"
    "endings:\n"
    "  comes-out:\n"
    "    outcome: peaceful\n"
    "    text: The lock turns. {karim} comes out with his coat over his arm.\n";

/* "night-shift" gives "Night shift". */
static void add_title(Buf *out, Str name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i] == '-' ? ' ' : name.data[i];
        buf_add_char(out, !i && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
}

static bool write_all(int file, Str text)
{
    while (text.size) {
        ssize_t done = write(file, text.data, text.size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        text = str_slice(text, (size_t)done, text.size);
    }
    return true;
}

/* A whole file or none. */
static bool write_new(const char *path, Str text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return false;
    bool written = write_all(file, text) && !fsync(file);
    int error = errno;
    written &= !close(file);
    if (!written) {
        unlink(path);
        errno = error;
    }
    return written;
}

/* Says what was written, and what to do with it. */
static void say_written(const char *path, const char *other)
{
    Buf out = {0}, safe = {0};
    diag_add_safe(&safe, str_from(path), false);
    buf_printf(&out, "wrote %.*s\n  standoff lint %.*s\n",
               STR_ARGS(buf_str(&safe)), STR_ARGS(buf_str(&safe)));
    if (other)
        buf_printf(&out, "  standoff play %s\n", other);
    print_out(buf_str(&out));
    buf_finish(&safe);
    buf_finish(&out);
}

/* Writes a file that is not there yet; an exit code. */
static int write_file(const Invocation *invocation, const char *path, Str text)
{
    if (write_new(path, text))
        return EXIT_NOTHING_FOUND;
    int code = errno == EEXIST ? EXIT_USAGE : EXIT_FAULT;
    usage_error(invocation, "'%s': %s; nothing was written", path,
                strerror(errno));
    return code;
}

static int create(const Invocation *invocation, Str name)
{
    Buf path = {0}, title = {0}, text = {0};
    add_title(&title, name);
    buf_printf(&text, template, title.data);
    buf_printf(&path, "%.*s", STR_ARGS(name));
    if (path.failed || title.failed || text.failed)
        out_of_memory(NULL);
    int code = EXIT_NOTHING_FOUND;
    bool folder = !mkdir(path.data, 0777);
    if (!folder && errno != EEXIST) {
        usage_error(invocation, "folder '%s': %s", path.data, strerror(errno));
        code = EXIT_FAULT;
    } else {
        buf_add_c(&path, "/scenario.yaml");
        code = write_file(invocation, path.data, buf_str(&text));
    }
    if (code == EXIT_NOTHING_FOUND)
        say_written(path.data, path.data);
    buf_finish(&path);
    buf_finish(&title);
    buf_finish(&text);
    return code;
}

/* `new --lang L FILE`: an empty translation beside the file. */
static int create_translation(const Invocation *invocation, Str language)
{
    Arena arena;
    Sources sources = {0};
    Diags diags;
    Buf text = {0};
    Str to = {0};
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    int code = EXIT_USAGE;
    if (!scenario_translation_begin(&arena, &sources, &diags,
                                    str_from(invocation->operands[0]), language,
                                    &to, &text))
        print_diags(&diags, &sources, color_wanted(NULL, stderr));
    else
        code = write_file(invocation, to.data, buf_str(&text));
    if (text.failed)
        out_of_memory(NULL);
    if (code == EXIT_NOTHING_FOUND)
        say_written(to.data, NULL);
    buf_finish(&text);
    arena_finish(&arena);
    return code;
}

static int run(const Invocation *invocation)
{
    const char *language = option_value(invocation, "lang");
    if (language && invocation->operand_count == 1)
        return create_translation(invocation, str_from(language));
    if (language)
        return usage_error(invocation,
                           "name one scenario or pack to translate");
    if (invocation->operand_count != 1)
        return usage_error(invocation, "give the scenario one name, such as "
                                       "'night-shift'");
    Str name = str_from(invocation->operands[0]);
    if (!shape_is_name(name) || name.size > 64)
        return usage_error(invocation,
                           "'%s' is not a name; use small letters, digits and "
                           "hyphens, beginning with a letter",
                           invocation->operands[0]);
    return create(invocation, name);
}

static const Option options[] = {
    {"lang", 0, "LANG", "begins a translation of FILE into this language"},
    {0}};

const Command command_new = {
    .name = "new",
    .arguments = "NAME, or --lang LANG FILE",
    .summary = "writes a small scenario, or a translation, to start from",
    .about = "NAME/scenario.yaml is a small scenario that plays. With --lang, "
             "FILE's translation\ninto LANG is begun beside it: every text, to "
             "be translated. Nothing that is there\nis overwritten.\n",
    .options = options,
    .run = run,
};
