/* Completion as shells have it: as far as all agree, then a list. */
#include "cmd/words.h"

#include <string.h>

#include "base/names.h"

Str words_nearest(const Str *words, size_t count, Str word)
{
    Str found = {0};
    size_t best = names_tolerance(word) + 1;
    for (size_t i = 0; i < count; i++) {
        size_t distance = str_distance(word, words[i], best);
        if (distance >= best)
            continue;
        best = distance;
        found = words[i];
    }
    return found;
}

static bool begins(Str word, Str with)
{
    return word.size >= with.size &&
           (!with.size || !memcmp(word.data, with.data, with.size));
}

static size_t agreement(Str a, Str b, size_t size)
{
    size_t same = 0;
    while (same < size && same < b.size && a.data[same] == b.data[same])
        same++;
    return same;
}

void words_complete(const Str *words, size_t count, Str typed, Buf *insert,
                    Buf *choices)
{
    Str first = {0};
    size_t found = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        if (!begins(words[i], typed))
            continue;
        if (!found++) {
            first = words[i];
            size = first.size;
        }
        size = agreement(first, words[i], size);
    }
    buf_add(insert, str_slice(first, typed.size, size));
    if (found == 1 && size && first.data[size - 1] != '=')
        buf_add_char(insert, ' ');
    for (size_t i = 0; found > 1 && size == typed.size && i < count; i++)
        if (begins(words[i], typed)) {
            buf_add(choices, words[i]);
            buf_add_char(choices, '\n');
        }
}
