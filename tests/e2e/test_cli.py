#!/usr/bin/env python3
"""The commands as a user, a script or an attacker meets them: exit codes,
messages, limits. Hostile files are made here, in a temporary folder.

usage: test_cli.py PROGRAM
"""
import json
import os
import pathlib
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60  # for one command; only a hang takes that long

SMALL = """standoff: 1
title: Small
language: en
roles:
  karim: { side: perpetrator, name: Karim }
slots: { who: officer }
intents:
  name: { patterns: ['\\bi am (?<who>\\w+)'] }
  calm: { phrases: [calm down] }
states:
  first:
    rules:
      - intent: calm
        say: Don't tell me to calm down!
    otherwise: { say: What? }
"""


def run(*arguments, text=b"", env=None, cwd=None, **more):
    """(exit code, standard output, standard error) of the program."""
    if isinstance(text, str):
        text = text.encode()
    done = subprocess.run(
        [PROGRAM, *arguments], input=text, capture_output=True, check=False,
        timeout=SECONDS, cwd=cwd, env={**os.environ, **(env or {})}, **more)
    return (done.returncode, done.stdout.decode(errors="surrogateescape"),
            done.stderr.decode(errors="surrogateescape"))


def found(text):
    """The places and codes that lint finds in a file of that content."""
    pathlib.Path("it.yaml").write_bytes(
        text if isinstance(text, bytes) else text.encode())
    code, out, err = run("lint", "--format", "gcc", "it.yaml")
    assert code in (0, 1), (code, err)
    places = []
    for line in out.splitlines():
        parts = line.split(":")
        code_name = line.rsplit("[", 1)[1].rstrip("]")
        if parts[1].isdigit():
            places.append((int(parts[1]), int(parts[2]), code_name))
        else:
            places.append((0, 0, code_name))
    assert bool(places) == (code == 1)
    return places


def codes(text):
    return {place[2] for place in found(text)}


# --- lint -------------------------------------------------------------------

def a_clean_file_is_clean_in_every_encoding_of_lines():
    assert found(SMALL) == []
    assert found(SMALL.replace("\n", "\r\n")) == []
    assert found("\ufeff" + SMALL) == []
    assert found(SMALL.rstrip("\n")) == []


def every_mistake_is_reported_in_one_run_sorted():
    text = SMALL.replace("title", "titel").replace(
        "intent: calm", "intent: clam") + "endings: { first: { outcome: x } }\n"
    places = found(text)
    assert places == sorted(places), places
    assert {"SO202", "SO203", "SO301", "SO302", "SO204"} <= {
        p[2] for p in places}


def lines_and_columns_survive_crlf_and_bom():
    text = SMALL.replace("calm\n        say", "clam\n        say")
    assert found(text) == found(text.replace("\n", "\r\n")) \
        == found("\ufeff" + text) == [(13, 17, "SO301")]


def the_column_of_an_expression_is_exact_in_every_style():
    for style, column in (("if: rapp > 1", 13), ("if: 'rapp > 1'", 14),
                          ('if: "\\x20 rapp > 1"', 19)):
        text = SMALL.replace("      - intent: calm\n",
                             f"      - intent: calm\n        {style}\n")
        assert found(text) == [(14, column, "SO301")], style
    block = SMALL.replace(
        "      - intent: calm\n",
        "      - intent: calm\n        if: |\n          1 < 2 and\n"
        "          rapp > 1\n")
    assert found(block) == [(16, 11, "SO301")]


def a_broken_pattern_is_reported_at_its_own_column():
    places = found(SMALL.replace("(?<who>\\w+)", "(?<who>\\w+"))
    assert [(line, code) for line, _, code in places] == [(8, "SO501")]
    assert found(SMALL.replace("\\bi am", "(?R)i am"))[0][2] == "SO502"


def hostile_yaml_has_one_defined_answer():
    bomb = "a: &a [x,x]\n" + "".join(
        f"{c}: &{c} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n"
        for p, c in zip("abcdefgh", "bcdefghi"))
    for text, code in [
            ("[" * 100000, "SO112"), ("{a: " * 100000, "SO112"),
            ("- " * 10000, "SO112"), ("? " * 10000, "SO112"),
            ("".join(f"%TAG !{i}! x\n" for i in range(100000)), "SO108"),
            (bomb, "SO105"), ("", "SO103"), ("# only\n", "SO103"),
            ("\ufeff", "SO103"), ("just text\n", "SO103"),
            ("[a]\n", "SO103"), ("null\n", "SO103"),
            (SMALL + "---\na: 1\n", "SO104"), (SMALL + "...\nx\n", "SO104"),
            (SMALL + "title: Twice\n", "SO109"),
            (SMALL + '"\\x74itle": Twice\n', "SO109"),
            (SMALL + "<<: { a: 1 }\n", "SO106"),
            (SMALL.replace("Small", "!!str Small"), "SO107"),
            (SMALL.replace("Small", "&a Small"), "SO105"),
            (SMALL.replace("  first:", "\tfirst:"), "SO102"),
            (SMALL.replace("Small", '"a\\0b"'), "SO116"),
            (SMALL.replace("Small", "x" * 70000), "SO114"),
            (SMALL.encode().replace(b"Small", b"a\0b"), "SO005"),
            (SMALL.encode().replace(b"Small", b"caf\xe9"), "SO004"),
            (SMALL.encode("utf-16"), "SO004"),
            (SMALL.encode("utf-32"), "SO004"),
            (SMALL + "? [a]\n: 1\n", "SO110"),
            (SMALL.replace("Small", "cell #4"), "SO115"),
            (SMALL.replace("Small", "{who}, is it?"), "SO201"),
            (SMALL.replace("{ say: What? }", "{ say: {who} }"), "SO201"),
            ("standoff: 2\n", "SO211"), ("%YAML 2.0\n---\n" + SMALL, None)]:
        got = codes(text)
        if code is None:
            assert got
        else:
            assert code in got, (text[:60], code, got)


