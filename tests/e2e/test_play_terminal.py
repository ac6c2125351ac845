#!/usr/bin/env python3
"""Plays on a real terminal: tmux types, and tells what is on the screen.

usage: test_play_terminal.py PROGRAM [NAME...]

Each function below is a test, named after the behaviour; NAMEs choose some.
Prints the tests that failed, then `N passed, M failed`, and exits 1 if any
did; terminal.py has the terminal."""

import fcntl
import os
import pty
import re
import shlex
import signal
import struct
import termios
import time

from terminal import check, check_typed, main

SCENARIO = """\
standoff: 1
title: Test of a terminal
family: other
language: en
warnings: [violence]
support: Talk to your instructor.
summary: A man has locked himself in and nobody knows why he has done so.
roles:
  karim: { side: perpetrator, name: Karim }
  negotiator: { side: negotiator, brief: You are the first. }
meters:
  tension: { start: 5, range: 0..10 }
intents:
  hello:
    phrases: [hello]
  bye:
    phrases: [bye]
  broken-promise:
    phrases: [promise]
demands:
  food:
    by: karim
    text: Food.
    rules:
      - intent: bye
        if: tension < 3 and elapsed > 1h
        say: Food first.
        meet: food
injects:
  lawyer:
    about: His lawyer rings.
    say: My lawyer?
states:
  outside:
    enter:
      say: Who is there?
    rules:
      - silence: 30s
        say: Nobody?
      - after: 20m
        say: Twenty minutes gone.
      - intent: hello
        say: Hello yourself.
        raise: food
      - intent: broken-promise
        end: out
    otherwise:
      say: What?
  inside:
    enter:
      say: Come in.
endings:
  out:
    outcome: peaceful
    text: He comes out.
"""


# The opening ---------------------------------------------------------------

def enter_starts_the_exercise(t, program):
    t.play(program, start=False)
    text = t.screen()
    for part in ("Test of a terminal", "Warnings: violence",
                 "Support: Talk to your instructor.", "A man has locked",
                 "Your brief: You are the first."):
        check(part in text, f"{part!r} is missing:\n{text}")
    check("Who is there?" not in text, "it has started already")
    t.key("Enter")
    t.see(r"^Karim: Who is there\?$")
    t.last_line(">")


def a_seed_that_was_drawn_is_shown(t, program):
    t.play(program, options="", start=False)
    t.see(r"^-- seed \d+$")


def a_line_is_answered(t, program):
    t.play(program)
    t.enter("hello there")
    t.see(r"^> hello there\nKarim: Hello yourself\.\n>$")


def a_line_typed_before_the_start_is_the_first(t, program):
    t.play(program, start=False)
    t.enter("hello")
    t.see(r"^Karim: Who is there\?\nKarim: Hello yourself\.\n>$")


# Time under the typed line -------------------------------------------------

def what_time_brings_stands_above_the_typed_line(t, program):
    t.play(program, "--speed 20")
    t.type("hel")
    t.see(r"\] Karim: Nobody\?\n> hel$")
    t.enter("lo")
    t.see(r"Nobody\?\n> hello\nKarim: Hello yourself\.")


def a_typed_line_of_many_rows_stays_whole(t, program):
    t.play(program, "--speed 20")
    words = " ".join(f"word{i}" for i in range(30))
    t.type(words)
    text = t.see(r"\] Karim: Nobody\?\n> word0")
    check_typed(text, words)
    check(text.count("word0 ") == 1, f"it stands there twice:\n{text}")
    t.key("C-u")
    t.last_line(">")


def wide_characters_are_counted_as_two(t, program):
    t.play(program, "--speed 20")
    words = "\u043f\u0440\u0438\u0432\u0435\u0442 \u4f60\u597d " * 9
    t.type(words + "x")
    text = t.see(r"\] Karim: Nobody\?\n> \u043f")
    check_typed(text, words + "x")
    check("Who is there?\n[" in text, f"a line was lost above:\n{text}")


def a_wide_character_is_not_broken_by_the_edge(t, program):
    t.play(program, "--speed 20")
    words = "x" * 77 + "\u4f60" + "y" * 78
    t.type(words)
    text = t.see(r"\] Karim: Nobody\?\n> x")
    check_typed(text, words)
    check("Who is there?\n[" in text, f"it was not taken away whole:\n{text}")


def the_cursor_stays_where_it_was(t, program):
    t.play(program, "--speed 20")
    words = "a" * 100
    t.type("hlo" + words)
    t.key("Home", "Right")
    t.see(r"\] Karim: Nobody\?\n> hloa")
    t.type("el")
    text = t.see(r"^> hello?")
    check(text.count("aaaa") >= 1 and text.count("> h") == 1, text)
    t.key("Enter")
    t.see("^Karim: What")


def typing_restarts_his_patience(t, program):
    t.play(program, "--speed 10")
    begin = time.monotonic()
    while time.monotonic() - begin < 4:
        t.type("x")
        time.sleep(0.2)
        t.key("BSpace")
    check("Nobody?" not in t.screen(), "he has lost patience")
    t.see(r"Karim: Nobody\?\n>$")


