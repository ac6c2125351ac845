#!/usr/bin/env python3
"""What a debrief tells of a session: figures that were counted by hand, turns
that were taken back, scenarios that are gone, input that means harm.

usage: test_debrief.py PROGRAM
"""
import html
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys

from runner import TREE, run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
SECONDS = 60

SCENARIO = """standoff: 1
title: Small
family: suicide
warnings: [threats]
support: Ask your trainer.
roles:
  karim: { side: perpetrator, name: Karim }
meters:
  tension: { start: 6, range: 0..10, better: low }
  trust: { start: 0, range: 0..10, better: high }
stages:
  - { name: listening, when: trust >= 1 }
  - { name: rapport, when: trust >= 3 }
facts:
  tired: He has not slept.
  alone: He is alone.
intents:
  label: { phrases: [you sound], skill: emotion labelling, tone: helps, examples: [You sound tired.] }
  ask: { phrases: [what], skill: open question, tone: helps }
  whether: { phrases: [are you], skill: closed question }
  calm: { phrases: [calm down], skill: telling to calm down, tone: harms }
  sorry: { phrases: [sorry], skill: repair, tone: helps }
  offer: { phrases: [water], skill: offering help, tone: helps }
  out: { phrases: [come out], skill: exit planning, tone: helps }
  suicide: { phrases: [kill yourself], skill: asking about suicide, tone: helps }
  weather: { phrases: [rain] }
demands:
  water: { by: karim, text: Water., deadline: { in: 2m, passed: { say: Water! } } }
triggers:
  calmed: { kind: hot-button, intent: calm, sign: He shouts., change: { tension: +2 } }
  asked: { kind: hook, intent: ask, change: { trust: +1 } }
  slept: { kind: hook, about: Speaks of sleep., intent: sorry, if: trust >= 9 }
states:
  first:
    enter: { say: Who is there?, raise: water }
    rules:
      - { intent: label, say: Tired. Yes., learn: tired, change: { tension: -2, trust: +2 } }
      - { intent: calm, say: Calm? }
      - { intent: sorry, say: All right., change: { tension: -2 } }
      - { intent: offer, say: Bring it., meet: water }
      - { intent: out, if: trust >= 3, say: Yes., end: out }
      - { intent: out, say: No. }
      - { silence: 30s, say: Hello? }
      - { after: 20m, end: over }
    otherwise: { say: What? }
endings:
  out: { outcome: peaceful, text: He comes out. }
  over: { outcome: tactical, text: It is over. }
"""
LINES = ["zzz", "calm down", "sorry", ":note he shouts", "what happened", "rain",
         "you sound tired", "kill yourself?", ":undo", ":wait 3m",
         "water for you", "come out"]


def run(*arguments, text="", **more):
    done = subprocess.run([PROGRAM, *arguments], input=text.encode(),
                          check=False, capture_output=True, timeout=SECONDS,
                          **more)
    return (done.returncode, done.stdout.decode(), done.stderr.decode())


def play(lines, *options, scenario="it.yaml"):
    code, _, err = run("play", scenario, "--journal", "j.jsonl", *options,
                       text="".join(line + "\n" for line in lines))
    assert code == 0, err


def told(*options):
    code, out, err = run("debrief", "j.jsonl", "--format", "json", *options)
    assert code == 0, err
    return json.loads(out)


def page(*options):
    code, out, err = run("debrief", "j.jsonl", *options)
    assert code == 0, err
    return out


