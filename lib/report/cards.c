/* The cards. Start at cards_html, at the end; each card is a function. A card
 * is never cut by a page break, so long tables are several cards. */
#include "report/cards.h"

#include <stdio.h>

#include "report/card.h"
#include "report/html.h"

/* --- The negotiator ------------------------------------------------------ */

static void add_warnings(Cards *cards)
{
    const Scenario *scenario = cards->scenario;
    if (!scenario->warning_count)
        return;
    card_add(cards, "<p class=\"warning\"><strong>");
    card_say(cards, "Warnings:");
    card_add(cards, "</strong> ");
    for (uint32_t i = 0; i < scenario->warning_count; i++) {
        card_add(cards, i ? ", " : "");
        html_text(cards->out, scenario->warnings[i]);
    }
    card_add(cards, "</p>\n");
    cards->lines += 2;
}

static void negotiators_card(Cards *cards)
{
    const Scenario *scenario = cards->scenario;
    card_begin(cards, "negotiator", (Str){0}, "For the negotiator");
    add_warnings(cards);
    html_paragraphs(cards->out, scenario->summary);
    for (uint32_t i = 0; i < scenario->role_count; i++)
        if (scenario->roles[i].side == SIDE_NEGOTIATOR)
            card_paragraph(cards, "Your brief", scenario->roles[i].brief);
    card_paragraph(cards, "Support", scenario->support);
    card_end(cards);
}

/* --- A role ------------------------------------------------------------- */

static bool has_demand(const Scenario *scenario, uint32_t role)
{
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        if (scenario->demands[i].by == (int32_t)role)
            return true;
    return false;
}

/* What the table of a role's demands and the last words of its card take. */
static uint32_t demands_lines(const Scenario *scenario, uint32_t role)
{
    uint32_t lines = 10;
    for (uint32_t i = 0; i < scenario->demand_count; i++)
        if (scenario->demands[i].by == (int32_t)role)
            lines += card_lines(scenario->demands[i].text, CARD_WIDTH / 2) + 1;
    return lines;
}

static void demands_table(Cards *cards, uint32_t role)
{
    static const char *const heads[] = {"In your words", "Within", "How firmly",
                                        NULL};
    static const char *const stances[] = {
        [STANCE_NEGOTIABLE] = "may be traded",
        [STANCE_TALK_ONLY] = "is talked about, no more",
        [STANCE_NEVER] = "will never be met",
    };
    const Scenario *scenario = cards->scenario;
    if (!has_demand(scenario, role))
        return;
    card_add(cards, "<h3>");
    card_say(cards, "What you ask for");
    card_add(cards, "</h3>\n");
    card_table(cards, heads);
    for (uint32_t i = 0; i < scenario->demand_count; i++) {
        const Demand *demand = &scenario->demands[i];
        if (demand->by != (int32_t)role)
            continue;
        cards->lines += card_lines(demand->text, CARD_WIDTH / 2) + 1;
        card_add(cards, "<tr>");
        card_cell(cards, demand->text);
        card_time_cell(cards, demand->deadline);
        card_word_cell(cards, stances[demand->stance]);
        card_add(cards, "</tr>\n");
    }
    card_add(cards, "</table>\n");
}

static void role_card(Cards *cards, uint32_t number)
{
    const Role *role = &cards->scenario->roles[number];
    card_begin(cards, "role", role->shown, "who you are");
    add_warnings(cards);
    card_paragraph(cards, "You want", role->wants);
    card_paragraph(cards, "You need", role->needs);
    if (!card_has_room(cards, 2 + card_lines(role->brief, CARD_WIDTH)))
        card_begin(cards, "role", role->shown, "who you are");
    card_paragraph(cards, "Your brief", role->brief);
    if (!card_has_room(cards, demands_lines(cards->scenario, number)))
        card_begin(cards, "role", role->shown, "who you are");
    demands_table(cards, number);
    card_add(cards, "<p class=\"endex\">");
    card_say(cards,
             "Say ENDEX, and everything stops at once. Afterwards step out "
             "of the role: say your own name.");
    card_add(cards, "</p>\n");
}

/* --- What a role does when ------------------------------------------------ */

