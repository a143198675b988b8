"""Sends what failed again: to see whether it always fails, and with how little. Hard limits on time and requests."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice

from specforge.contract.collect import Group, Sample
from specforge.contract.events import TroubleKind
from specforge.contract.probing.client import Client, Unanswered
from specforge.contract.probing.pace import Pace
from specforge.contract.probing.pool import Pool
from specforge.contract.problem import Problem
from specforge.contract.refine.again import Again
from specforge.contract.refine.blaming import UNEXPLAINED, Blamer
from specforge.contract.refine.earlier import Earlier
from specforge.contract.refine.familiar import familiar
from specforge.contract.refine.sequences import Sequences
from specforge.contract.refine.smaller import smaller, unframed
from specforge.contract.refine.usual import ABSENT, Usual
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
# Of one whose cause is known from others.
_MOST_OF_KNOWN = 6
# How many times a request is repeated.
TRIES = 4
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# How long it takes at most, in seconds, and the part of a budget that is kept for it.
_LONGEST = 15.0
_SHARE = 0.1
_SHARE_OF_ONE = 0.005
# What is kept in any case, and how many requests an average finding takes.
_LEAST = 1.0
# Conflict: what may exist once only is there already.
_TAKEN = 409
_FEW_OF_ONE = 45
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
        usual: Usual | None = None,
        pool: Pool | None = None,
    ) -> None:
        """``is_secret`` names headers that say who asks: without them another request would be sent. ``fresh`` makes
        new values for what may exist once only, ``usual`` what is not there any more, and ``pool`` knows what answers
        are about."""
        self._client = client
        self._pace = pace
        self._again = again
        self._operations = operations
        self._is_secret = is_secret
        self._usual = usual
        self._deadline = deadline
        self._left = MOST_REQUESTS
        self._unanswered = 0
        self._fresh = fresh or Fresh(checker, 0, {})
        # Whether what is asked at the moment needs new values each time.
        self._is_taken = False
        self._sequences = Sequences(self._ask, again, Finder(operations.values()), self._fresh, is_secret)
        self._blamer = Blamer(self._ask, again, checker)
        self._earlier = Earlier(self._answer, again, self._fresh, usual, pool) if usual and pool else None

    def refine(self, groups: Iterable[Group], share: float = 1.0) -> None:
        """The worst first. What there is no time for stays as it was found. ``share`` is how much of the time that is
        left it may take."""
        with self._part_of_time(share), suppress(_Exhausted):
            for group in sorted(groups, key=_urgency):
                self._refine(group)

    def others(self, share: float = 1.0) -> list[Sample]:
        """Further causes of what was refined and could not say by itself what is wrong."""
        found: list[Sample] = []
        with self._part_of_time(share), suppress(_Exhausted):
            for sample, operation in self._blamer.others(self._may_repeat):
                found.append(sample)
                found[-1] = self._little(sample, operation)
        return found

    def _little(self, sample: Sample, operation: Operation) -> Sample:
        """With a few steps only."""
        assert sample.exchange is not None
        steps = _Steps(unframed(sample.exchange.request), self._is_secret, _MOST_OF_KNOWN)
        return self._smaller(sample, operation, sample.exchange, steps)

    @contextmanager
    def _part_of_time(self, share: float) -> Iterator[None]:
        last, now = self._deadline, time.monotonic()
        self._deadline = now + (last - now) * share if math.isfinite(last) else last
        try:
            yield
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
        if _is_unexplained(sample.problem) and self._is_known(group, sample, operation, exchange):
            return
        if self._has_earlier(group, sample, operation, exchange):
            return
        outcome = self._tried(sample.problem, operation, exchange)
        if all(outcome):
            self._shrink(group, sample, operation, exchange)
            self._make_listed(group, operation)
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
        outcome = [self._shows(problem, operation, exchange, exchange.request) is not None]
        if not outcome[0] and self._is_made_anew(exchange.request):
            outcome.clear()
        while len(outcome) < tries:
            outcome.append(self._shows(problem, operation, exchange, exchange.request) is not None)
        if not all(outcome) and len(outcome) < TRIES:
            more = TRIES - len(outcome)
            outcome += [self._shows(problem, operation, exchange, exchange.request) is not None for _ in range(more)]
        return outcome

    def _is_made_anew(self, request: SentRequest) -> bool:
        """True where what the request is about was not there any more, and is now."""
        answer = self.ask(request) if self._usual is not None else None
        if self._usual is None or answer is None or answer.status not in ABSENT:
            return False
        return bool(self._usual.made(request, self.ask))

    def _is_known(self, group: Group, sample: Sample, operation: Operation, exchange: Exchange) -> bool:
        """True where what is at fault is what was at fault elsewhere: that needs no long search."""
        part = self._blamer.recognised(sample, operation, exchange)
        if part is None or self._shows(sample.problem, operation, exchange, exchange.request) is None:
            return False
        self._blamer.tell(group, self._little(replace(sample, exchange=exchange), operation), operation, part)
        return True

    def _has_earlier(self, group: Group, sample: Sample, operation: Operation, exchange: Exchange) -> bool:
        """True where it fails because of what came before: that is told, too."""
        found = self._earlier.told(sample, operation, exchange) if self._earlier is not None else None
        if found is None:
            return False
        group.samples[sample.problem.place] = found
        for better in self._sequences.refined(found):
            group.samples[sample.problem.place] = better
        return True

    def _make_listed(self, group: Group, operation: Operation) -> None:
        """What a list shows it in is made first."""
        found = self._earlier.listed(group.shown, operation) if self._earlier is not None else None
        if found is not None:
            group.samples[found.problem.place] = found

    def _shrink(self, group: Group, sample: Sample, operation: Operation, exchange: Exchange) -> None:
        known = familiar(exchange.request, operation)
        found = self._shows(sample.problem, operation, exchange, known) if known else None
        if found is not None:
            sample = replace(sample, problem=found[0], exchange=found[1], steps=())
            group.samples[sample.problem.place] = sample
        steps = _Steps(known if found and known else exchange.request, self._is_secret, MOST_OF_ONE)
        sample = self._smaller(sample, operation, exchange, steps, group)
        if _is_unexplained(sample.problem):
            self._blamer.look(group, sample, operation, exchange)

    def _smaller(
        self, sample: Sample, operation: Operation, first: Exchange, steps: _Steps, group: Group | None = None
    ) -> Sample:
        """As small as it gets. The group knows each step, should there be no time for the next one."""
        while (request := steps.next()) is not None:
            found = self._shows(sample.problem, operation, first, request)
            if found is not None:
                sample = replace(sample, problem=found[0], exchange=found[1], steps=())
                steps.take(found[1].request)
                if group is not None:
                    group.samples[sample.problem.place] = sample
        return sample

    def ask(self, request: SentRequest) -> Answer | None:
        """The answer to one more request; None where enough was asked, or where there is none."""
        try:
            return self._answer(request)
        except _Exhausted:
            return None

    def _answer(self, request: SentRequest) -> Answer | None:
        answer = self._ask(request)
        return answer if isinstance(answer, Answer) else None

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


def _urgency(group: Group) -> tuple[bool, int]:
    """What does not say by itself which part of the request is at fault, then the worst."""
    problem = group.shown.problem
    return not _is_unexplained(problem), problem.severity.rank


def _is_unexplained(problem: Problem) -> bool:
    return problem.rule in UNEXPLAINED and ": " not in problem.message


class _Steps:
    """What to try next: on from where the last success was, then once more from the beginning."""

    def __init__(self, request: SentRequest, is_secret: Callable[[str], bool], most: int) -> None:
        self._request = request
        self._most = most
        self._is_secret = is_secret
        self._position = 0
        self._has_changed = False
        self._tried: list[SentRequest] = []

    def next(self) -> SentRequest | None:
        """A smaller request that was not tried yet; None when there is none, or enough were tried."""
        if len(self._tried) >= self._most:
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
