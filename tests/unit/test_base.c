/* The base: arena, strings, buffer, vector, table of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/names.h"

static void jump(void *context)
{
    longjmp(*(jmp_buf *)context, 1);
}

static _Noreturn void no_memory(void *context)
{
    (void)context;
    abort();
}

/* --- Arena -----------------------------------------------------------------
 */

static void an_arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, no_memory, NULL);
    for (size_t size = 0; size < 20000; size = size * 3 / 2 + 1) {
        unsigned char *bytes = arena_alloc(&arena, size);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xff, size); /* must hurt nobody else */
    }
    arena_finish(&arena);
    assert_null(arena.blocks);
    assert_non_null(arena_alloc(&arena, 1)); /* may be used again */
    arena_finish(&arena);
}

static void note_release(void *object)
{
    char **at = object;
    *(*at)++ = 'x';
}

static char released[4];
static size_t release_count;

static void release_letter(void *object)
{
    released[release_count++] = *(const char *)object;
}

static void what_was_deferred_runs_latest_first_and_once(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, no_memory, NULL);
    char letters[] = "abc", marks[2] = "", *at = marks;
    release_count = 0;
    for (size_t i = 0; i < 3; i++)
        arena_defer(&arena, release_letter, &letters[i]);
    arena_defer(&arena, note_release, &at);
    arena_finish(&arena);
    arena_finish(&arena);
    assert_memory_equal(released, "cba", 3);
    assert_int_equal(release_count, 3);
    assert_ptr_equal(at, marks + 1);
}

/* Whether that much memory is refused, by way of the handler. */
static bool is_refused(size_t count, size_t size)
{
    Arena arena;
    jmp_buf out;
    arena_init(&arena, jump, &out);
    if (setjmp(out)) {
        arena_finish(&arena);
        return true;
    }
    arena_alloc(&arena, 10);
    arena_array(&arena, count, size);
    arena_finish(&arena);
    return false;
}

static void an_arena_that_fails_leaves_by_its_handler(void **state)
{
    (void)state;
    assert_true(is_refused(SIZE_MAX, 1));
    assert_true(is_refused(SIZE_MAX - 15, 1));
    assert_true(is_refused(SIZE_MAX / 2, 8));
    assert_true(is_refused(SIZE_MAX / 8 + 1, 8));
    assert_false(is_refused(SIZE_MAX, 0));
}

/* --- Strings ---------------------------------------------------------------
 */

static void slices_are_cut_to_the_text(void **state)
{
    (void)state;
    Str text = STR("abcdef");
    assert_true(str_equal_c(str_slice(text, 1, 3), "bc"));
    assert_true(str_equal_c(str_slice(text, 4, 99), "ef"));
    assert_true(str_equal_c(str_slice(text, 99, 100), ""));
    assert_true(str_equal_c(str_slice(text, 3, 1), ""));
    assert_int_equal(str_slice((Str){0}, 1, 2).size, 0);
    assert_int_equal(str_from(NULL).size, 0);
    assert_true(str_equal((Str){0}, STR("")));
    assert_false(str_equal(STR("a"), STR("b")));
    assert_true(str_starts_with(text, "abc"));
    assert_false(str_starts_with(STR("ab"), "abc"));
}

static void order_is_by_bytes_and_shorter_first(void **state)
{
    (void)state;
    static const char *const sorted[] = {"", "a", "aa", "ab", "b", "\xc3\xa9"};
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 6; j++) {
            int order = str_compare(str_from(sorted[i]), str_from(sorted[j]));
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void integers_take_up_the_whole_text_and_fit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"+7", true, 7},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+", false, 0},
        {"1 ", false, 0},
        {" 1", false, 0},
        {"1x", false, 0},
        {"--1", false, 0},
        {"0x1", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t value = 0;
        assert_int_equal(str_to_int(str_from(rows[i].text), &value),
                         rows[i].good);
        if (rows[i].good)
            assert_true(value == rows[i].value);
    }
}

static void distance_counts_swaps_and_stops_at_its_limit(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t limit, distance;
    } rows[] = {
        {"", "", 3, 0},
        {"abc", "abc", 3, 0},
        {"abc", "", 3, 3},
        {"calm-donw", "calm-down", 3, 1},
        {"intend", "intent", 3, 1},
        {"kitten", "sitting", 3, 3},
        {"kitten", "sitting", 2, 3},
        {"ab", "ba", 1, 1},
        {"abcd", "wxyz", 2, 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str a = str_from(rows[i].a), b = str_from(rows[i].b);
        assert_int_equal(str_distance(a, b, rows[i].limit), rows[i].distance);
        assert_int_equal(str_distance(b, a, rows[i].limit), rows[i].distance);
    }
}

