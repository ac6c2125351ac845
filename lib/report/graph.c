/* Gathering: a way for each body that leaves or raises a demand, sorted, so
 * that ways between the same two nodes become one edge. Start at graph_new. */
#include "report/graph.h"

#include <stdlib.h>

#include "base/vec.h"

enum {
    LABEL_LINES = 5, /* of an edge; the rest is counted */
    GUARD_BYTES = 60,
    TEXT_BYTES = 90, /* of a demand's words */
    NAMES = 2,       /* intents of a label */
    WRAP = 30,       /* letters of a line */
};

typedef struct {
    GraphNode from, to;
    bool raises;
    uint32_t rule, nth, steps;
} Way;

typedef struct {
    Arena *arena;
    const Scenario *scenario;
    VEC(Way) ways;
} Gather;

/* --- Words ------------------------------------------------------------- */

static void add_duration(Buf *out, int64_t ms)
{
    int64_t s = ms / 1000;
    if (s >= 3600)
        buf_printf(out, "%dh", (int)(s / 3600));
    if (s % 3600 >= 60)
        buf_printf(out, "%dm", (int)(s % 3600 / 60));
    if (s % 60)
        buf_printf(out, "%ds", (int)(s % 60));
}

/* Text from a file: made visible, cut at a character, broken into lines. */
static void add_text(Buf *out, Str text, size_t most)
{
    Str cut = text;
    if (cut.size > most) {
        cut.size = most;
        while (cut.size && (cut.data[cut.size] & 0xc0) == 0x80)
            cut.size--;
    }
    Buf safe = {0};
    diag_add_safe(&safe, cut, false);
    size_t column = 0;
    for (size_t i = 0; i < safe.size; i++) {
        char c = safe.data[i];
        column += (c & 0xc0) != 0x80;
        bool breaks = c == ' ' && column > WRAP;
        buf_add_char(out, breaks ? '\n' : c);
        column = breaks ? 0 : column;
    }
    if (cut.size < text.size)
        buf_add_c(out, "...");
    out->failed |= safe.failed;
    buf_finish(&safe);
}

static void add_intents(Buf *out, const Scenario *scenario, const Rule *rule)
{
    for (uint32_t i = 0; i < rule->intent_count && i < NAMES; i++) {
        buf_add_c(out, i ? ", " : "");
        buf_add(out, scenario->hearing.intents[rule->intents[i]].name);
    }
    if (rule->intent_count > NAMES)
        buf_printf(out, ", %u more", rule->intent_count - NAMES);
}

static void add_listens(Buf *out, const Scenario *scenario, const Rule *rule)
{
    static const char *const unheard[RULE_KIND_COUNT] = {
        [RULE_INJECT] = "by hand",        [RULE_ENTER] = "on entering",
        [RULE_OTHERWISE] = "otherwise",   [RULE_PASSED] = "deadline passed",
        [RULE_BROKEN] = "promise broken",
    };
    switch (rule->listen) {
    case LISTEN_NEVER:
        buf_add_c(out, unheard[rule->kind] ? unheard[rule->kind] : "");
        break;
    case LISTEN_INTENT:
        add_intents(out, scenario, rule);
        break;
    case LISTEN_SILENCE:
        buf_add_c(out, "silence ");
        add_duration(out, rule->delay);
        break;
    case LISTEN_AFTER:
        buf_add_c(out, "after ");
        add_duration(out, rule->delay);
        break;
    case LISTEN_AT:
        buf_add_c(out, "at ");
        add_duration(out, rule->delay);
        break;
    case LISTEN_INJECT:
        buf_add_c(out, "inject ");
        buf_add(out, scenario->rules[scenario->injects[rule->inject]].name);
        break;
    case LISTEN_WHEN:
        buf_add_c(out, "when ");
        add_text(out, rule->guard_text, GUARD_BYTES);
        break;
    }
    if (rule->guard && rule->listen != LISTEN_WHEN) {
        buf_add_c(out, " [");
        add_text(out, rule->guard_text, GUARD_BYTES);
        buf_add_c(out, "]");
    }
}

void graph_node_id(Buf *out, GraphNode node)
{
    static const char *const kinds[] = {
        [GRAPH_STATE] = "state",   [GRAPH_WITHIN] = "within",
        [GRAPH_ENDING] = "ending", [GRAPH_DEMAND] = "demand",
        [GRAPH_RULE] = "rule",     [GRAPH_BACK] = "back_",
    };
    buf_printf(out, "%s%s%u", kinds[node.kind],
               node.kind == GRAPH_BACK ? kinds[node.of] : "", node.index);
}

