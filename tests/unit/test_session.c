/* A session: what is refused and how, undo, what each view sees, saving. Rows
 * are scripts (tests/fault/play.h says how to read them). The reader of JSON
 * lines is held against jansson's at the end. */
#include "tests/fault/play.h"

#include <jansson.h>

#include "session/json.h"
#include "session/text.h"

#define SMALL                                                                  \
    "standoff: 1\n"                                                            \
    "title: T\n"                                                               \
    "roles: { a: { side: perpetrator } }\n"                                    \
    "slots: { who: nobody }\n"                                                 \
    "meters: { m: { start: 0, range: 0..10 } }\n"                              \
    "facts: { f: F }\n"                                                        \
    "intents:\n"                                                               \
    "  red: { phrases: [red] }\n"                                              \
    "  blue: { phrases: [blue] }\n"                                            \
    "  name: { patterns: ['my name is (?<who>\\w+)'] }\n"                      \
    "  again: { repeats: true }\n"                                             \
    "  echo: { mirrors: 1..2 }\n"                                              \
    "demands: { d: { by: a, text: D, deadline: { in: 60s } } }\n"              \
    "injects: { i: { say: I } }\n"                                             \
    "stages: [{ name: s1, when: m >= 1 }]\n"                                   \
    "states:\n"                                                                \
    "  one:\n"                                                                 \
    "    hint: Listen, {who}.\n"                                               \
    "    rules:\n"                                                             \
    "      - { intent: again, say: Again }\n"                                  \
    "      - { intent: echo, say: Echo }\n"                                    \
    "      - { intent: red, change: { m: +1 }, raise: d, learn: f,\n"          \
    "          say-one-of: [One dog, Two cats, Three cows], go: two }\n"       \
    "      - { intent: name, say: 'So, {who}' }\n"                             \
    "    otherwise: { each-time: [{ say: First }, { say: Second }] }\n"        \
    "  two: { rules: [{ intent: red, go: back }] }\n"                          \
    "endings: { e: { outcome: harm } }\n"

/* One row for one input that is refused: its code, and nothing but ready. */
#define REFUSED(title, input, code)                                            \
    PLAY(title, "error ready meter fact demand say state heard", SMALL,        \
         "state t=0 name=one\n"                                                \
         "ready t=0 turn=0\n"                                                  \
         "> " input "\n"                                                       \
         "error t=0 code=" code "\n"                                           \
         "ready t=0 turn=0\n")

