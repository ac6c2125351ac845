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

#endif
