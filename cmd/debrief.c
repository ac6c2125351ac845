/* `standoff debrief`: a recorded session told, as a page, Markdown or JSON. */
#include "report/debrief.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/language.h"
#include "cmd/recorder.h"
#include "cmd/sheet.h"

typedef enum { FORM_HTML, FORM_MARKDOWN, FORM_JSON } Form;

typedef struct {
    const Invocation *invocation;
    Arena arena;
    Sources sources;
    JournalFound found;
    Form form;
    int64_t steps; /* of looking ahead */
    const char *path;
    History history; /* for ratings */
    Raters raters;
} Telling;

static const char *translated(const char *english)
{
    return gettext(english);
}

static bool read_form(Telling *telling)
{
    static const char *const names[] = {"html", "markdown", "json"};
    const char *value = option_value(telling->invocation, "format");
    for (int i = 0; value && i < 3; i++)
        if (!strcmp(value, names[i])) {
            telling->form = (Form)i;
            return true;
        }
    if (value)
        usage_error(telling->invocation,
                    "'--format %.80s' is not one of html, markdown, json",
                    value);
    return !value;
}

static bool read_steps(Telling *telling)
{
    const char *value = option_value(telling->invocation, "ahead");
    telling->steps = AHEAD_STEPS;
    if (!value || (str_to_int(str_from(value), &telling->steps) &&
                   telling->steps >= 0 && telling->steps <= 100000000))
        return true;
    usage_error(telling->invocation,
                "'--ahead %.80s' is not a number from 0 to 100000000", value);
    return false;
}

static bool read_journal(Telling *telling, RecordStart *start)
{
    JournalFault fault;
    char why[PATH_MAX + 200];
    size_t at = 0;
    Str line;
    JournalStatus status = journal_read(telling->path, &telling->found, &fault);
    if (status != JOURNAL_OK) {
        recorder_explain(status, &fault, telling->path, why, sizeof why);
        usage_error(telling->invocation, "%s", why);
        return false;
    }
    if (telling->found.torn)
        fprintf(stderr,
                "standoff debrief: the %lld bytes behind line %lld are no "
                "whole line; they are left out\n",
                (long long)telling->found.torn,
                (long long)telling->found.lines);
    if (!journal_line(telling->found.text, &at, &line) ||
        !record_read_start(&telling->arena, line, start)) {
        usage_error(telling->invocation, "'%s' holds no session",
                    telling->path);
        return false;
    }
    return true;
}

/* The scenario of the journal, or the one of --scenario; without one there is
 * less to tell, and standard error says why. */
static bool load(Telling *telling, const RecordStart *start,
                 const Scenario **scenario)
{
    const char *other = option_value(telling->invocation, "scenario");
    ScenarioOptions options = {.root = other ? (Str){0} : start->root,
                               .language = start->language};
    Diags diags;
    diag_init(&diags, &telling->arena);
    *scenario = scenario_load(&telling->arena, &telling->sources, &diags,
                              other ? str_from(other) : start->path, &options);
    if (*scenario && (*scenario)->is_pack)
        *scenario = NULL;
    if (*scenario)
        return true;
    print_diags(&diags, &telling->sources, color_wanted(NULL, stderr));
    if (other)
        return false;
    fprintf(stderr, "standoff debrief: the scenario cannot be read; the page "
                    "tells what the journal alone says\n");
    return true;
}

/* What observers saw: the sheet, if there is one, and the ratings named. */
static bool read_ratings(Telling *telling, const RecordStart *start)
{
    const Invocation *invocation = telling->invocation;
    int count = invocation->operand_count - 1;
    HistoryBuffer buffer = {0};
    JournalFault fault;
    bool named = count > 0 || option_value(invocation, "rubric");
    const Rubric *rubric =
        sheet_load(invocation, &telling->arena, start, start->language, named);
    if (!rubric)
        return !named;
    JournalStatus status = history_read(&buffer, &telling->arena, telling->path,
                                        &telling->history, &fault);
    history_buffer_finish(&buffer);
    return status == JOURNAL_OK &&
           sheet_read_ratings(invocation, &telling->arena, rubric,
                              &telling->history, invocation->operands + 1,
                              count, &telling->raters);
}

