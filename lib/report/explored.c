/* The report for people: what the search covered, the endings, what is never
 * reached, points of no return, checks, and the runs to read. */
#include "report/explored.h"

/* Below so many configurations the bytes of one say nothing. */
enum { BYTES_FROM = 10000 };

/* --- What the search covered ---------------------------------------------- */

static const struct {
    unsigned cut;
    const char *why;
} cuts[] = {
    {CUT_MEMORY, "its memory was used up (--memory)"},
    {CUT_STEPS, "it had tried its number of events (--steps)"},
    {CUT_DEPTH, "runs may be longer than its depth (--depth)"},
    {CUT_MOMENTS, "guards on time allow too many moments"},
    {CUT_ALPHABET, "there are too many pairs of examples"},
    {CUT_STOPPED, "it was stopped"},
};

static void add_coverage(Buf *out, const ExploreResult *result)
{
    buf_printf(out, "%llu configurations, %llu transitions, %lld turns deep; ",
               (unsigned long long)result->found,
               (unsigned long long)result->transitions,
               (long long)result->depth);
    buf_printf(out, "%u things to hear", result->events);
    if (result->found >= BYTES_FROM)
        buf_printf(out, "; %.1f bytes a configuration", result->bytes);
    buf_add_char(out, '\n');
    if (result->exhaustive) {
        buf_add_c(out, "exhaustive: what is not listed as reached cannot be\n");
        return;
    }
    buf_add_c(out, "not exhaustive: ");
    bool first = true;
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        if (!(result->cut & cuts[i].cut))
            continue;
        buf_printf(out, "%s%s", first ? "" : "; ", cuts[i].why);
        first = false;
    }
    buf_add_c(out,
              "\n  what was found is so; what was not found may be, too\n");
    if (result->walked)
        buf_printf(out, "  chance runs beyond the search: %llu\n",
                   (unsigned long long)result->walked);
}

/* --- Endings -------------------------------------------------------------- */

static const char *turns_word(int64_t turns)
{
    return turns == 1 ? "turn" : "turns";
}

static void add_injects(Buf *out, const ExploreRun *run)
{
    const char *between = " ";
    for (uint32_t i = 0; i < run->step_count; i++) {
        if (run->steps[i].kind != EXPLORE_INJECT)
            continue;
        buf_printf(out, "%s'%.*s'", between, STR_ARGS(run->steps[i].text));
        between = ", then ";
    }
}

static void add_reach(Buf *out, const Reach *reach, bool exhaustive)
{
    switch (reach->kind) {
    case REACH_YES:
        buf_printf(out, "reached in %lld %s", (long long)reach->turns,
                   turns_word(reach->turns));
        if (reach->run.turns > reach->turns)
            buf_printf(out, " by the search, in %lld by a real run",
                       (long long)reach->run.turns);
        break;
    case REACH_UNDECIDED:
        buf_printf(out,
                   "undecided: a way of %lld %s, but no real waits to go it",
                   (long long)reach->turns, turns_word(reach->turns));
        break;
    case REACH_BY_HAND:
        buf_add_c(out, "reached only with the inject");
        add_injects(out, &reach->run);
        break;
    case REACH_NO:
        buf_add_c(out, exhaustive ? "cannot be reached" : "not found");
        break;
    }
    buf_add_char(out, '\n');
}

static void add_endings(Buf *out, const Scenario *scenario,
                        const ExploreResult *result)
{
    if (scenario->ending_count)
        buf_add_c(out, "\nendings\n");
    for (uint32_t i = 0; i < scenario->ending_count; i++) {
        const Ending *ending = &scenario->endings[i];
        buf_printf(out, "  %-20.*s %-10.*s ", STR_ARGS(ending->name),
                   STR_ARGS(ending->outcome));
        add_reach(out, &result->endings[i], result->exhaustive);
    }
}

/* --- What is never reached ------------------------------------------------ */

