#!/usr/bin/env python3
"""A corpus of scenarios with one planted fault each: lint finds that fault, at
its line and column, and nothing else.

usage: test_corpus.py PROGRAM

What is to be found stands in the file, in a comment: `# expect: SO612 17` at the
end of the faulty line (the number is the column), `# expect: SO612 8:17` anywhere
(line and column), or `# expect: nothing`."""
import os
import re
import subprocess
import sys

from runner import TREE, run_tests

PROGRAM = os.path.abspath(sys.argv[1])
CORPUS = TREE / "tests" / "corpus" / "lint"
EXPECT = re.compile(r"# expect: (?:(nothing)|(SO\d{3}) (?:(\d+):)?(\d+))\s*$")
FOUND = re.compile(r"(.*):(\d+):(\d+): \w+: .* \[(SO\d{3})\]$")
CODES = re.compile(r'DIAG\(\w+, "(SO\d{3})"')


def expected(path):
    """Line, column and code of what is to be found; () for nothing."""
    found = []
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        match = EXPECT.search(line)
        if match:
            nothing, code, at, column = match.groups()
            found.append(() if nothing else
                         (int(at or number), int(column), code))
    assert len(found) == 1, f"{path.name}: {len(found)} expectations"
    return found[0]


def lint(*arguments):
    done = subprocess.run([PROGRAM, "lint", "-f", "gcc", *arguments],
                          capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def every_planted_fault_is_found_and_nothing_else():
    files = sorted(CORPUS.glob("*.yaml"))
    assert len(files) >= 150, len(files)
    found = {path.name: [] for path in files}
    for line in lint(str(CORPUS)).splitlines():
        match = FOUND.match(line)
        assert match, line
        path, at, column, code = match.groups()
        found[os.path.basename(path)].append((int(at), int(column), code))
    wrong = [f"{path.name}: {found[path.name]} for {expected(path)}"
             for path in files
             if found[path.name] != ([expected(path)] if expected(path) else [])]
    assert not wrong, "\n".join(wrong)


def files_are_named_after_the_code():
    for path in CORPUS.glob("*.yaml"):
        place = expected(path)
        assert path.name.startswith(f"{place[2]}-" if place else "clean-"), \
            path.name


def every_warning_about_a_scenario_has_a_file():
    table = (TREE / "lib" / "diag" / "codes.def").read_text(encoding="utf-8")
    have = {path.name[:5] for path in CORPUS.glob("SO*.yaml")}
    own = re.compile(r"SO(30[1-9]|31|60[2-9]|61|64|8)")
    missing = [code for code in CODES.findall(table)
               if own.match(code) and code not in have]
    assert missing in ([], ["SO305"]), missing  # SO305 needs a second file


def the_order_is_that_of_the_file_whatever_came_first():
    first = lint(str(CORPUS))
    assert first == lint(str(CORPUS))
    assert first == lint(*(str(path) for path in sorted(CORPUS.glob("*.yaml"))))


HEAD = """standoff: 1
title: Large
warnings: [threats]
support: Talk to your instructor.
roles: { karim: { side: perpetrator, name: Karim } }
meters: { trust: { start: 0, range: 0..10, better: high } }
endings: { out: { outcome: peaceful } }
"""


def states(count):
    """Each leads to another, under a condition."""
    yield "intents: { a: { phrases: [hello] } }\nstates:\n"
    for i in range(count):
        yield (f"  s{i}:\n    rules:\n"
               f"      - {{ intent: a, if: trust > {i % 9}, go: s{i * 7 % count} }}\n"
               f"      - {{ silence: 5m, if: trust > 8, end: out }}\n"
               f"      - {{ silence: 45s, go: s{(i + 1) % count} }}\n"
               "    otherwise: { say: What?, change: { trust: +1 } }\n")


def groups(count):
    """Rules that listen for groups of groups."""
    yield "intents:\n"
    for i in range(count):
        yield f"  i{i}: {{ phrases: [h{i}] }}\n"
        members = ", ".join(f"i{(i * 13 + k) % count}" for k in range(20))
        yield f"  g{i}: {{ any-of: [{members}] }}\n"
    yield "states:\n  s:\n    otherwise: { say: Hm }\n    rules:\n"
    for i in range(3 * count):
        yield f"      - {{ intent: g{i % count}, say: a{i} }}\n"


def triggers(count):
    """All of them are looked at in every round of settling."""
    yield ("states:\n  s:\n    otherwise: { say: Hm, change: { trust: +1 } }\n"
           "    rules: [{ silence: 5s, if: trust > 8, end: out }]\ntriggers:\n")
    for i in range(count):
        yield f"  t{i}: {{ when: trust > {i % 9} and turns > 2, sign: a }}\n"


def a_large_file_is_judged_or_it_is_said_that_a_search_was_given_up():
    for kind, count, code in ((states, 4000, None), (groups, 1000, "SO612"),
                              (triggers, 8000, "SO519")):
        with open("large.yaml", "w", encoding="utf-8") as file:
            file.write(HEAD + "".join(kind(count)))
        found = set(re.findall(r"\[(SO\d{3})\]$", lint("large.yaml"), re.M))
        assert code in found or code is None and not found, (kind, found)


if __name__ == "__main__":
    run_tests(globals(), helpers={"expected", "lint", "states", "groups",
                                   "triggers"})
