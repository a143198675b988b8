"""What is broken on purpose: an application in this process that the self-check steers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from specforge.document.model import Operation
from specforge.findings.breach import Breach
from specforge.findings.exchange import Exchange


class Subject(Protocol):
    """A mock that can break its document. What it answers because of a breach, or would have answered otherwise, it
    says in a header (``MARK`` and ``WOULD`` of ``specforge.findings.breach``)."""

    @property
    def breaches(self) -> Sequence[Breach]:
        """All that it can do wrong."""
        ...

    @property
    def app(self) -> Any:
        """The WSGI application."""
        ...

    def start_over(self, active: Iterable[Breach]) -> None:
        """Forgets what was done to it, and does these things wrong from now on."""
        ...

    def spoilt(self, operation: Operation, exchange: Exchange, wanted: set[int]) -> Iterator[tuple[int, Exchange]]:
        """The exchange with other answers, one for each breach that can be shown by it."""
        ...
