/* A session set up. Start at setup_options. */
#include "cmd/setup.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { SEEDS = 1000000 }; /* a seed that is drawn can be typed again */

/* --- Options ------------------------------------------------------------ */

bool setup_wrong(const Play *play, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    usage_error(play->invocation, "%s", text);
    return false;
}

static bool read_seed(Play *play)
{
    const char *value = option_value(play->invocation, "seed");
    int64_t seed = 0;
    if (!value && play->person) {
        uint32_t drawn = 0;
        if (getrandom(&drawn, sizeof drawn, GRND_NONBLOCK) < 0)
            drawn = (uint32_t)clock_machine();
        seed = drawn % SEEDS;
        play->seed_drawn = true;
    }
    if (value && (!str_to_int(str_from(value), &seed) || seed < 0))
        return setup_wrong(play,
                           "'--seed %.80s' is not a number from 0 to "
                           "9223372036854775807",
                           value);
    play->options.seed = (uint64_t)seed;
    return true;
}

static bool is_decimal(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits;
    if (*rest == '.') {
        size_t more = strspn(rest + 1, "0123456789");
        digits += more;
        rest += 1 + more;
    }
    return digits && digits < 20 && !*rest;
}

static bool read_clock(Play *play)
{
    const char *clock = option_value(play->invocation, "clock");
    const char *speed = option_value(play->invocation, "speed");
    bool real = clock ? !strcmp(clock, "real") : play->person;
    double factor = 1;
    if (clock && !real && strcmp(clock, "virtual") != 0)
        return setup_wrong(play, "'--clock %.80s' is neither real nor virtual",
                           clock);
    if (speed)
        factor = is_decimal(speed) ? strtod(speed, NULL) : 0;
    if (!(factor > 0 && factor <= 1000))
        return setup_wrong(
            play, "'--speed %.80s' is not a number above 0, at most 1000",
            speed);
    play->clock = clock_make(real, factor);
    return true;
}

static bool read_color(const Play *play)
{
    const char *color = option_value(play->invocation, "color");
    if (color && strcmp(color, "auto") != 0 && strcmp(color, "always") != 0 &&
        strcmp(color, "never") != 0)
        return setup_wrong(
            play, "'--color %.80s' is not one of always, never, auto", color);
    return true;
}

bool setup_options(Play *play)
{
    play->person = isatty(STDIN_FILENO);
    play->options.hearing.no_jit = option_value(play->invocation, "no-jit");
    play->options.program = STANDOFF_VERSION;
    return read_seed(play) && read_clock(play) && read_color(play);
}

/* --- Loading ------------------------------------------------------------ */

bool setup_load(Play *play, Str path, Str root, Str language)
{
    ScenarioOptions options = {.root = root, .language = language};
    Diags diags;
    diag_init(&diags, &play->arena);
    play->scenario =
        scenario_load(&play->arena, &play->sources, &diags, path, &options);
    if (!play->scenario) {
        const char *color = option_value(play->invocation, "color");
        print_diags(&diags, &play->sources, color_wanted(color, stderr));
        return false;
    }
    if (play->scenario->is_pack)
        return setup_wrong(play,
                           "'%.200s' is a pack, not a scenario: there is "
                           "nothing to play",
                           path.data);
    return true;
}

bool setup_view(Play *play)
{
    const char *value = option_value(play->invocation, "view");
    if (!value)
        value = play->machine ? "trainer" : "negotiator";
    if (view_find(play->scenario, str_from(value), &play->view))
        return true;
    return setup_wrong(play,
                       "view '%.80s' is not known; give negotiator, observer, "
                       "trainer or a role's name",
                       value);
}
