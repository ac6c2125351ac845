/* Counting what was said. Start at facts_gather; what is listed rather than
 * counted is in facts_lists.c. */
#include "report/facts.h"

#include "report/facts_lists.h"
#include "session/preview.h"

typedef VEC(int32_t) Turns;

static FactsTurns list_of(const Turns *turns)
{
    return (FactsTurns){turns->items, (uint32_t)turns->count};
}

static void add_turn(Arena *arena, Turns *turns, int32_t turn)
{
    *VEC_PUSH(arena, turns) = turn;
}

/* --- Intents and skills -------------------------------------------------- */

static const IntentNotes *notes_of(const Facts *facts, int32_t intent)
{
    return facts->scenario && intent != NONE
               ? &facts->scenario->intent_notes[intent]
               : NULL;
}

SkillClass facts_turn_is(const Facts *facts, int32_t turn)
{
    const StoryTurn *what = story_turn(facts->story, turn);
    SkillClass is = 0;
    for (uint32_t i = 0; i < what->intent_count; i++) {
        const IntentNotes *notes = notes_of(facts, what->indices[i]);
        is |= notes ? skills_class(notes->skill) : 0;
    }
    return is;
}

static bool turn_has_skill(const Facts *facts, int32_t turn, Str skill)
{
    const StoryTurn *what = story_turn(facts->story, turn);
    for (uint32_t i = 0; i < what->intent_count; i++) {
        const IntentNotes *notes = notes_of(facts, what->indices[i]);
        if (notes && str_equal(notes->skill, skill))
            return true;
    }
    return false;
}

/* The first intent of a turn with that tone, or NONE. */
static int32_t intent_of_tone(const Facts *facts, int32_t turn, int tone)
{
    const StoryTurn *what = story_turn(facts->story, turn);
    for (uint32_t i = 0; i < what->intent_count; i++) {
        const IntentNotes *notes = notes_of(facts, what->indices[i]);
        if (notes && notes->tone == tone)
            return what->indices[i];
    }
    return NONE;
}

int32_t facts_place(const Facts *facts, int32_t turn)
{
    uint32_t low = 0, high = facts->turns.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (facts->turns.items[middle] < turn)
            low = middle + 1;
        else
            high = middle;
    }
    return low < facts->turns.count && facts->turns.items[low] == turn
               ? (int32_t)low
               : NONE;
}

static bool is_listed(const FactsSkill *skills, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(skills[i].name, name))
            return true;
    return false;
}

/* Every skill that the scenario listens for, in its order. */
static void gather_skills(Arena *arena, Facts *facts)
{
    VEC(FactsSkill) all = {0};
    uint32_t count = facts->scenario ? facts->scenario->hearing.count : 0;
    for (uint32_t i = 0; i < count; i++) {
        const IntentNotes *notes = &facts->scenario->intent_notes[i];
        if (!notes->skill.size || is_listed(all.items, all.count, notes->skill))
            continue;
        Turns turns = {0};
        for (uint32_t k = 0; k < facts->turns.count; k++)
            if (turn_has_skill(facts, facts->turns.items[k], notes->skill))
                add_turn(arena, &turns, facts->turns.items[k]);
        *VEC_PUSH(arena, &all) =
            (FactsSkill){notes->skill, notes->tone, skills_class(notes->skill),
                         list_of(&turns)};
    }
    facts->skills = all.items;
    facts->skill_count = (uint32_t)all.count;
}

static FactsTurns turns_that(Arena *arena, const Facts *facts, SkillClass is)
{
    Turns turns = {0};
    for (uint32_t i = 0; i < facts->turns.count; i++)
        if (facts_turn_is(facts, facts->turns.items[i]) & is)
            add_turn(arena, &turns, facts->turns.items[i]);
    return list_of(&turns);
}

static int32_t first_of(FactsTurns turns)
{
    return turns.count ? turns.items[0] : NONE;
}

