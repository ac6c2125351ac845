#!/usr/bin/env python3
"""The audit: what personas come to, what is found, and what it makes of files
that are none.

usage: test_audit.py PROGRAM
"""
import json
import os
import pathlib
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
WORKSHOP = str(TREE / "scenarios/workshop-barricade/scenario.yaml")
PERSONAS = ["silent", "parrot", "apologiser", "threatener", "promiser",
            "interrogator", "adviser", "good-listener"]
SECONDS = 120

TALK = """standoff: 1
title: A door
language: en
roles: { karim: { side: perpetrator, name: NAME } }
meters: { tension: { start: 5, range: 0..10, better: low } }
intents:
  label-emotion: { tone: helps, phrases: [you sound], examples: [You sound sad.] }
  promise: { tone: harms, phrases: [i promise], examples: [I promise it.] }
  threat: { tone: harms, phrases: [or else], examples: [Come out or else.] }
  plan-exit: { tone: helps, phrases: [come out slowly],
    examples: [We come out slowly.] }
states:
  door:
    hint: Name the feeling.
    enter: { say: Go away. }
    rules:
      - { intent: HELPS, change: { tension: -1 }, say: TEXT }
      - { intent: plan-exit, if: tension <= 2, end: out }
      - { intent: [promise, label-emotion], change: { tension: +1 }, say: No. }
      - { intent: [threat, plan-exit], change: { tension: +1 }, say: Never. }
      - { silence: 15s, change: { tension: +1 } }
    otherwise: { say: What? }
triggers: { over: { when: tension >= 10, end: forced } }
endings:
  out: { outcome: OUTCOME, text: He comes out. }
  forced: { outcome: tactical }
"""


def scenario(helps="label-emotion", name="Karim", text="Yes.",
             outcome="peaceful"):
    content = TALK.replace("HELPS", helps).replace("OUTCOME", outcome)
    content = content.replace("NAME", json.dumps(name))
    pathlib.Path("it.yaml").write_text(
        content.replace("TEXT", json.dumps(text)), encoding="utf-8")


def audit(*arguments, path="it.yaml", code=None):
    done = subprocess.run([PROGRAM, "audit", path, *arguments],
                          capture_output=True, text=True, timeout=SECONDS,
                          encoding="utf-8", check=False)
    assert code is None or done.returncode == code, (done.returncode, done)
    return done


def report(*arguments, **options):
    return json.loads(audit("--format", "json", *arguments, **options).stdout)


def row(found, persona):
    return next(row for row in found["personas"] if row["persona"] == persona)


# --- what it counts -----------------------------------------------------------

def every_run_is_counted_once():
    scenario()
    found = report("--runs", "40")
    assert [row["persona"] for row in found["personas"]] == PERSONAS
    for persona in found["personas"]:
        assert sum(persona["endings"].values()) + persona["none"] == 40, persona
        assert persona["endings"]["out"] == persona["peaceful"]
        assert 0 <= persona["meters"]["tension"] <= 10


def the_same_seed_gives_the_same_report():
    reports = [audit("--runs", "30", *more, path=WORKSHOP).stdout
               for more in ([], [], ["--no-jit"], ["--seed", "1"])]
    assert reports[0] == reports[1] == reports[2]
    assert reports[0] != reports[3]


def both_forms_say_the_same():
    scenario("promise")
    text = audit("--runs", "20", code=1).stdout
    found = report("--runs", "20", code=1)
    for finding in found["findings"]:
        assert finding["text"] in text
        for line in finding["run"]:
            assert line.get("text", "") in text
    assert "promiser" in [finding["persona"] for finding in found["findings"]]


# --- what it finds ------------------------------------------------------------

def listening_that_leads_somewhere_is_no_finding():
    scenario()
    found = report("--runs", "60", code=0)
    assert found["findings"] == []
    assert row(found, "good-listener")["peaceful"] > 50
    assert row(found, "threatener")["peaceful"] == 0


def a_promise_that_pays_is_found_with_a_run_to_read():
    scenario("promise")
    found = report("--runs", "60", code=1)
    finding = next(finding for finding in found["findings"]
                   if finding["persona"] == "promiser")
    assert "learns the habit" in finding["text"]
    said = [line["text"] for line in finding["run"] if line["kind"] == "say"]
    assert "I promise it." in said
    assert finding["run"][-1] == {"t": finding["run"][-1]["t"],
                                  "kind": "ending", "text": "out"}


