/* Transcripts: what one names is in its scenario. Knows nothing of running. */
#include "lint/lint.h"

#include "transcript/transcript.h"

/* The scenario, in sources of its own; NULL after a diagnostic. */
static const Scenario *load(Arena *arena, Diags *diags,
                            const TranscriptFile *file, Str root)
{
    Sources *sources = ARENA_NEW(arena, Sources);
    Diags own;
    diag_init(&own, arena);
    ScenarioOptions options = {.root = root, .language = file->language};
    const Scenario *scenario =
        scenario_load(arena, sources, &own, file->scenario, &options);
    return transcript_check(file, scenario, diags) ? scenario : NULL;
}

void lint_transcript(Arena *arena, Sources *sources, Diags *diags, Str path,
                     Str root)
{
    TranscriptFile file;
    if (!transcript_open(arena, sources, diags, path, root, &file))
        return;
    const Scenario *scenario = load(arena, diags, &file, root);
    if (scenario)
        transcript_read(&file, scenario, sources, diags);
}
