/* Bounded counting. Start at roll_add and frequent_add. */
#include "report/roll.h"

#include <stdlib.h>
#include <string.h>

#include "source/source.h"

/* --- Names ------------------------------------------------------------------
 */

void roll_init(Roll *roll, Arena *arena, uint32_t most)
{
    *roll = (Roll){.arena = arena, .most = most};
    roll->names = ARENA_ARRAY(arena, Str, most);
    roll->order = ARENA_ARRAY(arena, uint32_t, most);
}

int32_t roll_add(Roll *roll, Str name)
{
    uint32_t low = 0, high = roll->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_compare(roll->names[roll->order[middle]], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < roll->count && str_equal(roll->names[roll->order[low]], name))
        return (int32_t)roll->order[low];
    if (roll->count == roll->most) {
        roll->refused++;
        return ROLL_FULL;
    }
    memmove(roll->order + low + 1, roll->order + low,
            (roll->count - low) * sizeof *roll->order);
    roll->order[low] = roll->count;
    roll->names[roll->count] = str_copy(roll->arena, name);
    return (int32_t)roll->count++;
}

/* --- Frequent texts --------------------------------------------------------
 */

void frequent_init(Frequent *frequent, Arena *arena, uint32_t most)
{
    *frequent = (Frequent){.most = most, .chain_count = 2 * most};
    frequent->texts = ARENA_ARRAY(arena, FrequentText, most);
    frequent->chains = ARENA_ARRAY(arena, int32_t, frequent->chain_count);
    for (uint32_t i = 0; i < frequent->chain_count; i++)
        frequent->chains[i] = -1;
}

/* FNV-1a. */
static int32_t *chain_of(const Frequent *frequent, Str key, uint32_t group)
{
    uint32_t hash = 2166136261u ^ group;
    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 16777619u;
    return &frequent->chains[hash % frequent->chain_count];
}

static Str key_of(const FrequentText *text)
{
    return (Str){text->key, text->key_size};
}

/* A rarest text's place, taken out of its chain. */
static uint32_t take_rarest(Frequent *frequent)
{
    for (uint32_t seen = 0;; seen++) {
        if (seen == frequent->most) { /* none has that count any more */
            frequent->rarest = UINT64_MAX;
            for (uint32_t i = 0; i < frequent->most; i++)
                if (frequent->texts[i].count < frequent->rarest)
                    frequent->rarest = frequent->texts[i].count;
            seen = 0;
        }
        frequent->cursor = (frequent->cursor + 1) % frequent->most;
        if (frequent->texts[frequent->cursor].count <= frequent->rarest)
            break;
    }
    const FrequentText *text = &frequent->texts[frequent->cursor];
    int32_t *at = chain_of(frequent, key_of(text), text->group);
    while (*at != (int32_t)frequent->cursor)
        at = &frequent->texts[*at].next;
    *at = text->next;
    frequent->inexact = true;
    return frequent->cursor;
}

/* At most FREQUENT_BYTES of it, whole characters. */
static Str cut(Str text)
{
    if (text.size <= FREQUENT_BYTES)
        return text;
    size_t size = FREQUENT_BYTES;
    while (size && ((unsigned char)text.data[size] & 0xc0) == 0x80)
        size--;
    return str_slice(text, 0, size);
}

static void copy_into(char to[FREQUENT_BYTES], uint16_t *size, Str text)
{
    text = cut(text);
    if (text.size)
        memcpy(to, text.data, text.size);
    *size = (uint16_t)text.size;
}

void frequent_add(Frequent *frequent, Str key, Str shown, uint32_t group)
{
    key = cut(key);
    frequent->all++;
    int32_t *chain = chain_of(frequent, key, group);
    for (int32_t i = *chain; i >= 0; i = frequent->texts[i].next) {
        FrequentText *text = &frequent->texts[i];
        if (text->group == group && str_equal(key_of(text), key)) {
            text->count++;
            return;
        }
    }
    uint64_t error = 0;
    uint32_t place = frequent->count;
    if (place < frequent->most) {
        frequent->count++;
    } else {
        place = take_rarest(frequent);
        error = frequent->texts[place].count;
    }
    FrequentText *text = &frequent->texts[place];
    text->group = group;
    text->count = error + 1;
    text->error = error;
    copy_into(text->key, &text->key_size, key);
    copy_into(text->shown, &text->shown_size, shown);
    text->next = *chain;
    *chain = (int32_t)place;
}

static int by_count(const void *left, const void *right)
{
    const FrequentText *a = left, *b = right;
    uint64_t least_a = a->count - a->error, least_b = b->count - b->error;
    if (least_a != least_b)
        return least_a > least_b ? -1 : 1;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return str_compare(key_of(a), key_of(b));
}

void frequent_sort(Frequent *frequent)
{
    if (frequent->count)
        qsort(frequent->texts, frequent->count, sizeof *frequent->texts,
              by_count);
}
