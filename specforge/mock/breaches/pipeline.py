"""The pipeline of a mock that breaks promises: it takes what it ought to refuse, forgets, and does not listen."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from specforge.document.model import Document
from specforge.findings.breach import MARK, WOULD
from specforge.mock.breaches.accepting import OneWordChecker, fault_of
from specforge.mock.breaches.catalogue import Catalogue
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.exchange import Exchange
from specforge.mock.message import MARK as MOCKED
from specforge.mock.message import Reply, Request, raw_header, reply
from specforge.mock.pipeline import Compiled, Pipeline
from specforge.mock.problem import Problem
from specforge.mock.secure import OPEN, Guards
from specforge.mock.settings import Settings
from specforge.values.styles import join_query

# What a stage may say of a request that it was never meant to see.
_STUMBLES = (TypeError, ValueError, LookupError, AttributeError)
_REFUSALS = frozenset({400, 415, 422})
_NOBODY = Diagnostic("These are the credentials of nobody", 401, ("credentials",))
# How often is enough to know that a parameter makes a difference.
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Credentials:
    """Good ones: headers, and ``keys`` in the query."""

    headers: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.headers or self.keys)


class BreakingPipeline(Pipeline):
    """What it answers because of a breach, says so in a header (``specforge.findings.breach.MARK``); what a breach
    would have changed that is not active, says that (``WOULD``)."""

    def __init__(self, document: Document, settings: Settings, credentials: Credentials) -> None:
        super().__init__(document, settings)
        self.checker = OneWordChecker(document)
        self.known = Catalogue()
        self._active: frozenset[int] = frozenset()
        self._applied: Counter[int] = Counter()
        self._noted: int | None = None
        self._possible: list[int] = []
        # How often somebody was told of what a parameter does.
        self._told: Counter[int] = Counter()
        self._credentials = credentials

    def start_over(self, active: frozenset[int]) -> None:
        """Forgets all that was done, and breaks these promises from now on."""
        self._active = active
        self._applied.clear()
        self._told.clear()
        if self.state is not None:
            self.state.store.clear()

    def handle(self, request: Request) -> Reply:
        """The reply to any request."""
        self._noted, self._possible = None, []
        made = self._without_listening(request, self._to_other_methods(request, super().handle(request)))
        made = self._with_another_default(request, made)
        made = made.with_first(MOCKED)
        if self._credentials:
            # It knows whom to trust, and may be asked.
            made = made.with_headers(raw_header(MOCKED[0].decode(), f"{made.header('mocked-by')} (credentials)"))
        if self._noted is not None:
            return made.with_headers(raw_header(MARK, str(self._noted)))
        numbers = ",".join(map(str, self._possible))
        return made.with_headers(raw_header(WOULD, numbers)) if numbers else made

    def _breaks(self, number: int | None) -> bool:
        """True where this breach is to happen now."""
        if number is None:
            return False
        if number not in self._active:
            self._possible.append(number)
            return False
        self._applied[number] += 1
        self._noted = number
        return True

    # -- requests that ought to be refused ----------------------------------------------------------------------------

    def _check(self, compiled: Compiled, request: Request, path: dict[str, str]) -> tuple[Diagnostic, ...]:
        found = super()._check(compiled, request, path)
        errors = [diagnostic for diagnostic in found if diagnostic.is_error]
        if self._breaks(self._number(compiled.route.label, errors)):
            return tuple(diagnostic for diagnostic in found if not diagnostic.is_error)
        return found

    def _number(self, label: str, errors: Sequence[Diagnostic]) -> int | None:
        """The breach by which a request is accepted all of whose faults are one and the same."""
        faults = {fault_of(error) for error in errors}
        if len(faults) != 1:
            return None
        if _NOBODY in errors:
            return self.known.strangers.get(label)
        return self.known.faults.get((label, faults.pop()))

    def _secure(self, guards: Guards, request: Request) -> tuple[Diagnostic, ...]:
        found = super()._secure(guards, request)
        is_let_in = self._credentials and self._is_known(request) and not (found and self._credentials.keys)
        if OPEN in guards or is_let_in:
            return ()
        return found or ((_NOBODY,) if self._credentials else ())

    def _is_known(self, request: Request) -> bool:
        """Keys go to the operations that ask for them only: one that is missing, ``super`` misses."""
        good = self._credentials
        given = {name: unquote_plus(value) for name, value in request.query_parts}
        is_good = all(_alike(request.headers.get(name, ""), value) for name, value in good.headers.items())
        return is_good and all(given.get(name, value) == value for name, value in good.keys.items())

    # -- behaviour ----------------------------------------------------------------------------------------------------

    def answered(self, exchange: Exchange) -> Reply:
        """The mock's answer; what is to be forgotten, is forgotten again."""
        number = self.known.memory.get(exchange.route.label) if self._noted is None else None
        state = self.state
        if state is None or number not in self._active:
            made = self._answered(exchange)
            if exchange.is_valid and made.status < 300:
                self._breaks(number)
            return made
        before = copy.deepcopy(state.store)
        made = self._answered(exchange)
        if exchange.is_valid and made.status < 300 and self._breaks(number):
            state.contents.store = before
        return made

    def _answered(self, exchange: Exchange) -> Reply:
        """What the state has against an invalid request that is accepted nevertheless, does not count."""
        try:
            made = super().answered(exchange)
        except _STUMBLES:
            if self._noted is None:
                raise
            return self._first(exchange, [self._described]) or reply(200, [])
        if self._noted is None or made.status not in _REFUSALS:
            return made
        return self._first(exchange, [self._described]) or made

    def _to_other_methods(self, request: Request, made: Reply) -> Reply:
        if made.status != 405:
            return made
        allowed = (made.header("allow") or "").partition(",")[0]
        try:
            route, _ = self.table.find(Request(allowed, request.path))
        except Problem:
            return made
        is_broken = self._breaks(self.known.methods.get(route.operation.path))
        return reply(200, [("content-type", "text/plain")]) if is_broken else made

    def _without_listening(self, request: Request, made: Reply) -> Reply:
        """The answer to the same request without one of its parameters, where that makes a difference."""
        if request.method != "GET" or not request.query or made.status >= 300 or self._noted is not None:
            return made
        names = dict.fromkeys(name for name, _ in request.query_parts)
        numbers = {number: name for name in names if (number := self.known.ignored.get((made.operation, name)))}
        for number in sorted(numbers, key=lambda one: self._applied[one]):
            others = [pair for pair in request.query_parts if pair[0] != numbers[number]]
            other = self._another(number, request, others, made)
            if other is not None:
                return other
        return made

    def _with_another_default(self, request: Request, made: Reply) -> Reply:
        """The answer to the same request with a value for a parameter that it leaves out, where that makes a
        difference."""
        if request.method != "GET" or made.status >= 300 or self._noted is not None or made.operation is None:
            return made
        given = {name for name, _ in request.query_parts}
        known = self.known.defaults.get(made.operation, ())
        for number, name, pairs in sorted(known, key=lambda one: self._applied[one[0]]):
            other = self._another(number, request, [*request.query_parts, *pairs], made) if name not in given else None
            if other is not None:
                return other
        return made

    def _another(self, number: int, request: Request, query: list[tuple[str, str]], made: Reply) -> Reply | None:
        """The answer to the request with another query, where that is another one and ``number`` is to be broken."""
        if number not in self._active and self._told[number] >= _OFTEN:
            return None
        possible, self._possible = self._possible, []
        other = super().handle(replace(request, query=join_query(query)))
        self._possible = possible
        if (other.status, other.body) == (made.status, made.body):
            return None
        self._told[number] += 1
        return other if self._breaks(number) else None


def _alike(given: str, good: str) -> bool:
    """The name of an authentication scheme may be written in any case (RFC 9110 section 11.1)."""
    scheme, space, rest = good.partition(" ")
    own, own_space, own_rest = given.partition(" ")
    return given == good or (own.lower() == scheme.lower() and (own_space, own_rest) == (space, rest) and bool(space))
