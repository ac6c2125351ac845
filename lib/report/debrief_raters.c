/* What observers saw: the sheet to be filled in, or, when there are ratings,
 * how far they agree and what there is to talk about. */
#include "report/debrief_sections.h"

#include <stdio.h>

#include "report/raters.h"

/* --- Without ratings: the sheet, to be filled in by hand
 * ---------------------- */

static void blank_sheet(Document *document, const Rubric *rubric)
{
    static const char *const heads[] = {N_("Area"), N_("What was seen"),
                                        N_("Level"), NULL};
    document_table(document, N_("Each observer fills in a sheet alone"), heads);
    for (uint32_t i = 0; i < rubric->item_count; i++) {
        const RubricItem *item = &rubric->items[i];
        document_row(document);
        document_cell(document);
        document_text(document, rubric->areas[item->area_index].title);
        document_cell(document);
        document_text(document, item->text);
        document_cell(document);
        for (uint32_t level = 0; level < item->level_count; level++) {
            if (level)
                document_break(document);
            document_number(document, level + 1);
            document_text(document, STR(" "));
            document_text(document, item->levels[level]);
        }
    }
    document_table_end(document);
    note(document, N_("'standoff rate' asks the same sheet and compares "
                      "observers."));
}

/* --- Agreement
 * ------------------------------------------------------------------ */

static const char *reason_of(AgreementStatus status)
{
    static const char *const reasons[] = {
        [AGREEMENT_DEFINED] = "",
        [AGREEMENT_RATERS] = N_("needs two observers"),
        [AGREEMENT_NO_PAIR] = N_("nothing was rated by all who count"),
        [AGREEMENT_ONE_LEVEL] = N_("not defined: every rating is the same"),
    };
    return reasons[status];
}

static void figure_cell(Document *document, const Agreement *figure,
                        const char *band)
{
    char text[32];
    double value = figure->value;
    document_cell(document);
    if (figure->status != AGREEMENT_DEFINED) {
        document_word(document, reason_of(figure->status));
        return;
    }
    if (value < 0 && value > -0.005)
        value = 0; /* no "-0.00" */
    snprintf(text, sizeof text, "%.2f", value);
    document_text(document, str_from(text));
    document_text(document, STR(" ("));
    if (band) {
        document_word(document, band);
        document_text(document, STR(", "));
    }
    SAY(document, N_("n = {1}"), PART_NUMBER((int64_t)figure->n));
    document_text(document, STR(")"));
}

static void add_scale(Document *document, const Raters *raters,
                      const RatersScale *scale)
{
    const RubricItem *item = raters->rubric->items;
    while (!str_equal(item->scale, scale->name))
        item++;
    document_row(document);
    document_cell(document);
    for (uint32_t level = 0; level < item->level_count; level++) {
        document_text(document, level ? STR(", ") : (Str){0});
        document_text(document, item->levels[level]);
    }
    document_text(document, STR(" ("));
    document_word(document, scale->ordinal ? N_("in order") : N_("no order"));
    document_text(document, STR(")"));
    number_cell(document, scale->items);
    figure_cell(document, &scale->raw, NULL);
    figure_cell(document, &scale->kappa,
                agreement_kappa_band(scale->kappa.value));
    figure_cell(document, &scale->alpha,
                agreement_alpha_band(scale->alpha.value));
}

static void agreement(Document *document, const Raters *raters)
{
    const char *const heads[] = {N_("Scale"),
                                 N_("Items"),
                                 N_("Raw agreement"),
                                 raters->count == 2 ? N_("Cohen's kappa")
                                                    : N_("Fleiss' kappa"),
                                 N_("Krippendorff's alpha"),
                                 NULL};
    document_table(document, N_("How far the observers agree"), heads);
    for (uint32_t i = 0; i < raters->scale_count; i++)
        add_scale(document, raters, &raters->scales[i]);
    document_table_end(document);
    note(document,
         N_("Raw agreement is the share of pairs of observers who chose the "
            "same level; n is the number of items it rests on. Kappa takes off "
            "what chance alone would give, and is low when nearly all choose "
            "one level. Alpha counts near levels as nearer, and takes gaps."));
    note(document,
         N_("Words for kappa are those of Landis and Koch (1977), for alpha "
            "those of Krippendorff (2004): conventions, not verdicts. With a "
            "few dozen items all figures are rough. Where observers differ is "
            "worth more than how much."));
}

/* --- Differences
 * ------------------------------------------------------------------- */

