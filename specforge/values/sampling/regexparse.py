"""ECMA-262 regular expressions as trees, as far as a generator needs to understand them."""

from __future__ import annotations

import string
from dataclasses import dataclass, field

DIGITS = string.digits
WORD = string.ascii_letters + string.digits + "_"
SPACE = " "
PRINTABLE = string.ascii_letters + string.digits + " " + string.punctuation
UNBOUNDED = 1 << 30

_PROPERTIES = {
    "L": string.ascii_letters,
    "Lu": string.ascii_uppercase,
    "Ll": string.ascii_lowercase,
    "N": DIGITS,
    "Nd": DIGITS,
    "P": ".,;:!?-",
    "S": "+<=>|~$",
    "Z": SPACE,
    "Zs": SPACE,
}
_LONG_NAMES = {"Letter": "L", "Uppercase": "Lu", "Lowercase": "Ll", "Alphabetic": "L", "Alpha": "L", "digit": "Nd"}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_DEEPEST = 60


class UnsupportedPattern(ValueError):
    """An expression that is not understood."""


@dataclass(slots=True)
class Chars:
    """One character out of ``options``."""

    options: str


@dataclass(slots=True)
class Repeat:
    item: Node
    low: int
    high: int


@dataclass(slots=True)
class Sequence:
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Choice:
    branches: list[Node]


@dataclass(slots=True)
class Group:
    """A capturing group, for back references."""

    number: int
    name: str | None
    item: Node


@dataclass(slots=True)
class Back:
    """A back reference by number or name."""

    target: int | str


@dataclass(slots=True)
class Anchor:
    """``^``, ``$``, ``\\b``: takes no text."""

    sign: str


@dataclass(slots=True)
class Ahead:
    """A positive look-ahead, whose text must occur at or after this place."""

    item: Node


Node = Chars | Repeat | Sequence | Choice | Group | Back | Anchor | Ahead


