"""Which of many names somebody may have meant. It takes the same time whether there are ten names or a million."""

from __future__ import annotations

import difflib
from bisect import bisect
from collections.abc import Iterable, Sized

_NEIGHBOURS = 12
_COMPARED = 4
_LONGEST = 200
_SIMILAR = 0.6


class Suggestions:
    """The names, sorted forwards and backwards: a slip leaves the beginning or the end of a name as it was."""

    def __init__(self, names: Iterable[object]) -> None:
        forwards = dict.fromkeys(name for name in map(str, names) if len(name) <= _LONGEST)
        self._lowered = {name.lower(): name for name in reversed(forwards)}
        self._forwards = sorted(self._lowered)
        self._backwards = sorted(name[::-1] for name in self._lowered)

    def closest(self, name: str) -> str | None:
        """The most similar name, None when none is similar. Case makes no difference."""
        wanted = name.lower()
        if wanted in self._lowered:
            return self._lowered[wanted]
        if len(wanted) > _LONGEST:
            return None
        near = {*_around(self._forwards, wanted), *(found[::-1] for found in _around(self._backwards, wanted[::-1]))}
        # Comparing two names in full takes long: only those that share most of their beginning and end.
        likely = sorted(near, key=lambda known: (-_shared(known, wanted), known))[:_COMPARED]
        found = difflib.get_close_matches(wanted, likely, n=1, cutoff=_SIMILAR)
        return self._lowered[found[0]] if found else None


def _around(names: list[str], wanted: str) -> list[str]:
    place = bisect(names, wanted)
    return names[max(place - _NEIGHBOURS, 0) : place + _NEIGHBOURS]


def _shared(one: str, other: str) -> float:
    """The part of both that their common beginning and end make up."""
    return (_common(one, other) + _common(one[::-1], other[::-1])) / (len(one) + len(other))


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


# The collection that was asked about last, with its length: rules ask about one for each of thousands of names.
_last: tuple[object, int, Suggestions] | None = None


def did_you_mean(name: str, known: Iterable[object]) -> str | None:
    """One sentence that names the closest of ``known``, or None when nothing is close."""
    global _last
    length = len(known) if isinstance(known, Sized) else -1
    last = _last
    if last is None or last[0] is not known or last[1] != length:
        last = _last = (known, length, Suggestions(known))
    close = last[2].closest(name)
    return f"did you mean {close!r}?" if close else None


def or_rather(name: str, known: Iterable[object]) -> str:
    """The same as a sentence that follows another one; empty when nothing is close."""
    asked = did_you_mean(name, known)
    return f" D{asked[1:]}" if asked else ""
