/* The journal's file: lines that are checked, torn ends, two writers, another
 * file. Faults of the disk are tests/e2e/test_journal.py's. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "session/record.h"

typedef struct {
    char folder[64], path[128];
} At;

static int set_up(void **state)
{
    At *at = calloc(1, sizeof *at);
    snprintf(at->folder, sizeof at->folder, "/tmp/standoff-journal-XXXXXX");
    if (!mkdtemp(at->folder))
        return -1;
    snprintf(at->path, sizeof at->path, "%s/j.jsonl", at->folder);
    *state = at;
    return 0;
}

static int tear_down(void **state)
{
    At *at = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", at->folder);
    int result = system(command);
    free(at);
    return result;
}

static const char start[] = "{\"out\":\"start\",\"t\":0}";

static Journal *create(const At *at, const char *path)
{
    Journal *journal;
    JournalFault fault;
    assert_int_equal(journal_create(path ? path : at->path, &journal, &fault),
                     JOURNAL_OK);
    return journal;
}

/* A journal of a start and `count` lines; its bytes. */
static Str make(const At *at, int count)
{
    Journal *journal = create(at, NULL);
    assert_int_equal(journal_add(journal, str_from(start), true),
                     JOURNAL_SAVED);
    for (int i = 0; i < count; i++) {
        char line[64];
        snprintf(line, sizeof line, "{\"in\":\"say\",\"t\":%d}", i);
        assert_int_equal(journal_add(journal, str_from(line), true),
                         JOURNAL_SAVED);
    }
    assert_int_equal(journal_close(journal), JOURNAL_SAVED);
    JournalFound found;
    JournalFault fault;
    assert_int_equal(journal_read(at->path, &found, &fault), JOURNAL_OK);
    assert_int_equal(found.lines, count + 1);
    assert_int_equal(found.torn, 0);
    return found.text;
}

static void write_file(const char *path, Str text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text.data, 1, text.size, file), text.size);
    fclose(file);
}

static void the_checksum_is_the_published_one(void **state)
{
    (void)state;
    /* the check value of CRC-32C, and RFC 3720, appendix B.4 */
    char zeros[32] = {0};
    assert_int_equal(journal_crc(STR("123456789")), 0xe3069283);
    assert_int_equal(journal_crc((Str){zeros, 32}), 0x8a9136aa);
    memset(zeros, 0xff, 32);
    assert_int_equal(journal_crc((Str){zeros, 32}), 0x62a8ab43);
}

static void lines_come_back_as_they_were_written(void **state)
{
    const At *at = *state;
    Str text = make(at, 3), line;
    size_t next = 0;
    assert_true(journal_line(text, &next, &line));
    assert_true(str_starts_with(line, "{\"out\":\"start\",\"t\":0,\"n\":1,"));
    for (int i = 0; i < 3; i++)
        assert_true(journal_line(text, &next, &line));
    assert_true(
        str_starts_with(line, "{\"in\":\"say\",\"t\":2,\"n\":4,\"crc\":"));
    assert_false(journal_line(text, &next, &line));
    free((char *)text.data);
}