static void gather_order(Arena *arena, Facts *facts)
{
    facts->reflections = turns_that(arena, facts, SKILL_REFLECTION);
    facts->questions = turns_that(arena, facts, SKILL_QUESTION);
    facts->open_questions = turns_that(arena, facts, SKILL_OPEN);
    facts->first_reflection = first_of(facts->reflections);
    facts->first_solving = first_of(turns_that(arena, facts, SKILL_SOLVING));
    facts->first_influence =
        first_of(turns_that(arena, facts, SKILL_INFLUENCE));
    const Scenario *scenario = facts->scenario;
    for (uint32_t i = 0; scenario && i < scenario->stage_count; i++)
        facts->has_rapport |= str_equal_c(scenario->stages[i].name, "rapport");
    facts->rapport = NONE;
    for (size_t i = 0; i < facts->story->events.count; i++) {
        const StoryEvent *event = &facts->story->events.items[i];
        if (event->kind != STORY_STAGE || event->undone ||
            facts->rapport != NONE)
            continue;
        if (str_equal_c(event->name, "rapport"))
            facts->rapport = event->turn;
    }
}

/* --- What was not heard -------------------------------------------------- */

/* Whether no rule or trigger answered a line. Timers that ran later in the turn
 * answer nobody. */
static bool nothing_answered(const Story *story, int32_t number)
{
    const StoryTurn *turn = story_turn(story, number);
    const StoryEvent *event;
    bool answered = false;
    for (uint32_t at = turn->begin; (event = story_next(story, number, &at));) {
        if (event->kind != STORY_RAN || event->t != turn->t)
            continue;
        if (str_equal_c(event->word, "otherwise"))
            return true;
        answered |= str_equal_c(event->word, "rule") ||
                    str_equal_c(event->word, "trigger");
    }
    return !answered;
}

static void gather_findings(Arena *arena, Facts *facts)
{
    Turns unheard = {0}, unanswered = {0}, limited = {0};
    for (uint32_t i = 0; i < facts->turns.count; i++) {
        int32_t number = facts->turns.items[i];
        const StoryTurn *turn = story_turn(facts->story, number);
        if (!turn->intent_count)
            add_turn(arena, &unheard, number);
        else if (nothing_answered(facts->story, number))
            add_turn(arena, &unanswered, number);
        if (turn->limited_count)
            add_turn(arena, &limited, number);
    }
    facts->unheard = list_of(&unheard);
    facts->unanswered = list_of(&unanswered);
    facts->limited = list_of(&limited);
}

/* --- What harmed --------------------------------------------------------- */

const Configuration *facts_before(const Facts *facts, int32_t turn)
{
    const Rerun *rerun = facts->rerun;
    uint32_t input = story_turn(facts->story, turn)->input;
    return rerun && input < rerun->before.count ? rerun->before.items[input]
                                                : NULL;
}

/* Something that helps and is listened for, active listening before others. */
static void add_suggestion(Arena *arena, const Facts *facts, FactsHarm *harm)
{
    const Configuration *before = facts_before(facts, harm->turn);
    uint32_t count = 0;
    const Preview *previews =
        before ? preview_from(facts->scenario, before, arena, &count) : NULL;
    bool listening = false;
    for (uint32_t i = 0; i < count; i++) {
        const IntentNotes *notes =
            &facts->scenario->intent_notes[previews[i].intent];
        bool better = skills_class(notes->skill) & SKILL_LISTENING;
        if (!previews[i].answered || notes->tone <= 0 ||
            !notes->example_count ||
            (harm->other != NONE && (listening || !better)))
            continue;
        harm->other = (int32_t)previews[i].intent;
        harm->example = notes->examples[0].text;
        listening = better;
    }
}

static void gather_harms(Arena *arena, Facts *facts)
{
    VEC(FactsHarm) harms = {0};
    for (uint32_t i = 0; i < facts->turns.count; i++) {
        int32_t turn = facts->turns.items[i];
        int32_t intent = intent_of_tone(facts, turn, -1);
        if (intent == NONE)
            continue;
        FactsHarm *harm = VEC_PUSH(arena, &harms);
        *harm = (FactsHarm){.turn = turn, .intent = intent, .other = NONE};
        add_suggestion(arena, facts, harm);
    }
    facts->harms = harms.items;
    facts->harm_count = (uint32_t)harms.count;
}

/* --- Who spoke ----------------------------------------------------------- */

