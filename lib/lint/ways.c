/* Moves as a graph. Its nodes are the states, one node for "anywhere", and the
 * endings; whoever is in a state is in the state around it too, and anywhere.
 * Start at graph_new. */
#include "lint/ways.h"

typedef struct {
    uint32_t from, to, turns;
} Edge;

typedef struct {
    Arena *arena;
    const Reach *reach;
    uint32_t anywhere, node_count;
    VEC(Edge) edges;
    const uint32_t *first; /* edges of node n: sorted[first[n]..first[n+1]] */
    const Edge *sorted;
    bool *back;              /* a state that may be left by `go: back` */
    const uint32_t *listens; /* how many rules listen to an intent */
    const bool *taken;       /* a trigger that listens to it leaves */
} Graph;

static void add_exit(Graph *graph, uint32_t from, const Body *body,
                     uint32_t turns)
{
    uint32_t to = graph->anywhere;
    if (body->exit == EXIT_NONE)
        return;
    if (body->exit == EXIT_BACK) {
        graph->back[from] = true;
        return;
    }
    if (body->exit == EXIT_ENDING)
        to += 1 + body->exit_index;
    else
        to = scenario_state_leaf(graph->reach->scenario, body->exit_index);
    *VEC_PUSH(graph->arena, &graph->edges) = (Edge){from, to, turns};
}

/* `afresh`: the rule has not run before, so that the third body of its
 * each-time takes three turns. */
static void add_rule(Graph *graph, uint32_t from, const Rule *rule,
                     uint32_t turns, bool afresh)
{
    add_exit(graph, from, &rule->body, turns);
    for (uint32_t i = 0; i < rule->step_count; i++)
        add_exit(graph, from, &rule->steps[i],
                 afresh ? turns * (i + 1) : turns);
}

static uint32_t node_of(const Graph *graph, const Rule *rule)
{
    return rule->holder_kind == HOLDER_STATE ? rule->holder : graph->anywhere;
}

/* Sorted by `from`, or against the arrows by `to`. */
static void graph_sort(Graph *graph, bool backwards)
{
    uint32_t *first =
        ARENA_ARRAY(graph->arena, uint32_t, graph->node_count + 2);
    Edge *sorted = ARENA_ARRAY(graph->arena, Edge, graph->edges.count);
    for (size_t i = 0; i < graph->edges.count; i++) {
        Edge *edge = &graph->edges.items[i];
        if (backwards)
            *edge = (Edge){edge->to, edge->from, edge->turns};
        first[edge->from + 2]++;
    }
    for (uint32_t i = 2; i < graph->node_count + 2; i++)
        first[i] += first[i - 1];
    for (size_t i = 0; i < graph->edges.count; i++)
        sorted[first[graph->edges.items[i].from + 1]++] = graph->edges.items[i];
    graph->first = first;
    graph->sorted = sorted;
}

static Graph graph_new(Arena *arena, const Reach *reach)
{
    const Scenario *s = reach->scenario;
    Graph graph = {.arena = arena, .reach = reach, .anywhere = s->state_count};
    graph.node_count = s->state_count + 1 + s->ending_count;
    graph.back = ARENA_ARRAY(arena, bool, graph.node_count);
    for (uint32_t i = 0; i < s->state_count; i++) {
        uint32_t around = s->states[i].parent == NONE
                              ? graph.anywhere
                              : (uint32_t)s->states[i].parent;
        *VEC_PUSH(arena, &graph.edges) = (Edge){i, around, 0};
    }
    return graph;
}

/* --- Ways out ------------------------------------------------------------- */

