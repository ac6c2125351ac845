#!/usr/bin/env python3
"""Printed cards: who gets what, in every language there is, and nothing that
a page could do by itself.

usage: test_cards.py PROGRAM
"""
import html.parser
import os
import pathlib
import re
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = sorted(TREE.glob("scenarios/*/scenario.yaml"))
LANGUAGES = ("en", "fr", "ru", "tg")
SECONDS = 60

HOSTILE = "<script>alert(1)</script>\" onload='x' &amp; \u202e ]]> --> {{x}"
SCENARIO = """standoff: 1
title: TEXT
language: en
warnings: [TEXT]
support: TEXT
summary: TEXT
objectives: [TEXT]
roles:
  karim: { side: perpetrator, name: TEXT, wants: TEXT, needs: TEXT, brief: TEXT }
  anna: { side: negotiator, brief: TEXT }
intents:
  calm: { about: TEXT, phrases: [calm down] }
demands:
  water: { by: karim, text: TEXT }
injects:
  lawyer: { about: TEXT, at: 5m, sign: TEXT }
states:
  first:
    expect: TEXT
    enter: { say: TEXT, cue: TEXT }
    rules:
      - intent: calm
        say: TEXT
endings:
  out: { outcome: peaceful, text: TEXT }
"""


class Page(html.parser.HTMLParser):
    """The cards of a page: (class, text) each; what a page should not have."""

    VOID = {"meta", "br"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.cards, self.open, self.bad, self.language = [], [], [], None
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in ("script", "link", "img", "iframe", "object", "form"):
            self.bad.append(tag)
        self.bad += [name for name in values
                     if name.startswith("on") or name in ("href", "src")]
        if tag == "html":
            self.language = values["lang"]
        if tag == "section":
            self.cards.append([values["class"], ""])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data):
        if "section" in self.open:
            self.cards[-1][1] += data

    def of(self, kind):
        return " ".join(text for classes, text in self.cards
                        if kind in classes.split())


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True,
                          timeout=SECONDS, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def cards(path, *options):
    code, out, err = run("cards", str(path), *options)
    assert code == 0 and not err, err
    return Page(out)


def texts_under(path, keys):
    """The texts behind these keys of a scenario file, roughly but in full."""
    text = path.read_text(encoding="utf-8")
    found = []
    for key in keys:
        for match in re.finditer(
                rf"^( *)(?:- )?{key}: *(\|?)(.*(?:\n\1 +.*)*)", text, re.M):
            found.append(" ".join(match.group(3).split()).strip("\"' "))
    return [words for words in found if len(words.split()) > 3]


# --- who gets what ----------------------------------------------------------

def each_scenario_has_cards_in_each_language():
    for path in SCENARIOS:
        for language in LANGUAGES:
            if language != "en" and not path.with_suffix(
                    f".{language}.yaml").exists():
                continue
            page = cards(path, "--lang", language)
            kinds = [classes for classes, _ in page.cards]
            assert page.language == language and not page.bad, page.bad
            assert kinds.count("card negotiator first") == 1
            assert sum("role" in kind for kind in kinds) > 10
            assert sum("control" in kind for kind in kinds) >= 2


def the_negotiators_card_gives_nothing_away():
    for path in SCENARIOS:
        card = " ".join(cards(path).of("negotiator").split())
        assert len(card) > 200, card
        secrets = texts_under(path, ("wants", "needs", "cue", "sign", "note",
                                     "expect", "hint", "say", "text"))
        assert len(secrets) > 100, path
        for secret in secrets:
            assert secret not in card, (path, secret)
        for word in re.findall(r"^  ([a-z-]+): \{ start:",
                               path.read_text(encoding="utf-8"), re.M):
            assert f" {word} " not in card or word in (
                "noise", "hope"), (path, word)


def a_roles_card_is_that_roles():
    page = cards(SCENARIOS[-1])
    text = page.of("role")
    for words in ("Ruslan: who you are", "To be heard; to see that Dima lives",
                  "Stay back!", "Say ENDEX", "may be traded",
                  "will never be met"):
        assert words in text, words
    assert "Exercise control" not in text


