/* Writing a transcript: steps as the YAML that authors would write. What is
 * written reads back alike. Start at transcript_write. */
#include <string.h>

#include "source/glyph.h"
#include "transcript/transcript.h"

void transcript_init(Transcript *transcript, Str of)
{
    *transcript =
        (Transcript){.of = of, .start = {.state = NONE, .speaker = NONE}};
}

/* --- Scalars ------------------------------------------------------------ */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether every reader of YAML takes the text, unquoted, for what it is: it
 * begins with a letter, has a blank that keeps it from being a number or a
 * truth, and nothing that begins something else. */
static bool is_plain(Str text)
{
    if (text.size < 2 || !memchr(text.data, ' ', text.size) ||
        (!is_letter(text.data[0]) && glyph_at(text, 0).code <= 0xA0))
        return false;
    char last = text.data[text.size - 1];
    if (last == ' ' || last == ':')
        return false;
    for (size_t at = 0; at < text.size;) {
        Glyph glyph = glyph_at(text, at);
        if (glyph.escaped || glyph.code == '#' || glyph.code == '"' ||
            (glyph.code == ':' && text.data[at + 1] == ' '))
            return false;
        at += glyph.size;
    }
    return true;
}

/* A character that stands for itself in double quotes, or its escape. NUL is
 * no part of the language, an invalid byte none of YAML. */
static void add_character(Buf *out, Str text, size_t at, Glyph glyph)
{
    if (glyph.code == '"' || glyph.code == '\\')
        buf_printf(out, "\\%c", (int)glyph.code);
    else if (!glyph.valid || !glyph.code)
        buf_add_c(out, "\xEF\xBF\xBD");
    else if (glyph.code == '\n')
        buf_add_c(out, "\\n");
    else if (glyph.code == '\t')
        buf_add_c(out, "\\t");
    else if (!glyph.escaped)
        buf_add(out, str_slice(text, at, at + glyph.size));
    else if (glyph.code <= 0xFF)
        buf_printf(out, "\\x%02x", glyph.code);
    else if (glyph.code <= 0xFFFF)
        buf_printf(out, "\\u%04x", glyph.code);
    else
        buf_printf(out, "\\U%08x", glyph.code);
}

void transcript_write_text(Buf *out, Str text)
{
    if (is_plain(text)) {
        buf_add(out, text);
        return;
    }
    buf_add_char(out, '"');
    for (size_t at = 0; at < text.size;) {
        Glyph glyph = glyph_at(text, at);
        add_character(out, text, at, glyph);
        at += glyph.size;
    }
    buf_add_char(out, '"');
}

/* A pattern, alone or in a list: in single quotes, where a backslash is a
 * backslash, unless it needs none or what it holds must be escaped. */
void transcript_write_pattern(Buf *out, Str text, bool alone)
{
    if (alone && is_plain(text)) {
        buf_add(out, text);
        return;
    }
    bool plain = text.size > 0;
    for (size_t at = 0; at < text.size && plain;) {
        Glyph glyph = glyph_at(text, at);
        plain = !glyph.escaped;
        at += glyph.size;
    }
    if (!plain) {
        transcript_write_text(out, text);
        return;
    }
    buf_add_char(out, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\'')
            buf_add_char(out, '\'');
        buf_add_char(out, text.data[i]);
    }
    buf_add_char(out, '\'');
}

static void add_duration(Buf *out, int64_t milliseconds)
{
    int64_t seconds = (milliseconds + 999) / 1000;
    int64_t hours = seconds / 3600, minutes = seconds / 60 % 60;
    if (hours)
        buf_printf(out, "%lldh", (long long)hours);
    if (minutes)
        buf_printf(out, "%lldm", (long long)minutes);
    if (seconds % 60 || !seconds)
        buf_printf(out, "%llds", (long long)(seconds ? seconds % 60 : 1));
}

/* The offset where a word ends, some 40 characters on; for want of one, where
 * the 80th does. */
static size_t enough_of(Str line)
{
    enum { ENOUGH = 40 };
    size_t at = 0;
    for (uint32_t count = 0; at < line.size && count < 2 * ENOUGH; count++) {
        if (count >= ENOUGH && line.data[at] == ' ')
            return at;
        at += glyph_at(line, at).size;
    }
    return at;
}