static void add_demand(Buf *out, const Demand *demand)
{
    static const char *const stances[] = {
        [STANCE_NEGOTIABLE] = "negotiable",
        [STANCE_TALK_ONLY] = "talk-only",
        [STANCE_NEVER] = "never",
    };
    buf_add_c(out, "demand ");
    buf_add(out, demand->name);
    if (demand->text.size) {
        buf_add_c(out, "\n\"");
        add_text(out, demand->text, TEXT_BYTES);
        buf_add_c(out, "\"");
    }
    buf_printf(out, "\n%s", stances[demand->stance]);
    if (demand->deadline) {
        buf_add_c(out, ", deadline ");
        add_duration(out, demand->deadline);
    }
}

static void add_rule(Buf *out, const Scenario *scenario, const Rule *rule)
{
    if (rule->kind == RULE_RULE) {
        buf_add_c(out, "in any state");
        return;
    }
    buf_printf(out, "%s ", rule_kind_names[rule->kind]);
    buf_add(out, rule->name);
    buf_add_char(out, '\n');
    add_listens(out, scenario, rule);
}

void graph_node_text(Buf *out, const Graph *graph, GraphNode node)
{
    const Scenario *scenario = graph->scenario;
    switch (node.kind) {
    case GRAPH_STATE:
        buf_add(out, scenario->states[node.index].name);
        break;
    case GRAPH_WITHIN:
        buf_add_c(out, "anywhere in\n");
        buf_add(out, scenario->states[node.index].name);
        break;
    case GRAPH_ENDING:
        buf_add(out, scenario->endings[node.index].name);
        buf_add_char(out, '\n');
        buf_add(out, scenario->endings[node.index].outcome);
        break;
    case GRAPH_DEMAND:
        add_demand(out, &scenario->demands[node.index]);
        break;
    case GRAPH_RULE:
        add_rule(out, scenario, &scenario->rules[node.index]);
        break;
    case GRAPH_BACK:
        buf_add_c(out, "the state before");
        break;
    }
    if (graph_is_unreached(graph, node))
        buf_add_c(out, "\n(not reached)");
}

bool graph_is_unreached(const Graph *graph, GraphNode node)
{
    const GraphFacts *facts = &graph->facts;
    if (node.kind == GRAPH_STATE || node.kind == GRAPH_WITHIN)
        return facts->states && !facts->states[node.index];
    return node.kind == GRAPH_ENDING && facts->endings &&
           !facts->endings[node.index];
}

/* --- Ways ---------------------------------------------------------------- */

static GraphNode state_node(const Scenario *scenario, uint32_t state)
{
    bool leaf = scenario->states[state].start == NONE;
    return (GraphNode){leaf ? GRAPH_STATE : GRAPH_WITHIN, 0, state};
}

static GraphNode node_of_rule(const Scenario *scenario, uint32_t number)
{
    const Rule *rule = &scenario->rules[number];
    switch (rule->holder_kind) {
    case HOLDER_STATE:
        return state_node(scenario, rule->holder);
    case HOLDER_DEMAND:
        return (GraphNode){GRAPH_DEMAND, 0, rule->holder};
    case HOLDER_SCENARIO:
        break;
    }
    return (GraphNode){GRAPH_RULE, 0, number};
}

static GraphNode target_of(const Scenario *scenario, const Body *body,
                           GraphNode from)
{
    if (body->exit == EXIT_ENDING)
        return (GraphNode){GRAPH_ENDING, 0, body->exit_index};
    if (body->exit == EXIT_BACK)
        return (GraphNode){GRAPH_BACK, from.kind, from.index};
    return (GraphNode){GRAPH_STATE, 0,
                       scenario_state_leaf(scenario, body->exit_index)};
}

static void add_body(Gather *gather, uint32_t rule, uint32_t nth,
                     const Body *body)
{
    const Scenario *scenario = gather->scenario;
    Way way = {.from = node_of_rule(scenario, rule),
               .rule = rule,
               .nth = nth,
               .steps = scenario->rules[rule].step_count};
    if (body->exit != EXIT_NONE) {
        way.to = target_of(scenario, body, way.from);
        *VEC_PUSH(gather->arena, &gather->ways) = way;
    }
    for (uint32_t i = 0; i < body->act_count; i++) {
        if (body->acts[i].kind != ACT_RAISE)
            continue;
        way.raises = true;
        way.to = (GraphNode){GRAPH_DEMAND, 0, body->acts[i].demand};
        *VEC_PUSH(gather->arena, &gather->ways) = way;
    }
}

static int compare_nodes(GraphNode a, GraphNode b)
{
    if (a.kind != b.kind)
        return a.kind < b.kind ? -1 : 1;
    if (a.of != b.of)
        return a.of < b.of ? -1 : 1;
    return (a.index > b.index) - (a.index < b.index);
}

