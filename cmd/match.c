/* `standoff match`: which intents each line of standard input carries. The
 * tool that authors tune phrases and patterns with. */
#include "cmd/command.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario/scenario.h"

typedef struct {
    const Scenario *scenario;
    IntentMatcher *matcher;
    int64_t number;
    Buf out;
    Buf before; /* the utterance of the line before */
    bool has_before;
} Match;

static json_t *text_of(Str text)
{
    json_t *value = json_stringn(text.data ? text.data : "", text.size);
    if (value)
        return value;
    Buf safe = {0}; /* not UTF-8: shown escaped */
    diag_add_safe(&safe, text, false);
    value = json_stringn(safe.data ? safe.data : "", safe.size);
    buf_finish(&safe);
    return value;
}

static json_t *names_of(const Scenario *scenario, const uint32_t *intents,
                        uint32_t count)
{
    json_t *names = json_array();
    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(
            names, text_of(scenario->hearing.intents[intents[i]].name));
    return names;
}

static json_t *spans_of(const Scenario *scenario, const IntentHeard *heard)
{
    json_t *spans = json_object();
    for (uint32_t i = 0; i < heard->count; i++) {
        const IntentSpan *span = &heard->spans[i];
        Str name = scenario->hearing.intents[span->intent].name;
        if (span->begin != span->end)
            json_object_setn_new(
                spans, name.data, name.size,
                json_pack("[i, i]", (int)span->begin, (int)span->end));
    }
    return spans;
}

static json_t *captures_of(const Scenario *scenario, const IntentHeard *heard)
{
    json_t *captures = json_object();
    for (uint32_t i = 0; i < heard->capture_count; i++) {
        Str slot = scenario->slots[heard->captures[i].slot].name;
        json_object_setn_new(captures, slot.data, slot.size,
                             text_of(heard->captures[i].text));
    }
    return captures;
}

static void print_heard(Match *match, Str text, const IntentHeard *heard)
{
    const Scenario *scenario = match->scenario;
    json_t *line = json_object();
    json_object_set_new(line, "n", json_integer(match->number));
    json_object_set_new(line, "text", text_of(text));
    json_object_set_new(line, "intents",
                        names_of(scenario, heard->intents, heard->count));
    json_object_set_new(line, "spans", spans_of(scenario, heard));
    json_object_set_new(line, "captures", captures_of(scenario, heard));
    if (heard->limited_count)
        json_object_set_new(
            line, "limited",
            names_of(scenario, heard->limited, heard->limited_count));
    char *json = json_dumps(line, JSON_COMPACT);
    if (!json)
        out_of_memory(NULL);
    buf_add_c(&match->out, json);
    buf_add_char(&match->out, '\n');
    free(json);
    json_decref(line);
    if (match->out.failed)
        out_of_memory(NULL);
}

/* A line is an utterance, or an utterance, a tab, and what was said before
 * it. */
static void take_line(Match *match, Str line)
{
    Str text = line;
    IntentMemory memory = {0};
    const char *tab = memchr(line.data, '\t', line.size);
    if (tab) {
        text.size = (size_t)(tab - line.data);
        memory.last_said = str_slice(line, text.size + 1, line.size);
    }
    if (match->has_before)
        memory.last_utterance = buf_str(&match->before);
    IntentHeard heard = {0};
    match->number++;
    switch (intent_hear(match->matcher, text, &memory, &heard)) {
    case INTENT_NO_MEMORY:
        out_of_memory(NULL);
    case INTENT_NOTHING:
        heard = (IntentHeard){0};
        break;
    case INTENT_OK:
        buf_clear(&match->before);
        buf_add(&match->before, text);
        match->has_before = true;
        break;
    }
    print_heard(match, text, &heard);
    if (match->out.size > 1 << 15) {
        print_out(buf_str(&match->out));
        buf_clear(&match->out);
    }
}

static int match_lines(Match *match)
{
    Lines lines;
    LinesStatus status;
    lines_init(&lines, STDIN_FILENO, SOURCE_SIZE_LIMIT);
    while ((status = lines_next(&lines, -1)) == LINES_LINE) {
        Str line = buf_str(&lines.line);
        if (line.size)
            take_line(match, line);
        else
            take_line(match, STR(""));
        if (lines.begin == lines.end) { /* nothing more is waiting */
            print_out(buf_str(&match->out));
            buf_clear(&match->out);
        }
    }
    print_out(buf_str(&match->out));
    lines_finish(&lines);
    if (status != LINES_FAILED)
        return EXIT_NOTHING_FOUND;
    fprintf(stderr, "standoff match: standard input cannot be read\n");
    return EXIT_FAULT;
}

static int run(const Invocation *invocation)
{
    const char *root = option_value(invocation, "root");
    if (invocation->operand_count != 1)
        return usage_error(invocation, "name one scenario or pack");
    Arena arena;
    Sources sources = {0};
    Diags diags;
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    ScenarioOptions options = {.root = str_from(root ? root : ""),
                               .language =
                                   str_from(option_value(invocation, "lang")),
                               .check_patterns = true};
    Match match = {0};
    int code = EXIT_USAGE;
    match.scenario = scenario_load(&arena, &sources, &diags,
                                   str_from(invocation->operands[0]), &options);
    if (!match.scenario)
        print_diags(&diags, &sources,
                    color_wanted(option_value(invocation, "color"), stderr));
    else {
        bool no_jit = option_value(invocation, "no-jit") != NULL;
        match.matcher = intent_matcher_new(&match.scenario->hearing,
                                           (IntentOptions){.no_jit = no_jit});
        if (!match.matcher)
            out_of_memory(NULL);
        code = match_lines(&match);
    }
    intent_matcher_free(match.matcher);
    buf_finish(&match.out);
    buf_finish(&match.before);
    arena_finish(&arena);
    return code;
}

static const Option options[] = {
    {"lang", 0, "LANG", "the language to hear in (default: the file's own)"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"no-jit", 0, NULL, "match without machine code"},
    {"color", 0, "WHEN", "colour of messages: always, never or auto"},
    {0}};

const Command command_match = {
    .name = "match",
    .arguments = "FILE",
    .summary = "says which intents each line of standard input carries",
    .about = "FILE is a scenario or a pack. Each line is an utterance, "
             "optionally followed by a\ntab and the line the negotiator has "
             "just heard (for 'mirrors'). Prints one JSON\nobject a line; "
             "spans are bytes of the text as typed.\n",
    .options = options,
    .run = run,
};