def the_sheet_lists_the_events_in_order():
    text = " ".join(text for classes, text in cards(SCENARIOS[-1]).cards
                    if "events" in text and "control" in classes)
    times = [int(m) * 60 + int(s) for m, s in
             re.findall(r"(?<![\d:])(\d+):(\d\d)(?!\d)", text)]
    assert len(times) > 3 and times == sorted(times), times
    assert "by hand" in text and "the trainer" in text


def no_word_of_the_page_stays_english():
    path = TREE / "scenarios/apartment-nine/scenario.yaml"
    for language in ("fr", "tg"):
        text = " ".join(text for _, text in
                        cards(path, "--lang", language).cards)
        for words in ("For the negotiator", "Your brief", "Warnings",
                      "You want", "The negotiator", "Only if", "You answer",
                      "Listen for", "by hand", "Exercise", "What is told",
                      "who you are", "will never"):
            assert words not in text, (language, words)


# --- the page ---------------------------------------------------------------

def no_markup_of_a_file_survives():
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    pathlib.Path("it.yaml").write_text(SCENARIO.replace("TEXT", quoted),
                                       encoding="utf-8")
    page = cards("it.yaml")
    assert not page.bad, page.bad
    shown = HOSTILE.replace("\u202e", "\\u{202E}").replace("{{x}", "{{x}")
    assert page.of("negotiator").count("<script>alert(1)</script>") >= 3
    assert page.of("role").count("onload='x'") >= 5, shown


def a_small_scenario_has_small_cards():
    pathlib.Path("it.yaml").write_text(
        "standoff: 1\ntitle: T\nroles: { a: { side: perpetrator } }\n"
        "states: { s: {} }\n")
    page = cards("it.yaml")
    assert [c.split()[1] for c, _ in page.cards] == [
        "negotiator", "role", "control"]


def many_rules_are_several_cards():
    rules = "".join(f"      - {{ silence: {i + 1}s, say: Line {i}. }}\n"
                    for i in range(100))
    pathlib.Path("it.yaml").write_text(
        "standoff: 1\ntitle: T\nroles: { a: { side: perpetrator } }\n"
        f"states:\n  s:\n    rules:\n{rules}")
    page = cards("it.yaml")
    lines = [text.count("Line ") for _, text in page.cards]
    assert sum(lines) == 100 and max(lines) <= 20, lines


def a_long_row_has_a_card_to_itself_when_it_must():
    long = "word " * 130
    rules = "".join(f"      - {{ silence: {i + 1}s, say: {long} }}\n"
                    for i in range(4))
    pathlib.Path("it.yaml").write_text(
        "standoff: 1\ntitle: T\nroles: { a: { side: perpetrator } }\n"
        f"states:\n  s:\n    rules:\n{rules}")
    counts = [text.count("word") for _, text in cards("it.yaml").cards]
    assert [count for count in counts if count] == [130] * 4, counts


# --- the file -----------------------------------------------------------

def a_file_is_written_whole_or_not_at_all():
    path = str(SCENARIOS[0])
    assert run("cards", path, "-o", "cards.html")[0] == 0
    text = pathlib.Path("cards.html").read_text(encoding="utf-8")
    assert text == run("cards", path)[1] and text.endswith("</html>\n")
    assert os.listdir() == ["cards.html"]
    os.symlink("cards.html", "link")
    assert run("cards", path, "--output", "link")[0] == 0
    assert pathlib.Path("cards.html").read_text(encoding="utf-8") == text
    for target in ("nowhere/cards.html", ".", "/dev/full/x", ""):
        code, out, err = run("cards", path, "-o", target)
        assert code == 3 and not out and "nothing was written" in err, target
    os.mkdir("locked")
    os.chmod("locked", 0o500)
    assert sorted(os.listdir()) == ["cards.html", "link", "locked"]


def wrong_usage_is_said():
    pack = str(TREE / "scenarios/packs/active-listening.yaml")
    for arguments in ((), ("a", "b"), ("nowhere.yaml",), (".",), (pack,),
                      (str(SCENARIOS[0]), "--lang", "xx")):
        code, out, err = run("cards", *arguments)
        assert code == 2 and not out and err, arguments


run_tests(globals(), ("run", "cards", "texts_under"))