/* The first thing a body has this role say, or its cue. */
static Str line_of(const Body *body, int32_t role, bool speaks)
{
    for (uint32_t i = 0; i < body->say_count; i++)
        if (body->says[i].role == role ||
            (speaks && body->says[i].role == NONE))
            return body->says[i].text;
    for (uint32_t i = 0; i < body->choice_count; i++)
        if (body->choices[i].role == role ||
            (speaks && body->choices[i].role == NONE))
            return body->choices[i].text;
    return (Str){0};
}

static Str cue_of(const Body *body, int32_t role, bool speaks)
{
    for (uint32_t i = 0; i < body->cue_count; i++)
        if (body->cues[i].role == role ||
            (speaks && body->cues[i].role == NONE))
            return body->cues[i].text;
    return (Str){0};
}

static Str answer_of(const Rule *rule, int32_t role, bool speaks)
{
    Str text = line_of(&rule->body, role, speaks);
    for (uint32_t i = 0; !text.size && i < rule->step_count; i++)
        text = line_of(&rule->steps[i], role, speaks);
    if (!text.size)
        text = rule->body.sign;
    for (uint32_t i = 0; !text.size && i < rule->step_count; i++)
        text = rule->steps[i].sign;
    return text;
}

static void move_cell(const Cards *cards, const Rule *rule)
{
    const Scenario *scenario = cards->scenario;
    card_add(cards, "<td>");
    for (uint32_t i = 0; i < rule->intent_count; i++) {
        uint32_t intent = rule->intents[i];
        Str about = scenario->intent_notes[intent].about;
        card_add(cards, i ? "<br>" : "");
        html_text(cards->out,
                  about.size ? about : scenario->hearing.intents[intent].name);
    }
    if (rule->listen == LISTEN_SILENCE) {
        card_say(cards, "says nothing for");
        buf_printf(cards->out, " %lld s", (long long)(rule->delay / 1000));
    }
    card_add(cards, "</td>");
}

static void condition_cell(const Cards *cards, const Rule *rule)
{
    card_add(cards, "<td><code>");
    html_text(cards->out, rule->guard_text);
    card_add(cards, "</code></td>");
}

/* The lines of the row of a rule in the table of moves. */
static uint32_t move_lines(const Scenario *scenario, const Rule *rule,
                           Str answer)
{
    uint32_t moves = rule->intent_count ? 0 : 1;
    for (uint32_t i = 0; i < rule->intent_count; i++)
        moves += card_lines(scenario->intent_notes[rule->intents[i]].about,
                            CARD_THIRD);
    uint32_t condition = card_lines(rule->guard_text, CARD_THIRD - 4);
    uint32_t said = card_lines(answer, CARD_THIRD);
    uint32_t most = moves > condition ? moves : condition;
    return 1 + (most > said ? most : said);
}

/* The moves that are answered in a place; several cards when there are many. */
static void moves_table(Cards *cards, Str whose, Str where,
                        const uint32_t *rules, uint32_t count, int32_t role,
                        bool speaks)
{
    static const char *const heads[] = {"The negotiator", "Only if",
                                        "You answer", NULL};
    bool open = false;
    for (uint32_t i = 0; i < count; i++) {
        const Rule *rule = &cards->scenario->rules[rules[i]];
        Str answer = answer_of(rule, role, speaks);
        if (!answer.size ||
            (rule->listen != LISTEN_INTENT && rule->listen != LISTEN_SILENCE))
            continue;
        uint32_t lines = move_lines(cards->scenario, rule, answer);
        if (!card_has_room(cards, lines + (open ? 0 : 3))) {
            card_add(cards, open ? "</table>\n" : "");
            open = false;
            card_begin(cards, "role", whose, "");
            card_add(cards, "<h3>");
            html_text(cards->out, where);
            card_add(cards, " ...</h3>\n");
        }
        if (!open)
            card_table(cards, heads);
        open = true;
        cards->lines += lines;
        card_add(cards, "<tr>");
        move_cell(cards, rule);
        condition_cell(cards, rule);
        card_cell(cards, answer);
        card_add(cards, "</tr>\n");
    }
    if (open)
        card_add(cards, "</table>\n");
}

static bool matters(const Scenario *scenario, const uint32_t *rules,
                    uint32_t count, int32_t role, bool speaks)
{
    for (uint32_t i = 0; i < count; i++)
        if (answer_of(&scenario->rules[rules[i]], role, speaks).size)
            return true;
    return false;
}

