#!/usr/bin/env python3
"""Writes pages.c: every docs/rules/CODE.md as a C string.

usage: pages.py OUTPUT PAGE...
"""
import pathlib
import sys


def c_string(text):
    """The text as C string literals, one a line."""
    lines = []
    for line in text.splitlines():
        escaped = "".join(
            c if c.isascii() and c.isprintable() and c not in '"\\?'
            else "".join(f"\\{byte:03o}" for byte in c.encode())
            for c in line)
        lines.append(f'     "{escaped}\\n"')
    return "\n".join(lines)


def main():
    output, *paths = map(pathlib.Path, sys.argv[1:])
    with output.open("w", encoding="ascii") as out:
        out.write('#include "cmd/pages.h"\n\nconst Page pages[] = {\n')
        for path in sorted(paths):
            text = path.read_text(encoding="utf-8")
            out.write(f'    {{"{path.stem}",\n{c_string(text)}}},\n')
        out.write("};\n\nconst size_t page_count ="
                  " sizeof pages / sizeof *pages;\n")


main()
