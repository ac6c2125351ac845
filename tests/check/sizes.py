#!/usr/bin/env python3
"""Asks of every C file of lib/ and cmd/ whether it can still be read: at most
500 lines a file, 60 a function, and an opening comment of at most six that hold words.

usage: sizes.py ROOT

What has a reason to be longer stands in the tables below; an entry that is no
longer needed is a fault, too. Prints one line for each fault and exits 1 if
there is any."""

import re
import sys
from pathlib import Path

FILE_LINES = 500
FUNCTION_LINES = 60
OPENING_LINES = 6

# "lib/x/y.c": "the reason"
LONG_FILES = {}

# ("lib/x/y.c", "function"): "the reason"
LONG_FUNCTIONS = {}


def functions(lines):
    """(name, first line, number of lines) of each function: clang-format puts
    a function's braces, and no others, alone into the first column."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
            while start > 1 and re.match(r"[^#}\s/].*[^;}]$|\s+\S.*[^;}/]$",
                                         lines[start - 2]):
                start -= 1
        elif line == "}" and start is not None:
            head = " ".join(lines[start - 1:number])
            name = re.search(r"(\w+)\s*\(", head)
            yield (name.group(1) if name else "?"), start, number - start + 1
            start = None


def opening(lines):
    """What is wrong with the comment a file opens with, or None. Empty lines
    and what stands indented, a grammar or a picture, do not count."""
    if not lines or not lines[0].startswith("/*"):
        return "does not open with a comment on how to read it"
    count = 0
    for line in lines:
        count += bool(re.match(r"(/\*| \*) ?\S", line)) and line != " */"
        if "*/" in line:
            return None if count <= OPENING_LINES else \
                f"opens with {count} lines of comment"
    return "its opening comment does not end"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = Path(sys.argv[1])
    faults, long_files, long_functions, seen = [], set(), set(), 0
    files = [p for top in ("lib", "cmd") for p in sorted((root / top).rglob("*"))
             if p.suffix in (".c", ".h", ".def")]
    for file in files:
        seen += 1
        relative = file.relative_to(root).as_posix()
        lines = file.read_text(encoding="utf-8").splitlines()
        wrong = opening(lines)
        if wrong:
            faults.append(f"{relative}:1: {wrong}")
        if len(lines) > FILE_LINES:
            long_files.add(relative)
            if relative not in LONG_FILES:
                faults.append(f"{relative}:1: {len(lines)} lines: "
                              "is it two files?")
        for name, start, count in functions(lines):
            if count <= FUNCTION_LINES:
                continue
            long_functions.add((relative, name))
            if (relative, name) not in LONG_FUNCTIONS:
                faults.append(f"{relative}:{start}: {name} has {count} lines: "
                              "is it two functions?")
    if root.resolve() == Path(__file__).resolve().parents[2]:
        faults += [f"sizes.py: {entry}: needs no exception any more"
                   for entry in (LONG_FILES.keys() - long_files) |
                   (LONG_FUNCTIONS.keys() - long_functions)]
    if not seen:
        faults.append("no C file found: is this the root of the source?")
    print("\n".join(faults) or f"sizes: {seen} files, none too long")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
