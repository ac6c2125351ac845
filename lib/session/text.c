/* Texts: slots and roles filled in, and foreign bytes made valid. */
#include "session/text.h"

#include <string.h>

static void fill_name(const Scenario *scenario, const Configuration *now,
                      Str name, Buf *out)
{
    int32_t slot = scenario_slot_find(scenario, name);
    int32_t role = scenario_role_find(scenario, name);
    if (slot != NONE)
        buf_add(out, engine_slot(scenario, now, (uint32_t)slot));
    else if (role != NONE)
        buf_add(out, scenario->roles[role].shown);
}

void text_fill(const Scenario *scenario, const Configuration *now, Str text,
               Buf *out)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '{')
            continue;
        buf_add(out, str_slice(text, plain, i));
        if (i + 1 < text.size && text.data[i + 1] == '{') {
            plain = ++i; /* the second brace is the one shown */
            continue;
        }
        size_t end = i + 1;
        while (end < text.size && text.data[end] != '}')
            end++;
        fill_name(scenario, now, str_slice(text, i + 1, end), out);
        i = end;
        plain = end + 1;
    }
    if (plain < text.size)
        buf_add(out, str_slice(text, plain, text.size));
}

void text_clean(Str text, Buf *out)
{
    while (text.size) {
        size_t valid = source_utf8_valid(text);
        buf_add(out, str_slice(text, 0, valid));
        if (valid < text.size)
            buf_add_c(out, "\xef\xbf\xbd");
        text = str_slice(text, valid + 1, text.size);
    }
}
