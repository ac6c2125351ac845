/* Types: what may be added, compared and asked. Goes over the whole tree and
 * adds every fault; a part with a fault has TYPE_UNKNOWN, so that one mistake
 * is told once. Start at expr_check_tree. */
#include "expr/node.h"

/* What a value is called, and how it becomes a condition. */
static const struct {
    const char *noun;
    const char *compared; /* follows the value */
} types[] = {
    [TYPE_UNKNOWN] = {"unknown", ""},
    [TYPE_NUMBER] = {"a number", ">= 1"},
    [TYPE_COUNTER] = {"a counter", ">= 1"},
    [TYPE_DURATION] = {"a time", ">= 5m"},
    [TYPE_TRUTH] = {"true or false", ""},
};

static void check_node(Checker *checker, Node *node);

static Str quote(const Checker *checker, const Node *node)
{
    return fault_quote(checker->faults->arena, checker->text, node->range);
}

/* Counters and running times: compared with constants only. */
static bool is_counting(const Node *node)
{
    return node->type == TYPE_COUNTER ||
           (node->type == TYPE_DURATION && !node->constant);
}

static void want_truth(Checker *checker, const Node *node)
{
    if (node->type == TYPE_TRUTH || node->type == TYPE_UNKNOWN)
        return;
    Str text = quote(checker, node);
    CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->range,
                "'%.*s' is %s, not a condition; compare it, e.g. %.*s %s",
                STR_ARGS(text), types[node->type].noun, STR_ARGS(text),
                types[node->type].compared);
}

/* True when the operand can be added or compared. */
static bool want_value(Checker *checker, const Node *node, const char *verb)
{
    if (node->type == TYPE_TRUTH)
        CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->range,
                    "'%.*s' is true or false and cannot be %s; use it alone "
                    "or after 'not'",
                    STR_ARGS(quote(checker, node)), verb);
    return node->type != TYPE_TRUTH && node->type != TYPE_UNKNOWN;
}

static void check_constant(Checker *checker, Node *node)
{
    node->constant = true;
    if (!node->too_large)
        return;
    CHECK_FAULT(checker, DIAG_EXPR_RANGE, node->range,
                node->type == TYPE_DURATION
                    ? "duration '%.*s' is too long; write at most 720h"
                    : "number '%.*s' is too large; numbers go up to "
                      "9223372036854775807",
                STR_ARGS(quote(checker, node)));
    node->type = TYPE_UNKNOWN;
}

/* True when the operand fits to the type of those before it. */
static bool check_summand(Checker *checker, const Node *node, ExprType type)
{
    if (!want_value(checker, node, "added"))
        return false;
    if (is_counting(node)) {
        CHECK_FAULT(checker, DIAG_EXPR_COUNTER, node->range,
                    "'%.*s' is %s and takes no part in '+' or '-'; compare "
                    "it with a constant, e.g. %.*s %s",
                    STR_ARGS(quote(checker, node)), types[node->type].noun,
                    STR_ARGS(quote(checker, node)), types[node->type].compared);
        return false;
    }
    if (type == TYPE_UNKNOWN || node->type == type)
        return true;
    CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->range,
                "'%.*s' is %s and what stands before it is %s; add numbers "
                "to numbers, durations to durations",
                STR_ARGS(quote(checker, node)), types[node->type].noun,
                types[type].noun);
    return false;
}

static void check_sum(Checker *checker, Node *sum)
{
    ExprType type = TYPE_UNKNOWN;
    bool sound = true;
    sum->constant = true;
    for (Node *each = sum->first; each; each = each->next) {
        check_node(checker, each);
        if (!check_summand(checker, each, type))
            sound = false;
        else if (type == TYPE_UNKNOWN)
            type = each->type;
        sum->constant = sum->constant && each->constant;
    }
    sum->type = sound ? type : TYPE_UNKNOWN;
}

/* `doctor == met` and `speaker == dima`: `is` was meant. */
static bool says_is(Checker *checker, const Node *node)
{
    const Node *left = node->first, *right = left->next;
    bool equal = node->orders == ORDER_EQUAL;
    if (!equal && node->orders != (ORDER_LESS | ORDER_GREATER))
        return false;
    bool speaker = node_is_word(checker->text, left, "speaker");
    bool demand = node_names(checker, left, EXPR_NAME_DEMAND) &&
                  !node_names(checker, left, EXPR_NAME_VALUE);
    if (right->kind != NODE_NAME || !(speaker || demand))
        return false;
    Str name = quote(checker, left);
    CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->range,
                "%s is compared with 'is'; write '%.*s %s %.*s'",
                speaker ? "'speaker'" : "a demand", STR_ARGS(name),
                equal ? "is" : "is not", STR_ARGS(quote(checker, right)));
    return true;
}

