/* The engine against the language: the order in which an event is handled,
 * bodies, timers, states, demands. Each row is a small scenario with the
 * script of a run (tests/fault/play.h says how to read it); a configuration as
 * a value is tested at the end. */
#include "tests/fault/play.h"

#include "engine/engine.h"

#define HEAD                                                                   \
    "standoff: 1\n"                                                            \
    "title: T\n"                                                               \
    "roles: { a: { side: perpetrator }, b: { side: hostage, name: Bea } }\n"   \
    "intents:\n"                                                               \
    "  red: { phrases: [red] }\n"                                              \
    "  blue: { phrases: [blue] }\n"                                            \
    "  green: { phrases: [green] }\n"
#define METER "meters: { m: { start: 0, range: 0..10 } }\n"
#define DEMAND "demands: { d: { by: a, text: D } }\n"

static const Play plays[] = {
    /* --- Start ----------------------------------------------------------- */
    PLAY(the_first_state_written_is_entered_outer_enter_first,
         "state expect ran say stage ready",
         HEAD "states:\n"
              "  out:\n"
              "    expect: Outer.\n"
              "    enter: { say: One }\n"
              "    start: second\n"
              "    states:\n"
              "      first: {}\n"
              "      second: { enter: { say: Two } }\n"
              "  other: {}\n",
         "state t=0 name=out\n"
         "expect t=0 text=Outer.\n"
         "ran t=0 what=enter where=states.out.enter file=s.yaml line=11\n"
         "say t=0 role=a text=One\n"
         "state t=0 name=second\n"
         "ran t=0 what=enter where=states.second.enter file=s.yaml line=15\n"
         "say t=0 role=a text=Two\n"
         "stage t=0 name=null\n"
         "ready t=0 turn=0\n"),
    PLAY(start_names_the_first_state, "state",
         HEAD "start: two\nstates: { one: {}, two: {} }\n",
         "state t=0 name=two\n"),
    PLAY(the_first_who_may_speak_is_a_perpetrator_or_in_crisis, "say",
         "standoff: 1\ntitle: T\n"
         "roles: { h: { side: hostage }, p: { side: person-in-crisis } }\n"
         "states: { s: { enter: { say: Hello } } }\n",
         "say t=0 role=p text=Hello\n"),

    /* --- 1. Time --------------------------------------------------------- */
    PLAY(timers_due_fire_before_the_utterance, "say heard",
         HEAD "states:\n"
              "  s:\n"
              "    rules:\n"
              "      - { silence: 10s, say: Silent }\n"
              "      - { intent: red, say: Heard }\n",
         "> {'in':'say','t':10000,'text':'red'}\n"
         "say t=10000 role=a text=Silent\n"
         "heard t=10000 turn=1 intents=[red] captures={}\n"
         "say t=10000 role=a text=Heard\n"),
    PLAY(a_timer_that_ends_the_run_drops_what_was_to_follow,
         "heard ending undone error ready",
         HEAD "states: { s: { rules: [{ after: 10s, end: e }] } }\n"
              "endings: { e: { outcome: harm } }\n",
         "ready t=0 turn=0\n"
         "> {'in':'say','t':20000,'text':'red'}\n"
         "ending t=10000 name=e outcome=harm text=null\n"
         "> {'in':'undo','turns':1}\n"
         "error t=10000 code=range\n"),
    PLAY(timers_at_one_instant_fire_in_document_order, "say timer",
         HEAD
         "demands:\n"
         "  d: { by: a, text: D, deadline: { in: 10s, passed: { say: D } } }\n"
         "injects: { i: { at: 10s, say: I } }\n"
         "triggers: { t: { silence: 10s, say: T } }\n"
         "states:\n"
         "  s:\n"
         "    enter: { raise: d }\n"
         "    rules: [{ after: 10s, say: S }]\n",
         "timer t=0 what=deadline:d due=10000 announced=true\n"
         "> wait 10000\n"
         "timer t=10000 what=deadline:d due=null announced=true\n"
         "say t=10000 role=a text=D\n"
         "say t=10000 role=a text=I\n"
         "say t=10000 role=a text=T\n"
         "say t=10000 role=a text=S\n"),
    PLAY(document_order_is_that_of_the_file_not_of_the_kind, "say",
         HEAD
         "states: { s: { enter: { raise: d }, rules: [{ after: 10s, say: S }] "
         "} }\n"
         "triggers: { t: { silence: 10s, say: T } }\n"
         "injects: { i: { at: 10s, say: I } }\n"
         "demands:\n"
         "  d: { by: a, text: D, deadline: { in: 10s, passed: { say: D } } }\n",
         "> wait 10000\n"
         "say t=10000 role=a text=S\n"
         "say t=10000 role=a text=T\n"
         "say t=10000 role=a text=I\n"
         "say t=10000 role=a text=D\n"),
    PLAY(earlier_timers_fire_first_each_at_its_instant, "say ready",
         HEAD "states:\n"
              "  s:\n"
              "    rules:\n"
              "      - { after: 30s, say: Late }\n"
              "      - { after: 10s, say: Early }\n",
         "ready t=0 turn=0\n"
         "> wait 60000\n"
         "say t=10000 role=a text=Early\n"
         "say t=30000 role=a text=Late\n"
         "ready t=60000 turn=0\n"),
    PLAY(a_timer_that_leaves_takes_the_old_states_timers_with_it, "say state",
         HEAD
         "states:\n"
         "  one:\n"
         "    rules: [{ after: 10s, go: two }, { after: 20s, say: Never }]\n"
         "  two: { rules: [{ after: 20s, say: Two }] }\n",
         "state t=0 name=one\n"
         "> wait 60000\n"
         "state t=10000 name=two\n"
         "say t=30000 role=a text=Two\n"),
    PLAY(rules_timers_at_one_instant_are_one_event_and_all_used_up, "say ran",
         HEAD METER "states:\n"
                    "  s:\n"
                    "    rules:\n"
                    "      - { silence: 10s, if: m > 0, say: Not-this }\n"
                    "      - { silence: 10s, say: This }\n"
                    "      - { after: 10s, say: Too-late }\n"
                    "rules: [{ silence: 10s, say: Nor-this }]\n",
         "> wait 20000\n"
         "ran t=10000 what=rule where=states.s.rules[1] file=s.yaml line=13\n"
         "say t=10000 role=a text=This\n"),
    PLAY(a_trigger_due_then_is_an_event_of_its_own_beside_the_rules, "say",
         HEAD "triggers: { t: { silence: 10s, say: T } }\n"
              "states: { s: { rules: [{ silence: 10s, say: S }] } }\n",
         "> wait 10000\n"
         "say t=10000 role=a text=T\n"
         "say t=10000 role=a text=S\n"),
    PLAY(time_settles_after_each_timer, "say",
         HEAD METER "triggers: { high: { when: m >= 1, say: High } }\n"
                    "states:\n"
                    "  s:\n"
                    "    rules:\n"
                    "      - { after: 10s, change: { m: +1 }, say: Up }\n"
                    "      - { after: 20s, say: Later }\n",
         "> wait 30000\n"
         "say t=10000 role=a text=Up\n"
         "say t=10000 role=a text=High\n"
         "say t=20000 role=a text=Later\n"),

    /* --- 2. Hearing ------------------------------------------------------ */
    PLAY(an_utterance_is_the_set_of_all_intents_in_document_order, "heard",
         HEAD "states: { s: {} }\n",
         "> say green, then red\n"
         "heard t=0 turn=1 intents=[red green] captures={}\n"
         "> say nothing of it\n"
         "heard t=0 turn=2 intents=[] captures={}\n"),
    PLAY(turn_and_intent_counters_move_before_guards_are_asked, "say",
         HEAD
         "states:\n"
         "  s:\n"
         "    rules:\n"
         "      - { intent: red, if: times(red) == 2, say: Twice }\n"
         "      - { intent: red, if: turns == 1, say: First }\n"
         "      - { intent: blue, if: since(red) == 1, say: Just-now }\n"
         "      - { intent: blue, if: since(red) >= 100, say: Never-yet }\n"
         "      - { intent: blue, say: Ago }\n",
         "> say blue\n"
         "say t=0 role=a text=Never-yet\n"
         "> say red\n"
         "> say blue\n"
         "say t=0 role=a text=Just-now\n"
         "> say blue\n"
         "say t=0 role=a text=Ago\n"
         "> say red\n"
         "say t=0 role=a text=Twice\n"),
    PLAY(
        slots_are_set_before_the_answer_and_kept, "say heard",
        "standoff: 1\ntitle: T\nroles: { a: { side: perpetrator, name: Al } }\n"
        "slots: { who: officer }\n"
        "intents: { name: { patterns: ['my name is (?<who>\\w+)'] } }\n"
        "states:\n"
        "  s:\n"
        "    enter: { say: 'Well, {who}' }\n"
        "    rules: [{ intent: name, say: 'So, {who}. I am {a}. {{x}' }]\n"
        "    otherwise: { say: 'Hm, {who}' }\n",
        "say t=0 role=a text=Well, officer\n"
        "> say My name is Anna\n"
        "heard t=0 turn=1 intents=[name] captures={who=Anna}\n"
        "say t=0 role=a text=So, Anna. I am Al. {x}\n"
        "> say what\n"
        "heard t=0 turn=2 intents=[] captures={}\n"
        "say t=0 role=a text=Hm, Anna\n"),
    PLAY(heard_asks_about_this_utterance, "say",
         HEAD "states:\n"
              "  s:\n"
              "    rules:\n"
              "      - { intent: red, if: heard(blue), say: Both }\n"
              "      - { intent: red, say: Red }\n",
         "> say blue\n"
         "> say red\n"
         "say t=0 role=a text=Red\n"
         "> say red and blue\n"
         "say t=0 role=a text=Both\n"),

    /* --- 3. Triggers ----------------------------------------------------- */
    {.name = "packs_triggers_first_then_document_order_each_that_holds",
     .keep = "say",
     .scenario = "standoff: 1\ntitle: T\n"
                 "use: [packs/p.yaml]\n"
                 "roles: { a: { side: perpetrator } }\n" METER "triggers:\n"
                 "  two: { intent: red, say: Two, change: { m: +1 } }\n"
                 "  three: { intent: red, if: m == 2, say: Three }\n"
                 "  four: { intent: red, if: m == 1, say: Never }\n"
                 "states: { s: { rules: [{ intent: red, say: Rule }] } }\n",
     .pack =
         "standoff: 1\nkind: pack\n"
         "needs: { meters: [m] }\n"
         "intents: { red: { phrases: [red] } }\n"
         "triggers: { one: { intent: red, say: One, change: { m: +1 } } }\n",
     .script = "> say red\n"
               "say t=0 role=a text=One\n"
               "say t=0 role=a text=Two\n"
               "say t=0 role=a text=Three\n"
               "say t=0 role=a text=Rule\n"},
    PLAY(a_trigger_that_leaves_drops_the_rest_of_the_event, "say state",
         HEAD
         "triggers:\n"
         "  one: { intent: red, say: One, go: two }\n"
         "  two: { intent: red, say: Never }\n"
         "states:\n"
         "  one: { rules: [{ intent: red, say: Never }] }\n"
         "  two: { rules: [{ intent: red, say: Nor }], otherwise: { say: No } }"
         "\n",
         "state t=0 name=one\n"
         "> say red\n"
         "say t=0 role=a text=One\n"
         "state t=0 name=two\n"),
    PLAY(a_trigger_runs_in_every_state_and_once_when_asked, "say",
         HEAD "triggers: { t: { intent: red, once: true, say: T } }\n"
              "states: { s: { rules: [{ intent: blue, go: u }] }, u: {} }\n",
         "> say blue\n"
         "> say red\n"
         "say t=0 role=a text=T\n"
         "> say red\n"),

    /* --- 4. Rules -------------------------------------------------------- */
    PLAY(only_the_first_rule_that_holds_runs, "say",
         HEAD METER "states:\n"
                    "  s:\n"
                    "    rules:\n"
                    "      - { intent: blue, say: Blue }\n"
                    "      - { intent: red, if: m > 0, say: Guarded }\n"
                    "      - { intent: [green, red], say: First }\n"
                    "      - { intent: red, say: Second }\n",
         "> say red\n"
         "say t=0 role=a text=First\n"
         "> say red blue\n"
         "say t=0 role=a text=Blue\n"),
    PLAY(rules_are_asked_state_demands_enclosing_states_scenario, "say",
         HEAD
         "demands:\n"
         "  old: { by: a, text: O, rules: [{ intent: red, once: true, "
         "say: Old }] }\n"
         "  new: { by: a, text: N, rules: [{ intent: red, once: true, "
         "say: New }] }\n"
         "  none: { by: a, text: X, rules: [{ intent: red, say: Never }] }\n"
         "rules: [{ intent: red, once: true, say: Own }]\n"
         "states:\n"
         "  out:\n"
         "    rules: [{ intent: red, once: true, say: Out }]\n"
         "    states:\n"
         "      in:\n"
         "        enter: { raise: [old, new] }\n"
         "        rules: [{ intent: red, once: true, say: In }]\n",
         "> say red\n"
         "say t=0 role=a text=In\n"
         "> say red\n"
         "say t=0 role=a text=New\n"
         "> say red\n"
         "say t=0 role=a text=Old\n"
         "> say red\n"
         "say t=0 role=a text=Out\n"
         "> say red\n"
         "say t=0 role=a text=Own\n"
         "> say red\n"),
    PLAY(raise_of_a_live_demand_moves_it_to_the_front, "say",
         HEAD "demands:\n"
              "  d: { by: a, text: D, rules: [{ intent: red, say: D }] }\n"
              "  e: { by: a, text: E, rules: [{ intent: red, say: E }] }\n"
              "states:\n"
              "  s:\n"
              "    enter: { raise: [d, e] }\n"
              "    rules: [{ intent: blue, raise: d }]\n",
         "> say red\n"
         "say t=0 role=a text=E\n"
         "> say blue\n"
         "> say red\n"
         "say t=0 role=a text=D\n"),

    /* --- 5. Otherwise ---------------------------------------------------- */
    PLAY(what_nothing_took_goes_to_the_nearest_otherwise, "say ran",
         HEAD "otherwise: { say: Scenario }\n"
              "demands: { d: { by: a, text: D } }\n"
              "states:\n"
              "  out:\n"
              "    otherwise: { say: Out }\n"
              "    states:\n"
              "      in: { rules: [{ intent: red, go: other }] }\n"
              "  other: {}\n",
         "> say hm\n"
         "ran t=0 what=otherwise where=states.out.otherwise file=s.yaml "
         "line=12\n"
         "say t=0 role=a text=Out\n"
         "> say red\n"
         "ran t=0 what=rule where=states.in.rules[0] file=s.yaml line=14\n"
         "> say hm\n"
         "ran t=0 what=otherwise where=otherwise file=s.yaml line=8\n"
         "say t=0 role=a text=Scenario\n"),
    PLAY(a_trigger_that_said_or_showed_something_is_an_answer, "say sign meter",
         HEAD METER "triggers:\n"
                    "  says: { intent: red, say: Said }\n"
                    "  shows: { intent: blue, sign: Shown }\n"
                    "  moves: { intent: green, change: { m: +1 } }\n"
                    "states: { s: { otherwise: { say: Otherwise } } }\n",
         "> say red\n"
         "say t=0 role=a text=Said\n"
         "> say blue\n"
         "sign t=0 text=Shown\n"
         "> say green\n"
         "meter t=0 name=m from=0 to=1\n"
         "say t=0 role=a text=Otherwise\n"),
    PLAY(a_rule_that_does_nothing_takes_the_utterance, "say ran",
         HEAD
         "states: { s: { rules: [{ intent: red }], otherwise: { say: O } } }\n",
         "> say red\n"
         "ran t=0 what=rule where=states.s.rules[0] file=s.yaml line=8\n"),
    PLAY(go_back_with_no_way_back_takes_the_event_and_does_not_leave,
         "say state",
         HEAD "triggers:\n"
              "  t: { intent: blue, go: back }\n"
              "states:\n"
              "  s:\n"
              "    rules: [{ intent: red, say: Taken, go: back }]\n"
              "    otherwise: { say: Otherwise }\n",
         "state t=0 name=s\n"
         "> say red\n"
         "say t=0 role=a text=Taken\n"
         "> say blue\n"
         "say t=0 role=a text=Otherwise\n"),

    /* --- 6. Settling ----------------------------------------------------- */
    PLAY(a_when_runs_on_becoming_true_and_is_armed_by_being_false, "say",
         HEAD METER "triggers: { high: { when: m >= 1, say: High } }\n"
                    "states:\n"
                    "  s:\n"
                    "    rules:\n"
                    "      - { intent: red, change: { m: +1 } }\n"
                    "      - { intent: blue, change: { m: -5 } }\n",
         "> say red\n"
         "say t=0 role=a text=High\n"
         "> say red\n"
         "> say blue\n"
         "> say red\n"
         "say t=0 role=a text=High\n"),
    PLAY(a_when_that_holds_at_the_start_runs_then, "say ready",
         HEAD METER "triggers: { low: { when: m == 0, say: Low } }\n"
                    "states: { s: { enter: { say: Enter } } }\n",
         "say t=0 role=a text=Enter\n"
         "say t=0 role=a text=Low\n"
         "ready t=0 turn=0\n"),
    PLAY(each_round_of_settling_begins_anew_at_the_top, "say",
         HEAD METER
         "triggers:\n"
         "  three: { when: m >= 2, say: Three }\n"
         "  one: { when: m >= 1, say: One, change: { m: +1 } }\n"
         "  two: { when: m >= 1, say: Two }\n"
         "states: { s: { rules: [{ intent: red, change: { m: +1 } }] } }"
         "\n",
         "> say red\n"
         "say t=0 role=a text=One\n"
         "say t=0 role=a text=Three\n"
         "say t=0 role=a text=Two\n"),
    PLAY(settling_follows_leaving_but_not_an_ending, "say state ending",
         HEAD METER
         "triggers: { high: { when: m >= 1, say: High } }\n"
         "states:\n"
         "  s:\n"
         "    rules:\n"
         "      - { intent: red, change: { m: +1 }, go: u }\n"
         "      - { intent: blue, change: { m: +1 }, end: e }\n"
         "  u: { rules: [{ intent: blue, change: { m: =0 }, go: s }] }\n"
         "endings: { e: { outcome: harm, text: Over. } }\n",
         "state t=0 name=s\n"
         "> say red\n"
         "state t=0 name=u\n"
         "say t=0 role=a text=High\n"
         "> say blue\n"
         "state t=0 name=s\n"
         "> say blue\n"
         "ending t=0 name=e outcome=harm text=Over.\n"),
    PLAY(a_when_may_end_the_run, "say ending",
         HEAD METER
         "triggers:\n"
         "  high: { when: m >= 1, end: e }\n"
         "  next: { when: m >= 1, say: Never }\n"
         "states: { s: { rules: [{ intent: red, change: { m: +1 } }] } }"
         "\n"
         "endings: { e: { outcome: peaceful } }\n",
         "> say red\n"
         "ending t=0 name=e outcome=peaceful text=null\n"),
    PLAY(a_cycle_stops_at_the_65th_trigger_and_what_was_done_stands,
         "error fact",
         HEAD METER "facts: { f: F, g: G }\n"
                    "triggers:\n"
                    "  up: { when: m == 0, change: { m: +1 } }\n"
                    "  down: { when: m == 1, change: { m: -1 }, learn: f }\n"
                    "states: { s: { rules: [{ intent: red, learn: g }] } }\n",
         "fact t=0 name=f known=true\n"
         "error t=0 code=cycle\n"
         "> say red\n"
         "fact t=0 name=g known=true\n"
         "error t=0 code=cycle\n"),

    /* --- Bodies ---------------------------------------------------------- */
    PLAY(a_body_takes_effect_in_the_order_of_the_table, NULL,
         HEAD METER "facts: { f: F }\n"
                    "demands: { d: { by: a, text: D } }\n"
                    "states:\n"
                    "  s:\n"
                    "    rules:\n"
                    "      - go: u\n"
                    "        note: Note\n"
                    "        sign: Sign\n"
                    "        cue: Cue\n"
                    "        say-one-of: [Choice]\n"
                    "        say: [One, { b: Two }]\n"
                    "        speaker: b\n"
                    "        raise: d\n"
                    "        learn: f\n"
                    "        change: { m: +1 }\n"
                    "        intent: red\n"
                    "  u: {}\n",
         "state t=0 name=s\n"
         "stage t=0 name=null\n"
         "ready t=0 turn=0\n"
         "> say red\n"
         "heard t=0 turn=1 intents=[red] captures={}\n"
         "ran t=0 what=rule where=states.s.rules[0] file=s.yaml line=14\n"
         "meter t=0 name=m from=0 to=1\n"
         "fact t=0 name=f known=true\n"
         "demand t=0 name=d from=unraised to=open\n"
         "speaker t=0 role=b\n"
         "say t=0 role=b text=One\n"
         "say t=0 role=b text=Two\n"
         "say t=0 role=b text=Choice\n"
         "cue t=0 role=b text=Cue\n"
         "sign t=0 text=Sign\n"
         "note t=0 text=Note\n"
         "state t=0 name=u\n"
         "ready t=0 turn=1\n"),
    PLAY(changes_are_clamped_and_shown_only_when_they_differ,
         "meter fact speaker",
         HEAD
         "meters: { m: { start: 1, range: -2..3 }, n: { start: 0, range: 0..1 }"
         " }\n"
         "facts: { f: F }\n"
         "states:\n"
         "  s:\n"
         "    rules:\n"
         "      - { intent: red, change: { n: -1, m: +9 }, learn: f }\n"
         "      - { intent: blue, change: { m: =-9, n: =1 }, speaker: b }\n",
         "> say red\n"
         "meter t=0 name=m from=1 to=3\n"
         "fact t=0 name=f known=true\n"
         "> say red\n"
         "> say blue\n"
         "meter t=0 name=m from=3 to=-2\n"
         "meter t=0 name=n from=0 to=1\n"
         "speaker t=0 role=b\n"
         "> say blue\n"),
    PLAY(each_time_takes_the_next_body_and_keeps_the_last, "say ran state",
         HEAD "states:\n"
              "  s:\n"
              "    rules:\n"
              "      - intent: red\n"
              "        say: Outer\n"
              "        go: u\n"
              "        each-time:\n"
              "          - { say: One, go: s }\n"
              "          - { say: Two }\n"
              "  u: { rules: [{ intent: red, go: s }] }\n",
         "state t=0 name=s\n"
         "> say red\n"
         "ran t=0 what=rule where=states.s.rules[0] file=s.yaml line=11 nth=0\n"
         "say t=0 role=a text=Outer\n"
         "say t=0 role=a text=One\n"
         "state t=0 name=s\n"
         "> say red\n"
         "ran t=0 what=rule where=states.s.rules[0] file=s.yaml line=11 nth=1\n"
         "say t=0 role=a text=Outer\n"
         "say t=0 role=a text=Two\n"
         "state t=0 name=u\n"
         "> say red\n"
         "ran t=0 what=rule where=states.u.rules[0] file=s.yaml line=17\n"
         "state t=0 name=s\n"
         "> say red\n"
         "ran t=0 what=rule where=states.s.rules[0] file=s.yaml line=11 nth=1\n"
         "say t=0 role=a text=Outer\n"
         "say t=0 role=a text=Two\n"
         "state t=0 name=u\n"),
    PLAY(once_ends_a_rule_and_each_time_with_once_ends_after_the_last, "say",
         HEAD
         "states:\n"
         "  s:\n"
         "    rules:\n"
         "      - { intent: red, once: true, each-time: [{ say: One }, { say: "
         "Two }] }\n"
         "      - { intent: red, once: true, say: Three }\n"
         "    otherwise: { each-time: [{ say: Four }, { say: Five }] }\n",
         "> say red\n"
         "say t=0 role=a text=One\n"
         "> say red\n"
         "say t=0 role=a text=Two\n"
         "> say red\n"
         "say t=0 role=a text=Three\n"
         "> say red\n"
         "say t=0 role=a text=Four\n"
         "> say red\n"
         "say t=0 role=a text=Five\n"
         "> say red\n"
         "say t=0 role=a text=Five\n"),
    PLAY(a_say_map_names_other_speakers_and_a_cue_map_other_role_players,
         "say cue",
         HEAD
         "states: { s: { enter: { say: [{ b: Help }, Quiet], cue: { b: Cry, "
         "a: Shout } } } }\n",
         "say t=0 role=b text=Help\n"
         "say t=0 role=a text=Quiet\n"
         "cue t=0 role=b text=Cry\n"
         "cue t=0 role=a text=Shout\n"),

    /* --- Timers ---------------------------------------------------------- */
    PLAY(silence_fires_once_per_silence_and_counts_from_the_last_line, "say",
         HEAD "states: { s: { rules: [{ silence: 10s, say: Hello? }] } }\n",
         "> wait 9999\n"
         "> say hm\n"
         "> wait 9999\n"
         "> wait 1\n"
         "say t=19999 role=a text=Hello?\n"
         "> wait 60000\n"
         "> say hm\n"
         "> wait 10000\n"
         "say t=89999 role=a text=Hello?\n"),
    PLAY(typing_restarts_silence_and_nothing_else, "say ready",
         HEAD
         "states:\n"
         "  s:\n"
         "    rules: [{ silence: 10s, say: Hello? }, { after: 15s, say: Now }]"
         "\n",
         "ready t=0 turn=0\n"
         "> wait 9000\n"
         "ready t=9000 turn=0\n"
         "> {'in':'typing'}\n"
         "ready t=9000 turn=0\n"
         "> wait 9000\n"
         "say t=15000 role=a text=Now\n"
         "ready t=18000 turn=0\n"
         "> wait 1000\n"
         "say t=19000 role=a text=Hello?\n"
         "ready t=19000 turn=0\n"),
    PLAY(silence_of_a_state_counts_from_entering_it, "say",
         HEAD "triggers: { t: { silence: 12s, say: T } }\n"
              "states:\n"
              "  one: { rules: [{ after: 5s, go: two }] }\n"
              "  two: { rules: [{ silence: 10s, say: Two }] }\n"
              "rules: [{ silence: 12s, say: Own }]\n",
         "> wait 60000\n"
         "say t=12000 role=a text=T\n"
         "say t=12000 role=a text=Own\n"
         "say t=15000 role=a text=Two\n"),
    PLAY(silence_of_a_demand_counts_from_raise_not_from_raising_again, "say",
         HEAD
         "demands:\n"
         "  d: { by: a, text: D, rules: [{ silence: 10s, say: Well? }] }\n"
         "states:\n"
         "  s: { rules: [{ after: 5s, raise: d }, { after: 8s, raise: d }] }\n",
         "> wait 60000\n"
         "say t=15000 role=a text=Well?\n"),
    PLAY(after_counts_from_the_holder_and_inner_moves_do_not_restart_it, "say",
         HEAD "states:\n"
              "  out:\n"
              "    rules: [{ after: 20s, say: Outer }]\n"
              "    states:\n"
              "      one: { rules: [{ after: 10s, go: two }] }\n"
              "      two: { rules: [{ after: 15s, say: Inner }] }\n",
         "> wait 60000\n"
         "say t=20000 role=a text=Outer\n"
         "say t=25000 role=a text=Inner\n"),
    PLAY(a_timer_is_used_up_when_due_even_if_its_guard_fails, "say",
         HEAD METER "states:\n"
                    "  s:\n"
                    "    rules:\n"
                    "      - { after: 10s, if: m > 0, say: Never }\n"
                    "      - { intent: red, change: { m: +1 } }\n",
         "> wait 10000\n"
         "> say red\n"
         "> wait 60000\n"),

    /* --- States ---------------------------------------------------------- */
    PLAY(enclosing_states_that_stay_active_are_neither_left_nor_entered,
         "state say",
         HEAD "states:\n"
              "  out:\n"
              "    enter: { say: Out }\n"
              "    states:\n"
              "      one: { rules: [{ intent: red, go: two }] }\n"
              "      two: { rules: [{ intent: red, go: out }] }\n",
         "state t=0 name=out\n"
         "say t=0 role=a text=Out\n"
         "state t=0 name=one\n"
         "> say red\n"
         "state t=0 name=two\n"
         "> say red\n"
         "state t=0 name=out\n"
         "say t=0 role=a text=Out\n"
         "state t=0 name=one\n"),
    PLAY(go_back_enters_the_state_that_was_left_without_its_enter,
         "state say expect",
         HEAD "states:\n"
              "  out:\n"
              "    enter: { say: Out }\n"
              "    states:\n"
              "      in:\n"
              "        expect: Inner.\n"
              "        enter: { say: In }\n"
              "        rules: [{ intent: red, go: away }]\n"
              "  away: { rules: [{ intent: red, say: Back, go: back }] }\n",
         "state t=0 name=out\n"
         "say t=0 role=a text=Out\n"
         "state t=0 name=in\n"
         "expect t=0 text=Inner.\n"
         "say t=0 role=a text=In\n"
         "> say red\n"
         "state t=0 name=away\n"
         "> say red\n"
         "say t=0 role=a text=Back\n"
         "state t=0 name=in\n"
         "expect t=0 text=Inner.\n"),
    PLAY(after_going_back_there_is_no_way_back, "state say",
         HEAD "rules: [{ intent: blue, go: back }]\n"
              "states:\n"
              "  one: { rules: [{ intent: red, go: two }] }\n"
              "  two: {}\n",
         "state t=0 name=one\n"
         "> say red\n"
         "state t=0 name=two\n"
         "> say blue\n"
         "state t=0 name=one\n"
         "> say blue\n"),
    PLAY(go_to_an_active_state_keeps_the_way_back, "state",
         HEAD
         "rules: [{ intent: blue, go: back }, { intent: green, go: two }]\n"
         "states:\n"
         "  one: { rules: [{ intent: red, go: two }] }\n"
         "  two: {}\n",
         "state t=0 name=one\n"
         "> say red\n"
         "state t=0 name=two\n"
         "> say green\n"
         "state t=0 name=two\n"
         "> say blue\n"
         "state t=0 name=one\n"),
    PLAY(going_back_restarts_timers_of_the_states_that_were_not_active, "say",
         HEAD
         "states:\n"
         "  out:\n"
         "    rules: [{ after: 30s, say: Outer }]\n"
         "    states:\n"
         "      one: { rules: [{ intent: red, go: two }, { after: 10s, say: "
         "One }] }\n"
         "      two: { rules: [{ intent: red, go: back }] }\n",
         "> wait 5000\n"
         "> say red\n"
         "> wait 5000\n"
         "> say red\n"
         "> wait 60000\n"
         "say t=20000 role=a text=One\n"
         "say t=30000 role=a text=Outer\n"),
    PLAY(visits_and_in_state_count_entering_and_coming_back, "say",
         HEAD
         "states:\n"
         "  one:\n"
         "    rules:\n"
         "      - { intent: red, go: two }\n"
         "      - { intent: blue, if: visits(one) == 2 and in-state >= 5s, "
         "say: Twice }\n"
         "      - { intent: blue, if: in-state < 5s, say: Short }\n"
         "  two: { rules: [{ intent: red, go: back }] }\n",
         "> say red\n"
         "> wait 10000\n"
         "> say red\n"
         "> say blue\n"
         "say t=10000 role=a text=Short\n"
         "> wait 5000\n"
         "> say blue\n"
         "say t=15000 role=a text=Twice\n"),

    /* --- Stages ---------------------------------------------------------- */
    PLAY(stages_are_cumulative_and_can_be_lost, "stage",
         HEAD METER "stages:\n"
                    "  - { name: s1, when: m >= 1 }\n"
                    "  - { name: s2, when: m >= 2 and m != 3 }\n"
                    "  - { name: s3, when: m >= 3 }\n"
                    "states:\n"
                    "  s:\n"
                    "    rules:\n"
                    "      - { intent: red, change: { m: +1 } }\n"
                    "      - { intent: blue, change: { m: =0 } }\n",
         "stage t=0 name=null\n"
         "> say red\n"
         "stage t=0 name=s1\n"
         "> say red\n"
         "stage t=0 name=s2\n"
         "> say red\n"
         "stage t=0 name=s1\n"
         "> say red\n"
         "stage t=0 name=s3\n"
         "> say blue\n"
         "stage t=0 name=null\n"),
    PLAY(guards_see_the_stage_of_the_moment, "say",
         HEAD METER
         "stages: [{ name: s1, when: m >= 1 }]\n"
         "triggers: { t: { intent: red, change: { m: +1 } } }\n"
         "states: { s: { rules: [{ intent: red, if: stage >= s1, say: "
         "Now }], otherwise: { say: Not } } }\n",
         "> say red\n"
         "say t=0 role=a text=Now\n"),

    /* --- Demands --------------------------------------------------------- */
    PLAY(each_act_on_a_live_demand_gives_its_status, "demand",
         HEAD DEMAND "states:\n"
                     "  s:\n"
                     "    enter: { raise: d }\n"
                     "    rules:\n"
                     "      - { intent: red, each-time: [{ defer: d }, { "
                     "promise: { d: 5m } }, "
                     "{ meet: d }, { defer: d, promise: { d: 1m }, refuse: d, "
                     "drop: d }] }\n",
         "demand t=0 name=d from=unraised to=open\n"
         "> say red\n"
         "demand t=0 name=d from=open to=deferred\n"
         "> say red\n"
         "demand t=0 name=d from=deferred to=promised\n"
         "> say red\n"
         "demand t=0 name=d from=promised to=met\n"
         "> say red\n"),
    PLAY(refuse_and_drop_end_a_demand_and_raise_opens_it_again, "demand timer",
         HEAD "demands: { d: { by: a, text: D, deadline: { in: 30s } } }\n"
              "states:\n"
              "  s:\n"
              "    enter: { raise: d }\n"
              "    rules:\n"
              "      - { intent: red, refuse: d }\n"
              "      - { intent: blue, drop: d }\n"
              "      - { intent: green, raise: d }\n",
         "demand t=0 name=d from=unraised to=open\n"
         "timer t=0 what=deadline:d due=30000 announced=true\n"
         "> say red\n"
         "demand t=0 name=d from=open to=refused\n"
         "timer t=0 what=deadline:d due=null announced=true\n"
         "> wait 5000\n"
         "> say green\n"
         "demand t=5000 name=d from=refused to=open\n"
         "timer t=5000 what=deadline:d due=35000 announced=true\n"
         "> say green\n"
         "> say blue\n"
         "demand t=5000 name=d from=open to=dropped\n"
         "timer t=5000 what=deadline:d due=null announced=true\n"
         "> say green\n"
         "demand t=5000 name=d from=dropped to=open\n"
         "timer t=5000 what=deadline:d due=35000 announced=true\n"),
    PLAY(acts_on_an_unraised_demand_and_raise_of_a_met_one_do_nothing, "demand",
         HEAD DEMAND "states:\n"
                     "  s:\n"
                     "    rules:\n"
                     "      - { intent: red, defer: d, promise: { d: 1m }, "
                     "refuse: d, drop: d, "
                     "meet: d }\n"
                     "      - { intent: blue, raise: d, meet: d }\n"
                     "      - { intent: green, raise: d }\n",
         "> say red\n"
         "> say blue\n"
         "demand t=0 name=d from=unraised to=open\n"
         "demand t=0 name=d from=open to=met\n"
         "> say green\n"
         "> say red\n"),
    PLAY(deferring_keeps_the_deadline_and_promising_cancels_it, "demand timer",
         HEAD "demands: { d: { by: a, text: D, deadline: { in: 30s, announced: "
              "false } } }\n"
              "states:\n"
              "  s:\n"
              "    enter: { raise: d }\n"
              "    rules:\n"
              "      - { intent: red, defer: d }\n"
              "      - { intent: blue, promise: { d: 5m } }\n",
         "demand t=0 name=d from=unraised to=open\n"
         "timer t=0 what=deadline:d due=30000 announced=false\n"
         "> say red\n"
         "demand t=0 name=d from=open to=deferred\n"
         "> say blue\n"
         "demand t=0 name=d from=deferred to=promised\n"
         "timer t=0 what=deadline:d due=null announced=false\n"
         "timer t=0 what=promise:d due=300000 announced=true\n"
         "> wait 1000\n"
         "> say blue\n"
         "timer t=1000 what=promise:d due=301000 announced=true\n"
         "> say red\n"
         "demand t=1000 name=d from=promised to=deferred\n"
         "timer t=1000 what=promise:d due=null announced=true\n"),
    PLAY(a_deadline_passes_once_and_the_demand_stays_live,
         "demand timer ran say",
         HEAD "demands:\n"
              "  d:\n"
              "    by: a\n"
              "    text: D\n"
              "    deadline: { in: 30s, passed: { say: Time! } }\n"
              "    rules: [{ intent: red, say: Live }]\n"
              "states: { s: { rules: [{ after: 5s, raise: d }] } }\n",
         "> wait 60000\n"
         "ran t=5000 what=rule where=states.s.rules[0] file=s.yaml line=14\n"
         "demand t=5000 name=d from=unraised to=open\n"
         "timer t=5000 what=deadline:d due=35000 announced=true\n"
         "timer t=35000 what=deadline:d due=null announced=true\n"
         "ran t=35000 what=passed where=demands.d.deadline.passed file=s.yaml "
         "line=12\n"
         "say t=35000 role=a text=Time!\n"
         "> say red\n"
         "ran t=60000 what=rule where=demands.d.rules[0] file=s.yaml line=13\n"
         "say t=60000 role=a text=Live\n"),
    PLAY(a_repeated_deadline_passes_again_at_its_interval, "timer say",
         HEAD "demands:\n"
              "  d:\n"
              "    by: a\n"
              "    text: D\n"
              "    deadline:\n"
              "      in: 30s\n"
              "      repeat: 10s\n"
              "      passed: { each-time: [{ say: Bluff }, { say: Real }] }\n"
              "states: { s: { enter: { raise: d } } }\n",
         "timer t=0 what=deadline:d due=30000 announced=true\n"
         "> wait 55000\n"
         "timer t=30000 what=deadline:d due=40000 announced=true\n"
         "say t=30000 role=a text=Bluff\n"
         "timer t=40000 what=deadline:d due=50000 announced=true\n"
         "say t=40000 role=a text=Real\n"
         "timer t=50000 what=deadline:d due=60000 announced=true\n"
         "say t=50000 role=a text=Real\n"),
    PLAY(a_promise_that_is_not_kept_breaks_the_demand, "demand timer ran say",
         HEAD
         "demands:\n"
         "  d: { by: a, text: D, broken: { say: Liar! } }\n"
         "states:\n"
         "  s:\n"
         "    enter: { raise: d }\n"
         "    rules: [{ intent: red, promise: { d: 10s } }, { intent: blue, "
         "meet: d }]\n",
         "ran t=0 what=enter where=states.s.enter file=s.yaml line=12\n"
         "demand t=0 name=d from=unraised to=open\n"
         "> say red\n"
         "ran t=0 what=rule where=states.s.rules[0] file=s.yaml line=13\n"
         "demand t=0 name=d from=open to=promised\n"
         "timer t=0 what=promise:d due=10000 announced=true\n"
         "> wait 20000\n"
         "demand t=10000 name=d from=promised to=broken\n"
         "timer t=10000 what=promise:d due=null announced=true\n"
         "ran t=10000 what=broken where=demands.d.broken file=s.yaml line=9\n"
         "say t=10000 role=a text=Liar!\n"
         "> say red\n"
         "ran t=20000 what=rule where=states.s.rules[0] file=s.yaml line=13\n"
         "demand t=20000 name=d from=broken to=promised\n"
         "timer t=20000 what=promise:d due=30000 announced=true\n"
         "> say blue\n"
         "ran t=20000 what=rule where=states.s.rules[1] file=s.yaml line=13\n"
         "demand t=20000 name=d from=promised to=met\n"
         "timer t=20000 what=promise:d due=null announced=true\n"),
    PLAY(a_deadline_and_a_promise_stand_in_document_order_at_their_demands,
         "say",
         HEAD
         "demands:\n"
         "  p: { by: a, text: P, broken: { say: P } }\n"
         "  d: { by: a, text: D, deadline: { in: 10s, passed: { say: D } } }\n"
         "states: { s: { enter: { raise: [p, d], promise: { p: 10s } } } }\n",
         "> wait 10000\n"
         "say t=10000 role=a text=P\n"
         "say t=10000 role=a text=D\n"),
    PLAY(acts_of_one_body_come_in_the_order_of_the_table, "demand",
         HEAD "demands: { d: { by: a, text: D }, e: { by: a, text: E } }\n"
              "states: { s: { enter: { drop: e, meet: d, raise: [d, e] } } }\n",
         "demand t=0 name=d from=unraised to=open\n"
         "demand t=0 name=e from=unraised to=open\n"
         "demand t=0 name=d from=open to=met\n"
         "demand t=0 name=e from=open to=dropped\n"),
    PLAY(guards_ask_for_statuses_and_live_is_four_of_them, "say",
         HEAD DEMAND
         "states:\n"
         "  s:\n"
         "    rules:\n"
         "      - { intent: red, if: d is unraised, raise: d, say: Unraised }\n"
         "      - { intent: red, if: d is open, defer: d, say: Open }\n"
         "      - { intent: red, if: d is live and d is not deferred, say: "
         "Never "
         "}\n"
         "      - { intent: red, if: d is live, meet: d, say: Live }\n"
         "      - { intent: red, if: d is met and not d is live, say: Met }\n",
         "> say red\n"
         "say t=0 role=a text=Unraised\n"
         "> say red\n"
         "say t=0 role=a text=Open\n"
         "> say red\n"
         "say t=0 role=a text=Live\n"
         "> say red\n"
         "say t=0 role=a text=Met\n"),

    /* --- Injects --------------------------------------------------------- */
    PLAY(an_inject_runs_its_body_then_what_listens_for_it, "ran say",
         HEAD "injects: { i: { say: Body }, j: { say: Other } }\n"
              "triggers: { t: { inject: i, say: Trigger } }\n"
              "states:\n"
              "  s:\n"
              "    rules:\n"
              "      - { inject: j, say: Never }\n"
              "      - { inject: i, say: Rule }\n"
              "    otherwise: { say: Never }\n",
         "> {'in':'inject','name':'i'}\n"
         "ran t=0 what=inject where=injects.i file=s.yaml line=8\n"
         "say t=0 role=a text=Body\n"
         "ran t=0 what=trigger where=triggers.t file=s.yaml line=9\n"
         "say t=0 role=a text=Trigger\n"
         "ran t=0 what=rule where=states.s.rules[1] file=s.yaml line=14\n"
         "say t=0 role=a text=Rule\n"),
    PLAY(an_inject_that_leaves_is_heard_by_nobody, "say state",
         HEAD "injects: { i: { go: u } }\n"
              "triggers: { t: { inject: i, say: Never } }\n"
              "states: { s: {}, u: { rules: [{ inject: i, say: Nor }] } }\n",
         "state t=0 name=s\n"
         "> {'in':'inject','name':'i'}\n"
         "state t=0 name=u\n"),
    PLAY(by_hand_an_inject_ignores_if_and_once_and_its_schedule_is_cancelled,
         "say",
         HEAD METER
         "injects: { i: { at: 10s, if: m > 0, once: true, say: I } }\n"
         "states: { s: { rules: [{ intent: red, change: { m: +1 } }] } }\n",
         "> {'in':'inject','name':'i'}\n"
         "say t=0 role=a text=I\n"
         "> {'in':'inject','name':'i'}\n"
         "say t=0 role=a text=I\n"
         "> say red\n"
         "> wait 20000\n"),
    PLAY(a_scheduled_inject_whose_if_fails_is_heard_by_nobody, "say ran",
         HEAD METER "injects: { i: { at: 10s, if: m > 0, say: I } }\n"
                    "triggers: { t: { inject: i, say: Never } }\n"
                    "states: { s: { rules: [{ inject: i, say: Nor }] } }\n",
         "> wait 20000\n"),
    PLAY(a_scheduled_inject_comes_once_at_its_time_and_is_heard, "say",
         HEAD "injects: { i: { at: 10s, say: I } }\n"
              "states: { s: { rules: [{ inject: i, say: Rule }] } }\n",
         "> wait 60000\n"
         "say t=10000 role=a text=I\n"
         "say t=10000 role=a text=Rule\n"),

    /* --- The trainer's hand ---------------------------------------------- */
    PLAY(goto_enters_as_go_does_and_settles, "state say",
         HEAD "triggers: { t: { when: in(u), say: There } }\n"
              "states: { s: {}, u: { enter: { say: Enter } } }\n",
         "state t=0 name=s\n"
         "> {'in':'goto','state':'u'}\n"
         "state t=0 name=u\n"
         "say t=0 role=a text=Enter\n"
         "say t=0 role=a text=There\n"),
    PLAY(set_works_in_order_runs_no_body_and_settles,
         "meter fact demand timer say",
         HEAD METER
         "facts: { f: F }\n"
         "demands: { d: { by: a, text: D, deadline: { in: 30s }, "
         "broken: { say: Never } } }\n"
         "triggers: { t: { when: m >= 5 and f and d is met, say: Set } }"
         "\n"
         "states: { s: { enter: { raise: d } } }\n",
         "demand t=0 name=d from=unraised to=open\n"
         "timer t=0 what=deadline:d due=30000 announced=true\n"
         "> {'in':'set','demands':{'d':'broken'}}\n"
         "demand t=0 name=d from=open to=broken\n"
         "timer t=0 what=deadline:d due=null announced=true\n"
         "> "
         "{'in':'set','demands':{'d':'met'},'facts':{'f':true},'meters':{'m':5}"
         "}\n"
         "meter t=0 name=m from=0 to=5\n"
         "fact t=0 name=f known=true\n"
         "demand t=0 name=d from=broken to=met\n"
         "say t=0 role=a text=Set\n"
         "> wait 1000\n"
         "> {'in':'set','demands':{'d':'open'}}\n"
         "demand t=1000 name=d from=met to=open\n"
         "timer t=1000 what=deadline:d due=31000 announced=true\n"),
    PLAY(set_to_promised_has_no_timer, "demand timer",
         HEAD DEMAND
         "states: { s: { enter: { raise: d, promise: { d: 30s } } } }\n",
         "demand t=0 name=d from=unraised to=open\n"
         "demand t=0 name=d from=open to=promised\n"
         "timer t=0 what=promise:d due=30000 announced=true\n"
         "> {'in':'set','demands':{'d':'promised'}}\n"
         "timer t=0 what=promise:d due=null announced=true\n"),
    PLAY(endex_ends_unresolved, "ending ready error",
         HEAD "states: { s: {} }\n",
         "ready t=0 turn=0\n"
         "> {'in':'end'}\n"
         "ending t=0 name=endex outcome=unresolved text=null\n"
         "> say red\n"
         "error t=0 code=ended\n"),
};

