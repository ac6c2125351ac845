/* Expressions: what they mean, what is refused and where, and a random test
 * that prints trees, reads them back and compares with its own evaluation.
 * In a text of a fault, @...@ stands around the bytes that it must mark. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/names.h"
#include "expr/expr.h"

/* A small world. */

enum { METERS = 3, FACTS = 2, INTENTS = 3, STATES = 2, STAGES = 3 };
enum { DEMANDS = 2, ROLES = 2 };

static const struct {
    ExprNameKind kind;
    const char *name;
    ExprVariable variable;
    uint32_t index;
} world_names[] = {
    {EXPR_NAME_VALUE, "tension", EXPR_METER, 0},
    {EXPR_NAME_VALUE, "rapport", EXPR_METER, 1},
    {EXPR_NAME_VALUE, "a-b-2", EXPR_METER, 2},
    {EXPR_NAME_VALUE, "blade", EXPR_FACT, 0},
    {EXPR_NAME_VALUE, "knows-name", EXPR_FACT, 1},
    {EXPR_NAME_INTENT, "calm-down", 0, 0},
    {EXPR_NAME_INTENT, "offer-doctor", 0, 1},
    {EXPR_NAME_INTENT, "not", 0, 2},
    {EXPR_NAME_STATE, "venting", 0, 0},
    {EXPR_NAME_STATE, "first-contact", 0, 1},
    {EXPR_NAME_STAGE, "listening", 0, 0},
    {EXPR_NAME_STAGE, "empathy", 0, 1},
    {EXPR_NAME_STAGE, "rapport", 0, 2},
    {EXPR_NAME_DEMAND, "doctor", 0, 0},
    {EXPR_NAME_DEMAND, "transfer", 0, 1},
    {EXPR_NAME_ROLE, "ruslan", 0, 0},
    {EXPR_NAME_ROLE, "dima", 0, 1},
};

enum { WORLD_NAMES = sizeof world_names / sizeof *world_names };

static bool world_find(void *context, ExprNameKind kind, Str name,
                       ExprVariable *variable, uint32_t *index)
{
    (void)context;
    for (size_t i = 0; i < WORLD_NAMES; i++) {
        if (world_names[i].kind != kind ||
            !str_equal_c(name, world_names[i].name))
            continue;
        if (kind == EXPR_NAME_VALUE)
            *variable = world_names[i].variable;
        *index = world_names[i].index;
        return true;
    }
    return false;
}