class Elements(html.parser.HTMLParser):
    """What a browser would make of a page: elements, attributes, texts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open = [], [], []
        self.texts = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        tag = self.open[-1] if self.open else ""
        self.texts[tag] = self.texts.get(tag, "") + data


# --- Figures -------------------------------------------------------------


def the_facts_are_those_that_were_counted_by_hand():
    play(LINES)
    d = told()
    session = d["session"]
    assert (session["turns"], session["undone"]) == (8, 1), session
    assert (session["ending"], session["outcome"]) == ("out", "peaceful")
    assert session["ms"] == 180000, session
    assert d["author"] == {"unheard": [1], "unanswered": [4, 5],
                           "limited": []}, d["author"]
    skills = {s["skill"]: s["turns"] for s in d["skills"]}
    assert skills["emotion labelling"] == [6]
    assert skills["asking about suicide"] == []
    assert skills["open question"] == [4]
    order = d["order"]
    assert (order["first_reflection"], order["first_solving"],
            order["first_influence"], order["rapport"]) == (6, 7, 8, 6), order
    assert d["words"]["negotiator"] == 15, d["words"]
    assert [f["known"] for f in d["facts"]] == [True, False]
    assert d["facts"][0]["turn"] == 6


def a_hot_button_is_repaired_and_a_hook_is_missed():
    play(LINES)
    triggers = {t["trigger"]: t for t in told()["triggers"]}
    hit = triggers["calmed"]["hits"][0]
    assert (hit["turn"], hit["sign"], hit["repaired"], hit["restored"]) == \
        (2, "He shouts.", 3, 3), hit
    assert len(triggers["asked"]["hits"]) == 1
    assert not triggers["slept"]["hits"]


def a_deadline_passes_and_then_the_demand_is_met():
    play(LINES)
    demand = told()["demands"][0]
    assert demand["status"] == "met"
    assert [(s["step"], s.get("to"), s["t"]) for s in demand["steps"]] == [
        ("status", "open", 0), ("deadline", None, 0),
        ("passed", None, 120000), ("status", "met", 180000)], demand


def signs_are_held_against_remarks():
    play(LINES)
    d = told()
    assert [(s["text"], s["remark"]) for s in d["signs"]] == \
        [("He shouts.", "he shouts")]
    assert d["remarks"][0]["turn"] == 3


def silences_are_counted():
    play(LINES)
    assert [(s["turn"], s["ms"]) for s in told()["silences"]] == \
        [(6, 30000), (6, 90000), (6, 60000)], told()["silences"]


def a_harmful_line_gets_a_line_that_would_have_helped():
    play(LINES)
    harm, = told()["harms"]
    assert (harm["turn"], harm["intent"], harm["instead"],
            harm["example"]) == (2, "calm", "label", "You sound tired."), harm


def turning_points_know_what_was_ahead():
    play(LINES)
    d = told()
    points = {p["turn"]: p for p in d["turning_points"]}
    assert list(points) == [2, 3, 6], points
    endings = {e["ending"]: e["turns"] for e in points[2]["endings_found"]}
    assert endings["out"] <= 4 and "over" in endings, endings
    heard = {l["intent"]: l["said"] for l in points[6]["listened_for"]}
    assert heard["calm"] == "Calm?", heard
    assert d["no_return"]["peaceful_found_to_the_end"]


def the_point_of_no_return_is_the_last_turn_with_a_way_out():
    text = SCENARIO.replace(
        "- { intent: calm, say: Calm? }",
        "- { intent: calm, say: Calm?, go: shut }").replace(
        "endings:\n", "  shut:\n    otherwise: { say: No. }\n"
        "    rules: [{ silence: 10m, end: over }]\nendings:\n")
    pathlib.Path("it.yaml").write_text(text, encoding="utf-8")
    play(["what", "calm down", "sorry", "sorry"])
    assert told()["no_return"] == {
        "peaceful_found_to_the_end": False,
        "last_turn_before_which_peaceful_was_found": 2}


def the_way_back_is_a_command_that_a_shell_takes():
    play(LINES)
    os.rename("j.jsonl", "my 'own' $(touch x).jsonl")
    code, out, err = run("debrief", "my 'own' $(touch x).jsonl",
                         "--format", "html")
    assert code == 0, err
    command = re.search(r"<code>(standoff resume .*?)</code>", out).group(1)
    done = subprocess.run(
        ["sh", "-c", html.unescape(command).replace(
            "standoff", f"{PROGRAM}") + " --plain"], input=b"",
        capture_output=True, check=False)
    assert done.returncode == 0 and b"after turn 1" in done.stdout, done
    assert not os.path.exists("x")


def without_looking_ahead_nothing_is_said_of_it():
    play(LINES)
    d = told("--ahead", "0")
    assert "endings_found" not in d["turning_points"][0]
    assert d["no_return"] is None
    assert "no return" not in page("--ahead", "0")


def sixths_hold_as_many_turns_each():
    play(["what", "you sound tired"] * 9)
    parts = told()["sixths"]
    assert [p["turns"] for p in parts] == [3] * 6
    assert sum(p["reflections"] for p in parts) == 9
    assert parts[-1]["meters"] == {"tension": 0, "trust": 10}


def what_was_taken_back_is_shown_and_counts_nowhere():
    play(LINES)
    out = page()
    assert "kill yourself?" in out and "(taken back)" in out
    assert [t["undone"] for t in told()["turns"]].count(True) == 1


# --- Scenarios that are not there -------------------------------------------


def without_the_scenario_the_journal_alone_is_told():
    play(LINES)
    os.rename("it.yaml", "elsewhere.yaml")
    code, out, err = run("debrief", "j.jsonl")
    assert code == 0 and "cannot be read" in err, err
    assert "could not be read" in out and "Karim" not in out
    d = told()
    assert not d["session"]["scenario_read"] and not d["skills"]
    assert d["demands"][0]["status"] == "met"
    assert told("--scenario", "elsewhere.yaml")["skills"]


def a_changed_scenario_is_said():
    play(LINES)
    text = SCENARIO.replace("say: Tired. Yes.", "say: Yes. Tired.")
    pathlib.Path("it.yaml").write_text(text, encoding="utf-8")
    assert "differently from turn 6 on" in page()
    pathlib.Path("it.yaml").write_text(SCENARIO + "# more\n", encoding="utf-8")
    assert "plays as it did then" in page()


def a_journal_in_the_middle_of_a_turn_is_told_to_its_end():
    play(LINES)
    whole = pathlib.Path("j.jsonl").read_bytes()
    lines = whole.split(b"\n")
    at = max(i for i, line in enumerate(lines)
             if line.startswith(b'{"in":"say"'))
    pathlib.Path("j.jsonl").write_bytes(b"\n".join(lines[:at + 1]) + b"\n")
    assert told()["session"]["ending"] == "out"


def a_session_without_turns_is_told():
    play([":wait 10s"])
    d = told()
    assert d["session"]["turns"] == 0 and not d["turning_points"]
    assert "<h1>" in page() and page("--format", "markdown")


# --- The page ------------------------------------------------------------------


def the_page_needs_nothing_and_runs_nothing():
    play(LINES)
    out = page()
    elements = Elements(out)
    assert not elements.open
    for tag in ("script", "link", "img", "iframe", "object", "form", "a"):
        assert tag not in elements.tags, tag
    for name, value in elements.attributes:
        assert not name.startswith("on") and name not in ("style", "src", "href")
        assert "http" not in (value or "").replace("http-equiv", ""), value
    assert elements.tags.count("h1") == 1
    policy = re.search(r"style-src 'sha256-([^']+)'", out)
    style = re.search(r"<style>(.*?)</style>", out, re.S).group(1)
    done = subprocess.run(["openssl", "dgst", "-sha256", "-binary"],
                          input=style.encode(), capture_output=True,
                          check=False)
    if done.returncode == 0:
        import base64
        assert base64.b64encode(done.stdout).decode() == policy.group(1)


def welfare_comes_first_and_no_score_anywhere():
    play(LINES)
    out = page()
    first = out.index("<h2")
    assert out.index("how is everybody", first) < out.index("<table")
    assert out.index("Ask your trainer.", first) < out.index("<table")
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", out, flags=re.S).lower()
    words = words.replace("it gives no score and no mark", "")
    for word in ("score", "grade", "passed the", "rank of", "points out of",
                 "success rate", "hit rate"):
        assert word not in words, word


EVIL = ("<script>alert(1)</script> \"'><img src=x onerror=alert(2)> </style>"
        "</title></svg> javascript:alert(3) &lt;b&gt; \u202etxt \u2066x"
        " [a](http://evil) `b` | c ![d](e) {1} {karim} %s %n")


def markup_from_anywhere_stays_text():
    evil = json.dumps(EVIL.replace("{1} {karim}", "{{1}"))
    text = SCENARIO.replace("title: Small", f"title: {evil}") \
        .replace("name: Karim", f"name: {evil}") \
        .replace("support: Ask your trainer.", f"support: {evil}") \
        .replace("say: Who is there?", f"say: {evil}") \
        .replace("sign: He shouts.", f"sign: {evil}") \
        .replace("alone: He is alone.", f"alone: {evil}") \
        .replace("skill: repair", f"skill: {evil}") \
        .replace("about: Speaks of sleep.", f"about: {evil}") \
        .replace("text: Water.", f"text: {evil}")
    pathlib.Path("it.yaml").write_text(text, encoding="utf-8")
    plain = pathlib.Path("it.yaml").read_text(encoding="utf-8")
    assert "alert(1)" in plain
    play([EVIL, "calm down " + EVIL, ":note " + EVIL, "what \x1b[31m\x07 \x00x",
          "sorry"])
    out = page()
    elements = Elements(out)
    assert not elements.open
    for tag in ("script", "img", "b", "a", "form"):
        assert tag not in elements.tags, tag
    assert not [n for n, _ in elements.attributes if n.startswith("on")]
    assert "alert(1)" in elements.texts["bdi"]
    assert "\u202e" not in out and "\x1b" not in out and "\x07" not in out
    assert out.count("</style>") == 1 and out.count("</title>") == 2, out
    marked = page("--format", "markdown")
    assert "<script" not in marked and "<img" not in marked
    assert not re.search(r"(?<!\\)\]\(", marked) and "\x1b" not in marked
    json.loads(json.dumps(told()))


# --- Wrong usage ----------------------------------------------------------------


def wrong_usage_is_told_and_writes_nothing():
    play(LINES)
    pathlib.Path("old.html").write_text("old", encoding="utf-8")
    for arguments, words in (
            (["debrief"], "journal"), (["debrief", "none.jsonl"], "none.jsonl"),
            (["debrief", "."], "'.'"), (["debrief", "it.yaml"], "not a journal"),
            (["debrief", "j.jsonl", "--format", "pdf"], "'--format pdf'"),
            (["debrief", "j.jsonl", "--ahead", "-1"], "'--ahead -1'"),
            (["debrief", "j.jsonl", "--scenario", "none.yaml"], "none.yaml")):
        code, out, err = run(*arguments, "-o", "old.html")
        assert (code, out) == (2, ""), (arguments, code, out)
        assert words in err, err
        assert pathlib.Path("old.html").read_text() == "old"
    code, _, err = run("debrief", "j.jsonl", "-o", "no/such/folder.html")
    assert code == 3 and "nothing was written" in err, err


def journals_that_are_no_journals_are_refused():
    play(LINES)
    good = pathlib.Path("j.jsonl").read_bytes()
    first = good.split(b"\n", 1)[0] + b"\n"
    for bad in (b"", b"\x00" * 4096, b"{}\n", b"\xff\xfe" * 99,
                b"[" * 100000 + b"\n", first.replace(b"start", b"strat")):
        pathlib.Path("bad.jsonl").write_bytes(bad)
        code, out, err = run("debrief", "bad.jsonl")
        assert (code, out) == (2, "") and err, (bad[:20], code, err)
    for end in range(0, len(good), max(1, len(good) // 40)):
        pathlib.Path("j.jsonl").write_bytes(good[:end])
        code, _, err = run("debrief", "j.jsonl", "--format", "json")
        assert code in (0, 2) and (code == 0 or err), (end, code, err)
    pathlib.Path("j.jsonl").write_bytes(first)
    assert told()["session"]["turns"] == 0


def the_page_speaks_the_language_asked_for():
    scenario = TREE / "scenarios/workshop-barricade/scenario.yaml"
    play(["bonjour"], "--lang", "fr", scenario=str(scenario))
    assert '<html lang="fr">' in page()
    out = page("--lang", "en")
    assert '<html lang="en">' in out and '<bdi lang="fr">' in out


def write_scenario():
    pathlib.Path("it.yaml").write_text(SCENARIO, encoding="utf-8")


run_tests(globals(),
          ("run", "play", "told", "page", "write_scenario"),
          prepare=write_scenario)
