#!/usr/bin/env python3
"""Which findings lint tells of: --select, --ignore, --list-rules, and comments
that suppress one.

usage: test_lint_choice.py PROGRAM
"""
import pathlib
import re
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
HEAD = """standoff: 1
title: Small
roles: { karim: { side: perpetrator, name: Karim } }
states: { first: { otherwise: { say: What? } } }
"""
DEMAND = "demands:\n  car:{}\n    by: karim\n"  # lacks a text: SO605 on line 6
WHY = "# standoff: disable=SO605 -- why"


def run(*arguments):
    """(exit code, standard output, standard error) of the program."""
    done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def found(text, *options, name="it.yaml"):
    """The lines and codes that lint tells of in a file of that content."""
    data = text if isinstance(text, bytes) else text.encode()
    pathlib.Path(name).write_bytes(data)
    code, out, err = run("lint", "-f", "gcc", *options, name)
    assert code == (1 if out else 0) and not err, (code, out, err, text)
    return re.findall(r"^[^:]+:(\d+):\d+: .*\[(SO\d+)\]$", out, re.M)


# --- by code -------------------------------------------------------------------

def what_is_not_selected_is_not_told():
    text = HEAD + DEMAND.format("")
    assert found(text) == [("6", "SO605")]
    for told in (["--select", "SO605"], ["--select", "demand-unsaid"],
                 ["--select", "SO6"], ["--select", "SO5", "--select", "so605"],
                 ["--ignore", "SO5,SO7"]):
        assert found(text, *told) == [("6", "SO605")], told
    for told in (["--select", "SO606"], ["--ignore", "SO605"],
                 ["--select", "SO6", "--ignore", "SO60"],
                 ["--ignore", "SO5", "--ignore", " SO6 , SO7 "]):
        assert found(text, *told) == [], told


def errors_of_loading_are_told_whatever_is_selected():
    text = HEAD + "start: fisrt\n"
    assert found(text, "--select", "SO605") == [("5", "SO301")]
    assert found(text, "--ignore", "SO3,SO6") == [("5", "SO301")]
    code, _, err = run("lint", "--ignore", "SO301", "it.yaml")
    assert code == 2 and "'SO301' is an error of loading" in err


def a_code_that_is_none_is_refused_with_the_nearest():
    for list_, told in (("demand-unsad", "did you mean 'demand-unsaid'?"),
                        ("SO999", "--list-rules' lists all"), ("", "''"),
                        ("SO6,,SO7", "''"), ("S", "'S'"), ("\x1b[2J", "\\x1b"),
                        ("SO" + "9" * 5000, "SO9999")):
        for option in ("--select", "--ignore"):
            code, out, err = run("lint", option, list_, "it.yaml")
            assert code == 2 and told in err and not out, (list_, err)
            assert len(err) < 300


def rules_are_listed_as_they_are_selected():
    code, out, _ = run("lint", "--list-rules")
    lines = out.splitlines()
    assert code == 0 and len(lines) > 70
    assert all(re.match(r"SO\d{3}  (error|warning|note) +"
                        r"(always|default|deep) +[a-z0-9-]+ ", x) for x in lines)
    assert run("lint", "--list-rules", "--select", "SO605")[1].count("\n") == 1
    fewer = run("lint", "--list-rules", "--ignore", "SO605")[1]
    assert fewer.count("\n") == len(lines) - 1


# --- by comment ------------------------------------------------------------------

def a_comment_speaks_of_its_line_or_the_next():
    for text in (DEMAND.format(" " + WHY),
                 DEMAND.replace("  car", f"  {WHY}\n  car").format(""),
                 DEMAND.replace("  car", f"{WHY}\n\n  # more\n  car").format("")):
        assert found(HEAD + text) == [], text
        assert found((HEAD + text).replace("\n", "\r\n")) == [], text
    for text in (DEMAND.replace("demands:", f"demands: {WHY}").format(""),
                 DEMAND.format("") + WHY,
                 DEMAND.replace("    by", f"    {WHY}\n    by").format("")):
        codes = [code for _, code in found(HEAD + text)]
        assert sorted(codes) == ["SO605", "SO901"], text


def before_the_first_key_it_speaks_of_the_whole_file():
    assert found(WHY + "\n" + HEAD + DEMAND.format("")) == []
    assert found(f"# a title\n\n{WHY}\n---\n" + HEAD + DEMAND.format("")) == []


def several_codes_and_names_stand_in_one_comment():
    both = "# standoff: disable=demand-unsaid, SO606 -- why -- and why"
    got = found(HEAD + DEMAND.format(" " + both))
    assert got == [("6", "SO901")], got
    close = "#standoff:disable=SO605--why"
    assert found(HEAD + DEMAND.format(" " + close)) == []


