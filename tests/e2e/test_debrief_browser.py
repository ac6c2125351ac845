#!/usr/bin/env python3
"""The debrief of recorded sessions in a browser: no accessibility violation, no
fault of the validator, one request, nothing wider than a telephone, A4 in print,
and foreign text that stays text.

usage: test_debrief_browser.py PROGRAM [--all] [--shots FOLDER]

Needs node, Chromium and the packages of tests/validators; `./setup --dev`
installs them. Of every scenario one English session is looked at, and one in
each of the other languages; --all: every session. --shots keeps pictures.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from runner import TREE

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
MODULES = TREE / "build/validators/node_modules"
ALL = "--all" in sys.argv
SECONDS = 3000 if ALL else 400

SHOTS = (["--shots", os.path.abspath(sys.argv[sys.argv.index("--shots") + 1])]
         if "--shots" in sys.argv else [])

EVIL = ("<script>alert(1)</script><img src=x onerror=alert(2)>\"'></style>"
        "</title></svg></bdi><b onclick=alert(3)>\u202e\u2066 <!-- ]]>")


def missing():
    """What the test needs and does not find, or nothing."""
    if not (MODULES / "puppeteer-core").is_dir():
        return "what tests/validators asks of npm"
    for name in ("node", "chromium"):
        if not shutil.which(name):
            return name
    return ""


def chosen():
    """The recorded sessions to be looked at, and the language of each: the
    longest English one of every scenario, and one of each other language."""
    sessions = sorted((TREE / "tests/golden/sessions").glob("*/*.txt"),
                      key=lambda path: (-path.stat().st_size, str(path)))
    seen = set()
    for session in sessions:
        language = session.name.split(".")[1:-1]
        kind = language[0] if language else session.parent.name
        if ALL or kind not in seen:
            seen.add(kind)
            yield session, language


def write_page(name, scenario, text, options):
    """Plays a session and writes its debrief; the page."""
    subprocess.run([PROGRAM, "play", scenario, "--journal", f"{name}.jsonl",
                    *options], input=text.encode(), check=True,
                   capture_output=True)
    subprocess.run([PROGRAM, "debrief", f"{name}.jsonl", "-o", f"{name}.html",
                    "--ahead", "4000"], check=True, capture_output=True)
    return f"{name}.html"


def recorded_pages():
    for session, language in chosen():
        yield write_page(
            f"{session.parent.name}-{session.stem}",
            str(TREE / "scenarios" / session.parent.name / "scenario.yaml"),
            session.read_text(encoding="utf-8"),
            ["--lang", *language] if language else [])


def hostile_page():
    """A scenario, a trainee and an observer who mean harm."""
    evil = json.dumps(EVIL)
    pathlib.Path("evil.yaml").write_text(f"""standoff: 1
title: {evil}
support: {evil}
warnings: [{evil}]
roles: {{ a: {{ side: perpetrator, name: {evil} }} }}
meters: {{ onload-alert: {{ start: 5, range: 0..10, better: low }} }}
facts: {{ f: {evil} }}
intents: {{ i: {{ phrases: [x], skill: {evil}, about: {evil}, tone: harms }} }}
demands: {{ d: {{ by: a, text: {evil} }} }}
triggers: {{ t: {{ kind: hot-button, about: {evil}, intent: i, sign: {evil}, change: {{ onload-alert: +1 }} }} }}
states:
  s:
    enter: {{ say: {evil}, cue: {evil}, note: {evil}, raise: d }}
    rules: [{{ silence: 9m, end: e }}]
    otherwise: {{ say: {evil}, learn: f }}
endings: {{ e: {{ outcome: peaceful, text: {evil} }} }}
""", encoding="utf-8")
    lines = [EVIL, "x " + EVIL, ":note " + EVIL, "\x1b]0;x\x07", ":wait 10m"]
    return write_page("hostile", "evil.yaml",
                      "".join(line + "\n" for line in lines), [])


def main():
    lacks = missing()
    if lacks:
        print(f"not run: {lacks} is not here; './setup --dev' installs it")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        pages = [hostile_page(), *recorded_pages()]
        done = subprocess.run(
            ["node", str(TREE / "tests/validators/pages.cjs"),
             shutil.which("chromium"), *SHOTS, *pages], timeout=SECONDS,
            check=False, env={**os.environ, "NODE_PATH": str(MODULES)})
        os.chdir(TREE)
    sys.exit(done.returncode)


main()
