"""Sorting: ``sort=-name``, ``order_by=name:desc``, ``sort=created&direction=asc`` and their like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from specforge.document.model import Parameter, Schema
from specforge.values.lists.matching import find_path
from specforge.values.resources.names import bare
from specforge.values.resources.shapes import Path, Shapes
from specforge.values.styles import MISSING, ParameterCodec, RawPairs

_BY = frozenset({"sort", "sortby", "orderby", "order", "ordering", "sortfield", "sortkey", "sortcolumn", "orderfield"})
_DIRECTIONS = frozenset({"direction", "sortorder", "sortdirection", "sortdir", "orderdirection", "dir", "order"})
_DESCENDING = frozenset({"desc", "descending", "descend", "-1", "reverse"})
_ASCENDING = frozenset({"asc", "ascending", "ascend", "1"})
_KEY = re.compile(r"([-+]?)(.*?)(?:[\s:|,.]+(asc|desc|ascending|descending))?", re.IGNORECASE)
_SUFFIX = re.compile(r"_(asc|desc)\Z", re.IGNORECASE)


class Order:
    """How one list is sorted on demand."""

    def __init__(self, parameters: Sequence[Parameter], shapes: Shapes, element: Schema) -> None:
        self._shapes = shapes
        self._element = element
        by = [each for each in parameters if bare(each.name) in _BY and not _is_direction(each)]
        self._by = ParameterCodec(by[0]) if by else None
        self._default = _default(by[0]) if by else None
        ways = [each for each in parameters if bare(each.name) in _DIRECTIONS and each not in by[:1]]
        self._way = ParameterCodec(ways[0]) if ways else None
        self._default_way = _default(ways[0]) if ways else None
        # What turns the order round, where nothing says by what to sort.
        self.direction = ways[0] if ways and not by else None
        self.names = {each.name for each in (*by[:1], *ways[:1])}

    @property
    def is_understood(self) -> bool:
        """True where a parameter says by what to sort."""
        return self._by is not None

    def sorted(self, query: RawPairs, things: list[Any], value_of: Callable[[Any], Any]) -> list[Any]:
        """The things in the order that a query asks for; equal ones stay in theirs."""
        for path, is_descending in reversed(self.wanted(query)):
            things = _by_key(things, path, is_descending, value_of)
        return things

    def wanted(self, query: RawPairs) -> list[tuple[Path, bool]]:
        """What to sort by, the most important first, and whether in descending order; nothing where that is not
        understood."""
        if self._by is None:
            return []
        wish = self._by.decode(query)
        wish = self._default if wish is MISSING else wish
        keys = self._keys(wish)
        if keys and self._way is not None:
            way = self._way.decode(query)
            way = self._default_way if way is MISSING else way
            if isinstance(way, str) and way.lower() in _DESCENDING:
                keys = [(path, True) for path, _ in keys]
        return keys

    def _keys(self, wish: Any) -> list[tuple[Path, bool]]:
        if isinstance(wish, str):
            whole = self._key(wish)
            if whole is not None:
                return [whole]
            wish = wish.split(",")
        texts = wish if isinstance(wish, list) else []
        return [key for text in texts if isinstance(text, str) and (key := self._key(text)) is not None]

    def _key(self, text: str) -> tuple[Path, bool] | None:
        match = _KEY.fullmatch(text.strip())
        if match is None:
            return None
        sign, name, way = match[1], match[2], (match[3] or "").lower()
        path = self._path(name)
        if path is None and (suffix := _SUFFIX.search(name)):
            path, way = self._path(name[: suffix.start()]), suffix[1].lower()
        return (path, sign == "-" or way in _DESCENDING) if path is not None else None

    def _path(self, name: str) -> Path | None:
        """``created`` is ``created_at``, where nothing is called ``created``."""
        found = find_path(self._shapes, self._element, name) if name else None
        if found is not None or not name:
            return found
        longer = (key for key in self._shapes.properties(self._element) if bare(key).startswith(bare(name)))
        return next(((key,) for key in longer if bare(key)[len(bare(name)) :] in ("at", "on", "date", "time")), None)


def _by_key(things: list[Any], path: Path, is_descending: bool, value_of: Callable[[Any], Any]) -> list[Any]:
    """Sorted by what stands at a path; those that have nothing there come last either way."""
    keyed = [(_sort_key(value_of(thing), path), thing) for thing in things]
    # In reverse, too, what is equal stays in the order of the list.
    known = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=is_descending)
    return [thing for _, thing in (*known, *(pair for pair in keyed if pair[0] is None))]


def _sort_key(value: Any, path: Path) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return (0, int(value), "")
    if isinstance(value, int | float):
        return (0, value, "")
    return (1, 0, value.lower()) if isinstance(value, str) else None


def _is_direction(parameter: Parameter) -> bool:
    """``order`` is a direction where only directions can be said with it."""
    schema = parameter.schema
    choices = schema.enum if schema is not None else None
    return bool(choices) and all(str(choice).lower() in _DESCENDING | _ASCENDING for choice in choices or ())


def _default(parameter: Parameter) -> Any:
    return parameter.schema.default if parameter.schema is not None else None
