/* The timeline: a strip for each meter, for the stages, for the demands, and
 * one for triggers, over the turns; silences run through all of them. What a
 * colour says, a place or a shape says, too. Start at plot_timeline. */
#include "report/debrief_plot.h"

#include <stdio.h>

#include "report/debrief_sections.h"
#include "report/facts_lists.h"

enum {
    WIDTH = 760,
    LEFT = 130,
    RIGHT = 15,
    STRIP = 52, /* of a meter */
    ROW = 22,   /* of anything else */
    GAP = 14,
    LETTER = 7, /* width of one */
    SERIES = 4, /* colours */
    DEMANDS = 12,
};

typedef struct {
    Document *document;
    const Debrief *debrief;
    const Facts *facts;
    int y; /* of the strip under way */
} Plot;

static int x_of(const Plot *plot, int32_t place)
{
    int64_t turns = plot->facts->turns.count ? plot->facts->turns.count : 1;
    return (int)(LEFT + place * (int64_t)(WIDTH - LEFT - RIGHT) / turns);
}

static Buf *out(const Plot *plot)
{
    return plot->document->out;
}

static void text_at(const Plot *plot, int x, int y, const char *anchor,
                    Str text)
{
    buf_printf(out(plot), "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y,
               anchor);
    document_text(plot->document, text);
    buf_add_c(out(plot), "</text>\n");
}

/* A name that fits in front of a strip, cut at a character. */
static Str short_name(Str name)
{
    size_t end = 0, letters = 0;
    while (end < name.size && letters < (LEFT - 10) / LETTER) {
        end++;
        while (end < name.size &&
               ((unsigned char)name.data[end] & 0xc0) == 0x80)
            end++;
        letters++;
    }
    return str_slice(name, 0, end);
}

static void label(const Plot *plot, int y, Str name)
{
    text_at(plot, LEFT - 8, y, "end", short_name(name));
}

static int32_t place_of(const Plot *plot, int32_t turn)
{
    return facts_place(plot->facts, turn) + 1; /* 0 before the first */
}

/* --- Meters -------------------------------------------------------------- */

static int meter_y(const Plot *plot, const StoryMeter *meter, int64_t value)
{
    int64_t range = meter->high - meter->low;
    if (range <= 0)
        range = 1;
    return plot->y + STRIP -
           (int)((value - meter->low) * (int64_t)STRIP / range);
}

static void meter_strip(Plot *plot, size_t number)
{
    const Facts *facts = plot->facts;
    const StoryMeter *meter = &facts->story->meters.items[number];
    size_t width = facts->story->meters.count;
    char high[32], low[32];
    snprintf(high, sizeof high, "%lld", (long long)meter->high);
    snprintf(low, sizeof low, "%lld", (long long)meter->low);
    buf_printf(out(plot), "<path class=\"grid\" d=\"M%d %dH%dM%d %dH%d\"/>\n",
               LEFT, plot->y, WIDTH - RIGHT, LEFT, plot->y + STRIP,
               WIDTH - RIGHT);
    text_at(plot, LEFT - 8, plot->y + 10, "end", str_from(high));
    label(plot, plot->y + STRIP / 2 + 4, meter->name);
    text_at(plot, LEFT - 8, plot->y + STRIP, "end", str_from(low));
    buf_printf(out(plot), "<path class=\"line s%d\" d=\"M%d %d",
               (int)(number % SERIES), x_of(plot, 0),
               meter_y(plot, meter, facts->values[number]));
    for (uint32_t i = 1; i <= facts->turns.count; i++)
        buf_printf(out(plot), "H%dV%d", x_of(plot, (int32_t)i),
                   meter_y(plot, meter, facts->values[i * width + number]));
    buf_add_c(out(plot), "\"/>\n");
    plot->y += STRIP + GAP;
}

/* --- Bands --------------------------------------------------------------- */

static size_t letters_of(Str text)
{
    size_t letters = 0;
    for (size_t i = 0; i < text.size; i++)
        letters += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return letters;
}

static void band(const Plot *plot, int32_t from, int32_t to, Str name)
{
    int left = x_of(plot, from), right = x_of(plot, to);
    size_t fits = right > left ? (size_t)(right - left - 6) / LETTER : 0;
    buf_printf(out(plot),
               "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" "
               "height=\"%d\"/>\n",
               left, plot->y, right > left ? right - left : 2, ROW - 4);
    if (name.size && letters_of(name) <= fits)
        text_at(plot, left + 4, plot->y + 13, "start", name);
}

