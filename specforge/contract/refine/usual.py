"""Requests of a run that were answered well: what others can be told from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from specforge.contract.conformance.faults import below_base
from specforge.contract.conformance.refusal import REFUSES_DATA
from specforge.document.model import Operation
from specforge.document.routes import Router
from specforge.findings.exchange import Answer, Exchange, SentRequest

ABSENT = (403, 404, 410)
"""Something has to be there for it (RFC 9110 section 15.5.4 allows to hide that it is not)."""
# Requests that make something anew.
_MOST_MADE = 60


@dataclass(frozen=True, slots=True)
class Known:
    """A valid request. ``is_accepted`` is False for one that was refused for what is not there, or for who asks."""

    request: SentRequest
    is_accepted: bool

    @property
    def order(self) -> tuple[bool, int]:
        return not self.is_accepted, self.request.size


@dataclass(slots=True)
class Usual:
    """Of each operation the smallest valid request that was accepted; where there is none, the smallest one that the
    data in it was not refused for."""

    operations: Iterable[Operation]
    _known: dict[str, Known] = field(default_factory=dict)
    _left: int = _MOST_MADE

    def learn(self, label: str, exchange: Exchange) -> None:
        """Notes a valid request and its answer."""
        status = exchange.status
        if not 200 <= status < 500 or status in REFUSES_DATA or 300 <= status < 400:
            return
        new, known = Known(exchange.request, status < 300), self._known.get(label)
        if known is None or new.order < known.order:
            self._known[label] = new

    def of(self, operation: Operation, *, is_accepted: bool = False) -> Known | None:
        """What is known of the operation; with ``is_accepted`` only what was accepted."""
        known = self._known.get(operation.label)
        return known if known is not None and (known.is_accepted or not is_accepted) else None

    def made(self, request: SentRequest, ask: Callable[[SentRequest], Answer | None]) -> tuple[Exchange, ...]:
        """Makes what the path of a request is about or inside of and is not there, as far as clients choose its name:
        by PUT. What it is inside of is only made where it cannot be made otherwise."""
        makers = self._makers(request)
        for first in reversed(range(len(makers))):
            done = [self._done(maker, ask) for maker in makers[first : first + 1]]
            if done[0] is not None:
                done += [self._done(maker, ask) for maker in makers[first + 1 :]]
                return tuple(exchange for exchange in done if exchange is not None)
        return ()

    def _done(self, request: SentRequest, ask: Callable[[SentRequest], Answer | None]) -> Exchange | None:
        self._left -= 1
        answer = ask(request) if self._left >= 0 else None
        return Exchange(request, answer) if answer is not None and answer.status < 300 else None

    def _makers(self, request: SentRequest) -> list[SentRequest]:
        found: dict[str, SentRequest] = {}
        parts = urlsplit(request.url)
        segments = parts.path.split("/")
        for operation in self.operations:
            known = self.of(operation, is_accepted=True) if operation.method.lower() == "put" else None
            for length in range(2, len(segments) + 1) if known is not None else ():
                path = "/".join(segments[:length])
                if known is not None and _fits(operation.path, path, known.request.path):
                    url = urlunsplit(parts._replace(path=path, query=urlsplit(known.request.url).query))
                    found[path] = SentRequest("PUT", url, known.request.headers, known.request.body)
        return [found[path] for path in sorted(found, key=len)]


def _fits(template: str, path: str, known: str) -> bool:
    """True where the path is one of the template, below the same base as the known one."""
    own, other = below_base(template, path), below_base(template, known)
    is_same_base = path.removesuffix(own) == known.removesuffix(other)
    return is_same_base and path.endswith(own) and Router([template]).match(own) is not None
