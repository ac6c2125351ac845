#!/usr/bin/env python3
"""Plays without a terminal: lines in, lines out, and the event stream.

usage: test_play_pipe.py PROGRAM [NAME...]

Each function below is a test, named after the behaviour; NAMEs choose some.
Prints the tests that failed, then `N passed, M failed`, and exits 1 if any
did. The scenario is the one of test_play_terminal.py with more in it."""

import contextlib
import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

TIMEOUT = 60
SCENARIO = """\
standoff: 1
title: Test of lines
family: other
language: en
warnings: [violence, injury]
support: Talk to your instructor.
summary: |
  A man has locked himself in.
  Nobody knows why.
roles:
  karim:
    side: perpetrator
    name: Karim
    wants: To be left alone.
    needs: To be heard.
    brief: You are tired.
  guard: { side: hostage, name: Guard }
  negotiator: { side: negotiator, brief: "You are {negotiator_name}." }
meters:
  tension: { start: 5, range: 0..10 }
facts:
  name-known: His name is Karim.
slots:
  negotiator_name: officer
intents:
  hello:
    patterns: ['my name is (?<negotiator_name>\\w+)']
    phrases: [hello]
  bye:
    phrases: [bye]
  broken-promise:
    phrases: [promise]
demands:
  food:
    by: karim
    text: Food.
    deadline: { in: 2m, passed: { say: No food! } }
    rules:
      - intent: bye
        if: tension < 3
        say: Food first.
        meet: food
triggers:
  slip:
    kind: danger
    intent: broken-promise
    sign: Glass breaks.
    note: Never promise.
    change: { tension: +2 }
injects:
  lawyer:
    about: His lawyer rings.
    say: { guard: "A lawyer is here!" }
states:
  outside:
    expect: A greeting.
    hint: Greet him.
    enter:
      say: Who is there?
      cue: Shout.
    rules:
      - silence: 30s
        say: Nobody?
      - intent: hello
        say: "Hello {negotiator_name}."
        learn: name-known
        raise: food
      - intent: bye
        end: out
    otherwise:
      each-time:
        - say: What?
        - say: |
            What now?
            Karim: I did not say this.
  inside:
    enter:
      say: Come in.
endings:
  out:
    outcome: peaceful
    text: He comes out.
"""

OPENING = """\
Test of lines

Warnings: violence, injury
Support: Talk to your instructor.

A man has locked himself in.
Nobody knows why.

Your brief: You are officer.

Karim: Who is there?
"""
LEFT = "-- the exercise was left before an ending\n"

program = None
folder = None


class Failure(Exception):
    pass


def check(condition, why):
    if not condition:
        raise Failure(why)


def same(found, wanted):
    check(found == wanted, f"expected\n{wanted!r}\nfound\n{found!r}")


def play(lines, *options, code=0, file="test.yaml", environment=None, **more):
    data = lines if isinstance(lines, bytes) else lines.encode()
    done = subprocess.run([program, "play", file, *options], input=data,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          cwd=folder, timeout=TIMEOUT,
                          env={**os.environ, **(environment or {})}, **more)
    play.errors = done.stderr.decode(errors="replace")
    check(done.returncode == code,
          f"exit code {done.returncode}, not {code}: {play.errors}")
    return done.stdout.decode()


def start(*options, **more):
    return subprocess.Popen([program, "play", "test.yaml", *options],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, cwd=folder, **more)


def events(lines, *options, **more):
    text = play(lines, "--jsonl", *options, **more)
    return [json.loads(line) for line in text.splitlines()]


