/* Making probes (probes_init), and asking one (probe_match). Knows no lines'
 * memory: mirrors, repeats and groups are the matcher's. */
#include "intent/probe.h"

#include "intent/pattern.h"

/* The list of an intent that a kind of probe comes from. */
static const Str *list_of(const Intent *intent, ProbeKind kind, uint32_t *count)
{
    switch (kind) {
    case PROBE_PATTERN:
        *count = intent->pattern_count;
        return intent->patterns;
    case PROBE_PHRASES:
        *count = intent->phrase_count;
        return intent->phrases;
    case PROBE_UNLESS_PATTERN:
        *count = intent->unless_pattern_count;
        return intent->unless_patterns;
    case PROBE_UNLESS_PHRASES:
        *count = intent->unless_count;
        return intent->unless;
    }
    *count = 0;
    return NULL;
}

static void add_number(Buf *buf, uint32_t number)
{
    buf_add(buf, (Str){(const char *)&number, sizeof number});
}

/* Probe number `i` is let through as the gathered sets say. */
static void filter_probe(Probes *p, Probe *probe, uint32_t i)
{
    const Gather *g = &p->gather;
    if (g->set_count)
        filter_add(&p->filter, g, i);
    else
        probe->always = true;
}

static void push_probe(Probes *p, const Probe *probe)
{
    buf_add(&p->probes, (Str){(const char *)probe, sizeof *probe});
}

static uint32_t probe_count(const Probes *p)
{
    return (uint32_t)(p->probes.size / sizeof(Probe));
}

static void add_pattern(Probes *p, Probe probe, Str pattern)
{
    IntentFault fault;
    buf_clear(&p->pattern);
    if (p->options.no_filter) {
        probe.always = true;
    } else if (pattern_fold(pattern, NULL, &p->pattern, NULL, &fault)) {
        pattern_gather(buf_str(&p->pattern), &p->gather);
        filter_probe(p, &probe, probe_count(p));
    } else {
        probe.always = true; /* to be found broken */
    }
    push_probe(p, &probe);
}

/* Reads a phrase; one that is too long or faulty makes its intent broken. */
static bool read_phrase(Probes *p, Str text)
{
    IntentFault fault;
    return text.size <= INTENT_PATTERN_LIMIT &&
           phrase_read(&p->phrase, text, &fault);
}

/* Takes as many phrases from `list` as one pattern can hold into `probe`. */
static void join_phrases(Probes *p, Probe *probe, const Str *list,
                         uint32_t count)
{
    size_t weight = 0;
    while (probe->first + probe->count < count &&
           probe->count < PROBE_PHRASE_COUNT) {
        bool good = read_phrase(p, list[probe->first + probe->count]);
        if (phrase_failed(&p->phrase))
            return;
        if (good) {
            weight += phrase_weight(&p->phrase);
            if (probe->count && weight > INTENT_CODE_LIMIT / 2)
                return;
        }
        probe->count++;
        if (!good) {
            add_number(&p->broken, probe->intent);
            continue;
        }
        if (p->options.no_filter) {
            probe->always = true;
            continue;
        }
        phrase_gather(&p->phrase, &p->gather);
        filter_probe(p, probe, probe_count(p));
    }
}

/* False when a phrase was lost because memory is short. */
static bool add_list(Probes *p, uint32_t intent, ProbeKind kind)
{
    uint32_t count;
    const Str *list = list_of(&p->set->intents[intent], kind, &count);
    for (uint32_t i = 0; i < count;) {
        Probe probe = {.intent = intent,
                       .first = i,
                       .kind = (uint8_t)kind,
                       .interpret = p->options.no_jit};
        if (kind == PROBE_PATTERN || kind == PROBE_UNLESS_PATTERN) {
            probe.count = 1;
            add_pattern(p, probe, list[i]);
        } else {
            join_phrases(p, &probe, list, count);
            if (phrase_failed(&p->phrase))
                return false;
            push_probe(p, &probe);
        }
        i += probe.count;
    }
    return true;
}

static bool any_failed(const Probes *p)
{
    return phrase_failed(&p->phrase) || p->pattern.failed || p->probes.failed ||
           p->first_probe.failed || p->broken.failed ||
           p->gather.bytes.failed || p->gather.literals.failed;
}

