/* Where the things of a model are written: every name and key that a finding
 * may have to point at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenario/scenario.h"
#include "tests/unit/fixture.h"

static const char text[] =
    "standoff: 1\n"
    "title: The title\n"
    "family: prison\n"
    "summary: A door.\n"
    "roles: { ada: { side: perpetrator } }\n"
    "meters: { heat: { start: 1, range: 0..9 } }\n"
    "facts: { known: It is. }\n"
    "slots: { who: you }\n"
    "intents: { greet: { phrases: [hello] }, leave: { phrases: [bye] } }\n"
    "stages: [{ name: near, when: heat < 4 }]\n"
    "demands:\n"
    "  food:\n"
    "    by: ada\n"
    "    text: Food.\n"
    "    deadline: { in: 90s, passed: { sign: A thud. } }\n"
    "    broken: { sign: A shout. }\n"
    "    rules:\n"
    "      - intent: [greet, leave]\n"
    "        meet: food\n"
    "triggers:\n"
    "  boil: { when: 'heat >= 8', end: out }\n"
    "injects:\n"
    "  bell: { at: 5m, if: heat > 2 }\n"
    "states:\n"
    "  first:\n"
    "    enter: { raise: food }\n"
    "    otherwise: { change: { heat: +1 }, go: second }\n"
    "  second:\n"
    "    rules:\n"
    "      - once: true\n"
    "        silence: 5s\n"
    "        promise: { food: 7m }\n"
    "otherwise: { sign: Nothing. }\n"
    "endings: { out: { outcome: peaceful } }\n";

typedef struct {
    Fixture *f;
    const Scenario *scenario;
} Model;

static Model model_of(void **state)
{
    Fixture *f = *state;
    char path[] = "/tmp/standoff-spans-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    assert_int_equal(close(file), 0);
    ScenarioOptions options = {.check_patterns = true};
    Model model = {f, scenario_load(&f->arena, &f->sources, &f->diags,
                                    str_from(path), &options)};
    assert_int_equal(remove(path), 0);
    assert_non_null(model.scenario);
    return model;
}

static void assert_at(const Model *model, Span span, const char *line,
                      const char *expected)
{
    Str whole = model->f->sources.files.items[span.file].text;
    const char *found = strstr(text, line);
    assert_non_null(found);
    found = strstr(found, expected);
    assert_non_null(found);
    assert_int_equal(span.begin, found - text);
    assert_int_equal(span.end - span.begin, strlen(expected));
    assert_true(span.end <= whole.size);
}

static void names_have_their_places(void **state)
{
    Model m = model_of(state);
    const Scenario *s = m.scenario;
    assert_at(&m, s->title_span, "title", "The title");
    assert_at(&m, s->family_span, "family", "prison");
    assert_at(&m, s->summary_span, "summary", "A door.");
    assert_at(&m, s->roles[0].span, "roles", "ada");
    assert_at(&m, s->meters[0].span, "meters", "heat");
    assert_at(&m, s->facts[0].span, "facts", "known");
    assert_at(&m, s->slots[0].span, "slots", "who");
    assert_at(&m, s->intent_notes[1].span, "intents", "leave");
    assert_at(&m, s->stages[0].span, "stages", "near");
    assert_at(&m, s->stages[0].when_span, "stages", "heat < 4");
    assert_at(&m, s->demands[0].span, "demands", "food");
    assert_at(&m, s->demands[0].deadline_span, "deadline", "90s");
    assert_at(&m, s->states[1].span, "\n  second", "second");
    assert_at(&m, s->endings[0].span, "endings", "out");
}

static void what_runs_has_its_place(void **state)
{
    Model m = model_of(state);
    const Scenario *s = m.scenario;
    const Rule *rules = s->rules;
    const Rule *trigger = &rules[s->triggers[0]];
    const Rule *inject = &rules[s->injects[0]];
    const Rule *rule = &rules[s->demands[0].rules[0]];
    assert_at(&m, trigger->span, "triggers", "boil");
    assert_at(&m, trigger->body.exit_span, "boil", "out");
    assert_at(&m, inject->span, "injects", "bell");
    assert_at(&m, inject->listen_span, "bell", "5m");
    assert_at(&m, inject->guard_span, "bell", "heat > 2");
    assert_at(&m, rule->span, "- intent", "[greet, leave]");
    assert_at(&m, rule->body.acts[0].span, "meet", "food");
    assert_at(&m, rules[s->demands[0].passed].span, "deadline", "passed");
    assert_at(&m, rules[s->demands[0].broken].span, "broken", "broken");
    assert_at(&m, rules[s->states[0].enter].span, "enter", "enter");
    assert_at(&m, rules[s->otherwise].span, "\notherwise", "otherwise");
    rule = &rules[s->states[0].otherwise];
    assert_at(&m, rule->span, "otherwise", "otherwise");
    assert_at(&m, rule->body.changes[0].span, "change", "heat");
    assert_at(&m, rule->body.exit_span, "go:", "second");
    rule = &rules[s->states[1].rules[0]];
    assert_at(&m, rule->span, "once", "5s");
    assert_at(&m, rule->listen_span, "once", "5s");
    assert_at(&m, rule->body.acts[0].span, "promise: {", "food");
    assert_int_equal(rule->guard_span.end, 0);
}

static void a_part_of_a_guard_has_its_place(void **state)
{
    Model m = model_of(state);
    const Rule *plain = &m.scenario->rules[m.scenario->injects[0]];
    const Rule *quoted = &m.scenario->rules[m.scenario->triggers[0]];
    assert_at(&m, scenario_part(plain->guard_span, plain->guard_text, 7, 8),
              "heat > 2", "2");
    assert_at(&m, scenario_part(quoted->guard_span, quoted->guard_text, 8, 9),
              "'heat >= 8'", "'heat >= 8'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_have_their_places, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_runs_has_its_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_part_of_a_guard_has_its_place, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