static Str world_nearest(void *context, ExprNameKind kind, Str name)
{
    (void)context;
    Str nearest = {0};
    size_t best = names_tolerance(name) + 1;
    for (size_t i = 0; i < WORLD_NAMES && best > 0; i++) {
        Str candidate = str_from(world_names[i].name);
        size_t distance = world_names[i].kind == kind
                              ? str_distance(name, candidate, best - 1)
                              : best;
        if (distance < best) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

static const ExprNames world = {
    .find = world_find,
    .nearest = world_nearest,
};

typedef struct {
    int64_t meters[METERS], facts[FACTS];
    int64_t elapsed, in_state, turns, stage, speaker;
    int64_t times[INTENTS], since[INTENTS], heard[INTENTS];
    int64_t visits[STATES], in[STATES];
    int64_t demands[DEMANDS];
} Moment;

static int64_t read_moment(const void *context, ExprVariable variable,
                           uint32_t index)
{
    const Moment *now = context;
    switch (variable) {
    case EXPR_METER:
        return now->meters[index];
    case EXPR_FACT:
        return now->facts[index];
    case EXPR_ELAPSED:
        return now->elapsed;
    case EXPR_IN_STATE:
        return now->in_state;
    case EXPR_TURNS:
        return now->turns;
    case EXPR_STAGE:
        return now->stage;
    case EXPR_TIMES:
        return now->times[index];
    case EXPR_SINCE:
        return now->since[index];
    case EXPR_HEARD:
        return now->heard[index];
    case EXPR_VISITS:
        return now->visits[index];
    case EXPR_IN:
        return now->in[index];
    case EXPR_DEMAND:
        return now->demands[index];
    case EXPR_SPEAKER:
        return now->speaker;
    }
    fail();
    return 0;
}

/* tension 4, rapport 2, a-b-2 -3; blade; 20 turns; doctor is promised. */
static const Moment usual = {
    .meters = {4, 2, -3},
    .facts = {1, 0},
    .elapsed = 300000,
    .in_state = 90000,
    .turns = 20,
    .stage = 1,
    .speaker = 1,
    .times = {3, 0, 0},
    .since = {5, INT64_MAX, INT64_MAX},
    .heard = {1, 0, 0},
    .visits = {2, 0},
    .in = {1, 0},
    .demands = {DEMAND_PROMISED, DEMAND_UNRAISED},
};

static void out_of_memory(void *context)
{
    (void)context;
    abort();
}

typedef struct {
    Arena arena;
    const Expr *expr;
    const ExprFault *faults;
    size_t count;
} Reading;

static Reading read_at(ExprPlace place, Str text)
{
    Reading reading = {0};
    arena_init(&reading.arena, out_of_memory, NULL);
    /* An exact copy on the heap, so that reading past it is noticed. */
    char *copy = malloc(text.size ? text.size : 1);
    assert_non_null(copy);
    if (text.size)
        memcpy(copy, text.data, text.size);
    reading.expr = expr_parse(&reading.arena, (Str){copy, text.size}, place,
                              &world, &reading.faults, &reading.count);
    free(copy);
    assert_int_equal(reading.expr == NULL, reading.count > 0);
    return reading;
}

static bool holds_at(const char *text, const Moment *now)
{
    Reading reading = read_at(EXPR_IN_IF, str_from(text));
    if (!reading.expr)
        fail_msg("%s: %.*s", text, STR_ARGS(reading.faults[0].text));
    bool holds = expr_holds(reading.expr, read_moment, now);
    arena_finish(&reading.arena);
    return holds;
}

static void assert_truths(const char *const *texts, size_t count, bool expected)
{
    for (size_t i = 0; i < count; i++) {
        if (holds_at(texts[i], &usual) != expected)
            fail_msg("'%s' should be %s", texts[i],
                     expected ? "true" : "false");
    }
}

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ASSERT_TRUE(...)                                                       \
    assert_truths((const char *const[]){__VA_ARGS__},                          \
                  COUNT(((const char *const[]){__VA_ARGS__})), true)
#define ASSERT_FALSE(...)                                                      \
    assert_truths((const char *const[]){__VA_ARGS__},                          \
                  COUNT(((const char *const[]){__VA_ARGS__})), false)

/* Faults that a text must have, each with its mark. */

enum { MARKS = 8 };

typedef struct {
    char text[8192];
    size_t size;
    size_t begin[MARKS], end[MARKS], count;
} Marked;

static Marked unmark(const char *text)
{
    Marked marked = {0};
    bool open = false;
    for (; *text; text++) {
        if (*text != '@') {
            marked.text[marked.size++] = *text;
        } else if (!open) {
            marked.begin[marked.count] = marked.size;
            open = true;
        } else {
            marked.end[marked.count++] = marked.size;
            open = false;
        }
    }
    return marked;
}

typedef struct {
    const char *text;
    DiagId id;
    const char *message;
} Fault;

static void assert_faults_at(ExprPlace place, const Fault *faults, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Marked marked = unmark(faults[i].text);
        Reading reading = read_at(place, (Str){marked.text, marked.size});
        if (reading.count != 1)
            fail_msg("'%s': %zu faults", faults[i].text, reading.count);
        const ExprFault *fault = &reading.faults[0];
        if (fault->id != faults[i].id ||
            !str_equal_c(fault->text, faults[i].message))
            fail_msg("'%s': SO %d: %.*s", faults[i].text, (int)fault->id,
                     STR_ARGS(fault->text));
        if (fault->begin != marked.begin[0] || fault->end != marked.end[0])
            fail_msg("'%s': marks %zu..%zu", faults[i].text, fault->begin,
                     fault->end);
        arena_finish(&reading.arena);
    }
}

#define ASSERT_FAULTS(place, ...)                                              \
    do {                                                                       \
        const Fault cases[] = {__VA_ARGS__};                                   \
        assert_faults_at((place), cases, COUNT(cases));                        \
    } while (0)

/* What expressions mean. */

static void meters_facts_and_counters_are_read(void **state)
{
    (void)state;
    ASSERT_TRUE("tension == 4", "blade", "not knows-name", "turns >= 20",
                "times(calm-down) == 3", "since( calm-down )<6",
                "heard(calm-down)", "visits(venting) > 1", "in(venting)",
                "not in(first-contact)", "elapsed >= 5m", "in-state == 90s",
                "in-state == 1m30s", "elapsed < 1h", "a-b-2 == -3");
    ASSERT_FALSE("tension > 4", "not blade", "knows-name", "turns < 20",
                 "heard(offer-doctor)", "in(first-contact)", "elapsed > 5m",
                 "elapsed > 300s");
}

static void every_comparison_compares(void **state)
{
    (void)state;
    ASSERT_TRUE("1 < 2", "1 <= 1", "1 == 1", "1 != 2", "2 >= 2", "2 > 1",
                "5m > 3m", "90s == 1m30s", "-1 < 0", "1>-1", "1<=2");
    ASSERT_FALSE("2 < 2", "2 <= 1", "1 == 2", "1 != 1", "1 >= 2", "2 > 2",
                 "5m != 300s");
}

static void not_binds_looser_than_comparison(void **state)
{
    (void)state;
    ASSERT_TRUE("not tension == 5", "not not blade", "not 1 + 1 == 3",
                "not doctor is met");
    ASSERT_FALSE("not tension == 4", "not blade or knows-name",
                 "not knows-name and not blade", "not (blade or knows-name)");
}

static void and_binds_tighter_than_or(void **state)
{
    (void)state;
    ASSERT_TRUE("blade or knows-name and knows-name",
                "knows-name and knows-name or blade",
                "(blade or knows-name) and blade");
    ASSERT_FALSE("(blade or knows-name) and knows-name",
                 "knows-name or knows-name and blade");
}

static void sums_go_from_left_to_right(void **state)
{
    (void)state;
    ASSERT_TRUE("10 - 3 - 2 == 5", "10 - (3 - 2) == 9", "tension - 5 == -1",
                "tension + rapport >= 6", "tension - -1 == 5", "1+1 == 2",
                "tension + -1 == 3", "5m - 1m + 30s == 270s",
                "tension\n-\n1 == 3", "(tension) == (4)");
}

static void a_hyphen_belongs_to_a_name(void **state)
{
    (void)state;
    ASSERT_TRUE("a-b-2 - 2 == -5", "a-b-2 + 2 == -1", "in-state > 1s");
}

static void newlines_and_tabs_are_blanks(void **state)
{
    (void)state;
    ASSERT_TRUE("\n blade\r\n\tand\ntension == 4 \n");
}

static void a_demand_is_asked_for_its_status(void **state)
{
    (void)state;
    ASSERT_TRUE("doctor is promised", "doctor is live", "doctor is not met",
                "transfer is unraised", "transfer is not live");
    ASSERT_FALSE("doctor is not promised", "doctor is open",
                 "doctor is not live", "transfer is live");
}

static void live_is_open_deferred_promised_and_broken(void **state)
{
    (void)state;
    for (int i = 0; i < DEMAND_STATUS_COUNT; i++) {
        Moment now = usual;
        now.demands[0] = i;
        bool live = i == DEMAND_OPEN || i == DEMAND_DEFERRED ||
                    i == DEMAND_PROMISED || i == DEMAND_BROKEN;
        char text[64];
        snprintf(text, sizeof text, "doctor is %s", demand_status_names[i]);
        assert_true(holds_at(text, &now));
        assert_int_equal(holds_at("doctor is live", &now), live);
        assert_int_equal(holds_at("doctor is not live", &now), !live);
    }
    assert_null(demand_status_names[DEMAND_STATUS_COUNT]);
}

static void the_speaker_is_compared_with_roles(void **state)
{
    (void)state;
    ASSERT_TRUE("speaker is dima", "speaker is not ruslan",
                "not speaker is ruslan");
    ASSERT_FALSE("speaker is ruslan", "speaker is not dima");
}

static void stages_are_ordered_and_none_is_below_all(void **state)
{
    (void)state;
    ASSERT_TRUE("stage >= listening", "stage == empathy", "stage < rapport",
                "stage != rapport");
    ASSERT_FALSE("stage >= rapport", "stage <= listening");
    Moment before = usual;
    before.stage = -1;
    assert_true(holds_at("stage < listening", &before));
    assert_false(holds_at("stage >= listening", &before));
}

static void an_intent_never_heard_is_infinitely_long_ago(void **state)
{
    (void)state;
    ASSERT_TRUE("since(offer-doctor) > 3", "since(offer-doctor) >= 3",
                "since(offer-doctor) != 3", "3 < since(offer-doctor)",
                "since(offer-doctor) > 9223372036854775807",
                "9223372036854775807 < since(offer-doctor)",
                "since(offer-doctor) != 9223372036854775807");
    ASSERT_FALSE("since(offer-doctor) == 3", "since(offer-doctor) < 3",
                 "since(offer-doctor) == 9223372036854775807",
                 "since(offer-doctor) <= 9223372036854775807");
}

static void arithmetic_saturates(void **state)
{
    (void)state;
    ASSERT_TRUE("9223372036854775807 + 1 == 9223372036854775807",
                "-9223372036854775808 - 1 == -9223372036854775808",
                "0 - -9223372036854775808 == 9223372036854775807",
                "-9223372036854775808 + -1 == -9223372036854775808",
                "9223372036854775807 + 1 - 1 == 9223372036854775806");
}

static void counters_are_compared_with_sums_of_constants(void **state)
{
    (void)state;
    ASSERT_TRUE("turns == 10 + 10", "15 + 5 <= turns", "elapsed == 4m + 60s",
                "(turns) == (20)", "1m < elapsed", "since(calm-down) == 5");
}

static void names_of_one_kind_may_be_words_of_the_language(void **state)
{
    (void)state;
    ASSERT_TRUE("times(not) == 0");
}

static void times_and_heard_stand_in_if_only(void **state)
{
    (void)state;
    Reading reading = read_at(EXPR_IN_IF, STR("elapsed > 1m and in-state < 5m "
                                              "and heard(calm-down)"));
    assert_non_null(reading.expr);
    arena_finish(&reading.arena);
    ASSERT_FAULTS(EXPR_IN_WHEN,
                  {"@elapsed@ > 5m", DIAG_EXPR_PLACE,
                   "'elapsed' cannot stand in a 'when'; at a given time, use "
                   "'after', 'at' or 'silence'"},
                  {"blade and 5m < @in-state@", DIAG_EXPR_PLACE,
                   "'in-state' cannot stand in a 'when'; at a given time, use "
                   "'after', 'at' or 'silence'"},
                  {"not @heard(calm-down)@", DIAG_EXPR_PLACE,
                   "'heard' cannot stand in a 'when'; listen with 'intent', or "
                   "ask times(NAME)"});
    ASSERT_FAULTS(EXPR_IN_STAGE_WHEN,
                  {"@elapsed@ > 5m", DIAG_EXPR_PLACE,
                   "'elapsed' cannot stand in a stage's 'when'; ask about "
                   "meters, facts and counters"});
    ASSERT_FAULTS(EXPR_IN_CHECK,
                  {"@heard(calm-down)@", DIAG_EXPR_PLACE,
                   "'heard' cannot stand in a check; ask turns or "
                   "times(NAME)"});
}

static void a_stage_does_not_ask_for_the_stage(void **state)
{
    (void)state;
    Reading reading = read_at(EXPR_IN_WHEN, STR("stage >= rapport"));
    assert_non_null(reading.expr);
    arena_finish(&reading.arena);
    ASSERT_FAULTS(EXPR_IN_STAGE_WHEN,
                  {"@stage@ >= rapport", DIAG_EXPR_PLACE,
                   "'stage' cannot stand in a stage's 'when'; ask about "
                   "meters, facts and counters"});
}

/* What is refused. */

static void an_undefined_name_is_marked_and_the_nearest_suggested(void **state)
{
    (void)state;
    ASSERT_FAULTS(
        EXPR_IN_IF,
        {"blade and @tensoin@ >= 3", DIAG_NAME_UNDEFINED,
         "meter or fact 'tensoin' is not defined; did you mean 'tension'?"},
        {"@zzzzzzz@", DIAG_NAME_UNDEFINED,
         "meter or fact 'zzzzzzz' is not defined"},
        {"@turn@ >= 3", DIAG_NAME_UNDEFINED,
         "meter or fact 'turn' is not defined; did you mean 'turns'?"},
        {"@stade@ > 3", DIAG_NAME_UNDEFINED,
         "meter or fact 'stade' is not defined; did you mean 'stage'?"},
        {"@blage@", DIAG_NAME_UNDEFINED,
         "meter or fact 'blage' is not defined; did you mean 'blade'?"},
        {"times(@calm-donw@) > 1", DIAG_NAME_UNDEFINED,
         "intent 'calm-donw' is not defined; did you mean 'calm-down'?"},
        {"in(@ventin@)", DIAG_NAME_UNDEFINED,
         "state 'ventin' is not defined; did you mean 'venting'?"},
        {"stage >= @empaty@", DIAG_NAME_UNDEFINED,
         "stage 'empaty' is not defined; did you mean 'empathy'?"},
        {"@docter@ is open", DIAG_NAME_UNDEFINED,
         "demand 'docter' is not defined; did you mean 'doctor'?"},
        {"doctor is @opne@", DIAG_NAME_UNDEFINED,
         "status 'opne' is not defined; did you mean 'open'?"},
        {"doctor is @lve@", DIAG_NAME_UNDEFINED,
         "status 'lve' is not defined; did you mean 'live'?"},
        {"doctor is not @fulfilled@", DIAG_NAME_UNDEFINED,
         "status 'fulfilled' is not defined; write one of unraised, open, "
         "deferred, promised, broken, met, refused, dropped, live"},
        {"speaker is @dimo@", DIAG_NAME_UNDEFINED,
         "role 'dimo' is not defined; did you mean 'dima'?"},
        {"@tmes@(calm-down) > 1", DIAG_NAME_UNDEFINED,
         "function 'tmes' is not defined; did you mean 'times'?"},
        {"@tension-1@ > 2", DIAG_NAME_UNDEFINED,
         "meter or fact 'tension-1' is not defined; a minus needs blanks on "
         "both sides: 'tension - 1'"},
        {"@tension-rapport@ > 2", DIAG_NAME_UNDEFINED,
         "meter or fact 'tension-rapport' is not defined; a minus needs "
         "blanks on both sides: 'tension - rapport'"});
}

static void a_name_of_another_kind_is_told_how_to_be_asked(void **state)
{
    (void)state;
    ASSERT_FAULTS(
        EXPR_IN_IF,
        {"@calm-down@", DIAG_EXPR_TYPE,
         "'calm-down' is an intent; write 'heard(calm-down)' or "
         "'times(calm-down) >= 1'"},
        {"blade and not @doctor@", DIAG_EXPR_TYPE,
         "'doctor' is a demand; write 'doctor is open'"},
        {"@venting@", DIAG_EXPR_TYPE,
         "'venting' is a state; write 'in(venting)'"},
        {"@dima@", DIAG_EXPR_TYPE, "'dima' is a role; write 'speaker is dima'"},
        {"@empathy@", DIAG_EXPR_TYPE,
         "'empathy' is a stage; write 'stage >= empathy'"});
    ASSERT_FAULTS(EXPR_IN_WHEN,
                  {"@calm-down@", DIAG_EXPR_TYPE,
                   "'calm-down' is an intent; write 'times(calm-down) >= 1'"});
    ASSERT_FAULTS(EXPR_IN_STAGE_WHEN,
                  {"@empathy@", DIAG_NAME_UNDEFINED,
                   "meter or fact 'empathy' is not defined"});
}

static void words_of_the_language_stand_in_their_forms(void **state)
{
    (void)state;
    ASSERT_FAULTS(
        EXPR_IN_IF,
        {"@stage@", DIAG_EXPR_TYPE,
         "'stage' stands left of a comparison with a stage's name; write "
         "'stage >= NAME'"},
        {"@stage@ >= 3", DIAG_EXPR_TYPE,
         "'stage' stands left of a comparison with a stage's name; write "
         "'stage >= NAME'"},
        {"@rapport <= stage@", DIAG_EXPR_TYPE,
         "'stage' stands on the left; write 'stage >= rapport'"},
        {"@stage is rapport@", DIAG_EXPR_TYPE,
         "'is' asks about a demand or 'speaker'; write 'stage == rapport'"},
        {"@speaker == dima@", DIAG_EXPR_TYPE,
         "'speaker' is compared with 'is'; write 'speaker is dima'"},
        {"@speaker@", DIAG_EXPR_TYPE,
         "'speaker' is compared with 'is'; write 'speaker is ROLE'"},
        {"@doctor != met@", DIAG_EXPR_TYPE,
         "a demand is compared with 'is'; write 'doctor is not met'"},
        {"@tension@ is high", DIAG_EXPR_TYPE,
         "'is' asks about a demand or 'speaker', not about 'tension'; "
         "compare it with '==' or '>='"},
        {"@blade@ is known", DIAG_EXPR_TYPE,
         "'is' asks about a demand or 'speaker', not about 'blade'; a fact "
         "stands alone"},
        {"@times@ > 3", DIAG_EXPR_TYPE,
         "'times' asks about one intent; write 'times(NAME)'"},
        {"@turns(calm-down)@ > 3", DIAG_EXPR_TYPE,
         "'turns' takes no parentheses; write 'turns'"});
}

static void a_number_is_no_condition(void **state)
{
    (void)state;
    ASSERT_FAULTS(EXPR_IN_IF,
                  {"@tension@", DIAG_EXPR_TYPE,
                   "'tension' is a number, not a condition; compare it, e.g. "
                   "tension >= 1"},
                  {"blade and @turns@", DIAG_EXPR_TYPE,
                   "'turns' is a counter, not a condition; compare it, e.g. "
                   "turns >= 1"},
                  {"not @(tension\n  + 1)@ or blade", DIAG_EXPR_TYPE,
                   "'(tension + 1)' is a number, not a condition; compare it, "
                   "e.g. (tension + 1) >= 1"},
                  {"@elapsed@", DIAG_EXPR_TYPE,
                   "'elapsed' is a time, not a condition; compare it, e.g. "
                   "elapsed >= 5m"});
}

static void a_truth_is_no_number(void **state)
{
    (void)state;
    ASSERT_FAULTS(EXPR_IN_IF,
                  {"@blade@ == 1", DIAG_EXPR_TYPE,
                   "'blade' is true or false and cannot be compared; use it "
                   "alone or after 'not'"},
                  {"tension + @blade@ > 1", DIAG_EXPR_TYPE,
                   "'blade' is true or false and cannot be added; use it "
                   "alone or after 'not'"},
                  {"1 == @(tension > 1)@", DIAG_EXPR_TYPE,
                   "'(tension > 1)' is true or false and cannot be compared; "
                   "use it alone or after 'not'"});
}

static void numbers_and_durations_do_not_mix(void **state)
{
    (void)state;
    ASSERT_FAULTS(EXPR_IN_IF,
                  {"@tension > 5m@", DIAG_EXPR_TYPE,
                   "'tension' is a number and '5m' is a time; compare a time "
                   "with a duration, e.g. 5m, and a number with a number"},
                  {"@elapsed > 300@", DIAG_EXPR_TYPE,
                   "'elapsed' is a time and '300' is a number; compare a time "
                   "with a duration, e.g. 5m, and a number with a number"},
                  {"@turns > 5m@", DIAG_EXPR_TYPE,
                   "'turns' is a counter and '5m' is a time; compare a time "
                   "with a duration, e.g. 5m, and a number with a number"},
                  {"elapsed > 5m + @3@", DIAG_EXPR_TYPE,
                   "'3' is a number and what stands before it is a time; add "
                   "numbers to numbers, durations to durations"});
}

static void counters_and_times_meet_constants_only(void **state)
{
    (void)state;
    ASSERT_FAULTS(EXPR_IN_IF,
                  {"turns > @tension@", DIAG_EXPR_COUNTER,
                   "'turns' is a counter and compared with constants only, "
                   "not with 'tension'; write e.g. turns >= 1"},
                  {"@tension + 1@ < turns", DIAG_EXPR_COUNTER,
                   "'turns' is a counter and compared with constants only, "
                   "not with 'tension + 1'; write e.g. turns >= 1"},
                  {"turns > @times(calm-down)@", DIAG_EXPR_COUNTER,
                   "'turns' is a counter and compared with constants only, "
                   "not with 'times(calm-down)'; write e.g. turns >= 1"},
                  {"elapsed > @in-state@", DIAG_EXPR_COUNTER,
                   "'elapsed' is a time and compared with constants only, not "
                   "with 'in-state'; write e.g. elapsed >= 5m"},
                  {"@turns@ + 1 > 3", DIAG_EXPR_COUNTER,
                   "'turns' is a counter and takes no part in '+' or '-'; "
                   "compare it with a constant, e.g. turns >= 1"},
                  {"5m - @elapsed@ > 3m", DIAG_EXPR_COUNTER,
                   "'elapsed' is a time and takes no part in '+' or '-'; "
                   "compare it with a constant, e.g. elapsed >= 5m"});
}

static void a_literal_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    ASSERT_FAULTS(EXPR_IN_IF,
                  {"tension < @9223372036854775808@", DIAG_EXPR_RANGE,
                   "number '9223372036854775808' is too large; numbers go up "
                   "to 9223372036854775807"},
                  {"tension < @-9223372036854775809@", DIAG_EXPR_RANGE,
                   "number '-9223372036854775809' is too large; numbers go up "
                   "to 9223372036854775807"},
                  {"elapsed < @721h@", DIAG_EXPR_RANGE,
                   "duration '721h' is too long; write at most 720h"},
                  {"elapsed < @99999999999999999999h99999999999999999999s@",
                   DIAG_EXPR_RANGE,
                   "duration "
                   "'99999999999999999999h99999999999999999999s' is too "
                   "long; write at most 720h"},
                  {"elapsed < @720h1s@", DIAG_EXPR_RANGE,
                   "duration '720h1s' is too long; write at most 720h"});
    ASSERT_TRUE("elapsed < 720h");
}