/* `rapport <= stage`: the stage stands on the wrong side. */
static bool says_stage_left(Checker *checker, const Node *node)
{
    static const char *const turned[] = {
        [ORDER_LESS] = ">",
        [ORDER_EQUAL] = "==",
        [ORDER_GREATER] = "<",
        [ORDER_LESS | ORDER_EQUAL] = ">=",
        [ORDER_GREATER | ORDER_EQUAL] = "<=",
        [ORDER_LESS | ORDER_GREATER] = "!=",
    };
    const Node *left = node->first, *right = left->next;
    if (!node_is_word(checker->text, right, "stage") ||
        !node_names(checker, left, EXPR_NAME_STAGE))
        return false;
    CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->range,
                "'stage' stands on the left; write 'stage %s %.*s'",
                turned[node->orders], STR_ARGS(quote(checker, left)));
    return true;
}

static void fail_not_constant(Checker *checker, const Node *counter,
                              const Node *other)
{
    CHECK_FAULT(checker, DIAG_EXPR_COUNTER, other->range,
                "'%.*s' is %s and compared with constants only, not with "
                "'%.*s'; write e.g. %.*s %s",
                STR_ARGS(quote(checker, counter)), types[counter->type].noun,
                STR_ARGS(quote(checker, other)),
                STR_ARGS(quote(checker, counter)),
                types[counter->type].compared);
}

static void check_operands(Checker *checker, const Node *node)
{
    const Node *left = node->first, *right = left->next;
    bool left_is_time = left->type == TYPE_DURATION;
    bool right_is_time = right->type == TYPE_DURATION;
    if (left_is_time != right_is_time)
        CHECK_FAULT(checker, DIAG_EXPR_TYPE, node->range,
                    "'%.*s' is %s and '%.*s' is %s; compare a time with a "
                    "duration, e.g. 5m, and a number with a number",
                    STR_ARGS(quote(checker, left)), types[left->type].noun,
                    STR_ARGS(quote(checker, right)), types[right->type].noun);
    else if (is_counting(left) && !right->constant)
        fail_not_constant(checker, left, right);
    else if (is_counting(right) && !left->constant)
        fail_not_constant(checker, right, left);
}

/* A comparison is a condition even when its operands have faults. */
static void check_compare(Checker *checker, Node *node)
{
    Node *left = node->first, *right = left->next;
    node->type = TYPE_TRUTH;
    if (right->kind == NODE_STAGE_NAME) {
        resolve_stage(checker, left, right);
        return;
    }
    if (says_is(checker, node) || says_stage_left(checker, node))
        return;
    check_node(checker, left);
    check_node(checker, right);
    bool sound = want_value(checker, left, "compared");
    if (want_value(checker, right, "compared") && sound)
        check_operands(checker, node);
}

static void check_conditions(Checker *checker, Node *node)
{
    node->type = TYPE_TRUTH;
    for (Node *each = node->first; each; each = each->next) {
        check_node(checker, each);
        want_truth(checker, each);
    }
}

static void check_node(Checker *checker, Node *node)
{
    switch (node->kind) {
    case NODE_CONSTANT:
        check_constant(checker, node);
        return;
    case NODE_NAME:
        resolve_name(checker, node);
        return;
    case NODE_CALL:
        resolve_call(checker, node);
        return;
    case NODE_SUM:
        check_sum(checker, node);
        return;
    case NODE_COMPARE:
        check_compare(checker, node);
        return;
    case NODE_IS:
        resolve_is(checker, node);
        return;
    case NODE_NOT:
    case NODE_AND:
    case NODE_OR:
        check_conditions(checker, node);
        return;
    case NODE_STAGE_NAME: /* resolved at its comparison */
    case NODE_VARIABLE:
        return;
    }
}

void expr_check_tree(Checker *checker, Node *root)
{
    check_node(checker, root);
    want_truth(checker, root);
}
