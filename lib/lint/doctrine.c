/* What the field teaches against: harmful moves rewarded, asking about suicide
 * punished, errors that nothing repairs, hot buttons that nobody can notice,
 * demands met for nothing. Which way a move goes is said by the `tone` of its
 * intent, which way a meter should go by its `better`. Start at lint_doctrine.
 */
#include "lint/reach.h"
#include "lint/rules.h"

typedef struct {
    const Scenario *scenario;
    Diags *diags;
    bool whole;
} Doctrine;

static void add_at(const Doctrine *d, DiagId id, Span span, Str text)
{
    if (span.file == d->scenario->named)
        diag_add(d->diags, id, span, "%.*s", STR_ARGS(text));
}

/* --- What a body does ----------------------------------------------------- */

/* +1 better, -1 worse, 0 neither or unknown. */
static int direction(const Scenario *s, const MeterChange *change)
{
    const Meter *meter = &s->meters[change->meter];
    int32_t value = change->value;
    if (meter->better == BETTER_UNSAID)
        return 0;
    if (change->absolute)
        value = value <= meter->low ? -1 : value >= meter->high;
    int sign = (value > 0) - (value < 0);
    return meter->better == BETTER_LOW ? -sign : sign;
}

typedef struct {
    bool better, worse; /* some meter */
    bool moved;         /* some meter, not for the worse */
    bool peaceful;      /* ends so */
    bool meets;
    bool gives;  /* he gives something: learned, dropped, shown, left */
    Span change; /* the first for the better; or the first */
} Effect;

static void add_effect(const Scenario *s, const Body *body, Effect *effect)
{
    for (uint32_t i = 0; i < body->change_count; i++) {
        int way = direction(s, &body->changes[i]);
        if (!effect->change.end || (way > 0 && !effect->better))
            effect->change = body->changes[i].span;
        effect->better |= way > 0;
        effect->worse |= way < 0;
        effect->moved |= way >= 0;
    }
    for (uint32_t i = 0; i < body->act_count; i++) {
        effect->meets |= body->acts[i].kind == ACT_MEET;
        effect->gives |= body->acts[i].kind == ACT_DROP;
    }
    effect->gives |=
        body->learn_count || body->sign.size || body->exit != EXIT_NONE;
    if (body->exit == EXIT_ENDING)
        effect->peaceful |=
            str_equal_c(s->endings[body->exit_index].outcome, "peaceful");
}

/* The outer body and the nth of its each-time, if there is one. */
static Effect effect_of(const Scenario *s, const Rule *rule, uint32_t nth)
{
    Effect effect = {0};
    add_effect(s, &rule->body, &effect);
    if (nth < rule->step_count)
        add_effect(s, &rule->steps[nth], &effect);
    return effect;
}

static bool shows(const Rule *rule)
{
    for (uint32_t i = 0; i < reach_bodies(rule); i++) {
        const Body *body = reach_body(rule, i);
        if (body->say_count || body->choice_count || body->sign.size ||
            body->cue_count || body->exit != EXIT_NONE)
            return true;
    }
    return false;
}

/* --- Moves ---------------------------------------------------------------- */

static bool is_harmful(const Scenario *s, const Rule *rule)
{
    for (uint32_t i = 0; i < rule->intent_count; i++)
        if (s->intent_notes[rule->intents[i]].tone >= 0)
            return false;
    return rule->intent_count > 0;
}

/* Whether a condition asks for something that came before: for how somebody
 * feels, what is known or was said. Who speaks and how late it is, is none. */
static void visit(void *context, ExprVariable variable, uint32_t index)
{
    bool *earned = context;
    (void)index;
    *earned |= variable != EXPR_SPEAKER && variable != EXPR_ELAPSED &&
               variable != EXPR_IN_STATE && variable != EXPR_TURNS;
}

static bool is_earned(const Rule *rule)
{
    bool earned = false;
    if (rule->guard)
        expr_each_variable(rule->guard, visit, &earned);
    return earned;
}

/* A condition may make a hard word the right one: only what is always rewarded
 * is reported. */