def a_command_that_is_typed_is_no_speech(t, program):
    t.play(program, "--speed 20")
    t.type(":note")
    t.see(r"^\[00:30\] Karim: Nobody\?\n> :note$")


def wait_moves_time_at_once(t, program):
    t.play(program)
    t.enter(":wait 20m")
    t.see(r"^\[00:30\] Karim: Nobody\?\n\[20:00\] Karim: Twenty minutes gone\."
          r"\n-- it is 20:0\d now\n>$")


def pause_stops_the_clock(t, program):
    t.play(program, "--speed 100")
    t.enter(":pause")
    t.last_line("(paused) >")
    said = t.screen().count("Nobody?")
    time.sleep(1.5)
    check(t.screen().count("Nobody?") == said, "time went on")
    t.enter(":resume")
    t.see(r"Twenty minutes gone", timeout=30)


# Signals and sizes ---------------------------------------------------------

def a_stopped_process_stops_the_clock(t, program):
    t.enter("set +m")
    t.play(program, "--speed 8")
    pid = t.pid()
    os.kill(pid, signal.SIGSTOP)
    time.sleep(6)
    os.kill(pid, signal.SIGCONT)
    text = t.see(r"^-- the clock stood still for 0:0\d$")
    check("Nobody?" not in text, f"time went on:\n{text}")


def suspending_gives_the_terminal_back(t, program):
    t.play(program, "--speed 20")
    t.type("hello")
    t.last_line("> hello")
    t.key("C-z")
    t.see(r"^\$$")
    t.enter("echo back; stty -a | tr ' ' '\\n' | grep icanon")
    t.see(r"^back\nicanon\n\$$")
    time.sleep(3)
    t.enter("fg")
    text = t.see(r"^-- the clock stood still for \d:\d\d\n> hello$")
    check("Nobody?" not in text, f"time went on:\n{text}")
    t.key("Enter")
    t.see(r"Hello yourself")


def a_narrower_window_is_drawn_anew(t, program):
    t.play(program, "--speed 5")
    words = " ".join(f"word{i}" for i in range(20))
    t.type(words)
    t.see("word19$")
    t.tmux("resize-window", "-x", "50")
    t.see(r"Karim: Nobody\?")
    text = t.see(r"word19$")
    check_typed(text, words)
    t.tmux("resize-window", "-x", "100")
    t.key("Enter")
    t.see("^Karim: What")


def ctrl_c_clears_the_line_then_leaves(t, program):
    t.play(program)
    t.type("half a li")
    t.see("half a li$")
    t.key("C-c")
    text = t.last_line(">")
    check("half" not in text, f"it is still there:\n{text}")
    t.key("C-c")
    t.see(r"^-- ':quit' leaves, so does Ctrl-C once more\n>$")
    t.enter("hello")
    t.see("Hello yourself")
    t.key("C-c")
    t.wait(lambda text: text.count("so does Ctrl-C") == 2)
    t.key("C-c")
    t.left(130)


def ctrl_d_leaves(t, program):
    t.play(program)
    t.key("C-d")
    t.see(r"^-- the exercise was left before an ending\n\$$")
    t.left(0)


def quit_leaves(t, program):
    t.play(program)
    t.enter(":quit")
    t.left(0)


def signals_leave_in_good_order(t, program):
    for number, at_start in ((signal.SIGTERM, False), (signal.SIGHUP, False),
                             (signal.SIGQUIT, False), (signal.SIGTERM, True)):
        t.play(program, start=not at_start)
        t.type("half")
        t.see("half$")
        os.kill(t.pid(), number)
        t.left(128 + number)


def a_terminal_that_goes_away_ends_it(t, program):
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(t.folder)
        os.environ["TERM"] = "screen"
        os.execv(program, [program, "play", "test.yaml"])
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    text = b""
    while b"Enter starts" not in text:
        text += os.read(master, 4096)
    os.write(master, b"\rhalf")
    while b"half" not in text:
        text += os.read(master, 4096)
    os.close(master)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    check(code in (129, 3), f"exit code {code}")


# Keys ----------------------------------------------------------------------

def history_comes_back(t, program):
    t.play(program)
    t.enter("hello one")
    t.enter("hello two")
    t.wait(lambda text: text.count("Hello yourself") == 2)
    t.key("Up", "Up")
    t.last_line("> hello one")
    t.key("Down")
    t.last_line("> hello two")


def tab_completes_commands_and_names(t, program):
    t.play(program)
    t.type(":st")
    t.key("Tab")
    t.see(r"^> :status")
    t.key("C-u")
    t.type(":goto i")
    t.key("Tab")
    t.see(r"^> :goto inside")
    t.key("C-u")
    t.type(":set ten")
    t.key("Tab")
    t.type("7")
    t.last_line("> :set tension=7")
    t.key("C-u")
    t.type(":set food=d")
    t.key("Tab")
    t.see(r"^-- food=deferred food=dropped\n> :set food=d$")
    t.key("C-u")
    t.type(":inject ")
    t.key("Tab", "Enter")
    t.see("^Karim: My lawyer")