static void signs_of_other_languages_are_translated(void **state)
{
    (void)state;
    ASSERT_FAULTS(
        EXPR_IN_IF,
        {"tension @=@ 3", DIAG_EXPR_SYNTAX,
         "'=' is no part of an expression; write '=='"},
        {"tension @===@ 3", DIAG_EXPR_SYNTAX,
         "'===' is no part of an expression; write '=='"},
        {"tension @=>@ 3", DIAG_EXPR_SYNTAX,
         "'=>' is no part of an expression; write '>='"},
        {"tension @<>@ 3", DIAG_EXPR_SYNTAX,
         "'<>' is no part of an expression; write '!='"},
        {"blade @&&@ knows-name", DIAG_EXPR_SYNTAX,
         "'&&' is no part of an expression; write 'and'"},
        {"blade @||@ knows-name", DIAG_EXPR_SYNTAX,
         "'||' is no part of an expression; write 'or'"},
        {"@!@blade", DIAG_EXPR_SYNTAX,
         "'!' is no part of an expression; write 'not'"},
        {"blade @AND@ knows-name", DIAG_EXPR_SYNTAX,
         "'AND' is not in lower case with hyphens; write 'and'"},
        {"@Not@ blade", DIAG_EXPR_SYNTAX,
         "'Not' is not in lower case with hyphens; write 'not'"},
        {"@knows_name@", DIAG_EXPR_SYNTAX,
         "'knows_name' is not in lower case with hyphens; write "
         "'knows-name'"},
        {"@_x@", DIAG_EXPR_SYNTAX,
         "'_x' is no name; a name begins with a letter"},
        {"@'@blade'", DIAG_EXPR_SYNTAX,
         "''' is no part of an expression; names stand without quotes"},
        {"tension > 1@.@5", DIAG_EXPR_SYNTAX,
         "'.' is no part of an expression; numbers are whole"},
        {"tension @*@ 2 > 3", DIAG_EXPR_SYNTAX,
         "'*' is no part of an expression; only '+' and '-' calculate"});
}

