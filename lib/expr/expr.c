/* Reading an expression, all steps: limits, tree (parse.c over lex.c), names
 * and types (check.c over resolve.c). evaluate.c is what the engine calls. */
#include "expr/node.h"

const char *const demand_status_names[DEMAND_STATUS_COUNT + 1] = {
    [DEMAND_UNRAISED] = "unraised", [DEMAND_OPEN] = "open",
    [DEMAND_DEFERRED] = "deferred", [DEMAND_PROMISED] = "promised",
    [DEMAND_BROKEN] = "broken",     [DEMAND_MET] = "met",
    [DEMAND_REFUSED] = "refused",   [DEMAND_DROPPED] = "dropped",
};

void fault_add(Faults *faults, DiagId id, Range range, Str message)
{
    *VEC_PUSH(faults->arena, &faults->all) =
        (ExprFault){id, range.begin, range.end, message};
}

Str fault_quote(Arena *arena, Str text, Range range)
{
    enum { QUOTE_LIMIT = 60 };
    char quoted[QUOTE_LIMIT];
    size_t size = 0;
    for (size_t i = range.begin; i < range.end; i++) {
        char c = text.data[i];
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (blank && size > 0 && quoted[size - 1] == ' ')
            continue;
        if (size == QUOTE_LIMIT)
            return str_format(arena, "%.*s...", QUOTE_LIMIT, quoted);
        quoted[size++] = blank ? ' ' : c;
    }
    return str_copy(arena, (Str){quoted, size});
}

static Node *read_tree(Str text, ExprPlace place, const ExprNames *names,
                       Faults *faults)
{
    if (text.size > EXPR_LENGTH_LIMIT) {
        fault_add(faults, DIAG_EXPR_DEPTH,
                  (Range){EXPR_LENGTH_LIMIT, text.size},
                  str_format(faults->arena,
                             "an expression of more than %d bytes; split it",
                             EXPR_LENGTH_LIMIT));
        return NULL;
    }
    Node *root = expr_parse_tree(text, faults);
    if (root)
        expr_check_tree(&(Checker){text, place, names, faults}, root);
    return root;
}

const Expr *expr_parse(Arena *arena, Str text, ExprPlace place,
                       const ExprNames *names, const ExprFault **faults,
                       size_t *fault_count)
{
    Faults found = {.arena = arena};
    const Node *root = read_tree(text, place, names, &found);
    *faults = found.all.items;
    *fault_count = found.all.count;
    if (found.all.count > 0)
        return NULL;
    Expr *expr = ARENA_NEW(arena, Expr);
    expr->root = root;
    return expr;
}
