"""What a run exercised: operations, the statuses they answered with, and what of the document it never saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from specforge.contract.coverage import answers, keywords
from specforge.contract.coverage.catalogue import Catalogue
from specforge.contract.coverage.figures import figures_of
from specforge.contract.coverage.received import Received, counts, status_key
from specforge.contract.coverage.sent import Sent
from specforge.contract.coverage.timing import Times
from specforge.contract.events import Case
from specforge.document.model import Operation
from specforge.findings.coverage import CoverageReport, OperationCoverage
from specforge.values.check import SchemaChecker


class Seen:
    """The exchanges of one operation. ``requests`` counts those without an answer too.

    ``valid`` are the answers to requests that keep the contract.
    """

    def __init__(self, operation: Operation, requests: Catalogue, responses: Catalogue) -> None:
        self.operation = operation
        self.requests = 0
        self.statuses: Counter[int] = Counter()
        self.valid: Counter[int] = Counter()
        self.times = Times()
        self._catalogues = requests, responses

    @cached_property
    def sent(self) -> Sent:
        """Worked out when there is something to count."""
        return Sent(self.operation, self._catalogues[0])

    @cached_property
    def received(self) -> Received:
        return Received(self.operation, self._catalogues[1])

    @cached_property
    def documented(self) -> list[str]:
        """The statuses that the document describes and a test should see."""
        return [status for status in self.operation.responses if counts(status)]

    @property
    def unseen(self) -> list[str]:
        """Documented statuses that no answer had."""
        met = {status_key(self.documented, status) for status in self.statuses}
        return [status for status in self.documented if status not in met]

    def count(self, case: Case) -> None:
        """One exchange that was for this operation."""
        self.requests += 1
        answer = case.exchange.answer
        if answer is None:
            return
        self.statuses[answer.status] += 1
        if not case.negative:
            self.valid[answer.status] += 1
        self.times.add(answer.elapsed)
        self.sent.count(case.exchange.request, answer.status, case.phase)
        self.received.count(answer, case.phase)

    def report(self) -> OperationCoverage:
        """The figures, with the names of what was missed."""
        statuses = {str(status): count for status, count in sorted(self.statuses.items())}
        was_tested = bool(self.statuses)
        sent = self.sent if was_tested else Sent(self.operation, self._catalogues[0])
        received = self.received if was_tested else Received(self.operation, self._catalogues[1])
        figures = figures_of(sent, received, self.documented, self.unseen, was_tested=was_tested)
        return OperationCoverage(self.operation.label, self.requests, figures, statuses, self.times.timing())


class Coverage:
    """Counts what is sent. Requests for what the document does not have (``Case.probe``) count for no operation."""

    def __init__(self, operations: Sequence[Operation], checker: SchemaChecker) -> None:
        requests = Catalogue(checker, "request", keywords.things)
        responses = Catalogue(checker, "response", answers.things)
        self._seen = {operation.label: Seen(operation, requests, responses) for operation in operations}
        self._document = checker.document.root.name
        self.requests = 0

    def count(self, case: Case) -> None:
        self.requests += 1
        seen = self._seen.get(case.operation)
        if seen is not None and not case.probe:
            seen.count(case)

    def of(self, label: str) -> Seen | None:
        return self._seen.get(label)

    @property
    def seen(self) -> tuple[Seen, ...]:
        """All operations, tested or not."""
        return tuple(self._seen.values())

    @property
    def tested(self) -> list[str]:
        return [label for label, seen in self._seen.items() if seen.requests]

    @property
    def not_reached(self) -> list[str]:
        return [label for label, seen in self._seen.items() if not seen.requests]

    @property
    def statuses(self) -> Counter[int]:
        """All answers of all operations."""
        total: Counter[int] = Counter()
        for seen in self._seen.values():
            total.update(seen.statuses)
        return total

    @cached_property
    def report(self) -> CoverageReport:
        """The figures of all operations, once the run is over."""
        return CoverageReport(tuple(seen.report() for seen in self._seen.values()), self._document)

    def summary(self) -> dict[str, Any]:
        """The part of a report's summary that this module knows."""
        documented = sum(len(seen.documented) for seen in self._seen.values())
        unseen = {label: seen.unseen for label, seen in self._seen.items() if seen.requests and seen.unseen}
        missing = sum(len(seen.unseen) for seen in self._seen.values())
        return {
            "operations": len(self._seen),
            "operations_tested": len(self.tested),
            "requests": self.requests,
            "responses_documented": documented,
            "responses_seen": documented - missing,
            "not_reached": self.not_reached,
            "responses_not_seen": unseen,
            "coverage": self.report.percentages(),
        }
