/* Whether an expression can hold at all: interval arithmetic over what is known
 * of its variables before anything runs (Moore, 1966, "Interval analysis"), and
 * what the earlier parts of an `and` or `or` leave of them. Start at
 * expr_decide. */
#include "expr/node.h"

/* What earlier parts have narrowed: looked at before the bounds. */
enum { NARROWED = 16 };

typedef struct {
    ExprVariable variable;
    uint32_t index;
    ExprRange range;
} Narrowed;

typedef struct {
    const ExprBounds *bounds;
    Narrowed narrowed[NARROWED];
    size_t count;
    size_t used;    /* of narrowed, last looked at; NARROWED: none */
    ExprPart *part; /* of the last decided node */
} Deciding;

static ExprVerdict decide(Deciding *now, const Node *node);

static ExprRange range_of_variable(Deciding *now, const Node *node)
{
    for (size_t i = now->count; i-- > 0;)
        if (now->narrowed[i].variable == node->variable &&
            now->narrowed[i].index == node->index) {
            now->used = i;
            return now->narrowed[i].range;
        }
    return now->bounds->range(now->bounds->context, node->variable,
                              node->index);
}

static int64_t add(int64_t a, int64_t b)
{
    int64_t sum;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum;
    return a < 0 ? INT64_MIN : INT64_MAX;
}

static int64_t negated(int64_t a)
{
    return a == INT64_MIN ? INT64_MAX : -a;
}

static ExprRange range_of(Deciding *now, const Node *node)
{
    ExprRange sum = {0, 0};
    if (node->kind == NODE_CONSTANT)
        return (ExprRange){node->value, node->value};
    if (node->kind == NODE_VARIABLE)
        return range_of_variable(now, node);
    if (node->kind != NODE_SUM)
        return (ExprRange){INT64_MIN, INT64_MAX};
    for (const Node *each = node->first; each; each = each->next) {
        ExprRange range = range_of(now, each);
        if (each->minus)
            range = (ExprRange){negated(range.high), negated(range.low)};
        sum = (ExprRange){add(sum.low, range.low), add(sum.high, range.high)};
    }
    return sum;
}

static ExprVerdict verdict_of(bool can, bool cannot)
{
    return !can ? EXPR_NEVER : !cannot ? EXPR_ALWAYS : EXPR_DEPENDS;
}

static ExprVerdict decide_compare(Deciding *now, const Node *node)
{
    ExprRange a = range_of(now, node->first);
    ExprRange b = range_of(now, node->first->next);
    unsigned possible = 0;
    if (a.low < b.high)
        possible |= ORDER_LESS;
    if (a.low <= b.high && b.low <= a.high)
        possible |= ORDER_EQUAL;
    if (a.high > b.low)
        possible |= ORDER_GREATER;
    return verdict_of(possible & node->orders, possible & ~node->orders);
}

static ExprVerdict decide_is(const Deciding *now, const Node *node)
{
    const ExprBounds *bounds = now->bounds;
    unsigned may = 0;
    if (node->variable != EXPR_DEMAND || node->value != STATUS_LIVE)
        may = bounds->may(bounds->context, node->variable, node->index,
                          node->value);
    else
        for (int status = 0; status < DEMAND_STATUS_COUNT; status++) {
            bool live = demand_status_is_live((DemandStatus)status);
            if (bounds->may(bounds->context, EXPR_DEMAND, node->index, status) &
                EXPR_MAY_BE)
                may |= live ? EXPR_MAY_BE : EXPR_MAY_DIFFER;
        }
    bool can = may & EXPR_MAY_BE, cannot = may & EXPR_MAY_DIFFER;
    return node->negated ? verdict_of(cannot, can) : verdict_of(can, cannot);
}

/* Takes from a variable's range what a comparison with a number rules out, once
 * it is known to be `holding`. */
static void narrow(Deciding *now, const Node *test, bool holding)
{
    while (test->kind == NODE_NOT) {
        test = test->first;
        holding = !holding;
    }
    const Node *variable = test;
    unsigned orders = holding ? ORDER_EQUAL : ORDER_LESS;
    int64_t value = 1;
    if (test->kind == NODE_COMPARE) {
        const Node *right = test->first->next;
        variable = test->first;
        if (right->kind != NODE_CONSTANT)
            return;
        value = right->value;
        orders = holding ? test->orders : ~test->orders & 7u;
    }
    if (variable->kind != NODE_VARIABLE || now->count == NARROWED)
        return;
    ExprRange range = range_of_variable(now, variable);
    if (!(orders & ORDER_LESS) && range.low < value)
        range.low = value;
    if (!(orders & ORDER_GREATER) && range.high > value)
        range.high = value;
    if (!(orders & ORDER_EQUAL) && range.low == value && value != INT64_MAX)
        range.low = value + 1;
    if (!(orders & ORDER_EQUAL) && range.high == value && value != INT64_MIN)
        range.high = value - 1;
    now->narrowed[now->count++] =
        (Narrowed){variable->variable, variable->index, range};
}