static const Play plays[] = {
    REFUSED(what_is_no_json_is_json, "red", "json"),
    REFUSED(two_values_on_a_line_are_json, "{'in':'typing'} {}", "json"),
    REFUSED(a_key_twice_is_json, "{'in':'typing','in':'typing'}", "json"),
    REFUSED(a_line_that_is_no_object_is_json, "['in','typing']", "json"),
    REFUSED(a_missing_field_is_json, "{'in':'say'}", "json"),
    REFUSED(a_field_of_the_wrong_kind_is_json, "{'in':'say','text':1}", "json"),
    REFUSED(a_number_that_is_not_whole_is_json, "{'in':'wait','ms':1.0}",
            "json"),
    REFUSED(a_number_past_64_bits_is_json,
            "{'in':'wait','ms':9223372036854775808}", "json"),
    REFUSED(a_t_that_is_no_number_is_json, "{'in':'typing','t':'0'}", "json"),
    REFUSED(intents_that_are_no_list_are_json, "{'in':'heard','intents':'red'}",
            "json"),
    REFUSED(an_intent_that_is_no_text_is_json, "{'in':'heard','intents':[1]}",
            "json"),
    REFUSED(set_takes_maps, "{'in':'set','meters':[]}", "json"),
    REFUSED(a_meter_is_set_to_a_number, "{'in':'set','meters':{'m':'1'}}",
            "json"),
    REFUSED(a_fact_is_set_to_a_truth, "{'in':'set','facts':{'f':1}}", "json"),
    REFUSED(a_demand_is_set_to_a_text, "{'in':'set','demands':{'d':1}}",
            "json"),
    REFUSED(no_in_is_unknown, "{'text':'red'}", "unknown"),
    REFUSED(an_unknown_in_is_unknown, "{'in':'shout','text':'red'}", "unknown"),
    REFUSED(an_in_that_is_no_text_is_unknown, "{'in':1}", "unknown"),
    REFUSED(an_empty_text_is_empty, "{'in':'say','text':''}", "empty"),
    REFUSED(a_text_that_folds_to_nothing_is_empty,
            "{'in':'say','text':'\\u00a0 \\t\\u0301'}", "empty"),
    REFUSED(an_empty_text_that_was_heard_is_empty,
            "{'in':'heard','intents':['red'],'text':' '}", "empty"),
    REFUSED(a_t_below_now_is_time, "{'in':'say','text':'red','t':-1}", "time"),
    REFUSED(an_unknown_inject_is_name, "{'in':'inject','name':'j'}", "name"),
    REFUSED(an_unknown_state_is_name, "{'in':'goto','state':'e'}", "name"),
    REFUSED(an_unknown_intent_is_name, "{'in':'heard','intents':['redd']}",
            "name"),
    REFUSED(an_unknown_meter_is_name, "{'in':'set','meters':{'f':1}}", "name"),
    REFUSED(an_unknown_fact_is_name, "{'in':'set','facts':{'m':true}}", "name"),
    REFUSED(an_unknown_demand_is_name, "{'in':'set','demands':{'e':'met'}}",
            "name"),
    REFUSED(an_unknown_status_is_name, "{'in':'set','demands':{'d':'live'}}",
            "name"),
    REFUSED(an_unknown_role_is_name, "{'in':'drift','role':'z','how':'varied'}",
            "name"),
    REFUSED(an_unknown_drift_is_name, "{'in':'drift','role':'a','how':'x'}",
            "name"),
    REFUSED(a_wait_below_zero_is_range, "{'in':'wait','ms':-1}", "range"),
    REFUSED(a_wait_past_thirty_days_is_range, "{'in':'wait','ms':2592001000}",
            "range"),
    REFUSED(a_t_past_thirty_days_is_range, "{'in':'typing','t':2592001000}",
            "range"),
    REFUSED(a_value_outside_its_meter_is_range,
            "{'in':'set','meters':{'m':11}}", "range"),
    REFUSED(nothing_of_a_set_is_done_when_a_part_is_wrong,
            "{'in':'set','meters':{'m':5},'facts':{'f':true,'g':true}}",
            "name"),
    REFUSED(undo_past_the_start_is_range, "{'in':'undo','turns':1}", "range"),
    REFUSED(undo_of_no_turns_is_range, "{'in':'undo','turns':0}", "range"),

    PLAY(inputs_that_change_nothing_are_answered_by_ready, "error ready hint",
         SMALL,
         "ready t=0 turn=0\n"
         "> {'in':'note','text':'Good','by':'x'}\n"
         "ready t=0 turn=0\n"
         "> {'in':'drift','role':'a','how':'conceded'}\n"
         "ready t=0 turn=0\n"
         "> {'in':'pause'}\n"
         "ready t=0 turn=0\n"
         "> {'in':'resume','more':[{}]}\n"
         "ready t=0 turn=0\n"
         "> {'in':'hint'}\n"
         "hint t=0 text=Listen, nobody.\n"
         "ready t=0 turn=0\n"
         "> {'in':'goto','state':'two'}\n"
         "ready t=0 turn=0\n"
         "> {'in':'hint'}\n"
         "hint t=0 text=null\n"
         "ready t=0 turn=0\n"),
    PLAY(a_blank_line_is_no_input, "error ready", SMALL,
         "ready t=0 turn=0\n"
         "> \n"
         ">  \t \n"),
    PLAY(a_wait_with_a_t_moves_to_t_first, "ready", SMALL,
         "ready t=0 turn=0\n"
         "> {'in':'wait','t':5000,'ms':1000}\n"
         "ready t=6000 turn=0\n"),
    PLAY(after_an_ending_only_undo_is_taken, "error ready ending undone", SMALL,
         "ready t=0 turn=0\n"
         "> say hm\n"
         "ready t=0 turn=1\n"
         "> {'in':'end'}\n"
         "ending t=0 name=endex outcome=unresolved text=null\n"
         "> say red\n"
         "error t=0 code=ended\n"
         "> wait 5\n"
         "error t=0 code=ended\n"
         "> no json\n"
         "error t=0 code=ended\n"
         "> {'in':'undo','turns':2}\n"
         "error t=0 code=range\n"
         "> {'in':'undo','turns':1}\n"
         "undone t=0 turn=0\n"
         "ready t=0 turn=0\n"),
    PLAY(what_the_operator_heard_is_taken_as_given, "heard say", SMALL,
         "> {'in':'heard','intents':['name','red','name']}\n"
         "heard t=0 turn=1 intents=[red name] captures={}\n"
         "say t=0 role=a text=Two cats\n"
         "> {'in':'goto','state':'one'}\n"
         "> {'in':'heard','intents':['name'],'text':'my name is Anna'}\n"
         "heard t=0 turn=2 intents=[name] captures={who=Anna}\n"
         "say t=0 role=a text=So, Anna\n"
         "> {'in':'heard','intents':[]}\n"
         "heard t=0 turn=3 intents=[] captures={}\n"
         "say t=0 role=a text=First\n"),
    PLAY(a_heard_text_is_what_repeats_remembers_and_none_forgets, "heard",
         SMALL,
         "> {'in':'heard','intents':[],'text':'hm'}\n"
         "heard t=0 turn=1 intents=[] captures={}\n"
         "> say Hm\n"
         "heard t=0 turn=2 intents=[again] captures={}\n"
         "> {'in':'heard','intents':[]}\n"
         "heard t=0 turn=3 intents=[] captures={}\n"
         "> say hm\n"
         "heard t=0 turn=4 intents=[] captures={}\n"),

    /* Undo puts back the clock, timers, slots, counters, each-time, the draws,
     * and what hearing remembers; the stage is shown when it differs. */
    PLAY(undo_takes_everything_back,
         "state say heard undone stage status meter", SMALL,
         "state t=0 name=one\n"
         "stage t=0 name=null\n"
         "> say hm\n"
         "heard t=0 turn=1 intents=[] captures={}\n"
         "say t=0 role=a text=First\n"
         "> {'in':'say','t':1000,'text':'my name is Anna'}\n"
         "heard t=1000 turn=2 intents=[name] captures={who=Anna}\n"
         "say t=1000 role=a text=So, Anna\n"
         "> {'in':'say','t':2000,'text':'red'}\n"
         "heard t=2000 turn=3 intents=[red] captures={}\n"
         "meter t=2000 name=m from=0 to=1\n"
         "say t=2000 role=a text=Two cats\n"
         "state t=2000 name=two\n"
         "stage t=2000 name=s1\n"
         "> {'in':'status'}\n"
         "status t=2000 turn=3 state=two stage=s1 speaker=a meters={m=1} "
         "facts=[f] demands={d=open} timers=[{what=deadline:d due=62000}]\n"
         "> {'in':'undo','turns':2}\n"
         "undone t=0 turn=1\n"
         "stage t=0 name=null\n"
         "> {'in':'status'}\n"
         "status t=0 turn=1 state=one stage=null speaker=a meters={m=0} "
         "facts=[] demands={d=unraised} timers=[]\n"
         "> say hm\n"
         "heard t=0 turn=2 intents=[again] captures={}\n"
         "say t=0 role=a text=Again\n"
         "> {'in':'undo','turns':1}\n"
         "undone t=0 turn=1\n"
         "> say first\n"
         "heard t=0 turn=2 intents=[echo] captures={}\n"
         "say t=0 role=a text=Echo\n"
         "> say red\n"
         "heard t=0 turn=3 intents=[red] captures={}\n"
         "meter t=0 name=m from=0 to=1\n"
         "say t=0 role=a text=Two cats\n"
         "state t=0 name=two\n"
         "stage t=0 name=s1\n"
         "> {'in':'undo','turns':3}\n"
         "undone t=0 turn=0\n"
         "stage t=0 name=null\n"
         "> say hm\n"
         "heard t=0 turn=1 intents=[] captures={}\n"
         "say t=0 role=a text=First\n"),
    PLAY(undo_with_a_t_moves_time_first_and_then_back, "timer undone ready",
         SMALL,
         "ready t=0 turn=0\n"
         "> say red\n"
         "timer t=0 what=deadline:d due=60000 announced=true\n"
         "ready t=0 turn=1\n"
         "> {'in':'undo','turns':1,'t':70000}\n"
         "timer t=60000 what=deadline:d due=null announced=true\n"
         "undone t=0 turn=0\n"
         "ready t=0 turn=0\n"),
};

