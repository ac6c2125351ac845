/* Sections that a situation room would have on its boards: demands, facts,
 * signs, coming out, the trainer's hand, the position paper. */
#include "report/debrief_sections.h"

/* --- Demands ------------------------------------------------------------- */

static void what_is_asked(Document *document, const Debrief *debrief,
                          const FactsDemand *demand)
{
    static const char *const stances[] = {
        [STANCE_NEGOTIABLE] = N_("may be traded"),
        [STANCE_TALK_ONLY] = N_("is talked about, no more"),
        [STANCE_NEVER] = N_("will never be met"),
    };
    const Scenario *scenario = debrief->facts->scenario;
    document_cell(document);
    if (!scenario || demand->index == NONE) {
        document_quoted(document, demand->name);
        return;
    }
    const Demand *what = &scenario->demands[demand->index];
    if (what->by != NONE) {
        document_quoted(document, scenario->roles[what->by].shown);
        document_text(document, STR(": "));
    }
    document_quoted(document, what->text.size ? what->text : what->name);
    document_text(document, STR(" ("));
    document_word(document,
                  what->expressive ? N_("expressive") : N_("substantive"));
    document_text(document, STR(", "));
    document_word(document, stances[what->stance]);
    document_text(document, STR(")"));
}

static void add_step_words(Document *document, const FactsStep *step)
{
    switch (step->kind) {
    case STEP_STATUS:
        document_word(document, status_words[step->to]);
        break;
    case STEP_DEADLINE:
        SAY(document, N_("deadline at {1}"), PART_TIME(step->due));
        break;
    case STEP_PASSED:
        document_word(document, N_("the deadline passed"));
        break;
    case STEP_PROMISE:
        SAY(document, N_("promised by {1}"), PART_TIME(step->due));
        break;
    }
}

/* What happened to it, and for what the negotiator did the words. */
static void step_line(Document *document, const Debrief *debrief,
                      const FactsStep *step)
{
    const StoryTurn *turn = story_turn(debrief->facts->story, step->turn);
    bool answers = step->kind == STEP_STATUS && step->to != DEMAND_OPEN &&
                   step->to != DEMAND_BROKEN;
    SAY(document, N_("turn {1}, {2}: "),
        PART_NUMBER(turn_number(debrief, step->turn)), PART_TIME(step->t));
    add_step_words(document, step);
    if (answers && turn && turn->text.size)
        SAY(document, N_(" – “{1}”"), PART_QUOTED(turn->text));
}

static void demand_row(Document *document, const Debrief *debrief,
                       const FactsDemand *demand)
{
    document_row(document);
    what_is_asked(document, debrief, demand);
    document_cell(document);
    for (uint32_t i = 0; i < demand->step_count; i++) {
        if (i)
            document_break(document);
        step_line(document, debrief, &demand->steps[i]);
    }
    if (!demand->step_count)
        document_word(document, status_words[DEMAND_UNRAISED]);
}

static void promises_too_large(Document *document, const Debrief *debrief)
{
    const Facts *facts = debrief->facts;
    bool any = false;
    for (uint32_t i = 0; i < facts->turns.count; i++) {
        int32_t turn = facts->turns.items[i];
        if (!(facts_turn_is(facts, turn) & SKILL_AUTHORITY))
            continue;
        if (!any)
            note(document, N_("Lines heard as a promise that is not a "
                              "negotiator's to make:"));
        any = true;
        document_item(document);
        SAY(document, N_("Turn {1}: “{2}”"),
            PART_NUMBER(turn_number(debrief, turn)),
            PART_QUOTED(story_turn(facts->story, turn)->text));
        document_item_end(document);
    }
}

void section_demands(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Demand"), N_("What became of it"),
                                        NULL};
    const Facts *facts = debrief->facts;
    document_table(document, N_("The demand board"), heads);
    for (uint32_t i = 0; i < facts->demand_count; i++)
        demand_row(document, debrief, &facts->demands[i]);
    document_table_end(document);
    promises_too_large(document, debrief);
    note(document,
         N_("A deadline is mostly a show of strength; a real one is repeated "
            "(Misino and DeFelice, 2004). One that passes without harm is "
            "progress."));
}

