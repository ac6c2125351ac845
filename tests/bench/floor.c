/* The floor for start-up figures: a program that links the same libraries,
 * parses one line of YAML and matches one pattern once. Nothing that links
 * them can start faster. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <histedit.h>
#include <jansson.h>
#include <pcre2.h>
#include <sha256.h>
#include <stdint.h>
#include <stdio.h>
#include <utf8proc.h>
#include <yaml.h>

/* Keeps the linker from leaving out libraries that are not called. */
const void *volatile floor_links[3];

static int count_events(const char *text, size_t size)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int count = 0, done = 0;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    while (!done && yaml_parser_parse(&parser, &event)) {
        done = event.type == YAML_STREAM_END_EVENT;
        count++;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return count;
}

static int match_once(PCRE2_SPTR text, size_t size)
{
    int error;
    size_t offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR) "calm\\s+down", 11,
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS,
                                     &error, &offset, NULL);
    pcre2_match_data *data = pcre2_match_data_create(4, NULL);
    int found = pcre2_match(code, text, size, 0, 0, data, NULL);
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return found;
}

int main(void)
{
    static const char line[] = "say: please calm down\n";
    floor_links[0] = (const void *)(uintptr_t)json_object;
    floor_links[1] = (const void *)(uintptr_t)utf8proc_version;
    floor_links[2] = (const void *)(uintptr_t)el_init;
    SHA2_CTX context;
    SHA256Init(&context);
    printf("%d events, match %d\n", count_events(line, sizeof line - 1),
           match_once((PCRE2_SPTR)line, sizeof line - 1));
    return 0;
}
