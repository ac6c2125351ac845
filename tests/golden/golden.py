#!/usr/bin/env python3
"""Plays the recorded sessions and compares what is printed, byte for byte.

usage: golden.py PROGRAM [--bless]

sessions/NAME.txt is what a negotiator types; NAME.out what people see in the
trainer's view, NAME.jsonl the event stream. The ending that NAME begins with
must be reached. Each session is played in several locales, with and without
machine code, with a dumb terminal and a coloured one: the bytes stay the same.
`--bless` writes the expectations anew.
"""
import ctypes
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCENARIO = "scenarios/workshop-barricade/scenario.yaml"

PR_SET_MDWE = 65  # no memory both writable and executable: JIT is refused


def refuse_jit():
    ctypes.CDLL(None).prctl(PR_SET_MDWE, 1, 0, 0, 0)


# Environment, options, and what is done to the process before it starts.
SURROUNDINGS = [
    ({}, [], None),
    ({"LC_ALL": "C"}, [], None),
    ({"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}, [], None),
    ({"LC_ALL": "no such locale", "TERM": "dumb"}, [], None),
    ({"NO_COLOR": "1", "TZ": "garbage", "SOURCE_DATE_EPOCH": "x"}, [], None),
    ({}, ["--no-jit"], None),
    ({}, [], refuse_jit),
]


def milliseconds(duration):
    """Of 90s, 9m or 1h30m."""
    units = {"h": 3600, "m": 60, "s": 1}
    return 1000 * sum(int(number) * units[unit] for number, unit
                      in re.findall(r"(\d+)([hms])", duration))


def events(text):
    """The session as lines of the protocol."""
    lines = []
    for line in text.splitlines():
        if line.startswith(":wait "):
            lines.append({"in": "wait",
                          "ms": milliseconds(line.split()[1])})
        elif line.startswith(":inject "):
            lines.append({"in": "inject", "name": line.split()[1]})
        elif line.strip():
            lines.append({"in": "say", "text": line})
    return "".join(json.dumps(l, ensure_ascii=False) + "\n" for l in lines)


def play(program, text, options, environment, prepare):
    command = [program, "play", SCENARIO, "--view", "trainer", "--seed", "0",
               *options]
    done = subprocess.run(command, input=text.encode(), capture_output=True,
                          cwd=ROOT, env={**os.environ, **environment},
                          preexec_fn=prepare, check=False)
    if done.stderr:
        print(done.stderr.decode(errors="replace"), end="")
    return done.returncode, done.stdout


def compare(path, got, bless):
    if bless:
        path.write_bytes(got)
    expected = path.read_bytes() if path.exists() else b""
    if got == expected:
        return True
    diff = difflib.unified_diff(
        expected.decode().splitlines(), got.decode().splitlines(),
        str(path.name), "got", lineterm="", n=2)
    print("\n".join(list(diff)[:40]))
    return False


def check(program, session, bless):
    """Whether one session plays as recorded, in all surroundings."""
    text = session.read_text(encoding="utf-8")
    good = True
    for environment, options, prepare in SURROUNDINGS:
        code, out = play(program, text, options, environment, prepare)
        good &= code == 0 and compare(session.with_suffix(".out"), out, bless)
        code, out = play(program, events(text), ["--jsonl", *options],
                         environment, prepare)
        good &= code == 0 and compare(session.with_suffix(".jsonl"), out,
                                      bless)
        bless = False  # the others must agree with the first
        last = json.loads(out.splitlines()[-1])
        ending = session.stem.rsplit("-", 1)[0]
        if last.get("name") != ending:
            print(f"{session.name}: ends with {last}, not with '{ending}'")
            good = False
        if not good:
            break
    return good


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    bless = "--bless" in sys.argv
    sessions = sorted((HERE / "sessions").glob("*.txt"))
    results = [check(program, session, bless) for session in sessions]
    failed = len(results) - sum(results)
    print(f"{sum(results)} passed, {failed} failed")
    sys.exit(1 if failed or not results else 0)


main()
