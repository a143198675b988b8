"""Texts that match a regular expression."""

from __future__ import annotations

import string
from functools import lru_cache
from random import Random

from jsonschema_rs import Draft202012Validator

from specforge.values.patterns import usable
from specforge.values.sampling.regexparse import (
    Ahead,
    Anchor,
    Back,
    Chars,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
    UnsupportedPattern,
    parse_pattern,
)

_READABLE = frozenset(string.ascii_letters + string.digits)
_STRETCHES = (0, 2, 5, 12, 30, 80, 250, 1000, 5000)
_LONGEST = 20_000
_TRIES = 6


def matches_pattern(pattern: str, text: str) -> bool:
    """True when the text matches, as the validator sees it; unusable expressions match everything."""
    validator = _validator(pattern)
    return validator is None or validator.is_valid(text)


def generate_matching(pattern: str, random: Random, low: int = 0, high: int | None = None) -> str | None:
    """A text of ``low`` to ``high`` characters that matches ``pattern``, or None when none was found."""
    try:
        tree = _tree(pattern)
    except UnsupportedPattern:
        return None
    for stretch in _STRETCHES:
        for _ in range(_TRIES):
            text = _attempt(tree, random, stretch)
            if text is None:
                break
            for candidate in (text, text.ljust(low, "a"), text[:high]):
                fits = low <= len(candidate) and (high is None or len(candidate) <= high)
                if fits and matches_pattern(pattern, candidate):
                    return candidate
        if high is not None and stretch > high:
            break
    return None


@lru_cache(maxsize=1024)
def _validator(pattern: str) -> Draft202012Validator | None:
    known = usable(pattern)
    return Draft202012Validator({"pattern": known}) if known is not None else None


@lru_cache(maxsize=1024)
def _tree(pattern: str) -> Node:
    return parse_pattern(pattern)


def _attempt(tree: Node, random: Random, stretch: int) -> str | None:
    writer = _Writer(random, stretch)
    text = writer.write(tree)
    # What a look-ahead asks for goes in front, in place of as much of the rest.
    needed = "".join(writer.needed)
    return None if len(text) > _LONGEST else needed + text[len(needed) :]


class _Writer:
    """Writes one text for a tree. Repetitions without an upper bound get up to ``stretch`` more than they need."""

    def __init__(self, random: Random, stretch: int) -> None:
        self._random = random
        self._stretch = stretch
        self._groups: dict[int | str, str] = {}
        self._length = 0
        self.needed: list[str] = []

    def write(self, node: Node) -> str:
        match node:
            case Chars():
                self._length += 1
                return self._character(node.options)
            case Sequence():
                return "".join(self.write(item) for item in node.items)
            case Choice():
                return self.write(self._random.choice(node.branches))
            case Repeat():
                return self._repeat(node)
            case Group():
                return self._group(node)
            case Back():
                return self._groups.get(node.target, "")
            case Ahead():
                self.needed.append(self._ahead(node.item))
                return ""
            case Anchor():
                return ""

    def _character(self, options: str) -> str:
        readable = [char for char in options if char in _READABLE] if len(options) > 1 else []
        return self._random.choice(readable or options)

    def _repeat(self, node: Repeat) -> str:
        most = min(node.high, max(node.low, 1 if self._stretch else 0) + self._stretch)
        count = self._random.randint(node.low, max(node.low, most))
        texts: list[str] = []
        while len(texts) < count and self._length <= _LONGEST:
            texts.append(self.write(node.item))
        return "".join(texts)

    def _group(self, node: Group) -> str:
        text = self.write(node.item)
        self._groups[node.number] = text
        if node.name is not None:
            self._groups[node.name] = text
        return text

    def _ahead(self, item: Node) -> str:
        """``(?=.*[A-Z])`` asks for the capital; what may stand before it is left out."""
        if isinstance(item, Sequence) and item.items and isinstance(item.items[0], Repeat):
            item = Sequence(item.items[1:])
        return self.write(item)
