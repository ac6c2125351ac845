#!/usr/bin/env python3
"""Lint's rules on what intents hear, beyond the examples of docs/rules: what
they leave alone, and that no file keeps them busy.

usage: test_lint_intents.py PROGRAM
"""
import json
import pathlib
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
HEAD = """standoff: 1
title: Small
language: {}
roles: {{ karim: {{ side: perpetrator, name: Karim }} }}
intents:
"""
STATES = """states:
  first:
    rules:
{}
    otherwise: {{ say: What? }}
"""


def lint(text, *options):
    """(exit code, findings) of a file of this text."""
    pathlib.Path("x.yaml").write_text(text, encoding="utf-8")
    done = subprocess.run([PROGRAM, "lint", "-f", "json", *options, "x.yaml"],
                          capture_output=True, check=False, timeout=100)
    return done.returncode, [json.loads(line)
                             for line in done.stdout.splitlines()]


def intents(text, language="en", rules="      - { intent: a, say: Yes. }"):
    return HEAD.format(language) + text + STATES.format(rules)


def pattern(pattern, language="en", more=""):
    """The findings on one pattern of one intent."""
    quoted = pattern.replace("'", "''")
    return lint(intents(f"  a:\n    patterns: ['{quoted}']\n{more}",
                        language))[1]


# --- missing word edges -------------------------------------------------------

def a_word_at_an_open_edge_hears_longer_words():
    for given, long in [("^(no|nope)", "nobody"), ("no(?:pe)?$|no", "nobody"),
                        ("\\bnever\\b|ill\\b", "will"), ("say no\\s*", "nobody"),
                        ("(?i)NO", "nobody"), ("(?:kill)", "skill"),
                        ("\\Qno\\E", "nobody"), ("no(?#-)", "nobody")]:
        found = pattern(given)
        assert [f["code"] for f in found] == ["SO511"], (given, found)
        assert f"'{long}' is heard" in found[0]["text"], (given, found)
        assert found[0]["line"] == 7


def a_word_that_is_bounded_is_left_alone():
    for given in ["\\b(no|nope)\\b", "^no$", "^no[.!]", "\\bno\\W+way",
                  "no(?!\\w)\\b", "(?<!\\w)no(?!\\w)", "\\bno\\b.*", "no way",
                  "\\bapolog", "(?<![a-z])ill\\b", "\\bno(?=\\s|$)"]:
        assert pattern(given) == [], given


def a_word_that_is_meant_is_left_alone():
    assert pattern("^no", more="    examples: [Nobody., Nothing at all., now]\n"
                   ) == []
    assert pattern("^no", more="    unless: [nobody, nothing, now]\n") == []
    assert pattern("^no", "de") == []  # a language of which it knows no words


def words_are_those_of_the_language():
    assert "'туфанг'" in pattern("\\bба ту", "tg")[0]["text"]
    assert "'понимать'" in pattern("мать\\b", "ru")[0]["text"]
    assert "'animal'" in pattern("mal\\b", "fr")[0]["text"]


# --- rules that no example reaches --------------------------------------------

AB = """  a:
    phrases: [no]
    examples: ["No."]
  b:
    phrases: [no ... thanks]
    examples: [No thanks., "no, no, thanks"]
"""
A, B = "{ intent: a, say: A. }", "{ intent: b, say: B. }"


def codes(*rules):
    text = intents(AB, rules="".join(f"      - {rule}\n" for rule in rules))
    return [(f["code"], f["line"]) for f in lint(text)[1]
            if f["code"] == "SO512"]


def a_rule_that_no_example_reaches_is_reported():
    assert codes(A, B) == [("SO512", 16)]
    assert codes(B, A) == []
    assert codes("{ intent: a, if: turns > 3, say: A. }", B) == []
    assert codes("{ intent: a, once: true, say: A. }", B) == []
    assert codes(A, "{ intent: [a, b], say: B. }") == [("SO512", 16)]
    assert codes("{ silence: 9s, say: A. }", B) == []


def one_example_that_reaches_it_is_enough():
    text = intents(AB.replace("no, no, thanks", "thanks a lot").replace(
        "[no ... thanks]", "[no ... thanks, thanks a lot]"),
        rules=f"      - {A}\n      - {B}")
    assert not [f for f in lint(text)[1] if f["code"] == "SO512"]


# --- intents within others ----------------------------------------------------

def within(text):
    """(inner, outer) of all that is proved of these intents."""
    found = lint(HEAD.format("en") + text + STATES.format("      []"),
                 "--deep", "--select", "SO513")[1]
    return [tuple(f["text"].split("'")[1:4:2]) for f in found]


def an_intent_within_another_is_reported():
    wide = "  wide: { phrases: [help, doctor], patterns: ['\\bmedic'] }\n"
    for narrow in ["phrases: [a doctor]", "phrases: [help, the doctor]",
                   "patterns: ['^help\\b', '\\bmedic[s]?$']",
                   "phrases: [(a|the|) doctor ... now], unless: [no]",
                   "patterns: ['(?<!no )\\bdoctor\\b(?! no)']",
                   "phrases: [doctor], words: 1..3",
                   "phrases: [doctor], examples: [Doctor?]"]:
        assert within(wide + f"  narrow: {{ {narrow} }}\n") == [
            ("narrow", "wide")], narrow
    same = wide + wide.replace("wide", "same")
    assert within(same) == [("wide", "same")]


