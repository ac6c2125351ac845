/* `standoff overlap`: which intents hear the same words, with a line that shows
 * it. What is asked is lint's; here it is asked of every pair, or of some, and
 * printed. */
#include "cmd/command.h"

#include <jansson.h>
#include <stdlib.h>

#include "lint/pair.h"

/* Of all pairs together, some minutes; of one that is asked for alone. */
static const uint64_t steps = 20000000000u, steps_alone = 100 * PAIR_STEPS;

typedef enum { ANSWER_APART, ANSWER_SHARES, ANSWER_WITHIN, ANSWER_OPEN } Answer;
enum { ANSWERS = ANSWER_OPEN + 1 };

static const char *const answer_names[ANSWERS] = {"apart", "shares", "within",
                                                  "undecided"};

typedef struct {
    const Scenario *scenario;
    PairBench bench;
    bool json;
    size_t counts[ANSWERS];
    Buf line, out;
} Overlaps;

static Str name_of(const Overlaps *o, uint32_t intent)
{
    return o->scenario->hearing.intents[intent].name;
}

static void print_json(Overlaps *o, uint32_t a, uint32_t b, Answer answer)
{
    Str first = name_of(o, a), second = name_of(o, b), line = buf_str(&o->line);
    json_t *object = json_pack(
        "{s:s#, s:s#, s:s}", "a", first.data, (int)first.size, "b", second.data,
        (int)second.size, "answer", answer_names[answer]);
    if (line.size)
        json_object_set_new(object, "line", json_stringn(line.data, line.size));
    char *text = json_dumps(object, JSON_COMPACT);
    if (!text)
        out_of_memory(NULL);
    buf_add_c(&o->out, text);
    free(text);
    json_decref(object);
}

static void print_human(Overlaps *o, uint32_t a, uint32_t b, Answer answer)
{
    Str first = name_of(o, a), second = name_of(o, b);
    if (answer == ANSWER_WITHIN)
        buf_printf(&o->out, "whatever '%.*s' hears, '%.*s' hears, too",
                   STR_ARGS(first), STR_ARGS(second));
    else
        buf_printf(&o->out, "'%.*s' and '%.*s': ", STR_ARGS(first),
                   STR_ARGS(second));
    if (answer == ANSWER_SHARES)
        diag_add_safe(&o->out, buf_str(&o->line), false);
    if (answer == ANSWER_APART)
        buf_add_c(&o->out, "no words in common");
    if (answer == ANSWER_OPEN)
        buf_add_c(&o->out, "not decided");
}

/* What has nothing to show is only counted, unless it was asked for by name. */
static void print_answer(Overlaps *o, uint32_t a, uint32_t b, Answer answer,
                         bool named)
{
    o->counts[answer]++;
    bool shows = answer == ANSWER_SHARES || answer == ANSWER_WITHIN;
    if (!shows && !named && !o->json)
        return;
    buf_clear(&o->out);
    if (o->json)
        print_json(o, a, b, answer);
    else
        print_human(o, a, b, answer);
    buf_add_char(&o->out, '\n');
    if (o->out.failed || o->bench.failed)
        out_of_memory(NULL);
    print_out(buf_str(&o->out));
}

static void ask(Overlaps *o, uint32_t a, uint32_t b, bool named)
{
    bool found = false;
    buf_clear(&o->line);
    for (int turn = 0; turn < 2; turn++) {
        uint32_t inner = turn ? b : a, outer = turn ? a : b;
        if (pair_within(&o->bench, inner, outer) != RELATION_YES)
            continue;
        print_answer(o, inner, outer, ANSWER_WITHIN, named);
        found = true;
    }
    if (found)
        return;
    static const Answer answers[] = {[RELATION_NO] = ANSWER_APART,
                                     [RELATION_YES] = ANSWER_SHARES,
                                     [RELATION_UNDECIDED] = ANSWER_OPEN};
    Relation relation = pair_meets(&o->bench, a, b, &o->line);
    if (relation != RELATION_YES)
        buf_clear(&o->line);
    print_answer(o, a, b, answers[relation], named);
}

static bool is_own(const Overlaps *o, uint32_t intent)
{
    return o->scenario->intent_notes[intent].span.file == o->scenario->named;
}

