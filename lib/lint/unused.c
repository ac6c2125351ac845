/* What is defined but does nothing: meters that never move, facts that nobody
 * learns, slots, intents, roles and injects without a use. None about a sketch.
 * Start at lint_unused. */
#include "base/names.h"
#include "lint/reach.h"
#include "lint/rules.h"

#include <string.h>

typedef struct {
    const Scenario *scenario;
    bool *moved;   /* meters */
    bool *learned; /* facts */
    bool *shown;   /* slots: in a text, or filled by a pattern */
    bool *heard;   /* intents: listened to, grouped, asked for */
    bool *cast;    /* roles */
    bool *awaited; /* injects */
    bool learns;   /* some fact is learned */
    Names names;   /* of slots and roles */
} Uses;

/* --- Texts ---------------------------------------------------------------- */

enum { IS_SLOT, IS_ROLE };

static void use_name(const Uses *uses, Str name)
{
    const Name *found = names_find(&uses->names, name);
    if (found && found->kind == IS_SLOT)
        uses->shown[found->index] = true;
    else if (found)
        uses->cast[found->index] = true;
}

static void collect_names(Uses *uses, Arena *arena)
{
    const Scenario *s = uses->scenario;
    for (uint32_t i = 0; i < s->slot_count; i++)
        names_add(arena, &uses->names, s->slots[i].name, IS_SLOT, i);
    for (uint32_t i = 0; i < s->role_count; i++)
        names_add(arena, &uses->names, s->roles[i].name, IS_ROLE, i);
    names_sort(&uses->names);
}

static void use_text(const Uses *uses, Str text)
{
    if (!text.size)
        return;
    const char *at = text.data, *end = text.data + text.size;
    while (at < end && (at = memchr(at, '{', (size_t)(end - at))) != NULL) {
        const char *close = memchr(at, '}', (size_t)(end - at));
        if (!close)
            return;
        if (at[1] != '{')
            use_name(uses, (Str){at + 1, (size_t)(close - at - 1)});
        at = at[1] == '{' ? at + 2 : close;
    }
}

static void use_lines(const Uses *uses, const Line *lines, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        use_text(uses, lines[i].text);
        if (lines[i].role != NONE)
            uses->cast[lines[i].role] = true;
    }
}

/* --- Rules ---------------------------------------------------------------- */

static void use_body(Uses *uses, const Body *body)
{
    for (uint32_t i = 0; i < body->change_count; i++)
        uses->moved[body->changes[i].meter] = true;
    for (uint32_t i = 0; i < body->learn_count; i++)
        uses->learns = uses->learned[body->learns[i]] = true;
    if (body->speaker != NONE)
        uses->cast[body->speaker] = true;
    use_lines(uses, body->says, body->say_count);
    use_lines(uses, body->choices, body->choice_count);
    use_lines(uses, body->cues, body->cue_count);
    use_text(uses, body->sign);
    use_text(uses, body->note);
}

static void use_variable(void *context, ExprVariable variable, uint32_t index)
{
    const Uses *uses = context;
    if (variable == EXPR_TIMES || variable == EXPR_SINCE ||
        variable == EXPR_HEARD)
        uses->heard[index] = true;
}

static void use_rule(Uses *uses, const Rule *rule)
{
    for (uint32_t i = 0; i < rule->intent_count; i++)
        uses->heard[rule->intents[i]] = true;
    if (rule->listen == LISTEN_INJECT)
        uses->awaited[rule->inject] = true;
    if (rule->guard)
        expr_each_variable(rule->guard, use_variable, uses);
    for (uint32_t i = 0; i < reach_bodies(rule); i++)
        use_body(uses, reach_body(rule, i));
}

/* --- The rest ------------------------------------------------------------- */

static void use_pattern(const Uses *uses, Str pattern)
{
    for (size_t i = 0; i + 3 < pattern.size; i++) {
        if (pattern.data[i] != '(' || pattern.data[i + 1] != '?')
            continue;
        size_t begin = i + (pattern.data[i + 2] == 'P' ? 4 : 3);
        size_t end = begin;
        while (end < pattern.size && pattern.data[end] != '>' &&
               pattern.data[end] != '\'')
            end++;
        use_name(uses, str_slice(pattern, begin, end));
    }
}

/* Who is counted by a debrief has a use without any rule. */
static void use_intents(const Uses *uses)
{
    const Scenario *s = uses->scenario;
    for (uint32_t i = 0; i < s->hearing.count; i++) {
        const Intent *intent = &s->hearing.intents[i];
        if (s->intent_notes[i].tone || s->intent_notes[i].skill.size)
            uses->heard[i] = true;
        for (uint32_t k = 0; k < intent->any_of_count; k++)
            uses->heard[intent->any_of[k]] = true;
        for (uint32_t k = 0; k < intent->pattern_count; k++)
            use_pattern(uses, intent->patterns[k]);
    }
}

