/* Two tables, the findings, and for each finding a run to read. audit_human and
 * audit_json say the same in two forms. Start at finding_of. */
#include "report/audit.h"

#include <jansson.h>
#include <stdlib.h>

#include "session/text.h"

/* --- Findings ---------------------------------------------------------- */

typedef enum {
    FOUND_NOTHING,
    FOUND_NO_PEACE, /* the scenario has no ending of that outcome */
    FOUND_NO_WAY,   /* listening does not come to one */
    FOUND_TAUGHT,   /* a bad habit comes to one nearly as often */
} Finding;

static bool has_peace(const Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        if (tally_is_peaceful(&scenario->endings[i]))
            return true;
    return false;
}

/* What is found of a row: the scenario's own faults at the one that listens. */
static Finding finding_of(const Tally *tally, const TallyRow *row)
{
    const TallyRow *listener = tally_listener(tally);
    if (!listener)
        return FOUND_NOTHING;
    if (row == listener && !has_peace(tally->scenario))
        return FOUND_NO_PEACE;
    if (row == listener && !row->peaceful)
        return FOUND_NO_WAY;
    if (row != listener && row->peaceful && tally_teaches(row, listener))
        return FOUND_TAUGHT;
    return FOUND_NOTHING;
}

/* `part` of `whole`, in tenths, rounded. */
static int64_t tenths_of(int64_t part, int64_t whole)
{
    int64_t twentieths = whole ? 20 * part / whole : 0;
    return (twentieths + (twentieths < 0 ? -1 : 1)) / 2;
}

static Str tenths_text(char text[32], int64_t tenths)
{
    snprintf(text, 32, "%s%d.%d", tenths < 0 ? "-" : "",
             (int)(llabs(tenths) / 10), (int)(llabs(tenths) % 10));
    return str_from(text);
}

static Str percent_text(char text[32], const Tally *tally, uint32_t part)
{
    return tenths_text(text,
                       tenths_of(100 * (int64_t)part, tally->options.runs));
}

static void add_finding(Buf *out, const Tally *tally, const TallyRow *row)
{
    char part[32], whole[32];
    switch (finding_of(tally, row)) {
    case FOUND_NOTHING:
        break;
    case FOUND_NO_PEACE:
        buf_add_c(out, "no ending of the scenario is peaceful; listening has "
                       "nothing to reach");
        break;
    case FOUND_NO_WAY:
        buf_printf(out,
                   "'%s' never reaches a peaceful ending; give states a "
                   "'hint' and intents examples that fit it",
                   row->persona->name);
        break;
    case FOUND_TAUGHT:
        percent_text(part, tally, row->peaceful);
        percent_text(whole, tally, tally_listener(tally)->peaceful);
        buf_printf(out,
                   "'%s' ends in peace in %s %% of its runs, '%s' in %s %%, "
                   "not %d times as often; who plays learns the habit",
                   row->persona->name, part, persona_listener()->name, whole,
                   TALLY_TIMES);
        break;
    }
}

/* Whether a run is to be read with a row, and which. */
static bool has_run(const Tally *tally, const TallyRow *row, uint64_t *seed)
{
    Finding finding = finding_of(tally, row);
    *seed = finding == FOUND_TAUGHT ? row->shortest : tally->options.seed;
    return tally->options.only || finding == FOUND_TAUGHT ||
           finding == FOUND_NO_WAY;
}

/* --- A run to read ----------------------------------------------------- */

typedef enum { TOLD_SAY, TOLD_WAIT, TOLD_ANSWER, TOLD_SIGN, TOLD_ENDING } Told;

/* Its name in JSON; what stands before, between speaker and text, and after. */
static const struct {
    const char *name, *before, *between, *after;
} told[] = {
    [TOLD_SAY] = {"say", "> ", "", ""},
    [TOLD_WAIT] = {"wait", "(says nothing)", "", ""},
    [TOLD_ANSWER] = {"answer", "", ": ", ""},
    [TOLD_SIGN] = {"sign", "[", "", "]"},
    [TOLD_ENDING] = {"ending", "-- ", "", ""},
};

/* Where the lines of a run go: to one of the two. */
typedef struct {
    const Scenario *scenario;
    Buf *human;
    json_t *json;
    Buf text; /* of the line under way */
} Reader;

static json_t *json_text(Str text)
{
    return json_stringn(text.data ? text.data : "", text.size);
}

static void tell(Reader *reader, int64_t t, Told kind, Str who, Str text)
{
    Buf *out = reader->human;
    if (out) {
        buf_printf(out, "  %3d:%02d  %s", (int)(t / 60000),
                   (int)(t / 1000 % 60), told[kind].before);
        diag_add_safe(out, who, false);
        buf_add_c(out, told[kind].between);
        diag_add_safe(out, text, false);
        buf_printf(out, "%s\n", told[kind].after);
        return;
    }
    json_t *line =
        json_pack("{s:I, s:s}", "t", (json_int_t)t, "kind", told[kind].name);
    if (who.size)
        json_object_set_new(line, "role", json_text(who));
    if (text.size)
        json_object_set_new(line, "text", json_text(text));
    json_array_append_new(reader->json, line);
}

