/* The observer sheet, item by item: plain lines and nothing else, so that a
 * screen reader can follow. What was answered is on the disk before the next
 * question. Start at rate_ask. */
#include <string.h>
#include <unistd.h>

#include "base/names.h"
#include "cmd/language.h"
#include "cmd/rate.h"

enum { LINE_BYTES = 4096 };

typedef struct {
    Rate *rate;
    Lines lines;
    Buf out;
    uint32_t at;  /* the item that is asked; item_count: all are done */
    int64_t area; /* whose title was shown last, or -1 */
    bool quit;
    bool failed; /* the file could not be written */
} Asking;

/* --- Saying --------------------------------------------------------------- */

static void say(Asking *asking)
{
    if (asking->out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&asking->out));
    buf_clear(&asking->out);
}

static void add_safe(Asking *asking, Str text)
{
    diag_add_safe(&asking->out, text, false);
}

static void tell(Asking *asking, const char *text)
{
    buf_printf(&asking->out, "-- %s\n", text);
}

static void show_head(Asking *asking)
{
    const Rate *rate = asking->rate;
    char date[HISTORY_DATE];
    Buf *out = &asking->out;
    add_safe(asking, rate->rubric->title);
    buf_add_c(out, "\n");
    diag_add_safe(out, rate->rubric->about, true);
    buf_printf(out, "\n%s: ", _("Session"));
    add_safe(asking, rate->history.start.title);
    buf_printf(out, ", %s, %zu %s\n",
               history_date(rate->history.start.wall / HISTORY_DAY, date),
               rate->history.turns.count, _("turns"));
    buf_printf(out, "%s: ", _("Observer"));
    add_safe(asking, rate->rating.rater);
    buf_printf(out, "\n\n%s\n",
               _("Type the number of a level. What you type is kept at once; "
                 "':help' shows what else there is."));
}

static void show_help(Asking *asking)
{
    static const char *const rows[][2] = {
        {"1, 2, ...", N_("chooses a level")},
        {"-", N_("leaves the item out")},
        {":back", N_("goes back to the item before")},
        {":next", N_("goes on without an answer")},
        {":note TEXT", N_("adds a remark to the item; without text, takes it "
                          "away")},
        {":turns", N_("shows the turns and what was recognised in each")},
        {":code N A -> B", N_("says that turn N was B, not A; each may be a "
                              "list with commas, or nothing")},
        {":code N", N_("takes the correction of turn N back")},
        {":quit", N_("stops; the same command goes on later")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        buf_printf(&asking->out, "  %-14s %s\n", rows[i][0], _(rows[i][1]));
}

static void show_item(Asking *asking)
{
    const Rubric *rubric = asking->rate->rubric;
    const RubricItem *item = &rubric->items[asking->at];
    Buf *out = &asking->out;
    int8_t now = asking->rate->rating.levels[asking->at];
    Str note = asking->rate->rating.notes[asking->at];
    if (asking->area != (int64_t)item->area_index) {
        asking->area = item->area_index;
        buf_add_char(out, '\n');
        add_safe(asking, rubric->areas[item->area_index].title);
        buf_add_char(out, '\n');
    }
    buf_printf(out, "\n%u/%u ", asking->at + 1, rubric->item_count);
    add_safe(asking, item->text);
    buf_add_char(out, '\n');
    for (uint32_t i = 0; i < item->level_count; i++) {
        buf_printf(out, "  %u ", i + 1);
        add_safe(asking, item->levels[i]);
        buf_add_char(out, '\n');
    }
    if (now != RATING_NONE)
        buf_printf(out, "%s: %d\n", _("now"), now + 1);
    if (note.size) {
        buf_printf(out, "%s: ", _("remark"));
        add_safe(asking, note);
        buf_add_char(out, '\n');
    }
}

static void add_codes(Asking *asking, const Str *names, uint32_t count)
{
    if (!count)
        buf_add_c(&asking->out, _("nothing"));
    for (uint32_t i = 0; i < count; i++) {
        buf_add_c(&asking->out, i ? ", " : "");
        add_safe(asking, names[i]);
    }
}

static const RatingCode *correction_of(const Asking *asking, uint32_t turn)
{
    const Rating *rating = &asking->rate->rating;
    for (size_t i = 0; i < rating->codes.count; i++)
        if (rating->codes.items[i].turn == turn)
            return &rating->codes.items[i];
    return NULL;
}

static void show_turn(Asking *asking, uint32_t turn)
{
    const HistoryTurn *said = &asking->rate->history.turns.items[turn - 1];
    const RatingCode *code = correction_of(asking, turn);
    buf_printf(&asking->out, "%4u ", turn);
    add_safe(asking, said->text);
    buf_add_c(&asking->out, "\n     ");
    add_codes(asking, said->intents, said->intent_count);
    if (code) {
        buf_add_c(&asking->out, " -> ");
        add_codes(asking, code->is, code->is_count);
    }
    buf_add_char(&asking->out, '\n');
}

/* --- Corrections of codes --------------------------------------------------
 */

static Str trimmed(Str text)
{
    while (text.size && text.data[0] == ' ')
        text = str_slice(text, 1, text.size);
    while (text.size && text.data[text.size - 1] == ' ')
        text.size--;
    return text;
}

/* Cuts the next name off a list with commas; false at its end. */
static bool next_name(Str *list, Str *name)
{
    *list = trimmed(*list);
    if (!list->size)
        return false;
    const char *comma = memchr(list->data, ',', list->size);
    size_t size = comma ? (size_t)(comma - list->data) : list->size;
    *name = trimmed(str_slice(*list, 0, size));
    *list = str_slice(*list, comma ? size + 1 : size, list->size);
    return true;
}

/* Whether it names an intent, as far as that is known; else says so. */
static bool is_intent(Asking *asking, Str name)
{
    const MovesScenario *scenario = asking->rate->scenario;
    Names names = {0};
    if (shape_is_name(name) && (!scenario || moves_intent(scenario, name)))
        return true;
    for (uint32_t i = 0; scenario && i < scenario->intent_count; i++)
        names_add(&asking->rate->arena, &names, scenario->intents[i].name, 0,
                  0);
    Str near = names_nearest(&names, name, 1);
    buf_add_c(&asking->out, "-- ");
    buf_printf(&asking->out, _("there is no intent of this name:"));
    buf_add_char(&asking->out, ' ');
    add_safe(asking, str_slice(name, 0, 80));
    if (near.size) {
        buf_printf(&asking->out, "; %s ", _("did you mean"));
        add_safe(asking, near);
        buf_add_char(&asking->out, '?');
    }
    buf_add_char(&asking->out, '\n');
    return false;
}

static bool holds(const Str *names, uint32_t count, Str name)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(names[i], name))
            return true;
    return false;
}

