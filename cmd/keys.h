/* What a terminal sends, as characters: UTF-8 decoded, pasted text told from
 * typed (bracketed paste). Knows no editor. */
#ifndef STANDOFF_CMD_KEYS_H
#define STANDOFF_CMD_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

typedef struct {
    char bytes[4096];
    size_t begin, end;
    bool pasting;
    bool settled; /* no more of a broken-off sequence will come */
} Keys;

typedef enum { KEYS_KEY, KEYS_MORE, KEYS_NONE } KeysStatus;

/* The next character. KEYS_MORE: the bytes held may be the beginning of one;
 * wait a moment, then set `settled` when nothing came. Inside a paste a line
 * end is Enter and every other control character a blank. */
KeysStatus keys_next(Keys *keys, wchar_t *out);

/* Reads once. False at the end of input (*error 0) or when it failed. */
bool keys_fill(Keys *keys, int descriptor, int *error);

/* Drops what was not taken yet. */
void keys_clear(Keys *keys);

#endif