static void gather_words(Arena *arena, Facts *facts)
{
    VEC(FactsSpeaker) speakers = {0};
    const Story *story = facts->story;
    for (uint32_t i = 0; i < facts->turns.count; i++)
        facts->words +=
            story_words(story_turn(story, facts->turns.items[i])->text);
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        FactsSpeaker *speaker = NULL;
        if (event->kind != STORY_LINE || event->undone)
            continue;
        for (size_t k = 0; k < speakers.count; k++)
            if (str_equal(speakers.items[k].name, event->name))
                speaker = &speakers.items[k];
        if (!speaker) {
            speaker = VEC_PUSH(arena, &speakers);
            *speaker = (FactsSpeaker){event->name, event->index, 0, 0};
        }
        speaker->lines++;
        speaker->words += story_words(event->text);
    }
    facts->speakers = speakers.items;
    facts->speaker_count = (uint32_t)speakers.count;
}

static bool is_speech(StoryKind kind)
{
    return kind == STORY_LINE || kind == STORY_TYPING;
}

typedef VEC(FactsSilence) Silences;

static void add_silence(Arena *arena, Silences *silences, int64_t from,
                        int64_t to, int32_t after)
{
    if (to - from >= FACTS_SILENCE)
        *VEC_PUSH(arena, silences) = (FactsSilence){after, from, to - from};
}

/* From one who speaks to the next; the last ends with the session. */
static void gather_silences(Arena *arena, Facts *facts)
{
    const Story *story = facts->story;
    Silences silences = {0};
    int64_t last = 0;
    int32_t turn = NONE;
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        const StoryTurn *under = story_turn(story, event->turn);
        if (event->undone || (under && under->undone))
            continue;
        if (under && event->turn != turn) {
            add_silence(arena, &silences, last, under->t, turn);
            turn = event->turn;
            last = under->t;
        }
        if (!is_speech(event->kind))
            continue;
        add_silence(arena, &silences, last, event->t, turn);
        last = event->t;
    }
    add_silence(arena, &silences, last, story->end, turn);
    facts->silences = silences.items;
    facts->silence_count = (uint32_t)silences.count;
}

/* --- Over time ----------------------------------------------------------- */

static uint32_t meter_of(const Story *story, const StoryEvent *event)
{
    for (uint32_t i = 0; i < story->meters.count; i++)
        if (str_equal(story->meters.items[i].name, event->name))
            return i;
    return 0; /* every meter that changed is one */
}

static void gather_values(Arena *arena, Facts *facts)
{
    const Story *story = facts->story;
    size_t width = story->meters.count;
    uint32_t rows = facts->turns.count + 1, row = 0;
    int64_t *values = ARENA_ARRAY(arena, int64_t, rows * width + 1);
    int32_t *states = ARENA_ARRAY(arena, int32_t, rows);
    int32_t *stages = ARENA_ARRAY(arena, int32_t, rows);
    states[0] = stages[0] = NONE;
    for (size_t m = 0; m < width; m++)
        values[m] = story->meters.items[m].start;
    for (uint32_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        if (event->undone)
            continue;
        int32_t place = facts_place(facts, event->turn);
        while (place != NONE && row < (uint32_t)place + 1) {
            for (size_t m = 0; m < width; m++)
                values[(row + 1) * width + m] = values[row * width + m];
            states[row + 1] = states[row];
            stages[row + 1] = stages[row];
            row++;
        }
        if (event->kind == STORY_METER)
            values[row * width + meter_of(story, event)] = event->to;
        if (event->kind == STORY_STATE)
            states[row] = (int32_t)i;
        if (event->kind == STORY_STAGE)
            stages[row] = (int32_t)i;
    }
    for (; row + 1 < rows; row++) {
        for (size_t m = 0; m < width; m++)
            values[(row + 1) * width + m] = values[row * width + m];
        states[row + 1] = states[row];
        stages[row + 1] = stages[row];
    }
    facts->values = values;
    facts->states = states;
    facts->stages = stages;
}

