"""Findings of several requests, sent again from the first to the last: do they always show, and with how little?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import sleep

from specforge.contract.collect import Sample
from specforge.contract.probing.client import Unanswered
from specforge.contract.problem import Problem
from specforge.contract.refine.again import Again
from specforge.contract.refine.smaller import smaller, unframed
from specforge.contract.refine.wording import chance
from specforge.contract.steps.claim import Member, Value
from specforge.contract.steps.finder import Finder
from specforge.contract.steps.fresh import Changes, Fresh
from specforge.contract.steps.sequence import Replay, Sequence
from specforge.document.model import Operation
from specforge.findings.exchange import Answer, Exchange, SentRequest

# How often one is repeated, and how many smaller ones are tried.
_TRIES, _MOST_TRIES = 2, 4
_MOST_SMALLER = 24
# Texts that are shorter may be anything in a message.
_LONG = 4
# How long it may take, in seconds, until what was written shows everywhere.
_PATIENCE = 0.4


def sequence_of(sample: Sample) -> Sequence | None:
    """The requests of a sample; None for a single one."""
    earlier = tuple(step for step in sample.steps if step is not sample.exchange)
    if sample.exchange is None or not earlier:
        return None
    exchanges = (replace(each, request=unframed(each.request)) for each in (*earlier, sample.exchange))
    return Sequence.of(tuple(exchanges), sample.claim)


class Sequences:
    """``ask`` sends a request; what it raises passes through. ``is_secret`` names headers that say who asks."""

    def __init__(
        self,
        ask: Callable[[SentRequest], Answer | Unanswered],
        again: Again,
        finder: Finder,
        fresh: Fresh,
        is_secret: Callable[[str], bool],
    ) -> None:
        self._ask = ask
        self._again = again
        self._finder = finder
        self._fresh = fresh
        self._is_secret = is_secret
        self._replay = Replay(self._send, self._renew)

    def refined(self, sample: Sample) -> Iterator[Sample]:
        """What to show in place of it, each better than the one before."""
        sequence = sequence_of(sample)
        operation = self._finder.asked(sequence.last.request) if sequence is not None else None
        if sequence is None or operation is None or not self._may_repeat(sample, sequence):
            return
        story = _Story(sample, operation, sequence)
        outcome = self._outcome(story)
        if outcome and all(outcome):
            yield from self._shrunk(story)
        elif outcome:
            told = chance(sample, outcome, is_safe=True)
            if told is not sample:
                yield told

    def _may_repeat(self, sample: Sample, sequence: Sequence) -> bool:
        """Only what was made in the sequence may be deleted, and only what can be judged is sent."""
        if not deletes_only_its_own(sequence) or any(each.request.truncated for each in sequence.exchanges):
            return False
        if sample.claim is not None:
            return sample.claim.is_shown_by(sequence.exchanges)
        return self._again.knows(sample.problem)

    def _outcome(self, story: _Story) -> list[bool]:
        """Whether it shows again, try by try; empty where it cannot be repeated."""
        outcome: list[bool] = []
        while len(outcome) < (_TRIES if all(outcome) else _MOST_TRIES):
            now = self._replay.again(story.sequence)
            if now is None:
                return []
            outcome.append(self._shown(story, now[0]) is not None)
        return outcome

    def _shown(self, story: _Story, now: tuple[Exchange, ...]) -> Problem | None:
        problem, claim = story.sample.problem, story.sequence.claim
        if claim is None:
            return self._again.shown(problem, story.operation, story.sequence.last, now[-1])
        return problem if claim.is_shown_by(now) else None

    def _shrunk(self, story: _Story) -> Iterator[Sample]:
        left, position = _MOST_SMALLER, 0
        best = story
        candidates = list(self._smaller(best))
        while left > 0 and position < len(candidates):
            left -= 1
            found = self._tried(best, candidates[position])
            position += 1
            if found is not None:
                best, position = found, position - 1
                candidates = list(self._smaller(best))
        if best is not story and self._is_lasting(best):
            yield best.sample

    def _tried(self, story: _Story, sequence: Sequence) -> _Story | None:
        now = self._replay.again(sequence)
        changed = replace(story, sequence=sequence)
        problem = self._shown(changed, now[0]) if now is not None else None
        return changed.after(problem, *now) if now is not None and problem is not None else None

    def _smaller(self, story: _Story) -> Iterator[Sequence]:
        """Without a step, the last one first, then with smaller requests."""
        sequence = story.sequence
        for step in reversed(range(len(sequence.exchanges) - 1)):
            method = sequence.exchanges[step].request.method.upper()
            # What an answer means depends on all that was changed before: a deletion, say.
            is_free = sequence.claim is None or method in ("GET", "HEAD", "OPTIONS")
            shorter = sequence.without(step) if is_free else None
            if shorter is not None:
                yield shorter
        for step, exchange in enumerate(sequence.exchanges):
            for request in smaller(exchange.request, self._is_secret):
                if self._is_as_good(exchange.request, request):
                    candidate = sequence.asking(step, request)
                    if _is_same_source(sequence, candidate):
                        yield candidate

    def _is_as_good(self, before: SentRequest, now: SentRequest) -> bool:
        operation = self._finder.asked(before)
        return operation is not None and self._again.is_no_worse(operation, before, now)

    def _is_lasting(self, story: _Story) -> bool:
        """What was written may take its time to show: a shorter sequence must not find no more than that."""
        request = story.sequence.last.request
        if request.method.upper() not in ("GET", "HEAD"):
            return True
        sleep(_PATIENCE)
        exchange = Exchange(request, self._send(request))
        return self._shown(story, (*story.sequence.exchanges[:-1], exchange)) is not None

    def _send(self, request: SentRequest) -> Answer | None:
        answer = self._ask(request)
        return answer if isinstance(answer, Answer) else None

    def _renew(self, request: SentRequest) -> Iterator[Changes]:
        operation = self._finder.asked(request)
        return self._fresh.changes(operation, request) if operation is not None else iter(())


@dataclass(frozen=True, slots=True)
class _Story:
    """A sample, with its requests."""

    sample: Sample
    operation: Operation
    sequence: Sequence

    def after(self, problem: Problem, exchanges: tuple[Exchange, ...], changes: Changes) -> _Story:
        """The same, as it was this time."""
        message = problem.message
        for old, new in changes.items():
            message = message.replace(old, new) if len(old) >= _LONG else message
        carried = tuple(replace(each, text=each.text_in(exchanges) or each.text) for each in self.sequence.carried)
        sequence = replace(self.sequence, exchanges=exchanges, carried=carried)
        problem = replace(problem, message=message, severity=self.sample.problem.severity)
        sample = replace(
            self.sample, problem=problem, exchange=exchanges[-1], steps=exchanges[:-1], claim=sequence.claim
        )
        return _Story(sample, self.operation, sequence)


def deletes_only_its_own(sequence: Sequence) -> bool:
    """True where nothing that was there before is deleted."""
    texts = {each.text for each in sequence.carried}
    requests = [each.request for each in sequence.exchanges if each.request.method.upper() == "DELETE"]
    return all(
        any(text in request.path.split("/") or request.path.startswith(text) for text in texts) for request in requests
    )


def _is_same_source(before: Sequence, now: Sequence) -> bool:
    """The value that a message tells of stays."""
    claim = before.claim
    if isinstance(claim, Value | Member):
        return bool(claim.source.value(before.exchanges) == claim.source.value(now.exchanges))
    return True
