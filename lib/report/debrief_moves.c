/* Sections on the negotiator's moves: skills, their order, what harmed, hooks
 * and hot buttons. Figures of the literature carry their source. */
#include "report/debrief_sections.h"

/* --- Skills -------------------------------------------------------------- */

static const FactsSkill *skill_named(const Facts *facts, const char *name)
{
    for (uint32_t i = 0; i < facts->skill_count; i++)
        if (str_equal_c(facts->skills[i].name, name))
            return &facts->skills[i];
    return NULL;
}

static void skill_row(Document *document, const Debrief *debrief,
                      const char *name)
{
    const FactsSkill *skill = skill_named(debrief->facts, name);
    document_row(document);
    word_cell(document, name);
    document_cell(document);
    if (!skill)
        document_word(document, N_("the scenario does not listen for it"));
    else
        document_number(document, skill->turns.count);
    document_cell(document);
    add_turns(document, debrief, skill ? skill->turns : (FactsTurns){0});
}

static void listening_table(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Skill"), N_("Lines"), N_("Turns"),
                                        NULL};
    const Facts *facts = debrief->facts;
    document_table(document, N_("The eight skills of active listening"), heads);
    for (size_t i = 0; i < skills_known_count; i++)
        if (skills_known[i].is & SKILL_LISTENING)
            skill_row(document, debrief, skills_known[i].name);
    document_row(document);
    word_cell(document, N_("pause (10 seconds or more)"));
    number_cell(document, facts->silence_count);
    document_cell(document);
    for (uint32_t i = 0; i < facts->silence_count; i++) {
        document_text(document, i ? STR(", ") : (Str){0});
        SAY(document, N_("after turn {1}"),
            PART_NUMBER(turn_number(debrief, facts->silences[i].after)));
    }
    document_table_end(document);
}

static void others_table(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Move"), N_("Usually"), N_("Lines"),
                                        N_("Turns"), NULL};
    static const char *const tones[] = {N_("harms"), "–", N_("helps")};
    const Facts *facts = debrief->facts;
    bool any = false;
    for (uint32_t i = 0; i < facts->skill_count; i++) {
        const FactsSkill *skill = &facts->skills[i];
        if (!skill->turns.count || skill->is & SKILL_LISTENING)
            continue;
        if (!any)
            document_table(document, N_("Other moves that were made"), heads);
        any = true;
        document_row(document);
        document_cell(document);
        add_known_word(document, skill->name);
        word_cell(document, tones[skill->tone + 1]);
        number_cell(document, skill->turns.count);
        document_cell(document);
        add_turns(document, debrief, skill->turns);
    }
    if (any)
        document_table_end(document);
}

static void reflections_and_questions(Document *document, const Facts *facts)
{
    document_paragraph(document);
    SAY(document,
        N_("Lines with a reflection (mirroring, labelling, paraphrase, "
           "summary): {1}. Lines with a question: {2}; with an open one: {3}."),
        PART_NUMBER(facts->reflections.count),
        PART_NUMBER(facts->questions.count),
        PART_NUMBER(facts->open_questions.count));
    document_paragraph_end(document);
    note(
        document,
        N_("In counselling one reflection to a question is called fair, two to "
           "one good (MITI 4; Moyers and others, 2016). That is a benchmark "
           "of counselling with voice, not a police standard."));
}

static void share_of_words(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Who"), N_("Lines"), N_("Words"),
                                        NULL};
    const Facts *facts = debrief->facts;
    document_table(document, N_("Who spoke how much"), heads);
    document_row(document);
    word_cell(document, N_("Negotiator"));
    number_cell(document, facts->turns.count);
    number_cell(document, facts->words);
    for (uint32_t i = 0; i < facts->speaker_count; i++) {
        const FactsSpeaker *speaker = &facts->speakers[i];
        document_row(document);
        quoted_cell(document,
                    role_shown(debrief, speaker->name, speaker->role));
        number_cell(document, speaker->lines);
        number_cell(document, speaker->words);
    }
    document_table_end(document);
    note(
        document,
        N_("Police doctrine says to listen for 80 of 100 parts of the time and "
           "to talk for 20. That is a rule of thumb, not a measured norm, and "
           "typing distorts it."));
}

void section_skills(Document *document, const Debrief *debrief)
{
    listening_table(document, debrief);
    reflections_and_questions(document, debrief->facts);
    others_table(document, debrief);
    share_of_words(document, debrief);
    note(document,
         N_("For the direction: after a course of two weeks nearly all "
            "listening skills had risen, and attempts to solve problems had "
            "fallen (Van Hasselt and others, 2006)."));
}

