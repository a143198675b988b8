"""When to stop looking for what is new: looking costs more than sending, once everything was seen."""

from __future__ import annotations

# So many exchanges of an operation, one after the other, may show nothing new in a phase.
_MOST_IN_VAIN = 50


class Patience:
    """Ends when nothing new was seen for long, and begins again with each phase."""

    def __init__(self) -> None:
        self._phase = ""
        self._in_vain = 0

    def is_over(self, phase: str) -> bool:
        """True where one more look is not worth it."""
        if phase != self._phase:
            self._phase, self._in_vain = phase, 0
        return self._in_vain >= _MOST_IN_VAIN

    def note(self, *, learned: bool) -> None:
        """After a look."""
        self._in_vain = 0 if learned else self._in_vain + 1
