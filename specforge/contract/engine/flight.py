"""What is under way: requests without an answer yet, and answers that the engine has not told of.

The engine tells of an operation when it is through with it. What it was doing when a run ends in the middle (Ctrl-C, a
server that hangs, no time left) is known here, and which operations keep us waiting.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from specforge.contract.transport.limits import Store

# How long, in seconds, whoever waits for an answer is given to notice that it was ended.
_NOTICE = 1.0
# So many requests without an answer, one after the other, and nobody is there.
_SILENCE = 5
# So often an operation may keep us waiting.
_TIMEOUTS = 2


@dataclass(slots=True)
class Sent:
    """A request of the engine's, and its answer as soon as there is one. ``ended`` is when it was cut off."""

    case: Any
    since: float
    response: Any = None
    ended: float | None = None


@dataclass(slots=True)
class Flight:
    """``patience`` is the longest, in seconds, that one request may take in all: a time-out is for each piece of an
    answer, and nothing stops an application in this process.
    """

    patience: float
    _waiting: dict[int, Sent] = field(default_factory=dict)
    _untold: dict[str, Sent] = field(default_factory=dict)
    _timeouts: Counter[str] = field(default_factory=Counter)
    _silence: int = 0
    _store: Store = field(default_factory=Store)

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
        self._silence = 0
        self._shorten(sent.response)

    def _shorten(self, response: Any) -> None:
        """All answers of an operation are in memory until the engine tells of them."""
        content = response.content or b""
        kept = self._store.size_for(len(content))
        if kept < len(content):
            # The engine knows the size of what it has a part of.
            response.content = content[:kept]

    def waited_in_vain(self, sent: Sent) -> None:
        """There was no answer in time."""
        self._silence += 1
        # A time-out may be bad luck; what would have gone on for ever is not.
        self._timeouts[sent.case.operation.label] += 1 if sent.ended is None else _TIMEOUTS

    def is_given_up(self, case: Any) -> bool:
        """True where another request to this operation would only cost time."""
        return self._timeouts[case.operation.label] >= _TIMEOUTS

    def told(self, case_ids: Iterable[str]) -> None:
        """The engine has told of these."""
        for case_id in case_ids:
            sent = self._untold.pop(case_id, None)
            if sent is not None:
                self._store.forget(len(sent.response.content or b""))

    def untold(self) -> list[Sent]:
        return list(self._untold.values())

    def is_hopeless(self, cut: Callable[[int], None]) -> bool:
        """Ends what takes longer than anybody waits, with ``cut`` for its thread.

        True where that does not help, so that nothing else can be sent either, and where nobody answers any more.
        """
        now = time.monotonic()
        for thread, sent in list(self._waiting.items()):
            if sent.since < now - self.patience and sent.ended is None:
                sent.ended = now
                cut(thread)
        return bool(self.stuck()) or self._silence >= _SILENCE

    def stuck(self) -> list[Any]:
        """The cases that were ended, in vain."""
        latest = time.monotonic() - _NOTICE
        return [sent.case for sent in list(self._waiting.values()) if sent.ended is not None and sent.ended < latest]
