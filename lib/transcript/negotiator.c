/* One weighted draw over all moves: a persona's habits, and the topics of what
 * was said last. Start at negotiator_move. */
#include "transcript/negotiator.h"

#include <string.h>

#include "base/vec.h"
#include "session/text.h"

enum {
    LINES = 8,      /* of what was said last that are remembered */
    RESTED = 8,     /* turns after which one that varies repeats a move */
    WORN = 4,       /* halvings of what brings the same answer again */
    FINE = 1 << 12, /* parts of a weight, so that little is not nothing */
    SHARE = 1000,   /* of the way to the last stage */
    HINT = 4,       /* what a hint counts against a line */
    MIRRORED = 3,   /* words */
};

struct Negotiator {
    Arena *arena;
    Speech *speech;
    const Persona *persona;
    uint64_t random;
    const SpeechText *heard[LINES]; /* lines since the last move */
    uint32_t heard_count;
    Str line;          /* the last that was said, unfilled */
    VEC(uint32_t) met; /* by number of a text: the run that it was met in */
    uint32_t run;      /* 1, 2, ...: of all, for `met` */
    int32_t last;      /* the intent of the last move, or NONE */
    bool fresh, stale; /* since then something new was said; nothing new */
    int warmer;        /* which way the meters went: what a voice tells */
    bool slipped;
    uint32_t moves;
    uint32_t *made;    /* by intent: the move it was made at last, from 1 */
    uint32_t *worn;    /* by intent: how often it brought nothing new */
    uint32_t *habits;  /* by intent: weight */
    uint32_t *weights; /* by intent: of the present draw */
    uint64_t *tempered;
    int32_t introduction, repair, mirror, exit; /* intents, or NONE */
    Buf said, text, before;
};

static void release(void *object)
{
    Negotiator *negotiator = object;
    buf_finish(&negotiator->said);
    buf_finish(&negotiator->text);
    buf_finish(&negotiator->before);
}

/* The first intent that mirrors, or NONE. */
static int32_t mirror_of(const Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->hearing.count; i++)
        if (scenario->hearing.intents[i].mirrors_high)
            return (int32_t)i;
    return NONE;
}

Negotiator *negotiator_new(Arena *arena, Speech *speech)
{
    const Scenario *scenario = speech_scenario(speech);
    uint32_t count = scenario->hearing.count + 1;
    Negotiator *negotiator = ARENA_NEW(arena, Negotiator);
    negotiator->arena = arena;
    negotiator->speech = speech;
    negotiator->made = ARENA_ARRAY(arena, uint32_t, count);
    negotiator->worn = ARENA_ARRAY(arena, uint32_t, count);
    negotiator->habits = ARENA_ARRAY(arena, uint32_t, count);
    negotiator->weights = ARENA_ARRAY(arena, uint32_t, count);
    negotiator->tempered = ARENA_ARRAY(arena, uint64_t, count);
    negotiator->introduction =
        scenario_intent_find(scenario, STR("introduce-self"));
    negotiator->repair = scenario_intent_find(scenario, STR("apologise"));
    negotiator->mirror = mirror_of(scenario);
    negotiator->exit = scenario_intent_find(scenario, STR("plan-exit"));
    arena_defer(arena, release, negotiator);
    return negotiator;
}

/* --- Chance ------------------------------------------------------------ */

/* splitmix64 (Steele, Lea and Flood, 2014, "Fast splittable pseudorandom number
 * generators"). */
static uint64_t draw(Negotiator *negotiator, uint64_t below)
{
    uint64_t z = negotiator->random += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (z ^ z >> 31) % below;
}

static bool chance(Negotiator *negotiator, uint32_t percent)
{
    return draw(negotiator, 100) < percent;
}

/* --- Habits ------------------------------------------------------------ */

static bool can_say(const Negotiator *negotiator, uint32_t intent)
{
    const Scenario *scenario = speech_scenario(negotiator->speech);
    return scenario->intent_notes[intent].example_count ||
           (int32_t)intent == negotiator->mirror;
}

