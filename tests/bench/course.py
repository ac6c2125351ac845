#!/usr/bin/env python3
"""How fast `course` reads many journals, and how much memory that takes.

usage: course.py PROGRAM [JOURNALS [DISTINCT]]

Plays DISTINCT short sessions (default 400) of the workshop barricade, copies
them to JOURNALS files (default 100,000) in a temporary folder, summarises them
twice, and prints journals and megabytes a second and the peak of resident
memory, besides that for the DISTINCT ones alone. Prints figures; judges
nothing. Needs some gigabytes of room, and gives them back.
"""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parents[2]
SCENARIO = TREE / "scenarios/workshop-barricade/scenario.yaml"
LINES = ["My name is Anna.", "You sound worried about Dima.", "Calm down!",
         "What happened?", "Tell me more.", "We have a doctor standing by.",
         "bla bla {}", "I want to talk to the other one {}.",
         "So you saw them walk past him.", "I'm sorry.", "No.", ":undo"]


def play(program, folder, number):
    """One session of five to nine lines, by one of thirty trainees."""
    draw = random.Random(number)
    said = "\n".join(draw.choice(LINES).format(draw.randrange(5000))
                     for _ in range(draw.randrange(5, 10)))
    subprocess.run(
        [program, "play", "--trainee", f"T{number % 30:02}", "--class", "bench",
         "--journal", folder / f"{number}.jsonl", SCENARIO],
        input=said.encode(), stdout=subprocess.DEVNULL, check=True)


def measure(program, folder):
    """(seconds, peak KiB) of one `course` over a folder."""
    begin = time.monotonic()
    child = subprocess.Popen([program, "course", folder],
                             stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"course ends with {status}")
    return time.monotonic() - begin, usage.ru_maxrss


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    distinct = min(count, int(sys.argv[3]) if len(sys.argv) > 3 else 400)
    with tempfile.TemporaryDirectory(prefix="standoff-course-") as name:
        few, many = pathlib.Path(name, "few"), pathlib.Path(name, "many")
        few.mkdir()
        many.mkdir()
        for number in range(distinct):
            play(program, few, number)
        texts = [(few / f"{number}.jsonl").read_bytes()
                 for number in range(distinct)]
        size = 0
        for number in range(count):
            folder = many / f"{number // 1000}"
            folder.mkdir(exist_ok=True)
            text = texts[number % distinct]
            (folder / f"{number}.jsonl").write_bytes(text)
            size += len(text)
        print(f"{count} journals, {size / 1e6:.0f} MB, {distinct} of them "
              f"different, {size / count:.0f} bytes each on average")
        seconds, peak = measure(program, few)
        print(f"the {distinct} alone: {seconds:.2f} s, peak {peak / 1024:.1f} "
              "MiB")
        for turn in ("first", "second"):
            seconds, peak = measure(program, many)
            print(f"all, {turn} time: {seconds:.2f} s, "
                  f"{count / seconds:.0f} journals/s, "
                  f"{size / 1e6 / seconds:.0f} MB/s, peak {peak / 1024:.1f} "
                  "MiB")
        shutil.rmtree(many)


main()
