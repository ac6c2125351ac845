/* `standoff explain CODE`: the page of a diagnostic. Pages are docs/rules,
 * built into the program. */
#include "cmd/command.h"

#include <string.h>

#include "cmd/pages.h"

const char *page_of(const char *code)
{
    for (size_t i = 0; i < page_count; i++)
        if (!strcmp(pages[i].code, code))
            return pages[i].text;
    return NULL;
}

static void list_codes(void)
{
    static const char *const severities[] = {"error", "warning", "note"};
    Buf out = {0};
    for (int id = 0; id < DIAG_COUNT; id++) {
        const DiagInfo *info = diag_info((DiagId)id);
        buf_printf(&out, "%s  %-8s %-20s %s\n", info->code,
                   severities[info->severity], info->name, info->summary);
    }
    print_out(buf_str(&out));
    buf_finish(&out);
}

static int run(const Invocation *invocation)
{
    if (!invocation->operand_count) {
        list_codes();
        return EXIT_NOTHING_FOUND;
    }
    for (int i = 0; i < invocation->operand_count; i++) {
        const char *asked = invocation->operands[i];
        DiagId id = diag_find(str_from(asked));
        if (id == DIAG_COUNT) {
            const char *near = diag_nearest(str_from(asked));
            return usage_error(invocation,
                               near ? "code '%s' is not known; did you mean "
                                      "'%s'?"
                                    : "code '%s' is not known; 'standoff "
                                      "explain' lists all",
                               asked, near);
        }
        print_out(str_from(page_of(diag_info(id)->code)));
    }
    return EXIT_NOTHING_FOUND;
}

static const Option options[] = {{0}};

const Command command_explain = {
    .name = "explain",
    .arguments = "[CODE]",
    .summary = "prints the page of a finding, or lists all codes",
    .options = options,
    .run = run,
};
