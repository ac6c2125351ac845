/* The table of keys: one row per key, with the sentence that authors see in
 * their editor. Read scenario_keys first, at the end. Knows no meaning beyond
 * the form of a value. */
#include "scenario/keys.h"

#include "scenario/scenario.h"

const char *const words_side[] = {"perpetrator", "person-in-crisis", "hostage",
                                  "third-party", "negotiator",       NULL};
const char *const words_better[] = {"unsaid", "low", "high", NULL};
const char *const words_stance[] = {"negotiable", "talk-only", "never", NULL};
const char *const words_demand_kind[] = {"substantive", "expressive", NULL};
const char *const words_tone[] = {"harms", "helps", NULL};
const char *const words_file_kind[] = {
    "scenario", "pack", "translation", "rubric", "rating", "transcript", NULL};

static const char *const better_words[] = {"low", "high", NULL};
static const char *const family_words[] = {
    "prison", "terrorist", "riot", "suicide", "mental-health", "other", NULL};
static const char *const channel_words[] = {
    "phone", "door", "megaphone", "text", "face-to-face", NULL};
const char *const words_trigger[] = {"hot-button", "hook", "danger", "progress",
                                     NULL};
static const char *const outcome_words[] = {"peaceful", "tactical",   "harm",
                                            "escape",   "unresolved", NULL};

/* Scalars and lists of them. */
static const Shape text = {.what = "a text", .scalar = SHAPE_TEXT};
static const Shape line = {.what = "a line of text", .scalar = SHAPE_LINE};
static const Shape default_text = {
    .what = "a text", .scalar = SHAPE_LINE, .may_be_empty = true};
static const Shape lines = {.what = "a list of texts", .item = &line};
/* Lines that belong to one language, or to the author alone. */
static const Shape verbatim = {
    .what = "a line of text", .scalar = SHAPE_LINE, .verbatim = true};
static const Shape examples = {.what = "a list of texts", .item = &verbatim};
static const Shape name = {.what = "a name", .scalar = SHAPE_NAME};
static const Shape names = {
    .what = "a name or a list of names", .scalar = SHAPE_NAME, .item = &name};
static const Shape name_list = {.what = "a list of names", .item = &name};
static const Shape slot_name = {.what = "a slot's name",
                                .scalar = SHAPE_SLOT_NAME};
static const Shape slot_names = {.what = "a list of slots", .item = &slot_name};
static const Shape truth = {
    .what = "true or false", .scalar = SHAPE_BOOLEAN, .fallback = "false"};
/* Truths that are false, or true, where nothing is said. */
static const Shape yes = {
    .what = "true or false", .scalar = SHAPE_BOOLEAN, .fallback = "true"};
static const Shape language = {
    .what = "a language tag", .scalar = SHAPE_TEXT, .fallback = "en"};
static const Shape duration = {.what = "a duration such as 90s or 1h30m",
                               .scalar = SHAPE_DURATION};
static const Shape expression = {.what = "an expression",
                                 .scalar = SHAPE_EXPRESSION};
static const Shape phrase = {.what = "a phrase", .scalar = SHAPE_PHRASE};
static const Shape phrases = {.what = "a list of phrases", .item = &phrase};
static const Shape pattern = {.what = "a pattern", .scalar = SHAPE_PATTERN};
static const Shape patterns = {.what = "a list of patterns", .item = &pattern};
static const Shape path = {.what = "a path", .scalar = SHAPE_PATH};
static const Shape paths = {
    .what = "a list of packs", .item = &path, .may_be_empty = true};
static const Shape version = {.what = "the format version, 1",
                              .scalar = SHAPE_INTEGER,
                              .low = 1,
                              .high = 1};
const Shape shape_difficulty = {.what = "a difficulty from 1 to 5",
                                .scalar = SHAPE_INTEGER,
                                .low = 1,
                                .high = 5};
const Shape shape_word_count = {.what = "a range of words such as 1..3",
                                .scalar = SHAPE_RANGE,
                                .low = 1,
                                .high = 1000};
const Shape shape_mirror_count = {.what = "a range of words such as 1..4",
                                  .scalar = SHAPE_RANGE,
                                  .low = 1,
                                  .high = 20};
