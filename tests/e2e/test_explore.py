#!/usr/bin/env python3
"""Exploring from outside: what is claimed of a scenario, that each run can be
played, what a limit does to the claims, and files that are none.

usage: test_explore.py PROGRAM
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
WORKSHOP = str(TREE / "scenarios/workshop-barricade/scenario.yaml")
SECONDS = 240

HEAD = """standoff: 1
title: A tower
roles: { karim: { side: perpetrator } }
meters: { trust: { start: 0, range: 0..3 }, unread: { start: 0, range: 0..9 } }
intents:
  listen: { phrases: [listening], examples: [I am listening.] }
  ask: { phrases: [come down], examples: [Come down.] }
  echo: { mirrors: 1..3 }
"""
STATES = """injects: { sister: { about: She rings., go: roof } }
states:
  talking:
    enter: { say: I want to sleep. }
    rules:
      - { intent: listen, change: { trust: +1, unread: +1 } }
      - { intent: ask, if: trust >= 2, end: down }
      - { intent: echo, learn: echoed }
      - { silence: 2m, go: alone }
  alone: { rules: [{ after: 10m, end: stopped }] }
  roof: { rules: [{ intent: ask, end: jumped-the-gun }] }
facts: { echoed: He was heard. }
triggers: { known: { when: echoed, say: Yes. } }
endings:
  down: { outcome: peaceful }
  stopped: { outcome: unresolved }
  jumped-the-gun: { outcome: harm }
"""


def prepare():
    pathlib.Path("it.yaml").write_text(HEAD + STATES, encoding="utf-8")


def write(text, name="it.yaml"):
    pathlib.Path(name).write_text(text, encoding="utf-8")


def explore(*arguments, path="it.yaml", code=0):
    done = subprocess.run([PROGRAM, "explore", path, *arguments],
                          capture_output=True, text=True, timeout=SECONDS,
                          check=False)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


def answer(*arguments, **options):
    return json.loads(explore("--format", "json", *arguments,
                              **options).stdout)


def by_name(entries, key="name"):
    return {entry[key]: entry for entry in entries}


def endings_have_their_fewest_turns_and_a_run():
    endings = by_name(answer()["endings"])
    assert endings["down"]["turns"] == 3
    assert [step["say"] for step in endings["down"]["steps"]] == [
        "I am listening."] * 2 + ["Come down."]
    assert endings["stopped"]["turns"] == 0
    assert endings["stopped"]["steps"] == [{"wait": 120000},
                                           {"wait": 600000}]


def what_only_an_inject_by_hand_reaches_is_counted_apart():
    told = answer()
    ending = by_name(told["endings"])["jumped-the-gun"]
    assert ending["reach"] == "by-hand", ending
    assert ending["steps"][0] == {"inject": "sister"}
    assert by_name(told["states"])["roof"]["reach"] == "by-hand"
    assert "reached only with the inject 'sister'" in explore().stdout


def the_last_words_are_said_back_where_an_intent_mirrors():
    write(HEAD + STATES + "checks: [{ never: echoed }]\n")
    steps = answer(code=1)["checks"][0]["steps"]
    assert steps == [{"say": "sleep."}], steps


def a_meter_that_nobody_reads_makes_no_difference():
    few = answer()["configurations"]
    write((HEAD + STATES).replace(", unread: +1", ""))
    assert answer()["configurations"] == few


def every_kind_of_check_holds_or_is_broken():
    write(HEAD + STATES + """checks:
  - reachable: down
  - reachable: jumped-the-gun
  - never: trust > 3
  - never: trust == 2
  - always-possible: [peaceful, unresolved]
  - always-possible: [peaceful]
  - turns-to: { ending: down, at-least: 3 }
  - turns-to: { ending: down, at-least: 4 }
""")
    told = answer(code=1)["checks"]
    assert [check["verdict"] for check in told] == [
        "holds", "broken"] * 4, told
    assert told[3]["steps"] == [{"say": "I am listening."}] * 2
    assert told[5]["steps"] == [{"wait": 120000}]


def a_dead_end_and_settling_that_does_not_end_are_found():
    write(HEAD + """states: { one: { rules: [{ intent: ask, go: two }] },
  two: {} }
endings: {}
""")
    assert answer()["dead-end"]["steps"] == []
    write(HEAD + """triggers:
  up: { when: trust >= 2, change: { trust: =1 } }
  down: { when: trust == 1, change: { trust: =2 } }