def a_text_of_several_lines_counts_as_a_whole():
    intents = """intents:
  calm:
    phrases: [calm down]
    examples:
      - %s
"""
    for text in (f"> {WHY}\n          one\n          two",
                 f'"one\n          two" {WHY}',
                 f"one\n          two {WHY}"):
        text = text.replace("SO605", "SO509")
        assert found(HEAD + intents % text) == [], text


def inside_a_text_it_is_no_comment():
    for text in (f'"a {WHY}"', f"'a {WHY}'", f"|\n    a\n    {WHY}\n",
                 f"'a\n\n    {WHY}'", f">-\n    {WHY}\n\n    {WHY}"):
        assert found(HEAD + f"summary: {text}\n" + DEMAND.format("")) == [
            (str(7 + text.count("\n")), "SO605")], text
    quoted = f'"x {WHY}": 1\n'
    assert [code for _, code in found(HEAD + quoted)] == ["SO202"]


def a_comment_that_suppresses_nothing_is_told():
    good = HEAD + "demands:\n  car: HERE\n    by: karim\n    text: A car.\n"
    for comment, code in (
            (WHY, "SO901"), ("# standoff: disable=SO605", "SO903"),
            ("# standoff: disable=SO605 --", "SO903"),
            ("# standoff: disable=SO605 -- ", "SO903"),
            ("# standoff: disable=SO605 why", "SO903"),
            ("# standoff: disable=SO699 -- why", "SO902"),
            ("# standoff: disable= -- why", "SO902"),
            ("# standoff: disable=demand_unsaid -- why", "SO902"),
            ("# standoff: disble=SO605 -- why", "SO902"),
            ("# standoff: ignore=SO605 -- why", "SO902"),
            ("# standoff: disable SO605 -- why", "SO902"),
            ("# standoff: disable=SO301 -- why", "SO904"),
            ("# standoff: disable=SO901 -- why", "SO904")):
        assert found(good.replace("HERE", comment)) == [("6", code)], comment
    for comment in ("# standoff: 1", "# standoff:", "# standoff: the people",
                    "# Standoff: disable=SO605", "# standoff disable=SO605"):
        assert found(good.replace("HERE", comment)) == [], comment


def without_a_reason_nothing_is_suppressed():
    text = HEAD + DEMAND.format(" # standoff: disable=SO605")
    assert {code for _, code in found(text)} == {"SO605", "SO903"}


def what_was_not_looked_for_is_not_called_unused():
    text = HEAD + DEMAND.format(f" {WHY}") + "    text: A car.\n"
    assert found(text) == [("6", "SO901")]
    assert found(text, "--ignore", "SO605") == []
    assert found(text, "--select", "SO5") == []
    assert found(text + "start: nowhere\n") == [("9", "SO301")]


def a_pack_and_a_translation_keep_their_own():
    pathlib.Path("packs").mkdir()
    pack = ("standoff: 1\nkind: pack\nintents:\n"
            "  # standoff: disable=SO507 -- filled in by translations\n"
            "  calm: { about: Calm. }\n")
    assert found(pack, name="packs/p.yaml") == []
    scenario = HEAD + "use: [packs/p.yaml]\nlanguage: en\n"
    assert found(scenario) == []
    assert found(pack.replace("SO507", "SO505"), name="packs/p.yaml") == [
        ("5", "SO507"), ("4", "SO901")][::-1]
    assert all(code != "SO901" for _, code in found(scenario))
    translation = ("# standoff: disable=SO703,SO701 -- begun today\nstandoff: 1\n"
                   "kind: translation\nof: it.yaml\nlanguage: fr\n"
                   "text: { Small: Petit }\n")
    assert found(translation, name="it.fr.yaml") == []


def hostile_comments_do_no_harm():
    for tail in (b"\xff", b"\x00", b"=" * 100000, b"," * 100000,
                 b" disable=" + b"SO605," * 20000, b"disable=\xe2\x80\xae -- x",
                 b"disable=SO605 -- \x1b[2J"):
        for start in (b"# standoff:", b"#standoff: disable="):
            pathlib.Path("it.yaml").write_bytes(
                HEAD.encode() + start + tail + b"\n")
            code, out, _ = run("lint", "it.yaml")
            assert code in (0, 1) and "\x1b" not in out and "\u202e" not in out


def many_comments_end_in_time():
    line = "# standoff: disable=SO605 -- why\n"
    for text in (line, f"'{{}}': 1 {line}", "  " + line):
        many = "".join(text.replace("{}", str(i)) for i in range(40000))
        pathlib.Path("it.yaml").write_text(HEAD + many)
        assert run("lint", "-f", "gcc", "it.yaml")[0] == 1


run_tests(globals(), helpers=("run", "found", "run_tests"))
