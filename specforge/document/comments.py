"""Comments in YAML text: which of them are some, and what they stand beside.

Values do not keep comments, so somebody who wants one looks for its text first. Only where the text occurs the events
of the parser are read again: they tell a comment from a ``#`` inside a quoted or a block scalar.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, NamedTuple

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from specforge.document.compose import Parser
from specforge.document.place import Region, Tokens

_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)
_VALUES = (ScalarEvent, AliasEvent, *_STARTS)


class Beside(NamedTuple):
    """An entry (a mapping key with its value, or a sequence item): its path, and the line where it starts."""

    tokens: Tokens
    line: int


class Comment(NamedTuple):
    """``offset`` and ``region`` are those of the match. A comment on a line of its own stands beside the entry that
    follows, the outermost that starts there; one behind something beside the innermost entry that starts in its line.
    """

    match: re.Match[str]
    region: Region
    is_alone: bool
    beside: Beside | None


def find_comments(text: str, pattern: re.Pattern[str]) -> list[Comment]:
    """The comments in which ``pattern``, which starts with ``#``, matches; in the order of the text."""
    matches = list(pattern.finditer(text))
    return list(_Scan(text, matches).run()) if matches else []


class _Frame:
    """An open container. ``name`` is the key or the position of the entry that was met last."""

    __slots__ = ("_count", "_has_key", "_is_mapping", "name")

    def __init__(self, is_mapping: bool) -> None:
        self.name = ""
        self._is_mapping = is_mapping
        self._has_key = False
        self._count = -1

    def starts_entry(self, event: Any) -> bool:
        """Takes an event that stands in the container; False for the value that belongs to a key."""
        if self._is_mapping:
            self._has_key = not self._has_key
            if self._has_key:
                self.name = event.value if type(event) is ScalarEvent else event.anchor or ""
            return self._has_key
        self._count += 1
        self.name = str(self._count)
        return True


class _Scan:
    def __init__(self, text: str, matches: list[re.Match[str]]) -> None:
        self._text = text
        self._matches = matches
        self._offsets = [match.start() for match in matches]
        self._regions = [_region(text, match) for match in matches]
        self._is_alone = [not text[text.rfind("\n", 0, at) + 1 : at].strip() for at in self._offsets]
        self._lines = {region.line for region in self._regions}
        self._inside: set[int] = set()
        self._beside: dict[int, Beside] = {}
        self._passed = 0
        self._stack: list[_Frame] = []

    def run(self) -> Iterator[Comment]:
        next_event = Parser(self._text).get_event
        while (event := next_event()) is not None:
            kind = type(event)
            if kind in _ENDS:
                self._stack.pop()
            elif kind in _VALUES:
                if self._stack and self._stack[-1].starts_entry(event):
                    self._entry(event.start_mark)
                if kind is ScalarEvent:
                    self._scalar(event)
                elif kind in _STARTS:
                    self._stack.append(_Frame(kind is MappingStartEvent))
        for index, match in enumerate(self._matches):
            if index not in self._inside:
                yield Comment(match, self._regions[index], self._is_alone[index], self._beside.get(index))

    def _entry(self, mark: Any) -> None:
        offset, line = mark.index, mark.line + 1
        while self._passed < len(self._offsets) and self._offsets[self._passed] < offset:
            if self._is_alone[self._passed]:
                self._beside[self._passed] = Beside(self._path(), line)
            self._passed += 1
        if line in self._lines:
            behind = range(self._passed, len(self._offsets))
            here = [index for index in behind if self._regions[index].line == line and not self._is_alone[index]]
            self._beside.update(dict.fromkeys(here, Beside(self._path(), line)))

    def _path(self) -> Tokens:
        return tuple(frame.name for frame in self._stack)

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        for index in range(bisect_left(self._offsets, start), bisect_left(self._offsets, end)):
            # The line of `|` or `>` may end with a comment; the text of the scalar starts in the next.
            is_header = event.style in ("|", ">") and "\n" not in self._text[start : self._offsets[index]]
            if not is_header:
                self._inside.add(index)


def _region(text: str, match: re.Match[str]) -> Region:
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - text.rfind("\n", 0, match.start())
    return Region(line, column, line, column + len(match[0].rstrip()))
