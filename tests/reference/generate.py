#!/usr/bin/python3
"""Writes a random valid scenario and random events for differential tests.

    generate.py --seed N --out DIR

DIR gets scenario.yaml, sometimes packs/p.yaml, and events.jsonl. The same seed
gives the same files. Few names and durations in multiples of five seconds make
things meet: timers at one instant, triggers that chain, rules that compete.
Start at `ScenarioMaker.make`, then `EventMaker`, which plays the scenario with
the reference interpreter while it writes, so that clocks and endings are
known; the events stay valid input for any other program.
"""

import argparse
import json
import os
import random
import re

from interpreter import Session
from model import load_scenario

SIDES = ["perpetrator", "person-in-crisis", "hostage", "third-party",
         "negotiator"]
OUTCOMES = ["peaceful", "tactical", "harm", "escape", "unresolved"]
OPERATORS = ["<", "<=", "==", "!=", ">=", ">"]
STATUSES = ["unraised", "open", "deferred", "promised", "broken", "met",
            "refused", "dropped"]
WORDS = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf",
         "hotel", "india", "juliet", "kilo", "lima", "mike", "november"]
SECONDS = [5, 5, 10, 10, 15, 20, 25, 30, 40, 60, 90]


# YAML ----------------------------------------------------------------------

class Text(str):
    """A text for people, which may be written over several lines."""


PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ().<>=!+'_-]*[A-Za-z0-9.)!])?")
PLAIN_CHANGE = re.compile(r"[=+-]-?[0-9]+")