def a_huge_file_is_refused_at_once_by_its_size():
    with open("huge.yaml", "wb") as file:
        file.truncate(100 * 1024 * 1024)
    code, out, _ = run("lint", "--format", "gcc", "huge.yaml")
    assert code == 1 and "SO003" in out


def what_is_no_file_is_said_to_be_none():
    os.mkfifo("pipe")
    os.symlink("loop", "loop")
    for path in ("missing.yaml", "pipe", "/dev/zero", "loop", "\x1b[2J"):
        code, out, _ = run("lint", "--format", "gcc", path)
        assert code == 2 and ("SO001" in out or "SO002" in out), (path, out)
        assert "\x1b" not in out
    code, _, err = run("play", "missing.yaml")
    assert code == 2 and "missing.yaml" in err
    code, _, err = run("play", ".")
    assert code == 2 and "folder" in err


def folders_are_linted_to_their_depth_and_empty_ones_said():
    os.makedirs("folder/deep/er")
    pathlib.Path("folder/deep/er/a.yml").write_text(SMALL)
    pathlib.Path("folder/deep/b.yaml").write_text("standoff: 1\n")
    pathlib.Path("folder/deep/notes.txt").write_text("no scenario")
    code, out, _ = run("lint", "folder")
    assert code == 1 and "folder/deep/b.yaml:1:1" in out
    assert "2 files" in out and "notes" not in out
    os.mkdir("nothing")
    assert run("lint", "nothing")[0] == 2


def standard_input_is_linted_as_a_dash():
    assert run("lint", "-", text=SMALL)[0] == 0
    code, out, _ = run("lint", "--format", "gcc", "-", text="standoff: 1\n")
    assert code == 1 and out.startswith("<stdin>:1:1: error:")


def json_findings_are_json_and_point_at_bytes():
    text = SMALL.replace("Small", "Ворота").replace("calm\n      ", "clam\n      ")
    pathlib.Path("it.yaml").write_text(text, encoding="utf-8")
    code, out, _ = run("lint", "--format", "json", "it.yaml")
    finding = json.loads(out)
    assert code == 1 and finding["code"] == "SO301"
    data = text.encode()
    at = finding["offset"]
    assert data[at:at + finding["length"]] == b"clam"


def packs_outside_the_root_are_refused():
    os.makedirs("root/packs")
    os.makedirs("root/one")
    pathlib.Path("outside.yaml").write_text(
        "standoff: 1\nkind: pack\nintents: { x: { phrases: [x] } }\n")
    os.symlink("../../outside.yaml", "root/packs/link.yaml")
    for use in ("../../outside.yaml", "/etc/passwd", "~/x.yaml", "$HOME/x",
                "http://host/x.yaml", "..\\\\x.yaml", "../packs/link.yaml",
                "../packs/missing.yaml", "x" * 300 + ".yaml"):
        pathlib.Path("root/one/scenario.yaml").write_text(
            SMALL + f'use: ["{use}"]\n')
        code, out, _ = run("lint", "--format", "gcc", "root/one/scenario.yaml")
        assert code == 1 and ("SO006" in out or "SO001" in out), (use, out)
    pathlib.Path("root/packs/p.yaml").write_text(
        "standoff: 1\nkind: pack\nneeds: { slots: [absent] }\n"
        "intents: { calm: { phrases: [x] } }\n")
    pathlib.Path("root/one/scenario.yaml").write_text(
        SMALL + "use: [../packs/p.yaml, ../packs/p.yaml]\n")
    _, out, _ = run("lint", "--format", "gcc", "root/one/scenario.yaml")
    assert {"SO008", "SO302", "SO305"} <= {
        line.rsplit("[", 1)[1].rstrip("]") for line in out.splitlines()
        if line.endswith("]")}, out


