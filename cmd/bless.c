/* `standoff test --bless`: the difference shown, then the file written. What to
 * change is lib/transcript's. */
#include "cmd/bless.h"

#include <errno.h>
#include <string.h>

typedef struct {
    const Source *source;
    bool color;
    Buf out;
} Showing;

static void add_lines(Showing *showing, const char *sign, const char *sgr,
                      Str lines)
{
    Buf safe = {0};
    diag_add_safe(&safe, lines, true);
    Str rest = buf_str(&safe);
    while (rest.size) {
        size_t end = 0;
        while (end < rest.size && rest.data[end] != '\n')
            end++;
        if (showing->color)
            buf_printf(&showing->out, "\x1b[%sm", sgr);
        buf_add_c(&showing->out, sign);
        buf_add(&showing->out, str_slice(rest, 0, end));
        buf_add_c(&showing->out, showing->color ? "\x1b[0m\n" : "\n");
        rest = str_slice(rest, end + 1, rest.size);
    }
    showing->out.failed |= safe.failed;
    buf_finish(&safe);
}

static size_t line_begin(Str text, size_t at)
{
    while (at && text.data[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(Str text, size_t at)
{
    while (at < text.size && text.data[at] != '\n')
        at++;
    return at;
}

/* The lines that edits `first` to `last` touch, before and after. */
static void show_place(Showing *showing, Arena *arena,
                       const TranscriptBlessing *blessing, uint32_t first,
                       uint32_t last)
{
    Str text = showing->source->text;
    const TranscriptEdit *edits = blessing->edits;
    uint32_t begin = (uint32_t)line_begin(text, edits[first].span.begin);
    size_t end = line_end(text, edits[last].span.end);
    TranscriptEdit *moved =
        ARENA_ARRAY(arena, TranscriptEdit, last - first + 1);
    for (uint32_t i = first; i <= last; i++) {
        moved[i - first] = edits[i];
        moved[i - first].span.begin -= begin;
        moved[i - first].span.end -= begin;
    }
    TranscriptBlessing part = {.edits = moved, .edit_count = last - first + 1};
    Str old = str_slice(text, begin, end);
    diag_add_safe(&showing->out, showing->source->path, false);
    buf_printf(&showing->out, ":%u:\n",
               source_position(showing->source, begin).line);
    add_lines(showing, "-", "31", old);
    add_lines(showing, "+", "32", transcript_edited(arena, old, &part));
}

static void show_edits(Showing *showing, Arena *arena,
                       const TranscriptBlessing *blessing)
{
    Str text = showing->source->text;
    const TranscriptEdit *edits = blessing->edits;
    for (uint32_t first = 0; first < blessing->edit_count;) {
        uint32_t last = first;
        while (last + 1 < blessing->edit_count &&
               edits[last + 1].span.begin <
                   line_end(text, edits[last].span.end))
            last++;
        show_place(showing, arena, blessing, first, last);
        first = last + 1;
    }
}

/* What no edit can mend is for a person. */
static void show_left(Showing *showing, const TranscriptBlessing *blessing,
                      const Sources *sources)
{
    for (uint32_t i = 0; i < blessing->left_count; i++) {
        const TranscriptFailure *left = &blessing->left[i];
        Diag diag = {.id =
                         left->expectation ? DIAG_TEST_FAILED : DIAG_TEST_STEP,
                     .span = left->span,
                     .text = left->text};
        diag_render_human(&showing->out, &diag, sources, showing->color);
    }
}

static bool put(Str path, Str text)
{
    if (write_whole(path.data, text))
        return true;
    Buf safe = {0};
    diag_add_safe(&safe, path, false);
    fprintf(stderr, "standoff test: '%.*s' cannot be written: %s\n",
            STR_ARGS(buf_str(&safe)), strerror(errno));
    buf_finish(&safe);
    return false;
}

bool bless(Arena *arena, Str path, const Scenario *scenario,
           const Transcript *transcript, const Sources *sources,
           IntentOptions hearing, bool color)
{
    TranscriptBlessing blessing;
    Showing showing = {.source = &sources->files.items[0], .color = color};
    if (!transcript_bless(arena, scenario, transcript, sources, hearing,
                          &blessing))
        out_of_memory(NULL);
    show_edits(&showing, arena, &blessing);
    show_left(&showing, &blessing, sources);
    if (showing.out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&showing.out));
    buf_finish(&showing.out);
    return !blessing.edit_count ||
           put(path, transcript_edited(arena, showing.source->text, &blessing));
}