Str transcript_said_pattern(Arena *arena, Str line)
{
    size_t end = enough_of(line), size = 0;
    char *pattern = arena_alloc(arena, 2 * end + 1);
    for (size_t i = 0; i < end; i++) {
        char c = line.data[i];
        if (c && strchr("\\^$.[|()?*+{", c))
            pattern[size++] = '\\';
        /* Folding makes one blank of all of these. */
        pattern[size++] = !c || strchr("\t\n\r", c) ? ' ' : c;
    }
    return (Str){pattern, size};
}

/* --- Maps --------------------------------------------------------------- */

/* `{` before the first of its entries, `, ` before the others. */
typedef struct {
    Buf *out;
    const char *before; /* its line's indentation, or NULL: no key */
    const char *key;
    const char *open, *close;
    bool any;
} Flow;

static void flow_next(Flow *flow)
{
    if (flow->any)
        buf_add_c(flow->out, ", ");
    else if (flow->before)
        buf_printf(flow->out, "%s%s: %s", flow->before, flow->key, flow->open);
    else
        buf_add_c(flow->out, flow->open);
    flow->any = true;
}

static void flow_end(Flow *flow)
{
    if (flow->any)
        buf_printf(flow->out, "%s%s", flow->close, flow->before ? "\n" : "");
}

static void add_meter_sets(Buf *out, const Scenario *scenario,
                           const EngineSet *sets, uint32_t count,
                           const char *before)
{
    Flow flow = {out, before, "meters", "{", "}", false};
    for (uint32_t i = 0; i < count; i++) {
        if (sets[i].kind != SET_METER)
            continue;
        flow_next(&flow);
        buf_printf(out, "%.*s: %d",
                   STR_ARGS(scenario->meters[sets[i].index].name),
                   sets[i].value);
    }
    flow_end(&flow);
}

static void add_fact_sets(Buf *out, const Scenario *scenario,
                          const EngineSet *sets, uint32_t count,
                          const char *before)
{
    Flow flow = {out, before, "facts", "{", "}", false};
    for (uint32_t i = 0; i < count; i++) {
        if (sets[i].kind != SET_FACT)
            continue;
        flow_next(&flow);
        buf_printf(out, "%.*s: %s",
                   STR_ARGS(scenario->facts[sets[i].index].name),
                   sets[i].value ? "true" : "false");
    }
    flow_end(&flow);
}

static void add_demand_sets(Buf *out, const Scenario *scenario,
                            const EngineSet *sets, uint32_t count,
                            const char *before)
{
    Flow flow = {out, before, "demands", "{", "}", false};
    for (uint32_t i = 0; i < count; i++) {
        if (sets[i].kind != SET_DEMAND)
            continue;
        flow_next(&flow);
        buf_printf(out, "%.*s: %s",
                   STR_ARGS(scenario->demands[sets[i].index].name),
                   demand_status_names[sets[i].value]);
    }
    flow_end(&flow);
}

static void add_sets(Buf *out, const Scenario *scenario, const EngineSet *sets,
                     uint32_t count, const char *before)
{
    add_meter_sets(out, scenario, sets, count, before);
    add_fact_sets(out, scenario, sets, count, before);
    add_demand_sets(out, scenario, sets, count, before);
}

/* --- Expectations ------------------------------------------------------- */

static Str ending_word(const Scenario *scenario, const Expectation *e)
{
    if (e->low == NONE)
        return STR("none");
    return e->low == ENDING_ENDEX ? STR("endex")
                                  : scenario->endings[e->index].name;
}

/* The key an expectation stands under. */
static const char *key_of(const Expectation *e)
{
    static const char *const keys[] = {
        [EXPECT_STATE] = "state", [EXPECT_SAID] = "said",
        [EXPECT_HEARD] = "heard", [EXPECT_METER] = "meters",
        [EXPECT_FACT] = "facts",  [EXPECT_DEMAND] = "demands",
        [EXPECT_STAGE] = "stage", [EXPECT_ENDING] = "ending"};
    return e->kind == EXPECT_HEARD && !e->low ? "not-heard" : keys[e->kind];
}

