/* `standoff new NAME`: writes a minimal scenario that lints clean and plays.
 * Nothing is overwritten. */
#include "cmd/command.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
        if (!write_new(path.data, buf_str(&text))) {
            code = errno == EEXIST ? EXIT_USAGE : EXIT_FAULT;
            usage_error(invocation, "'%s': %s; nothing was written", path.data,
                        strerror(errno));
        }
    }
    if (code == EXIT_NOTHING_FOUND) {
        Buf out = {0};
        buf_printf(&out, "wrote %s\n  standoff lint %s\n  standoff play %s\n",
                   path.data, path.data, path.data);
        print_out(buf_str(&out));
        buf_finish(&out);
    }
    buf_finish(&path);
    buf_finish(&title);
    buf_finish(&text);
    return code;
}

static int run(const Invocation *invocation)
{
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

static const Option options[] = {{0}};

const Command command_new = {
    .name = "new",
    .arguments = "NAME",
    .summary = "writes a small scenario to start from: NAME/scenario.yaml",
    .options = options,
    .run = run,
};
