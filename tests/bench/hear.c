/* Benchmark: what a line costs at 200 and 5,000 intents, against plain loops
 * over PCRE2, and what the worst of published attacks costs.
 *
 *     hear [folder-of-attacks]    e.g. shared/data/hostile/regex
 *
 * Figures only, no verdict. Ratios are of one run; start at measure_set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "intent/compile.h"
#include "intent/intent.h"
#include "intent/phrase.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Time this program had, for what takes long enough to be interrupted. */
static double spent_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static uint64_t seed = 5;

static uint32_t roll(uint32_t sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % sides;
}

/* A made-up vocabulary, common words first. Lines use word n about as often
 * as 1/n; a phrase has a common word or two and one that says something. */
enum { VOCABULARY = 6000, COMMON = 60, WORD = 12 };
static char vocabulary[VOCABULARY][WORD];

static void make_vocabulary(void)
{
    static const char *const heads[] = {"b", "c", "d",  "f",  "g",  "h",
                                        "l", "m", "n",  "p",  "r",  "s",
                                        "t", "w", "st", "pr", "th", "tr"};
    static const char *const tails[] = {"a",  "e",  "i",  "o",   "u",  "ea",
                                        "er", "in", "on", "ing", "al", "en"};
    for (int i = 0; i < VOCABULARY; i++) {
        char *w = vocabulary[i];
        w[0] = '\0';
        int parts = i < COMMON ? 1 : i < 600 ? 2 : 2 + (int)roll(2);
        for (int k = 0; k < parts && strlen(w) + 6 < WORD; k++) {
            strcat(w, heads[roll(18)]);
            strcat(w, tails[roll(12)]);
        }
    }
}

static const char *common(void)
{
    return vocabulary[roll(COMMON)];
}

static const char *content(void)
{
    return vocabulary[COMMON + roll(VOCABULARY - COMMON)];
}

static const char *spoken(void)
{
    uint32_t most = 1u << (1 + roll(13)); /* each octave as often as the next */
    uint32_t n = most + roll(most) - 1;
    return n < VOCABULARY ? vocabulary[n] : common();
}

static const char *joint(void)
{
    return roll(5) ? " " : " ... ";
}

static void add_phrase(Buf *out)
{
    if (roll(2))
        buf_printf(out, "%s%s", common(), joint());
    if (!roll(8))
        buf_printf(out, "(%s|%s)", content(), content());
    else
        buf_printf(out, "%s%s", content(), roll(12) ? "" : "*");
    for (uint32_t n = 1 + roll(2); n; n--)
        buf_printf(out, "%s%s", joint(), roll(3) ? common() : content());
}

static IntentSet make_set(uint32_t count)
{
    Intent *intents = calloc(count, sizeof *intents);
    for (uint32_t i = 0; intents && i < count; i++) {
        uint32_t phrases = 5 + roll(6);
        Str *list = calloc(phrases, sizeof *list);
        for (uint32_t k = 0; list && k < phrases; k++) {
            Buf text = {0};
            add_phrase(&text);
            list[k] = buf_str(&text);
        }
        intents[i].phrases = list;
        intents[i].phrase_count = phrases;
    }
    return (IntentSet){.intents = intents, .count = count};
}

enum { LINES = 2000 };
static Str lines[LINES], folded[LINES];

/* Some lines are made of phrases, so that something is heard. */
static void make_lines(const IntentSet *set)
{
    for (int i = 0; i < LINES; i++) {
        Buf line = {0}, out = {0};
        for (uint32_t n = 6 + roll(14); n; n--)
            buf_printf(&line, "%s ", spoken());
        if (!roll(3)) {
            const Intent *intent = &set->intents[roll(set->count)];
            Str phrase = intent->phrases[roll(intent->phrase_count)];
            for (size_t k = 0; k < phrase.size; k++)
                if (!strchr("(|)*.", phrase.data[k]))
                    buf_add_char(&line, phrase.data[k]);
        }
        buf_add_c(&line, ".");
        lines[i] = buf_str(&line);
        intent_fold(&out, lines[i], NULL);
        folded[i] = buf_str(&out);
    }
}

/* The plain loop: each intent's phrases joined, unwrapped, one after another.
 */
