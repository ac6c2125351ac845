/* JSON Schema (draft-07) of the files, made from the loader's own tables of
 * keys, for editors and for programs that write scenarios. */
#ifndef STANDOFF_REPORT_SCHEMA_H
#define STANDOFF_REPORT_SCHEMA_H

#include "yaml/shape.h"

/* A kind of file, as its key `kind` names it. */
typedef struct {
    const char *name;
    const Shape *shape;
    bool assumed; /* a file that does not say its kind is of this one */
} SchemaKind;

/* Writes the schema of files of these kinds; with several the key `kind`
 * decides, and the first is the assumed one. What a schema cannot say, as that
 * a name is defined, is left to lint. */
void schema_write(const SchemaKind *kinds, size_t count, Buf *out);

#endif
