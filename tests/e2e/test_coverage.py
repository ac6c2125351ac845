#!/usr/bin/env python3
"""`standoff coverage`: what is counted, over transcripts and journals, in every
form it is shown in.

usage: test_coverage.py PROGRAM
"""
import html.parser
import json
import os
import pathlib
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60

SCENARIO = """standoff: 1
title: Small <b>&amp;</b>
language: en
roles:
  karim: { side: perpetrator, name: Karim }
intents:
  greet: { phrases: [hello] }
  thank: { phrases: [thanks] }
  unused: { phrases: [never] }
demands:
  water: { by: karim, text: Water., deadline: { in: 5m, passed: { say: Late! } } }
triggers:
  polite: { intent: thank, sign: He nods. }
injects:
  lawyer: { say: Who? }
stages:
  - { name: contact, when: visits(second) >= 1 }
states:
  first:
    rules:
      - intent: greet
        each-time:
          - { say: Who is that?, raise: water }
          - { say-one-of: [Again?, You?], meet: water, go: second }
    otherwise: { say: Speak up! <script>alert(1)</script> }
  second:
    rules:
      - { after: 1m, end: gone }
      - { intent: thank, end: done }
endings:
  gone: { outcome: unresolved }
  done: { outcome: peaceful }
"""
FRENCH = """standoff: 1
kind: translation
of: small.yaml
language: fr
text: {}
intents:
  greet: { phrases: [bonjour] }
  thank: { phrases: [merci] }
  unused: { phrases: [jamais] }
"""
HEAD = "standoff: 1\nkind: transcript\nof: ../small.yaml\n"


def prepare():
    os.mkdir("tests")
    write("small.yaml", SCENARIO)
    write("small.fr.yaml", FRENCH)
    write("tests/a.yaml", HEAD + "steps:\n  - say: Hello!\n  - say: Hello.\n"
          "  - wait: 1m\n")


def write(path, text):
    pathlib.Path(path).write_text(text, encoding="utf-8")


def coverage(*arguments):
    done = subprocess.run([PROGRAM, "coverage", *arguments],
                          capture_output=True, timeout=SECONDS, check=False,
                          env={**os.environ, "NO_COLOR": "1"})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def counts(*arguments):
    """{kind: {name or text: count}}"""
    code, out, err = coverage("--format", "json", *arguments)
    assert (code, err) == (0, ""), (code, err)
    found = json.loads(out)
    return found, {kind: {item.get("text", item["name"]): item["count"]
                          for item in value["items"]}
                   for kind, value in found.items() if isinstance(value, dict)}


def everything_that_happens_is_counted():
    found, count = counts("small.yaml")
    assert (found["sessions"], found["turns"]) == (1, 2), found
    assert count["states"] == {"first": 1, "second": 1}, count
    assert count["rules"] == {"states.first.rules[0]": 2,
                              "states.second.rules[0]": 1,
                              "states.second.rules[1]": 0}, count
    assert count["triggers"] == {"triggers.polite": 0}, count
    assert count["injects"] == {"injects.lawyer": 0}, count
    assert count["places"] == {"demands.water.deadline.passed": 0,
                               "states.first.otherwise": 0}, count
    assert list(count["steps"].values()) == [1, 1], count
    assert count["intents"] == {"greet": 2, "thank": 0}, count
    assert count["demands"] == {"water is open": 1, "water is met": 1}, count
    assert count["stages"] == {"contact": 1}, count
    assert count["endings"] == {"gone": 1, "done": 0}, count
    lines = count["lines"]
    assert lines["Who is that?"] == 1 and lines["Late!"] == 0, lines
    assert lines["Again?"] + lines["You?"] == 1, lines
    place = found["rules"]["items"][0]
    assert (place["file"], place["line"]) == ("small.yaml", 21), place


def sessions_in_other_languages_add_up():
    write("tests/b.yaml", HEAD + "language: fr\nsteps:\n  - say: Bonjour\n"
          "  - say: Bonjour\n  - say: Merci\n")
    found, count = counts("small.yaml")
    assert (found["sessions"], found["turns"]) == (2, 5), found
    assert count["intents"] == {"greet": 4, "thank": 1}, count
    assert count["endings"] == {"gone": 1, "done": 1}, count


def journals_count_with_the_scenario_as_it_is():
    subprocess.run([PROGRAM, "play", "small.yaml", "--journal", "j"],
                   input=b"Hello\nHello\nThanks\n", capture_output=True,
                   timeout=SECONDS, check=False)
    found, count = counts("small.yaml", "j")
    assert (found["sessions"], found["turns"]) == (1, 3), found
    found, count = counts("small.yaml", "j", "tests", "tests/a.yaml")
    assert (found["sessions"], found["turns"]) == (3, 7), found
    assert count["triggers"] == {"triggers.polite": 1}, count


