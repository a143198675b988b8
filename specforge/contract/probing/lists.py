"""Lists of things, followed through their pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from specforge.contract.probing.anchors import with_key
from specforge.contract.probing.following import cursor_of, ends, next_of
from specforge.contract.probing.listing import listing_of
from specforge.contract.probing.more import says_more
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.things import operation_for, plain
from specforge.contract.settings import Identity
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import Exchange
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.names import first_of
from specforge.values.resources.paths import Key

_LIMITS = (
    "limit", "pagesize", "perpage", "pagelimit", "size", "count", "first", "top", "take", "maxresults", "maxitems",
    "rows",
)  # fmt: skip
_PAGES = ("page", "pagenumber", "pageno", "pageindex")
_OFFSETS = ("offset", "skip", "start", "startindex", "startat", "from")
_CURSORS = (
    "cursor", "after", "pagetoken", "nexttoken", "startingafter", "marker", "continuationtoken", "continue", "since",
    "sinceid", "before", "key", "startkey", "exclusivestartkey", "token",
)  # fmt: skip
# Lists that are cut short without saying so are as long as this.
_ROUND = frozenset({5, 10, 12, 15, 16, 20, 24, 25, 30, 32, 40, 50, 60, 64, 75, 80, 100, 128, 200, 250, 256, 300, 500})
_MOST_PAGES = 12
_WANTED = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing as a list shows it."""

    state: dict[str, Any]
    exchange: Exchange


@dataclass(slots=True)
class Listing:
    """What a list held. ``is_whole``: all of its pages were seen."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    last: Exchange | None = None
    is_whole: bool = False


def listing(
    tester: Tester,
    resource: Resource,
    key: Key,
    *,
    until: bool = True,
    identity: Identity | None = None,
    prepare: tuple[tuple[Parameter, Any], ...] = (),
) -> Listing:
    """The list that the thing is in, page by page; ``until`` it is found, or to its end. ``prepare`` are values of
    parameters."""
    operation, found = operation_for(tester, resource, Role.LIST), Listing()
    draft = plain(tester, operation) if operation is not None else None
    if operation is None or draft is None:
        return found
    for view, value in prepare:
        draft = draft.with_parameter(view, value)
    paging = _Paging(tester, operation)
    for page in paging.pages(with_key(draft, resource, key[:-1])):
        purpose = Purpose.VALID if identity is None else Purpose.INVALID
        found.last = tester.ask(page, purpose, identity=identity)
        if not found.last.is_accepted:
            break
        news = _entries(tester, operation, key, found.last)
        found.is_whole = paging.is_end(news, found, found.last)
        found.entries |= news
        if found.is_whole and not paging.is_followed and says_more(found.last, len(found.entries)):
            found.is_whole = False
        if found.is_whole or (until and key in found.entries):
            break
    return found


def listed(tester: Tester, resource: Resource, key: Key, identity: Identity | None = None) -> Entry | None:
    """A thing in its list; None where it is not on the pages that were looked at."""
    return listing(tester, resource, key, identity=identity).entries.get(key)


def _entries(tester: Tester, operation: Operation, key: Key, exchange: Exchange) -> dict[Key, Entry]:
    action = tester.pool.recognised.actions[operation.label]
    found = {}
    for item in tester.pool.items(action, exchange):
        own = tester.pool.key_of(action.resource, item, key[:-1])
        if own is not None:
            found[own] = Entry(item, exchange)
    return found


class _Paging:
    """How a list is asked for its pages, by the names of its parameters."""

    def __init__(self, tester: Tester, operation: Operation) -> None:
        self._tester = tester
        views = {view.name: view for view in operation.parameters if view.location == "query" and _is_plain(view)}
        self._limit, self._page, self._offset, cursor = (
            views.get(first_of(names, views) or "") for names in (_LIMITS, _PAGES, _OFFSETS, _CURSORS)
        )
        self.is_followed = self._page is not None or self._offset is not None
        self._listing = listing_of(operation, tester)
        self._cursor = cursor_of(self._listing) if self._listing is not None else None
        # What leads on from the page that was seen last.
        self._next: Any = None
        self._is_cut = self._limit is not None or cursor is not None

    def pages(self, draft: Draft) -> Iterator[Draft]:
        """The requests for its pages, as many as are followed at most."""
        if self._limit is not None:
            draft = self._with(draft, self._limit, _most(self._limit))
        if self._page is not None:
            first = _first(self._page)
            yield from (self._with(draft, self._page, first + number) for number in range(_MOST_PAGES))
        elif self._offset is not None:
            self._seen = 0
            for _ in range(_MOST_PAGES):
                yield self._with(draft, self._offset, self._seen)
        else:
            yield draft
            for _ in range(_MOST_PAGES):
                if self._cursor is None or self._next is None:
                    return
                yield draft.with_parameter(self._cursor, self._next)

    def is_end(self, news: dict[Key, Entry], found: Listing, exchange: Exchange) -> bool:
        """True for a page that is the last one: it has nothing new, or nobody could have cut it short."""
        if self.is_followed:
            self._seen = len(found.entries.keys() | news.keys())
            return news.keys() <= found.entries.keys()
        listed = self._listing.read(exchange) if self._listing is not None and self._cursor is not None else None
        if self._listing is not None and listed is not None and ends(self._listing, [listed]):
            step = next_of(self._listing, listed)
            self._next = step.value_of(self._cursor) if step is not None and self._cursor is not None else None
            return step is None or news.keys() <= found.entries.keys()
        return len(news) < 5 if self._is_cut else len(news) not in _ROUND

    def _with(self, draft: Draft, view: Parameter, value: int) -> Draft:
        schema = schema_of(view)
        is_valid = schema is None or self._tester.checker.compile(schema, "request").is_valid(value)
        return draft.with_parameter(view, value) if is_valid else draft


def _is_plain(view: Parameter) -> bool:
    """False for ``page[number]`` and ``page[size]`` as the members of one object."""
    schema = schema_of(view)
    return schema is None or not {"object", "array"} & set(schema.types)


def _most(view: Parameter) -> int:
    schema = schema_of(view)
    limit = schema.get("maximum") if schema is not None else None
    return min(limit, 1000) if isinstance(limit, int) and not isinstance(limit, bool) else _WANTED


def _first(view: Parameter) -> int:
    schema = schema_of(view)
    known = [schema.get(word) for word in ("default", "minimum")] if schema is not None else []
    return next((number for number in known if isinstance(number, int) and number in (0, 1)), 1)
