"""Sends the requests of a corpus before everything else, and tells of them like any other part of a run."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping

from specforge.contract.events import (
    Case,
    Ended,
    Event,
    Failure,
    Kind,
    PhaseBegan,
    PhaseEnded,
    ScenarioBegan,
    ScenarioEnded,
    Trouble,
    TroubleKind,
)
from specforge.contract.faults import RequestJudge
from specforge.contract.given import keys_for
from specforge.contract.probing.client import Client, Unanswered
from specforge.contract.probing.pace import Pace
from specforge.contract.problem import PREFIX
from specforge.contract.regressions.entry import Entry
from specforge.contract.settings import Settings
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange

PHASE = "regressions"
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
    ) -> None:
        """``operations`` are those that may be asked: entries of others wait for another run."""
        self._entries = [entry for entry in entries if entry.operation in operations]
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
                event = self._replayed(entry)
                yield event
                if isinstance(event, Trouble) and event.kind is TroubleKind.DOWN:
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


def _failures(entry: Entry, case: Case) -> Iterator[Failure]:
    """What only a sender can know: the rest is judged like every answer."""
    status = case.exchange.answer.status if case.exchange.answer else 0
    if status >= 500:
        yield Failure(Kind.SERVER_ERROR, case, "")
    kind = _KINDS.get(entry.rule.removeprefix(PREFIX))
    expected = 400 if kind is Kind.POSITIVE_DATA_REJECTED else 200
    if kind is not None and expected <= status < expected + 100:
        yield Failure(kind, case, "", {"scenario": "no_auth"})
