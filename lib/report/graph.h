/* The graph of a scenario: states nested as they are written, and every way out
 * with what is listened for. graph_new gathers it once; each format writes it.
 * What leads nowhere, such as a trigger that only changes a meter, is no part
 * of it. */
#ifndef STANDOFF_REPORT_GRAPH_H
#define STANDOFF_REPORT_GRAPH_H

#include "scenario/scenario.h"

typedef enum {
    GRAPH_STATE,  /* index: a state without states inside */
    GRAPH_WITHIN, /* index: a state with some; stands for whichever is current
                   */
    GRAPH_ENDING,
    GRAPH_DEMAND,
    GRAPH_RULE, /* index: a trigger, an inject or a rule of the scenario */
    GRAPH_BACK, /* the state before, as seen from the node (of, index) */
} GraphNodeKind;

typedef struct {
    GraphNodeKind kind, of;
    uint32_t index;
} GraphNode;

typedef struct {
    GraphNode from, to;
    bool raises; /* no way: a demand is raised */
    Str label;   /* lines: what is listened for; those of one pair together */
    uint64_t taken;
} GraphEdge;

/* What is known besides the file; all may be NULL. */
typedef struct {
    const bool *states, *endings; /* reached by some run */
    const uint32_t *left;         /* by rule: how often it led somewhere */
} GraphFacts;

typedef struct {
    Arena *arena; /* what it lives in */
    const Scenario *scenario;
    GraphFacts facts;
    const GraphEdge *edges; /* by from, to */
    uint32_t edge_count;
    const GraphNode *nodes; /* all but states and those in GRAPH_WITHIN */
    uint32_t node_count;
    const bool *within; /* by state: GRAPH_WITHIN has a way out */
} Graph;

/* Lives in `arena`. */
Graph graph_new(Arena *arena, const Scenario *scenario,
                const GraphFacts *facts);

/* The node's identifier, made of letters, digits and _ only. */
void graph_node_id(Buf *out, GraphNode node);

/* What stands in it: lines, foreign text made visible but not escaped. */
void graph_node_text(Buf *out, const Graph *graph, GraphNode node);

/* Whether it is known that no run comes there. */
bool graph_is_unreached(const Graph *graph, GraphNode node);

/* Graphviz' language, and Mermaid's flowchart. */
void graph_dot(Buf *out, const Graph *graph);
void graph_mermaid(Buf *out, const Graph *graph);

#endif