static void tell_move(void *context, const Configuration *now,
                      const NegotiatorMove *move)
{
    Reader *reader = context;
    tell(reader, engine_time(now), move->speaks ? TOLD_SAY : TOLD_WAIT,
         (Str){0}, move->text);
}

static void tell_output(void *context, const Configuration *now,
                        const Output *output)
{
    Reader *reader = context;
    const Scenario *scenario = reader->scenario;
    buf_clear(&reader->text);
    if (output->kind == OUT_SAY || output->kind == OUT_SIGN)
        text_fill(scenario, now, output->text, &reader->text);
    Str text = buf_str(&reader->text);
    if (output->kind == OUT_SAY)
        tell(reader, output->t, TOLD_ANSWER,
             scenario->roles[output->index].shown, text);
    else if (output->kind == OUT_SIGN)
        tell(reader, output->t, TOLD_SIGN, (Str){0}, text);
    else if (output->kind == OUT_ENDING && output->nth >= 0)
        tell(reader, output->t, TOLD_ENDING, (Str){0},
             scenario->endings[output->nth].name);
}

static void read_run(const Tally *tally, Rehearsal *rehearsal,
                     const TallyRow *row, uint64_t seed, Reader *reader)
{
    RehearsalWatch watch = {tell_move, tell_output, reader};
    reader->scenario = tally->scenario;
    rehearsal_run(rehearsal, row->persona, seed, tally->options.moves, &watch);
    if (reader->human)
        reader->human->failed |= reader->text.failed;
    buf_finish(&reader->text);
}

/* --- For people -------------------------------------------------------- */

enum { FIRST_COLUMN = 15, COLUMN = 8 };

/* One cell of the column under `head`, set to the right. */
static void add_cell(Buf *out, Str head, Str text)
{
    size_t width = 2 + (head.size < COLUMN ? COLUMN : head.size);
    buf_add_repeat(out, ' ', width > text.size ? width - text.size : 1);
    buf_add(out, text);
}

static void add_name(Buf *out, const char *name)
{
    buf_printf(out, "%-*s", FIRST_COLUMN, name);
}

static void add_endings(Buf *out, const Tally *tally)
{
    const Scenario *scenario = tally->scenario;
    const Ending *endings = scenario->endings;
    uint32_t count = scenario->ending_count;
    Str none = STR("none");
    char text[32];
    buf_add_char(out, '\n');
    add_name(out, "% of runs");
    for (uint32_t i = 0; i < count; i++)
        add_cell(out, endings[i].name, endings[i].name);
    add_cell(out, none, none);
    buf_add_char(out, '\n');
    add_name(out, "");
    for (uint32_t i = 0; i < count; i++)
        add_cell(out, endings[i].name, endings[i].outcome);
    buf_add_char(out, '\n');
    for (uint32_t k = 0; k < tally->row_count; k++) {
        const TallyRow *row = &tally->rows[k];
        add_name(out, row->persona->name);
        for (uint32_t i = 0; i <= count; i++)
            add_cell(out, i < count ? endings[i].name : none,
                     percent_text(text, tally, row->endings[i]));
        buf_add_char(out, '\n');
    }
}

/* The stage that half of the runs came to, or further; NONE for none. */
static int32_t usual_stage(const Tally *tally, const TallyRow *row)
{
    int32_t stage = (int32_t)tally->scenario->stage_count;
    uint32_t runs = 0;
    while (stage > 0 && 2 * (runs += row->stages[stage]) < tally->options.runs)
        stage--;
    return stage - 1;
}

/* Where runs were given up, the two states with most of them. */
static void add_given_up(Buf *out, const Scenario *scenario,
                         const TallyRow *row)
{
    uint32_t first = 0, second = 0;
    for (uint32_t i = 1; i < scenario->state_count; i++)
        if (row->states[i] > row->states[first]) {
            second = first;
            first = i;
        } else if (second == first || row->states[i] > row->states[second]) {
            second = i;
        }
    if (row->states[first])
        buf_printf(out, "  %.*s", STR_ARGS(scenario->states[first].name));
    if (second != first && row->states[second])
        buf_printf(out, ", %.*s", STR_ARGS(scenario->states[second].name));
}

static void add_figures(Buf *out, const Tally *tally)
{
    const Scenario *scenario = tally->scenario;
    const Meter *meters = scenario->meters;
    Str turns = STR("turns"), stage = STR("behavioural-change");
    char text[32];
    buf_add_char(out, '\n');
    add_name(out, "in the end");
    add_cell(out, turns, turns);
    add_cell(out, stage, STR("stage"));
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        add_cell(out, meters[i].name, meters[i].name);
    buf_add_c(out, "  given up in\n");
    for (uint32_t k = 0; k < tally->row_count; k++) {
        const TallyRow *row = &tally->rows[k];
        int32_t usual = usual_stage(tally, row);
        snprintf(text, sizeof text, "%u", row->turns);
        add_name(out, row->persona->name);
        add_cell(out, turns, str_from(text));
        add_cell(out, stage,
                 usual == NONE ? STR("-") : scenario->stages[usual].name);
        for (uint32_t i = 0; i < scenario->meter_count; i++)
            add_cell(out, meters[i].name,
                     tenths_text(
                         text, tenths_of(row->meters[i], tally->options.runs)));
        add_given_up(out, scenario, row);
        buf_add_char(out, '\n');
    }
}

