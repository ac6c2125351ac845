/* Taking a person out: finds the files, shows what is to be done, asks, does
 * it, and looks again. What is done to a file is report/forget.h's. */
#include "cmd/forget.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/language.h"
#include "cmd/recorder.h"
#include "report/forget.h"

enum { FOLDERS_DEEP = 32, NAME_BYTES = 1024 };

typedef enum { PASS_JOURNALS, PASS_RATINGS, PASS_REST, PASS_COUNT } Pass;

typedef struct {
    const Invocation *invocation;
    Arena arena;
    Forget forget;
    bool act;   /* else only looks */
    bool quiet; /* says nothing but what went wrong */
    Pass pass;
    uint64_t todo, left; /* files; times the name stands after all */
    uint64_t wrong;      /* files that could not be read or changed */
} Forgetting;

/* --- Telling ----------------------------------------------------------------
 */

static void tell(const Forgetting *forgetting, const char *what,
                 const char *path, const ForgetFound *found)
{
    Buf out = {0};
    if (forgetting->quiet)
        return;
    buf_printf(&out, "%s ", what);
    diag_add_safe(&out, str_from(path), false);
    if (found && found->remarks)
        buf_printf(&out, "; %s: %llu", _("remarks without their author"),
                   (unsigned long long)found->remarks);
    if (found && found->words)
        buf_printf(&out, "; %s: %llu", _("words"),
                   (unsigned long long)found->words);
    buf_add_char(&out, '\n');
    if (out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
}

/* The name a file gets; NULL when the person's name is not in it. */
static const char *new_name(Forgetting *forgetting, const char *path)
{
    const char *slash = strrchr(path, '/');
    Str folder = {path, slash ? (size_t)(slash - path) + 1 : 0};
    Buf name = {0};
    const char *made = NULL;
    if (forget_words(str_from(path + folder.size), forgetting->forget.name,
                     &name))
        made =
            str_join(&forgetting->arena, folder, buf_str(&name), (Str){0}).data;
    if (name.failed)
        out_of_memory(NULL);
    buf_finish(&name);
    return made;
}

/* --- One file
 * ----------------------------------------------------------------- */

static void give_name(Forgetting *forgetting, const char *path)
{
    const char *to = new_name(forgetting, path);
    if (!to)
        return;
    forgetting->todo++;
    tell(forgetting, _("to be renamed:"), path, NULL);
    if (!forgetting->act)
        return;
    if (link(path, to) || unlink(path)) { /* never over another file */
        usage_error(forgetting->invocation, "'%s': %s", to, strerror(errno));
        forgetting->wrong++;
    }
}

static void handle(Forgetting *forgetting, const char *path, ForgetDeed deed,
                   const ForgetFound *found, int error)
{
    switch (deed) {
    case FORGET_NOTHING:
        forgetting->left += found->words;
        give_name(forgetting, path);
        break;
    case FORGET_DELETE:
        forgetting->todo++;
        tell(forgetting, _("to be deleted:"), path, NULL);
        break;
    case FORGET_REWRITE:
        forgetting->todo++;
        tell(forgetting, _("to be rewritten:"), path, found);
        forgetting->left += forgetting->forget.keep_text ? found->words : 0;
        give_name(forgetting, path);
        break;
    case FORGET_BUSY:
        usage_error(forgetting->invocation,
                    "'%s' is in use by another program; nothing was changed "
                    "in it",
                    path);
        forgetting->wrong++;
        break;
    case FORGET_FOREIGN:
        break;
    case FORGET_FAILED:
        usage_error(forgetting->invocation, "'%s': %s", path, strerror(error));
        forgetting->wrong++;
        break;
    }
}

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), tail = strlen(ending);
    return size >= tail && !strcmp(name + size - tail, ending);
}

static Pass pass_of(const char *name)
{
    if (has_ending(name, ".rating.yaml"))
        return PASS_RATINGS;
    if (strstr(name, ".torn"))
        return PASS_REST;
    return has_ending(name, ".jsonl") ? PASS_JOURNALS : PASS_COUNT;
}

static void look_at(Forgetting *forgetting, const char *path, Pass pass)
{
    ForgetFound found = {0};
    int error = 0;
    ForgetDeed deed = FORGET_NOTHING;
    Arena arena; /* but the sessions found stay in the other */
    if (pass != forgetting->pass)
        return;
    arena_init(&arena, out_of_memory, NULL);
    switch (pass) {
    case PASS_JOURNALS:
        deed = forget_journal(&arena, &forgetting->forget, path,
                              forgetting->act, &found, &error);
        break;
    case PASS_RATINGS:
        deed = forget_rating(&arena, &forgetting->forget, path, forgetting->act,
                             &found, &error);
        break;
    case PASS_REST:
        deed = forget_rest(&arena, &forgetting->forget, path, forgetting->act,
                           &found, &error);
        break;
    case PASS_COUNT:
        break;
    }
    handle(forgetting, path, deed, &found, error);
    arena_finish(&arena);
}

