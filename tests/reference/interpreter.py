#!/usr/bin/python3
"""A reference interpreter of the scenario language, written from the
specification alone, for differential tests.

    interpreter.py SCENARIO.yaml [--seed N] < events.jsonl > stream.jsonl

Prints the trainer's view under the virtual clock. Clarity before speed; valid
scenario files are taken for granted. Start at `Session.feed`, which takes one
input line, then `Run`, which is the machine: its methods follow sections 2 to
4 of the language, and all that changes is in `Configuration`.
"""

import argparse
import copy
import json
import re
import sys

from hearing import fold
from model import load_scenario

STATUSES = ("unraised", "open", "deferred", "promised", "broken", "met",
            "refused", "dropped")
LIVE = ("open", "deferred", "promised", "broken")
HOW = ("as-written", "varied", "conceded", "hung-up")
SETTLING_ROUNDS = 64
NEVER = float("inf")

STAYED, LEFT, ENDED = "stayed", "left", "ended"


class Configuration:
    """Everything that changes in a run, and so all that `undo` restores."""

    def __init__(self, scenario, seed):
        self.clock = 0
        self.ended = False
        self.random_state = seed & (2 ** 64 - 1)

        self.state = None              # name of the innermost active state
        self.way_back = None           # name of the state `go: back` enters
        self.entered_at = {}           # state -> time
        self.visits = {state: 0 for state in scenario.states}

        self.speaker = first_speaker(scenario)
        self.meters = {name: start
                       for name, (start, _, _) in scenario.meters.items()}
        self.facts = {name: False for name in scenario.facts}
        self.slots = dict(scenario.slots)

        self.demands = {name: "unraised" for name in scenario.demands}
        self.raise_order = []          # demands once raised, latest first
        self.raised_at = {}            # demand -> time
        self.deadlines = {}            # demand -> time due, while running
        self.promises = {}             # demand -> time due, while running

        self.turns = 0
        self.times = {}                # intent -> turns it was heard in
        self.last_heard = {}           # intent -> turn it was last heard in
        self.last_activity = 0         # last utterance or typing
        self.last_text = None          # folded utterance before
        self.last_line = None          # last line said, slots filled in

        self.runs = {}                 # place -> how often it ran
        self.unused = {}               # body -> `say-one-of` items left
        self.used_timers = {}          # place -> the instant it counted from
        self.used_schedules = set()    # injects that are scheduled no more
        self.disarmed = set()          # `when` triggers


def first_speaker(scenario):
    for role, keys in scenario.roles.items():
        if keys["side"] in ("perpetrator", "person-in-crisis"):
            return role
    return None


class View:
    """The run as one expression sees it; `holder` is the place's state, demand
    or None."""

    def __init__(self, run, holder):
        self.run = run
        self.now = run.now
        self.holder = holder

    def meter(self, name):
        return self.now.meters[name]

    def fact(self, name):
        return self.now.facts[name]

    def elapsed(self):
        return self.now.clock

    def in_state(self):
        name = getattr(self.holder, "name", None)
        if name is None or self.holder is not self.run.scenario.states.get(
                name):
            name = self.now.state
        return self.now.clock - self.now.entered_at[name]

    def turns(self):
        return self.now.turns

    def times(self, intent):
        return self.now.times.get(intent, 0)

    def since(self, intent):
        if intent not in self.now.last_heard:
            return NEVER
        return self.now.turns - self.now.last_heard[intent]

    def heard(self, intent):
        return intent in self.run.heard

    def visits(self, state):
        return self.now.visits[state]

    def is_in(self, state):
        return state in (active.name for active in self.run.active_states())

    def demand(self, name):
        return self.now.demands[name]

    def is_live(self, name):
        return self.now.demands[name] in LIVE

    def speaker(self):
        return self.now.speaker

    def stage_rank(self):
        return self.run.stage_rank()


