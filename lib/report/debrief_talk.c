/* Sections: the timeline's table, what was said with what it was heard as, and
 * what an author should look at. */
#include "report/debrief_plot.h"
#include "report/debrief_sections.h"

static const StoryEvent *event_at(const Debrief *debrief, size_t number)
{
    return &debrief->facts->story->events.items[number];
}

/* --- The timeline's table ------------------------------------------------ */

static void name_at_event(Document *document, const Debrief *debrief,
                          int32_t event)
{
    document_cell(document);
    if (event != NONE && event_at(debrief, (size_t)event)->name.size)
        document_quoted(document, event_at(debrief, (size_t)event)->name);
    else
        document_text(document, STR("–"));
}

/* One thing of a turn for the table's last column; false: not for there. */
static bool add_glance(Document *document, const StoryEvent *event)
{
    switch (event->kind) {
    case STORY_DEMAND:
        document_quoted(document, event->name);
        document_text(document, STR(": "));
        document_word(document, status_words[event->to < 0 ? 0 : event->to]);
        return true;
    case STORY_TIMER:
        if (event->to == NONE)
            return false;
        document_quoted(document, event->name);
        document_text(document, STR(": "));
        document_word(document,
                      event->from ? N_("promised by") : N_("deadline"));
        document_text(document, STR(" "));
        document_time(document, event->to);
        return true;
    case STORY_ENDING:
        document_word(document, N_("ending"));
        document_text(document, STR(" "));
        document_quoted(document, event->name);
        return true;
    case STORY_RAN:
        if (!str_equal_c(event->word, "trigger"))
            return false;
        document_quoted(document, str_slice(event->name, sizeof "triggers",
                                            event->name.size));
        return true;
    case STORY_INJECT:
        document_word(document, N_("inject"));
        document_text(document, STR(" "));
        document_quoted(document, event->name);
        return true;
    default:
        return false;
    }
}

static bool is_glance(const StoryEvent *event)
{
    return !event->undone &&
           (event->kind == STORY_DEMAND || event->kind == STORY_ENDING ||
            event->kind == STORY_INJECT ||
            (event->kind == STORY_TIMER && event->to != NONE) ||
            (event->kind == STORY_RAN && str_equal_c(event->word, "trigger")));
}

static void glance_cell(Document *document, const Debrief *debrief,
                        int32_t place)
{
    const Facts *facts = debrief->facts;
    int32_t turn = place < 0 ? NONE : facts->turns.items[place];
    const StoryEvent *event;
    uint32_t at = turn == NONE ? 0 : story_turn(facts->story, turn)->begin;
    bool any = false;
    document_cell(document);
    while ((event = story_next(facts->story, turn, &at))) {
        if (!is_glance(event))
            continue;
        document_text(document, any ? STR("; ") : (Str){0});
        add_glance(document, event);
        any = true;
    }
    for (uint32_t i = 0; i < facts->silence_count; i++) {
        if (facts->silences[i].after != turn)
            continue;
        document_text(document, any ? STR("; ") : (Str){0});
        document_word(document, N_("silence"));
        document_text(document, STR(" "));
        document_time(document, facts->silences[i].ms);
        any = true;
    }
}

static void timeline_table(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Turn"), N_("Time"), NULL};
    const Facts *facts = debrief->facts;
    const Story *story = facts->story;
    size_t width = story->meters.count;
    document_table(document, N_("The course of the session, turn by turn"),
                   heads);
    for (size_t m = 0; m < width; m++)
        document_head(document, story->meters.items[m].name);
    document_head(document, str_from(document->words(N_("Stage"))));
    document_head(document, str_from(document->words(N_("State"))));
    document_head(document, str_from(document->words(N_("What happened"))));
    for (uint32_t row = 0; row <= facts->turns.count; row++) {
        int32_t turn = row ? facts->turns.items[row - 1] : NONE;
        document_row(document);
        number_cell(document, turn_number(debrief, turn));
        time_cell(document, row ? story_turn(story, turn)->t : 0);
        for (size_t m = 0; m < width; m++)
            number_cell(document, facts->values[row * width + m]);
        name_at_event(document, debrief, facts->stages[row]);
        name_at_event(document, debrief, facts->states[row]);
        glance_cell(document, debrief, (int32_t)row - 1);
    }
    document_table_end(document);
}

void section_timeline(Document *document, const Debrief *debrief)
{
    plot_timeline(document, debrief);
    document_details(document, N_("The same as a table"));
    timeline_table(document, debrief);
    document_details_end(document);
}

/* --- What was said ------------------------------------------------------- */

static void who(Document *document, const Debrief *debrief, Str name,
                int32_t role)
{
    document_markup(document, "<span class=\"who\">");
    document_quoted(document, role_shown(debrief, name, role));
    document_text(document, STR(":"));
    document_markup(document, "</span>");
    document_text(document, STR(" "));
}

static void begin_code(Document *document)
{
    document_break(document);
    document_markup(document, "<span class=\"code\">");
}

static void end_code(Document *document)
{
    document_markup(document, "</span>");
}

/* The skill that an intent shows, as the field calls it, and its name. */
static void add_intent(Document *document, const Debrief *debrief,
                       const StoryTurn *turn, uint32_t number)
{
    const Scenario *scenario = debrief->facts->scenario;
    int32_t intent = turn->indices[number];
    Str skill = scenario && intent != NONE
                    ? scenario->intent_notes[intent].skill
                    : (Str){0};
    if (skill.size) {
        add_known_word(document, skill);
        document_text(document, STR(" "));
    }
    document_code(document, turn->intents[number]);
}

