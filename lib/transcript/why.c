/* Why a step went as it did. Start at why_words. */
#include "transcript/why.h"

void why_begin(Why *why, const TranscriptStep *step)
{
    *why = (Why){.arena = why->arena, .step = step};
}

/* --- While it happens --------------------------------------------------- */

static void note_tried(Why *why, const Session *session, const Output *output)
{
    EngineEvent event = {.kind = ENGINE_HEARD,
                         .intents = why->intents,
                         .intent_count = why->intent_count};
    WhyTried *tried = VEC_PUSH(why->arena, &why->tried);
    tried->rule = output->index;
    tried->ran = output->to;
    if (!tried->ran)
        tried->failing_count = engine_guard_failing(
            session_scenario(session), session_now(session), &event,
            tried->rule, tried->failing, WHY_FAILING);
}

static void note_output(Why *why, const Session *session,
                        const Message *message)
{
    const Output *output = message->output;
    if (output->kind == OUT_TRIED)
        note_tried(why, session, output);
    else if (output->kind == OUT_RAN)
        *VEC_PUSH(why->arena, &why->ran) = output->index;
    else if (output->kind == OUT_SAY)
        *VEC_PUSH(why->arena, &why->said) = str_copy(why->arena, message->text);
}

void why_note(Why *why, const Session *session, const Message *message)
{
    why->t = message->t;
    if (message->kind == MESSAGE_OUTPUT)
        note_output(why, session, message);
    if (message->kind != MESSAGE_HEARD)
        return;
    uint32_t count = message->heard->intent_count;
    uint32_t *intents = ARENA_ARRAY(why->arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++)
        intents[i] = message->heard->intents[i];
    why->hears = true;
    why->turn = message->turn;
    why->intents = intents;
    why->intent_count = count;
}

/* --- In words ----------------------------------------------------------- */

static void add_instant(Buf *out, int64_t t)
{
    buf_printf(out, "%lld:%02lld", (long long)(t / 60000),
               (long long)(t / 1000 % 60));
}

static void add_intents(Buf *out, const Scenario *scenario,
                        const uint32_t *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_add_c(out, i ? ", " : "");
        buf_add(out, scenario->hearing.intents[list[i]].name);
    }
}

/* "rule states.a.rules[0] (scenario.yaml:94)" */
static void add_rule(Buf *out, const Scenario *scenario, const Rule *rule)
{
    Str path = scenario->files[rule->file];
    buf_printf(out, "%s %.*s (%.*s:%u)", rule_kind_names[rule->kind],
               STR_ARGS(rule->where), STR_ARGS(path), rule->line);
}

static void add_tried(Buf *out, const Scenario *scenario, const WhyTried *tried)
{
    const Rule *rule = &scenario->rules[tried->rule];
    buf_add_c(out, "\n");
    add_rule(out, scenario, rule);
    if (tried->ran) {
        buf_add_c(out, " ran");
        return;
    }
    size_t shown =
        tried->failing_count < WHY_FAILING ? tried->failing_count : WHY_FAILING;
    buf_add_c(out, shown ? " did not run, not true then: "
                         : " did not run: it has run as often as it may");
    for (size_t i = 0; i < shown; i++) {
        const size_t *range = tried->failing[i];
        Str part = str_slice(rule->guard_text, range[0], range[1]);
        buf_printf(out, "%s'%.*s'", i ? ", " : "", STR_ARGS(part));
    }
}

static bool was_tried(const Why *why, uint32_t rule)
{
    for (size_t i = 0; i < why->tried.count; i++)
        if (why->tried.items[i].rule == rule && why->tried.items[i].ran)
            return true;
    return false;
}

/* What ran without having been tried: `otherwise`, `enter`, timers. */
static void add_ran(Buf *out, const Scenario *scenario, const Why *why)
{
    for (size_t i = 0; i < why->ran.count; i++) {
        uint32_t rule = why->ran.items[i];
        if (was_tried(why, rule))
            continue;
        buf_add_c(out, "\n");
        add_rule(out, scenario, &scenario->rules[rule]);
        buf_add_c(out, " ran");
    }
}

static void add_heard(Buf *out, const Scenario *scenario, const Why *why)
{
    buf_add_c(out, "\nheard: ");
    add_intents(out, scenario, why->intents, why->intent_count);
    if (!why->intent_count)
        buf_add_c(out, "no intent");
    if (!why->tried.count)
        buf_add_c(out, "\nno rule or trigger was listening for that");
}

/* "in turn 3, at 1:05, 'I hear you.'" */
static void add_place(Buf *out, const Why *why)
{
    if (!why->step || why->step->looks)
        buf_add_c(out, "at ");
    else if (why->hears)
        buf_printf(out, "in turn %lld, at ", (long long)why->turn);
    else
        buf_printf(out, "%s, at ", input_name(why->step->input.kind));
    add_instant(out, why->t);
    if (why->step && why->step->input.has_text)
        buf_printf(out, ", '%.*s'", STR_ARGS(why->step->input.text));
}

bool why_words(const Why *why, const Session *session, Str *words)
{
    const Scenario *scenario = session_scenario(session);
    Buf out = {0};
    add_place(&out, why);
    if (why->hears)
        add_heard(&out, scenario, why);
    for (size_t i = 0; i < why->tried.count; i++)
        add_tried(&out, scenario, &why->tried.items[i]);
    add_ran(&out, scenario, why);
    for (size_t i = 0; i < why->said.count; i++)
        buf_printf(&out, "\nsaid: %.*s", STR_ARGS(why->said.items[i]));
    if (!out.failed)
        *words = str_copy(why->arena, buf_str(&out));
    bool done = !out.failed;
    buf_finish(&out);
    return done;
}
