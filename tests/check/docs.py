#!/usr/bin/env python3
"""Runs every example of README.md and docs/.

usage: docs.py ROOT PROGRAM [FILE...]

What stands after the three backquotes says what becomes of a block:

  yaml standoff    a whole scenario: `standoff lint` finds nothing
  yaml standoff P  the same, lying at the path P in a copy of the source
  yaml good        as yaml standoff; a name after it is the file's
  yaml bad SO202   lint finds SO202 and no other code; several may be named,
                   and the file; `deep` among them, or behind `good`, has
                   lint look deep
  yaml file NAME   is written to NAME for the examples that follow on the page
  console          `$ command # exit 1`, then exactly what it prints; `> ` goes
                   on with a here-document; `...` in a line stands for any
                   text, alone on a line for any number of lines
  c                compiled if it begins with /* file: NAME */
  text, json, sh skip, yaml skip, ...   not run

A yaml example whose first line is `# fragment` gets the top-level keys that it
lacks from tests/docs/small.yaml. Commands run in a copy of the source with
`standoff` on PATH; the folder of the yaml examples is ../examples from there,
and all blocks of one page share both. Prints each failure and at the end
`N passed, M failed`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SMALL = Path(__file__).resolve().parents[1] / "docs" / "small.yaml"
SECONDS = 60
NOT_RUN = {"text", "json", "jsonl", "dot", "mermaid", "diff", "ini", "make",
           "regex", "html", "xml"}
FENCE = re.compile(r"^([ \t]*)(`{3,})([^`]*)$")


class Failure(Exception):
    """An example that does not do what its page says."""


class Page:
    """One page while its examples run: two folders, made when first used."""

    def __init__(self, root, program, scratch):
        self.root, self.scratch = root, scratch
        self.folder = scratch / "examples"
        self.folder.mkdir()
        self.copy = scratch / "source"
        programs = scratch / "bin"
        programs.mkdir()
        (programs / "standoff").symlink_to(program)
        self.environment = {
            "PATH": f"{programs}:{os.environ.get('PATH', os.defpath)}",
            "HOME": str(scratch), "LC_ALL": "C.UTF-8", "TERM": "dumb",
            "NO_COLOR": "1", "TZ": "UTC",
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def run(self, command, folder):
        try:
            done = subprocess.run(
                ["sh", "-c", command], cwd=folder, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise Failure(f"{command}: not done after {SECONDS} s") from None
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def source(self):
        """The copy of the source tree, without what was built."""
        if not self.copy.exists():
            shutil.copytree(
                self.root, self.copy, symlinks=True,
                ignore=lambda folder, names: [
                    n for n in names if n in (".git", "__pycache__") or
                    (n.startswith("build") and Path(folder) == self.root)])
        return self.copy


def blocks(text):
    """(line number, info string, lines) of each fenced block."""
    found, fence = [], None
    for number, line in enumerate(text.split("\n"), 1):
        match = FENCE.match(line)
        if fence is None:
            if match:
                fence = match.group(2)
                indent, content = len(match.group(1)), []
                found.append((number, match.group(3).strip(), content))
        elif match and match.group(2).startswith(fence) and \
                not match.group(3).strip():
            fence = None
        else:
            content.append(line[indent:] if line[:indent].isspace() or
                           not indent else line)
    if fence is not None:
        found.append((found[-1][0], "a block that does not end", []))
    return found


def completed(lines):
    """The fragment with the top-level keys it lacks after it."""
    own = {line.split(":")[0] for line in lines if re.match(r"[a-z]", line)}
    rest, take = [], False
    for line in SMALL.read_text(encoding="utf-8").splitlines():
        if re.match(r"\S", line):
            take = not line.startswith("#") and line.split(":")[0] not in own
        if take:
            rest.append(line)
    return lines + rest


def write_example(folder, name, lines):
    if ".." in name or name.startswith("/"):
        raise Failure(f"{name} leads out of the folder")
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def lint(page, folder, name, lines, deep=False):
    """Exit code and output of lint on an example."""
    if lines and lines[0] == "# fragment":
        lines = completed(lines)
    write_example(folder, name, lines)
    deeply = "--deep " if deep else ""
    return page.run(f"standoff lint {deeply}--format gcc '{name}'", folder)


def file_named(words):
    """The file's name among the words, and the words without it."""
    names = [word for word in words if "." in word] or ["example.yaml"]
    return names[0], [word for word in words if "." not in word]


def expect_clean(code, output):
    if code != 0 or output:
        raise Failure(f"is not clean (exit {code}):\n{output}")


