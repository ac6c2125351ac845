#!/usr/bin/env python3
"""Figures of `lint`, side by side in one run: medians and ratios.

usage: lint.py PROGRAM EVENTS [RUNS]

200 files of 8 KB, and one file of 1 MB, against the floor program `events`
(libyaml's event loop, and pcre2_compile of every pattern), `yamllint -d relaxed`
and, where node finds it (NODE_PATH), js-yaml's bare load. Memory is the largest
resident set. Prints figures only; judges nothing.
"""
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HEAD = """standoff: 1
title: Bench {number}
language: en
warnings: [threats]
support: Talk to your instructor.
roles:
  karim: {{ side: perpetrator, name: Karim, wants: To be left alone. }}
  anna: {{ side: negotiator, brief: Nobody has spoken to him yet. }}
meters:
  tension: {{ start: 6, range: 0..10, better: low }}
  trust: {{ start: 0, range: 0..10, better: high }}
"""
TAIL = """    otherwise:
      say: What?
  last:
    rules:
      - intent: i-0
        if: trust >= 5
        end: out
      - silence: 45s
        say: Are you there?
    otherwise:
      say: And?
endings:
  out: { outcome: peaceful, text: He comes out. }
"""
WORDS = ("door brother tired angry water window doctor morning lawyer letter "
         "garden engine market winter summer uncle prison corner").split()
JS_YAML = """
const yaml = require('js-yaml'), fs = require('fs');
for (const path of process.argv.slice(1))
  yaml.load(fs.readFileSync(path, 'utf8'));
"""


def intent(number, draw):
    a, b, c, d = draw.sample(WORDS, 4)
    word = f"{a}{number}"
    return (f"  i-{number}:\n"
            f"    about: Speaks of {a} and {b}.\n"
            f"    phrases: [{word} ... {b}, (the {c}|a {d}|) {word}]\n"
            f"    patterns: ['\\b{word}s?\\b.*\\b{d}\\b']\n"
            f"    examples: [What of {word} and {b}?]\n"
            f"    counterexamples: [No {c} here.]\n")


def state(number, intents, draw):
    text = f"  s-{number}:\n    rules:\n"
    for which in draw.sample(range(intents), min(3, intents)):
        text += (f"      - intent: i-{which}\n"
                 f"        if: tension <= {draw.randint(3, 9)}\n"
                 f"        say: A line that is said of it in place {number}.\n"
                 f"        change: {{ tension: -1, trust: +1 }}\n")
    return text + ("      - silence: 2m\n        go: hub\n"
                   "    otherwise:\n      say: What?\n"
                   "      change: { tension: +1 }\n")


def scenario(number, size):
    """A scenario of that many bytes, without any finding."""
    draw = random.Random(number)
    intents = size // 500
    text = HEAD.format(number=number) + "intents:\n"
    text += "".join(intent(i, draw) for i in range(intents)) + "states:\n"
    states, bodies = 0, ""
    while len(text) + len(bodies) + 110 * states < size - 600:
        bodies += state(states, intents, draw)
        states += 1
    text += "  hub:\n    rules:\n"
    text += "".join(f"      - intent: i-{i}\n        say: Yes?\n"
                    f"        go: s-{i % states}\n" for i in range(intents))
    text += "".join(f"      - after: {i + 1}m\n        if: trust >= {i % 9 + 1}\n"
                    f"        go: s-{i}\n" for i in range(intents, states))
    text += "      - after: 30s\n        go: last\n"
    return text + TAIL.replace("  last:\n", bodies + "  last:\n", 1)


def seconds(command):
    begin = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False,
                          capture_output=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{command[:2]}: ended with {done.returncode}")
    return time.perf_counter() - begin


def memory(command):
    """The largest resident set in KiB, or -1 without GNU time. A program that
    is started from here would inherit the figure of this one."""
    gnu_time = shutil.which("time")
    if not gnu_time:
        return -1
    done = subprocess.run([gnu_time, "-f", "%M", *command], check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    return int(done.stderr.split()[-1])


def compare(title, commands, runs):
    taken = {name: [] for name in commands}
    for _ in range(runs):  # in turn: what slows the machine slows all
        for name, command in commands.items():
            taken[name].append(seconds(command))
    print(title)
    own = statistics.median(taken["lint"])
    for name, each in taken.items():
        median = statistics.median(each)
        print(f"  {name:18} {median * 1e3:9.2f} ms "
              f"{memory(commands[name]):8} KiB   lint / this: "
              f"{own / median:.3f}")


def main():
    program, events = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    with tempfile.TemporaryDirectory() as folder:
        many, one = pathlib.Path(folder) / "many", pathlib.Path(folder) / "one"
        many.mkdir()
        one.mkdir()
        for i in range(200):
            (many / f"{i:03}.yaml").write_text(scenario(i, 8000))
        (one / "big.yaml").write_text(scenario(0, 1000000))
        for place in (many, one):
            found = subprocess.run([program, "lint", "-f", "gcc", str(place)],
                                   capture_output=True, text=True, check=False)
            print(f"{found.stdout.count(chr(10))} findings, "
                  f"{sum(p.stat().st_size for p in place.iterdir())} bytes")
        files = sorted(str(p) for p in many.iterdir())
        commands = {"lint": [program, "lint", str(many)],
                    "events + patterns": [events, *files],
                    "events": [events, "-e", *files]}
        if shutil.which("yamllint"):
            commands["yamllint"] = ["yamllint", "-d", "relaxed", str(many)]
        if shutil.which("node") and not subprocess.run(
                ["node", "-e", "require('js-yaml')"], check=False,
                stderr=subprocess.DEVNULL).returncode:
            commands["js-yaml"] = ["node", "-e", JS_YAML, *files]
        compare("200 files of 8 KB", commands, runs)
        big = str(one / "big.yaml")
        compare("one file of 1 MB",
                {"lint": [program, "lint", big], "events": [events, "-e", big],
                 "events + patterns": [events, big]}, runs)


main()
