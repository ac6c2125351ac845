"""What an utterance means: folding, phrases, patterns, and which intents of a
scenario a text carries (section 5 of the language).

Start at `Hearer.hear`. Folding keeps, for every folded character, the span of
the typed text it came from, so that captures can be returned as typed.
Needs the third-party module `regex` (Debian: python3-regex), whose syntax and
Unicode properties are close to PCRE2's.
"""

import unicodedata

import regex

SEARCHED_BYTES = 2048
CAPTURE_BYTES = 200

WORD = regex.compile(r"\w+(?:['-]\w+)*")
GAP = r"[^\w.!?]+(?:[\w'-]+[^\w.!?]+){0,4}?"
EDGE_BEFORE = r"(?<!\w)"
EDGE_AFTER = r"(?!\w|'t(?!\w))"

FOLDED = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    "ё": "е", "ғ": "г", "ӣ": "и", "қ": "к", "ӯ": "у", "ҳ": "х", "ҷ": "ч",
    "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l",
}
FOLDED.update({small.upper(): plain.upper()
               for small, plain in list(FOLDED.items())
               if len(small.upper()) == 1 and small.upper() != small})
FOLDED["ẞ"] = "SS"


def is_mark(character):
    return unicodedata.category(character).startswith("M")


def fold_character(character):
    """Folds one character of composed text; may give none or several."""
    if character in FOLDED:
        return FOLDED[character]
    if character.isascii():
        return " " if character.isspace() else character
    if character.isspace():
        return " "
    if is_mark(character):
        return ""
    base = unicodedata.normalize("NFD", character)[0]
    if (base != character
            and unicodedata.name(base, "").startswith("LATIN ")):
        return FOLDED.get(base, base)
    return character


def clusters(text):
    """Yields (start, end) of each character with the marks after it."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and is_mark(text[end]):
            end += 1
        yield start, end
        start = end


def fold_cluster(cluster):
    composed = unicodedata.normalize("NFC", cluster)
    return "".join(fold_character(character) for character in composed)


def fold_with_spans(text):
    """Returns the folded text and, for each of its characters, the span of
    `text` that it stands for."""
    characters, spans = [], []
    for start, end in clusters(text):
        for character in fold_cluster(text[start:end]):
            if character == " " and (not characters
                                     or characters[-1] == " "):
                if spans:
                    spans[-1] = (spans[-1][0], end)
                continue
            characters.append(character)
            spans.append((start, end))
    if characters and characters[-1] == " ":
        characters.pop()
        spans.pop()
    return "".join(characters), spans


def fold(text):
    return fold_with_spans(text)[0]


def words_of(folded):
    return [word.casefold() for word in WORD.findall(folded)]


# Patterns ------------------------------------------------------------------

# What folding must leave alone inside a pattern: quoted text, escapes with
# braces, other escapes, the names of groups.
UNFOLDED = regex.compile(
    r"\\Q.*?(?:\\E|\Z)"
    r"|\\[a-zA-Z]\{[^}]*\}|\\[gk][<'][^>']*[>']|\\."
    r"|\(\?P?<[^\W\d]\w*>|\(\?'\w+'|\(\?P[=>]\w+\)|\(\?&\w+\)",
    regex.DOTALL)


def fold_pattern(pattern):
    """Folds the literal non-ASCII characters of a pattern."""
    parts, position, in_class = [], 0, False
    while position < len(pattern):
        kept = UNFOLDED.match(pattern, position)
        if kept:
            parts.append(kept[0])
            position = kept.end()
            continue
        end = position + 1
        while end < len(pattern) and is_mark(pattern[end]):
            end += 1
        cluster = pattern[position:end]
        if cluster == "[":
            in_class = True
        elif cluster == "]":
            in_class = False
        if not cluster.isascii():
            cluster = fold_cluster(cluster)
            if len(cluster) > 1:
                if in_class:
                    raise ValueError(f"no single character in {pattern!r}")
                cluster = "(?:" + regex.escape(cluster) + ")"
        parts.append(cluster)
        position = end
    return "".join(parts)


def compile_pattern(pattern):
    return regex.compile(fold_pattern(pattern),
                         regex.IGNORECASE | regex.UNICODE | regex.VERSION0)


# Phrases -------------------------------------------------------------------

class PhraseParser:
    """Turns a phrase into a list of items, then the items into a pattern.

    An item is ("blank",), ("gap",), ("literal", text), ("rest",) for the `*`
    of a word's beginning, or ("choice", alternatives)."""

    def __init__(self, phrase):
        self.text = fold(phrase)
        self.position = 0

    def parse(self):
        items = self.parse_sequence(nested=False)
        if self.position != len(self.text):
            raise ValueError(f"unbalanced brackets in {self.text!r}")
        return items

    def parse_sequence(self, nested):
        items = []
        while self.position < len(self.text):
            character = self.text[self.position]
            if nested and character in "|)":
                break
            if self.text.startswith("...", self.position):
                if items and items[-1] == ("blank",):
                    items.pop()
                items.append(("gap",))
                self.position += 3
                if self.text.startswith(" ", self.position):
                    self.position += 1
                continue
            self.position += 1
            if character == " ":
                items.append(("blank",))
            elif character == "(":
                items.append(self.parse_choice())
            elif character == "*":
                items.append(("rest",))
            else:
                items.append(("literal", character))
        return items

    def parse_choice(self):
        alternatives = []
        while True:
            alternatives.append(self.parse_sequence(nested=True))
            ending = self.text[self.position]
            self.position += 1
            if ending == ")":
                return ("choice", alternatives)


