#!/usr/bin/env python3
"""Looks for words that must not stand in the project's files: marks of
unfinished work, paths of somebody's machine, hosts of package registries.

usage: words.py ROOT

Prints one line for each fault and exits 1 if there is any. The words are
written in two halves here, so that this file may be searched like all."""

import re
import sys
from pathlib import Path

SKIPPED_FOLDERS = {".git", "__pycache__", "node_modules"}

EVERYWHERE = {
    r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b": "a mark of unfinished work",
    r"(?:^|[^\w.<])/wo" r"rk/": "a path of one machine",
    r"(?:^|[^\w.])/(?:ho" r"me|Us" r"ers)/\w": "a path of one machine",
    r"\b(?:py" r"pi\.org|files\.python" r"hosted\.org|registry\.np" r"mjs\.org"
    r"|proxy\.gol" r"ang\.org|(?:static\.|index\.)?cra" r"tes\.io"
    r"|(?:deb|security|snapshot)\.deb" r"ian\.org|archive\.ubu" r"ntu\.com"
    r"|ruby" r"gems\.org)\b": "the host of a registry",
}

# In what people read, besides.
IN_DOCS = {
    r"(?:^|[^\w.])/(?:t" r"mp|ro" r"ot)/": "a path of one machine",
}


def text_files(root):
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if SKIPPED_FOLDERS & set(parts) or parts[0].startswith("build"):
            continue
        if path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        if b"\0" in data[:4096]:
            continue
        yield path.relative_to(root).as_posix(), data.decode("utf-8", "replace")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    faults, seen = [], 0
    for name, text in text_files(Path(sys.argv[1])):
        seen += 1
        rules = dict(EVERYWHERE)
        if name.endswith(".md"):
            rules.update(IN_DOCS)
        for pattern, why in rules.items():
            for match in re.finditer(pattern, text, re.M):
                line = text.count("\n", 0, match.end()) + 1
                faults.append(f"{name}:{line}: '{match.group(0).strip()}' is {why}")
    if not seen:
        faults.append("no file found: is this the root of the source?")
    print("\n".join(faults) or f"words: {seen} files, nothing that must not be there")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
