/* What was counted across sessions, as text for people. Each section is a
 * function; start at course_text, at the end. */
#include <stdlib.h>
#include <string.h>

#include "report/course.h"
#include "report/table.h"

enum { MOST_PLACES = 40 }; /* holders of one scenario that are named */

typedef struct {
    Buf *out;
    const Course *course;
    CourseWords *words;
} Page;

static Str word(const Page *page, const char *english)
{
    return str_from(page->words(english));
}

static void heading(Page *page, const char *english)
{
    buf_printf(page->out, "\n## %s\n\n", page->words(english));
}

static void note(Page *page, const char *english)
{
    buf_printf(page->out, "%s\n", page->words(english));
}

static void counted(Page *page, const char *english, uint64_t count)
{
    if (count)
        buf_printf(page->out, "- %s: %llu\n", page->words(english),
                   (unsigned long long)count);
}

/* --- The head ----------------------------------------------------------------
 */

static void head(Page *page)
{
    const Course *course = page->course;
    Buf *out = page->out;
    buf_printf(out, "# %s\n\n", page->words("Across sessions"));
    if (course->wish.group.size) {
        buf_printf(out, "- %s: ", page->words("Class"));
        table_text(out, course->wish.group);
        buf_add_char(out, '\n');
    }
    if (course->wish.trainee.size) {
        buf_printf(out, "- %s: ", page->words("Trainee"));
        table_text(out, course->wish.trainee);
        buf_add_char(out, '\n');
    }
    buf_printf(out, "- %s: %llu\n- %s: %llu\n- %s: %llu\n",
               page->words("Sessions"), (unsigned long long)course->sessions,
               page->words("Turns"), (unsigned long long)course->turns,
               page->words("Turns in which nothing was recognised"),
               (unsigned long long)course->unmatched);
    counted(page, "Sessions of others, left out", course->passed_over);
    counted(page, "Journals that end with a bad line, counted up to it",
            course->damaged);
    counted(page, "Sessions too long, counted in part", course->cut);
    counted(page, "Sessions of one scenario too many, counted by name only",
            course->unplaced);
    counted(page, "Times a skill had no room", course->moves.skills.refused);
    counted(page, "Times a trainee had no room", course->names.refused);
}

static void endings(Page *page)
{
    Table table;
    table_init(&table, page->course->arena, 2, 2);
    table_add(&table, word(page, "Ending"));
    table_add(&table, word(page, "Sessions"));
    for (int i = 0; i < COURSE_OUTCOMES; i++) {
        if (!page->course->outcomes[i])
            continue;
        table_add(&table, word(page, i < COURSE_OUTCOMES - 1
                                         ? course_outcomes[i]
                                         : "left before an ending"));
        table_printf(&table, "%llu",
                     (unsigned long long)page->course->outcomes[i]);
    }
    heading(page, "How they ended");
    table_write(page->out, &table);
}

/* --- Skills
 * ------------------------------------------------------------------- */

/* Per cent of turns, rounded. */
static int share(const CoursePeriod *period, int skill)
{
    return period->turns ? (int)((period->skills[skill] * 200 + period->turns) /
                                 (period->turns * 2))
                         : 0;
}

/* Nothing where there was no turn, and "<1 %" where the skill was seen. */
static void add_share(Table *table, const CoursePeriod *period, int skill)
{
    int shown = share(period, skill);
    if (!period->turns)
        table_add(table, (Str){0});
    else if (!shown && period->skills[skill])
        table_add(table, STR("<1 %"));
    else
        table_printf(table, "%d %%", shown);
}

/* The first and the last period with turns; false when there are not two. */
static bool ends_of(const Course *course, int *first, int *last)
{
    *first = *last = -1;
    for (int i = 0; i < course->period_count; i++) {
        if (!course->periods[i].turns)
            continue;
        if (*first < 0)
            *first = i;
        *last = i;
    }
    return *first >= 0 && *first < *last;
}

typedef struct {
    Str name;
    int number, change;
    uint64_t turns;
} Skill;

/* What moved most comes first; then what was seen most. */
static int by_change(const void *left, const void *right)
{
    const Skill *a = left, *b = right;
    int moved_a = abs(a->change), moved_b = abs(b->change);
    if (moved_a != moved_b)
        return moved_a > moved_b ? -1 : 1;
    if (a->turns != b->turns)
        return a->turns > b->turns ? -1 : 1;
    return str_compare(a->name, b->name);
}

static uint32_t list_skills(const Course *course, Skill skills[MOVES_SKILLS])
{
    int first, last;
    bool moved = ends_of(course, &first, &last);
    uint32_t count = 0;
    for (uint32_t i = 0; i < course->moves.skills.count; i++) {
        Skill skill = {.name = course->moves.skills.names[i], .number = (int)i};
        for (int p = 0; p < course->period_count; p++)
            skill.turns += course->periods[p].skills[i];
        skill.turns += course->undated.skills[i];
        if (moved)
            skill.change = share(&course->periods[last], (int)i) -
                           share(&course->periods[first], (int)i);
        if (skill.turns)
            skills[count++] = skill;
    }
    if (count)
        qsort(skills, count, sizeof *skills, by_change);
    return count;
}

