/* The page's frame: the table of sections, what they share, and the sections
 * that belong to no board. Start at debrief_document. */
#include "report/debrief.h"

#include <string.h>

#include "report/debrief_sections.h"

/* --- Shared -------------------------------------------------------------- */

const char *const trigger_kind_words[] = {
    [TRIGGER_HOT_BUTTON] = N_("hot button"),
    [TRIGGER_HOOK] = N_("hook"),
    [TRIGGER_DANGER] = N_("danger"),
    [TRIGGER_PROGRESS] = N_("progress"),
    [TRIGGER_UNSAID] = "",
};

const char *const status_words[] = {
    [DEMAND_UNRAISED] = N_("not raised"), [DEMAND_OPEN] = N_("raised"),
    [DEMAND_DEFERRED] = N_("deferred"),   [DEMAND_PROMISED] = N_("promised"),
    [DEMAND_BROKEN] = N_("broken"),       [DEMAND_MET] = N_("met"),
    [DEMAND_REFUSED] = N_("refused"),     [DEMAND_DROPPED] = N_("dropped"),
};

int64_t turn_number(const Debrief *debrief, int32_t turn)
{
    const StoryTurn *what = story_turn(debrief->facts->story, turn);
    return what ? what->number : 0;
}

void add_turns(Document *document, const Debrief *debrief, FactsTurns turns)
{
    if (!turns.count)
        document_word(document, N_("never heard"));
    for (uint32_t i = 0; i < turns.count; i++) {
        document_text(document, i ? STR(", ") : (Str){0});
        document_number(document, turn_number(debrief, turns.items[i]));
    }
}

void turn_cell(Document *document, const Debrief *debrief, int32_t turn)
{
    document_cell(document);
    if (turn == NONE)
        document_text(document, STR("–"));
    else
        document_number(document, turn_number(debrief, turn));
}

void number_cell(Document *document, int64_t number)
{
    document_cell(document);
    document_number(document, number);
}

void word_cell(Document *document, const char *english)
{
    document_cell(document);
    document_word(document, english);
}

void quoted_cell(Document *document, Str text)
{
    document_cell(document);
    if (text.size)
        document_quoted(document, text);
}

void time_cell(Document *document, int64_t ms)
{
    document_cell(document);
    document_time(document, ms);
}

Str role_shown(const Debrief *debrief, Str name, int32_t role)
{
    const Scenario *scenario = debrief->facts->scenario;
    return scenario && role != NONE ? scenario->roles[role].shown : name;
}

Str intent_shown(const Debrief *debrief, int32_t intent)
{
    const Scenario *scenario = debrief->facts->scenario;
    if (!scenario || intent == NONE)
        return (Str){0};
    Str about = scenario->intent_notes[intent].about;
    return about.size ? about : scenario->hearing.intents[intent].name;
}

void add_known_word(Document *document, Str word)
{
    char text[128];
    if (word.size >= sizeof text) {
        document_quoted(document, word);
        return;
    }
    memcpy(text, word.data ? word.data : "", word.size);
    text[word.size] = '\0';
    document_word(document, text);
}

void note(Document *document, const char *english)
{
    document_paragraph(document);
    document_word(document, english);
    document_paragraph_end(document);
}

static void caveat(Document *document, const char *english)
{
    document_item(document);
    document_word(document, english);
    document_item_end(document);
}

/* --- First of all -------------------------------------------------------- */

static void section_welfare(Document *document, const Debrief *debrief)
{
    Str support = debrief->facts->story->support;
    document_markup(document, "<div class=\"welfare\">\n");
    note(
        document,
        N_("First of all: how is everybody? Step out of the roles and say your "
           "own names. Take a moment. Nobody has to speak."));
    if (support.size) {
        document_paragraph(document);
        document_strong(document, N_("Support"));
        document_text(document, STR(": "));
        document_quoted(document, support);
        document_paragraph_end(document);
    }
    document_markup(document, "</div>\n");
    note(
        document,
        N_("This page says what happened in an exercise. It gives no score and "
           "no mark, ranks nobody and predicts nothing. What it means is for "
           "the group to say."));
}

/* --- The exercise -------------------------------------------------------- */

static void row_begin(Document *document, const char *english)
{
    document_row(document);
    word_cell(document, english);
    document_cell(document);
}

static void ending_row(Document *document, const Debrief *debrief)
{
    const Story *story = debrief->facts->story;
    row_begin(document, N_("Ending"));
    if (story->ending == NONE) {
        document_word(document, N_("left before an ending"));
        return;
    }
    const StoryEvent *ending = &story->events.items[story->ending];
    document_code(document, ending->name);
    document_text(document, STR(" ("));
    add_known_word(document, ending->word);
    document_text(document, STR(")"));
    if (ending->text.size) {
        document_break(document);
        document_quoted(document, ending->text);
    }
}

