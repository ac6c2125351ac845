"""A search over all that can happen, on the reference interpreter: brute
force, every edge kept, for scenarios of a few thousand configurations.

Written from docs/explore.md alone. Start at `Search`; what makes two
configurations one is `Abstract.key`.
"""

import copy
import re

import model
from expressions import parse_duration
from interpreter import LIVE, NEVER, Run, View
from model import load_scenario as load

COMPARED = re.compile(
    r"(?P<left>elapsed|in-state|turns|(?:times|since|visits)\([a-z0-9-]+\))"
    r"\s*(?P<op><=|>=|==|!=|<|>)\s*(?P<right>-?[0-9][0-9hms]*)"
    r"|(?P<first>-?[0-9][0-9hms]*)\s*(?P<turned><=|>=|==|!=|<|>)\s*"
    r"(?P<second>elapsed|in-state|turns|(?:times|since|visits)"
    r"\([a-z0-9-]+\))")
TURN = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def load_scenario(path):
    """A scenario whose conditions remember their text."""
    compile_expression = model.compile_expression

    def remembering(text, *rest):
        inner = compile_expression(text, *rest)

        def holds(view):
            return inner(view)
        holds.text = text
        return holds

    model.compile_expression = remembering
    try:
        scenario = load(path)
    finally:
        model.compile_expression = compile_expression
    return scenario


def places_of(scenario):
    """Everything that has a body."""
    found = list(scenario.triggers) + list(scenario.rules)
    found += scenario.injects.values()
    if scenario.otherwise:
        found.append(scenario.otherwise)
    for state in scenario.states.values():
        found += state.rules
        found += [p for p in (state.enter, state.otherwise) if p]
    for demand in scenario.demands.values():
        found += demand.rules
        found += [p for p in (demand.passed, demand.broken) if p]
    return found


def bodies_of(place):
    return [place.body] + place.each_time


def does(body):
    """What a body does, apart from words."""
    return (body.change, body.learn, body.raised,
            [demand for demand, _ in body.promises], body.demand_effects,
            body.speaker, body.go, body.end,
            bool(body.say or body.say_one_of or body.sign is not None))


