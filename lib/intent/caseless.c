/* Case folding is utf8proc's (full, of Unicode), with ASCII and Russian done
 * here for speed. Knows no locale. Start at caseless_add. */
#include "intent/caseless.h"

#include <string.h>
#include <utf8proc.h>

#include "intent/fold.h"

enum { LONGEST = 8 }; /* code points that one folds to; Unicode has 3 */

bool caseless_is_word(int32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9') || c == '_';
    utf8proc_category_t category = utf8proc_category(c);
    return (category >= UTF8PROC_CATEGORY_LU &&
            category <= UTF8PROC_CATEGORY_LO) ||
           (category >= UTF8PROC_CATEGORY_ND &&
            category <= UTF8PROC_CATEGORY_NO);
}

/* Whether a word character stands at `at`; *next is what follows it. */
static bool word_at(Str text, size_t at, size_t *next)
{
    if (at >= text.size)
        return false;
    *next = at;
    return caseless_is_word(fold_decode(text, next));
}

bool caseless_next_word(Str text, size_t *at, Str *word)
{
    size_t begin = *at, next = 0;
    while (begin < text.size && !word_at(text, begin, &next))
        begin = next;
    if (begin >= text.size) {
        *at = text.size;
        return false;
    }
    size_t end = begin;
    for (;;) {
        while (word_at(text, end, &next))
            end = next;
        bool joined = end < text.size &&
                      (text.data[end] == '\'' || text.data[end] == '-') &&
                      word_at(text, end + 1, &next);
        if (!joined)
            break;
        end = next;
    }
    *word = str_slice(text, begin, end);
    *at = end;
    return true;
}

static size_t fold_case(int32_t c, int32_t out[LONGEST])
{
    if (c < 0x80) {
        out[0] = c >= 'A' && c <= 'Z' ? c + 32 : c;
        return 1;
    }
    if (c >= 0x410 && c <= 0x44F) {
        out[0] = c < 0x430 ? c + 32 : c;
        return 1;
    }
    int last = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char(c, out, LONGEST, UTF8PROC_CASEFOLD, &last);
    if (count >= 1 && count <= LONGEST)
        return (size_t)count;
    out[0] = c;
    return 1;
}

/* Case-folded code points, one at a time. */
typedef struct {
    Str text;
    size_t at;
    int32_t pending[LONGEST];
    size_t count, used;
} Folder;

/* -1 at the end. */
static int32_t folder_next(Folder *f)
{
    if (f->used == f->count) {
        if (f->at >= f->text.size)
            return -1;
        f->count = fold_case(fold_decode(f->text, &f->at), f->pending);
        f->used = 0;
    }
    return f->pending[f->used++];
}

bool caseless_equal(Str a, Str b)
{
    Folder x = {.text = a}, y = {.text = b};
    for (;;) {
        int32_t c = folder_next(&x);
        if (c != folder_next(&y))
            return false;
        if (c < 0)
            return true;
    }
}

static bool is_blank(int32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 ||
           (c >= 0x1680 && utf8proc_category(c) >= UTF8PROC_CATEGORY_ZS &&
            utf8proc_category(c) <= UTF8PROC_CATEGORY_ZP) ||
           c == 0x180E;
}

typedef struct {
    Buf *out;
    char bytes[256];
    size_t count;
    bool blank; /* the last byte written is one */
} Writer;

static void put(Writer *w, int32_t c)
{
    if (c == ' ' && w->blank)
        return;
    w->blank = c == ' ';
    if (w->count + 4 > sizeof w->bytes) {
        buf_add(w->out, (Str){w->bytes, w->count});
        w->count = 0;
    }
    utf8proc_uint8_t *to = (utf8proc_uint8_t *)w->bytes + w->count;
    if (c < 0x80) {
        *to = (utf8proc_uint8_t)c;
        w->count++;
    } else {
        w->count += (size_t)utf8proc_encode_char(c, to);
    }
}

void caseless_add(Buf *out, Str text)
{
    Writer w; /* its bytes are not worth clearing */
    w.out = out;
    w.count = 0;
    w.blank = out->size && out->data[out->size - 1] == ' ';
    for (size_t at = 0; at < text.size;) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte > ' ' && byte < 0x80) {
            put(&w, byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
            at++;
            continue;
        }
        int32_t folded[LONGEST];
        int32_t c = fold_decode(text, &at);
        size_t count = fold_case(is_blank(c) ? ' ' : c, folded);
        for (size_t i = 0; i < count; i++)
            put(&w, folded[i]);
    }
    buf_add(out, (Str){w.bytes, w.count});
}
