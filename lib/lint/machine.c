/* Findings about the machine as a whole: what cannot be reached, where a run is
 * caught, what stays unanswered. None about a sketch, a file without endings.
 * Start at lint_machine. */
#include "lint/reach.h"
#include "lint/rules.h"
#include "lint/ways.h"

typedef struct {
    const Scenario *scenario;
    const Reach *reach;
    Diags *diags;
} Machine;

/* --- What cannot be reached ----------------------------------------------- */

/* Marks the states that rules of an unreachable state go to: once that one is
 * mended, they may be fine. */
static void mark_led(const Machine *m, uint32_t state, bool *led)
{
    const State *at = &m->scenario->states[state];
    for (uint32_t i = 0; i < at->rule_count; i++) {
        const Rule *rule = &m->scenario->rules[at->rules[i]];
        for (uint32_t k = 0; k < reach_bodies(rule); k++) {
            const Body *body = reach_body(rule, k);
            if (body->exit == EXIT_STATE && body->exit_index != state)
                led[body->exit_index] = true;
        }
    }
}

static void add_unreachable(const Machine *m, const State *state)
{
    diag_add(m->diags, DIAG_MACHINE_UNREACHABLE, state->span,
             "no rule or trigger leads to state '%.*s'; add a 'go: %.*s', or "
             "remove it",
             STR_ARGS(state->name), STR_ARGS(state->name));
}

static void check_states(const Machine *m)
{
    const Scenario *s = m->scenario;
    bool *led = ARENA_ARRAY(m->diags->arena, bool, s->state_count);
    const State *first = NULL;
    bool found = false;
    for (uint32_t i = 0; i < s->state_count; i++)
        if (!m->reach->states[i])
            mark_led(m, i, led);
    for (uint32_t i = 0; i < s->state_count; i++) {
        const State *state = &s->states[i];
        bool inside = state->parent != NONE && !m->reach->states[state->parent];
        if (m->reach->states[i] || inside)
            continue;
        first = first ? first : state;
        if (led[i])
            continue;
        add_unreachable(m, state);
        found = true;
    }
    if (first && !found) /* they lead to one another */
        add_unreachable(m, first);
}

static void check_endings(const Machine *m)
{
    const Scenario *s = m->scenario;
    for (uint32_t i = 0; i < s->ending_count; i++) {
        const Ending *ending = &s->endings[i];
        if (m->reach->endings[i])
            continue;
        diag_add(m->diags, DIAG_MACHINE_NO_ENDING, ending->span,
                 "nothing that can run ends in '%.*s'; add an 'end: %.*s', or "
                 "remove it",
                 STR_ARGS(ending->name), STR_ARGS(ending->name));
    }
}

static bool is_peaceful(const Ending *ending)
{
    return str_equal_c(ending->outcome, "peaceful");
}

/* A peaceful ending that nothing leads to is blamed above. */
static void check_peaceful(const Machine *m)
{
    const Scenario *s = m->scenario;
    for (uint32_t i = 0; i < s->ending_count; i++)
        if (is_peaceful(&s->endings[i]))
            return;
    diag_add(m->diags, DIAG_DOCTRINE_PEACEFUL, s->endings[0].span,
             "no ending is peaceful; give the scenario one that good listening "
             "can reach");
}

enum { TURNS_TOO_FEW = 8 };

static void check_turns(const Machine *m)
{
    const Scenario *s = m->scenario;
    const uint32_t *fewest = ways_fewest_turns(m->diags->arena, m->reach);
    for (uint32_t i = 0; i < s->ending_count; i++) {
        Str name = s->endings[i].name;
        if (!is_peaceful(&s->endings[i]) || fewest[i] >= TURNS_TOO_FEW)
            continue;
        Str how = str_format(m->diags->arena, "in %u turn%s", fewest[i],
                             fewest[i] == 1 ? "" : "s");
        if (!fewest[i])
            how = STR("by waiting");
        diag_add(m->diags, DIAG_DOCTRINE_TOO_SOON, s->endings[i].span,
                 "'%.*s' can be reached %.*s without any condition; let him be "
                 "won over first: an 'if' on the way",
                 STR_ARGS(name), STR_ARGS(how));
    }
}

