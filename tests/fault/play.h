/* A table-driven runner: a scenario, and the script of a run in which inputs
 * and expected outputs stand as they would on paper.
 *
 *     ready t=0 turn=0
 *     > say red                          {"in":"say","text":"red"}
 *     > wait 5000                        {"in":"wait","ms":5000}
 *     > {'in':'goto','state':'two'}      any other input, ' for "
 *     say t=5000 role=a text=Hello
 *
 * An output line is the JSON line without outer braces and quotes, `=` for `:`.
 * The text of an error is left out: only its code is promised. The inputs are
 * taken from the script and what comes of them is compared with the whole of
 * it. */
#ifndef STANDOFF_TESTS_PLAY_H
#define STANDOFF_TESTS_PLAY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "standoff.h"

typedef struct {
    const char *name;
    const char *keep; /* outputs that are looked at; NULL: all but start */
    const char *scenario;
    const char *script;
    const char *view; /* NULL: trainer */
    const char *pack; /* NULL, or the text of packs/p.yaml */
    uint64_t seed;
} Play;

/* A row under the trainer's view; its name is that of a behaviour. */
#define PLAY(title, kept, text, expected)                                      \
    {                                                                          \
        .name = #title, .keep = (kept), .scenario = text, .script = expected   \
    }

/* A folder with the scenario in s.yaml. */
typedef struct {
    char folder[32];
    char path[64], packs[64], pack[64];
} PlayFolder;

static inline void play_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static inline void play_folder_make(PlayFolder *at, const char *scenario,
                                    const char *pack)
{
    strcpy(at->folder, "/tmp/standoff-test-XXXXXX");
    assert_non_null(mkdtemp(at->folder));
    snprintf(at->path, sizeof at->path, "%s/s.yaml", at->folder);
    snprintf(at->packs, sizeof at->packs, "%s/packs", at->folder);
    snprintf(at->pack, sizeof at->pack, "%s/packs/p.yaml", at->folder);
    play_write(at->path, scenario);
    if (!pack)
        return;
    char command[80];
    snprintf(command, sizeof command, "mkdir %s", at->packs);
    assert_int_equal(system(command), 0);
    play_write(at->pack, pack);
}

static inline void play_folder_remove(const PlayFolder *at)
{
    unlink(at->pack);
    rmdir(at->packs);
    unlink(at->path);
    rmdir(at->folder);
}

/* Whether `word` is one of the words of `list`. */
static inline bool play_listed(const char *list, const char *word, size_t size)
{
    for (const char *at = list; *at;) {
        size_t length = strcspn(at, " ");
        if (length == size && !memcmp(at, word, size))
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

/* A JSON line in the form of the script. */
static inline void play_add_line(Buf *out, const char *line)
{
    size_t end = strlen(line) - 1;
    bool inside = false;
    for (size_t i = strlen("{\"out\":"); i < end; i++) {
        char c = line[i];
        if (c == '"')
            inside = !inside;
        else if (c == '\\')
            buf_add(out, (Str){line + i++, 2});
        else
            buf_add_char(out, inside ? c : c == ':' ? '=' : c == ',' ? ' ' : c);
    }
    buf_add_char(out, '\n');
}

static inline void play_add_outputs(Buf *out, standoff_run *run,
                                    const char *keep)
{
    const char *line;
    while ((line = standoff_next(run))) {
        const char *name = line + strlen("{\"out\":\"");
        size_t size = strcspn(name, "\"");
        if (keep ? !play_listed(keep, name, size)
                 : !strncmp(name, "start", size))
            continue;
        char *text = strstr(line, ",\"text\":");
        if (text && !strncmp(name, "error", size))
            strcpy(text, "}");
        play_add_line(out, line);
    }
}

/* Takes the input that a line of the script stands for. */
static inline void play_take(standoff_run *run, const char *line, size_t size)
{
    char text[1024];
    assert_true(size < sizeof text);
    snprintf(text, sizeof text, "%.*s", (int)size, line);
    if (!strncmp(text, "say ", 4)) {
        standoff_say(run, text + 4);
    } else if (!strncmp(text, "wait ", 5)) {
        standoff_wait(run, atoll(text + 5));
    } else {
        for (char *c = text; *c; c++)
            if (*c == '\'')
                *c = '"';
        standoff_take(run, text);
    }
}

/* What the script becomes when its inputs are played. */
static inline void play_run(Buf *out, const Play *play, standoff_run *run)
{
    play_add_outputs(out, run, play->keep);
    for (const char *line = play->script; *line;) {
        size_t size = strcspn(line, "\n");
        if (line[0] == '>') {
            buf_add(out, (Str){line, size + 1});
            play_take(run, line + 2, size - 2);
            play_add_outputs(out, run, play->keep);
        }
        line += size + 1;
    }
}

/* One test: `state` is a Play. */
static inline void play_test(void **state)
{
    const Play *play = *state;
    PlayFolder at;
    standoff_scenario *scenario = NULL;
    standoff_run *run = NULL;
    Buf out = {0};
    play_folder_make(&at, play->scenario, play->pack);
    if (standoff_load(at.path, at.folder, &scenario) != STANDOFF_OK)
        fputs(standoff_diagnostics(scenario), stderr);
    standoff_status status =
        standoff_start(scenario, play->seed, play->view, &run);
    assert_true(status == STANDOFF_OK || status == STANDOFF_ENDED);
    play_run(&out, play, run);
    standoff_run_free(run);
    standoff_scenario_free(scenario);
    play_folder_remove(&at);
    const char *played = out.data ? out.data : "";
    bool same = !strcmp(played, play->script);
    if (!same)
        fprintf(stderr, "--- played:\n%s--- expected:\n%s", played,
                play->script);
    buf_finish(&out);
    assert_true(same);
}

/* Runs the rows of a table and then the functions. */
static inline int play_all(const char *group, const Play *plays, size_t count,
                           const struct CMUnitTest *others, size_t more)
{
    struct CMUnitTest *tests = calloc(count + more, sizeof *tests);
    if (!tests)
        return 1;
    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){
            .name = plays[i].name,
            .test_func = play_test,
            .initial_state = (void *)(uintptr_t)&plays[i],
        };
    memcpy(tests + count, others, more * sizeof *tests);
    int failed =
        _cmocka_run_group_tests(group, tests, count + more, NULL, NULL);
    free(tests);
    return failed;
}

#endif
