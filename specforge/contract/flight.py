"""What is under way: requests without an answer yet, and answers that the engine has not told of.

The engine tells of an operation when it is through with it. What it was doing when a run ends in the middle (Ctrl-C, a
server that hangs, no time left) is known here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Sent:
    """A request of the engine's, and its answer as soon as there is one."""

    case: Any
    since: float
    response: Any = None


@dataclass(slots=True)
class Flight:
    """``patience`` is the longest, in seconds, that one request may take in all: a time-out is for each piece of an
    answer, and nothing stops an application in this process.
    """

    patience: float
    _waiting: dict[int, Sent] = field(default_factory=dict)
    _untold: dict[str, Sent] = field(default_factory=dict)

    @contextmanager
    def of(self, case: Any) -> Iterator[Sent]:
        """While the request of ``case`` is under way. Each thread sends one at a time."""
        sent = Sent(case, time.monotonic())
        thread = threading.get_ident()
        self._waiting[thread] = sent
        try:
            yield sent
        finally:
            self._waiting.pop(thread, None)
        self._untold[case.id] = sent

    def told(self, case_ids: Iterable[str]) -> None:
        """The engine has told of these."""
        for case_id in case_ids:
            self._untold.pop(case_id, None)

    def untold(self) -> list[Sent]:
        return list(self._untold.values())

    def stuck(self) -> list[Any]:
        """The cases whose answer has taken longer than anybody waits."""
        latest = time.monotonic() - self.patience
        return [sent.case for sent in list(self._waiting.values()) if sent.since < latest]
