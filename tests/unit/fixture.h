/* What tests of files and their trees begin with: an arena, sources,
 * diagnostics, a buffer. */
#ifndef STANDOFF_TESTS_FIXTURE_H
#define STANDOFF_TESTS_FIXTURE_H

#include <stdlib.h>

#include "yaml/yaml.h"

typedef struct {
    Arena arena;
    Sources sources;
    Diags diags;
    Buf buf;
    const YamlNode *root;
} Fixture;

static void out_of_memory(void *context)
{
    (void)context;
    abort();
}

static int set_up(void **state)
{
    Fixture *f = calloc(1, sizeof *f);
    arena_init(&f->arena, out_of_memory, NULL);
    diag_init(&f->diags, &f->arena);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *f = *state;
    buf_finish(&f->buf);
    arena_finish(&f->arena);
    free(f);
    return 0;
}

#endif