const Shape shape_meter_start = {.what = "a whole number",
                                 .scalar = SHAPE_INTEGER,
                                 .low = -SCENARIO_METER_LIMIT,
                                 .high = SCENARIO_METER_LIMIT};
const Shape shape_meter_range = {.what = "a range such as 0..10",
                                 .scalar = SHAPE_RANGE,
                                 .low = -SCENARIO_METER_LIMIT,
                                 .high = SCENARIO_METER_LIMIT};

#define WORD(id, meaning, list)                                                \
    static const Shape id = {                                                  \
        .what = meaning, .scalar = SHAPE_WORD, .words = list}
WORD(file_kind, "a kind of file", words_file_kind);
WORD(family, "a family of incidents", family_words);
WORD(channel, "a channel", channel_words);
WORD(side, "a side", words_side);
WORD(better, "low or high", better_words);
static const Shape stance = {.what = "a stance",
                             .scalar = SHAPE_WORD,
                             .words = words_stance,
                             .fallback = "negotiable"};
WORD(demand_kind, "substantive or expressive", words_demand_kind);
WORD(trigger_kind, "a kind of trigger", words_trigger);
WORD(outcome, "an outcome", outcome_words);
WORD(tone, "helps or harms", words_tone);

/* What a body can do. */
static const Shape change = {.what = "a change such as +1, -2 or =3",
                             .scalar = SHAPE_CHANGE};
static const Shape changes = {.what = "a map from meters to changes",
                              .names = SHAPE_NAME,
                              .entry = &change};
static const Shape promises = {.what = "a map from demands to durations",
                               .names = SHAPE_NAME,
                               .entry = &duration};
static const Shape said_line = {.what = "a line of text, or one such as "
                                        "{guard: \"Help!\"}",
                                .scalar = SHAPE_LINE,
                                .names = SHAPE_NAME,
                                .entry = &line};
static const Shape said = {.what = "a line of text or a list of lines",
                           .scalar = SHAPE_LINE,
                           .item = &said_line,
                           .names = SHAPE_NAME,
                           .entry = &line};
static const Shape said_choice = {.what = "a list of lines",
                                  .item = &said_line};
static const Shape cues = {.what = "a direction, or a map from roles to "
                                   "directions",
                           .scalar = SHAPE_LINE,
                           .names = SHAPE_NAME,
                           .entry = &line};

#define BODY_KEYS                                                              \
    {"change", &changes, false, "Moves meters: {tension: -1, rapport: =3}."},  \
        {"learn", &names, false, "Facts that become known."},                  \
        {"raise", &names, false, "Demands that are made now."},                \
        {"defer", &names, false, "Demands put off."},                          \
        {"promise", &promises, false,                                          \
         "Demands promised, and within what "                                  \
         "time: {doctor: 5m}."},                                               \
        {"meet", &names, false, "Demands that are met."},                      \
        {"refuse", &names, false, "Demands that are refused."},                \
        {"drop", &names, false, "Demands he gives up."},                       \
        {"speaker", &name, false, "Who talks from now on."},                   \
        {"say", &said, false,                                                  \
         "What is said now: a line or several in "                             \
         "order."},                                                            \
        {"say-one-of", &said_choice, false,                                    \
         "One of these lines, each used "                                      \
         "before any comes again."},                                           \
        {"cue", &cues, false, "Stage direction for the role-player."},         \
        {"sign", &line, false, "What an observer could see or hear."},         \
        {"note", &line, false,                                                 \
         "The teaching point, for trainer and "                                \
         "debrief."},                                                          \
        {"go", &name, false, "The state to go to, or `back`."},                \
    {                                                                          \
        "end", &name, false, "The ending that is reached."                     \
    }

static const ShapeKey body_keys[] = {BODY_KEYS, {0}};
static const Shape body = {
    .what = "a body", .keys = body_keys, .may_be_empty = true};
static const Shape bodies = {.what = "a list of bodies", .item = &body};

#define EACH_TIME                                                              \
    {                                                                          \
        "each-time", &bodies, false,                                           \
            "First time the first body, then the "                             \
            "second, the last from then on."                                   \
    }