/* Who has a name, wants or a brief is somebody in the room, though nothing in
 * the file need name them again. */
static void use_people(const Uses *uses)
{
    const Scenario *s = uses->scenario;
    uses->cast[s->speaker] = true;
    for (uint32_t i = 0; i < s->role_count; i++) {
        const Role *role = &s->roles[i];
        use_text(uses, role->brief);
        if (!str_equal(role->shown, role->name) || role->brief.size ||
            role->wants.size || role->needs.size ||
            role->side == SIDE_NEGOTIATOR)
            uses->cast[i] = true;
    }
    for (uint32_t i = 0; i < s->demand_count; i++)
        if (s->demands[i].by != NONE)
            uses->cast[s->demands[i].by] = true;
    for (uint32_t i = 0; i < s->state_count; i++) {
        use_text(uses, s->states[i].hint);
        use_text(uses, s->states[i].expect);
    }
    for (uint32_t i = 0; i < s->ending_count; i++)
        use_text(uses, s->endings[i].text);
    for (uint32_t i = 0; i < s->stage_count; i++)
        if (s->stages[i].when)
            expr_each_variable(s->stages[i].when, use_variable, (void *)uses);
}

/* --- Findings ------------------------------------------------------------- */

static void add(Diags *diags, DiagId id, Span span, const char *what, Str name,
                const char *repair)
{
    if (span.file == 0)
        diag_add(diags, id, span, "%s '%.*s' %s", what, STR_ARGS(name), repair);
}

static void add_unused(const Uses *uses, Diags *diags)
{
    const Scenario *s = uses->scenario;
    for (uint32_t i = 0; i < s->meter_count; i++)
        if (!uses->moved[i])
            add(diags, DIAG_UNUSED_METER, s->meters[i].span, "meter",
                s->meters[i].name,
                "is never moved; add a 'change', or remove it");
    for (uint32_t i = 0; uses->learns && i < s->fact_count; i++)
        if (!uses->learned[i])
            add(diags, DIAG_UNUSED_FACT, s->facts[i].span, "fact",
                s->facts[i].name,
                "is never learned; add a 'learn', or remove it");
    for (uint32_t i = 0; i < s->slot_count; i++)
        if (!uses->shown[i])
            add(diags, DIAG_UNUSED_SLOT, s->slots[i].span, "slot",
                s->slots[i].name,
                "is neither filled by a pattern nor shown by a text; use it, "
                "or remove it");
    for (uint32_t i = 0; i < s->hearing.count; i++)
        if (!uses->heard[i])
            add(diags, DIAG_UNUSED_INTENT, s->intent_notes[i].span, "intent",
                s->hearing.intents[i].name,
                "is listened for by nothing; add a rule, give it a 'skill' to "
                "be counted, or remove it");
    for (uint32_t i = 0; i < s->role_count; i++)
        if (!uses->cast[i])
            add(diags, DIAG_UNUSED_ROLE, s->roles[i].span, "role",
                s->roles[i].name,
                "says and is told nothing; give it a name or a brief, or "
                "remove it");
}

static bool is_idle(const Rule *inject)
{
    const Body *body = &inject->body;
    return !inject->step_count && !inject->about.size && !body->change_count &&
           !body->learn_count && !body->act_count && !body->say_count &&
           !body->choice_count && !body->cue_count && !body->sign.size &&
           !body->note.size && body->speaker == NONE && body->exit == EXIT_NONE;
}

static void add_idle_injects(const Uses *uses, Diags *diags)
{
    const Scenario *s = uses->scenario;
    for (uint32_t i = 0; i < s->inject_count; i++) {
        const Rule *inject = &s->rules[s->injects[i]];
        if (!uses->awaited[i] && is_idle(inject))
            add(diags, DIAG_UNUSED_INJECT, inject->span, "inject", inject->name,
                "does nothing, and nothing waits for it; give it an 'about' "
                "for the trainer, or something to do");
    }
}

bool lint_unused(const Scenario *scenario, Diags *diags)
{
    const Scenario *s = scenario;
    if (s->is_pack || s->named || !s->ending_count)
        return true;
    Uses uses = {
        .scenario = s,
        .moved = ARENA_ARRAY(diags->arena, bool, s->meter_count),
        .learned = ARENA_ARRAY(diags->arena, bool, s->fact_count),
        .shown = ARENA_ARRAY(diags->arena, bool, s->slot_count),
        .heard = ARENA_ARRAY(diags->arena, bool, s->hearing.count),
        .cast = ARENA_ARRAY(diags->arena, bool, s->role_count),
        .awaited = ARENA_ARRAY(diags->arena, bool, s->inject_count),
    };
    collect_names(&uses, diags->arena);
    for (uint32_t i = 0; i < s->rule_count; i++)
        use_rule(&uses, &s->rules[i]);
    use_intents(&uses);
    use_people(&uses);
    add_unused(&uses, diags);
    add_idle_injects(&uses, diags);
    return true;
}