static const char *tone_of(const Course *course, int skill)
{
    int tone = course->moves.tones[skill];
    return tone > 0 ? "helps" : tone < 0 ? "harms" : "";
}

static void skill_head(Page *page, Table *table, bool moved)
{
    const Course *course = page->course;
    char date[HISTORY_DATE];
    table_add(table, word(page, "Skill"));
    table_add(table, (Str){0});
    for (int i = 0; i < course->period_count; i++)
        table_printf(
            table, "%s",
            history_date((course->first + i) * ((int64_t)1 << course->width),
                         date));
    if (moved)
        table_add(table, word(page, "change"));
    table_add(table, word(page, "Sessions"));
    table_add(table, (Str){0});
    for (int i = 0; i < course->period_count; i++)
        table_printf(table, "%llu",
                     (unsigned long long)course->periods[i].sessions);
    if (moved)
        table_add(table, (Str){0});
    table_add(table, word(page, "Turns"));
    table_add(table, (Str){0});
    for (int i = 0; i < course->period_count; i++)
        table_printf(table, "%llu",
                     (unsigned long long)course->periods[i].turns);
    if (moved)
        table_add(table, (Str){0});
}

static void skills(Page *page)
{
    const Course *course = page->course;
    Skill list[MOVES_SKILLS];
    Table table;
    int first, last;
    bool moved = ends_of(course, &first, &last);
    uint32_t count = list_skills(course, list);
    if (!count || !course->period_count)
        return;
    heading(page, "Skills: per cent of turns that show each");
    table_init(&table, course->arena,
               (unsigned)course->period_count + 2 + moved, ~3u);
    skill_head(page, &table, moved);
    for (uint32_t i = 0; i < count; i++) {
        const char *tone = tone_of(course, list[i].number);
        table_foreign(&table, list[i].name);
        table_add(&table, *tone ? word(page, tone) : (Str){0});
        for (int p = 0; p < course->period_count; p++) {
            add_share(&table, &course->periods[p], list[i].number);
        }
        if (moved)
            table_printf(&table, "%+d", list[i].change);
    }
    table_write(page->out, &table);
    buf_add_char(page->out, '\n');
    if (moved)
        note(page, "The change is in percentage points, from the first column "
                   "with turns to the last. Few turns make large changes.");
    else
        note(page, "All in one period: nothing to compare yet.");
}

/* --- One trainee's sessions, or who there was
 * ---------------------------------- */

static void add_row_skills(Buf *out, const Course *course,
                           const CourseSession *row)
{
    size_t begin = out->size;
    for (uint32_t i = 0; i < course->moves.skills.count; i++) {
        if (!row->skills[i])
            continue;
        if (out->size > begin)
            buf_add_c(out, ", ");
        table_text(out, course->moves.skills.names[i]);
        buf_printf(out, " %u", row->skills[i]);
    }
}

static Str title_of(const Course *course, uint32_t scenario)
{
    return scenario < course->moves.count
               ? course->moves.scenarios[scenario].title
               : STR("?");
}

static void rows(Page *page)
{
    static const char *const heads[] = {"Date",  "Scenario", "Ending",
                                        "Turns", "Skills",   NULL};
    const Course *course = page->course;
    char date[HISTORY_DATE];
    Table table;
    if (!course->rows.count)
        return;
    heading(page, "Session by session");
    table_init(&table, course->arena, 5, 8);
    for (const char *const *h = heads; *h; h++)
        table_add(&table, word(page, *h));
    for (size_t i = 0; i < course->rows.count; i++) {
        const CourseSession *row = &course->rows.items[i];
        Buf shown = {0};
        table_printf(&table, "%s", history_date(row->wall / HISTORY_DAY, date));
        table_foreign(&table, title_of(course, row->scenario));
        table_add(&table, str_equal_c(row->outcome, "left")
                              ? word(page, "left before an ending")
                              : word(page, row->outcome.data));
        table_printf(&table, "%u", row->turns);
        add_row_skills(&shown, course, row);
        page->out->failed |= shown.failed;
        table_add(&table, str_copy(course->arena, buf_str(&shown)));
        buf_finish(&shown);
    }
    table_write(page->out, &table);
    counted(page, "Sessions that are not shown", course->rows_cut);
}

static void trainees(Page *page)
{
    static const char *const heads[] = {"Trainee", "Sessions", "First", "Last",
                                        NULL};
    const Course *course = page->course;
    char date[HISTORY_DATE];
    Table table;
    if (course->wish.trainee.size || !course->names.count)
        return;
    heading(page, "Who was trained, by name");
    table_init(&table, course->arena, 4, 2);
    for (const char *const *h = heads; *h; h++)
        table_add(&table, word(page, *h));
    for (uint32_t i = 0; i < course->names.count; i++) {
        uint32_t number = course->names.order[i];
        const CourseTrainee *trainee = &course->trainees[number];
        table_foreign(&table, course->names.names[number]);
        table_printf(&table, "%llu", (unsigned long long)trainee->sessions);
        table_printf(&table, "%s", history_date(trainee->first, date));
        table_printf(&table, "%s", history_date(trainee->last, date));
    }
    table_write(page->out, &table);
}

