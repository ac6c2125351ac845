#!/usr/bin/env python3
"""Prints how fast a scenario is searched, and in how many bytes, against Spin's
compiled verifier on the exported model.

usage: explore.py PROGRAM [METERS]

The scenario has METERS meters of ten values (6 if not given), moved by what is
said, by triggers and by silence: nine times as many configurations for each.
Needs spin and cc. Asserts only that both find the same number."""

import json
import re
import subprocess
import sys
import tempfile
import time


def scenario(meters):
    lines = ["standoff: 1", "title: Bench",
             "roles: { a: { side: perpetrator } }", "meters:"]
    lines += [f"  m{i}: {{ start: 0, range: 0..9 }}" for i in range(meters)]
    lines += ["intents:"]
    lines += [f"  up-{i}: {{ phrases: [up {w}], examples: [Up {w}.] }}"
              for i, w in enumerate(WORDS[:meters])]
    lines += ["triggers:"]
    lines += [f"  top-{i}: {{ when: m{i} >= 9, change: {{ m{i}: =0 }} }}"
              for i in range(meters)]
    lines += ["states:", "  talk:", "    rules:"]
    lines += [f"      - {{ intent: up-{i}, change: {{ m{i}: +1 }} }}"
              for i in range(meters)]
    lines += ["      - { silence: 30s, if: m0 >= 5, end: out }",
              "endings: { out: { outcome: peaceful } }"]
    return "\n".join(lines) + "\n"


WORDS = ["ash", "birch", "cedar", "elm", "fir", "oak", "pine", "yew"]


def timed(command, folder):
    begin = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True,
                          check=True)
    return time.monotonic() - begin, done.stdout


def main():
    program = sys.argv[1]
    meters = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/bench.yaml"
        with open(path, "w", encoding="utf-8") as file:
            file.write(scenario(meters))
        ours, told = timed([program, "explore", path, "--format", "json",
                            "--steps", "1000000000", "--random", "0"], None)
        told = json.loads(told)
        _, model = timed([program, "explore", path, "--export", "promela"],
                         None)
        with open(f"{folder}/model.pml", "w", encoding="utf-8") as file:
            file.write(model)
        make, _ = timed(["sh", "-c", "spin -a model.pml && cc -O2 -DSAFETY "
                         "-DNOREDUCE -w -o pan pan.c"], folder)
        spin, answer = timed(["./pan", "-m2000000", "-w24"], folder)
    stored = int(re.search(r"(\d+) states, stored", answer)[1])
    vector = int(re.search(r"State-vector (\d+) byte", answer)[1])
    memory = re.search(r"([0-9.]+)\s+actual memory usage for states", answer)
    count = told["configurations"]
    assert stored == count + 1, (stored, count)
    print(f"configurations  {count}, transitions {told['transitions']}")
    print(f"standoff        {ours:.2f} s, {count / ours:,.0f} a second, "
          f"{told['bytes']:.1f} bytes each")
    used = float(memory[1]) * 1048576 / stored if memory else vector
    print(f"spin            {spin:.2f} s, {stored / spin:,.0f} a second, "
          f"{used:.1f} bytes each (vector {vector}); "
          f"{make:.1f} s to compile")
    print(f"ratio           {spin / ours:.2f} in speed")


if __name__ == "__main__":
    main()
