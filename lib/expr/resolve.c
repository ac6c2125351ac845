/* Names to variables: the words of the language by the table below, all
 * others by the caller's callback. A name that is none of them gets the
 * nearest one, or the way to ask about what it does name. Knows types only to
 * set them; check.c asks whether they fit. */
#include "base/names.h"
#include "expr/node.h"

typedef struct {
    const char *text;
    ExprVariable variable;
    ExprType type;         /* TYPE_UNKNOWN: stands in a form of its own */
    bool takes_name;       /* a function */
    ExprNameKind argument; /* of a function */
    const char *in_when;   /* NULL, or what a `when` says instead */
} Word;

static const char at_given_time[] = "at a given time, use 'after', 'at' or "
                                    "'silence'";
static const char after_hearing[] = "listen with 'intent', or ask times(NAME)";

static const Word words[] = {
    {"elapsed", EXPR_ELAPSED, TYPE_DURATION, false, 0, at_given_time},
    {"in-state", EXPR_IN_STATE, TYPE_DURATION, false, 0, at_given_time},
    {"turns", EXPR_TURNS, TYPE_COUNTER, false, 0, NULL},
    {"stage", EXPR_STAGE, TYPE_UNKNOWN, false, 0, NULL},
    {"speaker", EXPR_SPEAKER, TYPE_UNKNOWN, false, 0, NULL},
    {"times", EXPR_TIMES, TYPE_COUNTER, true, EXPR_NAME_INTENT, NULL},
    {"since", EXPR_SINCE, TYPE_COUNTER, true, EXPR_NAME_INTENT, NULL},
    {"heard", EXPR_HEARD, TYPE_TRUTH, true, EXPR_NAME_INTENT, after_hearing},
    {"visits", EXPR_VISITS, TYPE_COUNTER, true, EXPR_NAME_STATE, NULL},
    {"in", EXPR_IN, TYPE_TRUTH, true, EXPR_NAME_STATE, NULL},
};

/* Where an expression stands, and what it says there instead of a word that
 * may not; NULL is the word's own advice. */
static const struct {
    const char *text;
    const char *repair;
} places[] = {
    [EXPR_IN_IF] = {"an 'if'", NULL},
    [EXPR_IN_WHEN] = {"a 'when'", NULL},
    [EXPR_IN_STAGE_WHEN] = {"a stage's 'when'",
                            "ask about meters, facts and counters"},
    [EXPR_IN_CHECK] = {"a check", "ask turns or times(NAME)"},
};

static const char *const nouns[] = {
    [EXPR_NAME_VALUE] = "meter or fact", [EXPR_NAME_INTENT] = "intent",
    [EXPR_NAME_STATE] = "state",         [EXPR_NAME_STAGE] = "stage",
    [EXPR_NAME_DEMAND] = "demand",       [EXPR_NAME_ROLE] = "role",
};

/* How to ask about a name that is no value: tried in this order. */
static const struct {
    ExprNameKind kind;
    ExprVariable variable; /* that the repair asks for */
    const char *noun;
    const char *before, *after;
} repairs[] = {
    {EXPR_NAME_INTENT, EXPR_HEARD, "an intent", "heard(", ")"},
    {EXPR_NAME_INTENT, EXPR_TIMES, "an intent", "times(", ") >= 1"},
    {EXPR_NAME_DEMAND, EXPR_DEMAND, "a demand", "", " is open"},
    {EXPR_NAME_STATE, EXPR_IN, "a state", "in(", ")"},
    {EXPR_NAME_ROLE, EXPR_SPEAKER, "a role", "speaker is ", ""},
    {EXPR_NAME_STAGE, EXPR_STAGE, "a stage", "stage >= ", ""},
};

static Str text_of(const Checker *checker, Range range)
{
    return str_slice(checker->text, range.begin, range.end);
}

static Str quote(const Checker *checker, Range range)
{
    return fault_quote(checker->faults->arena, checker->text, range);
}

