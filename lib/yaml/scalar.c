/* What is wrong with a scalar, and what was probably meant. What is right is
 * values.c's. Start at shape_check_scalar. */
#include <string.h>

#include "yaml/check.h"
#include "yaml/parts.h"

static Str found(const ShapeCheck *check)
{
    return yaml_shorten(check->diags->arena, check->node->text);
}

static void report(const ShapeCheck *check, DiagId id, const char *meant,
                   Str repair)
{
    Str who = shape_subject(check), text = found(check);
    diag_add(check->diags, id, shape_span(check),
             "%.*s takes %s, not '%.*s'%.*s", STR_ARGS(who), meant,
             STR_ARGS(text), STR_ARGS(repair));
}

static Str did_you_mean(const ShapeCheck *check, const char *before, Str text,
                        const char *after)
{
    return str_format(check->diags->arena, "; did you mean '%s%.*s%s'?", before,
                      STR_ARGS(text), after);
}

static bool is_digits(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.size > 0 && text.size < 10;
}

/* The text with all that a name cannot hold made `joint`: 'Foo Bar' gives
 * foo-bar. Empty when that is no name either. */
static Str make_name(Arena *arena, Str text, char joint)
{
    char *name = arena_alloc(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool other = c == ' ' || c == '_' || c == '-';
        name[i] = upper ? (char)(c + ('a' - 'A')) : other ? joint : c;
    }
    Str made = {name, text.size};
    bool good = joint == '-' ? shape_is_name(made) : shape_is_slot_name(made);
    return good ? made : (Str){0};
}

static void report_name(const ShapeCheck *check, Span span, Str text,
                        ShapeScalar kind)
{
    Arena *arena = check->diags->arena;
    char joint = kind == SHAPE_NAME ? '-' : '_';
    Str meant = make_name(arena, text, joint);
    Str repair = meant.size ? did_you_mean(check, "", meant, "") : (Str){0};
    Str shown = yaml_shorten(arena, text);
    diag_add(check->diags, DIAG_SHAPE_NAME, span,
             "name '%.*s' is not made of a-z, 0-9 and '%c', a letter "
             "first%s%.*s",
             STR_ARGS(shown), joint,
             kind == SHAPE_SLOT_NAME ? ", at most 32 long" : "",
             STR_ARGS(repair));
}

static void check_name(const ShapeCheck *check)
{
    Str text = check->node->text;
    bool good = check->shape->scalar == SHAPE_NAME ? shape_is_name(text)
                                                   : shape_is_slot_name(text);
    if (!good)
        report_name(check, shape_span(check), text, check->shape->scalar);
}

static void report_word(const ShapeCheck *check, Span span, Str text)
{
    Arena *arena = check->diags->arena;
    ShapeGuess guess = shape_guess_begin(text);
    for (const char *const *word = check->shape->words;
         *word && !shape_is_full(check); word++)
        shape_guess_add(&guess, *word);
    Str who = shape_subject(check), shown = yaml_shorten(arena, text);
    Str repair = shape_guess_end(arena, &guess);
    diag_add(check->diags, DIAG_SHAPE_WORD, span,
             "word '%.*s' is not known for %.*s%.*s", STR_ARGS(shown),
             STR_ARGS(who), STR_ARGS(repair));
}

static void check_word(const ShapeCheck *check)
{
    const char *const *words = check->shape->words;
    if (words && shape_word(check->node, words) < 0)
        report_word(check, shape_span(check), check->node->text);
}

/* "from 1 to 5", or nothing when the shape sets no bounds. */
static const char *bounds(const ShapeCheck *check)
{
    if (check->shape->low == check->shape->high)
        return "";
    return str_format(check->diags->arena, " from %lld to %lld",
                      (long long)check->shape->low,
                      (long long)check->shape->high)
        .data;
}

static void check_integer(const ShapeCheck *check)
{
    int64_t value;
    YamlNode plain = *check->node;
    if (shape_integer(check->node, check->shape, &value))
        return;
    plain.style = YAML_PLAIN;
    bool quotes = shape_integer(&plain, check->shape, &value);
    Str meant =
        str_format(check->diags->arena, "a whole number%s", bounds(check));
    report(check, DIAG_SHAPE_NUMBER, meant.data,
           quotes ? STR(" in quotes; delete the quotes")
                  : STR("; write it in digits only"));
}

static void check_boolean(const ShapeCheck *check)
{
    static const char *const yes[] = {"true", "yes", "on", "y", NULL};
    static const char *const no[] = {"false", "no", "off", "n", NULL};
    bool value;
    if (shape_boolean(check->node, &value))
        return;
    YamlNode lower = *check->node;
    Str name = make_name(check->diags->arena, lower.text, '-');
    lower.text = name;
    Str repair = {0};
    if (shape_word(&lower, yes) >= 0)
        repair = STR("; did you mean true, without quotes?");
    else if (shape_word(&lower, no) >= 0)
        repair = STR("; did you mean false, without quotes?");
    report(check, DIAG_SHAPE_BOOLEAN, "true or false", repair);
}

