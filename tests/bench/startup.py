#!/usr/bin/env python3
"""Start-up figures, side by side in one run: medians and ratios.

usage: startup.py PROGRAM FLOOR [RUNS]

Compares `play` of an 8 KB scenario to its first prompt (input closed) and
`--version` with the floor program and, where it is installed, `lua5.4 -e ''`.
Prints figures only; judges nothing.
"""
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HEAD = """standoff: 1
title: Bench
language: en
roles: { karim: { side: perpetrator, name: Karim } }
meters: { tension: { start: 5, range: 0..10 } }
intents:
"""


def scenario():
    """A scenario of 8 KB: thirty intents, as many states."""
    text = HEAD
    for i in range(30):
        text += f"  i-{i}:\n    phrases: [word{i} ... thing, other ({i}|x) way]\n"
    text += "states:\n"
    i = 0
    while len(text) < 8000:
        text += (f"  s-{i}:\n    rules:\n      - intent: i-{i % 30}\n"
                 f"        say: A line that is said in state {i}.\n"
                 f"        change: {{ tension: -1 }}\n"
                 "    otherwise:\n      say: What?\n")
        i += 1
    return text


def run_once(command):
    begin = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def memory_of(command):
    """Largest resident set in KiB, of a program that waits for input."""
    with subprocess.Popen(command, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        process.stdout.read(1)  # it has come to its first prompt
        time.sleep(0.2)
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        process.stdin.close()
        process.stdout.read()
    line = next(l for l in status.splitlines() if l.startswith("VmHWM"))
    return int(line.split()[1])


def main():
    program, floor = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "scenario.yaml"
        path.write_text(scenario(), encoding="utf-8")
        commands = {
            "play to the first prompt": [program, "play", str(path)],
            "--version": [program, "--version"],
            "floor": [floor],
        }
        lua = shutil.which("lua5.4")
        if lua:
            commands["lua5.4 -e ''"] = [lua, "-e", ""]
        times = {name: [] for name in commands}
        for _ in range(runs):  # interleaved: the machine's drift hits all
            for name, command in commands.items():
                times[name].append(run_once(command))
        medians = {n: statistics.median(t) for n, t in times.items()}
        for name, median in medians.items():
            print(f"{name:26} {median * 1e3:7.2f} ms median of {runs}")
        first = "play to the first prompt"
        print(f"{first:26} {memory_of(commands[first]):7} KiB resident")
        for base in ("floor", "lua5.4 -e ''"):
            if base not in medians:
                continue
            for name in ("play to the first prompt", "--version"):
                print(f"{name} / {base}: {medians[name] / medians[base]:.2f}")


main()
