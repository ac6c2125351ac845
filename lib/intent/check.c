/* Patterns and phrases checked as lint does it, with the place of the fault in
 * the text as written. Knows no matcher. Start at intent_check_pattern. */
#include <stdio.h>

#include "intent/compile.h"
#include "intent/intent.h"
#include "intent/pattern.h"
#include "intent/phrase.h"

/* PCRE2's compile errors that are limits: too large (120, 186), too deep
 * (119). */
static bool is_limit(int error)
{
    return error == PCRE2_ERROR_PATTERN_TOO_LARGE ||
           error == PCRE2_ERROR_PATTERN_TOO_COMPLICATED ||
           error == PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP;
}

static bool fail(IntentFault *fault, DiagId id, size_t begin, size_t end,
                 const char *text)
{
    *fault = (IntentFault){.id = id, .begin = begin, .end = end};
    snprintf(fault->text, sizeof fault->text, "%s", text);
    return false;
}

static bool fail_memory(IntentFault *fault)
{
    *fault = (IntentFault){.no_memory = true};
    return false;
}

/* A pattern under check: as written, folded, and back. */
typedef struct {
    Str written;
    Buf folded, map;
    Compiler compiler;
    IntentFault *fault;
} Check;

/* PCRE2's error at `offset` of the folded pattern. */
static bool fail_compile(Check *c, int error, size_t offset)
{
    const uint32_t *map = (const void *)c->map.data;
    size_t last = c->map.size / sizeof *map - 1;
    size_t begin = map[offset < last ? offset : last];
    size_t end = begin < c->written.size ? begin + 1 : begin;
    while (end < c->written.size && (c->written.data[end] & 0xC0) == 0x80)
        end++;
    char why[160];
    pcre2_get_error_message(error, (PCRE2_UCHAR *)why, sizeof why);
    if (is_limit(error))
        return fail(c->fault, DIAG_INTENT_LIMIT, begin, end, why);
    if (compile_is_memory(error))
        return fail_memory(c->fault);
    return fail(c->fault, DIAG_INTENT_PATTERN, begin, end, why);
}

static bool check_size(Check *c, const pcre2_code *code)
{
    size_t size = compile_size(code);
    if (size <= INTENT_CODE_LIMIT)
        return true;
    *c->fault = (IntentFault){.id = DIAG_INTENT_LIMIT, .end = c->written.size};
    snprintf(c->fault->text, sizeof c->fault->text,
             "compiled, this takes %zu bytes, more than the limit of %d; write "
             "it as several",
             size, (int)INTENT_CODE_LIMIT);
    return false;
}

static bool check_empty(Check *c, const pcre2_code *code)
{
    if (compile_match(&c->compiler, code, (Str){0}, true) != COMPILE_MATCH)
        return true;
    return fail(c->fault, DIAG_INTENT_EMPTY_MATCH, 0, c->written.size,
                "this matches the empty line, so it is heard in every line; "
                "make a part of it necessary");
}

static bool check_wrapped(Check *c)
{
    int error;
    size_t offset;
    pcre2_code *code = compile_pattern(&c->compiler, buf_str(&c->folded), true,
                                       &error, &offset);
    if (!code && is_limit(error))
        return fail_compile(c, error, c->map.size);
    if (!code && compile_is_memory(error))
        return fail_memory(c->fault);
    if (!code)
        return fail(c->fault, DIAG_INTENT_PATTERN, 0, c->written.size,
                    "this cannot stand in a group; end its last comment with a "
                    "line break");
    bool good = check_size(c, code) && check_empty(c, code);
    pcre2_code_free(code);
    return good;
}

/* Alone first: for PCRE2's own offsets, and so that no `a)|(b` closes what it
 * did not open. */
static bool check_compiled(Check *c)
{
    if (c->folded.failed || c->map.failed || !compile_init(&c->compiler))
        return fail_memory(c->fault);
    int error;
    size_t offset;
    pcre2_code *code = compile_pattern(&c->compiler, buf_str(&c->folded), false,
                                       &error, &offset);
    if (!code)
        return fail_compile(c, error, offset);
    pcre2_code_free(code);
    return check_wrapped(c);
}

bool intent_check_pattern(Str pattern, const IntentSet *set, IntentFault *fault)
{
    Check c = {.written = pattern, .fault = fault};
    bool good = pattern_fold(pattern, set, &c.folded, &c.map, fault) &&
                check_compiled(&c);
    compile_finish(&c.compiler);
    buf_finish(&c.folded);
    buf_finish(&c.map);
    return good;
}

/* A phrase whose weight is under the limit compiles; others are tried. */
static bool check_phrase_size(Check *c, const Phrase *phrase)
{
    if (phrase_weight(phrase) < INTENT_CODE_LIMIT / 2)
        return true;
    buf_add_c(&c->folded, PHRASE_BEFORE);
    phrase_write(phrase, &c->folded);
    buf_add_c(&c->folded, PHRASE_AFTER);
    if (c->folded.failed || !compile_init(&c->compiler))
        return fail_memory(c->fault);
    int error;
    size_t offset;
    pcre2_code *code = compile_pattern(&c->compiler, buf_str(&c->folded), true,
                                       &error, &offset);
    if (!code && compile_is_memory(error))
        return fail_memory(c->fault);
    bool good = code ? check_size(c, code)
                     : fail(c->fault, DIAG_INTENT_LIMIT, 0, c->written.size,
                            "this is too large to compile; write it as "
                            "several");
    pcre2_code_free(code);
    return good;
}

bool intent_check_phrase(Str text, IntentFault *fault)
{
    if (text.size > INTENT_PATTERN_LIMIT) {
        *fault = (IntentFault){.id = DIAG_INTENT_LIMIT, .end = text.size};
        snprintf(fault->text, sizeof fault->text,
                 "a phrase of %zu bytes is longer than the limit of %d; write "
                 "it as several",
                 text.size, (int)INTENT_PATTERN_LIMIT);
        return false;
    }
    Check c = {.written = text, .fault = fault};
    Phrase phrase = {0};
    bool good = phrase_read(&phrase, text, fault);
    if (phrase_failed(&phrase))
        good = fail_memory(fault);
    else if (good)
        good = check_phrase_size(&c, &phrase);
    compile_finish(&c.compiler);
    buf_finish(&c.folded);
    phrase_finish(&phrase);
    return good;
}