bool probes_init(Probes *p)
{
    if (!compile_init(&p->compiler))
        return false;
    for (uint32_t i = 0; i < p->set->count; i++) {
        add_number(&p->first_probe, probe_count(p));
        bool good = add_list(p, i, PROBE_PATTERN) &&
                    add_list(p, i, PROBE_PHRASES) &&
                    add_list(p, i, PROBE_UNLESS_PATTERN) &&
                    add_list(p, i, PROBE_UNLESS_PHRASES);
        if (!good || any_failed(p))
            return false;
    }
    add_number(&p->first_probe, probe_count(p));
    gather_finish(&p->gather);
    return !any_failed(p) && filter_build(&p->filter);
}

void probes_finish(Probes *p)
{
    for (uint32_t i = 0; i < probe_count(p); i++)
        pcre2_code_free(probe_at(p, i)->code);
    buf_finish(&p->probes);
    buf_finish(&p->first_probe);
    buf_finish(&p->broken);
    buf_finish(&p->pattern);
    gather_finish(&p->gather);
    phrase_finish(&p->phrase);
    filter_finish(&p->filter);
    compile_finish(&p->compiler);
}

/* Compiling ------------------------------------------------------------ */

/* The folded pattern of a probe in p->pattern; false when it is broken or
 * memory is short, which p->pattern.failed or phrase_failed tell apart. */
static bool write_probe(Probes *p, const Probe *probe)
{
    uint32_t count;
    const Str *list = list_of(&p->set->intents[probe->intent],
                              (ProbeKind)probe->kind, &count);
    buf_clear(&p->pattern);
    p->pattern.failed = false;
    p->phrase.folded.failed = p->phrase.map.failed = false;
    p->phrase.nodes.failed = false;
    IntentFault fault;
    if (probe->kind == PROBE_PATTERN || probe->kind == PROBE_UNLESS_PATTERN)
        return pattern_fold(list[probe->first], NULL, &p->pattern, NULL,
                            &fault);
    buf_add_c(&p->pattern, PHRASE_BEFORE);
    bool any = false;
    for (uint32_t i = 0; i < probe->count; i++) {
        if (!read_phrase(p, list[probe->first + i])) {
            if (phrase_failed(&p->phrase))
                return false;
            continue;
        }
        if (any)
            buf_add_char(&p->pattern, '|');
        any = true;
        phrase_write(&p->phrase, &p->pattern);
    }
    buf_add_c(&p->pattern, PHRASE_AFTER);
    return any;
}

/* A pattern alone first, so that it cannot close what the wrapper opens. */
static pcre2_code *compile_written(Probes *p, const Probe *probe, int *error)
{
    Str pattern = buf_str(&p->pattern);
    size_t offset;
    if (probe->kind == PROBE_PATTERN || probe->kind == PROBE_UNLESS_PATTERN) {
        pcre2_code *alone =
            compile_pattern(&p->compiler, pattern, false, error, &offset);
        if (!alone)
            return NULL;
        pcre2_code_free(alone);
    }
    return compile_pattern(&p->compiler, pattern, true, error, &offset);
}

/* False when memory is short. */
static bool compile_probe(Probes *p, Probe *probe)
{
    bool good = write_probe(p, probe);
    if (p->pattern.failed || phrase_failed(&p->phrase))
        return false;
    int error = 0;
    pcre2_code *code = good ? compile_written(p, probe, &error) : NULL;
    if (!code && good && compile_is_memory(error))
        return false;
    if (code && compile_size(code) > INTENT_CODE_LIMIT) {
        pcre2_code_free(code);
        code = NULL;
    }
    probe->broken = !code;
    probe->code = code;
    if (code) {
        uint32_t names = 0;
        pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &names);
        probe->named = names > 0;
    }
    return true;
}

CompileResult probe_match(Probes *p, Probe *probe, Str line)
{
    if (probe->broken)
        return COMPILE_NONE;
    if (!probe->code && !compile_probe(p, probe))
        return COMPILE_MEMORY;
    if (probe->broken)
        return COMPILE_NONE;
    if (!probe->interpret && probe->uses <= PROBE_JIT_USES &&
        probe->uses++ == PROBE_JIT_USES)
        probe->interpret = !compile_jit(probe->code);
    CompileResult result =
        compile_match(&p->compiler, probe->code, line, probe->interpret);
    if (result == COMPILE_STACK) {
        probe->interpret = true;
        result = compile_match(&p->compiler, probe->code, line, true);
    }
    return result;
}