def scalar(value):
    if PLAIN_CHANGE.fullmatch(value):
        return value
    if PLAIN.fullmatch(value):
        return value
    if "\n" not in value and "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def flow(value):
    """One value in flow style."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {flow(item)}"
                                for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


class YamlWriter:
    """Writes a map in a random mixture of styles."""

    def __init__(self, dice):
        self.dice = dice
        self.lines = []

    def write(self, mapping):
        for key, value in mapping.items():
            self.entry(key, value, 0)
            if self.dice.random() < 0.3:
                self.lines.append("")
        return "\n".join(self.lines) + "\n"

    def line(self, indent, text):
        if self.dice.random() < 0.02:
            self.lines.append(" " * indent + "# a remark: - of no {meaning}")
        self.lines.append(" " * indent + text)

    def is_flow(self, value):
        if len(flow(value)) > 100 or "\n" in "".join(texts_in(value)):
            return False
        return not value or self.dice.random() < 0.3

    def entry(self, key, value, indent):
        if isinstance(value, str):
            self.text_entry(key, value, indent)
        elif self.is_flow(value):
            self.line(indent, f"{key}: {flow(value)}")
        elif isinstance(value, dict):
            self.line(indent, f"{key}:")
            for inner, item in value.items():
                self.entry(inner, item, indent + 2)
        else:
            self.line(indent, f"{key}:")
            offset = self.dice.choice([0, 2])
            for item in value:
                self.item(item, indent + offset)

    def text_entry(self, key, value, indent):
        if isinstance(value, Text) and "\n" in value:
            style = "|" if value.endswith("\n") else "|-"
            self.line(indent, f"{key}: {style}")
            for part in value.removesuffix("\n").split("\n"):
                self.lines.append(" " * (indent + 2) + part)
        elif isinstance(value, Text) and self.foldable(value):
            self.line(indent, f"{key}: >-")
            for part in value.split(" "):
                self.lines.append(" " * (indent + 2) + part)
        else:
            self.line(indent, f"{key}: {scalar(value)}")

    def foldable(self, value):
        return (" " in value and "  " not in value
                and value.strip() == value and self.dice.random() < 0.1)

    def item(self, value, indent):
        if isinstance(value, str):
            self.line(indent, f"- {scalar(value)}")
        elif not isinstance(value, dict) or self.is_flow(value):
            self.line(indent, f"- {flow(value)}")
        elif self.dice.random() < 0.15:
            self.line(indent, "-")
            for key, inner in value.items():
                self.entry(key, inner, indent + 2)
        else:
            start = len(self.lines)
            for key, inner in value.items():
                self.entry(key, inner, indent + 2)
            while self.lines[start].lstrip().startswith("#"):
                start += 1
            first = self.lines[start]
            self.lines[start] = first[:indent] + "- " + first[indent + 2:]


def texts_in(value):
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value]


# Scenarios -----------------------------------------------------------------

class Names:
    """What the place being written may refer to."""

    def __init__(self, **kinds):
        for kind in ("meters", "facts", "slots", "roles", "intents",
                     "states", "endings", "demands", "injects", "stages"):
            setattr(self, kind, kinds.get(kind, []))


class ScenarioMaker:
    def __init__(self, dice):
        self.dice = dice
        self.samples = {}   # intent -> texts that should carry it
        self.serial = 0

    def chance(self, probability):
        return self.dice.random() < probability

    def some(self, names, least, most):
        """So many of the names, in random order."""
        count = self.dice.randint(least, most)
        return self.dice.sample(names, min(count, len(names)))

    def shuffled(self, mapping):
        keys = list(mapping)
        self.dice.shuffle(keys)
        return {key: mapping[key] for key in keys}

    def duration(self):
        seconds = self.dice.choice(SECONDS)
        if seconds % 60 == 0:
            return self.dice.choice([f"{seconds}s", f"{seconds // 60}m"])
        return f"{seconds // 60}m{seconds % 60}s" if seconds > 60 \
            else f"{seconds}s"

    def text(self, names):
        """A line to say, cue or show; each is different."""
        self.serial += 1
        parts = [f"Line {self.serial}"]
        if names.slots and self.chance(0.2):
            parts.append("{" + self.dice.choice(names.slots) + "}")
        if names.roles and self.chance(0.1):
            parts.append("{" + self.dice.choice(names.roles) + "}")
        if self.chance(0.05):
            parts.append("a {{ brace}")
        if self.chance(0.15):
            parts.append(self.dice.choice(["naïve “quotes”", "с Ёлкой", ": x",
                                           "cell #4", "- it's", "\\back"]))
        parts += self.some(WORDS, 1, 3)
        text = " ".join(parts)
        if self.chance(0.06):
            text += "\nand more" + self.dice.choice(["", "\n", ".\n"])
        return Text(text)

    # The whole

    def make(self):
        """Returns (scenario, pack or None) as maps."""
        dice = self.dice
        meters = self.some(["tension", "rapport", "trust-2"], 1, 3)
        facts = self.some(["knows-name", "blade", "hurt"], 0, 3)
        slots = self.some(["caller_name", "place_of_it"], 1, 2)
        roles = ["ruslan"] + self.some(["dima", "guard", "mother"], 0, 3)
        dice.shuffle(roles)
        pack = None
        pack_intents = {}
        if self.chance(0.3):
            pack_intents = self.make_intents(["p-one", "p-two", "p-three"],
                                             slots, [])
            pack = self.make_pack(meters, slots, list(pack_intents))
        intents = self.make_intents(
            [f"i-{word}" for word in WORDS[:dice.randint(3, 9)]], slots,
            list(pack_intents))
        tree = self.make_tree()
        self.names = Names(
            meters=meters, facts=facts, slots=slots, roles=roles,
            intents=list(pack_intents) + list(intents),
            states=[state for state, _ in flatten(tree)],
            endings=self.some(["walks-out", "forced", "escapes"], 1, 3),
            demands=self.some(["doctor", "car", "food", "press"], 1, 4),
            injects=self.some(["lawyer", "lights", "rain", "call"], 1, 4),
            stages=(["listening", "empathy", "influence"]
                    [:dice.randint(1, 3)] if self.chance(0.6) else []))
        return self.make_scenario(tree, intents, pack), pack

    def make_scenario(self, tree, intents, pack):
        names = self.names
        scenario = {
            "title": "Random scenario", "family": "prison", "language": "en",
            "difficulty": "2", "duration": "40m", "channel": "phone",
            "summary": Text("Made by chance.\nNothing in it means much.\n"),
            "objectives": ["Agree on every line."],
            "roles": {role: self.make_role(role) for role in names.roles},
            "meters": {meter: self.make_meter() for meter in names.meters},
            "slots": {slot: self.dice.choice(["officer", "you there", "no"])
                      for slot in names.slots},
            "intents": intents,
            "demands": {demand: self.make_demand()
                        for demand in names.demands},
            "triggers": {f"t-{number}": self.make_trigger()
                         for number in range(self.dice.randint(2, 8))},
            "injects": {inject: self.make_inject()
                        for inject in names.injects},
            "states": self.make_states(tree),
            "endings": {ending: {"outcome": self.dice.choice(OUTCOMES),
                                 "text": self.text(names)}
                        for ending in names.endings},
        }
        scenario["roles"]["officer"] = {"side": "negotiator"}
        if self.chance(0.7):
            scenario["roles"]["officer"]["brief"] = self.text(names)
        if self.chance(0.3):
            scenario["roles"]["second-officer"] = {
                "side": "negotiator", "brief": self.text(names)}
        if names.facts:
            scenario["facts"] = {fact: "It was learned."
                                 for fact in names.facts}
        if names.stages:
            scenario["stages"] = [
                self.shuffled({"name": stage, "when": self.condition(
                    names, when=True, stage=False)})
                for stage in names.stages]
        if self.chance(0.6):
            scenario["rules"] = self.make_rules("scenario")
        if self.chance(0.6):
            scenario["otherwise"] = self.make_body(names)
        if self.chance(0.4):
            scenario["start"] = self.dice.choice([s for s, _ in tree])
        if self.chance(0.5):
            scenario["warnings"] = ["violence", "injury"]
        if self.chance(0.5):
            scenario["support"] = "Talk to somebody."
        if pack is not None:
            scenario["use"] = ["packs/p.yaml"]
        if self.chance(0.05):
            self.add_cycle(scenario["triggers"])
        return {"standoff": "1", **self.shuffled(scenario)}

    def add_cycle(self, triggers):
        """Two triggers that set each other off without end."""
        meter = self.dice.choice(self.names.meters)
        triggers["t-high"] = {"kind": "danger", "when": f"{meter} >= 4",
                              "change": {meter: "=2"}}
        triggers["t-low"] = {"kind": "danger",
                             "when": f"{meter} < 4 and turns == 2",
                             "change": {meter: "=4"}}

    def make_pack(self, meters, slots, intents):
        names = Names(meters=meters, slots=slots, intents=intents)
        triggers = {f"p-t-{number}": self.make_trigger(names)
                    for number in range(self.dice.randint(0, 2))}
        pack = {"standoff": "1", "kind": "pack",
                "needs": {"meters": meters, "slots": slots},
                "intents": {intent: self.pack_intents[intent]
                            for intent in intents}}
        if triggers:
            pack["triggers"] = triggers
        return pack

    def make_role(self, role):
        side = ("perpetrator" if role == "ruslan"
                else self.dice.choice(SIDES[:4]))
        keys = {"side": side}
        if self.chance(0.6):
            keys["name"] = role.capitalize() + self.dice.choice(["", " ë"])
        if self.chance(0.3):
            keys["brief"] = self.text(Names())
        return self.shuffled(keys)

    def make_meter(self):
        least, most = self.dice.choice([(0, 10), (-5, 5), (0, 6)])
        start = self.dice.randint(least, most)
        return self.shuffled({"start": str(start),
                              "range": f"{least}..{most}",
                              "better": self.dice.choice(["low", "high"])})

    # Intents

    def make_intents(self, intents, slots, earlier):
        made = {}
        for number, name in enumerate(intents):
            others = earlier + intents[:number]
            made[name] = self.shuffled(self.make_intent(name, slots, others))
        if intents[0].startswith("p-"):
            self.pack_intents = made
        return made

    def make_intent(self, name, slots, others):
        word, second, third = self.dice.sample(WORDS, 3)
        slot = self.dice.choice(slots)
        kinds = ["word"] * 3 + ["choice", "gap", "optional", "star", "unless",
                                "named", "words", "mirrors", "repeats",
                                "short", "quote", "cyrillic", "case"]
        if others:
            kinds += ["any-of", "any-of"]
        keys, samples = {
            "word": ({"phrases": [word]}, [word, word.upper(), f"un{word}"]),
            "choice": ({"phrases": [f"({word}|{second}) {third}"]},
                       [f"{word} {third}", f"{second}  {third}", third]),
            "gap": ({"phrases": [f"{word} ... {second}", f"{third} now"]},
                    [f"{word} {second}", f"{word} a b, c {second}",
                     f"{word} a. {second}", f"{word} 1 2 3 4 5 {second}",
                     f"{third} now"]),
            "optional": ({"phrases": [f"{word} (very|) {second}"]},
                         [f"{word} {second}", f"{word} very {second}"]),
            "star": ({"phrases": [f"{word[:3]}*"]}, [word, word[:3]]),
            "unless": ({"phrases": [word], "unless": [f"no {word}"],
                        "unless-patterns": [f"{word} {second}\\b"]},
                       [word, f"no {word}", f"{word} {second}",
                        f"{word} {second}x"]),
            "named": ({"patterns": [
                f"my name is (?<{slot}>\\w+)",
                f"{word}(?: (?<{slots[0]}>{second}))?"]},
                ["my name is Ánna", "My name is bob " + word,
                 "My name is A" + "né" * 75,
                 f"{word} {second}", word]),
            "words": ({"phrases": [word], "words": "1..2"},
                      [word, f"{word} yes", f"{word} it is so"]),
            "mirrors": ({"mirrors": self.dice.choice(["1..3", "2..4"])}, []),
            "repeats": ({"repeats": "true"}, []),
            "short": ({"words": "1..2"}, ["hm", "well, well"]),
            "quote": ({"phrases": ["can't", f"{word}'s"]},
                      ["I can’t", "I can", f"{word}’s it", f"{word}s"]),
            "cyrillic": ({"phrases": ["ёлка", "(қ|г)ород"]},
                         ["ЕЛКА тут", "наша Ёлка", "город", "қород"]),
            "case": ({"patterns": [f"(?-i:{word.capitalize()})"]},
                     [word, word.capitalize(), word.upper()]),
            "any-of": ({"any-of": self.some(others, 1, 3)}, []),
        }[self.dice.choice(kinds)]
        self.samples[name] = samples
        if self.chance(0.2):
            keys["tone"] = self.dice.choice(["helps", "harms"])
        if self.chance(0.2):
            keys["about"] = "Something that may be said."
        return keys

    # Expressions

    def condition(self, names, when=False, stage=True, depth=2):
        """A boolean expression; `when` forbids what only `if` may say."""
        roll = self.dice.random()
        if depth and roll < 0.15:
            return "not " + self.condition(names, when, stage, 0)
        if depth and roll < 0.4:
            join = self.dice.choice([" and ", " or "])
            parts = [self.condition(names, when, stage, depth - 1)
                     for _ in range(2)]
            if self.chance(0.5):
                parts = [f"({part})" for part in parts]
            return join.join(parts)
        return self.dice.choice(self.atoms(names, when, stage))(names)

    def atoms(self, names, when, stage):
        atoms = [self.meter_atom] * 5 + [self.turns_atom]
        if names.intents:
            atoms += [self.times_atom, self.since_atom]
        if names.states:
            atoms += [self.visits_atom, self.in_atom]
        if names.facts:
            atoms += [lambda n: self.dice.choice(n.facts)] * 2
        if names.demands:
            atoms += [self.demand_atom] * 2
        if names.roles:
            atoms.append(self.speaker_atom)
        if names.stages and stage:
            atoms += [self.stage_atom] * 2
        if not when:
            atoms += [self.time_atom] * 2
            if names.intents:
                atoms.append(lambda n:
                             f"heard({self.dice.choice(n.intents)})")
        return atoms

    def compare(self, left, constant):
        if self.chance(0.1):
            left, constant = constant, left
        return f"{left} {self.dice.choice(OPERATORS)} {constant}"

    def meter_atom(self, names):
        meter = self.dice.choice(names.meters)
        other = self.dice.choice(names.meters)
        number = self.dice.randint(-3, 7)
        form = self.dice.choice(["{m} {c} {n}"] * 6 + [
            "{m} {c} {o}", "{m} + {o} {c} {n}", "{m} - {o} {c} {n}",
            "{m} - ({o} + 1) {c} {n}", "({m} + 1) - 2 {c} {n}"])
        return form.format(m=meter, o=other, n=number,
                           c=self.dice.choice(OPERATORS))

    def turns_atom(self, names):
        return self.compare("turns", self.dice.randint(0, 5))

    def times_atom(self, names):
        return self.compare(f"times({self.dice.choice(names.intents)})",
                            self.dice.randint(0, 3))

    def since_atom(self, names):
        return self.compare(f"since({self.dice.choice(names.intents)})",
                            self.dice.randint(0, 3))

    def visits_atom(self, names):
        return self.compare(f"visits({self.dice.choice(names.states)})",
                            self.dice.randint(0, 3))

    def in_atom(self, names):
        return f"in({self.dice.choice(names.states)})"

    def demand_atom(self, names):
        negation = self.dice.choice(["", "not "])
        status = self.dice.choice(STATUSES + ["live", "live"])
        return f"{self.dice.choice(names.demands)} is {negation}{status}"

    def speaker_atom(self, names):
        negation = self.dice.choice(["", "not "])
        return f"speaker is {negation}{self.dice.choice(names.roles)}"

    def stage_atom(self, names):
        return (f"stage {self.dice.choice(OPERATORS)} "
                f"{self.dice.choice(names.stages)}")

    def time_atom(self, names):
        return self.compare(self.dice.choice(["elapsed", "in-state"]),
                            self.duration())

    # Bodies

    def make_body(self, names, leave=0.2, each_time=True):
        """What happens; `leave` is how likely a way out is, 0 for none."""
        body = {}
        if self.chance(0.5):
            body["change"] = {meter: self.change()
                              for meter in self.some(names.meters, 1, 2)}
        if names.facts and self.chance(0.15):
            body["learn"] = self.one_or_list(names.facts)
        if names.demands:
            self.add_demand_effects(body, names)
        if names.roles and self.chance(0.08):
            body["speaker"] = self.dice.choice(names.roles)
        self.add_lines(body, names)
        if names.states and self.chance(leave):
            if self.chance(0.06):
                body["end"] = self.dice.choice(names.endings)
            else:
                body["go"] = self.dice.choice(names.states * 2 + ["back"]
                                              * len(names.states))
        if each_time and self.chance(0.2):
            body["each-time"] = [
                self.make_body(names, leave, each_time=False)
                for _ in range(self.dice.randint(1, 3))]
        if not body:
            body["say"] = self.text(names)
        return self.shuffled(body)

    def change(self):
        return self.dice.choice(["+1", "-1", "+2", "-2", "+3", "-4", "=0",
                                 "=3", "=5", "=-1", "+20"])

    def one_or_list(self, names):
        chosen = self.some(names, 1, 2)
        if len(chosen) == 1 and self.chance(0.7):
            return chosen[0]
        return chosen

    def add_demand_effects(self, body, names):
        if self.chance(0.25):
            body["raise"] = self.one_or_list(names.demands)
        for effect, probability in (("defer", 0.06), ("meet", 0.05),
                                    ("refuse", 0.05), ("drop", 0.05)):
            if self.chance(probability):
                body[effect] = self.one_or_list(names.demands)
        if self.chance(0.12):
            body["promise"] = {demand: self.duration()
                               for demand in self.some(names.demands, 1, 2)}

    def add_lines(self, body, names):
        if self.chance(0.35):
            body["say"] = self.text(names)
        elif self.chance(0.1):
            body["say"] = [self.line_item(names)
                           for _ in range(self.dice.randint(1, 3))]
        if self.chance(0.12):
            body["say-one-of"] = [self.text(names)
                                  for _ in range(self.dice.randint(1, 4))]
        if self.chance(0.1):
            body["cue"] = self.text(names)
            if names.roles and self.chance(0.4):
                body["cue"] = {role: self.text(names)
                               for role in self.some(names.roles, 1, 2)}
        if self.chance(0.1):
            body["sign"] = self.text(names)
        if self.chance(0.1):
            body["note"] = self.text(names)

    def line_item(self, names):
        if names.roles and self.chance(0.5):
            return {self.dice.choice(names.roles): self.text(names)}
        return self.text(names)

    # Places

    def listening(self, names, kinds):
        kind = self.dice.choice(kinds)
        if kind == "intent":
            return {"intent": self.one_or_list(names.intents)}
        if kind == "inject":
            return {"inject": self.dice.choice(names.injects)}
        if kind == "when":
            return {"when": self.condition(names, when=True)}
        return {kind: self.duration()}

    def make_place(self, names, kinds, leave, condition=0.4):
        place = self.listening(names, kinds)
        if "when" not in place and self.chance(condition):
            place["if"] = self.condition(names)
        if self.chance(0.15):
            place["once"] = self.dice.choice(["true", "true", "false"])
        if self.chance(0.03):
            return self.shuffled(place)
        return self.shuffled({**place, **self.make_body(names, leave)})

    def make_rules(self, holder):
        kinds = ["intent"] * 5 + ["silence"] * 2 + ["inject"]
        if holder == "state":
            kinds += ["after"] * 2
        return [self.make_place(self.names, kinds, leave=0.3)
                for _ in range(self.dice.randint(1, 5))]

    def make_trigger(self, names=None):
        names = names or self.names
        kinds = ["intent"] * 3 + ["silence"] + ["when"] * 4
        if names.injects:
            kinds.append("inject")
        trigger = {"kind": self.dice.choice(["hot-button", "hook", "danger",
                                             "progress"])}
        if self.chance(0.2):
            trigger["about"] = "Something to watch."
        trigger.update(self.make_place(names, kinds, leave=0.1))
        return self.shuffled(trigger)

    def make_inject(self):
        inject = {"about": "Something happens."} if self.chance(0.7) else {}
        if self.chance(0.7):
            inject["at"] = self.duration()
        if self.chance(0.3):
            inject["if"] = self.condition(self.names)
        if self.chance(0.15):
            inject["once"] = "true"
        return self.shuffled({**inject, **self.make_body(self.names, 0.15)})

    def make_demand(self):
        names = self.names
        demand = {"by": self.dice.choice(names.roles),
                  "text": self.text(Names()),
                  "kind": self.dice.choice(["substantive", "expressive"]),
                  "stance": self.dice.choice(["negotiable", "talk-only"])}
        if self.chance(0.75):
            deadline = {"in": self.duration()}
            if self.chance(0.5):
                deadline["repeat"] = self.duration()
            if self.chance(0.4):
                deadline["announced"] = self.dice.choice(["true", "false"])
            if self.chance(0.8):
                deadline["passed"] = self.make_body(names, 0.1)
            demand["deadline"] = self.shuffled(deadline)
        if self.chance(0.6):
            demand["broken"] = self.make_body(names, 0.1)
        if self.chance(0.7):
            demand["rules"] = self.make_rules("demand")
        return self.shuffled(demand)

    # States

    def make_tree(self):
        """A forest of (name, children), up to three deep."""
        serial = iter(range(100))

        def grow(depth):
            name = f"s-{next(serial)}"
            children = []
            if depth < 3 and self.chance(0.45):
                children = [grow(depth + 1)
                            for _ in range(self.dice.randint(1, 3))]
            return name, children

        return [grow(1) for _ in range(self.dice.randint(2, 4))]

    def make_states(self, tree):
        return {name: self.make_state(children) for name, children in tree}

    def make_state(self, children):
        names = self.names
        state = {}
        if self.chance(0.15):
            state["about"] = "A state of things."
        if self.chance(0.3):
            state["hint"] = self.text(names)
        if self.chance(0.4):
            state["expect"] = self.text(names)
        if self.chance(0.55):
            state["enter"] = self.make_body(names, leave=0)
        if self.chance(0.85) or not children:
            state["rules"] = self.make_rules("state")
        if self.chance(0.3):
            state["otherwise"] = self.make_body(names)
        if children:
            state["states"] = self.make_states(children)
            if self.chance(0.5):
                state["start"] = self.dice.choice(children)[0]
        return self.shuffled(state)


def flatten(tree):
    for name, children in tree:
        yield name, children
        yield from flatten(children)


# Events --------------------------------------------------------------------

class EventMaker:
    """Writes events while the reference interpreter plays them."""

    def __init__(self, dice, maker, path, seed):
        self.dice = dice
        self.maker = maker
        self.names = maker.names
        self.session = Session(load_scenario(path), seed, lambda line: None)
        self.session.begin()
        self.written = []
        self.said = []

    @property
    def now(self):
        return self.session.now

    def make(self):
        for _ in range(self.dice.randint(20, 80)):
            if self.now.ended:
                self.after_ending()
                if self.now.ended:
                    break
            elif self.dice.random() < 0.06:
                self.send(self.bad_line())
            else:
                self.send_event()
            if self.dice.random() < 0.01:
                self.write(self.dice.choice(["", "  "]))
        return self.written

    def write(self, text):
        self.written.append(text)
        self.session.feed(text.encode("utf-8"))

    def send(self, event):
        if isinstance(event, dict):
            event = json.dumps(event, ensure_ascii=self.dice.random() < 0.2)
        self.write(event)

    def send_event(self):
        kind = self.dice.choices(
            ["say", "heard", "wait", "typing", "inject", "goto", "set",
             "undo", "hint", "status", "note", "drift", "pause", "resume",
             "end"],
            [34, 7, 22, 5, 7, 4, 6, 5, 2, 5, 1, 1, 1, 1, 1])[0]
        event = {"in": kind, **getattr(self, "make_" + kind)()}
        if kind == "undo" and not self.session.history:
            return
        if self.dice.random() < 0.25:
            event["t"] = self.now.clock + self.dice.choice(
                [0, 1, 2500, 5000, 5000, 10000, 15000, 30000])
        if self.dice.random() < 0.03:
            event["wall"] = 1700000000000
        self.send(event)

    def after_ending(self):
        """Some lines that come too late, then usually a way back."""
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            self.send(self.dice.choice([
                {"in": "say", "text": "alpha"}, {"in": "status"},
                {"in": "wait", "ms": 5000}, {"in": "shout"}, "{bad",
                {"in": "say", "text": 5}, {"in": "goto", "state": "nowhere"}]))
        if self.session.history:
            self.send({"in": "undo", **self.make_undo()})

    def make_say(self):
        roll = self.dice.random()
        if roll < 0.1 and self.now.last_line:
            words = self.now.last_line.split()
            text = " ".join(words[-self.dice.randint(1, 4):]) + "?"
        elif roll < 0.2 and self.said:
            text = self.said[-1]
            if self.dice.random() < 0.5:
                text = text.upper()
        elif roll < 0.3:
            text = " ".join(self.dice.sample(WORDS, self.dice.randint(1, 4)))
        else:
            text = self.sample_text()
        self.said.append(text)
        return {"text": text}

    def sample_text(self):
        samples = [text for texts in self.maker.samples.values()
                   for text in texts] or ["nothing"]
        parts = [self.dice.choice(samples)
                 for _ in range(self.dice.choice([1, 1, 1, 2, 3]))]
        text = self.dice.choice([" ", ", ", " and so ", "  ", ". "]).join(
            parts)
        if self.dice.random() < 0.1:
            text = text.replace("a", self.dice.choice("áàäāa"))
        if self.dice.random() < 0.1:
            text = text.replace(" ", "\u00a0")
        if self.dice.random() < 0.05:
            text = "  «" + text + "» …"
        if self.dice.random() < 0.01:  # around the limit of what is searched
            text = "ы" * self.dice.randint(1000, 1026) + " " + text
        return text

    def make_heard(self):
        intents = self.maker.some(self.names.intents, 0, 3)
        event = {"intents": intents}
        if self.dice.random() < 0.5:
            event.update(self.make_say())
        return event

    def make_wait(self):
        return {"ms": self.dice.choice([0, 1, 1234, 4999, 5000, 5000, 10000,
                                        10000, 15000, 20000, 30000, 60000,
                                        125000])}

    def make_inject(self):
        return {"name": self.dice.choice(self.names.injects)}

    def make_goto(self):
        return {"state": self.dice.choice(self.names.states)}

    def make_set(self):
        event = {}
        if self.dice.random() < 0.6:
            event["meters"] = {
                meter: self.dice.randint(
                    *self.session.scenario.meters[meter][1:])
                for meter in self.maker.some(self.names.meters, 1, 2)}
        if self.names.facts and self.dice.random() < 0.4:
            event["facts"] = {
                fact: self.dice.random() < 0.5
                for fact in self.maker.some(self.names.facts, 1, 2)}
        if self.dice.random() < 0.6:
            event["demands"] = {
                demand: self.dice.choice(STATUSES + ["open", "open"])
                for demand in self.maker.some(self.names.demands, 1, 2)}
        return event

    def make_undo(self):
        return {"turns": self.dice.randint(
            1, max(1, min(3, len(self.session.history))))}

    def make_nothing(self):
        return {}

    make_typing = make_hint = make_status = make_nothing
    make_pause = make_resume = make_end = make_nothing

    def make_note(self):
        return {"text": "He looks tired.", "by": "observer"}

    def make_drift(self):
        return {"role": self.dice.choice(self.names.roles),
                "how": self.dice.choice(["as-written", "varied", "conceded",
                                         "hung-up"])}

    def bad_line(self):
        meter = self.dice.choice(self.names.meters)
        most = self.session.scenario.meters[meter][2]
        bad = [
            "{bad", "[1]", '"say"', "7", '{"in":"say","text":"alpha"',
            {"in": "say"}, {"in": "say", "text": 5}, {"in": "say",
                                                      "text": None},
            {"in": "heard", "intents": "i-alpha"}, {"in": "wait"},
            {"in": "wait", "ms": "5"}, {"in": "wait", "ms": 1.5},
            {"in": "typing", "t": "soon"}, {"in": "goto"},
            {"in": "inject", "name": 1}, {"in": "undo"},
            {"in": "undo", "turns": "1"},
            {"in": "set", "meters": [1]}, {"in": "set",
                                           "meters": {meter: "1"}},
            {"in": "note", "by": "observer"},
            {}, {"text": "alpha"}, {"in": "shout"}, {"in": ""},
            {"in": "say", "text": ""}, {"in": "say", "text": "  \u00a0 "},
            {"in": "goto", "state": "nowhere"},
            {"in": "goto", "state": self.names.endings[0]},
            {"in": "inject", "name": "nothing"},
            {"in": "heard", "intents": ["nothing"]},
            {"in": "drift", "role": "nobody", "how": "varied"},
            {"in": "set", "meters": {"nothing": 1}},
            {"in": "set", "facts": {"nothing": True}},
            {"in": "set", "demands": {"nothing": "open"}},
            {"in": "set", "demands": {self.names.demands[0]: "live"}},
            {"in": "wait", "ms": -1},
            {"in": "set", "meters": {meter: most + 1}},
            {"in": "undo", "turns": len(self.session.history) + 1},
        ]
        event = self.dice.choice(bad)
        if isinstance(event, dict) and "t" not in event:
            if self.dice.random() < 0.3:
                event["t"] = self.now.clock + 20000
        if self.now.clock > 0 and self.dice.random() < 0.15:
            event = {"in": self.dice.choice(["typing", "status", "pause"]),
                     "t": self.now.clock - 1}
        return event


def generate(seed, folder):
    """Writes the files of one seed into a folder, which is made."""
    dice = random.Random(seed)
    maker = ScenarioMaker(dice)
    scenario, pack = maker.make()
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "scenario.yaml")
    if pack is not None:
        os.makedirs(os.path.join(folder, "packs"), exist_ok=True)
        write_text(os.path.join(folder, "packs", "p.yaml"),
                   YamlWriter(dice).write(pack))
    write_text(path, YamlWriter(dice).write(scenario))
    events = EventMaker(dice, maker, path, seed).make()
    write_text(os.path.join(folder, "events.jsonl"),
               "".join(event + "\n" for event in events))


def write_text(path, text):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main():
    arguments = argparse.ArgumentParser(
        description="Writes a random scenario and random events.")
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--out", required=True, metavar="DIR")
    options = arguments.parse_args()
    generate(options.seed, options.out)


if __name__ == "__main__":
    main()
