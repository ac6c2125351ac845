/* Deadlines, promises and timers that do not fit the time there is. Start at
 * lint_timers. */
#include "lint/reach.h"
#include "lint/rules.h"
#include "lint/ways.h"

enum {
    TURN_MS = 5000, /* nobody says a line and is answered in less */
    LOOK_BACK = 64, /* timers are compared with so many before them */
    TRIED = 64,     /* deadlines whose turns are counted */
};

static void check_past_end(const Scenario *s, const Demand *demand,
                           Diags *diags)
{
    if (demand->deadline && s->duration && demand->deadline > s->duration)
        diag_add(diags, DIAG_TIMER_PAST_END, demand->deadline_span,
                 "this deadline never passes: it is longer than the 'duration' "
                 "of the exercise; shorten it");
}

/* Whether a rule does something about a demand that stops its deadline. */
static bool answers(const Rule *rule, uint32_t demand)
{
    for (uint32_t k = 0; k < reach_bodies(rule); k++) {
        const Body *body = reach_body(rule, k);
        for (uint32_t a = 0; a < body->act_count; a++)
            if (body->acts[a].demand == demand &&
                body->acts[a].kind != ACT_RAISE)
                return true;
    }
    return false;
}

static bool raises(const Rule *rule, uint32_t demand)
{
    for (uint32_t k = 0; k < reach_bodies(rule); k++) {
        const Body *body = reach_body(rule, k);
        for (uint32_t a = 0; a < body->act_count; a++)
            if (body->acts[a].demand == demand &&
                body->acts[a].kind == ACT_RAISE)
                return true;
    }
    return false;
}

/* Marks where a run may be when the demand has been raised. */
static void mark_raised(const Scenario *s, const Rule *rule, bool *from)
{
    bool anywhere = rule->holder_kind != HOLDER_STATE;
    if (!anywhere)
        from[scenario_state_leaf(s, rule->holder)] = true;
    for (uint32_t i = 0; anywhere && i < s->state_count; i++)
        from[i] = true;
    for (uint32_t k = 0; k < reach_bodies(rule); k++) {
        const Body *body = reach_body(rule, k);
        if (body->exit == EXIT_STATE)
            from[scenario_state_leaf(s, body->exit_index)] = true;
    }
}

/* The fewest utterances between raising the demand and answering it; 0 when
 * nobody's words are needed, or when nothing is known. */
static uint32_t turns_needed(const Reach *reach, uint32_t demand, Arena *arena)
{
    const Scenario *s = reach->scenario;
    bool *from = ARENA_ARRAY(arena, bool, s->state_count + 1);
    bool *to = ARENA_ARRAY(arena, bool, s->state_count + 1);
    bool answered = false;
    for (uint32_t i = 0; i < s->rule_count; i++) {
        const Rule *rule = &s->rules[i];
        if (raises(rule, demand))
            mark_raised(s, rule, from);
        if (!answers(rule, demand))
            continue;
        if (rule->listen != LISTEN_INTENT)
            return 0;
        to[rule->holder_kind == HOLDER_STATE ? rule->holder : s->state_count] =
            true;
        answered = true;
    }
    if (!answered)
        return 0;
    uint32_t turns = ways_turns_between(arena, reach, from, to);
    return turns == UINT32_MAX ? 0 : turns + 1;
}

static void check_too_short(const Reach *reach, uint32_t number, Diags *diags)
{
    const Demand *demand = &reach->scenario->demands[number];
    uint32_t turns = turns_needed(reach, number, diags->arena);
    if (demand->deadline >= (int64_t)turns * TURN_MS)
        return;
    diag_add(diags, DIAG_TIMER_TOO_SHORT, demand->deadline_span,
             "this deadline cannot be met: an answer to '%.*s' takes %u turn%s "
             "at least, at %d seconds each; give it more time",
             STR_ARGS(demand->name), turns, turns == 1 ? "" : "s",
             TURN_MS / 1000);
}

/* --- Timers of one state -------------------------------------------------- */

static bool same_exit(const Rule *a, const Rule *b)
{
    return a->body.exit == b->body.exit &&
           a->body.exit_index == b->body.exit_index;
}

/* Both due at one instant, whenever nobody speaks, and lead elsewhere. */
static bool race(const Rule *a, const Rule *b)
{
    bool both = (a->listen == LISTEN_AFTER && b->listen == LISTEN_SILENCE) ||
                (a->listen == LISTEN_SILENCE && b->listen == LISTEN_AFTER) ||
                (a->listen == LISTEN_AT && b->listen == LISTEN_AT);
    return both && a->delay == b->delay && a->body.exit != EXIT_NONE &&
           b->body.exit != EXIT_NONE && !same_exit(a, b) && !a->guard &&
           !b->guard;
}

static void check_races(const Scenario *s, const uint32_t *rules,
                        uint32_t count, Diags *diags)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i; k > 0 && k + LOOK_BACK > i; k--) {
            const Rule *rule = &s->rules[rules[i]];
            const Rule *before = &s->rules[rules[k - 1]];
            if (!race(before, rule))
                continue;
            diag_add(diags, DIAG_TIMER_RACE, rule->listen_span,
                     "two timers are due at the same instant and lead to "
                     "different places; only the order in the file decides: "
                     "give them different times");
            diag_other(diags, before->listen_span, "due at the same instant");
            break;
        }
}

/* --- Promises ------------------------------------------------------------- */

static void check_promises(const Scenario *s, Diags *diags)
{
    bool *met = ARENA_ARRAY(diags->arena, bool, s->demand_count);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < s->rule_count; i++)
            for (uint32_t k = 0; k < reach_bodies(&s->rules[i]); k++) {
                const Body *body = reach_body(&s->rules[i], k);
                for (uint32_t a = 0; a < body->act_count; a++) {
                    const DemandAct *act = &body->acts[a];
                    if (act->kind == ACT_MEET)
                        met[act->demand] = true;
                    if (!round || act->kind != ACT_PROMISE || met[act->demand])
                        continue;
                    diag_add(diags, DIAG_TIMER_PROMISE, act->span,
                             "this promise can never be kept: nothing meets "
                             "'%.*s'; add a 'meet: %.*s', or promise nothing",
                             STR_ARGS(s->demands[act->demand].name),
                             STR_ARGS(s->demands[act->demand].name));
                }
            }
}

bool lint_timers(const Scenario *scenario, Diags *diags)
{
    const Scenario *s = scenario;
    if (s->is_pack || s->named)
        return true;
    const Reach *reach = reach_new(diags->arena, s);
    uint32_t tried = 0;
    for (uint32_t i = 0; i < s->demand_count; i++) {
        check_past_end(s, &s->demands[i], diags);
        if (!s->demands[i].deadline || !reach->whole)
            continue;
        if (tried++ < TRIED)
            check_too_short(reach, i, diags);
    }
    if (tried > TRIED)
        lint_unfinished(s, diags, "deadlines that are too short");
    for (uint32_t i = 0; i < s->state_count; i++)
        check_races(s, s->states[i].rules, s->states[i].rule_count, diags);
    check_races(s, s->injects, s->inject_count, diags);
    check_promises(s, diags);
    return true;
}