static void foreign_characters_are_named_by_code_point(void **state)
{
    (void)state;
    ASSERT_FAULTS(
        EXPR_IN_IF,
        {"tension @\xE2\x89\xA5@ 3", DIAG_EXPR_SYNTAX,
         "character U+2265 is no part of an expression; write '>='"},
        {"tension @\xE2\x80\x93@ 3 > 1", DIAG_EXPR_SYNTAX,
         "character U+2013 is no part of an expression; write '-'"},
        {"tension@\xC2\xA0@> 3", DIAG_EXPR_SYNTAX,
         "character U+00A0 is no part of an expression; write a blank"},
        {"@\xD0\xB0@", DIAG_EXPR_SYNTAX,
         "character U+0430 is no part of an expression; names are written "
         "a-z, 0-9 and '-'"},
        {"blade @\xF0\x9F\x98\x80@", DIAG_EXPR_SYNTAX,
         "character U+1F600 is no part of an expression; names are written "
         "a-z, 0-9 and '-'"},
        {"blade @\x01@", DIAG_EXPR_SYNTAX,
         "character U+0001 is no part of an expression; names are written "
         "a-z, 0-9 and '-'"},
        {"blade @\xFF@", DIAG_EXPR_SYNTAX,
         "byte 0xFF is no part of an expression; the text is not UTF-8"},
        {"blade @\xE2@\x89", DIAG_EXPR_SYNTAX,
         "byte 0xE2 is no part of an expression; the text is not UTF-8"},
        {"blade @\xED@\xA0\x80", DIAG_EXPR_SYNTAX,
         "byte 0xED is no part of an expression; the text is not UTF-8"},
        {"blade @\xE0@\x80\x80", DIAG_EXPR_SYNTAX,
         "byte 0xE0 is no part of an expression; the text is not UTF-8"});
}