static const bool *ways_out(Arena *arena, const Reach *reach)
{
    const Scenario *s = reach->scenario;
    Graph graph = graph_new(arena, reach);
    for (uint32_t i = 0; i < s->rule_count; i++)
        if (reach->rules[i])
            add_rule(&graph, node_of(&graph, &s->rules[i]), &s->rules[i], 1,
                     false);
    graph_sort(&graph, true);
    bool *out = ARENA_ARRAY(arena, bool, graph.node_count);
    uint32_t *queue = ARENA_ARRAY(arena, uint32_t, graph.node_count);
    uint32_t begin = 0, end = 0;
    for (uint32_t i = 0; i < graph.node_count; i++)
        if (i > graph.anywhere || graph.back[i]) {
            out[i] = true;
            queue[end++] = i;
        }
    while (begin < end) {
        uint32_t node = queue[begin++];
        for (uint32_t i = graph.first[node]; i < graph.first[node + 1]; i++) {
            uint32_t before = graph.sorted[i].to;
            if (!out[before])
                queue[end++] = before;
            out[before] = true;
        }
    }
    return out;
}

/* Whether a move of the state leads to another state without a way out. */
static bool leads_on(const Reach *reach, uint32_t state, const bool *out)
{
    const Scenario *s = reach->scenario;
    for (int32_t at = (int32_t)state; at != NONE; at = s->states[at].parent)
        for (uint32_t i = 0; i < s->states[at].rule_count; i++) {
            const Rule *rule = &s->rules[s->states[at].rules[i]];
            for (uint32_t k = 0; k < reach_bodies(rule); k++) {
                const Body *body = reach_body(rule, k);
                if (body->exit != EXIT_STATE)
                    continue;
                uint32_t to = scenario_state_leaf(s, body->exit_index);
                if (to != state && !out[to])
                    return true;
            }
        }
    return false;
}

const bool *ways_traps(Arena *arena, const Reach *reach)
{
    const Scenario *s = reach->scenario;
    const bool *out = ways_out(arena, reach);
    bool *traps = ARENA_ARRAY(arena, bool, s->state_count);
    int32_t first = NONE;
    bool found = false;
    for (uint32_t i = 0; i < s->state_count; i++) {
        if (!reach->states[i] || out[i] || s->states[i].start != NONE)
            continue;
        if (first == NONE)
            first = (int32_t)i;
        traps[i] = !leads_on(reach, i, out);
        found |= traps[i];
    }
    if (first != NONE && !found)
        traps[first] = true;
    return traps;
}

/* --- Turns ---------------------------------------------------------------- */

/* Of every intent, by how many rules it is listened to, and whether a trigger
 * that leaves takes it away from them. */
static void count_listeners(Graph *graph)
{
    const Scenario *s = graph->reach->scenario;
    uint32_t *listens = ARENA_ARRAY(graph->arena, uint32_t, s->hearing.count);
    bool *taken = ARENA_ARRAY(graph->arena, bool, s->hearing.count);
    for (uint32_t i = 0; i < s->rule_count; i++) {
        const Rule *rule = &s->rules[i];
        bool takes = rule->kind == RULE_TRIGGER && reach_leaves(rule);
        for (uint32_t k = 0; k < rule->intent_count; k++) {
            listens[rule->intents[k]] += rule->kind == RULE_RULE;
            taken[rule->intents[k]] |= takes;
        }
    }
    graph->listens = listens;
    graph->taken = taken;
}

/* Whether something can be said that no other rule takes first: of the rules of
 * a state, those before it are marked in `before`; of rules further out, that
 * they are the only ones is asked for. */
static bool can_be_said(const Graph *graph, const Rule *rule,
                        const uint32_t *before, uint32_t mark)
{
    const Scenario *s = graph->reach->scenario;
    bool leaf = rule->holder_kind == HOLDER_STATE &&
                s->states[rule->holder].start == NONE;
    for (uint32_t i = 0; i < rule->intent_count; i++) {
        uint32_t intent = rule->intents[i];
        bool trigger = rule->kind == RULE_TRIGGER;
        if (graph->taken[intent] && !trigger)
            continue;
        if (trigger ||
            (leaf ? before[intent] != mark : graph->listens[intent] == 1))
            return true;
    }
    return false;
}

