"""What the summaries of several reports say together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What tells one machine from another; what is said of each, and what the merged report counts anew.
_OF_ONE = ("shard", "exit_code", "tested", "error", "warning", "info", "hint", "coverage")
_SAME = ("seed", "target", "document", "stopped")


def merged_facts(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts are added up, lists are joined, the longest duration counts; what differs otherwise is listed."""
    names = dict.fromkeys(name for summary in summaries for name in summary if name not in _OF_ONE)
    return {name: _merged(name, [summary[name] for summary in summaries if name in summary]) for name in names}


def _merged(name: str, values: list[Any]) -> Any:
    if name == "duration":
        return max(values, key=lambda value: value if isinstance(value, int | float) else 0)
    if all(isinstance(value, list) for value in values):
        return _distinct(item for value in values for item in value)
    if all(isinstance(value, dict) for value in values):
        return {key: item for value in values for key, item in value.items()}
    is_count = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    if is_count and name not in _SAME:
        return sum(values)
    found = _distinct(values)
    return found[0] if len(found) == 1 else found


def _distinct(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found