static void a_nul_byte_is_an_ordinary_fault(void **state)
{
    (void)state;
    Reading reading = read_at(EXPR_IN_IF, STR("blade\0and"));
    assert_int_equal(reading.count, 1);
    assert_int_equal(reading.faults[0].begin, 5);
    assert_int_equal(reading.faults[0].end, 6);
    arena_finish(&reading.arena);
}

#define BLANKS_NEEDED                                                          \
    "a minus between two values needs blanks on both sides; write 'a - 1'"
#define SIGN_BEFORE_DIGITS                                                     \
    "a minus sign stands directly before digits; to negate a name write "      \
    "'0 - name'"

static void a_minus_without_blanks_is_explained(void **state)
{
    (void)state;
    ASSERT_FAULTS(EXPR_IN_IF,
                  {"tension @-1@ > 2", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"tension- @1@ > 2", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"tension- @rapport@ > 2", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"tension @-@rapport > 2", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"(tension)@-1@ > 2", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"(tension)@-@ 1 > 2", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"(tension) @-@(1) > 2", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"3@-1@ > 2", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"5m @-1m@ > 2m", DIAG_EXPR_SYNTAX, BLANKS_NEEDED},
                  {"@-@tension > 2", DIAG_EXPR_SYNTAX, SIGN_BEFORE_DIGITS},
                  {"@-@ 1 < 2", DIAG_EXPR_SYNTAX, SIGN_BEFORE_DIGITS},
                  {"elapsed > @-5m@", DIAG_EXPR_SYNTAX,
                   "a duration is not negative; remove the '-'"});
}

static void an_unfinished_expression_marks_what_lacks_something(void **state)
{
    (void)state;
    ASSERT_FAULTS(
        EXPR_IN_IF,
        {"@@", DIAG_EXPR_SYNTAX,
         "an empty expression; write a condition, e.g. tension >= 1"},
        {"@ \n @", DIAG_EXPR_SYNTAX,
         "an empty expression; write a condition, e.g. tension >= 1"},
        {"blade @and@ ", DIAG_EXPR_SYNTAX, "nothing follows 'and'"},
        {"@not@", DIAG_EXPR_SYNTAX, "nothing follows 'not'"},
        {"tension @>=@", DIAG_EXPR_SYNTAX, "nothing follows '>='"},
        {"doctor @is@", DIAG_EXPR_SYNTAX, "nothing follows 'is'"},
        {"doctor is @not@", DIAG_EXPR_SYNTAX, "nothing follows 'not'"},
        {"tension @-@ ", DIAG_EXPR_SYNTAX, "nothing follows '-'"},
        {"blade and @(@blade", DIAG_EXPR_SYNTAX,
         "'(' is never closed; write ')'"},
        {"times@(@calm-down", DIAG_EXPR_SYNTAX,
         "'(' is never closed; write ')'"},
        {"times@(@", DIAG_EXPR_SYNTAX, "'(' is never closed; write ')'"});
}

static void what_does_not_fit_is_marked(void **state)
{
    (void)state;
    ASSERT_FAULTS(
        EXPR_IN_IF,
        {"blade@)@", DIAG_EXPR_SYNTAX, "')' closes nothing; remove it"},
        {"@)@", DIAG_EXPR_SYNTAX,
         "a name, a number or '(' is expected, not ')'"},
        {"blade and @or@ blade", DIAG_EXPR_SYNTAX,
         "a name, a number or '(' is expected, not 'or'"},
        {"1 == @not@ blade", DIAG_EXPR_SYNTAX,
         "a name, a number or '(' is expected, not 'not'"},
        {"blade @knows-name@", DIAG_EXPR_SYNTAX,
         "'and', 'or' or a comparison is missing before 'knows-name'"},
        {"blade @not@ knows-name", DIAG_EXPR_SYNTAX,
         "'not' stands before a condition; write 'and not'"},
        {"1 < tension @<@ 3", DIAG_EXPR_SYNTAX,
         "a second comparison; write 'a < b and b < c'"},
        {"(doctor) @is@ open", DIAG_EXPR_SYNTAX,
         "'is' follows the name of a demand, or 'speaker'"},
        {"doctor is @3@", DIAG_EXPR_SYNTAX,
         "a status, 'live' or a role is expected after 'is', not '3'"},
        {"times(@3@) > 1", DIAG_EXPR_SYNTAX,
         "'times' takes one name in its parentheses"},
        {"times(calm-down @offer-doctor@) > 1", DIAG_EXPR_SYNTAX,
         "'times' takes one name in its parentheses"},
        {"times(calm-down@,@ offer-doctor) > 1", DIAG_EXPR_SYNTAX,
         "',' is no part of an expression; a function takes one name"},
        {"elapsed > @5x@", DIAG_EXPR_SYNTAX,
         "'5x' is neither a whole number nor a duration such as 90s, 5m or "
         "1h30m"},
        {"elapsed > @5m1h@", DIAG_EXPR_SYNTAX,
         "'5m1h' is neither a whole number nor a duration such as 90s, 5m or "
         "1h30m"},
        {"elapsed > @5m3m@", DIAG_EXPR_SYNTAX,
         "'5m3m' is neither a whole number nor a duration such as 90s, 5m or "
         "1h30m"},
        {"elapsed > @1h30@", DIAG_EXPR_SYNTAX,
         "'1h30' is neither a whole number nor a duration such as 90s, 5m or "
         "1h30m"},
        {"elapsed > @0s@", DIAG_EXPR_SYNTAX,
         "duration '0s' is too short; write at least 1s"});
}

static void a_long_part_is_cut_in_the_message(void **state)
{
    (void)state;
    ASSERT_FAULTS(
        EXPR_IN_IF,
        {"@x123456789012345678901234567890123456789012345678901234567890@",
         DIAG_NAME_UNDEFINED,
         "meter or fact "
         "'x12345678901234567890123456789012345678901234567890123456789...' "
         "is not defined"});
}

static void only_the_first_syntax_error_is_told(void **state)
{
    (void)state;
    ASSERT_FAULTS(EXPR_IN_IF, {"tensoin @=@ 3 && (", DIAG_EXPR_SYNTAX,
                               "'=' is no part of an expression; write '=='"});
}

static void all_names_and_types_are_told_at_once(void **state)
{
    (void)state;
    Marked marked = unmark("@tensoin@ > 3 and @tension@ or in(@nowhere@) and "
                           "turns > @rapport@ or doctor is @nice@ or "
                           "tension < @99999999999999999999@");
    static const DiagId ids[] = {DIAG_NAME_UNDEFINED, DIAG_EXPR_TYPE,
                                 DIAG_NAME_UNDEFINED, DIAG_EXPR_COUNTER,
                                 DIAG_NAME_UNDEFINED, DIAG_EXPR_RANGE};
    Reading reading = read_at(EXPR_IN_IF, (Str){marked.text, marked.size});
    assert_int_equal(reading.count, COUNT(ids));
    for (size_t i = 0; i < COUNT(ids); i++) {
        assert_int_equal(reading.faults[i].id, ids[i]);
        assert_int_equal(reading.faults[i].begin, marked.begin[i]);
        assert_int_equal(reading.faults[i].end, marked.end[i]);
    }
    arena_finish(&reading.arena);
}

