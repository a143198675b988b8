"""What later requests have from earlier answers: the id of what was created, where it is, its ETag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from specforge.contract.probing.pool import body_of
from specforge.contract.steps.scalars import Path, Scalar, at, is_naming, is_telling, leaves, name_at, scalars
from specforge.findings.exchange import Exchange

_LOCATION, _ETAG = "location", "etag"
_CONDITIONS = ("if-match", "if-none-match")


@dataclass(frozen=True, slots=True)
class Carried:
    """A ``text`` in a request that the answer to ``step`` had at ``path`` of its body or, where that is empty, in a
    ``header``."""

    text: str
    step: int
    path: Path = ()
    header: str = ""

    @property
    def name(self) -> str:
        """What a reader may call it."""
        return name_at(self.path) or self.header

    def text_in(self, exchanges: Sequence[Exchange]) -> str | None:
        """What it is now; None where the answer has none."""
        exchange = exchanges[self.step] if self.step < len(exchanges) else None
        if exchange is None:
            return None
        if self.header == _LOCATION:
            return _located(exchange)
        if self.header:
            return exchange.answer.header(self.header) if exchange.answer is not None else None
        found = at(body_of(exchange), self.path)
        return None if found is None or isinstance(found, dict | list) else str(found)


def carried(exchanges: Sequence[Exchange]) -> tuple[Carried, ...]:
    """What is carried over in a sequence. What a client has written before the answer came is not."""
    found: dict[str, Carried] = {}
    written: set[str] = set()
    for number, exchange in enumerate(exchanges):
        earlier = exchanges[:number]
        for each in (*_paths(exchange), *scalars(exchange.request)):
            if each.text not in found and each.text not in written:
                source = next(_sources(each, earlier), None)
                if source is not None:
                    found[each.text] = source
        written |= {each.text for each in scalars(exchange.request) if _says_which(each)} - found.keys()
    return tuple(found.values())


def _says_which(each: Scalar) -> bool:
    """True for what may be an id that the client has chosen: not for a number of something."""
    return not each.name or is_naming(each.name) or is_telling(each.text)


def _paths(exchange: Exchange) -> Iterator[Scalar]:
    """The path of a request, and those above it."""
    segments = exchange.request.path.split("/")
    for length in range(len(segments), 1, -1):
        yield Scalar(_LOCATION, "/".join(segments[:length]))


def _sources(each: Scalar, earlier: Sequence[Exchange]) -> Iterator[Carried]:
    for step, exchange in enumerate(earlier):
        if each.name == _LOCATION and each.text.startswith("/"):
            if _located(exchange) == each.text and not _has_id(exchange, each.text.rpartition("/")[2]):
                yield Carried(each.text, step, header=_LOCATION)
        elif each.name.lower() in _CONDITIONS:
            if exchange.answer is not None and exchange.answer.header(_ETAG) == each.text:
                yield Carried(each.text, step, header=_ETAG)
        else:
            yield from (Carried(each.text, step, path) for path in _found(each, exchange))


def _found(each: Scalar, exchange: Exchange) -> list[Path]:
    """Where an answer has the value: under the name of an id, or anywhere where nobody has it by chance."""
    known = [path for path, value in leaves(body_of(exchange)) if str(value) == each.text]
    is_id = not each.name or is_naming(each.name)
    fitting = [path for path in known if (is_id and is_naming(name_at(path))) or is_telling(each.text)]
    return sorted(fitting, key=len)


def _has_id(exchange: Exchange, text: str) -> bool:
    return bool(_found(Scalar("", text), exchange))


def _located(exchange: Exchange) -> str | None:
    """The path that the Location of an answer leads to."""
    location = exchange.answer.header(_LOCATION) if exchange.answer is not None else None
    return urlsplit(urljoin(exchange.request.url, location)).path if location else None
