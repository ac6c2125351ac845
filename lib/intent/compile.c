/* The only place that sets PCRE2's options and limits. Knows neither intents
 * nor phrases. Start at compile_pattern and compile_match. */
#include "intent/compile.h"

#include "intent/intent.h"

/* `\A(?s:.*?)\K` leaves PCRE2 one place to start at, so that its limit, which
 * it counts anew at each, is one of the whole search. `\E` ends a `\Q`. */
static const char wrap_before[] = "\\A(?s:.*?)\\K(?:";
static const char wrap_after[] = "\\E)";

/* PCRE2's compile errors that are not named in pcre2.h of all versions. */
enum { ERROR_NO_MEMORY = PCRE2_ERROR_HEAP_FAILED };

bool compile_init(Compiler *c)
{
    c->compile = pcre2_compile_context_create(NULL);
    c->match = pcre2_match_context_create(NULL);
    c->data = pcre2_match_data_create(COMPILE_GROUPS, NULL);
    if (!c->compile || !c->match || !c->data)
        return false;
    pcre2_set_newline(c->compile, PCRE2_NEWLINE_LF);
    pcre2_set_bsr(c->compile, PCRE2_BSR_UNICODE);
    pcre2_set_parens_nest_limit(c->compile, INTENT_PARENS_LIMIT);
    pcre2_set_match_limit(c->match, INTENT_MATCH_LIMIT);
    pcre2_set_depth_limit(c->match, INTENT_MATCH_LIMIT);
    pcre2_set_heap_limit(c->match, INTENT_HEAP_LIMIT);
    return true;
}

void compile_finish(Compiler *c)
{
    pcre2_compile_context_free(c->compile);
    pcre2_match_context_free(c->match);
    pcre2_match_data_free(c->data);
    buf_finish(&c->wrapped);
    *c = (Compiler){0};
}

pcre2_code *compile_pattern(Compiler *c, Str pattern, bool wrapped, int *error,
                            size_t *offset)
{
    const uint32_t options =
        PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;
    buf_clear(&c->wrapped);
    c->wrapped.failed = false;
    *offset = 0;
    if (wrapped) {
        buf_add_c(&c->wrapped, wrap_before);
        buf_add(&c->wrapped, pattern);
        buf_add_c(&c->wrapped, wrap_after);
        pattern = buf_str(&c->wrapped);
    }
    if (c->wrapped.failed) {
        *error = ERROR_NO_MEMORY;
        return NULL;
    }
    /* An empty pattern may have no data. */
    PCRE2_SPTR text = (PCRE2_SPTR)(pattern.data ? pattern.data : "");
    return pcre2_compile(text, pattern.size, options, error, offset,
                         c->compile);
}

bool compile_is_memory(int error)
{
    return error == ERROR_NO_MEMORY;
}

CompileResult compile_match(Compiler *c, const pcre2_code *code, Str text,
                            bool interpret)
{
    uint32_t options = PCRE2_NO_UTF_CHECK | (interpret ? PCRE2_NO_JIT : 0);
    int result = pcre2_match(code, (PCRE2_SPTR)(text.data ? text.data : ""),
                             text.size, 0, options, c->data, c->match);
    switch (result) {
    case PCRE2_ERROR_NOMATCH:
        return COMPILE_NONE;
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
        return COMPILE_LIMIT;
    case PCRE2_ERROR_NOMEMORY:
        return COMPILE_MEMORY;
    case PCRE2_ERROR_JIT_STACKLIMIT:
        return COMPILE_STACK;
    default:
        return result >= 0 ? COMPILE_MATCH : COMPILE_NONE;
    }
}

size_t compile_size(const pcre2_code *code)
{
    size_t size = 0;
    pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size);
    return size;
}

bool compile_jit(pcre2_code *code)
{
    return pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
}

bool intent_jit_available(void)
{
    int error;
    size_t offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR) "a", 1, 0, &error, &offset, NULL);
    bool available = code && compile_jit(code);
    pcre2_code_free(code);
    return available;
}
