#!/usr/bin/env python3
"""Plays the recorded sessions and compares what is printed, byte for byte.

usage: golden.py PROGRAM [--bless] [--plain] [NAME...]

sessions/SCENARIO/ENDING-N.txt is what a negotiator types; the .out beside it is
what people see in the trainer's view, the .jsonl the event stream. The ending
must be reached. ENDING-N.fr.txt is such a session in French: only what people
see is recorded. Each session is played plainly and in one more of several
surroundings (locales, with and without machine code, terminals): the bytes stay
the same. `--plain` leaves the surroundings out; `--bless` writes the expectations
anew; NAMEs choose what is played by a part of the path.
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

PR_SET_MDWE = 65  # no memory both writable and executable: JIT is refused


def refuse_jit():
    ctypes.CDLL(None).prctl(PR_SET_MDWE, 1, 0, 0, 0)


# Environment, options, and what is done to the process before it starts.
PLAIN = ({}, [], None)
SURROUNDINGS = [
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


def play(program, session, text, options, surroundings):
    environment, more, prepare = surroundings
    scenario = f"scenarios/{session.parent.name}/scenario.yaml"
    command = [program, "play", scenario, "--view", "trainer", "--seed", "0",
               "--no-journal", *options, *more]
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


def ending_reached(session, stream):
    last = json.loads(stream.splitlines()[-1])
    ending = session.name.split(".")[0].rsplit("-", 1)[0]
    if last.get("name") == ending:
        return True
    print(f"ends with {last}, not with '{ending}'")
    return False


def check(program, session, places, bless):
    """Whether one session plays as recorded, in each of some surroundings."""
    text = session.read_text(encoding="utf-8")
    language = session.name.split(".")[1:-1]
    options = ["--lang", language[0]] if language else []
    for surroundings in places:
        code, out = play(program, session, text, options, surroundings)
        good = code == 0 and compare(session.with_suffix(".out"), out, bless)
        code, out = play(program, session, events(text),
                         ["--jsonl", *options], surroundings)
        good &= code == 0 and ending_reached(session, out)
        if not language:
            good &= compare(session.with_suffix(".jsonl"), out, bless)
        bless = False  # the others must agree with the first
        if not good:
            print(f"  in {session.parent.name}/{session.name}")
            return False
    return True


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    bless = "--bless" in sys.argv
    names = [name for name in sys.argv[2:] if not name.startswith("--")]
    others = [] if "--plain" in sys.argv else SURROUNDINGS
    sessions = [session for session in sorted(HERE.glob("sessions/*/*.txt"))
                if not names or any(name in str(session) for name in names)]
    results = [check(program, session,
                     [PLAIN] + others[i % len(SURROUNDINGS):][:1], bless)
               for i, session in enumerate(sessions)]
    failed = len(results) - sum(results)
    print(f"{sum(results)} passed, {failed} failed")
    sys.exit(1 if failed or not results else 0)


main()