static const Word *find_word(Str text)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_c(text, words[i].text))
            return &words[i];
    }
    return NULL;
}

static bool is_allowed(ExprPlace place, ExprVariable variable)
{
    switch (variable) {
    case EXPR_ELAPSED:
    case EXPR_IN_STATE:
    case EXPR_HEARD:
        return place == EXPR_IN_IF;
    case EXPR_STAGE:
        return place != EXPR_IN_STAGE_WHEN;
    case EXPR_METER:
    case EXPR_FACT:
    case EXPR_TURNS:
    case EXPR_TIMES:
    case EXPR_SINCE:
    case EXPR_VISITS:
    case EXPR_IN:
    case EXPR_DEMAND:
    case EXPR_SPEAKER:
        return true;
    }
    return true;
}

/* Adds a fault, and returns false, when the word may not stand here. */
static bool check_place(Checker *checker, const Word *word, Range range)
{
    if (is_allowed(checker->place, word->variable))
        return true;
    const char *repair = places[checker->place].repair;
    CHECK_FAULT(checker, DIAG_EXPR_PLACE, range, "'%s' cannot stand in %s; %s",
                word->text, places[checker->place].text,
                repair ? repair : word->in_when);
    return false;
}

static bool find_name(const Checker *checker, ExprNameKind kind, Str name,
                      ExprVariable *variable, uint32_t *index)
{
    const ExprNames *names = checker->names;
    return names->find(names->context, kind, name, variable, index);
}

static bool is_name_of(const Checker *checker, ExprNameKind kind, Str name)
{
    ExprVariable variable;
    uint32_t index;
    return find_name(checker, kind, name, &variable, &index);
}

/* The nearer of two suggestions, either of which may be empty. */
static Str nearer(Str name, Str a, Str b)
{
    if (a.size == 0 || b.size == 0)
        return a.size == 0 ? b : a;
    size_t limit = names_tolerance(name);
    return str_distance(name, b, limit) < str_distance(name, a, limit) ? b : a;
}

static Str nearest_of(Str name, Str nearest, const char *candidate)
{
    Str text = str_from(candidate);
    size_t limit = names_tolerance(name);
    if (str_distance(name, text, limit) > limit)
        return nearest;
    return nearer(name, nearest, text);
}

static Str nearest_word(Str name, bool takes_name)
{
    Str nearest = {0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].takes_name == takes_name)
            nearest = nearest_of(name, nearest, words[i].text);
    }
    return nearest;
}

static void undefined(Checker *checker, Range range, const char *noun,
                      Str nearest)
{
    Str name = quote(checker, range);
    if (nearest.size > 0)
        CHECK_FAULT(checker, DIAG_NAME_UNDEFINED, range,
                    "%s '%.*s' is not defined; did you mean '%.*s'?", noun,
                    STR_ARGS(name), STR_ARGS(nearest));
    else
        CHECK_FAULT(checker, DIAG_NAME_UNDEFINED, range,
                    "%s '%.*s' is not defined", noun, STR_ARGS(name));
}

static void undefined_of(Checker *checker, ExprNameKind kind, Range range)
{
    const ExprNames *names = checker->names;
    Str name = text_of(checker, range);
    undefined(checker, range, nouns[kind],
              names->nearest(names->context, kind, name));
}

static bool is_value(const Checker *checker, Str name)
{
    const Word *word = find_word(name);
    return (word && !word->takes_name) ||
           is_name_of(checker, EXPR_NAME_VALUE, name);
}

/* `tension-1` is one name; says so when a difference was meant. */
static bool says_hyphen(Checker *checker, Range range)
{
    Str name = text_of(checker, range);
    for (size_t i = 1; i + 1 < name.size; i++) {
        Str left = str_slice(name, 0, i);
        Str right = str_slice(name, i + 1, name.size);
        int64_t number;
        if (name.data[i] != '-' || !is_value(checker, left) ||
            !(str_to_int(right, &number) || is_value(checker, right)))
            continue;
        CHECK_FAULT(checker, DIAG_NAME_UNDEFINED, range,
                    "meter or fact '%.*s' is not defined; a minus needs "
                    "blanks on both sides: '%.*s - %.*s'",
                    STR_ARGS(name), STR_ARGS(left), STR_ARGS(right));
        return true;
    }
    return false;
}