uint32_t audit_human(Buf *out, const Tally *tally, Rehearsal *rehearsal,
                     Str path)
{
    const TallyOptions *options = &tally->options;
    uint32_t findings = 0;
    uint64_t seed;
    diag_add_safe(out, path, false);
    buf_printf(out,
               ": %u run%s of each persona, at most %u moves, seeds from "
               "%llu\n",
               options->runs, options->runs == 1 ? "" : "s", options->moves,
               (unsigned long long)options->seed);
    add_endings(out, tally);
    add_figures(out, tally);
    for (uint32_t i = 0; i < tally->row_count; i++) {
        const TallyRow *row = &tally->rows[i];
        if (finding_of(tally, row) != FOUND_NOTHING) {
            findings++;
            buf_add_char(out, '\n');
            add_finding(out, tally, row);
            buf_add_char(out, '\n');
        }
        if (!has_run(tally, row, &seed))
            continue;
        buf_printf(out, "\n%s, seed %llu:\n", row->persona->name,
                   (unsigned long long)seed);
        read_run(tally, rehearsal, row, seed, &(Reader){.human = out});
    }
    return findings;
}

/* --- JSON -------------------------------------------------------------- */

static void set_count(json_t *object, Str name, uint32_t count)
{
    json_object_setn_new(object, name.data, name.size, json_integer(count));
}

static json_t *row_json(const Tally *tally, const TallyRow *row)
{
    const Scenario *scenario = tally->scenario;
    json_t *endings = json_object(), *stages = json_object(),
           *meters = json_object();
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        set_count(endings, scenario->endings[i].name, row->endings[i]);
    for (uint32_t i = 0; i < scenario->stage_count; i++)
        set_count(stages, scenario->stages[i].name, row->stages[i + 1]);
    for (uint32_t i = 0; i < scenario->meter_count; i++)
        json_object_setn_new(
            meters, scenario->meters[i].name.data,
            scenario->meters[i].name.size,
            json_real((double)row->meters[i] / tally->options.runs));
    return json_pack("{s:s, s:b, s:I, s:o, s:I, s:I, s:o, s:I, s:o}", "persona",
                     row->persona->name, "listens", row->persona->listens,
                     "peaceful", (json_int_t)row->peaceful, "endings", endings,
                     "none", (json_int_t)row->endings[scenario->ending_count],
                     "turns", (json_int_t)row->turns, "stages", stages,
                     "no-stage", (json_int_t)row->stages[0], "meters", meters);
}

/* What is found of a row and the run to read, or NULL. */
static json_t *finding_json(const Tally *tally, Rehearsal *rehearsal,
                            const TallyRow *row)
{
    bool found = finding_of(tally, row) != FOUND_NOTHING;
    uint64_t seed;
    bool run = has_run(tally, row, &seed);
    if (!found && !run)
        return NULL;
    json_t *object = json_pack("{s:s}", "persona", row->persona->name);
    Buf text = {0};
    add_finding(&text, tally, row);
    json_object_set_new(object, "text",
                        found ? json_text(buf_str(&text)) : json_null());
    buf_finish(&text);
    if (run) {
        json_t *lines = json_array();
        read_run(tally, rehearsal, row, seed, &(Reader){.json = lines});
        json_object_set_new(object, "seed", json_integer((json_int_t)seed));
        json_object_set_new(object, "run", lines);
    }
    return object;
}

uint32_t audit_json(Buf *out, const Tally *tally, Rehearsal *rehearsal,
                    Str path)
{
    const TallyOptions *options = &tally->options;
    json_t *rows = json_array(), *findings = json_array();
    uint32_t count = 0;
    for (uint32_t i = 0; i < tally->row_count; i++) {
        const TallyRow *row = &tally->rows[i];
        json_array_append_new(rows, row_json(tally, row));
        count += finding_of(tally, row) != FOUND_NOTHING;
        json_t *finding = finding_json(tally, rehearsal, row);
        if (finding)
            json_array_append_new(findings, finding);
    }
    json_t *all = json_pack(
        "{s:o, s:I, s:I, s:I, s:o, s:o}", "scenario", json_text(path), "runs",
        (json_int_t)options->runs, "moves", (json_int_t)options->moves, "seed",
        (json_int_t)options->seed, "personas", rows, "findings", findings);
    char *text = json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(6));
    out->failed |= !text;
    if (text) {
        buf_add_c(out, text);
        buf_add_char(out, '\n');
    }
    free(text);
    json_decref(all);
    return count;
}