/* --- Configurations as values --------------------------------------------- */

static const char busy[] =
    HEAD METER "facts: { f: F }\n"
               "demands:\n"
               "  d:\n"
               "    by: a\n"
               "    text: D\n"
               "    deadline: { in: 30s, repeat: 20s, passed: { say: D } }\n"
               "    rules: [{ intent: blue, promise: { d: 40s } }]\n"
               "states:\n"
               "  one:\n"
               "    enter: { raise: d }\n"
               "    rules:\n"
               "      - { silence: 10s, change: { m: +1 } }\n"
               "      - { after: 25s, learn: f, go: two }\n"
               "      - { intent: red, say-one-of: [A, B, C, D, E] }\n"
               "  two:\n"
               "    rules: [{ silence: 7s, go: back }]\n";

typedef struct {
    PlayFolder at;
    Arena arena;
    Sources sources;
    Diags diags;
    const Scenario *scenario;
} World;

static _Noreturn void no_memory(void *context)
{
    (void)context;
    abort();
}

static void world_make(World *world, const char *text)
{
    *world = (World){0};
    play_folder_make(&world->at, text, NULL);
    arena_init(&world->arena, no_memory, NULL);
    diag_init(&world->diags, &world->arena);
    world->scenario =
        scenario_load(&world->arena, &world->sources, &world->diags,
                      str_from(world->at.path), &(ScenarioOptions){0});
    assert_non_null(world->scenario);
}

