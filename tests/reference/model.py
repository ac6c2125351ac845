"""A scenario file and its packs as Python objects, with the file, the line and
the position of every place that can run.

Start at `load_scenario`. Files are taken to be valid: a fault is an exception.
The YAML is only composed into nodes, every scalar staying text, because the
meaning of a scalar depends on its place, and because lines are wanted.
Needs the third-party module `yaml` (Debian: python3-yaml).
"""

import bisect
import hashlib
import itertools
import os
import re

import yaml

from expressions import compile_expression, parse_duration
from hearing import Hearer, Intent

DEMAND_EFFECTS = ("defer", "meet", "refuse", "drop")
LISTENED_TO = ("intent", "silence", "after", "inject", "when")


class Document:
    """One YAML file: its root node and where its `-` signs stand."""

    def __init__(self, path, root, index):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.path = path
        self.name = os.path.relpath(path, root)
        self.index = index  # packs in order of `use`, then the scenario
        self.node = yaml.compose(text, Loader=yaml.BaseLoader)
        self.dashes = []    # (offset, line) of every `-` of a block list
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            if isinstance(token, yaml.BlockEntryToken):
                self.dashes.append((token.start_mark.index,
                                    token.start_mark.line + 1))

    def item_line(self, sequence, item):
        """The line of the `-` before an item, or of the item itself in a flow
        list."""
        if sequence.flow_style:
            return item.start_mark.line + 1
        index = bisect.bisect_left(self.dashes, (item.start_mark.index, 0))
        return self.dashes[index - 1][1]


class Body:
    """What happens; keys not written are empty."""

    def __init__(self, node, serial):
        keys = fields(node)
        self.serial = serial
        self.change = [(meter, *parse_change(value.value))
                       for meter, value in mapping(keys.get("change"))]
        self.learn = names(keys.get("learn"))
        self.raised = names(keys.get("raise"))
        self.promises = [(demand, parse_duration(value.value))
                         for demand, value in mapping(keys.get("promise"))]
        self.demand_effects = {effect: names(keys.get(effect))
                               for effect in DEMAND_EFFECTS}
        self.speaker = text_of(keys.get("speaker"))
        self.say = lines(keys.get("say"))
        self.say_one_of = lines(keys.get("say-one-of"))
        self.cue = lines(keys.get("cue"))
        self.sign = text_of(keys.get("sign"))
        self.note = text_of(keys.get("note"))
        self.go = text_of(keys.get("go"))
        self.end = text_of(keys.get("end"))


class Place:
    """Anything with a body: a rule, trigger, inject, `enter`, `otherwise`,
    `passed` or `broken`. `holder` is the state or demand that a rule is
    written in, None elsewhere."""

    def __init__(self, builder, what, where, node, line, offset, holder=None):
        keys = fields(node)
        self.what = what
        self.where = where
        self.file = builder.document.name
        self.line = line
        self.position = (builder.document.index, offset)
        self.holder = holder
        self.serial = next(builder.serials)
        self.body = Body(node, next(builder.serials))
        self.each_time = [Body(item, next(builder.serials))
                          for item in items(keys.get("each-time"))]
        self.once = text_of(keys.get("once")) == "true"
        self.condition = builder.expression(keys.get("if"))
        self.when = builder.expression(keys.get("when"))
        self.intents = names(keys.get("intent"))
        self.inject = text_of(keys.get("inject"))
        self.silence = duration_of(keys.get("silence"))
        self.after = duration_of(keys.get("after"))
        self.at = duration_of(keys.get("at"))

    def runs_allowed(self):
        """How often it may run, None for always."""
        return max(1, len(self.each_time)) if self.once else None


class State:
    def __init__(self, name, parent):
        self.name = name
        self.parent = parent
        self.children = []
        self.start = None
        self.hint = None
        self.expect = None
        self.enter = None
        self.otherwise = None
        self.rules = []

    def chain(self):
        """The state and those around it, outermost first."""
        outer = self.parent.chain() if self.parent else []
        return outer + [self]


class Demand:
    def __init__(self, name, position):
        self.name = name
        self.position = position
        self.deadline = None   # milliseconds after the raise
        self.repeat = None
        self.announced = True
        self.passed = None
        self.broken = None
        self.rules = []