static uint32_t habit_of(const Persona *persona, Str name, int tone)
{
    static const char *const tones[] = {"harms", "other", "helps"};
    const char *general = tones[tone + 1];
    uint32_t weight = 0;
    for (uint32_t i = 0; i < PERSONA_HABITS; i++) {
        const PersonaHabit *habit = &persona->habits[i];
        if (!habit->intent)
            break;
        if (str_equal_c(name, habit->intent))
            return habit->weight;
        if (!strcmp(general, habit->intent))
            weight = habit->weight;
    }
    return weight;
}

void negotiator_begin(Negotiator *negotiator, const Persona *persona,
                      uint64_t seed)
{
    const Scenario *scenario = speech_scenario(negotiator->speech);
    bool changes = negotiator->persona != persona;
    negotiator->persona = persona;
    negotiator->random = ~seed; /* other draws than the engine's */
    negotiator->heard_count = 0;
    negotiator->line = (Str){0};
    negotiator->last = NONE;
    negotiator->fresh = negotiator->stale = negotiator->slipped = false;
    negotiator->warmer = 0;
    negotiator->moves = 0;
    negotiator->run++;
    buf_clear(&negotiator->before);
    for (uint32_t i = 0; i < scenario->hearing.count; i++) {
        negotiator->made[i] = negotiator->worn[i] = 0;
        if (changes)
            negotiator->habits[i] =
                can_say(negotiator, i)
                    ? habit_of(persona, scenario->hearing.intents[i].name,
                               scenario->intent_notes[i].tone)
                    : 0;
    }
}

/* --- What it knows ----------------------------------------------------- */

/* Whether a text is met for the first time in this run. */
static bool is_new(Negotiator *negotiator, uint32_t text)
{
    while (negotiator->met.count <= text)
        *VEC_PUSH(negotiator->arena, &negotiator->met) = 0;
    bool before = negotiator->met.items[text] == negotiator->run;
    negotiator->met.items[text] = negotiator->run;
    return !before;
}

static void remember(Negotiator *negotiator, Str line)
{
    const SpeechText *text = speech_text(negotiator->speech, line);
    negotiator->heard[negotiator->heard_count++ % LINES] = text;
    if (is_new(negotiator, text->number))
        negotiator->fresh = true;
    else
        negotiator->stale = true;
}

/* 1 when a meter went the better way, -1 when the other. */
static int warmth(const Scenario *scenario, const Output *output)
{
    int way = output->to > output->from ? 1 : -1;
    switch (scenario->meters[output->index].better) {
    case BETTER_UNSAID:
        break;
    case BETTER_LOW:
        return -way;
    case BETTER_HIGH:
        return way;
    }
    return 0;
}

void negotiator_notice(Negotiator *negotiator, const Output *output)
{
    const Scenario *scenario = speech_scenario(negotiator->speech);
    if (output->kind == OUT_SAY)
        negotiator->line = output->text;
    if (output->kind == OUT_SAY || output->kind == OUT_SIGN)
        remember(negotiator, output->text);
    if (output->kind == OUT_METER)
        negotiator->warmer += warmth(scenario, output);
    if (output->kind == OUT_SPEAKER) /* somebody else may hear it gladly */
        for (uint32_t i = 0; i < scenario->hearing.count; i++)
            negotiator->worn[i] = 0;
}

/* What the last move brought: the same answer again wears it out, a colder
 * voice twice. */
static void learn(Negotiator *negotiator)
{
    if (negotiator->last != NONE) {
        uint32_t *worn = &negotiator->worn[negotiator->last];
        if (negotiator->warmer < 0)
            *worn += 2;
        else if (negotiator->warmer > 0 || negotiator->fresh)
            *worn = 0;
        else if (negotiator->stale)
            *worn += 1;
    }
    negotiator->fresh = negotiator->stale = false;
    negotiator->warmer = 0;
}

