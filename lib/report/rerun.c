/* The session once more. Start at rerun_play. */
#include "report/rerun.h"

typedef struct {
    Arena *arena;
    const Scenario *scenario;
    Rerun *rerun;
    Replay replay;
} Playing;

static void show(void *context, Session *session, const Message *message)
{
    Playing *playing = context;
    if (!replay_message(&playing->replay, session, message))
        message_json(&playing->rerun->more, session,
                     (View){.kind = VIEW_TRAINER}, message);
}

static const Configuration *keep(Playing *playing, const Session *session)
{
    size_t size = engine_size(playing->scenario);
    playing->rerun->kept += size;
    if (playing->rerun->kept > RERUN_KEPT)
        return NULL;
    Configuration *copy = arena_alloc(playing->arena, size);
    engine_copy(copy, session_now(session));
    return copy;
}

static void accept(void *context, Session *session, const Input *input)
{
    Playing *playing = context;
    if (input->kind == INPUT_SAY || input->kind == INPUT_HEARD)
        *VEC_PUSH(playing->arena, &playing->rerun->before) =
            keep(playing, session);
}

static void release_more(void *more)
{
    buf_finish(more);
}

void rerun_play(Arena *arena, Str text, const RecordStart *start,
                const Scenario *scenario, Rerun *rerun)
{
    Playing playing = {.arena = arena, .scenario = scenario, .rerun = rerun};
    char digest[RECORD_DIGEST];
    *rerun = (Rerun){0};
    arena_defer(arena, release_more, &rerun->more);
    record_digest(scenario->sources, digest);
    rerun->moved = !str_equal_c(start->files, digest);
    replay_init(&playing.replay, text, rerun->moved, arena->fail,
                arena->context);
    SessionOptions options = {.seed = start->seed,
                              .program = STANDOFF_VERSION,
                              .show = show,
                              .accept = accept,
                              .context = &playing};
    Session *session = session_new(scenario, &options);
    if (!session || replay_run(&playing.replay, session) == SESSION_NO_MEMORY ||
        rerun->more.failed) {
        session_free(session);
        arena_out_of_memory(arena);
    }
    rerun->last = keep(&playing, session);
    rerun->difference = playing.replay.difference;
    rerun->difference.expected = str_copy(arena, rerun->difference.expected);
    rerun->difference.got = str_copy(arena, rerun->difference.got);
    session_free(session);
    replay_finish(&playing.replay);
}
