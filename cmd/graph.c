/* `standoff graph`: a scenario's states, ways and endings as a picture, or in
 * the languages that pictures are made from. */
#include "cmd/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lint/reach.h"
#include "report/graph.h"
#include "transcript/rehearsal.h"

extern char **environ;

static const struct {
    const char *name;
    void (*write)(Buf *out, const Graph *graph);
    bool drawn; /* Graphviz makes a picture of it */
} formats[] = {{"dot", graph_dot, false},
               {"mermaid", graph_mermaid, false},
               {"svg", graph_dot, true}};
enum { FORMATS = sizeof formats / sizeof *formats };

/* --- Graphviz ------------------------------------------------------------ */

typedef struct {
    pid_t process;
    int in, out; /* our ends */
} Drawing;

/* Starts `dot`, found on PATH, without a shell. An error number, or 0. */
static int drawing_start(Drawing *drawing)
{
    char *arguments[] = {"dot", "-Tsvg", NULL};
    int in[2], out[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(in, O_CLOEXEC))
        return errno;
    if (pipe2(out, O_CLOEXEC)) {
        int error = errno;
        close(in[0]);
        close(in[1]);
        return error;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    int error = posix_spawnp(&drawing->process, arguments[0], &actions, NULL,
                             arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    drawing->in = in[1];
    drawing->out = out[0];
    if (error) {
        close(in[1]);
        close(out[0]);
    }
    return error;
}

/* Writes and reads in turns, as either is ready. */
static void drawing_feed(Drawing *drawing, Str text, Buf *picture)
{
    char chunk[65536];
    fcntl(drawing->in, F_SETFL, O_NONBLOCK);
    for (;;) {
        struct pollfd ends[] = {{drawing->out, POLLIN, 0},
                                {text.size ? drawing->in : -1, POLLOUT, 0}};
        if (poll(ends, 2, -1) < 0 && errno != EINTR)
            break;
        if (ends[1].revents) {
            ssize_t done = write(drawing->in, text.data, text.size);
            if (done < 0 && errno != EAGAIN && errno != EINTR)
                text.size = 0; /* it reads no more; its exit code tells */
            else if (done > 0)
                text = str_slice(text, (size_t)done, text.size);
            if (!text.size) {
                close(drawing->in);
                drawing->in = -1;
            }
        }
        if (!ends[0].revents)
            continue;
        ssize_t got = read(drawing->out, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        buf_add(picture, (Str){chunk, (size_t)got});
    }
}

/* Makes a picture of `text`; EXIT_NOTHING_FOUND, or a code after a message. */
static int draw(const Invocation *invocation, Str text, Buf *picture)
{
    Drawing drawing;
    int status = 0, error = drawing_start(&drawing);
    if (error == ENOENT)
        return usage_error(invocation, "Graphviz is not there to draw with; "
                                       "install it, or choose --format dot or "
                                       "mermaid");
    if (error) {
        usage_error(invocation, "'dot' cannot be started: %s", strerror(error));
        return EXIT_FAULT;
    }
    drawing_feed(&drawing, text, picture);
    if (drawing.in >= 0)
        close(drawing.in);
    close(drawing.out);
    while (waitpid(drawing.process, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && !WEXITSTATUS(status))
        return EXIT_NOTHING_FOUND;
    usage_error(invocation, "'dot' failed; --format dot shows what it was "
                            "given");
    return EXIT_FAULT;
}

/* --- Ways that a persona takes ------------------------------------------- */

enum { RUNS = 100, MOVES = 250 };

typedef struct {
    const Scenario *scenario;
    uint32_t *left;
} Ways;

static void count_way(void *context, const Configuration *now,
                      const Output *output)
{
    Ways *ways = context;
    (void)now;
    if (output->kind != OUT_RAN)
        return;
    const Rule *rule = &ways->scenario->rules[output->index];
    const Body *step =
        output->nth == NONE ? &rule->body : &rule->steps[output->nth];
    if (rule->body.exit != EXIT_NONE || step->exit != EXIT_NONE)
        ways->left[output->index]++;
}

/* How often each rule led somewhere in a hundred runs of the persona. */
static const uint32_t *ways_taken(Arena *arena, const Scenario *scenario,
                                  const Persona *persona)
{
    Ways ways = {scenario, ARENA_ARRAY(arena, uint32_t, scenario->rule_count)};
    RehearsalWatch watch = {.output = count_way, .context = &ways};
    Rehearsal *rehearsal = rehearsal_new(arena, scenario, (IntentOptions){0});
    for (uint64_t seed = 0; seed < RUNS; seed++)
        rehearsal_run(rehearsal, persona, seed, MOVES, &watch);
    return ways.left;
}

/* --- The command --------------------------------------------------------- */

static int put(const Invocation *invocation, Str text)
{
    const char *path = option_value(invocation, "output");
    if (!path || !strcmp(path, "-")) {
        print_out(text);
        return EXIT_NOTHING_FOUND;
    }
    if (write_whole(path, text))
        return EXIT_NOTHING_FOUND;
    usage_error(invocation, "'%s': %s; nothing was written", path,
                strerror(errno));
    return EXIT_FAULT;
}

static int make(const Invocation *invocation, const Scenario *scenario,
                Arena *arena, int format)
{
    const Reach *reach = reach_new(arena, scenario);
    GraphFacts facts = {0};
    if (reach->whole)
        facts =
            (GraphFacts){.states = reach->states, .endings = reach->endings};
    const char *persona = option_value(invocation, "persona");
    if (persona)
        facts.left =
            ways_taken(arena, scenario, persona_find(str_from(persona)));
    Graph graph = graph_new(arena, scenario, &facts);
    Buf text = {0}, picture = {0};
    int code = EXIT_NOTHING_FOUND;
    formats[format].write(&text, &graph);
    if (text.failed)
        out_of_memory(NULL);
    Str result = buf_str(&text);
    if (formats[format].drawn) {
        code = draw(invocation, result, &picture);
        if (picture.failed)
            out_of_memory(NULL);
        result = buf_str(&picture);
    }
    if (code == EXIT_NOTHING_FOUND)
        code = put(invocation, result);
    buf_finish(&text);
    buf_finish(&picture);
    return code;
}

static int format_of(const Invocation *invocation)
{
    const char *name = option_value(invocation, "format");
    for (int i = 0; i < FORMATS; i++)
        if (!strcmp(name ? name : "dot", formats[i].name))
            return i;
    usage_error(invocation,
                "format '%.80s' is not known; choose dot, mermaid or svg",
                name);
    return -1;
}

static int run(const Invocation *invocation)
{
    if (invocation->operand_count != 1)
        return usage_error(invocation, "give one scenario file");
    int format = format_of(invocation);
    const char *persona = option_value(invocation, "persona");
    if (format < 0)
        return EXIT_USAGE;
    if (persona && !persona_find(str_from(persona)))
        return usage_error(invocation,
                           "persona '%.80s' is not known; 'standoff audit' "
                           "lists them",
                           persona);
    Arena arena;
    Sources sources = {0};
    Diags diags;
    arena_init(&arena, out_of_memory, NULL);
    diag_init(&diags, &arena);
    ScenarioOptions options = {
        .root = str_from(option_value(invocation, "root")),
        .language = str_from(option_value(invocation, "lang")),
    };
    const char *path = invocation->operands[0];
    const Scenario *scenario =
        scenario_load(&arena, &sources, &diags, str_from(path), &options);
    int code = EXIT_USAGE;
    if (!scenario)
        print_diags(&diags, &sources,
                    color_wanted(option_value(invocation, "color"), stderr));
    else if (scenario->is_pack)
        usage_error(invocation, "'%s' is a pack, not a scenario", path);
    else
        code = make(invocation, scenario, &arena, format);
    arena_finish(&arena);
    return code;
}

static const Option options[] = {
    {"format", 'f', "FORMAT", "dot (default), mermaid, or svg by Graphviz"},
    {"output", 'o', "FILE", "where to write (default: standard output)"},
    {"persona", 0, "NAME", "show which ways it takes in 100 runs (see audit)"},
    {"lang", 0, "LANG", "the language of its texts (default: the file's own)"},
    {"root", 0, "DIR", "packs lie in this folder (default: found)"},
    {"color", 0, "WHEN", "colour of messages: always, never or auto"},
    {0}};

const Command command_graph = {
    .name = "graph",
    .arguments = "FILE",
    .summary = "draws a scenario's states, the ways between them, and endings",
    .about =
        "States nest as they are written; edges say what is listened for. "
        "What no run\ncomes to is dashed. For Graphviz (dot), for Mermaid, "
        "or as a picture (svg).\n",
    .options = options,
    .run = run,
};
