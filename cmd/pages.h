/* The pages of docs/rules, built into the program by cmd/pages.py. */
#ifndef STANDOFF_CMD_PAGES_H
#define STANDOFF_CMD_PAGES_H

#include <stddef.h>

typedef struct {
    const char *code;
    const char *text;
} Page;

extern const Page pages[];
extern const size_t page_count;

/* The page of a code ("SO101"), as Markdown; NULL when there is none
 * (explain.c). */
const char *page_of(const char *code);

#endif
