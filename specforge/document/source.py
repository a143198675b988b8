"""Source: one file of a document, its value, and where things stand in it."""

from __future__ import annotations

import copy
import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from specforge.document.locate import Spans, json_duplicates, locate, locate_marked
from specforge.document.outline import Item, outline
from specforge.document.parse import Parsed, parse
from specforge.document.place import Place, Region, Tokens

_TOP = Region(1, 1, 1, 2)


class Duplicate(NamedTuple):
    """A mapping key that is written more than once: ``place`` is the last (the one that counts)."""

    place: Place
    key: str
    regions: tuple[Region, ...]


class Source:
    """One parsed file. ``uri`` is absolute and identifies it; ``name`` is what a person reads in messages."""

    def __init__(self, uri: str, name: str, data: bytes, path: Path | None = None) -> None:
        """Raises UnreadableError or SyntaxProblem."""
        self.uri = uri
        self.name = name
        self.path = path
        self.data = data
        self._parsed: Parsed = parse(data, name)
        self._value = self._parsed.value
        self._spans: dict[Tokens, Spans | None] = {}
        self._outlined: set[Tokens] = set()
        self._outline: Item | None = None

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @property
    def value(self) -> Any:
        """The content as plain dicts, lists and scalars. Not to be changed."""
        return self._value

    def with_value(self, value: Any) -> Source:
        """The same file read otherwise than it is written: what is not in its text has the place of what it is in."""
        other = copy.copy(self)
        other._value = value
        return other

    @property
    def text(self) -> str:
        return self._parsed.text

    @property
    def is_json(self) -> bool:
        return self._parsed.is_json

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file without their ends."""
        return [line.rstrip("\r") for line in self.text.split("\n")]

    def region(self, place: Place) -> Region:
        """The region of a place of this file (see Place.region), found now unless ``locate`` found it before."""
        tokens = place.tokens
        if tokens not in self._spans:
            self.locate([place])
        spans = self._spans.get(tokens)
        while spans is None and tokens:
            tokens = tokens[:-1]
            spans = self._spans.get(tokens)
        if spans is None:
            return _TOP
        wants_key = place.key or spans.is_container or tokens != place.tokens
        return spans.key if spans.key and wants_key else spans.value

    def outline(self, wanted: set[Tokens]) -> Item:
        """The text as offsets, with the containers along the ``wanted`` paths opened; kept for whoever asks again."""
        if self._outline is None or not wanted <= self._outlined:
            self._outlined |= wanted
            self._outline = outline(self.text, self.is_json, self._outlined)
        return self._outline

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset of the text, both from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a position, both from 1."""
        return self._line_starts[line - 1] + column - 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def locate(self, places: Iterable[Place]) -> None:
        """Finds the regions of many places in one pass, so that asking for each of them is free afterwards."""
        wanted = {place.tokens[:end] for place in places for end in range(len(place.tokens) + 1)}
        missing = {tokens for tokens in wanted if tokens not in self._spans}
        if missing:
            self._spans.update(dict.fromkeys(missing))
            self._spans.update(self._locate(missing))

    def _locate(self, wanted: set[Tokens]) -> dict[Tokens, Spans]:
        marks = self._parsed.marks
        if marks is not None and marks.reliable:
            return locate_marked(self.text, self._parsed.value, marks, wanted)
        return locate(self.text, self.is_json, wanted)

    @cached_property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """Mapping keys that stand more than once in their mapping, in the order of the file."""
        paths = self._duplicate_paths()
        if not paths:
            return ()
        spans = locate(self.text, self.is_json, paths)
        return tuple(
            Duplicate(Place(self, path, key=True), path[-1], (*spans[path].repeats, spans[path].key or _TOP))
            for path in dict.fromkeys(paths)
            if path in spans
        )

    def _duplicate_paths(self) -> Iterable[Tokens]:
        if not self.is_json:
            return self._parsed.duplicates
        return json_duplicates(self.text) if _repeats_a_member(self.text) else ()


def _repeats_a_member(text: str) -> bool:
    """True when some JSON object repeats a name: the C scanner answers that for 13 MB in a fifth of a second."""
    repeated = False

    def build(pairs: list[tuple[str, Any]]) -> None:
        nonlocal repeated
        repeated = repeated or len(dict(pairs)) != len(pairs)

    json.loads(text, object_pairs_hook=build)
    return repeated