/* A run of rows with one and the same event is one band. */
static void band_strip(Plot *plot, const char *english, const int32_t *events)
{
    const Facts *facts = plot->facts;
    const Story *story = facts->story;
    uint32_t rows = facts->turns.count + 1, begin = 0;
    label(plot, plot->y + 13, str_from(plot->document->words(english)));
    for (uint32_t i = 1; i <= rows; i++) {
        if (i < rows && events[i] == events[begin])
            continue;
        if (events[begin] != NONE &&
            story->events.items[events[begin]].name.size)
            band(plot, (int32_t)begin, (int32_t)(i < rows ? i : rows - 1),
                 story->events.items[events[begin]].name);
        begin = i;
    }
    plot->y += ROW;
}

/* --- Demands ------------------------------------------------------------- */

/* A triangle where a deadline passed. */
static void mark_passed(const Plot *plot, int32_t place)
{
    int x = x_of(plot, place);
    buf_printf(out(plot), "<path class=\"mark full\" d=\"M%d %dl5 9h-10z\"/>\n",
               x, plot->y + 3);
}

static void demand_strip(Plot *plot, const FactsDemand *demand)
{
    int32_t from = NONE;
    DemandStatus status = DEMAND_UNRAISED;
    label(plot, plot->y + 13, demand->name);
    for (uint32_t i = 0; i < demand->step_count; i++) {
        const FactsStep *step = &demand->steps[i];
        int32_t place = place_of(plot, step->turn);
        if (step->kind != STEP_STATUS)
            continue;
        if (from != NONE)
            band(plot, from, place,
                 str_from(plot->document->words(status_words[status])));
        from = place;
        status = step->to;
    }
    if (from != NONE)
        band(plot, from, (int32_t)plot->facts->turns.count,
             str_from(plot->document->words(status_words[status])));
    for (uint32_t i = 0; i < demand->step_count; i++)
        if (demand->steps[i].kind == STEP_PASSED)
            mark_passed(plot, place_of(plot, demand->steps[i].turn));
    plot->y += ROW;
}

/* --- Triggers ------------------------------------------------------------ */

static void mark(const Plot *plot, TriggerKind kind, int32_t place)
{
    int x = x_of(plot, place), y = plot->y + 9;
    switch (kind) {
    case TRIGGER_HOT_BUTTON:
        buf_printf(out(plot),
                   "<path class=\"mark\" d=\"M%d %dl10 10m0 -10l-10 10\"/>\n",
                   x - 5, y - 5);
        break;
    case TRIGGER_HOOK:
        buf_printf(out(plot),
                   "<circle class=\"mark\" cx=\"%d\" cy=\"%d\" r=\"5\"/>\n", x,
                   y);
        break;
    case TRIGGER_DANGER:
        buf_printf(out(plot),
                   "<path class=\"mark full\" d=\"M%d %dl6 11h-12z\"/>\n", x,
                   y - 6);
        break;
    case TRIGGER_PROGRESS:
        buf_printf(out(plot),
                   "<circle class=\"mark full\" cx=\"%d\" cy=\"%d\" "
                   "r=\"5\"/>\n",
                   x, y);
        break;
    case TRIGGER_UNSAID:
        break;
    }
}

static void trigger_strip(Plot *plot, TriggerKind kind)
{
    const Facts *facts = plot->facts;
    label(plot, plot->y + 13,
          str_from(plot->document->words(trigger_kind_words[kind])));
    buf_printf(out(plot), "<path class=\"grid\" d=\"M%d %dH%d\"/>\n", LEFT,
               plot->y + 9, WIDTH - RIGHT);
    for (uint32_t i = 0; i < facts->trigger_count; i++)
        for (uint32_t k = 0; k < facts->triggers[i].hit_count; k++)
            if (facts->triggers[i].kind == kind)
                mark(plot, kind,
                     place_of(plot, facts->triggers[i].hits[k].turn));
    plot->y += ROW;
}

/* --- All of it ----------------------------------------------------------- */

