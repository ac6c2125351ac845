/* A run as a transcript that `standoff test` plays, with what comes of each of
 * its steps. */
#include "explore/explore.h"

static Input input_of(const Scenario *scenario, const ExploreStep *step)
{
    switch (step->kind) {
    case EXPLORE_SAY:
        return (Input){.kind = INPUT_SAY, .has_text = true, .text = step->text};
    case EXPLORE_WAIT:
        return (Input){.kind = INPUT_WAIT, .number = step->ms};
    case EXPLORE_INJECT:
        break;
    }
    return (Input){.kind = INPUT_INJECT,
                   .index =
                       (uint32_t)scenario_inject_find(scenario, step->text)};
}

bool explore_transcript(Arena *arena, const Scenario *scenario,
                        const ExploreRun *run, Str of, Str title,
                        Transcript *out)
{
    TranscriptStep *steps = ARENA_ARRAY(arena, TranscriptStep, run->step_count);
    for (uint32_t i = 0; i < run->step_count; i++)
        steps[i] =
            (TranscriptStep){.input = input_of(scenario, &run->steps[i])};
    transcript_init(out, of);
    out->title = title;
    out->language = scenario->language;
    out->steps = steps;
    out->step_count = run->step_count;
    return transcript_expect(arena, scenario, (IntentOptions){0}, out);
}