static Str hint_of(const Scenario *scenario, const Configuration *now)
{
    int32_t state = (int32_t)engine_state(now);
    while (state != NONE && !scenario->states[state].hint.size)
        state = scenario->states[state].parent;
    return state == NONE ? (Str){0} : scenario->states[state].hint;
}

/* How much of the way to the last stage is gone, of SHARE. */
static uint64_t progress(const Scenario *scenario, const Configuration *now)
{
    uint64_t stage = (uint64_t)(engine_stage(scenario, now) + 1);
    return scenario->stage_count ? stage * SHARE / scenario->stage_count
                                 : SHARE;
}

/* --- Weighing ---------------------------------------------------------- */

/* Whether speaking to the matter may mean this move. */
static bool is_matter(const Negotiator *negotiator, uint32_t intent)
{
    const Scenario *scenario = speech_scenario(negotiator->speech);
    return can_say(negotiator, intent) &&
           scenario->intent_notes[intent].tone >= 0 &&
           (!negotiator->persona->listens || negotiator->habits[intent]);
}

/* Adds what a text may mean to the weights; what it added. */
static uint64_t weigh_text(Negotiator *negotiator, const SpeechText *text,
                           uint32_t times)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < text->topic_count; i++) {
        const SpeechTopic *topic = &text->topics[i];
        if (!is_matter(negotiator, topic->intent))
            continue;
        negotiator->weights[topic->intent] += times * topic->weight;
        sum += times * topic->weight;
    }
    return sum;
}

/* Makes weights of what was said, and of the hint. Where nothing was said that
 * means anything, any matter will do. */
static void weigh_topics(Negotiator *negotiator, const Configuration *now)
{
    const Scenario *scenario = speech_scenario(negotiator->speech);
    uint32_t count = scenario->hearing.count;
    Str hint = hint_of(scenario, now);
    uint64_t sum = 0;
    memset(negotiator->weights, 0, count * sizeof *negotiator->weights);
    for (uint32_t i = 0; i < negotiator->heard_count && i < LINES; i++)
        sum += weigh_text(negotiator, negotiator->heard[i], 1);
    if (negotiator->persona->listens && hint.size)
        sum +=
            weigh_text(negotiator, speech_text(negotiator->speech, hint), HINT);
    for (uint32_t i = 0; !sum && i < count; i++)
        negotiator->weights[i] = is_matter(negotiator, i);
}

static void weigh_habits(Negotiator *negotiator)
{
    memcpy(negotiator->weights, negotiator->habits,
           speech_scenario(negotiator->speech)->hearing.count *
               sizeof *negotiator->weights);
}

/* One that listens does not do the same again at once, leaves what brings the
 * same answer, and does not reach for the door before the other one does. */
static uint64_t temper(const Negotiator *negotiator, const Configuration *now,
                       uint32_t intent, uint64_t weight)
{
    const Scenario *scenario = speech_scenario(negotiator->speech);
    uint32_t made = negotiator->made[intent];
    uint32_t worn = negotiator->worn[intent];
    uint32_t rest = negotiator->moves + 1 - made;
    if (!negotiator->persona->listens)
        return weight;
    if (made && rest < RESTED)
        weight = weight * rest / RESTED;
    if ((int32_t)intent == negotiator->exit)
        weight = weight * progress(scenario, now) / SHARE;
    return weight >> (worn < WORN ? worn : WORN);
}

/* The move that a draw by weight falls on, or NONE when there is none. */
static int32_t choose(Negotiator *negotiator, const Configuration *now)
{
    uint32_t count = speech_scenario(negotiator->speech)->hearing.count;
    uint64_t sum = 0;
    if (chance(negotiator, negotiator->persona->topical))
        weigh_topics(negotiator, now);
    else
        weigh_habits(negotiator);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t weight = (uint64_t)negotiator->weights[i] * FINE;
        if ((int32_t)i == negotiator->introduction)
            weight = 0; /* who has said a name says it once */
        negotiator->tempered[i] = temper(negotiator, now, i, weight);
        sum += negotiator->tempered[i];
    }
    if (!sum)
        return NONE;
    uint64_t point = draw(negotiator, sum);
    uint32_t i = 0;
    while (point >= negotiator->tempered[i])
        point -= negotiator->tempered[i++];
    return (int32_t)i;
}