static void one_mistake_is_told_once(void **state)
{
    (void)state;
    ASSERT_FAULTS(EXPR_IN_WHEN,
                  {"@99999999999999999999@", DIAG_EXPR_RANGE,
                   "number '99999999999999999999' is too large; numbers go up "
                   "to 9223372036854775807"},
                  {"@heard(calm-down)@ > 1", DIAG_EXPR_PLACE,
                   "'heard' cannot stand in a 'when'; listen with 'intent', "
                   "or ask times(NAME)"});
    ASSERT_FAULTS(EXPR_IN_IF,
                  {"@tensoin@ + 1", DIAG_NAME_UNDEFINED,
                   "meter or fact 'tensoin' is not defined; did you mean "
                   "'tension'?"},
                  {"turns > @tensoin@ + 1", DIAG_NAME_UNDEFINED,
                   "meter or fact 'tensoin' is not defined; did you mean "
                   "'tension'?"},
                  {"not @tensoin@", DIAG_NAME_UNDEFINED,
                   "meter or fact 'tensoin' is not defined; did you mean "
                   "'tension'?"});
}

/* Limits. */

static Str repeated(Buf *buf, const char *before, size_t count,
                    const char *middle, const char *after)
{
    buf_clear(buf);
    for (size_t i = 0; i < count; i++)
        buf_add_c(buf, before);
    buf_add_c(buf, middle);
    for (size_t i = 0; i < count; i++)
        buf_add_c(buf, after);
    assert_false(buf->failed);
    return buf_str(buf);
}

static void assert_limit(Str text, bool fits, size_t begin, size_t end)
{
    Reading reading = read_at(EXPR_IN_IF, text);
    assert_int_equal(reading.count, fits ? 0 : 1);
    if (!fits) {
        assert_int_equal(reading.faults[0].id, DIAG_EXPR_DEPTH);
        assert_int_equal(reading.faults[0].begin, begin);
        assert_int_equal(reading.faults[0].end, end);
    }
    arena_finish(&reading.arena);
}

static void nesting_is_limited_to_64(void **state)
{
    (void)state;
    Buf buf = {0};
    assert_limit(repeated(&buf, "(", 64, "blade", ")"), true, 0, 0);
    assert_limit(repeated(&buf, "(", 65, "blade", ")"), false, 64, 65);
    assert_limit(repeated(&buf, "not ", 64, "blade", ""), true, 0, 0);
    assert_limit(repeated(&buf, "not ", 65, "blade", ""), false, 256, 259);
    assert_limit(repeated(&buf, "not (", 33, "blade", ")"), false, 160, 163);
    assert_limit(repeated(&buf, "(blade) and ", 100, "blade", ""), true, 0, 0);
    assert_limit(repeated(&buf, "not blade and ", 100, "blade", ""), true, 0,
                 0);
    buf_finish(&buf);
}

static void length_is_limited_to_4096_bytes(void **state)
{
    (void)state;
    Buf buf = {0};
    assert_limit(repeated(&buf, " ", 4091, "blade", ""), true, 0, 0);
    assert_limit(repeated(&buf, " ", 4092, "blade", ""), false, 4096, 4097);
    buf_finish(&buf);
}

static void tokens_are_limited_to_1000(void **state)
{
    (void)state;
    Buf buf = {0};
    /* 2 * 498 + 3 = 999 and 2 * 499 + 3 = 1001 tokens. */
    assert_limit(repeated(&buf, "1+", 498, "1<2", ""), true, 0, 0);
    assert_limit(repeated(&buf, "1+", 499, "1<2", ""), false, 1000, 1001);
    /* not + 996 + 3 = 1000. */
    buf_clear(&buf);
    buf_add_c(&buf, "not ");
    buf_add_repeat(&buf, '1', 1);
    for (int i = 0; i < 498; i++)
        buf_add_c(&buf, "+1");
    buf_add_c(&buf, "<2");
    assert_limit(buf_str(&buf), true, 0, 0);
    buf_finish(&buf);
}

/* What :why and explore ask. */

static void assert_failing(const char *text)
{
    Marked marked = unmark(text);
    Reading reading = read_at(EXPR_IN_IF, (Str){marked.text, marked.size});
    assert_non_null(reading.expr);
    size_t ranges[MARKS][2];
    size_t count =
        expr_failing(reading.expr, read_moment, &usual, ranges, MARKS);
    assert_int_equal(count, marked.count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ranges[i][0], marked.begin[i]);
        assert_int_equal(ranges[i][1], marked.end[i]);
    }
    assert_int_equal(expr_failing(reading.expr, read_moment, &usual, ranges, 0),
                     count);
    assert_int_equal(count == 0, expr_holds(reading.expr, read_moment, &usual));
    arena_finish(&reading.arena);
}

static void the_parts_that_do_not_hold_are_found(void **state)
{
    (void)state;
    assert_failing("blade and tension == 4");
    assert_failing("blade and @tension > 4@ and @doctor is met@");
    assert_failing("@not blade@ and @(knows-name or tension > 9)@ and blade");
    assert_failing("  @knows-name or tension > 9@ ");
    assert_failing("@knows-name@");
    assert_failing("(blade and @knows-name@)");
    assert_failing("@(blade and knows-name)@ and blade");
    assert_failing("@not (blade and blade)@");
}

typedef struct {
    ExprVariable variables[16];
    uint32_t indexes[16];
    size_t count;
} Visited;

static void visit(void *context, ExprVariable variable, uint32_t index)
{
    Visited *visited = context;
    visited->variables[visited->count] = variable;
    visited->indexes[visited->count++] = index;
}

static void every_variable_is_visited_in_order(void **state)
{
    (void)state;
    Reading reading = read_at(
        EXPR_IN_IF,
        STR("rapport + 1 > tension or not (blade and transfer is met) or "
            "stage >= empathy and speaker is dima or since(offer-doctor) > 3"));
    assert_non_null(reading.expr);
    Visited visited = {.count = 0};
    expr_each_variable(reading.expr, visit, &visited);
    static const struct {
        ExprVariable variable;
        uint32_t index;
    } expected[] = {{EXPR_METER, 1},  {EXPR_METER, 0}, {EXPR_FACT, 0},
                    {EXPR_DEMAND, 1}, {EXPR_STAGE, 0}, {EXPR_SPEAKER, 0},
                    {EXPR_SINCE, 1}};
    assert_int_equal(visited.count, COUNT(expected));
    for (size_t i = 0; i < visited.count; i++) {
        assert_int_equal(visited.variables[i], expected[i].variable);
        assert_int_equal(visited.indexes[i], expected[i].index);
    }
    arena_finish(&reading.arena);
}

/* Random trees: written as text and valued at the same time, by 128-bit sums
 * cut to 64 bits and by cases, not by the tables and lists of the module. */

typedef struct {
    uint64_t seed;
    const Moment *now;
    Buf text;
} Random;

static uint64_t draw(Random *random, uint64_t below)
{
    random->seed += 0x9E3779B97F4A7C15u;
    uint64_t z = random->seed;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) % below;
}

static void put(Random *random, const char *text)
{
    buf_add_c(&random->text, text);
}

static void put_blanks(Random *random, bool needed)
{
    static const char *const blanks[] = {"", " ", "\n", "  \t", "\r\n "};
    put(random, blanks[needed + draw(random, 5u - needed)]);
}

static const char *name_of(ExprNameKind kind, ExprVariable variable,
                           uint64_t index)
{
    for (size_t i = 0; i < WORLD_NAMES; i++) {
        if (world_names[i].kind == kind && world_names[i].index == index &&
            (kind != EXPR_NAME_VALUE || world_names[i].variable == variable))
            return world_names[i].name;
    }
    fail();
    return NULL;
}

__extension__ typedef __int128 Wide;

