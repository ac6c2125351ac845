#!/usr/bin/env python3
"""Translations as authors write them and sessions use them: found beside
their file, laid over it, checked by lint. Hostile ones, too.

usage: test_translation.py PROGRAM
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60

SCENARIO = """standoff: 1
title: Small
language: en
use: [packs/calm.yaml]
roles:
  karim:
    side: perpetrator
    name: Karim
    brief: |
      You did not plan this.
      You want to be heard.
slots: { who: officer }
intents:
  name:
    about: Says a name.
    patterns: ['\\bi am (?<who>\\w+)']
    examples: [I am Anna]
    counterexamples: [You are Anna]
states:
  first:
    rules:
      - intent: calm
        say: Don't tell me to calm down, {who}!
      - intent: name
        say: "..."
    otherwise: { say: What? }
"""
PACK = """standoff: 1
kind: pack
language: en
intents:
  calm: { phrases: [calm down], examples: [calm down] }
"""
PACK_FR = """standoff: 1
kind: translation
of: calm.yaml
language: fr
intents:
  calm: { phrases: [calmez-vous], examples: [Calmez-vous !] }
"""
FRENCH = """standoff: 1
kind: translation
of: it.yaml
language: fr
text:
  Small: Petit
  Karim: Karim
  ? You did not plan this. You want to be heard.
  : |
    Vous n'aviez rien prévu.
    Vous voulez être entendu.
  officer: monsieur
  Says a name.: Dit un nom.
  Don't tell me to calm down, {who}!: Ne me dites pas de me calmer, {who} !
  What?: Quoi ?
intents:
  name:
    patterns: ['\\bje suis (?<who>\\w+)']
    examples: [Je suis Anna]
    counterexamples: [Vous êtes Anna]