static void world_finish(World *world)
{
    play_folder_remove(&world->at);
    arena_finish(&world->arena);
}

static Configuration *started(const World *world, uint64_t seed)
{
    Configuration *now = malloc(engine_size(world->scenario));
    assert_non_null(now);
    memset(now, 0xa5, engine_size(world->scenario));
    engine_start(world->scenario, seed, now, NULL);
    return now;
}

static void hear(const World *world, Configuration *now, uint32_t intent)
{
    EngineEvent event = {
        .kind = ENGINE_HEARD, .intents = &intent, .intent_count = 1};
    engine_step(world->scenario, now, &event, NULL);
}

static void how_a_wait_is_split_makes_no_difference(void **state)
{
    (void)state;
    World world;
    world_make(&world, busy);
    Configuration *whole = started(&world, 1);
    engine_advance(world.scenario, whole, 200000, NULL);
    const int64_t steps[] = {1, 7, 999, 5000, 33333, 200000};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        Configuration *split = started(&world, 1);
        for (int64_t t = 0; t < 200000; t += steps[i])
            engine_advance(world.scenario, split, t, NULL);
        engine_advance(world.scenario, split, 200000, NULL);
        assert_true(engine_equal(whole, split));
        free(split);
    }
    free(whole);
    world_finish(&world);
}

