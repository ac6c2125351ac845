/* What scenarios offer, for counting what was found of it: their intents with
 * the skill each shows, and the places that answer a move of the negotiator.
 *
 * A scenario is loaded once, when the first session of it is met, and only its
 * names are kept. Sessions of a version that the file is no longer count for
 * intents by name, not for places. Bounded: what has no room is counted. */
#ifndef STANDOFF_REPORT_MOVES_H
#define STANDOFF_REPORT_MOVES_H

#include "report/history.h"
#include "report/roll.h"

enum {
    MOVES_SCENARIOS = 48, /* different files */
    MOVES_VERSIONS = 12,  /* of one file, a language is one */
    MOVES_PLACES = 4000,  /* in one scenario */
    MOVES_SKILLS = 300,
};

typedef struct {
    Str name;
    int tone;       /* +1 helps, -1 harms, 0 unsaid */
    int32_t number; /* of its skill; ROLL_FULL: it has none */
    uint64_t last;  /* the last session that it was heard in */
    uint64_t found; /* sessions it was heard in */
} MovesIntent;

/* A rule or trigger that listens for intents. */
typedef struct {
    Str where;
    uint32_t line;
    uint64_t last, found;
} MovesPlace;

typedef struct {
    Str files; /* the checksum */
    Str language;
    bool current; /* the file is as it was then */
} MovesVersion;

typedef struct {
    Str path, title;
    bool known;           /* it could be loaded */
    MovesIntent *intents; /* by name */
    MovesPlace *places;   /* by where */
    uint32_t intent_count, place_count;
    uint32_t places_cut; /* beyond the bound */
    MovesVersion versions[MOVES_VERSIONS];
    uint32_t version_count;
    uint64_t sessions, current_sessions;
} MovesScenario;

typedef struct {
    Arena *arena;
    MovesScenario *scenarios;
    uint32_t count;
    Roll skills;             /* numbers of skills */
    int tones[MOVES_SKILLS]; /* by skill */
} Moves;

void moves_init(Moves *moves, Arena *arena);

/* The scenario of a session, loaded if it is new; NULL when there is no room.
 * *current: its file is as it was then. */
MovesScenario *moves_scenario(Moves *moves, const RecordStart *start,
                              bool *current);

/* The intent of that name, or NULL. */
MovesIntent *moves_intent(const MovesScenario *scenario, Str name);

/* The place, or NULL when it does not listen for intents. */
MovesPlace *moves_place(const MovesScenario *scenario, Str where);

/* The number of the skill that an intent shows; one of a scenario that is not
 * known counts under its own name. ROLL_FULL when it shows none, or when there
 * is no room. */
int32_t moves_skill(Moves *moves, const MovesScenario *scenario, Str intent);

#endif
