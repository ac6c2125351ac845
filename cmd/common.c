/* What commands share: memory that runs out, colours, output that must
 * arrive, diagnostics on standard error. */
#include "cmd/command.h"

#include <errno.h>
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

void print_out(Str text)
{
    if (fwrite(text.data ? text.data : "", 1, text.size, stdout) == text.size &&
        !fflush(stdout))
        return;
    fprintf(stderr, "standoff: standard output: %s\n", strerror(errno));
    exit(EXIT_FAULT);
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