static void check_rewarded(const Doctrine *d, const Rule *rule)
{
    const Scenario *s = d->scenario;
    if (is_earned(rule) || !is_harmful(s, rule))
        return;
    Str name = s->hearing.intents[rule->intents[0]].name;
    for (uint32_t i = 0; i == 0 || i < rule->step_count; i++) {
        Effect effect = effect_of(s, rule, i);
        bool better = effect.better && !effect.worse;
        if (!better && !effect.peaceful && !effect.meets)
            continue;
        add_at(d, DIAG_DOCTRINE_REWARDED, better ? effect.change : rule->span,
               str_format(d->diags->arena,
                          "'%.*s' is a harmful move, yet %s; turn it round, or "
                          "say with an 'if' when it helps",
                          STR_ARGS(name),
                          better            ? "this makes it better"
                          : effect.peaceful ? "it ends in peace here"
                                            : "it meets a demand here"));
        return;
    }
}

static bool is_named(const Scenario *s, uint32_t intent, const char *name,
                     const char *skill)
{
    return str_equal_c(s->hearing.intents[intent].name, name) ||
           str_equal_c(s->intent_notes[intent].skill, skill);
}

static void check_asking(const Doctrine *d, const Rule *rule)
{
    const Scenario *s = d->scenario;
    bool asks = false;
    for (uint32_t i = 0; i < rule->intent_count; i++)
        asks |= is_named(s, rule->intents[i], "ask-suicide",
                         "asking about suicide");
    Effect effect = effect_of(s, rule, 0);
    if (asks && !is_earned(rule) && effect.worse && !effect.better)
        add_at(d, DIAG_DOCTRINE_ASKING, effect.change,
               STR("asking about suicide makes it worse here; asking directly "
                   "is what the field teaches: let it ease"));
}

static void check_met(const Doctrine *d, const Rule *rule)
{
    const Scenario *s = d->scenario;
    if (rule->listen != LISTEN_INTENT || rule->guard)
        return;
    for (uint32_t i = 0; i < reach_bodies(rule) && i < 2; i++) {
        const Body *body = reach_body(rule, i);
        Effect effect = effect_of(s, rule, 0);
        for (uint32_t a = 0; a < body->act_count; a++)
            if (body->acts[a].kind == ACT_MEET && !effect.gives &&
                !effect.moved)
                add_at(d, DIAG_DOCTRINE_NO_RETURN, body->acts[a].span,
                       str_format(
                           d->diags->arena,
                           "demand '%.*s' is met and nothing comes of "
                           "it; let him give something, or ask for "
                           "something first with an 'if'",
                           STR_ARGS(s->demands[body->acts[a].demand].name)));
    }
}

static void check_talk_only(const Doctrine *d, const Rule *rule)
{
    const Scenario *s = d->scenario;
    for (uint32_t i = 0; i < reach_bodies(rule); i++) {
        const Body *body = reach_body(rule, i);
        for (uint32_t a = 0; a < body->act_count; a++) {
            const Demand *demand = &s->demands[body->acts[a].demand];
            if (body->acts[a].kind == ACT_MEET &&
                demand->stance == STANCE_TALK_ONLY)
                add_at(d, DIAG_DOCTRINE_TALK_ONLY, body->acts[a].span,
                       str_format(d->diags->arena,
                                  "demand '%.*s' may only be talked about but "
                                  "is met here; defer it, or change its stance",
                                  STR_ARGS(demand->name)));
        }
    }
}

/* --- Triggers ------------------------------------------------------------- */

/* Marks the intents that something answers in a way that can be noticed. */
static const bool *answered_intents(const Doctrine *d)
{
    const Scenario *s = d->scenario;
    bool *answered = ARENA_ARRAY(d->diags->arena, bool, s->hearing.count);
    for (uint32_t i = 0; i < s->rule_count; i++) {
        bool shown = shows(&s->rules[i]);
        for (uint32_t k = 0; k < s->rules[i].intent_count; k++)
            answered[s->rules[i].intents[k]] |= shown;
    }
    return answered;
}

static void check_hidden(const Doctrine *d)
{
    const Scenario *s = d->scenario;
    const bool *answered = answered_intents(d);
    for (uint32_t i = 0; i < s->trigger_count; i++) {
        const Rule *trigger = &s->rules[s->triggers[i]];
        bool hidden = trigger->trigger == TRIGGER_HOT_BUTTON && !shows(trigger);
        for (uint32_t k = 0; k < trigger->intent_count; k++)
            hidden &= !answered[trigger->intents[k]];
        if (hidden)
            add_at(d, DIAG_DOCTRINE_HIDDEN, trigger->span,
                   str_format(d->diags->arena,
                              "nobody can notice the hot button '%.*s'; give "
                              "it a 'sign' or something he says",
                              STR_ARGS(trigger->name)));
    }
}

