/* The graph in two languages: one escaper and a table of styles for each. Names
 * of nodes are our own, so no text from a file is ever read as syntax. */
#include "report/graph.h"

#include "base/vec.h"

/* What each outcome is painted in; its name stands beside it, too. */
static const struct {
    const char *outcome, *fill;
} outcomes[] = {
    {"peaceful", "#d5ecd0"}, {"tactical", "#fbe0bd"},   {"harm", "#f6c9c9"},
    {"escape", "#e2d3f2"},   {"unresolved", "#e4e4e4"},
};

static const char *fill_of(const Scenario *scenario, GraphNode node)
{
    if (node.kind == GRAPH_ENDING)
        for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
            if (str_equal_c(scenario->endings[node.index].outcome,
                            outcomes[i].outcome))
                return outcomes[i].fill;
    return node.kind == GRAPH_DEMAND ? "#fdf6c8"
           : node.kind == GRAPH_RULE ? "#dbe8f7"
                                     : "#ffffff";
}

/* The children of each state, in order: first[parent + 1], then next[child];
 * NONE ends a list. */
typedef struct {
    int32_t *first, *next;
} Family;

static Family family_new(const Scenario *scenario, Arena *arena)
{
    uint32_t count = scenario->state_count;
    Family family = {ARENA_ARRAY(arena, int32_t, count + 1),
                     ARENA_ARRAY(arena, int32_t, count)};
    for (uint32_t i = 0; i <= count; i++)
        family.first[i] = NONE;
    for (uint32_t i = count; i-- > 0;) {
        int32_t *list = &family.first[scenario->states[i].parent + 1];
        family.next[i] = *list;
        *list = (int32_t)i;
    }
    return family;
}

/* What writes one language. */
typedef struct Writer Writer;
struct Writer {
    Buf *out;
    const Graph *graph;
    Family family;
    void (*text)(Buf *out, Str text);
    void (*node)(Writer *writer, GraphNode node, int depth);
    void (*open)(Writer *writer, uint32_t state, int depth);
    const char *close;
};

static void indent(Writer *writer, int depth)
{
    buf_add_repeat(writer->out, ' ', 2 * (size_t)depth);
}

static void add_text(Writer *writer, GraphNode node)
{
    Buf text = {0};
    graph_node_text(&text, writer->graph, node);
    writer->out->failed |= text.failed;
    writer->text(writer->out, buf_str(&text));
    buf_finish(&text);
}

/* States nest less deep than SCENARIO_STATE_DEPTH. */
static void add_states(Writer *writer, int32_t parent, int depth)
{
    const Graph *graph = writer->graph;
    int32_t state = writer->family.first[parent + 1];
    for (; state != NONE; state = writer->family.next[state]) {
        uint32_t number = (uint32_t)state;
        if (graph->scenario->states[state].start == NONE) {
            writer->node(writer, (GraphNode){GRAPH_STATE, 0, number}, depth);
            continue;
        }
        writer->open(writer, number, depth);
        if (graph->within[state])
            writer->node(writer, (GraphNode){GRAPH_WITHIN, 0, number},
                         depth + 1);
        add_states(writer, state, depth + 1);
        indent(writer, depth);
        buf_add_c(writer->out, writer->close);
    }
}

static void add_nodes(Writer *writer)
{
    add_states(writer, NONE, 1);
    for (uint32_t i = 0; i < writer->graph->node_count; i++)
        writer->node(writer, writer->graph->nodes[i], 1);
}

/* Lists of states need memory of their own, for the time of writing. */
static void write_all(Buf *out, const Graph *graph, Writer writer,
                      void (*edges)(Writer *writer))
{
    Arena *arena = graph->arena;
    writer.out = out;
    writer.graph = graph;
    writer.family = family_new(graph->scenario, arena);
    add_nodes(&writer);
    edges(&writer);
}

/* --- DOT ----------------------------------------------------------------- */

/* In a quoted string; Graphviz reads entities and backslashes there, too. */
static void dot_text(Buf *out, Str text)
{
    for (size_t i = 0; i < text.size; i++)
        switch (text.data[i]) {
        case '\n':
            buf_add_c(out, "\\n");
            break;
        case '"':
            buf_add_c(out, "\\\"");
            break;
        case '\\':
            buf_add_c(out, "\\\\");
            break;
        case '&':
            buf_add_c(out, "&amp;");
            break;
        default:
            buf_add_char(out, text.data[i]);
        }
}

static void dot_node(Writer *writer, GraphNode node, int depth)
{
    static const char *const shapes[] = {
        [GRAPH_STATE] = "box",   [GRAPH_WITHIN] = "plaintext",
        [GRAPH_ENDING] = "oval", [GRAPH_DEMAND] = "note",
        [GRAPH_RULE] = "cds",    [GRAPH_BACK] = "plaintext",
    };
    bool unreached = graph_is_unreached(writer->graph, node);
    indent(writer, depth);
    graph_node_id(writer->out, node);
    buf_add_c(writer->out, " [label=\"");
    add_text(writer, node);
    buf_printf(writer->out, "\", shape=%s, fillcolor=\"%s\"%s];\n",
               shapes[node.kind], fill_of(writer->graph->scenario, node),
               unreached ? ", style=\"filled,dashed\", fontcolor=\"#777777\""
                         : "");
}

static void dot_open(Writer *writer, uint32_t state, int depth)
{
    GraphNode node = {GRAPH_STATE, 0, state};
    indent(writer, depth);
    buf_printf(writer->out, "subgraph cluster%u { label=\"", state);
    add_text(writer, node);
    buf_add_c(writer->out, "\";\n");
}

