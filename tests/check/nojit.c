/* Loaded before PCRE2, takes machine code away from it as a hardened kernel
 * would: under valgrind, which cannot follow PCRE2's machine code and reports
 * hundreds of errors that are none. The program goes on interpreted. */

enum { ERROR_NO_MEMORY = -48 }; /* PCRE2_ERROR_NOMEMORY */

int pcre2_jit_compile_8(void *code, unsigned options);

int pcre2_jit_compile_8(void *code, unsigned options)
{
    (void)code;
    (void)options;
    return ERROR_NO_MEMORY;
}