/* --- What came first ----------------------------------------------------- */

static void first_row(Document *document, const Debrief *debrief,
                      const char *english, int32_t turn)
{
    const StoryTurn *what = story_turn(debrief->facts->story, turn);
    document_row(document);
    word_cell(document, english);
    turn_cell(document, debrief, turn);
    if (what)
        time_cell(document, what->t);
    else
        document_cell(document);
    quoted_cell(document, what ? what->text : (Str){0});
}

void section_order(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("What"), N_("Turn"), N_("Time"),
                                        N_("Line"), NULL};
    const Facts *facts = debrief->facts;
    document_table(document, N_("The first of each"), heads);
    first_row(document, debrief, N_("A reflection"), facts->first_reflection);
    first_row(document, debrief, N_("An attempt to solve the problem"),
              facts->first_solving);
    first_row(document, debrief, N_("A move to influence"),
              facts->first_influence);
    if (facts->has_rapport)
        first_row(document, debrief, N_("The stage of rapport was reached"),
                  facts->rapport);
    document_table_end(document);
    note(document,
         N_("The stages build on each other and have to be kept up; going "
            "straight to influence is how it typically fails (Vecchi, Van "
            "Hasselt and Romano, 2005)."));
}

/* --- What harmed --------------------------------------------------------- */

void section_harms(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Turn"), N_("Line"), N_("Heard as"),
                                        N_("Something that would have been "
                                           "heard as help there"),
                                        NULL};
    const Facts *facts = debrief->facts;
    document_table(document, N_("Lines heard as something that often harms"),
                   heads);
    for (uint32_t i = 0; i < facts->harm_count; i++) {
        const FactsHarm *harm = &facts->harms[i];
        document_row(document);
        turn_cell(document, debrief, harm->turn);
        quoted_cell(document, story_turn(facts->story, harm->turn)->text);
        quoted_cell(document, intent_shown(debrief, harm->intent));
        document_cell(document);
        if (harm->other != NONE)
            SAY(document, N_("“{1}” ({2})"), PART_QUOTED(harm->example),
                PART_QUOTED(intent_shown(debrief, harm->other)));
    }
    document_table_end(document);
    note(document,
         N_("What harms depends on the moment: to challenge somebody's reasons "
            "can help once they have been listened to (Sikveland, "
            "Kevoe-Feldman and Stokoe, 2019)."));
}

/* --- By sixths ----------------------------------------------------------- */

static void ratio_cell(Document *document, uint32_t words, uint32_t lines)
{
    document_cell(document);
    if (!lines)
        document_text(document, STR("–"));
    else
        buf_printf(document->out, "%u.%u", words / lines,
                   words * 10 / lines % 10);
}

void section_parts(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Turns"),
                                        N_("Words a line"),
                                        N_("Their words a line"),
                                        N_("Reflections"),
                                        N_("Questions"),
                                        N_("Moves that harm"),
                                        N_("Outbursts"),
                                        NULL};
    const Facts *facts = debrief->facts;
    const Story *story = facts->story;
    document_table(document, N_("The session in sixths"), heads);
    for (size_t m = 0; m < story->meters.count; m++)
        document_head(document, story->meters.items[m].name);
    for (uint32_t i = 0; i < facts->part_count; i++) {
        const FactsPart *part = &facts->parts[i];
        document_row(document);
        document_cell(document);
        SAY(document, "{1}–{2}", PART_NUMBER(turn_number(debrief, part->first)),
            PART_NUMBER(turn_number(debrief, part->last)));
        ratio_cell(document, part->words, part->turns);
        ratio_cell(document, part->other_words, part->other_lines);
        number_cell(document, part->reflections);
        number_cell(document, part->questions);
        number_cell(document, part->harms);
        number_cell(document, part->outbursts);
        for (size_t m = 0; m < story->meters.count; m++)
            number_cell(document, part->meters[m]);
    }
    document_table_end(document);
    note(document,
         N_("Parts of as many turns each; meters as they stood at the end of a "
            "part. Research divides negotiations into six stages: those that "
            "end well are steadier (Taylor and Thomas, 2008). There is no "
            "published limit."));
}

/* --- Hooks and hot buttons ----------------------------------------------- */

