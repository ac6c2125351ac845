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


if __name__ == "__main__":
    run_tests(globals(), helpers={"expected", "lint"})