def a_paste_of_many_lines_is_many_turns(t, program):
    t.play(program, "--view trainer --no-journal")
    lines = [f"pasted {i}" for i in range(10000)]
    for _ in range(2):
        t.paste("\n".join(lines) + "\n")
    t.see(r"^> pasted 9999\n.*\n.*\n.*\n>$")
    t.wait(lambda text: text.endswith("\n>"), timeout=60)
    t.enter(":status")
    t.see(r"^Status: turn 20000,", timeout=60)
    heard = re.findall(r"^> (pasted \d+)$", t.screen(history=True), re.M)
    check(heard[-10000:] == lines, "not each line once, in order")


def a_paste_without_marks_is_the_same(t, program):
    t.play(program)
    t.paste("\n".join(f"pasted {i}" for i in range(500)) + "\n",
            bracketed=False)
    t.see(r"^> pasted 499\nKarim: What\?\n>$")
    t.enter(":status")
    t.see(r"^Status: turn 500,")


def nothing_in_a_paste_edits_the_line(t, program):
    t.play(program)
    t.paste("\x01a\tb\x1b[Ac\x7fd")
    t.last_line(">  a b [Ac d")


def other_alphabets_work_whatever_the_locale(t, program):
    t.play(program)
    t.enter("\u043f\u0440\u0438\u0432\u0435\u0442 \u00e9\u00df\u4f60")
    t.see("^> \u043f\u0440\u0438\u0432\u0435\u0442 \u00e9\u00df\u4f60\n"
          "Karim: What")
    t.enter(":why")
    t.see("^Why: '\u043f\u0440\u0438\u0432\u0435\u0442 \u00e9\u00df\u4f60', in "
          "state outside\n  heard: no intent$")


other_alphabets_work_whatever_the_locale.environment = "LC_ALL=C"


# Commands ------------------------------------------------------------------

def why_quotes_what_failed(t, program):
    t.play(program)
    t.enter("hello")
    t.enter("bye")
    t.see("^> bye\nKarim: What")
    t.enter(":why")
    t.see(r"^Why: 'bye', in state outside\n  heard: bye\n"
          r"  rule test.yaml:\d+ \(demands.food.rules\[0\]\) did not run\n"
          r"    needs: bye; if tension < 3 and elapsed > 1h\n"
          r"    not true then: 'tension < 3', 'elapsed > 1h'\n"
          r"  so this ran: otherwise test.yaml:\d+ \(states.outside.otherwise\)"
          r"$")


def the_end_offers_a_way_back(t, program):
    t.play(program, "--fail-on peaceful")
    t.enter("I promise")
    t.see(r"^The end: out \(peaceful\), at 00:0\d\nHe comes out\.\n\n"
          r"Support: Talk to your instructor\.\n"
          r"-- :undo N goes back N turns; Enter or :quit leaves\n"
          r"\(the end\) >$")
    t.enter("hello")
    t.see(r"^error: the exercise is over; only undo is taken\n\(the end\) >$")
    t.enter(":undo")
    t.see(r"^-- back after turn 0, at 00:0\d\n>$")
    t.enter("I promise")
    t.wait(lambda text: text.count("The end: out") == 2)
    t.key("Enter")
    t.left(1)


def long_lines_are_broken_between_words(t, program):
    t.play(program, start=False)
    t.see(r"^A man has locked himself in and nobody\nknows why he has done "
          r"so\.$")


long_lines_are_broken_between_words.width = 40


# Terminals that cannot do it -----------------------------------------------

def a_dumb_terminal_gets_plain_lines(t, program):
    for term in ("TERM=dumb", "-u TERM", "TERM=", "TERM=no-such-terminal"):
        t.clear()
        t.enter(f"env {term} {shlex.quote(program)} play test.yaml --speed 20")
        t.see("^Info: type ':help' for the commands; Enter starts the clock$")
        t.key("Enter")
        t.see(r"^Karim: Who is there\?$")
        t.see(r"^00:30 Karim: Nobody\?$")
        t.enter("hello")
        t.see("^hello\nKarim: Hello yourself.$")
        t.key("C-d")
        t.left(0)


def plain_lines_on_a_good_terminal(t, program):
    t.play(program, "--plain --color always", start=False)
    t.key("Enter")
    t.see(r"^Karim: Who is there\?$")
    t.key("C-c")
    t.left(130)


def a_window_without_size_gets_plain_lines(t, program):
    for columns in (0, 1):
        t.clear()
        t.enter(f"stty columns {columns}; {shlex.quote(program)} play "
                "test.yaml; stty columns 80")
        t.see("^Info: type ':help'")
        t.key("C-d")
        t.see(r"left before an ending")
        t.see(r"^\$$")


# Whoever runs this in the background may have these ignored; the programs that
# are started here are not to inherit that.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)


if __name__ == "__main__":
    main(globals(), {"test.yaml": SCENARIO})
