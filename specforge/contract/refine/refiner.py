"""Sends what failed again: to see whether it always fails, and with how little. Hard limits on time and requests."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice

from specforge.contract.alike import alike
from specforge.contract.collect import Group, Sample
from specforge.contract.events import TroubleKind
from specforge.contract.probing.client import Client, Unanswered
from specforge.contract.probing.pace import Pace
from specforge.contract.problem import Problem
from specforge.contract.refine.again import Again
from specforge.contract.refine.culprit import MOST_PARTS, Part, blame, is_named, parts
from specforge.contract.refine.familiar import familiar
from specforge.contract.refine.sequences import Sequences
from specforge.contract.refine.smaller import smaller, unframed
from specforge.contract.refine.wording import chance
from specforge.contract.steps.finder import Finder
from specforge.contract.steps.fresh import Fresh
from specforge.contract.steps.scalars import exchanged
from specforge.document.model import Operation
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker

# Of all findings together, and of one.
MOST_REQUESTS = 1500
MOST_OF_ONE = 24
# Of a 5xx that has several.
MOST_CAUSES = 3
# How many times a request is repeated.
TRIES = 4
# What says no more than that a request is not to be answered so.
_UNEXPLAINED = ("server-error", "positive-data-rejected")
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# How long it takes at most, in seconds, and the part of a budget that is kept for it.
_LONGEST = 15.0
_SHARE = 0.1
_SHARE_OF_ONE = 0.005
# What is kept in any case, and how many requests an average finding takes.
_LEAST = 1.0
_FEW_OF_ONE = 30
# The most that is kept of it for what others ask, in seconds.
_FOR_OTHERS = 3.0
# Conflict: what may exist once only is there already.
_TAKEN = 409
# Servers that do not answer any more are not asked for long.
_MOST_UNANSWERED = 2


def reserve(budget: float, findings: int = 0, latency: float = math.inf) -> float:
    """What of a budget is kept for this, in seconds: where much was found, its causes are worth more than more. No more
    than it takes where an answer takes ``latency``."""
    share = _SHARE + min(_SHARE, findings * _SHARE_OF_ONE)
    needed = _LEAST + _FEW_OF_ONE * max(findings, MOST_OF_ONE) * latency
    return min(budget * share, _LONGEST, needed)


def deadline_of(budget: float | None, started: float) -> float:
    """When it has to be over. Even where the time was up there is a moment for it."""
    now = time.monotonic()
    return min(max(started + budget, now + reserve(budget) / 4), now + _LONGEST) if budget else now + _LONGEST


class _Exhausted(Exception):
    """No time or no requests are left."""


class Refiner:
    """Makes the samples of groups smaller, and notes which of them do not always show their problem."""

    def __init__(
        self,
        client: Client,
        pace: Pace,
        again: Again,
        operations: Mapping[str, Operation],
        is_secret: Callable[[str], bool],
        checker: SchemaChecker,
        deadline: float,
        fresh: Fresh | None = None,
    ) -> None:
        """``is_secret`` names headers that say who asks: without them another request would be sent. ``fresh`` makes
        new values for what may exist once only."""
        self._client = client
        self._pace = pace
        self._again = again
        self._operations = operations
        self._is_secret = is_secret
        self._checker = checker
        self._deadline = deadline
        self._left = MOST_REQUESTS
        self._unanswered = 0
        self._fresh = fresh or Fresh(checker, 0, {})
        # Whether what is asked at the moment needs new values each time.
        self._is_taken = False
        self._sequences = Sequences(self._ask, again, Finder(operations.values()), self._fresh, is_secret)

    def refine(self, groups: Iterable[Group]) -> None:
        """The worst first. What there is no time for stays as it was found. A third of the time is left for ``ask``."""
        last = self._deadline
        self._deadline -= min(_FOR_OTHERS, max(0.0, last - time.monotonic()) / 3)
        try:
            for group in sorted(groups, key=_urgency):
                self._refine(group)
        except _Exhausted:
            return
        finally:
            self._deadline = last

    def _refine(self, group: Group) -> None:
        sample = group.shown
        operation = self._operations.get(sample.operation or "")
        self._is_taken = False
        for better in self._sequences.refined(sample):
            group.samples[sample.problem.place] = better
        if operation is None or sample.exchange is None or not self._may_repeat(sample, sample.exchange):
            return
        exchange = replace(sample.exchange, request=unframed(sample.exchange.request))
        outcome = self._tried(sample.problem, operation, exchange)
        if all(outcome):
            self._shrink(group, sample, operation, exchange)
        else:
            group.samples[sample.problem.place] = chance(sample, outcome, is_safe=_is_safe(exchange.request))

    def _may_repeat(self, sample: Sample, exchange: Exchange) -> bool:
        """Nothing that needed other requests first, and nothing that deletes."""
        earlier = [step for step in sample.steps if step is not exchange]
        deletes = exchange.request.method.upper() == "DELETE" and exchange.answer is not None
        is_done = deletes and exchange.answer is not None and exchange.answer.status < 400
        return not earlier and not is_done and not exchange.request.truncated and self._again.knows(sample.problem)

    def _tried(self, problem: Problem, operation: Operation, exchange: Exchange) -> list[bool]:
        """Whether the same request shows the problem again, try by try. A request that may change something is not
        repeated without need."""
        tries = TRIES if _is_safe(exchange.request) else TRIES // 2
        outcome = [self._shows(problem, operation, exchange, exchange.request) is not None for _ in range(tries)]
        if not all(outcome) and len(outcome) < TRIES:
            more = TRIES - len(outcome)
            outcome += [self._shows(problem, operation, exchange, exchange.request) is not None for _ in range(more)]
        return outcome

    def _shrink(self, group: Group, sample: Sample, operation: Operation, exchange: Exchange) -> None:
        known = familiar(exchange.request, operation)
        found = self._shows(sample.problem, operation, exchange, known) if known else None
        if found is not None:
            sample = replace(sample, problem=found[0], exchange=found[1], steps=())
            group.samples[sample.problem.place] = sample
        steps = _Steps(known if found and known else exchange.request, self._is_secret)
        while (request := steps.next()) is not None:
            found = self._shows(sample.problem, operation, exchange, request)
            if found is not None:
                sample = replace(sample, problem=found[0], exchange=found[1], steps=())
                group.samples[sample.problem.place] = sample
                steps.take(found[1].request)
        if _is_unexplained(sample.problem):
            blamed = self._blamed(group, sample, operation, exchange)
            group.samples[blamed.problem.place] = blamed

    def ask(self, request: SentRequest) -> Answer | None:
        """The answer to one more request; None where enough was asked, or where there is none."""
        try:
            answer = self._ask(request)
        except _Exhausted:
            return None
        return answer if isinstance(answer, Answer) else None

    def _blamed(self, group: Group, sample: Sample, operation: Operation, before: Exchange) -> Sample:
        """The sample with the parts of its request that are at fault, and those of other requests that fail."""
        assert sample.exchange is not None
        first = self._at_fault(sample.problem, operation, before, sample.exchange.request)
        if not is_named(first):
            return sample
        causes = [first]
        if sample.problem.rule == "positive-data-rejected":
            del group.samples[sample.problem.place]
            sample = replace(sample, problem=_of_parameter(blame(sample.problem, causes), first))
            group.samples[sample.problem.place] = sample
            return sample
        blamed = replace(sample, problem=_of_reader(blame(sample.problem, causes), first))
        group.samples[sample.problem.place] = blamed
        for spare in group.spare:
            known = {part.name for found in causes for part in found}
            found = self._other_fault(spare, operation, known) if len(causes) < MOST_CAUSES else []
            if is_named(found) and not known & {part.name for part in found}:
                causes.append(found)
                blamed = replace(sample, problem=_of_reader(blame(sample.problem, causes), first))
                group.samples[sample.problem.place] = blamed
        return group.samples[sample.problem.place]

    def _other_fault(self, spare: Sample, operation: Operation, known: set[str]) -> list[Part]:
        """What is at fault in another request; nothing where it is what is known already."""
        exchange = spare.exchange
        if exchange is None or not self._may_repeat(spare, exchange):
            return []
        made = list(islice(parts(exchange.request, operation, self._checker), MOST_PARTS))
        if any(part.name in known for part in made if part.name != "the body"):
            # With a harmless value of that it has to fail all the same, or it is the same fault.
            return []
        return self._at_fault(spare.problem, operation, exchange, exchange.request)

    def _at_fault(self, problem: Problem, operation: Operation, before: Exchange, request: SentRequest) -> list[Part]:
        """The parts with a harmless value of which, and no new fault in the request, it does not fail."""
        bad = 500 if problem.rule == "server-error" else 300
        for is_new in (False, True):
            found: list[tuple[Part, bool]] = []
            for part in islice(parts(request, operation, self._checker, is_new=is_new), MOST_PARTS):
                # The whole body is asked last: it says nothing where a member does.
                if part.name == "the body" and found:
                    break
                if self._again.is_no_worse(operation, before.request, part.harmless):
                    answer = self._ask(part.harmless)
                    if isinstance(answer, Answer) and answer.status < bad:
                        found.append((part, answer.status < 300))
            if found:
                # What is refused for another reason may not have come as far as the fault.
                return [part for part, is_accepted in found if is_accepted] or [part for part, _ in found]
        return []

    def _shows(
        self, problem: Problem, operation: Operation, before: Exchange, request: SentRequest
    ) -> tuple[Problem, Exchange] | None:
        request, answer = self._sent(operation, before, request)
        if isinstance(answer, Unanswered):
            has_crashed = self._again.has_crashed(problem, operation, before, request, answer)
            return (problem, Exchange(request, None)) if has_crashed else None
        now = Exchange(request, answer)
        shown = self._again.shown(problem, operation, before, now)
        return (replace(shown, severity=problem.severity), now) if shown else None

    def _sent(
        self, operation: Operation, before: Exchange, request: SentRequest
    ) -> tuple[SentRequest, Answer | Unanswered]:
        """Sends a request, with new values where those that it has are taken."""
        if self._is_taken:
            request = exchanged(request, next(self._fresh.changes(operation, request), {}))
        answer = self._ask(request)
        was_taken = before.answer is not None and before.answer.status == _TAKEN
        if was_taken or not isinstance(answer, Answer) or answer.status != _TAKEN:
            return request, answer
        for changes in self._fresh.changes(operation, request):
            renewed = exchanged(request, changes)
            other = self._ask(renewed)
            if isinstance(other, Answer) and other.status != _TAKEN:
                self._is_taken = True
                self._fresh.learn(operation, request, changes)
                return renewed, other
        return request, answer

    def _ask(self, request: SentRequest) -> Answer | Unanswered:
        """Raises _Exhausted where enough was asked."""
        if self._left <= 0 or time.monotonic() >= self._deadline or self._unanswered >= _MOST_UNANSWERED:
            raise _Exhausted
        self._left -= 1
        self._pace.wait()
        try:
            return self._client.send(request)
        except Unanswered as problem:
            if problem.kind is not TroubleKind.CRASH:
                self._unanswered += 1
            return problem


def _urgency(group: Group) -> tuple[int, bool]:
    """The worst first, and of these what does not say by itself which part of the request is at fault."""
    problem = group.shown.problem
    return problem.severity.rank, problem.rule not in _UNEXPLAINED


def _of_parameter(problem: Problem, found: list[Part]) -> Problem:
    """The problem as one of all copies of a parameter, where a single one is at fault."""
    place = found[0].place if len(found) == 1 else None
    cause = alike(place) if place is not None else ""
    if place is None or not cause:
        return problem
    return replace(problem, place=place, related=(), cause=cause, is_general=True)


def _of_reader(problem: Problem, found: list[Part]) -> Problem:
    """Bodies that are no JSON, or nothing that JSON calls an object, are read by the same code in all operations."""
    if [part.name for part in found] != ["the body"] or found[0].value.startswith(("{", "[")):
        return problem
    cause = "no JSON" if found[0].value == "no JSON" else "no object"
    return replace(problem, cause=cause, is_general=True)


def _is_unexplained(problem: Problem) -> bool:
    return problem.rule in _UNEXPLAINED and ": " not in problem.message


class _Steps:
    """What to try next: on from where the last success was, then once more from the beginning."""

    def __init__(self, request: SentRequest, is_secret: Callable[[str], bool]) -> None:
        self._request = request
        self._is_secret = is_secret
        self._position = 0
        self._has_changed = False
        self._tried: list[SentRequest] = []

    def next(self) -> SentRequest | None:
        """A smaller request that was not tried yet; None when there is none, or enough were tried."""
        if len(self._tried) >= MOST_OF_ONE:
            return None
        for request in islice(smaller(self._request, self._is_secret), self._position, None):
            if request not in self._tried:
                self._tried.append(request)
                return request
            self._position += 1
        if not self._has_changed:
            return None
        self._has_changed, self._position = False, 0
        return self.next()

    def take(self, request: SentRequest) -> None:
        """The smaller request does, too: go on from there."""
        self._request, self._has_changed = request, True


def _is_safe(request: SentRequest) -> bool:
    return request.method.upper() in _SAFE
