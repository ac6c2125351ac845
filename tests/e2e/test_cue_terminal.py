#!/usr/bin/env python3
"""Cues a role-player on a real terminal, and shows a session in a second one.

usage: test_cue_terminal.py PROGRAM [NAME...]

Each function below is a test, named after the behaviour; NAMEs choose some.
Prints the tests that failed, then `N passed, M failed`, and exits 1 if any
did; terminal.py has the terminal."""

import pathlib
import re
import shlex

from terminal import check, check_typed, main

SCENARIOS = pathlib.Path(__file__).resolve().parents[2] / "scenarios"
WORKSHOP = shlex.quote(str(SCENARIOS / "workshop-barricade" / "scenario.yaml"))


def cue(program, t, options=""):
    t.clear()
    t.enter(f"{shlex.quote(program)} cue {WORKSHOP} --seed 1 {options}")
    t.see(r"^-- .*:help")
    t.key("Enter")
    t.last_line(">")


def the_line_to_say_stands_last_above_the_prompt(t, program):
    cue(program, t)
    t.see(r"^  >>> Stay back!.*\n(.*\n)*>$")
    t.enter("1")
    text = t.see(r"^  >>> They left him lying there!(.*\n)*>$")
    rows = re.findall(r"^ +\d+ .* -> .*$", text, re.M)
    check(len(rows) >= 10 and all(re.search(r"[.!?]$", row) for row in rows),
          f"a move takes more than a row:\n{text}")


def a_narrower_window_is_drawn_anew(t, program):
    cue(program, t, "--speed 30")
    words = " ".join(f"word{i}" for i in range(20))
    t.type(words)
    t.see("word19$")
    t.tmux("resize-window", "-x", "50")
    t.type(" end")
    check_typed(t.see(r"end$"), words + " end")
    t.key("Enter")
    t.last_line(">")


def a_paste_of_many_lines_is_many_turns(t, program):
    cue(program, t)
    t.paste("\n".join(f"pasted {i}" for i in range(200)) + "\n")
    t.wait(lambda text: "> pasted 199\n" in t.screen(history=True))
    t.wait(lambda text: text.endswith("\n>"))
    t.enter(":status")
    t.see(r"^Status: turn 200,")


def a_line_of_many_rows_stays_whole(t, program):
    cue(program, t)
    line = " ".join(f"word{i}" for i in range(60))
    t.type(line)
    check_typed(t.see("word59$"), line)
    t.key("Enter")
    t.last_line(">")


def russian_and_tajik_are_typed_and_heard(t, program):
    cue(program, t, "--lang ru")
    t.enter("Меня зовут Анна, я из полиции.")
    t.see("^  >>> Анна, значит")
    t.enter(":quit")
    t.see(r"^\$$")
    cue(program, t, "--lang tg")
    t.enter("Номи ман Анна, ман аз милитсия ҳастам.")
    t.see("^  >>> Анна, ҳамин тавр|^  >>> .*Анна")
    t.type("ғӣқӯҳҷ")
    t.key("BSpace")
    check_typed(t.see("ғӣқӯҳ$"), "ғӣқӯҳ")


russian_and_tajik_are_typed_and_heard.environment = "LC_ALL=C"


def a_second_terminal_follows_the_first(t, program):
    t.clear()
    t.enter(f"{shlex.quote(program)} play {WORKSHOP} --journal it.jsonl")
    t.see(r"Enter\s+starts")
    t.key("Enter")
    t.last_line(">")
    t.enter("my name is anna, i am with the police")
    t.see("anna, is it")
    t.tmux("split-window", "-v", "-l", "12",
           f"cd {shlex.quote(t.folder)} && {shlex.quote(program)} cue "
           "--follow it.jsonl --role ruslan")
    t.see(r"^  >>> They left him lying there!")
    t.tmux("select-pane", "-t", "0")
    t.enter("calm down")
    t.tmux("select-pane", "-t", "1")
    t.see(r"^  >>> Calm\?")


if __name__ == "__main__":
    main(globals(), {})
