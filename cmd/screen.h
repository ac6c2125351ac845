/* Where things stand on a terminal. */
#ifndef STANDOFF_CMD_SCREEN_H
#define STANDOFF_CMD_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include <histedit.h>

/* Whether standard input and output are a terminal that lines can be edited
 * on, as far as can be told without its description. */
bool screen_is_capable(void);

/* The size of the terminal on standard output; false when it has none that
 * lines can be edited in. */
bool screen_measure(int *width, int *height);

/* Rows between the prompt's, of `prompt` cells, and the cursor's, as libedit
 * breaks the line. */
int screen_rows_above(const LineInfoW *line, size_t prompt, int width,
                      int height);

#endif
