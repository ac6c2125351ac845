/* The scalars of the language: names, numbers, durations, ranges, changes.
 * Each is a small grammar over the text as spelled; YAML's own ideas of types
 * play no part. shape.c says what is wrong with one. */
#include <string.h>

#include "yaml/shape.h"

enum {
    SLOT_NAME_LIMIT = 32,       /* PCRE2's limit for a group's name */
    NUMBER_LIMIT = 1000000000,  /* where a shape sets no bounds */
    LONGEST_DURATION = 30 * 24, /* hours */
};

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_identifier(Str text, char joint)
{
    if (!text.size || !is_lower(text.data[0]))
        return false;
    for (size_t i = 1; i < text.size; i++) {
        char c = text.data[i];
        if (!is_lower(c) && !is_digit(c) && c != joint)
            return false;
    }
    return true;
}

bool shape_is_name(Str text)
{
    return is_identifier(text, '-');
}

bool shape_is_slot_name(Str text)
{
    return text.size <= SLOT_NAME_LIMIT && is_identifier(text, '_');
}

static bool is_scalar(const YamlNode *node)
{
    return node && !node->bad && node->kind == YAML_SCALAR;
}

/* -?(0|[1-9][0-9]*) : no plus, no octal, no underscores. */
static bool read_integer(Str text, int64_t *out)
{
    size_t first = text.size && text.data[0] == '-';
    if (first == text.size || !is_digit(text.data[first]))
        return false;
    if (text.data[first] == '0' && text.size > first + 1)
        return false;
    return str_to_int(text, out);
}

static bool is_within(const Shape *shape, int64_t value)
{
    if (shape->low == shape->high) /* no bounds given */
        return value >= -NUMBER_LIMIT && value <= NUMBER_LIMIT;
    return value >= shape->low && value <= shape->high;
}

bool shape_integer(const YamlNode *node, const Shape *shape, int64_t *out)
{
    int64_t value;
    if (!is_scalar(node) || node->style != YAML_PLAIN ||
        !read_integer(node->text, &value) || !is_within(shape, value))
        return false;
    *out = value;
    return true;
}

bool shape_boolean(const YamlNode *node, bool *out)
{
    if (!is_scalar(node) || node->style != YAML_PLAIN)
        return false;
    bool yes = str_equal_c(node->text, "true");
    if (!yes && !str_equal_c(node->text, "false"))
        return false;
    *out = yes;
    return true;
}

bool shape_duration_text(Str text, int64_t *milliseconds)
{
    static const char units[] = "hms";
    static const int64_t seconds[] = {3600, 60, 1};
    const int64_t most = (int64_t)LONGEST_DURATION * 3600;
    int64_t total = 0;
    size_t unit = 0; /* the largest that may still come */
    for (size_t i = 0; i < text.size; i++) {
        int64_t count = 0;
        size_t digits = i;
        for (; i < text.size && is_digit(text.data[i]); i++) {
            count = count * 10 + (text.data[i] - '0');
            if (count > most)
                return false;
        }
        if (i == digits || i == text.size)
            return false;
        while (units[unit] && units[unit] != text.data[i])
            unit++;
        if (!units[unit])
            return false;
        total += count * seconds[unit++];
    }
    if (total < 1 || total > most)
        return false;
    *milliseconds = total * 1000;
    return true;
}

bool shape_duration(const YamlNode *node, int64_t *milliseconds)
{
    return is_scalar(node) && shape_duration_text(node->text, milliseconds);
}

bool shape_range(const YamlNode *node, const Shape *shape, int64_t *low,
                 int64_t *high)
{
    if (!is_scalar(node) || !node->text.size)
        return false;
    Str text = node->text;
    size_t dots = 0;
    while (dots + 1 < text.size && memcmp(text.data + dots, "..", 2) != 0)
        dots++;
    int64_t first, last;
    if (!read_integer(str_slice(text, 0, dots), &first) ||
        !read_integer(str_slice(text, dots + 2, text.size), &last) ||
        first > last || !is_within(shape, first) || !is_within(shape, last))
        return false;
    *low = first;
    *high = last;
    return true;
}

bool shape_values(const YamlNode *node, const Shape *shape, int64_t *low,
                  int64_t *high)
{
    if (!shape_integer(node, shape, low))
        return shape_range(node, shape, low, high);
    *high = *low;
    return true;
}

bool shape_change(const YamlNode *node, ShapeChange *how, int64_t *value)
{
    if (!is_scalar(node) || !node->text.size)
        return false;
    char sign = node->text.data[0];
    Str rest = str_slice(node->text, 1, node->text.size);
    int64_t number;
    if (!strchr("+-=", sign) || !read_integer(rest, &number) ||
        (sign != '=' && !is_digit(rest.data[0])) || number > NUMBER_LIMIT ||
        number < -NUMBER_LIMIT)
        return false;
    *how = sign == '=' ? CHANGE_SET : CHANGE_ADD;
    *value = sign == '-' ? -number : number;
    return true;
}

int shape_word(const YamlNode *node, const char *const *words)
{
    if (!is_scalar(node))
        return -1;
    for (int i = 0; words[i]; i++) {
        if (str_equal_c(node->text, words[i]))
            return i;
    }
    return -1;
}