static void the_same_inputs_give_the_same_bytes(void **state)
{
    (void)state;
    World world;
    world_make(&world, busy);
    Configuration *one = started(&world, 5), *two = started(&world, 5);
    Configuration *other = started(&world, 6);
    for (uint32_t i = 0; i < 30; i++) {
        hear(&world, one, i % 3);
        hear(&world, two, i % 3);
        engine_advance(world.scenario, one, engine_time(one) + i * 777, NULL);
        engine_advance(world.scenario, two, engine_time(two) + i * 777, NULL);
        assert_memory_equal(one, two, engine_size(world.scenario));
        assert_true(engine_hash(one) == engine_hash(two));
    }
    assert_false(engine_equal(one, other));
    free(one);
    free(two);
    free(other);
    world_finish(&world);
}

static void a_copy_is_equal_until_one_of_them_moves(void **state)
{
    (void)state;
    World world;
    world_make(&world, busy);
    Configuration *one = started(&world, 5);
    Configuration *two = malloc(engine_bytes(one));
    assert_non_null(two);
    assert_int_equal(engine_bytes(one), engine_size(world.scenario));
    engine_copy(two, one);
    assert_true(engine_equal(one, two));
    assert_true(engine_hash(one) == engine_hash(two));
    engine_advance(world.scenario, two, 1, NULL);
    assert_false(engine_equal(one, two));
    assert_false(engine_hash(one) == engine_hash(two));
    free(one);
    free(two);
    world_finish(&world);
}