"""


def write(name, text):
    path = pathlib.Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_all(french=FRENCH, pack_fr=PACK_FR):
    for name, text in (("it.yaml", SCENARIO), ("packs/calm.yaml", PACK),
                       ("it.fr.yaml", french),
                       ("packs/calm.fr.yaml", pack_fr)):
        if text is not None:
            write(name, text)


def run(*arguments, text=""):
    done = subprocess.run([PROGRAM, *arguments], input=text.encode(),
                          capture_output=True, check=False, timeout=SECONDS)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def found(path):
    """The codes that lint finds, with their lines."""
    code, out, err = run("lint", "--format", "gcc", path)
    assert code in (0, 1), (code, out, err)
    places = re.findall(r"^[^:\n]+:(\d+):\d+: .*\[(SO\d{3})\]$", out, re.M)
    assert bool(places) == bool(code), out
    return [(int(line), name) for line, name in places]


def codes(french):
    write_all(french)
    return sorted({code for _, code in found("it.fr.yaml")})


def played(lines, *options):
    code, out, err = run("play", "it.yaml", "--jsonl", *options,
                         text="".join(json.dumps({"in": "say", "text": line})
                                      + "\n" for line in lines))
    assert code == 0, (out, err)
    return [json.loads(line) for line in out.splitlines()]


def said(lines, *options):
    return [event["text"] for event in played(lines, *options)
            if event.get("out") == "say"]


# --- playing and hearing ----------------------------------------------------

def a_session_speaks_and_hears_the_language_asked_for():
    write_all()
    lines = ["calmez-vous", "je suis Anna", "Calmez-vous", "calm down"]
    assert said(lines, "--lang", "fr") == [
        "Ne me dites pas de me calmer, monsieur !", "...",
        "Ne me dites pas de me calmer, Anna !", "Quoi ?"]
    assert said(["calm down"]) == ["Don't tell me to calm down, officer!"]


def a_wider_language_serves_a_variant():
    write_all()
    for tag in ("fr-CA", "FR", "fr-Latn-CA"):
        assert said(["calmez-vous"], "--lang", tag)[0].startswith("Ne me")
    assert said(["calm down"], "--lang", "en-GB")[0].startswith("Don't")


def the_event_stream_names_the_language():
    write_all()
    assert played([], "--lang", "fr")[0]["language"] == "fr"
    assert played([])[0]["language"] == "en"


def a_scenario_in_another_language_takes_the_packs_translation():
    write_all()
    write("it.yaml", SCENARIO.replace("language: en", "language: fr"))
    assert said(["calmez-vous"])[0].startswith("Don't tell me")


def match_hears_in_the_language_asked_for():
    write_all()
    for path in ("it.yaml", "packs/calm.yaml"):
        code, out, _ = run("match", path, "--lang", "fr",
                           text="calmez-vous\ncalm down\n")
        heard = [json.loads(line)["intents"] for line in out.splitlines()]
        assert code == 0 and heard == [["calm"], []], out


def a_translation_can_be_named_itself():
    write_all()
    code, out, _ = run("match", "it.fr.yaml", text="je suis Anna\n")
    assert code == 0 and json.loads(out)["captures"] == {"who": "Anna"}


def a_missing_translation_is_said_and_nothing_is_played():
    write_all()
    for tag in ("ru", "../fr", "fr/../fr", "", "x" * 300, "fr--x", "fr-"):
        code, out, err = run("play", "it.yaml", "--lang", tag)
        if not tag:
            continue  # the file's own
        assert code == 2 and not out, (tag, code, out)
        assert "SO001" in err and "it.yaml" in err, err
    assert "it.ru.yaml" in run("play", "it.yaml", "--lang", "ru")[2]


def a_text_that_is_not_translated_stays_as_it_is():
    write_all(FRENCH.replace("  What?: Quoi ?\n", ""))
    assert said(["x"], "--lang", "fr") == ["What?"]


def the_program_speaks_the_sessions_language():
    write_all()
    for options, words in (((), ("The end: endex (unresolved)",)),
                           (("--lang", "fr"), ("Fin : endex (sans issue)",)),
                           (("--lang", "fr-CA"), ("Fin : endex",))):
        code, out, _ = run("play", "it.yaml", *options, text=":end\n")
        assert code == 0 and words[-1] in out, out
    for path, language in (("ru", "Конец: "), ("tg", "Анҷом: ")):
        write(f"it.{path}.yaml", FRENCH.replace("language: fr",
                                                f"language: {path}"))
        assert language in run("play", "it.yaml", "--lang", path,
                               text=":end\n")[1]


def the_locale_decides_nothing():
    write_all()
    said_plainly = run("play", "it.yaml", text="x\n:end\n")[1]
    for locale in ("fr_FR.UTF-8", "C", "ru_RU.UTF-8", "garbage"):
        os.environ.update(LC_ALL=locale, LANGUAGE="fr:ru")
        assert run("play", "it.yaml", text="x\n:end\n")[1] == said_plainly
        assert "Fin : " in run("play", "it.yaml", "--lang", "fr",
                               text=":end\n")[1]
    del os.environ["LC_ALL"], os.environ["LANGUAGE"]


def the_event_stream_is_in_no_language():
    write_all()
    events = played([":x", "y"], "--lang", "fr")
    assert all(event.get("out") != "Fin" for event in events)
    assert {"start", "heard"} <= {event.get("out") for event in events}


# --- beginning one ------------------------------------------------------

def a_translation_begun_by_the_program_has_every_text():
    write_all()
    os.remove("it.fr.yaml")
    code, out, _ = run("new", "--lang", "FR", "it.yaml")
    assert code == 0 and "wrote it.fr.yaml" in out, out
    begun = pathlib.Path("it.fr.yaml").read_text(encoding="utf-8")
    assert {name for _, name in found("it.fr.yaml")} == {"SO703", "SO705"}
    for line in FRENCH.splitlines()[5:]:
        key = line.strip().lstrip("? ").split(": ")[0].rstrip(":")
        if "intents" in line:
            break
        if not line.startswith(("  :", "    ")):
            assert json.dumps(key) in begun, key
    assert run("new", "--lang", "fr", "it.yaml")[0] == 2
    assert pathlib.Path("it.fr.yaml").read_text(encoding="utf-8") == begun


def a_begun_translation_takes_long_texts_and_quotes():
    long = 'a "quoted" \\ word ' * 100
    write("it.yaml", SCENARIO.replace("say: What?", f"say: '{long}'"))
    write("packs/calm.yaml", PACK)
    assert run("new", "--lang", "fr", "it.yaml")[0] == 0
    assert all(name != "SO704" for _, name in found("it.fr.yaml"))


def what_cannot_be_translated_is_said():
    write_all()
    for arguments in (("--lang", "en", "it.yaml"), ("--lang", "x/y", "it.yaml"),
                      ("--lang", "ru", "it.fr.yaml"), ("--lang", "ru"),
                      ("--lang", "ru", "nowhere.yaml"),
                      ("--lang", "ru", "packs")):
        code, _, err = run("new", *arguments)
        assert code == 2 and err, arguments
    assert sorted(os.listdir()) == ["it.fr.yaml", "it.yaml", "packs"]


# --- lint ---------------------------------------------------------------

def a_complete_translation_is_clean():
    write_all()
    assert found("it.fr.yaml") == [] == found("packs/calm.fr.yaml")
    assert run("lint", ".")[1] == "4 files: nothing found\n"


def what_is_missing_is_reported_once_with_the_original():
    write_all(FRENCH.replace("  What?: Quoi ?\n", ""))
    assert found("it.fr.yaml") == [(5, "SO703")]
    out = run("lint", "it.fr.yaml")[1]
    assert "'What?'" in out and "it.yaml:26" in out, out
    assert codes(FRENCH.replace("Quoi ?", '""')) == ["SO703"]


def a_changed_text_is_stale_and_missing():
    assert codes(FRENCH.replace("  What?:", "  What now?:")) == [
        "SO703", "SO704"]
    write_all(FRENCH.replace("to calm down,", "to calm down!,"))
    out = run("lint", "it.fr.yaml")[1]
    assert "it has changed" in out, out


def what_nobody_uses_is_reported():
    assert codes(FRENCH.replace("text:\n", "text:\n  Elsewhere: Ailleurs\n")
                 ) == ["SO704"]
    assert codes(FRENCH + "  nam: { phrases: [nom] }\n") == ["SO704"]
    assert codes(FRENCH + "  calm: { phrases: [calme] }\n") == ["SO704"]


def an_intent_without_words_is_reported():
    write_all(FRENCH.split("intents:")[0])
    assert [code for _, code in found("it.fr.yaml")] == ["SO705"]


def a_lost_slot_is_reported():
    assert codes(FRENCH.replace("calmer, {who} !", "calmer !")) == ["SO706"]
    assert codes(FRENCH.replace("calmer, {who}", "calmer, {wo}")) == [
        "SO304", "SO706"]


def its_examples_are_heard_in_its_own_language():
    assert codes(FRENCH.replace("examples: [Je suis Anna]",
                                "examples: [I am Anna]")) == ["SO509"]
    assert codes(FRENCH.replace("[Vous êtes Anna]", "[je suis Eve]")) == [
        "SO510"]


def a_broken_pattern_is_shown_in_the_translation():
    write_all(FRENCH.replace("(?<who>\\w+)'", "(?<who>\\w+'"))
    assert found("it.fr.yaml") == [(18, "SO501")]


def a_pack_without_the_language_is_reported_where_it_is_used():
    write_all(pack_fr=None)
    os.remove("packs/calm.fr.yaml") if os.path.exists(
        "packs/calm.fr.yaml") else None
    assert found("it.fr.yaml") == [(4, "SO701")]


def name_of_and_language_must_agree():
    assert codes(FRENCH.replace("language: fr", "language: ru")) == ["SO702"]
    assert codes(FRENCH.replace("of: it.yaml", "of: ../it.yaml")) == ["SO702"]
    assert codes(FRENCH.replace("of: it.yaml", "of: /etc/passwd")) == [
        "SO702"]
    assert codes(FRENCH.replace("language: fr", "language: f r")) == ["SO702"]
    assert codes(FRENCH.replace("of: it.yaml\n", "")) == ["SO203"]
    assert codes(FRENCH.replace("of: it.yaml", "of: it.fr.yaml")
                 ) == ["SO702"]


def an_original_that_is_not_there_is_said():
    write("it.fr.yaml", FRENCH)
    code, _, err = run("lint", "it.fr.yaml")
    assert code == 2, err


def faults_of_the_original_are_its_own():
    write_all()
    write("it.yaml", SCENARIO + "demands: { d: { stance: never } }\n")  # two warnings
    assert {code for _, code in found("it.yaml")} == {"SO605"}
    assert found("it.fr.yaml") == []


# --- hostile ------------------------------------------------------------

def keys_of_any_length_are_found():
    long = "word " * 600
    write_all(FRENCH.replace("  What?: Quoi ?\n",
                             f"  ? {long}\n  : Mot.\n"))
    write("it.yaml", SCENARIO.replace("say: What?", f"say: {long}"))
    assert found("it.fr.yaml") == []
    assert said(["x"], "--lang", "fr") == ["Mot."]


def hostile_translations_end_in_a_message():
    many = "".join(f"  text {i} {'x' * 40}: y\n" for i in range(20000))
    for text in ("", "[]", "standoff: 1\nkind: translation\n",
                 FRENCH.replace("text:\n", "text: []\nx:\n"),
                 FRENCH.replace("intents:\n", "intents: []\nx:\n"),
                 FRENCH.replace("  What?: Quoi ?\n", "  What?: [a]\n"),
                 FRENCH.replace("  What?: Quoi ?\n", "  What?: {a: b}\n"),
                 FRENCH.replace("name:\n    pat", "name: x\n  y:\n    pat"),
                 FRENCH.replace("text:\n", "text:\n" + many),
                 FRENCH.replace("of: it.yaml", "of: [it.yaml]"),
                 FRENCH.replace("What?: Quoi ?", "What?: '{who'"),
                 "\x00", "\ufeff" + FRENCH + "\n---\na: b\n"):
        write_all(text)
        code, out, err = run("lint", "it.fr.yaml")
        assert code in (1, 2) and (out or err), (text[:80], code)
        run("play", "it.yaml", "--lang", "fr")


def a_link_out_of_the_root_is_refused():
    write_all()
    with tempfile.TemporaryDirectory() as outside:
        path = pathlib.Path(outside, "x.yaml")
        path.write_text(FRENCH, encoding="utf-8")
        os.remove("it.fr.yaml")
        os.symlink(path, "it.fr.yaml")
        code, _, err = run("play", "it.yaml", "--lang", "fr")
        assert code == 2 and err, (code, err)


run_tests(globals(), (
    "write",
    "write_all",
    "run",
    "found",
    "codes",
    "played",
    "said"))
