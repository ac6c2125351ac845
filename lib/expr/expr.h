/* Expressions of `if` and `when`: read, typed and checked when a file loads,
 * evaluated by the engine.
 *
 *     or      := and { "or" and }
 *     and     := not { "and" not }
 *     not     := "not" not | test
 *     test    := sum [ ("<" | "<=" | "==" | "!=" | ">=" | ">") sum ]
 *              | NAME "is" ["not"] WORD
 *     sum     := term { ("+" | "-") term }       minus between blanks
 *     term    := INTEGER | DURATION | NAME | NAME "(" NAME ")"
 *              | "(" or ")"
 *
 * Knows no scenario: names are resolved through a callback. */
#ifndef STANDOFF_EXPR_EXPR_H
#define STANDOFF_EXPR_EXPR_H

#include "base/buf.h"
#include "base/str.h"
#include "diag/diag.h"

/* What can be asked of the present moment. `index` says which one. */
typedef enum {
    EXPR_METER,    /* number */
    EXPR_FACT,     /* truth */
    EXPR_ELAPSED,  /* duration, ms; `if` only */
    EXPR_IN_STATE, /* duration, ms; `if` only */
    EXPR_TURNS,    /* counter */
    EXPR_STAGE,    /* index of the stage, -1 before the first */
    EXPR_TIMES,    /* counter, of an intent */
    EXPR_SINCE,    /* counter, of an intent; INT64_MAX if never heard */
    EXPR_HEARD,    /* truth, of an intent; `if` only */
    EXPR_VISITS,   /* counter, of a state */
    EXPR_IN,       /* truth, of a state */
    EXPR_DEMAND,   /* status of a demand, an ExprStatus */
    EXPR_SPEAKER,  /* index of the role that speaks */
} ExprVariable;

/* Statuses of a demand, as the engine numbers them. EXPR_LIVE is a question
 * only: open, deferred, promised or broken. */
typedef enum {
    DEMAND_UNRAISED,
    DEMAND_OPEN,
    DEMAND_DEFERRED,
    DEMAND_PROMISED,
    DEMAND_BROKEN,
    DEMAND_MET,
    DEMAND_REFUSED,
    DEMAND_DROPPED,
    DEMAND_STATUS_COUNT,
} DemandStatus;

extern const char *const demand_status_names[DEMAND_STATUS_COUNT + 1];

static inline bool demand_status_is_live(DemandStatus status)
{
    return status >= DEMAND_OPEN && status <= DEMAND_BROKEN;
}

/* What a name may stand for where it is asked for. */
typedef enum {
    EXPR_NAME_VALUE, /* a bare name: meter or fact; sets *variable */
    EXPR_NAME_INTENT,
    EXPR_NAME_STATE,
    EXPR_NAME_STAGE,
    EXPR_NAME_DEMAND, /* left of `is`, when the name is not `speaker` */
    EXPR_NAME_ROLE,
} ExprNameKind;

typedef struct {
    void *context;
    /* Finds a name; false when there is none of that kind. */
    bool (*find)(void *context, ExprNameKind kind, Str name,
                 ExprVariable *variable, uint32_t *index);
    /* The nearest name of that kind, empty when none is near. */
    Str (*nearest)(void *context, ExprNameKind kind, Str name);
} ExprNames;

/* Where an expression stands decides what may be in it. */
typedef enum {
    EXPR_IN_IF,
    EXPR_IN_WHEN,       /* no elapsed, in-state, heard */
    EXPR_IN_STAGE_WHEN, /* as EXPR_IN_WHEN, and no stage */
    EXPR_IN_CHECK,      /* of a property: as EXPR_IN_WHEN */
} ExprPlace;

typedef struct Expr Expr; /* immutable */

/* A fault inside the expression's text: bytes begin..end of it. */
typedef struct {
    DiagId id;
    size_t begin, end;
    Str text; /* in the arena */
} ExprFault;

/* Reads `text`. NULL when it has faults: the first syntax error, or every
 * undefined name and type error, are in *faults (an arena array). */
const Expr *expr_parse(Arena *arena, Str text, ExprPlace place,
                       const ExprNames *names, const ExprFault **faults,
                       size_t *fault_count);

/* Gives the present value of a variable; truths are 0 or 1. */
typedef int64_t ExprRead(const void *context, ExprVariable variable,
                         uint32_t index);

/* The truth of the expression. Pure, allocates nothing; arithmetic saturates,
 * recursion is bounded by the depth limit of the parser. */
bool expr_holds(const Expr *expr, ExprRead *read, const void *context);

/* Walks over every variable the expression asks for. */
void expr_each_variable(const Expr *expr,
                        void (*visit)(void *context, ExprVariable variable,
                                      uint32_t index),
                        void *context);

/* Walks over the values of counters and times at which a comparison may change
 * its truth: below `from` it has one, from there on (up to the next one) the
 * other. `turns < 5` has 5, `turns > 5` has 6, `turns == 5` both. */
void expr_each_threshold(const Expr *expr,
                         void (*visit)(void *context, ExprVariable variable,
                                       uint32_t index, int64_t from),
                         void *context);

/* Writes the expression in the notation of C, in parentheses. `name` writes
 * what stands for a variable. Durations are written in halves of a second;
 * numbers beyond a billion as a billion. */
void expr_write_c(const Expr *expr, Buf *out,
                  void (*name)(void *context, ExprVariable variable,
                               uint32_t index),
                  void *context);

/* The parts of a conjunction that do not hold now, as byte ranges of the
 * text: what :why shows. Returns how many there are; writes at most `limit`. */
size_t expr_failing(const Expr *expr, ExprRead *read, const void *context,
                    size_t (*ranges)[2], size_t limit);

/* What is known of a variable beforehand. */
typedef struct {
    int64_t low, high;
} ExprRange;

/* A variable may be a certain value, may be another one, or either. */
enum { EXPR_MAY_BE = 1, EXPR_MAY_DIFFER = 2 };

typedef struct {
    const void *context;
    /* Of numbers, counters, durations, stages, and truths (within 0..1). */
    ExprRange (*range)(const void *context, ExprVariable variable,
                       uint32_t index);
    /* Of a demand's status and of who speaks: EXPR_MAY_BE, _DIFFER, both. */
    unsigned (*may)(const void *context, ExprVariable variable, uint32_t index,
                    int64_t value);
} ExprBounds;

typedef enum { EXPR_DEPENDS, EXPR_NEVER, EXPR_ALWAYS } ExprVerdict;

/* A part of an expression's text, and the first variable in it. */
typedef struct {
    size_t begin, end;
    ExprVerdict verdict;
    bool contradicts; /* another part of the same `and` or `or` decides it */
    ExprVariable variable;
    uint32_t index;
} ExprPart;

/* Whether the expression holds under the bounds, by interval arithmetic:
 * EXPR_NEVER and EXPR_ALWAYS are certain, EXPR_DEPENDS is not. *part is the
 * smallest part that decides it, or the whole. Allocates nothing. */
ExprVerdict expr_decide(const Expr *expr, const ExprBounds *bounds,
                        ExprPart *part);

/* The single tests in an expression that the bounds alone decide. Returns how
 * many there are; writes at most `limit`. */
size_t expr_decided_parts(const Expr *expr, const ExprBounds *bounds,
                          ExprPart *parts, size_t limit);

#endif