/* Each change alone must be seen in the text form: nothing is left out of it.
 */
static void the_text_form_tells_configurations_apart(void **state)
{
    (void)state;
    World world;
    world_make(&world, busy);
    Buf texts[8] = {0};
    for (uint32_t i = 0; i < 8; i++) {
        Configuration *now = started(&world, i == 7 ? 9 : 5);
        if (i == 1 || i == 2)
            hear(&world, now, i - 1);
        if (i == 3)
            engine_advance(world.scenario, now, 1, NULL);
        if (i == 4)
            engine_advance(world.scenario, now, 10000, NULL);
        if (i == 5)
            engine_advance(world.scenario, now, 30000, NULL);
        if (i == 6)
            engine_step(world.scenario, now, &(EngineEvent){.kind = ENGINE_END},
                        NULL);
        engine_print(&texts[i], world.scenario, now);
        free(now);
    }
    for (uint32_t i = 0; i < 8; i++)
        for (uint32_t j = 0; j < i; j++)
            assert_string_not_equal(texts[i].data, texts[j].data);
    for (uint32_t i = 0; i < 8; i++)
        buf_finish(&texts[i]);
    world_finish(&world);
}

static void the_next_timer_is_known_and_none_after_an_ending(void **state)
{
    (void)state;
    World world;
    world_make(&world, busy);
    Configuration *now = started(&world, 5);
    assert_int_equal(engine_next_due(world.scenario, now), 10000);
    engine_advance(world.scenario, now, 10000, NULL);
    assert_int_equal(engine_next_due(world.scenario, now), 25000);
    engine_step(world.scenario, now, &(EngineEvent){.kind = ENGINE_END}, NULL);
    assert_int_equal(engine_next_due(world.scenario, now), NONE);
    assert_int_equal(engine_ending(now), ENDING_ENDEX);
    engine_advance(world.scenario, now, 99999, NULL);
    assert_int_equal(engine_time(now), 10000);
    free(now);
    world_finish(&world);
}

