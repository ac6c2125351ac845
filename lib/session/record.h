/* A session in its journal: the lines that are written, and reading them.
 * journal.h keeps the bytes; here is what they mean. */
#ifndef STANDOFF_SESSION_RECORD_H
#define STANDOFF_SESSION_RECORD_H

#include "session/journal.h"
#include "session/session.h"

/* What the first line of a journal says. Texts live in the arena. */
typedef struct {
    Str path; /* of the scenario, absolute */
    Str root; /* as given with --root, or empty */
    Str language;
    Str files; /* SHA-256 over all its files, in hexadecimal */
    Str title;
    Str trainee; /* a pseudonym, or empty */
    Str group;   /* the class, or empty */
    uint64_t seed;
    int64_t wall; /* Unix milliseconds */
} RecordStart;

/* A checksum over the bytes of all files of a scenario, each after its
 * length. */
enum { RECORD_DIGEST = 65 };
void record_digest(const Sources *sources, char digest[RECORD_DIGEST]);

/* Whether a text may name a person or a class: it is UTF-8 without control
 * characters and '/', does not begin with '.', and is not too long. */
enum { RECORD_NAME_MOST = 64 };
bool record_is_name(Str text);

/* Reads the first line. False when it is no start of a journal. */
bool record_read_start(Arena *arena, Str line, RecordStart *start);

/* The wall time of the last input, or of the start; 0 when nothing says it. */
int64_t record_last_wall(Str text);

/* The lines of a journal, as its writer calls it: with every message of a
 * session (`start` for the first), and with every input before it takes
 * effect. An input is synced. `wall` is a label, Unix milliseconds. False when
 * memory ran out; the journal's own trouble is its state. */
bool record_message(Journal *journal, const Session *session,
                    const Message *message, const RecordStart *start);
bool record_input(Journal *journal, const Session *session, const Input *input,
                  int64_t wall);

#endif
