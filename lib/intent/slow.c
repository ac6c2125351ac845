/* Lines made of pumps, tried with PCRE2 under a small limit first, so that few
 * searches are long. Start at slow_find. */
#include "intent/slow.h"

#include "intent/pumps.h"

enum { QUICK = 10000 }; /* steps of a search that is not counted as long */

typedef struct {
    Compiler *compiler;
    pcre2_code *code;
    SlowBudget *budget;
    Buf *line;
    const Pump *pump;
    Str after;
} Trial;

static void write_line(Trial *t, size_t times)
{
    buf_clear(t->line);
    buf_add(t->line, t->pump->before);
    for (size_t i = 0; i < times; i++)
        buf_add(t->line, t->pump->pump);
    buf_add(t->line, t->after);
}

/* Whether a search of the line takes more steps than this. */
static bool exceeds(Trial *t, uint32_t limit)
{
    pcre2_set_match_limit(t->compiler->match, limit);
    pcre2_set_depth_limit(t->compiler->match, limit);
    bool more = compile_match(t->compiler, t->code, buf_str(t->line), true) ==
                COMPILE_LIMIT;
    pcre2_set_match_limit(t->compiler->match, INTENT_MATCH_LIMIT);
    pcre2_set_depth_limit(t->compiler->match, INTENT_MATCH_LIMIT);
    return more;
}

static bool meets_limit(Trial *t, size_t times)
{
    write_line(t, times);
    if (t->line->failed || !exceeds(t, QUICK) || !t->budget->runs)
        return false;
    t->budget->runs--;
    return exceeds(t, INTENT_MATCH_LIMIT);
}

/* Tries the pump as often as there is room for, then as seldom as will do. */
static bool try_pump(Trial *t)
{
    size_t other = t->pump->before.size + t->after.size;
    if (other >= SLOW_LINE)
        return false;
    size_t high = (SLOW_LINE - other) / t->pump->pump.size, low = 0;
    if (!high || !meets_limit(t, high))
        return false;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (meets_limit(t, middle))
            high = middle;
        else
            low = middle;
    }
    write_line(t, high);
    return true;
}

/* What follows must not let the search succeed; what a match ends with stands
 * there all the same, since PCRE2 looks for that first. */
static bool try_pumps(Trial *t, Arena *arena, const Pump *pumps, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Str afters[] = {
            pumps[i].other, STR(""),
            str_join(arena, pumps[i].other, pumps[i].rest, STR(""))};
        t->pump = &pumps[i];
        for (size_t k = 0; k < sizeof afters / sizeof *afters; k++) {
            t->after = afters[k];
            if (try_pump(t))
                return true;
        }
    }
    return false;
}

bool slow_find(Arena *arena, Compiler *compiler, Str pattern,
               SlowBudget *budget, Buf *line)
{
    Alphabet alphabet;
    RegularText text;
    alphabet_init(&alphabet, arena, compiler);
    if (!regular_prepare(&alphabet, pattern, REGULAR_PATTERN, &text))
        return false;
    const Regular *tree = regular_read(&alphabet, &text);
    alphabet_finish(&alphabet);
    Automaton m;
    automaton_init(&m, arena, &alphabet);
    automaton_add(&m, tree, AUTOMATON_LOOPS);
    uint32_t count;
    const Pump *pumps = pumps_find(&m, &budget->steps, &count);
    if (!count)
        return false;
    int error;
    size_t offset;
    Trial trial = {.compiler = compiler, .budget = budget, .line = line};
    trial.code = compile_pattern(compiler, text.pattern, true, &error, &offset);
    if (!trial.code && compile_is_memory(error))
        arena_out_of_memory(arena);
    bool found = trial.code && try_pumps(&trial, arena, pumps, count);
    pcre2_code_free(trial.code);
    return found;
}
