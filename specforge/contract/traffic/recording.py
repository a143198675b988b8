"""A whole recording against the document: what it violates, and how much of it the document describes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from specforge.contract.collect import Collector
from specforge.contract.coverage.count import Coverage
from specforge.contract.events import Case
from specforge.contract.selection.select import select
from specforge.contract.settings import Settings
from specforge.contract.traffic.judge import Judge, outside_name
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.findings.exchange import Exchange
from specforge.findings.model import Finding
from specforge.values.check import SchemaChecker

Recording = Sequence[tuple[str, Exchange]]
"""Exchanges, each with the words for where it was recorded: ``traffic.har, entry 3``."""

# More names than this are not read by anybody.
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class TrafficResult:
    """What was found. ``outside`` counts, by name, the exchanges that the document does not describe."""

    findings: list[Finding]
    coverage: Coverage
    outside: Counter[str]
    summary: dict[str, Any]


def judge_traffic(
    document: Document, recording: Recording, settings: Settings, url: str | None = None
) -> TrafficResult:
    """Judges recorded exchanges; of the settings only ``include``, ``exclude`` and ``show_secrets`` count.

    ``url`` is where the API was, when it is not where the document says. Raises UsageError where nothing in the
    recording belongs to the document, and InputError.
    """
    hearing = _Hearing(document, settings, url)
    hearing.judge.bases.look_at(exchange.request.url for _, exchange in recording)
    for where, exchange in recording:
        hearing.hear(where, exchange)
    if not hearing.judged:
        many = f"none of the {len(recording)} exchanges" if len(recording) > 1 else "no exchange"
        message = f"nothing to judge: {many} belongs to {document.root.name}{_named(hearing.outside)}"
        if not recording:
            raise UsageError("nothing to judge: there is no exchange with an answer in the recording")
        raise UsageError(message, help="say with --url where the API was when this was recorded")
    return hearing.result(len(recording))


class _Hearing:
    def __init__(self, document: Document, settings: Settings, url: str | None) -> None:
        selected = select(document, settings)
        self.judge = Judge(document, url=url, show_secrets=settings.show_secrets)
        self.outside: Counter[str] = Counter()
        self.judged = 0
        self._left = 0
        self._violating = 0
        self._refused = 0
        self._selected = {operation.label for operation in selected}
        self._coverage = Coverage(selected, SchemaChecker(document))
        self._collector = Collector(self.judge.redactor)

    def hear(self, where: str, exchange: Exchange) -> None:
        judgement = self.judge.judge_one(exchange)
        operation = judgement.operation
        if operation is None and not judgement.problems:
            self.outside[outside_name(exchange)] += 1
            return
        if operation is not None and operation.label not in self._selected:
            self._left += 1
            return
        self.judged += 1
        self._refused += judgement.is_refused
        self._violating += bool(judgement.problems)
        if operation is not None:
            self._coverage.count(Case(operation.label, exchange, "recorded"))
        for problem in judgement.problems:
            label = operation.label if operation else None
            self._collector.add(problem, label, exchange, extra={"recorded": where} if where else None)

    def result(self, exchanges: int) -> TrafficResult:
        summary = {
            **self._coverage.summary(),
            "exchanges": exchanges,
            "exchanges_judged": self.judged,
            "exchanges_violating": self._violating,
            "exchanges_outside": self.outside.total(),
            "exchanges_not_selected": self._left,
            "requests_rightly_refused": self._refused,
            "outside": dict(self.outside.most_common(_MOST_NAMED)),
        }
        return TrafficResult(self._collector.findings(), self._coverage, self.outside, summary)


def _named(outside: Counter[str]) -> str:
    names = [name for name, _ in outside.most_common(3)]
    return f" ({', '.join(names)}{', …' if len(outside) > 3 else ''})" if names else ""
