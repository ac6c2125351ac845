/* The tree of an expression, shared by parser, checker and evaluator.
 *
 * Chains of `and`, `or`, `+` are lists, not nested pairs, so the tree is as
 * deep as the parentheses and `not`s of the text and no deeper. The parser
 * writes names as ranges of the text; the checker resolves them in place. */
#ifndef STANDOFF_EXPR_NODE_H
#define STANDOFF_EXPR_NODE_H

#include "expr/expr.h"

enum {
    EXPR_LENGTH_LIMIT = 4096, /* bytes */
    EXPR_TOKEN_LIMIT = 1000,
    EXPR_DEPTH_LIMIT = 64, /* parentheses and `not`s inside each other */
};

typedef struct {
    size_t begin, end; /* bytes of the expression's text */
} Range;

/* A comparison is the set of orders under which it holds. */
enum { ORDER_LESS = 1, ORDER_EQUAL = 2, ORDER_GREATER = 4 };

typedef enum {
    NODE_CONSTANT,   /* value */
    NODE_NAME,       /* name; the checker makes it NODE_VARIABLE */
    NODE_CALL,       /* name, argument; likewise */
    NODE_STAGE_NAME, /* name; the checker makes it NODE_CONSTANT */
    NODE_VARIABLE,   /* variable, index */
    NODE_SUM,        /* operands, some of them `minus` */
    NODE_COMPARE,    /* two operands, orders */
    NODE_IS,         /* name, argument -> variable, index, value; negated */
    NODE_NOT,        /* one operand */
    NODE_AND,        /* operands */
    NODE_OR,         /* operands */
} NodeKind;

typedef enum {
    TYPE_UNKNOWN, /* a fault was reported: asks for no more */
    TYPE_NUMBER,
    TYPE_COUNTER,
    TYPE_DURATION,
    TYPE_TRUTH,
} ExprType;

/* The value of NODE_IS that asks for any live status. */
enum { STATUS_LIVE = DEMAND_STATUS_COUNT };

typedef struct Node Node;

struct Node {
    NodeKind kind;
    ExprType type;
    Range range;    /* with the parentheses around it */
    Range name;     /* left of `is`, before `(`, or the name itself */
    Range argument; /* right of `is`, or in the parentheses */
    bool constant;  /* made of literals only */
    bool too_large; /* a literal that did not fit */
    bool minus;     /* an operand of a sum that is subtracted */
    bool negated;   /* `is not` */
    unsigned orders;
    int64_t value; /* of a literal; stage, role or status asked for */
    ExprVariable variable;
    uint32_t index;
    Node *first; /* operand */
    Node *next;  /* operand of the same parent */
};

struct Expr {
    const Node *root;
};

/* Faults found so far. */
typedef struct {
    Arena *arena;
    VEC(ExprFault) all;
} Faults;

void fault_add(Faults *faults, DiagId id, Range range, Str message);

/* The text of a range as a message quotes it: in one line, and cut. */
Str fault_quote(Arena *arena, Str text, Range range);

/* The tree of `text`, or NULL and one fault: the first syntax error. */
Node *expr_parse_tree(Str text, Faults *faults);

typedef struct {
    Str text;
    ExprPlace place;
    const ExprNames *names;
    Faults *faults;
} Checker;

/* Resolves every name, types every node, adds every fault it finds. */
void expr_check_tree(Checker *checker, Node *root);

/* resolve.c: each resolves the names of one node and sets its type. */
void resolve_name(Checker *checker, Node *node);
void resolve_call(Checker *checker, Node *node);
void resolve_is(Checker *checker, Node *node);
void resolve_stage(Checker *checker, Node *stage, Node *name);

/* Whether the node is that bare word, without parentheses. */
bool node_is_word(Str text, const Node *node, const char *word);

/* Whether the node is a bare name, and one of that kind. */
bool node_names(const Checker *checker, const Node *node, ExprNameKind kind);

/* Adds a fault about a range, its message printed into the arena. */
#define CHECK_FAULT(checker, id, range, ...)                                   \
    fault_add((checker)->faults, (id), (range),                                \
              str_format((checker)->faults->arena, __VA_ARGS__))

#endif
