/* The floor for lint: libyaml's bare event loop over each file named, and
 * pcre2_compile of every text that stands under a key of patterns or phrases.
 * With -e the events only. Nothing that reads the same files with the same
 * libraries can do less. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static size_t events, patterns;

static void compile(const yaml_event_t *scalar)
{
    int error;
    size_t offset;
    pcre2_code *code = pcre2_compile(
        scalar->data.scalar.value, scalar->data.scalar.length,
        PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &error, &offset, NULL);
    patterns += code != NULL;
    pcre2_code_free(code);
}

static bool is_listened(const yaml_event_t *scalar)
{
    static const char *const keys[] = {"phrases", "patterns", "unless",
                                       "unless-patterns"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strcmp((const char *)scalar->data.scalar.value, keys[i]))
            return true;
    return false;
}

static void read_events(const char *text, size_t size, bool compiles)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool done = false, listened = false;
    int depth = 0;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    while (!done && yaml_parser_parse(&parser, &event)) {
        done = event.type == YAML_STREAM_END_EVENT;
        depth += event.type == YAML_SEQUENCE_START_EVENT;
        depth -= event.type == YAML_SEQUENCE_END_EVENT;
        if (event.type == YAML_SCALAR_EVENT && compiles) {
            if (listened && depth)
                compile(&event);
            else
                listened = is_listened(&event);
        }
        events++;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static void read_file(const char *path, bool compiles)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END))
        exit(1);
    size_t size = (size_t)ftell(file);
    char *text = malloc(size + 1);
    rewind(file);
    if (!text || fread(text, 1, size, file) != size)
        exit(1);
    read_events(text, size, compiles);
    free(text);
    fclose(file);
}

int main(int count, char **arguments)
{
    bool compiles = count < 2 || strcmp(arguments[1], "-e") != 0;
    for (int i = compiles ? 1 : 2; i < count; i++)
        read_file(arguments[i], compiles);
    printf("%zu events, %zu patterns\n", events, patterns);
    return 0;
}
