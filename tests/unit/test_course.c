/* Counting across sessions: bounded tables, periods that widen, histories read
 * from journals. The program as a whole is tests/e2e/test_course.py's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "report/course.h"

#include "fixture.h"

static const int64_t day = HISTORY_DAY;

/* A session of one turn with that intent, which no scenario explains. */
static void add_session(Course *course, int64_t when, Str intent)
{
    History history = {.arena = course->arena};
    history.start.path = STR("/nowhere/scenario.yaml");
    history.start.wall = when;
    Str *intents = ARENA_NEW(course->arena, Str);
    *intents = intent;
    *VEC_PUSH(course->arena, &history.turns) = (HistoryTurn){
        .text = STR("Well."),
        .intents = intents,
        .intent_count = intent.size != 0,
    };
    course_add(course, &history);
}

/* --- Tables ------------------------------------------------------------------
 */

static void a_roll_keeps_numbers_and_refuses_when_full(void **state)
{
    Fixture *f = *state;
    Roll roll;
    roll_init(&roll, &f->arena, 2);
    assert_int_equal(roll_add(&roll, STR("zeta")), 0);
    assert_int_equal(roll_add(&roll, STR("alpha")), 1);
    assert_int_equal(roll_add(&roll, STR("zeta")), 0);
    assert_int_equal(roll_add(&roll, STR("beta")), ROLL_FULL);
    assert_int_equal(roll.refused, 1);
    assert_int_equal(roll.order[0], 1);
}

static void frequent_texts_are_exact_while_there_is_room(void **state)
{
    Fixture *f = *state;
    Frequent frequent;
    frequent_init(&frequent, &f->arena, 3);
    for (int i = 0; i < 5; i++)
        frequent_add(&frequent, STR("a"), STR("A"), 0);
    frequent_add(&frequent, STR("b"), STR("B"), 0);
    frequent_add(&frequent, STR("a"), STR("A"), 1);
    frequent_sort(&frequent);
    assert_false(frequent.inexact);
    assert_int_equal(frequent.count, 3);
    assert_int_equal(frequent.texts[0].count, 5);
    assert_int_equal(frequent.texts[0].error, 0);
}

/* The bounds of space-saving: a text that came more often than all / places is
 * there, and its true count lies between least and most. */
static void a_frequent_text_survives_a_flood_of_rare_ones(void **state)
{
    Fixture *f = *state;
    Frequent frequent;
    char rare[32];
    frequent_init(&frequent, &f->arena, 10);
    for (int i = 0; i < 2000; i++) {
        snprintf(rare, sizeof rare, "rare %d", i);
        frequent_add(&frequent, str_from(rare), str_from(rare), 0);
        if (i % 5 == 0)
            frequent_add(&frequent, STR("often"), STR("Often."), 0);
    }
    frequent_sort(&frequent);
    const FrequentText *first = &frequent.texts[0];
    assert_memory_equal(first->key, "often", 5);
    assert_true(frequent.inexact);
    assert_true(first->count >= 400);
    assert_true(first->count - first->error <= 400);
    assert_true(first->count - first->error > 0);
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    Fixture *f = *state;
    Frequent frequent;
    Buf text = {0};
    buf_add_char(&text, 'x');
    for (int i = 0; i < 200; i++)
        buf_add_c(&text, "\xd0\xb6");
    frequent_init(&frequent, &f->arena, 2);
    frequent_add(&frequent, buf_str(&text), buf_str(&text), 0);
    frequent_add(&frequent, buf_str(&text), buf_str(&text), 0);
    assert_int_equal(frequent.texts[0].count, 2);
    assert_int_equal(frequent.texts[0].shown_size, FREQUENT_BYTES - 1);
    buf_finish(&text);
}

/* --- Periods
 * ------------------------------------------------------------------ */

static void days_are_columns_while_they_fit(void **state)
{
    Fixture *f = *state;
    Course *course = course_new(&f->arena, (CourseWish){0});
    add_session(course, 20000 * day + 5, STR("listen"));
    add_session(course, 20003 * day, STR("listen"));
    add_session(course, 19999 * day, STR("listen"));
    assert_int_equal(course->width, 0);
    assert_int_equal(course->first, 19999);
    assert_int_equal(course->period_count, 5);
    assert_int_equal(course->periods[0].sessions, 1);
    assert_int_equal(course->periods[1].sessions, 1);
    assert_int_equal(course->periods[2].sessions, 0);
    assert_int_equal(course->periods[4].skills[0], 1);
    course_free(course);
}

/* Whatever the order in which sessions come. */
static void periods_widen_and_lose_nothing(void **state)
{
    Fixture *f = *state;
    enum { DAYS = 90 };
    Course *up = course_new(&f->arena, (CourseWish){0});
    Course *down = course_new(&f->arena, (CourseWish){0});
    Course *mixed = course_new(&f->arena, (CourseWish){0});
    for (int i = 0; i < DAYS; i++) {
        add_session(up, (20000 + i) * day, STR("listen"));
        add_session(down, (20000 + DAYS - 1 - i) * day, STR("listen"));
        add_session(mixed, (20000 + i * 37 % DAYS) * day, STR("listen"));
    }
    uint64_t sum = 0;
    for (int i = 0; i < up->period_count; i++)
        sum += up->periods[i].sessions;
    assert_int_equal(sum, DAYS);
    assert_true(up->period_count <= COURSE_PERIODS);
    assert_int_equal(up->width, down->width);
    assert_int_equal(up->first, down->first);
    assert_memory_equal(up->periods, down->periods, sizeof up->periods);
    assert_memory_equal(up->periods, mixed->periods, sizeof up->periods);
    course_free(up);
    course_free(down);
    course_free(mixed);
}