static void write_form(const Telling *telling, const Debrief *debrief, Buf *out)
{
    const char *lang = option_value(telling->invocation, "lang");
    Str language =
        lang ? str_from(lang) : debrief->facts->story->start.language;
    language_begin(language);
    if (telling->form == FORM_JSON)
        debrief_json(out, debrief);
    else
        debrief_document(
            out, telling->form == FORM_HTML ? DOCUMENT_HTML : DOCUMENT_MARKDOWN,
            debrief, translated, language);
    if (out->failed)
        out_of_memory(NULL);
}

static int write_out(const Telling *telling, Str text)
{
    const char *path = option_value(telling->invocation, "output");
    if (!path || !strcmp(path, "-")) {
        print_out(text);
        return EXIT_NOTHING_FOUND;
    }
    if (write_whole(path, text))
        return EXIT_NOTHING_FOUND;
    usage_error(telling->invocation, "'%s': %s; nothing was written", path,
                strerror(errno));
    return EXIT_FAULT;
}

static int tell(Telling *telling, const RecordStart *start,
                const Scenario *scenario)
{
    static Rerun rerun;
    static Story story;
    static Facts facts;
    static Ahead ahead;
    Buf text = {0}, out = {0};
    buf_add(&text, telling->found.text);
    if (scenario) {
        rerun_play(&telling->arena, telling->found.text, start, scenario,
                   &rerun);
        buf_add(&text, buf_str(&rerun.more));
    }
    if (text.failed)
        out_of_memory(NULL);
    story_read(&telling->arena, buf_str(&text), scenario, &story);
    buf_finish(&text);
    facts_gather(&telling->arena, &story, scenario, scenario ? &rerun : NULL,
                 &facts);
    bool looks = scenario && telling->steps;
    if (looks)
        ahead_look(&telling->arena, &facts, (uint32_t)telling->steps, &ahead);
    Debrief debrief = {&facts, looks ? &ahead : NULL, str_from(telling->path),
                       telling->raters.rubric ? &telling->raters : NULL};
    write_form(telling, &debrief, &out);
    int code = write_out(telling, buf_str(&out));
    buf_finish(&out);
    return code;
}

static int debrief_it(Telling *telling)
{
    const Scenario *scenario;
    RecordStart start;
    if (telling->invocation->operand_count < 1)
        return usage_error(telling->invocation, "give one journal");
    telling->path = telling->invocation->operands[0];
    if (!read_form(telling) || !read_steps(telling) ||
        !read_journal(telling, &start) || !read_ratings(telling, &start) ||
        !load(telling, &start, &scenario))
        return EXIT_USAGE;
    return tell(telling, &start, scenario);
}

static int run(const Invocation *invocation)
{
    static Telling telling;
    telling = (Telling){.invocation = invocation};
    arena_init(&telling.arena, out_of_memory, NULL);
    int code = debrief_it(&telling);
    journal_found_finish(&telling.found);
    arena_finish(&telling.arena);
    return code;
}

static const Option options[] = {
    {"output", 'o', "FILE", "where to write (default: standard output)"},
    {"format", 'f', "FORM", "html (default), markdown or json"},
    {"lang", 0, "LANG",
     "the page's own words (default: the session's language)"},
    {"ratings", 0, NULL, "the files behind the journal are observers' ratings"},
    {"rubric", 0, "FILE", "the sheet that observers rated by (default: found)"},
    {"scenario", 0, "FILE", "the scenario's file, if it lies elsewhere now"},
    {"ahead", 0, "N",
     "steps of one search for what was still ahead (80000; 0: no search)"},
    {0},
};

const Command command_debrief = {
    .name = "debrief",
    .arguments = "JOURNAL [RATING...]",
    .summary = "tells a recorded session: a page to talk about",
    .about = "One page that needs no network: what was said and what it was "
             "heard as, skills,\ndemands, turning points. No score, no mark, "
             "no prediction.\n",
    .options = options,
    .run = run,
};