def phrase_pattern(items):
    """The pattern of a sequence of items."""
    taken = set()  # blanks that went into a choice with an empty side
    parts = {}
    for index, item in enumerate(items):
        if item[0] != "choice":
            continue
        sides = [phrase_pattern(side) for side in item[1] if side]
        choice = "(?:" + "|".join(sides) + ")"
        if len(sides) < len(item[1]):
            before, after = index - 1, index + 1
            if (before >= 0 and items[before] == ("blank",)
                    and before not in taken):
                taken.add(before)
                choice = r"(?:\s+" + choice + ")?"
            elif after < len(items) and items[after] == ("blank",):
                taken.add(after)
                choice = "(?:" + choice + r"\s+)?"
            else:
                choice += "?"
        parts[index] = choice
    pattern = []
    for index, item in enumerate(items):
        if index in parts:
            pattern.append(parts[index])
        elif item == ("blank",):
            pattern.append("" if index in taken else r"\s+")
        elif item == ("gap",):
            pattern.append(GAP)
        elif item == ("rest",):
            pattern.append(r"\w*")
        else:
            pattern.append(regex.escape(item[1]))
    return "".join(pattern)


def compile_phrase(phrase):
    pattern = phrase_pattern(PhraseParser(phrase).parse())
    return regex.compile(EDGE_BEFORE + "(?:" + pattern + ")" + EDGE_AFTER,
                         regex.IGNORECASE | regex.UNICODE | regex.VERSION0)


# Intents -------------------------------------------------------------------

class Intent:
    """One intent, compiled. `definition` is a plain map of its keys."""

    def __init__(self, name, definition):
        self.name = name
        self.patterns = [compile_pattern(pattern)
                         for pattern in definition.get("patterns", [])]
        self.phrases = [compile_phrase(phrase)
                        for phrase in definition.get("phrases", [])]
        self.vetoes = [compile_phrase(phrase)
                       for phrase in definition.get("unless", [])]
        self.vetoes += [compile_pattern(pattern)
                        for pattern in definition.get("unless-patterns", [])]
        self.words = definition.get("words")      # (least, most) or None
        self.mirrors = definition.get("mirrors")  # (least, most) or None
        self.repeats = definition.get("repeats", False)
        self.any_of = definition.get("any-of", [])

    def only_counts_words(self):
        return self.words is not None and not (
            self.patterns or self.phrases or self.mirrors or self.repeats
            or self.any_of)


def cut_at_character(text, limit):
    return text.encode()[:limit].decode(errors="ignore")


class Hearer:
    """The intents of a scenario in document order, packs first."""

    def __init__(self, intents, slots):
        self.intents = {intent.name: intent for intent in intents}
        self.slots = slots

    def hear(self, text, last_line, last_text):
        """The names of all intents that `text` carries, in document order.
        `last_line` is the last `say` line, `last_text` the folded utterance
        before, either may be None."""
        folded = fold(text)
        verdicts = {}

        def is_heard(name):
            if name not in verdicts:
                verdicts[name] = False  # any-of does not go in circles
                verdicts[name] = self.test(self.intents[name], folded,
                                           last_line, last_text, is_heard)
            return verdicts[name]

        return [name for name in self.intents if is_heard(name)]

    def test(self, intent, folded, last_line, last_text, is_heard):
        searched = cut_at_character(folded, SEARCHED_BYTES)
        words = words_of(folded)
        if intent.words is not None:
            least, most = intent.words
            if not least <= len(words) <= most:
                return False
        if any(veto.search(searched) for veto in intent.vetoes):
            return False
        return (intent.only_counts_words()
                or any(p.search(searched) for p in intent.patterns)
                or any(p.search(searched) for p in intent.phrases)
                or self.mirrors(intent, words, last_line)
                or (intent.repeats and last_text is not None
                    and folded.casefold() == last_text.casefold())
                or any(is_heard(name) for name in intent.any_of))

    @staticmethod
    def mirrors(intent, words, last_line):
        if intent.mirrors is None or last_line is None:
            return False
        said = words_of(fold(last_line))
        least, most = intent.mirrors
        return any(words[-k:] == said[-k:] and 2 * k >= len(words)
                   for k in range(least, most + 1)
                   if k <= min(len(words), len(said)))

    def captures(self, text, heard):
        """What the named groups of the heard intents' patterns caught, as
        typed; the first in document order counts."""
        folded, spans = fold_with_spans(text)
        searched = cut_at_character(folded, SEARCHED_BYTES)
        found = {}
        for name in self.intents:
            if name not in heard:
                continue
            for pattern in self.intents[name].patterns:
                match = pattern.search(searched)
                if match:
                    self.collect(match, text, spans, found)
        return found

    def collect(self, match, text, spans, found):
        groups = sorted(match.re.groupindex.items(), key=lambda g: g[1])
        for group, _ in groups:
            start, end = match.span(group)
            if start < 0 or group in found or group not in self.slots:
                continue
            typed = ""
            if end > start:
                typed = text[spans[start][0]:spans[end - 1][1]]
            found[group] = cut_at_character(typed, CAPTURE_BYTES)
