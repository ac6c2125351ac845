/* Private to report: the parts of a printed card, and how much of its page they
 * take. A card is never cut by a page break: who fills it asks whether there is
 * room, and begins another. */
#ifndef STANDOFF_REPORT_CARD_H
#define STANDOFF_REPORT_CARD_H

#include "report/cards.h"

typedef struct {
    Buf *out;
    const Scenario *scenario;
    CardsWords *words;
    bool open;      /* a card */
    Str whose;      /* it is */
    uint32_t lines; /* of the page that it takes so far, an estimate */
} Cards;

void card_add(const Cards *cards, const char *html);

/* One of the page's own words, in its language. */
void card_say(const Cards *cards, const char *english);

/* A card with a heading: whose it is, and what is on it (English, or ""). Ends
 * the card before. */
void card_begin(Cards *cards, const char *kind, Str whose, const char *what);
void card_end(Cards *cards);

/* Lines that a text takes in a column of so many characters, at least one. */
uint32_t card_lines(Str text, uint32_t width);
enum { CARD_WIDTH = 82, CARD_THIRD = 25 }; /* characters in a line, A4, 10 pt */

/* Whether so many lines more still go on the page. */
bool card_has_room(const Cards *cards, uint32_t lines);

/* A heading (English) and a text; nothing when the text is empty. */
void card_paragraph(Cards *cards, const char *label, Str text);

/* A table and its heads (English), ended by NULL; cells. */
void card_table(Cards *cards, const char *const *heads);
void card_cell(const Cards *cards, Str text);
void card_time_cell(const Cards *cards, int64_t ms);
void card_word_cell(const Cards *cards, const char *english);

#endif