def write(name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


# The dialogue --------------------------------------------------------------

def a_dialogue_reads_well():
    same(play("My name is Anna.\n\nwell\nwell\n:wait 2m\nbye\n"), OPENING + """
> My name is Anna.
  [deadline for food: due 2:00]
Karim: Hello Anna.

> well
Karim: What?

> well
Karim: What now?
  Karim: I did not say this.

> :wait 2m
[00:30] Karim: Nobody?
[02:00] [deadline for food: off]
Karim: No food!

> bye

The end: out (peaceful), at 02:00
He comes out.

Support: Talk to your instructor.
""")


def the_trainer_sees_everything():
    text = play("hello\nI promise\n", "--view", "trainer")
    same(text[len(OPENING) - len("Karim: Who is there?\n"):], """\
[00:00] [state outside]
  [expect: A greeting.]
  [enter test.yaml:58]
Karim: Who is there?
  [cue Karim: Shout.]

> hello
[00:00] [heard: hello]
  [rule test.yaml:64]
  [learned name-known: His name is Karim.]
  [demand food: unraised -> open]
  [deadline for food: due 2:00]
Karim: Hello officer.

> I promise
[00:00] [heard: broken-promise]
  [trigger test.yaml:44]
  [tension 5 -> 7]
* Glass breaks.
  [note: Never promise.]
""" + LEFT)


def an_observer_reads_notes_after_the_end():
    text = play("I promise\nI promise\n:undo\nbye\n", "--view", "observer")
    check("Never" not in text[:text.index("The end")], text)
    same(text[text.index("The end"):], """\
The end: out (peaceful), at 00:00
He comes out.
  [note: Never promise.]

Support: Talk to your instructor.
""")


def a_role_player_reads_his_own_brief():
    text = play("", "--view", "karim")
    check("""\

You are: Karim

You want: To be left alone.

You need: To be heard.

Your brief: You are tired.

  [expect: A greeting.]
Karim: Who is there?
  [cue Karim: Shout.]
""" in text, text)


def plain_lines_say_who_speaks():
    text = play("I promise\nwell\nwell\n:status\nbye\n", "--plain", "--color",
                "always", "--view", "trainer")
    same(text, """\
Title: Test of lines
Warnings: violence, injury
Support: Talk to your instructor.
Summary: A man has locked himself in.
Summary: Nobody knows why.
Your brief: You are officer.
00:00 state outside
expect: A greeting.
enter test.yaml:58
Karim: Who is there?
cue Karim: Shout.
You: I promise
00:00 heard: broken-promise
trigger test.yaml:44
tension 5 to 7
Sign: Glass breaks.
note: Never promise.
You: well
00:00 heard: no intent
otherwise test.yaml:70, each-time 1
Karim: What?
You: well
00:00 heard: no intent
otherwise test.yaml:70, each-time 2
Karim: What now?
Karim: Karim: I did not say this.
You: :status
Status: turn 3, 00:00; Karim speaks
Status: state: outside
Status: meters: tension 7
Status: demands: food unraised
You: bye
00:00 heard: bye
rule test.yaml:68
The end: out (peaceful), at 00:00
The end: He comes out.
Support: Talk to your instructor.
""")


def colours_do_not_change_the_text():
    lines = "hello\nI promise\n:status\n:why\n:hint\nbye\n"
    coloured = play(lines, "--color", "always", "--view", "trainer")
    check("\x1b[1;31mKarim: \x1b[0m" in coloured, coloured)
    same(re.sub(r"\x1b\[[0-9;]*m", "", coloured),
         play(lines, "--view", "trainer"))


# Commands ------------------------------------------------------------------

def answers(line, *options):
    """What comes after the last line typed."""
    text = play(line + "\n", *options)
    last = line.split("\n")[-1]
    text = text[text.rindex("\n> " + last) + len("\n> " + last) + 1:]
    return text.removesuffix(LEFT)


def why_says_what_listened_and_what_failed():
    same(answers("hello\nbye\n:why"), """\
Why: 'bye', in state outside
  heard: bye
  rule test.yaml:68 (states.outside.rules[2]) ran
    needs: bye
""")
    same(answers(":goto inside\nhello\n:set food=open\nbye\n:why"), """\
Why: 'bye', in state inside
  heard: bye
  rule test.yaml:39 (demands.food.rules[0]) did not run
    needs: bye; if tension < 3
    not true then: 'tension < 3'
""")
    same(answers(":goto inside\nhello\n:why"), """\
Why: 'hello', in state inside
  heard: hello
  no rule or trigger was listening for that
  what was listened for:
    triggers: broken-promise
""")
    same(answers(":why"),
         "-- nothing was said yet that could be explained\n")
    same(answers("hello\n:undo\n:why"),
         "-- nothing was said yet that could be explained\n")


def commands_do_what_they_say():
    for line, wanted in (
            (":hint", "Hint: Greet him.\n"),
            (":goto inside\n:hint", "-- there is no hint here\n"),
            (":goto inside", "Karim: Come in.\n"),
            (":inject lawyer", "Guard: A lawyer is here!\n"),
            (":wait 90", "[00:30] Karim: Nobody?\n"),
            (":wait 1m30s\n:status",
             "Status: turn 0, 01:30; Karim speaks\n"),
            (":wait 1h\n:status",
             "Status: turn 0, 1:00:00; Karim speaks\n"),
            (":set food=open", "  [deadline for food: due 2:00]\n"),
            ("hello\nwell\n:undo 2", "-- back after turn 0, at 00:00\n"),
            (":note tired", "-- noted (1 so far; ':note' shows them)\n"),
            (":note a\n:note  b\n:note", "Note: a\nNote: b\n"),
            (":note", "-- there are no notes; ':note TEXT' makes one\n"),
            (":pause", "-- this clock is virtual: only ':wait' moves it\n"),
            (":quit", "")):
        same(answers(line), wanted)
    same(answers(":end").split("\n")[1],
         "The end: endex (unresolved), at 00:00")
    check("\n  :wait D " in answers(":help"), "help has no :wait")
    check(play(":quit\nhello\n").count("Hello") == 0, "it went on")


def wrong_commands_change_nothing():
    for line, wanted in (
            (":hlep", "command ':hlep' is not known; did you mean ':help'?"),
            (":", "command ':' is not known; see ':help'"),
            (":xxxxxxxx", "command ':xxxxxxxx' is not known; see ':help'"),
            (":goto insid",
             "state 'insid' is not defined; did you mean 'inside'?"),
            (":goto", "':goto' takes STATE"),
            (":status now", "':status' takes nothing behind it"),
            (":inject xxxxxxxx", "inject 'xxxxxxxx' is not defined"),
            (":set tension=11", "'tension' takes a number from 0 to 10"),
            (":set tension=x", "'tension' takes a number from 0 to 10"),
            (":set name-known=1", "'name-known' takes true or false"),
            (":set food=gone", "'food' takes one of unraised, open, deferred, "
                               "promised, broken, met, refused, dropped"),
            (":set tenson=3", "meter, fact or demand 'tenson' is not defined; "
                              "did you mean 'tension'?"),
            (":set tension", "'tension' is not of the form NAME=VALUE"),
            (":set tension=1 food", "'food' is not of the form NAME=VALUE"),
            (":undo", "there are not that many turns to undo"),
            (":undo x", "':undo' takes a number of turns"),
            (":undo 0", "there are not that many turns to undo"),
            (":wait", "':wait' takes D"),
            (":wait x", "':wait' takes a time of at most 30 days, such as 90s, "
                        "1m30s or 1h"),
            (":wait 1s1m", "':wait' takes a time of at most 30 days, such as "
                           "90s, 1m30s or 1h"),
            (":wait 31000h", "':wait' takes a time of at most 30 days, such as "
                             "90s, 1m30s or 1h"),
            (":wait 99999999999999999999",
             "':wait' takes a time of at most 30 days, such as 90s, 1m30s or "
             "1h"),
            ("\u0301", "there is nothing to hear in this line"),
            ("bye\nhello", "the exercise is over; only undo is taken")):
        found = answers(line)
        same(found, f"error: {wanted}\n")
    same(answers(":set tension=1 food\n:status", "--view", "trainer")
         .split("\n")[2], "  meters: tension 5")


def set_takes_meters_facts_and_demands_at_once():
    text = answers(":set food=open name-known=true tension=7", "--view",
                   "trainer")
    same(text, """\
[00:00] [tension 5 -> 7]
  [learned name-known: His name is Karim.]
  [demand food: unraised -> open]
  [deadline for food: due 2:00]
""")


# Options -------------------------------------------------------------------

def exit_codes_follow_fail_on():
    play("bye\n", "--fail-on", "peaceful", code=1)
    play("bye\n", "--fail-on", "harm,peaceful", code=1)
    play("bye\n", "--fail-on", "harm", code=0)
    play("bye\n:undo\n", "--fail-on", "peaceful", code=0)
    play(":end\n", "--fail-on", "unresolved", code=1)
    play("", "--fail-on", "unresolved", code=0)
    play('{"in":"say","text":"bye"}\n', "--jsonl", "--fail-on", "peaceful",
         code=1)


def wrong_options_are_refused():
    for options, why in (
            (["--view", "nobody"], "view 'nobody' is not known; give "
             "negotiator, observer, trainer or a role's name"),
            (["--seed", "-1"], "'--seed -1' is not a number from 0 to "
             "9223372036854775807"),
            (["--seed", "9223372036854775808"], "'--seed 9223372036854775808' "
             "is not a number from 0 to 9223372036854775807"),
            (["--fail-on", "war"], "outcome 'war' is not known; give peaceful, "
             "tactical, harm, escape or unresolved"),
            (["--clock", "fast"], "'--clock fast' is neither real nor "
             "virtual"),
            (["--speed", "0"], "'--speed 0' is not a number above 0, at most "
             "1000"),
            (["--speed", "1001"], "'--speed 1001' is not a number above 0, at "
             "most 1000"),
            (["--speed", "nan"], "'--speed nan' is not a number above 0, at "
             "most 1000"),
            (["--color", "red"], "'--color red' is not one of always, never, "
             "auto"),
            (["more.yaml"], "give one scenario file")):
        same(play("", *options, code=2), "")
        same(play.errors, f"standoff play: {why}\n")


def what_cannot_be_played_is_refused():
    write("pack.yaml", "standoff: 1\nkind: pack\nintents:\n  a:\n"
                       "    phrases: [b]\n    examples: [b]\n")
    play("", file="pack.yaml", code=2)
    check("'pack.yaml' is a pack, not a scenario" in play.errors, play.errors)
    play("", file="missing.yaml", code=2)
    check("missing.yaml" in play.errors, play.errors)
    write("bad.yaml", SCENARIO.replace("hello]", "hello"))
    play("", file="bad.yaml", code=2)
    check("bad.yaml:" in play.errors, play.errors)
    play("", file=folder, code=2)


def a_pattern_that_does_not_compile_is_told_once():
    write("broken.yaml", SCENARIO.replace("phrases: [bye]",
                                          "patterns: ['bye(']"))
    text = play("bye\nbye\n", file="broken.yaml")
    same(play.errors, "standoff play: intent 'bye' has a pattern that does "
                      "not compile; run 'standoff lint broken.yaml'\n")
    check(text.count("Karim: What") == 2, text)


# The event stream ----------------------------------------------------------

def events_keep_to_the_protocol():
    lines = [{"in": "say", "text": "my name is Anna", "t": 4200},
             {"in": "wait", "ms": 60000}, {"in": "pause"}, {"in": "end"},
             {"in": "say", "text": "more"}]
    found = events("".join(json.dumps(line) + "\n" for line in lines))
    same(found[0]["out"], "start")
    same(found[0]["view"], "trainer")
    same(found[0]["seed"], 0)
    same([e["out"] for e in found[1:]],
         ["state", "expect", "ran", "say", "cue", "stage", "ready", "heard",
          "ran", "fact", "demand", "timer", "say", "ready", "ran", "say",
          "ready", "ready", "ending", "error"])
    same(found[8]["captures"], {"negotiator_name": "Anna"})
    same(found[-2]["t"], 64200)
    same(found[-1]["code"], "ended")


def an_observer_gets_notes_after_the_ending_event():
    lines = ('{"in":"say","text":"promise"}\n' * 2 + '{"in":"undo","turns":1}\n'
             + '{"in":"say","text":"bye"}\n{"in":"undo","turns":1}\n'
             + '{"in":"say","text":"bye"}\n')
    outs = [e["out"] for e in events(lines, "--view", "observer")]
    same(outs.count("note"), 2)
    same(outs[-2:], ["ending", "note"])


def each_line_is_answered_at_once():
    with start("--jsonl") as process:
        while json.loads(process.stdout.readline())["out"] != "ready":
            pass
        for _ in range(3):
            process.stdin.write(b'{"in":"hint"}\n')
            process.stdin.flush()
            same(json.loads(process.stdout.readline())["out"], "hint")
            same(json.loads(process.stdout.readline())["out"], "ready")
        process.stdin.close()
        same(process.wait(TIMEOUT), 0)


def a_real_clock_fires_while_it_waits():
    with start("--jsonl", "--clock", "real", "--speed", "100") as process:
        found = [json.loads(process.stdout.readline()) for _ in range(10)]
        same([e["out"] for e in found[8:]], ["ran", "say"])
        same(found[9]["t"], 30000)
        process.stdin.write(b'{"in":"pause"}\n')
        process.stdin.flush()
        before = json.loads(process.stdout.readline())["t"]
        time.sleep(1)
        process.stdin.write(b'{"in":"resume"}\n')
        process.stdin.flush()
        same(json.loads(process.stdout.readline())["t"], before)
        process.stdin.close()
        same(process.wait(TIMEOUT), 0)


def a_real_clock_fires_in_lines_too():
    with start("--clock", "real", "--speed", "100") as process:
        text = b""
        while b"[00:30] Karim: Nobody?\n" not in text:
            data = os.read(process.stdout.fileno(), 4096)
            check(data, f"it ended: {text}")
            text += data
        process.stdin.close()
        same(process.wait(TIMEOUT), 0)


# Bytes ---------------------------------------------------------------------

HOSTILE = "\x1b]0;x\x07\x1b[2J\x9b31m\r\x08\u202e\u2028"
SHOWN = ("\\x1b]0;x\\x07\\x1b[2J\\u{9B}31m\\r\\x08\\u{202E}\\u{2028}")


def nothing_reaches_a_terminal_that_acts():
    yaml = json.dumps(HOSTILE, ensure_ascii=True)
    write("hostile.yaml", SCENARIO.replace("say: Who is there?", f"say: {yaml}")
          .replace("name: Guard", f"name: {yaml}").replace("sign: Glass breaks.",
                                                           f"sign: {yaml}"))
    lines = f"my name is {HOSTILE}\npromise\n:inject lawyer\n:{HOSTILE}\n:why\n"
    text = play(lines, "--view", "trainer", file="hostile.yaml")
    bad = [c for c in text if (c < " " and c != "\n") or "\x7f" <= c < "\xa0"
           or c in "\u202e\u2028"]
    check(not bad, f"{bad} in {text!r}")
    check("Karim: \\x1b]0;x" in text, text)
    play("", file=f"no{HOSTILE}.yaml", code=2)
    check("\x1b" not in play.errors, play.errors)


def bytes_that_are_no_text_are_shown():
    text = play(b"hello \xff\x00\xc3\n")
    check("\n> hello \\xff\\x00\\xc3\n" in text and "Hello officer." in text, text)


def the_last_line_needs_no_end():
    check("Karim: Hello officer." in play("hello"), "not heard")
    check("Karim: Hello officer." in play("hello\r\n"), "not heard")
    same(play("hello\r\n"), play("hello"))


def bytes_one_at_a_time_are_the_same():
    lines = "hello \u043f\u0440\u0438\u0432\u0435\u0442\nI promise\n".encode()
    with start() as process:
        for byte in lines:
            process.stdin.write(bytes([byte]))
            process.stdin.flush()
            time.sleep(0.002)
        process.stdin.close()
        text = process.stdout.read()
        process.wait(TIMEOUT)
    same(text.decode(), play(lines))


def an_input_that_does_not_block_is_waited_for():
    read, written = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETFL, os.O_NONBLOCK)
    process = subprocess.Popen([program, "play", "test.yaml"], cwd=folder,
                               stdin=read, stdout=subprocess.PIPE)
    os.close(read)
    time.sleep(0.2)
    os.write(written, b"hello\n")
    os.close(written)
    text, _ = process.communicate(timeout=TIMEOUT)
    check(b"Hello officer." in text and process.returncode == 0, text)