static void state_card(Cards *cards, const State *state, Str whose,
                       int32_t role, bool speaks)
{
    const Scenario *scenario = cards->scenario;
    const Rule *enter =
        state->enter == NONE ? NULL : &scenario->rules[state->enter];
    if (!enter &&
        !matters(scenario, state->rules, state->rule_count, role, speaks))
        return;
    card_begin(cards, "role", whose, "");
    card_add(cards, "<h3>");
    html_text(cards->out, state->name);
    card_add(cards, "</h3>\n");
    if (enter) {
        Str line = line_of(&enter->body, role, speaks);
        Str cue = cue_of(&enter->body, role, speaks);
        if (line.size) {
            card_add(cards, "<p class=\"line\">");
            html_text(cards->out, line);
            card_add(cards, "</p>\n");
            cards->lines += 2 * card_lines(line, CARD_WIDTH * 2 / 3);
        }
        card_paragraph(cards, "How", cue);
    }
    card_paragraph(cards, "Listen for", state->expect);
    moves_table(cards, whose, state->name, state->rules, state->rule_count,
                role, speaks);
}

/* Roles that lead the talk get a card for each state; others speak when they
 * are named. */
static void role_cards(Cards *cards, uint32_t number)
{
    const Scenario *scenario = cards->scenario;
    const Role *role = &scenario->roles[number];
    bool speaks = number == scenario->speaker;
    bool leads =
        role->side == SIDE_PERPETRATOR || role->side == SIDE_PERSON_IN_CRISIS;
    role_card(cards, number);
    if (!leads)
        return;
    for (uint32_t i = 0; i < scenario->state_count; i++)
        state_card(cards, &scenario->states[i], role->shown, (int32_t)number,
                   speaks);
    if (matters(scenario, scenario->triggers, scenario->trigger_count,
                (int32_t)number, speaks)) {
        card_begin(cards, "role", role->shown, "at any time");
        moves_table(cards, role->shown, (Str){0}, scenario->triggers,
                    scenario->trigger_count, (int32_t)number, speaks);
    }
}

/* --- Exercise control ----------------------------------------------------- */

static int by_time(const Scenario *scenario, uint32_t a, uint32_t b)
{
    int64_t left = scenario->rules[scenario->injects[a]].delay;
    int64_t right = scenario->rules[scenario->injects[b]].delay;
    if (!left || !right)
        return (left == 0) - (right == 0); /* by hand: last */
    return (left > right) - (left < right);
}

static void inject_row(const Cards *cards, uint32_t inject)
{
    const Scenario *scenario = cards->scenario;
    const Rule *rule = &scenario->rules[scenario->injects[inject]];
    card_add(cards, "<tr>");
    if (rule->listen == LISTEN_AT)
        card_time_cell(cards, rule->delay);
    else
        card_word_cell(cards, "by hand");
    card_add(cards, "<td><strong>");
    html_text(cards->out, rule->name);
    card_add(cards, "</strong><br>");
    html_text(cards->out, rule->about);
    card_add(cards, "</td>");
    condition_cell(cards, rule);
    card_cell(cards, rule->body.note.size ? rule->body.note : rule->body.sign);
    if (rule->listen == LISTEN_AT)
        card_word_cell(cards, "the program");
    else
        card_word_cell(cards, "the trainer");
    card_add(cards, "</tr>\n");
}

/* The lines of the row of an inject. Its four wide columns share a line. */
static uint32_t inject_lines(const Scenario *scenario, uint32_t inject)
{
    enum { FIFTH = CARD_WIDTH / 5 };
    const Rule *rule = &scenario->rules[scenario->injects[inject]];
    Str note = rule->body.note.size ? rule->body.note : rule->body.sign;
    uint32_t event = 1 + card_lines(rule->about, FIFTH);
    uint32_t expected = card_lines(note, FIFTH + 6);
    uint32_t condition = card_lines(rule->guard_text, FIFTH);
    uint32_t most = event > expected ? event : expected;
    return 1 + (most > condition ? most : condition);
}