static void check_stages(const Machine *m)
{
    const Scenario *s = m->scenario;
    ReachMoment moment = {m->reach, NULL};
    ExprBounds bounds = reach_bounds(&moment);
    for (uint32_t i = 0; i < s->stage_count; i++) {
        const Stage *stage = &s->stages[i];
        ExprPart part;
        if (!stage->when ||
            expr_decide(stage->when, &bounds, &part) != EXPR_NEVER)
            continue;
        diag_add(m->diags, DIAG_MACHINE_STAGE,
                 scenario_part(stage->when_span, stage->when_text, part.begin,
                               part.end),
                 "stage '%.*s' is never reached: this never holds; change "
                 "'when', or remove the stage",
                 STR_ARGS(stage->name));
        return; /* stages are cumulative: those after it follow from it */
    }
}

static void check_demands(const Machine *m)
{
    const Scenario *s = m->scenario;
    bool *raised = ARENA_ARRAY(m->diags->arena, bool, s->demand_count);
    for (uint32_t i = 0; i < s->rule_count; i++)
        for (uint32_t k = 0; k < reach_bodies(&s->rules[i]); k++) {
            const Body *body = reach_body(&s->rules[i], k);
            for (uint32_t a = 0; a < body->act_count; a++)
                if (body->acts[a].kind == ACT_RAISE)
                    raised[body->acts[a].demand] = true;
        }
    for (uint32_t i = 0; i < s->demand_count; i++)
        if (!raised[i])
            diag_add(m->diags, DIAG_MACHINE_NOT_RAISED, s->demands[i].span,
                     "demand '%.*s' is never made; add a 'raise: %.*s', or "
                     "remove it",
                     STR_ARGS(s->demands[i].name),
                     STR_ARGS(s->demands[i].name));
}

/* --- Where a run is caught, and what stays unanswered --------------------- */

static void check_traps(const Machine *m)
{
    const Scenario *s = m->scenario;
    const bool *traps = ways_traps(m->diags->arena, m->reach);
    for (uint32_t i = 0; i < s->state_count; i++)
        if (traps[i])
            diag_add(m->diags, DIAG_MACHINE_TRAP, s->states[i].span,
                     "no ending can be reached from state '%.*s'; add a way "
                     "out",
                     STR_ARGS(s->states[i].name));
}

static bool is_answered(const Scenario *s, uint32_t state)
{
    if (s->otherwise != NONE)
        return true;
    for (int32_t at = (int32_t)state; at != NONE; at = s->states[at].parent)
        if (s->states[at].otherwise != NONE)
            return true;
    return false;
}

static void check_otherwise(const Machine *m)
{
    const Scenario *s = m->scenario;
    for (uint32_t i = 0; i < s->state_count; i++)
        if (m->reach->states[i] && s->states[i].start == NONE &&
            !is_answered(s, i))
            diag_add(m->diags, DIAG_MACHINE_OTHERWISE, s->states[i].span,
                     "state '%.*s' has no answer to what nothing else takes; "
                     "give it, a state around it or the scenario an "
                     "'otherwise'",
                     STR_ARGS(s->states[i].name));
}

static void check_silence(const Machine *m)
{
    const Scenario *s = m->scenario;
    for (uint32_t i = 0; i < s->rule_count; i++)
        if (s->rules[i].listen == LISTEN_SILENCE ||
            s->rules[i].listen == LISTEN_AFTER)
            return;
    diag_add(m->diags, DIAG_MACHINE_SILENCE, s->states[s->start].span,
             "nothing answers silence, neither here nor anywhere; add a rule "
             "with 'silence: 45s' or so");
}

bool lint_machine(const Scenario *scenario, Diags *diags)
{
    static void (*const checks[])(const Machine *m) = {
        check_states, check_endings,   check_peaceful,
        check_turns,  check_stages,    check_demands,
        check_traps,  check_otherwise, check_silence};
    if (scenario->is_pack || scenario->named || !scenario->ending_count)
        return true;
    Machine machine = {scenario, reach_new(diags->arena, scenario), diags};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](&machine);
    return true;
}