def long_lines_are_cut_and_told_of():
    line = "hello " + "x" * 100000
    text = play(line + "\nbye\n")
    same(play.errors, f"standoff play: a line of {len(line)} bytes was cut to "
                      "65536\n")
    check("Hello officer." in text and "The end: out" in text, text[-200:])
    play("x" * 65536 + "\n")
    same(play.errors, "")


def a_cut_event_is_an_error():
    for line in ('{"in":"hint"}' + " " * 70000, " " * 70000 + '{"in":"hint"}',
                 '{"in":"say","text":"' + "x" * 70000 + '"}'):
        found = events(line + '\n{"in":"hint"}\n')
        same([e["out"] for e in found[-4:]], ["error", "ready", "hint",
                                              "ready"])
        same(found[-4]["code"], "json")


def a_line_without_end_takes_no_memory():
    with subprocess.Popen(["head", "-c", "500000000", "/dev/zero"],
                          stdout=subprocess.PIPE) as zeros:
        process = subprocess.Popen([program, "play", "test.yaml"], cwd=folder,
                                   stdin=zeros.stdout, stderr=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL)
        same(process.stderr.read().decode(), "standoff play: a line of "
             "500000000 bytes was cut to 65536\n")
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        same(process.returncode, 0)
        check(used.ru_maxrss < 200000, f"{used.ru_maxrss} KiB were in use")