static void count_part(const Facts *facts, FactsPart *part, int32_t number)
{
    const Story *story = facts->story;
    const StoryTurn *turn = story_turn(story, number);
    const StoryEvent *event;
    SkillClass is = facts_turn_is(facts, number);
    part->turns++;
    part->words += story_words(turn->text);
    part->reflections += (is & SKILL_REFLECTION) != 0;
    part->questions += (is & SKILL_QUESTION) != 0;
    part->harms += intent_of_tone(facts, number, -1) != NONE;
    for (uint32_t at = turn->begin; (event = story_next(story, number, &at));) {
        if (event->undone)
            continue;
        if (event->kind == STORY_LINE) {
            part->other_lines++;
            part->other_words += story_words(event->text);
        }
        TriggerKind kind = facts_trigger_kind(facts, event);
        part->outbursts += kind == TRIGGER_HOT_BUTTON || kind == TRIGGER_DANGER;
    }
}

static void gather_parts(Arena *arena, Facts *facts)
{
    uint32_t count = facts->turns.count;
    size_t width = facts->story->meters.count;
    if (count < FACTS_PARTS)
        return;
    FactsPart *parts = ARENA_ARRAY(arena, FactsPart, FACTS_PARTS);
    for (uint32_t p = 0; p < FACTS_PARTS; p++) {
        uint32_t begin = count * p / FACTS_PARTS;
        uint32_t end = count * (p + 1) / FACTS_PARTS;
        parts[p].first = facts->turns.items[begin];
        parts[p].last = facts->turns.items[end - 1];
        parts[p].meters = facts->values + end * width;
        for (uint32_t i = begin; i < end; i++)
            count_part(facts, &parts[p], facts->turns.items[i]);
    }
    facts->parts = parts;
    facts->part_count = FACTS_PARTS;
}

/* --- Turning points ------------------------------------------------------ */

/* How far a turn moved the meters: parts of their ranges, added up. */
static double size_of(const Facts *facts, uint32_t place)
{
    const Story *story = facts->story;
    size_t width = story->meters.count;
    const int64_t *before = facts->values + place * width;
    double size = 0;
    for (size_t m = 0; m < width; m++) {
        const StoryMeter *meter = &story->meters.items[m];
        double range = (double)(meter->high - meter->low);
        double change = (double)(before[width + m] - before[m]);
        if (range > 0)
            size += (change < 0 ? -change : change) / range;
    }
    return size;
}

static void gather_points(Arena *arena, Facts *facts)
{
    uint32_t count = facts->turns.count, found = 0;
    bool *taken = ARENA_ARRAY(arena, bool, count + 1);
    int32_t *points = ARENA_ARRAY(arena, int32_t, FACTS_TURNING_POINTS);
    for (; found < FACTS_TURNING_POINTS; found++) {
        double most = 0;
        uint32_t best = count;
        for (uint32_t i = 0; i < count; i++) {
            double size = taken[i] ? 0 : size_of(facts, i);
            if (size > most + 1e-9) {
                most = size;
                best = i;
            }
        }
        if (best == count)
            break;
        taken[best] = true;
    }
    facts->point_count = 0;
    for (uint32_t i = 0; i < count; i++)
        if (taken[i])
            points[facts->point_count++] = facts->turns.items[i];
    facts->points = points;
}

/* --- All of it ----------------------------------------------------------- */

void facts_gather(Arena *arena, const Story *story, const Scenario *scenario,
                  const Rerun *rerun, Facts *facts)
{
    Turns turns = {0};
    *facts = (Facts){.story = story, .scenario = scenario, .rerun = rerun};
    for (size_t i = 0; i < story->turns.count; i++) {
        if (story->turns.items[i].undone)
            facts->undone++;
        else
            add_turn(arena, &turns, (int32_t)i);
    }
    facts->turns = list_of(&turns);
    for (size_t i = 0; i < story->events.count; i++) {
        const StoryEvent *event = &story->events.items[i];
        facts->by_hand |= !event->undone && (event->kind == STORY_INJECT ||
                                             event->kind == STORY_GOTO ||
                                             event->kind == STORY_SET);
    }
    gather_skills(arena, facts);
    gather_order(arena, facts);
    gather_findings(arena, facts);
    gather_harms(arena, facts);
    gather_words(arena, facts);
    gather_silences(arena, facts);
    gather_values(arena, facts);
    gather_parts(arena, facts);
    gather_points(arena, facts);
    facts_gather_lists(arena, facts);
}
