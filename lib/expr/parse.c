/* Tokens to a tree, by recursive descent; the grammar stands in expr.h and
 * each function reads one of its lines. NULL means that the fault is written
 * and everyone returns. Start at expr_parse_tree. */
#include "expr/lex.h"

typedef struct {
    Lexer lexer;
    Faults *faults;
    Token token;    /* not yet read */
    Token previous; /* read last */
    unsigned depth;
} Parser;

static Node *parse_or(Parser *parser);

static void advance(Parser *parser)
{
    parser->previous = parser->token;
    parser->token = lex_next(&parser->lexer);
}

static Str quote(const Parser *parser, Range range)
{
    return fault_quote(parser->faults->arena, parser->lexer.text, range);
}

static bool at_word(const Parser *parser, const char *word)
{
    Range range = parser->token.range;
    return parser->token.kind == TOKEN_NAME &&
           str_equal_c(str_slice(parser->lexer.text, range.begin, range.end),
                       word);
}

static bool at_keyword(const Parser *parser)
{
    return at_word(parser, "and") || at_word(parser, "or") ||
           at_word(parser, "not") || at_word(parser, "is");
}

static bool accept_word(Parser *parser, const char *word)
{
    if (!at_word(parser, word))
        return false;
    advance(parser);
    return true;
}

static Node *node_new(Parser *parser, NodeKind kind, Range range)
{
    Node *node = ARENA_NEW(parser->faults->arena, Node);
    node->kind = kind;
    node->range = range;
    return node;
}

static Node *fail(Parser *parser, DiagId id, Range range, Str message)
{
    fault_add(parser->faults, id, range, message);
    return NULL;
}

#define FAIL(parser, range, ...)                                               \
    fail((parser), DIAG_EXPR_SYNTAX, (range),                                  \
         str_format((parser)->faults->arena, __VA_ARGS__))

/* The faults that every place has: a bad token, and the end of the text.
 * False when the token is another one. */
static bool fail_bad_or_end(Parser *parser)
{
    const Token *token = &parser->token;
    if (token->kind == TOKEN_BAD) {
        fail(parser, token->id, token->range, token->message);
        return true;
    }
    if (token->kind != TOKEN_END)
        return false;
    FAIL(parser, parser->previous.range, "nothing follows '%.*s'",
         STR_ARGS(quote(parser, parser->previous.range)));
    return true;
}

/* Where a value should begin and does not. */
static Node *fail_operand(Parser *parser)
{
    Range range = parser->token.range;
    if (fail_bad_or_end(parser))
        return NULL;
    if (parser->token.kind == TOKEN_MINUS)
        return FAIL(parser, range,
                    "a minus sign stands directly before digits; to negate a "
                    "name write '0 - name'");
    return FAIL(parser, range,
                "a name, a number or '(' is expected, not '%.*s'",
                STR_ARGS(quote(parser, range)));
}

/* A minus that was meant as an operator: `a -1`, `a -b`, `a- 1`. */
static bool is_close_minus(const Parser *parser)
{
    const Token *previous = &parser->previous;
    bool after_hyphen = previous->kind == TOKEN_NAME &&
                        parser->lexer.text.data[previous->range.end - 1] == '-';
    switch (parser->token.kind) {
    case TOKEN_NUMBER:
    case TOKEN_DURATION:
        return parser->token.negative || after_hyphen;
    case TOKEN_MINUS:
        return !parser->token.spaced;
    case TOKEN_NAME:
        return after_hyphen && !at_keyword(parser);
    case TOKEN_OPEN:
        return after_hyphen;
    case TOKEN_END:
    case TOKEN_CLOSE:
    case TOKEN_COMPARE:
    case TOKEN_PLUS:
    case TOKEN_BAD:
        return false;
    }
    return false;
}

