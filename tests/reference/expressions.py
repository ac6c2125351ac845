"""The expression language of `if` and `when`: text in, a closure out.

    or        = and { "or" and }
    and       = not { "and" not }
    not       = "not" not | comparison
    comparison = "stage" operator STAGE
              | NAME "is" [ "not" ] NAME
              | sum [ operator sum ]
    sum       = operand { ("+" | "-") operand }
    operand   = "(" or ")" | [ "-" ] INTEGER | DURATION | FUNCTION "(" NAME ")"
              | NAME

A compiled expression is called with a view of the run: an object with the
methods that `Run` in interpreter.py gives it. Nothing is type-checked here:
scenario files are taken to be valid.
"""

import operator
import re

TOKEN = re.compile(
    r"\s*(?:(?P<duration>\d+[hms](?:\d+[ms])*)(?![a-z0-9])"
    r"|(?P<integer>\d+)"
    r"|(?P<name>[a-z][a-z0-9-]*)"
    r"|(?P<sign><=|>=|==|!=|<|>|\+|-|\(|\)))")

DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")

COMPARISONS = {"<": operator.lt, "<=": operator.le, "==": operator.eq,
               "!=": operator.ne, ">=": operator.ge, ">": operator.gt}

FUNCTIONS = ("times", "since", "heard", "visits", "in")


def parse_duration(text):
    """`1h30m` in milliseconds."""
    match = DURATION.fullmatch(text)
    if not text or not match:
        raise ValueError(f"bad duration {text!r}")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def compile_expression(text, meters, facts, stages):
    """Returns a function from a view of the run to the expression's value."""
    parser = Parser(text, meters, facts, stages)
    value = parser.parse_or()
    if parser.peek() is not None:
        raise ValueError(f"left over in expression {text!r}")
    return value


class Parser:
    def __init__(self, text, meters, facts, stages):
        self.text = text
        self.meters = meters
        self.facts = facts
        self.stages = stages
        self.tokens = []
        self.next = 0
        end = len(text.rstrip())
        position = 0
        while position < end:
            match = TOKEN.match(text, position)
            if not match:
                raise ValueError(f"bad character in expression {text!r}")
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            position = match.end()

    def peek(self, ahead=0):
        index = self.next + ahead
        return self.tokens[index][1] if index < len(self.tokens) else None

    def take(self, expected=None):
        if self.next >= len(self.tokens):
            raise ValueError(f"expression ends early: {self.text!r}")
        kind, value = self.tokens[self.next]
        if expected is not None and value != expected:
            raise ValueError(f"{expected!r} expected in {self.text!r}")
        self.next += 1
        return kind, value

    def accept(self, value):
        if self.peek() == value:
            self.next += 1
            return True
        return False

    def parse_or(self):
        left = self.parse_and()
        while self.accept("or"):
            left = self.combine(left, self.parse_and(),
                                lambda a, b: a or b)
        return left

    def parse_and(self):
        left = self.parse_not()
        while self.accept("and"):
            left = self.combine(left, self.parse_not(),
                                lambda a, b: a and b)
        return left

    @staticmethod
    def combine(left, right, join):
        return lambda view: join(left(view), right(view))

    def parse_not(self):
        if self.accept("not"):
            inner = self.parse_not()
            return lambda view: not inner(view)
        return self.parse_comparison()

    def parse_comparison(self):
        if self.peek() == "stage" and self.peek(1) in COMPARISONS:
            return self.parse_stage()
        if self.peek(1) == "is":
            return self.parse_is()
        left = self.parse_sum()
        if self.peek() in COMPARISONS:
            compare = COMPARISONS[self.take()[1]]
            return self.combine(left, self.parse_sum(), compare)
        return left

    def parse_stage(self):
        self.take("stage")
        compare = COMPARISONS[self.take()[1]]
        rank = self.stages.index(self.take()[1])
        return lambda view: compare(view.stage_rank(), rank)

    def parse_is(self):
        subject = self.take()[1]
        self.take("is")
        negated = self.accept("not")
        wanted = self.take()[1]
        if subject == "speaker":
            return lambda view: (view.speaker() == wanted) != negated
        if wanted == "live":
            return lambda view: view.is_live(subject) != negated
        return lambda view: (view.demand(subject) == wanted) != negated

    def parse_sum(self):
        left = self.parse_operand()
        while self.peek() in ("+", "-"):
            join = operator.add if self.take()[1] == "+" else operator.sub
            left = self.combine(left, self.parse_operand(), join)
        return left

    def parse_operand(self):
        if self.accept("("):
            inner = self.parse_or()
            self.take(")")
            return inner
        if self.accept("-"):
            value = -int(self.take()[1])
            return lambda view: value
        kind, word = self.take()
        if kind == "integer":
            value = int(word)
            return lambda view: value
        if kind == "duration":
            value = parse_duration(word)
            return lambda view: value
        if word in FUNCTIONS:
            return self.parse_call(word)
        return self.parse_name(word)

    def parse_call(self, function):
        self.take("(")
        argument = self.take()[1]
        self.take(")")
        return {
            "times": lambda view: view.times(argument),
            "since": lambda view: view.since(argument),
            "heard": lambda view: view.heard(argument),
            "visits": lambda view: view.visits(argument),
            "in": lambda view: view.is_in(argument),
        }[function]

    def parse_name(self, word):
        if word == "elapsed":
            return lambda view: view.elapsed()
        if word == "in-state":
            return lambda view: view.in_state()
        if word == "turns":
            return lambda view: view.turns()
        if word in self.meters:
            return lambda view: view.meter(word)
        if word in self.facts:
            return lambda view: view.fact(word)
        raise ValueError(f"unknown name {word!r} in {self.text!r}")
