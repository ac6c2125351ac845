/* Following a journal that another program writes: the same session once more,
 * in another view, as its lines arrive. */
#ifndef STANDOFF_CMD_FOLLOW_H
#define STANDOFF_CMD_FOLLOW_H

#include "cmd/play.h"

/* Follows the journal at `path` until a signal ends it; play->view is chosen by
 * `role` once the scenario is known. An exit code. */
int follow(Play *play, const char *path, const char *role);

#endif