/* Adds the rules' moves that nothing hinders. */
static void add_free(Graph *graph, const uint32_t *rules, uint32_t count,
                     uint32_t *before, uint32_t mark)
{
    for (uint32_t i = 0; i < count; i++) {
        const Rule *rule = &graph->reach->scenario->rules[rules[i]];
        bool said = rule->listen == LISTEN_INTENT;
        bool free = graph->reach->rules[rules[i]] && !rule->guard;
        if (free && said && can_be_said(graph, rule, before, mark))
            add_rule(graph, node_of(graph, rule), rule, 1, true);
        if (free &&
            (rule->listen == LISTEN_SILENCE || rule->listen == LISTEN_AFTER))
            add_rule(graph, node_of(graph, rule), rule, 0, true);
        for (uint32_t k = 0; k < rule->intent_count; k++)
            before[rule->intents[k]] = mark;
    }
}

static Graph free_graph(Arena *arena, const Reach *reach)
{
    const Scenario *s = reach->scenario;
    Graph graph = graph_new(arena, reach);
    uint32_t *before = ARENA_ARRAY(arena, uint32_t, s->hearing.count);
    count_listeners(&graph);
    for (uint32_t i = 0; i < s->state_count; i++)
        add_free(&graph, s->states[i].rules, s->states[i].rule_count, before,
                 i + 1);
    add_free(&graph, s->own_rules, s->own_rule_count, before, UINT32_MAX);
    add_free(&graph, s->triggers, s->trigger_count, before, UINT32_MAX);
    graph_sort(&graph, false);
    return graph;
}

/* Nodes by distance: few distances, so a bucket for each (Dial, 1969,
 * "Algorithm 360: Shortest-path forest with topological ordering"). */
enum { TURNS_LIMIT = 64 };

typedef struct {
    VEC(uint32_t) nodes;
} Bucket;

/* Takes the moves of a node that is reached in so many turns. */
static void relax(const Graph *graph, uint32_t node, uint32_t turns,
                  Bucket *buckets)
{
    for (uint32_t i = graph->first[node]; i < graph->first[node + 1]; i++) {
        uint32_t then = turns + graph->sorted[i].turns;
        if (then < TURNS_LIMIT)
            *VEC_PUSH(graph->arena, &buckets[then].nodes) = graph->sorted[i].to;
    }
}

/* The turns to each node from those in the first bucket. */
static const uint32_t *spread(const Graph *graph, Bucket *buckets)
{
    uint32_t *fewest = ARENA_ARRAY(graph->arena, uint32_t, graph->node_count);
    for (uint32_t i = 0; i < graph->node_count; i++)
        fewest[i] = UINT32_MAX;
    for (uint32_t turns = 0; turns < TURNS_LIMIT; turns++)
        for (size_t b = 0; b < buckets[turns].nodes.count; b++) {
            uint32_t node = buckets[turns].nodes.items[b];
            if (fewest[node] != UINT32_MAX)
                continue;
            fewest[node] = turns;
            relax(graph, node, turns, buckets);
        }
    return fewest;
}

const uint32_t *ways_fewest_turns(Arena *arena, const Reach *reach)
{
    const Scenario *s = reach->scenario;
    Graph graph = free_graph(arena, reach);
    Bucket *buckets = ARENA_ARRAY(arena, Bucket, TURNS_LIMIT);
    *VEC_PUSH(arena, &buckets[0].nodes) = scenario_state_leaf(s, s->start);
    return spread(&graph, buckets) + graph.anywhere + 1;
}

uint32_t ways_turns_between(Arena *arena, const Reach *reach, const bool *from,
                            const bool *to)
{
    const Scenario *s = reach->scenario;
    Graph graph = graph_new(arena, reach);
    for (uint32_t i = 0; i < s->rule_count; i++) {
        bool said = s->rules[i].listen == LISTEN_INTENT ||
                    s->rules[i].kind == RULE_OTHERWISE;
        add_rule(&graph, node_of(&graph, &s->rules[i]), &s->rules[i], said,
                 false);
    }
    graph_sort(&graph, false);
    Bucket *buckets = ARENA_ARRAY(arena, Bucket, TURNS_LIMIT);
    for (uint32_t i = 0; i <= s->state_count; i++)
        if (from[i])
            *VEC_PUSH(arena, &buckets[0].nodes) = i;
    const uint32_t *fewest = spread(&graph, buckets);
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i <= s->state_count; i++)
        if (to[i] && fewest[i] < least)
            least = fewest[i];
    return least;
}
