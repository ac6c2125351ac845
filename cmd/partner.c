/* The negotiator's choice: the move least lately made among the first few that
 * the present state answers. Start at partner_line. */
#include "cmd/partner.h"

#include "session/preview.h"

enum {
    FEW = 6, /* moves that are chosen among */
    PAUSE_MS = 20000,
};

void partner_init(Partner *partner, const Scenario *scenario, uint64_t seed)
{
    *partner = (Partner){.random = seed};
    arena_init(&partner->arena, console_no_memory, NULL);
    uint32_t count = scenario->hearing.count + 1;
    partner->said = ARENA_ARRAY(&partner->arena, uint32_t, count);
    partner->said_at = ARENA_ARRAY(&partner->arena, int64_t, count);
    for (uint32_t i = 0; i < count; i++)
        partner->said_at[i] = -1000;
}

void partner_finish(Partner *partner)
{
    arena_finish(&partner->arena);
}

/* splitmix64 (Steele, Lea and Flood, 2014, "Fast splittable pseudorandom number
 * generators"). */
static uint64_t draw(Partner *partner)
{
    uint64_t z = partner->random += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* Whether a trained negotiator would do it: nothing that harms, nothing that
 * ends badly, and something to say it with. */
static bool is_sound(const Scenario *scenario, const Preview *preview)
{
    const IntentNotes *notes = &scenario->intent_notes[preview->intent];
    bool badly =
        preview->ending >= 0 &&
        !str_equal_c(scenario->endings[preview->ending].outcome, "peaceful");
    return preview->answered && notes->tone >= 0 && notes->example_count &&
           !badly && preview->ending != ENDING_ENDEX;
}

/* The move to make, or NONE. */
static int32_t choose(Partner *partner, const Scenario *scenario,
                      const Preview *previews, uint32_t count, int64_t turn)
{
    int32_t few[FEW];
    uint32_t found = 0;
    for (int64_t lately = 8; lately >= 0 && !found; lately -= 2)
        for (uint32_t i = 0; i < count && found < FEW; i++)
            if (is_sound(scenario, &previews[i]) &&
                turn - partner->said_at[previews[i].intent] > lately)
                few[found++] = (int32_t)previews[i].intent;
    if (!found)
        return NONE;
    /* the nearer to the state, the likelier */
    uint64_t first = draw(partner) % found, second = draw(partner) % found;
    return few[first < second ? first : second];
}

static void speak(Console *console)
{
    Partner *partner = console->partner;
    const Scenario *scenario = console->scenario;
    Arena arena;
    uint32_t count;
    int64_t turn = engine_turn(session_now(console->session));
    arena_init(&arena, console_no_memory, NULL);
    const Preview *previews = session_preview(console->session, &arena, &count);
    int32_t move = choose(partner, scenario, previews, count, turn);
    arena_finish(&arena);
    if (move == NONE) { /* a pause is a move, too */
        console_take(console, &(Input){.kind = INPUT_WAIT, .number = PAUSE_MS});
        return;
    }
    const IntentNotes *notes = &scenario->intent_notes[move];
    uint32_t number = partner->said[move]++ % notes->example_count;
    Str text = notes->examples[number].text;
    partner->said_at[move] = turn;
    console_put(console, TONE_NEGOTIATOR, _("Negotiator: "), _("Negotiator: "),
                text);
    console_take(console,
                 &(Input){.kind = INPUT_SAY, .has_text = true, .text = text});
}

void partner_line(Console *console, Str line)
{
    uint32_t role = console->view.role;
    if (line.size) {
        console_take(console, &(Input){.kind = INPUT_DRIFT,
                                       .index = role,
                                       .text = STR("varied")});
        console_take(console,
                     &(Input){.kind = INPUT_NOTE,
                              .has_text = true,
                              .text = line,
                              .by = console->scenario->roles[role].name});
    }
    if (!engine_ended(session_now(console->session)))
        speak(console);
}