/* Says how to ask about a name that is an intent, a demand, a state... */
static bool says_repair(Checker *checker, Range range)
{
    Arena *arena = checker->faults->arena;
    Str name = text_of(checker, range), repair = {0};
    const char *noun = NULL;
    for (size_t i = 0; i < sizeof repairs / sizeof *repairs; i++) {
        if ((noun && noun != repairs[i].noun) ||
            !is_allowed(checker->place, repairs[i].variable) ||
            !is_name_of(checker, repairs[i].kind, name))
            continue;
        repair = str_format(arena, "%.*s%s'%s%.*s%s'", STR_ARGS(repair),
                            noun ? " or " : "", repairs[i].before,
                            STR_ARGS(name), repairs[i].after);
        noun = repairs[i].noun;
    }
    if (!noun)
        return false;
    CHECK_FAULT(checker, DIAG_EXPR_TYPE, range, "'%.*s' is %s; write %.*s",
                STR_ARGS(name), noun, STR_ARGS(repair));
    return true;
}

static void fail_name(Checker *checker, Range range)
{
    if (says_repair(checker, range) || says_hyphen(checker, range))
        return;
    const ExprNames *names = checker->names;
    Str name = text_of(checker, range);
    Str nearest = names->nearest(names->context, EXPR_NAME_VALUE, name);
    undefined(checker, range, nouns[EXPR_NAME_VALUE],
              nearer(name, nearest, nearest_word(name, false)));
}

/* A word of the language where a value stands. */
static void resolve_word(Checker *checker, Node *node, const Word *word)
{
    if (word->takes_name)
        CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->name,
                    "'%s' asks about one %s; write '%s(NAME)'", word->text,
                    nouns[word->argument], word->text);
    else if (!check_place(checker, word, node->name))
        return;
    else if (word->variable == EXPR_STAGE)
        CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->name,
                    "'stage' stands left of a comparison with a stage's "
                    "name; write 'stage >= NAME'");
    else if (word->variable == EXPR_SPEAKER)
        CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->name,
                    "'speaker' is compared with 'is'; write "
                    "'speaker is ROLE'");
    node->variable = word->variable;
    node->type = word->takes_name ? TYPE_UNKNOWN : word->type;
}

void resolve_name(Checker *checker, Node *node)
{
    Str name = text_of(checker, node->name);
    const Word *word = find_word(name);
    node->kind = NODE_VARIABLE;
    if (word)
        resolve_word(checker, node, word);
    else if (find_name(checker, EXPR_NAME_VALUE, name, &node->variable,
                       &node->index))
        node->type = node->variable == EXPR_FACT ? TYPE_TRUTH : TYPE_NUMBER;
    else
        fail_name(checker, node->name);
}

void resolve_call(Checker *checker, Node *node)
{
    Str name = text_of(checker, node->name);
    Str argument = text_of(checker, node->argument);
    const Word *word = find_word(name);
    node->kind = NODE_VARIABLE;
    if (word && !word->takes_name) {
        CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->range,
                    "'%s' takes no parentheses; write '%s'", word->text,
                    word->text);
        return;
    }
    if (!word) {
        undefined(checker, node->name, "function", nearest_word(name, true));
        return;
    }
    node->variable = word->variable;
    ExprVariable unused;
    bool placed = check_place(checker, word, node->range);
    if (!find_name(checker, word->argument, argument, &unused, &node->index))
        undefined_of(checker, word->argument, node->argument);
    else if (placed)
        node->type = word->type;
}

