#!/usr/bin/env python3
"""Holds the translations of the program's own words against the source.

usage: messages.py ROOT

Every text in _() or N_() is in each po/LANGUAGE.po, translated, not fuzzy, with
the same conversions in the same order and the same {1}; nothing else is. What cmd/language.c
lists as the library's words does stand in lib/. Needs xgettext and msgfmt.
Prints one line for each fault and exits 1 if there is any."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

STRING = r'"((?:[^"\\]|\\.)*)"'
ENTRY = re.compile(rf'((?:^#.*\n)*)^msgid ((?:{STRING}\s*)+)'
                   rf'^msgstr ((?:{STRING}\s*)+)', re.M)
CONVERSION = re.compile(r"%(?:%|[-+ 0#]*(?:\d+|\*)?(?:\.(?:\d+|\*))?"
                        r"(?:hh|h|ll|l|z|j|t)?[a-zA-Z])")
PLACE = re.compile(r"\{[1-9]\}")
WORDS = "cmd/language.c"


def joined(text):
    return "".join(re.findall(STRING, text))


def entries(text):
    """{text: (translation, comments)} of a .po or .pot file."""
    return {joined(match.group(2)): (joined(match.group(4)), match.group(1))
            for match in ENTRY.finditer(text) if joined(match.group(2))}


def wanted(root, faults):
    """The texts of the source, by xgettext."""
    files = (root / "po" / "POTFILES").read_text().split()
    for path in sorted([*(root / "cmd").glob("*.c"),
                        *(root / "lib" / "report").glob("*.c")]):
        name = path.relative_to(root).as_posix()
        if re.search(r"\bN?_\(\s*\"", path.read_text()) and name not in files:
            faults.append(f"po/POTFILES: {name} is missing")
    with tempfile.NamedTemporaryFile(suffix=".pot") as pot:
        subprocess.run(["xgettext", "--from-code=UTF-8", "-k_", "-kN_",
                        "--no-location", "-o", pot.name, *files],
                       cwd=root, check=True, stderr=subprocess.DEVNULL)
        return entries(Path(pot.name).read_text(encoding="utf-8"))


def check_language(root, language, texts, faults):
    name = f"po/{language}.po"
    path = root / name
    done = subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", path],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        faults.append(f"{name}: msgfmt: {done.stderr.strip()}")
    have = entries(path.read_text(encoding="utf-8"))
    for text in texts:
        translation, comments = have.pop(text, ("", ""))
        if not translation:
            faults.append(f"{name}: '{text}' is not translated")
        elif "fuzzy" in comments:
            faults.append(f"{name}: '{text}' is fuzzy")
        elif sorted(PLACE.findall(text)) != sorted(PLACE.findall(translation)):
            faults.append(f"{name}: '{text}': other places to fill")
        elif CONVERSION.findall(text) != CONVERSION.findall(translation):
            faults.append(f"{name}: '{text}': other conversions")
        elif (text[-1] == " ") != (translation[-1] == " ") or \
                (text[0] == " ") != (translation[0] == " "):
            faults.append(f"{name}: '{text}': a blank at its edge is lost")
    for text in have:
        faults.append(f"{name}: '{text}' is nowhere in the source")


def check_words(root, faults):
    source = (root / WORDS).read_text()
    library = "".join(path.read_text() for path in
                      sorted((root / "lib").rglob("*.c")))
    library = re.sub(r'"\s*\n\s*"', "", library)
    for word in re.findall(rf"N_\({STRING}\)", source):
        if f'"{word}"' not in library:
            faults.append(f"{WORDS}: '{word}' is nowhere in lib/")


def main():
    root = Path(sys.argv[1]).resolve()
    faults = []
    texts = wanted(root, faults)
    languages = (root / "po" / "LINGUAS").read_text().split()
    for language in languages:
        check_language(root, language, texts, faults)
    check_words(root, faults)
    for fault in faults:
        print(fault)
    if not faults:
        print(f"messages: {len(texts)} texts in {len(languages)} languages")
    sys.exit(1 if faults or not texts else 0)


main()