/* Whether an apology is listened for, by itself or in a group. */
static bool hears_repair(const Scenario *s, uint32_t intent)
{
    const Intent *group = &s->hearing.intents[intent];
    for (uint32_t i = 0; i < group->any_of_count; i++)
        if (is_named(s, group->any_of[i], "apologise", "repair"))
            return true;
    return is_named(s, intent, "apologise", "repair");
}

static void check_repair(const Doctrine *d)
{
    const Scenario *s = d->scenario;
    const Rule *harm = NULL;
    for (uint32_t i = 0; i < s->rule_count; i++) {
        const Rule *rule = &s->rules[i];
        for (uint32_t k = 0; k < rule->intent_count; k++)
            if (hears_repair(s, rule->intents[k]))
                return;
        bool hurts = rule->trigger == TRIGGER_HOT_BUTTON || is_harmful(s, rule);
        if (!harm && hurts && effect_of(s, rule, 0).worse &&
            rule->span.file == s->named)
            harm = rule;
    }
    if (harm)
        add_at(d, DIAG_DOCTRINE_NO_REPAIR, harm->span,
               STR("this makes it worse, and nothing listens for an apology; "
                   "add a rule for 'apologise' that mends some of it"));
}

/* --- Demands, head -------------------------------------------------------- */

static void check_answered(const Doctrine *d)
{
    const Scenario *s = d->scenario;
    bool *answered = ARENA_ARRAY(d->diags->arena, bool, s->demand_count);
    bool *raised = ARENA_ARRAY(d->diags->arena, bool, s->demand_count);
    for (uint32_t i = 0; i < s->rule_count; i++)
        for (uint32_t k = 0; k < reach_bodies(&s->rules[i]); k++) {
            const Body *body = reach_body(&s->rules[i], k);
            for (uint32_t a = 0; a < body->act_count; a++)
                (body->acts[a].kind == ACT_RAISE
                     ? raised
                     : answered)[body->acts[a].demand] = true;
        }
    for (uint32_t i = 0; i < s->demand_count; i++) {
        const Demand *demand = &s->demands[i];
        if (d->whole && raised[i] && !answered[i] && !demand->rule_count)
            add_at(d, DIAG_DOCTRINE_UNANSWERED, demand->span,
                   str_format(d->diags->arena,
                              "demand '%.*s' is never answered; give it "
                              "'rules' that listen while it is live",
                              STR_ARGS(demand->name)));
        if (demand->deadline && demand->passed == NONE)
            add_at(d, DIAG_DOCTRINE_NO_PASSED, demand->deadline_span,
                   STR("nothing happens when this deadline passes; give the "
                       "deadline a 'passed'"));
    }
}

static void check_head(const Doctrine *d)
{
    const Scenario *s = d->scenario;
    if (!s->warning_count)
        add_at(d, DIAG_DOCTRINE_WARNINGS, s->title_span,
               STR("nobody is warned of what this is about; add 'warnings', "
                   "said before play starts"));
    if (!s->support.size)
        add_at(d, DIAG_DOCTRINE_SUPPORT, s->title_span,
               STR("nothing says where a participant finds support; add "
                   "'support', shown before play starts"));
}

bool lint_doctrine(const Scenario *scenario, Diags *diags)
{
    static void (*const rules[])(const Doctrine *d, const Rule *rule) = {
        check_rewarded, check_asking, check_met, check_talk_only};
    Doctrine d = {scenario, diags, scenario->ending_count > 0};
    if (scenario->named)
        return true;
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        for (size_t r = 0; r < sizeof rules / sizeof *rules; r++)
            rules[r](&d, &scenario->rules[i]);
    check_answered(&d);
    if (!scenario->is_pack)
        check_hidden(&d); /* of a pack's, a scenario may answer */
    if (d.whole && !scenario->is_pack) {
        check_repair(&d);
        check_head(&d);
    }
    return true;
}
