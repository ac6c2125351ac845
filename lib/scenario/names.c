/* Names while a scenario is built: definitions, double definitions, and
 * resolution with suggestions. */
#include "scenario/build.h"

/* Kinds that share a name space have the same first kind. */
static const struct {
    const char *what;
    NameKind space;
} kinds[KIND_COUNT] = {
    [KIND_STATE] = {"state", KIND_STATE},
    [KIND_ENDING] = {"ending", KIND_STATE},
    [KIND_METER] = {"meter", KIND_METER},
    [KIND_FACT] = {"fact", KIND_METER},
    [KIND_ROLE] = {"role", KIND_ROLE},
    [KIND_SLOT] = {"slot", KIND_ROLE},
    [KIND_INTENT] = {"intent", KIND_INTENT},
    [KIND_DEMAND] = {"demand", KIND_DEMAND},
    [KIND_TRIGGER] = {"trigger", KIND_TRIGGER},
    [KIND_INJECT] = {"inject", KIND_INJECT},
    [KIND_STAGE] = {"stage", KIND_STAGE},
};

static const struct {
    const char *word;
    NameKind space;
    const char *why;
} reserved[] = {
    {"back", KIND_STATE, "it is the way back in 'go: back'"},
    {"endex", KIND_STATE, "it is the ending when the trainer ends the run"},
#define WORD_OF_EXPRESSIONS(word)                                              \
    {                                                                          \
        word, KIND_METER, "it is a word of the expression language"            \
    }
    WORD_OF_EXPRESSIONS("or"),
    WORD_OF_EXPRESSIONS("and"),
    WORD_OF_EXPRESSIONS("not"),
    WORD_OF_EXPRESSIONS("is"),
    WORD_OF_EXPRESSIONS("in"),
    WORD_OF_EXPRESSIONS("times"),
    WORD_OF_EXPRESSIONS("since"),
    WORD_OF_EXPRESSIONS("heard"),
    WORD_OF_EXPRESSIONS("visits"),
    WORD_OF_EXPRESSIONS("elapsed"),
    WORD_OF_EXPRESSIONS("in-state"),
    WORD_OF_EXPRESSIONS("turns"),
    WORD_OF_EXPRESSIONS("stage"),
    WORD_OF_EXPRESSIONS("speaker"),
};

static void check_reserved(Build *build, NameKind kind, Str name, Span span)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (kinds[kind].space == reserved[i].space &&
            str_equal_c(name, reserved[i].word))
            diag_add(build->diags, DIAG_NAME_RESERVED, span,
                     "%s cannot be called '%s': %s; choose another name",
                     kinds[kind].what, reserved[i].word, reserved[i].why);
}

void build_define(Build *build, NameKind kind, Str name, Span span,
                  const YamlNode *node, int32_t parent)
{
    Definitions *list = &build->defined[kind];
    check_reserved(build, kind, name, span);
    names_add(build->arena, &build->spaces[kinds[kind].space], name, kind,
              (uint32_t)list->all.count);
    *VEC_PUSH(build->arena, &list->all) =
        (Definition){name, span, node, parent};
}

static Span span_of(const Build *build, const Name *name)
{
    return build->defined[name->kind].all.items[name->index].span;
}

/* Whether `a` stands before `b`: packs (files 1, 2, ...) before file 0. */
static bool stands_before(Span a, Span b)
{
    uint32_t left = a.file - 1, right = b.file - 1; /* 0 becomes the largest */
    return left != right ? left < right : a.begin < b.begin;
}

static void report_double(Build *build, const Name *one, const Name *two)
{
    Span first = span_of(build, one), second = span_of(build, two);
    if (stands_before(second, first)) {
        Span swap = first;
        first = second;
        second = swap;
    }
    bool same = one->kind == two->kind;
    diag_add(build->diags, DIAG_NAME_TWICE, second,
             same ? "%s '%.*s' is defined twice; rename or remove one"
                  : "%s '%.*s' is defined twice, and states and endings, "
                    "meters and facts, roles and slots share their names; "
                    "rename one",
             kinds[two->kind].what, STR_ARGS(two->name));
    diag_other(build->diags, first, "first defined here");
}