def parse_pattern(pattern: str) -> Node:
    """The tree of an expression. Negative look-around is left out: results are checked anyway.

    Raises UnsupportedPattern.
    """
    parser = _Parser(pattern)
    try:
        tree = parser.choice(0)
    except IndexError as error:
        raise UnsupportedPattern(pattern) from error
    if parser.position < len(pattern):
        raise UnsupportedPattern(pattern)
    return tree


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.groups = 0

    def choice(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise UnsupportedPattern(self.text)
        branches = [self._sequence(depth)]
        while self._take("|"):
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(branches)

    def _take(self, expected: str) -> bool:
        if self.text.startswith(expected, self.position):
            self.position += len(expected)
            return True
        return False

    def _next(self) -> str:
        self.position += 1
        return self.text[self.position - 1]

    def _until(self, end: str) -> str:
        start = self.position
        self.position = self.text.index(end, start) + len(end) if end in self.text[start:] else len(self.text) + 1
        return self.text[start : self.position - len(end)]

    def _sequence(self, depth: int) -> Node:
        items: list[Node] = []
        while self.position < len(self.text) and self.text[self.position] not in "|)":
            item = self._atom(depth)
            if item is not None:
                items.append(self._quantified(item))
        return items[0] if len(items) == 1 else Sequence(items)

    def _quantified(self, item: Node) -> Node:
        low, high = 1, 1
        if self._take("*"):
            low, high = 0, UNBOUNDED
        elif self._take("+"):
            low, high = 1, UNBOUNDED
        elif self._take("?"):
            low, high = 0, 1
        elif (bounds := self._bounds()) is not None:
            low, high = bounds
        else:
            return item
        if not self._take("?"):
            self._take("+")
        return Repeat(item, low, high)

    def _bounds(self) -> tuple[int, int] | None:
        """``{2}``, ``{2,}`` or ``{2,5}``; any other brace is a plain character."""
        end = self.text.find("}", self.position)
        inside = self.text[self.position + 1 : end] if self.text.startswith("{", self.position) and end > 0 else ""
        low, comma, high = inside.partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()):
            return None
        self.position = end + 1
        return int(low), (int(high) if high else UNBOUNDED) if comma else int(low)

    def _atom(self, depth: int) -> Node | None:
        char = self._next()
        if char == "(":
            return self._group(depth)
        if char == "[":
            return Chars(self._set())
        if char == "\\":
            return self._escape()
        if char in "^$":
            return Anchor(char)
        return Chars(PRINTABLE if char == "." else char)

    def _group(self, depth: int) -> Node | None:
        name = None
        if self._take("?"):
            sign = self._next()
            if sign == "P":
                sign = self._next()
            follows = self.text[self.position]
            if sign in "=!" or (sign == "<" and follows in "=!"):
                return self._look(sign, depth)
            if sign == "<":
                name = self._until(">")
            elif sign != ":":
                self._flags()
                return None if self.text[self.position - 1] == ")" else self._closed(depth)
            else:
                return self._closed(depth)
        self.groups += 1
        return Group(self.groups, name, self._closed(depth))

    def _flags(self) -> None:
        while self._next() not in ":)":
            pass

    def _look(self, sign: str, depth: int) -> Node | None:
        if sign == "<":
            self._next()
        item = self._closed(depth)
        return Ahead(item) if sign == "=" else None

    def _closed(self, depth: int) -> Node:
        item = self.choice(depth + 1)
        if not self._take(")"):
            raise UnsupportedPattern(self.text)
        return item

    def _escape(self) -> Node:
        char = self._next()
        if char in "bBAzZ":
            return Anchor(char)
        if char == "k" and self._take("<"):
            return Back(self._until(">"))
        if char.isdecimal() and char != "0":
            return Back(int(char))
        return Chars(self._class(char) or self._character(char))

    def _class(self, char: str) -> str:
        """The characters of ``\\d``, ``\\w``, ``\\s``, ``\\p{..}`` and their opposites; nothing for other letters."""
        if char in "pP" and self._take("{"):
            name = self._until("}").rpartition("=")[2]
            known = _PROPERTIES.get(_LONG_NAMES.get(name, name), string.ascii_letters)
            return known if char == "p" else _without(known)
        plain = {"d": DIGITS, "w": WORD, "s": SPACE}.get(char.lower(), "") if char in "dDwWsS" else ""
        return _without(plain) if plain and char.isupper() else plain

    def _character(self, char: str) -> str:
        if char == "u" and self._take("{"):
            return chr(int(self._until("}"), 16))
        length = {"x": 2, "u": 4}.get(char, 0)
        digits = self.text[self.position : self.position + length]
        if length and len(digits) == length and all(digit in string.hexdigits for digit in digits):
            self.position += length
            return chr(int(digits, 16))
        if char == "c":
            return chr(ord(self._next()) % 32)
        return _ESCAPES.get(char, char)

    def _set(self) -> str:
        negated = self._take("^")
        found: list[str] = []
        first = True
        while first or not self._take("]"):
            first = False
            if self._take("]"):
                break
            found.append(self._set_item())
        options = "".join(found)
        result = _without(options) if negated else options
        if not result:
            raise UnsupportedPattern(self.text)
        return result

    def _set_item(self) -> str:
        start = self._set_character()
        if len(start) != 1 or not self.text.startswith("-", self.position) or self.text[self.position + 1] == "]":
            return start
        self.position += 1
        end = self._set_character()
        if len(end) != 1:
            return f"{start}-{end}"
        # A few of a large range (all of Unicode, CJK) do.
        return "".join(map(chr, range(ord(start), min(ord(end), ord(start) + 255) + 1)))

    def _set_character(self) -> str:
        char = self._next()
        if char != "\\":
            return char
        char = self._next()
        return "\b" if char == "b" else self._class(char) or self._character(char)


def _without(options: str) -> str:
    return "".join(char for char in PRINTABLE if char not in options)
