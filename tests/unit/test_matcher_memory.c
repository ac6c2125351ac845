/* Hearing when memory is short: each allocation in turn fails, once and from
 * then on, PCRE2's and utf8proc's too. Malloc is replaced for this program, so
 * it does nothing under AddressSanitizer, which does the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "intent/intent.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(SANITIZED)
#define IS_SANITIZED true
#else
#define IS_SANITIZED false
#endif

static bool armed, for_ever;
static long until_failure; /* allocations that still succeed */
static long failures, live;

#if !defined(__SANITIZE_ADDRESS__) && !defined(SANITIZED)
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static bool fails(void)
{
    if (!armed)
        return false;
    bool now = until_failure == 0 || (for_ever && until_failure < 0);
    until_failure--;
    failures += now;
    if (now)
        errno = ENOMEM;
    return now;
}

void *malloc(size_t size)
{
    void *memory = fails() ? NULL : __libc_malloc(size);
    live += armed && memory;
    return memory;
}

void *calloc(size_t count, size_t size)
{
    void *memory = fails() ? NULL : __libc_calloc(count, size);
    live += armed && memory;
    return memory;
}

void *realloc(void *old, size_t size)
{
    void *memory = fails() ? NULL : __libc_realloc(old, size);
    live += armed && memory && !old;
    return memory;
}

void free(void *memory)
{
    live -= armed && memory;
    __libc_free(memory);
}
#endif

#define LIST(...) ((const Str[]){__VA_ARGS__})
#define S(text)                                                                \
    {                                                                          \
        (text), sizeof(text) - 1                                               \
    }

static const Str slots[] = {S("name")};
static const Intent intents[] = {
    {.name = S("phrases"),
     .phrases = LIST(S("a (b|c) ... d*"), S("été"), S("x (")),
     .phrase_count = 3,
     .unless = LIST(S("not (a|b)")),
     .unless_count = 1},
    {.name = S("patterns"),
     .patterns = LIST(S("i am (?<name>\\w+)"), S("(a+)+$"), S("(")),
     .pattern_count = 3,
     .unless_patterns = LIST(S("z$")),
     .unless_pattern_count = 1},
    {.name = S("mirrors"), .mirrors_low = 1, .mirrors_high = 3},
    {.name = S("repeats"), .repeats = true},
    {.name = S("group"),
     .any_of = (const uint32_t[]){0, 1},
     .any_of_count = 2,
     .words_low = 1,
     .words_high = 40},
};
static const IntentSet set = {
    .intents = intents, .count = 5, .slots = slots, .slot_count = 1};

static const IntentMemory memory = {.last_said = S("you said a b x d"),
                                    .last_utterance = S("I am Été")};

/* A fresh matcher's life; true when nothing failed. The answers must be those
 * of a life in plenty. */
static bool live_once(bool no_filter)
{
    IntentMatcher *m =
        intent_matcher_new(&set, (IntentOptions){.no_filter = no_filter});
    if (!m)
        return false;
    bool good = true;
    for (int round = 0; round < 20; round++) {
        IntentHeard heard;
        IntentStatus status = intent_hear(m, STR("I am Été"), &memory, &heard);
        assert_true(status == INTENT_OK || status == INTENT_NO_MEMORY);
        good = good && status == INTENT_OK;
        if (status == INTENT_OK) {
            assert_int_equal(heard.count, 4);
            assert_int_equal(heard.intents[3], 4);
            assert_int_equal(heard.capture_count, 1);
            assert_memory_equal(heard.captures[0].text.data, "Été", 5);
        }
        status = intent_hear(m, STR("a b x d"), &memory, &heard);
        assert_true(status == INTENT_OK || status == INTENT_NO_MEMORY);
        good = good && status == INTENT_OK;
        if (status == INTENT_OK)
            assert_int_equal(heard.count, 3);
    }
    intent_matcher_free(m);
    return good;
}

static void check_once(void)
{
    IntentFault fault;
    intent_check_pattern(STR("(?<name>é)[ü]x"), &set, &fault);
    intent_check_pattern(STR("("), &set, &fault);
    intent_check_phrase(STR("a (b|c) ... d*"), &fault);
    Buf out = {0}, map = {0};
    intent_fold(&out, STR("été"), &map);
    buf_finish(&out);
    buf_finish(&map);
    intent_jit_available();
}

static void fail_each(bool ever, int kind)
{
    long n = 0;
    do {
        until_failure = n;
        for_ever = ever;
        failures = live = 0;
        armed = true;
        if (kind < 2)
            live_once(kind == 1);
        else
            check_once();
        armed = false;
        if (live)
            fail_msg("failing allocation %ld leaks %ld", n, live);
        n++;
    } while (failures);
    if (n == 1)
        skip(); /* malloc is not ours: valgrind */
    assert_true(n > 10);
}

static void a_failed_allocation_leaks_nothing_and_is_told(void **state)
{
    (void)state;
    if (IS_SANITIZED)
        skip();
    for (int kind = 0; kind < 3; kind++)
        fail_each(false, kind);
}

static void memory_short_for_good_leaks_nothing_and_is_told(void **state)
{
    (void)state;
    if (IS_SANITIZED)
        skip();
    for (int kind = 0; kind < 3; kind++)
        fail_each(true, kind);
}

static void a_matcher_goes_on_when_memory_is_back(void **state)
{
    (void)state;
    if (IS_SANITIZED)
        skip();
    for (long n = 0;; n++) {
        IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
        assert_non_null(m);
        IntentHeard heard;
        until_failure = n;
        for_ever = true;
        failures = 0;
        armed = true;
        IntentStatus status = intent_hear(m, STR("I am Été"), &memory, &heard);
        armed = false;
        if (status == INTENT_NO_MEMORY)
            assert_int_equal(heard.count, 0);
        assert_int_equal(status, failures ? INTENT_NO_MEMORY : INTENT_OK);
        assert_int_equal(intent_hear(m, STR("I am Été"), &memory, &heard),
                         INTENT_OK);
        assert_int_equal(heard.count, 4);
        assert_int_equal(heard.broken_count, 2);
        intent_matcher_free(m);
        if (!failures)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failed_allocation_leaks_nothing_and_is_told),
        cmocka_unit_test(memory_short_for_good_leaks_nothing_and_is_told),
        cmocka_unit_test(a_matcher_goes_on_when_memory_is_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