static void silences(const Plot *plot, int height)
{
    const Facts *facts = plot->facts;
    for (uint32_t i = 0; i < facts->silence_count; i++) {
        int32_t place = place_of(plot, facts->silences[i].after);
        if (i && facts->silences[i - 1].after == facts->silences[i].after)
            continue; /* one grey for all of them */
        int left = x_of(plot, place);
        int step = x_of(plot, place + 1) - left;
        if (place >= (int32_t)facts->turns.count)
            left -= step;
        buf_printf(out(plot),
                   "<rect class=\"silence\" x=\"%d\" y=\"4\" width=\"%d\" "
                   "height=\"%d\"/>\n",
                   left + step / 4, step / 2 > 2 ? step / 2 : 2, height - 8);
    }
}

static void axis(const Plot *plot)
{
    const Facts *facts = plot->facts;
    uint32_t count = facts->turns.count;
    uint32_t step = count <= 20 ? 1 : count <= 100 ? 5 : count / 20;
    buf_printf(out(plot), "<path class=\"axis\" d=\"M%d %dH%d\"/>\n", LEFT,
               plot->y, WIDTH - RIGHT);
    label(plot, plot->y + 15, str_from(plot->document->words(N_("Turn"))));
    for (uint32_t i = 0; i <= count; i += step) {
        char number[32];
        snprintf(number, sizeof number, "%lld",
                 (long long)turn_number(plot->debrief,
                                        i ? facts->turns.items[i - 1] : NONE));
        text_at(plot, x_of(plot, (int32_t)i), plot->y + 15, "middle",
                str_from(number));
    }
}

static bool is_drawn(const Facts *facts, uint32_t demand, uint32_t drawn)
{
    return drawn < DEMANDS && facts->demands[demand].step_count;
}

static int height_of(const Facts *facts)
{
    uint32_t demands = 0;
    for (uint32_t i = 0; i < facts->demand_count; i++)
        demands += is_drawn(facts, i, demands);
    return GAP + (int)facts->story->meters.count * (STRIP + GAP) + ROW +
           (int)demands * ROW + (facts->trigger_count ? 4 * ROW : 0) + 24;
}

static void begin_picture(Plot *plot, int height)
{
    const Facts *facts = plot->facts;
    const Story *story = facts->story;
    Document *document = plot->document;
    size_t width = story->meters.count;
    buf_add_c(out(plot), "<figure>\n<section class=\"scroll plot\" "
                         "tabindex=\"0\" aria-labelledby=\"plot-title\">\n");
    buf_printf(out(plot),
               "<svg viewBox=\"0 0 %d %d\" role=\"img\" "
               "aria-labelledby=\"plot-title plot-about\">\n"
               "<title id=\"plot-title\">",
               WIDTH, height);
    document_word(document, N_("Timeline of the session"));
    buf_add_c(out(plot), "</title>\n<desc id=\"plot-about\">");
    SAY(document, N_("Turns: {1}. "), PART_NUMBER(facts->turns.count));
    for (size_t m = 0; m < width; m++) {
        SAY(document, N_("{1} goes from {2} to {3}. "),
            PART_OWN(story->meters.items[m].name),
            PART_NUMBER(facts->values[m]),
            PART_NUMBER(facts->values[facts->turns.count * width + m]));
    }
    document_word(document, N_("The table below says the same."));
    buf_add_c(out(plot), "</desc>\n");
}

void plot_timeline(Document *document, const Debrief *debrief)
{
    const Facts *facts = debrief->facts;
    Plot plot = {document, debrief, facts, GAP};
    if (document->form != DOCUMENT_HTML)
        return;
    int height = height_of(facts);
    begin_picture(&plot, height);
    silences(&plot, height - 20);
    for (size_t m = 0; m < facts->story->meters.count; m++)
        meter_strip(&plot, m);
    band_strip(&plot, N_("Stage"), facts->stages);
    for (uint32_t i = 0, drawn = 0; i < facts->demand_count; i++)
        if (is_drawn(facts, i, drawn)) {
            demand_strip(&plot, &facts->demands[i]);
            drawn++;
        }
    for (int kind = 0; facts->trigger_count && kind < TRIGGER_UNSAID; kind++)
        trigger_strip(&plot, (TriggerKind)kind);
    axis(&plot);
    buf_add_c(out(&plot), "</svg>\n</section>\n<figcaption>");
    document_word(
        document,
        N_("Over the turns: each meter, the stage, each demand with "
           "its status (a triangle where a deadline passed), what was "
           "touched; grey where there was silence."));
    buf_add_c(out(&plot), "</figcaption>\n</figure>\n");
}