/* --- What nobody found
 * ----------------------------------------------------------- */

/* Names of a scenario that was loaded are plain: nothing in them is markup. */
static void unfound_intents(Page *page, const MovesScenario *scenario)
{
    size_t begin = page->out->size;
    for (uint32_t i = 0; i < scenario->intent_count; i++) {
        const MovesIntent *intent = &scenario->intents[i];
        if (intent->found || intent->tone < 0)
            continue;
        if (page->out->size == begin)
            buf_printf(page->out, "- %s: ", page->words("never heard"));
        else
            buf_add_c(page->out, ", ");
        buf_add(page->out, intent->name);
    }
    if (page->out->size > begin)
        buf_add_char(page->out, '\n');
}

/* The state, demand or trigger that holds a place. */
static Str holder_of(Str where)
{
    static const char rules[] = ".rules[";
    const char *found = memmem(where.data, where.size, rules, sizeof rules - 1);
    return str_slice(where, 0,
                     found ? (size_t)(found - where.data) : where.size);
}

/* The places of one holder, from `begin` on, that never ran; where the next
 * begin. They stand together, since they are sorted by name. */
static uint32_t unfound_in(Page *page, const MovesScenario *scenario,
                           uint32_t begin, bool show, uint64_t *left)
{
    enum { LINES = 8 };
    Str holder = holder_of(scenario->places[begin].where);
    uint32_t end = begin, missed = 0;
    for (; end < scenario->place_count &&
           str_equal(holder_of(scenario->places[end].where), holder);
         end++)
        missed += !scenario->places[end].found;
    if (!missed)
        return end;
    if (!show) {
        ++*left;
        return end;
    }
    buf_printf(page->out, "- %.*s: %s %u/%u (%s", STR_ARGS(holder),
               page->words("never ran"), missed, end - begin,
               page->words("line"));
    uint32_t named = 0;
    for (uint32_t i = begin; i < end && named <= LINES; i++) {
        if (scenario->places[i].found)
            continue;
        if (named++ == LINES)
            buf_add_c(page->out, ", ...");
        else
            buf_printf(page->out, "%s %u", named > 1 ? "," : "",
                       scenario->places[i].line);
    }
    buf_add_c(page->out, ")\n");
    return end;
}

static void unfound_places(Page *page, const MovesScenario *scenario)
{
    uint64_t left = 0, shown = 0;
    size_t size = page->out->size;
    for (uint32_t i = 0; i < scenario->place_count;) {
        i = unfound_in(page, scenario, i, shown < MOST_PLACES, &left);
        shown += page->out->size > size;
        size = page->out->size;
    }
    counted(page, "more", left + scenario->places_cut);
}

static void unfound(Page *page)
{
    const Moves *moves = &page->course->moves;
    heading(page, "Moves that nobody found");
    for (uint32_t i = 0; i < moves->count; i++) {
        const MovesScenario *scenario = &moves->scenarios[i];
        buf_add_c(page->out, i ? "\n### " : "### ");
        table_text(page->out, scenario->title);
        buf_printf(page->out, "\n\n- %s: %llu\n", page->words("Sessions"),
                   (unsigned long long)scenario->sessions);
        if (!scenario->known) {
            note(page, "- The scenario cannot be read any more; its skills "
                       "are counted by the names of intents.");
            continue;
        }
        counted(page, "Sessions of an older version, not counted for what ran",
                scenario->sessions - scenario->current_sessions);
        unfound_intents(page, scenario);
        if (scenario->current_sessions)
            unfound_places(page, scenario);
    }
}

/* --- Lines
 * -------------------------------------------------------------------------- */

static void lines(Page *page, uint32_t most)
{
    static const char *const heads[] = {"Times", "Line", "Scenario", NULL};
    const Course *course = page->course;
    const Frequent *found = &course->lines;
    Table table;
    if (!found->count || !most)
        return;
    heading(page, "Lines in which nothing was recognised: what a new example "
                  "could teach");
    table_init(&table, course->arena, 3, 1);
    for (const char *const *h = heads; *h; h++)
        table_add(&table, word(page, *h));
    for (uint32_t i = 0; i < found->count && i < most; i++) {
        const FrequentText *text = &found->texts[i];
        table_printf(&table, "%llu",
                     (unsigned long long)(text->count - text->error));
        table_foreign(&table, (Str){text->shown, text->shown_size});
        table_foreign(&table, title_of(course, text->group));
    }
    table_write(page->out, &table);
    buf_add_char(page->out, '\n');
    if (found->count > most)
        counted(page, "Other lines", found->count - most);
    if (found->inexact)
        note(page, "There were more different lines than could be kept: each "
                   "came at least so often, and a rare one may be missing.");
}

void course_text(Buf *out, const Course *course, uint32_t most,
                 CourseWords *words)
{
    Page page = {out, course, words};
    head(&page);
    if (!course->sessions)
        return;
    skills(&page);
    rows(&page);
    trainees(&page);
    endings(&page);
    unfound(&page);
    lines(&page, most);
}
