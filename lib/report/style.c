/* The stylesheet: readable aloud from a beamer, on a telephone, in the dark and
 * on A4. Colours are pairs of contrast 4.5 or more; none stands alone for a
 * meaning. */
#include "report/style.h"

#include <sha256.h>
#include <stdint.h>
#include <string.h>

static const char screen[] =
    "\n"
    ":root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; "
    "--soft: #4a4a4a; --rule: #767676; --tint: #f1f1ee; --a: #00558c; "
    "--b: #a8330c; --c: #1d6b2f; --d: #6a2c91; --warn: #9c1c1c; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ink: #ececec; "
    "--paper: #161616; --soft: #bdbdbd; --rule: #8c8c8c; --tint: #242424; "
    "--a: #7cc4ff; --b: #ff9c73; --c: #83d796; --d: #d2a6f2; "
    "--warn: #ff9a9a; } }\n"
    "* { box-sizing: border-box; }\n"
    "body { margin: 0; background: var(--paper); color: var(--ink); "
    "font: 1.0625rem/1.5 system-ui, sans-serif; }\n"
    "main { max-width: 60rem; margin: 0 auto; padding: 1rem; "
    "overflow-wrap: break-word; }\n"
    "h1 { font-size: 1.7rem; line-height: 1.25; margin: .5rem 0 1rem; }\n"
    "h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; "
    "border-top: 2px solid var(--rule); }\n"
    "h3 { font-size: 1.08rem; margin: 1.5rem 0 .25rem; }\n"
    "p { margin: .5rem 0; max-width: 42rem; }\n"
    "ul { padding-left: 1.3rem; margin: .5rem 0; } li { margin: .25rem 0; "
    "max-width: 42rem; }\n"
    "li.box { list-style: none; margin-left: -1.3rem; padding-left: 1.8rem; "
    "position: relative; }\n"
    "li.box::before { content: ''; position: absolute; left: .1rem; "
    "top: .3rem; width: .95rem; height: .95rem; "
    "border: 1.5px solid var(--ink); }\n"
    ".lines div { border-bottom: 1px solid var(--rule); height: 1.9rem; }\n"
    ".welfare { border: 2px solid var(--c); border-radius: .3rem; "
    "padding: .5rem 1rem; font-size: 1.15rem; }\n"
    ".caveat { border-left: .3rem solid var(--rule); padding-left: .8rem; "
    "color: var(--soft); }\n"
    ".scroll { overflow-x: auto; margin: 1rem 0; }\n"
    ".scroll:focus-visible, summary:focus-visible { "
    "outline: 3px solid var(--a); outline-offset: 2px; }\n"
    "table { border-collapse: collapse; min-width: 60%; }\n"
    "caption { text-align: left; font-weight: 600; padding: .25rem 0; }\n"
    "th, td { border: 1px solid var(--rule); padding: .3rem .55rem; "
    "text-align: left; vertical-align: top; font-size: .95rem; "
    "min-width: 3.2rem; }\n"
    "thead th { background: var(--tint); } th[scope=row] { "
    "font-weight: normal; background: var(--tint); min-width: 4.4rem; }\n"
    "code { font-size: .88em; overflow-wrap: anywhere; }\n"
    "details { margin: .75rem 0; } summary { cursor: pointer; "
    "padding: .3rem 0; font-weight: 600; }\n"
    "figure { margin: 1rem 0; } figcaption { color: var(--soft); }\n"
    ".talk { list-style: none; padding: 0; }\n"
    ".talk > li { margin: .5rem 0; padding: .2rem 0 .2rem .8rem; "
    "border-left: .3rem solid var(--rule); max-width: none; }\n"
    ".talk > li.you { border-left-color: var(--a); }\n"
    ".talk > li.sign { border-left-style: dotted; }\n"
    ".talk > li.undone { opacity: 1; border-left-style: dashed; "
    "color: var(--soft); }\n"
    ".who { font-weight: 600; } .code { color: var(--soft); "
    "font-size: .9rem; }\n"
    "svg { display: block; width: 100%; height: auto; min-width: 40rem; "
    "font-family: inherit; }\n"
    "svg text { fill: var(--ink); font-size: 12px; } "
    "svg .soft { fill: var(--soft); }\n"
    "svg .axis { stroke: var(--rule); } svg .grid { stroke: var(--rule); "
    "stroke-opacity: .35; }\n"
    "svg .line { fill: none; stroke-width: 2.5; } "
    "svg .s0 { stroke: var(--a); } svg .s1 { stroke: var(--b); } "
    "svg .s2 { stroke: var(--c); } svg .s3 { stroke: var(--d); }\n"
    "svg .f0 { fill: var(--a); } svg .f1 { fill: var(--b); } "
    "svg .f2 { fill: var(--c); } svg .f3 { fill: var(--d); }\n"
    "svg .band { fill: var(--tint); stroke: var(--rule); }\n"
    "svg .silence { fill: var(--rule); fill-opacity: .28; }\n"
    "svg .mark { stroke: var(--ink); fill: var(--paper); "
    "stroke-width: 1.5; } svg .full { fill: var(--ink); }\n";

static const char print[] =
    "@page { size: A4; margin: 15mm 14mm; }\n"
    "@media print { :root { --ink: #000; --paper: #fff; --soft: #333; "
    "--rule: #666; --tint: #eee; --a: #00467a; --b: #8f2a08; --c: #175526; "
    "--d: #552376; --warn: #7a1212; color-scheme: light; }\n"
    "body { font-size: 10pt; } main { max-width: none; padding: 0; } "
    "h1 { font-size: 17pt; } h2 { font-size: 13pt; break-after: avoid; "
    "margin-top: 1.5rem; } h3 { break-after: avoid; }\n"
    "tr, li, figure, .welfare, .lines div { break-inside: avoid; } "
    "thead { display: table-header-group; } .scroll { overflow: visible; } "
    "table { width: 100%; } svg { min-width: 0; } "
    "th, td, th[scope=row] { font-size: 9pt; min-width: 0; "
    "overflow-wrap: anywhere; } p, li { max-width: none; orphans: 3; "
    "widows: 3; } .short { break-inside: avoid; } }\n";

const char *const style_text[] = {screen, print, NULL};

void style_hash(char hash[STYLE_HASH])
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                "tuvwxyz0123456789+/";
    uint8_t sum[SHA256_DIGEST_LENGTH + 1] = {0};
    SHA2_CTX context;
    SHA256Init(&context);
    for (int i = 0; style_text[i]; i++)
        SHA256Update(&context, (const uint8_t *)style_text[i],
                     strlen(style_text[i]));
    SHA256Final(sum, &context);
    for (size_t i = 0, out = 0; i < SHA256_DIGEST_LENGTH; i += 3) {
        uint32_t three = (uint32_t)sum[i] << 16 | (uint32_t)sum[i + 1] << 8 |
                         (i + 2 < SHA256_DIGEST_LENGTH ? sum[i + 2] : 0U);
        for (int shift = 18; shift >= 0; shift -= 6)
            hash[out++] = signs[three >> shift & 63];
    }
    hash[STYLE_HASH - 2] = '='; /* 32 bytes: one short of a multiple of 3 */
    hash[STYLE_HASH - 1] = '\0';
}
