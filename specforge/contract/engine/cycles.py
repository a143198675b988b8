"""Phases that the engine would run again and again."""

from __future__ import annotations


class Cycles:
    """With a time limit Schemathesis repeats its random phases until the time is up. Ours is a ceiling, not a goal."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def is_repeated(self, phase: str) -> bool:
        is_random = phase in ("fuzzing", "stateful")
        repeated = is_random and phase in self._seen
        self._seen.add(phase)
        return repeated
