/* Follows libedit's way of laying out a line: a wide character is never broken
 * by the edge, a full row ends at once. */
#include "cmd/screen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

bool screen_measure(int *width, int *height)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1)
        return false;
    *width = size.ws_col;
    *height = size.ws_row;
    return size.ws_col > 1;
}

bool screen_is_capable(void)
{
    const char *term = getenv("TERM");
    int width, height;
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term &&
           strcmp(term, "dumb") != 0 && screen_measure(&width, &height);
}

typedef struct {
    int width, row, column;
} Place;

static void put(Place *place, int cells)
{
    if (place->column + cells > place->width) {
        place->row++;
        place->column = 0;
    }
    place->column += cells;
    if (place->column >= place->width) {
        place->row++;
        place->column = 0;
    }
}

/* Control characters are shown as ^X, others that have no shape as \U+XXXX;
 * these may be broken anywhere. */
static void put_character(Place *place, wchar_t c)
{
    int cells = wcwidth(c);
    int parts = c < 0x20 || c == 0x7f ? 2 : c > 0xffff ? 8 : 7;
    if (c == L'\t')
        parts = 8 - place->column % 8;
    if (cells >= 0)
        put(place, cells);
    for (int i = 0; cells < 0 && i < parts; i++)
        put(place, 1);
}

int screen_rows_above(const LineInfoW *line, size_t prompt, int width,
                      int height)
{
    Place place = {.width = width, .column = (int)prompt};
    for (const wchar_t *c = line->buffer; c < line->cursor; c++)
        put_character(&place, *c);
    bool more = line->cursor < line->lastchar;
    if (more && place.column + wcwidth(*line->cursor) > width)
        place.row++;
    return place.row < height ? place.row : height - 1;
}
