"""The body of a list: the things of a page, and around them what the schema wants to know of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specforge.document.model import Schema
from specforge.mock.message import Request
from specforge.mock.state.fit import Fitter
from specforge.mock.state.pages import Page, Pager
from specforge.values.lists.envelopes import BACK, LENGTHS, MORE, NUMBERS, PAGES, SIZES, STARTS, STEPS, TOTALS
from specforge.values.resources.names import bare
from specforge.values.resources.shapes import ListShape, Shapes

_URLS = ("link", "url", "uri", "href")
_TOKENS = ("cursor", "token", "marker", "after", "before")
_DEEPEST = 4


@dataclass(frozen=True)
class Listing:
    """A page on its way to a client."""

    request: Request
    page: Page
    pager: Pager

    def url(self, step: str) -> str | None:
        """The address of another page, None where there is none."""
        query = self.pager.query(self.request, self.page, step)
        if query is None:
            return None
        return f"{address(self.request)}?{query}" if query else address(self.request)

    def link_header(self) -> str | None:
        """RFC 8288."""
        found = [(step, url) for step in STEPS if (url := self.url(step)) is not None]
        return ", ".join(f'<{url}>; rel="{step}"' for step, url in found) or None

    def cursor(self, step: str) -> str | None:
        return {"next": self.page.next_cursor, "prev": self.page.previous_cursor}.get(step)


def origin(request: Request) -> str:
    """Scheme and host as the client sees them."""
    scheme = request.headers.get("x-forwarded-proto", "http")
    return f"{scheme}://{request.headers.get('host', 'localhost')}"


def address(request: Request) -> str:
    """The URL that the client asked, without its query."""
    return f"{origin(request)}{request.prefix}{request.path}"


class Envelope:
    """Writes the bodies of one list."""

    def __init__(self, shapes: Shapes, fitter: Fitter) -> None:
        self._shapes = shapes
        self._fitter = fitter

    def body(self, schema: Schema, shape: ListShape, listing: Listing) -> Any:
        """The body, by what the properties of its schema are called; it still has to be fitted."""
        things = list(listing.page.things)
        if not shape.path:
            return things
        return self._object(schema, shape.path, things, listing, 0)

    def _object(self, schema: Schema, path: tuple[str, ...], things: list[Any], listing: Listing, depth: int) -> Any:
        properties = self._shapes.properties(schema)
        names = frozenset(map(bare, properties))
        result: dict[str, Any] = {}
        for name, child in properties.items():
            if path and name == path[0]:
                inner = path[1:]
                result[name] = self._object(child, inner, things, listing, depth + 1) if inner else things
            else:
                for value in self._about(name, child, names, listing, depth):
                    if self._fitter.is_valid(value, child):
                        result[name] = value
                        break
        return result

    def _about(self, name: str, child: Schema, names: frozenset[str], listing: Listing, depth: int) -> Iterator[Any]:
        """Values that a property of the envelope may have, the best one first; none for what means nothing to us."""
        plain, page = bare(name), listing.page
        kind = self._shapes.kind(child)
        if kind == "boolean":
            yield from _flags(plain, page)
        elif kind in ("integer", "number"):
            yield from _numbers(plain, names, page)
        step = next((step for step, known in STEPS.items() if plain in known), None)
        if kind == "object" and depth < _DEEPEST:
            yield from self._objects(step, child, listing, depth)
        elif step is not None:
            yield from self._step(step, plain, child, listing)
        elif plain in ("self", "href", "url", "current") and kind == "string" and depth:
            query = listing.request.query
            yield address(listing.request) + (f"?{query}" if query else "")

    def _objects(self, step: str | None, child: Schema, listing: Listing, depth: int) -> Iterator[Any]:
        if step is not None:
            url = listing.url(step)
            if url is not None:
                yield {"href": url}
            return
        inner = self._object(child, (), [], listing, depth + 1)
        if inner:
            yield inner

    def _step(self, step: str, plain: str, child: Schema, listing: Listing) -> Iterator[Any]:
        """An address or a token of another page; nothing, in the words of the schema, where there is none."""
        kind, url, cursor = self._shapes.kind(child), listing.url(step), listing.cursor(step)
        if url is None and cursor is None:
            yield from (None, "")
            return
        if kind in ("integer", "number"):
            page = listing.page
            yield {"next": page.number + 1, "prev": page.number - 1}.get(step, page.first_number + page.pages - 1)
            return
        example = child.get("example")
        is_url = plain.endswith(_URLS) or (child.format or "").startswith("uri") or "/" in str(example or "")
        is_token = any(word in plain for word in _TOKENS) or (cursor is not None and not is_url)
        yield from (value for value in ((cursor, url) if is_token and not is_url else (url, cursor)) if value)


def _flags(plain: str, page: Page) -> Iterator[Any]:
    if plain in MORE:
        yield page.has_next
    elif plain in BACK:
        yield page.has_previous
    elif plain in ("last", "islast", "lastpage"):
        yield not page.has_next
    elif plain in ("first", "isfirst", "firstpage"):
        yield not page.has_previous
    elif plain == "empty":
        yield not page.things


def _numbers(plain: str, names: frozenset[str], page: Page) -> Iterator[Any]:
    if plain in TOTALS or (plain == "count" and not TOTALS & names):
        yield page.total
    elif plain in LENGTHS:
        yield len(page.things)
    elif plain in SIZES:
        yield from (page.size, max(page.size, 1))
    elif plain in STARTS:
        yield page.start + (1 if plain == "startindex" else 0)
    elif plain in NUMBERS:
        yield page.number
    elif plain in PAGES:
        yield from (page.pages, max(page.pages, 1))


def total_header(name: str, listing: Listing) -> str | None:
    """What a response header such as ``X-Total-Count`` says of a page; None for a header of another kind."""
    plain, page = bare(name).removeprefix("x").removeprefix("pagination"), listing.page
    if plain in TOTALS or plain == "count":
        return str(page.total)
    if plain in PAGES:
        return str(page.pages)
    if plain in SIZES:
        return str(page.size)
    if plain in NUMBERS:
        return str(page.number)
    if plain in STARTS:
        return str(page.start)
    return listing.link_header() if plain == "link" else None
