"""Ranges: ``created_after``, ``minPrice``, ``publishedFrom``, ``created[gte]`` bound the values of a property."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from specforge.values.resources.names import bare

Compare = Callable[[Any, Any], bool]

_WORDS: dict[str, Compare] = {
    "greaterthan": operator.gt, "lessthan": operator.lt, "before": operator.lt, "after": operator.gt,
    "since": operator.ge, "until": operator.le, "from": operator.ge, "gte": operator.ge, "lte": operator.le,
    "min": operator.ge, "max": operator.le, "gt": operator.gt, "lt": operator.lt, "to": operator.le,
}  # fmt: skip
_TIMES = ("", "at", "on", "date", "time")


def find_range(name: str, properties: Mapping[str, Any]) -> tuple[str, Compare] | None:
    """The property that a parameter bounds, and how."""
    plain = bare(name)
    by_bare = {bare(key): key for key in reversed(list(properties))}
    for word, compare in _WORDS.items():
        stems = [plain.removesuffix(word)] if plain.endswith(word) else []
        stems += [plain.removeprefix(word)] if plain.startswith(word) else []
        for stem in stems:
            found = next((by_bare[stem + time] for time in _TIMES if stem and stem + time in by_bare), None)
            if found is not None:
                return found, compare
    return None


def compare_of(name: str) -> Compare | None:
    """What a parameter does that is called like a bound, and like nothing that it bounds: ``from``, ``until``."""
    return _WORDS.get(bare(name))


def is_inclusive(name: str) -> bool:
    """True for the names of bounds that are themselves within: a minimum is one of the values that there may be."""
    plain = bare(name)
    return plain.startswith(("min", "max")) or plain.endswith(("min", "max", "gte", "lte"))


def bounds(value: Mapping[str, Any]) -> list[tuple[Compare, Any]]:
    """``{"gte": 1, "lt": 9}`` as comparisons."""
    return [(_WORDS[bare(key)], limit) for key, limit in value.items() if bare(key) in _WORDS]


def is_within(value: Any, compare: Compare, limit: Any) -> bool:
    """Numbers with numbers and text with text, as ISO dates are compared; what cannot be compared is no bound."""
    if value is None:
        return False
    is_number = _is_number(value) and _is_number(limit)
    if is_number or (isinstance(value, str) and isinstance(limit, str)):
        return compare(value, limit)
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