def the_locale_changes_no_byte():
    lines = "hello \u043f\u0440\u0438\u0432\u0435\u0442\n:wait 1m\n:why\nbye\n"
    wanted = play(lines, "--view", "trainer")
    for locale in ("C", "POSIX", "tr_TR.UTF-8", "de_DE.UTF-8", "xx", ""):
        same(play(lines, "--view", "trainer", environment={
            "LC_ALL": locale, "LANG": locale, "LC_NUMERIC": "de_DE.UTF-8"}),
            wanted)
    same(play(lines, "--view", "trainer", "--no-jit"), wanted)


# Ends ----------------------------------------------------------------------

def output_that_cannot_be_written_is_a_fault():
    for options in ([], ["--jsonl"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([program, "play", "test.yaml", *options],
                                  cwd=folder, stdin=subprocess.DEVNULL,
                                  stdout=full, stderr=subprocess.PIPE,
                                  timeout=TIMEOUT)
        same(done.returncode, 3)
        with start(*options) as process:
            process.stdout.close()
            # Something to answer: what came before may have been written
            # before the pipe was closed.
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(b'{"in":"status"}\n')
                process.stdin.close()
            same(process.wait(TIMEOUT), 3)


def an_input_that_cannot_be_read_is_a_fault():
    for options in ([], ["--jsonl"]):
        directory = os.open(folder, os.O_RDONLY)
        done = subprocess.run([program, "play", "test.yaml", *options],
                              cwd=folder, stdin=directory,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=TIMEOUT)
        os.close(directory)
        same((done.returncode, done.stderr),
             (3, b"standoff play: standard input: Is a directory\n"))


def closed_descriptors_do_no_harm():
    for closed in ("<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-",
                   "<&- >&- 2>&-"):
        for mode in ("", "--jsonl"):
            done = subprocess.run(
                ["sh", "-c", f"'{program}' play test.yaml {mode} {closed}"],
                cwd=folder, timeout=TIMEOUT, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            check(done.returncode in (0, 3), f"{closed}: {done.returncode}")


def signals_end_it_with_their_number():
    for options in ([], ["--jsonl"], ["--clock", "real"]):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP,
                       signal.SIGQUIT):
            with start(*options) as process:
                process.stdout.readline()
                time.sleep(0.05)
                process.send_signal(number)
                same(process.wait(TIMEOUT), 128 + number)
                process.stdin.close()


def an_interrupted_read_goes_on():
    with start() as process:
        time.sleep(0.1)
        for _ in range(20):
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGWINCH)
            time.sleep(0.005)
        text, _ = process.communicate(b"hello\n", timeout=TIMEOUT)
        check(b"Hello officer" in text and process.returncode == 0, text)


# Whoever runs this in the background may have these ignored; the programs that
# are started here are not to inherit that.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)


TESTS = [value for value in list(globals().values())
         if callable(value) and getattr(value, "__code__", None)
         and value.__code__.co_filename == __file__
         and value.__code__.co_argcount == 0 and value.__name__ != "main"]


def main():
    global program, folder
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    chosen = [test for test in TESTS
              if len(sys.argv) == 2 or test.__name__ in sys.argv[2:]]
    failed = 0
    for test in chosen:
        with tempfile.TemporaryDirectory(prefix="standoff-pipe-") as folder:
            os.environ["XDG_STATE_HOME"] = f"{folder}/.state"
            write("test.yaml", SCENARIO)
            try:
                test()
            except (Failure, OSError, ValueError, IndexError, KeyError,
                    subprocess.SubprocessError) as why:
                failed += 1
                print(f"FAILED {test.__name__}: {type(why).__name__}: {why}")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not chosen else 0)


if __name__ == "__main__":
    main()