static void an_impossible_time_is_undated(void **state)
{
    Fixture *f = *state;
    Course *course = course_new(&f->arena, (CourseWish){0});
    add_session(course, 0, STR("listen"));
    add_session(course, -5, STR("listen"));
    add_session(course, INT64_MAX, STR("listen"));
    assert_int_equal(course->undated.sessions, 3);
    assert_int_equal(course->period_count, 0);
    course_free(course);
}

static void
more_intents_than_there_is_room_for_are_counted_as_such(void **state)
{
    Fixture *f = *state;
    Course *course = course_new(&f->arena, (CourseWish){0});
    char name[32];
    for (int i = 0; i < MOVES_SKILLS + 7; i++) {
        snprintf(name, sizeof name, "intent-%d", i);
        add_session(course, day, str_copy(&f->arena, str_from(name)));
    }
    assert_int_equal(course->moves.skills.count, MOVES_SKILLS);
    assert_int_equal(course->moves.skills.refused, 7);
    course_free(course);
}

/* --- Histories ----------------------------------------------------------- */

static const char *const journal_lines[] = {
    ("{\"out\":\"start\",\"t\":0,\"standoff\":1,\"path\":\"/s.yaml\","
     "\"seed\":0,\"trainee\":\"T1\",\"wall\":86400000}"),
    "{\"in\":\"say\",\"t\":0,\"text\":\"One.\"}",
    "{\"out\":\"heard\",\"t\":0,\"turn\":1,\"intents\":[\"a\",\"b\"]}",
    "{\"out\":\"ran\",\"t\":0,\"where\":\"rules[0]\"}",
    "{\"in\":\"say\",\"t\":0,\"text\":\"Two.\"}",
    "{\"out\":\"ran\",\"t\":0,\"where\":\"injects.late\"}",
    "{\"out\":\"heard\",\"t\":0,\"turn\":2,\"intents\":[]}",
    "{\"out\":\"ran\",\"t\":0,\"where\":\"otherwise\"}",
    "{\"out\":\"ending\",\"t\":0,\"name\":\"e\",\"outcome\":\"harm\"}",
    "{\"in\":\"undo\",\"turns\":1}",
    "{\"out\":\"undone\",\"t\":0,\"turn\":1}",
    "{\"in\":\"heard\",\"t\":0,\"intents\":[\"c\"]}",
    "{\"out\":\"heard\",\"t\":0,\"turn\":2,\"intents\":[\"c\"]}",
};

static void an_undone_turn_leaves_nothing(void **state)
{
    Fixture *f = *state;
    char path[] = "/tmp/standoff-course-XXXXXX";
    int file = mkstemp(path);
    Journal *journal;
    JournalFault fault;
    History history;
    HistoryBuffer buffer = {0};
    assert_true(file >= 0);
    close(file);
    unlink(path);
    assert_int_equal(journal_create(path, &journal, &fault), JOURNAL_OK);
    for (size_t i = 0; i < sizeof journal_lines / sizeof *journal_lines; i++)
        journal_add(journal, str_from(journal_lines[i]), false);
    journal_close(journal);
    assert_int_equal(history_read(&buffer, &f->arena, path, &history, &fault),
                     JOURNAL_OK);
    assert_int_equal(history.turns.count, 2);
    assert_int_equal(history.turns.items[0].intent_count, 2);
    assert_true(str_equal_c(history.turns.items[0].text, "One."));
    assert_true(str_equal_c(history.turns.items[1].intents[0], "c"));
    assert_int_equal(history.turns.items[1].text.size, 0);
    assert_int_equal(history.ran.count, 1);
    assert_int_equal(history.ending.size, 0);
    assert_false(history.damaged);
    assert_true(str_equal_c(history.start.trainee, "T1"));
    unlink(path);
    history_buffer_finish(&buffer);
}

static void dates_are_those_of_the_calendar(void **state)
{
    char date[HISTORY_DATE];
    (void)state;
    assert_string_equal(history_date(0, date), "1970-01-01");
    assert_string_equal(history_date(-1, date), "1969-12-31");
    assert_string_equal(history_date(19782, date), "2024-02-29");
    assert_string_equal(history_date(19783, date), "2024-03-01");
    assert_string_equal(history_date(2932896, date), "9999-12-31");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_roll_keeps_numbers_and_refuses_when_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            frequent_texts_are_exact_while_there_is_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_frequent_text_survives_a_flood_of_rare_ones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_text_is_cut_at_a_character,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(days_are_columns_while_they_fit, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(periods_widen_and_lose_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_impossible_time_is_undated, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            more_intents_than_there_is_room_for_are_counted_as_such, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(an_undone_turn_leaves_nothing, set_up,
                                        tear_down),
        cmocka_unit_test(dates_are_those_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