static void add_rater_levels(Document *document, const Raters *raters,
                             uint32_t item)
{
    const RubricItem *what = &raters->rubric->items[item];
    bool first = true;
    for (uint32_t r = 0; r < raters->count; r++) {
        int level = raters->ratings[r].levels[item];
        if (level == RATING_NONE)
            continue;
        if (!first)
            document_break(document);
        first = false;
        document_quoted(document, raters->ratings[r].rater);
        document_text(document, STR(": "));
        document_number(document, level + 1);
        document_text(document, STR(" "));
        document_text(document, what->levels[level]);
    }
}

static void differences(Document *document, const Raters *raters)
{
    static const char *const heads[] = {N_("Area"), N_("What was seen"),
                                        N_("Who says what"), NULL};
    if (!raters->differing_count) {
        if (raters->count > 1)
            note(document, N_("The observers differ nowhere."));
        return;
    }
    document_table(document,
                   N_("To talk about: what observers saw differently, the "
                      "farthest apart first"),
                   heads);
    for (uint32_t i = 0; i < raters->differing_count; i++) {
        const RubricItem *item = &raters->rubric->items[raters->differing[i]];
        document_row(document);
        document_cell(document);
        document_text(document, raters->rubric->areas[item->area_index].title);
        document_cell(document);
        document_text(document, item->text);
        document_cell(document);
        add_rater_levels(document, raters, raters->differing[i]);
    }
    document_table_end(document);
}

static void remarks(Document *document, const Raters *raters)
{
    static const char *const heads[] = {N_("What was seen"), N_("Who"),
                                        N_("Remark"), NULL};
    bool any = false;
    for (uint32_t i = 0; i < raters->rubric->item_count; i++)
        for (uint32_t r = 0; r < raters->count; r++) {
            Str remark = raters->ratings[r].notes[i];
            if (!remark.size)
                continue;
            if (!any)
                document_table(document, N_("Remarks on items"), heads);
            any = true;
            document_row(document);
            document_cell(document);
            document_text(document, raters->rubric->items[i].text);
            quoted_cell(document, raters->ratings[r].rater);
            quoted_cell(document, remark);
        }
    if (any)
        document_table_end(document);
}

/* --- Corrections
 * -------------------------------------------------------------------- */

static void add_names(Document *document, const Str *names, uint32_t count)
{
    if (!count)
        document_text(document, STR("–"));
    for (uint32_t i = 0; i < count; i++) {
        document_text(document, i ? STR(", ") : (Str){0});
        document_code(document, names[i]);
    }
}

static void add_corrections(Document *document, const Raters *raters,
                            uint32_t turn)
{
    bool first = true;
    for (uint32_t r = 0; r < raters->count; r++) {
        const RatingCode *code = raters_code(&raters->ratings[r], turn);
        if (!code)
            continue;
        if (!first)
            document_break(document);
        first = false;
        document_quoted(document, raters->ratings[r].rater);
        document_text(document, STR(": "));
        add_names(document, code->is, code->is_count);
    }
}

static void corrections(Document *document, const Raters *raters)
{
    static const char *const heads[] = {N_("Turn"), N_("Said"),
                                        N_("Recognised"),
                                        N_("What observers say it was"), NULL};
    if (!raters->code_count)
        return;
    document_table(document,
                   N_("Where observers heard something else than the program"),
                   heads);
    for (uint32_t i = 0; i < raters->code_count; i++) {
        const RatersCode *code = &raters->codes[i];
        document_row(document);
        number_cell(document, code->turn);
        quoted_cell(document,
                    raters->history->turns.items[code->turn - 1].text);
        document_cell(document);
        add_names(document, code->was, code->was_count);
        document_cell(document);
        add_corrections(document, raters, code->turn);
    }
    document_table_end(document);
    note(document, N_("Figures elsewhere on this page go by what was "
                      "recognised, not by these corrections."));
}

void section_raters(Document *document, const Debrief *debrief)
{
    const Raters *raters = debrief->raters;
    if (!raters->count) {
        blank_sheet(document, raters->rubric);
        return;
    }
    document_paragraph(document);
    document_strong(document, N_("Observers"));
    for (uint32_t r = 0; r < raters->count; r++) {
        document_text(document, r ? STR(", ") : STR(": "));
        document_quoted(document, raters->ratings[r].rater);
    }
    document_paragraph_end(document);
    agreement(document, raters);
    differences(document, raters);
    remarks(document, raters);
    corrections(document, raters);
}
