/* PCRE2 as we use it: options, limits, the wrapper that makes the match limit
 * bound the time (safety.md, finding 5). */
#ifndef STANDOFF_INTENT_COMPILE_H
#define STANDOFF_INTENT_COMPILE_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buf.h"

enum { COMPILE_GROUPS = 520 }; /* more than 1,024 bytes can hold */

/* All that compiling and matching share; zeroed, then compile_init. */
typedef struct {
    pcre2_compile_context *compile;
    pcre2_match_context *match;
    pcre2_match_data *data;
    Buf wrapped;
} Compiler;

/* False when memory is short; compile_finish in any case. */
bool compile_init(Compiler *c);
void compile_finish(Compiler *c);

/* Compiles a folded pattern as it is, or so wrapped that a match starts at one
 * place only. NULL with PCRE2's error and offset, or with PCRE2's
 * PCRE2_ERROR_HEAP_FAILED, a code of compiling, when memory is short. */
pcre2_code *compile_pattern(Compiler *c, Str pattern, bool wrapped, int *error,
                            size_t *offset);

/* Whether an error of compiling means that memory is short. */
bool compile_is_memory(int error);

typedef enum {
    COMPILE_MATCH,
    COMPILE_NONE,
    COMPILE_LIMIT,
    COMPILE_MEMORY,
    COMPILE_STACK, /* of JIT: to be tried without */
} CompileResult;

/* Matches a folded text; the places are in c->data. */
CompileResult compile_match(Compiler *c, const pcre2_code *code, Str text,
                            bool interpret);

size_t compile_size(const pcre2_code *code);

/* Makes machine code; false when there will be none. */
bool compile_jit(pcre2_code *code);

#endif
