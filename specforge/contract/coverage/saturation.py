"""When to stop looking for what is new: looking costs more than sending, once everything was seen."""

from __future__ import annotations


class Saturation:
    """Reached after ``most`` looks that showed nothing new, one after the other; counted anew in each phase."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._phase = ""
        self._in_vain = 0

    def is_reached(self, phase: str) -> bool:
        """True where one more look is not worth it."""
        if phase != self._phase:
            self._phase, self._in_vain = phase, 0
        return self._in_vain >= self._most

    def note(self, *, learned: bool) -> None:
        """After a look."""
        self._in_vain = 0 if learned else self._in_vain + 1