void build_names_finish(Build *build)
{
    for (int space = 0; space < KIND_COUNT; space++) {
        Names *names = &build->spaces[space];
        names_sort(names);
        for (size_t i = 1; i < names->all.count; i++) {
            const Name *one = &names->all.items[i - 1];
            const Name *two = &names->all.items[i];
            if (str_equal(one->name, two->name))
                report_double(build, one, two);
        }
    }
}

static const Name *find(const Build *build, NameKind kind, Str name)
{
    const Names *names = &build->spaces[kinds[kind].space];
    const Name *found = names_find(names, name);
    if (!found)
        return NULL;
    const Name *end = names->all.items + names->all.count;
    for (const Name *n = found; n < end && str_equal(n->name, name); n++)
        if (n->kind == (uint32_t)kind)
            return n;
    return found; /* of another kind in the same space */
}

int32_t build_find(const Build *build, NameKind kind, Str name)
{
    const Name *found = find(build, kind, name);
    return found && found->kind == (uint32_t)kind ? (int32_t)found->index
                                                  : NONE;
}

static void report_undefined(Build *build, NameKind kind, Str name, Span span,
                             const Name *other)
{
    const char *what = kinds[kind].what;
    if (other && kind == KIND_STATE) {
        diag_add(build->diags, DIAG_NAME_UNDEFINED, span,
                 "'%.*s' is an ending, not a state; write 'end: %.*s'",
                 STR_ARGS(name), STR_ARGS(name));
        return;
    }
    if (other) {
        diag_add(build->diags, DIAG_NAME_UNDEFINED, span,
                 "'%.*s' is a %s, not a %s", STR_ARGS(name),
                 kinds[other->kind].what, what);
        return;
    }
    Str near =
        names_nearest(&build->spaces[kinds[kind].space], name, 1u << kind);
    if (near.size)
        diag_add(build->diags, DIAG_NAME_UNDEFINED, span,
                 "%s '%.*s' is not defined; did you mean '%.*s'?", what,
                 STR_ARGS(name), STR_ARGS(near));
    else
        diag_add(build->diags, DIAG_NAME_UNDEFINED, span,
                 "%s '%.*s' is not defined; define it or correct the name",
                 what, STR_ARGS(name));
}

int32_t build_resolve_text(Build *build, NameKind kind, Str name, Span span)
{
    if (!shape_is_name(name) && !shape_is_slot_name(name))
        return NONE; /* its form was reported already */
    const Name *found = find(build, kind, name);
    if (found && found->kind == (uint32_t)kind)
        return (int32_t)found->index;
    report_undefined(build, kind, name, span, found);
    return NONE;
}

int32_t build_resolve(Build *build, NameKind kind, const YamlNode *node)
{
    if (!node || node->kind != YAML_SCALAR)
        return NONE;
    return build_resolve_text(build, kind, node->text, node->span);
}

static const NameKind expr_kinds[] = {
    [EXPR_NAME_VALUE] = KIND_METER,   [EXPR_NAME_INTENT] = KIND_INTENT,
    [EXPR_NAME_STATE] = KIND_STATE,   [EXPR_NAME_STAGE] = KIND_STAGE,
    [EXPR_NAME_DEMAND] = KIND_DEMAND, [EXPR_NAME_ROLE] = KIND_ROLE,
};

static bool expr_find(void *context, ExprNameKind kind, Str name,
                      ExprVariable *variable, uint32_t *index)
{
    const Build *build = context;
    const Name *found = find(build, expr_kinds[kind], name);
    bool value = kind == EXPR_NAME_VALUE;
    if (!found || (!value && found->kind != (uint32_t)expr_kinds[kind]))
        return false;
    if (value && variable)
        *variable = found->kind == KIND_METER ? EXPR_METER : EXPR_FACT;
    *index = found->index;
    return true;
}

static Str expr_nearest(void *context, ExprNameKind kind, Str name)
{
    const Build *build = context;
    uint32_t wanted = 1u << expr_kinds[kind];
    if (kind == EXPR_NAME_VALUE)
        wanted |= 1u << KIND_FACT;
    return names_nearest(&build->spaces[kinds[expr_kinds[kind]].space], name,
                         wanted);
}

ExprNames build_expr_names(Build *build)
{
    return (ExprNames){build, expr_find, expr_nearest};
}
