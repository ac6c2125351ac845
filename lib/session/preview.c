/* Previews: the pure step on a copy of the configuration, once for each intent
 * that is listened for. Start at session_preview. */
#include "session/preview.h"

#include <stdlib.h>
#include <string.h>

#include "session/text.h"

/* --- Sets of intents ------------------------------------------------------ */

static bool is_member(const bool *set, const Intent *intent)
{
    for (uint32_t i = 0; i < intent->any_of_count; i++)
        if (set[intent->any_of[i]])
            return true;
    return false;
}

uint32_t session_close_intents(const Scenario *scenario, uint32_t *intents,
                               uint32_t count)
{
    const IntentSet *all = &scenario->hearing;
    bool *set = calloc(all->count + 1, sizeof *set);
    if (!set)
        return count;
    for (uint32_t i = 0; i < count; i++)
        set[intents[i]] = true;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < all->count; i++)
            if (!set[i] && is_member(set, &all->intents[i]))
                set[i] = more = true;
    }
    for (uint32_t i = count = 0; i < all->count; i++)
        if (set[i])
            intents[count++] = i;
    free(set);
    return count;
}

/* --- What is listened for ------------------------------------------------- */

typedef struct {
    const Scenario *scenario;
    bool *seen;
    uint32_t *intents;
    uint32_t count;
} Listening;

static void add_intent(Listening *to, uint32_t number)
{
    const Intent *intent = &to->scenario->hearing.intents[number];
    if (to->seen[number])
        return;
    to->seen[number] = true;
    for (uint32_t i = 0; i < intent->any_of_count; i++)
        add_intent(to, intent->any_of[i]);
    if (!intent->any_of_count)
        to->intents[to->count++] = number;
}

static void add_rules(Listening *to, const uint32_t *rules, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Rule *rule = &to->scenario->rules[rules[i]];
        for (uint32_t k = 0; k < rule->intent_count; k++)
            add_intent(to, rule->intents[k]);
    }
}

static void add_listening(Listening *to, const Configuration *now)
{
    const Scenario *scenario = to->scenario;
    int32_t state = (int32_t)engine_state(now);
    add_rules(to, scenario->states[state].rules,
              scenario->states[state].rule_count);
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        if (demand_status_is_live(engine_demand(now, i)))
            add_rules(to, scenario->demands[i].rules,
                      scenario->demands[i].rule_count);
    add_rules(to, scenario->triggers, scenario->trigger_count);
    while ((state = scenario->states[state].parent) != NONE)
        add_rules(to, scenario->states[state].rules,
                  scenario->states[state].rule_count);
    add_rules(to, scenario->own_rules, scenario->own_rule_count);
}

uint32_t session_listening(const Scenario *scenario, const Configuration *now,
                           bool *seen, uint32_t *intents)
{
    Listening to = {.scenario = scenario, .seen = seen, .intents = intents};
    memset(seen, 0, scenario->hearing.count * sizeof *seen);
    add_listening(&to, now);
    return to.count;
}

/* --- What would come of it ------------------------------------------------ */

typedef struct {
    Arena *arena;
    const Scenario *scenario;
    Preview *preview;
    const Configuration *now;
} Looking;

static Str filled(const Looking *look, Str text)
{
    Buf buf = {0};
    text_fill(look->scenario, look->now, text, &buf);
    Str copy = buf.failed ? (Str){0} : str_copy(look->arena, buf_str(&buf));
    buf_finish(&buf);
    return copy;
}

static void look(void *context, const Configuration *now, const Output *output)
{
    Looking *look = context;
    Preview *preview = look->preview;
    look->now = now;
    switch (output->kind) {
    case OUT_RAN:
        preview->answered |=
            look->scenario->rules[output->index].kind != RULE_OTHERWISE;
        break;
    case OUT_SAY:
        if (preview->said.size)
            break;
        preview->said = filled(look, output->text);
        preview->speaker = (int32_t)output->index;
        break;
    case OUT_SIGN:
        if (!preview->sign.size)
            preview->sign = filled(look, output->text);
        break;
    case OUT_ENDING:
        preview->ending = output->nth;
        break;
    case OUT_STATE:
    case OUT_EXPECT:
    case OUT_CUE:
    case OUT_NOTE:
    case OUT_METER:
    case OUT_FACT:
    case OUT_DEMAND:
    case OUT_TIMER:
    case OUT_SPEAKER:
    case OUT_TRIED:
    case OUT_CYCLE:
        break;
    }
}

static void preview_one(const Scenario *scenario, const Configuration *now,
                        Arena *arena, Configuration *scratch, uint32_t *set,
                        Preview *preview)
{
    Looking looking = {arena, scenario, preview, scratch};
    OutputSink sink = {look, &looking};
    set[0] = preview->intent;
    uint32_t count = session_close_intents(scenario, set, 1);
    EngineEvent event = {
        .kind = ENGINE_HEARD, .intents = set, .intent_count = count};
    engine_copy(scratch, now);
    engine_step(scenario, scratch, &event, &sink);
}

const Preview *session_preview(const Session *session, Arena *arena,
                               uint32_t *count)
{
    return preview_from(session_scenario(session), session_now(session), arena,
                        count);
}

const Preview *preview_from(const Scenario *scenario, const Configuration *now,
                            Arena *arena, uint32_t *count)
{
    uint32_t all = scenario->hearing.count;
    bool *seen = ARENA_ARRAY(arena, bool, all + 1);
    uint32_t *intents = ARENA_ARRAY(arena, uint32_t, all + 1);
    *count = 0;
    if (engine_ended(now))
        return NULL;
    uint32_t listened = session_listening(scenario, now, seen, intents);
    Preview *previews = ARENA_ARRAY(arena, Preview, listened);
    uint32_t *set = ARENA_ARRAY(arena, uint32_t, all + 1);
    Configuration *scratch = arena_alloc(arena, engine_size(scenario));
    for (uint32_t i = 0; i < listened; i++) {
        previews[i] =
            (Preview){.intent = intents[i], .speaker = NONE, .ending = NONE};
        preview_one(scenario, now, arena, scratch, set, &previews[i]);
    }
    *count = listened;
    return previews;
}
