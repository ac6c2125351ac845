/* The voice is two pipes deep: a process of our own reads lines and runs the
 * program for each, so that neither a slow program nor one that hangs can hold
 * the session up. Start at speak_all. */
#include "cmd/voice.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"

enum { ARGUMENTS_MOST = 32, LINE_MOST = 4000 /* bytes, below PIPE_BUF */ };

struct Voice {
    int lines; /* to the process that waits */
    pid_t process;
};

static void close_all_but(int keep)
{
    int last = (int)sysconf(_SC_OPEN_MAX);
    for (int file = 3; file < (last > 0 && last < 4096 ? last : 4096); file++)
        if (file != keep)
            close(file);
}

/* In the child: the program, with a pipe for its standard input. */
static _Noreturn void run_program(char *const arguments[], int input)
{
    int nothing = open("/dev/null", O_WRONLY);
    signal(SIGPIPE, SIG_DFL);
    dup2(input, STDIN_FILENO);
    if (nothing >= 0)
        dup2(nothing, STDOUT_FILENO);
    close_all_but(-1);
    execvp(arguments[0], arguments);
    fprintf(stderr, "standoff: '%s' cannot be run: %s\n", arguments[0],
            strerror(errno));
    _exit(127);
}

static void speak(char *const arguments[], const char *line, size_t size)
{
    int ends[2];
    if (pipe(ends))
        return;
    pid_t program = fork();
    if (!program)
        run_program(arguments, ends[0]);
    close(ends[0]);
    ssize_t ignored = program > 0 ? write(ends[1], line, size) : 0;
    (void)ignored;
    close(ends[1]);
    while (program > 0 && waitpid(program, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* The process that waits: until the session closes its end. */
static _Noreturn void speak_all(char *const arguments[], int lines)
{
    char line[LINE_MOST + 1];
    size_t size = 0;
    char c;
    close_all_but(lines);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN); /* the terminal's, meant for the session */
    while (read(lines, &c, 1) == 1) {
        if (size < sizeof line)
            line[size++] = c;
        if (c != '\n')
            continue;
        speak(arguments, line, size);
        size = 0;
    }
    _exit(0);
}

static int split(char *command, char *arguments[])
{
    int count = 0;
    for (char *rest, *word = strtok_r(command, " \t\n", &rest);
         word && count < ARGUMENTS_MOST; word = strtok_r(NULL, " \t\n", &rest))
        arguments[count++] = word;
    arguments[count] = NULL;
    return count;
}

Voice *voice_new(const char *command)
{
    int ends[2];
    char *arguments[ARGUMENTS_MOST + 1];
    char *copy = strdup(command);
    Voice *voice = calloc(1, sizeof *voice);
    if (!copy || !voice || !split(copy, arguments)) {
        errno = copy && voice ? EINVAL : ENOMEM;
    } else if (!pipe2(ends, O_CLOEXEC)) {
        voice->process = fork();
        if (!voice->process) {
            close(ends[1]);
            speak_all(arguments, ends[0]);
        }
        close(ends[0]);
        voice->lines = ends[1];
        if (voice->process > 0) {
            fcntl(ends[1], F_SETFL, O_NONBLOCK);
            free(copy);
            return voice;
        }
        close(ends[1]);
    }
    free(copy);
    free(voice);
    return NULL;
}

void voice_say(Voice *voice, Str line)
{
    char text[LINE_MOST + 1];
    size_t size = line.size < LINE_MOST ? line.size : LINE_MOST;
    if (!voice || !size)
        return;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)line.data[i];
        text[i] = (char)(c < ' ' || c == 0x7f ? ' ' : c);
    }
    text[size++] = '\n';
    ssize_t ignored =
        write(voice->lines, text, size); /* whole, or not at all */
    (void)ignored;
}

void voice_free(Voice *voice)
{
    if (!voice)
        return;
    close(voice->lines);
    free(voice);
}
