/* The personas, one after another. A move is likelier the larger its weight;
 * weights count against each other only. */
#include "transcript/persona.h"

const Persona personas[] = {
    {
        .name = "silent",
        .about = "waits for the other one to speak",
        .pauses = 85,
        .topical = 30,
        .habits = {{"encourager", 4}, {"closed-question", 1}},
    },
    {
        .name = "parrot",
        .about = "repeats the last words of every line",
        .pauses = 4,
        .topical = 30,
        .habits = {{"mirror", 8}, {"encourager", 1}},
    },
    {
        .name = "apologiser",
        .about = "says sorry for everything",
        .pauses = 4,
        .topical = 30,
        .habits = {{"apologise", 8}, {"false-empathy", 1}, {"i-message", 1}},
    },
    {
        .name = "threatener",
        .about = "orders, threatens and shames",
        .pauses = 4,
        .topical = 30,
        .habits = {{"threat", 4},
                   {"command", 4},
                   {"flat-no", 2},
                   {"insult", 1},
                   {"calm-down", 1},
                   {"argue", 1},
                   {"harms", 1}},
    },
    {
        .name = "promiser",
        .about = "promises whatever is wanted",
        .pauses = 4,
        .topical = 30,
        .habits = {{"promise", 6},
                   {"minimise", 1},
                   {"false-empathy", 1},
                   {"offer-help", 1}},
    },
    {
        .name = "interrogator",
        .about = "asks for facts, one after another",
        .pauses = 4,
        .topical = 30,
        .habits = {{"closed-question", 4},
                   {"why-question", 4},
                   {"solicit-demand", 2},
                   {"command", 1}},
    },
    {
        .name = "adviser",
        .about = "knows what should be done, before hearing what it is",
        .pauses = 4,
        .topical = 30,
        .habits =
            {{"advice", 6}, {"minimise", 2}, {"argue", 2}, {"plan-exit", 1}},
    },
    {
        .name = "good-listener",
        .about = "listens first, varies, follows the hints, defers",
        .listens = true,
        .pauses = 6,
        .topical = 65,
        .slips = 2,
        .habits = {{"label-emotion", 5},
                   {"paraphrase", 5},
                   {"open-question", 4},
                   {"encourager", 2},
                   {"summary", 2},
                   {"mirror", 2},
                   {"affirm", 3},
                   {"i-message", 2},
                   {"ask-safety", 2},
                   {"ask-suicide", 1},
                   {"offer-help", 2},
                   {"defer", 3},
                   {"trade", 2},
                   {"plan-exit", 4},
                   {"helps", 3},
                   {"other", 1},
                   {"apologise", 1},
                   {"goodbye", 0}},
    },
};
const uint32_t persona_count = sizeof personas / sizeof *personas;

const Persona *persona_find(Str name)
{
    for (uint32_t i = 0; i < persona_count; i++)
        if (str_equal_c(name, personas[i].name))
            return &personas[i];
    return NULL;
}

const Persona *persona_listener(void)
{
    return &personas[persona_count - 1];
}
