/* The search itself: every configuration that can be reached, breadth first
 * by utterances, and what was seen on the way. Private to explore. */
#ifndef STANDOFF_EXPLORE_SEARCH_H
#define STANDOFF_EXPLORE_SEARCH_H

#include "explore/alphabet.h"
#include "explore/explore.h"
#include "explore/visited.h"

typedef enum {
    MOVE_START,
    MOVE_HEARD,  /* index: of the alphabet */
    MOVE_TIMER,  /* timer */
    MOVE_INJECT, /* index: inject, by hand */
} MoveKind;

/* One event, and the moment at which it comes: a number among those of the
 * leaf state it comes in. */
typedef struct {
    MoveKind kind;
    uint32_t index;
    Timer timer;
    uint32_t moment;
} Move;

/* The first time something was seen: the event in which it happened, and the
 * configuration before it. */
typedef struct {
    bool seen;
    uint32_t from; /* VISITED_NONE: the start */
    Move move;
    int64_t turns; /* utterances by then */
} Sighting;

typedef struct Search Search;

struct Search {
    Arena *arena;
    const Scenario *scenario;
    const Abstraction *abstraction;
    const Alphabet *alphabet;
    const ExploreOptions *options;
    bool by_hand; /* injects by hand, too */
    bool quiet;   /* the search is over: nothing is seen for the first time */
    unsigned cut;
    uint64_t steps, transitions;
    int64_t turns;     /* of the level being searched */
    int64_t depth;     /* of the last level that held something new */
    uint32_t expanded; /* configurations below were searched wholly */
    Visited visited;
    VEC(uint32_t) levels; /* first configuration with so many turns */
    Configuration *from, *to;
    uint32_t *packed;
    Timer *timers;
    uint64_t next_report;
    /* The event under way. */
    uint32_t source;
    const Move *move;
    bool cycled;
    uint32_t cycle_rule;
    /* First sightings, by number. */
    Sighting *endings, *states, *rules, *stages, *demands, *nevers;
    Sighting cycle;
};

/* Prepares a search; false when memory is short. */
bool search_init(Search *search, Arena *arena, const Abstraction *abstraction,
                 const Alphabet *alphabet, const ExploreOptions *options,
                 bool by_hand);
void search_finish(Search *search);

/* Searches until nothing is new or a limit is met. */
void search_run(Search *search);

/* What may come next of a configuration: timers and injects, utterances. */
enum { NEXT_SILENT = 1, NEXT_HEARD = 2, NEXT_ALL = 3 };

/* Calls `visit` for each event that may come next in a configuration that has
 * not ended, with what comes of it: `to` and its bits, NULL when settling did
 * not end. It stops, and returns false, when `visit` does. */
typedef bool SearchVisit(Search *search, void *context, const Move *move,
                         const uint32_t *packed);
bool search_next(Search *search, uint32_t number, unsigned which,
                 SearchVisit *visit, void *context);

/* Whether a packed configuration has ended, and how. */
static inline int32_t search_ending(const Abstraction *abstraction,
                                    const uint32_t *packed)
{
    uint32_t place = field_value(&abstraction->fields[0], packed);
    return place < abstraction->leaf_count
               ? NONE
               : (int32_t)(place - abstraction->leaf_count);
}

/* Utterances on the shortest way to a configuration. */
int64_t search_turns(const Search *search, uint32_t number);

#endif
