"""What a value must not be: each change breaks one keyword of a schema, the most telling ones first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specforge.document.model import Schema
from specforge.values.edges.bounds import IsValid, bounds
from specforge.values.edges.formats import INVALID
from specforge.values.edges.steps import all_parts
from specforge.values.plain import is_number

_DEPTH = 6
_MOST_ITEMS = 1001
_LONGEST = 70_000
_STRANGER = "unexpected"
_INT32, _INT64 = 2**31, 2**63
# How often something may come, in a pattern.
_TIMES = re.compile(r"[{,](\d{1,3})\}")
_RANGES = {"int32": (-_INT32 - 1, _INT32), "int64": (-_INT64 - 1, _INT64)}


@dataclass(frozen=True, slots=True)
class Change:
    """A value that breaks a keyword. ``weight`` is 0 for what implementations forget most often. ``is_lenient``: many
    take it on purpose."""

    keyword: str
    value: Any
    weight: int = 0
    is_lenient: bool = False


def beyond(schema: Schema, value: Any, is_valid: IsValid) -> Iterator[Change]:
    """Values that are not what the schema says. ``value`` is one that is; ``is_valid`` judges others in its stead."""
    for bound in bounds(schema, value, is_valid):
        if not bound.is_inside and bound.keyword != "type":
            # A text that has nothing of a pattern is refused by whoever looks at it at all.
            yield Change(bound.keyword, bound.value, 2 if bound.keyword == "pattern" else 0)
    for part in all_parts(schema, _DEPTH):
        raw = part.raw if isinstance(part.raw, dict) else {}
        if isinstance(value, str) and isinstance(raw.get("pattern"), str):
            yield from _stretched(raw["pattern"], value, is_valid)
        for change in _changes(part, raw, value):
            if not is_valid(change.value):
                yield change


def _changes(schema: Schema, raw: dict[str, Any], value: Any) -> Iterator[Change]:
    if isinstance(value, bool):
        yield from _booleans(schema)
    elif isinstance(value, str):
        yield from _texts(raw, value)
        yield from _not_a_text(schema, value)
    elif is_number(value):
        yield from _numbers(raw, value)
        yield from _not_a_number(schema, value)
    elif isinstance(value, list):
        yield from _lists(raw, value)
        yield from _not_a_list(schema, value)
    elif isinstance(value, dict):
        yield from _objects(schema, raw, value)
        yield from _not_an_object(schema, value)
    if schema.types:
        yield Change("type", None)
    if "const" in raw and isinstance(value, str | int | float):
        yield Change("const", not value if isinstance(value, bool) else distinct(value, 1))


def _texts(raw: dict[str, Any], value: str) -> Iterator[Change]:
    if isinstance(raw.get("pattern"), str):
        for text, weight in _nearly(value):
            yield Change("pattern", text, weight)
    if isinstance(raw.get("enum"), list):
        for text, weight in ((value.swapcase(), 0), (f"{value}x", 1), (value[:-1], 2), ("", 1)):
            yield Change("enum", text, weight)
    if isinstance(raw.get("format"), str):
        for number, text in enumerate(INVALID.get(raw["format"], ())):
            yield Change("format", text, 0 if number < 2 else 1)
        yield Change("format", f"{value}x", 1)
        yield Change("format", f"x{value}", 2)
    if raw.get("format") == "uuid":
        # RFC 4122 section 3 has the form with dashes alone; libraries that read UUIDs take more.
        for text in (value.replace("-", ""), f"{{{value}}}", f"urn:uuid:{value}"):
            yield Change("format", text, 2, is_lenient=True)
    if isinstance(raw.get("minLength"), int):
        yield Change("minLength", "", 1)
    yield from _longer(raw.get("maxLength"), value or "a")


def _longer(longest: Any, value: str) -> Iterator[Change]:
    if not isinstance(longest, int) or not 0 < longest <= _LONGEST:
        return
    yield Change("maxLength", (value * (longest // len(value) + 1))[: longest + 1], 1)
    yield Change("maxLength", value * (2 * longest // len(value) + 2), 2)
    # Who counts code units or bytes may count too few: all of these are one character each.
    yield Change("maxLength", "\u00e9" * (longest + 1), 2)


def _nearly(value: str) -> Iterator[tuple[str, int]]:
    """Texts that fit a pattern but for a little: what is not anchored, or not escaped, takes them."""
    yield f"{value}!", 0
    yield f"!{value}", 0
    yield f"{value}\n", 1
    yield value.swapcase(), 1
    yield value + value[-1:], 1
    yield value[:-1], 1
    yield "".join("x" if mark in ".+*?$" else mark for mark in value), 1
    yield "", 2


def _stretched(pattern: str, value: str, is_valid: IsValid) -> Iterator[Change]:
    """A text with one character more than ``{0,29}`` lets in, at its end and at its beginning."""
    most = max((int(number) for number in _TIMES.findall(pattern)), default=0)
    if not value or not most:
        return
    for text in (
        _one_too_many(value, value[-1], "", most, is_valid),
        _one_too_many("", value[0], value, most, is_valid),
    ):
        if not is_valid(text):
            yield Change("pattern", text, 1)


def _one_too_many(start: str, letter: str, end: str, most: int, is_valid: IsValid) -> str:
    """The shortest text that has the letter too often in its middle; the longest where all are valid."""
    times = bisect_left(range(most + 1), True, key=lambda times: not is_valid(start + letter * times + end))
    return start + letter * times + end


def _numbers(raw: dict[str, Any], value: float) -> Iterator[Change]:
    format = str(raw.get("format"))
    for number in reversed(_RANGES.get(format, ())):
        yield Change("format", number, 0 if number > 0 else 1)
    step = raw.get("multipleOf")
    if is_number(step) and step > 0:
        yield Change("multipleOf", value + step / 2)
    for keyword, inward in (("minimum", 1), ("maximum", -1)):
        limit = raw.get(keyword)
        if not is_number(limit):
            continue
        if abs(limit) >= 1e15:
            yield Change(keyword, limit - inward)
        yield Change(keyword, 0, 1)
        yield Change(keyword, -1, 1)
        # Half a step is another type where only whole numbers are allowed.
        nearest = [] if "integer" in str(raw.get("type")) else [limit - inward * 0.5]
        for further in (*nearest, limit - inward * max(1000, abs(limit) * 10)):
            yield Change(keyword, int(further) if further == int(further) else further, 2)


def _lists(raw: dict[str, Any], value: list[Any]) -> Iterator[Change]:
    fewest, most = raw.get("minItems"), raw.get("maxItems")
    if isinstance(fewest, int) and fewest > 0:
        yield Change("minItems", [])
    places = raw.get("prefixItems")
    for keyword in ("items", "unevaluatedItems"):
        if raw.get(keyword) is False and isinstance(places, list) and value:
            more = [value[-1]] * (len(places) + 1 - len(value))
            yield Change(keyword, [*value, *more])
    if isinstance(most, int) and 0 <= most < _MOST_ITEMS and value:
        yield Change("maxItems", [distinct(value[0], number) for number in range(most + 1)])


def distinct(item: Any, number: int) -> Any:
    """An item like another one, and not equal to it, as far as that can be done."""
    if isinstance(item, str):
        digits = str(number) if number else ""
        return (item[: -len(digits)] if len(item) > len(digits) > 0 else item) + digits
    return item + number if is_number(item) else item


def _objects(schema: Schema, raw: dict[str, Any], value: dict[str, Any]) -> Iterator[Change]:
    for name in schema.required:
        if name in value:
            child = schema.properties.get(name)
            has_default = child is not None and child.default is not None
            left = {key: item for key, item in value.items() if key != name}
            yield Change("required", left, is_lenient=has_default)
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if raw.get(keyword) is False:
            yield Change(keyword, {**value, _STRANGER: 1})
    if isinstance(raw.get("minProperties"), int):
        yield Change("minProperties", {})
    most = raw.get("maxProperties")
    if isinstance(most, int) and 0 <= most < _MOST_ITEMS:
        more = {f"{_STRANGER}{number}": item for number, item in enumerate([*value.values()][:1] * (most + 1))}
        yield Change("maxProperties", {**value, **more})
    if raw.get("propertyNames") or raw.get("patternProperties"):
        yield Change("propertyNames", {**value, "~ !": next(iter(value.values()), 1)})
    discriminator = schema.discriminator
    if discriminator is not None and discriminator.property_name in value:
        yield Change("discriminator", {**value, discriminator.property_name: _STRANGER})
    for name, others in _dependent(raw):
        if name in value:
            yield Change("dependentRequired", {key: item for key, item in value.items() if key not in others})


def _dependent(raw: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    found = raw.get("dependentRequired")
    for name, others in found.items() if isinstance(found, dict) else ():
        if isinstance(others, list):
            yield name, others


# -- other types ------------------------------------------------------------------------------------------------------


def _typed(schema: Schema, *changes: Change) -> Iterator[Change]:
    """Where the schema says nothing of types, all are allowed."""
    yield from (changes if schema.types else ())


def _booleans(schema: Schema) -> Iterator[Change]:
    texts = (Change("type", text, 2, is_lenient=True) for text in ("1", "yes", "TRUE"))
    yield from _typed(schema, Change("type", "true"), Change("type", 1), Change("type", "maybe"), *texts)


def _not_a_text(schema: Schema, value: str) -> Iterator[Change]:
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 3
    yield from _typed(schema, Change("type", number), Change("type", True, 2), Change("type", [value], 1))
    yield from _typed(schema, Change("type", {"value": value}, 2))


def _not_a_number(schema: Schema, value: float) -> Iterator[Change]:
    yield from _typed(schema, Change("type", str(value)), Change("type", value + 0.5), Change("type", "abc", 1))
    yield from _typed(schema, Change("type", True, 1), Change("type", [value], 2))
    if value >= 0:
        # Texts that some languages read as numbers.
        arabic = "".join(chr(0x660 + int(digit)) for digit in str(value) if digit.isdecimal())
        texts = ("1_0", arabic, f" {value}", f"+{value}", "")
        yield from _typed(schema, *(Change("type", text, 2, is_lenient=True) for text in texts))
        yield from _typed(schema, Change("type", "0x10", 2), Change("type", f"{value}x", 2))


def _not_a_list(schema: Schema, value: list[Any]) -> Iterator[Change]:
    first = value[0] if value else "text"
    members = {str(number): item for number, item in enumerate(value)}
    yield from _typed(schema, Change("type", first), Change("type", members, 2), Change("type", "text", 2))


def _not_an_object(schema: Schema, value: dict[str, Any]) -> Iterator[Change]:
    yield from _typed(schema, Change("type", [value], 1), Change("type", "text", 1), Change("type", 3, 2))