/* After a value, where an operator or the end should be and is not. */
static Node *fail_after(Parser *parser)
{
    Range range = parser->token.range;
    if (fail_bad_or_end(parser))
        return NULL;
    if (is_close_minus(parser))
        return FAIL(parser, range,
                    "a minus between two values needs blanks on both sides; "
                    "write 'a - 1'");
    if (parser->token.kind == TOKEN_COMPARE)
        return FAIL(parser, range,
                    "a second comparison; write 'a < b and b < c'");
    if (parser->token.kind == TOKEN_CLOSE)
        return FAIL(parser, range, "')' closes nothing; remove it");
    if (at_word(parser, "is"))
        return FAIL(parser, range,
                    "'is' follows the name of a demand, or 'speaker'");
    if (at_word(parser, "not"))
        return FAIL(parser, range,
                    "'not' stands before a condition; write 'and not'");
    return FAIL(parser, range,
                "'and', 'or' or a comparison is missing before '%.*s'",
                STR_ARGS(quote(parser, range)));
}

/* One level deeper, at a `(` or `not`. */
static bool enter(Parser *parser)
{
    if (parser->depth == EXPR_DEPTH_LIMIT) {
        fail(parser, DIAG_EXPR_DEPTH, parser->token.range,
             str_format(parser->faults->arena,
                        "an expression that nests deeper than %d; split it",
                        EXPR_DEPTH_LIMIT));
        return false;
    }
    parser->depth++;
    advance(parser);
    return true;
}

static bool parse_close(Parser *parser, Range open)
{
    if (parser->token.kind == TOKEN_CLOSE) {
        advance(parser);
        return true;
    }
    if (parser->token.kind == TOKEN_END)
        FAIL(parser, open, "'(' is never closed; write ')'");
    else
        fail_after(parser);
    return false;
}

static Node *parse_group(Parser *parser)
{
    Range open = parser->token.range;
    if (!enter(parser))
        return NULL;
    Node *node = parse_or(parser);
    if (!node || !parse_close(parser, open))
        return NULL;
    node->range = (Range){open.begin, parser->previous.range.end};
    parser->depth--;
    return node;
}

/* The name in a function's parentheses. */
static Node *parse_call(Parser *parser, Node *node)
{
    Range open = parser->token.range;
    advance(parser);
    node->kind = NODE_CALL;
    node->argument = parser->token.range;
    if (parser->token.kind == TOKEN_NAME) {
        advance(parser);
        if (parser->token.kind == TOKEN_CLOSE) {
            node->range.end = parser->token.range.end;
            advance(parser);
            return node;
        }
    }
    if (parser->token.kind == TOKEN_END)
        return FAIL(parser, open, "'(' is never closed; write ')'");
    if (fail_bad_or_end(parser))
        return NULL;
    return FAIL(parser, parser->token.range,
                "'%.*s' takes one name in its parentheses",
                STR_ARGS(quote(parser, node->name)));
}

static Node *parse_name(Parser *parser)
{
    if (at_keyword(parser))
        return fail_operand(parser);
    Node *node = node_new(parser, NODE_NAME, parser->token.range);
    node->name = node->range;
    advance(parser);
    if (parser->token.kind == TOKEN_OPEN)
        return parse_call(parser, node);
    return node;
}

static Node *parse_literal(Parser *parser)
{
    const Token *token = &parser->token;
    if (token->kind == TOKEN_DURATION && token->negative)
        return FAIL(parser, token->range,
                    "a duration is not negative; remove the '-'");
    Node *node = node_new(parser, NODE_CONSTANT, token->range);
    node->type = token->kind == TOKEN_DURATION ? TYPE_DURATION : TYPE_NUMBER;
    node->value = token->value;
    node->too_large = token->too_large;
    advance(parser);
    return node;
}

static Node *parse_term(Parser *parser)
{
    switch (parser->token.kind) {
    case TOKEN_NAME:
        return parse_name(parser);
    case TOKEN_NUMBER:
    case TOKEN_DURATION:
        return parse_literal(parser);
    case TOKEN_OPEN:
        return parse_group(parser);
    case TOKEN_END:
    case TOKEN_CLOSE:
    case TOKEN_COMPARE:
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_BAD:
        return fail_operand(parser);
    }
    return NULL;
}

/* A sum, `and` or `or` of its first operand; the caller adds the others. */
static Node *list_new(Parser *parser, NodeKind kind, Node *first)
{
    Node *list = node_new(parser, kind, first->range);
    list->first = first;
    return list;
}

