"""Where values stand in a file: one pass over its text for all the paths that somebody asks for.

A clean run never comes here. The pass keeps a tree of the wanted paths beside the stack of open containers, so that
everything outside them is skipped without building a path.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from specforge.document.compose import Parser
from specforge.document.marks import Child, Lines, Marks
from specforge.document.place import Region, Tokens


class Spans(NamedTuple):
    """Regions of one value: of its mapping key (None for sequence items and the root) and of the value itself.

    A container's value region is its first line only: what a reader wants to see of it.
    ``repeats`` are the keys' regions where a key stands more than once; the last one is the one that counts.
    """

    key: Region | None
    value: Region
    is_container: bool
    repeats: tuple[Region, ...] = ()


class _Token(NamedTuple):
    """One event of either syntax. ``kind``: ``{ [`` open, ``}`` close, ``s`` a scalar or key, ``*`` an alias."""

    kind: str
    text: str
    region: Region


class _Tokens(Protocol):
    """A stream of tokens that can leap over the rest of an open container."""

    def __iter__(self) -> Iterator[_Token]: ...
    def __next__(self) -> _Token: ...
    def skip(self) -> None: ...


def locate(text: str, is_json: bool, wanted: Iterable[Tokens]) -> dict[Tokens, Spans]:
    """The spans of those ``wanted`` paths that exist in the text (as the parser accepted it before)."""
    found: dict[Tokens, Spans] = {}
    tokens: _Tokens = _JsonTokens(text) if is_json else _YamlTokens(text)
    # The open containers in which something is wanted. A stack, since documents nest deeper than Python's recursion.
    opened: list[_Frame] = []
    root = _tree(wanted)
    for token in tokens:
        if token.kind == "}":
            opened.pop()
            continue
        frame = opened[-1] if opened else None
        name, key, value = frame.take(token, tokens) if frame else ("", None, token)
        tree = frame.tree.get(name) if frame else root
        if tree is not None:
            path = (*frame.path, name) if frame else ()
            _note(found, path, tree, key, value)
            if value.kind in "{[" and tree.keys() - {_WANTED}:
                opened.append(_Frame(path, tree, value.kind == "{"))
                continue
        if value.kind in "{[":
            tokens.skip()
    return found


def locate_marked(text: str, value: object, marks: Marks, wanted: Iterable[Tokens]) -> dict[Tokens, Spans]:
    """As ``locate``, along the ``marks`` (reliable ones) that were noted when ``value`` was composed of the text."""
    found: dict[Tokens, Spans] = {}
    lines = Lines(text)
    root: Tokens = ()
    waiting: list[tuple[Tokens, dict[Any, Any], Child]] = [(root, _tree(wanted), Child("", None, 0, value))]
    while waiting:
        path, tree, here = waiting.pop()
        is_container = marks.is_container(here.token)
        if _WANTED in tree:
            key = lines.region(*marks.span(here.key)) if here.key is not None else None
            found[path] = Spans(key, lines.region(*marks.span(here.token)), is_container)
        if is_container and tree.keys() - {_WANTED}:
            for child in marks.children(here.token, here.value):
                if child.name in tree:
                    waiting.append(((*path, child.name), tree[child.name], child))
    return found


_WANTED = object()  # marks a tree node whose own path is wanted; never equal to a token


def _tree(wanted: Iterable[Tokens]) -> dict[Any, Any]:
    tree: dict[Any, Any] = {}
    for path in wanted:
        node = tree
        for token in path:
            node = node.setdefault(token, {})
        node[_WANTED] = True
    return tree


class _Frame:
    """An open container in which something is wanted."""

    __slots__ = ("_count", "_is_mapping", "path", "tree")

    def __init__(self, path: Tokens, tree: dict[Any, Any], is_mapping: bool) -> None:
        self.path = path
        self.tree = tree
        self._is_mapping = is_mapping
        self._count = -1

    def take(self, token: _Token, tokens: _Tokens) -> tuple[str, Region | None, _Token]:
        """The name of the next value, where that is written, and the value. ``token`` is the first one of it."""
        if self._is_mapping:
            return token.text, token.region, next(tokens)
        self._count += 1
        return str(self._count), None, token


def _note(found: dict[Tokens, Spans], path: Tokens, tree: dict[Any, Any], key: Region | None, value: _Token) -> None:
    """Remembers where a wanted value stands; a key that comes again keeps the regions of the earlier ones."""
    if _WANTED in tree:
        before = found.get(path)
        repeats = (*before.repeats, before.key) if before and before.key and key else ()
        found[path] = Spans(key, value.region, value.kind in "{[", tuple(r for r in repeats if r))


_KINDS = {
    ScalarEvent: "s",
    MappingStartEvent: "{",
    SequenceStartEvent: "[",
    MappingEndEvent: "}",
    SequenceEndEvent: "}",
    AliasEvent: "*",
}
_END = _Token("}", "", Region(0, 0, 0, 0))


class _YamlTokens:
    """The tokens of YAML text, from the C parser's events."""

    def __init__(self, text: str) -> None:
        self._next_event = Parser(text).get_event
        self._lines = text.splitlines()

    def __iter__(self) -> Iterator[_Token]:
        return self

    def __next__(self) -> _Token:
        while (event := self._next_event()) is not None:
            kind = _KINDS.get(type(event))
            if kind is not None:
                return _END if kind == "}" else self._token(kind, event)
        raise StopIteration

    def skip(self) -> None:
        """Takes the rest of an open container off the stream."""
        depth = 1
        while depth:
            kind = type(self._next_event())
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                depth += 1
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                depth -= 1

    def _token(self, kind: str, event: Any) -> _Token:
        start, end = event.start_mark, event.end_mark
        if kind in "{[":
            width = len(self._lines[start.line].rstrip()) if start.line < len(self._lines) else start.column
            return _Token(kind, "", _region(start.line, start.column, start.line, max(width, start.column + 1)))
        text = event.value if kind == "s" else event.anchor
        return _Token(kind, text, _region(start.line, start.column, end.line, end.column))


def _region(line: int, column: int, end_line: int, end_column: int) -> Region:
    """0-based marks to a Region. A block scalar ends before the next line starts."""
    if end_column == 0 and end_line > line:
        end_line, end_column = line, column + 1
    return Region(line + 1, column + 1, end_line + 1, end_column + 1)


_STRING_PATTERN = r'"(?:[^"\\]|\\.)*"'
_JSON_TOKEN = re.compile(rf"[\s,:]*(?:({_STRING_PATTERN})|([{{\[])|([}}\]])|([^\s,\]}}{{\[\":]+))")
_JSON_BRACKET = re.compile(rf"[^{{}}\[\]\"]*+(?:{_STRING_PATTERN}[^{{}}\[\]\"]*+)*+([{{}}\[\]])")
_STRING, _OPEN, _CLOSE = 1, 2, 3
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class _JsonTokens:
    """The tokens of JSON text. ``skip`` leaps from bracket to bracket inside the regular expression engine."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def __iter__(self) -> Iterator[_Token]:
        return self

    def __next__(self) -> _Token:
        match = _JSON_TOKEN.match(self._text, self._position)
        if match is None:
            raise StopIteration
        group = match.lastindex or 0
        start, self._position = match.span(group)
        if group == _CLOSE:
            return _END
        if group == _OPEN:
            return _Token(match[group], "", self._region(start, self._position))
        text = _unescape(match[group][1:-1]) if group == _STRING else match[group]
        return _Token("s", text, self._region(start, self._position))

    def skip(self) -> None:
        """Takes the rest of an open container off the stream."""
        depth = 1
        while depth and (match := _JSON_BRACKET.match(self._text, self._position)):
            self._position = match.end()
            depth += 1 if match[1] in "{[" else -1

    def _region(self, start: int, end: int) -> Region:
        starts = self._line_starts
        line = bisect_right(starts, start) - 1
        return Region(line + 1, start - starts[line] + 1, line + 1, end - starts[line] + 1)


def _unescape(raw: str) -> str:
    return raw if "\\" not in raw else _ESCAPE.sub(lambda m: _ESCAPES.get(m[1]) or _character(m[1]), raw)


def _character(code: str) -> str:
    return chr(int(code[1:], 16)) if len(code) > 1 else code


def json_duplicates(text: str) -> list[Tokens]:
    """The paths of repeated member names in JSON text (RFC 8259 section 4: names should be unique)."""
    found: list[Tokens] = []
    stack: list[tuple[set[str] | None, list[Any]]] = []  # names so far (None in arrays), and [current name or index]
    expects_name = False
    for token in _JsonTokens(text):
        if token.kind == "}":
            stack.pop()
            expects_name = bool(stack) and stack[-1][0] is not None
            continue
        if stack and expects_name and token.kind == "s":
            names, current = stack[-1]
            current[0] = token.text
            if token.text in (names or ()):
                found.append(tuple(str(frame[1][0]) for frame in stack))
            elif names is not None:
                names.add(token.text)
            expects_name = False
            continue
        if stack and stack[-1][0] is None:
            stack[-1][1][0] += 1
        if token.kind in "{[":
            stack.append((set() if token.kind == "{" else None, [-1]))
        expects_name = bool(stack) and stack[-1][0] is not None
    return found
