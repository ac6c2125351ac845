#!/usr/bin/env python3
"""Published attacks on regular expressions, each as a scenario author's pattern
and a trainee's line: the program must refuse the pattern or answer soon.

    attacks.py PROGRAM [FILE...]

FILEs hold a JSON object a line: `pattern`, and for the attack `pre`, `pump`, `n`
and `suf`; by default all of $STANDOFF_HOSTILE/regex. Each runs with machine code
and without. Prints every attack that ends the program otherwise than with an
exit code of its own, or holds it up; the last line counts; exit 1 for any."""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 20  # to start, to compile, and to search 2,048 bytes under a limit
PUMPS = [1, 30, 1000, None]  # None: as many as the attack asks for

PACK = """standoff: 1
kind: pack
intents:
  attacked:
    patterns: [{pattern}]
"""


def lines_of(attack):
    """What a trainee types, one line for each number of pumps."""
    pump = attack.get("pump", "a")
    for count in PUMPS:
        text = (attack.get("pre", "") + pump * (count or attack.get("n", 5000))
                + attack.get("suf", "!"))
        yield " ".join(text.split()) or "x"


def run(program, attack, options):
    """What went wrong, or None."""
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack.yaml"
        pack.write_text(PACK.format(pattern=json.dumps(attack["pattern"])),
                        encoding="utf-8", errors="replace")
        try:
            done = subprocess.run(
                [program, "match", *options, str(pack)],
                input="\n".join(lines_of(attack)).encode(errors="replace"),
                capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return f"over {SECONDS} s"
    if done.returncode in (0, 1, 2):
        return None
    return f"exit {done.returncode}: {done.stderr[-200:]!r}"


def try_attack(program, attack):
    faults = []
    for options in ([], ["--no-jit"]):
        fault = run(program, attack, options)
        if fault:
            faults.append(f"{attack['id']} {' '.join(options)}: {fault}")
    return faults


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = Path(os.environ.get("STANDOFF_HOSTILE", "")) / "regex"
    files = sys.argv[2:] or sorted(folder.glob("*.jsonl"))
    attacks = [json.loads(line) for file in files
               for line in Path(file).read_text(encoding="utf-8").splitlines()]
    if not attacks:
        sys.exit("no attacks: set STANDOFF_HOSTILE, or name the files")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for faults in pool.map(lambda a: try_attack(sys.argv[1], a), attacks):
            failed += bool(faults)
            for fault in faults:
                print(fault, flush=True)
    print(f"{len(attacks) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
