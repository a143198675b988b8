"""Outline: where the entries of chosen containers begin and end in the text, as offsets.

``locate`` answers "which line?" for a reader; this is for whoever changes the text and must know its layout.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from specforge.document.compose import Parser
from specforge.document.place import Tokens


class Item:
    """A value at ``text[start:end]``, its anchor and tag included; ``body`` is where it begins behind these.

    ``kind``: ``{``, ``[``, ``s`` (a scalar) or ``*`` (an alias). ``style``: of a scalar the quote, or
    ``|`` or ``>`` (with a ``-`` where it has that); of a block container that of the last scalar in it.
    ``entries`` is None for containers that nobody asked for. ``is_tied``: anchors or aliases stand in it.
    """

    __slots__ = ("_by_name", "body", "end", "entries", "is_flow", "is_tied", "kind", "start", "style")

    def __init__(self, kind: str, start: int, end: int, *, is_flow: bool = True, style: str = "") -> None:
        self.kind = kind
        self.start = start
        self.body = start
        self.end = end
        self.is_flow = is_flow
        self.style = style
        self.is_tied = False
        self.entries: list[Entry] | None = None
        self._by_name: dict[str, Entry] | None = None

    def entry(self, name: str) -> Entry | None:
        """The entry of this name; the last of several, which is the one that counts."""
        if self._by_name is None:
            self._by_name = {entry.name: entry for entry in self.entries or ()}
        return self._by_name.get(name)


class Entry:
    """A member or an element. ``start`` is that of its key, of its dash, or (in ``[...]``) of the value itself."""

    __slots__ = ("item", "key_end", "name", "start")

    def __init__(self, name: str, start: int, key_end: int, item: Item) -> None:
        self.name = name
        self.start = start
        self.key_end = key_end
        self.item = item


Tree = dict[str, Any]


def outline(text: str, is_json: bool, wanted: Iterable[Tokens]) -> Item:
    """The root, with the entries of every container along the ``wanted`` paths. The text must be well-formed."""
    tree: Tree = {}
    for path in wanted:
        node = tree
        for token in path:
            node = node.setdefault(token, {})
    return (_JsonOutline(text) if is_json else _YamlOutline(text)).run(tree)


def find(root: Item, tokens: Tokens) -> tuple[Entry | None, Item | None]:
    """The entry at a path (None for the root) and its value; no value where the path leads behind an alias."""
    entry, item = None, root
    for token in tokens:
        entry = item.entry(token)
        if entry is None:
            return None, None
        item = entry.item
    return entry, item


class _Open:
    __slots__ = ("count", "is_mapping", "item", "key", "ties", "tree")

    def __init__(self, item: Item, tree: Tree, ties: int) -> None:
        self.item = item
        self.is_mapping = item.kind == "{"
        self.tree = tree
        self.ties = ties
        self.count = 0
        self.key: tuple[str, int, int] | None = None
        item.entries = []

    def next_tree(self) -> Tree | None:
        name = self.key[0] if self.key else str(self.count)
        subtree: Tree | None = self.tree.get(name)
        return subtree

    def add(self, start: int, item: Item) -> None:
        assert self.item.entries is not None
        name, at, end = self.key or (str(self.count), start, start)
        self.item.entries.append(Entry(name, at, end, item))
        self.key = None
        self.count += 1


# What may stand between two entries of a block sequence, and before the first one; then the dash.
_DASH = re.compile(r"(?:\s|#[^\n]*|[&!]\S*)*+-")
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s|#[^\n]*)*+)*+")
_KEEPING = re.compile(r"(?<!\S)[|>]\d?\+")
_STRIPPING = re.compile(r"(?<!\S)[|>]\d?-")
_BLANK_END = re.compile(r"(?:\r?\n[ \t]*)+\Z")


class _YamlOutline:
    def __init__(self, text: str) -> None:
        self._text = text
        self._next_event = Parser(text).get_event
        self._ties = 0
        self._last_style = ""
        self._last_end = 0  # of the last scalar, alias or flow container: where a block container around it ends
        self._stack: list[_Open] = []

    def run(self, tree: Tree) -> Item:
        root: Item | None = None
        while (event := self._next_event()) is not None:
            kind = type(event)
            frame = self._stack[-1] if self._stack else None
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                item = self._close(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                opened = self._open(event, tree if frame is None else frame.next_tree())
                if opened is None:
                    continue
                item = opened
            elif kind is ScalarEvent:
                if frame and frame.is_mapping and frame.key is None:
                    frame.key = (event.value, self._key_start(event.start_mark.index), event.end_mark.index)
                    self._ties += event.anchor is not None
                    continue
                item = self._scalar(event)
            elif kind is AliasEvent:
                self._ties += 1
                self._last_end = event.end_mark.index
                if frame and frame.is_mapping and frame.key is None:
                    frame.key = ("*" + event.anchor, event.start_mark.index, event.end_mark.index)
                    continue
                item = Item("*", event.start_mark.index, event.end_mark.index)
                item.is_tied = True
            else:
                continue
            if self._stack:
                self._place(self._stack[-1], item)
            else:
                root = item
        assert root is not None
        return root

    def _key_start(self, start: int) -> int:
        """The question mark before a key that is written as ``? key``, else the key."""
        return start - 2 if self._text.startswith("? ", max(start - 2, 0)) and start >= 2 else start

    def _scalar(self, event: Any) -> Item:
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        if style in ("|", ">") and not self._keeps(start):
            blank = _BLANK_END.search(self._text, start, end)
            end = blank.start() if blank else end
            style += "-" * self._strips(start)
        self._last_end, self._last_style = end, style
        item = Item("s", start, end, is_flow=event.style not in ("|", ">"), style=style)
        self._note_properties(item, event)
        return item

    def _keeps(self, start: int) -> bool:
        """True for ``|+``: blank lines behind such a scalar are part of it."""
        return bool(_KEEPING.search(self._text, start, self._text.find("\n", start)))

    def _strips(self, start: int) -> bool:
        """True for ``|-``, which means the same with and without a line break behind it."""
        return bool(_STRIPPING.search(self._text, start, self._text.find("\n", start)))

    def _open(self, event: Any, tree: Tree | None) -> Item | None:
        """None when the container is on the stack now; else its item, read to the end."""
        kind = "{" if type(event) is MappingStartEvent else "["
        item = Item(kind, event.start_mark.index, -1, is_flow=bool(event.flow_style))
        ties = self._ties
        self._note_properties(item, event)
        if tree is not None:
            self._stack.append(_Open(item, tree, ties))
            return None
        end = self._skip()
        self._end(item, end)
        item.is_tied = self._ties > ties
        return item

    def _end(self, item: Item, mark: int) -> None:
        """A block container has no character of its own at its end: it ends with the last value in it."""
        item.end = mark if item.is_flow else self._last_end
        item.style = "" if item.is_flow else self._last_style
        self._last_end, self._last_style = item.end, item.style

    def _note_properties(self, item: Item, event: Any) -> None:
        if event.anchor is not None:
            self._ties += 1
            item.is_tied = True
        if event.anchor is not None or event.tag is not None:
            match = _PROPERTIES.match(self._text, item.start)
            item.body = min(match.end(), item.end) if match and item.end > 0 else match.end() if match else item.start

    def _skip(self) -> int:
        depth = 1
        while True:
            event = self._next_event()
            kind = type(event)
            if kind is ScalarEvent:
                if event.style in ("|", ">"):
                    self._scalar(event)
                else:
                    self._last_end, self._last_style = event.end_mark.index, ""
                    self._ties += event.anchor is not None
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                depth += 1
                self._ties += event.anchor is not None
            elif kind is AliasEvent:
                self._ties += 1
                self._last_end = event.end_mark.index
            else:
                depth -= 1
                # Only the end of a flow container is a character: its bracket.
                if event.end_mark.index > event.start_mark.index:
                    self._last_end, self._last_style = event.end_mark.index, ""
                if depth == 0:
                    return int(event.end_mark.index)

    def _close(self, event: Any) -> Item:
        frame = self._stack.pop()
        item = frame.item
        self._end(item, event.end_mark.index)
        item.is_tied = self._ties > frame.ties
        return item

    def _place(self, frame: _Open, item: Item) -> None:
        start = item.start
        if not frame.is_mapping and not frame.item.is_flow:
            entries = frame.item.entries
            match = _DASH.match(self._text, entries[-1].item.end if entries else frame.item.start)
            start = match.end() - 1 if match else start
        frame.add(start, item)


_STRING_PATTERN = r'"(?:[^"\\]|\\.)*+"'
_TOKEN = re.compile(rf"[\s,:]*+(?:({_STRING_PATTERN})|([{{\[])|([}}\]])|([^\s,\]}}{{\[\":]+))")
_BRACKET = re.compile(rf"[^{{}}\[\]\"]*+(?:{_STRING_PATTERN}[^{{}}\[\]\"]*+)*+([{{}}\[\]])")
_STRING, _OPEN, _CLOSE = 1, 2, 3


class _JsonOutline:
    def __init__(self, text: str) -> None:
        self._text = text

    def run(self, tree: Tree) -> Item:
        text, position = self._text, 0
        stack: list[_Open] = []
        while (match := _TOKEN.match(text, position)) is not None:
            group = match.lastindex or 0
            start, position = match.span(group)
            frame = stack[-1] if stack else None
            if group == _CLOSE:
                item = stack.pop().item
                item.end = position
            elif group == _OPEN:
                item = Item(match[group], start, -1)
                subtree = tree if frame is None else frame.next_tree()
                if subtree is not None:
                    stack.append(_Open(item, subtree, 0))
                    continue
                item.end = position = self._skip(position)
            elif frame and frame.is_mapping and frame.key is None:
                frame.key = (_name(match[group]), start, position)
                continue
            else:
                item = Item("s", start, position, style='"' if group == _STRING else "")
            if not stack:
                return item
            stack[-1].add(item.start, item)
        raise AssertionError("the text is no JSON")

    def _skip(self, position: int) -> int:
        depth = 1
        while depth and (match := _BRACKET.match(self._text, position)):
            position = match.end()
            depth += 1 if match[1] in "{[" else -1
        return position


def _name(raw: str) -> str:
    return raw[1:-1] if "\\" not in raw else str(json.loads(raw))
