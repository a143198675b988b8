"""Message: from a value of some inner schema to the whole body, parameter or header that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.diff.schema_pair import SchemaPair
from specforge.diff.shape import Shape
from specforge.diff.witness import Values

_OTHER_NAME = "other"
_MORE = 3


def grow(pair: SchemaPair, side: int, value: Any, values: Values) -> Iterator[tuple[SchemaPair, Any]]:
    """The value, and then what holds it, one level after the other up to the whole message.

    Every step is valid on ``side`` (0 the base, 1 the revision); it ends early where no such thing is found.
    """
    yield pair, value
    while pair.parent is not None:
        parent = pair.parent
        shape = (parent.base, parent.revision)[side]
        found = next(_holding(pair, shape, value, values), None) if shape is not None else None
        if found is None:
            return
        pair, value = parent, found[0]
        yield pair, value


def _holding(pair: SchemaPair, shape: Shape, value: Any, values: Values) -> Iterator[list[Any]]:
    """Valid values of the parent's ``shape`` that hold ``value`` where ``pair`` is; each in a list, since it may be
    None."""
    for held in _around(pair, shape, value, values):
        if values.allows(shape.schema, held):
            yield [held]


def _around(pair: SchemaPair, shape: Shape, value: Any, values: Values) -> Iterator[Any]:
    step = pair.path[len(pair.parent.path) if pair.parent else 0 :]
    keyword = step[0].partition("[")[0] if step else ""
    if pair.name:
        yield from _in_object(pair.name, shape, value, values)
    elif keyword in ("items", "contains", "unevaluatedItems"):
        yield from ([value] * count for count in range(1, _MORE + 1))
        yield from ([value] * int(shape.number("minItems") or 0),)
    elif keyword == "prefixItems":
        for sampled in values.sampled(shape.schema, is_full=True):
            if isinstance(sampled, list):
                yield [*sampled[: int(step[1])], value, *sampled[int(step[1]) + 1 :]]
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        yield from _in_object(_OTHER_NAME, shape, value, values)
    else:
        yield value
        yield from ({**sampled, **value} for sampled in _objects(shape, values) if isinstance(value, dict))


def _in_object(name: str, shape: Shape, value: Any, values: Values) -> Iterator[Any]:
    yield {name: value}
    yield from ({**sampled, name: value} for sampled in _objects(shape, values))


def _objects(shape: Shape, values: Values) -> Iterator[dict[str, Any]]:
    for is_full in (False, True):
        yield from (sampled for sampled in values.sampled(shape.schema, is_full=is_full) if isinstance(sampled, dict))
