/* The prompter. Start at show_block. */
#include "cmd/prompter.h"

#include <stdio.h>
#include <string.h>

enum {
    PREVIEWS_SHOWN = 24, /* what a glance can take in */
    ABOUT_CELLS = 34,
};

void prompter_init(Prompter *prompter, uint32_t role)
{
    *prompter = (Prompter){.role = role, .facts = true};
    arena_init(&prompter->arena, console_no_memory, NULL);
}

void prompter_finish(Prompter *prompter)
{
    arena_finish(&prompter->arena);
}

/* --- The block ---------------------------------------------------------- */

/* What the trainees do not know yet. */
static void show_secrets(Console *console)
{
    const Scenario *scenario = console->scenario;
    Buf text = {0};
    for (uint32_t i = 0; i < scenario->fact_count; i++)
        if (!engine_fact(session_now(console->session), i)) {
            buf_add_c(&text, "\n- ");
            buf_add(&text, scenario->facts[i].text);
        }
    console->out.failed |= text.failed;
    if (text.size)
        console_put(console, TONE_NONE, _("Keep to yourself for now:"),
                    _("Keep to yourself for now:"), buf_str(&text));
    buf_finish(&text);
}

static void add_due(const Console *console, Buf *out, uint32_t demand)
{
    const Configuration *now = session_now(console->session);
    int64_t due = engine_deadline(now, demand);
    char time[TIME_SIZE];
    if (due != NONE)
        buf_printf(out, _(", %s left"),
                   console_time(time, due - engine_time(now), false));
}

static void show_demands(Console *console)
{
    const Scenario *scenario = console->scenario;
    const Configuration *now = session_now(console->session);
    Buf text = {0};
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const Demand *demand = &scenario->demands[i];
        DemandStatus status = engine_demand(now, i);
        if (!demand_status_is_live(status) ||
            demand->by != (int32_t)console->prompter->role)
            continue;
        buf_printf(&text, "\n- %.*s (%s", STR_ARGS(demand->text),
                   demand_status_names[status]);
        add_due(console, &text, i);
        buf_add_char(&text, ')');
    }
    console->out.failed |= text.failed;
    if (text.size)
        console_put(console, TONE_NONE, _("You have asked for:"),
                    _("You have asked for:"), buf_str(&text));
    buf_finish(&text);
}

static Str without_stop(Str text)
{
    while (text.size && text.data[text.size - 1] == '.')
        text.size--;
    return text;
}

/* As much of a text as fits, cut between words. */
static void add_short(Buf *out, Str text, uint32_t cells)
{
    if (source_width(text, 0) <= cells) {
        buf_add(out, text);
        return;
    }
    size_t end = text.size;
    while (end && source_width(str_slice(text, 0, end), 0) + 4 > cells)
        for (end--; end && text.data[end] != ' ';)
            end--;
    buf_add(out, str_slice(text, 0, end));
    buf_add_c(out, end ? " ..." : "...");
}

/* What is left for the answer of a row that shall not be broken. */
static uint32_t answer_cells(const Console *console)
{
    enum { LEAST = 20, USUAL = 80, AROUND = 2 + 3 + 4 };
    uint32_t width = console->width ? console->width : USUAL;
    uint32_t taken = AROUND + ABOUT_CELLS;
    return width > taken + LEAST ? width - taken : LEAST;
}

/* What it would make the role-player do, in a few words. */
static void add_answer(const Console *console, Buf *out, const Preview *preview)
{
    const Scenario *scenario = console->scenario;
    uint32_t cells = answer_cells(console);
    if (preview->ending >= 0) {
        Str name = scenario->endings[preview->ending].name;
        buf_printf(out, _("the end: %.*s"), STR_ARGS(name));
    } else if (preview->said.size) {
        if (preview->speaker != (int32_t)console->prompter->role) {
            Str speaker = scenario->roles[preview->speaker].shown;
            buf_printf(out, "%.*s: ", STR_ARGS(speaker));
            cells -= source_width(speaker, 0) + 2 < cells / 2
                         ? source_width(speaker, 0) + 2
                         : cells / 2;
        }
        add_short(out, preview->said, cells);
    } else if (preview->sign.size) {
        buf_add_c(out, "* ");
        add_short(out, preview->sign, cells - 2);
    } else {
        buf_add_c(out, _("no answer"));
    }
}

static void add_preview(const Console *console, Buf *out, uint32_t number,
                        const Preview *preview)
{
    const Scenario *scenario = console->scenario;
    Str about = scenario->intent_notes[preview->intent].about;
    if (!about.size)
        about = scenario->hearing.intents[preview->intent].name;
    buf_printf(out, "\n%2u ", number);
    add_short(out, without_stop(about), ABOUT_CELLS);
    buf_add_c(out, " -> ");
    add_answer(console, out, preview);
}

static void show_previews(Console *console)
{
    Prompter *prompter = console->prompter;
    Buf text = {0};
    prompter->previews = session_preview(console->session, &prompter->arena,
                                         &prompter->preview_count);
    if (prompter->preview_count > PREVIEWS_SHOWN)
        prompter->preview_count = PREVIEWS_SHOWN;
    if (prompter->expect.size) {
        buf_add_char(&text, ' ');
        buf_add(&text, prompter->expect);
    }
    for (uint32_t i = 0; i < prompter->preview_count; i++)
        add_preview(console, &text, i + 1, &prompter->previews[i]);
    if (prompter->preview_count)
        buf_printf(&text, "\n 0 %s", _("none of these"));
    console->out.failed |= text.failed;
    if (text.size)
        console_put(console, TONE_NONE, _("Listen for:"), _("Listen for:"),
                    buf_str(&text));
    buf_finish(&text);
}