def what_is_not_proved_is_not_reported():
    wide = "  wide: { phrases: [help, doctor], unless: [no] }\n"
    for narrow in ["phrases: [a doctor]",           # no: only the wide one
                   "phrases: [doctors]", "phrases: [doctor, nurse], unless: [no]",
                   "patterns: [doctor], unless: [no]",  # doctors
                   "patterns: ['(a)\\1'], unless: [no]", "repeats: true",
                   "words: 1..2", "mirrors: 1..3", "any-of: [wide]"]:
        assert within(wide + f"  narrow: {{ {narrow} }}\n") == [], narrow


def a_group_is_said_to_hear_its_members():
    text = "  a: { phrases: [a doctor] }\n"
    assert within(text + "  b: { phrases: [doctor] }\n") == [("a", "b")]
    assert within(text + "  b: { phrases: [doctor], any-of: [a] }\n") == []
    assert within(text + "  m: { any-of: [a] }\n  b: { phrases: [doctor], "
                  "any-of: [m] }\n") == []


def groups_of_groups_take_no_time():
    text = "".join(f"  a{i}: {{ any-of: [a{i + 1}, b{i + 1}] }}\n"
                   f"  b{i}: {{ any-of: [a{i + 1}, b{i + 1}] }}\n"
                   for i in range(60))
    text += "  a60: { phrases: [x], examples: [x] }\n  b60: { mirrors: 1..2 }\n"
    assert lint(HEAD.format("en") + text + STATES.format("      []"),
                "--deep", "--select", "SO509,SO513")[0] == 0


# --- patterns that search too long --------------------------------------------

def slow(given, more=""):
    """The findings on one pattern, and the line shown in the first."""
    quoted = given.replace("'", "''")
    found = lint(intents(f"  a:\n    patterns: ['{quoted}']\n{more}"),
                 "--deep", "--select", "SO514,SO519")[1]
    return [(f["code"], f["line"]) for f in found]


def a_pattern_that_searches_too_long_is_reported():
    for given in ["^(a+)+$", "(x+x+)+y", "(a*)*b", "(?:a?){30}a{30}c",
                  "^(\\w+\\s?)*$", "(a|aa)+$", "(\\w+)*\\1x",
                  "(?:ok|okay|(?:o|k)+)*\\W?$", "((a|b)*c|(?:a|b)+)+$",
                  "\\b(?:(?:so|ok|s?o+)\\W*)+!$", "^(?:а|б|а+)+$",
                  "(?=(a+)+$)b?", "no{6}(?:no?|on*)+x"]:
        assert slow(given) == [("SO514", 7)], (given, slow(given))
    assert slow("a", "    unless-patterns: ['^(b+)+$']\n") == [("SO514", 8)]


def a_pattern_that_is_fast_is_left_alone():
    for given in ["^a+$", "(?:ok\\b\\W*){1,6}$", "(?>a+)+$", "(?:a+)++$",
                  "\\w+\\s+\\w+\\s+\\w+x", "\\bno\\b.*\\byes\\b",
                  "a{900}", "(?:(?:){90}){90}x", "[^.!?]{0,60}\\blike\\b",
                  "(a)(b)?(?(2)c|d)", "x*"]:
        assert slow(given) == [], (given, slow(given))


# --- overlap --------------------------------------------------------------------

def overlap(text, *more):
    pathlib.Path("x.yaml").write_text(
        HEAD.format("en") + text + STATES.format("      []"))
    done = subprocess.run([PROGRAM, "overlap", "x.yaml", *more], timeout=60,
                          capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def overlap_shows_a_line_that_both_hear():
    text = ("  a: { phrases: [the doctor], unless: [not] }\n"
            "  b: { patterns: ['doctor (?:now|soon)'] }\n"
            "  c: { phrases: [medic], examples: [The doctor is a medic.] }\n"
            "  d: { repeats: true }\n")
    code, out, _ = overlap(text)
    assert code == 0 and "'a' and 'b': the doctor now\n" in out, out
    assert "'c'" not in out and "not decided: 3" in out, out
    code, out, _ = overlap(text, "-f", "json", "b", "a")
    assert json.loads(out) == {"a": "b", "b": "a", "answer": "shares",
                               "line": "the doctor now"}, out
    assert json.loads(overlap(text, "-f", "json", "a", "c")[1])[
        "answer"] == "apart"
    assert json.loads(overlap(text, "-f", "json", "a", "d")[1])[
        "answer"] == "undecided"


def overlap_takes_what_is_there():
    text = "  a: { phrases: [x] }\n"
    assert overlap(text, "b")[0] == 2 and "'b' is not" in overlap(text, "b")[2]
    assert overlap(text, "a", "a", "a")[0] == 2
    assert overlap(text, "-f", "xml")[0] == 2
    assert overlap("  a: { phrase: [x] }\n")[0] == 2


# --- bounds ---------------------------------------------------------------------

def a_search_that_is_given_up_says_so():
    text = HEAD.format("en") + "  a:\n    unless: [nobody, nothing, now]\n" + \
        "    patterns:\n" + "".join(f"      - (?:a{i})?no\n" for i in range(700)) + \
        STATES.format("      - { intent: a, say: Yes. }")
    code, found = lint(text)
    assert code == 1 and [f["code"] for f in found] == ["SO519"]


def odd_patterns_do_no_harm():
    for given in ["(?:(?:(?:){900}){900}){900}no", "((((((((((no))))))))))",
                  "(a|b|c|d|e|f|g|h){40}no", "(?(?=x)no|yes)no", "(?>no)",
                  "[[:alpha:]]no", "\\x{6e}o", "(no)\\1", "no{1,3}",
                  "(?:no?){60}", "(?s:.){500}no", "\\p{Thai}no"]:
        for finding in pattern(given):
            assert finding["code"] in ("SO511", "SO505", "SO506"), finding


run_tests(globals(), {"lint", "intents", "pattern", "codes", "within", "overlap", "slow"})