class Scenario:
    """What `load_scenario` returns. Maps keep document order."""

    def __init__(self):
        self.triggers = []
        self.intents = []
        self.states = {}
        self.demands = {}
        self.injects = {}
        self.rules = []
        self.otherwise = None


# Reading nodes -------------------------------------------------------------

def mapping(node):
    """(key, value node) pairs in written order; none for no node."""
    if node is None or isinstance(node, yaml.ScalarNode):
        return []
    return [(key.value, value) for key, value in node.value]


def fields(node):
    return dict(mapping(node))


def items(node):
    return node.value if isinstance(node, yaml.SequenceNode) else []


def text_of(node):
    return None if node is None else node.value


def duration_of(node):
    return None if node is None else parse_duration(node.value)


def names(node):
    """A name or a list of names."""
    if node is None:
        return []
    if isinstance(node, yaml.ScalarNode):
        return [node.value]
    return [item.value for item in node.value]


def lines(node):
    """Lines as (role or None, text): from a text, a map from roles to texts,
    or a list of either."""
    if node is None:
        return []
    if isinstance(node, yaml.ScalarNode):
        return [(None, node.value)]
    if isinstance(node, yaml.MappingNode):
        return [(role, value.value) for role, value in mapping(node)]
    return [line for item in node.value for line in lines(item)]


def parse_range(text):
    least, most = re.fullmatch(r"(-?\d+)\.\.(-?\d+)", text).groups()
    return int(least), int(most)


def parse_change(text):
    """`+1`, `-2` or `=5` as (operator, amount)."""
    if text[0] == "=":
        return "=", int(text[1:])
    if text[0] not in "+-":
        raise ValueError(f"a change needs a sign: {text!r}")
    return "+", int(text)


