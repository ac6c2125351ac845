/* Counting across sessions. Start at course_add. */
#include "report/course.h"

#include <stdlib.h>
#include <string.h>

#include "intent/caseless.h"
#include "intent/intent.h"

const char *const course_outcomes[COURSE_OUTCOMES] = {
    "peaceful", "tactical", "harm", "escape", "unresolved", "left"};

Course *course_new(Arena *arena, CourseWish wish)
{
    Course *course = ARENA_NEW(arena, Course);
    course->arena = arena;
    course->wish = wish;
    moves_init(&course->moves, arena);
    roll_init(&course->names, arena, COURSE_TRAINEES);
    frequent_init(&course->lines, arena, COURSE_LINES);
    return course;
}

void course_free(Course *course)
{
    buf_finish(&course->key);
}

/* --- Periods ---------------------------------------------------------------
 */

static int64_t halved(int64_t number)
{
    return number >= 0 ? number / 2 : (number - 1) / 2;
}

static void add_period(CoursePeriod *to, const CoursePeriod *from)
{
    to->sessions += from->sessions;
    to->turns += from->turns;
    to->unmatched += from->unmatched;
    for (int i = 0; i < MOVES_SKILLS; i++)
        to->skills[i] += from->skills[i];
}

/* Two periods become one. Which belong together is fixed, so the order in which
 * sessions come makes no difference. */
static void widen(Course *course)
{
    int64_t first = halved(course->first);
    CoursePeriod merged[COURSE_PERIODS] = {0};
    int count = 0;
    for (int i = 0; i < course->period_count; i++) {
        count = (int)(halved(course->first + i) - first);
        add_period(&merged[count++], &course->periods[i]);
    }
    memcpy(course->periods, merged, sizeof merged);
    course->first = first;
    course->period_count = count;
    course->width++;
}

/* The period of a day, made room for. */
static CoursePeriod *period_of(Course *course, int64_t day)
{
    int64_t index = day;
    for (int i = 0; i < course->width; i++)
        index = halved(index);
    if (!course->period_count) {
        course->first = index;
        course->period_count = 1;
    }
    for (;;) {
        int64_t last = course->first + course->period_count - 1;
        int64_t from = index < course->first ? index : course->first;
        int64_t to = index > last ? index : last;
        if (to - from < COURSE_PERIODS) {
            int64_t shift = course->first - from;
            memmove(course->periods + shift, course->periods,
                    (size_t)course->period_count * sizeof *course->periods);
            memset(course->periods, 0, (size_t)shift * sizeof *course->periods);
            course->first = from;
            course->period_count = (int)(to - from + 1);
            return &course->periods[index - from];
        }
        widen(course);
        index = halved(index);
    }
}

/* The day of a session; false when it does not say. */
static bool day_of(const History *history, int64_t *day)
{
    enum { LAST_DAY = 2932896 }; /* 9999-12-31 */
    *day = history->start.wall / HISTORY_DAY;
    return history->start.wall > 0 && *day <= LAST_DAY;
}

/* --- One session ------------------------------------------------------------
 */

/* What a session shows, before it is added where it belongs. */
typedef struct {
    CoursePeriod counts;
    MovesScenario *scenario; /* NULL: no room */
    bool current;
    uint64_t number; /* of the session, from 1 */
} Counting;

static void count_unmatched(Course *course, const Counting *counting, Str text)
{
    Buf *key = &course->key;
    Buf folded = {0};
    if (!text.size || !counting->scenario)
        return;
    buf_clear(key);
    intent_fold(&folded, text, NULL);
    caseless_add(key, buf_str(&folded));
    if (folded.failed || key->failed)
        arena_out_of_memory(course->arena);
    if (key->size)
        frequent_add(&course->lines, buf_str(key), text,
                     (uint32_t)(counting->scenario - course->moves.scenarios));
    buf_finish(&folded);
}

/* Each skill once in a turn, however many of its intents are heard. */
static void count_turn(Course *course, Counting *counting,
                       const HistoryTurn *turn)
{
    int32_t seen[64];
    uint32_t seen_count = 0;
    for (uint32_t i = 0; i < turn->intent_count; i++) {
        MovesIntent *intent =
            moves_intent(counting->scenario, turn->intents[i]);
        if (intent && intent->last != counting->number) {
            intent->last = counting->number;
            intent->found++;
        }
        int32_t skill =
            moves_skill(&course->moves, counting->scenario, turn->intents[i]);
        uint32_t at = 0;
        while (at < seen_count && seen[at] != skill)
            at++;
        if (skill == ROLL_FULL || at < seen_count || at == 64)
            continue;
        seen[seen_count++] = skill;
        counting->counts.skills[skill]++;
    }
    counting->counts.turns++;
    if (turn->intent_count)
        return;
    counting->counts.unmatched++;
    count_unmatched(course, counting, turn->text);
}

