/* Blessing: what a transcript would have to expect for what comes of it now. It
 * edits values where they stand, so that comments and layout stay. Start at
 * transcript_bless. */
#include <stdlib.h>

#include "transcript/transcript.h"

typedef struct {
    Arena *arena;
    const Scenario *scenario;
    const Sources *sources;
    uint32_t opening; /* inputs before the first step */
    bool between;     /* the next message belongs to the next step */
    VEC(Str) said;
    const uint32_t *intents; /* heard */
    uint32_t intent_count;
    uint32_t patterns; /* of the step that failed so far */
    VEC(TranscriptEdit) edits;
    VEC(TranscriptFailure) left;
} Blessing;

/* --- While it happens --------------------------------------------------- */

static void note(void *context, Session *session, const Message *message)
{
    Blessing *blessing = context;
    (void)session;
    if (blessing->between) {
        blessing->said.items = NULL;
        blessing->said.count = blessing->said.capacity = 0;
        blessing->intent_count = blessing->patterns = 0;
        blessing->between = false;
    }
    if (message->kind == MESSAGE_READY && blessing->opening)
        blessing->between = --blessing->opening == 0;
    if (message->kind == MESSAGE_OUTPUT && message->output->kind == OUT_SAY)
        *VEC_PUSH(blessing->arena, &blessing->said) =
            str_copy(blessing->arena, message->text);
    if (message->kind != MESSAGE_HEARD)
        return;
    uint32_t count = message->heard->intent_count;
    uint32_t *intents = ARENA_ARRAY(blessing->arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++)
        intents[i] = message->heard->intents[i];
    blessing->intents = intents;
    blessing->intent_count = count;
}

/* --- Edits -------------------------------------------------------------- */

static void edit(Blessing *blessing, Span span, Buf *text)
{
    if (text->failed)
        arena_out_of_memory(blessing->arena);
    *VEC_PUSH(blessing->arena, &blessing->edits) =
        (TranscriptEdit){span, str_copy(blessing->arena, buf_str(text))};
    buf_finish(text);
}

static void edit_text(Blessing *blessing, Span span, Str text)
{
    Buf out = {0};
    buf_add(&out, text);
    edit(blessing, span, &out);
}

static void leave(Blessing *blessing, const TranscriptFailure *failure,
                  const char *why)
{
    TranscriptFailure *left = VEC_PUSH(blessing->arena, &blessing->left);
    *left = *failure;
    left->text =
        str_join(blessing->arena, failure->text, STR("; "), str_from(why));
}

static bool is_edited(const Blessing *blessing, Span span)
{
    size_t count = blessing->edits.count;
    return count && blessing->edits.items[count - 1].span.begin == span.begin;
}

static bool was_heard(const Blessing *blessing, uint32_t intent)
{
    for (uint32_t i = 0; i < blessing->intent_count; i++)
        if (blessing->intents[i] == intent)
            return true;
    return false;
}

/* The first line said for the first pattern that fails, and so on. */
static void bless_said(Blessing *blessing, const TranscriptFailure *failure)
{
    Span span = failure->span;
    Str text = blessing->sources->files.items[span.file].text;
    size_t count = blessing->said.count, at = blessing->patterns++;
    Buf out = {0};
    if (!count) {
        leave(blessing, failure, "nothing was said; delete it");
        return;
    }
    Str line = blessing->said.items[at < count ? at : count - 1];
    char first = text.data[span.begin];
    bool plain = first != '\'' && first != '"' &&
                 text.data[failure->expectation->whole.begin] != '[';
    transcript_write_pattern(
        &out, transcript_said_pattern(blessing->arena, line), plain);
    edit(blessing, span, &out);
}

/* Facts, and what was heard, may be a list: all that stands under the key is
 * written anew. */
static void bless_whole(Blessing *blessing, const Configuration *now,
                        const TranscriptFailure *failure)
{
    const TranscriptStep *old = failure->step;
    const Expectation *e = failure->expectation;
    VEC(Expectation) kept = {0};
    Buf out = {0};
    if (is_edited(blessing, e->whole))
        return;
    for (uint32_t i = 0; i < old->expect_count; i++) {
        Expectation next = old->expect[i];
        if (next.whole.begin != e->whole.begin)
            continue;
        if (next.kind == EXPECT_FACT)
            next.low = engine_fact(now, next.index);
        else if (was_heard(blessing, next.index) != (next.low == 1))
            continue;
        *VEC_PUSH(blessing->arena, &kept) = next;
    }
    if (!kept.count) {
        leave(blessing, failure, "nothing is left to expect; delete it");
        return;
    }
    TranscriptStep step = {.expect = kept.items,
                           .expect_count = (uint32_t)kept.count};
    transcript_write_value(&out, blessing->scenario, &step);
    edit(blessing, e->whole, &out);
}