static void add_unreached(Buf *out, const char *what, Str name,
                          const Reach *reach, bool exhaustive, bool *any)
{
    if (reach->kind == REACH_YES)
        return;
    if (!*any)
        buf_add_c(out, "\nnot reached\n");
    *any = true;
    buf_printf(out, "  %s %.*s: ", what, STR_ARGS(name));
    if (reach->kind == REACH_BY_HAND && !reach->run.step_count)
        buf_add_c(out, "reached only with an inject by hand\n");
    else
        add_reach(out, reach, exhaustive);
}

static void add_all_unreached(Buf *out, const Scenario *scenario,
                              const ExploreResult *result)
{
    bool any = false, sure = result->exhaustive;
    for (uint32_t i = 0; i < scenario->state_count; i++)
        add_unreached(out, "state", scenario->states[i].name,
                      &result->states[i], sure, &any);
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        add_unreached(out, "demand", scenario->demands[i].name,
                      &result->demands[i], sure, &any);
    for (uint32_t i = 0; i < scenario->stage_count; i++)
        add_unreached(out, "stage", scenario->stages[i].name,
                      &result->stages[i], sure, &any);
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        add_unreached(out, "rule", scenario->rules[i].where, &result->rules[i],
                      sure, &any);
}

/* --- Points of no return and checks --------------------------------------- */

static void add_no_return(Buf *out, const NoReturn *outcome, bool exhaustive)
{
    buf_printf(out, "  %-10.*s ", STR_ARGS(outcome->outcome));
    if (!outcome->possible)
        buf_add_c(out, "never possible\n");
    else if (!outcome->lost)
        buf_add_c(out, exhaustive ? "always possible\n" : "not found lost\n");
    else {
        buf_printf(out, "lost after %lld %s", (long long)outcome->where.turns,
                   turns_word(outcome->where.turns));
        if (outcome->rule)
            buf_printf(out, ", with %.*s", STR_ARGS(outcome->rule->where));
        buf_add_char(out, '\n');
    }
}

static void add_returns(Buf *out, const ExploreResult *result)
{
    if (result->outcome_count)
        buf_add_c(out, "\npoints of no return\n");
    for (uint32_t i = 0; i < result->outcome_count; i++)
        add_no_return(out, &result->outcomes[i], result->exhaustive);
    if (result->dead_end.found)
        buf_printf(out,
                   "  dead end   after %lld %s: no ending can be reached\n",
                   (long long)result->dead_end.turns,
                   turns_word(result->dead_end.turns));
}

static void add_checks(Buf *out, const Scenario *scenario,
                       const ExploreResult *result)
{
    static const char *const verdicts[] = {
        [VERDICT_HOLDS] = "holds",
        [VERDICT_BROKEN] = "BROKEN",
        [VERDICT_UNKNOWN] = "not decided",
    };
    if (scenario->check_count)
        buf_add_c(out, "\nchecks\n");
    for (uint32_t i = 0; i < scenario->check_count; i++) {
        const Check *check = &scenario->checks[i];
        const CheckResult *found = &result->checks[i];
        buf_printf(out, "  %s: %.*s: %s%s\n", check_kind_names[check->kind],
                   STR_ARGS(check->text), verdicts[found->verdict],
                   found->undecided ? ", if real waits can do what the search "
                                      "did"
                                    : "");
    }
    if (result->cycle.found)
        buf_printf(out,
                   "\nsettling does not end: trigger '%.*s' would run for "
                   "ever\n",
                   STR_ARGS(scenario->rules[result->cycle_rule].name));
}

/* --- Runs ----------------------------------------------------------------- */

static void add_run(void *context, const char *name, Str title,
                    const ExploreRun *run)
{
    Buf *out = context;
    (void)name;
    buf_printf(out, "\n%.*s\n", STR_ARGS(title));
    for (uint32_t i = 0; i < run->step_count; i++) {
        const ExploreStep *step = &run->steps[i];
        if (step->kind == EXPLORE_WAIT) {
            buf_printf(out, "  (%lld s of silence)\n",
                       (long long)step->ms / 1000);
            continue;
        }
        bool said = step->kind == EXPLORE_SAY;
        buf_add_c(out, said ? "  > " : "  (inject ");
        diag_add_safe(out, step->text, false);
        buf_add_c(out, said ? "\n" : ")\n");
    }
    if (!run->step_count)
        buf_add_c(out, "  at the start\n");
}

