/* Options by table: getopt_long reads them, help is printed from them. */
#include "cmd/command.h"

#include <getopt.h>
#include <stdarg.h>
#include <string.h>

#include "diag/diag.h"

enum { HELP = 1000 };

const char *option_value(const Invocation *invocation, const char *name)
{
    const Option *options = invocation->command->options;
    for (int i = 0; options[i].name; i++)
        if (!strcmp(options[i].name, name))
            return invocation->values[i];
    return NULL;
}

const char *option_next(const Invocation *invocation, const char *name, int *at)
{
    const Option *options = invocation->command->options;
    while (*at < invocation->given_count) {
        int i = (*at)++;
        if (!strcmp(options[invocation->given[i].row].name, name))
            return invocation->given[i].value;
    }
    return NULL;
}

static int count_options(const Option *options)
{
    int count = 0;
    while (options[count].name)
        count++;
    return count;
}

/* The tables of getopt_long, from ours. */
static void fill_getopt(const Command *command, struct option *longs,
                        char *letters)
{
    int count = count_options(command->options);
    *letters++ = ':';
    for (int i = 0; i < count; i++) {
        const Option *option = &command->options[i];
        longs[i] = (struct option){
            option->name, option->argument ? required_argument : no_argument,
            NULL, i};
        if (!option->letter)
            continue;
        *letters++ = option->letter;
        if (option->argument)
            *letters++ = ':';
    }
    longs[count] = (struct option){"help", no_argument, NULL, HELP};
    longs[count + 1] = (struct option){0};
    *letters++ = 'h';
    *letters = '\0';
}

static int row_of(const Command *command, int found)
{
    if (found >= 0 && found < OPTIONS_MOST)
        return found;
    for (int i = 0; command->options[i].name; i++)
        if (command->options[i].letter == found)
            return i;
    return -1;
}

/* The nearest long option to an unknown word, or NULL. */
static const char *nearest(const Command *command, const char *word)
{
    Str name = str_from(word + strspn(word, "-"));
    size_t best = 4;
    const char *found = NULL;
    for (int i = 0; command->options[i].name; i++) {
        size_t distance =
            str_distance(name, str_from(command->options[i].name), best - 1);
        if (distance < best) {
            best = distance;
            found = command->options[i].name;
        }
    }
    return found;
}

static bool report(const Invocation *invocation, char **argv, int found)
{
    const char *word = argv[optind - 1];
    if (found == ':') {
        usage_error(invocation, "option '%s' takes a value", word);
        return false;
    }
    const char *near = nearest(invocation->command, word);
    if (near)
        usage_error(invocation,
                    "option '%s' is not known; did you mean '--%s'?", word,
                    near);
    else
        usage_error(invocation,
                    "option '%s' is not known; see 'standoff %s "
                    "--help'",
                    word, invocation->command->name);
    return false;
}

static bool keep(Invocation *invocation, int row, const char *value)
{
    if (invocation->given_count == GIVEN_MOST) {
        usage_error(invocation, "more than %d options", GIVEN_MOST);
        return false;
    }
    invocation->values[row] = value;
    invocation->given[invocation->given_count].row = row;
    invocation->given[invocation->given_count++].value = value;
    return true;
}

bool options_read(const Command *command, int argc, char **argv,
                  Invocation *out, bool *help)
{
    struct option longs[OPTIONS_MOST + 2];
    char letters[2 * OPTIONS_MOST + 3];
    *out = (Invocation){.command = command};
    *help = false;
    fill_getopt(command, longs, letters);
    opterr = 0;
    optind = 0; /* GNU: start anew */
    for (;;) {
        int found = getopt_long(argc, argv, letters, longs, NULL);
        if (found == -1)
            break;
        if (found == HELP || found == 'h') {
            *help = true;
            return true;
        }
        int row = row_of(command, found);
        if (found == '?' || found == ':' || row < 0)
            return report(out, argv, found);
        if (!keep(out, row, optarg ? optarg : ""))
            return false;
    }
    out->operand_count = argc - optind;
    out->operands = argv + optind;
    return true;
}

static int option_width(const Option *option)
{
    return (int)strlen(option->name) +
           (option->argument ? (int)strlen(option->argument) + 1 : 0);
}

void options_help(const Command *command)
{
    int widest = 4;
    for (const Option *o = command->options; o->name; o++)
        if (option_width(o) > widest)
            widest = option_width(o);
    Buf out = {0};
    buf_printf(&out, "standoff %s - %s\n\nusage: standoff %s [OPTIONS] %s\n",
               command->name, command->summary, command->name,
               command->arguments);
    if (command->about)
        buf_printf(&out, "\n%s", command->about);
    buf_add_c(&out, "\noptions:\n");
    for (const Option *o = command->options; o->name; o++) {
        if (o->letter)
            buf_printf(&out, "  -%c, --%s", o->letter, o->name);
        else
            buf_printf(&out, "      --%s", o->name);
        if (o->argument)
            buf_printf(&out, " %s", o->argument);
        buf_add_repeat(&out, ' ', (size_t)(widest - option_width(o) + 2));
        buf_printf(&out, "%s\n", o->about);
    }
    buf_printf(&out, "  -h, --help%*s%s\n", widest - 4 + 2, "",
               "shows this help");
    print_out(buf_str(&out));
    buf_finish(&out);
}

int usage_error(const Invocation *invocation, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    Buf safe = {0};
    diag_add_safe(&safe, str_from(text), false);
    fprintf(stderr, "standoff %s: %.*s\n", invocation->command->name,
            STR_ARGS(buf_str(&safe)));
    buf_finish(&safe);
    return EXIT_USAGE;
}