/* The names of a list, each once; false after a message. */
static bool read_names(Asking *asking, Str list, Str names[32], uint32_t *count)
{
    Str name;
    for (*count = 0; next_name(&list, &name) && *count < 32;) {
        if (!is_intent(asking, name))
            return false;
        if (!holds(names, *count, name))
            names[(*count)++] = str_copy(&asking->rate->arena, name);
    }
    return true;
}

/* Of what counts for the turn now, `from` goes and `to` comes. */
static bool correct(Asking *asking, uint32_t turn, Str from, Str to)
{
    Rate *rate = asking->rate;
    Str gone[32], come[32];
    uint32_t gone_count, come_count, count = 0;
    if (!read_names(asking, from, gone, &gone_count) ||
        !read_names(asking, to, come, &come_count))
        return false;
    RatingCode *code =
        rating_code(&rate->rating, &rate->arena, &rate->history, turn);
    for (uint32_t i = 0; i < gone_count; i++)
        if (!holds(code->is, code->is_count, gone[i])) {
            tell(asking, _("that was not recognised in this turn:"));
            show_turn(asking, turn);
            if (code->is == code->was)
                rating_code_drop(&rate->rating, turn);
            return false;
        }
    Str *is = ARENA_ARRAY(&rate->arena, Str, code->is_count + come_count);
    for (uint32_t i = 0; i < code->is_count; i++)
        if (!holds(gone, gone_count, code->is[i]))
            is[count++] = code->is[i];
    for (uint32_t i = 0; i < come_count; i++)
        if (!holds(is, count, come[i]))
            is[count++] = come[i];
    code->is = is;
    code->is_count = count;
    return true;
}

/* `N A -> B`, or `N`. True when something changed. */
static bool read_code(Asking *asking, Str rest)
{
    size_t size = 0;
    int64_t turn = 0;
    Rate *rate = asking->rate;
    rest = trimmed(rest);
    while (size < rest.size && rest.data[size] != ' ')
        size++;
    if (!str_to_int(str_slice(rest, 0, size), &turn) || turn < 1 ||
        (size_t)turn > rate->history.turns.count) {
        tell(asking, _("name a turn first, as ':turns' shows them"));
        return false;
    }
    rest = trimmed(str_slice(rest, size, rest.size));
    const char *arrow = memmem(rest.data ? rest.data : "", rest.size, "->", 2);
    if (rest.size && !arrow) {
        tell(asking, _("write ':code 12 calm-down -> paraphrase'"));
        return false;
    }
    if (!arrow) {
        rating_code_drop(&rate->rating, (uint32_t)turn);
    } else {
        size_t at = (size_t)(arrow - rest.data);
        if (!correct(asking, (uint32_t)turn, str_slice(rest, 0, at),
                     str_slice(rest, at + 2, rest.size)))
            return false;
    }
    show_turn(asking, (uint32_t)turn);
    return true;
}

