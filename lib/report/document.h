/* A document in the making: headings, paragraphs, lists and tables, written
 * once and laid out as an HTML page or as Markdown. Whatever comes from a file
 * or a person goes through one escaper for each; the page needs no network and
 * runs no script. Knows nothing of what the document is about. */
#ifndef STANDOFF_REPORT_DOCUMENT_H
#define STANDOFF_REPORT_DOCUMENT_H

#include "base/buf.h"
#include "report/words.h"

/* The page's own words: English in, the translation out. */
typedef const char *DocumentWords(const char *english);

typedef enum { DOCUMENT_HTML, DOCUMENT_MARKDOWN } DocumentForm;

/* The caller fills in the first part and zeroes the rest. */
typedef struct {
    Buf *out;
    DocumentForm form;
    DocumentWords *words;
    Str language; /* of the page's own words */
    Str quoted;   /* language of what is quoted from a scenario or a session */

    /* Private. */
    int tables;       /* so far: they have numbers */
    int columns;      /* of the table under way */
    int column;       /* the cell under way, from 1 */
    bool heading;     /* the table's head is open */
    const char *list; /* what ends the list that is open, or NULL */
} Document;

/* --- The whole ----------------------------------------------------------- */

/* `english` is what kind of document it is, `title` what it is about, quoted.
 */
void document_begin(Document *document, const char *english, Str title);
void document_end(Document *document);

/* A heading of the second rank with an anchor `id`, or of the third. */
void document_section(Document *document, const char *id, const char *english);
void document_heading(Document *document, const char *english);

/* One of the third rank whose words follow. */
void document_heading_begin(Document *document);
void document_heading_end(Document *document);

/* --- Blocks: begin, words, end ------------------------------------------- */

void document_paragraph(Document *document);
void document_paragraph_end(Document *document);

/* Items follow each other; any other block ends the list. */
void document_item(Document *document);

/* An item of a transcript; `kind` is a class of the style. */
void document_entry(Document *document, const char *kind);
void document_item_end(Document *document);

/* A box to be ticked by hand is an item, too. */
void document_box(Document *document);

/* Room to write by hand. */
void document_lines(Document *document, int count);

/* --- Tables -------------------------------------------------------------- */

/* `heads` ends with NULL; document_head adds one that is a name. The first cell
 * of a row is its head. Captions differ from each other; {1} stands for
 * `number`. */
void document_table(Document *document, const char *caption,
                    const char *const *heads);
void document_table_of(Document *document, const char *caption, int64_t number,
                       const char *const *heads);
void document_head(Document *document, Str name);
void document_row(Document *document);
void document_cell(Document *document); /* ends the cell before */
void document_table_end(Document *document);

/* What would be in the way of reading, behind a line that opens it. In Markdown
 * it just follows. */
void document_details(Document *document, const char *english);
void document_details_end(Document *document);

/* --- Words: inside a block or a cell ------------------------------------- */

/* What stands for {1} to {9} in a sentence. */
typedef enum {
    PART_KIND_NUMBER,
    PART_KIND_OWN,    /* as it is */
    PART_KIND_QUOTED, /* from a scenario or a person, in their language */
    PART_KIND_WORD,   /* translated */
    PART_KIND_TIME,
} PartKind;

typedef struct {
    PartKind kind;
    Str text;
    int64_t number;
} DocumentPart;

#define PART_NUMBER(n) ((DocumentPart){PART_KIND_NUMBER, {0}, (n)})
#define PART_OWN(s) ((DocumentPart){PART_KIND_OWN, (s), 0})
#define PART_QUOTED(s) ((DocumentPart){PART_KIND_QUOTED, (s), 0})
#define PART_WORD(c) ((DocumentPart){PART_KIND_WORD, str_from(c), 0})
#define PART_TIME(ms) ((DocumentPart){PART_KIND_TIME, {0}, (ms)})

/* A sentence of the page's own, translated, with its parts filled in. */
void document_say(Document *document, const char *english,
                  const DocumentPart *parts, size_t count);
#define SAY(document, english, ...)                                            \
    document_say((document), (english), (const DocumentPart[]){__VA_ARGS__},   \
                 sizeof((const DocumentPart[]){__VA_ARGS__}) /                 \
                     sizeof(DocumentPart))

void document_word(Document *document, const char *english); /* translated */
void document_number(Document *document, int64_t number);
void document_text(Document *document, Str text);   /* the page's language */
void document_quoted(Document *document, Str text); /* the scenario's */
void document_strong(Document *document, const char *english);
void document_code(Document *document, Str text);
void document_break(Document *document); /* a new line in a cell */

void document_time(Document *document, int64_t ms); /* "1:05", "1:01:05" */

/* --- For what is drawn --------------------------------------------------- */

/* Markup of the program's own, as it is; nothing in Markdown. */
void document_markup(Document *document, const char *html);

#endif