#define GUARD                                                                  \
    {"if", &expression, false, "Runs only if this holds."},                    \
    {                                                                          \
        "once", &truth, false, "Runs once, or each body of each-time once."    \
    }
#define ABOUT                                                                  \
    {                                                                          \
        "about", &verbatim, false, "A note for the author."                    \
    }
/* Of what trainers are shown by name: intents, triggers, injects. */
#define ABOUT_SHOWN                                                            \
    {                                                                          \
        "about", &line, false, "What it is, in a line."                        \
    }

static const ShapeKey place_keys[] = {BODY_KEYS, EACH_TIME, {0}};
static const Shape place = {
    .what = "a body", .keys = place_keys, .may_be_empty = true};

#define LISTENING                                                              \
    {"intent", &names, false, "Listens for an intent, or any of a list."},     \
        {"silence", &duration, false, "Listens for silence this long."},       \
    {                                                                          \
        "inject", &name, false, "Listens for an inject."                       \
    }

static const ShapeKey rule_keys[] = {LISTENING,
                                     {"after", &duration, false,
                                      "Listens for time since the state was "
                                      "entered."},
                                     GUARD,
                                     ABOUT,
                                     BODY_KEYS,
                                     EACH_TIME,
                                     {0}};
static const Shape rule = {.what = "a rule", .keys = rule_keys};
static const Shape rules = {
    .what = "a list of rules", .item = &rule, .may_be_empty = true};

static const ShapeKey trigger_keys[] = {
    {"kind", &trigger_kind, false, "What it is to the people in the room."},
    LISTENING,
    {"when", &expression, false, "Runs when this becomes true."},
    GUARD,
    ABOUT_SHOWN,
    BODY_KEYS,
    EACH_TIME,
    {0}};
static const Shape trigger = {.what = "a trigger", .keys = trigger_keys};
static const Shape triggers = {.what = "a map of triggers",
                               .names = SHAPE_NAME,
                               .entry = &trigger,
                               .may_be_empty = true};

static const ShapeKey inject_keys[] = {
    {"at", &duration, false, "When it comes by itself."},
    GUARD,
    ABOUT_SHOWN,
    BODY_KEYS,
    EACH_TIME,
    {0}};
static const Shape inject = {
    .what = "an inject", .keys = inject_keys, .may_be_empty = true};
static const Shape injects = {.what = "a map of injects",
                              .names = SHAPE_NAME,
                              .entry = &inject,
                              .may_be_empty = true};

static const ShapeKey deadline_keys[] = {
    {"in", &duration, true, "How long after the demand is raised."},
    {"announced", &yes, false,
     "false: only role-player and trainer see the "
     "clock."},
    {"repeat", &duration, false, "Passes again at this interval."},
    {"passed", &place, false, "What happens when it passes."},
    {0}};
static const Shape deadline = {.what = "a deadline", .keys = deadline_keys};

static const ShapeKey demand_keys[] = {
    {"by", &name, false, "The role that makes it."},
    {"text", &line, false, "The demand in his words."},
    {"kind", &demand_kind, false, "substantive or expressive."},
    {"stance", &stance, false, "negotiable, talk-only, or never."},
    {"deadline", &deadline, false, "By when, and what happens then."},
    {"broken", &place, false, "What happens when a promise is not kept."},
    {"rules", &rules, false, "Rules that listen while it is live."},
    ABOUT,
    {0}};
static const Shape demand = {.what = "a demand", .keys = demand_keys};
static const Shape demands = {.what = "a map of demands",
                              .names = SHAPE_NAME,
                              .entry = &demand,
                              .may_be_empty = true};

extern const Shape shape_states;
static const ShapeKey state_keys[] = {
    ABOUT,
    {"expect", &line, false, "What the role-player listens for."},
    {"hint", &line, false, "Shown to the negotiator on request."},
    {"enter", &place, false, "What happens on entering."},
    {"rules", &rules, false, "What he listens for here."},
    {"otherwise", &place, false, "The answer to what nothing else took."},
    {"start", &name, false, "The inner state that is entered first."},
    {"states", &shape_states, false, "Inner states."},
    {0}};
static const Shape state = {
    .what = "a state", .keys = state_keys, .may_be_empty = true};