static void bless_name(Blessing *blessing, const Configuration *now,
                       const TranscriptFailure *failure)
{
    const Scenario *scenario = blessing->scenario;
    Str name = STR("none");
    int32_t stage = engine_stage(scenario, now), ending = engine_ending(now);
    if (failure->expectation->kind == EXPECT_STAGE && stage != NONE)
        name = scenario->stages[stage].name;
    else if (failure->expectation->kind == EXPECT_ENDING && ending != NONE)
        name = ending == ENDING_ENDEX ? STR("endex")
                                      : scenario->endings[ending].name;
    edit_text(blessing, failure->span, name);
}

static void bless_state(Blessing *blessing, const Configuration *now,
                        const TranscriptFailure *failure)
{
    if (engine_ended(now))
        leave(blessing, failure, "expect that ending instead");
    else
        edit_text(blessing, failure->span,
                  blessing->scenario->states[engine_state(now)].name);
}

static void bless(void *context, Session *session,
                  const TranscriptFailure *failure)
{
    Blessing *blessing = context;
    const Expectation *e = failure->expectation;
    const Configuration *now = session_now(session);
    Buf out = {0};
    if (!e) {
        leave(blessing, failure, "delete the step, or record anew");
        return;
    }
    switch (e->kind) {
    case EXPECT_STATE:
        bless_state(blessing, now, failure);
        return;
    case EXPECT_SAID:
        bless_said(blessing, failure);
        return;
    case EXPECT_FACT:
    case EXPECT_HEARD:
        bless_whole(blessing, now, failure);
        return;
    case EXPECT_STAGE:
    case EXPECT_ENDING:
        bless_name(blessing, now, failure);
        return;
    case EXPECT_METER:
        buf_printf(&out, "%d", engine_meter(now, e->index));
        edit(blessing, failure->span, &out);
        return;
    case EXPECT_DEMAND:
        edit_text(blessing, failure->span,
                  str_from(demand_status_names[engine_demand(now, e->index)]));
        return;
    }
}

static void stepped(void *context, Session *session, uint32_t step)
{
    Blessing *blessing = context;
    (void)session, (void)step;
    /* A step without a message leaves nothing to be expected of the last. */
    if (blessing->between)
        note(context, session, &(Message){.kind = MESSAGE_READY});
    blessing->between = true;
}

/* --- The whole ---------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
    const TranscriptEdit *a = left, *b = right;
    return (a->span.begin > b->span.begin) - (a->span.begin < b->span.begin);
}

bool transcript_bless(Arena *arena, const Scenario *scenario,
                      const Transcript *transcript, const Sources *sources,
                      IntentOptions hearing, TranscriptBlessing *out)
{
    Blessing blessing = {
        .arena = arena, .scenario = scenario, .sources = sources};
    if (transcript->step_count && !transcript->steps[0].looks)
        blessing.opening = 1 + (transcript->start.set_count != 0);
    TranscriptOptions options = {.hearing = hearing,
                                 .whole = true,
                                 .show = note,
                                 .stepped = stepped,
                                 .failed = bless,
                                 .context = &blessing};
    TranscriptResult result;
    if (!transcript_run(arena, scenario, transcript, &options, &result))
        return false;
    if (blessing.edits.count)
        qsort(blessing.edits.items, blessing.edits.count,
              sizeof *blessing.edits.items, by_place);
    *out = (TranscriptBlessing){.edits = blessing.edits.items,
                                .edit_count = (uint32_t)blessing.edits.count,
                                .left = blessing.left.items,
                                .left_count = (uint32_t)blessing.left.count};
    return true;
}

Str transcript_edited(Arena *arena, Str text, const TranscriptBlessing *edits)
{
    Buf out = {0};
    size_t at = 0;
    for (uint32_t i = 0; i < edits->edit_count; i++) {
        const TranscriptEdit *one = &edits->edits[i];
        buf_add(&out, str_slice(text, at, one->span.begin));
        buf_add(&out, one->text);
        at = one->span.end;
    }
    buf_add(&out, str_slice(text, at, text.size));
    if (out.failed)
        arena_out_of_memory(arena);
    Str edited = str_copy(arena, buf_str(&out));
    buf_finish(&out);
    return edited;
}
