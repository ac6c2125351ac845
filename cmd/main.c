/* standoff: scenario scripts for crisis-negotiation training. main prepares
 * the process and hands over to a command; each command is a row of the table
 * below and a file of its own. */
#include "cmd/command.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "intent/intent.h"

/* clang-format off */ /* a line each */
static const Command *const commands[] = {
    &command_play,
    &command_cue,
    &command_cards,
    &command_course,
    &command_rate,
    &command_resume,
    &command_replay,
    &command_debrief,
    &command_lint,
    &command_test,
    &command_coverage,
    &command_audit,
    &command_graph,
    &command_explore,
    &command_match,
    &command_overlap,
    &command_explain,
    &command_new,
    &command_schema,
};
/* clang-format on */
enum { COMMANDS = sizeof commands / sizeof *commands };

/* Descriptors 0 to 2 are always open, so that no file lands on them. */
static void open_standard_files(void)
{
    for (int descriptor = 0; descriptor < 3; descriptor++)
        if (fcntl(descriptor, F_GETFD) == -1 && open("/dev/null", O_RDWR) == -1)
            _exit(EXIT_FAULT);
}

static int print_usage(void)
{
    Buf out = {0};
    buf_add_c(&out, "standoff - plays scenario scripts for training in crisis "
                    "negotiation\n\nusage: standoff COMMAND [OPTIONS] "
                    "...\n\ncommands:\n");
    for (int i = 0; i < COMMANDS; i++)
        buf_printf(&out, "  %-9s %s\n", commands[i]->name,
                   commands[i]->summary);
    buf_add_c(&out, "\n'standoff COMMAND --help' shows a command's options; "
                    "'standoff --version' the version.\n");
    print_out(buf_str(&out));
    buf_finish(&out);
    return EXIT_NOTHING_FOUND;
}

static int print_version(void)
{
    print_out(STR("standoff " STANDOFF_VERSION "\n"));
    return EXIT_NOTHING_FOUND;
}

static int unknown_command(const char *name)
{
    const char *near = NULL;
    size_t best = 4;
    for (int i = 0; i < COMMANDS; i++) {
        size_t distance =
            str_distance(str_from(name), str_from(commands[i]->name), best - 1);
        if (distance < best) {
            best = distance;
            near = commands[i]->name;
        }
    }
    Buf safe = {0};
    diag_add_safe(&safe, str_slice(str_from(name), 0, 80), false);
    if (near)
        fprintf(stderr,
                "standoff: command '%.*s' is not known; did you mean '%s'?\n",
                STR_ARGS(buf_str(&safe)), near);
    else
        fprintf(stderr,
                "standoff: command '%.*s' is not known; see 'standoff "
                "--help'\n",
                STR_ARGS(buf_str(&safe)));
    buf_finish(&safe);
    return EXIT_USAGE;
}

static int run_command(const Command *command, int argc, char **argv)
{
    Invocation invocation;
    bool help;
    if (!options_read(command, argc, argv, &invocation, &help))
        return EXIT_USAGE;
    if (help) {
        options_help(command);
        return EXIT_NOTHING_FOUND;
    }
    return command->run(&invocation);
}

int main(int argc, char **argv)
{
    open_standard_files();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    const char *name = argc > 1 ? argv[1] : "--help";
    if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help"))
        return argc > 1 ? print_usage() : (print_usage(), EXIT_USAGE);
    if (!strcmp(name, "--version"))
        return print_version();
    for (int i = 0; i < COMMANDS; i++)
        if (!strcmp(name, commands[i]->name))
            return run_command(commands[i], argc - 1, argv + 1);
    return unknown_command(name);
}
