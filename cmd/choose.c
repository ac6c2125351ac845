/* Which findings lint tells of, by code. Which codes there are and what may be
 * left out is lint's. Start at choose_codes. */
#include "cmd/choose.h"

#include "lint/lint.h"

static bool choose(const Invocation *invocation, const char *option,
                   const char *list, bool value, bool *wanted)
{
    Str item;
    const char *near;
    LintChoice choice = lint_choose(wanted, str_from(list), value, &item);
    Str shown = str_slice(item, 0, 80);
    switch (choice) {
    case LINT_CHOSEN:
        return true;
    case LINT_FIXED:
        usage_error(invocation,
                    "--%s: '%.*s' is an error of loading and is always told",
                    option, STR_ARGS(shown));
        return false;
    case LINT_NO_CODE:
        break;
    }
    near = diag_nearest(item);
    usage_error(invocation,
                near ? "--%s: code '%.*s' is not known; did you mean '%s'?"
                     : "--%s: code '%.*s' is not known; 'standoff lint "
                       "--list-rules' lists all",
                option, STR_ARGS(shown), near);
    return false;
}

bool choose_codes(const Invocation *invocation, bool wanted[DIAG_COUNT])
{
    int at = 0;
    const char *list;
    bool all = !option_value(invocation, "select");
    for (int id = 0; id < DIAG_COUNT; id++)
        wanted[id] = all;
    while ((list = option_next(invocation, "select", &at)))
        if (!choose(invocation, "select", list, true, wanted))
            return false;
    at = 0;
    while ((list = option_next(invocation, "ignore", &at)))
        if (!choose(invocation, "ignore", list, false, wanted))
            return false;
    return true;
}

static bool is_wanted(void *context, const Diag *diag)
{
    const bool *wanted = context;
    return wanted[diag->id] || !lint_may_leave_out(diag->id);
}

void choose_from(Diags *diags, const bool wanted[DIAG_COUNT])
{
    bool copy[DIAG_COUNT];
    for (int id = 0; id < DIAG_COUNT; id++)
        copy[id] = wanted[id];
    diag_filter(diags, is_wanted, copy);
}

void choose_list(const bool wanted[DIAG_COUNT])
{
    static const char *const severities[] = {"error", "warning", "note"};
    Buf out = {0};
    for (int i = 0; i < DIAG_COUNT; i++) {
        DiagId id = (DiagId)i;
        const DiagInfo *info = diag_info(id);
        if (!wanted[id])
            continue;
        const char *when = "default";
        if (!lint_may_leave_out(id))
            when = "always";
        else if (lint_is_deep(id))
            when = "deep";
        buf_printf(&out, "%s  %-8s %-8s %-26s %s\n", info->code,
                   severities[info->severity], when, info->name, info->summary);
    }
    if (out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
}