/* Names and titles of runs, while they are handed out. */
typedef struct {
    Buf name, title;
    ExploredWrite *write;
    void *context;
} Handing;

static void hand_out(Handing *handing, const ExploreRun *run)
{
    if (!handing->name.failed && !handing->title.failed)
        handing->write(handing->context, handing->name.data,
                       buf_str(&handing->title), run);
    buf_clear(&handing->name);
    buf_clear(&handing->title);
}

static void hand_out_endings(Handing *handing, const Scenario *scenario,
                             const ExploreResult *result)
{
    for (uint32_t i = 0; i < scenario->ending_count; i++) {
        const Reach *reach = &result->endings[i];
        Str name = scenario->endings[i].name;
        if (reach->kind != REACH_YES && reach->kind != REACH_BY_HAND)
            continue;
        buf_printf(&handing->name, "ending-%.*s", STR_ARGS(name));
        buf_printf(&handing->title, "to the ending %.*s", STR_ARGS(name));
        hand_out(handing, &reach->run);
    }
}

static void hand_out_checks(Handing *handing, const Scenario *scenario,
                            const ExploreResult *result)
{
    for (uint32_t i = 0; i < scenario->check_count; i++) {
        const Check *check = &scenario->checks[i];
        const CheckResult *found = &result->checks[i];
        if (found->verdict != VERDICT_BROKEN || !found->has_run)
            continue;
        buf_printf(&handing->name, "check-%u", i + 1);
        buf_printf(&handing->title, "breaks %s: %.*s",
                   check_kind_names[check->kind], STR_ARGS(check->text));
        hand_out(handing, &found->run);
    }
}

void explored_each_run(const Scenario *scenario, const ExploreResult *result,
                       ExploredWrite *write, void *context)
{
    Handing handing = {.write = write, .context = context};
    hand_out_endings(&handing, scenario, result);
    hand_out_checks(&handing, scenario, result);
    for (uint32_t i = 0; i < result->outcome_count; i++) {
        const NoReturn *outcome = &result->outcomes[i];
        if (!outcome->lost || outcome->where.kind != REACH_YES)
            continue;
        buf_printf(&handing.name, "no-return-%.*s", STR_ARGS(outcome->outcome));
        buf_printf(&handing.title, "no ending '%.*s' any more",
                   STR_ARGS(outcome->outcome));
        hand_out(&handing, &outcome->where.run);
    }
    if (result->dead_end.kind == REACH_YES) {
        buf_add_c(&handing.name, "dead-end");
        buf_add_c(&handing.title, "to a dead end");
        hand_out(&handing, &result->dead_end.run);
    }
    if (result->cycle.kind == REACH_YES) {
        buf_add_c(&handing.name, "cycle");
        buf_add_c(&handing.title, "settling that does not end");
        hand_out(&handing, &result->cycle.run);
    }
    buf_finish(&handing.name);
    buf_finish(&handing.title);
}

uint32_t explored_faults(const Scenario *scenario, const ExploreResult *result)
{
    uint32_t faults = result->cycle.found;
    for (uint32_t i = 0; i < scenario->check_count; i++)
        faults += result->checks[i].verdict == VERDICT_BROKEN;
    return faults;
}

void explored_human(Buf *out, const Scenario *scenario,
                    const ExploreResult *result, Str path)
{
    diag_add_safe(out, path, false);
    buf_add_c(out, ": ");
    add_coverage(out, result);
    add_endings(out, scenario, result);
    add_all_unreached(out, scenario, result);
    add_returns(out, result);
    add_checks(out, scenario, result);
    explored_each_run(scenario, result, add_run, out);
}