class Run:
    """The machine. Lines for the stream go to `emit`, in order."""

    def __init__(self, scenario, seed, emit):
        self.scenario = scenario
        self.emit = emit
        self.now = Configuration(scenario, seed)
        self.heard = frozenset()  # the intents of the present event

    def put(self, out, **rest):
        self.emit({"out": out, "t": self.now.clock, **rest})

    def fill(self, text):
        """Puts slots and roles into a text; `{{` is a brace."""
        if text is None:
            return None

        def value(match):
            if match[0] == "{{":
                return "{"
            name = match[1]
            if name in self.now.slots:
                return self.now.slots[name]
            return self.scenario.roles[name].get("name", name)

        return re.sub(r"\{\{|\{([a-z][a-z0-9_-]*)\}", value, text)

    def holds(self, place):
        return (place.condition is None
                or bool(place.condition(View(self, place.holder))))

    def listens(self, place):
        """False once a place with `once` has run as often as it may."""
        allowed = place.runs_allowed()
        return (allowed is None
                or self.now.runs.get(place.serial, 0) < allowed)

    # States ----------------------------------------------------------------

    def active_states(self):
        """Outermost first."""
        if self.now.state is None:
            return []
        return self.scenario.states[self.now.state].chain()

    def start(self):
        self.enter_from([], self.scenario.start)
        self.settle()

    def go(self, target_name):
        """Enters a state; True if that left anything."""
        if target_name == "back":
            return self.go_back()
        target = self.scenario.states[target_name]
        active = self.active_states()
        if target in active:
            staying = active[:active.index(target)]
        else:
            staying = [s for s in target.chain() if s in active]
            self.now.way_back = self.now.state
        self.enter_from(staying, target)
        return True

    def enter_from(self, staying, target):
        """Enters what is missing between the states that stay active and the
        target, then downwards along `start`."""
        while target.start is not None:
            target = target.start
        self.now.state = target.name
        for state in target.chain()[len(staying):]:
            self.mark_entered(state)
            self.print_state(state)
            if state.enter is not None:
                self.run_place(state.enter)

    def go_back(self):
        if self.now.way_back is None:
            return False
        active = self.active_states()
        target = self.scenario.states[self.now.way_back]
        self.now.way_back = None
        self.now.state = target.name
        for state in target.chain():
            if state not in active:
                self.mark_entered(state)
        self.print_state(target)
        return True

    def mark_entered(self, state):
        self.now.entered_at[state.name] = self.now.clock
        self.now.visits[state.name] += 1

    def print_state(self, state):
        self.put("state", name=state.name)
        if state.expect is not None:
            self.put("expect", text=self.fill(state.expect))

    def end(self, name):
        ending = self.scenario.endings[name]
        self.put("ending", name=name, outcome=ending["outcome"],
                 text=self.fill(ending.get("text")))
        self.now.ended = True

    def stage_rank(self):
        """Index of the current stage, -1 below the first."""
        rank = -1
        for condition in self.scenario.stage_conditions:
            if not condition(View(self, None)):
                break
            rank += 1
        return rank

    def stage_name(self):
        rank = self.stage_rank()
        return None if rank < 0 else self.scenario.stage_names[rank]

    # Bodies ----------------------------------------------------------------

    def run_place(self, place, answered=None):
        """Runs a place; returns STAYED, LEFT or ENDED. `answered` is a list
        that gets an element when a line was said or a sign seen."""
        count = self.now.runs.get(place.serial, 0)
        self.now.runs[place.serial] = count + 1
        bodies = [place.body]
        nth = {}
        if place.each_time:
            index = min(count, len(place.each_time) - 1)
            nth = {"nth": index}
            bodies.append(place.each_time[index])
        self.put("ran", what=place.what, where=place.where, file=place.file,
                 line=place.line, **nth)
        for body in bodies:
            self.take_effects(body)
            if answered is not None and (body.say or body.say_one_of
                                         or body.sign is not None):
                answered.append(place)
        for body in reversed(bodies):
            if body.go is not None:
                return LEFT if self.go(body.go) else STAYED
            if body.end is not None:
                self.end(body.end)
                return ENDED
        return STAYED

    def take_effects(self, body):
        """All of a body but its way out, in the specified order."""
        for meter, sign, amount in body.change:
            old = self.now.meters[meter]
            self.set_meter(meter, amount if sign == "=" else old + amount)
        for fact in body.learn:
            self.set_fact(fact, True)
        for demand in body.raised:
            self.raise_demand(demand)
        self.take_demand_effects(body)
        if body.speaker is not None and body.speaker != self.now.speaker:
            self.now.speaker = body.speaker
            self.put("speaker", role=body.speaker)
        for role, text in body.say:
            self.say(role, text)
        if body.say_one_of:
            self.say(*self.choose(body))
        for role, text in body.cue:
            self.put("cue", role=role or self.now.speaker,
                     text=self.fill(text))
        if body.sign is not None:
            self.put("sign", text=self.fill(body.sign))
        if body.note is not None:
            self.put("note", text=self.fill(body.note))

    def take_demand_effects(self, body):
        for demand in body.demand_effects["defer"]:
            self.change_live_demand(demand, "deferred")
        for demand, duration in body.promises:
            self.change_live_demand(demand, "promised", duration)
        for effect, status in (("meet", "met"), ("refuse", "refused"),
                               ("drop", "dropped")):
            for demand in body.demand_effects[effect]:
                self.change_live_demand(demand, status)

    def say(self, role, text):
        line = self.fill(text)
        self.now.last_line = line
        self.put("say", role=role or self.now.speaker, text=line)

    def choose(self, body):
        """Draws one of the `say-one-of` lines not yet used."""
        unused = self.now.unused.get(body.serial)
        if not unused:
            unused = list(range(len(body.say_one_of)))
        chosen = unused[self.draw() % len(unused)]
        self.now.unused[body.serial] = [i for i in unused if i != chosen]
        return body.say_one_of[chosen]

    def draw(self):
        """The next number of splitmix64."""
        mask = 2 ** 64 - 1
        self.now.random_state = (self.now.random_state
                                 + 0x9E3779B97F4A7C15) & mask
        z = self.now.random_state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def set_meter(self, meter, value):
        _, least, most = self.scenario.meters[meter]
        old = self.now.meters[meter]
        new = max(least, min(most, value))
        self.now.meters[meter] = new
        if new != old:
            self.put("meter", name=meter, **{"from": old, "to": new})

    def set_fact(self, fact, known):
        if self.now.facts[fact] != known:
            self.now.facts[fact] = known
            self.put("fact", name=fact, known=known)

    # Demands ---------------------------------------------------------------

    def live_demands(self):
        """Latest raised first."""
        return [self.scenario.demands[name] for name in self.now.raise_order
                if self.now.demands[name] in LIVE]

    def move_to_front(self, demand):
        if demand in self.now.raise_order:
            self.now.raise_order.remove(demand)
        self.now.raise_order.insert(0, demand)

    def set_status(self, demand, status):
        old = self.now.demands[demand]
        self.now.demands[demand] = status
        if old not in LIVE and status in LIVE:
            self.move_to_front(demand)
            self.now.raised_at[demand] = self.now.clock
        if status != old:
            self.put("demand", name=demand, **{"from": old, "to": status})

    def set_timer(self, timers, kind, demand, due):
        """Starts, moves or, with None, cancels a deadline or promise."""
        if timers.get(demand) == due:
            return
        if due is None:
            del timers[demand]
        else:
            timers[demand] = due
        announced = (kind != "deadline"
                     or self.scenario.demands[demand].announced)
        self.put("timer", what=f"{kind}:{demand}", due=due,
                 announced=announced)

    def set_deadline(self, demand, due):
        self.set_timer(self.now.deadlines, "deadline", demand, due)

    def set_promise(self, demand, due):
        self.set_timer(self.now.promises, "promise", demand, due)

    def raise_demand(self, demand):
        if self.now.demands[demand] in LIVE:
            self.move_to_front(demand)
        elif self.now.demands[demand] != "met":
            self.open_demand(demand)

    def open_demand(self, demand):
        self.set_status(demand, "open")
        duration = self.scenario.demands[demand].deadline
        if duration is not None:
            self.set_deadline(demand, self.now.clock + duration)

    def change_live_demand(self, demand, status, duration=None):
        if self.now.demands[demand] in LIVE:
            self.change_demand(demand, status, duration)

    def change_demand(self, demand, status, duration=None):
        """Gives a demand another status, and its timers what follows."""
        if status == self.now.demands[demand] and status != "promised":
            return
        self.set_status(demand, status)
        if status != "deferred":
            self.set_deadline(demand, None)
        self.set_promise(demand, None if duration is None
                         else self.now.clock + duration)

    def set_demand_by_hand(self, demand, status):
        if status != "open":
            self.change_demand(demand, status)
        elif self.now.demands[demand] in LIVE:
            self.move_to_front(demand)
        else:
            self.open_demand(demand)

    # Events ----------------------------------------------------------------

    def ordered_rules(self):
        """Rules in the order in which they are asked."""
        active = self.active_states()
        rules = list(active[-1].rules)
        for demand in self.live_demands():
            rules += demand.rules
        for state in reversed(active[:-1]):
            rules += state.rules
        return rules + self.scenario.rules

    def hear(self, intents, captures, folded):
        """An utterance: `folded` is None when no text is known."""
        self.now.turns += 1
        self.now.last_activity = self.now.clock
        for intent in intents:
            self.now.times[intent] = self.now.times.get(intent, 0) + 1
            self.now.last_heard[intent] = self.now.turns
        self.now.slots.update(captures)
        self.now.last_text = folded
        self.put("heard", turn=self.now.turns, intents=intents,
                 captures=captures)
        self.heard = frozenset(intents)
        self.answer(lambda place: not self.heard.isdisjoint(place.intents),
                    with_otherwise=True)
        self.heard = frozenset()
        self.settle()

    def fire_inject(self, inject):
        """Runs an inject, then what listens for it."""
        if self.run_place(inject) == STAYED:
            name = inject.where.removeprefix("injects.")
            self.answer(lambda place: place.inject == name)
        self.settle()

    def inject_by_hand(self, name):
        self.now.used_schedules.add(name)
        self.fire_inject(self.scenario.injects[name])

    def answer(self, is_for, with_otherwise=False):
        """Steps 3 to 5: triggers, one rule, otherwise."""
        answered = []
        for trigger in self.scenario.triggers:
            if (is_for(trigger) and self.listens(trigger)
                    and self.holds(trigger)):
                if self.run_place(trigger, answered) != STAYED:
                    return
        for rule in self.ordered_rules():
            if is_for(rule) and self.listens(rule) and self.holds(rule):
                self.run_place(rule)
                return
        if with_otherwise and not answered:
            self.run_otherwise()

    def run_otherwise(self):
        places = [state.otherwise
                  for state in reversed(self.active_states())]
        for place in places + [self.scenario.otherwise]:
            if place is not None:
                self.run_place(place)
                return

    def settle(self):
        """Step 6: the `when` triggers."""
        rounds = 0
        while not self.now.ended:
            candidate = None
            for trigger in self.scenario.triggers:
                if trigger.when is None:
                    continue
                if not trigger.when(View(self, None)):
                    self.now.disarmed.discard(trigger.serial)
                elif (candidate is None
                        and trigger.serial not in self.now.disarmed
                        and self.listens(trigger)):
                    candidate = trigger
            if candidate is None:
                return
            if rounds == SETTLING_ROUNDS:
                self.put("error", code="cycle",
                         text=f"{candidate.where} would run again")
                return
            rounds += 1
            self.now.disarmed.add(candidate.serial)
            self.run_place(candidate)

    # Time ------------------------------------------------------------------

    def advance(self, target):
        """Fires what is due up to `target`, then sets the clock there."""
        while not self.now.ended:
            due = self.next_due(target)
            if due is None:
                self.now.clock = target
                return
            instant, _, fire = due
            self.now.clock = instant
            fire()

    def next_due(self, target):
        """The first (instant, position, function) due by `target`."""
        pending = [*self.pending_silences(), *self.pending_injects(),
                   *self.pending_demand_timers()]
        rules = self.pending_rules()
        if rules:
            instant = min(due for due, _, _ in rules)
            group = [rule for rule in rules if rule[0] == instant]
            position = min(rule.position for _, rule, _ in group)
            pending.append((instant, position,
                            lambda: self.fire_rules(group)))
        pending = [entry for entry in pending if entry[0] <= target]
        return min(pending, key=lambda entry: entry[:2], default=None)

    def pending_silences(self):
        """Those of triggers."""
        since = self.now.last_activity
        for trigger in self.scenario.triggers:
            if (trigger.silence is not None and self.listens(trigger)
                    and self.now.used_timers.get(trigger.serial) != since):
                yield (since + trigger.silence, trigger.position,
                       lambda trigger=trigger: self.fire_silence(trigger))

    def pending_injects(self):
        for name, inject in self.scenario.injects.items():
            if inject.at is not None and name not in self.now.used_schedules:
                yield (inject.at, inject.position,
                       lambda name=name: self.fire_schedule(name))

    def pending_demand_timers(self):
        for timers, fire in ((self.now.deadlines, self.fire_deadline),
                             (self.now.promises, self.fire_promise)):
            for name, due in timers.items():
                demand = self.scenario.demands[name]
                yield (due, demand.position,
                       lambda fire=fire, demand=demand: fire(demand))

    def pending_rules(self):
        """(due, rule, the instant it counts from), in the order in which
        rules are asked."""
        pending = []
        for rule in self.ordered_rules():
            since = self.counts_from(rule)
            if (since is not None and self.listens(rule)
                    and self.now.used_timers.get(rule.serial) != since):
                length = rule.after if rule.silence is None else rule.silence
                pending.append((since + length, rule, since))
        return pending

    def counts_from(self, rule):
        if rule.after is not None:
            return self.now.entered_at[rule.holder.name]
        if rule.silence is None:
            return None
        if rule.holder is None:
            return self.now.last_activity
        if rule.where.startswith("demands."):
            begun = self.now.raised_at[rule.holder.name]
        else:
            begun = self.now.entered_at[rule.holder.name]
        return max(self.now.last_activity, begun)

    def fire_silence(self, trigger):
        self.now.used_timers[trigger.serial] = self.now.last_activity
        if self.holds(trigger):
            self.run_place(trigger)
        self.settle()

    def fire_rules(self, group):
        for _, rule, since in group:
            self.now.used_timers[rule.serial] = since
        for _, rule, _ in group:
            if self.holds(rule):
                self.run_place(rule)
                break
        self.settle()

    def fire_schedule(self, name):
        self.now.used_schedules.add(name)
        inject = self.scenario.injects[name]
        if self.listens(inject) and self.holds(inject):
            self.fire_inject(inject)
        else:
            self.settle()

    def fire_deadline(self, demand):
        again = (None if demand.repeat is None
                 else self.now.clock + demand.repeat)
        self.set_deadline(demand.name, again)
        if demand.passed is not None:
            self.run_place(demand.passed)
        self.settle()

    def fire_promise(self, demand):
        self.change_demand(demand.name, "broken")
        if demand.broken is not None:
            self.run_place(demand.broken)
        self.settle()


