#!/usr/bin/env python3
"""What holds of every scenario and pack that comes with the program, in every
language: complete, clean, and with a recorded session for each ending.

usage: test_scenarios.py PROGRAM
"""
import os
import pathlib
import random
import subprocess
import sys

from runner import run_tests

try:
    import yaml
except ImportError:  # a python3 of the user's own: Debian's has it
    if sys.executable == "/usr/bin/python3":
        print("PyYAML is not there; ./setup installs it")
        sys.exit(77)
    os.execv("/usr/bin/python3", ["/usr/bin/python3", "-B", *sys.argv])

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = sorted(TREE.glob("scenarios/*/scenario.yaml"))
PACK = TREE / "scenarios/packs/active-listening.yaml"
LANGUAGES = ("fr", "ru", "tg")
SESSIONS = TREE / "tests/golden/sessions"
FAMILIES = {"prison", "terrorist", "riot", "suicide", "mental-health"}
HELPFUL = """introduce-self encourager open-question closed-question
    label-emotion paraphrase summary i-message affirm apologise ask-suicide
    ask-safety offer-help defer trade plan-exit smalltalk-topic goodbye""".split()
HARMFUL = """calm-down command threat minimise argue why-question promise
    flat-no false-empathy advice insult solicit-demand""".split()


def read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def translation(path, language):
    return path.with_suffix(f".{language}.yaml")


def has_words(intent):
    return any(key in intent for key in ("phrases", "patterns", "words"))


# --- all of it ----------------------------------------------------------------

def lint_finds_nothing_in_any_of_them():
    done = subprocess.run([PROGRAM, "lint", "scenarios"], cwd=TREE,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "nothing found" in done.stdout, \
        done.stdout[-2000:]


def every_family_has_one():
    assert {read(path)["family"] for path in SCENARIOS} == FAMILIES


def each_is_translated_into_each_language():
    for path in [*SCENARIOS, PACK]:
        for language in LANGUAGES:
            there = translation(path, language)
            assert there.exists(), there
            text = read(there)
            assert text["language"] == language and text["of"] == path.name


def every_intent_has_examples_and_counterexamples_in_every_language():
    few = []
    for path in [*SCENARIOS, PACK]:
        intents = {name: intent for name, intent in
                   read(path)["intents"].items() if has_words(intent)}
        files = {path.name: intents}
        for language in LANGUAGES:
            there = translation(path, language)
            files[there.name] = read(there).get("intents") or {}
        for name in intents:
            for file, words in files.items():
                intent = words.get(name, {})
                if len(intent.get("examples", [])) < 6 or \
                        len(intent.get("counterexamples", [])) < 3:
                    few.append(f"{path.parent.name}/{file}: {name}")
    assert not few, few


# --- the pack ---------------------------------------------------------------

def the_pack_hears_what_negotiators_do():
    intents = read(PACK)["intents"]
    assert set(intents) == {*HELPFUL, *HARMFUL, "mirror"}
    for name in HARMFUL:
        assert intents[name]["tone"] == "harms", name
    for name in HELPFUL:
        assert intents[name].get("tone") != "harms", name


def the_tajik_says_that_a_native_reader_must_review_it():
    for path in [*SCENARIOS, PACK]:
        first = translation(path, "tg").read_text(encoding="utf-8")[:300]
        assert "native reader" in first, path


# --- the scenarios ------------------------------------------------------------

def each_has_what_a_class_needs():
    for path in SCENARIOS:
        scenario = read(path)
        for key in ("warnings", "support", "summary", "objectives", "duration",
                    "stages", "facts", "injects"):
            assert scenario.get(key), (path, key)
        roles = scenario["roles"].values()
        assert any(role["side"] == "negotiator" and role.get("brief")
                   for role in roles), path
        assert any(role.get("wants") and role.get("needs") and
                   role.get("brief") for role in roles), path
        stances = {demand.get("stance") for demand in
                   scenario["demands"].values()}
        assert {"talk-only", "never"} <= stances, (path, stances)
        kinds = {trigger.get("kind") for trigger in
                 scenario["triggers"].values()}
        assert {"hot-button", "hook", "danger", "progress"} <= kinds, path


def each_can_end_well_and_otherwise():
    for path in SCENARIOS:
        endings = read(path)["endings"].values()
        outcomes = [ending["outcome"] for ending in endings]
        assert len(outcomes) >= 3 and "peaceful" in outcomes, path
        assert any(outcome != "peaceful" for outcome in outcomes), path


def every_ending_has_a_session_in_every_language():
    missing = []
    for path in SCENARIOS:
        folder = SESSIONS / path.parent.name
        for ending in read(path)["endings"]:
            for middle in ("", *(f".{language}" for language in LANGUAGES)):
                if not list(folder.glob(f"{ending}-[0-9]{middle}.txt")):
                    missing.append(f"{folder.name}/{ending}{middle}")
    assert not missing, missing


def no_ending_of_a_session_comes_before_the_eighth_turn():
    for session in SESSIONS.glob("*/*.txt"):
        lines = [line for line in
                 session.read_text(encoding="utf-8").splitlines()
                 if line.strip() and not line.startswith(":")]
        assert len(lines) >= 8, session


# --- at the table -------------------------------------------------------------

def cue(path, lines):
    done = subprocess.run(
        [PROGRAM, "cue", str(path), "--no-journal", "--clock", "virtual",
         "--plain", "--seed", "0"], input="\n".join(lines) + "\n",
        capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0 and not done.stderr, (path, done.stderr)
    return done.stdout


def what_a_negotiator_said_leads_a_role_player_to_every_ending():
    for path in SCENARIOS:
        for ending in read(path)["endings"]:
            session = SESSIONS / path.parent.name / f"{ending}-1.txt"
            out = cue(path, session.read_text(encoding="utf-8").splitlines())
            assert f"The end: {ending} (" in out, (path, ending)


def numbers_alone_lead_a_role_player_to_an_end():
    """Whoever types them knows nothing but what the screen shows."""
    for path in SCENARIOS:
        for seed in range(4):
            draw = random.Random(seed)
            lines = []
            for _ in range(160):
                lines.append(str(draw.randint(1, 20)))
                if draw.random() < 0.3:
                    lines.append(":wait 1m")
            turns = cue(path, lines).split("\nYou: ")
            last = next((turn for turn in turns if "The end: " in turn), None)
            assert last, (path, seed)
            for turn in turns[:turns.index(last)]:
                said = turn.strip().splitlines()
                if any(line.startswith("Say: ") for line in said):
                    assert said[-1].startswith("Say: "), (path, seed, turn)


run_tests(globals(), ("cue", "read", "translation", "has_words"))
