"""Values that the document allows, and that careless code fails on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.probing.tester import Purpose, Tester
from specforge.document.model import Schema

# Letters beyond Latin-1, and beyond the basic plane.
_TEXTS = ("Zoë Łódź 日本 🎉", "'\"`;--", "%25 & + #", "")
# What a service may well refuse, though the document does not say so: it only must not fail.
_NUL = "a\x00b"
# What RFC 3339 allows, and libraries for dates do not all know: leap seconds, small letters, the first and last year.
_TIMES = (
    ("date-time", "2016-12-31T23:59:60Z"),
    ("date-time", "2024-05-01t10:00:00z"),
    ("date-time", "0000-01-01T00:00:00Z"),
    ("date-time", "9999-12-31T23:59:59-23:59"),
    ("date", "0000-01-01"),
    ("date", "9999-12-31"),
)
_INT32, _INT64 = 2**31, 2**63


def hostile_values(schema: Schema, tester: Tester) -> Iterator[tuple[Any, Purpose]]:
    """The values that the schema allows, and what a request with each is for."""
    compiled = tester.checker.compile(schema, "request")
    for value, purpose in _candidates(schema, tester):
        if compiled.is_valid(value):
            yield value, purpose


def _candidates(schema: Schema, tester: Tester) -> Iterator[tuple[Any, Purpose]]:
    shapes = tester.pool.shapes
    match shapes.kind(schema):
        case "string":
            yield from ((text, Purpose.VALID) for text in _TEXTS)
            yield _NUL, Purpose.PROBE
            formats = {part.format for part in shapes.parts(schema)}
            yield from ((text, Purpose.PROBE) for name, text in _TIMES if name in formats)
        case "integer":
            is_small = any(part.format == "int32" for part in shapes.parts(schema))
            yield -1, Purpose.VALID
            yield 0, Purpose.VALID
            for number in (_INT32 + 1, -_INT32 - 1):
                yield number, Purpose.PROBE if is_small else Purpose.VALID
            for number in (_INT64 + 1, 10**30):
                yield number, Purpose.PROBE
        case "number":
            yield 1e300, Purpose.PROBE
            yield -0.0, Purpose.VALID