def transcripts_of_other_scenarios_do_not_count():
    write("other.yaml", SCENARIO)
    write("tests/b.yaml", HEAD.replace("small", "other") +
          "steps:\n  - say: Thanks\n")
    assert counts("small.yaml", "tests")[0]["sessions"] == 1
    code, _, err = coverage("small.yaml", "tests/b.yaml")
    assert code == 2 and "no transcript or session" in err, err


def a_failing_transcript_counts_and_is_told_of():
    write("tests/b.yaml", HEAD + "steps:\n  - say: Hello\n"
          "    expect: { state: second }\n  - say: Hello\n  - say: Thanks\n")
    code, out, err = coverage("small.yaml")
    assert code == 0 and "1 of the transcripts" in err, err
    assert "2 sessions, 5 turns" in out, out


def people_see_a_table_and_what_is_missing():
    code, out, _ = coverage("small.yaml")
    assert code == 0
    assert "  rules         2 of     3   66 %\n" in out, out
    assert ("never seen of rules:\n  small.yaml:29: states.second.rules[1] "
            "'{ intent: thank, end: done }'\n") in out, out
    assert "never seen of states" not in out, out


def the_source_is_shown_with_counts():
    _, out, _ = coverage("--lines", "small.yaml")
    lines = out.splitlines()
    source = SCENARIO.splitlines()
    assert [line[8:] for line in lines] == source, out
    assert lines[20] == "    2 |       - intent: greet", out
    assert lines[28].startswith("never |       - { intent: thank"), out
    assert lines[22].startswith("      | "), out


def a_graph_says_how_often_each_way_was_taken():
    _, dot, _ = coverage("--format", "dot", "small.yaml")
    assert 'label="greet (2 of 2)\\ntaken: 1"' in dot, dot
    assert 'label="after 1m\\ntaken: 1"' in dot, dot
    assert 'label="thank\\ntaken: 0"' in dot, dot
    assert "peaceful\\n(not reached)" in dot, dot
    _, mermaid, _ = coverage("--format", "mermaid", "small.yaml")
    assert mermaid.count("taken#58; 1") == 2, mermaid
    assert mermaid.count("taken#58; 0") == 1, mermaid


def a_threshold_decides_the_exit_code():
    assert coverage("--min", "rules=66", "small.yaml")[0] == 0
    code, _, err = coverage("--min", "rules=67", "--min", "states=100",
                            "small.yaml")
    assert code == 1 and "2 of 3 rules were seen, less than 67 %" in err, err
    for wrong in ("rules", "rules=101", "rules=x", "rule=1", "=5"):
        assert coverage("--min", wrong, "small.yaml")[0] == 2, wrong


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self.policy, self.marked = [], "", "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        values = dict(attrs)
        assert not any(key.startswith("on") for key in values), attrs
        assert not values.get("src") and tag not in ("script", "iframe"), tag
        if values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values["content"]

    def handle_endtag(self, tag):
        self.tags.append("/" + tag)

    def handle_data(self, data):
        self.text += data
        if self.tags and self.tags[-1] == "mark":
            self.marked += data


def a_page_needs_nothing_else_and_runs_nothing():
    code, _, err = coverage("--html", "c.html", "small.yaml")
    assert code == 0, err
    page = Page(pathlib.Path("c.html").read_text(encoding="utf-8"))
    assert "default-src 'none'" in page.policy, page.policy
    assert "<script>alert(1)</script>" in page.text, page.text
    assert "Small <b>&amp;</b>" in page.text, page.text
    assert "never |       - { intent: thank" in page.marked, page.marked
    assert "    2 |       - intent: greet\n" in page.text, page.text
    assert page.tags.count("mark") == page.tags.count("/mark") > 2
    assert coverage("--html", "nowhere/c.html", "small.yaml")[0] == 3


def wrong_input_gets_one_message():
    for arguments in ([], ["nothing.yaml"], ["tests"], ["small.yaml", "no"],
                      ["small.yaml", "tests/a.yaml", "small.fr.yaml"],
                      ["--format", "x", "small.yaml"]):
        code, out, err = coverage(*arguments)
        assert code == 2 and err, (arguments, code, out, err)
    write("tests/a.yaml", "standoff: 1\nkind: transcript\n")
    code, _, err = coverage("small.yaml")
    assert code == 2 and "'of' is missing" in err, err


def our_scenarios_are_covered_to_every_ending():
    for scenario in sorted(TREE.glob("scenarios/*/scenario.yaml")):
        code, _, err = coverage("--min", "endings=100", str(scenario))
        assert (code, err) == (0, ""), (scenario, err)


run_tests(globals(), ("prepare", "write", "coverage", "counts"), prepare)
