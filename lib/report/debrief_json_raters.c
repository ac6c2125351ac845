/* What observers saw, in the debrief's JSON. */
#include "report/debrief_json.h"
#include "report/raters.h"

static json_t *names_of(Writing *writing, const Str *names, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        writing_append(writing, array, json_text(names[i]));
    return array;
}

static json_t *figure(Writing *writing, const Agreement *from,
                      const char *method, const char *band)
{
    static const char *const undefined[] = {
        [AGREEMENT_DEFINED] = NULL,
        [AGREEMENT_RATERS] = "raters",
        [AGREEMENT_NO_PAIR] = "no-pair",
        [AGREEMENT_ONE_LEVEL] = "one-level",
    };
    bool defined = from->status == AGREEMENT_DEFINED;
    json_t *object = json_object();
    writing_put(writing, object, "method", json_string(method));
    writing_put(writing, object, "value",
                defined ? json_real(from->value) : json_null());
    writing_put(writing, object, "n", json_integer((json_int_t)from->n));
    if (!defined)
        writing_put(writing, object, "undefined",
                    json_string(undefined[from->status]));
    else if (band)
        writing_put(writing, object, "band", json_string(band));
    return object;
}

static json_t *scale_of(Writing *writing, const Raters *raters,
                        const RatersScale *scale)
{
    json_t *object = json_object();
    writing_put(writing, object, "scale", json_text(scale->name));
    writing_put(writing, object, "kind",
                json_string(scale->ordinal ? "ordinal" : "nominal"));
    writing_put(writing, object, "items", json_integer(scale->items));
    writing_put(writing, object, "raw",
                figure(writing, &scale->raw, "pairs", NULL));
    writing_put(writing, object, "kappa",
                figure(writing, &scale->kappa,
                       raters->count == 2 ? "cohen" : "fleiss",
                       agreement_kappa_band(scale->kappa.value)));
    writing_put(writing, object, "alpha",
                figure(writing, &scale->alpha, "krippendorff",
                       agreement_alpha_band(scale->alpha.value)));
    return object;
}

static json_t *item_of(Writing *writing, const Raters *raters, uint32_t item)
{
    const RubricItem *what = &raters->rubric->items[item];
    json_t *object = json_object(), *levels = json_object(),
           *notes = json_object();
    writing_put(writing, object, "area", json_text(what->area));
    writing_put(writing, object, "item", json_text(what->name));
    writing_put(writing, object, "text", json_text(what->text));
    writing_put(writing, object, "scale", json_text(what->scale));
    for (uint32_t r = 0; r < raters->count; r++) {
        const Rating *rating = &raters->ratings[r];
        Str name = rating->rater;
        if (rating->levels[item] != RATING_NONE)
            writing->failed |=
                json_object_setn_new(levels, name.data, name.size,
                                     json_integer(rating->levels[item] + 1));
        if (rating->notes[item].size)
            writing->failed |= json_object_setn_new(
                notes, name.data, name.size, json_text(rating->notes[item]));
    }
    writing_put(writing, object, "levels", levels);
    writing_put(writing, object, "apart",
                json_integer(raters_spread(raters, item)));
    writing_put(writing, object, "remarks", notes);
    return object;
}

static json_t *code_of(Writing *writing, const Raters *raters,
                       const RatersCode *from)
{
    json_t *object = json_object(), *is = json_object();
    writing_put(writing, object, "turn", json_integer(from->turn));
    writing_put(writing, object, "was",
                names_of(writing, from->was, from->was_count));
    for (uint32_t r = 0; r < raters->count; r++) {
        const Rating *rating = &raters->ratings[r];
        const RatingCode *code = raters_code(rating, from->turn);
        if (code)
            writing->failed |= json_object_setn_new(
                is, rating->rater.data, rating->rater.size,
                names_of(writing, code->is, code->is_count));
    }
    writing_put(writing, object, "is", is);
    writing_put(writing, object, "differ", json_boolean(from->differ));
    return object;
}

json_t *writing_raters(Writing *writing)
{
    const Raters *raters = writing->debrief->raters;
    if (!raters || !raters->count)
        return json_null();
    json_t *object = json_object(), *names = json_array(),
           *scales = json_array(), *items = json_array(), *codes = json_array();
    writing_put(writing, object, "sheet", json_text(raters->rubric->title));
    for (uint32_t r = 0; r < raters->count; r++)
        writing_append(writing, names, json_text(raters->ratings[r].rater));
    for (uint32_t i = 0; i < raters->scale_count; i++)
        writing_append(writing, scales,
                       scale_of(writing, raters, &raters->scales[i]));
    for (uint32_t i = 0; i < raters->rubric->item_count; i++)
        writing_append(writing, items, item_of(writing, raters, i));
    for (uint32_t i = 0; i < raters->code_count; i++)
        writing_append(writing, codes,
                       code_of(writing, raters, &raters->codes[i]));
    writing_put(writing, object, "raters", names);
    writing_put(writing, object, "scales", scales);
    writing_put(writing, object, "items", items);
    writing_put(writing, object, "codes", codes);
    return object;
}