const Shape shape_states = {
    .what = "a map of states", .names = SHAPE_NAME, .entry = &state};

/* What an intent has in each language: words, and lines to try them with. */
#define HEARD_BY                                                               \
    {"phrases", &phrases, false, "Plain words: whole words in order."},        \
        {"patterns", &patterns, false, "Regular expressions (PCRE2)."},        \
        {"unless", &phrases, false, "Phrases that veto it."},                  \
        {"unless-patterns", &patterns, false, "Patterns that veto it."},       \
        {"words", &shape_word_count, false,                                    \
         "How many words the line may have."},                                 \
        {"examples", &examples, false, "Lines that it must hear."},            \
    {                                                                          \
        "counterexamples", &examples, false, "Lines that it must not hear."    \
    }

static const ShapeKey intent_keys[] = {
    ABOUT_SHOWN,
    HEARD_BY,
    {"mirrors", &shape_mirror_count, false,
     "Repeats his last words, so "
     "many."},
    {"repeats", &truth, false, "The same as the utterance before."},
    {"any-of", &name_list, false, "Heard when any of these is."},
    {"skill", &line, false, "What the debrief counts it as."},
    {"tone", &tone, false, "helps or harms."},
    {0}};
static const Shape intent = {.what = "an intent", .keys = intent_keys};
static const Shape intents = {.what = "a map of intents",
                              .names = SHAPE_NAME,
                              .entry = &intent,
                              .may_be_empty = true};

static const ShapeKey role_keys[] = {
    {"side", &side, true, "perpetrator, hostage, negotiator, ..."},
    {"name", &line, false, "The name people see."},
    {"wants", &line, false, "What he says he wants."},
    {"needs", &line, false, "What he needs underneath."},
    {"brief", &line, false, "What this person is told beforehand."},
    ABOUT,
    {0}};
static const Shape role = {.what = "a role", .keys = role_keys};
static const Shape roles = {
    .what = "a map of roles", .names = SHAPE_NAME, .entry = &role};

static const ShapeKey meter_keys[] = {
    {"start", &shape_meter_start, true, "Its value at the start."},
    {"range", &shape_meter_range, true, "Lowest and highest value: 0..10."},
    {"better", &better, false, "Which way is good: low or high."},
    ABOUT,
    {0}};
static const Shape meter = {.what = "a meter", .keys = meter_keys};
static const Shape meters = {.what = "a map of meters",
                             .names = SHAPE_NAME,
                             .entry = &meter,
                             .may_be_empty = true};
static const Shape facts = {.what = "a map of facts",
                            .names = SHAPE_NAME,
                            .entry = &line,
                            .may_be_empty = true};
static const Shape slots = {.what = "a map of slots",
                            .names = SHAPE_SLOT_NAME,
                            .entry = &default_text,
                            .may_be_empty = true};

static const ShapeKey ending_keys[] = {
    {"outcome", &outcome, true,
     "peaceful, tactical, harm, escape or "
     "unresolved."},
    {"text", &line, false, "What is told of it, briefly."},
    ABOUT,
    {0}};
static const Shape ending = {.what = "an ending", .keys = ending_keys};
static const Shape endings = {.what = "a map of endings",
                              .names = SHAPE_NAME,
                              .entry = &ending,
                              .may_be_empty = true};

static const ShapeKey stage_keys[] = {
    {"name", &name, true, "The stage's name."},
    {"when", &expression, true, "What must hold for it."},
    ABOUT,
    {0}};
static const Shape stage = {.what = "a stage", .keys = stage_keys};
static const Shape stages = {
    .what = "a list of stages", .item = &stage, .may_be_empty = true};

const Shape shape_turn_count = {.what = "a number of turns",
                                .scalar = SHAPE_INTEGER,
                                .low = 0,
                                .high = 1000000};
static const ShapeKey turns_to_keys[] = {
    {"ending", &name, true, "The ending."},
    {"at-least", &shape_turn_count, true, "The fewest turns it may take."},
    {0}};
static const Shape turns_to = {.what = "an ending and its fewest turns",
                               .keys = turns_to_keys};
