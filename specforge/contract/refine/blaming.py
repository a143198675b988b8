"""Finds what is at fault in requests that fail without saying why: one thing after the other gets a harmless value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from specforge.contract.collect import Group, Sample
from specforge.contract.conformance.refusal import REFUSES_DATA
from specforge.contract.problem import Problem
from specforge.contract.refine.again import Again
from specforge.contract.refine.culprit import MOST_PARTS, Part, blame, is_named, parts
from specforge.contract.refine.usual import ABSENT
from specforge.document.model import Operation
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker

UNEXPLAINED = ("server-error", "positive-data-rejected")
"""What says no more than that a request is not to be answered so."""
# Of one operation, and requests that are looked at for more of them.
_MOST_CAUSES = 3
_MOST_LOOKED_AT = 40
# What a thing that is not there says.
_IN_DOUBT = 2
# Without these a request is about the same thing.
_OPTIONAL = ("query", "header", "cookie")


@dataclass(slots=True)
class _Blamed:
    """A group with what is at fault in it. ``own`` are the causes that are no parameter's with copies elsewhere, and
    ``first`` is what the first of them is shown by, before it was explained."""

    group: Group
    operation: Operation
    names: set[str]
    own: list[list[Part]]
    first: Sample


class Blamer:
    """Asks which parts are at fault. ``ask`` sends a request, and raises where enough was asked."""

    def __init__(self, ask: Callable[[SentRequest], object], again: Again, checker: SchemaChecker) -> None:
        self._ask = ask
        self._again = again
        self._checker = checker
        # By rule: what parameters that are at fault have in common with their copies.
        self._known: set[tuple[str, str]] = set()
        self._blamed: list[_Blamed] = []

    def look(self, group: Group, sample: Sample, operation: Operation, before: Exchange) -> None:
        """Says what is at fault in the request of ``sample``. ``before`` is the exchange that was found first."""
        assert sample.exchange is not None
        found = self._at_fault(sample.problem, operation, before, sample.exchange.request)
        if is_named(found):
            self._tell(group, sample, operation, found)

    def recognised(self, sample: Sample, operation: Operation, exchange: Exchange) -> Part | None:
        """The part of the request that is at fault, where copies of it are at fault elsewhere."""
        found = [part for part in self._parts(exchange.request, operation) if part.cause]
        for part in [part for part in found if (sample.problem.rule, part.cause) in self._known]:
            is_no_worse = self._again.is_no_worse(operation, exchange.request, part.harmless)
            if is_no_worse and self._passed(sample.problem, part) is not None:
                return part
        return None

    def tell(self, group: Group, sample: Sample, operation: Operation, part: Part) -> None:
        """Says that this part is at fault."""
        self._tell(group, sample, operation, [part])

    def others(self, may_repeat: Callable[[Sample, Exchange], bool]) -> Iterator[tuple[Sample, Operation]]:
        """Other causes in other requests of the operations that were looked at, as far as they are findings of their
        own."""
        for blamed in self._blamed:
            count = 1
            for spare in blamed.group.spare[:_MOST_LOOKED_AT]:
                if count < _MOST_CAUSES and spare.exchange is not None and may_repeat(spare, spare.exchange):
                    exchange = self._without_known(blamed, spare.problem, spare.exchange)
                    found = self._new_fault(blamed, spare.problem, exchange) if exchange is not None else []
                    count += 1 if found else 0
                    sample = replace(spare, exchange=exchange)
                    yield from (
                        (told, blamed.operation) for told in (self._told(blamed, sample, found) if found else ())
                    )

    def _without_known(self, blamed: _Blamed, problem: Problem, exchange: Exchange) -> Exchange | None:
        """With harmless values of what is known it has to fail all the same, or it is the same fault: then None."""
        request = exchange.request
        for name in blamed.names:
            known = next((part for part in self._parts(request, blamed.operation) if part.name == name), None)
            request = known.harmless if known is not None else request
        if request is exchange.request:
            return exchange
        answer = self._ask(request)
        fails = isinstance(answer, Answer) and _is_failure(problem, answer.status)
        return Exchange(request, answer) if fails and isinstance(answer, Answer) else None

    def _new_fault(self, blamed: _Blamed, problem: Problem, exchange: Exchange) -> list[Part]:
        found = self._at_fault(problem, blamed.operation, exchange, exchange.request)
        return found if is_named(found) and not blamed.names & {part.name for part in found} else []

    def _tell(self, group: Group, sample: Sample, operation: Operation, found: list[Part]) -> None:
        general = self._general(sample.problem, found)
        blamed = _Blamed(group, operation, {part.name for part in found}, [] if general else [found], sample)
        self._blamed.append(blamed)
        problem = general or blame(sample.problem, [found])
        group.samples.pop(sample.problem.place, None)
        group.samples[problem.place] = replace(sample, problem=problem)

    def _told(self, blamed: _Blamed, spare: Sample, found: list[Part]) -> Iterator[Sample]:
        blamed.names |= {part.name for part in found}
        general = self._general(spare.problem, found)
        if general is not None or not blamed.own:
            blamed.own += [] if general else [found]
            yield replace(spare, problem=general or blame(spare.problem, [found]))
            return
        blamed.own.append(found)
        place = blamed.first.problem.place
        if place in blamed.group.samples:
            shown = blamed.group.samples[place]
            blamed.group.samples[place] = replace(shown, problem=blame(blamed.first.problem, blamed.own))

    def _general(self, problem: Problem, found: list[Part]) -> Problem | None:
        """The problem as one of all copies of a parameter, where a single one is at fault. Which thing a path names may
        make a server fail for many reasons."""
        (part, *more) = found
        if not more and problem.rule == "server-error" and _is_unreadable(part):
            cause = "no JSON" if part.value == "no JSON" else "no object"
            return replace(blame(problem, [found]), cause=cause, is_general=True)
        if more or not part.cause or part.place is None:
            return None
        if problem.rule != "server-error":
            self._known.add((problem.rule, part.cause))
            return replace(blame(problem, [found]), place=part.place, related=(), cause=part.cause, is_general=True)
        if part.location not in _OPTIONAL:
            return None
        self._known.add((problem.rule, part.cause))
        return replace(blame(problem, [found]), cause=part.cause, is_general=True)

    # -- asking -------------------------------------------------------------------------------------------------------

    def _parts(self, request: SentRequest, operation: Operation, *, is_new: bool = False) -> list[Part]:
        return list(islice(parts(request, operation, self._checker, is_new=is_new), MOST_PARTS))

    def _at_fault(self, problem: Problem, operation: Operation, before: Exchange, request: SentRequest) -> list[Part]:
        """The parts with a harmless value of which, and no new fault in the request, it does not fail."""
        for is_new in (False, True):
            found: list[tuple[int, Part]] = []
            for part in self._parts(request, operation, is_new=is_new):
                # The whole body is asked last: it says nothing where a member does.
                if part.name == "the body" and any(doubt < _IN_DOUBT for doubt, _ in found):
                    break
                if self._again.is_no_worse(operation, before.request, part.harmless):
                    doubt = self._passed(problem, part)
                    found += [(doubt, part)] if doubt is not None else []
            if found:
                least = min(doubt for doubt, _ in found)
                return [part for doubt, part in found if doubt == least]
        return []

    def _passed(self, problem: Problem, part: Part) -> int | None:
        """How much it says that it does not fail with a harmless value of the part, 0 the most; None where it fails all
        the same. What is refused for another reason may not have come as far as the fault."""
        answer = self._ask(part.harmless)
        if not isinstance(answer, Answer) or _is_failure(problem, answer.status):
            return None
        if answer.status < 300 or part.location in _OPTIONAL:
            return 0 if answer.status < 300 else 1
        # Where the path or the body names something else, that may not be there, whatever the rest says.
        if problem.rule != "server-error":
            return None
        return _IN_DOUBT if part.location == "path" and answer.status in ABSENT else 1


def _is_unreadable(part: Part) -> bool:
    """Bodies that are no JSON, or nothing that JSON calls an object, are read by the same code in all operations."""
    return part.name == "the body" and not part.value.startswith(("{", "["))


def _is_failure(problem: Problem, status: int) -> bool:
    return status >= 500 or (problem.rule != "server-error" and status in REFUSES_DATA)
