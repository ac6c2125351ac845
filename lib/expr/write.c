/* An expression in the notation of C, for other checkers to read. */
#include "expr/node.h"

enum { NUMBER_MOST = 1000000000, HALF_SECOND = 500 };

typedef struct {
    Buf *out;
    void (*name)(void *context, ExprVariable variable, uint32_t index);
    void *context;
} Writing;

static void write_node(const Node *node, const Writing *to);

static void write_constant(const Node *node, const Writing *to)
{
    int64_t value = node->value;
    if (node->type == TYPE_DURATION)
        value /= HALF_SECOND;
    if (value > NUMBER_MOST)
        value = NUMBER_MOST;
    if (value < -NUMBER_MOST)
        value = -NUMBER_MOST;
    buf_printf(to->out, "(%lld)", (long long)value);
}

static void write_is(const Node *node, const Writing *to)
{
    buf_add_c(to->out, node->negated ? "!(" : "(");
    to->name(to->context, node->variable, node->index);
    if (node->variable == EXPR_DEMAND && node->value == STATUS_LIVE) {
        buf_printf(to->out, ">=%d&&", DEMAND_OPEN);
        to->name(to->context, node->variable, node->index);
        buf_printf(to->out, "<=%d)", DEMAND_BROKEN);
    } else {
        buf_printf(to->out, "==%lld)", (long long)node->value);
    }
}

static void write_operands(const Node *node, const char *between,
                           const Writing *to)
{
    for (const Node *each = node->first; each; each = each->next) {
        if (each != node->first)
            buf_add_c(to->out, each->minus ? "-" : between);
        write_node(each, to);
    }
}

static void write_node(const Node *node, const Writing *to)
{
    static const char *const orders[] = {
        [ORDER_LESS] = "<",
        [ORDER_EQUAL] = "==",
        [ORDER_GREATER] = ">",
        [ORDER_LESS | ORDER_EQUAL] = "<=",
        [ORDER_GREATER | ORDER_EQUAL] = ">=",
        [ORDER_LESS | ORDER_GREATER] = "!=",
    };
    buf_add_char(to->out, '(');
    switch (node->kind) {
    case NODE_CONSTANT:
        write_constant(node, to);
        break;
    case NODE_VARIABLE:
        to->name(to->context, node->variable, node->index);
        break;
    case NODE_SUM:
        write_operands(node, "+", to);
        break;
    case NODE_COMPARE:
        write_operands(node, orders[node->orders], to);
        break;
    case NODE_IS:
        write_is(node, to);
        break;
    case NODE_NOT:
        buf_add_char(to->out, '!');
        write_operands(node, "", to);
        break;
    case NODE_AND:
        write_operands(node, "&&", to);
        break;
    case NODE_OR:
        write_operands(node, "||", to);
        break;
    case NODE_NAME:
    case NODE_CALL:
    case NODE_STAGE_NAME:
        break; /* the checker left none */
    }
    buf_add_char(to->out, ')');
}

void expr_write_c(const Expr *expr, Buf *out,
                  void (*name)(void *context, ExprVariable variable,
                               uint32_t index),
                  void *context)
{
    write_node(expr->root, &(Writing){out, name, context});
}