class Abstract:
    """What a search tells apart in one scenario."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.places = places_of(scenario)
        self.caps = {}
        self.elapsed = set()
        self.in_state = {name: set() for name in scenario.states}
        self.words = set()
        conditions = [(p.condition, p.holder) for p in self.places]
        conditions += [(p.when, None) for p in self.places]
        conditions += [(c, None) for c in scenario.stage_conditions]
        for condition, holder in conditions:
            if condition is not None:
                self.read(condition.text, holder)
        bodies = [b for p in self.places for b in bodies_of(p)]
        self.meters = [m for m in scenario.meters if m in self.words
                       and any(m == c[0] for b in bodies for c in b.change)]
        self.facts = [f for f in scenario.facts if f in self.words
                      and any(f in b.learn for b in bodies)]
        self.demands = [d for d in scenario.demands
                        if any(d in b.raised for b in bodies)]
        self.speaker = ("speaker" in self.words
                        and any(b.speaker for b in bodies))
        self.back = any(b.go == "back" for b in bodies)
        self.ranked = sum(bool(d.rules)
                          for d in scenario.demands.values()) > 1

    def read(self, text, holder):
        self.words.update(re.findall(r"[a-z][a-z0-9-]*", text))
        self.words.update(re.findall(r"since\([a-z0-9-]+\)", text))
        for match in COMPARED.finditer(text):
            name = match["left"] or match["second"]
            number = match["right"] or match["first"]
            operator = match["op"] or TURN[match["turned"]]
            value = (parse_duration(number) if name in ("elapsed", "in-state")
                     else int(number))
            turning = set()  # where the comparison's truth may change
            if operator in ("<", ">=", "==", "!="):
                turning.add(value)
            if operator in ("<=", ">", "==", "!="):
                turning.add(value + 1)
            self.count(name, holder, turning)

    def count(self, name, holder, turning):
        if name == "elapsed":
            self.elapsed |= turning
        elif name == "in-state":
            states = [s.name for s in self.scenario.states.values()
                      if not s.children]
            if holder is not None and getattr(holder, "chain", None):
                states = [holder.name]
            for state in states:
                self.in_state[state] |= turning
        else:
            self.caps[name] = max([self.caps.get(name, 0), *turning])

    def key(self, run):
        """Equal for configurations with the same futures."""
        now = run.now
        if now.ended:
            return "ended", run.ending
        key = [now.state, now.way_back if self.back else None,
               now.speaker if self.speaker else None]
        key += [now.meters[m] for m in self.meters]
        key += [now.facts[f] for f in self.facts]
        for name in self.demands:
            passed = self.scenario.demands[name].passed is not None
            key += [now.demands[name], passed and name in now.deadlines]
        if self.ranked:
            key.append(tuple(d.name for d in run.live_demands() if d.rules))
        key += [self.runs(now, place) for place in self.places]
        key += [self.used(run, place) for place in self.places]
        for name, cap in sorted(self.caps.items()):
            key.append(self.counter(now, name, cap))
        key += [intent in now.last_heard for intent in self.unbounded()]
        return tuple(key)

    def unbounded(self):
        """Intents that `since` asks for, but compares with no constant above
        zero: whether they were ever heard counts all the same."""
        return [w[6:-1] for w in sorted(self.words) if w.startswith("since(")]

    @staticmethod
    def runs(now, place):
        """How often it ran, as far as it matters."""
        count = now.runs.get(place.serial, 0)
        steps = place.each_time
        if place.once and place.what != "inject":
            return min(count, max(1, len(steps)))
        if all(does(step) == does(steps[0]) for step in steps):
            return 0
        return min(count, len(steps) - 1)

    def used(self, run, place):
        """Whether its timer is there, but has fired."""
        if place.at is not None:
            return place.where.removeprefix("injects.") in \
                run.now.used_schedules
        begun = beginning(run, place)
        return (begun is not None and run.listens(place)
                and run.now.used_timers.get(place.serial) == begun)

    @staticmethod
    def counter(now, name, cap):
        if name == "turns":
            return min(now.turns, cap)
        kind, thing = name[:-1].split("(")
        if kind == "times":
            return min(now.times.get(thing, 0), cap)
        if kind == "visits":
            return min(now.visits[thing], cap)
        if thing not in now.last_heard:
            return NEVER
        return min(now.turns - now.last_heard[thing], cap)

    def moments(self, run):
        """Choices of (elapsed, times in the active states, innermost
        first)."""
        chain = list(reversed(run.active_states()))
        levels = [self.in_state[state.name] for state in chain]
        levels.append(self.elapsed)

        def choose(level, least):
            if level == len(levels):
                yield ()
                return
            stretches = [1] + sorted(t for t in levels[level] if t > 1)
            for begin, end in zip(stretches, stretches[1:] + [NEVER]):
                value = max(begin, least)
                if value < end:
                    for rest in choose(level + 1, value):
                        yield (value, *rest)
        return choose(0, 1)


def beginning(run, place):
    """The instant a rule's or trigger's timer counts from, or None."""
    if place.silence is None and place.after is None:
        return None
    holder = place.holder
    if holder is None:
        return run.now.last_activity
    if place.where.startswith("demands."):
        if run.now.demands[holder.name] not in LIVE:
            return None
    elif holder not in run.active_states():
        return None
    return run.counts_from(place)


class Search:
    """All configurations, and what happens between them. After `go`: `keys`
    (in order of turns), `edges`, `turns` by key, `ran`, `entered`, `opened`,
    `stages`, and `never`, which says for each condition whether it held."""

    def __init__(self, path, texts, never=(), most=3000):
        self.scenario = load_scenario(path)
        for condition in never:
            self.compile_never(condition)
        self.never_conditions = [self.compile_never(c) for c in never]
        self.abstract = Abstract(self.scenario)
        for condition in never:
            self.abstract.read(condition, None)
        self.abstract.__dict__.update(self.reread())
        self.texts = texts
        self.most = most
        self.alphabet = self.hear_all()
        self.ran, self.entered, self.opened = set(), set(), set()
        self.stages, self.never, self.cycle = set(), set(), False

    def compile_never(self, condition):
        return model.compile_expression(condition, self.scenario.meters,
                                        self.scenario.facts,
                                        self.scenario.stage_names)

    def reread(self):
        """What is kept, now that the checks' words are known."""
        a = self.abstract
        bodies = [b for p in a.places for b in bodies_of(p)]
        return {
            "meters": [m for m in self.scenario.meters if m in a.words
                       and any(m == c[0] for b in bodies for c in b.change)],
            "facts": [f for f in self.scenario.facts if f in a.words
                      and any(f in b.learn for b in bodies)],
            "speaker": ("speaker" in a.words
                        and any(b.speaker for b in bodies))}

    def hear_all(self):
        """Sets of intents: of each example, of each two, and none."""
        hearer = self.scenario.hearer
        lines = list(self.texts)
        lines += [f"{a} {b}" for a in self.texts for b in self.texts]
        found = {tuple(hearer.hear(line, None, None)) for line in lines}
        return sorted(found | {()})

    # A run, and a copy of one ---------------------------------------------

    def new_run(self):
        run = Run(self.scenario, 0, None)
        run.emit = lambda line: self.take(run, line)
        run.ending = None
        return run

    def copy(self, run):
        other = self.new_run()
        now = copy.copy(run.now)
        for name, value in vars(now).items():
            if isinstance(value, (dict, set, list)):
                setattr(now, name, copy.copy(value))
        now.unused = {}
        other.now = now
        other.ending = run.ending
        return other

    def take(self, run, line):
        out = line["out"]
        if out == "ran":
            self.ran.add(line["where"])
        elif out == "state":
            self.entered.add(line["name"])
        elif out == "demand" and line["to"] == "open":
            self.opened.add(line["name"])
        elif out == "ending":
            run.ending = line["name"]
        elif out == "error":
            run.cycled = True

    # Events ----------------------------------------------------------------

    def at_moment(self, run, moment):
        """The same configuration with other instants."""
        other = self.copy(run)
        now = other.now
        used = [p for p in self.abstract.places if self.abstract.used(run, p)]
        elapsed = moment[-1]
        now.clock = elapsed
        for state, time in zip(reversed(other.active_states()), moment):
            now.entered_at[state.name] = elapsed - time
        now.last_activity = 0
        now.raised_at = {demand: 0 for demand in now.raised_at}
        now.deadlines = {demand: elapsed for demand in now.deadlines}
        now.promises = {demand: elapsed for demand in now.promises}
        now.used_timers = {p.serial: beginning(other, p) for p in used
                           if p.at is None}
        return other

    def timers(self, run):
        """Functions that fire what may be next; what counts from one instant
        fires in its order."""
        groups = {}
        for place in self.abstract.places:
            if place.at is not None:
                name = place.where.removeprefix("injects.")
                if name not in run.now.used_schedules:
                    groups.setdefault("at", []).append(
                        (place.at, place.position, place))
                continue
            begun = beginning(run, place)
            if (begun is None or not run.listens(place)
                    or run.now.used_timers.get(place.serial) == begun):
                continue
            holder = place.holder and place.holder.name
            kind = "silence" if place.after is None else "after"
            length = place.silence if place.after is None else place.after
            groups.setdefault((kind, place.what == "rule" and holder), [])
            groups[kind, place.what == "rule" and holder].append(
                (length, place.position, place))
        if ("silence", None) in groups and ("silence", False) in groups:
            groups["silence", None] += groups.pop(("silence", False))
        for group in groups.values():
            length, _, first = min(group, key=lambda entry: entry[:2])
            together = [p for due, _, p in group
                        if due == length and p.what == "rule"]
            yield lambda other, first=first, together=together: self.fire(
                other, first, together)
        for timers, fire in ((run.now.deadlines, Run.fire_deadline),
                             (run.now.promises, Run.fire_promise)):
            for name in timers:
                demand = self.scenario.demands[name]
                if fire is Run.fire_deadline and demand.passed is None:
                    continue
                yield lambda other, fire=fire, demand=demand: fire(other,
                                                                   demand)

    @staticmethod
    def fire(run, first, together):
        if first.what == "inject":
            run.fire_schedule(first.where.removeprefix("injects."))
        elif first.what == "trigger":
            run.fire_silence(first)
        else:
            run.fire_rules([(0, rule, beginning(run, rule))
                            for rule in run.ordered_rules()
                            if rule in together])

    def events(self, run):
        """(cost in turns, function on a run) of all that may come next."""
        for fire in self.timers(run):
            yield 0, fire
        for intents in self.alphabet:
            yield 1, lambda other, intents=intents: other.hear(
                list(intents), {}, None)

    # The search ------------------------------------------------------------

    def look(self, run):
        if not run.now.ended or run.now.state:
            rank = run.stage_rank()
            if rank >= 0:
                self.stages.add(self.scenario.stage_names[rank])
            for number, condition in enumerate(self.never_conditions):
                if condition(View(run, None)):
                    self.never.add(number)

    def go(self):
        """False when there are more configurations than wanted."""
        run = self.new_run()
        run.cycled = False
        run.start()
        self.turns, self.edges, self.ended = {}, {}, {}
        if run.cycled:
            self.cycle = True
            return True
        level = [run]
        self.add(run, 0)
        turn = 0
        while level:
            level = self.close(level, turn)
            if level is None:
                return False
            level = self.speak(level, turn)
            turn += 1
        return True

    def add(self, run, turn):
        """Whether it is new."""
        self.look(run)
        key = self.abstract.key(run)
        if key in self.turns:
            return False
        self.turns[key] = turn
        self.edges[key] = set()
        if run.now.ended:
            self.ended[key] = run.ending
        return True

    def step(self, run, wanted):
        key = self.abstract.key(run)
        for moment in self.abstract.moments(run):
            placed = self.at_moment(run, moment)
            for cost, event in self.events(placed):
                if cost != wanted:
                    continue
                other = self.copy(placed)
                other.cycled = False
                event(other)
                if other.cycled:
                    self.cycle = True
                    continue
                self.edges[key].add(self.abstract.key(other))
                yield other

    def close(self, level, turn):
        """Adds all that happens without a word said."""
        for run in level:
            if len(self.turns) > self.most:
                return None
            if not run.now.ended:
                level += [o for o in self.step(run, 0) if self.add(o, turn)]
        return level

    def speak(self, level, turn):
        return [other for run in level if not run.now.ended
                for other in self.step(run, 1) if self.add(other, turn + 1)]

    # What follows ----------------------------------------------------------

    def fewest_turns(self):
        """By ending."""
        fewest = {}
        for key, ending in self.ended.items():
            fewest[ending] = min(fewest.get(ending, self.turns[key]),
                                 self.turns[key])
        return fewest

    def reaching(self, endings):
        """Keys from which one of these endings can be reached."""
        sources = {}
        for key, targets in self.edges.items():
            for target in targets:
                sources.setdefault(target, []).append(key)
        found = {key for key, ending in self.ended.items()
                 if ending in endings}
        waiting = list(found)
        while waiting:
            for source in sources.get(waiting.pop(), ()):
                if source not in found:
                    found.add(source)
                    waiting.append(source)
        return found

    def is_lost(self, endings):
        """Whether some configuration that has not ended cannot reach them."""
        return any(key not in self.ended and key not in found
                   for found in [self.reaching(endings)] for key in self.turns)
