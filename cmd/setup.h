/* A session set up: options that commands share, loading, and the view. Each
 * answers false after a message. */
#ifndef STANDOFF_CMD_SETUP_H
#define STANDOFF_CMD_SETUP_H

#include "cmd/play.h"

/* A message of wrong usage; false. */
bool setup_wrong(const Play *play, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* --seed, --clock, --speed, --color, --no-jit, as far as the command has
 * them. */
bool setup_options(Play *play);

/* Loads what is to be played; `language` empty: its own. */
bool setup_load(Play *play, Str path, Str root, Str language);

/* --view; else the negotiator's for people, the trainer's for programs. */
bool setup_view(Play *play);

#endif
