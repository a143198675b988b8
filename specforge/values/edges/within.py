"""What a value may be and careless implementations stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specforge.document.model import Schema
from specforge.values.edges.beyond import distinct
from specforge.values.edges.bounds import IsValid, bounds
from specforge.values.edges.formats import VALID
from specforge.values.edges.steps import all_parts
from specforge.values.plain import is_number, whole

_DEPTH = 6
_LONGEST = 2000
_STRANGE_TEXTS = (
    "",
    "\u65e5\u672c\u8a9e \u017b \U0001f600",
    "a\x00b",
    " ",
    "*([{ %s %d {} ' \" -- ; <b> \\ ../",
    "e\u0301\u202e\ufeff",
    "x" * 5000,
)
_STRANGE_NUMBERS = (0, -1, 2**31, 2**63 - 1, -(2**63), 2**53 + 1, 10**15)
_FRACTIONS = (0.1, 1e-9, 1e300, -0.0)


@dataclass(frozen=True, slots=True)
class Edge:
    """A valid value. ``is_stated``: the author says by ``keyword`` that exactly this is allowed; otherwise nobody
    forbids it, and no more than that it does no harm can be expected."""

    keyword: str
    value: Any
    is_stated: bool = False


def within(schema: Schema, value: Any, is_valid: IsValid) -> Iterator[Edge]:
    """Values at the edges of a schema, those that are stated first."""
    for bound in bounds(schema, value, is_valid):
        if bound.is_inside:
            yield Edge(bound.keyword, bound.value, is_stated=True)
    for part in all_parts(schema, _DEPTH):
        raw = part.raw if isinstance(part.raw, dict) else {}
        for edge in _edges(part, raw, value):
            is_new = edge.value != value or type(edge.value) is not type(value)
            if is_new and is_valid(edge.value):
                yield edge


def _edges(schema: Schema, raw: dict[str, Any], value: Any) -> Iterator[Edge]:
    if schema.nullable:
        yield Edge("nullable" if raw.get("nullable") else "type", None, is_stated=True)
    if isinstance(value, bool):
        yield Edge("type", not value, is_stated=True)
    elif isinstance(value, str):
        for text in VALID.get(str(raw.get("format")), ()):
            yield Edge("format", text, is_stated=True)
        longest = raw.get("maxLength")
        if isinstance(longest, int) and 0 < longest <= _LONGEST:
            # A length is counted in characters (JSON Schema 2020-12 Validation, section 6.3.1), not in bytes.
            yield Edge("maxLength", "\u00e9" * longest, is_stated=True)
        yield from (Edge("type", text) for text in _strange_texts(raw))
    elif is_number(value):
        yield from _numbers(raw, schema, value)
    elif isinstance(value, list):
        yield from _lists(raw, value, schema)


def _strange_texts(raw: dict[str, Any]) -> Iterator[str]:
    """As long as they may be, so that the length is not what is wrong with them."""
    shortest, longest = raw.get("minLength"), raw.get("maxLength")
    for text in _STRANGE_TEXTS:
        if text and isinstance(shortest, int) and len(text) < shortest <= 1000:
            text = (text * shortest)[: max(shortest, len(text))]
        yield text[:longest] if isinstance(longest, int) and longest >= 0 else text


def _numbers(raw: dict[str, Any], schema: Schema, value: float) -> Iterator[Edge]:
    for keyword in ("minimum", "maximum"):
        if is_number(raw.get(keyword)) and abs(raw[keyword]) >= 1e15:
            yield Edge(keyword, whole(raw[keyword]), is_stated=True)
    yield Edge("type", float(value))  # 2.0 is an integer (JSON Schema 2020-12, section 4.2.3)
    yield from (Edge("type", number) for number in _STRANGE_NUMBERS)
    if "number" in schema.types:
        yield from (Edge("type", number) for number in _FRACTIONS)


def _lists(raw: dict[str, Any], value: list[Any], schema: Schema) -> Iterator[Edge]:
    members = schema.items.enum if schema.items is not None else None
    if members:
        yield Edge("type", members[:2], is_stated=True)
    if value:
        yield Edge("type", [distinct(value[0], number) for number in range(2)], is_stated=True)
        yield Edge("type", value[:1], is_stated=True)
    most = raw.get("maxItems")
    if value and isinstance(most, int) and 2 < most <= 1000:
        yield Edge("maxItems", [distinct(value[0], number) for number in range(most)], is_stated=True)
    yield Edge("type", [])
