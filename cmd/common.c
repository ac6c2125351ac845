/* What commands share: memory that runs out, colours, output that must
 * arrive, diagnostics on standard error. */
#include "cmd/command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void out_of_memory(void *context)
{
    static const char text[] = "standoff: memory ran out\n";
    (void)context;
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    _exit(EXIT_FAULT);
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

bool color_wanted(const char *color, FILE *stream)
{
    const char *force = getenv("FORCE_COLOR");
    const char *term = getenv("TERM");
    if (color && !strcmp(color, "always"))
        return true;
    if (color && !strcmp(color, "never"))
        return false;
    if (is_set("NO_COLOR"))
        return false;
    if (force && *force)
        return strcmp(force, "0") != 0;
    if (is_set("CLICOLOR_FORCE") && strcmp(getenv("CLICOLOR_FORCE"), "0"))
        return true;
    if (is_set("CLICOLOR") && !strcmp(getenv("CLICOLOR"), "0"))
        return false;
    return term && strcmp(term, "dumb") && isatty(fileno(stream));
}

/* Waits until standard output takes more; false when it never will. */
static bool wait_for_output(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, -1) >= 0 || errno == EINTR;
}

/* Whether a write that failed may be tried again. A signal that ends the
 * program ends it here, too: the reader may never take what is left. */
static bool may_go_on(void)
{
    int number = signal_pending();
    if (errno == EINTR && number && number != SIGINT)
        exit(128 + number);
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return wait_for_output();
    return errno == EINTR;
}

void print_out(Str text)
{
    fflush(stdout); /* what the line editor has written comes first */
    while (text.size) {
        ssize_t done = write(STDOUT_FILENO, text.data, text.size);
        if (done >= 0) {
            text = str_slice(text, (size_t)done, text.size);
            continue;
        }
        if (may_go_on())
            continue;
        fprintf(stderr, "standoff: standard output: %s\n", strerror(errno));
        exit(EXIT_FAULT);
    }
}

void print_diags(Diags *diags, const Sources *sources, bool color)
{
    Buf out = {0};
    diag_sort(diags);
    for (size_t i = 0; i < diags->all.count; i++)
        diag_render_human(&out, &diags->all.items[i], sources, color);
    if (diags->dropped)
        buf_printf(&out, "%zu more are not shown\n", diags->dropped);
    if (out.failed)
        out_of_memory(NULL);
    fwrite(out.data ? out.data : "", 1, out.size, stderr);
    buf_finish(&out);
}
