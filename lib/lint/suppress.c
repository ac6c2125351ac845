/* Comments that leave findings out:
 *
 *     # standoff: disable=SO612,demand-unsaid -- why it is meant so
 *
 * Which part of the file one speaks of is comments.c's. Start at
 * lint_suppress. */
#include "lint/comments.h"
#include "lint/lint.h"

typedef struct {
    Span code; /* where the comment names it */
    DiagId id;
    uint32_t begin, end; /* bytes it speaks of */
    bool used;
} Suppression;

typedef struct {
    const LintOptions *options;
    const Sources *sources;
    uint32_t named; /* the file whose comments are judged */
    bool loaded;    /* it did, and so every rule has run */
    Diags *diags;
    Diags told; /* about the comments themselves */
    VEC(Suppression) all;
} Suppress;

/* What a comment says, as bytes of the file. */
typedef struct {
    Suppress *suppress;
    const Comment *comment;
    Str text;
    uint32_t at, end;
} Reader;

static bool is_own(DiagId id)
{
    return id == DIAG_LINT_UNUSED || id == DIAG_LINT_UNKNOWN ||
           id == DIAG_LINT_REASON || id == DIAG_LINT_ERROR;
}

/* Messages of comments are given for the file that was named only: those of
 * others are told when these are linted. */
static Diags *told_at(Suppress *suppress, uint32_t file)
{
    bool judged = suppress->loaded && suppress->named == file;
    return judged ? &suppress->told : NULL;
}

/* --- Reading a comment
 * -------------------------------------------------------- */

static char here(const Reader *reader)
{
    return reader->at < reader->end ? reader->text.data[reader->at] : '\0';
}

