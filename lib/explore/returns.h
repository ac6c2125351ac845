/* What can still be reached from each configuration that a search found.
 * Private to explore. */
#ifndef STANDOFF_EXPLORE_RETURNS_H
#define STANDOFF_EXPLORE_RETURNS_H

#include "explore/search.h"

enum { OUTCOMES_MOST = 8 };

typedef struct {
    Str outcomes[OUTCOMES_MOST]; /* of the scenario's endings, each once */
    uint32_t count;
    uint8_t *masks; /* by configuration: outcomes possible from there */
} Returns;

/* False when memory is short. What a cut search has not gone into counts as
 * leading everywhere: that an outcome is lost is then certain all the same. */
bool returns_find(Search *search, Returns *returns);
void returns_finish(Returns *returns);

/* The first configuration, by utterances, that has not ended and from which
 * none of the outcomes in `mask` can be reached; VISITED_NONE if there is
 * none. */
uint32_t returns_first_without(const Search *search, const Returns *returns,
                               uint8_t mask);

/* The outcomes of that name. */
uint8_t returns_mask(const Returns *returns, const Str *outcomes,
                     uint32_t count);

#endif
