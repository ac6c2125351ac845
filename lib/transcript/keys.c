/* The table of a transcript's keys: one row per key, with the sentence that
 * authors see in their editor. read.c gives them their meaning. */
#include "scenario/keys.h"
#include "transcript/transcript.h"

static const char *const kind_words[] = {"transcript", NULL};
static const char *const expected_words[] = {
    "unraised", "open",    "deferred", "promised", "broken",
    "met",      "refused", "dropped",  "live",     NULL};

static const Shape text = {.what = "a text", .scalar = SHAPE_TEXT};
static const Shape name = {.what = "a name", .scalar = SHAPE_NAME};
static const Shape names = {
    .what = "a name or a list of names", .scalar = SHAPE_NAME, .item = &name};
static const Shape name_list = {
    .what = "a list of names", .item = &name, .may_be_empty = true};
static const Shape truth = {.what = "true or false", .scalar = SHAPE_BOOLEAN};
static const Shape duration = {.what = "a duration such as 90s or 1h30m",
                               .scalar = SHAPE_DURATION};
static const Shape path = {.what = "a path", .scalar = SHAPE_PATH};
static const Shape version = {.what = "the format version, 1",
                              .scalar = SHAPE_INTEGER,
                              .low = 1,
                              .high = 1};
static const Shape kind = {.what = "the kind of file, transcript",
                           .scalar = SHAPE_WORD,
                           .words = kind_words};
static const Shape seed = {.what = "a whole number",
                           .scalar = SHAPE_INTEGER,
                           .low = 0,
                           .high = INT64_MAX,
                           .fallback = "0"};
static const Shape pattern = {.what = "a pattern", .scalar = SHAPE_PATTERN};
static const Shape patterns = {.what = "a pattern or a list of patterns",
                               .scalar = SHAPE_PATTERN,
                               .item = &pattern};

/* What is set, and what is expected, of meters, facts and demands. */
static const Shape values = {.what = "a map from meters to numbers",
                             .names = SHAPE_NAME,
                             .entry = &shape_meter_start};
static const Shape bounds = {.what = "a number such as 3, or a range such as "
                                     "2..4",
                             .scalar = SHAPE_VALUES,
                             .low = -SCENARIO_METER_LIMIT,
                             .high = SCENARIO_METER_LIMIT};
static const Shape meters = {.what = "a map from meters to numbers or ranges",
                             .names = SHAPE_NAME,
                             .entry = &bounds};
static const Shape facts = {.what = "a fact, a list of facts that are known, "
                                    "or a map to true or false",
                            .scalar = SHAPE_NAME,
                            .item = &name,
                            .names = SHAPE_NAME,
                            .entry = &truth};
static const Shape status = {.what = "a demand's status",
                             .scalar = SHAPE_WORD,
                             .words = demand_status_names};
static const Shape statuses = {.what = "a map from demands to statuses",
                               .names = SHAPE_NAME,
                               .entry = &status};
static const Shape expected_status = {.what = "a demand's status, or live",
                                      .scalar = SHAPE_WORD,
                                      .words = expected_words};
static const Shape expected_statuses = {.what =
                                            "a map from demands to statuses",
                                        .names = SHAPE_NAME,
                                        .entry = &expected_status};

#define SETTINGS                                                               \
    {"meters", &values, false, "Meters: {tension: 3}."},                       \
        {"facts", &facts, false, "Facts that are known."},                     \
    {                                                                          \
        "demands", &statuses, false, "Demands: {doctor: met}."                 \
    }

static const ShapeKey set_keys[] = {SETTINGS, {0}};
static const Shape set = {.what = "what is set by hand", .keys = set_keys};
static const ShapeKey start_keys[] = {
    {"state", &name, false, "The state that is entered instead."},
    {"speaker", &name, false, "Who speaks first."},
    SETTINGS,
    {0}};
static const Shape start = {.what = "where the session begins",
                            .keys = start_keys};

static const ShapeKey expect_keys[] = {
    {"state", &name, false, "The current state, or one around it."},
    {"said", &patterns, false,
     "Patterns, each found in some line said in this step."},
    {"heard", &names, false, "Intents that were heard."},
    {"not-heard", &names, false, "Intents that were not heard."},
    {"meters", &meters, false, "Meters: {tension: 3, rapport: 2..4}."},
    {"facts", &facts, false, "Facts that are known."},
    {"demands", &expected_statuses, false, "Demands: {doctor: met}."},
    {"stage", &name, false, "The stage; none: before the first."},
    {"ending", &name, false, "The ending; none: the session goes on."},
    {0}};
static const Shape expect = {.what = "what is expected", .keys = expect_keys};

static const ShapeKey step_keys[] = {
    {"say", &text, false, "What the negotiator says."},
    {"hear", &name_list, false,
     "The intents that are taken as heard, whatever is said."},
    {"wait", &duration, false, "Time that passes in silence."},
    {"inject", &name, false, "An inject that is set off by hand."},
    {"goto", &name, false, "A state the trainer moves to."},
    {"set", &set, false, "What the trainer sets to what really happened."},
    {"typing", &truth, false, "Somebody types: silence begins anew."},
    {"restart", &truth, false, "All running timers begin anew."},
    {"end", &truth, false, "The trainer ends the exercise."},
    {"expect", &expect, false, "What must be so after this step."},
    {"about", &text, false, "A note for the author."},
    {0}};
static const Shape step = {.what = "a step", .keys = step_keys};
static const Shape steps = {.what = "a list of steps", .item = &step};

static const ShapeKey transcript_keys[] = {
    {"standoff", &version, true, "The format version, always the first key."},
    {"kind", &kind, true, "The kind of file: transcript."},
    {"of", &path, true, "The scenario, relative to this file."},
    {"title", &text, false, "What is tried here."},
    {"about", &text, false, "A note for the author."},
    {"language", &text, false, "BCP 47 tag; default: the scenario's own."},
    {"seed", &seed, false, "Of what chance decides; default 0."},
    {"start", &start, false, "Where the session begins."},
    {"expected-failure", &text, false,
     "Why this test fails for now; one that passes is then reported."},
    {"steps", &steps, true, "What is said and done, in order."},
    {0}};
const Shape transcript_shape = {.what = "a transcript",
                                .keys = transcript_keys};