static pcre2_code **compile_all(Compiler *c, const IntentSet *set, bool jit)
{
    pcre2_code **codes = calloc(set->count, sizeof *codes);
    for (uint32_t i = 0; codes && i < set->count; i++) {
        Phrase phrase = {0};
        Buf out = {0};
        IntentFault fault;
        int error;
        size_t offset;
        buf_add_c(&out, PHRASE_BEFORE);
        for (uint32_t k = 0; k < set->intents[i].phrase_count; k++) {
            if (!phrase_read(&phrase, set->intents[i].phrases[k], &fault))
                continue;
            buf_add_c(&out, k ? "|" : "");
            phrase_write(&phrase, &out);
        }
        buf_add_c(&out, PHRASE_AFTER);
        codes[i] = compile_pattern(c, buf_str(&out), false, &error, &offset);
        if (jit && codes[i])
            compile_jit(codes[i]);
        buf_finish(&out);
        phrase_finish(&phrase);
    }
    return codes;
}

static double plain_loop(const IntentSet *set, bool jit, int rounds,
                         size_t *heard, double *opened)
{
    Compiler c = {0};
    if (!compile_init(&c))
        return 0;
    double start = now();
    pcre2_code **codes = compile_all(&c, set, jit);
    *opened = now() - start;
    *heard = 0;
    start = now();
    for (int l = 0; codes && l < rounds; l++)
        for (uint32_t i = 0; i < set->count; i++)
            *heard += codes[i] && compile_match(&c, codes[i], folded[l],
                                                !jit) == COMPILE_MATCH;
    double spent = now() - start;
    for (uint32_t i = 0; codes && i < set->count; i++)
        pcre2_code_free(codes[i]);
    free(codes);
    compile_finish(&c);
    return spent / rounds;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure_set(uint32_t count, int rounds)
{
    IntentSet set = make_set(count);
    make_lines(&set);
    double start = now();
    IntentMatcher *m = intent_matcher_new(&set, (IntentOptions){0});
    double opened = now() - start;
    IntentHeard heard;
    start = now();
    intent_hear(m, lines[0], NULL, &heard);
    double first = now() - start;
    size_t mine = 0;
    static double each[LINES];
    start = now();
    for (int l = 0; l < LINES; l++)
        intent_hear(m, lines[l], NULL, &heard);
    double warming = (now() - start) / LINES;
    double mean = 1e12; /* of the best round: other programs run, too */
    for (int round = 0; round < 20; round++) {
        double sum = 0;
        mine = 0;
        for (int l = 0; l < LINES; l++) {
            double begin = now();
            intent_hear(m, lines[l], NULL, &heard);
            each[l] = now() - begin;
            sum += each[l];
            mine += l < rounds ? heard.count : 0;
        }
        mean = sum / LINES < mean ? sum / LINES : mean;
    }
    qsort(each, LINES, sizeof *each, by_size);
    size_t jit, plain;
    double jit_opened, plain_opened;
    double jit_mean = plain_loop(&set, true, rounds, &jit, &jit_opened);
    double plain_mean = plain_loop(&set, false, rounds, &plain, &plain_opened);
    printf("%5u intents: %.2f us a line (p99 %.2f, first pass %.2f); JIT loop "
           "%.1f us (1/%.0f); interpreted %.1f us (1/%.0f)\n",
           count, mean, each[LINES * 99 / 100], warming, jit_mean,
           jit_mean / mean, plain_mean, plain_mean / mean);
    printf("               open %.0f us, first line %.0f us; compile and JIT "
           "all %.0f us (%.3f)\n",
           opened, first, jit_opened, (opened + first) / jit_opened);
    if (mine != jit || mine != plain)
        printf("               ANSWERS DIFFER: %zu, %zu, %zu\n", mine, jit,
               plain);
    else
        printf("               heard %.2f a line, as the loops\n",
               (double)mine / rounds);
    intent_matcher_free(m);
}

/* What opening a scenario's intents costs: 40 intents, 300 phrases. */
static void measure_opening(void)
{
    IntentSet set = make_set(40);
    double best = 1e9;
    for (int i = 0; i < 200; i++) {
        double start = now();
        intent_matcher_free(intent_matcher_new(&set, (IntentOptions){0}));
        double spent = now() - start;
        best = spent < best ? spent : best;
    }
    printf("   40 intents: open %.0f us\n", best);
}

/* Attacks -------------------------------------------------------------- */

static bool json_text(const char *line, const char *key, Buf *out)
{
    char wanted[32];
    snprintf(wanted, sizeof wanted, "\"%s\": \"", key);
    const char *at = strstr(line, wanted);
    if (!at)
        return false;
    for (at += strlen(wanted); *at && *at != '"'; at++) {
        const char *from = "nrtbf", *to = "\n\r\t\b\f";
        unsigned code;
        if (*at != '\\') {
            buf_add_char(out, *at);
        } else if (*++at == 'u' && sscanf(at + 1, "%4x", &code) == 1) {
            at += 4;
            buf_add_char(out, code < 0x80 ? (char)code : '?');
        } else {
            const char *which = strchr(from, *at);
            buf_add_char(out, which ? to[which - from] : *at);
        }
    }
    return true;
}

/* The time of one line under attack, after machine code serves or not. */
static double attack(Str pattern, Str line, bool no_jit, bool *limited)
{
    const Intent intent = {.patterns = &pattern, .pattern_count = 1};
    const IntentSet set = {.intents = &intent, .count = 1};
    IntentMatcher *m = intent_matcher_new(
        &set, (IntentOptions){.no_jit = no_jit, .no_filter = true});
    IntentHeard heard;
    for (int i = 0; i < 16; i++)
        intent_hear(m, STR("x"), NULL, &heard);
    double start = spent_now();
    intent_hear(m, line, NULL, &heard);
    double spent = spent_now() - start;
    *limited = heard.limited_count > 0;
    intent_matcher_free(m);
    return spent;
}

typedef struct {
    double worst[2];
    char who[2][64];
    int count, limited[2];
} Attacks;

static void attack_with(Attacks *a, const char *json)
{
    Buf pattern = {0}, pump = {0}, line = {0}, suffix = {0}, id = {0};
    json_text(json, "id", &id);
    json_text(json, "pattern", &pattern);
    json_text(json, "pre", &line);
    if (!json_text(json, "pump", &pump) || !pump.size)
        buf_add_c(&pump, "a");
    json_text(json, "suf", &suffix);
    while (line.size < 4096)
        buf_add(&line, buf_str(&pump));
    if (suffix.size < 1024) {
        line.size = INTENT_MATCH_BYTES - suffix.size;
        buf_add(&line, buf_str(&suffix));
    }
    for (int no_jit = 0; no_jit < 2; no_jit++) {
        bool limited;
        double spent =
            attack(buf_str(&pattern), buf_str(&line), no_jit, &limited);
        a->limited[no_jit] += limited;
        if (spent > a->worst[no_jit]) {
            a->worst[no_jit] = spent;
            snprintf(a->who[no_jit], sizeof a->who[no_jit], "%.*s",
                     STR_ARGS(buf_str(&id)));
        }
    }
    a->count++;
    buf_finish(&pattern);
    buf_finish(&pump);
    buf_finish(&line);
    buf_finish(&suffix);
    buf_finish(&id);
}

static void measure_attacks(const char *folder)
{
    static const char *const files[] = {"redos-regexlib", "redos-extra"};
    Attacks a = {0};
    for (int i = 0; i < 2; i++) {
        static char path[4096], json[1 << 16];
        snprintf(path, sizeof path, "%s/%s.jsonl", folder, files[i]);
        FILE *file = fopen(path, "r");
        if (!file) {
            printf("%s: cannot be read\n", path);
            continue;
        }
        while (fgets(json, sizeof json, file))
            attack_with(&a, json);
        fclose(file);
    }
    printf("%d attacks: worst line %.1f ms with JIT (%s, %d limited), %.1f ms "
           "without (%s, %d limited)\n",
           a.count, a.worst[0] / 1e3, a.who[0], a.limited[0], a.worst[1] / 1e3,
           a.who[1], a.limited[1]);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("JIT: %s\n", intent_jit_available() ? "available" : "none");
    make_vocabulary();
    measure_opening();
    measure_set(200, 1000);
    measure_set(5000, 60);
    if (argc > 1)
        measure_attacks(argv[1]);
    return 0;
}