static int64_t cut(Wide value)
{
    if (value > INT64_MAX)
        return INT64_MAX;
    return value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

static int64_t random_integer(Random *random)
{
    static const int64_t edges[] = {0,         1,         -1,
                                    INT64_MAX, INT64_MIN, INT64_MAX - 1};
    if (draw(random, 8) == 0)
        return edges[draw(random, 6)];
    return (int64_t)draw(random, 12) - 4;
}

/* Each grows a text that is a whole operand, and returns its value. */

static int64_t grow_truth(Random *random, int depth);
static int64_t grow_condition(Random *random, int depth);

static int64_t grow_integer(Random *random)
{
    int64_t value = random_integer(random);
    buf_printf(&random->text, "%lld", (long long)value);
    return value;
}

static int64_t grow_number(Random *random, int depth);

static int64_t grow_number_term(Random *random, int depth)
{
    if (depth > 0 && draw(random, 4) == 0) {
        put(random, "(");
        put_blanks(random, false);
        int64_t value = grow_number(random, depth - 1);
        put_blanks(random, false);
        put(random, ")");
        return value;
    }
    if (draw(random, 2))
        return grow_integer(random);
    uint64_t index = draw(random, METERS);
    put(random, name_of(EXPR_NAME_VALUE, EXPR_METER, index));
    return random->now->meters[index];
}

static int64_t grow_number(Random *random, int depth)
{
    int64_t value = grow_number_term(random, depth);
    while (draw(random, 3) == 0) {
        bool minus = draw(random, 2);
        put_blanks(random, true);
        put(random, minus ? "-" : "+");
        put_blanks(random, minus);
        Wide operand = grow_number_term(random, depth);
        value = cut(minus ? value - operand : value + operand);
    }
    return value;
}

static int64_t grow_duration(Random *random)
{
    uint64_t h = draw(random, 3), m = draw(random, 60), s = draw(random, 60);
    if (h)
        buf_printf(&random->text, "%lluh", (unsigned long long)h);
    if (m)
        buf_printf(&random->text, "%llum", (unsigned long long)m);
    if (s || !(h || m))
        buf_printf(&random->text, "%llus",
                   (unsigned long long)(h || m || s ? s : (s = 7)));
    return (int64_t)((h * 3600 + m * 60 + s) * 1000);
}

static int64_t grow_time(Random *random)
{
    bool elapsed = draw(random, 2);
    put(random, elapsed ? "elapsed" : "in-state");
    return elapsed ? random->now->elapsed : random->now->in_state;
}

static int64_t grow_counter(Random *random, bool *infinite)
{
    const Moment *now = random->now;
    uint64_t index = draw(random, 2);
    *infinite = false;
    switch (draw(random, 4)) {
    case 0:
        put(random, "turns");
        return now->turns;
    case 1:
        buf_printf(&random->text, "times(%s)",
                   name_of(EXPR_NAME_INTENT, 0, index));
        return now->times[index];
    case 2:
        buf_printf(&random->text, "visits ( %s )",
                   name_of(EXPR_NAME_STATE, 0, index));
        return now->visits[index];
    default:
        buf_printf(&random->text, "since(%s )",
                   name_of(EXPR_NAME_INTENT, 0, index));
        *infinite = now->since[index] == INT64_MAX;
        return now->since[index];
    }
}

static int put_relation(Random *random)
{
    static const char *const relations[] = {"<", "<=", "==", "!=", ">=", ">"};
    int which = (int)draw(random, 6);
    put_blanks(random, false);
    put(random, relations[which]);
    put_blanks(random, false);
    return which;
}

static bool compared(Wide a, int relation, Wide b)
{
    bool results[] = {a<b, a <= b, a == b, a != b, a >= b, a> b};
    return results[relation];
}

/* A bound that no 64-bit number reaches stands for infinity. */
static const Wide INFINITE = (Wide)INT64_MAX + 1;

static bool grow_counter_compare(Random *random)
{
    bool infinite;
    if (draw(random, 2)) {
        int64_t constant = grow_integer(random);
        int relation = put_relation(random);
        Wide counter = grow_counter(random, &infinite);
        return compared(constant, relation, infinite ? INFINITE : counter);
    }
    Wide counter = grow_counter(random, &infinite);
    int relation = put_relation(random);
    int64_t constant = grow_integer(random);
    return compared(infinite ? INFINITE : counter, relation, constant);
}

static bool grow_compare(Random *random, int depth)
{
    if (draw(random, 3) == 0)
        return grow_counter_compare(random);
    bool number = draw(random, 3) > 0, left_time = draw(random, 2);
    int64_t a = number      ? grow_number(random, depth)
                : left_time ? grow_time(random)
                            : grow_duration(random);
    int relation = put_relation(random);
    int64_t b = number      ? grow_number(random, depth)
                : left_time ? grow_duration(random)
                            : grow_time(random);
    return compared(a, relation, b);
}

static bool grow_is(Random *random)
{
    const Moment *now = random->now;
    bool negated = draw(random, 2), is;
    uint64_t index = draw(random, 2), status = draw(random, 9);
    const char *word = negated ? "not " : "";
    if (draw(random, 3) == 0) {
        buf_printf(&random->text, "speaker is %s%s", word,
                   name_of(EXPR_NAME_ROLE, 0, index));
        is = now->speaker == (int64_t)index;
    } else if (status == DEMAND_STATUS_COUNT) {
        buf_printf(&random->text, "%s is %slive",
                   name_of(EXPR_NAME_DEMAND, 0, index), word);
        is = now->demands[index] >= 1 && now->demands[index] <= 4;
    } else {
        buf_printf(&random->text, "%s is\n%s%s",
                   name_of(EXPR_NAME_DEMAND, 0, index), word,
                   demand_status_names[status]);
        is = now->demands[index] == (int64_t)status;
    }
    return negated ? !is : is;
}

static bool grow_atom(Random *random)
{
    const Moment *now = random->now;
    uint64_t index = draw(random, 2);
    switch (draw(random, 4)) {
    case 0:
        put(random, name_of(EXPR_NAME_VALUE, EXPR_FACT, index));
        return now->facts[index] != 0;
    case 1:
        buf_printf(&random->text, "heard(%s)",
                   name_of(EXPR_NAME_INTENT, 0, index));
        return now->heard[index] != 0;
    case 2:
        buf_printf(&random->text, "in (%s)",
                   name_of(EXPR_NAME_STATE, 0, index));
        return now->in[index] != 0;
    default:
        put(random, "stage");
        int relation = put_relation(random);
        put(random, name_of(EXPR_NAME_STAGE, 0, index));
        return compared(now->stage, relation, (int64_t)index);
    }
}

/* A condition that `not` and `and` can stand before without parentheses. */
static int64_t grow_truth(Random *random, int depth)
{
    switch (draw(random, depth > 0 ? 5 : 3)) {
    case 0:
        return grow_compare(random, depth);
    case 1:
        return grow_is(random);
    case 2:
        return grow_atom(random);
    case 3:
        put(random, "not");
        put_blanks(random, true);
        return !grow_truth(random, depth - 1);
    default:
        put(random, "(");
        put_blanks(random, false);
        int64_t value = grow_condition(random, depth - 1);
        put_blanks(random, false);
        put(random, ")");
        return value;
    }
}

static void put_word(Random *random, const char *word)
{
    put_blanks(random, true);
    put(random, word);
    put_blanks(random, true);
}

static int64_t grow_conjunction(Random *random, int depth)
{
    int64_t value = grow_truth(random, depth);
    while (draw(random, 3) == 0) {
        put_word(random, "and");
        value &= grow_truth(random, depth);
    }
    return value;
}

static int64_t grow_condition(Random *random, int depth)
{
    int64_t value = grow_conjunction(random, depth);
    while (draw(random, 3) == 0) {
        put_word(random, "or");
        value |= grow_conjunction(random, depth);
    }
    return value;
}

static Moment random_moment(Random *random)
{
    Moment now = {
        .elapsed = (int64_t)draw(random, 10000) * 1000,
        .in_state = (int64_t)draw(random, 10000) * 1000,
        .turns = (int64_t)draw(random, 8),
        .stage = (int64_t)draw(random, 4) - 1,
        .speaker = (int64_t)draw(random, ROLES),
    };
    for (int i = 0; i < METERS; i++)
        now.meters[i] = random_integer(random);
    for (int i = 0; i < 2; i++) {
        now.facts[i] = (int64_t)draw(random, 2);
        now.times[i] = (int64_t)draw(random, 8);
        now.since[i] = draw(random, 3) ? (int64_t)draw(random, 8) : INT64_MAX;
        now.heard[i] = (int64_t)draw(random, 2);
        now.visits[i] = (int64_t)draw(random, 8);
        now.in[i] = (int64_t)draw(random, 2);
        now.demands[i] = (int64_t)draw(random, DEMAND_STATUS_COUNT);
    }
    return now;
}

static void random_expressions_mean_what_they_were_made_of(void **state)
{
    (void)state;
    enum { ROUNDS = 40000 };
    size_t truths = 0, read = 0;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        Random random = {.seed = round};
        Moment now = random_moment(&random);
        random.now = &now;
        bool expected = grow_condition(&random, (int)draw(&random, 6)) != 0;
        assert_false(random.text.failed);
        Reading reading = read_at(EXPR_IN_IF, buf_str(&random.text));
        if (reading.expr) {
            read++;
            truths += expected;
            if (expr_holds(reading.expr, read_moment, &now) != expected)
                fail_msg("seed %llu: should be %d: %s",
                         (unsigned long long)round, expected, random.text.data);
            size_t failing =
                expr_failing(reading.expr, read_moment, &now, NULL, 0);
            assert_int_equal(failing == 0, expected);
        } else if (reading.faults[0].id != DIAG_EXPR_DEPTH) {
            fail_msg("seed %llu: %.*s: %s", (unsigned long long)round,
                     STR_ARGS(reading.faults[0].text), random.text.data);
        }
        arena_finish(&reading.arena);
        buf_finish(&random.text);
    }
    assert_true(read > ROUNDS - ROUNDS / 100);
    assert_true(truths > ROUNDS / 4 && truths < ROUNDS * 3 / 4);
}

