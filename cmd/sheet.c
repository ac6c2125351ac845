/* Observer sheets and ratings, found and read. Start at sheet_load. */
#include "cmd/sheet.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static bool is_there(const Buf *path)
{
    if (path->failed)
        out_of_memory(NULL);
    return !access(path->data, R_OK);
}

/* `rubrics/observer.yaml` in the root of the scenario, or as it came with the
 * program: beside it when it was just built, or installed. */
static bool find(const RecordStart *start, Buf *path)
{
    char program[PATH_MAX];
    for (size_t size = start->path.size; size; size--) {
        if (start->path.data[size - 1] != '/')
            continue;
        buf_clear(path);
        buf_add(path, str_slice(start->path, 0, size));
        buf_add_c(path, "rubrics/observer.yaml");
        if (is_there(path))
            return true;
    }
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    program[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(program, '/');
    if (slash) {
        *slash = '\0';
        buf_clear(path);
        buf_printf(path, "%s/../scenarios/rubrics/observer.yaml", program);
        if (is_there(path))
            return true;
    }
    buf_clear(path);
    buf_add_c(path, RUBRICDIR "/observer.yaml");
    return is_there(path);
}

static void tell(const Invocation *invocation, Diags *diags,
                 const Sources *sources)
{
    print_diags(diags, sources,
                color_wanted(option_value(invocation, "color"), stderr));
}

static const Rubric *load(const Invocation *invocation, Arena *arena, Str path,
                          Str language, bool loud)
{
    Sources sources = {0};
    Diags diags;
    diag_init(&diags, arena);
    const Rubric *rubric = rubric_load(arena, &sources, &diags, path, language);
    if (!rubric && loud)
        tell(invocation, &diags, &sources);
    return rubric;
}

const Rubric *sheet_load(const Invocation *invocation, Arena *arena,
                         const RecordStart *start, Str language, bool must)
{
    Buf found = {0};
    const char *named = option_value(invocation, "rubric");
    const char *wished = option_value(invocation, "lang");
    const Rubric *rubric = NULL;
    if (!named && !find(start, &found)) {
        buf_finish(&found);
        if (must)
            usage_error(invocation, "no observer sheet was found; name one "
                                    "with --rubric");
        return NULL;
    }
    Str path = named ? str_from(named) : str_copy(arena, buf_str(&found));
    buf_finish(&found);
    if (wished)
        rubric = load(invocation, arena, path, str_from(wished), must);
    else
        rubric = load(invocation, arena, path, language, false);
    if (!rubric && (!wished || !must))
        rubric = load(invocation, arena, path, (Str){0}, must || named);
    return rubric;
}

/* --- Ratings
 * ------------------------------------------------------------------ */

static bool is_new(const Invocation *invocation, const Raters *raters,
                   const Rating *rating, const char *path)
{
    if (!record_is_name(rating->rater)) {
        usage_error(invocation,
                    "'%s' does not say who rated; write 'rater:' "
                    "and a name into it",
                    path);
        return false;
    }
    for (uint32_t i = 0; i < raters->count; i++)
        if (str_equal(raters->ratings[i].rater, rating->rater)) {
            usage_error(invocation,
                        "'%s' is a second rating by '%.*s'; name one of them",
                        path, STR_ARGS(rating->rater));
            return false;
        }
    return true;
}

bool sheet_read_ratings(const Invocation *invocation, Arena *arena,
                        const Rubric *rubric, const History *history,
                        char **paths, int count, Raters *raters)
{
    Rating *ratings = ARENA_ARRAY(arena, Rating, (size_t)count);
    *raters =
        (Raters){.rubric = rubric, .history = history, .ratings = ratings};
    if (count > RATING_RATERS) {
        usage_error(invocation, "%d ratings are named; the limit is %d", count,
                    RATING_RATERS);
        return false;
    }
    for (int i = 0; i < count; i++) {
        Sources sources = {0};
        Diags diags;
        diag_init(&diags, arena);
        if (!rating_read(arena, &sources, &diags, str_from(paths[i]), rubric,
                         history, &ratings[i])) {
            tell(invocation, &diags, &sources);
            return false;
        }
        if (!is_new(invocation, raters, &ratings[i], paths[i]))
            return false;
        raters->count++;
    }
    raters_gather(arena, raters);
    return true;
}