static void show_cues(Console *console)
{
    const Prompter *prompter = console->prompter;
    for (size_t i = 0; i < prompter->cues.count; i++)
        console_put(console, TONE_SIGN, _("How: "), _("How: "),
                    prompter->cues.items[i]);
}

static void show_lines(Console *console)
{
    const Prompter *prompter = console->prompter;
    buf_add_char(&console->out, '\n');
    for (size_t i = 0; i < prompter->lines.count; i++)
        console_put(console, TONE_STRONG, "  >>> ", _("Say: "),
                    prompter->lines.items[i]);
    if (!prompter->lines.count)
        console_put(console, TONE_ASIDE, "  ... ", _("Say: "),
                    str_from(_("nothing; wait")));
    buf_add_char(&console->out, '\n');
}

static Str kept(Arena *to, Str text)
{
    return text.size ? str_copy(to, text) : (Str){0};
}

/* Empties the arena, but for what still holds. */
static void begin_next(Prompter *prompter)
{
    Arena old = prompter->arena;
    Prompter next;
    prompter_init(&next, prompter->role);
    next.facts = false;
    next.expect = kept(&next.arena, prompter->expect);
    next.preview_count = prompter->preview_count;
    Preview *previews =
        ARENA_ARRAY(&next.arena, Preview, prompter->preview_count);
    for (uint32_t i = 0; i < prompter->preview_count; i++)
        previews[i].intent = prompter->previews[i].intent;
    next.previews = previews;
    *prompter = next;
    arena_finish(&old);
}

static void show_block(Console *console)
{
    Prompter *prompter = console->prompter;
    bool ended = engine_ended(session_now(console->session));
    if (!console->plain)
        buf_add_char(&console->out, '\n');
    if (!ended) {
        if (prompter->facts)
            show_secrets(console);
        show_demands(console);
        show_previews(console);
    }
    show_cues(console);
    if (!ended || prompter->lines.count)
        show_lines(console);
    begin_next(prompter);
}

/* --- Messages ----------------------------------------------------------- */

static bool takes_output(Prompter *prompter, const Message *message)
{
    const Output *output = message->output;
    bool mine = output->index == prompter->role;
    switch (output->kind) {
    case OUT_SAY:
        if (mine)
            *VEC_PUSH(&prompter->arena, &prompter->lines) =
                kept(&prompter->arena, message->text);
        prompter->fresh = true;
        return mine;
    case OUT_CUE:
        if (mine)
            *VEC_PUSH(&prompter->arena, &prompter->cues) =
                kept(&prompter->arena, message->text);
        prompter->fresh |= mine;
        return true;
    case OUT_EXPECT:
        prompter->expect = kept(&prompter->arena, message->text);
        prompter->fresh = true;
        return true;
    case OUT_STATE:
        prompter->expect = (Str){0};
        return true;
    case OUT_FACT:
        prompter->facts = prompter->fresh = true;
        return true;
    case OUT_DEMAND:
        prompter->fresh = true;
        return true;
    case OUT_RAN:
    case OUT_SIGN:
    case OUT_NOTE:
    case OUT_METER:
    case OUT_TIMER:
    case OUT_SPEAKER:
    case OUT_ENDING:
    case OUT_TRIED:
    case OUT_CYCLE:
        break;
    }
    return false;
}

bool prompter_takes(Console *console, const Message *message)
{
    Prompter *prompter = console->prompter;
    switch (message->kind) {
    case MESSAGE_OUTPUT:
        return takes_output(prompter, message);
    case MESSAGE_READY:
        prompter_flush(console);
        return true;
    case MESSAGE_UNDONE:
        prompter->facts = prompter->fresh = true;
        break;
    case MESSAGE_START:
    case MESSAGE_HEARD:
        prompter->fresh = true;
        break;
    case MESSAGE_STAGE:
    case MESSAGE_HINT:
    case MESSAGE_STATUS:
    case MESSAGE_ERROR:
        break;
    }
    return false;
}

void prompter_flush(Console *console)
{
    if (console->prompter->fresh)
        show_block(console);
}

/* --- Numbers ------------------------------------------------------------ */

static bool next_number(Str *rest, int64_t *number)
{
    size_t begin = 0, end;
    while (begin < rest->size && memchr(" ,\t\r", rest->data[begin], 4))
        begin++;
    end = begin;
    while (end < rest->size && rest->data[end] >= '0' && rest->data[end] <= '9')
        end++;
    Str digits = str_slice(*rest, begin, end);
    *rest = str_slice(*rest, end, rest->size);
    if (digits.size && !str_to_int(digits, number))
        *number = INT64_MAX;
    return digits.size != 0;
}

static bool is_numbers(Str line)
{
    bool digit = false;
    for (size_t i = 0; i < line.size; i++) {
        char c = line.data[i];
        if (!memchr("0123456789 ,\t\r", c, 14))
            return false;
        digit |= c >= '0' && c <= '9';
    }
    return digit;
}

bool prompter_line(Console *console, Str line)
{
    Prompter *prompter = console->prompter;
    const Scenario *scenario = console->scenario;
    uint32_t count = 0;
    int64_t number;
    if (!is_numbers(line))
        return false;
    uint32_t *intents =
        ARENA_ARRAY(&prompter->arena, uint32_t, scenario->hearing.count + 1);
    while (next_number(&line, &number)) {
        if (number > prompter->preview_count) {
            console_error(console, _("there is no number %lld here"),
                          (long long)number);
            return true;
        }
        if (number && count < scenario->hearing.count)
            intents[count++] = prompter->previews[number - 1].intent;
    }
    count = session_close_intents(scenario, intents, count);
    console_take(console, &(Input){.kind = INPUT_HEARD,
                                   .intents = intents,
                                   .intent_count = count});
    return true;
}
