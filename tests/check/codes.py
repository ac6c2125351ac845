#!/usr/bin/env python3
"""Holds codes.def, the pages of docs/rules and the source to one another.

usage: codes.py ROOT

Every code and name is there once, in order; each code has a page with a bad
and a good example, each page a code, and the index names them all; every code
is given by some line of lib/ or cmd/. Prints one line for each fault and exits
1 if there is any."""

import re
import sys
from pathlib import Path

TABLE = "lib/diag/codes.def"
PAGES = "docs/rules"
INDEX = "README.md"
SECTIONS = ["## Why it matters", "## How to mend it", "## Example"]
ENTRY = re.compile(r'DIAG\(\s*(\w+),\s*"(SO\d{3})",\s*"([a-z0-9]+(?:-[a-z0-9]+)*)",'
                   r'\s*DIAG_(ERROR|WARNING|NOTE),\s*"([^"\n]+)"\s*\)')


def read_table(text, faults):
    entries = ENTRY.findall(text)
    if len(entries) != len(re.findall(r"^\s*DIAG\(", text, re.M)):
        faults.append(f"{TABLE}: an entry cannot be read: "
                      'DIAG(ID, "SO123", "name", DIAG_ERROR, "summary")')
    for column, what in ((0, "id"), (1, "code"), (2, "name")):
        values = [entry[column] for entry in entries]
        for value in sorted({v for v in values if values.count(v) > 1}):
            faults.append(f"{TABLE}: the {what} {value} stands twice")
    codes = [entry[1] for entry in entries]
    if codes != sorted(codes):
        faults.append(f"{TABLE}: the codes are not in order")
    for _, code, _, _, summary in entries:
        if summary.endswith(".") or re.match(r"[A-Z][a-z]", summary):
            faults.append(f"{TABLE}: {code}: a summary is lower case "
                          "and has no full stop")
    return entries


def judge_page(text, code, name):
    """What is wrong with the page of a code."""
    wrong = []
    lines = text.split("\n")
    if lines[0] != f"# {code} {name}":
        wrong.append(f"the title is not '# {code} {name}'")
    elif len(lines) < 3 or lines[1] or not lines[2]:
        wrong.append("the title is not followed by a sentence")
    for section in SECTIONS:
        if section not in lines:
            wrong.append(f"no section '{section}'")
    bad = re.search(rf"^```yaml bad\b.*\b{code}\b", text, re.M)
    shown = re.search(rf"^```console\n(?:(?!```).*\n)*?.*\[{code}\]", text, re.M)
    if not bad and not shown:
        wrong.append(f"no bad example: ```yaml bad {code}, or ```console "
                     f"that shows [{code}]")
    if not re.search(r"^```yaml good\b", text, re.M) and \
            text.count("\n```console\n") < 1:
        wrong.append("no good example: ```yaml good")
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = Path(sys.argv[1])
    faults = []
    entries = read_table((root / TABLE).read_text(encoding="utf-8"), faults)
    if not entries:
        faults.append(f"{TABLE}: no code found")
    source = "\n".join(path.read_text(encoding="utf-8")
                       for top in ("lib", "cmd")
                       for path in sorted((root / top).rglob("*.[ch]")))
    used = set(re.findall(r"\bDIAG_(\w+)", source))
    index = root / PAGES / INDEX
    listed = index.read_text(encoding="utf-8") if index.exists() else ""
    for identifier, code, name, _, _ in entries:
        page = root / PAGES / f"{code}.md"
        if not page.exists():
            faults.append(f"{PAGES}/{code}.md: {code} has no page")
        else:
            text = page.read_text(encoding="utf-8")
            faults += [f"{PAGES}/{code}.md: {wrong}"
                       for wrong in judge_page(text, code, name)]
        if f"[{code}]({code}.md) {name}" not in listed:
            faults.append(f"{PAGES}/{INDEX}: does not list "
                          f"'[{code}]({code}.md) {name}'")
        if identifier not in used:
            faults.append(f"{TABLE}: {code}: DIAG_{identifier} is given nowhere")
    codes = {entry[1] for entry in entries}
    for page in sorted((root / PAGES).glob("*")):
        if page.name != INDEX and (page.suffix != ".md" or page.stem not in codes):
            faults.append(f"{PAGES}/{page.name}: is the page of no code")
    print("\n".join(faults) or f"codes: {len(entries)}, each with its page and use")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
