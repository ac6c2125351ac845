/* Lists of codes, as a command line gives them. Start at lint_choose. */
#include <string.h>

#include "lint/lint.h"

/* "SO5" stands for all codes that begin so. */
static bool begins(Str item, const char *code)
{
    return item.size >= 2 && item.size < strlen(code) &&
           !memcmp(item.data, code, item.size);
}

static LintChoice choose_one(bool *wanted, Str item, bool value)
{
    DiagId exact = diag_find(item);
    LintChoice found = LINT_NO_CODE;
    if (exact != DIAG_COUNT) {
        wanted[exact] = value;
        return value || lint_may_leave_out(exact) ? LINT_CHOSEN : LINT_FIXED;
    }
    for (int id = 0; id < DIAG_COUNT; id++) {
        if (!begins(item, diag_info((DiagId)id)->code))
            continue;
        wanted[id] = value;
        found = LINT_CHOSEN;
    }
    return found;
}

LintChoice lint_choose(bool *wanted, Str list, bool value, Str *item)
{
    for (size_t at = 0; at <= list.size;) {
        size_t end = at;
        while (end < list.size && list.data[end] != ',')
            end++;
        *item = str_slice(list, at, end);
        while (item->size && item->data[0] == ' ')
            *item = str_slice(*item, 1, item->size);
        while (item->size && item->data[item->size - 1] == ' ')
            item->size--;
        LintChoice choice = choose_one(wanted, *item, value);
        if (choice != LINT_CHOSEN)
            return choice;
        at = end + 1;
    }
    return LINT_CHOSEN;
}