static void count_places(const Counting *counting, const History *history)
{
    for (size_t i = 0; i < history->ran.count; i++) {
        MovesPlace *place =
            moves_place(counting->scenario, history->ran.items[i]);
        if (!place || place->last == counting->number)
            continue;
        place->last = counting->number;
        place->found++;
    }
}

static int outcome_of(const History *history)
{
    int found = 0;
    if (!history->ending.size)
        return COURSE_OUTCOMES - 1;
    while (found < COURSE_OUTCOMES - 2 &&
           !str_equal_c(history->outcome, course_outcomes[found]))
        found++;
    return found; /* unresolved, too, what is none of the words */
}

static void count_trainee(Course *course, const History *history)
{
    Str name = str_slice(history->start.trainee, 0, RECORD_NAME_MOST);
    int64_t day = 0;
    bool dated = day_of(history, &day);
    int32_t number = name.size ? roll_add(&course->names, name) : ROLL_FULL;
    if (number == ROLL_FULL)
        return;
    CourseTrainee *trainee = &course->trainees[number];
    trainee->sessions++;
    if (dated && (!trainee->first || day < trainee->first))
        trainee->first = day;
    if (dated && day > trainee->last)
        trainee->last = day;
}

static void add_row(Course *course, const History *history,
                    const Counting *counting)
{
    if (!course->wish.trainee.size)
        return;
    if (course->rows.count == COURSE_SESSIONS) {
        course->rows_cut++;
        return;
    }
    CourseSession *row = VEC_PUSH(course->arena, &course->rows);
    *row = (CourseSession){
        .wall = history->start.wall,
        .scenario = counting->scenario ? (uint32_t)(counting->scenario -
                                                    course->moves.scenarios)
                                       : MOVES_SCENARIOS,
        .outcome = str_from(course_outcomes[outcome_of(history)]),
        .turns = (uint32_t)counting->counts.turns,
        .unmatched = (uint32_t)counting->counts.unmatched,
    };
    for (int i = 0; i < MOVES_SKILLS; i++)
        row->skills[i] = counting->counts.skills[i] > UINT16_MAX
                             ? UINT16_MAX
                             : (uint16_t)counting->counts.skills[i];
}

static bool is_wished(const Course *course, const RecordStart *start)
{
    const CourseWish *wish = &course->wish;
    return (!wish->trainee.size || str_equal(wish->trainee, start->trainee)) &&
           (!wish->group.size || str_equal(wish->group, start->group));
}

void course_add(Course *course, const History *history)
{
    Counting counting = {.number = course->sessions + 1};
    int64_t day;
    if (!is_wished(course, &history->start)) {
        course->passed_over++;
        return;
    }
    counting.scenario =
        moves_scenario(&course->moves, &history->start, &counting.current);
    for (size_t i = 0; i < history->turns.count; i++)
        count_turn(course, &counting, &history->turns.items[i]);
    if (counting.scenario) {
        counting.scenario->sessions++;
        counting.scenario->current_sessions += counting.current;
    }
    if (counting.current)
        count_places(&counting, history);
    counting.counts.sessions = 1;
    add_period(day_of(history, &day) ? period_of(course, day)
                                     : &course->undated,
               &counting.counts);
    course->sessions++;
    course->turns += counting.counts.turns;
    course->unmatched += counting.counts.unmatched;
    course->outcomes[outcome_of(history)]++;
    course->damaged += history->damaged;
    course->cut += history->cut;
    course->unplaced += !counting.scenario;
    count_trainee(course, history);
    add_row(course, history, &counting);
}

static int by_time(const void *left, const void *right)
{
    const CourseSession *a = left, *b = right;
    if (a->wall != b->wall)
        return a->wall < b->wall ? -1 : 1;
    return (a->scenario > b->scenario) - (a->scenario < b->scenario);
}

void course_finish(Course *course)
{
    frequent_sort(&course->lines);
    if (course->rows.count)
        qsort(course->rows.items, course->rows.count,
              sizeof *course->rows.items, by_time);
    course->finished = true;
}
