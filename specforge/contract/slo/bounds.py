"""The bounds that answer times are held against: of the document, and of whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specforge.contract.probing.promptness import allowed
from specforge.document.model import Operation
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.durations import read_duration
from specforge.errors import UsageError

EXTENSION = "x-slo"
DOCUMENT = "document"
"""What says that the bounds are those of the document alone."""

# What is promised of every answer: no more than one in a hundred may be slower.
_OF_ALL = 99.0
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,2})?)")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a percentile may be at most, in milliseconds. ``place`` is where that is said; ``is_given``: not in the
    document."""

    percent: float
    milliseconds: float
    place: Place
    is_given: bool = False

    @property
    def name(self) -> str:
        return f"p{self.percent:g}"


def parse_bounds(texts: Iterable[str]) -> dict[float, float]:
    """``p95=300ms``, and ``document`` for none beside those of the document, as milliseconds by percentile. Raises
    UsageError."""
    found: dict[float, float] = {}
    for text in texts:
        if text == DOCUMENT:
            continue
        name, _, time = text.partition("=")
        percent, milliseconds = _percent(name), _milliseconds(time)
        if percent is None or milliseconds is None:
            help = "write it as p95=300ms, or `document` for the bounds that the document has (x-slo)"
            raise UsageError(f"{text!r} is no bound of answer times", help=help)
        found[percent] = milliseconds
    return found


def bounds_of(operation: Operation, given: dict[float, float]) -> list[Bound]:
    """The bounds of an operation. What stands nearest to it wins, and the document over what was given."""
    found = {percent: Bound(percent, value, operation.node.key_place, True) for percent, value in given.items()}
    longest = allowed(operation)
    if longest is not None:
        found[_OF_ALL] = Bound(_OF_ALL, longest.milliseconds, longest.place)
    for owner in (operation.document.node, operation.path_item.node, operation.node):
        found |= {bound.percent: bound for bound in _written(owner)}
    return [found[percent] for percent in sorted(found)]


def misunderstood(operation: Operation) -> Iterator[Place]:
    """Parts of ``x-slo`` that say nothing that can be measured."""
    for owner in (operation.document.node, operation.path_item.node, operation.node):
        node = owner.get(EXTENSION)
        if node is None:
            continue
        understood = {bound.place for bound in _written(owner)}
        if not isinstance(node.value, dict):
            yield node.place
        else:
            yield from (place for name in node.value if (place := node.place.child(str(name))) not in understood)


def _written(owner: Node) -> Iterator[Bound]:
    node = owner.get(EXTENSION)
    for name, value in node.value.items() if node is not None and isinstance(node.value, dict) else ():
        percent, milliseconds = _percent(str(name)), _milliseconds(value)
        if node is not None and percent is not None and milliseconds is not None:
            yield Bound(percent, milliseconds, node.place.child(str(name)))


def _percent(name: str) -> float | None:
    match = _PERCENTILE.fullmatch(name.strip().lower())
    percent = float(match[1]) if match is not None else 0.0
    return percent if 0 < percent < 100 else None


def _milliseconds(value: object) -> float | None:
    """A number is milliseconds; a text says its unit."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if value > 0 else None
    if not isinstance(value, str):
        return None
    try:
        return (float(value) if re.fullmatch(r"\d+(\.\d+)?", value) else read_duration(value) * 1000) or None
    except ValueError:
        return None
