/* `standoff rate`: an observer's sheet for a recorded session, asked in the
 * terminal or read from a filled-in form. Asking is ask.c's. */
#include "cmd/rate.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/language.h"
#include "cmd/recorder.h"
#include "cmd/sheet.h"

/* --- What there is to rate ---------------------------------------------------
 */

static bool read_session(Rate *rate)
{
    const char *path = rate->invocation->operands[0];
    HistoryBuffer buffer = {0};
    JournalFault fault;
    char why[PATH_MAX + 200];
    JournalStatus status =
        history_read(&buffer, &rate->arena, path, &rate->history, &fault);
    history_buffer_finish(&buffer);
    if (status == JOURNAL_OK)
        return true;
    recorder_explain(status, &fault, path, why, sizeof why);
    usage_error(rate->invocation, "%s", why);
    return false;
}

/* --- The file ---------------------------------------------------------------
 */

static void name_file(Rate *rate)
{
    const char *given = option_value(rate->invocation, "output");
    if (given)
        buf_add_c(&rate->path, given);
    else
        buf_printf(&rate->path, "%s.%.*s.rating.yaml",
                   rate->invocation->operands[0], STR_ARGS(rate->rating.rater));
    if (rate->path.failed)
        out_of_memory(NULL);
}

bool rate_save(const Rate *rate)
{
    Buf out = {0};
    rating_write(&out, rate->rubric, &rate->rating);
    if (out.failed)
        out_of_memory(NULL);
    bool done = write_private(rate->path.data, buf_str(&out));
    int error = errno;
    buf_finish(&out);
    if (!done)
        usage_error(rate->invocation, "'%s': %s; nothing was written",
                    rate->path.data, strerror(error));
    return done;
}

/* Reads a rating of this session by this rater; false after messages. */
static bool read_rating(Rate *rate, Str path, Str rater)
{
    Sources sources = {0};
    Diags diags;
    diag_init(&diags, &rate->arena);
    bool good = rating_read(&rate->arena, &sources, &diags, path, rate->rubric,
                            &rate->history, &rate->rating);
    if (good && rate->rating.rater.size &&
        !str_equal(rate->rating.rater, rater)) {
        diag_add(&diags, DIAG_RATING_SESSION, (Span){0},
                 "this rating is by '%.*s', not by '%.*s'; give that name, or "
                 "another file with -o",
                 STR_ARGS(rate->rating.rater), STR_ARGS(rater));
        good = false;
    }
    if (!good)
        print_diags(
            &diags, &sources,
            color_wanted(option_value(rate->invocation, "color"), stderr));
    rate->rating.rater = rater;
    rate->rating.scenario = rate->history.start.title;
    return good;
}

static int print_form(Rate *rate)
{
    Buf out = {0};
    rating_write(&out, rate->rubric, &rate->rating);
    if (out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
    return EXIT_NOTHING_FOUND;
}

static int take_form(Rate *rate, const char *form)
{
    if (!read_rating(rate, str_from(form), rate->rating.rater))
        return EXIT_USAGE;
    name_file(rate);
    if (!rate_save(rate))
        return EXIT_FAULT;
    Buf out = {0};
    buf_printf(&out, "%s ", _("wrote"));
    diag_add_safe(&out, buf_str(&rate->path), false);
    buf_printf(&out, ": %u/%u\n", rating_count(&rate->rating, rate->rubric),
               rate->rubric->item_count);
    print_out(buf_str(&out));
    buf_finish(&out);
    return EXIT_NOTHING_FOUND;
}

static int ask_items(Rate *rate)
{
    struct stat info;
    bool current;
    name_file(rate);
    if (!lstat(rate->path.data, &info) &&
        !read_rating(rate, buf_str(&rate->path), rate->rating.rater))
        return EXIT_USAGE;
    moves_init(&rate->moves, &rate->arena);
    rate->scenario =
        moves_scenario(&rate->moves, &rate->history.start, &current);
    if (rate->scenario && !rate->scenario->known)
        rate->scenario = NULL;
    signals_catch();
    return rate_ask(rate);
}

/* --- The command
 * --------------------------------------------------------------
 */

static bool check_options(const Invocation *invocation)
{
    const char *rater = option_value(invocation, "as");
    bool form = option_value(invocation, "print-form");
    if (invocation->operand_count != 1)
        usage_error(invocation, "give one journal");
    else if (!rater && !form)
        usage_error(invocation, "say who rates, with --as NAME");
    else if (rater && !record_is_name(str_from(rater)))
        usage_error(invocation,
                    "'--as %.80s' is no name: give 1 to %d bytes of text "
                    "without '/' and control characters, not beginning with "
                    "'.'",
                    rater, RECORD_NAME_MOST);
    else
        return true;
    return false;
}

static int run_in(Rate *rate)
{
    const Invocation *invocation = rate->invocation;
    const char *form = option_value(invocation, "form");
    if (!check_options(invocation) || !read_session(rate))
        return EXIT_USAGE;
    rate->rubric = sheet_load(invocation, &rate->arena, &rate->history.start,
                              rate->history.start.language, true);
    if (!rate->rubric)
        return EXIT_USAGE;
    language_begin(rate->rubric->language);
    rating_init(&rate->rating, &rate->arena, rate->rubric, &rate->history,
                str_from(option_value(invocation, "as")));
    if (option_value(invocation, "print-form"))
        return print_form(rate);
    return form ? take_form(rate, form) : ask_items(rate);
}

static int run(const Invocation *invocation)
{
    Rate rate = {.invocation = invocation};
    arena_init(&rate.arena, out_of_memory, NULL);
    int code = run_in(&rate);
    buf_finish(&rate.path);
    arena_finish(&rate.arena);
    return code;
}

static const Option options[] = {
    {"as", 0, "NAME", "who rates: a pseudonym"},
    {"rubric", 0, "FILE",
     "the observer sheet (default: the scenarios' rubrics/observer.yaml)"},
    {"form", 0, "FILE", "takes the answers from a filled-in form"},
    {"print-form", 0, NULL, "prints an empty form for this session"},
    {"output", 'o', "FILE",
     "where to write (default: JOURNAL.NAME.rating.yaml)"},
    {"lang", 0, "LANG", "the language of the sheet (default: the session's)"},
    {"color", 0, "WHEN", "colour of messages: always, never or auto"},
    {0},
};

const Command command_rate = {
    .name = "rate",
    .arguments = "JOURNAL",
    .summary = "asks an observer what was seen in a recorded session",
    .about = "Item by item, in plain lines; what is answered is kept at once, "
             "and the same command\ngoes on where it was left. Corrects what "
             "was recognised, too, beside the original.\n",
    .options = options,
    .run = run,
};
