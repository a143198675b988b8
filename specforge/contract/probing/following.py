"""Where the answer of a list says that its next page is: a link in a header or in the body, a cursor, a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from requests.utils import parse_header_links

from specforge.contract.probing.listing import ABOUT, Listed, Listing, Wish
from specforge.contract.probing.tester import Purpose, Tester
from specforge.document.model import Parameter
from specforge.findings.exchange import Answer, Exchange
from specforge.values.lists.envelopes import MORE, STEPS
from specforge.values.lists.paging import CURSORS
from specforge.values.resources.names import bare

_WITHIN = ABOUT | {"cursors", "cursor"}
# Names that mean the next page only beside others that tell of pages.
_VAGUE = frozenset({"after"})
_DEEPEST = 3
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "testserver"})
_HERE = "localhost"
# Cursors that are the id of the last thing that was seen, where the answer has none of its own.
_LAST_IDS = frozenset({"startingafter", "afterid", "sinceid", "lastid", "pageafter"})


@dataclass(frozen=True, slots=True)
class Next:
    """What leads to the next page. ``url`` is as absolute as it can be made; ``wish`` is the value of a parameter."""

    said: str
    where: str
    url: str = ""
    wish: Wish | None = None

    def value_of(self, parameter: Parameter) -> Any:
        """The value that the step has for a parameter; None where it has none."""
        if self.wish is not None:
            return self.wish[1] if self.wish[0].name == parameter.name else None
        return dict(parse_qsl(urlsplit(self.url).query)).get(parameter.name)


def next_of(listing: Listing, listed: Listed, wishes: tuple[Wish, ...] = ()) -> Next | None:
    """Where the next page is; None on the last one, and where nothing says it. ``wishes`` is what was asked for."""
    for where, value in _said(listed, listing.shape.path):
        found = _as_next(listing, listed.exchange, where, value)
        if found is not None:
            return found
    return _by_flag(listing, listed, wishes)


def tells(listing: Listing, listed: Listed) -> bool:
    """True for a list that says whether there is more, in any way. One more answer may be asked for."""
    if cursor_of(listing) is not None or ends(listing, [listed]):
        return True
    limit = listing.paging.limit
    if limit is None or len(listed.items) < 2 or not listing.takes(limit, 1):
        return False
    small = listing.ask((limit, 1))
    return small is not None and next_of(listing, small) is not None


def ends(listing: Listing, pages: list[Listed]) -> bool:
    """True for a list that says where it ends, by what its answers have or by what the document has for them."""
    words, operation = STEPS["next"] | MORE, listing.operation
    if listing.place_of(words) != operation.node.key_place:
        return True
    path = listing.shape.path
    is_named = any(bare(name) in words for page in pages for name, _ in _members(page.body, path))
    return is_named or any(True for page in pages for _ in _in_headers(page.answer))


def cursor_of(listing: Listing) -> Parameter | None:
    """The parameter that takes a cursor, a number too."""
    plain = (each for each in listing.rest if bare(each.name) in {*_LAST_IDS, "cursor", "marker"})
    return listing.paging.cursor or next(plain, None)


def more_of(listed: Listed, path: tuple[str, ...] = ()) -> bool | None:
    """What ``has_more`` and its like say; None where nothing is called so."""
    found = (value for name, value in _members(listed.body, path) if bare(name) in MORE and isinstance(value, bool))
    return next(found, None)


def _said(listed: Listed, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    yield from _in_headers(listed.answer)
    for name, value in _members(listed.body, path):
        inner = value.get("href") if isinstance(value, dict) else value
        if bare(name) in STEPS["next"] and isinstance(inner, str | int) and not isinstance(inner, bool) and inner:
            yield name, inner


def _in_headers(answer: Answer) -> Iterator[tuple[str, str]]:
    """``Link``, and headers such as ``X-Next-Page``."""
    link = linked(answer)
    if link is not None:
        yield "Link", link
    for name, values in answer.headers.items():
        if bare(name).removeprefix("x") in STEPS["next"] - _VAGUE and values[0].strip():
            yield name, values[0].strip()


def linked(answer: Answer) -> str | None:
    """The target of ``Link: <...>; rel="next"`` (RFC 8288)."""
    links = parse_header_links(answer.header("link") or "")
    return next((link["url"] for link in links if "next" in link.get("rel", "").lower().split()), None)


def _members(body: Any, path: tuple[str, ...], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """What a body has around its things, which stand at ``path``."""
    for name, value in body.items() if isinstance(body, dict) else ():
        is_things = bool(path) and path[0] == name
        if not is_things and (depth or bare(name) not in _VAGUE):
            yield name, value
        if depth < _DEEPEST and (bare(name) in _WITHIN or (is_things and len(path) > 1)):
            yield from _relations(value)
            yield from _members(value, path[1:] if is_things else (), depth + 1)


def _relations(value: Any) -> Iterator[tuple[str, Any]]:
    """``[{"rel": "next", "href": "..."}]``."""
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict) and isinstance(each.get("rel"), str):
            yield each["rel"], each.get("href")


def _as_next(listing: Listing, exchange: Exchange, where: str, value: Any) -> Next | None:
    text = str(value)
    if where == "Link" or re.match(r"https?://|[/?]", text):
        url = _joined(exchange.request.url, text)
        return Next(text, where, url) if url else None
    page, cursor = listing.paging.page, cursor_of(listing)
    is_number = isinstance(value, int) or text.isdecimal()
    if page is not None and is_number and "cursor" not in bare(where) and "token" not in bare(where):
        return Next(text, where, wish=(page, int(text)))
    if cursor is None:
        return None
    wish = next(((cursor, each) for each in (value, text) if listing.takes(cursor, each)), None)
    return Next(text, where, wish=wish) if wish is not None and bare(cursor.name) in CURSORS | _LAST_IDS else None


def _joined(base: str, text: str) -> str:
    try:
        found = urljoin(base, text)
        return found if urlsplit(found).hostname is not None else ""
    except ValueError:
        return ""


def _by_flag(listing: Listing, listed: Listed, wishes: tuple[Wish, ...]) -> Next | None:
    """``has_more: true`` leads to the number behind this one, or to what comes after the last thing."""
    if not more_of(listed, listing.shape.path) or not listed.items:
        return None
    asked = {parameter.name: value for parameter, value in wishes}
    page, offset, cursor = listing.paging.page, listing.paging.offset, cursor_of(listing)
    if page is not None:
        number = asked.get(page.name, listing.paging.first_number) + 1
        return Next(str(number), page.name, wish=(page, number))
    if offset is not None:
        position = asked.get(offset.name, 0) + len(listed.items)
        return Next(str(position), offset.name, wish=(offset, position))
    if cursor is None or bare(cursor.name) not in _LAST_IDS:
        return None
    last = listing.id_of(listed.items[-1])
    return Next(str(last), cursor.name, wish=(cursor, last)) if last and listing.takes(cursor, last) else None


def is_elsewhere(url: str, tester: Tester) -> bool:
    """True for a link that leads to a host that is neither the one that was asked nor a server of the document."""
    known = {_host(tester.url("")), *(_host(server.url) for server in tester.document.servers)}
    return _host(url) not in known


def _host(url: str) -> tuple[str, int | None]:
    """Host and port. All names of this machine are one; http or https is what a proxy in front may decide."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url, None
    return _HERE if host in _LOOPBACK else host, None if port in (80, 443) else port


def followed(listing: Listing, tester: Tester, step: Next, wishes: tuple[Wish, ...]) -> Exchange:
    """The answer to what a step leads to, which is on the host that was asked."""
    if step.wish is not None:
        return listing.send(listing.draft(*wishes, step.wish))
    own, parts = urlsplit(tester.url("")), urlsplit(step.url)
    url = parts._replace(scheme=own.scheme, netloc=own.netloc, fragment="").geturl()
    request = tester.write(listing.plain)
    is_same = urlsplit(url).path == request.path
    return tester.send(replace(request, url=url), listing.operation, Purpose.VALID if is_same else Purpose.PROBE)
