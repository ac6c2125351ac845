/* What the engine asks of an expression while a scenario runs: pure, and
 * allocates nothing. The tree is checked: no case here can fail. */
#include "expr/node.h"

typedef struct {
    ExprRead *read;
    const void *context;
} Moment;

static int64_t evaluate(const Node *node, const Moment *now);

static int64_t add_saturating(int64_t a, int64_t b, bool minus)
{
    int64_t result;
    bool over = minus ? __builtin_sub_overflow(a, b, &result)
                      : __builtin_add_overflow(a, b, &result);
    if (!over)
        return result;
    return a < 0 ? INT64_MIN : INT64_MAX;
}

static int64_t evaluate_sum(const Node *node, const Moment *now)
{
    int64_t sum = 0;
    for (const Node *each = node->first; each; each = each->next)
        sum = add_saturating(sum, evaluate(each, now), each->minus);
    return sum;
}

/* `since` of an intent never heard is above every number. */
static bool is_infinite(const Node *node, int64_t value)
{
    return value == INT64_MAX && node->kind == NODE_VARIABLE &&
           node->variable == EXPR_SINCE;
}

static bool evaluate_compare(const Node *node, const Moment *now)
{
    const Node *left = node->first, *right = left->next;
    int64_t a = evaluate(left, now), b = evaluate(right, now);
    unsigned order = a < b ? ORDER_LESS : a > b ? ORDER_GREATER : ORDER_EQUAL;
    if (is_infinite(left, a))
        order = ORDER_GREATER;
    else if (is_infinite(right, b))
        order = ORDER_LESS;
    return (node->orders & order) != 0;
}

static bool evaluate_is(const Node *node, const Moment *now)
{
    int64_t value = now->read(now->context, node->variable, node->index);
    bool is = value == node->value;
    if (node->variable == EXPR_DEMAND && node->value == STATUS_LIVE)
        is = demand_status_is_live((DemandStatus)value);
    return is != node->negated;
}

/* Whether an operand is found whose truth is `wanted`. */
static bool find_operand(const Node *node, const Moment *now, bool wanted)
{
    for (const Node *each = node->first; each; each = each->next) {
        if ((evaluate(each, now) != 0) == wanted)
            return true;
    }
    return false;
}

static int64_t evaluate(const Node *node, const Moment *now)
{
    switch (node->kind) {
    case NODE_CONSTANT:
        return node->value;
    case NODE_VARIABLE:
        return now->read(now->context, node->variable, node->index);
    case NODE_SUM:
        return evaluate_sum(node, now);
    case NODE_COMPARE:
        return evaluate_compare(node, now);
    case NODE_IS:
        return evaluate_is(node, now);
    case NODE_NOT:
        return evaluate(node->first, now) == 0;
    case NODE_AND:
        return !find_operand(node, now, false);
    case NODE_OR:
        return find_operand(node, now, true);
    case NODE_NAME:
    case NODE_CALL:
    case NODE_STAGE_NAME:
        break; /* the checker left none */
    }
    return 0;
}

bool expr_holds(const Expr *expr, ExprRead *read, const void *context)
{
    return evaluate(expr->root, &(Moment){read, context}) != 0;
}

size_t expr_failing(const Expr *expr, ExprRead *read, const void *context,
                    size_t (*ranges)[2], size_t limit)
{
    Moment now = {read, context};
    const Node *root = expr->root;
    size_t count = 0;
    const Node *part = root->kind == NODE_AND ? root->first : root;
    for (; part; part = part->next) {
        if (evaluate(part, &now) != 0)
            continue;
        if (count < limit) {
            ranges[count][0] = part->range.begin;
            ranges[count][1] = part->range.end;
        }
        count++;
    }
    return count;
}

static void visit_variables(const Node *node,
                            void (*visit)(void *context, ExprVariable variable,
                                          uint32_t index),
                            void *context)
{
    if (node->kind == NODE_VARIABLE || node->kind == NODE_IS)
        visit(context, node->variable, node->index);
    for (const Node *each = node->first; each; each = each->next)
        visit_variables(each, visit, context);
}

void expr_each_variable(const Expr *expr,
                        void (*visit)(void *context, ExprVariable variable,
                                      uint32_t index),
                        void *context)
{
    visit_variables(expr->root, visit, context);
}

typedef struct {
    void (*visit)(void *context, ExprVariable variable, uint32_t index,
                  int64_t from);
    void *context;
} Thresholds;

/* What the present has to do with constants: nothing is read. */
static int64_t read_nothing(const void *context, ExprVariable variable,
                            uint32_t index)
{
    (void)context, (void)variable, (void)index;
    return 0;
}

static void visit_compared(const Node *variable, const Node *constant,
                           unsigned orders, const Thresholds *visit)
{
    Moment never = {read_nothing, NULL};
    if (variable->kind != NODE_VARIABLE || !constant->constant)
        return;
    int64_t value = evaluate(constant, &never);
    bool less = orders & ORDER_LESS, equal = orders & ORDER_EQUAL,
         greater = orders & ORDER_GREATER;
    if (less != equal)
        visit->visit(visit->context, variable->variable, variable->index,
                     value);
    if (equal != greater)
        visit->visit(visit->context, variable->variable, variable->index,
                     add_saturating(value, 1, false));
}

static void visit_thresholds(const Node *node, const Thresholds *visit)
{
    if (node->kind == NODE_COMPARE) {
        const Node *left = node->first, *right = left->next;
        unsigned turned = node->orders & ORDER_EQUAL;
        if (node->orders & ORDER_LESS)
            turned |= ORDER_GREATER;
        if (node->orders & ORDER_GREATER)
            turned |= ORDER_LESS;
        visit_compared(left, right, node->orders, visit);
        visit_compared(right, left, turned, visit);
        return;
    }
    for (const Node *each = node->first; each; each = each->next)
        visit_thresholds(each, visit);
}

void expr_each_threshold(const Expr *expr,
                         void (*visit)(void *context, ExprVariable variable,
                                       uint32_t index, int64_t from),
                         void *context)
{
    visit_thresholds(expr->root, &(Thresholds){visit, context});
}