static void check_duration(const ShapeCheck *check)
{
    int64_t value;
    if (shape_duration(check->node, &value))
        return;
    Str text = check->node->text;
    Str repair = STR("; it is at least one second and at most 30 days");
    if (is_digits(text) && text.data[0] != '0')
        repair = did_you_mean(check, "", text, "s");
    report(check, DIAG_SHAPE_DURATION, "a duration such as 90s, 5m or 1h30m",
           repair);
}

static void check_range(const ShapeCheck *check)
{
    int64_t low, high;
    if (shape_range(check->node, check->shape, &low, &high))
        return;
    Str meant = str_format(check->diags->arena,
                           "a range such as 0..10, the lower bound first%s%s",
                           *bounds(check) ? ", both" : "", bounds(check));
    report(check, DIAG_SHAPE_RANGE, meant.data, (Str){0});
}

static void check_values(const ShapeCheck *check)
{
    int64_t low, high;
    if (shape_values(check->node, check->shape, &low, &high))
        return;
    Str meant = str_format(check->diags->arena,
                           "a number such as 3, or a range such as 2..4, all%s",
                           bounds(check));
    report(check, DIAG_SHAPE_RANGE, meant.data, (Str){0});
}

static void check_change(const ShapeCheck *check)
{
    ShapeChange how;
    int64_t value;
    if (shape_change(check->node, &how, &value))
        return;
    Str text = check->node->text, repair = {0};
    if (is_digits(text) && (text.size == 1 || text.data[0] != '0'))
        repair = str_format(check->diags->arena,
                            "; did you mean '+%.*s' or '=%.*s'?",
                            STR_ARGS(text), STR_ARGS(text));
    report(check, DIAG_SHAPE_CHANGE,
           "a change in whole numbers such as +1, -2 or =3", repair);
}

static void check_cut(const ShapeCheck *check)
{
    const YamlNode *node = check->node;
    if (!node->cut)
        return;
    Span span = {node->span.file, node->span.end, node->cut};
    Str who = shape_subject(check);
    diag_add(check->diags, DIAG_YAML_CUT, span,
             "'#' begins a comment and cuts off the text of %.*s; quote the "
             "whole text, or put a blank after '#'",
             STR_ARGS(who));
}

/* Line breaks at the end of a block: nothing a negotiator types has them. */
static bool ends_in_break(const YamlNode *node)
{
    return (node->style == YAML_LITERAL || node->style == YAML_FOLDED) &&
           node->text.data[node->text.size - 1] == '\n';
}

static void check_control(const ShapeCheck *check)
{
    const YamlNode *node = check->node;
    Str who = shape_subject(check);
    if (node->control.end > node->control.begin)
        diag_add(check->diags, DIAG_SHAPE_CONTROL, node->control,
                 "an escape of double quotes makes a control character in "
                 "%.*s; use single quotes, or double the backslash",
                 STR_ARGS(who));
    else if (check->shape->scalar == SHAPE_PATTERN && ends_in_break(node))
        diag_add(check->diags, DIAG_SHAPE_CONTROL, node->span,
                 "the pattern of %.*s ends with a line break; write '|-' or "
                 "'>-'",
                 STR_ARGS(who));
}

static bool is_blank_text(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!strchr(" \t\n\r", text.data[i]))
            return false;
    }
    return true;
}

void shape_check_scalar(const ShapeCheck *check)
{
    bool words = check->shape->scalar == SHAPE_TEXT ||
                 check->shape->scalar == SHAPE_LINE ||
                 check->shape->scalar == SHAPE_PHRASE;
    bool text = words || check->shape->scalar == SHAPE_PATTERN;
    if (text && check->node->cut) {
        check_cut(check);
        return;
    }
    if (!check->node->text.size ||
        (words && is_blank_text(check->node->text))) {
        if (!check->shape->may_be_empty)
            shape_report_empty(check);
        return;
    }
    switch (check->shape->scalar) {
    case SHAPE_NOTHING:
    case SHAPE_TEXT:
    case SHAPE_LINE:
    case SHAPE_EXPRESSION:
    case SHAPE_PATH:
        break;
    case SHAPE_NAME:
    case SHAPE_SLOT_NAME:
        check_name(check);
        break;
    case SHAPE_INTEGER:
        check_integer(check);
        break;
    case SHAPE_BOOLEAN:
        check_boolean(check);
        break;
    case SHAPE_DURATION:
        check_duration(check);
        break;
    case SHAPE_RANGE:
        check_range(check);
        break;
    case SHAPE_VALUES:
        check_values(check);
        break;
    case SHAPE_CHANGE:
        check_change(check);
        break;
    case SHAPE_WORD:
        check_word(check);
        break;
    case SHAPE_PATTERN:
    case SHAPE_PHRASE:
        check_control(check);
        break;
    }
}

void shape_check_entry_name(const ShapeCheck *check, const YamlEntry *entry)
{
    ShapeScalar kind = check->shape->names;
    if (kind == SHAPE_NAME && !shape_is_name(entry->key))
        report_name(check, entry->key_span, entry->key, kind);
    else if (kind == SHAPE_SLOT_NAME && !shape_is_slot_name(entry->key))
        report_name(check, entry->key_span, entry->key, kind);
    else if (kind == SHAPE_WORD && check->shape->words) {
        YamlNode word = {.text = entry->key};
        if (shape_word(&word, check->shape->words) < 0)
            report_word(check, entry->key_span, entry->key);
    }
}
