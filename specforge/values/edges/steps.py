"""Into a value: what stands at a place inside it, and copies that have something else there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import Schema

Steps = tuple[str | int, ...]


def all_parts(schema: Schema, depth: int) -> Iterator[Schema]:
    """The schema, and what its ``allOf`` adds."""
    yield schema
    for part in schema.all_of if depth else ():
        yield from all_parts(part, depth - 1)


def at_place(value: Any, place: Steps) -> Any:
    """What stands at a place."""
    for step in place:
        value = value[step]
    return value


def with_value(value: Any, place: Steps, new: Any) -> Any:
    """A copy with another value at a place."""
    if not place:
        return new
    step, *rest = place
    if isinstance(value, dict):
        return {**value, step: with_value(value.get(step), tuple(rest), new)}
    return [with_value(item, tuple(rest), new) if index == step else item for index, item in enumerate(value)]


def without(value: Any, place: Steps) -> Any:
    """A copy without the member at a place."""
    *before, name = place
    holder = at_place(value, tuple(before))
    return with_value(value, tuple(before), {key: item for key, item in holder.items() if key != name})