def formats_and_options_that_are_not_known_get_a_suggestion():
    assert run("lint", "--format", "xml", "x")[0] == 2
    code, _, err = run("lint", "--fromat", "gcc", "x")
    assert code == 2 and "--format" in err
    code, _, err = run("lnit")
    assert code == 2 and "lint" in err
    assert run()[0] == 2 and run("--help")[0] == 0
    for command in ("play", "lint", "match", "explain", "new"):
        code, out, _ = run(command, "--help")
        assert code == 0 and f"standoff {command}" in out


# --- match, explain, new ----------------------------------------------------

def match_gives_spans_and_captures_as_typed():
    pathlib.Path("it.yaml").write_text(SMALL)
    lines = "Hé — I am  Ánna, calm   down\n\nnothing\n".encode()
    code, out, _ = run("match", "it.yaml", text=lines)
    first, empty, none = map(json.loads, out.splitlines())
    assert code == 0 and first["intents"] == ["name", "calm"]
    data = first["text"].encode()
    begin, end = first["spans"]["calm"]
    assert data[begin:end] == b"calm   down"
    assert first["captures"] == {"who": "Ánna"}
    assert empty["intents"] == none["intents"] == []
    assert [first["n"], empty["n"], none["n"]] == [1, 2, 3]
    assert run("match", "--no-jit", "it.yaml", text=lines)[1] == out


def match_takes_hostile_lines():
    pathlib.Path("it.yaml").write_text(SMALL)
    hostile = (b"calm \x00 down\n" + b"\xff\xfe calm down\n"
               + b"a" * 10_000_000 + b"\ncalm down")
    code, out, _ = run("match", "it.yaml", text=hostile)
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(lines) == 4
    assert lines[1]["intents"] == ["calm"] == lines[3]["intents"]


def every_code_explains_itself():
    code, out, _ = run("explain")
    assert code == 0
    for line in out.splitlines():
        name = line.split()[0]
        code, page, _ = run("explain", name.lower())
        assert code == 0 and page.startswith(f"# {name} ")
    assert run("explain", "SO999")[0] == 2


def a_new_scenario_lints_clean_and_plays_and_is_not_overwritten():
    assert run("new", "night-shift")[0] == 0
    path = pathlib.Path("night-shift/scenario.yaml")
    assert run("lint", str(path))[0] == 0
    before = path.read_bytes()
    assert run("new", "night-shift")[0] == 2
    assert path.read_bytes() == before
    session = "".join(
        line + "\n" for line in ["You sound tired.", "Tell me more.",
                                 "You seem hurt by this.",
                                 "How could you come out?"])
    code, out, _ = run("play", str(path), text=session)
    assert code == 0 and "comes out with his coat" in out
    for name in ("", "Upper", "../x", "a/b", "-x", "x" * 70, "день"):
        assert run("new", "--", name)[0] == 2, name


# --- the surroundings -------------------------------------------------------

def messages_are_the_same_in_every_locale():
    pathlib.Path("it.yaml").write_text(
        SMALL.replace("Small", "Ворота").replace("calm\n      ", "клам\n      "))
    outs = {run("lint", "it.yaml", env={"LC_ALL": locale, "LANG": locale})[1]
            for locale in ("C", "POSIX", "C.UTF-8", "tr_TR.UTF-8", "garbage")}
    assert len(outs) == 1


def colours_follow_the_rules():
    pathlib.Path("it.yaml").write_text("standoff: 1\n")
    plain = {"TERM": "xterm"}
    assert "\x1b[" not in run("lint", "it.yaml", env=plain)[1]
    assert "\x1b[" in run("lint", "--color", "always", "it.yaml")[1]
    assert "\x1b[" in run("lint", "it.yaml", env={"FORCE_COLOR": "1"})[1]
    assert "\x1b[" not in run(
        "lint", "it.yaml", env={"FORCE_COLOR": "1", "NO_COLOR": "1"})[1]


def closed_and_full_descriptors_are_no_crash():
    pathlib.Path("it.yaml").write_text(SMALL)
    for shell in ('"$0" lint it.yaml >&-', '"$0" lint it.yaml <&- 2>&-',
                  '"$0" lint it.yaml >/dev/full',
                  'echo calm down | "$0" play it.yaml >/dev/full',
                  'echo calm down | "$0" play it.yaml --jsonl >/dev/full',
                  'yes calm down | "$0" play it.yaml | head -1',
                  'yes calm down | "$0" match it.yaml | head -1'):
        done = subprocess.run(["sh", "-c", shell, PROGRAM], check=False,
                              capture_output=True, timeout=SECONDS)
        assert done.returncode in (0, 2, 3), (shell, done)


def a_vanished_folder_and_an_empty_environment_are_no_crash():
    os.mkdir("gone")
    code = ("import os, sys, subprocess; os.chdir('gone'); os.rmdir('../gone');"
            "sys.exit(subprocess.call([sys.argv[1], 'lint', 'x.yaml'],"
            "env={}))")
    done = subprocess.run([sys.executable, "-c", code, PROGRAM], check=False,
                          capture_output=True, timeout=SECONDS)
    assert done.returncode == 2, done


run_tests(globals(), ("run", "found", "codes"))