/* --- Answers -----------------------------------------------------------------
 */

static void save(Asking *asking)
{
    say(asking);
    if (!rate_save(asking->rate))
        asking->failed = asking->quit = true;
}

static void next(Asking *asking)
{
    if (asking->at < asking->rate->rubric->item_count)
        asking->at++;
}

/* A level, or `-`. */
static void answer(Asking *asking, Str line)
{
    const Rubric *rubric = asking->rate->rubric;
    int64_t number;
    bool none = str_equal_c(line, "-");
    if (asking->at == rubric->item_count) {
        tell(asking, _("all items have been asked; ':back' goes back, ':quit' "
                       "stops"));
        return;
    }
    if (!none && (!str_to_int(line, &number) || number < 1 ||
                  number > rubric->items[asking->at].level_count)) {
        tell(asking, _("type the number of a level, or '-' to leave the item "
                       "out; ':help' shows more"));
        return;
    }
    asking->rate->rating.levels[asking->at] =
        none ? RATING_NONE : (int8_t)(number - 1);
    save(asking);
    next(asking);
}

static void set_note(Asking *asking, Str rest)
{
    Rate *rate = asking->rate;
    if (asking->at == rate->rubric->item_count) {
        tell(asking, _("all items have been asked; ':back' goes back, ':quit' "
                       "stops"));
        return;
    }
    Str note = str_slice(trimmed(rest), 0, RATING_NOTE_MOST);
    note.size = source_utf8_valid(note);
    rate->rating.notes[asking->at] = str_copy(&rate->arena, note);
    save(asking);
}

static void show_turns(Asking *asking)
{
    for (uint32_t i = 1; i <= asking->rate->history.turns.count; i++) {
        show_turn(asking, i);
        say(asking);
    }
}

static void command(Asking *asking, Str line)
{
    size_t size = 0;
    while (size < line.size && line.data[size] != ' ')
        size++;
    Str name = str_slice(line, 0, size);
    Str rest = str_slice(line, size, line.size);
    if (str_equal_c(name, ":quit"))
        asking->quit = true;
    else if (str_equal_c(name, ":back"))
        asking->at -= asking->at > 0;
    else if (str_equal_c(name, ":next"))
        next(asking);
    else if (str_equal_c(name, ":note"))
        set_note(asking, rest);
    else if (str_equal_c(name, ":turns"))
        show_turns(asking);
    else if (str_equal_c(name, ":code")) {
        if (read_code(asking, rest))
            save(asking);
    } else if (str_equal_c(name, ":help"))
        show_help(asking);
    else
        tell(asking, _("this command is not known; ':help' shows them"));
}

/* The item asked last was shown already, unless it moved. */
static void ask(Asking *asking, uint32_t *shown)
{
    const Rubric *rubric = asking->rate->rubric;
    if (asking->at != *shown && asking->at < rubric->item_count)
        show_item(asking);
    else if (asking->at != *shown)
        buf_printf(&asking->out, "\n-- %s\n",
                   _("all items have been asked; ':back' goes back, ':quit' "
                     "stops"));
    *shown = asking->at;
    buf_add_c(&asking->out, "> ");
    say(asking);
}

int rate_ask(Rate *rate)
{
    Asking asking = {.rate = rate, .area = -1};
    uint32_t shown = UINT32_MAX;
    LinesStatus status = LINES_LINE;
    lines_init(&asking.lines, STDIN_FILENO, LINE_BYTES);
    for (uint32_t i = 0; i < rate->rubric->item_count; i++)
        if (rate->rating.levels[i] != RATING_NONE || rate->rating.notes[i].size)
            asking.at = i + (rate->rating.levels[i] != RATING_NONE);
    show_head(&asking);
    while (!asking.quit && !signal_pending()) {
        ask(&asking, &shown);
        status = lines_next(&asking.lines, -1);
        if (status != LINES_LINE)
            break;
        Str line = trimmed(buf_str(&asking.lines.line));
        if (asking.lines.dropped)
            tell(&asking, _("this line is too long; it was not taken"));
        else if (line.size && line.data[0] == ':')
            command(&asking, line);
        else if (line.size)
            answer(&asking, line);
    }
    if (status == LINES_END)
        buf_add_char(&asking.out, '\n');
    say(&asking);
    lines_finish(&asking.lines);
    buf_finish(&asking.out);
    if (signal_pending())
        return 128 + signal_pending();
    return asking.failed || status == LINES_FAILED ? EXIT_FAULT
                                                   : EXIT_NOTHING_FOUND;
}