# Input lines ---------------------------------------------------------------

class BadLine(Exception):
    """An input line that is reported and changes nothing."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code
        self.text = text


def refuse_constant(text):
    raise ValueError(f"{text} is not JSON")


def parse_line(line):
    """A line of bytes as a map."""
    try:
        value = json.loads(line.decode("utf-8"),
                           parse_constant=refuse_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ValueError as fault:
        raise BadLine("json", str(fault)) from None
    if not isinstance(value, dict):
        raise BadLine("json", "not an object")
    return value


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


IS_KIND = {
    "integer": is_integer,
    "boolean": lambda value: isinstance(value, bool),
    "text": lambda value: isinstance(value, str),
    "list": lambda value: isinstance(value, list),
    "map": lambda value: isinstance(value, dict),
}


def field(line, name, kind, default=None, required=True):
    if name not in line:
        if required:
            raise BadLine("json", f"{name} is missing")
        return default
    if not IS_KIND[kind](line[name]):
        raise BadLine("json", f"{name} is not of kind {kind}")
    return line[name]


def entries_of(line, name, kind):
    """An optional map whose values are all of one kind."""
    entries = field(line, name, "map", {}, required=False)
    for key, value in entries.items():
        if not IS_KIND[kind](value):
            raise BadLine("json", f"{name}.{key} is not of kind {kind}")
    return entries


def check_name(name, known, what):
    if name not in known:
        raise BadLine("name", f"no {what} {name!r}")


class Session:
    """A run fed with input lines. Each input has a `check_...` method, which
    finds what is wrong before anything changes, and a `do_...` method."""

    INPUTS = ("say", "heard", "typing", "wait", "inject", "goto", "set",
              "undo", "hint", "status", "note", "drift", "pause", "resume",
              "end")

    def __init__(self, scenario, seed, emit):
        self.scenario = scenario
        self.seed = seed
        self.emit = emit
        self.run = Run(scenario, seed, emit)
        self.history = []        # configurations before each utterance's line
        self.before_line = None  # configuration before the present line
        self.last_stage = None   # last one printed

    @property
    def now(self):
        return self.run.now

    def put(self, out, **rest):
        self.run.put(out, **rest)

    def begin(self):
        scenario = self.scenario
        briefs = [keys["brief"] for keys in scenario.roles.values()
                  if keys["side"] == "negotiator" and "brief" in keys]
        self.put("start", standoff=1, program="reference",
                 scenario=scenario.file, sha256=scenario.sha256,
                 title=scenario.title, language=scenario.language,
                 seed=self.seed, view="trainer",
                 brief=self.run.fill(briefs[0]) if briefs else None,
                 warnings=scenario.warnings, support=scenario.support)
        self.run.start()
        self.print_ready(first=True)

    def print_ready(self, first=False):
        """Closes an input line, unless the run is over."""
        if self.now.ended:
            return
        stage = self.run.stage_name()
        if first or stage != self.last_stage:
            self.put("stage", name=stage)
            self.last_stage = stage
        self.put("ready", turn=self.now.turns)

    def feed(self, raw):
        """Takes one input line, as bytes."""
        if not raw.strip():
            return
        try:
            name, line, instant = self.check(raw)
        except BadLine as fault:
            self.put("error", code=fault.code, text=fault.text)
        else:
            self.perform(name, line, instant)
        self.print_ready()

    def check(self, raw):
        """Everything that can be wrong with a line, before it does
        anything."""
        try:
            line = parse_line(raw)
        except BadLine:
            self.refuse_if_ended()
            raise
        name = line.get("in")
        if name != "undo":
            self.refuse_if_ended()
        if name not in self.INPUTS:
            raise BadLine("unknown", f"unknown input {name!r}")
        instant = field(line, "t", "integer", self.now.clock, required=False)
        getattr(self, f"check_{name}")(line)
        if instant < self.now.clock:
            raise BadLine("time", "time goes backwards")
        return name, line, instant

    def refuse_if_ended(self):
        if self.now.ended:
            raise BadLine("ended", "the run is over")

    def perform(self, name, line, instant):
        self.before_line = copy.deepcopy(self.now)
        self.run.advance(instant)
        if not self.now.ended or name == "undo":
            getattr(self, f"do_{name}")(line)

    def check_nothing(self, line):
        pass

    check_typing = check_hint = check_status = check_nothing
    check_pause = check_resume = check_end = check_nothing

    def check_say(self, line):
        if not fold(field(line, "text", "text")):
            raise BadLine("empty", "nothing is said")

    def do_say(self, line):
        text = line["text"]
        hearer = self.scenario.hearer
        intents = hearer.hear(text, self.now.last_line, self.now.last_text)
        self.history.append(self.before_line)
        self.run.hear(intents, hearer.captures(text, intents), fold(text))

    def check_heard(self, line):
        intents = field(line, "intents", "list")
        text = field(line, "text", "text", required=False)
        for intent in intents:
            if not isinstance(intent, str):
                raise BadLine("json", "an intent is not a text")
            check_name(intent, self.scenario.hearer.intents, "intent")
        if text is not None and not fold(text):
            raise BadLine("empty", "nothing is said")

    def do_heard(self, line):
        hearer = self.scenario.hearer
        intents = [name for name in hearer.intents if name in line["intents"]]
        text = line.get("text")
        captures = hearer.captures(text, intents) if text is not None else {}
        self.history.append(self.before_line)
        self.run.hear(intents, captures,
                      fold(text) if text is not None else None)

    def do_typing(self, line):
        self.now.last_activity = self.now.clock

    def check_wait(self, line):
        if field(line, "ms", "integer") < 0:
            raise BadLine("range", "a wait backwards")

    def do_wait(self, line):
        self.run.advance(self.now.clock + line["ms"])

    def check_inject(self, line):
        check_name(field(line, "name", "text"), self.scenario.injects,
                   "inject")

    def do_inject(self, line):
        self.run.inject_by_hand(line["name"])

    def check_goto(self, line):
        check_name(field(line, "state", "text"), self.scenario.states,
                   "state")

    def do_goto(self, line):
        self.run.go(line["state"])
        self.run.settle()

    def check_set(self, line):
        meters = entries_of(line, "meters", "integer")
        facts = entries_of(line, "facts", "boolean")
        demands = entries_of(line, "demands", "text")
        for meter, value in meters.items():
            check_name(meter, self.scenario.meters, "meter")
            _, least, most = self.scenario.meters[meter]
            if not least <= value <= most:
                raise BadLine("range", f"{meter} is {least}..{most}")
        for fact in facts:
            check_name(fact, self.scenario.facts, "fact")
        for demand, status in demands.items():
            check_name(demand, self.scenario.demands, "demand")
            check_name(status, STATUSES, "status")

    def do_set(self, line):
        for meter, value in line.get("meters", {}).items():
            self.run.set_meter(meter, value)
        for fact, known in line.get("facts", {}).items():
            self.run.set_fact(fact, known)
        for demand, status in line.get("demands", {}).items():
            self.run.set_demand_by_hand(demand, status)
        self.run.settle()

    def check_undo(self, line):
        if not 1 <= field(line, "turns", "integer") <= len(self.history):
            raise BadLine("range", "not so many turns")

    def do_undo(self, line):
        turns = line["turns"]
        self.run.now = self.history[-turns]
        del self.history[-turns:]
        self.put("undone", turn=self.now.turns)

    def do_hint(self, line):
        hints = [state.hint for state in self.run.active_states()
                 if state.hint is not None]
        self.put("hint", text=self.run.fill(hints[-1]) if hints else None)

    def do_status(self, line):
        timers = []
        for demand in self.scenario.demands:
            for kind, running in (("deadline", self.now.deadlines),
                                  ("promise", self.now.promises)):
                if demand in running:
                    timers.append({"what": f"{kind}:{demand}",
                                   "due": running[demand]})
        self.put("status", turn=self.now.turns, state=self.now.state,
                 stage=self.run.stage_name(), speaker=self.now.speaker,
                 meters=dict(self.now.meters),
                 facts=[fact for fact, known in self.now.facts.items()
                        if known],
                 demands=dict(self.now.demands), timers=timers)

    def check_note(self, line):
        field(line, "text", "text")
        field(line, "by", "text")

    def check_drift(self, line):
        check_name(field(line, "role", "text"), self.scenario.roles, "role")
        check_name(field(line, "how", "text"), HOW, "drift")

    def do_nothing(self, line):
        pass

    do_note = do_drift = do_pause = do_resume = do_nothing

    def do_end(self, line):
        self.put("ending", name="endex", outcome="unresolved", text=None)
        self.now.ended = True


def main():
    arguments = argparse.ArgumentParser(
        description="Plays a scenario: events on standard input, the "
                    "trainer's stream on standard output.")
    arguments.add_argument("scenario")
    arguments.add_argument("--seed", type=int, default=0)
    options = arguments.parse_args()

    def emit(line):
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")

    session = Session(load_scenario(options.scenario), options.seed, emit)
    session.begin()
    for raw in sys.stdin.buffer:
        session.feed(raw)


if __name__ == "__main__":
    main()
