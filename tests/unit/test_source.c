/* Files read with care, and where a byte of them stands. Makes its files in a
 * folder of its own below /tmp. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "source/parts.h"

typedef struct {
    Arena arena;
    Sources sources;
    char folder[64];
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
    strcpy(f->folder, "/tmp/standoff-source-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *f = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    assert_int_equal(system(command), 0);
    arena_finish(&f->arena);
    free(f);
    return 0;
}

static Str in_folder(Fixture *f, const char *name)
{
    return str_format(&f->arena, "%s/%s", f->folder, name);
}

static void write_file(Fixture *f, const char *name, const char *text,
                       size_t size)
{
    FILE *file = fopen(in_folder(f, name).data, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    fclose(file);
}

static SourceStatus read_path(Fixture *f, Str path, size_t limit,
                              const Source **source, int *error)
{
    uint32_t number;
    SourceStatus status =
        source_read(&f->arena, &f->sources, path, limit, &number, error);
    *source = &f->sources.files.items[number];
    return status;
}

static const Source *add(Fixture *f, Str text)
{
    uint32_t number =
        source_add(&f->arena, &f->sources, STR("test.yaml"), text);
    return &f->sources.files.items[number];
}

static void assert_position(const Source *source, uint32_t offset,
                            uint32_t line, uint32_t column, uint32_t display)
{
    Position position = source_position(source, offset);
    assert_int_equal(position.line, line);
    assert_int_equal(position.column, column);
    assert_int_equal(position.display, display);
}

static void assert_text(Str text, const char *expected)
{
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

/* --- positions ----------------------------------------------------------- */

static void lines_end_at_lf_crlf_and_a_lone_cr(void **state)
{
    static const char *const texts[] = {"a\nbc\n\nd", "a\r\nbc\r\n\r\nd",
                                        "a\rbc\r\rd"};
    for (int i = 0; i < 3; i++) {
        const Source *source = add(*state, str_from(texts[i]));
        assert_int_equal(source->line_count, 4);
        assert_text(source_line(source, 1), "a");
        assert_text(source_line(source, 2), "bc");
        assert_text(source_line(source, 3), "");
        assert_text(source_line(source, 4), "d");
        assert_position(source, (uint32_t)source->text.size - 1, 4, 1, 0);
    }
}

static void nel_and_ls_do_not_end_a_line(void **state)
{
    const Source *source = add(*state, STR("a\xc2\x85"
                                           "b\xe2\x80\xa8"
                                           "c"));
    assert_int_equal(source->line_count, 1);
}

static void an_empty_text_has_one_line(void **state)
{
    const Source *source = add(*state, STR(""));
    assert_int_equal(source->line_count, 1);
    assert_position(source, 0, 1, 1, 0);
    assert_text(source_line(source, 1), "");
    assert_text(source_line(source, 2), "");
    assert_text(source_line(source, 0), "");
}

