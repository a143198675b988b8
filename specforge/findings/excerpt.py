"""Excerpt: stands for a file where only some of its places matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from specforge.document.place import Place, Region, Tokens
from specforge.document.source import Duplicate, Source


class Excerpt(Source):
    """What reporters and baselines want to know of a file: the regions of some places, the lines around them, and
    the ``stable`` tokens of each (see fingerprint.stable_tokens). It is made by ``detach``."""

    def __init__(
        self,
        source: Source,
        regions: Mapping[tuple[Tokens, bool], Region],
        kept: Mapping[int, str],
        stable: Mapping[Tokens, tuple[str, ...]],
    ) -> None:
        self.uri = source.uri
        self.name = source.name
        self.path = source.path
        self.data = b""
        self.stable = stable
        self._regions = regions
        self._kept = kept

    @property
    def value(self) -> None:
        return None

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def is_json(self) -> bool:
        return False

    @cached_property
    def lines(self) -> list[str]:
        """The kept lines at their numbers, the others empty."""
        return [self._kept.get(number, "") for number in range(1, max(self._kept, default=0) + 1)]

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        return ()

    def region(self, place: Place) -> Region:
        return self._regions[place.tokens, place.key]

    def locate(self, places: Iterable[Place]) -> None:
        """Everything is found already."""
