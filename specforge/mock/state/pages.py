"""Pagination: the document's own, by whatever its query parameters are called.

Three kinds are known: skipping (``offset``), counting pages (``page``) and going on after a thing (``cursor``,
``starting_after``, ``page_token``), each with a limit (``limit``, ``per_page``, ``page_size``).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from specforge.document.model import Parameter
from specforge.mock.message import Request
from specforge.values.check import CompiledSchema, SchemaChecker
from specforge.values.lists.paging import BEFORES, CURSORS, IDS, LIMITS, OFFSETS, PAGES
from specforge.values.resources.names import bare
from specforge.values.resources.paths import Key
from specforge.values.styles import MISSING, ParameterCodec


@dataclass(frozen=True)
class Page:
    """A part of a list. ``start`` is the position of its first thing, ``number`` that of the page, counted as the
    document counts; cursors are None where there is no page to go to, as before and after a page of no size."""

    things: Sequence[Any]
    total: int
    start: int
    size: int
    number: int = 1
    first_number: int = 1
    next_cursor: str | None = None
    previous_cursor: str | None = None

    @property
    def pages(self) -> int:
        return -(-self.total // self.size) if self.size else 0

    @property
    def has_next(self) -> bool:
        return self.size > 0 and self.start + len(self.things) < self.total

    @property
    def has_previous(self) -> bool:
        return self.size > 0 and self.start > 0


class _Asked:
    """A query parameter and how it is read."""

    def __init__(self, parameter: Parameter, checker: SchemaChecker) -> None:
        self.parameter = parameter
        self.name = parameter.name
        self._codec = ParameterCodec(parameter)
        self.schema = parameter.schema
        self._compiled: CompiledSchema | None = checker.compile(self.schema, "request") if self.schema else None

    def value(self, request: Request) -> Any:
        found = self._codec.decode(request.query_parts)
        if found is not MISSING:
            return found
        return self.schema.default if self.schema is not None else None

    def number(self, request: Request) -> int | None:
        found = self.value(request)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def takes(self, value: str) -> bool:
        return self._compiled is None or self._compiled.is_valid(self._codec.decode([(self.name, quote(value))]))

    @property
    def is_number(self) -> bool:
        return self.schema is not None and bool({"integer", "number"} & set(self.schema.types))


class Pager:
    """How one list is paged. ``most`` is what its array may hold at most."""

    def __init__(self, parameters: Sequence[Parameter], checker: SchemaChecker, most: int | None) -> None:
        known = [_Asked(parameter, checker) for parameter in parameters]
        self._cursor = _first(known, CURSORS, is_number=False)
        self._before = _first(known, BEFORES, is_number=False)
        self._offset = _first(known, OFFSETS, is_number=True)
        self._page = _first(known, PAGES, is_number=True)
        if self._cursor is None and self._page is None:
            # A page that is no number is a token.
            self._cursor = _first(known, PAGES, is_number=False)
        self._limit = _first(known, LIMITS, is_number=True)
        if self._limit is None and self._offset is None and self._page is None:
            self._limit = _first(known, frozenset({"max"}), is_number=True)
        self._most = most
        asked = (self._cursor, self._before, self._offset, self._page, self._limit)
        self.names = {each.name for each in asked if each is not None}

    def page(self, request: Request, things: Sequence[Any], keys: Sequence[Key]) -> Page:
        """The part of ``things``, whose keys are ``keys``, that the request asks for."""
        size = self._size(request, len(things))
        first = self._first_number
        number = first
        if self._page is not None and (asked := self._page.number(request)) is not None:
            number = max(asked, first)
        start = (number - first) * size
        if self._offset is not None and (asked := self._offset.number(request)) is not None:
            start = max(asked - (1 if bare(self._offset.name) == "startindex" else 0), 0)
            number = first + start // size if size else first
        if self._cursor is not None and isinstance(token := self._cursor.value(request), str) and token:
            start = _position(token, keys)
        end = start + size
        if self._before is not None and isinstance(token := self._before.value(request), str) and token:
            end = max(_position(token, keys) - 1, 0)
            start = max(end - size, 0)
        page = Page(things[start:end], len(things), start, size, number, first)
        return self._with_cursors(page, keys)

    def query(self, request: Request, page: Page, step: str) -> str | None:
        """The query of ``next``, ``prev``, ``first`` or ``last``; None where there is no such page."""
        if (step == "next" and not page.has_next) or (step == "prev" and not page.has_previous):
            return None
        changed = self._changed(page, step)
        if changed is None:
            return None
        name, value = changed
        pairs = [(key, text) for key, text in request.query_parts if key != name]
        if value is not None:
            pairs.append((name, quote(value, safe="")))
        return "&".join(f"{quote(key, safe='[]')}={text}" for key, text in pairs)

    def _changed(self, page: Page, step: str) -> tuple[str, str | None] | None:
        size = page.size or 1
        last = max(page.pages - 1, 0)
        if self._page is not None:
            number = {"next": page.number + 1, "prev": page.number - 1, "first": page.first_number}
            return self._page.name, str(number.get(step, page.first_number + last))
        if self._offset is not None:
            one = 1 if bare(self._offset.name) == "startindex" else 0
            start = {"next": page.start + size, "prev": max(page.start - size, 0), "first": 0}
            return self._offset.name, str(start.get(step, last * size) + one)
        if self._cursor is not None and step != "last":
            cursor = {"next": page.next_cursor, "prev": page.previous_cursor, "first": None}[step]
            return (self._cursor.name, cursor) if cursor is not None or step == "first" else None
        return None

    @property
    def _first_number(self) -> int:
        """0 where the document counts pages from 0."""
        schema = self._page.schema if self._page is not None else None
        if schema is None:
            return 1
        return 0 if schema.default == 0 or (schema.default is None and schema.get("minimum") == 0) else 1

    def _size(self, request: Request, everything: int) -> int:
        asked = self._limit.number(request) if self._limit is not None else None
        if asked is None and (self._page is not None or self._cursor is not None):
            asked = 20 if self._page is not None else 100
        size = everything if asked is None or asked < 0 else asked
        return size if self._most is None else min(size, self._most)

    def _with_cursors(self, page: Page, keys: Sequence[Key]) -> Page:
        if self._cursor is None or not page.things:
            return page
        end = page.start + len(page.things)
        following = self._token(keys, end) if page.has_next else None
        back = max(page.start - page.size, 0)
        previous = self._token(keys, back) if page.has_previous and back else None
        return replace(page, next_cursor=following, previous_cursor=previous)

    def _token(self, keys: Sequence[Key], position: int) -> str:
        """What leads to this position: the id of the last thing before it, written as the parameter takes it."""
        assert self._cursor is not None
        last = keys[position - 1][-1] if position else ""
        opaque = base64.urlsafe_b64encode(f"{position}:{last}".encode()).decode().rstrip("=")
        order = (last, opaque) if bare(self._cursor.name) in IDS else (opaque, last)
        return next((each for each in order if self._cursor.takes(each)), opaque)


def _position(token: str, keys: Sequence[Key]) -> int:
    """Where a token leads: behind the thing that it names, else to the place where that was; an unknown one to the
    beginning."""
    behind = {key[-1]: index + 1 for index, key in enumerate(keys) if key}
    if token in behind:
        return behind[token]
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except (binascii.Error, ValueError):
        return 0
    position, _, last = text.partition(":")
    if last in behind:
        return behind[last]
    return min(int(position), len(keys)) if position.isdecimal() and len(position) < 10 else 0


def _first(known: Sequence[_Asked], names: frozenset[str], *, is_number: bool) -> _Asked | None:
    return next((each for each in known if bare(each.name) in names and each.is_number == is_number), None)