static void session_table(Document *document, const Debrief *debrief)
{
    static const char *const heads[] = {N_("What"), N_("Value"), NULL};
    const Facts *facts = debrief->facts;
    const Story *story = facts->story;
    document_table(document, N_("The session"), heads);
    row_begin(document, N_("Scenario"));
    document_code(document, story->scenario);
    ending_row(document, debrief);
    row_begin(document, N_("Turns"));
    document_number(document, facts->turns.count);
    if (facts->undone) {
        document_text(document, STR("; "));
        SAY(document, N_("taken back: {1}"), PART_NUMBER(facts->undone));
    }
    row_begin(document, N_("Time in the scenario"));
    document_time(document, story->end);
    if (story->wall != NONE) {
        row_begin(document, N_("Time on the clock"));
        document_time(document, story->wall);
    }
    row_begin(document, N_("Language, seed, program"));
    document_text(document, story->start.language);
    document_text(document, STR(", "));
    document_number(document, (int64_t)story->start.seed);
    document_text(document, STR(", "));
    document_text(document, story->program);
    row_begin(document, N_("Checksum of the scenario's files"));
    document_code(document, str_slice(story->start.files, 0, 16));
    document_table_end(document);
}

static void say_of_the_scenario(Document *document, const Debrief *debrief)
{
    const Facts *facts = debrief->facts;
    if (!facts->scenario) {
        caveat(document,
               N_("The scenario's file could not be read. What only the "
                  "scenario knows is left out: skills, triggers, what was not "
                  "learned, what else would have been heard."));
        return;
    }
    if (!facts->rerun || !facts->rerun->moved)
        return;
    document_item(document);
    if (facts->rerun->difference.line)
        SAY(document,
            N_("The scenario's files have changed since, and it plays "
               "differently from turn {1} on: what is said of skills and "
               "triggers is said by the new files."),
            PART_NUMBER(facts->rerun->difference.turn));
    else
        document_word(document,
                      N_("The scenario's files have changed since, but it "
                         "plays as it did then."));
    document_item_end(document);
}

static void section_session(Document *document, const Debrief *debrief)
{
    session_table(document, debrief);
    say_of_the_scenario(document, debrief);
    caveat(document, N_("This was typed: voice, tone and pace cannot be seen "
                        "here, and they matter more than any phrase (Noesner "
                        "and Webster, 1997)."));
    caveat(document,
           N_("In writing, negotiators persuade more and reflect less, and the "
              "other side is angrier (Rassti, 2014; two cases)."));
    caveat(document,
           N_("What a line was heard as is the program's judgement by patterns "
              "of words; even trained people code feelings in text with little "
              "agreement (Laubert and Parlamis, 2019). Correct it."));
}

/* --- Questions ----------------------------------------------------------- */

static void section_questions(Document *document, const Debrief *debrief)
{
    static const char *const questions[] = {
        N_("What had we set out to do?"),
        N_("What happened?"),
        N_("Why did it go that way?"),
        N_("What do we keep, and what do we do differently next time?"),
    };
    (void)debrief;
    note(document, N_("About what was done, not about who did it."));
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        document_heading(document, questions[i]);
        document_lines(document, 3);
    }
}

/* --- Sources ------------------------------------------------------------- */

