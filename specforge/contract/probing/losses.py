"""How long is waited for answers that take long: for those of one operation, and for all of them together."""

from __future__ import annotations

from specforge.document.model import Operation

# An answer that takes longer than this, in seconds, is slow; how much is waited for those of one operation.
_SLOW = 0.5
_MOST_LOST = 5.0
# The share of the time that may be lost with slow answers: it is missed elsewhere.
_SHARE = 0.2
# So much, in seconds, makes an operation one that others do not wait for.
_DRAGS = 1.5


class Losses:
    """Notes how long answers took beyond what is usual."""

    def __init__(self, seconds: float) -> None:
        """``seconds`` is all the time that there is."""
        self._most = seconds * _SHARE
        self._by_label: dict[str, float] = {}
        self._by_path: dict[str, float] = {}
        self._skipped: set[str] = set()

    def note(self, operation: Operation, elapsed: float) -> None:
        """An answer, or that none came."""
        lost = max(elapsed - _SLOW, 0.0)
        self._by_label[operation.label] = self._by_label.get(operation.label, 0.0) + lost
        self._by_path[operation.path] = self._by_path.get(operation.path, 0.0) + lost

    def is_enough(self, operation: Operation) -> bool:
        """True where no more is asked of an operation: it has lost too much; or all have, and its path with them."""
        is_all_lost = sum(self._by_label.values()) > self._most and self.drags(operation)
        if is_all_lost or self._by_label.get(operation.label, 0.0) > _MOST_LOST:
            self._skipped.add(operation.label)
            return True
        return False

    def drags(self, operation: Operation) -> bool:
        """True where the answers of an operation, or of others at its path, take so long that it comes last."""
        return self._by_path.get(operation.path, 0.0) > _DRAGS

    @property
    def skipped(self) -> list[str]:
        """The operations that were not asked all that they could have been."""
        return sorted(self._skipped)
