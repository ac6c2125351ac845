/* Who sees what. One row a message, one column a view. */
#include "session/session.h"

static const char *const names[] = {"negotiator", "observer", "trainer"};

bool view_find(const Scenario *scenario, Str name, View *out)
{
    for (int i = 0; i < 3; i++) {
        if (!str_equal_c(name, names[i]))
            continue;
        *out = (View){.kind = (ViewKind)i};
        return true;
    }
    int32_t role = scenario_role_find(scenario, name);
    if (role == NONE)
        return false;
    *out = (View){VIEW_ROLE, (uint32_t)role};
    return true;
}

Str view_name(const Scenario *scenario, View view)
{
    if (view.kind == VIEW_ROLE)
        return scenario->roles[view.role].name;
    return str_from(names[view.kind]);
}

enum {
    ALL = 1 << VIEW_NEGOTIATOR | 1 << VIEW_OBSERVER | 1 << VIEW_TRAINER |
          1 << VIEW_ROLE,
    TRAINER = 1 << VIEW_TRAINER,
    PLAYER = TRAINER | 1 << VIEW_ROLE,
    OBSERVER = TRAINER | 1 << VIEW_OBSERVER,
};

static const int outputs[] = {
    [OUT_STATE] = TRAINER,   [OUT_EXPECT] = PLAYER, [OUT_RAN] = TRAINER,
    [OUT_SAY] = ALL,         [OUT_CUE] = PLAYER,    [OUT_SIGN] = ALL,
    [OUT_NOTE] = TRAINER,    [OUT_METER] = TRAINER, [OUT_FACT] = TRAINER,
    [OUT_DEMAND] = OBSERVER, [OUT_TIMER] = ALL,     [OUT_SPEAKER] = ALL,
    [OUT_ENDING] = ALL,      [OUT_TRIED] = 0,       [OUT_CYCLE] = ALL,
};

static const int messages[] = {
    [MESSAGE_START] = ALL,    [MESSAGE_OUTPUT] = 0,
    [MESSAGE_HEARD] = PLAYER, [MESSAGE_STAGE] = OBSERVER,
    [MESSAGE_READY] = ALL,    [MESSAGE_UNDONE] = ALL,
    [MESSAGE_HINT] = ALL,     [MESSAGE_STATUS] = ALL,
    [MESSAGE_ERROR] = ALL,
};

/* Deadlines are everybody's when announced, else the role-players' and the
 * trainer's; promises the trainer's. */
static bool keeps_timer(const Session *session, View view, const Output *timer)
{
    const Demand *demand = &session_scenario(session)->demands[timer->index];
    if (view.kind == VIEW_TRAINER)
        return true;
    return timer->nth == 0 && (demand->announced || view.kind == VIEW_ROLE);
}

bool view_keeps(const Session *session, View view, const Message *message)
{
    int bit = 1 << view.kind;
    const Output *output = message->output;
    if (message->kind != MESSAGE_OUTPUT)
        return messages[message->kind] & bit;
    if (!(outputs[output->kind] & bit))
        return false;
    if (output->kind == OUT_CUE && view.kind == VIEW_ROLE)
        return output->index == view.role;
    if (output->kind == OUT_TIMER)
        return keeps_timer(session, view, output);
    return true;
}