def plain_value(node):
    """The node as text, lists and maps."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [plain_value(item) for item in node.value]
    return {key: plain_value(value) for key, value in mapping(node)}


# Building ------------------------------------------------------------------

def find_root(path):
    """The nearest folder at or above the file that holds `packs/`, else the
    file's own folder."""
    folder = own = os.path.dirname(os.path.abspath(path))
    while True:
        if os.path.isdir(os.path.join(folder, "packs")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return own
        folder = above


class Builder:
    def __init__(self, path):
        self.path = os.path.abspath(path)
        self.root = find_root(path)
        self.serials = itertools.count()
        self.scenario = Scenario()
        self.document = None

    def build(self):
        uses = fields(Document(self.path, self.root, 0).node).get("use")
        packs = [os.path.normpath(os.path.join(os.path.dirname(self.path),
                                               item.value))
                 for item in items(uses)]
        main = Document(self.path, self.root, len(packs))
        keys = fields(main.node)
        self.read_names(keys)
        for index, pack in enumerate(packs):
            self.document = Document(pack, self.root, index)
            pack_keys = fields(self.document.node)
            self.read_intents(pack_keys.get("intents"))
            self.read_triggers(pack_keys.get("triggers"))
        self.document = main
        self.read_intents(keys.get("intents"))
        self.read_triggers(keys.get("triggers"))
        self.read_rest(keys)
        self.scenario.hearer = Hearer(self.scenario.intents,
                                      self.scenario.slots)
        return self.scenario

    def read_names(self, keys):
        """What expressions and texts refer to, and the head of the file."""
        scenario = self.scenario
        scenario.file = os.path.relpath(self.path, self.root)
        with open(self.path, "rb") as file:
            scenario.sha256 = hashlib.sha256(file.read()).hexdigest()
        scenario.title = text_of(keys.get("title"))
        scenario.language = text_of(keys.get("language"))
        scenario.support = text_of(keys.get("support"))
        scenario.warnings = names(keys.get("warnings"))
        scenario.roles = {role: plain_value(node)
                          for role, node in mapping(keys.get("roles"))}
        scenario.slots = {slot: node.value
                          for slot, node in mapping(keys.get("slots"))}
        scenario.facts = [fact for fact, _ in mapping(keys.get("facts"))]
        scenario.meters = {}
        for meter, node in mapping(keys.get("meters")):
            meter_keys = fields(node)
            scenario.meters[meter] = (int(meter_keys["start"].value),
                                      *parse_range(meter_keys["range"].value))
        scenario.endings = {ending: plain_value(node)
                            for ending, node in mapping(keys.get("endings"))}
        stages = [fields(item) for item in items(keys.get("stages"))]
        scenario.stage_names = [stage["name"].value for stage in stages]
        scenario.stage_conditions = [self.expression(stage["when"])
                                     for stage in stages]

    def read_rest(self, keys):
        scenario = self.scenario
        for key, node in self.entries(keys.get("injects")):
            scenario.injects[key.value] = self.keyed_place(
                "inject", f"injects.{key.value}", key, node)
        for key, node in self.entries(keys.get("demands")):
            scenario.demands[key.value] = self.read_demand(key, node)
        scenario.rules = self.read_rules(keys.get("rules"), "", None)
        scenario.otherwise = self.optional_place(
            "otherwise", "otherwise", self.find_entry(self.document.node,
                                                      "otherwise"))
        top_level = self.read_states(keys.get("states"), None)
        start = text_of(keys.get("start"))
        scenario.start = scenario.states[start] if start else top_level[0]

    def expression(self, node):
        if node is None:
            return None
        return compile_expression(node.value, self.scenario.meters,
                                  self.scenario.facts,
                                  self.scenario.stage_names)

    @staticmethod
    def entries(node):
        return [] if node is None else node.value

    @staticmethod
    def find_entry(node, name):
        for key, value in node.value:
            if key.value == name:
                return key, value
        return None

    def keyed_place(self, what, where, key, node, holder=None):
        """A place that is the value of a key of a map."""
        return Place(self, what, where, node, key.start_mark.line + 1,
                     key.start_mark.index, holder)

    def optional_place(self, what, where, entry, holder=None):
        if entry is None:
            return None
        return self.keyed_place(what, where, *entry, holder)

    def read_rules(self, node, prefix, holder):
        return [Place(self, "rule", f"{prefix}rules[{number}]", item,
                      self.document.item_line(node, item),
                      item.start_mark.index, holder)
                for number, item in enumerate(items(node))]

    def read_intents(self, node):
        for name, value in mapping(node):
            definition = plain_value(value)
            for key in ("words", "mirrors"):
                if key in definition:
                    definition[key] = parse_range(definition[key])
            definition["repeats"] = definition.get("repeats") == "true"
            self.scenario.intents.append(Intent(name, definition))

    def read_triggers(self, node):
        for key, value in self.entries(node):
            self.scenario.triggers.append(self.keyed_place(
                "trigger", f"triggers.{key.value}", key, value))

    def read_demand(self, key, node):
        where = f"demands.{key.value}"
        demand = Demand(key.value, (self.document.index,
                                    key.start_mark.index))
        keys = fields(node)
        if "deadline" in keys:
            deadline = fields(keys["deadline"])
            demand.deadline = parse_duration(deadline["in"].value)
            demand.repeat = duration_of(deadline.get("repeat"))
            demand.announced = text_of(deadline.get("announced")) != "false"
            demand.passed = self.optional_place(
                "passed", f"{where}.deadline.passed",
                self.find_entry(keys["deadline"], "passed"), demand)
        demand.broken = self.optional_place(
            "broken", f"{where}.broken", self.find_entry(node, "broken"),
            demand)
        demand.rules = self.read_rules(keys.get("rules"), f"{where}.",
                                       demand)
        return demand

    def read_states(self, node, parent):
        read = []
        for key, value in self.entries(node):
            state = State(key.value, parent)
            where = f"states.{state.name}"
            self.scenario.states[state.name] = state
            keys = fields(value)
            state.hint = text_of(keys.get("hint"))
            state.expect = text_of(keys.get("expect"))
            state.enter = self.optional_place(
                "enter", f"{where}.enter", self.find_entry(value, "enter"),
                state)
            state.otherwise = self.optional_place(
                "otherwise", f"{where}.otherwise",
                self.find_entry(value, "otherwise"), state)
            state.rules = self.read_rules(keys.get("rules"), f"{where}.",
                                          state)
            state.children = self.read_states(keys.get("states"), state)
            if state.children:
                start = text_of(keys.get("start"))
                state.start = (self.scenario.states[start] if start
                               else state.children[0])
            read.append(state)
        return read


def load_scenario(path):
    return Builder(path).build()
