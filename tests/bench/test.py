#!/usr/bin/env python3
"""Lines a second of `standoff test`: a transcript of 10,000 lines against 200
intents, start-up included, beside RiveScript, nlp.js and ink in the same run.

usage: test.py PROGRAM [FOLDER]

FOLDER is one in which `npm install rivescript @nlpjs/basic inkjs` was run;
without it only our own figures are printed. Each program has the same intents
and lines: made-up words, common ones oftener, a third of the lines holding a
phrase. Ink hears nothing: it is given the number of a choice. RiveScript gets
2,000 lines and nlp.js 500, since they take long; figures are per second. The
middle of five runs, wall time and time of the processor. Judges nothing.
"""
import json
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LINES, INTENTS, RUNS = 10000, 200, 5
HEAD = """standoff: 1
title: Bench
roles: { karim: { side: perpetrator, name: Karim } }
intents:
"""


class Words:
    """A made-up vocabulary; the n-th word is used about as often as 1/n."""

    def __init__(self, roll):
        heads = "b c d f g h l m n p r s t w st pr th tr".split()
        tails = "a e i o u ea er in on ing al en".split()
        self.roll = roll
        self.all = ["".join(roll.choice(heads) + roll.choice(tails)
                            for _ in range(1 + (i >= 60) + (i >= 600)))
                    for i in range(6000)]

    def common(self):
        return self.all[self.roll.randrange(60)]

    def telling(self):
        return self.all[self.roll.randrange(60, 6000)]

    def any(self):
        return self.all[min(int(6000 ** self.roll.random()), 5999)]


def make():
    """200 intents of phrases, and lines of four to twelve words."""
    roll = random.Random(5)
    words = Words(roll)
    intents = [[f"{words.common()} {words.telling()} {words.common()}"
                for _ in range(roll.randrange(4, 9))] for _ in range(INTENTS)]
    lines = []
    for _ in range(LINES):
        line = [words.any() for _ in range(roll.randrange(4, 13))]
        if not roll.randrange(3):
            line.append(roll.choice(roll.choice(intents)))
        lines.append(" ".join(line).capitalize() + ".")
    return intents, lines


def write_ours(folder, intents, lines):
    text = HEAD + "".join(f"  i-{i}: {{ phrases: [{', '.join(phrases)}] }}\n"
                          for i, phrases in enumerate(intents))
    text += "states:\n  talk:\n    rules:\n"
    text += "".join(f"      - {{ intent: i-{i}, say: Answer {i}. }}\n"
                    for i in range(len(intents)))
    (folder / "scenario.yaml").write_text(
        text + "    otherwise: { say: What? }\n")
    for name, count in (("transcript", LINES), ("one", 1)):
        (folder / f"{name}.yaml").write_text(
            "standoff: 1\nkind: transcript\nof: scenario.yaml\nsteps:\n" +
            "".join(f"  - say: {line}\n" for line in lines[:count]))


def once(command):
    """(wall, processor) in seconds, and what was printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (wall, after.ru_utime + after.ru_stime -
            before.ru_utime - before.ru_stime, done.stdout)


def memory(command):
    """Largest resident set in MB."""
    done = subprocess.run(["/usr/bin/time", "-f", "%M", *command],
                          capture_output=True, check=True)
    return int(done.stderr.split()[-1]) / 1024


def middle(command):
    runs = [once(command)[:2] for _ in range(RUNS)]
    return [statistics.median(column) for column in zip(*runs)]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    intents, lines = make()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_ours(folder, intents, lines)
        command = [program, "test", "--jobs", "1"]
        whole = [*command, str(folder / "transcript.yaml")]
        wall, processor = middle(whole)
        start = middle([*command, str(folder / "one.yaml")])[1]
        print(f"standoff: {LINES / wall:,.0f} lines/s by the clock, "
              f"{LINES / processor:,.0f} by the processor's, of which start-up "
              f"{start * 1000:.1f} ms; {memory(whole):.1f} MB")
        if len(sys.argv) < 3:
            return
        (folder / "bench.json").write_text(
            json.dumps({"intents": intents, "lines": lines}))
        for peer in ("rivescript", "nlp", "ink"):
            out = once(["node", str(HERE / "peers.js"), peer, sys.argv[2],
                        str(folder / "bench.json")])
            found = json.loads(out[2].splitlines()[-1])
            rate = found["lines"] / out[1]
            print(f"{peer}: {rate:,.0f} lines/s by the processor's; "
                  f"standoff {LINES / processor / rate:,.0f} times as many")


main()
