#!/usr/bin/python3
"""Explores random small scenarios with the program and by brute force over the
reference interpreter, and compares: how many configurations there are, what is
reached in how many turns, what is lost, and every check. With --spin, also the
number of states that Spin stores of the exported model.

    explore.py --program PATH --seeds A..B [--most N] [--spin] [--keep DIR]

The last line counts; exit 1 when any seed failed.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

from compare import parse_seeds
from generate import Names, ScenarioMaker, YamlWriter, flatten, write_text
from search import Search

WORDS = ["alpha", "beta", "gamma", "delta"]
OUTCOMES = ["peaceful", "harm", "tactical"]


class SmallMaker(ScenarioMaker):
    """Scenarios of few configurations in which everything may happen."""

    def duration(self):
        return self.dice.choice(["5s", "10s", "10s", "20s"])

    def make_intents(self, intents, slots, earlier):
        made = {name: {"phrases": [name[2:]],
                       "examples": [f"Say {name[2:]}."]}
                for name in intents}
        if len(intents) > 1 and self.chance(0.3):
            made["i-any"] = {"any-of": self.some(list(made), 1, 2)}
        return made

    def make_meter(self):
        least, most = self.dice.choice([(0, 2), (-1, 1), (0, 3)])
        return {"start": str(least), "range": f"{least}..{most}"}

    def make(self):
        tree = [(f"s-{n}", []) for n in range(self.dice.randint(1, 3))]
        if self.chance(0.4):
            tree[0] = ("s-0", [("s-in", []), ("s-too", [])])
        meters = self.some(["tension", "rapport"], 1, 2)
        intents = self.make_intents(
            [f"i-{word}" for word in WORDS[:self.dice.randint(1, 3)]], [], [])
        self.names = Names(
            meters=meters, facts=self.some(["blade"], 0, 1), slots=[],
            roles=["ruslan", "dima"], intents=list(intents),
            states=[state for state, _ in flatten(tree)],
            endings=self.some(["walks-out", "forced", "escapes"], 1, 2),
            demands=self.some(["doctor", "car"], 1, 2),
            injects=self.some(["lawyer"], 1, 1),
            stages=["listening", "empathy"] if self.chance(0.3) else [])
        scenario = self.make_scenario(tree, intents, None)
        for key, most in (("triggers", 3), ("demands", 2)):
            kept = list(scenario.get(key, {}))[:most]
            scenario[key] = {name: scenario[key][name] for name in kept}
        if self.chance(0.4):
            scenario["triggers"] = {}
        scenario.pop("use", None)
        scenario["checks"] = self.make_checks()
        return scenario

    def make_rules(self, holder):
        return super().make_rules(holder)[:self.dice.randint(1, 3)]

    def make_checks(self):
        names = self.names
        return [{"never": self.condition(names, when=True, depth=1)},
                {"never": self.condition(names, when=True, depth=1)},
                {"reachable": self.dice.choice(names.states + names.endings)},
                {"always-possible": self.some(OUTCOMES, 1, 2)},
                {"turns-to": {"ending": self.dice.choice(names.endings),
                              "at-least": str(self.dice.randint(0, 4))}}]


def expected(scenario, search):
    """What brute force says, in the words of the program."""
    endings = {name: keys["outcome"]
               for name, keys in scenario["endings"].items()}
    turns = search.fewest_turns()

    def by_outcome(outcomes):
        return [e for e, outcome in endings.items() if outcome in outcomes]

    checks = []
    for number, check in enumerate(scenario["checks"]):
        (kind, value), = check.items()
        if kind == "never":
            broken = number in search.never
        elif kind == "reachable":
            broken = value not in turns and value not in search.entered
        elif kind == "always-possible":
            broken = search.is_lost(by_outcome(value))
        else:
            broken = turns.get(value["ending"], 1 << 30) < int(
                value["at-least"])
        checks.append("broken" if broken else "holds")
    return {
        "configurations": len(search.turns),
        "endings": turns,
        "states": sorted(search.entered),
        "rules": sorted(search.ran),
        "demands": sorted(search.opened),
        "stages": sorted(search.stages),
        "dead-end": search.is_lost(list(endings)),
        "cycle": search.cycle,
        "checks": checks,
    }


FOUND = ("yes", "undecided")


def reported(answer):
    """What the program says, in the same form."""
    def found(kind, name):
        return sorted({entry[name] for entry in answer[kind]
                       if entry["reach"] in FOUND})

    return {
        "configurations": answer["configurations"],
        "endings": {entry["name"]: entry["turns"]
                    for entry in answer["endings"]
                    if entry["reach"] in FOUND},
        "states": found("states", "name"),
        "rules": found("rules", "where"),
        "demands": found("demands", "name"),
        "stages": found("stages", "name"),
        "dead-end": answer["dead-end"] is not None,
        "cycle": answer["cycle"] is not None,
        # Unknown: reached by the search's account, by no real waits.
        "checks": ["holds" if check["verdict"] == "unknown"
                   else check["verdict"] for check in answer["checks"]],
    }


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True,
                          timeout=300, check=False, **options)
    return done


def spin_states(program, path, folder):
    """How many states Spin stores of the model, or what went wrong."""
    model = run(program, "explore", path, "--export", "promela")
    if model.returncode:
        return model.stderr
    write_text(os.path.join(folder, "model.pml"), model.stdout)
    for command in (["spin", "-a", "model.pml"],
                    ["cc", "-O1", "-DSAFETY", "-DNOREDUCE", "-DNOCLAIM", "-w",
                     "-o", "pan", "pan.c"],
                    ["./pan", "-m1000000"]):
        done = run(*command, cwd=folder)
        if done.returncode:
            return f"{command}: {done.stdout[-600:]}{done.stderr[-600:]}"
    return int(re.search(r"(\d+) states, stored", done.stdout)[1])


def try_seed(program, seed, most, with_spin, keep):
    """None, or what is wrong; 'skipped' when there is too much to compare."""
    dice = random.Random(seed)
    scenario = SmallMaker(dice).make()
    folder = tempfile.mkdtemp(prefix=f"explore-{seed}-")
    path = os.path.join(folder, "scenario.yaml")
    trouble = None
    try:
        write_text(path, YamlWriter(dice).write(scenario))
        texts = [e for i in scenario["intents"].values()
                 for e in i.get("examples", [])]
        never = [c["never"] for c in scenario["checks"][:2]]
        search = Search(path, texts, never, most)
        if not search.go():
            return "skipped"
        done = run(program, "explore", path, "--format", "json")
        if done.returncode > 1:
            trouble = f"exit {done.returncode}: {done.stderr}"
        else:
            answer = json.loads(done.stdout)
            theirs, ours = expected(scenario, search), reported(answer)
            wrong = [f"  {key}: brute force {theirs[key]}, program {ours[key]}"
                     for key in theirs if theirs[key] != ours[key]]
            if not answer["exhaustive"]:
                wrong.append(f"  cut: {answer['cut']}")
            if not wrong and with_spin:
                states = spin_states(program, path, folder)
                # Besides: before the start; where settling does not end.
                more = 1 + (answer["cycle"] is not None)
                if states != answer["configurations"] + more:
                    wrong.append(f"  spin: {states}, program "
                                 f"{answer['configurations']} + {more}")
            trouble = "\n".join(wrong) or None
        if trouble and keep:
            shutil.copytree(folder, os.path.join(keep, str(seed)),
                            dirs_exist_ok=True)
        return trouble and f"seed {seed}:\n{trouble}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    arguments = argparse.ArgumentParser(
        description="Compares the program's search with brute force.")
    arguments.add_argument("--program", required=True, metavar="PATH")
    arguments.add_argument("--seeds", required=True, type=parse_seeds,
                           metavar="A..B")
    arguments.add_argument("--most", type=int, default=1500, metavar="N",
                           help="configurations; larger ones are skipped")
    arguments.add_argument("--spin", action="store_true")
    arguments.add_argument("--keep", metavar="DIR")
    options = arguments.parse_args()
    program = os.path.abspath(options.program)
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for seed in options.seeds:
        trouble = try_seed(program, seed, options.most, options.spin,
                           options.keep)
        if trouble is None or trouble == "skipped":
            counts[trouble or "passed"] += 1
            continue
        counts["failed"] += 1
        print(trouble, flush=True)
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
