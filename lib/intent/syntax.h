/* Reads a PCRE2 pattern as tokens, without judging it.
 *
 * Enough of the syntax to know what is literal text and what is not: quoting,
 * escapes, classes, comments (also those of `(?x)`), kinds of groups. Whether
 * the whole is a pattern PCRE2 decides. */
#ifndef STANDOFF_INTENT_SYNTAX_H
#define STANDOFF_INTENT_SYNTAX_H

#include "base/str.h"

typedef enum {
    TOKEN_END,
    TOKEN_CHAR,       /* literal: a character with marks after it */
    TOKEN_ESCAPE,     /* a backslash and all that belongs to it */
    TOKEN_QUOTED,     /* \Q...\E; text_begin..text_end is what it quotes */
    TOKEN_COMMENT,    /* (?#...), and what (?x) ignores */
    TOKEN_ANY,        /* . */
    TOKEN_CARET,      /* ^ */
    TOKEN_DOLLAR,     /* $ */
    TOKEN_OR,         /* | */
    TOKEN_QUANTIFIER, /* ? * + {n,m}, and a ? or + after it; see `least` */
    TOKEN_GROUP,      /* ( (?: (?> (?| (?<name> ; text_* is the name */
    TOKEN_LOOK,       /* (?= (?! (?<= (?<! (?* (?<* */
    TOKEN_CONDITION,  /* (?(...) or, before an assertion, (? alone */
    TOKEN_OPTIONS,    /* (?i) or (?i: ; opens a group when `opens` */
    TOKEN_VERB,       /* (*...) */
    TOKEN_CALL,       /* (?R) (?1) (?&name) (?P>name) */
    TOKEN_CALLOUT,    /* (?C...) */
    TOKEN_ODD,        /* some other (?...: PCRE2 will refuse it */
    TOKEN_CLOSE,      /* ) */
    TOKEN_CLASS_OPEN, /* [ or [^ */
    TOKEN_CLASS_CLOSE,
} TokenKind;

typedef struct {
    TokenKind kind;
    size_t begin, end;
    size_t text_begin, text_end; /* see TOKEN_QUOTED, TOKEN_GROUP */
    char escape;   /* of TOKEN_ESCAPE: the byte after the backslash */
    bool in_class; /* of TOKEN_CHAR, TOKEN_ESCAPE, TOKEN_QUOTED */
    bool posix;    /* a TOKEN_CHAR that is [:name:] */
    bool optional; /* of TOKEN_QUANTIFIER: none will do */
    bool opens;    /* a group that a TOKEN_CLOSE ends */
} Token;

enum { SYNTAX_DEPTH = 256 };

typedef struct {
    Str pattern;
    size_t at;
    bool in_class, class_begins;
    bool extended;            /* (?x) holds here */
    bool outer[SYNTAX_DEPTH]; /* the same, of the groups around */
    size_t depth;
} Syntax;

void syntax_begin(Syntax *s, Str pattern);
Token syntax_next(Syntax *s);

#endif