static void columns_are_code_points_and_display_is_cells(void **state)
{
    /* Cyrillic, a wide character, a combining mark, a tab */
    const Source *source = add(*state, STR("\xd0\x96\xe6\xbc\xa2"
                                           "e\xcc\x81\tx"));
    assert_position(source, 2, 1, 2, 1);
    assert_position(source, 5, 1, 3, 3);
    assert_position(source, 6, 1, 4, 4);
    assert_position(source, 8, 1, 5, 4);
    assert_position(source, 9, 1, 6, 8);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* Pieces of every size in bytes, broken ones and a rare line end. */
static Str long_text(Fixture *f, uint32_t *seed)
{
    static const char *const pieces[] = {
        "a", "\xd0\x96", "\xe6\xbc\xa2", "\xf0\x9f\x98\x80", "\x80", "\xf0"};
    enum { SIZE = 5 * SOURCE_MARK };
    char *text = arena_alloc(&f->arena, SIZE + 4);
    size_t size = 0;
    while (size < SIZE) {
        uint32_t which = next_random(seed) % 3000;
        const char *piece = which < 2 ? "\n" : pieces[which % 6];
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return (Str){text, size};
}

static void columns_of_long_lines_are_those_that_counting_gives(void **state)
{
    uint32_t seed = 1;
    for (int round = 0; round < 20; round++) {
        Str text = long_text(*state, &seed);
        const Source *source = add(*state, text);
        uint32_t column = 1, units = 1, line = 1;
        for (uint32_t i = 0; i < text.size; i++) {
            unsigned char byte = (unsigned char)text.data[i];
            if (i % 97 == 0 || i % SOURCE_MARK < 2) {
                assert_int_equal(source_position(source, i).line, line);
                assert_int_equal(source_position(source, i).column, column);
                assert_int_equal(source_utf16_column(source, i), units);
            }
            column += (byte & 0xc0) != 0x80;
            units += (byte & 0xc0) != 0x80;
            units += byte >= 0xf0;
            if (byte == '\n') {
                column = units = 1;
                line++;
            }
        }
    }
}

static void a_position_past_the_end_is_the_end(void **state)
{
    const Source *source = add(*state, STR("ab\nc"));
    assert_position(source, 4000000000u, 2, 2, 1);
}

static void a_byte_order_mark_counts_for_nothing(void **state)
{
    const Source *source = add(*state, STR("\xef\xbb\xbf"
                                           "a: b\n"));
    assert_text(source->text, "a: b\n");
    assert_position(source, 3, 1, 4, 3);
}

static void width_counts_escapes_as_they_are_shown(void **state)
{
    (void)state;
    assert_int_equal(source_width(STR("a\x1b"
                                      "b"),
                                  0),
                     6);
    assert_int_equal(source_width(STR("\xe2\x80\xae"), 0), 8); /* \u{202E} */
    assert_int_equal(source_width(STR("\xff"), 0), 4);
    assert_int_equal(source_width(STR("\t"), 6), 2);
    assert_int_equal(source_width(STR("\t\t"), 6), 10);
}

static void valid_utf8_ends_before_the_first_bad_byte(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size, valid;
    } cases[] = {
        {"abc", 3, 3},
        {"a\0b", 3, 3},
        {"ab\xff", 3, 2},
        {"\xc0\xaf", 2, 0},         /* overlong */
        {"\xe0\x80\xaf", 3, 0},     /* overlong */
        {"a\xed\xa0\x80", 4, 1},    /* surrogate */
        {"\xf4\x90\x80\x80", 4, 0}, /* past U+10FFFF */
        {"\xf4\x8f\xbf\xbf", 4, 4}, /* U+10FFFF */
        {"a\xe2\x82", 3, 1},        /* truncated */
        {"\x80", 1, 0},             /* continuation alone */
        {"\xd0\x96\xd0", 3, 2},     /* truncated at the end */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(source_utf8_valid((Str){cases[i].text, cases[i].size}),
                         cases[i].valid);
}

/* --- reading ------------------------------------------------------------- */

static void a_file_is_read_whole(void **state)
{
    Fixture *f = *state;
    const Source *source;
    int error;
    write_file(f, "a.yaml", "x: \0y\n", 6);
    Str path = in_folder(f, "a.yaml");
    assert_int_equal(read_path(f, path, 100, &source, &error), SOURCE_OK);
    assert_int_equal(source->text.size, 6);
    assert_memory_equal(source->text.data, "x: \0y\n", 7);
    assert_true(str_equal(source->path, path));
}

static void an_empty_file_is_a_text(void **state)
{
    Fixture *f = *state;
    const Source *source;
    int error;
    write_file(f, "a.yaml", "", 0);
    assert_int_equal(read_path(f, in_folder(f, "a.yaml"), 100, &source, &error),
                     SOURCE_OK);
    assert_non_null(source->text.data);
    assert_int_equal(source->text.size, 0);
}

static void the_limit_is_the_largest_size_that_is_read(void **state)
{
    Fixture *f = *state;
    const Source *source;
    int error;
    Str path = in_folder(f, "a.yaml");
    write_file(f, "a.yaml", "12345", 5);
    assert_int_equal(read_path(f, path, 5, &source, &error), SOURCE_OK);
    assert_int_equal(source->text.size, 5);
    assert_int_equal(read_path(f, path, 4, &source, &error), SOURCE_TOO_LARGE);
    assert_null(source->text.data);
    assert_int_equal(source->line_count, 1);
}

static void what_is_no_regular_file_is_refused_at_once(void **state)
{
    Fixture *f = *state;
    const Source *source;
    int error;
    assert_int_equal(read_path(f, str_from(f->folder), 9, &source, &error),
                     SOURCE_DIRECTORY);
    assert_int_equal(mkfifo(in_folder(f, "fifo").data, 0600), 0);
    assert_int_equal(read_path(f, in_folder(f, "fifo"), 9, &source, &error),
                     SOURCE_NOT_REGULAR);
    assert_int_equal(read_path(f, STR("/dev/zero"), 9, &source, &error),
                     SOURCE_NOT_REGULAR);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/s", f->folder);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (void *)&address, sizeof address), 0);
    assert_int_equal(read_path(f, in_folder(f, "s"), 9, &source, &error),
                     SOURCE_NOT_REGULAR);
    close(fd);
}

static void a_missing_file_says_why_and_keeps_its_name(void **state)
{
    Fixture *f = *state;
    const Source *source;
    int error;
    Str path = in_folder(f, "none.yaml");
    assert_int_equal(read_path(f, path, 9, &source, &error), SOURCE_UNREADABLE);
    assert_int_equal(error, ENOENT);
    assert_true(str_equal(source->path, path));
    assert_null(source->text.data);
}

static void a_nul_in_a_path_opens_nothing(void **state)
{
    Fixture *f = *state;
    const Source *source;
    int error;
    assert_int_equal(read_path(f, STR("/dev/null\0x"), 9, &source, &error),
                     SOURCE_UNREADABLE);
    assert_int_equal(error, EINVAL);
}

static void no_descriptor_stays_open(void **state)
{
    Fixture *f = *state;
    const Source *source;
    int error;
    write_file(f, "a.yaml", "12345", 5);
    int before = dup(0);
    close(before);
    read_path(f, in_folder(f, "a.yaml"), 9, &source, &error);
    read_path(f, in_folder(f, "a.yaml"), 2, &source, &error);
    read_path(f, in_folder(f, "none"), 2, &source, &error);
    read_path(f, str_from(f->folder), 2, &source, &error);
    int after = dup(0);
    close(after);
    assert_int_equal(before, after);
}

/* Reads `text` from standard input, which is a pipe here. */
static SourceStatus read_piped(Fixture *f, Str text, size_t limit, Str *got)
{
    int ends[2], error;
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        fcntl(ends[1], F_SETFL, 0);
        for (size_t i = 0; i < text.size; i += 1000) {
            Str part = str_slice(text, i, i + 1000);
            if (write(ends[1], part.data, part.size) < 0)
                break;
            usleep(100);
        }
        _exit(0);
    }
    close(ends[1]);
    int saved = dup(0);
    dup2(ends[0], 0);
    close(ends[0]);
    const Source *source;
    SourceStatus status = read_path(f, STR("-"), limit, &source, &error);
    dup2(saved, 0);
    close(saved);
    waitpid(child, NULL, 0);
    assert_true(str_equal(source->path, STR("<stdin>")));
    *got = source->text;
    return status;
}

static void a_dash_reads_standard_input_to_its_end(void **state)
{
    Fixture *f = *state;
    char *bytes = arena_alloc(&f->arena, 200000);
    memset(bytes, 'x', 200000);
    Str text = {bytes, 200000}, got;
    assert_int_equal(read_piped(f, text, 1 << 20, &got), SOURCE_OK);
    assert_true(str_equal(text, got));
    assert_int_equal(read_piped(f, STR(""), 1 << 20, &got), SOURCE_OK);
    assert_int_equal(got.size, 0);
    assert_int_equal(read_piped(f, text, 100000, &got), SOURCE_TOO_LARGE);
}

static void a_file_that_changes_while_read_does_no_harm(void **state)
{
    Fixture *f = *state;
    char *bytes = arena_alloc(&f->arena, 100000);
    memset(bytes, 'x', 100000);
    write_file(f, "a.yaml", bytes, 100000);
    Str path = in_folder(f, "a.yaml");
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 400; i++) {
            if (truncate(path.data, i % 2 ? 100000 : 10))
                _exit(1);
        }
        _exit(0);
    }
    for (int i = 0; i < 200; i++) {
        const Source *source;
        int error;
        assert_int_equal(read_path(f, path, 100000, &source, &error),
                         SOURCE_OK);
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

/* --- below a root -------------------------------------------------------- */

/* Without openat2 (an old kernel, valgrind) no link is followed, not even one
 * that stays inside. */
static bool has_openat2(void)
{
    return syscall(SYS_openat2, -1, "", NULL, 0) == -1 && errno != ENOSYS;
}

static SourceStatus read_below(Fixture *f, const char *path, int *error)
{
    uint32_t number;
    SourceStatus status = source_read_beneath(
        &f->arena, &f->sources, in_folder(f, "root"), str_from(path),
        STR("shown.yaml"), 1000, &number, error);
    const Source *source = &f->sources.files.items[number];
    assert_text(source->path, "shown.yaml");
    assert_int_equal(source->text.data != NULL, status == SOURCE_OK);
    return status;
}

static void make_tree(Fixture *f)
{
    assert_int_equal(mkdir(in_folder(f, "root").data, 0700), 0);
    assert_int_equal(mkdir(in_folder(f, "root/packs").data, 0700), 0);
    assert_int_equal(mkdir(in_folder(f, "outside").data, 0700), 0);
    write_file(f, "root/a.yaml", "a", 1);
    write_file(f, "root/packs/p.yaml", "p", 1);
    write_file(f, "outside/o.yaml", "o", 1);
    static const char *const links[][2] = {
        {"packs/p.yaml", "inside"},
        {"packs", "folder"},
        {"../outside/o.yaml", "out"},
        {"../outside", "outfolder"},
        {"loop", "loop"},
        {"gone", "dangling"},
        {"/etc/passwd", "absolute"},
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        Str at = str_format(&f->arena, "%s/root/%s", f->folder, links[i][1]);
        assert_int_equal(symlink(links[i][0], at.data), 0);
    }
}

static void paths_inside_the_root_are_read(void **state)
{
    Fixture *f = *state;
    int error;
    make_tree(f);
    assert_int_equal(read_below(f, "a.yaml", &error), SOURCE_OK);
    assert_int_equal(read_below(f, "packs/p.yaml", &error), SOURCE_OK);
    assert_int_equal(read_below(f, "packs/../a.yaml", &error), SOURCE_OK);
    assert_int_equal(read_below(f, "./packs//p.yaml", &error), SOURCE_OK);
    assert_int_equal(read_below(f, "packs", &error), SOURCE_DIRECTORY);
    if (!has_openat2())
        return;
    assert_int_equal(read_below(f, "inside", &error), SOURCE_OK);
    assert_int_equal(read_below(f, "folder/p.yaml", &error), SOURCE_OK);
}

static void paths_that_leave_the_root_are_refused(void **state)
{
    static const struct {
        const char *path;
        int error;
    } cases[] = {
        {"../outside/o.yaml", EXDEV},
        {"packs/../../outside/o.yaml", EXDEV},
        {"/etc/passwd", EXDEV},
        {"out", EXDEV},
        {"outfolder/o.yaml", EXDEV},
        {"absolute", EXDEV},
        {"loop", ELOOP},
        {"dangling", ENOENT},
        {"~/a.yaml", EINVAL},
        {"$HOME/a.yaml", EINVAL},
        {"packs/$X", EINVAL},
        {"packs\\p.yaml", EINVAL},
        {"C:\\a.yaml", EINVAL},
        {"https://x.org/a", EINVAL},
        {"file:a.yaml", EINVAL},
        {"", EINVAL},
    };
    Fixture *f = *state;
    make_tree(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int error;
        assert_int_equal(read_below(f, cases[i].path, &error),
                         SOURCE_UNREADABLE);
        if (error != ELOOP || has_openat2())
            assert_int_equal(error, cases[i].error);
    }
}

static void long_and_deep_paths_are_refused(void **state)
{
    Fixture *f = *state;
    make_tree(f);
    char name[301] = {0}, *deep = arena_alloc(&f->arena, 10001);
    memset(name, 'x', 300);
    for (int i = 0; i < 5000; i++)
        memcpy(deep + i * 2, "./", 2);
    int error;
    assert_int_equal(read_below(f, name, &error), SOURCE_UNREADABLE);
    assert_int_equal(error, ENAMETOOLONG);
    assert_int_equal(read_below(f, deep, &error), SOURCE_UNREADABLE);
    assert_int_equal(error, ENAMETOOLONG);
}

static int open_by_parts(Fixture *f, const char *path)
{
    int root = open(in_folder(f, "root").data, O_PATH | O_DIRECTORY);
    int fd = source_open_by_parts(root, path);
    int error = fd < 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    close(root);
    return error;
}

static void without_openat2_the_path_is_walked_part_by_part(void **state)
{
    static const struct {
        const char *path;
        int error;
    } cases[] = {
        {"a.yaml", 0},
        {"packs/p.yaml", 0},
        {"packs/../a.yaml", 0},
        {"./packs//p.yaml", 0},
        {"../root/a.yaml", EXDEV},
        {"packs/../..", EXDEV},
        {"inside", ELOOP},
        {"folder/p.yaml", ELOOP},
        {"outfolder/o.yaml", ELOOP},
        {"loop", ELOOP},
        {"none/a", ENOENT},
        {"a.yaml/b", ENOTDIR},
    };
    Fixture *f = *state;
    make_tree(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(open_by_parts(f, cases[i].path), cases[i].error);
}

static void a_link_swapped_in_meanwhile_never_leads_outside(void **state)
{
    Fixture *f = *state;
    make_tree(f);
    Str one = in_folder(f, "root/packs"), two = in_folder(f, "root/outfolder");
    write_file(f, "outside/p.yaml", "outside", 7);
    pid_t child = fork();
    if (child == 0) {
        for (;;) {
            if (renameat2(AT_FDCWD, one.data, AT_FDCWD, two.data,
                          RENAME_EXCHANGE))
                _exit(1);
        }
    }
    for (int i = 0; i < 3000; i++) {
        int error;
        uint32_t number;
        source_read_beneath(&f->arena, &f->sources, in_folder(f, "root"),
                            STR("packs/p.yaml"), STR("shown"), 1000, &number,
                            &error);
        assert_int_not_equal(f->sources.files.items[number].text.size, 7);
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_end_at_lf_crlf_and_a_lone_cr),
        TEST(nel_and_ls_do_not_end_a_line),
        TEST(an_empty_text_has_one_line),
        TEST(columns_are_code_points_and_display_is_cells),
        TEST(columns_of_long_lines_are_those_that_counting_gives),
        TEST(a_position_past_the_end_is_the_end),
        TEST(a_byte_order_mark_counts_for_nothing),
        TEST(width_counts_escapes_as_they_are_shown),
        TEST(valid_utf8_ends_before_the_first_bad_byte),
        TEST(a_file_is_read_whole),
        TEST(an_empty_file_is_a_text),
        TEST(the_limit_is_the_largest_size_that_is_read),
        TEST(what_is_no_regular_file_is_refused_at_once),
        TEST(a_missing_file_says_why_and_keeps_its_name),
        TEST(a_nul_in_a_path_opens_nothing),
        TEST(no_descriptor_stays_open),
        TEST(a_dash_reads_standard_input_to_its_end),
        TEST(a_file_that_changes_while_read_does_no_harm),
        TEST(paths_inside_the_root_are_read),
        TEST(paths_that_leave_the_root_are_refused),
        TEST(long_and_deep_paths_are_refused),
        TEST(without_openat2_the_path_is_walked_part_by_part),
        TEST(a_link_swapped_in_meanwhile_never_leads_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