/* What it is about; else what it listens for. */
static void trigger_name(Document *document, const Debrief *debrief,
                         const FactsTrigger *trigger)
{
    const Rule *rule = &debrief->facts->scenario->rules[trigger->rule];
    Str name = trigger->about.size ? trigger->about : trigger->name;
    if (!trigger->about.size && rule->intent_count)
        name = intent_shown(debrief, (int32_t)rule->intents[0]);
    document_quoted(document, name);
}

static void hooks_table(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Hook"), N_("Turns"), NULL};
    const Facts *facts = debrief->facts;
    bool any = false;
    for (uint32_t i = 0; i < facts->trigger_count; i++) {
        const FactsTrigger *trigger = &facts->triggers[i];
        if (trigger->kind != TRIGGER_HOOK)
            continue;
        if (!any)
            document_table(document, N_("Hooks: what they like to talk about"),
                           heads);
        any = true;
        document_row(document);
        document_cell(document);
        trigger_name(document, debrief, trigger);
        document_cell(document);
        for (uint32_t k = 0; k < trigger->hit_count; k++) {
            document_text(document, k ? STR(", ") : (Str){0});
            document_number(document,
                            turn_number(debrief, trigger->hits[k].turn));
        }
        if (!trigger->hit_count)
            document_word(document, N_("not found"));
    }
    if (any)
        document_table_end(document);
}

static void hit_row(Document *document, const Debrief *debrief,
                    const FactsTrigger *trigger, const FactsHit *hit)
{
    const Story *story = debrief->facts->story;
    document_row(document);
    number_cell(document, turn_number(debrief, hit->turn));
    document_cell(document);
    trigger_name(document, debrief, trigger);
    quoted_cell(document, hit->turn == NONE
                              ? (Str){0}
                              : story_turn(story, hit->turn)->text);
    document_cell(document);
    if (hit->repair == NONE)
        document_word(document, N_("nothing was said to repair it"));
    else
        SAY(document, N_("turn {1}: {2}"),
            PART_NUMBER(turn_number(debrief, hit->repair)),
            PART_QUOTED(intent_shown(debrief, hit->intent)));
    document_cell(document);
    if (hit->restored == NONE)
        document_word(document, N_("not within three turns"));
    else
        SAY(document, N_("after turn {1}"),
            PART_NUMBER(turn_number(debrief, hit->restored)));
}

static void hot_buttons_table(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("Turn"),
                                        N_("Hot button"),
                                        N_("Line"),
                                        N_("Repaired"),
                                        N_("Meters as good as before"),
                                        NULL};
    const Facts *facts = debrief->facts;
    bool any = false;
    for (uint32_t i = 0; i < facts->trigger_count; i++) {
        const FactsTrigger *trigger = &facts->triggers[i];
        if (trigger->kind != TRIGGER_HOT_BUTTON)
            continue;
        for (uint32_t k = 0; k < trigger->hit_count; k++) {
            if (!any)
                document_table(document, N_("Hot buttons that were touched"),
                               heads);
            any = true;
            hit_row(document, debrief, trigger, &trigger->hits[k]);
        }
    }
    if (any)
        document_table_end(document);
    else
        note(document, N_("No hot button was touched."));
}

void section_buttons(Document *document, const Debrief *debrief)
{
    hooks_table(document, debrief);
    hot_buttons_table(document, debrief);
    note(document,
         N_("A mistake need not destroy trust: accepting it restores rapport, "
            "an "
            "apology raises trust, contradicting puts rapport at risk "
            "(Oostinga, Giebels and Taylor, 2018). Here three turns are looked "
            "at."));
}

/* --- Suicide ------------------------------------------------------------- */

void section_suicide(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("What"), N_("Turns"), NULL};
    const Facts *facts = debrief->facts;
    document_table(document, N_("Asking, and staying with the answer"), heads);
    for (uint32_t i = 0; i < facts->skill_count; i++) {
        const FactsSkill *skill = &facts->skills[i];
        if (!(skill->is & SKILL_SUICIDE))
            continue;
        document_row(document);
        document_cell(document);
        add_known_word(document, skill->name);
        document_cell(document);
        add_turns(document, debrief, skill->turns);
    }
    document_table_end(document);
    note(document,
         N_("Even specialists leave the question out: in 869 chats with people "
            "at high risk the risk was asked about in 67.7 of 100 (Lake and "
            "others, 2022)."));
    note(document,
         N_("Be careful with a sudden calm: danger ends with the hand-over to "
            "people who stay, not before."));
}