/* --- Views -----------------------------------------------------------------
 */

static const char seen[] =
    "standoff: 1\n"
    "title: Seen\n"
    "warnings: [violence]\n"
    "roles:\n"
    "  a: { side: perpetrator, name: Al }\n"
    "  b: { side: hostage }\n"
    "  n: { side: negotiator, brief: 'Talk to {a}.' }\n"
    "meters: { m: { start: 0, range: 0..10 } }\n"
    "facts: { f: F }\n"
    "intents: { red: { phrases: [red] }, blue: { phrases: [blue] } }\n"
    "demands:\n"
    "  d: { by: a, text: D, deadline: { in: 10s } }\n"
    "  h: { by: a, text: H, deadline: { in: 20s, announced: false } }\n"
    "stages: [{ name: s1, when: m >= 1 }]\n"
    "states:\n"
    "  one:\n"
    "    expect: E\n"
    "    hint: H\n"
    "    enter: { raise: [d, h], say: S, cue: { a: A, b: B }, sign: G }\n"
    "    rules:\n"
    "      - { intent: red, change: { m: +1 }, learn: f, promise: { d: 5s },\n"
    "          speaker: b, say: R, note: N }\n"
    "      - { intent: blue, end: e }\n"
    "endings: { e: { outcome: peaceful, text: Over. } }\n";

