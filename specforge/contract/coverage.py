"""What a run exercised: operations, the statuses they answered with, and what of the document it never saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from specforge.contract.events import Case
from specforge.document.model import Operation


@dataclass(slots=True)
class Seen:
    """The answers of one operation. ``requests`` counts those without an answer too.

    ``valid`` are the answers to requests that keep the contract.
    """

    operation: Operation
    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    valid: Counter[int] = field(default_factory=Counter)

    @property
    def documented(self) -> list[str]:
        """The statuses that the document describes, ``default`` left out."""
        return [status for status in self.operation.responses if status != "default"]

    @property
    def unseen(self) -> list[str]:
        """Documented statuses that no answer had."""
        return [status for status in self.documented if not any(_covers(status, seen) for seen in self.statuses)]


class Coverage:
    """Counts what is sent. Requests for what the document does not have (``Case.probe``) count for no operation."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._seen = {operation.label: Seen(operation) for operation in operations}
        self.requests = 0

    def count(self, case: Case) -> None:
        self.requests += 1
        seen = self._seen.get(case.operation)
        if seen is None or case.probe:
            return
        seen.requests += 1
        if case.exchange.answer is not None:
            seen.statuses[case.exchange.answer.status] += 1
            if not case.negative:
                seen.valid[case.exchange.answer.status] += 1

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
        }


def _covers(documented: str, status: int) -> bool:
    return documented == str(status) or documented == f"{status // 100}XX"
