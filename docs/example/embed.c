/* Plays a scenario with the lines given as arguments and prints what is said.
 *
 *     cc embed.c $(pkg-config --cflags --libs standoff) -o embed
 *     ./embed scenario.yaml "My name is Anna." "You sound angry."
 */
#include <standoff.h>
#include <stdio.h>
#include <string.h>

/* The text of an output line; a real program would use a JSON library. */
static void print_said(const char *line)
{
    const char *text = strstr(line, "\"text\":\"");
    if (!text || strncmp(line, "{\"out\":\"say\"", 12) != 0)
        return;
    for (text += 8; *text && *text != '"'; text++) {
        if (*text == '\\' && text[1])
            text++;
        putchar(*text);
    }
    putchar('\n');
}

static void print_all(standoff_run *run)
{
    const char *line;
    while ((line = standoff_next(run)))
        print_said(line);
}

static int play(const standoff_scenario *scenario, char **lines, int count)
{
    standoff_run *run = NULL;
    standoff_status status = standoff_start(scenario, 7, "negotiator", &run);
    if (run)
        print_all(run);
    for (int i = 0; run && i < count && status == STANDOFF_OK; i++) {
        printf("> %s\n", lines[i]);
        status = standoff_say(run, lines[i]);
        print_all(run);
    }
    if (status == STANDOFF_OK) { /* a minute of silence */
        status = standoff_wait(run, 60 * 1000);
        print_all(run);
    }
    standoff_run_free(run);
    if (status == STANDOFF_OK || status == STANDOFF_ENDED)
        return 0;
    fprintf(stderr, "embed: %s\n", standoff_status_text(status));
    return 1;
}

int main(int argc, char **argv)
{
    standoff_scenario *scenario = NULL;
    if (argc < 2) {
        fprintf(stderr, "usage: embed SCENARIO [LINE...]\n");
        return 2;
    }
    standoff_status status = standoff_load(argv[1], NULL, &scenario);
    if (scenario)
        fputs(standoff_diagnostics(scenario), stderr);
    if (status == STANDOFF_NO_MEMORY)
        fprintf(stderr, "embed: %s\n", standoff_status_text(status));
    int code = 1;
    if (status == STANDOFF_OK)
        code = play(scenario, argv + 2, argc - 2);
    standoff_scenario_free(scenario);
    return code;
}