static void add_heard(Document *document, const Debrief *debrief,
                      const StoryTurn *turn)
{
    begin_code(document);
    document_word(document, turn->operator? N_("heard, as a person says:")
                                          : N_("heard:"));
    for (uint32_t i = 0; i < turn->intent_count; i++) {
        document_text(document, i ? STR(", ") : STR(" "));
        add_intent(document, debrief, turn, i);
    }
    if (!turn->intent_count) {
        document_text(document, STR(" "));
        document_strong(document, N_("nothing"));
    }
    end_code(document);
}

/* The rules that ran and the meters that moved, as one line under a turn. */
static void add_ran(Document *document, const Story *story, int32_t turn)
{
    const StoryEvent *event;
    uint32_t at = story_turn(story, turn)->begin;
    bool any = false;
    while ((event = story_next(story, turn, &at))) {
        if (event->kind != STORY_RAN && event->kind != STORY_METER)
            continue;
        if (!any)
            begin_code(document);
        document_text(document, any ? STR("; ") : (Str){0});
        any = true;
        if (event->kind == STORY_METER) {
            document_quoted(document, event->name);
            SAY(document, " {1} → {2}", PART_NUMBER(event->from),
                PART_NUMBER(event->to));
            continue;
        }
        document_code(document, event->name);
        if (str_equal(event->text, story->scenario))
            SAY(document, N_(" (line {1})"), PART_NUMBER(event->to));
        else
            SAY(document, " ({1}:{2})", PART_QUOTED(event->text),
                PART_NUMBER(event->to));
    }
    if (any)
        end_code(document);
}

static void turn_entry(Document *document, const Debrief *debrief,
                       int32_t number)
{
    const Story *story = debrief->facts->story;
    const StoryTurn *turn = story_turn(story, number);
    document_entry(document, turn->undone ? "you undone" : "you");
    document_markup(document, "<span class=\"who\">");
    document_number(document, turn->number);
    document_text(document, STR(" · "));
    document_time(document, turn->t);
    document_text(document, STR(" · "));
    document_word(document, N_("Negotiator:"));
    document_markup(document, "</span>");
    document_text(document, STR(" "));
    if (turn->text.size)
        document_quoted(document, turn->text);
    if (turn->undone) {
        document_text(document, STR(" "));
        document_strong(document, N_("(taken back)"));
    }
    add_heard(document, debrief, turn);
    add_ran(document, story, number);
    document_item_end(document);
}

static void text_entry(Document *document, const char *kind,
                       const char *english, const StoryEvent *event)
{
    document_entry(document, kind);
    document_strong(document, english);
    document_text(document, STR(" "));
    document_quoted(document, event->text.size ? event->text : event->name);
    document_item_end(document);
}

static void line_entry(Document *document, const Debrief *debrief,
                       const StoryEvent *event)
{
    document_entry(document, event->undone ? "undone" : "other");
    who(document, debrief, event->name, event->index);
    document_quoted(document, event->text);
    document_item_end(document);
}

static void event_entry(Document *document, const Debrief *debrief,
                        const StoryEvent *event)
{
    switch (event->kind) {
    case STORY_LINE:
        line_entry(document, debrief, event);
        break;
    case STORY_SIGN:
        text_entry(document, "sign", N_("To be seen or heard:"), event);
        break;
    case STORY_TEACHING:
        text_entry(document, "sign", N_("Teaching point:"), event);
        break;
    case STORY_REMARK:
        text_entry(document, "sign", N_("Remark:"), event);
        break;
    case STORY_INJECT:
        text_entry(document, "sign", N_("Inject:"), event);
        break;
    case STORY_ENDING:
        text_entry(document, "sign", N_("Ending:"), event);
        break;
    case STORY_WAIT:
        document_entry(document, "sign");
        SAY(document, N_("Silence of {1}"), PART_TIME(event->to));
        document_item_end(document);
        break;
    default:
        break;
    }
}

void section_transcript(Document *document, const Debrief *debrief)
{
    const Story *story = debrief->facts->story;
    size_t next = 0;
    note(document,
         N_("Under each line: what it was heard as, and the rules of the "
            "scenario that ran."));
    for (size_t i = 0; i <= story->events.count; i++) {
        for (; next < story->turns.count && story->turns.items[next].begin <= i;
             next++)
            turn_entry(document, debrief, (int32_t)next);
        if (i < story->events.count)
            event_entry(document, debrief, &story->events.items[i]);
    }
}

/* --- For the author ------------------------------------------------------ */

static void line_items(Document *document, const Debrief *debrief,
                       const char *heading, FactsTurns turns)
{
    const Story *story = debrief->facts->story;
    if (!turns.count)
        return;
    document_heading(document, heading);
    for (uint32_t i = 0; i < turns.count; i++) {
        const StoryTurn *turn = story_turn(story, turns.items[i]);
        document_item(document);
        SAY(document, N_("Turn {1}: “{2}”"), PART_NUMBER(turn->number),
            PART_QUOTED(turn->text));
        for (uint32_t k = 0; k < turn->intent_count; k++) {
            document_text(document, k ? STR(", ") : STR(" – "));
            document_code(document, turn->intents[k]);
        }
        document_item_end(document);
    }
}

void section_findings(Document *document, const Debrief *debrief)
{
    const Facts *facts = debrief->facts;
    line_items(document, debrief, N_("Lines in which nothing was heard"),
               facts->unheard);
    line_items(document, debrief,
               N_("Lines that were heard, and no rule answered them there"),
               facts->unanswered);
    line_items(document, debrief, N_("Lines in which a pattern met its limit"),
               facts->limited);
    if (!facts->unheard.count && !facts->unanswered.count &&
        !facts->limited.count)
        note(document, N_("Every line was heard and answered by a rule."));
}
