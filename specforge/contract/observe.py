"""Watching a run problem by problem, before they are grouped into findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from specforge.contract.collect import Sample
from specforge.contract.events import Case
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange


class Observer(Protocol):
    """Is told what happens in a run, and may ask what would have been noticed."""

    def found(self, sample: Sample) -> None:
        """A problem, with the exchange that shows it where there is one."""
        ...

    def variants(self, operation: Operation, case: Case) -> Iterable[tuple[int, Exchange]]:
        """The case with other answers, by numbers of the observer's own."""
        ...

    def noticed(self, number: int, problem: Problem) -> None:
        """The variant with this number would have been noticed."""
        ...
