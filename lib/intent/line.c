/* What is known of a line besides patterns: words, mirrors, repeats, places.
 * Everything is worked out once. Start at line_begin. */
#include "intent/line.h"

#include "intent/caseless.h"
#include "intent/filter.h"

typedef struct {
    uint32_t begin, end; /* of a word in the folded line */
} Word;

static void renew(Buf *buf)
{
    buf_clear(buf);
    buf->failed = false;
}

size_t line_cut(Str text, size_t limit)
{
    if (text.size <= limit)
        return text.size;
    while (limit && (text.data[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

void line_begin(Line *line, Str text, const IntentMemory *memory, bool filtered)
{
    renew(&line->folded);
    renew(&line->map);
    renew(&line->caseless);
    line->text = text;
    line->memory = memory;
    line->has_words = line->has_common = line->has_repeats = false;
    intent_fold(&line->folded, text, &line->map);
    Str folded = buf_str(&line->folded);
    line->searched = str_slice(folded, 0, line_cut(folded, INTENT_MATCH_BYTES));
    if (filtered) {
        caseless_add(&line->caseless, line->searched);
        buf_add_repeat(&line->caseless, '\0', FILTER_PADDING);
    }
    line->failed =
        line->folded.failed || line->map.failed || line->caseless.failed;
}

void line_finish(Line *line)
{
    buf_finish(&line->folded);
    buf_finish(&line->map);
    buf_finish(&line->caseless);
    buf_finish(&line->words);
    buf_finish(&line->other);
}

uint32_t line_count_words(Line *line)
{
    if (line->has_words)
        return line->word_count;
    renew(&line->words);
    line->word_count = 0;
    Str folded = buf_str(&line->folded), found;
    for (size_t at = 0; caseless_next_word(folded, &at, &found);) {
        Word word = {(uint32_t)(found.data - folded.data), (uint32_t)at};
        buf_add(&line->words, (Str){(const char *)&word, sizeof word});
        line->word_count++;
    }
    line->has_words = true;
    line->failed = line->failed || line->words.failed;
    return line->word_count;
}

/* How many of the last words of `said` (folded) are the line's last. */
static uint32_t count_common(const Line *line, Str said)
{
    const Word *words = (const void *)line->words.data;
    uint32_t count = line->word_count, said_count = 0;
    Str word;
    for (size_t at = 0; caseless_next_word(said, &at, &word);)
        said_count++;
    /* The words of `said` in order, beside the line's last as many; how many
     * were equal without a break up to the last. */
    uint32_t skip = said_count > count ? said_count - count : 0;
    uint32_t mine = count > said_count ? count - said_count : 0;
    uint32_t equal = 0, i = 0;
    for (size_t at = 0; caseless_next_word(said, &at, &word); i++) {
        if (i < skip)
            continue;
        const Word *w = &words[mine + i - skip];
        Str own = str_slice(buf_str(&line->folded), w->begin, w->end);
        equal = caseless_equal(own, word) ? equal + 1 : 0;
    }
    return equal;
}

/* Folds what a line is compared with; NULL data gives false. */
static bool fold_other(Line *line, Str text)
{
    renew(&line->other);
    if (!text.data)
        return false;
    intent_fold(&line->other, text, NULL);
    line->failed = line->failed || line->other.failed;
    return !line->other.failed;
}

bool line_mirrors(Line *line, uint32_t low, uint32_t high)
{
    if (!line->memory)
        return false;
    uint32_t count = line_count_words(line);
    if (line->failed)
        return false;
    if (!line->has_common) {
        line->common = 0;
        if (fold_other(line, line->memory->last_said))
            line->common = count_common(line, buf_str(&line->other));
        line->has_common = true;
    }
    uint32_t k = high < line->common ? high : line->common;
    return k && k >= low && 2 * (uint64_t)k >= count;
}

bool line_repeats(Line *line)
{
    if (!line->memory)
        return false;
    if (!line->has_repeats) {
        line->repeats =
            fold_other(line, line->memory->last_utterance) &&
            caseless_equal(buf_str(&line->folded), buf_str(&line->other));
        line->has_repeats = true;
    }
    return line->repeats;
}

IntentSpan line_place(const Line *line, size_t begin, size_t end)
{
    const uint32_t *map = (const void *)line->map.data;
    size_t last = line->folded.size;
    if (end <= begin)
        return (IntentSpan){.begin = map[begin], .end = map[begin]};
    uint32_t origin = map[end - 1];
    while (end < last && map[end] == origin)
        end++;
    return (IntentSpan){.begin = map[begin], .end = map[end]};
}