static const char *const seen_inputs[] = {
    "{\"in\":\"say\",\"text\":\"red\"}",
    "{\"in\":\"hint\"}",
    "{\"in\":\"status\"}",
    "{\"in\":\"none\"}",
    "{\"in\":\"undo\",\"turns\":1}",
    "{\"in\":\"say\",\"text\":\"red\"}",
    "{\"in\":\"say\",\"text\":\"blue\"}",
};

enum { VIEWS = 5 };
static const char *const views[VIEWS] = {"trainer", "observer", "negotiator",
                                         "a", "b"};

/* How many of each kind each view sees in that run. The first note is undone,
 * so the observer is shown one. */
static const struct {
    const char *out;
    int count[VIEWS];
} sights[] = {
    {"start", {1, 1, 1, 1, 1}},   {"ready", {7, 7, 7, 7, 7}},
    {"error", {1, 1, 1, 1, 1}},   {"undone", {1, 1, 1, 1, 1}},
    {"speaker", {2, 2, 2, 2, 2}}, {"hint", {1, 1, 1, 1, 1}},
    {"status", {1, 1, 1, 1, 1}},  {"say", {3, 3, 3, 3, 3}},
    {"sign", {1, 1, 1, 1, 1}},    {"ending", {1, 1, 1, 1, 1}},
    {"timer", {6, 3, 3, 4, 4}},   {"cue", {2, 0, 0, 1, 1}},
    {"expect", {1, 0, 0, 1, 1}},  {"heard", {3, 0, 0, 3, 3}},
    {"demand", {4, 4, 0, 0, 0}},  {"stage", {4, 4, 0, 0, 0}},
    {"note", {2, 1, 0, 0, 0}},    {"state", {1, 0, 0, 0, 0}},
    {"ran", {4, 0, 0, 0, 0}},     {"meter", {2, 0, 0, 0, 0}},
    {"fact", {2, 0, 0, 0, 0}},
};
enum { SIGHTS = sizeof sights / sizeof *sights };

static standoff_scenario *load_text(const char *text, PlayFolder *at)
{
    standoff_scenario *scenario = NULL;
    play_folder_make(at, text, NULL);
    if (standoff_load(at->path, at->folder, &scenario) != STANDOFF_OK)
        fputs(standoff_diagnostics(scenario), stderr);
    return scenario;
}

static int sight_of(const char *line)
{
    const char *name = line + strlen("{\"out\":\"");
    size_t size = strcspn(name, "\"");
    for (int i = 0; i < SIGHTS; i++)
        if (strlen(sights[i].out) == size &&
            !strncmp(sights[i].out, name, size))
            return i;
    fail_msg("%s", line);
    return 0;
}

