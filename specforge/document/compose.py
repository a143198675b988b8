"""YAML events to plain values, over PyYAML's C parser.

PyYAML's own loaders build a node tree with three objects for each value and apply YAML 1.1 typing; composing directly
from the event stream costs a sixth of that. One loop with an explicit stack: depth is limited by a number that we
choose, not by Python's recursion.

Anchors become shared Python objects, so an alias costs nothing here; but everything behind walks the value as a tree.
The alias budget bounds how large that tree may be, which ends a "billion laughs" at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from specforge.document.marks import Marks
from specforge.document.place import Tokens
from specforge.document.scalars import plain, tagged
from specforge.errors import SyntaxProblem

# libyaml's parser where PyYAML was built with it (all wheels); else PyYAML's own, which gives the same events.
Parser: Any = getattr(yaml, "CLoader", yaml.Loader).__mro__[1] if yaml.__with_libyaml__ else yaml.Loader

ALIAS_BUDGET = 1_000_000
_MISSING = object()


class _Frame:
    """A mapping or sequence that is being filled; ``key`` is the mapping key that waits for its value, ``mark`` tells
    ``Marks`` which one it is."""

    __slots__ = ("anchor", "before", "container", "is_mapping", "key", "mark", "merges")

    def __init__(self, container: Any, is_mapping: bool, anchor: str | None, before: int) -> None:
        self.container = container
        self.is_mapping = is_mapping
        self.anchor = anchor
        self.before = before
        self.mark = 0
        self.key: Any = _MISSING
        self.merges: list[Any] | None = None


class Composed(NamedTuple):
    """The value of a YAML document, the paths of duplicate keys in it, and where its tokens stand."""

    value: object
    duplicates: tuple[Tokens, ...]
    marks: Marks


def compose(text: str, name: str, *, max_depth: int) -> Composed:
    """The one YAML document in ``text``.

    Mapping keys are always strings, as they are written: ``200:`` is ``"200"``. Raises SyntaxProblem.
    """
    try:
        composer = _Composer(text, name, max_depth)
        value = composer.run(Parser(text).get_event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_problem(error, text, name, max_depth) from error
    except yaml.reader.ReaderError as error:
        raise _character_problem(error, text, name) from error
    composer.marks.reliable = not composer.duplicates and not composer.has_merges
    return Composed(value, tuple(composer.duplicates), composer.marks)


class _Composer:
    def __init__(self, text: str, name: str, max_depth: int) -> None:
        self.duplicates: list[Tokens] = []
        self.has_merges = False
        self.marks = Marks()
        self._text = text
        self._name = name
        self._max_depth = max_depth
        self._outer: list[_Frame] = []
        # The innermost open container. Around the root stands a list that takes the document as its only element.
        self._frame = _Frame([], False, None, 0)
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._size = 0  # nodes of the tree so far, aliases counted in full
        self._aliased = 0

    def run(self, next_event: Callable[[], Any]) -> object:
        root, note = self._frame.container, self.marks.offsets.append
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                note(event.start_mark.index)
                note(event.end_mark.index)
                frame = self._frame
                if frame.key is _MISSING and frame.is_mapping:
                    self._key(event, frame, event.value)
                else:
                    self._scalar(event, frame)
            elif kind is MappingStartEvent:
                self._start(event, {}, is_mapping=True)
            elif kind is SequenceStartEvent:
                self._start(event, [], is_mapping=False)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._end(event)
            elif kind is AliasEvent:
                note(event.start_mark.index)
                note(event.end_mark.index)
                self._alias(event)
            elif kind is DocumentStartEvent and root:
                raise self._problem(event, "several YAML documents in one file", "keep one document, split at `---`")
            elif kind is StreamEndEvent:
                return root[0] if root else None

    def _scalar(self, event: ScalarEvent, frame: _Frame) -> None:
        text: str = event.value
        value = plain(text) if event.tag is None and event.implicit[0] else self._quoted_or_tagged(event)
        self._size += 1
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)
        if frame.is_mapping and frame.key is not frame.merges:
            frame.container[frame.key] = value
            frame.key = _MISSING
        else:
            self._put(event, value)

    def _quoted_or_tagged(self, event: ScalarEvent) -> object:
        if event.tag is None:
            return event.value
        try:
            return tagged(event.tag, event.value)
        except ValueError as error:
            raise self._problem(event, str(error), "OpenAPI allows the types of JSON only") from error

    def _key(self, event: ScalarEvent, frame: _Frame, text: str) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = (text, 1)
        if text == "<<" and event.implicit[0]:
            frame.merges = frame.merges or []
            self.has_merges = True
            frame.key = frame.merges
            return
        # A document has a few hundred different keys and says each of them a hundred times.
        frame.key = sys.intern(text)
        if text in frame.container:
            self.duplicates.append((*self._path(), text))

    def _path(self) -> Tokens:
        """The path of the innermost container."""
        return tuple(str(f.key) if f.is_mapping else str(len(f.container)) for f in self._outer[1:])

    def _put(self, event: Any, value: object) -> None:
        frame = self._frame
        if not frame.is_mapping:
            frame.container.append(value)
        elif frame.key is _MISSING:
            raise self._problem(event, "a mapping key must be a string", "write the key as plain or quoted text")
        elif frame.key is frame.merges:
            self._merge(event, frame.merges, value)
            frame.key = _MISSING
        else:
            frame.container[frame.key] = value
            frame.key = _MISSING

    def _merge(self, event: Any, merges: list[Any], value: object) -> None:
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in found):
            raise self._problem(event, "`<<` merges mappings only", None)
        merges.extend(found)

    def _start(self, event: Any, container: Any, *, is_mapping: bool) -> None:
        if event.tag is not None and event.tag not in _CONTAINER_TAGS:
            raise self._problem(event, f"unknown tag {event.tag!r}", "OpenAPI allows the types of JSON only")
        if len(self._outer) >= self._max_depth:
            raise self._problem(event, f"nested deeper than {self._max_depth} levels", None)
        frame = self._frame
        if frame.is_mapping and frame.key is _MISSING:
            raise self._problem(event, "a mapping key must be a string", "write the key as plain or quoted text")
        self._outer.append(frame)
        self._frame = _Frame(container, is_mapping, event.anchor, self._size)
        self._frame.mark = self.marks.open(event)
        self._size += 1

    def _end(self, event: Any) -> None:
        frame, self._frame = self._frame, self._outer.pop()
        self.marks.close(frame.mark)
        for source in frame.merges or ():
            for key, value in source.items():
                frame.container.setdefault(key, value)
        if frame.anchor is not None:
            # Only now: an alias inside its own anchor would make a value that contains itself.
            self._anchors[frame.anchor] = (frame.container, self._size - frame.before)
        self._put(event, frame.container)

    def _alias(self, event: AliasEvent) -> None:
        if event.anchor not in self._anchors:
            inside = any(frame.anchor == event.anchor for frame in (*self._outer, self._frame))
            message = f"alias *{event.anchor} " + ("stands inside its own anchor" if inside else "has no anchor")
            raise self._problem(event, message, None)
        value, size = self._anchors[event.anchor]
        self._size += size
        self._aliased += size
        if self._aliased > ALIAS_BUDGET:
            raise self._problem(event, f"aliases expand to more than {ALIAS_BUDGET:,} values", "use $ref instead")
        frame = self._frame
        if frame.is_mapping and frame.key is _MISSING and isinstance(value, str):
            frame.key = value
            return
        self._put(event, value)

    def _problem(self, event: Any, message: str, help: str | None) -> SyntaxProblem:
        mark = event.start_mark
        return SyntaxProblem(
            message,
            file=self._name,
            line=mark.line + 1,
            column=mark.column + 1,
            source_line=line_at(self._text, mark.line),
            help=help,
        )


# libyaml has a limit of its own, higher than ours, and since 0.2.6 it may reach it while it looks ahead.
_TOO_DEEP = "exceeded maximum nesting depth"
_CONTAINER_TAGS = {"!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str, max_depth: int) -> SyntaxProblem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    source_line = line_at(text, line)
    if error.problem == _TOO_DEEP:
        message = f"nested deeper than {max_depth} levels"
        return SyntaxProblem(message, file=name, line=line + 1, column=column + 1, source_line=source_line)
    message, help = error.problem or error.context or "not well-formed", None
    if source_line[:column].strip(" ") == "" and source_line[column : column + 1] == "\t":
        message, help = "a tab is used for indentation", "YAML indents with spaces only"
    elif error.context and error.problem:
        message = f"{error.problem} ({error.context})"
    return SyntaxProblem(
        f"invalid YAML: {message}", file=name, line=line + 1, column=column + 1, source_line=source_line, help=help
    )


def _character_problem(error: yaml.reader.ReaderError, text: str, name: str) -> SyntaxProblem:
    position = next((i for i, c in enumerate(text) if not c.isprintable() and c not in "\t\n\r\x85\ufeff"), 0)
    before = text[:position]
    line = before.count("\n")
    return SyntaxProblem(
        f"invalid YAML: character U+{ord(text[position]):04X} is not allowed",
        file=name,
        line=line + 1,
        column=position - (before.rfind("\n") + 1) + 1,
        source_line=line_at(text, line),
    )


def line_at(text: str, number: int) -> str:
    """Line ``number`` (0-based) without its end, cut at a length that a terminal can take."""
    lines = text.split("\n", number + 1)
    return lines[number].rstrip("\r")[:2000] if number < len(lines) else ""
