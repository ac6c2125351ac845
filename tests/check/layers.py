#!/usr/bin/env python3
"""Holds every #include of lib/ and cmd/ against the table of modules.

usage: layers.py ROOT

A module includes itself and modules on lower lines; modules on one line never
include each other. Some system headers belong to few modules. Prints one line
for each fault and exits 1 if there is any."""

import re
import sys
from pathlib import Path

# docs/architecture.md, top line first. The folder lib/NAME is the module NAME;
# files straight in lib/ are the module `standoff`, the public interface.
LAYERS = [
    ["cmd"],
    ["standoff"],
    ["lint", "report"],
    ["explore"],
    ["transcript"],
    ["session"],
    ["engine"],
    ["scenario"],
    ["yaml", "expr", "intent"],
    ["diag"],
    ["source"],
    ["base"],
]

# System headers that only these modules may include.
OWNED = {
    "yaml.h": {"yaml"},
    "pcre2.h": {"intent"},
    "jansson.h": {"session", "report", "cmd"},
    "histedit.h": {"cmd"},
    "readline/readline.h": set(),
    "libintl.h": {"cmd"},
    "locale.h": {"cmd"},
    "getopt.h": {"cmd"},
    "termios.h": {"cmd"},
    "time.h": {"cmd"},
}

# The public header stands alone, so that a program needs no folder of ours.
PUBLIC = "lib/standoff.h"
PUBLIC_MAY_INCLUDE = {"stdbool.h", "stddef.h", "stdint.h"}

# Written by the build, not by us; belongs to no layer.
GENERATED = {"config.h", "version.h"}

LINE = {name: i for i, line in enumerate(LAYERS) for name in line}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include\b[ \t]*(?:<([^>\n]*)>|"([^"\n]*)")?',
                     re.M)


def module_of(path):
    """The module of a file given relative to the root; None outside."""
    parts = Path(path).parts
    if parts[0] == "cmd":
        return "cmd"
    if parts[0] == "lib":
        return parts[1] if len(parts) > 2 else "standoff"
    return None


def without_comments(text):
    """Blanks comments, keeps line numbers."""
    def blank(match):
        found = match.group(0)
        if found[0] != "/":
            return found
        return re.sub(r"[^\n]", " ", found)

    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, text,
                  flags=re.S)


def judge(root, file, name, system):
    """What is wrong with `file` including `name`, or None."""
    relative = file.relative_to(root).as_posix()
    module = module_of(relative)
    if relative == PUBLIC:
        if system and name in PUBLIC_MAY_INCLUDE:
            return None
        return f"the public header may not include {name}"
    first, slash, _ = name.partition("/")
    if ".." in Path(name).parts:
        return f"{name}: paths start at lib/ or stay in the own folder"
    if slash and first in LINE:
        target = first
    elif name == "standoff.h":
        target = "standoff"
    elif not system and (name in GENERATED or (file.parent / name).is_file()):
        return None
    elif system:
        owners = OWNED.get(name)
        if owners is None or module in owners:
            return None
        where = ", ".join(sorted(owners)) or "no module"
        return f"<{name}> is for {where} only, not for {module}"
    else:
        return f"{name} is in no module of the table"
    if target == module or LINE[target] > LINE[module]:
        return None
    way = "sideways" if LINE[target] == LINE[module] else "upward"
    return f"{module} includes {name}: {way}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = Path(sys.argv[1])
    faults, seen = [], 0
    for file in sorted(p for top in ("lib", "cmd")
                       for p in (root / top).rglob("*.[ch]")):
        relative = file.relative_to(root).as_posix()
        if module_of(relative) not in LINE:
            faults.append(f"{relative}:1: its folder is no module of the table")
            continue
        text = without_comments(file.read_text(encoding="utf-8"))
        for match in INCLUDE.finditer(text):
            seen += 1
            line = text.count("\n", 0, match.start()) + 1
            system, own = match.groups()
            if system is None and own is None:
                wrong = "an #include that is not written out"
            else:
                wrong = judge(root, file, system or own, system is not None)
            if wrong:
                faults.append(f"{relative}:{line}: {wrong}")
    if not seen:
        faults.append("no #include found: is this the root of the source?")
    print("\n".join(faults) or f"layers: {seen} includes, none against the table")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