static const Shape outcomes = {.what = "a list of outcomes", .item = &outcome};
static const ShapeKey check_keys[] = {
    {"reachable", &name, false, "A state or ending that can be reached."},
    {"never", &expression, false, "What never holds."},
    {"always-possible", &outcomes, false, "Outcomes that stay possible."},
    {"turns-to", &turns_to, false, "An ending that takes its time."},
    ABOUT,
    {0}};
static const Shape check = {.what = "a property", .keys = check_keys};
static const Shape checks = {
    .what = "a list of properties", .item = &check, .may_be_empty = true};

#define HEADER                                                                 \
    {"standoff", &version, true, "The format version, always the first key."}, \
    {                                                                          \
        "kind", &file_kind, false, "The kind of file."                         \
    }

static const ShapeKey scenario_keys[] = {
    HEADER,
    {"title", &line, true, "What the exercise is called."},
    {"family", &family, false, "The family of incidents."},
    {"language", &language, false, "BCP 47 tag of the text below."},
    {"difficulty", &shape_difficulty, false, "1 to 5."},
    {"duration", &duration, false, "What the exercise is planned for."},
    {"channel", &channel, false, "How they talk."},
    {"warnings", &lines, false, "Said before play starts."},
    {"support", &line, false, "Where a participant finds support."},
    {"summary", &line, false, "The situation in a few lines."},
    {"objectives", &lines, false, "What the exercise trains."},
    {"use", &paths, false, "Packs of intents, relative to this file."},
    {"roles", &roles, true, "The people."},
    {"meters", &meters, false, "Numbers that move."},
    {"facts", &facts, false, "What can be learned."},
    {"slots", &slots, false,
     "What a named group may capture, with its "
     "default."},
    {"intents", &intents, false, "What can be heard."},
    {"demands", &demands, false, "What he asks for."},
    {"triggers", &triggers, false,
     "Hot buttons, hooks, signs of danger and "
     "progress."},
    {"injects", &injects, false, "Events from outside."},
    {"stages", &stages, false, "How far the relation has come."},
    {"start", &name, false, "The state that is entered first."},
    {"states", &shape_states, true, "The states of the incident."},
    {"rules", &rules, false, "Rules that listen in every state."},
    {"otherwise", &place, false, "The last answer to what nothing took."},
    {"endings", &endings, false, "How it can end."},
    {"checks", &checks, false, "What must be true of every run."},
    {0}};
const Shape scenario_shape = {.what = "a scenario", .keys = scenario_keys};

static const ShapeKey needs_keys[] = {
    {"meters", &name_list, false, "Meters the scenario must define."},
    {"slots", &slot_names, false, "Slots the scenario must define."},
    {0}};
static const Shape needs = {
    .what = "the pack's needs", .keys = needs_keys, .may_be_empty = true};

static const ShapeKey pack_keys[] = {
    HEADER,
    {"title", &line, false, "What the pack is called."},
    {"language", &language, false, "BCP 47 tag of the text below."},
    ABOUT_SHOWN,
    {"needs", &needs, false, "Meters and slots it touches."},
    {"intents", &intents, false, "What can be heard."},
    {"triggers", &triggers, false, "Triggers that come along."},
    {0}};
const Shape pack_shape = {.what = "a pack", .keys = pack_keys};

static const ShapeKey heard_keys[] = {HEARD_BY, {0}};
const Shape translation_intent_shape = {.what = "an intent's words",
                                        .keys = heard_keys};
static const Shape heard_intents = {.what = "a map of intents",
                                    .names = SHAPE_NAME,
                                    .entry = &translation_intent_shape,
                                    .may_be_empty = true};
/* Any text is a key, and a translation may still be missing. */
static const Shape translated = {.what = "a map of texts",
                                 .names = SHAPE_TEXT,
                                 .entry = &default_text,
                                 .may_be_empty = true};
static const ShapeKey translation_keys[] = {
    HEADER,
    {"of", &path, true, "The file that is translated, beside this one."},
    {"language", &text, true, "BCP 47 tag of the translation."},
    {"text", &translated, false, "Each text and its translation."},
    {"intents", &heard_intents, false, "How each intent is heard."},
    {0}};
const Shape translation_shape = {.what = "a translation",
                                 .keys = translation_keys};
