"""Watching a run problem by problem, before they are grouped into findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from specforge.contract.collect import Collector
from specforge.contract.events import Case
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import Claim
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.redact import Redactor


class Observer(Protocol):
    """Is told what happens in a run, and may ask what would have been noticed."""

    def found(
        self, problem: Problem, operation: str | None, exchange: Exchange | None, steps: tuple[Exchange, ...]
    ) -> None:
        """A problem with an exchange; ``steps`` had to come before."""
        ...

    def variants(self, operation: Operation, case: Case) -> Iterable[tuple[int, Exchange]]:
        """The case with other answers, by numbers of the observer's own."""
        ...

    def noticed(self, number: int, problem: Problem) -> None:
        """The variant with this number would have been noticed."""
        ...


class Watched(Collector):
    """A collector that passes on what it is given."""

    def __init__(self, redactor: Redactor, observer: Observer) -> None:
        super().__init__(redactor)
        self._observer = observer

    def add(
        self,
        problem: Problem,
        operation: str | None = None,
        exchange: Exchange | None = None,
        steps: tuple[Exchange, ...] = (),
        extra: dict[str, str] | None = None,
        claim: Claim | None = None,
        asked: tuple[str, str] | None = None,
    ) -> None:
        """Tells the observer, then does the same as ever."""
        self._observer.found(problem, None if problem.of_path else operation, exchange, steps)
        super().add(problem, operation, exchange, steps, extra, claim, asked)