static void each_view_keeps_what_is_its_own(void **state)
{
    (void)state;
    PlayFolder at;
    standoff_scenario *scenario = load_text(seen, &at);
    for (int v = 0; v < VIEWS; v++) {
        standoff_run *run = NULL;
        int counts[SIGHTS] = {0};
        const char *line, *last = "";
        assert_int_equal(standoff_start(scenario, 0, views[v], &run),
                         STANDOFF_OK);
        size_t inputs = sizeof seen_inputs / sizeof *seen_inputs;
        for (size_t i = 0; i < inputs; i++)
            standoff_take(run, seen_inputs[i]);
        while ((line = standoff_next(run)))
            counts[sight_of(last = line)]++;
        for (int i = 0; i < SIGHTS; i++)
            if (counts[i] != sights[i].count[v])
                fail_msg("%s sees %d %s", views[v], counts[i], sights[i].out);
        assert_string_equal(
            last, v == 1 ? "{\"out\":\"note\",\"t\":0,\"text\":\"N\"}"
                         : "{\"out\":\"ending\",\"t\":0,\"name\":\"e\","
                           "\"outcome\":\"peaceful\",\"text\":\"Over.\"}");
        standoff_run_free(run);
    }
    standoff_scenario_free(scenario);
    play_folder_remove(&at);
}

static void status_is_filtered_as_the_view_is(void **state)
{
    (void)state;
#define PROMISE "{\"what\":\"promise:d\",\"due\":5000}"
#define HIDDEN "{\"what\":\"deadline:h\",\"due\":20000}"
#define DEMANDS "\"demands\":{\"d\":\"promised\",\"h\":\"open\"}"
    static const char *const expected[VIEWS] = {
        "\"state\":\"one\",\"stage\":\"s1\",\"speaker\":\"b\","
        "\"meters\":{\"m\":1},\"facts\":[\"f\"]," DEMANDS
        ",\"timers\":[" PROMISE "," HIDDEN "]}",
        "\"stage\":\"s1\",\"speaker\":\"b\"," DEMANDS ",\"timers\":[]}",
        "\"speaker\":\"b\",\"timers\":[]}",
        "\"speaker\":\"b\",\"timers\":[" HIDDEN "]}",
        "\"speaker\":\"b\",\"timers\":[" HIDDEN "]}",
    };
    PlayFolder at;
    standoff_scenario *scenario = load_text(seen, &at);
    for (int v = 0; v < VIEWS; v++) {
        standoff_run *run = NULL;
        standoff_start(scenario, 0, views[v], &run);
        standoff_say(run, "red");
        while (standoff_next(run))
            ;
        standoff_take(run, "{\"in\":\"status\"}");
        const char *line = standoff_next(run);
        const char *head = "{\"out\":\"status\",\"t\":0,\"turn\":1,";
        assert_non_null(line);
        assert_memory_equal(line, head, strlen(head));
        assert_string_equal(line + strlen(head), expected[v]);
        standoff_run_free(run);
    }
    standoff_scenario_free(scenario);
    play_folder_remove(&at);
}

static void the_start_line_tells_what_is_played(void **state)
{
    (void)state;
    PlayFolder at;
    standoff_scenario *scenario = load_text(seen, &at);
    standoff_run *run = NULL;
    standoff_start(scenario, 7, "b", &run);
    const char *line = standoff_next(run);
    json_t *object = json_loads(line, 0, NULL);
    assert_non_null(object);
    json_object_del(object, "sha256");
    json_object_del(object, "program");
    char *rest = json_dumps(object, JSON_COMPACT);
    assert_string_equal(
        rest, "{\"out\":\"start\",\"t\":0,\"standoff\":1,\"scenario\":"
              "\"s.yaml\",\"title\":\"Seen\",\"language\":\"en\",\"seed\":7,"
              "\"view\":\"b\",\"brief\":\"Talk to Al.\",\"warnings\":"
              "[\"violence\"],\"support\":null}");
    free(rest);
    json_decref(object);
    standoff_run_free(run);
    standoff_scenario_free(scenario);
    play_folder_remove(&at);
}

/* --- The public interface --------------------------------------------------
 */

static void add_all(Buf *out, standoff_run *run)
{
    const char *line;
    while ((line = standoff_next(run))) {
        buf_add_c(out, line);
        buf_add_char(out, '\n');
    }
}