static void copies_and_formats_end_with_a_nul(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, no_memory, NULL);
    Str copy = str_copy(&arena, (Str){"abc", 2});
    assert_string_equal(copy.data, "ab");
    assert_int_equal(copy.size, 2);
    assert_string_equal(str_copy(&arena, (Str){0}).data, "");
    Str text = str_format(&arena, "%s-%d", "x", 42);
    assert_string_equal(text.data, "x-42");
    assert_int_equal(text.size, 4);
    arena_finish(&arena);
}

/* --- Buffer ----------------------------------------------------------------
 */

static void a_buffer_grows_and_stays_a_c_string(void **state)
{
    (void)state;
    Buf buf = {0};
    for (int i = 0; i < 1000; i++) {
        buf_add_char(&buf, (char)('a' + i % 26));
        assert_int_equal(strlen(buf.data), buf.size);
    }
    buf_printf(&buf, "%0500d", 7);
    buf_add_repeat(&buf, '-', 300);
    buf_add(&buf, (Str){0});
    buf_add_c(&buf, "end");
    assert_int_equal(buf.size, 1000 + 500 + 300 + 3);
    assert_string_equal(buf.data + 1797, "---end");
    buf_clear(&buf);
    assert_string_equal(buf.data, "");
    buf_finish(&buf);
    assert_null(buf.data);
}

static void a_buffer_that_failed_takes_nothing_more(void **state)
{
    (void)state;
    Buf buf = {0};
    buf_add_c(&buf, "kept");
    buf_add_repeat(&buf, 'x', SIZE_MAX - 100);
    assert_true(buf.failed);
    buf_add_c(&buf, "no");
    assert_string_equal(buf.data, "kept");
    buf_finish(&buf);
    assert_false(buf.failed);
}

/* --- Vector and names ------------------------------------------------------
 */

static void a_vector_keeps_its_items_while_it_grows(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, no_memory, NULL);
    VEC(int) all = {0};
    for (int i = 0; i < 1000; i++) {
        int *item = VEC_PUSH(&arena, &all);
        assert_int_equal(*item, 0);
        *item = i;
    }
    assert_int_equal(all.count, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(all.items[i], i);
    arena_finish(&arena);
}

static void names_are_found_with_their_doubles_behind_them(void **state)
{
    (void)state;
    Arena arena;
    Names names = {0};
    arena_init(&arena, no_memory, NULL);
    assert_null(names_find(&names, STR("a")));
    for (uint32_t i = 0; i < 100; i++)
        names_add(&arena, &names, str_format(&arena, "n%u", 99 - i), 1, i);
    names_add(&arena, &names, STR("n5"), 0, 7);
    names_sort(&names);
    for (uint32_t i = 0; i < 100; i++)
        assert_non_null(names_find(&names, str_format(&arena, "n%u", i)));
    assert_null(names_find(&names, STR("n100")));
    assert_null(names_find(&names, STR("")));
    const Name *five = names_find(&names, STR("n5"));
    assert_int_equal(five[0].kind, 0);
    assert_int_equal(five[1].kind, 1);
    assert_true(str_equal_c(five[1].name, "n5"));
    arena_finish(&arena);
}

static void the_nearest_name_is_of_the_kinds_asked_for(void **state)
{
    (void)state;
    Arena arena;
    Names names = {0};
    arena_init(&arena, no_memory, NULL);
    names_add(&arena, &names, STR("calm-down"), 1, 0);
    names_add(&arena, &names, STR("calm-dow"), 2, 0);
    names_sort(&names);
    assert_true(str_equal_c(names_nearest(&names, STR("calm-donw"), 1u << 1),
                            "calm-down"));
    assert_true(str_equal_c(names_nearest(&names, STR("calm-dow"), 1u << 2),
                            "calm-dow"));
    assert_int_equal(names_nearest(&names, STR("calm-donw"), 1u << 3).size, 0);
    assert_int_equal(names_nearest(&names, STR("offer"), ~0u).size, 0);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(what_was_deferred_runs_latest_first_and_once),
        cmocka_unit_test(an_arena_that_fails_leaves_by_its_handler),
        cmocka_unit_test(slices_are_cut_to_the_text),
        cmocka_unit_test(order_is_by_bytes_and_shorter_first),
        cmocka_unit_test(integers_take_up_the_whole_text_and_fit),
        cmocka_unit_test(distance_counts_swaps_and_stops_at_its_limit),
        cmocka_unit_test(copies_and_formats_end_with_a_nul),
        cmocka_unit_test(a_buffer_grows_and_stays_a_c_string),
        cmocka_unit_test(a_buffer_that_failed_takes_nothing_more),
        cmocka_unit_test(a_vector_keeps_its_items_while_it_grows),
        cmocka_unit_test(names_are_found_with_their_doubles_behind_them),
        cmocka_unit_test(the_nearest_name_is_of_the_kinds_asked_for),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
