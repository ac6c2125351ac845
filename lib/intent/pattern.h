/* Patterns as written: what is refused, and folding of their literals. */
#ifndef STANDOFF_INTENT_PATTERN_H
#define STANDOFF_INTENT_PATTERN_H

#include "base/buf.h"
#include "intent/gather.h"
#include "intent/intent.h"

/* Adds the folded form of `pattern` to `folded`; `map`, if given, gets where
 * each byte comes from, as intent_fold's. False when the pattern is longer
 * than the limit, uses a construct that is refused, or a character of a class
 * does not survive folding. `set`, if given, has the slots that named groups
 * may fill; any other name is a fault. Whether the pattern compiles is not
 * looked at. */
bool pattern_fold(Str pattern, const IntentSet *set, Buf *folded, Buf *map,
                  IntentFault *fault);

/* Tells what a folded pattern needs. */
void pattern_gather(Str folded, Gather *gather);

#endif