static void skip_blanks(Reader *reader)
{
    while (here(reader) == ' ' || here(reader) == '\t')
        reader->at++;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* A word; two hyphens begin the reason. */
static Span read_word(Reader *reader)
{
    Span word = {reader->comment->span.file, reader->at, reader->at};
    while (is_word(here(reader)) &&
           !(here(reader) == '-' && reader->at + 1 < reader->end &&
             reader->text.data[reader->at + 1] == '-'))
        word.end = ++reader->at;
    return word;
}

static Str text_of(const Reader *reader, Span span)
{
    return str_slice(reader->text, span.begin, span.end);
}

static void read_code(Reader *reader)
{
    Span span = read_word(reader);
    Str word = text_of(reader, span);
    DiagId id = diag_find(word);
    Diags *told = told_at(reader->suppress, span.file);
    if (id != DIAG_COUNT && lint_may_leave_out(id) && !is_own(id)) {
        *VEC_PUSH(reader->suppress->diags->arena, &reader->suppress->all) =
            (Suppression){.code = span,
                          .id = id,
                          .begin = reader->comment->begin,
                          .end = reader->comment->end};
        return;
    }
    if (!told)
        return;
    if (id != DIAG_COUNT) {
        diag_add(told, DIAG_LINT_ERROR, span,
                 "'%.*s' cannot be suppressed; mend what it finds and delete "
                 "this",
                 STR_ARGS(word));
        return;
    }
    const char *near = diag_nearest(word);
    diag_add(told, DIAG_LINT_UNKNOWN, span,
             near ? "code '%.*s' is not known; did you mean '%s'?"
                  : "code '%.*s' is not known; 'standoff explain' lists all",
             STR_ARGS(word), near);
}

/* Reads " -- reason"; false when there is none. */
static bool read_reason(Reader *reader)
{
    skip_blanks(reader);
    bool begun = here(reader) == '-';
    while (here(reader) == '-')
        reader->at++;
    skip_blanks(reader);
    return begun && reader->at < reader->end;
}

static void read_codes(Reader *reader)
{
    size_t first = reader->suppress->all.count;
    Diags *told = told_at(reader->suppress, reader->comment->span.file);
    do {
        reader->at++; /* = or , */
        skip_blanks(reader);
        read_code(reader);
        skip_blanks(reader);
    } while (here(reader) == ',');
    if (read_reason(reader))
        return;
    reader->suppress->all.count = first;
    if (told)
        diag_add(told, DIAG_LINT_REASON, reader->comment->span,
                 "this suppresses nothing without a reason; write ' -- ' and "
                 "why behind the codes");
}

/* Whether a word was meant as ours: "# standoff: the people inside" is prose,
 * and "# standoff: 1" a line that was taken out. */
static bool is_meant(const Reader *reader, Str word)
{
    enum { NEAR = 2 };
    return word.size && (here(reader) == '=' ||
                         str_distance(word, STR("disable"), NEAR) <= NEAR);
}

static const char opening[] = "standoff:";

static void read_comment(Suppress *suppress, const Comment *comment)
{
    Reader reader = {
        .suppress = suppress,
        .comment = comment,
        .text = suppress->sources->files.items[comment->span.file].text,
        .at = comment->span.begin + 1,
        .end = comment->span.end,
    };
    Diags *told = told_at(suppress, comment->span.file);
    skip_blanks(&reader);
    reader.at += (uint32_t)sizeof opening - 1;
    skip_blanks(&reader);
    Span word = read_word(&reader);
    Str text = text_of(&reader, word);
    if (here(&reader) == '=' && str_equal_c(text, "disable"))
        read_codes(&reader);
    else if (told && is_meant(&reader, text))
        diag_add(told, DIAG_LINT_UNKNOWN, word,
                 "'%.*s' is not known here; write 'disable=CODE -- reason'",
                 STR_ARGS(text));
}

/* --- Leaving out
 * ----------------------------------------------------------------- */

/* One at the head of the named file speaks of what it uses, too. */
static bool speaks_of(const Suppress *suppress, const Suppression *one,
                      const Diag *diag)
{
    bool whole = one->end == UINT32_MAX && one->code.file == suppress->named;
    bool there = one->code.file == diag->span.file &&
                 diag->span.begin >= one->begin && diag->span.begin <= one->end;
    return one->id == diag->id && (whole || there);
}

static bool is_kept(void *context, const Diag *diag)
{
    Suppress *suppress = context;
    bool kept = true;
    for (size_t i = 0; i < suppress->all.count; i++) {
        Suppression *one = &suppress->all.items[i];
        if (!speaks_of(suppress, one, diag))
            continue;
        one->used = true;
        kept = false;
    }
    return kept;
}

/* Whether this run could have found it. */
static bool was_looked_for(const Suppress *suppress, DiagId id)
{
    const LintOptions *options = suppress->options;
    return (!options->wanted || options->wanted[id]) &&
           (options->deep || !lint_is_deep(id)) && !suppress->diags->dropped;
}

static void report_unused(Suppress *suppress)
{
    for (size_t i = 0; i < suppress->all.count; i++) {
        const Suppression *one = &suppress->all.items[i];
        Diags *told = told_at(suppress, one->code.file);
        if (!told || one->used || !was_looked_for(suppress, one->id))
            continue;
        diag_add(told, DIAG_LINT_UNUSED, one->code,
                 "'%s' finds nothing in what this comment speaks of; delete it",
                 diag_info(one->id)->code);
    }
}

void lint_suppress(const Sources *sources, uint32_t named, bool loaded,
                   const LintOptions *options, Diags *diags)
{
    Suppress suppress = {.options = options,
                         .sources = sources,
                         .named = named,
                         .loaded = loaded,
                         .diags = diags};
    diag_init(&suppress.told, diags->arena);
    for (uint32_t file = 0; file < sources->files.count; file++) {
        Comments comments = comments_find(diags->arena, sources, file, opening);
        for (size_t i = 0; i < comments.all.count; i++)
            read_comment(&suppress, &comments.all.items[i]);
    }
    diag_filter(diags, is_kept, &suppress);
    report_unused(&suppress);
    diag_take(diags, &suppress.told);
}