def try_whole(page, lines, words):
    if words:
        expect_clean(*lint(page, page.source(), words[0], lines))
    else:
        try_good(page, lines, words)


def try_good(page, lines, words):
    expect_clean(*lint(page, page.folder, file_named(words)[0], lines,
                       "deep" in words))


def try_bad(page, lines, words):
    name, words = file_named(words)
    codes = [word for word in words if word != "deep"]
    if not codes:
        raise Failure("names no code: yaml bad SO202")
    code, output = lint(page, page.folder, name, lines, "deep" in words)
    place = r"^[^\n:]+:\d+:\d+: .*\[(SO\d{3})\]$"
    found = set(re.findall(place, output, re.M))
    if found != set(codes) or code != 1:
        raise Failure(f"gives {' '.join(sorted(found)) or 'no code'} "
                      f"(exit {code}):\n{output}")


def write_file(page, lines, words):
    if len(words) != 1:
        raise Failure("names no file: yaml file packs/small.yaml")
    write_example(page.folder, words[0], lines)


def commands(lines):
    """(command, exit code, expected lines) of a console block."""
    found, here = [], None
    for line in lines:
        if here is not None and (line.startswith("> ") or line == ">"):
            found[-1][0] += "\n" + line[2:]
            if line[2:] == here:
                here = None
        elif line.startswith("$ "):
            command, code = line[2:], 0
            match = re.search(r" +# exit (\d+)$", command)
            if match:
                command, code = command[:match.start()], int(match.group(1))
            found.append([command, code, []])
            match = re.search(r"<<-? *['\"]?(\w+)", command)
            here = match.group(1) if match else None
        elif found:
            found[-1][2].append(line)
        else:
            raise Failure("does not begin with a command: $ standoff ...")
    return found


def expected_pattern(lines):
    """A regular expression of the lines, `...` standing for anything."""
    pattern = ""
    for line in lines:
        if line == "...":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += r"[^\n]*?".join(map(re.escape, line.split("..."))) + r"\n"
    return pattern


def try_console(page, lines, _words):
    for command, code, expected in commands(lines):
        got, output = page.run(command, page.source())
        if output and not output.endswith("\n"):
            output += "\n"
        if got != code:
            raise Failure(f"$ {command}\nends with {got}, not {code}:\n{output}")
        if not re.fullmatch(expected_pattern(expected), output):
            raise Failure(f"$ {command}\nprints:\n{output}"
                          "expected:\n" + "\n".join(expected))


def try_c(page, lines, _words):
    match = re.match(r"/\* file: ([\w.-]+\.c) ", lines[0] if lines else "")
    if not match:
        return False
    file = page.folder / match.group(1)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, output = page.run(
        f"cc -std=c17 -Wall -Wextra -Werror -I '{page.root}/lib' "
        f"-c '{file.name}' -o '{file.stem}.o'", page.folder)
    if code != 0:
        raise Failure(f"does not compile:\n{output}")
    return True


YAML = {"standoff": try_whole, "good": try_good, "bad": try_bad,
        "file": write_file}


def try_block(page, info, lines):
    """Runs one block; False if it is one that is not run."""
    words = info.split()
    kind, rest = (words[0], words[1:]) if words else ("", [])
    if kind in NOT_RUN or rest == ["skip"]:
        return False
    if kind == "c":
        return try_c(page, lines, rest)
    if kind == "console" and not rest:
        try_console(page, lines, rest)
    elif kind == "yaml" and rest and rest[0] in YAML:
        YAML[rest[0]](page, lines, rest[1:])
    elif kind == "yaml" and not rest and lines[:1] == ["# fragment"]:
        try_good(page, lines, rest)
    else:
        raise Failure(f"'{info}' does not say what becomes of the block; "
                      "see tests/check/docs.py")
    return True


def pages(root, names):
    if names:
        return [Path(name).resolve() for name in names]
    return [path for path in [root / "README.md",
                              *sorted((root / "docs").rglob("*.md"))]
            if path.exists()]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    root, program = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    if not os.access(program, os.X_OK):
        sys.exit(f"docs: {program} is no program")
    passed = failed = 0
    for path in pages(root, sys.argv[3:]):
        name = os.path.relpath(path, root)
        with tempfile.TemporaryDirectory(prefix="standoff-docs-") as scratch:
            page = Page(root, program, Path(scratch))
            for line, info, lines in blocks(path.read_text(encoding="utf-8")):
                try:
                    passed += try_block(page, info, lines)
                except Failure as failure:
                    failed += 1
                    told = str(failure).rstrip().replace("\n", "\n    ")
                    print(f"{name}:{line}: {told}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
