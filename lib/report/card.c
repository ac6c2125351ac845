/* The parts of a printed card. Widths and lines are those of a sheet of A4 with
 * letters of 10 points, counted generously: a card that ends early is no harm,
 * one that is cut is. */
#include "report/card.h"

#include "report/html.h"

enum { PAGE_LINES = 40 };

void card_add(const Cards *cards, const char *html)
{
    buf_add_c(cards->out, html);
}

void card_say(const Cards *cards, const char *english)
{
    html_text(cards->out, str_from(cards->words(english)));
}

void card_end(Cards *cards)
{
    if (cards->open)
        card_add(cards, "</section>\n");
    cards->open = false;
}

void card_begin(Cards *cards, const char *kind, Str whose, const char *what)
{
    bool first = !cards->open || !str_equal(whose, cards->whose);
    card_end(cards);
    cards->open = true;
    cards->whose = whose;
    buf_printf(cards->out, "<section class=\"card %s%s\">\n<header>", kind,
               first ? " first" : "");
    html_text(cards->out, cards->scenario->title);
    card_add(cards, "</header>\n<h2>");
    html_text(cards->out, whose);
    if (*what) {
        card_add(cards, whose.size ? ": " : "");
        card_say(cards, what);
    }
    card_add(cards, "</h2>\n");
    cards->lines = 4;
}

uint32_t card_lines(Str text, uint32_t width)
{
    uint32_t lines = 1, used = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool begins = ((unsigned char)text.data[i] & 0xc0) != 0x80;
        if (text.data[i] == '\n' || (begins && used == width)) {
            lines++;
            used = 0;
        }
        used += begins && text.data[i] != '\n';
    }
    return lines;
}

bool card_has_room(const Cards *cards, uint32_t lines)
{
    return cards->lines + lines <= PAGE_LINES;
}

void card_paragraph(Cards *cards, const char *label, Str text)
{
    if (!text.size)
        return;
    card_add(cards, "<h3>");
    card_say(cards, label);
    card_add(cards, "</h3>\n");
    html_paragraphs(cards->out, text);
    cards->lines += 2 + card_lines(text, CARD_WIDTH);
}

void card_table(Cards *cards, const char *const *heads)
{
    card_add(cards, "<table>\n<tr>");
    for (; *heads; heads++) {
        card_add(cards, "<th scope=\"col\">");
        card_say(cards, *heads);
        card_add(cards, "</th>");
    }
    card_add(cards, "</tr>\n");
    cards->lines += 3;
}

void card_cell(const Cards *cards, Str text)
{
    card_add(cards, "<td>");
    html_text(cards->out, text);
    card_add(cards, "</td>");
}

void card_time_cell(const Cards *cards, int64_t ms)
{
    card_add(cards, "<td>");
    if (ms > 0)
        buf_printf(cards->out, "%lld:%02d", (long long)(ms / 60000),
                   (int)(ms / 1000 % 60));
    card_add(cards, "</td>");
}

void card_word_cell(const Cards *cards, const char *english)
{
    card_add(cards, "<td>");
    card_say(cards, english);
    card_add(cards, "</td>");
}