states: { one: { rules: [{ intent: listen, change: { trust: +1 } }] } }
""")
    told = answer(code=1)
    assert told["cycle"]["steps"] == [{"say": "I am listening."}], told


def runs_become_transcripts_that_pass():
    write(HEAD + STATES + "checks: [{ never: trust == 2 }]\n")
    explore("--write", "tests", code=1)
    names = sorted(path.name for path in pathlib.Path("tests").iterdir())
    assert "ending-down.yaml" in names and "check-1.yaml" in names, names
    done = subprocess.run([PROGRAM, "test", "tests"], capture_output=True,
                          text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{len(names)} tests: {len(names)} passed" in done.stdout


def a_limit_takes_certainty_away_and_says_so():
    for limit, cut in ((("--depth", "1"), "depth"), (("--steps", "2"), "steps"),
                       (("--memory", "20K"), "memory")):
        told = answer(*limit, "--random", "0")
        assert not told["exhaustive"] and told["cut"] == [cut], told["cut"]
        assert by_name(told["endings"])["jumped-the-gun"]["reach"] == \
            "not-found"
        explore(*limit, "--strict", code=1)
    assert "not exhaustive" in explore("--depth", "1").stdout
    explore("--strict")


def chance_runs_find_what_lies_beyond_a_cut():
    told = answer("--depth", "1")
    assert by_name(told["endings"])["down"]["reach"] == "yes"
    again = answer("--depth", "1", "--seed", "0")
    assert told == again


def a_shipped_scenario_is_cut_and_shows_endings_all_the_same():
    told = answer("--steps", "20000", "--random", "150", path=WORKSHOP)
    assert told["cut"] == ["steps"]
    assert [e for e in told["endings"] if e["reach"] == "yes"]
    assert not [c for c in told["checks"] if c["verdict"] == "broken"]


def spin_stores_as_many_states_as_the_search_finds():
    if not shutil.which("spin"):
        return
    told = answer()
    write(explore("--export", "promela").stdout, "model.pml")
    for command in (["spin", "-a", "model.pml"],
                    ["cc", "-w", "-DSAFETY", "-DNOREDUCE", "-o", "pan",
                     "pan.c"], ["./pan"]):
        done = subprocess.run(command, capture_output=True, text=True,
                              timeout=SECONDS, check=True)
    stored = int(re.search(r"(\d+) states, stored", done.stdout)[1])
    assert stored == told["configurations"] + 1, (stored, told)


def what_is_no_scenario_is_refused_with_one_message():
    files = {"empty": b"", "binary": bytes(range(256)) * 40,
             "latin": "title: é".encode("latin-1"), "cut": HEAD.encode()[:90],
             "deep": b"[" * 100000, "pack": b"standoff: 1\nkind: pack\n"}
    for name, content in files.items():
        pathlib.Path(name).write_bytes(content)
        assert explore(path=name, code=2).stderr, name
    for path in (".", "nowhere.yaml"):
        assert explore(path=path, code=2).stderr


def text_from_the_file_cannot_reach_the_terminal_raw():
    write((HEAD + STATES).replace("[I am listening.]",
                                  '["I am listening \\e[31m\\u202e."]'))
    for more in ([], ["--format", "json"]):
        out = explore(*more).stdout
        raw = json.dumps(json.loads(out)) if more else out
        assert not set(raw) & set("\x1b\u202e"), raw


def bad_options_are_usage():
    for arguments in (["--memory", "lots"], ["--memory", "0"],
                      ["--memory", "99999999999999G"], ["--depth", "0"],
                      ["--steps", "-1"], ["--format", "xml"],
                      ["--random", "x"], ["--export", "tla"]):
        assert not explore(*arguments, code=2).stdout
    done = subprocess.run([PROGRAM, "explore", "-", "--write", "x"], input=HEAD,
                          capture_output=True, text=True, timeout=SECONDS,
                          check=False)
    assert done.returncode == 2 and not pathlib.Path("x").exists()


def a_folder_that_cannot_be_written_is_a_fault():
    write("a file", "tests")
    done = explore("--write", "tests", code=3)
    assert "tests" in done.stderr


if __name__ == "__main__":
    run_tests(globals(), {"explore", "answer", "by_name", "write", "prepare",
                          "run_tests"}, prepare)
