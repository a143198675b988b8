"""Request and Reply: HTTP as the pipeline sees it, without a socket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

import orjson

from specforge._version import __version__
from specforge.mock.delivery import Delivery
from specforge.values.styles import split_query

if TYPE_CHECKING:
    from specforge.mock.diagnostic import Violations

RawHeader = tuple[bytes, bytes]

# On every answer that is made up, so that nobody takes one for real.
MARK: RawHeader = (b"mocked-by", f"specforge/{__version__}".encode())

# All that RFC 9110 section 5.5 keeps out of a header value: it would end the header, or the server refuses it.
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass
class Request:
    """One request. ``path`` and ``query`` are as they came, percent-encoded and without the ``?``.

    ``headers`` have lower-case names; what came several times is joined as RFC 9110 section 5.3 has it. ``prefix`` is
    what stood in front of the path where several documents are mocked, ``client`` the address that it came from, where
    that is known.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    prefix: str = ""
    client: str = ""

    @cached_property
    def query_parts(self) -> list[tuple[str, str]]:
        """Names (decoded) and values (still percent-encoded) of the query, in their order."""
        return split_query(self.query) if self.query else []

    @cached_property
    def cookies(self) -> dict[str, str]:
        """The cookies by name, quotes around a value removed (RFC 6265 section 5.2); the first of a name wins."""
        found: dict[str, str] = {}
        for pair in self.headers.get("cookie", "").split(";"):
            name, equals, value = pair.partition("=")
            if equals:
                found.setdefault(name.strip(), value.strip().strip('"'))
        return found

    def query_value(self, name: str) -> str | None:
        """The last value of a query parameter, or None."""
        found = next((value for key, value in reversed(self.query_parts) if key == name), None)
        return None if found is None else unquote_plus(found, errors="replace")


@dataclass(slots=True)
class Reply:
    """One answer, which nobody changes: the same one is given again and again.

    ``headers`` are ready to be sent, the content length among them. ``operation`` is the label of the operation that it
    belongs to (``GET /pets``), empty where there is none; ``violations`` are for whoever watches. ``head`` and
    ``allowed`` are for those who send it to keep what they made of it; ``form`` is what it was written on, if anything.
    """

    status: int
    headers: tuple[RawHeader, ...] = ()
    body: bytes = b""
    operation: str = ""
    delivery: Delivery | None = None
    violations: Violations | None = None
    head: bytes | None = field(default=None, init=False, repr=False, compare=False)
    allowed: tuple[object, Reply] | None = field(default=None, init=False, repr=False, compare=False)
    form: Form | None = field(default=None, init=False, repr=False, compare=False)

    def header(self, name: str) -> str | None:
        """The first header of this name (any case), or None."""
        wanted = name.lower().encode("latin-1")
        return next((value.decode("latin-1") for key, value in self.headers if key == wanted), None)

    def all_headers(self) -> dict[str, tuple[str, ...]]:
        """Every value of each header."""
        found: dict[str, tuple[str, ...]] = {}
        for key, value in self.headers:
            name = key.decode("latin-1")
            found[name] = (*found.get(name, ()), value.decode("latin-1"))
        return found

    def json(self) -> object:
        """The body as JSON. Raises ValueError when it is none."""
        return orjson.loads(self.body)

    def with_headers(self, *more: RawHeader) -> Reply:
        """The same reply with more headers; one that is there already is replaced."""
        names = {name for name, _ in more}
        return self._with((*(pair for pair in self.headers if pair[0] not in names), *more))

    def with_first(self, *more: RawHeader) -> Reply:
        """The same reply with more headers in front; those that it has already stay as they are."""
        names = {name for name, _ in self.headers}
        return self._with((*(pair for pair in more if pair[0] not in names), *self.headers))

    def _with(self, headers: tuple[RawHeader, ...]) -> Reply:
        return Reply(self.status, headers, self.body, self.operation, self.delivery, self.violations)


class Form:
    """What replies have in common that differ by nothing but their bodies. ``heads`` are for those who send them to
    keep what they made of it: what stands around the content length."""

    __slots__ = ("_after", "_allowed", "_before", "_operation", "heads", "status")

    def __init__(
        self, status: int, before: tuple[RawHeader, ...], after: tuple[RawHeader, ...] = (), operation: str = ""
    ) -> None:
        self.status = status
        self.heads: tuple[bytes, bytes] | None = None
        self._before = before
        self._after = after
        self._operation = operation
        self._allowed: tuple[object, Form] | None = None

    def filled(self, body: bytes) -> Reply:
        """The reply with this body; the status must be one that has bodies."""
        length = (b"content-length", b"%d" % len(body))
        made = Reply(self.status, (*self._before, length, *self._after), body, self._operation)
        made.form = self
        return made

    def allowing(self, asked: object, headers: Callable[[], Iterable[RawHeader]]) -> Form:
        """The form with these headers in front as well, which belong to what was asked for and are kept for it."""
        if self._allowed is None or self._allowed[0] != asked:
            names = {name for name, _ in (*self._before, *self._after)}
            more = tuple(pair for pair in headers() if pair[0] not in names)
            self._allowed = (asked, Form(self.status, (*more, *self._before), self._after, self._operation))
        return self._allowed[1]

    def around_length(self) -> tuple[tuple[RawHeader, ...], tuple[RawHeader, ...]]:
        """The headers before and after the content length."""
        return self._before, self._after


def reply(status: int, headers: Iterable[tuple[str, str]], body: bytes = b"") -> Reply:
    """A reply with its content length. 1xx, 204 and 304 never have a body (RFC 9110 section 6.4.1)."""
    if status < 200 or status in (204, 304):
        return Reply(status, tuple(raw_header(*pair) for pair in headers))
    length = (b"content-length", b"%d" % len(body))
    return Reply(status, (*(raw_header(*pair) for pair in headers), length), body)


@lru_cache(2048)
def raw_header(name: str, value: str) -> RawHeader:
    """A header as bytes. Control characters of the value become spaces."""
    clean = _CONTROLS.sub(" ", value).strip()
    try:
        return name.lower().encode("latin-1", "replace"), clean.encode("latin-1")
    except UnicodeEncodeError:
        return name.lower().encode("latin-1", "replace"), clean.encode("utf-8", "replace")