def the_run_to_read_is_that_of_its_seed():
    scenario("promise")
    finding = next(finding for finding in report("--runs", "60")["findings"]
                   if finding["persona"] == "promiser")
    again = report("--runs", "1", "--seed", str(finding["seed"]),
                   "--persona", "promiser", code=0)
    assert again["findings"][0]["run"] == finding["run"]


def no_peaceful_ending_is_a_finding():
    scenario(outcome="tactical")
    found = report("--runs", "5", code=1)
    assert "no ending of the scenario is peaceful" in found["findings"][0]["text"]


def a_way_out_that_listening_does_not_find_is_a_finding():
    scenario(helps="threat")
    found = report("--runs", "200", code=1)
    assert any("never reaches" in finding["text"]
               for finding in found["findings"])


def one_persona_alone_shows_its_first_run():
    scenario()
    text = audit("--persona", "threatener", "--runs", "3", code=0).stdout
    assert "threatener, seed 0:" in text and "> Come out or else." in text
    assert "good-listener" not in text


def runs_are_played_in_the_language_asked_for():
    for language, word in (("fr", "Je"), ("ru", "я"), ("tg", "ман")):
        text = audit("--lang", language, "--runs", "2", "--persona", "promiser",
                     path=WORKSHOP, code=0).stdout
        assert word.lower() in text.lower(), (language, text[-800:])


# --- what ours teach ----------------------------------------------------------

def ours_teach_listening():
    for path in sorted(TREE.glob("scenarios/*/scenario.yaml")):
        found = report("--runs", "80", path=str(path), code=0)
        listens = row(found, "good-listener")["peaceful"]
        assert listens >= 16, (path, listens)
        for persona in found["personas"]:
            assert persona["listens"] or 3 * persona["peaceful"] <= listens, \
                (path, persona)


def ours_teach_it_in_every_language():
    for path in sorted(TREE.glob("scenarios/*/scenario.yaml")):
        for language in ("fr", "ru", "tg"):
            found = report("--runs", "20", "--lang", language, path=str(path))
            assert found["findings"] == [], (path, language,
                                             found["findings"][0]["text"])


# --- what it refuses ----------------------------------------------------------

def options_out_of_range_are_refused_with_the_range():
    scenario()
    for arguments, say in ((["--runs", "0"], "from 1 to"),
                           (["--runs", "many"], "from 1 to"),
                           (["--turns", "-1"], "from 1 to"),
                           (["--seed", "9" * 30], "from 0 to"),
                           (["--persona", "nobody"], "good-listener"),
                           (["--format", "xml"], "human or json"),
                           (["another.yaml"], "one scenario file")):
        done = audit(*arguments, code=2)
        assert say in done.stderr and not done.stdout, done
        assert done.stderr.count("\n") == 1, done.stderr


def a_pack_cannot_be_audited():
    done = audit(path=str(TREE / "scenarios/packs/active-listening.yaml"),
                 code=2)
    assert "is a pack" in done.stderr


def what_is_no_scenario_is_refused():
    os.mkdir("folder")
    files = {"empty": b"", "binary": bytes(range(256)) * 40,
             "latin": "standoff: 1\ntitle: caf\xe9\n".encode("latin-1"),
             "deep": b"standoff: 1\nx: " + b"[" * 100000,
             "cut": TALK.encode()[:400]}
    for name, content in files.items():
        pathlib.Path(name).write_bytes(content)
    for name in [*files, "folder", "nowhere"]:
        done = audit(path=name, code=2)
        assert done.stderr and not done.stdout, (name, done)


def text_from_the_file_cannot_reach_the_terminal_raw():
    scenario(name="K\u202e\x7f\x85", text="\x1b[31mred\x07 \u2066x")
    for more in ([], ["--format", "json"]):
        out = audit("--persona", "good-listener", "--runs", "1", *more,
                    code=0).stdout
        raw = json.dumps(json.loads(out)) if more else out
        assert not set(raw) & set("\x1b\x07\x7f\x85\u202e\u2066"), raw


def an_intent_without_examples_is_never_said():
    scenario()
    content = pathlib.Path("it.yaml").read_text(encoding="utf-8")
    lines = [line for line in content.replace(
        "examples: [You sound sad.]", "").replace(
        "examples: [I promise it.]", "").splitlines()]
    pathlib.Path("it.yaml").write_text("\n".join(lines).replace(", }", " }"),
                                       encoding="utf-8")
    found = report("--runs", "5", "--persona", "promiser", code=0)
    assert not any("promise" in line.get("text", "").lower()
                   for line in found["findings"][0]["run"])


run_tests(globals(), ("scenario", "audit", "report", "row"))