/* --- What was learned ---------------------------------------------------- */

void section_facts(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("What there was to learn"),
                                        N_("Learned in turn"), NULL};
    const Facts *facts = debrief->facts;
    document_paragraph(document);
    SAY(document, N_("Learned: {1} of {2}."), PART_NUMBER(facts->known_count),
        PART_NUMBER(facts->fact_count));
    document_paragraph_end(document);
    document_table(document, N_("Facts"), heads);
    for (uint32_t i = 0; i < facts->fact_count; i++) {
        const FactsFact *fact = &facts->facts[i];
        document_row(document);
        quoted_cell(document, fact->text.size ? fact->text : fact->name);
        document_cell(document);
        if (!fact->known)
            document_word(document, N_("not learned"));
        else
            document_number(document, turn_number(debrief, fact->turn));
    }
    document_table_end(document);
}

/* --- Signs --------------------------------------------------------------- */

static void remark_text(Document *document, const StoryEvent *remark)
{
    document_quoted(document, remark->text);
    if (!remark->name.size)
        return;
    document_text(document, STR(" ("));
    document_quoted(document, remark->name);
    document_text(document, STR(")"));
}

static void signs_table(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Turn"), N_("To be seen or heard"),
                                        N_("Kind"), N_("Remark soon after"),
                                        NULL};
    const Facts *facts = debrief->facts;
    const Story *story = facts->story;
    document_table(document, N_("Signs that were shown"), heads);
    for (uint32_t i = 0; i < facts->sign_count; i++) {
        const FactsSign *sign = &facts->signs[i];
        const StoryEvent *event = &story->events.items[sign->event];
        document_row(document);
        number_cell(document, turn_number(debrief, event->turn));
        quoted_cell(document, event->text);
        word_cell(document, trigger_kind_words[sign->kind]);
        document_cell(document);
        if (sign->remark == NONE)
            document_text(document, STR("–"));
        else
            remark_text(document, &story->events.items[sign->remark]);
    }
    document_table_end(document);
}

static void remarks_list(Document *document, const Debrief *debrief)
{
    const Story *story = debrief->facts->story;
    bool any = false;
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (event->kind != STORY_REMARK)
            continue;
        if (!any)
            document_heading(document, N_("All remarks"));
        any = true;
        document_item(document);
        SAY(document, N_("Turn {1}, at {2}: "),
            PART_NUMBER(turn_number(debrief, event->turn)),
            PART_TIME(event->t));
        remark_text(document, event);
        document_item_end(document);
    }
    if (!any)
        note(document, N_("Nobody kept remarks. During play ':note' keeps what "
                          "somebody notices."));
}

void section_signs(Document *document, const Debrief *debrief)
{
    const Facts *facts = debrief->facts;
    if (facts->sign_count) {
        document_paragraph(document);
        SAY(document,
            N_("Signs that were shown: {1}; followed by a remark within two "
               "turns: {2}."),
            PART_NUMBER(facts->sign_count), PART_NUMBER(facts->noticed_count));
        document_paragraph_end(document);
        signs_table(document, debrief);
    } else {
        note(document, N_("No signs were shown."));
    }
    remarks_list(document, debrief);
}

/* --- Coming out ---------------------------------------------------------- */

