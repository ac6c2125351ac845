/* Private to lint: the comments of a YAML file, which libyaml drops, and the
 * part of the file that each speaks of. */
#ifndef STANDOFF_LINT_COMMENTS_H
#define STANDOFF_LINT_COMMENTS_H

#include "yaml/yaml.h"

typedef struct {
    Span span; /* from the # to the end of the line */
    /* Bytes that it speaks of, both ends counted. Behind something: its line.
     * Alone on a line: the next line with more than a comment on it. Of either,
     * texts that go on over several lines are part as a whole. Before the first
     * key: the whole file. Nothing: begin > end. */
    uint32_t begin, end;
} Comment;

typedef struct {
    VEC(Comment) all;
} Comments;

/* Finds those whose text (behind # and blanks) begins with `word`, in order.
 * None in a file that cannot be parsed. Memory is the arena's. */
Comments comments_find(Arena *arena, const Sources *sources, uint32_t file,
                       const char *word);

#endif