static Node *parse_sum(Parser *parser)
{
    Node *sum = NULL, *last = parse_term(parser);
    if (!last)
        return NULL;
    Node *first = last;
    while (parser->token.kind == TOKEN_PLUS ||
           (parser->token.kind == TOKEN_MINUS && parser->token.spaced)) {
        bool minus = parser->token.kind == TOKEN_MINUS;
        advance(parser);
        if (!sum)
            sum = list_new(parser, NODE_SUM, first);
        last->next = parse_term(parser);
        if (!last->next)
            return NULL;
        last = last->next;
        last->minus = minus;
        sum->range.end = last->range.end;
    }
    return sum ? sum : first;
}

static Node *parse_is(Parser *parser, Node *subject)
{
    if (subject->kind != NODE_NAME || subject->range.end != subject->name.end)
        return fail_after(parser);
    advance(parser);
    subject->kind = NODE_IS;
    subject->negated = accept_word(parser, "not");
    if (fail_bad_or_end(parser))
        return NULL;
    if (parser->token.kind != TOKEN_NAME)
        return FAIL(parser, parser->token.range,
                    "a status, 'live' or a role is expected after 'is', "
                    "not '%.*s'",
                    STR_ARGS(quote(parser, parser->token.range)));
    subject->argument = parser->token.range;
    subject->range.end = parser->token.range.end;
    advance(parser);
    return subject;
}

/* What `left` is compared with: after `stage`, a name is a stage's. */
static Node *parse_compared(Parser *parser, const Node *left)
{
    if (!node_is_word(parser->lexer.text, left, "stage") ||
        parser->token.kind != TOKEN_NAME)
        return parse_sum(parser);
    Node *name = node_new(parser, NODE_STAGE_NAME, parser->token.range);
    name->name = name->range;
    advance(parser);
    return name;
}

static Node *parse_test(Parser *parser)
{
    Node *left = parse_sum(parser);
    if (!left)
        return NULL;
    if (at_word(parser, "is"))
        return parse_is(parser, left);
    if (parser->token.kind != TOKEN_COMPARE)
        return left;
    Node *node = list_new(parser, NODE_COMPARE, left);
    node->orders = parser->token.orders;
    advance(parser);
    left->next = parse_compared(parser, left);
    if (!left->next)
        return NULL;
    node->range.end = left->next->range.end;
    return node;
}

static Node *parse_not(Parser *parser)
{
    if (!at_word(parser, "not"))
        return parse_test(parser);
    Node *node = node_new(parser, NODE_NOT, parser->token.range);
    if (!enter(parser))
        return NULL;
    node->first = parse_not(parser);
    if (!node->first)
        return NULL;
    parser->depth--;
    node->range.end = node->first->range.end;
    return node;
}

/* Operands joined by a word; an operand alone is itself. */
static Node *parse_joined(Parser *parser, NodeKind kind, const char *word,
                          Node *(*parse_operand)(Parser *parser))
{
    Node *first = parse_operand(parser);
    if (!first || !at_word(parser, word))
        return first;
    Node *list = list_new(parser, kind, first);
    for (Node *last = first; accept_word(parser, word); last = last->next) {
        last->next = parse_operand(parser);
        if (!last->next)
            return NULL;
        list->range.end = last->next->range.end;
    }
    return list;
}

static Node *parse_and(Parser *parser)
{
    return parse_joined(parser, NODE_AND, "and", parse_not);
}

static Node *parse_or(Parser *parser)
{
    return parse_joined(parser, NODE_OR, "or", parse_and);
}

Node *expr_parse_tree(Str text, Faults *faults)
{
    Parser parser = {
        .lexer = {.arena = faults->arena, .text = text},
        .faults = faults,
    };
    parser.token = lex_next(&parser.lexer);
    if (parser.token.kind == TOKEN_END)
        return FAIL(&parser, ((Range){0, text.size}),
                    "an empty expression; write a condition, "
                    "e.g. tension >= 1");
    Node *root = parse_or(&parser);
    if (root && parser.token.kind != TOKEN_END)
        return fail_after(&parser);
    return root;
}
