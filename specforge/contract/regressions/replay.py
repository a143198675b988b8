"""Sends the requests of a corpus before everything else, and tells of them like any other part of a run."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping

from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.events import (
    Case,
    Ended,
    Event,
    Failure,
    Found,
    Kind,
    PhaseBegan,
    PhaseEnded,
    ScenarioBegan,
    ScenarioEnded,
    Trouble,
    TroubleKind,
)
from specforge.contract.given import keys_for
from specforge.contract.probing.client import Client, Unanswered
from specforge.contract.probing.pace import Pace
from specforge.contract.problem import PREFIX
from specforge.contract.regressions.entry import Entry
from specforge.contract.regressions.story import Story
from specforge.contract.settings import Settings
from specforge.contract.steps.finder import Finder
from specforge.contract.steps.fresh import Changes, Fresh
from specforge.contract.steps.sequence import Replay as SequenceReplay
from specforge.contract.steps.sequence import Sequence
from specforge.document.model import Document, Operation
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker

PHASE = "regressions"
# How long it may take, in seconds, until what was written shows everywhere.
_PATIENCE = 0.4
_KINDS = {
    "negative-data-accepted": Kind.NEGATIVE_DATA_ACCEPTED,
    "positive-data-rejected": Kind.POSITIVE_DATA_REJECTED,
    "auth-ignored": Kind.AUTH_IGNORED,
}


class Replay:
    """``sent`` are the fingerprints of the entries that got an answer."""

    def __init__(
        self,
        entries: list[Entry],
        client: Client,
        base_url: str,
        settings: Settings,
        operations: Mapping[str, Operation],
        requests: RequestJudge,
        pace: Pace,
        deadline: float,
        document: Document,
        checker: SchemaChecker,
    ) -> None:
        """``operations`` are those that may be asked: entries of others wait for another run."""
        self._entries = [
            entry for entry in entries if all(each.operation in operations for each in (entry, *entry.before))
        ]
        self._document = document
        self._finder = Finder(operations.values())
        self._fresh = Fresh(checker, settings.seed, {})
        self._asked: list[Exchange] = []
        self._trouble: Unanswered | None = None
        self._client = client
        self._base_url = base_url
        self._settings = settings
        self._operations = operations
        self._requests = requests
        self._pace = pace
        self._deadline = deadline
        self.sent: list[str] = []

    @property
    def is_left_behind(self) -> bool:
        """True where something that was sent is still under way."""
        return self._client.is_stuck

    def events(self) -> Generator[Event, None, None]:
        """What happens, as it happens; the last event is Ended."""
        yield PhaseBegan(PHASE, len(self._entries))
        reason = "completed"
        try:
            for entry in self._entries:
                if time.monotonic() >= self._deadline or self._client.is_stuck:
                    break
                yield ScenarioBegan(PHASE, entry.operation)
                events = list(self._told(entry) if entry.story is not None else [self._replayed(entry)])
                yield from events
                if any(isinstance(event, Trouble) and event.kind is TroubleKind.DOWN for event in events):
                    reason = "down"
                    break
        finally:
            self._client.close()
        yield PhaseEnded(PHASE)
        yield Ended(reason)

    def rest(self) -> Iterator[Event]:
        """After an interruption: nothing, since each answer is told at once."""
        return iter(())

    def _replayed(self, entry: Entry) -> Event:
        keys = keys_for(self._operations[entry.operation], self._settings.keys)
        request = entry.request(self._base_url, self._settings.headers, keys)
        self._pace.wait()
        try:
            exchange = Exchange(request, self._client.send(request))
        except Unanswered as problem:
            self.sent.append(entry.fingerprint)
            return Trouble(problem.kind, problem.message, entry.operation, exchange=Exchange(request, None))
        self.sent.append(entry.fingerprint)
        operation = self._operations[entry.operation]
        is_wrong = bool(self._requests.judge(operation, request).faults) or entry.rule == f"{PREFIX}auth-ignored"
        case = Case(entry.operation, exchange, PHASE, is_wrong)
        return ScenarioEnded(PHASE, entry.operation, (case,), tuple(_failures(entry, case)))

    def _told(self, entry: Entry) -> Iterator[Event]:
        """Several requests, each with what the answers before it say."""
        story = entry.story
        problem = story.problem(entry.rule.removeprefix(PREFIX), entry.message, self._document) if story else None
        if story is None or problem is None:
            return
        sequence = self._sequence(entry, story)
        self._asked.clear()
        self._trouble = None
        now = SequenceReplay(self._send, self._renew).again(sequence)
        self.sent.append(entry.fingerprint)
        found = now is not None and self._is_lasting(story, now[0])
        for exchange in self._asked:
            operation = self._finder.asked(exchange.request)
            if operation is not None:
                is_wrong = bool(self._requests.judge(operation, exchange.request).faults)
                yield ScenarioEnded(PHASE, operation.label, (Case(operation.label, exchange, PHASE, is_wrong),), ())
        if self._trouble is not None:
            yield Trouble(self._trouble.kind, self._trouble.message, entry.operation)
        if found and now is not None:
            yield Found(problem, entry.operation, now[0][-1], now[0][:-1], story.claim)

    def _is_lasting(self, story: Story, now: tuple[Exchange, ...]) -> bool:
        """What was written may take its time to show."""
        if not story.claim.is_shown_by(now) or now[-1].request.method.upper() != "GET":
            return story.claim.is_shown_by(now)
        time.sleep(_PATIENCE)
        return story.claim.is_shown_by((*now[:-1], Exchange(now[-1].request, self._send(now[-1].request))))

    def _sequence(self, entry: Entry, story: Story) -> Sequence:
        exchanges = []
        for each, status in zip((*entry.before, entry), story.statuses, strict=True):
            operation = self._operations.get(each.operation) or self._operations[entry.operation]
            keys = keys_for(operation, self._settings.keys)
            request = each.request(self._base_url, self._settings.headers, keys)
            exchanges.append(Exchange(request, Answer(status)))
        return Sequence(tuple(exchanges), story.carried, story.claim)

    def _send(self, request: SentRequest) -> Answer | None:
        self._pace.wait()
        try:
            answer = self._client.send(request)
        except Unanswered as problem:
            self._trouble = problem
            return None
        self._asked.append(Exchange(request, answer))
        return answer

    def _renew(self, request: SentRequest) -> Iterator[Changes]:
        operation = self._finder.asked(request)
        return self._fresh.changes(operation, request) if operation is not None else iter(())


def _failures(entry: Entry, case: Case) -> Iterator[Failure]:
    """What only a sender can know: the rest is judged like every answer."""
    status = case.exchange.status
    if status >= 500:
        yield Failure(Kind.SERVER_ERROR, case, "")
    kind = _KINDS.get(entry.rule.removeprefix(PREFIX))
    expected = 400 if kind is Kind.POSITIVE_DATA_REJECTED else 200
    if kind is not None and expected <= status < expected + 100:
        yield Failure(kind, case, "", {"scenario": "no_auth"})