/* Whether a single test is decided without what earlier ones left of it. */
static bool decides_alone(Deciding *now, const Node *node, ExprVerdict verdict)
{
    size_t narrowed = now->count;
    if (node->kind == NODE_AND || node->kind == NODE_OR ||
        node->kind == NODE_NOT)
        return false;
    now->count = 0;
    bool alone = decide(now, node) == verdict;
    now->count = narrowed;
    return alone;
}

/* `and`, and `or` by turning both ends of the stick. */
static ExprVerdict decide_chain(Deciding *now, const Node *node)
{
    bool is_and = node->kind == NODE_AND;
    ExprVerdict deciding = is_and ? EXPR_NEVER : EXPR_ALWAYS;
    ExprVerdict neutral = is_and ? EXPR_ALWAYS : EXPR_NEVER;
    size_t count = now->count;
    bool all_neutral = true;
    ExprVerdict verdict = EXPR_DEPENDS;
    for (const Node *each = node->first; each; each = each->next) {
        now->used = NARROWED;
        ExprVerdict found = decide(now, each);
        if (found == deciding) {
            verdict = deciding;
            if (now->used >= count && now->used < now->count &&
                !decides_alone(now, each, deciding)) {
                now->part->begin = node->range.begin;
                now->part->end = node->range.end;
                now->part->contradicts = true;
            }
            break;
        }
        all_neutral &= found == neutral;
        if (found == EXPR_DEPENDS)
            narrow(now, each, is_and);
    }
    now->count = count;
    if (verdict == EXPR_DEPENDS && all_neutral)
        return neutral;
    return verdict;
}

static const Node *variable_in(const Node *node)
{
    if (node->kind == NODE_VARIABLE || node->kind == NODE_IS)
        return node;
    for (const Node *each = node->first; each; each = each->next) {
        const Node *found = variable_in(each);
        if (found)
            return found;
    }
    return NULL;
}

static void set_part(ExprPart *part, const Node *node, ExprVerdict verdict)
{
    const Node *variable = variable_in(node);
    *part = (ExprPart){.begin = node->range.begin,
                       .end = node->range.end,
                       .verdict = verdict,
                       .variable = variable ? variable->variable : EXPR_TURNS,
                       .index = variable ? variable->index : 0};
}

static ExprVerdict decide_test(Deciding *now, const Node *node)
{
    ExprVerdict verdict = EXPR_DEPENDS;
    if (node->kind == NODE_COMPARE) {
        verdict = decide_compare(now, node);
    } else if (node->kind == NODE_IS) {
        verdict = decide_is(now, node);
    } else if (node->kind == NODE_VARIABLE) {
        ExprRange range = range_of_variable(now, node);
        verdict = verdict_of(range.high != 0, range.low <= 0);
    }
    if (verdict != EXPR_DEPENDS)
        set_part(now->part, node, verdict);
    return verdict;
}

static ExprVerdict decide(Deciding *now, const Node *node)
{
    if (node->kind == NODE_AND || node->kind == NODE_OR)
        return decide_chain(now, node);
    if (node->kind != NODE_NOT)
        return decide_test(now, node);
    switch (decide(now, node->first)) {
    case EXPR_NEVER:
        return EXPR_ALWAYS;
    case EXPR_ALWAYS:
        return EXPR_NEVER;
    case EXPR_DEPENDS:
        break;
    }
    return EXPR_DEPENDS;
}

ExprVerdict expr_decide(const Expr *expr, const ExprBounds *bounds,
                        ExprPart *part)
{
    ExprPart unused;
    Deciding now = {
        .bounds = bounds, .used = NARROWED, .part = part ? part : &unused};
    ExprVerdict verdict = decide(&now, expr->root);
    if (verdict == EXPR_DEPENDS)
        set_part(now.part, expr->root, verdict);
    now.part->verdict = verdict;
    return verdict;
}

static size_t decided_parts(Deciding *now, const Node *node, ExprPart *parts,
                            size_t limit, size_t count)
{
    if (node->kind == NODE_AND || node->kind == NODE_OR ||
        node->kind == NODE_NOT) {
        for (const Node *each = node->first; each; each = each->next)
            count = decided_parts(now, each, parts, limit, count);
        return count;
    }
    if (decide_test(now, node) == EXPR_DEPENDS)
        return count;
    if (count < limit)
        parts[count] = *now->part;
    return count + 1;
}

size_t expr_decided_parts(const Expr *expr, const ExprBounds *bounds,
                          ExprPart *parts, size_t limit)
{
    ExprPart part;
    Deciding now = {.bounds = bounds, .used = NARROWED, .part = &part};
    return decided_parts(&now, expr->root, parts, limit, 0);
}