static void section_sources(Document *document, const Debrief *debrief)
{
    static const char *const sources[] = {
        "Noesner, G. W., and Webster, M., 1997, Crisis intervention: using "
        "active listening skills in negotiations. FBI Law Enforcement Bulletin",
        "Vecchi, G. M., Van Hasselt, V. B., and Romano, S. J., 2005, Crisis "
        "(hostage) negotiation: current strategies and issues in high-risk "
        "conflict resolution. Aggression and Violent Behavior 10",
        "Van Hasselt, V. B., and others, 2006, Crisis (hostage) negotiation "
        "training: a preliminary evaluation of program efficacy. Criminal "
        "Justice and Behavior 33",
        "Moyers, T. B., and others, 2016, The Motivational Interviewing "
        "Treatment Integrity code (MITI 4). Journal of Substance Abuse "
        "Treatment",
        "Taylor, P. J., and Thomas, S., 2008, Linguistic style matching and "
        "negotiation outcome. Negotiation and Conflict Management Research 1",
        "Oostinga, M. S. D., Giebels, E., and Taylor, P. J., 2018, "
        "Communication error management in law enforcement interactions: a "
        "receiver's perspective. Psychology, Crime & Law",
        "Sikveland, R. O., Kevoe-Feldman, H., and Stokoe, E., 2019, Overcoming "
        "suicidal persons' resistance. Applied Linguistics 40",
        "Lake, A. M., and others, 2022, Suicide and Life-Threatening Behavior "
        "52",
        "Rassti, 2014, PhD thesis, Colorado State University",
        "Laubert, C., and Parlamis, J., 2019, Are you angry (happy, sad) or "
        "aren't you? Group Decision and Negotiation 28",
        "Dalfonzo, V. A., and Romano, S. J., 2003, Negotiation position "
        "papers. "
        "FBI Law Enforcement Bulletin 72",
        "Misino, D. J., and DeFelice, J., 2004, Negotiate and Win",
        "Cohen, J., 1960, A coefficient of agreement for nominal scales. "
        "Educational and Psychological Measurement 20",
        "Fleiss, J. L., 1971, Measuring nominal scale agreement among many "
        "raters. Psychological Bulletin 76",
        "Landis, J. R., and Koch, G. G., 1977, The measurement of observer "
        "agreement for categorical data. Biometrics 33",
        "Krippendorff, K., 2004, Content analysis: an introduction to its "
        "methodology",
    };
    (void)debrief;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        document_item(document);
        document_markup(document, "<cite lang=\"en\">");
        document_text(document, str_from(sources[i]));
        document_markup(document, "</cite>");
        document_item_end(document);
    }
}

/* --- The page ------------------------------------------------------------ */

static bool always(const Debrief *debrief)
{
    (void)debrief;
    return true;
}

static bool has_scenario(const Debrief *debrief)
{
    return debrief->facts->scenario != NULL;
}

static bool has_demands(const Debrief *debrief)
{
    return debrief->facts->demand_count > 0;
}

static bool has_facts(const Debrief *debrief)
{
    return debrief->facts->fact_count > 0;
}

static bool has_points(const Debrief *debrief)
{
    return debrief->facts->point_count > 0;
}

static bool has_harms(const Debrief *debrief)
{
    return debrief->facts->harm_count > 0;
}

static bool has_parts(const Debrief *debrief)
{
    return debrief->facts->part_count > 0;
}

static bool is_about_suicide(const Debrief *debrief)
{
    const Scenario *scenario = debrief->facts->scenario;
    return scenario && str_equal_c(scenario->family, "suicide");
}

static bool has_raters(const Debrief *debrief)
{
    return debrief->raters != NULL;
}

static const struct {
    const char *id, *title;
    void (*write)(Document *document, const Debrief *debrief);
    bool (*applies)(const Debrief *debrief);
} sections[] = {
    {"welfare", N_("Before anything else"), section_welfare, always},
    {"session", N_("The exercise"), section_session, always},
    {"timeline", N_("What happened, at a glance"), section_timeline, always},
    {"questions", N_("Four questions for the group"), section_questions,
     always},
    {"turning-points", N_("Turning points"), section_turning, has_points},
    {"transcript", N_("What was said"), section_transcript, always},
    {"order", N_("What came first"), section_order, has_scenario},
    {"skills", N_("Skills"), section_skills, has_scenario},
    {"harms", N_("Lines that often close a door"), section_harms, has_harms},
    {"sixths", N_("From beginning to end"), section_parts, has_parts},
    {"buttons", N_("Hooks and hot buttons"), section_buttons, has_scenario},
    {"suicide", N_("Asking about suicide"), section_suicide, is_about_suicide},
    {"demands", N_("Demands, deadlines and promises"), section_demands,
     has_demands},
    {"facts", N_("What was learned"), section_facts, has_facts},
    {"signs", N_("Signs, and who noticed"), section_signs, always},
    {"exit", N_("Coming out"), section_exit, always},
    {"observers", N_("What observers saw"), section_raters, has_raters},
    {"hand", N_("By the trainer's hand"), section_hand, always},
    {"paper", N_("Position paper"), section_paper, always},
    {"author", N_("For the scenario's author"), section_findings, always},
    {"sources", N_("Sources"), section_sources, always},
};

void debrief_document(Buf *out, DocumentForm form, const Debrief *debrief,
                      DocumentWords *words, Str language)
{
    const Story *story = debrief->facts->story;
    Document document = {
        .out = out,
        .form = form,
        .words = words,
        .language = language,
        .quoted = story->start.language,
    };
    document_begin(&document, N_("Debrief"), story->start.title);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        if (!sections[i].applies(debrief))
            continue;
        document_section(&document, sections[i].id, sections[i].title);
        sections[i].write(&document, debrief);
    }
    document_end(&document);
}