/* Any move that harms, or NONE. */
static int32_t slip(Negotiator *negotiator)
{
    const Scenario *scenario = speech_scenario(negotiator->speech);
    uint32_t count = scenario->hearing.count;
    uint32_t from = count ? (uint32_t)draw(negotiator, count) : 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (from + i) % count;
        if (scenario->intent_notes[at].tone < 0 && can_say(negotiator, at))
            return (int32_t)at;
    }
    return NONE;
}

static int32_t next_intent(Negotiator *negotiator, const Configuration *now)
{
    const Persona *persona = negotiator->persona;
    if (persona->listens && negotiator->slipped && negotiator->repair != NONE)
        return negotiator->repair;
    if (negotiator->introduction != NONE &&
        !negotiator->made[negotiator->introduction] &&
        can_say(negotiator, (uint32_t)negotiator->introduction))
        return negotiator->introduction;
    if (chance(negotiator, persona->slips))
        return slip(negotiator);
    return choose(negotiator, now);
}

/* --- Words ------------------------------------------------------------- */

static Str filled_line(Negotiator *negotiator, const Configuration *now)
{
    buf_clear(&negotiator->said);
    if (negotiator->line.size)
        text_fill(speech_scenario(negotiator->speech), now, negotiator->line,
                  &negotiator->said);
    return buf_str(&negotiator->said);
}

/* An example of the intent, any of them; for one that listens and means no harm
 * one that does none. Empty when the move cannot be made. */
static Str words_for(Negotiator *negotiator, uint32_t intent)
{
    const Scenario *scenario = speech_scenario(negotiator->speech);
    const IntentNotes *notes = &scenario->intent_notes[intent];
    if ((int32_t)intent == negotiator->mirror)
        return speech_last_words(buf_str(&negotiator->said), MIRRORED);
    uint32_t count = notes->example_count;
    uint32_t first = (uint32_t)draw(negotiator, count);
    bool minds = negotiator->persona->listens && notes->tone >= 0;
    for (uint32_t i = 0; i < count; i++) {
        Str text = notes->examples[(first + i) % count].text;
        const SpeechHeard *heard =
            speech_hear(negotiator->speech, text, (Str){0}, false);
        if (heard && !(minds && heard->harms))
            return text;
    }
    return (Str){0};
}

NegotiatorMove negotiator_move(Negotiator *negotiator, const Configuration *now)
{
    const Persona *persona = negotiator->persona;
    NegotiatorMove move = {.after =
                               15000 + 1000 * (int64_t)draw(negotiator, 16)};
    learn(negotiator);
    int32_t intent = chance(negotiator, persona->pauses)
                         ? NONE
                         : next_intent(negotiator, now);
    move.said = filled_line(negotiator, now);
    if (intent != NONE)
        move.text = words_for(negotiator, (uint32_t)intent);
    negotiator->moves++;
    negotiator->heard_count = 0;
    negotiator->last = move.text.size ? intent : NONE;
    if (!move.text.size)
        return move;
    move.speaks = true;
    move.intent = (uint32_t)intent;
    move.after = 5000 + 1000 * (int64_t)draw(negotiator, 10);
    move.mirrors = intent == negotiator->mirror;
    move.again = str_equal(move.text, buf_str(&negotiator->before));
    negotiator->made[intent] = negotiator->moves;
    const Scenario *scenario = speech_scenario(negotiator->speech);
    negotiator->slipped = scenario->intent_notes[intent].tone < 0;
    buf_clear(&negotiator->text);
    buf_add(&negotiator->text, move.text);
    buf_clear(&negotiator->before);
    buf_add(&negotiator->before, move.text);
    if (negotiator->text.failed || negotiator->before.failed ||
        negotiator->said.failed)
        arena_out_of_memory(negotiator->arena);
    move.text = buf_str(&negotiator->text);
    return move;
}
