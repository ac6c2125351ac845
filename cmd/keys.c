/* Bytes to characters. Start at keys_next. */
#include "cmd/keys.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "source/source.h"

enum { REPLACEMENT = 0xfffd };

static const char paste_begins[] = "\x1b[200~", paste_ends[] = "\x1b[201~";

void keys_clear(Keys *keys)
{
    *keys = (Keys){0};
}

bool keys_fill(Keys *keys, int descriptor, int *error)
{
    memmove(keys->bytes, keys->bytes + keys->begin, keys->end - keys->begin);
    keys->end -= keys->begin;
    keys->begin = 0;
    ssize_t size = read(descriptor, keys->bytes + keys->end,
                        sizeof keys->bytes - keys->end);
    *error = size < 0 ? errno : 0;
    if (size < 0)
        return errno == EINTR || errno == EAGAIN;
    keys->end += (size_t)size;
    keys->settled = false;
    return size > 0;
}

static Str held(const Keys *keys)
{
    return (Str){keys->bytes + keys->begin, keys->end - keys->begin};
}

/* Whether the bytes held are `text`, or may become it. */
static KeysStatus looks_like(const Keys *keys, const char *text)
{
    Str bytes = held(keys);
    size_t size = strlen(text);
    size_t compared = bytes.size < size ? bytes.size : size;
    if (memcmp(bytes.data, text, compared) != 0)
        return KEYS_NONE;
    if (compared == size)
        return KEYS_KEY;
    return keys->settled ? KEYS_NONE : KEYS_MORE;
}

/* Takes the marks around pasted text away. */
static KeysStatus skip_mark(Keys *keys)
{
    const char *mark = keys->pasting ? paste_ends : paste_begins;
    KeysStatus status = looks_like(keys, mark);
    if (status != KEYS_KEY)
        return status;
    keys->begin += strlen(mark);
    keys->pasting = !keys->pasting;
    return KEYS_KEY;
}

static size_t sequence_size(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

static uint32_t code_of(const char *bytes, size_t size)
{
    static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = (unsigned char)bytes[0] & masks[size];
    for (size_t i = 1; i < size; i++)
        code = code << 6 | ((unsigned char)bytes[i] & 0x3f);
    return code;
}

/* One character; a byte that belongs to none is a replacement character. */
static KeysStatus decode(Keys *keys, uint32_t *code)
{
    Str bytes = held(keys);
    size_t size = sequence_size((unsigned char)bytes.data[0]);
    size_t there = bytes.size < size ? bytes.size : size;
    size_t valid = 1;
    while (valid < there && ((unsigned char)bytes.data[valid] & 0xc0) == 0x80)
        valid++;
    if (size > bytes.size && valid == there && !keys->settled)
        return KEYS_MORE;
    Str one = str_slice(bytes, 0, size);
    if (size && one.size == size && source_utf8_valid(one) == size) {
        *code = code_of(bytes.data, size);
        keys->begin += size;
        return KEYS_KEY;
    }
    *code = REPLACEMENT;
    keys->begin += size ? valid : 1;
    return KEYS_KEY;
}

/* A paste is text: nothing in it edits the line. */
static uint32_t as_text(uint32_t code)
{
    if (code == '\r' || code == '\n')
        return '\r';
    bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    return control ? ' ' : code;
}

KeysStatus keys_next(Keys *keys, wchar_t *out)
{
    uint32_t code;
    KeysStatus status;
    while (keys->begin < keys->end && (status = skip_mark(keys)) != KEYS_NONE)
        if (status == KEYS_MORE)
            return KEYS_MORE;
    if (keys->begin == keys->end)
        return KEYS_NONE;
    status = decode(keys, &code);
    if (status != KEYS_KEY)
        return status;
    *out = (wchar_t)(keys->pasting ? as_text(code) : code);
    return KEYS_KEY;
}