static void injects_card(Cards *cards)
{
    static const char *const heads[] = {"Time",     "Event", "Only if",
                                        "Expected", "Who",   NULL};
    const Scenario *scenario = cards->scenario;
    if (!scenario->inject_count)
        return;
    card_begin(cards, "control", (Str){0}, "Exercise control: events");
    card_table(cards, heads);
    bool done[scenario->inject_count];
    for (uint32_t i = 0; i < scenario->inject_count; i++)
        done[i] = false;
    for (uint32_t row = 0; row < scenario->inject_count; row++) {
        uint32_t next = scenario->inject_count;
        for (uint32_t i = 0; i < scenario->inject_count; i++)
            if (!done[i] && (next == scenario->inject_count ||
                             by_time(scenario, i, next) < 0))
                next = i;
        done[next] = true;
        uint32_t lines = inject_lines(scenario, next);
        if (row && !card_has_room(cards, lines)) {
            card_add(cards, "</table>\n");
            card_begin(cards, "control", (Str){0}, "Exercise control: events");
            card_table(cards, heads);
        }
        inject_row(cards, next);
        cards->lines += lines;
    }
    card_add(cards, "</table>\n");
}

static void control_card(Cards *cards)
{
    static const char *const heads[] = {"Ending", "Outcome", "What is told",
                                        NULL};
    const Scenario *scenario = cards->scenario;
    card_begin(cards, "control", (Str){0}, "Exercise control");
    add_warnings(cards);
    if (scenario->objective_count) {
        card_add(cards, "<h3>");
        card_say(cards, "What the exercise trains");
        card_add(cards, "</h3>\n<ul>\n");
        for (uint32_t i = 0; i < scenario->objective_count; i++) {
            card_add(cards, "<li>");
            html_text(cards->out, scenario->objectives[i]);
            card_add(cards, "</li>\n");
        }
        card_add(cards, "</ul>\n");
    }
    card_table(cards, heads);
    for (uint32_t i = 0; i < scenario->ending_count; i++) {
        char outcome[64];
        snprintf(outcome, sizeof outcome, "%.*s",
                 STR_ARGS(scenario->endings[i].outcome));
        card_add(cards, "<tr>");
        card_cell(cards, scenario->endings[i].name);
        card_word_cell(cards, outcome);
        card_cell(cards, scenario->endings[i].text);
        card_add(cards, "</tr>\n");
    }
    card_add(cards, "</table>\n");
    card_paragraph(cards, "Support", scenario->support);
}

/* --- The page ------------------------------------------------------------ */

static const char head[] =
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'\">\n"
    "<style>\n"
    "body { font: 11pt/1.4 sans-serif; max-width: 48em; margin: 1em auto; "
    "padding: 0 1em; color: #111; background: #fff; }\n"
    ".card { border: 1px solid #555; border-radius: 4px; padding: 1em; "
    "margin: 0 0 1.5em; break-inside: avoid; overflow-x: auto; }\n"
    ".card header { font-size: 9pt; color: #444; }\n"
    "h1 { font-size: 18pt; } h2 { font-size: 14pt; margin: .2em 0 .5em; }\n"
    "h3 { font-size: 11pt; margin: .8em 0 .2em; } p { margin: .3em 0; }\n"
    "table { border-collapse: collapse; width: 100%; margin: .5em 0; }\n"
    "th, td { border: 1px solid #888; padding: .25em .4em; text-align: left; "
    "vertical-align: top; overflow-wrap: anywhere; }\n"
    "code { font-size: 9pt; } .line { font-size: 15pt; font-weight: bold; }\n"
    ".endex, .warning { border-left: 4px solid #a00; padding-left: .6em; }\n"
    "@page { size: A4; margin: 14mm; }\n"
    "@media print { body { max-width: none; margin: 0; padding: 0; "
    "font-size: 10pt; }\n"
    ".card.first { break-before: page; } h1 + .card { break-before: auto; }\n"
    "h1 { display: none; } }\n"
    "</style>\n";

void cards_html(Buf *out, const Scenario *scenario, CardsWords *words)
{
    Cards cards = {.out = out, .scenario = scenario, .words = words};
    card_add(&cards, "<!DOCTYPE html>\n<html lang=\"");
    html_text(out, scenario->language);
    card_add(&cards, "\">\n<head>\n");
    card_add(&cards, head);
    card_add(&cards, "<title>");
    html_text(out, scenario->title);
    card_add(&cards, "</title>\n</head>\n<body>\n<main>\n<h1>");
    html_text(out, scenario->title);
    card_add(&cards, "</h1>\n");
    negotiators_card(&cards);
    for (uint32_t i = 0; i < scenario->role_count; i++)
        if (scenario->roles[i].side != SIDE_NEGOTIATOR)
            role_cards(&cards, i);
    control_card(&cards);
    injects_card(&cards);
    card_end(&cards);
    card_add(&cards, "</main>\n</body>\n</html>\n");
}
