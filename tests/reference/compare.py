#!/usr/bin/python3
"""Plays random scenarios with the program and with the reference interpreter
and compares the two streams.

    compare.py --program PATH --seeds A..B [--keep DIR]

For every seed that fails, prints the first line that differs with the lines
before it. The last line counts; exit 1 when any seed failed. With --keep, the
files and both streams of the failing seeds stay in DIR/SEED.
"""

import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# Debian's Python, which has the modules needed; -B leaves no caches behind.
PYTHON = ["/usr/bin/python3", "-B"]
CONTEXT = 5
SECONDS = 60
# What two right programs may print differently.
IGNORED = {"start": "program", "error": "text"}


def run(command, events):
    """The output lines of a command, and what went wrong or None."""
    try:
        done = subprocess.run(command, input=events, capture_output=True,
                              timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").splitlines(), f"over {SECONDS} s"
    trouble = None
    if done.returncode != 0:
        trouble = (f"exit {done.returncode}: "
                   + done.stderr.decode(errors="replace").strip())
    return done.stdout.splitlines(), trouble


def comparable(line):
    """A line as parsed JSON, without what may differ."""
    try:
        value = json.loads(line)
    except ValueError:
        return line
    if isinstance(value, dict):
        value.pop(IGNORED.get(value.get("out")), None)
    return value


def first_difference(ours, theirs):
    """The index of the first line that differs, None if there is none."""
    for index, (our, their) in enumerate(zip(ours, theirs)):
        if comparable(our) != comparable(their):
            return index
    if len(ours) != len(theirs):
        return min(len(ours), len(theirs))
    return None


def describe(seed, trouble, reference, program, index):
    def show(lines, number):
        if number >= len(lines):
            return "(end of stream)"
        return lines[number].decode(errors="replace")

    report = [f"seed {seed}: " + (trouble or f"line {index + 1} differs")]
    if index is not None:
        for number in range(max(0, index - CONTEXT), index):
            report.append("    " + show(reference, number))
        report.append("  reference: " + show(reference, index))
        report.append("  program:   " + show(program, index))
    return "\n".join(report)


def try_seed(program, seed, keep):
    """Returns None, or what is wrong with a seed."""
    folder = tempfile.mkdtemp(prefix=f"reference-{seed}-")
    try:
        subprocess.run([*PYTHON, os.path.join(HERE, "generate.py"),
                        "--seed", str(seed), "--out", folder],
                       check=True)
        scenario = os.path.join(folder, "scenario.yaml")
        with open(os.path.join(folder, "events.jsonl"), "rb") as file:
            events = file.read()
        reference, reference_trouble = run(
            [*PYTHON, os.path.join(HERE, "interpreter.py"), scenario,
             "--seed", str(seed)], events)
        played, trouble = run(
            [program, "play", scenario, "--jsonl", "--no-journal", "--view", "trainer",
             "--seed", str(seed), "--clock", "virtual"], events)
        index = first_difference(reference, played)
        if reference_trouble:
            trouble = f"the reference: {reference_trouble}"
        if trouble is None and index is None:
            return None
        if keep:
            keep_folder(folder, os.path.join(keep, str(seed)), reference,
                        played)
        return describe(seed, trouble, reference, played, index)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep_folder(folder, target, reference, played):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    for name, lines in (("reference.jsonl", reference),
                        ("program.jsonl", played)):
        with open(os.path.join(target, name), "wb") as file:
            file.writelines(line + b"\n" for line in lines)


def parse_seeds(text):
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


def main():
    arguments = argparse.ArgumentParser(
        description="Compares the program with the reference interpreter.")
    arguments.add_argument("--program", required=True, metavar="PATH")
    arguments.add_argument("--seeds", required=True, type=parse_seeds,
                           metavar="A..B")
    arguments.add_argument("--keep", metavar="DIR")
    options = arguments.parse_args()
    program = os.path.abspath(options.program)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for fault in pool.map(
                lambda seed: try_seed(program, seed, options.keep),
                options.seeds):
            if fault is not None:
                failed += 1
                print(fault, flush=True)
    print(f"{len(options.seeds) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
