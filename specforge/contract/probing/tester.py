"""Makes requests of an operation, sends them, and remembers what was sent until the run has judged it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

from specforge.contract.events import Case, Failure, Kind, Trouble, TroubleKind
from specforge.contract.given import keys_for, redactor_of, with_query
from specforge.contract.mocked import lacks
from specforge.contract.probing.anchors import Anchor, Anchors, with_key
from specforge.contract.probing.client import Client, Unanswered
from specforge.contract.probing.losses import Losses
from specforge.contract.probing.pace import Pace
from specforge.contract.probing.pool import Pool
from specforge.contract.settings import Identity, Settings
from specforge.document.model import Document, Operation
from specforge.findings.exchange import Exchange, SentRequest
from specforge.values.check import SchemaChecker
from specforge.values.requests import Draft
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.paths import Key

__all__ = ["NOBODY", "PHASE", "Over", "Purpose", "Tester", "Told", "Unfit", "with_headers"]

PHASE = "probes"
# So many time-outs in a row, at more than one path, and the server counts as one that hangs.
_MOST_TIMEOUTS = 5
# What a check may take for one operation in any case, in seconds.
_LEAST_SHARE = 0.1
# Of the requests of an operation, so many that took the longest are kept.
_MOST_LATEST = 4


class Purpose(Enum):
    """What a request is for. ``PROBE`` asks for what the document does not have: its answer is promised by nobody."""

    VALID = "valid"
    INVALID = "invalid"
    PROBE = "probe"


class Over(Exception):
    """No more requests can be made: ``reason`` is ``budget``, ``down`` or ``hung``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unfit(Exception):
    """No more requests are made for this operation: it does not answer."""


NOBODY = Identity("nobody", {})
"""Whoever has no credentials at all."""


@dataclass(slots=True)
class Told:
    """What was sent since the last time that anybody asked."""

    cases: list[Case] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


