/* What the files of this module look like, as tables of typed keys. The
 * loader checks files against them; the JSON Schema is made from them. */
#ifndef STANDOFF_SCENARIO_KEYS_H
#define STANDOFF_SCENARIO_KEYS_H

#include "yaml/shape.h"

extern const Shape scenario_shape;
extern const Shape pack_shape;
extern const Shape translation_shape;
extern const Shape translation_intent_shape; /* what it may replace */

/* Shapes whose bounds the builder needs when it reads their values. */
extern const Shape shape_difficulty;
extern const Shape shape_meter_start;
extern const Shape shape_meter_range;
extern const Shape shape_word_count;
extern const Shape shape_mirror_count;
extern const Shape shape_turn_count;

/* Words of an enumeration, ended by NULL; indices are those of the enums in
 * scenario.h. */
extern const char *const words_side[];
extern const char *const words_better[];
extern const char *const words_stance[];
extern const char *const words_demand_kind[];
extern const char *const words_trigger[];
extern const char *const words_tone[];
extern const char *const words_file_kind[];

#endif