static int compare_pairs(const Way *a, const Way *b)
{
    int from = compare_nodes(a->from, b->from);
    int to = compare_nodes(a->to, b->to);
    return from ? from : to ? to : a->raises - b->raises;
}

static int compare_ways(const void *first, const void *second)
{
    const Way *a = first, *b = second;
    int pair = compare_pairs(a, b);
    if (pair)
        return pair;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    return (a->nth > b->nth) - (a->nth < b->nth);
}

/* --- Edges --------------------------------------------------------------- */

/* The edge of `count` ways between the same two nodes. */
static GraphEdge edge_of(const Gather *gather, const GraphFacts *facts,
                         const Way *ways, uint32_t count)
{
    const Scenario *scenario = gather->scenario;
    GraphEdge edge = {
        .from = ways->from, .to = ways->to, .raises = ways->raises};
    Buf label = {0};
    uint32_t lines = 0;
    for (uint32_t i = 0; i < count; i++) {
        const Rule *rule = &scenario->rules[ways[i].rule];
        if (i && ways[i].rule == ways[i - 1].rule)
            continue;
        edge.taken += facts->left ? facts->left[ways[i].rule] : 0;
        if (edge.from.kind == GRAPH_RULE && rule->kind != RULE_RULE)
            continue; /* it stands in the node */
        if (lines++ >= LABEL_LINES)
            continue;
        buf_add_c(&label, lines > 1 ? "\n" : "");
        add_listens(&label, scenario, rule);
        if (ways[i].nth > 1 || (ways[i].nth && ways[i].steps > 1))
            buf_printf(&label, " (%u of %u)", ways[i].nth, ways[i].steps);
    }
    if (lines > LABEL_LINES)
        buf_printf(&label, "\n... and %u more", lines - LABEL_LINES);
    if (facts->left && !edge.raises)
        buf_printf(&label, "%staken: %llu", label.size ? "\n" : "",
                   (unsigned long long)edge.taken);
    if (label.failed)
        arena_out_of_memory(gather->arena);
    edge.label = str_copy(gather->arena, buf_str(&label));
    buf_finish(&label);
    return edge;
}

static void make_edges(Gather *gather, Graph *graph)
{
    const Way *ways = gather->ways.items;
    size_t count = gather->ways.count;
    GraphEdge *edges = ARENA_ARRAY(gather->arena, GraphEdge, count);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count; next++)
            if (compare_pairs(&ways[i], &ways[next]))
                break;
        edges[graph->edge_count++] =
            edge_of(gather, &graph->facts, &ways[i], (uint32_t)(next - i));
    }
    graph->edges = edges;
}

/* Nodes that are drawn besides states: endings, demands, and what has ways. */
static void make_nodes(Arena *arena, Graph *graph)
{
    const Scenario *scenario = graph->scenario;
    bool *within = ARENA_ARRAY(arena, bool, scenario->state_count);
    VEC(GraphNode) nodes = {0};
    for (uint32_t i = 0; i < scenario->ending_count; i++)
        *VEC_PUSH(arena, &nodes) = (GraphNode){GRAPH_ENDING, 0, i};
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        *VEC_PUSH(arena, &nodes) = (GraphNode){GRAPH_DEMAND, 0, i};
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        const GraphEdge *edge = &graph->edges[i];
        bool first = !i || compare_nodes(edge->from, edge[-1].from);
        if (edge->from.kind == GRAPH_WITHIN)
            within[edge->from.index] = true;
        if (edge->from.kind == GRAPH_RULE && first)
            *VEC_PUSH(arena, &nodes) = edge->from;
        if (edge->to.kind == GRAPH_BACK)
            *VEC_PUSH(arena, &nodes) = edge->to;
    }
    graph->within = within;
    graph->nodes = nodes.items;
    graph->node_count = (uint32_t)nodes.count;
}

Graph graph_new(Arena *arena, const Scenario *scenario, const GraphFacts *facts)
{
    Graph graph = {.arena = arena, .scenario = scenario, .facts = *facts};
    Gather gather = {.arena = arena, .scenario = scenario};
    for (uint32_t i = 0; i < scenario->rule_count; i++) {
        const Rule *rule = &scenario->rules[i];
        add_body(&gather, i, 0, &rule->body);
        for (uint32_t k = 0; k < rule->step_count; k++)
            add_body(&gather, i, k + 1, &rule->steps[k]);
    }
    if (gather.ways.count)
        qsort(gather.ways.items, gather.ways.count, sizeof(Way), compare_ways);
    make_edges(&gather, &graph);
    make_nodes(arena, &graph);
    return graph;
}