static void fail_status(Checker *checker, Range range)
{
    Str name = text_of(checker, range);
    Str nearest = nearest_of(name, (Str){0}, "live");
    for (size_t i = 0; i < DEMAND_STATUS_COUNT; i++)
        nearest = nearest_of(name, nearest, demand_status_names[i]);
    if (nearest.size > 0) {
        undefined(checker, range, "status", nearest);
        return;
    }
    Str known = {0};
    for (size_t i = 0; i < DEMAND_STATUS_COUNT; i++)
        known = str_format(checker->faults->arena, "%.*s%s, ", STR_ARGS(known),
                           demand_status_names[i]);
    CHECK_FAULT(checker, DIAG_NAME_UNDEFINED, range,
                "status '%.*s' is not defined; write one of %.*slive",
                STR_ARGS(quote(checker, range)), STR_ARGS(known));
}

static void resolve_status(Checker *checker, Node *node)
{
    Str name = text_of(checker, node->argument);
    for (int i = 0; i < DEMAND_STATUS_COUNT; i++) {
        node->value = i;
        if (str_equal_c(name, demand_status_names[i]))
            return;
    }
    node->value = STATUS_LIVE;
    if (!str_equal_c(name, "live"))
        fail_status(checker, node->argument);
}

static void resolve_role(Checker *checker, Node *node)
{
    Str name = text_of(checker, node->argument);
    ExprVariable unused;
    uint32_t role = 0;
    node->variable = EXPR_SPEAKER;
    if (!find_name(checker, EXPR_NAME_ROLE, name, &unused, &role))
        undefined_of(checker, EXPR_NAME_ROLE, node->argument);
    node->value = role;
}

/* `tension is high`, `stage is rapport`: neither demand nor speaker. */
static bool says_no_demand(Checker *checker, const Node *node)
{
    Str name = text_of(checker, node->name);
    Str right = quote(checker, node->argument);
    if (str_equal_c(name, "stage")) {
        CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->range,
                    "'is' asks about a demand or 'speaker'; write "
                    "'stage %s %.*s'",
                    node->negated ? "!=" : "==", STR_ARGS(right));
        return true;
    }
    ExprVariable variable = EXPR_METER;
    uint32_t index;
    if (!find_word(name) &&
        !find_name(checker, EXPR_NAME_VALUE, name, &variable, &index))
        return false;
    CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->name,
                "'is' asks about a demand or 'speaker', not about '%.*s'; %s",
                STR_ARGS(quote(checker, node->name)),
                variable == EXPR_FACT ? "a fact stands alone"
                                      : "compare it with '==' or '>='");
    return true;
}

void resolve_is(Checker *checker, Node *node)
{
    Str name = text_of(checker, node->name);
    node->type = TYPE_TRUTH;
    if (str_equal_c(name, "speaker")) {
        resolve_role(checker, node);
        return;
    }
    ExprVariable unused;
    node->variable = EXPR_DEMAND;
    if (!find_name(checker, EXPR_NAME_DEMAND, name, &unused, &node->index)) {
        if (says_no_demand(checker, node))
            return;
        undefined_of(checker, EXPR_NAME_DEMAND, node->name);
    }
    resolve_status(checker, node);
}

void resolve_stage(Checker *checker, Node *stage, Node *name)
{
    ExprVariable unused;
    uint32_t index = 0;
    stage->kind = NODE_VARIABLE;
    stage->variable = EXPR_STAGE;
    check_place(checker, find_word(STR("stage")), stage->name);
    if (!find_name(checker, EXPR_NAME_STAGE, text_of(checker, name->name),
                   &unused, &index))
        undefined_of(checker, EXPR_NAME_STAGE, name->name);
    name->kind = NODE_CONSTANT;
    name->value = index;
}

bool node_is_word(Str text, const Node *node, const char *word)
{
    return node->kind == NODE_NAME && node->range.end == node->name.end &&
           str_equal_c(str_slice(text, node->name.begin, node->name.end), word);
}

bool node_names(const Checker *checker, const Node *node, ExprNameKind kind)
{
    return node->kind == NODE_NAME &&
           is_name_of(checker, kind, text_of(checker, node->name));
}
