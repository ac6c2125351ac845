/* The tokens of an expression, one at a time. Any bytes are accepted: what is
 * no token comes back as TOKEN_BAD with the message that says why. */
#ifndef STANDOFF_EXPR_LEX_H
#define STANDOFF_EXPR_LEX_H

#include "expr/node.h"

typedef enum {
    TOKEN_END,
    TOKEN_NAME, /* keywords too: the parser knows where they are some */
    TOKEN_NUMBER,
    TOKEN_DURATION,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMPARE,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_BAD,
} TokenKind;

typedef struct {
    TokenKind kind;
    Range range;
    int64_t value;   /* of a number; of a duration, in ms */
    bool negative;   /* a number or duration with a sign */
    bool too_large;  /* the value does not fit */
    bool spaced;     /* a minus with a blank on both sides */
    unsigned orders; /* of a comparison */
    DiagId id;       /* of TOKEN_BAD */
    Str message;     /* of TOKEN_BAD */
} Token;

typedef struct {
    Arena *arena;
    Str text;
    size_t at;
    size_t tokens;
} Lexer;

Token lex_next(Lexer *lexer);

#endif
