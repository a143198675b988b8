"""Variations: values that differ a little from one that is valid, with what two schemas speak of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from specforge.diff.change import Direction
from specforge.diff.shape import Shape, shape_of

_SINGLE = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else", "contentSchema")
_LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas")
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LENGTHS = ("minLength", "maxLength")
_MOST_SHAPES = 60
_MOST_EACH = 40
_FEW_EACH = 6
_DEEPEST = 3
_LONGEST = 300
_PLAIN: tuple[Any, ...] = (None, True, 0, 1, -1, 0.5, 3, 2.5, "", "text", "a", [], {}, ["text", "text"], {"name": 0})


def inside(*shapes: Shape) -> list[Shape]:
    """The schemas themselves and what they hold, the nearest first, as many as are worth a look."""
    found: list[Shape] = []
    waiting, seen = list(shapes), set()
    while waiting and len(found) < _MOST_SHAPES:
        shape = waiting.pop(0)
        if shape.node in seen:
            continue
        seen.add(shape.node)
        found.append(shape)
        waiting += _held(shape)
    return found


def written_inside(shape: Shape) -> list[Shape]:
    """The schemas that it holds itself: those that it refers to are large, and for others to look at."""
    depth = len(shape.node.tokens)
    return [
        part
        for part in inside(shape)[1:]
        if part.node.source == shape.node.source and part.node.tokens[:depth] == shape.node.tokens
    ]


def _held(shape: Shape) -> Iterator[Shape]:
    for keyword in _SINGLE:
        if (one := shape.one(keyword)) is not None:
            yield one
    for keyword in _LISTED:
        yield from shape.listed(keyword)
    for keyword in _NAMED:
        yield from (one for node in shape.named(keyword).values() if (one := shape_of(node)) is not None)


def spoken_of(shapes: list[Shape]) -> list[Any]:
    """Plain values that schemas name, and those just beside their limits."""
    found: list[Any] = []
    for shape in shapes:
        values = shape.get("enum")
        found += values if isinstance(values, list) else []
        found += [shape.words[keyword] for keyword in ("const", "default") if keyword in shape.words]
        for limit in filter(None, map(shape.number, _LIMITS)):
            found += [limit, limit - 1, limit + 1, limit - 0.5, limit + 0.5] if abs(limit) < 2**53 else []
        for length in filter(None, map(shape.number, _LENGTHS)):
            found += ["a" * max(0, int(length) + more) for more in (0, -1, 1)] if length < _LONGEST else []
    return [*{repr(value): value for value in (*found, *_PLAIN)}.values()][:_MOST_EACH]


def varied(value: Any, others: list[Any], names: frozenset[str], depth: int = 0) -> Iterator[Any]:
    """The value with one thing otherwise: without an item, with one twice or one more of the ``names``, or with another
    value somewhere."""
    if isinstance(value, dict):
        yield from ({name: item for name, item in value.items() if name != gone} for gone in value)
        new = sorted(names - value.keys())
        yield from ({**value, name: other} for name in new[1:] for other in others[:_FEW_EACH])
        yield from ({**value, name: other} for name in new[:1] for other in others)
        yield {**value, **dict.fromkeys(new, others[0])}
    elif isinstance(value, list):
        yield from (value[:index] + value[index + 1 :] for index in range(len(value)))
        yield from ([*value, item] for item in (*value, *others))
        yield from ([*value, item, item] for item in (*value, *others))
    if depth < _DEEPEST:
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in list(parts):
            for other in islice(varied(item, others, names, depth + 1), 3 * _MOST_EACH):
                yield {**value, key: other} if isinstance(value, dict) else [*value[:key], other, *value[key + 1 :]]
    yield from others


def names_in(shape: Shape) -> frozenset[str]:
    """The properties that a schema and those in it name."""
    return frozenset(name for one in inside(shape) for name in one.named("properties"))


def hidden_in(shape: Shape, direction: Direction) -> frozenset[str]:
    """Those of the properties that do not travel this way."""
    keyword = "readOnly" if direction is Direction.REQUEST else "writeOnly"
    properties = [each for one in inside(shape) for each in one.named("properties").items()]
    return frozenset(name for name, node in properties if (held := shape_of(node)) is not None and held.flag(keyword))


def keys_of(value: Any) -> frozenset[str]:
    """The names in a value, however deep."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = value.keys() if isinstance(value, dict) else ()
    return frozenset(own).union(*map(keys_of, parts))