void section_exit(Document *document, const Debrief *debrief)
{
    static const char *const boxes[] = {
        N_("The word was “coming out”, not “giving up”"),
        N_("What they fear about it was asked, and answered"),
        N_("The plan was agreed with those outside first"),
        N_("One step at a time: the door, the hands, what is put down and "
           "where"),
        N_("Who waits for them, and what happens next"),
        N_("Gone through again, slowly, in their words"),
        N_("Dignity was kept"),
    };
    const Facts *facts = debrief->facts;
    bool any = false;
    note(
        document,
        N_("The second most dangerous moment, after the first minutes. For the "
           "group to tick:"));
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        document_box(document);
        document_word(document, boxes[i]);
        document_item_end(document);
    }
    for (uint32_t i = 0; i < facts->turns.count; i++) {
        int32_t turn = facts->turns.items[i];
        if (!(facts_turn_is(facts, turn) & SKILL_EXIT))
            continue;
        if (!any)
            note(document, N_("Lines heard as planning the way out:"));
        any = true;
        document_item(document);
        SAY(document, N_("Turn {1}: “{2}”"),
            PART_NUMBER(turn_number(debrief, turn)),
            PART_QUOTED(story_turn(facts->story, turn)->text));
        document_item_end(document);
    }
}

/* --- By hand ------------------------------------------------------------- */

static const char *hand_word(StoryKind kind)
{
    switch (kind) {
    case STORY_INJECT:
        return N_("set off the inject");
    case STORY_GOTO:
        return N_("moved on to the state");
    case STORY_SET:
        return N_("set to what really happened:");
    case STORY_END:
        return N_("ended the exercise");
    case STORY_PAUSE:
        return N_("stopped the clock");
    case STORY_RESUME:
        return N_("let the clock go on");
    case STORY_HINT:
        return N_("a hint was asked for");
    case STORY_UNDO:
        return N_("turns were taken back");
    case STORY_DRIFT:
        return N_("the role-player did it otherwise:");
    default:
        return NULL;
    }
}

void section_hand(Document *document, const Debrief *debrief)
{
    const Story *story = debrief->facts->story;
    bool any = false;
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        const char *word = hand_word(event->kind);
        if (!word)
            continue;
        any = true;
        document_item(document);
        SAY(document, N_("Turn {1}, at {2}: "),
            PART_NUMBER(turn_number(debrief, event->turn)),
            PART_TIME(event->t));
        document_word(document, word);
        document_text(document, STR(" "));
        document_code(document, event->text.size ? event->text : event->name);
        if (event->word.size) {
            document_text(document, STR(" "));
            document_code(document, event->word);
        }
        document_item_end(document);
    }
    if (!any)
        note(document,
             N_("Nothing: the scenario ran by itself, as it is written."));
}

/* --- Position paper ------------------------------------------------------ */

static void status_items(Document *document, const Debrief *debrief)
{
    const Facts *facts = debrief->facts;
    document_item(document);
    SAY(document, N_("Contact from 0:00 to {1}; turns: {2}"),
        PART_TIME(facts->story->end), PART_NUMBER(facts->turns.count));
    document_item_end(document);
    for (uint32_t i = 0; i < facts->demand_count; i++) {
        const FactsDemand *demand = &facts->demands[i];
        if (!demand_status_is_live(demand->status))
            continue;
        document_item(document);
        document_word(document, N_("Open demand:"));
        document_text(document, STR(" "));
        document_quoted(document,
                        facts->scenario && demand->index != NONE
                            ? facts->scenario->demands[demand->index].text
                            : demand->name);
        document_text(document, STR(" ("));
        document_word(document, status_words[demand->status]);
        document_text(document, STR(")"));
        if (demand->due != NONE) {
            document_text(document, STR(", "));
            SAY(document, N_("deadline at {1}"), PART_TIME(demand->due));
        }
        document_item_end(document);
    }
    for (uint32_t i = 0; i < facts->fact_count; i++) {
        if (!facts->facts[i].known)
            continue;
        document_item(document);
        document_quoted(document, facts->facts[i].text.size
                                      ? facts->facts[i].text
                                      : facts->facts[i].name);
        document_item_end(document);
    }
}

void section_paper(Document *document, const Debrief *debrief)
{
    note(document,
         N_("What a negotiation team would hand to the commander now (Dalfonzo "
            "and Romano, 2003)."));
    document_heading(document, N_("Status"));
    status_items(document, debrief);
    document_heading(document, N_("Assessment"));
    document_lines(document, 3);
    document_heading(document, N_("Recommendations"));
    document_lines(document, 3);
}
