/* The outputs of lint: which formats, to where, written at the end. What a
 * format looks like is report's. Start at outputs_begin. */
#include "cmd/outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/pages.h"

/* "human, gcc, json, ..." */
static void list_formats(Buf *out)
{
    for (const DiagFormat *format = diag_formats; format->name; format++)
        buf_printf(out, "%s%s", format == diag_formats ? "" : ", ",
                   format->name);
}

static bool unknown_format(const Invocation *invocation, Str name)
{
    Buf list = {0};
    list_formats(&list);
    usage_error(invocation, "format '%.*s' is not known; choose auto, %.*s",
                STR_ARGS(str_slice(name, 0, 80)), STR_ARGS(buf_str(&list)));
    buf_finish(&list);
    return false;
}

static bool under_actions(void)
{
    const char *value = getenv("GITHUB_ACTIONS");
    return value && !strcmp(value, "true");
}

/* Room for one more; NULL after a message. */
static OutputFile *add(Outputs *outputs, const Invocation *invocation,
                       const DiagFormat *format)
{
    if (outputs->count == OUTPUTS_MOST) {
        usage_error(invocation, "more than %d outputs", OUTPUTS_MOST);
        return NULL;
    }
    OutputFile *output = &outputs->all[outputs->count++];
    *output = (OutputFile){.report = {
                               .format = format,
                               .folder = str_from(outputs->folder),
                               .base = str_from(outputs->base),
                               .guarded = under_actions(),
                               .home = str_from(STANDOFF_HOME_PAGE),
                               .page = page_of,
                           }};
    return output;
}

/* For people, and under GitHub Actions commands for its runner, too. */
static bool add_auto(Outputs *outputs, const Invocation *invocation)
{
    const char *color = option_value(invocation, "color");
    OutputFile *human =
        add(outputs, invocation, diag_format_find(STR("human")));
    if (!human)
        return false;
    human->report.color = color_wanted(color, stdout);
    return !under_actions() ||
           add(outputs, invocation, diag_format_find(STR("github")));
}

static bool add_printed(Outputs *outputs, const Invocation *invocation)
{
    Str name = str_from(option_value(invocation, "format"));
    if (!name.size || str_equal_c(name, "auto"))
        return add_auto(outputs, invocation);
    const DiagFormat *format = diag_format_find(name);
    if (!format)
        return unknown_format(invocation, name);
    OutputFile *output = add(outputs, invocation, format);
    if (output && str_equal_c(name, "human"))
        output->report.color =
            color_wanted(option_value(invocation, "color"), stdout);
    return output != NULL;
}

/* "sarif=found.sarif" */
static bool add_written(Outputs *outputs, const Invocation *invocation,
                        const char *value)
{
    const char *sign = strchr(value, '=');
    if (!sign || !sign[1]) {
        usage_error(invocation,
                    "--output takes a format and a file, as in "
                    "sarif=found.sarif, not '%s'",
                    value);
        return false;
    }
    Str name = str_slice(str_from(value), 0, (size_t)(sign - value));
    const DiagFormat *format = diag_format_find(name);
    if (!format)
        return unknown_format(invocation, name);
    OutputFile *output = add(outputs, invocation, format);
    if (output)
        output->path = str_from(sign + 1);
    return output != NULL;
}

/* Paths are shown relative to the repository under GitHub Actions, else to the
 * folder that the program was started in. */
static void find_folders(Outputs *outputs)
{
    const char *workspace = getenv("GITHUB_WORKSPACE");
    outputs->folder = getcwd(NULL, 0);
    if (under_actions() && workspace && *workspace == '/')
        outputs->base = realpath(workspace, NULL);
    else if (outputs->folder)
        outputs->base = strdup(outputs->folder);
}

bool outputs_begin_printed(Outputs *outputs, const Invocation *invocation)
{
    *outputs = (Outputs){0};
    find_folders(outputs);
    return add_printed(outputs, invocation);
}

bool outputs_begin(Outputs *outputs, const Invocation *invocation)
{
    bool done = outputs_begin_printed(outputs, invocation);
    int at = 0;
    const char *value;
    while (done && (value = option_next(invocation, "output", &at)))
        done = add_written(outputs, invocation, value);
    return done;
}

static void print_report(DiagReport *report)
{
    if (report->out.failed)
        out_of_memory(NULL);
    if (report->out.size)
        print_out(buf_str(&report->out));
    buf_clear(&report->out);
}

void outputs_add(Outputs *outputs, const DiagsOfFile *file)
{
    for (size_t i = 0; i < outputs->count; i++) {
        diag_report_add(&outputs->all[i].report, file);
        if (!outputs->all[i].path.size)
            print_report(&outputs->all[i].report);
    }
}

bool outputs_end(Outputs *outputs, const Invocation *invocation)
{
    bool done = true;
    for (size_t i = 0; i < outputs->count; i++) {
        OutputFile *output = &outputs->all[i];
        diag_report_end(&output->report);
        if (!output->path.size) {
            print_report(&output->report);
            continue;
        }
        if (output->report.out.failed)
            out_of_memory(NULL);
        if (!write_whole(output->path.data, buf_str(&output->report.out))) {
            usage_error(invocation, "'%s': %s; nothing was written",
                        output->path.data, strerror(errno));
            done = false;
        }
    }
    return done;
}

void outputs_finish(Outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        diag_report_finish(&outputs->all[i].report);
    free(outputs->folder);
    free(outputs->base);
}