static void any_words_in_any_order_are_read_or_refused(void **state)
{
    (void)state;
    static const char *const words[] = {
        "and",
        "or",
        "not",
        "is",
        "(",
        ")",
        "<",
        "==",
        "+",
        "-",
        " - ",
        "1",
        "-1",
        "5m",
        "tension",
        "blade",
        "stage",
        "speaker",
        "doctor",
        "met",
        "calm-down",
        "times(",
        "in(venting)",
        "turns",
        "elapsed",
        "=",
        "!",
        "AND",
        "\xE2\x89\xA5",
        "\xFF",
        "rapport",
        "tensoin",
        "live",
        "dima",
        "heard(calm-down)",
        ",",
        "99999999999999999999",
        "0s",
        "tension-1",
    };
    for (uint64_t round = 0; round < 40000; round++) {
        Random random = {.seed = round};
        for (uint64_t left = draw(&random, 12); left > 0; left--) {
            put(&random, words[draw(&random, COUNT(words))]);
            put_blanks(&random, draw(&random, 4) > 0);
        }
        Str text = buf_str(&random.text);
        Reading reading =
            read_at((ExprPlace)draw(&random, EXPR_IN_CHECK + 1), text);
        for (size_t i = 0; i < reading.count; i++) {
            assert_true(reading.faults[i].begin <= reading.faults[i].end);
            assert_true(reading.faults[i].end <= text.size);
            assert_true(reading.faults[i].text.size > 0);
        }
        if (reading.expr)
            expr_holds(reading.expr, read_moment, &usual);
        arena_finish(&reading.arena);
        buf_finish(&random.text);
    }
}

static void any_bytes_are_refused_within_the_text(void **state)
{
    (void)state;
    for (uint64_t round = 0; round < 20000; round++) {
        Random random = {.seed = round};
        for (uint64_t left = draw(&random, 24); left > 0; left--)
            buf_add_char(&random.text, (char)(draw(&random, 256) - 128));
        Str text = buf_str(&random.text);
        Reading reading = read_at(EXPR_IN_IF, text);
        for (size_t i = 0; i < reading.count; i++)
            assert_true(reading.faults[i].end <= text.size);
        arena_finish(&reading.arena);
        buf_finish(&random.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meters_facts_and_counters_are_read),
        cmocka_unit_test(every_comparison_compares),
        cmocka_unit_test(not_binds_looser_than_comparison),
        cmocka_unit_test(and_binds_tighter_than_or),
        cmocka_unit_test(sums_go_from_left_to_right),
        cmocka_unit_test(a_hyphen_belongs_to_a_name),
        cmocka_unit_test(newlines_and_tabs_are_blanks),
        cmocka_unit_test(a_demand_is_asked_for_its_status),
        cmocka_unit_test(live_is_open_deferred_promised_and_broken),
        cmocka_unit_test(the_speaker_is_compared_with_roles),
        cmocka_unit_test(stages_are_ordered_and_none_is_below_all),
        cmocka_unit_test(an_intent_never_heard_is_infinitely_long_ago),
        cmocka_unit_test(arithmetic_saturates),
        cmocka_unit_test(counters_are_compared_with_sums_of_constants),
        cmocka_unit_test(names_of_one_kind_may_be_words_of_the_language),
        cmocka_unit_test(times_and_heard_stand_in_if_only),
        cmocka_unit_test(a_stage_does_not_ask_for_the_stage),
        cmocka_unit_test(an_undefined_name_is_marked_and_the_nearest_suggested),
        cmocka_unit_test(a_name_of_another_kind_is_told_how_to_be_asked),
        cmocka_unit_test(words_of_the_language_stand_in_their_forms),
        cmocka_unit_test(a_number_is_no_condition),
        cmocka_unit_test(a_truth_is_no_number),
        cmocka_unit_test(numbers_and_durations_do_not_mix),
        cmocka_unit_test(counters_and_times_meet_constants_only),
        cmocka_unit_test(a_literal_that_does_not_fit_is_refused),
        cmocka_unit_test(signs_of_other_languages_are_translated),
        cmocka_unit_test(foreign_characters_are_named_by_code_point),
        cmocka_unit_test(a_nul_byte_is_an_ordinary_fault),
        cmocka_unit_test(a_minus_without_blanks_is_explained),
        cmocka_unit_test(an_unfinished_expression_marks_what_lacks_something),
        cmocka_unit_test(what_does_not_fit_is_marked),
        cmocka_unit_test(a_long_part_is_cut_in_the_message),
        cmocka_unit_test(only_the_first_syntax_error_is_told),
        cmocka_unit_test(all_names_and_types_are_told_at_once),
        cmocka_unit_test(one_mistake_is_told_once),
        cmocka_unit_test(nesting_is_limited_to_64),
        cmocka_unit_test(length_is_limited_to_4096_bytes),
        cmocka_unit_test(tokens_are_limited_to_1000),
        cmocka_unit_test(the_parts_that_do_not_hold_are_found),
        cmocka_unit_test(every_variable_is_visited_in_order),
        cmocka_unit_test(random_expressions_mean_what_they_were_made_of),
        cmocka_unit_test(any_words_in_any_order_are_read_or_refused),
        cmocka_unit_test(any_bytes_are_refused_within_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