/* --- Finding
 * ------------------------------------------------------------------ */

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* All names first: files come and go while this works. Links are not
 * followed. */
static void walk(Forgetting *forgetting, const char *folder, int depth)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, by_name);
    if (count < 0) {
        usage_error(forgetting->invocation, "'%s': %s", folder,
                    strerror(errno));
        forgetting->wrong++;
        return;
    }
    for (int i = 0; i < count; i++) {
        struct stat info;
        const char *name = entries[i]->d_name;
        char *path = NULL;
        const char *slash = has_ending(folder, "/") ? "" : "/";
        if (asprintf(&path, "%s%s%s", folder, slash, name) < 0)
            out_of_memory(NULL);
        if (name[0] != '.' && !lstat(path, &info)) {
            if (S_ISDIR(info.st_mode) && depth < FOLDERS_DEEP)
                walk(forgetting, path, depth + 1);
            else if (S_ISREG(info.st_mode))
                look_at(forgetting, path, pass_of(name));
        }
        free(path);
        free(entries[i]);
    }
    free(entries);
}

static void look_everywhere(Forgetting *forgetting, bool act, bool quiet)
{
    const Invocation *invocation = forgetting->invocation;
    forgetting->act = act;
    forgetting->quiet = quiet;
    forgetting->todo = forgetting->left = forgetting->wrong = 0;
    for (int pass = 0; pass < PASS_COUNT; pass++) {
        forgetting->pass = (Pass)pass;
        for (int i = 0; i < invocation->operand_count; i++)
            walk(forgetting, invocation->operands[i], 0);
        if (!invocation->operand_count) {
            Buf folder = {0};
            if (recorder_folder(&folder))
                walk(forgetting, folder.data, 0);
            buf_finish(&folder);
        }
    }
}

/* --- The whole
 * ------------------------------------------------------------------ */

/* Only folders: what belongs to a session may lie beside it. */
static bool check(const Invocation *invocation, Str name)
{
    Buf folder = {0};
    bool known = invocation->operand_count || recorder_folder(&folder);
    buf_finish(&folder);
    if (!record_is_name(name))
        usage_error(invocation, "'--forget' wants the name that was given with "
                                "--trainee or --as");
    else if (!known)
        usage_error(invocation, "name the folders in which the person is to be "
                                "forgotten");
    else {
        for (int i = 0; i < invocation->operand_count; i++) {
            struct stat info;
            if (stat(invocation->operands[i], &info) ||
                !S_ISDIR(info.st_mode)) {
                usage_error(invocation,
                            "'%s' is no folder; --forget takes folders, with "
                            "all that is in them",
                            invocation->operands[i]);
                return false;
            }
        }
        return true;
    }
    return false;
}

/* The name is to be typed once more. */
static bool is_confirmed(const Forgetting *forgetting)
{
    Lines lines;
    Buf out = {0};
    if (option_value(forgetting->invocation, "yes"))
        return true;
    buf_printf(&out, "%s ",
               _("This cannot be taken back. Type the name once more:"));
    print_out(buf_str(&out));
    buf_finish(&out);
    lines_init(&lines, STDIN_FILENO, NAME_BYTES);
    bool same = lines_next(&lines, -1) == LINES_LINE &&
                str_equal(buf_str(&lines.line), forgetting->forget.name);
    lines_finish(&lines);
    return same;
}

static int finish(Forgetting *forgetting, uint64_t wrong)
{
    look_everywhere(forgetting, false, true);
    uint64_t left = forgetting->left + forgetting->todo;
    Buf out = {0};
    if (left || wrong)
        buf_printf(&out, "%s: %llu\n", _("places where the name still stands"),
                   (unsigned long long)left);
    else
        buf_printf(&out, "%s\n", _("the name stands nowhere any more"));
    print_out(buf_str(&out));
    buf_finish(&out);
    return left || wrong ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
}

static int forget_in(Forgetting *forgetting)
{
    look_everywhere(forgetting, false, false);
    if (!forgetting->todo)
        return finish(forgetting, forgetting->wrong);
    if (!is_confirmed(forgetting)) {
        usage_error(forgetting->invocation,
                    "the name was not typed; nothing was changed");
        return EXIT_USAGE;
    }
    look_everywhere(forgetting, true, true);
    return finish(forgetting, forgetting->wrong);
}

int forget_person(const Invocation *invocation)
{
    Forgetting forgetting = {.invocation = invocation};
    forgetting.forget.name = str_from(option_value(invocation, "forget"));
    forgetting.forget.keep_text = option_value(invocation, "keep-text");
    if (!check(invocation, forgetting.forget.name))
        return EXIT_USAGE;
    arena_init(&forgetting.arena, out_of_memory, NULL);
    forgetting.forget.arena = &forgetting.arena;
    int code = forget_in(&forgetting);
    arena_finish(&forgetting.arena);
    return code;
}
