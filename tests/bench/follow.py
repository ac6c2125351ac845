#!/usr/bin/env python3
"""How soon a followed view shows what happens elsewhere.

usage: follow.py [PROGRAM] [SESSIONS] [TURNS]

Plays SESSIONS sessions at once (20), each recorded in a journal and followed by
`cue --follow`, and takes the time from a line that is typed there to its answer
on the other screen: hearing, stepping, writing, syncing, noticing, replaying
and printing. Then nobody types for five seconds, and the processor time of all
the programs is taken. Prints figures; judges nothing."""

import os
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "scenarios/workshop-barricade/scenario.yaml"
IDLE = 5


def cpu_seconds(processes):
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1]
        ticks += sum(map(int, fields.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def read_until(stream, words):
    """The instant at which these words had arrived."""
    text = b""
    while words not in text:
        ready, _, _ = select.select([stream], [], [], 30)
        if not ready:
            sys.exit(f"nothing came for 30 s; waiting for {words!r}")
        text += os.read(stream.fileno(), 65536)
    return time.monotonic()


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "build/standoff"
    sessions = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    turns = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    with tempfile.TemporaryDirectory() as folder:
        played, screens = [], []
        for i in range(sessions):
            journal = f"{folder}/{i}.jsonl"
            played.append(subprocess.Popen(
                [program, "play", str(SCENARIO), "--journal", journal],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL))
            while not os.path.exists(journal):
                time.sleep(0.01)
            screens.append(subprocess.Popen(
                [program, "cue", "--follow", journal, "--role", "negotiator"],
                stdout=subprocess.PIPE))
            read_until(screens[-1].stdout, b"Stay back!")
        taken = []
        for turn in range(turns):
            for process in played:
                process.stdin.write(f"hello number {turn}\n".encode())
                process.stdin.flush()
            begin = time.monotonic()
            for screen in screens:
                taken.append(read_until(screen.stdout, b": ") - begin)
        before = cpu_seconds(played + screens)
        time.sleep(IDLE)
        idle = cpu_seconds(played + screens) - before
        for process in played + screens:
            process.kill()
            process.wait()
    taken.sort()
    print(f"{sessions} sessions, {turns} turns each, all at once")
    print(f"typed there to shown here: median {statistics.median(taken) * 1e3:.1f} ms,"
          f" p99 {taken[int(len(taken) * 0.99)] * 1e3:.1f} ms,"
          f" most {taken[-1] * 1e3:.1f} ms")
    print(f"processor time of {2 * sessions} programs in {IDLE} s of silence: "
          f"{idle:.2f} s")


main()
