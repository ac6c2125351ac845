/* Section: turning points, what else would have been heard there, which endings
 * were still ahead, and where the last peaceful one was lost. */
#include <string.h>

#include "report/debrief_sections.h"

enum { OTHERS = 60 }; /* answers that are shown of one point */

static void meter_changes(Document *document, const Debrief *debrief,
                          int32_t place)
{
    const Facts *facts = debrief->facts;
    size_t width = facts->story->meters.count;
    const int64_t *before = facts->values + (size_t)place * width;
    bool any = false;
    for (size_t m = 0; m < width; m++) {
        if (before[m] == before[width + m])
            continue;
        document_text(document, any ? STR(", ") : (Str){0});
        any = true;
        document_quoted(document, facts->story->meters.items[m].name);
        SAY(document, " {1} → {2}", PART_NUMBER(before[m]),
            PART_NUMBER(before[width + m]));
    }
}

static void endings_list(Document *document, const Debrief *debrief,
                         const AheadPoint *point)
{
    const Scenario *scenario = debrief->facts->scenario;
    note(document, point->ending_count
                       ? N_("Endings that were found from here:")
                       : N_("No ending was found from here within the limits "
                            "of the search."));
    for (uint32_t i = 0; i < point->ending_count; i++) {
        const AheadEnding *ahead = &point->endings[i];
        const Ending *ending = &scenario->endings[ahead->ending];
        document_item(document);
        document_code(document, ending->name);
        document_text(document, STR(" ("));
        add_known_word(document, ending->outcome);
        document_text(document, STR("), "));
        SAY(document, N_("turns up to it: {1}"), PART_NUMBER(ahead->turns));
        document_item_end(document);
    }
}

static bool tells_something(const Preview *preview)
{
    return preview->answered && (preview->said.size || preview->sign.size ||
                                 preview->ending != NONE);
}

static bool is_same_answer(const Preview *a, const Preview *b)
{
    return str_equal(a->said, b->said) && str_equal(a->sign, b->sign) &&
           a->ending == b->ending;
}

/* Whether an earlier move has the same answer: then it was shown with that. */
static bool is_shown(const AheadPoint *point, uint32_t number)
{
    for (uint32_t i = 0; i < number; i++)
        if (tells_something(&point->previews[i]) &&
            is_same_answer(&point->previews[i], &point->previews[number]))
            return true;
    return false;
}

/* One answer, and all moves that lead to it. */
static void answer_row(Document *document, const Debrief *debrief,
                       const AheadPoint *point, uint32_t number)
{
    const Preview *answer = &point->previews[number];
    document_row(document);
    document_cell(document);
    for (uint32_t i = number; i < point->preview_count; i++) {
        const Preview *preview = &point->previews[i];
        if (!tells_something(preview) || !is_same_answer(preview, answer))
            continue;
        if (i > number)
            document_break(document);
        document_quoted(document,
                        intent_shown(debrief, (int32_t)preview->intent));
    }
    quoted_cell(document, answer->said.size ? answer->said : answer->sign);
    if (answer->ending >= 0)
        SAY(document, N_(" (ends: {1})"),
            PART_QUOTED(
                debrief->facts->scenario->endings[answer->ending].name));
}

static void others_table(Document *document, const Debrief *debrief,
                         const AheadPoint *point)
{
    static const char *const heads[] = {N_("If this had been heard"),
                                        N_("the answer would have been"), NULL};
    uint32_t rows = 0;
    document_details(document,
                     N_("What else would have been heard at this point"));
    document_table_of(document, N_("Moves that were listened for in turn {1}"),
                      turn_number(debrief, point->turn), heads);
    for (uint32_t i = 0; i < point->preview_count && rows < OTHERS; i++) {
        if (!tells_something(&point->previews[i]) || is_shown(point, i))
            continue;
        rows++;
        answer_row(document, debrief, point, i);
    }
    document_table_end(document);
    document_details_end(document);
}

/* A file's name as a shell takes it for one word. */
static void add_shell_word(Document *document, Str word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
                                "TUVWXYZ0123456789._/+,:@%-";
    bool quoted = !word.size || word.data[0] == '-';
    for (size_t i = 0; i < word.size; i++)
        quoted |= !memchr(plain, word.data[i], sizeof plain - 1);
    document_text(document, quoted ? STR("'") : (Str){0});
    for (size_t i = 0; i < word.size; i++)
        if (word.data[i] == '\'') {
            document_text(document, str_slice(word, 0, i));
            document_text(document, STR("'\\''"));
            word = str_slice(word, i + 1, word.size);
            i = (size_t)-1;
        }
    document_text(document, word);
    document_text(document, quoted ? STR("'") : (Str){0});
}

static void try_again(Document *document, const Debrief *debrief,
                      const StoryTurn *turn)
{
    document_paragraph(document);
    document_word(document, N_("To try it another way:"));
    document_text(document, STR(" "));
    document_markup(document, "<code>");
    document_text(document, STR("standoff resume "));
    add_shell_word(document, debrief->journal);
    SAY(document, " --from-turn {1}", PART_NUMBER(turn->number - 1));
    document_markup(document, "</code>");
    document_paragraph_end(document);
}

static void point_part(Document *document, const Debrief *debrief,
                       uint32_t number)
{
    const Facts *facts = debrief->facts;
    const Ahead *ahead = debrief->ahead;
    int32_t turn = facts->points[number];
    const StoryTurn *what = story_turn(facts->story, turn);
    const AheadPoint *point =
        ahead && number < ahead->point_count ? &ahead->points[number] : NULL;
    document_markup(document, "<div class=\"short\">\n");
    document_heading_begin(document);
    SAY(document, N_("Turn {1}, at {2}: “{3}”"), PART_NUMBER(what->number),
        PART_TIME(what->t), PART_QUOTED(what->text));
    document_heading_end(document);
    document_paragraph(document);
    meter_changes(document, debrief, facts_place(facts, turn));
    document_paragraph_end(document);
    if (point && point->previews)
        endings_list(document, debrief, point);
    try_again(document, debrief, what);
    document_markup(document, "</div>\n");
    if (point && point->preview_count)
        others_table(document, debrief, point);
}

static void no_return(Document *document, const Debrief *debrief)
{
    const Ahead *ahead = debrief->ahead;
    document_heading(document, N_("The point of no return"));
    document_paragraph(document);
    if (ahead->open)
        document_word(document,
                      N_("There was none: a peaceful ending was found from "
                         "every point of this session."));
    else if (ahead->last_open == NONE)
        document_word(document, N_("From the first turn on no peaceful ending "
                                   "was found within the limits of the "
                                   "search."));
    else
        SAY(document,
            N_("Before turn {1} a peaceful ending was still found; after it "
               "none was found."),
            PART_NUMBER(turn_number(debrief, ahead->last_open)));
    document_paragraph_end(document);
    note(document,
         N_("The search is bounded. What it found can be reached, perhaps in "
            "fewer turns; what it did not find may be there all the same."));
}

void section_turning(Document *document, const Debrief *debrief)
{
    note(document,
         N_("The turns after which the meters had moved most, for better or "
            "for worse."));
    for (uint32_t i = 0; i < debrief->facts->point_count; i++)
        point_part(document, debrief, i);
    if (debrief->ahead && debrief->ahead->searched)
        no_return(document, debrief);
}