static void a_saved_run_goes_on_as_if_it_had_never_stopped(void **state)
{
    (void)state;
    PlayFolder at;
    standoff_scenario *scenario = load_text(SMALL, &at);
    standoff_run *run = NULL, *again = NULL;
    const char *text = NULL;
    Buf before = {0}, after = {0};
    standoff_start(scenario, 7, NULL, &run);
    standoff_say(run, "hm \xff \"'\\ \x01\n");
    standoff_take(run, "not taken");
    standoff_take(run, "{\"in\":\r\n\"say\",\"t\":900,\"text\":\"red\"}\n");
    standoff_take(run, " ");
    standoff_take(run, "{\"in\":\"undo\",\"turns\":1}");
    standoff_wait(run, 5000);
    assert_int_equal(standoff_save(run, &text), STANDOFF_OK);
    assert_int_equal(standoff_resume(scenario, text, NULL, &again),
                     STANDOFF_OK);
    assert_int_equal(standoff_time(again), 5000);
    add_all(&before, run);
    buf_clear(&before);
    add_all(&after, again);
    buf_clear(&after);
    for (int i = 0; i < 2; i++) {
        standoff_run *both[] = {run, again};
        standoff_say(both[i], "red");
        standoff_wait(both[i], 70000);
        add_all(i ? &after : &before, both[i]);
    }
    assert_string_equal(before.data, after.data);
    assert_int_equal(standoff_next_due(run), -1);
    buf_finish(&before);
    buf_finish(&after);
    standoff_run_free(run);
    standoff_run_free(again);
    standoff_scenario_free(scenario);
    play_folder_remove(&at);
}

static void a_damaged_or_foreign_save_is_refused(void **state)
{
    (void)state;
    PlayFolder at, other_at;
    standoff_scenario *scenario = load_text(SMALL, &at);
    standoff_scenario *other = load_text(SMALL "# one byte more\n", &other_at);
    standoff_run *run = NULL, *again = NULL;
    const char *text = NULL;
    standoff_start(scenario, 7, NULL, &run);
    standoff_say(run, "red");
    standoff_wait(run, 1000);
    standoff_save(run, &text);
    char *copy = strdup(text);
    assert_non_null(copy);
    assert_int_equal(standoff_resume(other, copy, NULL, &again),
                     STANDOFF_OTHER_SCENARIO);
    assert_null(again);
    assert_int_equal(standoff_resume(scenario, copy, "nobody", &again),
                     STANDOFF_NO_VIEW);
    for (size_t cut = 0; cut < strlen(copy); cut++) {
        char kept = copy[cut];
        copy[cut] = '\0';
        assert_int_not_equal(standoff_resume(scenario, copy, NULL, &again),
                             STANDOFF_OK);
        assert_null(again);
        copy[cut] = kept;
    }
    strstr(copy, "1000")[0] = '2';
    assert_int_equal(standoff_resume(scenario, copy, NULL, &again),
                     STANDOFF_BAD_SAVE);
    free(copy);
    standoff_run_free(run);
    standoff_scenario_free(scenario);
    standoff_scenario_free(other);
    play_folder_remove(&at);
    play_folder_remove(&other_at);
}

static void what_cannot_be_run_is_said(void **state)
{
    (void)state;
    standoff_scenario *scenario = NULL;
    standoff_run *run = NULL;
    PlayFolder at;
    play_folder_make(&at, SMALL "zzz: 1\n", "standoff: 1\nkind: pack\n");
    const char *const paths[] = {at.path, at.pack, "/nowhere/s.yaml"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(standoff_load(paths[i], NULL, &scenario),
                         STANDOFF_INVALID);
        assert_int_equal(standoff_errors(scenario), 1);
        assert_non_null(strstr(standoff_diagnostics(scenario), "error: "));
        assert_int_equal(standoff_start(scenario, 0, NULL, &run),
                         STANDOFF_INVALID);
        assert_null(run);
        standoff_scenario_free(scenario);
    }
    play_folder_remove(&at);
    scenario = load_text(SMALL, &at);
    assert_string_equal(standoff_diagnostics(scenario), "");
    assert_int_equal(standoff_start(scenario, UINT64_MAX, NULL, &run),
                     STANDOFF_BAD_SEED);
    assert_int_equal(standoff_start(scenario, 0, "two", &run),
                     STANDOFF_NO_VIEW);
    standoff_scenario_free(scenario);
    standoff_scenario_free(NULL);
    standoff_run_free(NULL);
    play_folder_remove(&at);
}

static void every_status_has_a_text(void **state)
{
    (void)state;
    for (int i = STANDOFF_OK; i <= STANDOFF_NO_MEMORY; i++)
        for (int j = STANDOFF_OK; j < i; j++)
            assert_string_not_equal(standoff_status_text((standoff_status)i),
                                    standoff_status_text((standoff_status)j));
    assert_non_null(standoff_version());
}

/* --- JSON lines ------------------------------------------------------------
 */

static json_t *theirs(Str line)
{
    return json_loadb(line.data, line.size,
                      JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL,
                      NULL);
}

