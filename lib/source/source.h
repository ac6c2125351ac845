/* A file's text, and where a byte of it stands.
 *
 * Everything above this module speaks of byte spans; lines and columns are
 * computed only when something is shown. Files are opened here with the care
 * that foreign files need: regular files only, at most a cap of bytes, nothing
 * outside a root. Does not print. */
#ifndef STANDOFF_SOURCE_SOURCE_H
#define STANDOFF_SOURCE_SOURCE_H

#include "base/str.h"
#include "base/vec.h"

enum { SOURCE_SIZE_LIMIT = 4 * 1024 * 1024 }; /* bytes in one file */

/* Bytes begin..end (end not included) of file number `file` of a set. */
typedef struct {
    uint32_t file;
    uint32_t begin;
    uint32_t end;
} Span;

/* How many characters begin before a byte, and how many of them take two UTF-16
 * code units: kept for every SOURCE_MARK bytes, since a line may be as long as
 * its file. */
typedef struct {
    uint32_t characters;
    uint32_t wide;
} SourceMark;

enum { SOURCE_MARK = 4 * 1024 };

typedef struct {
    Str path;              /* as given or found; shown in messages */
    Str text;              /* the bytes, a NUL after them that is not counted */
    const uint32_t *lines; /* byte offset of each line's first byte */
    uint32_t line_count;   /* at least 1 */
    const SourceMark *marks;
} Source;

/* The files of one load, numbered from 0; Span.file is an index. */
typedef struct {
    VEC(Source) files;
} Sources;

typedef enum {
    SOURCE_OK,
    SOURCE_UNREADABLE, /* errno value in *error */
    SOURCE_DIRECTORY,
    SOURCE_NOT_REGULAR, /* FIFO, device, socket */
    SOURCE_TOO_LARGE,   /* more than `limit` bytes */
} SourceStatus;

/* Reads a file whole; never blocks on a FIFO or device. `path` "-" reads
 * standard input and is shown as "<stdin>". A failed read gives a source with
 * no text, so that messages can name it. *number is its place in the set.
 * Memory lives in `arena`. */
SourceStatus source_read(Arena *arena, Sources *sources, Str path, size_t limit,
                         uint32_t *number, int *error);

/* As source_read, for a file named by another: opens `path`, relative to the
 * directory `root`, and refuses (SOURCE_UNREADABLE with EXDEV or ELOOP) any
 * path that leaves it, by `..` or by a symbolic link (openat2
 * RESOLVE_BENEATH, else part by part). `shown` is the path for messages. */
SourceStatus source_read_beneath(Arena *arena, Sources *sources, Str root,
                                 Str path, Str shown, size_t limit,
                                 uint32_t *number, int *error);

/* A source from bytes in memory (copied); for tests and embedding. */
uint32_t source_add(Arena *arena, Sources *sources, Str path, Str text);

/* Lines end at LF, CRLF or a lone CR, as YAML has them (not at NEL, LS, PS). */
typedef struct {
    uint32_t line;    /* from 1 */
    uint32_t column;  /* from 1, in code points: what editors show */
    uint32_t display; /* from 0, terminal cells before it: for underlines */
} Position;

Position source_position(const Source *source, uint32_t offset);

/* The column in UTF-16 code units, from 1: what SARIF and LSP count. */
uint32_t source_utf16_column(const Source *source, uint32_t offset);

/* The text of a line (from 1) without its line end. */
Str source_line(const Source *source, uint32_t line);

/* Terminal cells of `text`, by utf8proc's widths; tabs count to the next
 * multiple of eight from `start`; control characters as shown by diag. */
uint32_t source_width(Str text, uint32_t start);

/* Length of the longest prefix of `text` that is valid UTF-8. */
size_t source_utf8_valid(Str text);

#endif