class Tester:
    """Everything that a check needs: requests that were accepted, ways to change them, and who sends them."""

    def __init__(
        self,
        document: Document,
        client: Client,
        base_url: str,
        settings: Settings,
        operations: Iterable[Operation],
        checker: SchemaChecker,
        deadline: float,
    ) -> None:
        self.document = document
        self.checker = checker
        self.settings = settings
        self.operations = {operation.label: operation for operation in operations}
        self.pool = Pool(document)
        self.requests = 0
        # What has shown of the implementation as a whole, in the words of the checks that noticed it.
        self.traits: set[str] = set()
        self._client = client
        self._base_url = base_url
        self._deadline = deadline
        self._told = Told()
        self._unfit: set[str] = set()
        self._mocked: set[str] = set()
        self._losses = Losses(deadline - time.monotonic())
        self._latest: dict[str, list[tuple[Exchange, Purpose]]] = {}
        self._carried_out: dict[str, tuple[int, Exchange]] = {}
        self._timeouts: list[str] = []
        self._counts: dict[str, int] = {}
        self._pace = Pace(settings.rate_limit)
        self._is_credential = redactor_of(document, settings).is_credential
        self._anchors = Anchors(self)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Other users, whose credentials were given beside the tester's own."""
        return self.settings.identities

    def anchor(self, operation: Operation) -> Anchor | None:
        """A valid request of the operation that was accepted (2xx); None where none is.

        It is found once and kept; asked for again, nothing is sent. Finding that of a DELETE deletes something.
        """
        return self._anchors.of(operation)

    def renewed(self, anchor: Anchor) -> Draft:
        """The request of an anchor, ready to be accepted once more: what may exist once only has a new value."""
        return self._anchors.renewed(anchor)

    def unique(self, operation: Operation) -> tuple[str, ...]:
        """The properties of the body that need a new value in every request that creates something, as far as the
        implementation shows it: none where it takes the same request twice."""
        return self._anchors.unique(operation)

    @property
    def known_unique(self) -> dict[str, tuple[str, ...]]:
        """By the label of an operation: what ``unique`` has found so far; nothing is sent."""
        return self._anchors.known_unique

    def varied(self, draft: Draft, operation: Operation) -> Draft:
        """The request with new values for what has to be unique where ``operation`` creates things."""
        return self._anchors.varied(draft, operation)

    def refers(self, name: str) -> bool:
        """True for the name of a parameter or property that says which thing is meant."""
        return self._anchors.refers(name)

    def referring(self, draft: Draft) -> Draft:
        """The request with ids of things that exist where its body refers to things."""
        return self._anchors.referring(draft)

    def fresh(self, operation: Operation) -> Anchor | None:
        """As ``anchor``, but on a thing that was created for it, so that it can be changed and deleted; not kept. None
        where nothing can be created."""
        return self._anchors.fresh(operation)

    def create(self, resource: Resource) -> tuple[Key, Exchange] | None:
        """A new thing: its key, and the exchange that made it. None where none can be made."""
        return self._anchors.create(resource)

    def put(self, resource: Resource) -> tuple[Draft, Key, Exchange] | None:
        """As ``create``, where clients choose the ids, and with the request that made the thing."""
        return self._anchors.put(resource)

    def draft(self, operation: Operation) -> Draft | None:
        """A valid request as good as it can be made, whether it was ever accepted or not; nothing of the operation is
        sent for it. None where the document allows none."""
        return self._anchors.draft(operation)

    def is_mocked(self, operation: Operation) -> bool:
        """True where a mock has answered for the operation so far."""
        return operation.label in self._mocked

    def is_accepted(self, operation: Operation) -> bool:
        """True where an anchor of the operation is known already; nothing is sent."""
        return self._anchors.is_known(operation)

    def write(self, draft: Draft, identity: Identity | None = None) -> SentRequest:
        """The request as bytes, with the credentials of ``identity``; the tester's own where it is None."""
        target, headers = draft.target()
        content = draft.content()
        found = {"Accept": "*/*", **self.headers(identity), **headers}
        if content is not None:
            found["Content-Type"] = content[0]
        url = with_query(self.url(target), self.keys(draft.operation, identity))
        return SentRequest(draft.operation.method.upper(), url, found, content[1] if content else None)

    def keys(self, operation: Operation, identity: Identity | None = None) -> dict[str, str]:
        """The credentials in the query of an operation, by parameter."""
        return keys_for(operation, self.settings.keys if identity is None else identity.keys)

    def url(self, target: str) -> str:
        """The URL of a path (and query) below the base path."""
        return self._base_url.rstrip("/") + target

    def headers(self, identity: Identity | None = None) -> dict[str, str]:
        """The headers that go with every request of an identity: those that are no credentials are the same for all."""
        if identity is None:
            return dict(self.settings.headers)
        plain = {name: text for name, text in self.settings.headers.items() if not self._is_credential(name)}
        return {**plain, **identity.headers}

    def ask(
        self,
        draft: Draft,
        purpose: Purpose = Purpose.VALID,
        *,
        identity: Identity | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Exchange:
        """Sends a draft. ``headers`` replaces or, where the value is None, drops headers of the request."""
        request = self.write(draft, identity)
        return self.send(with_headers(request, headers or {}), draft.operation, purpose)

    def send(
        self, request: SentRequest, operation: Operation, purpose: Purpose = Purpose.VALID, *, if_slow: bool = False
    ) -> Exchange:
        """Sends bytes; the answer is None where none came. Raises Over and Unfit, which no check catches. ``if_slow``
        says to ask even what is slow."""
        self._require_time()
        if operation.label in self._unfit or (self._losses.is_enough(operation) and not if_slow):
            raise Unfit
        self._pace.wait()
        self.requests += 1
        try:
            exchange = Exchange(request, self._client.send(request))
        except Unanswered as problem:
            return self._unanswered(problem, request, operation)
        self._timeouts.clear()
        self._losses.note(operation, _elapsed(exchange))
        self._note(exchange, operation, purpose)
        self._remember(exchange, operation, purpose)
        return exchange

    @property
    def share(self) -> float:
        """How long, in seconds, one check may take for one operation, so that half of the time is left for others."""
        left = self._deadline - time.monotonic()
        return max(_LEAST_SHARE, left / 2 / max(len(self.operations), 1))

    @property
    def slow(self) -> list[str]:
        """The operations of which no more is asked, since each answer takes so long."""
        return self._losses.skipped

    def drags(self, operation: Operation) -> bool:
        """True where answers take so long that others should come first."""
        return self._losses.drags(operation)

    def latest(self, operation: Operation) -> list[tuple[Exchange, Purpose]]:
        """What took the longest of what can be asked once more without changing anything."""
        return list(self._latest.get(operation.label, ()))

    def carried_out(self, operation: Operation) -> tuple[int, Exchange] | None:
        """How many of its requests were accepted, and the one that was answered soonest; None where none was."""
        return self._carried_out.get(operation.label)

    def _remember(self, exchange: Exchange, operation: Operation, purpose: Purpose) -> None:
        answer = exchange.answer
        if exchange.is_accepted:
            count, best = self._carried_out.get(operation.label, (0, exchange))
            self._carried_out[operation.label] = (count + 1, min(best, exchange, key=_elapsed))
        is_safe = exchange.request.method.upper() in ("GET", "HEAD", "OPTIONS", "QUERY")
        if answer is not None and (is_safe or 400 <= answer.status < 500):
            known = self._latest.setdefault(operation.label, [])
            known.append((exchange, purpose))
            known.sort(key=lambda each: -_elapsed(each[0]))
            del known[_MOST_LATEST:]

    def clean(self) -> None:
        """Deletes what was created, as far as the document has a way to; what belongs to something, before it."""
        for resource, key in reversed(self.pool.made):
            operation = resource.operations.get(Role.DELETE)
            draft = self.draft(operation) if operation is not None and operation.label in self.operations else None
            with suppress(Unfit):
                if draft is not None:
                    self.ask(with_key(draft, resource, key))
        self.pool.made.clear()

    def is_rare(self, what: str, most: int) -> bool:
        """True for the first ``most`` times that this is asked: for what need not be tried everywhere."""
        self._counts[what] = self._counts.get(what, 0) + 1
        return self._counts[what] <= most

    def told(self) -> Told:
        """What was sent since it was asked last."""
        told, self._told = self._told, Told()
        return told

    def _note(self, exchange: Exchange, operation: Operation, purpose: Purpose) -> None:
        is_probe, is_negative = purpose is Purpose.PROBE, purpose is not Purpose.VALID
        case = Case(operation.label, exchange, PHASE, is_negative, is_probe)
        self._told.cases.append(case)
        answer = exchange.answer
        if lacks(exchange, {"meaning"}):
            self._mocked.add(operation.label)
        if answer is not None and answer.status >= 500:
            self._told.failures.append(Failure(Kind.SERVER_ERROR, case, ""))
        elif not is_negative:
            self.pool.learn(operation, exchange)

    def _unanswered(self, problem: Unanswered, request: SentRequest, operation: Operation) -> Exchange:
        exchange = Exchange(request, None)
        self._told.troubles.append(Trouble(problem.kind, problem.message, operation.label, exchange=exchange))
        if problem.kind is TroubleKind.DOWN:
            raise Over("down")
        if problem.kind is TroubleKind.TIMEOUT:
            self._unfit.add(operation.label)
            self._losses.note(operation, self.settings.timeout)
            self._timeouts.append(operation.path)
            if len(self._timeouts) >= _MOST_TIMEOUTS and len(set(self._timeouts)) > 1:
                raise Over("hung")
            raise Unfit
        return exchange

    def _require_time(self) -> None:
        if time.monotonic() >= self._deadline:
            raise Over("budget")


def _elapsed(exchange: Exchange) -> float:
    return exchange.answer.elapsed if exchange.answer is not None else 0.0


def with_headers(request: SentRequest, changes: Mapping[str, str | None]) -> SentRequest:
    """The request with other headers; None drops one. Names are compared without case."""
    dropped = {name.lower() for name in changes}
    kept = {name: value for name, value in request.headers.items() if name.lower() not in dropped}
    added = {name: value for name, value in changes.items() if value is not None}
    return SentRequest(request.method, request.url, {**kept, **added}, request.body)
