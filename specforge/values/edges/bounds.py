"""Values at the edges of what a schema allows: just inside, and just beyond."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from specforge.document.model import Schema
from specforge.values.plain import is_number, plain, whole

_LONGEST = 2000
_MOST_ITEMS = 50
_MOST_MEMBERS = 12
_STRANGE = ("not-one-of-these", "~")
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Bound:
    """A value at an edge; ``keyword`` says which, ``is_inside`` on which side of it."""

    keyword: str
    value: Any
    is_inside: bool


IsValid = Callable[[Any], bool]


def bounds(schema: Schema, sample: Any, is_valid: IsValid) -> Iterator[Bound]:
    """The edges of a schema. ``sample`` is a valid value or None; every value is judged by ``is_valid`` before it is
    given, so that other keywords of the schema cannot make it a lie."""
    for part in _parts(schema, _DEPTH):
        for bound in _candidates(part, sample):
            if is_valid(bound.value) is bound.is_inside:
                yield bound
    yield from _wrong_type(schema, is_valid)


def _parts(schema: Schema, depth: int) -> Iterator[Schema]:
    yield schema
    for part in schema.all_of if depth else ():
        yield from _parts(part, depth - 1)


def _candidates(schema: Schema, sample: Any) -> Iterator[Bound]:
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    yield from _members(raw)
    if is_number(sample) and not isinstance(sample, bool):
        yield from _numbers(raw)
    elif isinstance(sample, str):
        yield from _texts(raw, sample)
    elif isinstance(sample, list):
        yield from _lists(raw, sample)


def _members(raw: dict[str, Any]) -> Iterator[Bound]:
    values = raw.get("enum")
    if isinstance(values, list) and values:
        for value in values[:_MOST_MEMBERS]:
            if plain(value) == value:
                yield Bound("enum", value, True)
        yield Bound("enum", _STRANGE[0] if isinstance(values[0], str) else 987654321, False)


def _numbers(raw: dict[str, Any]) -> Iterator[Bound]:
    step = raw.get("multipleOf")
    step = step if is_number(step) and step > 0 else 1
    for keyword, inward in (("minimum", 1), ("maximum", -1)):
        limit, exclusive = whole(raw.get(keyword)), whole(raw.get(f"exclusive{keyword.title()}"))
        if is_number(limit) and abs(limit) < 1e15:
            is_open = exclusive is True
            yield Bound(keyword, limit, not is_open)
            yield Bound(keyword, limit - inward * step, False)
        if is_number(exclusive) and abs(exclusive) < 1e15:
            yield Bound(f"exclusive{keyword.title()}", exclusive, False)
            yield Bound(f"exclusive{keyword.title()}", exclusive + inward * step, True)
    if isinstance(step, int) and step > 1:
        yield Bound("multipleOf", step + 1, False)


def _texts(raw: dict[str, Any], sample: str) -> Iterator[Bound]:
    shortest, longest = raw.get("minLength"), raw.get("maxLength")
    if isinstance(shortest, int) and 0 < shortest <= _LONGEST:
        yield Bound("minLength", _sized(sample, shortest), True)
        yield Bound("minLength", _sized(sample, shortest - 1), False)
    if isinstance(longest, int) and 0 <= longest <= _LONGEST:
        yield Bound("maxLength", _sized(sample, longest), True)
        yield Bound("maxLength", _sized(sample, longest + 1), False)
    if isinstance(raw.get("pattern"), str):
        size = shortest if isinstance(shortest, int) and 0 < shortest <= _LONGEST else 1
        yield Bound("pattern", _STRANGE[1] * size, False)


def _sized(sample: str, size: int) -> str:
    """Text of a length, as much like the sample as can be."""
    return (sample + (sample[-1:] or "a") * size)[:size]


def _lists(raw: dict[str, Any], sample: list[Any]) -> Iterator[Bound]:
    fewest, most = raw.get("minItems"), raw.get("maxItems")
    if isinstance(fewest, int) and 0 < fewest <= _MOST_ITEMS:
        yield Bound("minItems", sample[: fewest - 1], False)
    if isinstance(most, int) and 0 <= most <= _MOST_ITEMS and sample:
        yield Bound("maxItems", (sample * (most + 1))[:most], True)
        yield Bound("maxItems", (sample * (most + 1))[: most + 1], False)
    if raw.get("uniqueItems") is True and sample:
        yield Bound("uniqueItems", [sample[0], sample[0]], False)


def _wrong_type(schema: Schema, is_valid: IsValid) -> Iterator[Bound]:
    """One value of another type."""
    candidates: tuple[Any, ...] = (_STRANGE[0], [], 12.5)
    for value in candidates if schema.types else ():
        if not is_valid(value):
            yield Bound("type", value, False)
            return
