"""Values that break exactly one keyword of a schema, made from a valid one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from specforge.document.model import Schema
from specforge.document.place import Place
from specforge.values.check import CompiledSchema, Violation
from specforge.values.violations import without_echoes

Path = tuple[str | int, ...]
_STRANGER = "specforge-unexpected"
_STRANGE_TEXT = "~specforge~"
_STRANGE_NUMBER = 987654321
_DEEPEST = 8
_MOST_PARTS = 120
_LONGEST = 5000
_MOST_ITEMS = 200
_OF_OTHER_TYPES: tuple[Any, ...] = (None, _STRANGE_TEXT, 12.5, True, [], {})


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that violates one keyword, at one place of the document, and nothing else. ``keyword`` is ``null`` for a
    null where the schema has another type."""

    keyword: str
    place: Place
    value: Any
    path: Path


def broken_values(
    compiled: CompiledSchema, value: Any, read: Callable[[Any], Any] = lambda value: value
) -> Iterator[Broken]:
    """One for each keyword that can be broken by a small change of a valid ``value``. ``read`` is what arrives of a
    value on its way: text has no types."""
    seen: set[tuple[str, Place]] = set()
    for path, new in _candidates(compiled, value):
        changed = _with(value, path, new)
        violations = without_echoes(compiled.violations(read(changed)))
        if len({violation.place for violation in violations}) != 1:
            continue
        keyword = _keyword(violations[0], new)
        key = (keyword, violations[0].place)
        if key not in seen:
            seen.add(key)
            yield Broken(keyword, violations[0].place, changed, path)


def _keyword(violation: Violation, new: Any) -> str:
    return "null" if new is None and violation.keyword == "type" else violation.keyword


class _Gone:
    """What is left out."""


_GONE = _Gone()


def _candidates(compiled: CompiledSchema, value: Any) -> Iterator[tuple[Path, Any]]:
    """Changes that may break something; the validator says what they do."""
    for count, (path, schemas, here) in enumerate(_parts(compiled.schema, value, (), _DEEPEST)):
        if count >= _MOST_PARTS:
            return
        raws = [schema.value for schema in schemas if isinstance(schema.value, dict)]
        for new in _changes(raws, here):
            yield path, new
        if isinstance(here, dict):
            for name in here:
                yield (*path, name), _GONE
            yield (*path, _STRANGER), 1


def _parts(schema: Schema, value: Any, path: Path, depth: int) -> Iterator[tuple[Path, list[Schema], Any]]:
    """The parts of a value, each with the schemas that speak of it."""
    schemas = list(_together(schema, _DEEPEST))
    yield path, schemas, value
    if not depth:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            children = [child for each in schemas if (child := _member(each, name)) is not None]
            if children:
                yield from _parts(children[0], inner, (*path, name), depth - 1)
    elif isinstance(value, list) and value:
        items = next((each.items for each in schemas if each.items is not None), None)
        first = next((each.prefix_items[0] for each in schemas if each.prefix_items), items)
        if first is not None:
            yield from _parts(first, value[0], (*path, 0), depth - 1)


def _together(schema: Schema, depth: int) -> Iterator[Schema]:
    """The schema with all that may apply beside it. What does not apply to the value costs a few vain attempts."""
    yield schema
    if depth:
        for part in (*schema.all_of, *schema.any_of, *schema.one_of):
            yield from _together(part, depth - 1)


def _member(schema: Schema, name: str) -> Schema | None:
    known = schema.properties.get(name)
    if known is not None:
        return known
    more = schema.additional_properties
    return more if isinstance(more, Schema) else None


def _changes(raws: list[dict[str, Any]], value: Any) -> Iterator[Any]:
    """Other values for a part, the nearest first."""
    for raw in raws:
        if isinstance(value, str):
            yield from _texts(raw, value)
        elif _is_number(value):
            yield from _numbers(raw, value)
        elif isinstance(value, list):
            yield from _lists(raw, value)
        elif isinstance(value, dict):
            yield from _objects(raw, value)
    yield from (new for new in _OF_OTHER_TYPES if type(new) is not type(value))


def _texts(raw: dict[str, Any], value: str) -> Iterator[str]:
    shortest, longest = raw.get("minLength"), raw.get("maxLength")
    if _is_count(longest, _LONGEST):
        yield _sized(value, longest + 1)
    if _is_count(shortest, _LONGEST) and shortest > 0:
        yield _sized(value, shortest - 1)
    if {"pattern", "format", "enum", "const"} & raw.keys():
        yield _STRANGE_TEXT
        yield "~" * max(len(value), 1)
        yield f"{value}~"


def _sized(value: str, size: int) -> str:
    return (value + (value[-1:] or "a") * size)[:size]


def _numbers(raw: dict[str, Any], value: float) -> Iterator[float]:
    factor = raw.get("multipleOf")
    steps = (1, factor) if _is_number(factor) else (1, 0.5)
    for keyword, sign in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", -1), ("exclusiveMaximum", 1)):
        limit = raw.get(keyword)
        if _is_number(limit):
            # Until OpenAPI 3.0 the exclusive keywords are booleans about the others.
            yield limit
            yield from (limit + sign * step for step in steps)
    if _is_number(factor):
        yield value + factor / 2
        yield value + 1
    if {"enum", "const", "format"} & raw.keys():
        yield _STRANGE_NUMBER
        yield 2**70


def _lists(raw: dict[str, Any], value: list[Any]) -> Iterator[list[Any]]:
    fewest, most = raw.get("minItems"), raw.get("maxItems")
    if _is_count(fewest, _MOST_ITEMS) and fewest > 0:
        yield value[: fewest - 1]
    if _is_count(most, _MOST_ITEMS) and value:
        yield (value * (most + 1))[: most + 1]
    if raw.get("uniqueItems") is True and value:
        yield [*value, value[0]]


def _objects(raw: dict[str, Any], value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    fewest, most = raw.get("minProperties"), raw.get("maxProperties")
    if _is_count(fewest, _MOST_ITEMS) and fewest > 0:
        yield dict(list(value.items())[: fewest - 1])
    if _is_count(most, _MOST_ITEMS) and most < len(value) + _MOST_ITEMS:
        yield value | {f"{_STRANGER}{number}": 1 for number in range(most + 1 - len(value))}


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _is_count(value: Any, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _with(value: Any, path: Path, new: Any) -> Any:
    """A copy with something else, or nothing, at a place."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        if not rest and isinstance(new, _Gone):
            return {name: item for name, item in value.items() if name != step}
        return {**value, step: _with(value.get(step), rest, new)}
    return [_with(item, rest, new) if index == step else item for index, item in enumerate(value)]