static void add_value(Buf *out, const Scenario *scenario, const Expectation *e,
                      bool alone)
{
    switch (e->kind) {
    case EXPECT_STATE:
        buf_add(out, scenario->states[e->index].name);
        break;
    case EXPECT_SAID:
        transcript_write_pattern(out, e->text, alone);
        break;
    case EXPECT_HEARD:
        buf_add(out, scenario->hearing.intents[e->index].name);
        break;
    case EXPECT_METER:
        buf_printf(out, "%.*s: %lld", STR_ARGS(scenario->meters[e->index].name),
                   (long long)e->low);
        if (e->high != e->low)
            buf_printf(out, "..%lld", (long long)e->high);
        break;
    case EXPECT_FACT:
        buf_printf(out, "%.*s: %s", STR_ARGS(scenario->facts[e->index].name),
                   e->low ? "true" : "false");
        break;
    case EXPECT_DEMAND:
        buf_printf(out, "%.*s: %s", STR_ARGS(scenario->demands[e->index].name),
                   e->low == EXPECT_LIVE ? "live"
                                         : demand_status_names[e->low]);
        break;
    case EXPECT_STAGE:
        buf_add(out,
                e->low == NONE ? STR("none") : scenario->stages[e->index].name);
        break;
    case EXPECT_ENDING:
        buf_add(out, ending_word(scenario, e));
        break;
    }
}

/* The expectations of one key: how many, and whether all are facts that are
 * known, which make a list. */
static uint32_t count_key(const TranscriptStep *step, const char *key,
                          bool *known)
{
    uint32_t count = 0;
    *known = true;
    for (uint32_t i = 0; i < step->expect_count; i++) {
        const Expectation *e = &step->expect[i];
        if (key_of(e) != key)
            continue;
        count++;
        *known &= e->kind == EXPECT_FACT && e->low;
    }
    return count;
}

static void add_key(Buf *out, const Scenario *scenario,
                    const TranscriptStep *step, uint32_t first,
                    const char *before)
{
    const Expectation *e = &step->expect[first];
    const char *key = key_of(e);
    bool known, alone = count_key(step, key, &known) == 1;
    bool map = e->kind == EXPECT_METER || e->kind == EXPECT_DEMAND ||
               (e->kind == EXPECT_FACT && !known);
    const char *open = map ? "{" : alone ? "" : "[";
    const char *close = map ? "}" : alone ? "" : "]";
    Flow flow = {out, before, key, open, close, false};
    for (uint32_t i = first; i < step->expect_count; i++) {
        e = &step->expect[i];
        if (key_of(e) != key)
            continue;
        flow_next(&flow);
        if (known)
            buf_add(out, scenario->facts[e->index].name);
        else
            add_value(out, scenario, e, alone);
    }
    flow_end(&flow);
}

void transcript_write_value(Buf *out, const Scenario *scenario,
                            const TranscriptStep *step)
{
    add_key(out, scenario, step, 0, NULL);
}

/* Those of one key together, in the order in which the first of each stands. */
static void add_expectations(Buf *out, const Scenario *scenario,
                             const TranscriptStep *step)
{
    for (uint32_t i = 0; i < step->expect_count; i++) {
        bool before = false;
        for (uint32_t k = 0; k < i; k++)
            before |= key_of(&step->expect[k]) == key_of(&step->expect[i]);
        if (!before)
            add_key(out, scenario, step, i, "      ");
    }
}

/* --- Steps -------------------------------------------------------------- */

static void add_hear(Buf *out, const Scenario *scenario, const Input *input)
{
    if (input->has_text) {
        buf_add_c(out, "say: ");
        transcript_write_text(out, input->text);
        buf_add_c(out, "\n    ");
    }
    buf_add_c(out, "hear: [");
    for (uint32_t i = 0; i < input->intent_count; i++)
        buf_printf(out, "%s%.*s", i ? ", " : "",
                   STR_ARGS(scenario->hearing.intents[input->intents[i]].name));
    buf_add_c(out, "]\n");
}