/* One intent of the file, at least, in each pair; or the one that was named. */
static void ask_all(Overlaps *o, const int32_t named[2])
{
    uint32_t count = o->scenario->hearing.count;
    if (named[0] != NONE && named[1] != NONE) {
        o->bench.steps_of_pair = steps_alone;
        ask(o, (uint32_t)named[0], (uint32_t)named[1], true);
        return;
    }
    for (uint32_t a = 0; a < count; a++)
        for (uint32_t b = a + 1; b < count; b++) {
            bool wanted = named[0] == NONE ? is_own(o, a) || is_own(o, b)
                                           : (int32_t)a == named[0] ||
                                                 (int32_t)b == named[0];
            if (wanted)
                ask(o, a, b, false);
        }
}

static void summarise(Overlaps *o)
{
    if (o->json)
        return;
    buf_clear(&o->out);
    buf_printf(&o->out,
               "pairs with words in common: %zu, one within the other: %zu, "
               "apart: %zu, not decided: %zu\n",
               o->counts[ANSWER_SHARES], o->counts[ANSWER_WITHIN],
               o->counts[ANSWER_APART], o->counts[ANSWER_OPEN]);
    print_out(buf_str(&o->out));
}

static bool find_named(const Invocation *invocation, const Scenario *scenario,
                       int32_t named[2])
{
    for (int i = 0; i < 2; i++) {
        named[i] = NONE;
        if (i + 1 >= invocation->operand_count)
            continue;
        const char *name = invocation->operands[i + 1];
        named[i] = scenario_intent_find(scenario, str_from(name));
        if (named[i] == NONE) {
            usage_error(invocation, "intent '%s' is not defined", name);
            return false;
        }
    }
    return true;
}

static int overlap(const Invocation *invocation, const Scenario *scenario,
                   Arena *arena)
{
    const char *format = option_value(invocation, "format");
    int32_t named[2];
    if (!find_named(invocation, scenario, named))
        return EXIT_USAGE;
    Overlaps o = {.scenario = scenario,
                  .json = format && str_equal_c(str_from(format), "json")};
    IntentMatcher *matcher =
        intent_matcher_new(&scenario->hearing, (IntentOptions){0});
    if (!matcher)
        out_of_memory(NULL);
    pair_init(&o.bench, scenario, matcher, arena, steps);
    ask_all(&o, named);
    if (named[1] == NONE)
        summarise(&o);
    pair_finish(&o.bench);
    intent_matcher_free(matcher);
    buf_finish(&o.line);
    buf_finish(&o.out);
    return EXIT_NOTHING_FOUND;
}

static int run(const Invocation *invocation)
{
    const char *root = option_value(invocation, "root");
    const char *format = option_value(invocation, "format");
    if (invocation->operand_count < 1 || invocation->operand_count > 3)
        return usage_error(invocation, "name one scenario or pack, and at most "
                                       "two of its intents");
    if (format && !str_equal_c(str_from(format), "human") &&
        !str_equal_c(str_from(format), "json"))
        return usage_error(invocation,
                           "format '%s' is not known; choose human or json",
                           format);
    Arena arena;
    Sources sources = {0};
    Diags diags;
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    ScenarioOptions options = {.root = str_from(root ? root : ""),
                               .language =
                                   str_from(option_value(invocation, "lang")),
                               .check_patterns = true};
    const Scenario *scenario = scenario_load(
        &arena, &sources, &diags, str_from(invocation->operands[0]), &options);
    int code = EXIT_USAGE;
    if (scenario)
        code = overlap(invocation, scenario, &arena);
    else
        print_diags(&diags, &sources,
                    color_wanted(option_value(invocation, "color"), stderr));
    arena_finish(&arena);
    return code;
}

static const Option options[] = {
    {"format", 'f', "FORMAT", "human (default), or json: one object a line"},
    {"lang", 0, "LANG", "the language to hear in (default: the file's own)"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"color", 0, "WHEN", "colour of messages: always, never or auto"},
    {0}};

const Command command_overlap = {
    .name = "overlap",
    .arguments = "FILE [INTENT [INTENT]]",
    .summary = "shows which intents hear the same words",
    .about = "FILE is a scenario or a pack. Of each pair of intents, one of "
             "them the file's own,\nsays whether whatever one hears the other "
             "hears, too, or shows a line that both\nhear by words in common. "
             "With an INTENT only its pairs, with two that pair. What\ncannot "
             "be known is said to be not decided.\n",
    .options = options,
    .run = run,
};
