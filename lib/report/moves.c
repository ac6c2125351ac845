/* What scenarios offer. Each is loaded into an arena of its own, which is given
 * back when the names are copied. Start at moves_scenario. */
#include "report/moves.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"

void moves_init(Moves *moves, Arena *arena)
{
    *moves = (Moves){.arena = arena};
    moves->scenarios = ARENA_ARRAY(arena, MovesScenario, MOVES_SCENARIOS);
    roll_init(&moves->skills, arena, MOVES_SKILLS);
}

/* --- Loading ---------------------------------------------------------------
 */

typedef struct {
    Arena arena;
    Sources sources;
    Diags diags;
    const Scenario *scenario; /* NULL: cannot be read as one */
} Loaded;

static void load(Loaded *loaded, const Moves *moves, const RecordStart *start,
                 Str language)
{
    *loaded = (Loaded){.scenario = NULL};
    arena_init(&loaded->arena, moves->arena->fail, moves->arena->context);
    diag_init(&loaded->diags, &loaded->arena);
    ScenarioOptions options = {.root = start->root, .language = language};
    loaded->scenario = scenario_load(&loaded->arena, &loaded->sources,
                                     &loaded->diags, start->path, &options);
    if (loaded->scenario && loaded->scenario->is_pack)
        loaded->scenario = NULL;
}

/* Whether the files are those of the session. */
static bool is_current(const Moves *moves, const RecordStart *start)
{
    Loaded now;
    char digest[RECORD_DIGEST] = "";
    load(&now, moves, start, start->language);
    if (now.scenario)
        record_digest(&now.sources, digest);
    bool same = start->files.size && str_equal_c(start->files, digest);
    arena_finish(&now.arena);
    return same;
}

static int by_intent(const void *left, const void *right)
{
    const MovesIntent *a = left, *b = right;
    return str_compare(a->name, b->name);
}

static int by_where(const void *left, const void *right)
{
    const MovesPlace *a = left, *b = right;
    return str_compare(a->where, b->where);
}

/* The number of a skill, with its tone. */
static int32_t add_skill(Moves *moves, Str name, int tone)
{
    int32_t number = roll_add(&moves->skills, name);
    if (number != ROLL_FULL && tone)
        moves->tones[number] = tone;
    return number;
}

static void keep_intents(Moves *moves, MovesScenario *to,
                         const Scenario *scenario)
{
    uint32_t count = scenario->hearing.count;
    if (count > MOVES_PLACES)
        count = MOVES_PLACES;
    to->intents = ARENA_ARRAY(moves->arena, MovesIntent, count);
    for (uint32_t i = 0; i < count; i++) {
        const IntentNotes *notes = &scenario->intent_notes[i];
        Str name = scenario->hearing.intents[i].name;
        to->intents[i] = (MovesIntent){
            .name = str_copy(moves->arena, name),
            .tone = notes->tone,
            .number = notes->skill.size
                          ? add_skill(moves, notes->skill, notes->tone)
                          : ROLL_FULL,
        };
    }
    to->intent_count = count;
    if (count)
        qsort(to->intents, count, sizeof *to->intents, by_intent);
}

static void keep_places(Moves *moves, MovesScenario *to,
                        const Scenario *scenario)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < scenario->rule_count; i++)
        count += scenario->rules[i].listen == LISTEN_INTENT;
    to->places_cut = count > MOVES_PLACES ? count - MOVES_PLACES : 0;
    to->places = ARENA_ARRAY(moves->arena, MovesPlace, count - to->places_cut);
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        const Rule *rule = &scenario->rules[i];
        if (rule->listen != LISTEN_INTENT ||
            to->place_count == count - to->places_cut)
            continue;
        to->places[to->place_count++] = (MovesPlace){
            .where = str_copy(moves->arena, rule->where),
            .line = rule->line,
        };
    }
    if (to->place_count)
        qsort(to->places, to->place_count, sizeof *to->places, by_where);
}

/* In the file's own language, so that skills are the same in all. */
static void keep_scenario(Moves *moves, MovesScenario *to,
                          const RecordStart *start)
{
    Loaded now;
    load(&now, moves, start, (Str){0});
    to->known = now.scenario != NULL;
    if (now.scenario) {
        to->title = str_copy(moves->arena, now.scenario->title);
        keep_intents(moves, to, now.scenario);
        keep_places(moves, to, now.scenario);
    }
    arena_finish(&now.arena);
}

/* --- Finding ---------------------------------------------------------------
 */

static const MovesVersion *find_version(Moves *moves, MovesScenario *scenario,
                                        const RecordStart *start)
{
    for (uint32_t i = 0; i < scenario->version_count; i++) {
        const MovesVersion *version = &scenario->versions[i];
        if (str_equal(version->files, start->files) &&
            str_equal(version->language, start->language))
            return version;
    }
    if (scenario->version_count == MOVES_VERSIONS)
        return NULL;
    MovesVersion *added = &scenario->versions[scenario->version_count++];
    *added = (MovesVersion){
        .files = str_copy(moves->arena, str_slice(start->files, 0, 64)),
        .language = str_copy(moves->arena, str_slice(start->language, 0, 64)),
        .current = scenario->known && is_current(moves, start),
    };
    return added;
}

MovesScenario *moves_scenario(Moves *moves, const RecordStart *start,
                              bool *current)
{
    uint32_t at = 0;
    while (at < moves->count &&
           !str_equal(moves->scenarios[at].path, start->path))
        at++;
    *current = false;
    if (at == MOVES_SCENARIOS)
        return NULL;
    MovesScenario *scenario = &moves->scenarios[at];
    if (at == moves->count) {
        moves->count++;
        scenario->path = str_copy(moves->arena, start->path);
        scenario->title =
            str_copy(moves->arena, str_slice(start->title, 0, FREQUENT_BYTES));
        keep_scenario(moves, scenario, start);
    }
    const MovesVersion *version = find_version(moves, scenario, start);
    *current = version && version->current;
    return scenario;
}

MovesIntent *moves_intent(const MovesScenario *scenario, Str name)
{
    MovesIntent key = {.name = name};
    if (!scenario || !scenario->intent_count)
        return NULL;
    return bsearch(&key, scenario->intents, scenario->intent_count,
                   sizeof *scenario->intents, by_intent);
}

MovesPlace *moves_place(const MovesScenario *scenario, Str where)
{
    MovesPlace key = {.where = where};
    if (!scenario->place_count)
        return NULL;
    return bsearch(&key, scenario->places, scenario->place_count,
                   sizeof *scenario->places, by_where);
}

int32_t moves_skill(Moves *moves, const MovesScenario *scenario, Str intent)
{
    const MovesIntent *found = moves_intent(scenario, intent);
    return found ? found->number
                 : add_skill(moves, str_slice(intent, 0, 64), 0);
}