static void the_file_is_the_users_alone(void **state)
{
    const At *at = *state;
    struct stat info;
    umask(0);
    free((char *)make(at, 1).data);
    assert_int_equal(stat(at->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void nothing_is_overwritten(void **state)
{
    const At *at = *state;
    Journal *journal;
    JournalFault fault;
    free((char *)make(at, 1).data);
    assert_int_equal(journal_create(at->path, &journal, &fault),
                     JOURNAL_EXISTS);
    assert_null(journal);
}

/* Cut at any byte, the whole lines before it are kept, the rest is set aside,
 * and a second opening finds nothing to mend. */
static void a_journal_cut_anywhere_is_mended(void **state)
{
    const At *at = *state;
    Str text = make(at, 3);
    char aside[160];
    snprintf(aside, sizeof aside, "%s.torn", at->path);
    for (size_t cut = 0; cut <= text.size; cut++) {
        Journal *journal;
        JournalFound found;
        JournalFault fault;
        size_t whole = cut;
        while (whole && text.data[whole - 1] != '\n')
            whole--;
        write_file(at->path, str_slice(text, 0, cut));
        for (int time = 0; time < 2; time++) {
            assert_int_equal(journal_open(at->path, &journal, &found, &fault),
                             JOURNAL_OK);
            assert_int_equal(found.text.size, whole);
            assert_int_equal(found.torn, time ? 0 : cut - whole);
            assert_int_equal(journal_add(journal, STR("{\"in\":\"x\"}"), true),
                             JOURNAL_SAVED);
            assert_int_equal(journal_close(journal), JOURNAL_SAVED);
            journal_found_finish(&found);
            assert_int_equal(journal_read(at->path, &found, &fault),
                             whole ? JOURNAL_OK : JOURNAL_FOREIGN);
            if (whole)
                assert_int_equal(found.torn, 0);
            journal_found_finish(&found);
            write_file(at->path, str_slice(text, 0, whole));
        }
        struct stat info;
        if (cut > whole)
            assert_int_equal(stat(aside, &info), 0);
        if (cut > whole)
            assert_int_equal(info.st_size, cut - whole);
        unlink(aside);
    }
    free((char *)text.data);
}

/* Any bit that flips is found, and the lines before it are kept. */
static void a_flipped_bit_is_found(void **state)
{
    const At *at = *state;
    Str text = make(at, 2);
    char *copy = malloc(text.size);
    for (size_t bit = 0; bit < text.size * 8; bit++) {
        int64_t lines;
        memcpy(copy, text.data, text.size);
        copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
        size_t good = journal_valid((Str){copy, text.size}, 1, &lines);
        assert_true(good <= bit / 8);
        assert_true(good == 0 || copy[good - 1] == '\n');
    }
    free(copy);
    free((char *)text.data);
}

static void lines_that_change_places_are_found(void **state)
{
    const At *at = *state;
    Str text = make(at, 3), lines[4];
    size_t next = 0;
    int64_t count;
    for (int i = 0; i < 4; i++)
        assert_true(journal_line(text, &next, &lines[i]));
    Buf swapped = {0};
    const int order[] = {0, 2, 1, 3};
    for (int i = 0; i < 4; i++) {
        buf_add(&swapped, lines[order[i]]);
        buf_add_char(&swapped, '\n');
    }
    journal_valid(buf_str(&swapped), 1, &count);
    assert_int_equal(count, 1);
    buf_clear(&swapped);
    for (int i = 0; i < 2; i++) {
        buf_add(&swapped, lines[0]);
        buf_add_char(&swapped, '\n');
    }
    journal_valid(buf_str(&swapped), 1, &count);
    assert_int_equal(count, 1);
    buf_finish(&swapped);
    free((char *)text.data);
}

static void a_second_writer_is_refused(void **state)
{
    const At *at = *state;
    Journal *first = create(at, NULL), *second;
    JournalFound found;
    JournalFault fault;
    journal_add(first, str_from(start), true);
    assert_int_equal(journal_open(at->path, &second, &found, &fault),
                     JOURNAL_BUSY);
    assert_int_equal(fault.pid, getpid());
    assert_null(second);
    journal_close(first);
    assert_int_equal(journal_open(at->path, &second, &found, &fault),
                     JOURNAL_OK);
    journal_close(second);
    journal_found_finish(&found);
}

static void what_is_no_journal_is_left_alone(void **state)
{
    const At *at = *state;
    static const char *const texts[] = {"x", "{\"out\":\"stale\"}\n",
                                        "standoff: 1\n"};
    for (size_t i = 0; i < 3; i++) {
        Journal *journal;
        JournalFound found;
        JournalFault fault;
        struct stat info;
        write_file(at->path, str_from(texts[i]));
        assert_int_equal(journal_open(at->path, &journal, &found, &fault),
                         JOURNAL_FOREIGN);
        assert_int_equal(stat(at->path, &info), 0);
        assert_int_equal(info.st_size, strlen(texts[i]));
    }
}

static void links_pipes_and_folders_are_refused(void **state)
{
    const At *at = *state;
    Journal *journal;
    JournalFound found;
    JournalFault fault;
    char other[160];
    free((char *)make(at, 1).data);
    snprintf(other, sizeof other, "%s/other", at->folder);
    assert_int_equal(symlink(at->path, other), 0);
    assert_int_equal(journal_open(other, &journal, &found, &fault),
                     JOURNAL_FAILED);
    unlink(other);
    assert_int_equal(mkfifo(other, 0600), 0);
    assert_int_not_equal(journal_open(other, &journal, &found, &fault),
                         JOURNAL_OK);
    assert_int_equal(journal_open(at->folder, &journal, &found, &fault),
                     JOURNAL_FAILED);
}

static void a_journal_held_in_memory_is_given_a_file(void **state)
{
    const At *at = *state;
    Journal *journal = journal_hold();
    JournalFault fault;
    JournalFound found;
    journal_add(journal, str_from(start), true);
    assert_int_equal(journal_add(journal, STR("{\"in\":\"a\"}"), true),
                     JOURNAL_CLOSED);
    assert_int_equal(journal_move(journal, "/nonexistent/x", &fault),
                     JOURNAL_FAILED);
    assert_int_equal(journal_move(journal, at->path, &fault), JOURNAL_OK);
    assert_int_equal(journal_add(journal, STR("{\"in\":\"b\"}"), true),
                     JOURNAL_SAVED);
    assert_true(journal_has_name(journal));
    char other[160];
    snprintf(other, sizeof other, "%s/other", at->folder);
    assert_int_equal(journal_move(journal, other, &fault), JOURNAL_OK);
    unlink(other);
    assert_false(journal_has_name(journal));
    assert_int_equal(journal_close(journal), JOURNAL_SAVED);
    assert_int_equal(journal_read(at->path, &found, &fault), JOURNAL_OK);
    assert_int_equal(found.lines, 3);
    journal_found_finish(&found);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_checksum_is_the_published_one),
        TEST(lines_come_back_as_they_were_written),
        TEST(the_file_is_the_users_alone),
        TEST(nothing_is_overwritten),
        TEST(a_journal_cut_anywhere_is_mended),
        TEST(a_flipped_bit_is_found),
        TEST(lines_that_change_places_are_found),
        TEST(a_second_writer_is_refused),
        TEST(what_is_no_journal_is_left_alone),
        TEST(links_pipes_and_folders_are_refused),
        TEST(a_journal_held_in_memory_is_given_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