static void dot_edges(Writer *writer)
{
    const Graph *graph = writer->graph;
    const Scenario *scenario = graph->scenario;
    GraphNode start = {GRAPH_STATE, 0,
                       scenario_state_leaf(scenario, scenario->start)};
    buf_add_c(writer->out, "  start [shape=point, width=0.15];\n  start -> ");
    graph_node_id(writer->out, start);
    buf_add_c(writer->out, ";\n");
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        const GraphEdge *edge = &graph->edges[i];
        bool never = graph->facts.left && !edge->taken && !edge->raises;
        buf_add_c(writer->out, "  ");
        graph_node_id(writer->out, edge->from);
        buf_add_c(writer->out, " -> ");
        graph_node_id(writer->out, edge->to);
        buf_add_c(writer->out, " [label=\"");
        writer->text(writer->out, edge->raises ? STR("raises") : edge->label);
        buf_printf(writer->out, "\"%s%s];\n",
                   edge->raises ? ", style=dashed, arrowhead=open" : "",
                   never ? ", color=\"#bbbbbb\", fontcolor=\"#999999\"" : "");
    }
    buf_add_c(writer->out, "}\n");
}

void graph_dot(Buf *out, const Graph *graph)
{
    buf_add_c(out, "digraph scenario {\n  label=\"");
    Buf title = {0};
    diag_add_safe(&title, graph->scenario->title, false);
    dot_text(out, buf_str(&title));
    buf_finish(&title);
    buf_add_c(out,
              "\";\n  labelloc=t; rankdir=LR; ranksep=0.7; nodesep=0.35;\n"
              "  fontname=\"sans-serif\"; fontsize=20; color=\"#888888\";\n"
              "  node [fontname=\"sans-serif\", fontsize=12, "
              "style=filled];\n"
              "  edge [fontname=\"sans-serif\", fontsize=9, "
              "color=\"#555555\"];\n");
    write_all(out, graph,
              (Writer){.text = dot_text,
                       .node = dot_node,
                       .open = dot_open,
                       .close = "}\n"},
              dot_edges);
}

/* --- Mermaid ------------------------------------------------------------- */

/* In a quoted string: whatever is no letter, digit, blank or harmless mark
 * becomes the code of its character. */
static void mermaid_text(Buf *out, Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool plain = (c >= '0' && c <= '9') ||
                     ((c | 32) >= 'a' && (c | 32) <= 'z') || c == ' ' ||
                     c == ',' || c >= 0x80;
        if (c == '\n')
            buf_add_c(out, "<br/>");
        else if (plain)
            buf_add_char(out, (char)c);
        else
            buf_printf(out, "#%u;", c);
    }
}

static void mermaid_node(Writer *writer, GraphNode node, int depth)
{
    static const char *const shapes[][2] = {
        [GRAPH_STATE] = {"[\"", "\"]"},    [GRAPH_WITHIN] = {"([\"", "\"])"},
        [GRAPH_ENDING] = {"((\"", "\"))"}, [GRAPH_DEMAND] = {"[/\"", "\"/]"},
        [GRAPH_RULE] = {"{{\"", "\"}}"},   [GRAPH_BACK] = {"([\"", "\"])"},
    };
    Buf *out = writer->out;
    indent(writer, depth);
    graph_node_id(out, node);
    buf_add_c(out, shapes[node.kind][0]);
    add_text(writer, node);
    buf_printf(out, "%s\n", shapes[node.kind][1]);
    indent(writer, depth);
    buf_add_c(out, "style ");
    graph_node_id(out, node);
    buf_printf(out, " fill:%s,stroke:#555,color:#111%s\n",
               fill_of(writer->graph->scenario, node),
               graph_is_unreached(writer->graph, node) ? ",stroke-dasharray:4 3"
                                                       : "");
}

static void mermaid_open(Writer *writer, uint32_t state, int depth)
{
    indent(writer, depth);
    buf_printf(writer->out, "subgraph states%u[\"", state);
    add_text(writer, (GraphNode){GRAPH_STATE, 0, state});
    buf_add_c(writer->out, "\"]\n");
}

static void mermaid_edges(Writer *writer)
{
    const Graph *graph = writer->graph;
    const Scenario *scenario = graph->scenario;
    Buf *out = writer->out;
    GraphNode start = {GRAPH_STATE, 0,
                       scenario_state_leaf(scenario, scenario->start)};
    buf_add_c(out, "  start((\" \")) --> ");
    graph_node_id(out, start);
    buf_add_char(out, '\n');
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        const GraphEdge *edge = &graph->edges[i];
        bool never = graph->facts.left && !edge->taken && !edge->raises;
        buf_add_c(out, "  ");
        graph_node_id(out, edge->from);
        buf_add_c(out, edge->raises || never ? " -.->" : " -->");
        if (edge->raises || edge->label.size) {
            buf_add_c(out, "|\"");
            mermaid_text(out, edge->raises ? STR("raises") : edge->label);
            buf_add_c(out, "\"|");
        }
        buf_add_char(out, ' ');
        graph_node_id(out, edge->to);
        buf_add_char(out, '\n');
    }
}

void graph_mermaid(Buf *out, const Graph *graph)
{
    buf_add_c(out, "flowchart LR\n");
    write_all(out, graph,
              (Writer){.text = mermaid_text,
                       .node = mermaid_node,
                       .open = mermaid_open,
                       .close = "end\n"},
              mermaid_edges);
}
