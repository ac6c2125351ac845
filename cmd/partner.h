/* The program as the negotiator, for who practises the perpetrator's part. It
 * says examples of what is listened for, helpful ones, and those that were not
 * said lately first. */
#ifndef STANDOFF_CMD_PARTNER_H
#define STANDOFF_CMD_PARTNER_H

#include "cmd/console.h"

struct Partner {
    uint64_t random;
    Arena arena;
    uint32_t *said;   /* how often, by intent */
    int64_t *said_at; /* the turn it was said last, by intent */
};

void partner_init(Partner *partner, const Scenario *scenario, uint64_t seed);
void partner_finish(Partner *partner);

/* What the human said in the part is noted; then the negotiator speaks. */
void partner_line(Console *console, Str line);

#endif