/* splitmix64 as its authors wrote it, for the seed 7: the draws of say-one-of
 * are part of the language, so their results are written down. */
static uint64_t next_random(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static void note_said(void *context, const Configuration *now,
                      const Output *output)
{
    (void)now;
    if (output->kind == OUT_SAY)
        buf_add(context, output->text);
}

static void say_one_of_uses_every_line_before_any_comes_again(void **state)
{
    (void)state;
    World world;
    world_make(&world, busy);
    for (uint64_t seed = 0; seed < 50; seed++) {
        Configuration *now = started(&world, seed);
        Buf said = {0}, expected = {0};
        uint64_t random = seed;
        for (int round = 0; round < 3; round++) {
            char left[] = "ABCDE";
            for (size_t m = 5; m; m--) {
                size_t r = (size_t)(next_random(&random) % m);
                buf_add_char(&expected, left[r]);
                memmove(left + r, left + r + 1, m - r);
                EngineEvent event = {.kind = ENGINE_HEARD,
                                     .intents = &(uint32_t){0},
                                     .intent_count = 1};
                OutputSink sink = {note_said, &said};
                engine_step(world.scenario, now, &event, &sink);
            }
        }
        assert_string_equal(said.data, expected.data);
        buf_finish(&said);
        buf_finish(&expected);
        free(now);
    }
    world_finish(&world);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(how_a_wait_is_split_makes_no_difference),
        cmocka_unit_test(the_same_inputs_give_the_same_bytes),
        cmocka_unit_test(a_copy_is_equal_until_one_of_them_moves),
        cmocka_unit_test(the_text_form_tells_configurations_apart),
        cmocka_unit_test(the_next_timer_is_known_and_none_after_an_ending),
        cmocka_unit_test(say_one_of_uses_every_line_before_any_comes_again),
    };
    return play_all("engine", plays, sizeof plays / sizeof *plays, others,
                    sizeof others / sizeof *others);
}