static void check_same(Str line)
{
    bool failed = true;
    json_t *our = json_read(line, &failed), *their = theirs(line);
    assert_false(failed);
    if (!our != !their || (our && !json_equal(our, their)))
        fail_msg("read otherwise than jansson does: %.*s", STR_ARGS(line));
    json_decref(our);
    json_decref(their);
}

static const char *const json_lines[] = {
    "{}",
    "[]",
    " { \"a\" : [ 1 , -2 , 0 , -0 ] , \"b\" : { } } ",
    "{\"a\":true,\"b\":false,\"c\":null,\"d\":\"x\"}",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20ac\\ud83d\\ude00\\u0000\"",
    "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"",
    "[[[[[[[[\"deep\"]]]]]]]]",
    "9223372036854775807",
    "-9223372036854775808",
    "{\"in\":\"say\",\"text\":\"That's a long line, longer than buffers\"}",
};

static void json_lines_are_read_as_jansson_reads_them(void **state)
{
    (void)state;
    static const char bytes[] = "{}[]\",:\\u0019ad8e-+.tfn \n\t\x01\x7f\xc3\xa9"
                                "\xed\xa0\x80\xff";
    uint64_t random = 1;
    for (size_t i = 0; i < sizeof json_lines / sizeof *json_lines; i++) {
        Str line = str_from(json_lines[i]);
        bool failed;
        json_t *value = json_read(line, &failed);
        assert_non_null(value);
        json_decref(value);
        for (size_t size = 0; size <= line.size; size++)
            check_same((Str){line.data, size});
        for (int round = 0; round < 5000; round++) {
            char text[128];
            memcpy(text, line.data, line.size);
            for (int change = 0; change < 1 + round % 3; change++) {
                random = random * 6364136223846793005u + 1442695040888963407u;
                size_t at = (size_t)(random >> 33) % line.size;
                text[at] = bytes[(random >> 20) % (sizeof bytes - 1)];
            }
            /* Reals are read for their kind alone. */
            if (!memchr(text, '.', line.size) && !memchr(text, 'e', line.size))
                check_same((Str){text, line.size});
        }
    }
}

/* Jansson takes a NUL for the end of the text. */
static void json_with_a_nul_in_it_is_none(void **state)
{
    (void)state;
    bool failed;
    assert_null(json_read((Str){"{}\0", 3}, &failed));
    assert_null(json_read((Str){"\0", 1}, &failed));
    assert_null(json_read((Str){"\"\0\"", 3}, &failed));
    assert_null(json_read((Str){"{\"a\\u0000\":1}", 13}, &failed));
}

static void json_numbers_that_are_not_whole_keep_their_kind(void **state)
{
    (void)state;
    static const char *const good[] = {"1.5", "-0.0", "1e5", "1E+5", "2e-3"};
    static const char *const bad[] = {"1.", ".5", "1e", "1e+",
                                      "01", "+1", "-",  "9223372036854775808"};
    bool failed;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        json_t *value = json_read(str_from(good[i]), &failed);
        assert_true(json_is_real(value));
        json_decref(value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_null(json_read(str_from(bad[i]), &failed));
}

static void json_nests_sixty_four_levels_and_no_more(void **state)
{
    (void)state;
    char text[130];
    for (size_t depth = 64; depth <= 65; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        bool failed;
        json_t *value = json_read((Str){text, 2 * depth}, &failed);
        assert_true(!value == (depth > 64));
        json_decref(value);
    }
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(each_view_keeps_what_is_its_own),
        cmocka_unit_test(status_is_filtered_as_the_view_is),
        cmocka_unit_test(the_start_line_tells_what_is_played),
        cmocka_unit_test(a_saved_run_goes_on_as_if_it_had_never_stopped),
        cmocka_unit_test(a_damaged_or_foreign_save_is_refused),
        cmocka_unit_test(what_cannot_be_run_is_said),
        cmocka_unit_test(every_status_has_a_text),
        cmocka_unit_test(json_lines_are_read_as_jansson_reads_them),
        cmocka_unit_test(json_with_a_nul_in_it_is_none),
        cmocka_unit_test(json_numbers_that_are_not_whole_keep_their_kind),
        cmocka_unit_test(json_nests_sixty_four_levels_and_no_more),
    };
    return play_all("session", plays, sizeof plays / sizeof *plays, others,
                    sizeof others / sizeof *others);
}