/* What happens, behind the `- ` of its step; ends its line. */
static void add_input(Buf *out, const Scenario *scenario, const Input *input)
{
    switch (input->kind) {
    case INPUT_SAY:
        buf_add_c(out, "say: ");
        transcript_write_text(out, input->text);
        buf_add_char(out, '\n');
        return;
    case INPUT_HEARD:
        add_hear(out, scenario, input);
        return;
    case INPUT_WAIT:
        buf_add_c(out, "wait: ");
        add_duration(out, input->number);
        buf_add_char(out, '\n');
        return;
    case INPUT_INJECT:
        buf_printf(
            out, "inject: %.*s\n",
            STR_ARGS(scenario->rules[scenario->injects[input->index]].name));
        return;
    case INPUT_GOTO:
        buf_printf(out, "goto: %.*s\n",
                   STR_ARGS(scenario->states[input->index].name));
        return;
    case INPUT_SET:
        buf_add_c(out, "set:\n");
        add_sets(out, scenario, input->sets, input->set_count, "      ");
        return;
    case INPUT_TYPING:
    case INPUT_RESTART:
    case INPUT_END:
        buf_printf(out, "%s: true\n", input_name(input->kind));
        return;
    case INPUT_UNDO:
    case INPUT_HINT:
    case INPUT_STATUS:
    case INPUT_NOTE:
    case INPUT_DRIFT:
    case INPUT_PAUSE:
    case INPUT_RESUME:
    case INPUT_KIND_COUNT:
        return; /* no part of a test */
    }
}

static void add_step(Buf *out, const Scenario *scenario,
                     const TranscriptStep *step)
{
    buf_add_c(out, "  - ");
    if (!step->looks)
        add_input(out, scenario, &step->input);
    if (step->about.size) {
        buf_add_c(out, step->looks ? "about: " : "    about: ");
        transcript_write_text(out, step->about);
        buf_add_char(out, '\n');
    }
    if (!step->expect_count)
        return;
    buf_add_c(out,
              step->looks && !step->about.size ? "expect:\n" : "    expect:\n");
    add_expectations(out, scenario, step);
}

/* --- The whole ---------------------------------------------------------- */

static void add_line(Buf *out, const char *key, Str text)
{
    if (!text.size)
        return;
    buf_printf(out, "%s: ", key);
    transcript_write_text(out, text);
    buf_add_char(out, '\n');
}

/* A path as it is, if that is plain YAML. */
static void add_of(Buf *out, Str path)
{
    bool plain = path.size > 0 && path.data[0] != '-';
    for (size_t i = 0; i < path.size; i++)
        plain &= is_letter(path.data[i]) ||
                 memchr("0123456789./_-", path.data[i], 14) != NULL;
    buf_add_c(out, "of: ");
    if (plain)
        buf_add(out, path);
    else
        transcript_write_text(out, path);
    buf_add_char(out, '\n');
}

static void add_start(Buf *out, const Scenario *scenario,
                      const TranscriptStart *start)
{
    if (start->state == NONE && start->speaker == NONE && !start->set_count)
        return;
    buf_add_c(out, "start:\n");
    if (start->state != NONE)
        buf_printf(out, "  state: %.*s\n",
                   STR_ARGS(scenario->states[start->state].name));
    if (start->speaker != NONE)
        buf_printf(out, "  speaker: %.*s\n",
                   STR_ARGS(scenario->roles[start->speaker].name));
    add_sets(out, scenario, start->sets, start->set_count, "  ");
}

void transcript_write(Buf *out, const Scenario *scenario,
                      const Transcript *transcript)
{
    buf_add_c(out, "standoff: 1\nkind: transcript\n");
    add_of(out, transcript->of);
    add_line(out, "title", transcript->title);
    add_line(out, "about", transcript->about);
    if (transcript->language.size)
        buf_printf(out, "language: %.*s\n", STR_ARGS(transcript->language));
    if (transcript->seed)
        buf_printf(out, "seed: %llu\n", (unsigned long long)transcript->seed);
    add_line(out, "expected-failure", transcript->expected_failure);
    add_start(out, scenario, &transcript->start);
    buf_add_c(out, "steps:\n");
    for (uint32_t i = 0; i < transcript->step_count; i++)
        add_step(out, scenario, &transcript->steps[i]);
}
